//! Who is connected, and how far away: soft state, never logged.

use std::collections::HashMap;

use session::{MemberId, Session};
use timeline::{MemberDelay, Timestamp};

use crate::options::HostOptions;

/// Who has how many connections, and who is about to be taken for gone.
#[derive(Debug, Default)]
pub(crate) struct Presence {
    connections: HashMap<MemberId, usize>,
    gone_at: HashMap<MemberId, Timestamp>,
    delays: HashMap<MemberId, MemberDelay>,
}

impl Presence {
    /// After loading: whoever the log takes for present has a while to show up.
    pub(crate) fn after_load(session: &Session, now: Timestamp, options: &HostOptions) -> Self {
        let gone_at = now.plus_ms(options.gone_after_ms);
        let present = session.members().filter(|(_, member)| member.joined.is_some());
        Self { gone_at: present.map(|(id, _)| (id.clone(), gone_at)).collect(), ..Self::default() }
    }

    /// Counts a connection. Returns whether it is the member's first.
    pub(crate) fn connect(&mut self, id: &MemberId) -> bool {
        self.gone_at.remove(id);
        let connections = self.connections.entry(id.clone()).or_default();
        *connections += 1;
        *connections == 1
    }

    /// Counts a connection out. Returns whether it was the member's last; they are gone a while later.
    pub(crate) fn disconnect(&mut self, id: &MemberId, gone_at: Timestamp) -> bool {
        let Some(connections) = self.connections.get_mut(id) else { return false };
        *connections -= 1;
        if *connections > 0 {
            return false;
        }
        self.connections.remove(id);
        self.delays.remove(id);
        self.gone_at.insert(id.clone(), gone_at);
        true
    }

    /// Somebody without a connection gave a sign of life.
    pub(crate) fn heard_of(&mut self, id: &MemberId, gone_at: Timestamp) {
        if !self.connections.contains_key(id) {
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

    /// Returns whether nobody is connected and nobody is waited for.
    pub(crate) fn is_idle(&self) -> bool {
        self.connections.is_empty() && self.gone_at.is_empty()
    }

    pub(crate) fn online(&self) -> impl ExactSizeIterator<Item = &MemberId> {
        self.connections.keys()
    }

    /// What the members measured, for the schedule of a common start.
    pub(crate) fn delays(&self) -> impl Iterator<Item = MemberDelay> {
        self.delays.values().copied()
    }

    /// Keeps the round trip and the start latency that somebody measured.
    pub(crate) fn note_delay(&mut self, id: &MemberId, round_trip_ms: Option<i64>, start_latency_ms: Option<i64>) {
        if self.connections.contains_key(id) {
            let delay = self.delays.entry(id.clone()).or_default();
            delay.round_trip_p95_ms = round_trip_ms.unwrap_or(delay.round_trip_p95_ms);
            delay.start_latency_ms = start_latency_ms.unwrap_or(delay.start_latency_ms);
        }
    }
}
