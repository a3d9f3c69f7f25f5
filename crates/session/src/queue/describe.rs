//! What is found out of a video only after it was brought.

use timeline::{Status, Timecode};

use super::event::{BeginReason, QueueEvent};
use super::item::Item;
use crate::decide::Draft;
use crate::event::Event;
use crate::limits::QUEUE_URL_BYTES_MAX;
use crate::settings::SettingsChange;
use crate::state::Session;
use crate::text::Title;
use crate::video::Video;

/// What was found out of a video that was brought by its address alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// What the video is called for as long as nothing is known of it. No other title is replaced.
    pub instead_of: Title,
    /// How it plays. Its id says which video it is about.
    pub video: Video,
    /// What it is called, where that is known.
    pub title: Option<Title>,
    /// How long it is, where that is known.
    pub length: Option<Timecode>,
}

impl Session {
    /// What waits is described. So is what is on screen, and where it plays otherwise it is put on screen again, unless it has
    /// been started.
    pub(crate) fn describe(&self, draft: &mut Draft, description: &Description) {
        let queue = &self.queue;
        let mut is_here = false;
        let about = |item: &&Item| item.video.id == description.video.id;
        if let Some(item) = Some(&queue.on_screen).filter(about) {
            is_here = true;
            let mut known = description.of(item);
            if known.video != item.video && self.is_untouched() {
                self.show_again(draft, &known);
            } else {
                known.video = item.video.clone();
                tell(draft, item, &known);
            }
        }
        let mut bytes: usize = queue.waiting.iter().map(|item| item.video.url.len()).sum();
        for item in queue.waiting.iter().filter(about) {
            is_here = true;
            let mut known = description.of(item);
            let with_it = bytes - item.video.url.len() + known.video.url.len();
            if with_it > QUEUE_URL_BYTES_MAX {
                known.video = item.video.clone();
            } else {
                bytes = with_it;
            }
            tell(draft, item, &known);
        }
        let title = description.title.clone().filter(|_| is_here && self.settings.title == description.instead_of);
        if let Some(title) = title.filter(|title| *title != self.settings.title) {
            let change = SettingsChange { title: Some(title), ..SettingsChange::default() };
            draft.push(Event::SettingsChanged { change: Box::new(change) });
        }
    }

    /// Whether the video on screen stands, and has never been started.
    fn is_untouched(&self) -> bool {
        !self.started && self.hold.is_none() && self.status() == Status::Paused
    }

    /// The same item, where it stands, but played otherwise.
    fn show_again(&self, draft: &mut Draft, item: &Item) {
        let has_previous = self.queue.previous().is_some();
        draft.push_screen(Event::Loaded { video: item.video.clone() }, self.standing(draft.at));
        let began = QueueEvent::Began { item: item.card(), reason: BeginReason::Chosen, kept: None, has_previous };
        draft.push(Event::Queue(began));
        self.supersede(draft);
    }
}

impl Description {
    /// Returns what is known of an item now.
    fn of(&self, item: &Item) -> Item {
        let is_nameless = item.title.as_ref().is_none_or(|title| *title == self.instead_of);
        let title = self.title.clone().filter(|_| is_nameless).or_else(|| item.title.clone());
        let length = item.length.or(self.length).filter(|length| *length > Timecode::ZERO);
        Item { video: self.video.clone(), title, length, ..item.clone() }
    }
}

fn tell(draft: &mut Draft, before: &Item, known: &Item) {
    if before != known {
        let Item { id: item, video, title, length, .. } = known.clone();
        draft.push(Event::Queue(QueueEvent::Described { item, video, title, length }));
    }
}
