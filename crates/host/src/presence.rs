//! Who is connected, here or to another node, and how far away: soft state, never logged.

use std::collections::{BTreeMap, HashMap};

use session::{MemberId, Session};
use store::PresentMember;
use timeline::{MemberDelay, Timestamp};

use crate::frame::PresenceChange;
use crate::options::HostOptions;

/// Who has how many connections, and who is about to be taken for gone.
#[derive(Debug, Default)]
pub(crate) struct Presence {
    connections: HashMap<MemberId, usize>,
    gone_at: HashMap<MemberId, Timestamp>,
    delays: HashMap<MemberId, MemberDelay>,
    /// Whom other nodes see.
    elsewhere: BTreeMap<MemberId, PresentMember>,
}

impl Presence {
    /// After loading: whoever the log takes for present has a while to show up.
    pub(crate) fn after_load(session: &Session, now: Timestamp, options: &HostOptions) -> Self {
        let gone_at = now.plus_ms(options.gone_after_ms);
        let present = session.members().filter(|(_, member)| member.joined.is_some());
        Self { gone_at: present.map(|(id, _)| (id.clone(), gone_at)).collect(), ..Self::default() }
    }

    /// Counts a connection. Returns whether it is the member's first here.
    pub(crate) fn connect(&mut self, id: &MemberId) -> bool {
        self.gone_at.remove(id);
        let connections = self.connections.entry(id.clone()).or_default();
        *connections += 1;
        *connections == 1
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
        self.heard_of(id, gone_at);
        true
    }

    /// Takes in whom the other nodes see now. Returns what is new of those who are not connected here; who is seen by
    /// nobody any more is gone a while later.
    pub(crate) fn hear(
        &mut self,
        elsewhere: BTreeMap<MemberId, PresentMember>,
        gone_at: Timestamp,
    ) -> Vec<PresenceChange> {
        let before = std::mem::replace(&mut self.elsewhere, elsewhere);
        let mut changes = Vec::new();
        for (id, present) in &self.elsewhere {
            self.gone_at.remove(id);
            let is_news = before.get(id).is_none_or(|before| before.standing != present.standing);
            if is_news && !self.is_here(id) {
                changes.push(PresenceChange { member: id.clone(), online: true, standing: present.standing });
            }
        }
        for id in before.into_keys().filter(|id| !self.elsewhere.contains_key(id)) {
            if !self.is_here(&id) {
                self.gone_at.insert(id.clone(), gone_at);
                changes.push(PresenceChange { member: id, online: false, standing: None });
            }
        }
        changes
    }

    /// Somebody without a connection gave a sign of life.
    pub(crate) fn heard_of(&mut self, id: &MemberId, gone_at: Timestamp) {
        if !self.is_online(id) {
            self.gone_at.insert(id.clone(), gone_at);
        }
    }

    /// Returns who is taken for gone first, and when.
    pub(crate) fn next_gone(&self) -> Option<(Timestamp, &MemberId)> {
        self.gone_at.iter().map(|(id, at)| (*at, id)).min()
    }

    /// Nobody waits for them any more.
    pub(crate) fn forget(&mut self, id: &MemberId) {
        self.gone_at.remove(id);
    }

    /// Returns whether nobody is connected here and nobody is waited for.
    pub(crate) fn is_idle(&self) -> bool {
        self.connections.is_empty() && self.gone_at.is_empty()
    }

    /// Returns whether somebody has a connection to this node.
    pub(crate) fn is_here(&self, id: &MemberId) -> bool {
        self.connections.contains_key(id)
    }

    /// Returns whether somebody has a connection to any node.
    pub(crate) fn is_online(&self, id: &MemberId) -> bool {
        self.is_here(id) || self.elsewhere.contains_key(id)
    }

    /// Returns who has a connection to this node.
    pub(crate) fn here(&self) -> impl ExactSizeIterator<Item = &MemberId> {
        self.connections.keys()
    }

    /// Returns who has connections to other nodes only.
    pub(crate) fn elsewhere(&self) -> impl Iterator<Item = &PresentMember> {
        self.elsewhere.values().filter(|present| !self.is_here(&present.member))
    }

    /// Returns how many have a connection.
    pub(crate) fn count(&self) -> usize {
        self.connections.len() + self.elsewhere().count()
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
