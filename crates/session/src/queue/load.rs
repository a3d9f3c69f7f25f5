//! A video that is put on screen without having waited.

use crate::decide::Draft;
use crate::event::Event;
use crate::state::{Session, blank_screen};
use crate::video::Video;

impl Session {
    /// Another video begins at its start, paused, at normal speed. What was asked about the one before is no more.
    pub(crate) fn load(&self, draft: &mut Draft, video: &Video) {
        self.supersede_hold(draft);
        let screen = blank_screen(video, draft.at);
        draft.push_screen(Event::Loaded { video: video.clone() }, screen);
        self.supersede(draft);
    }
}
