//! Who is connected, here or to another node, how they stand, and how far away: soft state, never logged.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use imbl::OrdMap;
use session::{MemberId, Session};
use store::{Movement, PresentMember, Standing};
use timeline::{MemberDelay, Timestamp};

use crate::frame::PresenceChange;
use crate::gone::Gone;
use crate::options::HostOptions;

/// From which change on a drift is news, in milliseconds.
const DRIFT_NEWS_MS: i64 = 5;

/// Who has a connection to any node, and how they stand to the timeline, once their player has told. Cheap to clone.
pub type Online = OrdMap<MemberId, Option<Standing>>;

/// Who has how many connections, who is about to be taken for gone, and what the others have yet to be told.
#[derive(Debug, Default)]
pub(crate) struct Presence {
    connections: HashMap<MemberId, usize>,
    gone: Gone,
    delays: HashMap<MemberId, MemberDelay>,
    /// Whom other nodes see.
    elsewhere: BTreeMap<MemberId, PresentMember>,
    online: Online,
    /// Who has come online or gone offline, or stands otherwise at another node.
    untold: BTreeSet<MemberId>,
    /// Who stands otherwise here.
    untold_standings: BTreeSet<MemberId>,
    /// How many the others believe to be online.
    told_count: usize,
}

impl Presence {
    /// After loading: whoever the log takes for present has a while to show up.
    pub(crate) fn after_load(session: &Session, now: Timestamp, options: &HostOptions) -> Self {
        let gone_at = now.plus_ms(options.gone_after_ms);
        let mut presence = Self::default();
        for (id, _) in session.members().filter(|(_, member)| member.joined.is_some()) {
            presence.gone.expect(id, gone_at);
        }
        presence
    }

    /// Counts a connection. Returns whether it is the member's first here.
    pub(crate) fn connect(&mut self, id: &MemberId) -> bool {
        self.gone.forget(id);
        let connections = self.connections.entry(id.clone()).or_default();
        *connections += 1;
        let is_first = *connections == 1;
        if !self.online.contains_key(id) {
            self.online.insert(id.clone(), None);
            self.untold.insert(id.clone());
        }
        is_first
    }

    /// Counts a connection out. Returns whether it was the member's last here; who is at no other node either is gone a
    /// while later.
    pub(crate) fn disconnect(&mut self, id: &MemberId, gone_at: Timestamp) -> bool {
        let Some(connections) = self.connections.get_mut(id) else { return false };
        *connections -= 1;
        if *connections > 0 {
            return false;
        }
        self.connections.remove(id);
        self.delays.remove(id);
        match self.elsewhere.get(id) {
            Some(present) => drop(self.online.insert(id.clone(), present.standing)),
            None => self.go_offline(id, gone_at),
        }
        true
    }

    fn go_offline(&mut self, id: &MemberId, gone_at: Timestamp) {
        self.online.remove(id);
        self.untold.insert(id.clone());
        self.gone.expect(id, gone_at);
    }

    /// Takes in whom the other nodes see now; who is seen by nobody any more is gone a while later.
    pub(crate) fn hear(&mut self, elsewhere: BTreeMap<MemberId, PresentMember>, gone_at: Timestamp) {
        let before = std::mem::replace(&mut self.elsewhere, elsewhere);
        for (id, present) in &self.elsewhere {
            self.gone.forget(id);
            let is_news = before.get(id).is_none_or(|before| before.standing != present.standing);
            if is_news && !self.connections.contains_key(id) {
                self.online.insert(id.clone(), present.standing);
                self.untold.insert(id.clone());
            }
        }
        for id in before.into_keys() {
            if !self.elsewhere.contains_key(&id) && !self.is_here(&id) {
                self.go_offline(&id, gone_at);
            }
        }
    }

    /// Adds whom other nodes were seen to see to whom they are known to see now.
    pub(crate) fn add_those_seen_elsewhere(&self, now: &mut BTreeMap<MemberId, PresentMember>) {
        for (id, present) in &self.elsewhere {
            now.entry(id.clone()).or_insert_with(|| present.clone());
        }
    }

    /// Keeps how somebody connected here stands, by their last report.
    pub(crate) fn note_standing(&mut self, id: &MemberId, standing: Standing) {
        let Some(known) = self.online.get_mut(id).filter(|_| self.connections.contains_key(id)) else { return };
        let before = known.replace(standing);
        let is_news = before.is_none_or(|before| {
            before.movement != standing.movement
                || before.trailing != standing.trailing
                || before.away != standing.away
                || (before.drift_ms - standing.drift_ms).abs() >= DRIFT_NEWS_MS
        });
        if is_news {
            self.untold_standings.insert(id.clone());
        }
    }

    /// Returns how somebody stands, by the last report.
    pub(crate) fn standing(&self, id: &MemberId) -> Option<Standing> {
        self.online.get(id).copied().flatten()
    }

