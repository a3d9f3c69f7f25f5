//! How an item gets on screen: for everybody together, once all are ready, or when the time for that is over.

use std::collections::BTreeSet;

use timeline::{START_LEAD_MAX_MS, Status, Timestamp};

use super::event::{BeginReason, Put, QueueEvent};
use super::item::Item;
use super::state::Repeat;
use crate::command::{Context, Player};
use crate::decide::Draft;
use crate::event::{ConfirmationPolicy, Event, HoldReason, StartPolicy};
use crate::id::MemberId;
use crate::limits::{FIRST_START_WITHIN_MS, HOLD_NAMED_MAX, NEXT_WITHIN_MS, QUEUE_ITEMS_MAX};
use crate::state::{Session, blank_screen};

/// How an item begins.
#[derive(Clone, Copy)]
pub(super) struct Begin<'a> {
    reason: BeginReason,
    /// Whether it plays, or stands until somebody plays.
    plays: bool,
    is_by_server: bool,
    now: Timestamp,
    lead_ms: i64,
    waits: Waits<'a>,
}

/// For whom it waits.
#[derive(Clone, Copy)]
pub(super) enum Waits<'a> {
    /// For players that are known.
    Players(&'a [Player]),
    /// For whoever is present: whose players are known is not known here.
    Present {
        /// Who are just leaving.
        but: &'a BTreeSet<&'a MemberId>,
    },
}

impl<'a> Begin<'a> {
    /// Somebody wants it. Where it would have to be confirmed that it plays, it stands as the one before did.
    pub(super) fn asked(reason: BeginReason, session: &Session, draft: &Draft, context: Context<'a>) -> Self {
        let is_alone = session.present_members().count() < 2;
        let asks_nobody = session.confirmation().policy == ConfirmationPolicy::Off || is_alone;
        let plays = asks_nobody || session.status() == Status::Playing || session.queue.announced.is_some();
        let lead_ms = context.start_lead_ms;
        Self { reason, plays, is_by_server: false, now: draft.at, lead_ms, waits: Waits::Players(context.players) }
    }

    /// Nobody has asked for it just now, and nobody is asked to confirm it.
    pub(super) fn by_itself(reason: BeginReason, now: Timestamp, waits: Waits<'a>) -> Self {
        Self { reason, plays: true, is_by_server: true, now, lead_ms: START_LEAD_MAX_MS, waits }
    }
}

impl Session {
    /// Puts an item on screen. What was asked about the one before is no more.
    pub(super) fn begin_item(&self, draft: &mut Draft, item: &Item, begin: Begin<'_>) {
        self.supersede_hold(draft);
        let of = if begin.plays { self.waited_for(begin.waits, draft) } else { Vec::new() };
        let blank = blank_screen(&item.video, draft.at);
        // What is overdue begins now, and not in the past.
        let now = begin.now.max(draft.at);
        let screen = if begin.plays && of.is_empty() {
            blank.with(blank.timeline.played(now.plus_ms(begin.lead_ms)))
        } else {
            blank
        };
        let loaded = Event::Loaded { video: item.video.clone() };
        let told = Event::Queue(self.began(item, begin.reason));
        if begin.is_by_server {
            draft.push_server(loaded, Some(screen));
            draft.push_server(told, None);
        } else {
            draft.push_screen(loaded, screen);
            draft.push(told);
        }
        if !of.is_empty() {
            let within_ms =
                if self.settings.start == StartPolicy::WhenReady { FIRST_START_WITHIN_MS } else { NEXT_WITHIN_MS };
            let until = now.plus_ms(within_ms);
            draft.push_server(Event::HoldBegan { reason: HoldReason::NextVideo, of, until }, None);
        }
        self.supersede(draft);
    }

    fn waited_for(&self, waits: Waits<'_>, draft: &Draft) -> Vec<MemberId> {
        let is_worth_it = |id: &&MemberId| self.waits_for(id, draft.at);
        match waits {
            Waits::Players(players) => {
                let members = players.iter().map(|player| &player.member);
                members.filter(is_worth_it).take(HOLD_NAMED_MAX).cloned().collect()
            }
            Waits::Present { but } => {
                let members = self.present_members().filter(|id| !but.contains(id));
                members.filter(is_worth_it).take(HOLD_NAMED_MAX).cloned().collect()
            }
        }
    }

    fn began(&self, item: &Item, reason: BeginReason) -> QueueEvent {
        let queue = &self.queue;
        let on_screen = &queue.on_screen;
        let is_another = on_screen.id != item.id;
        let front = || queue.waiting.iter().map(|waiting| waiting.id).find(|id| *id != item.id);
        let waits_again = queue.settings.repeat == Repeat::All && is_another && queue.item(on_screen.id).is_none();
        let before = match reason {
            BeginReason::Unplayable => None,
            BeginReason::Previous | BeginReason::Undone => is_another.then(front),
            BeginReason::Ended | BeginReason::Chosen | BeginReason::Next | BeginReason::Skipped => {
                waits_again.then_some(None)
            }
        };
        let leaves = usize::from(queue.item(item.id).is_some());
        let fits = queue.waiting.len() - leaves < QUEUE_ITEMS_MAX;
        let kept = before.filter(|_| fits).map(|before| Put { item: on_screen.card(), before });
        let goes_back = matches!(reason, BeginReason::Previous | BeginReason::Undone);
        let has_others = queue.played.iter().any(|played| played.id != item.id);
        let has_previous = has_others || (is_another && !goes_back);
        QueueEvent::Began { item: item.card(), reason, kept, has_previous }
    }

    /// After an undoing has brought another video back: tells which item that is, where it is one. What the undone action
    /// had taken from the queue waits again.
    pub(crate) fn bring_item_back(&self, draft: &mut Draft, video: &crate::video::Video, undid: (u64, bool)) {
        let (undid, was_loaded) = undid;
        let queue = &self.queue;
        let is_it = |item: &&Item| item.video.id == video.id;
        let played = queue.played.iter().rev().find(is_it);
        let Some(item) = played.or_else(|| queue.waiting.iter().find(is_it)) else { return };
        let mut began = self.began(item, BeginReason::Undone);
        let had_waited = was_loaded && queue.on_screen.id != undid;
        if let QueueEvent::Began { kept, has_previous, .. } = &mut began
            && !had_waited
        {
            *kept = None;
            *has_previous = true;
        }
        draft.push(Event::Queue(began));
    }
}
