//! The live state: the fold of the log.

use std::collections::VecDeque;
use std::ops::Bound;

use imbl::{OrdMap, OrdSet};
use timeline::{Rate, Status, Timecode, Timeline, Timestamp};

use crate::chat::Chat;
use crate::confirmation::Asked;
use crate::event::{Confirmation, EndReason, Event, HoldEnd, LeaveReason, Screen, StartPolicy, Visibility};
use crate::hold::{Hold, Patience};
use crate::id::MemberId;
use crate::limits::QUEUE_ITEMS_MAX;
use crate::log::Entry;
use crate::moderation::Moderation;
use crate::naming::Renames;
use crate::order::Control;
use crate::prediction::Predictions;
use crate::queue::{Item, ItemCard, Queue};
use crate::role::Role;
use crate::settings::Settings;
use crate::text::{Name, Title};
use crate::video::Video;

/// A session's live state.
///
/// ```text
///   (nothing) --Created--> Live --Ended--> Ended
/// ```
///
/// Calling contract: [`Session::begin`] takes entry 1 and [`Session::apply`] every following one, in order.
/// [`Session::decide`] and [`Session::expire`] change nothing: their entries count once they are applied, and they must
/// be applied before the next decision. Times that are passed in need not be monotonic; entries always are.
#[derive(Clone, Debug, PartialEq)]
pub struct Session {
    pub(crate) settings: Settings,
    pub(crate) moderation: Moderation,
    pub(crate) asked: Option<Asked>,
    /// Whether the video on screen has ever been started.
    pub(crate) started: bool,
    pub(crate) hold: Option<Hold>,
    /// What the group wanted when the last wait was superseded, with the number of that entry.
    pub(crate) wanted: Option<(u64, Status)>,
    pub(crate) starts_at: Option<Timestamp>,
    pub(crate) host: MemberId,
    pub(crate) phase: Phase,
    pub(crate) video: Video,
    pub(crate) screen: Screen,
    pub(crate) rev: u64,
    pub(crate) controls: VecDeque<Control>,
    pub(crate) queue: Queue,
    pub(crate) members: OrdMap<MemberId, Member>,
    /// Who stands in while neither the host nor a co-host is present.
    pub(crate) stand_in: Option<MemberId>,
    pub(crate) present: u32,
    pub(crate) peak: u32,
    pub(crate) empty_since: Option<Timestamp>,
    pub(crate) created_at: Timestamp,
    pub(crate) last_at: Timestamp,
    pub(crate) head: u64,
    pub(crate) predictions: Predictions,
    pub(crate) chat: Chat,
    /// Who has deleted everything about themselves.
    pub(crate) erased: OrdSet<MemberId>,
}

/// Whether a session goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It goes on.
    Live,
    /// It is over.
    Ended {
        /// Since when.
        at: Timestamp,
        /// Why.
        reason: EndReason,
    },
}

/// What the log knows of one person in the session.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// What they are called.
    pub name: Name,
    /// What they are to the others.
    pub role: Role,
    /// The number of the entry that made them present (`Joined` or `Came`), while they are.
    pub joined: Option<u64>,
    /// Why they left, while they are not present.
    pub left: Option<LeaveReason>,
    /// How often they have joined.
    pub visits: u32,
    /// How long they may still be waited for.
    pub patience: Patience,
    /// How often they have changed their name lately.
    pub(crate) renames: Renames,
}

/// What a session begins with.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// Its title.
    pub title: Title,
    /// What is on screen first.
    pub video: Video,
    /// Who is host.
    pub host: MemberId,
    /// Who may find it.
    pub visibility: Visibility,
    /// Whether status changes must be confirmed.
    pub confirmation: Confirmation,
    /// When a video starts for the first time.
    pub start: StartPolicy,
    /// When people are expected, where it is planned ahead.
    pub starts_at: Option<Timestamp>,
    /// Where in the video it begins.
    pub from: Timecode,
}

/// An entry came out of order, and was not applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfOrder {
    /// The number that the next entry must have.
    pub expected: u64,
    /// The number that came.
    pub got: u64,
}

