//! Rules of what is on screen. The queue holds one video: the one that plays.

use crate::decide::Draft;
use crate::event::Event;
use crate::state::blank_screen;
use crate::video::Video;

/// Another video begins at its start, paused, at normal speed.
pub(crate) fn load(draft: &mut Draft, video: &Video) {
    let screen = blank_screen(video, draft.at);
    draft.push_screen(Event::Loaded { video: video.clone() }, screen);
}
