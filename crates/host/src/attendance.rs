//! Whose players follow the session, and how far they have come: what holds are decided by. Soft state, never logged.

use std::collections::{BTreeMap, BTreeSet};

use session::{Command, HoldReason, MemberId, Player, Session};
use store::{Movement, PresentMember, Standing};
use timeline::{MemberDelay, Status, Timecode, Timestamp};

use crate::options::HostOptions;
use crate::viewers::Report;

/// How often a wait for the same stall is asked for again, in milliseconds: patience grows back.
const ASK_AGAIN_MS: i64 = 5_000;
/// Who has stalled for longer than this will not come back soon: the others do not stop for them again. In milliseconds.
const GIVEN_UP_MS: i64 = 20_000;
/// From how many players on less than a tenth of them is not waited for.
const QUORUM_FROM: usize = 11;
/// Who is off by less has caught up, in milliseconds.
const CAUGHT_UP_MS: i64 = 1_000;

/// The players of everybody who is connected, to this node or another.
#[derive(Debug, Default)]
pub(crate) struct Attendance {
    here: BTreeMap<MemberId, Attendee>,
    /// As other nodes tell of those who are connected to them.
    elsewhere: BTreeMap<MemberId, Attendee>,
    /// Whose players stall, of all of them: in a crowd not everybody can be looked at each time.
    stalling: BTreeSet<MemberId>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Attendee {
    /// It tells which timeline it follows, so it can be waited for.
    follows: bool,
    is_newcomer: bool,
    is_away: bool,
    /// The timeline that it has last stood ready at.
    ready_at: Option<u64>,
    stall: Option<Stall>,
}

#[derive(Clone, Debug, PartialEq)]
struct Stall {
    since: Timestamp,
    position: Timecode,
    ask_at: Timestamp,
}

impl Attendance {
    /// Somebody has connected.
    pub(crate) fn arrive(&mut self, id: &MemberId, session: &Session) {
        let is_newcomer = session.status() == Status::Playing;
        // Who has another tab at another node has not just come.
        let attendee =
            self.elsewhere.get(id).cloned().unwrap_or_else(|| Attendee { is_newcomer, ..Attendee::default() });
        self.here.insert(id.clone(), attendee);
        self.note_stall(id);
    }

    /// Their last connection here has closed.
    pub(crate) fn leave(&mut self, id: &MemberId) {
        self.here.remove(id);
        self.note_stall(id);
    }

    /// Takes in what the other nodes tell.
    pub(crate) fn hear<'a>(&mut self, elsewhere: impl Iterator<Item = &'a PresentMember>) {
        let known = std::mem::take(&mut self.elsewhere);
        let attendee = |present: &PresentMember| {
            let asked = known.get(&present.member).and_then(|attendee| attendee.stall.as_ref());
            let stall = present.stall.map(|(since, position)| {
                let ask_at = asked.filter(|stall| stall.since == since).map_or(since, |stall| stall.ask_at);
                Stall { since, position, ask_at }
            });
            let attendee = Attendee {
                follows: present.follows,
                is_newcomer: present.is_newcomer,
                is_away: present.standing.is_some_and(|standing| standing.away),
                ready_at: present.ready_at,
                stall,
            };
            (present.member.clone(), attendee)
        };
        self.elsewhere = elsewhere.map(attendee).collect();
        let all = self.here.iter().chain(self.elsewhere.iter().filter(|(id, _)| !self.here.contains_key(*id)));
        self.stalling = all.filter(|(_, attendee)| attendee.stall.is_some()).map(|(id, _)| id.clone()).collect();
    }

    /// Completes what is told to the other nodes of somebody connected here.
    pub(crate) fn present(&self, member: MemberId, standing: Option<Standing>, delay: MemberDelay) -> PresentMember {
        let attendee = self.here.get(&member).cloned().unwrap_or_default();
        PresentMember {
            member,
            standing,
            follows: attendee.follows,
            is_newcomer: attendee.is_newcomer,
            ready_at: attendee.ready_at,
            stall: attendee.stall.map(|stall| (stall.since, stall.position)),
            delay,
        }
    }

    /// Takes a report in, and how its sender stands by it. Returns whether others may have to wait otherwise than before.
    pub(crate) fn note(
        &mut self,
        id: &MemberId,
        report: Report,
        standing: Standing,
        session: &Session,
        now: Timestamp,
    ) -> bool {
        let Some(attendee) = self.here.get_mut(id) else { return false };
        let before = attendee.clone();
        attendee.follows = report.rev.is_some();
        attendee.is_away = report.away;
        let is_current = report.rev == Some(session.rev());
        attendee.ready_at = match report.movement {
            Movement::Ready if is_current => report.rev,
            Movement::Ready | Movement::Playing | Movement::Paused => attendee.ready_at,
            Movement::Buffering => None,
        };
        attendee.stall = match (report.movement, attendee.stall.take()) {
            (Movement::Buffering, Some(stall)) => Some(Stall { position: report.position, ..stall }),
            (Movement::Buffering, None) => Some(Stall { since: now, position: report.position, ask_at: now }),
            (Movement::Ready | Movement::Playing | Movement::Paused, _) => None,
        };
        let plays_along = report.movement == Movement::Playing && standing.drift_ms.abs() < CAUGHT_UP_MS;
        if plays_along || (report.movement == Movement::Ready && is_current) {
            attendee.is_newcomer = false;
        }
        let has_changed = *attendee != before;
        self.note_stall(id);
        has_changed
    }