impl Opening {
    /// Returns the first entry of a new log.
    pub fn entry(self, now: Timestamp) -> Entry {
        let Self { title, video, host, visibility, confirmation, start, starts_at, from } = self;
        let blank = blank_screen(&video, now);
        let screen = blank.with(Timeline { position: from, ..blank.timeline });
        let by = Some(host.clone());
        let event = Event::Created { title, video, host, visibility, confirmation, start, starts_at, origin: None };
        Entry { seq: 1, at: now, by, event, screen: Some(screen) }
    }
}

impl Session {
    /// Begins with the first entry of a log, or `None` where that is no beginning.
    pub fn begin(first: &Entry) -> Option<Self> {
        let (1, Event::Created { title, video, host, visibility, confirmation, start, starts_at, origin: _ }) =
            (first.seq, &first.event)
        else {
            return None;
        };
        let (by, named) = (Some(host.clone()), Some(title.clone()));
        let on_screen = ItemCard { id: 1, video: video.clone(), title: named, length: None, by, votes: 0 };
        Some(Self {
            settings: Settings::begin(title.clone(), *visibility, *confirmation, *start),
            moderation: Moderation::default(),
            asked: None,
            started: false,
            hold: None,
            wanted: None,
            starts_at: *starts_at,
            host: host.clone(),
            phase: Phase::Live,
            video: video.clone(),
            screen: first.screen.clone().unwrap_or_else(|| blank_screen(video, first.at)),
            rev: 1,
            controls: VecDeque::new(),
            queue: Queue::begin(Item::from(on_screen)),
            members: OrdMap::new(),
            stand_in: None,
            present: 0,
            peak: 0,
            empty_since: Some(first.at),
            created_at: first.at,
            last_at: first.at,
            head: 1,
            predictions: Predictions::default(),
            chat: Chat::default(),
            erased: OrdSet::new(),
        })
    }

    /// Applies the next entry of the log, or refuses one that is not the next.
    pub fn apply(&mut self, entry: &Entry) -> Result<(), OutOfOrder> {
        let expected = self.head + 1;
        if entry.seq != expected {
            return Err(OutOfOrder { expected, got: entry.seq });
        }
        self.head = entry.seq;
        self.last_at = self.last_at.max(entry.at);
        self.remember_control(entry);
        match &entry.event {
            Event::Joined { member, name, role, visit } => self.apply_joined(entry.seq, member, name, *role, *visit),
            Event::Renamed { member, name } => self.apply_renamed(member, name),
            Event::Left { member, joined, reason } => self.apply_left(member, *joined, *reason, entry.at),
            Event::Rescheduled { starts_at } => self.starts_at = *starts_at,
            Event::Came { people, .. } => self.apply_came(entry.seq, people),
            Event::Went { people, .. } => self.apply_went(people, entry.at),
            Event::Loaded { video } | Event::Undone { video: Some(video), .. } => {
                self.video = video.clone();
                self.queue.apply_screen(entry, video);
                self.started = entry.screen.as_ref().is_some_and(|screen| screen.timeline.status == Status::Playing);
            }
            Event::Queue(event) => self.queue.apply(entry, event),
            Event::LengthSet { length } => self.queue.on_screen.length = Some(*length),
            Event::Played => self.started = true,
            Event::HoldBegan { reason, of, until } => {
                let (reason, of, until, by) = (*reason, of.clone(), *until, entry.by.clone());
                self.hold = Some(Hold { began: entry.seq, reason, of, until, at: entry.at, by });
            }
            Event::HoldEnded { how, late, .. } => {
                self.wanted = (*how == HoldEnd::Superseded).then(|| (entry.seq, self.status()));
                self.apply_hold_ended(*how, late, entry.screen.as_ref(), entry.at);
            }
            Event::Ended { reason } => self.apply_ended(*reason, entry.at),
            Event::Prediction(event) => self.predictions.apply(entry, event),
            Event::ConfirmationAsked { change, of, until, restores } => {
                self.apply_asked(entry.by.as_ref(), (*change, of, *until, restores));
            }
            Event::Answered { member, answer, .. } => self.apply_answer(member, Some(*answer)),
            Event::ConfirmationClosed { .. } => self.asked = None,
            Event::Chat(event) => self.chat.apply(entry.seq, entry.at, entry.by.as_ref(), event),
            Event::Moderation(event) => self.apply_moderation(entry, event),
            Event::Erased { member } => self.apply_erased(member),
            Event::SettingsChanged { change } => self.apply_settings_changed(change),
            // A session is created once; what a second time would mean is nothing. The rest is told by the screen.
            Event::Created { .. }
            | Event::Paused { .. }
            | Event::Seeked { .. }
            | Event::RateSet { .. }
            | Event::Undone { video: None, .. } => {}
        }
        if let Some(screen) = &entry.screen {
            self.screen = screen.clone();
            self.rev = entry.seq;
        }
        self.assert_invariants();
        Ok(())
    }

