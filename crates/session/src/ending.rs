//! Rules of a session's end.

use crate::decide::Draft;
use crate::event::{EndReason, Event};
use crate::state::Session;

impl Session {
    /// The picture stops where it stands: a replay ends there too.
    pub(crate) fn end(&self, draft: &mut Draft) {
        let screen = self.screen.with(self.screen.timeline.paused(draft.at));
        draft.push_screen(Event::Ended { reason: EndReason::Asked }, screen);
    }

    /// Nobody has been present for long.
    pub(crate) fn abandon(&self, draft: &mut Draft) {
        let screen = self.screen.with(self.screen.timeline.paused(draft.at));
        draft.push_server(Event::Ended { reason: EndReason::Abandoned }, Some(screen));
    }
}