    /// Returns whose players may be waited for.
    pub(crate) fn players(&self, session: &Session) -> Vec<Player> {
        let player = |(id, attendee): (&MemberId, &Attendee)| Player {
            member: id.clone(),
            is_ready: attendee.ready_at == Some(session.rev()),
            is_newcomer: attendee.is_newcomer,
        };
        self.following(session).map(player).collect()
    }

    /// Returns when a stall is to be waited for, if one is.
    pub(crate) fn next_stall(&self, session: &Session, now: Timestamp, options: &HostOptions) -> Option<Timestamp> {
        let stands = session.hold().is_some() || session.screen().timeline.status == Status::Paused;
        if stands || self.stalling.is_empty() {
            return None;
        }
        let grace_ms = self.grace_ms(session, now, options);
        self.stalls(session, now).map(|(_, stall)| stall.due(session, grace_ms)).min()
    }

    /// Returns what to ask the session for when a stall has lasted. Where everybody stalls, all of them count.
    pub(crate) fn wait_for_stalled(&mut self, session: &Session, now: Timestamp, options: &HostOptions) -> Command {
        let everybody = self.everybody_stalls(session, now);
        let is_due = |(_, stall): &(&MemberId, &Stall)| everybody || stall.due(session, options.stall_grace_ms) <= now;
        let stalled: Vec<_> =
            self.stalls(session, now).filter(is_due).map(|(id, stall)| (id.clone(), stall.position)).collect();
        for (id, _) in &stalled {
            let attendee = self.here.get_mut(id).or_else(|| self.elsewhere.get_mut(id));
            if let Some(stall) = attendee.and_then(|attendee| attendee.stall.as_mut()) {
                stall.ask_at = now.plus_ms(ASK_AGAIN_MS);
            }
        }
        Command::Hold { stalled }
    }

    /// Returns what to ask the session for when the wait that goes on is over: everybody is ready, or the time has come.
    /// Where nobody's player is known, the session's own deadline ends it.
    pub(crate) fn release(&self, session: &Session, now: Timestamp) -> Option<Command> {
        let hold = session.hold()?;
        let counts = |(id, attendee): &(&MemberId, &Attendee)| {
            (!attendee.is_newcomer || matches!(hold.reason, HoldReason::FirstStart | HoldReason::NextVideo))
                && (hold.of.contains(*id) || session.waits_for(id, now))
        };
        let is_late = |(_, attendee): &(&MemberId, &Attendee)| attendee.ready_at != Some(session.rev());
        let counting = self.following(session).filter(counts).count();
        let late = self.following(session).filter(counts).filter(is_late).count();
        let enough = late == 0 || (counting >= QUORUM_FROM && late * 10 < counting);
        if counting == 0 || !(enough || now >= hold.until) {
            return None;
        }
        let late = self.following(session).filter(counts).filter(is_late).map(|(id, _)| id.clone());
        Some(Command::Release { hold: hold.began, late: if enough { Vec::new() } else { late.collect() } })
    }

    fn following(&self, session: &Session) -> impl Iterator<Item = (&MemberId, &Attendee)> {
        let only_elsewhere = self.elsewhere.iter().filter(|(id, _)| !self.here.contains_key(*id));
        let all = self.here.iter().chain(only_elsewhere);
        all.filter(move |(id, attendee)| attendee.is_following(id, session))
    }

    fn get(&self, id: &MemberId) -> Option<&Attendee> {
        self.here.get(id).or_else(|| self.elsewhere.get(id))
    }

    fn note_stall(&mut self, id: &MemberId) {
        if self.get(id).is_some_and(|attendee| attendee.stall.is_some()) {
            self.stalling.insert(id.clone());
        } else {
            self.stalling.remove(id);
        }
    }

    fn stalls(&self, session: &Session, now: Timestamp) -> impl Iterator<Item = (&MemberId, &Stall)> {
        self.stalling.iter().filter_map(move |id| {
            let attendee = self.get(id)?;
            let counts = attendee.is_following(id, session) && !attendee.is_newcomer;
            let stall = attendee.stall.as_ref().filter(|stall| counts && !stall.is_given_up(session, now))?;
            Some((id, stall))
        })
    }

    /// Who stalls for long counts neither way.
    fn everybody_stalls(&self, session: &Session, now: Timestamp) -> bool {
        self.following(session).all(|(_, attendee)| attendee.is_newcomer || attendee.stall.is_some())
            && self.stalls(session, now).next().is_some()
    }

    fn grace_ms(&self, session: &Session, now: Timestamp, options: &HostOptions) -> i64 {
        if self.everybody_stalls(session, now) { options.stall_grace_all_ms } else { options.stall_grace_ms }
    }
}

impl Attendee {
    fn is_following(&self, id: &MemberId, session: &Session) -> bool {
        self.follows && !self.is_away && session.member(id).is_some_and(|member| member.joined.is_some())
    }
}

impl Stall {
    /// A player may take its time until the common start: only then a stall begins to count.
    fn counts_from(&self, session: &Session) -> Timestamp {
        self.since.max(session.screen().timeline.at)
    }

    fn due(&self, session: &Session, grace_ms: i64) -> Timestamp {
        self.counts_from(session).plus_ms(grace_ms).max(self.ask_at)
    }

    fn is_given_up(&self, session: &Session, now: Timestamp) -> bool {
        now > self.counts_from(session).plus_ms(GIVEN_UP_MS)
    }
}
