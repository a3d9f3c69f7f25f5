//! Rules of a session's end.

use timeline::Timestamp;

use crate::decide::Draft;
use crate::event::{EndReason, Event};
use crate::id::MemberId;
use crate::state::{Member, Phase, Session};

impl Session {
    /// The picture stops where it stands: a replay ends there too.
    pub(crate) fn end(&self, draft: &mut Draft) {
        self.cancel_predictions(draft);
        let screen = self.screen.with(self.screen.timeline.paused(draft.at));
        draft.push_screen(Event::Ended { reason: EndReason::Asked }, screen);
    }

    /// With the session everybody's presence ends; the counts of who took part stay.
    pub(crate) fn apply_ended(&mut self, reason: EndReason, at: Timestamp) {
        self.phase = Phase::Ended { at, reason };
        self.present = 0;
        self.stand_in = None;
        self.asked = None;
        self.hold = None;
        self.queue.apply_ended();
        self.empty_since = Some(at);
        let left = |(id, member): (&MemberId, &Member)| (id.clone(), Member { joined: None, ..member.clone() });
        self.members = self.members.iter().map(left).collect();
    }

    /// Nobody has been present for long.
    pub(crate) fn abandon(&self, draft: &mut Draft) {
        self.cancel_predictions(draft);
        let screen = self.screen.with(self.screen.timeline.paused(draft.at));
        draft.push_server(Event::Ended { reason: EndReason::Abandoned }, Some(screen));
    }
}