    /// Returns how far those who play here are apart, in milliseconds, where there are several. Who trails is known to.
    pub(crate) fn spread_ms(&self) -> Option<i64> {
        let standings = self.online.iter().filter(|(id, _)| self.is_here(id)).filter_map(|(_, standing)| *standing);
        let plays = |standing: &Standing| standing.movement == Movement::Playing && !standing.trailing;
        let drifts = || standings.clone().filter(plays).map(|standing| standing.drift_ms);
        let (least, most) = (drifts().min()?, drifts().max()?);
        (drifts().nth(1).is_some()).then(|| most.saturating_sub(least))
    }

    /// Somebody is known by the log now whom another node has told of before.
    pub(crate) fn note_known(&mut self, id: &MemberId) {
        if !self.is_here(id) && self.elsewhere.contains_key(id) {
            self.untold.insert(id.clone());
        }
    }

    /// Returns whether the others have something to be told; in an audience, only how many are online.
    pub(crate) fn has_news(&self, audience_above: usize) -> bool {
        if self.online.len() > audience_above {
            self.online.len() != self.told_count
        } else {
            !self.untold.is_empty() || !self.untold_standings.is_empty()
        }
    }

    /// Takes who has come online or gone offline, or stands otherwise at another node.
    pub(crate) fn take_comings(&mut self) -> Vec<PresenceChange> {
        let untold = std::mem::take(&mut self.untold);
        self.changes(untold)
    }

    /// Takes all that the others have yet to be told; in an audience, of nobody by name.
    pub(crate) fn take_news(&mut self, audience_above: usize) -> Vec<PresenceChange> {
        let was_audience = self.told_count > audience_above;
        let is_audience = self.online.len() > audience_above;
        let mut untold = std::mem::take(&mut self.untold);
        untold.append(&mut self.untold_standings);
        if is_audience {
            untold.clear();
        } else if was_audience {
            // What was told in the meantime was no more than their number.
            untold.extend(self.online.keys().cloned());
        }
        self.changes(untold)
    }

    fn changes(&mut self, ids: BTreeSet<MemberId>) -> Vec<PresenceChange> {
        self.told_count = self.online.len();
        let change = |member: MemberId| {
            let standing = self.online.get(&member).copied();
            PresenceChange { member, online: standing.is_some(), standing: standing.flatten() }
        };
        ids.into_iter().map(change).collect()
    }

    /// Somebody without a connection gave a sign of life.
    pub(crate) fn heard_of(&mut self, id: &MemberId, gone_at: Timestamp) {
        if !self.is_online(id) {
            self.gone.expect(id, gone_at);
        }
    }

    /// Returns when the first is taken for gone.
    pub(crate) fn next_gone(&self) -> Option<Timestamp> {
        self.gone.next()
    }

    /// Returns at most `limit` who are taken for gone by now.
    pub(crate) fn due_gone(&self, now: Timestamp, limit: usize) -> Vec<MemberId> {
        self.gone.due(now, limit)
    }

    /// Nobody waits for them any more.
    pub(crate) fn forget(&mut self, id: &MemberId) {
        self.gone.forget(id);
    }

    /// Returns whether nobody is connected here and nobody is waited for.
    pub(crate) fn is_idle(&self) -> bool {
        self.connections.is_empty() && self.gone.is_empty()
    }

    /// Returns whether somebody has a connection to this node.
    pub(crate) fn is_here(&self, id: &MemberId) -> bool {
        self.connections.contains_key(id)
    }

    /// Returns whether somebody has a connection to any node.
    pub(crate) fn is_online(&self, id: &MemberId) -> bool {
        self.online.contains_key(id)
    }

    /// Returns who has a connection to any node.
    pub(crate) fn online(&self) -> &Online {
        &self.online
    }

    /// Returns who has a connection to this node.
    pub(crate) fn here(&self) -> impl ExactSizeIterator<Item = &MemberId> {
        self.connections.keys()
    }

    /// Returns who has connections to other nodes only.
    pub(crate) fn elsewhere(&self) -> impl Iterator<Item = &PresentMember> {
        self.elsewhere.values().filter(|present| !self.is_here(&present.member))
    }

    /// What the members measured, for the schedule of a common start.
    pub(crate) fn delays(&self) -> impl Iterator<Item = MemberDelay> {
        self.delays.values().copied().chain(self.elsewhere().map(|present| present.delay))
    }

    /// What somebody connected here measured.
    pub(crate) fn delay(&self, id: &MemberId) -> MemberDelay {
        self.delays.get(id).copied().unwrap_or_default()
    }

    /// Keeps the round trip and the start latency that somebody measured.
    pub(crate) fn note_delay(&mut self, id: &MemberId, round_trip_ms: Option<i64>, start_latency_ms: Option<i64>) {
        if self.is_here(id) {
            let delay = self.delays.entry(id.clone()).or_default();
            delay.round_trip_p95_ms = round_trip_ms.unwrap_or(delay.round_trip_p95_ms);
            delay.start_latency_ms = start_latency_ms.unwrap_or(delay.start_latency_ms);
        }
    }
}