    /// Returns whether it goes on.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// Returns whether it is over for good.
    pub fn has_ended(&self) -> bool {
        matches!(self.phase, Phase::Ended { .. })
    }

    /// Returns whether status changes must be confirmed.
    pub fn confirmation(&self) -> Confirmation {
        self.settings.confirmation
    }

    /// Returns when a video starts for the first time.
    pub fn start_policy(&self) -> StartPolicy {
        self.settings.start
    }

    /// Returns when people are expected, where it was planned ahead.
    pub fn starts_at(&self) -> Option<Timestamp> {
        self.starts_at
    }

    /// Returns the video on screen.
    pub fn video(&self) -> &Video {
        &self.video
    }

    /// Returns what everybody should see.
    pub fn screen(&self) -> &Screen {
        &self.screen
    }

    /// Returns the number of the entry that made the screen as it is.
    pub fn rev(&self) -> u64 {
        self.rev
    }

    /// Returns the predictions.
    pub fn predictions(&self) -> &Predictions {
        &self.predictions
    }

    /// Returns the number of the last entry.
    pub fn head(&self) -> u64 {
        self.head
    }

    /// Returns everybody who has taken part, by id.
    pub fn members(&self) -> impl Iterator<Item = (&MemberId, &Member)> {
        self.members.iter()
    }

    /// Returns everybody who has taken part whose id comes after this one, by id.
    pub fn members_after(&self, after: Option<&MemberId>) -> impl Iterator<Item = (&MemberId, &Member)> {
        let from = after.map_or(Bound::Unbounded, Bound::Excluded);
        self.members.range::<_, MemberId>((from, Bound::Unbounded))
    }

    /// Returns who is host.
    pub fn host(&self) -> &MemberId {
        &self.host
    }

    /// Returns who is co-host.
    pub fn co_hosts(&self) -> impl Iterator<Item = &MemberId> {
        self.moderation.co_hosts()
    }

    /// Returns what is known of one person, if they have ever joined.
    pub fn member(&self, id: &MemberId) -> Option<&Member> {
        self.members.get(id)
    }

    fn assert_invariants(&self) {
        debug_assert_eq!(self.members.values().filter(|m| m.joined.is_some()).count(), self.present as usize);
        debug_assert!(self.peak >= self.present && self.peak as usize <= self.members.len());
        debug_assert_eq!(self.empty_since.is_some(), self.present == 0, "empty exactly while nobody is present");
        debug_assert_eq!(self.stand_in, self.found_stand_in(), "who stands in is who has been here longest");
        debug_assert_eq!(self.screen.video, self.video.id, "the timeline is that of the video on screen");
        debug_assert!(self.asked.as_ref().is_none_or(|asked| {
            let present = |id| self.members.get(id).is_some_and(|member| member.joined.is_some());
            asked.waiting.iter().all(present) && !asked.waiting.contains(&asked.by)
        }));
        debug_assert!(self.queue.waiting().len() <= QUEUE_ITEMS_MAX, "the queue is bounded");
        debug_assert!(self.erased.iter().all(|id| !self.is_present(id)), "who was erased is not here");
        debug_assert!(self.rev <= self.head && self.created_at <= self.last_at);
    }
}

/// A video at its start, paused, at normal speed.
pub(crate) fn blank_screen(video: &Video, now: Timestamp) -> Screen {
    let timeline = timeline::Timeline { at: now, rate: Rate::NORMAL, ..timeline::Timeline::default() };
    Screen { video: video.id.clone(), timeline }
}
