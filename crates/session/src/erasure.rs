//! Rules of erasing somebody: what they have said and what they are called leaves the log, and what the others have lived
//! through stays.
//!
//! An [`Event::Erased`] takes them out of the live state at once. [`Eraser`] says what then goes from the entries before it.
//! Both lead to the same state, so a log may be read at any moment in between. It may follow the end of a session, and is
//! the only thing that may.

use std::collections::BTreeSet;

use imbl::OrdMap;

use crate::chat::{Chat, ChatEvent, Message, WordList};
use crate::crowd::Arrival;
use crate::decide::Draft;
use crate::event::{Event, LeaveReason, Origin};
use crate::id::MemberId;
use crate::log::Entry;
use crate::moderation::ModerationEvent;
use crate::naming::Renames;
use crate::prediction::PredictionEvent;
use crate::state::{Phase, Session};
use crate::text::{Name, Title};

/// What becomes of an entry.
#[derive(Clone, Debug, PartialEq)]
pub enum Erased {
    /// It says nothing that must go.
    Kept,
    /// All that it says goes; it reads as `Redacted`.
    Emptied,
    /// It says this from now on.
    Rewritten(Box<Event>),
    /// It says this from now on, and told what else must go: such entries are written once all others are, from the last to
    /// the first. So whoever is cut off over it finds the rest again.
    RewrittenAtTheEnd(Box<Event>),
}

/// Finds out what must go from a log, entry by entry, from the first on.
#[derive(Clone, Debug)]
pub struct Eraser {
    member: MemberId,
    /// The predictions that they have opened.
    predictions: BTreeSet<u64>,
    /// Whose the list of unwanted words is by now.
    word_list: WordList,
}

impl Eraser {
    /// Begins for somebody.
    pub fn new(member: MemberId) -> Self {
        Self { member, predictions: BTreeSet::new(), word_list: WordList::default() }
    }

    /// Returns what becomes of the next entry. What was gone through before is kept as it is.
    pub fn take(&mut self, entry: &Entry) -> Erased {
        let by_them = entry.by.as_ref() == Some(&self.member);
        let them = |id: &MemberId| *id == self.member;
        let rewritten = match entry.event.clone() {
            Event::Created { title, video, host, visibility, confirmation, start, starts_at, origin } => {
                let origin = origin.map(|origin| match &origin.by {
                    Some(by) if them(by) => Origin { by: None, name: None, ..origin },
                    Some(_) | None => origin,
                });
                Event::Created { title, video, host, visibility, confirmation, start, starts_at, origin }
            }
            Event::Joined { member, role, visit, .. } if them(&member) => {
                Event::Joined { member, name: Name::erased(), role, visit }
            }
            Event::Came { people, present } => {
                let nameless = |arrival: Arrival| {
                    let name = if them(&arrival.member) { Name::erased() } else { arrival.name };
                    Arrival { name, ..arrival }
                };
                Event::Came { people: people.into_iter().map(nameless).collect(), present }
            }
            Event::Renamed { member, .. } if them(&member) => Event::Renamed { member, name: Name::erased() },
            Event::Moderation(event) => Event::Moderation(without_reason(event, |member| by_them || them(member))),
            Event::Prediction(event) => Event::Prediction(self.prediction(event, by_them)),
            Event::Chat(ChatEvent::Said { .. } | ChatEvent::Edited { .. } | ChatEvent::ReactedTo { .. }) if by_them => {
                return Erased::Emptied;
            }
            Event::Chat(ChatEvent::RulesSet { rules }) => {
                self.word_list.set(&rules.words, entry.by.as_ref());
                if !self.word_list.is_of(&self.member) {
                    return Erased::Kept;
                }
                let rules = rules.without_words();
                return Erased::RewrittenAtTheEnd(Box::new(Event::Chat(ChatEvent::RulesSet { rules })));
            }
            event @ Event::Erased { .. } => {
                if let Event::Erased { member } = &event {
                    self.word_list.erase(member);
                }
                event
            }
            // These have no words of somebody's own, or words that are the group's: what is on screen, and how it is set.
            event @ (Event::Joined { .. }
            | Event::Renamed { .. }
            | Event::Left { .. }
            | Event::Went { .. }
            | Event::Rescheduled { .. }
            | Event::Loaded { .. }
            | Event::LengthSet { .. }
            | Event::Played
            | Event::Paused { .. }
            | Event::Seeked { .. }
            | Event::RateSet { .. }
            | Event::Undone { .. }
            | Event::HoldBegan { .. }
            | Event::HoldEnded { .. }
            | Event::ConfirmationAsked { .. }
            | Event::Answered { .. }
            | Event::ConfirmationClosed { .. }
            | Event::Queue(_)
            | Event::SettingsChanged { .. }
            | Event::Ended { .. }
            | Event::Chat(_)) => event,
        };
        if rewritten == entry.event { Erased::Kept } else { Erased::Rewritten(Box::new(rewritten)) }
    }

    fn prediction(&mut self, event: PredictionEvent, by_them: bool) -> PredictionEvent {
        match event {
            PredictionEvent::Opened { prediction, outcomes, closes, .. } if by_them => {
                self.predictions.insert(prediction);
                PredictionEvent::Opened { prediction, question: Title::erased(), outcomes: outcomes.erased(), closes }
            }
            PredictionEvent::Locked { prediction, reason, .. } if self.predictions.contains(&prediction) => {
                PredictionEvent::Locked { prediction, question: Title::erased(), reason }
            }
            PredictionEvent::Resolved { prediction, outcome, payouts, .. }
                if self.predictions.contains(&prediction) =>
            {
                let (question, answer) = (Title::erased(), Title::erased_outcome(outcome));
                PredictionEvent::Resolved { prediction, question, outcome, answer, payouts }
            }
            PredictionEvent::Cancelled { prediction, reason, .. } if self.predictions.contains(&prediction) => {
                PredictionEvent::Cancelled { prediction, question: Title::erased(), reason }
            }
            event @ (PredictionEvent::Opened { .. }
            | PredictionEvent::Picked { .. }
            | PredictionEvent::Locked { .. }
            | PredictionEvent::Resolved { .. }
            | PredictionEvent::Cancelled { .. }) => event,
        }
    }
}

/// Why somebody was removed is said about them, and in the words of who did it.
fn without_reason(event: ModerationEvent, goes: impl Fn(&MemberId) -> bool) -> ModerationEvent {
    match event {
        ModerationEvent::Kicked { member, .. } if goes(&member) => ModerationEvent::Kicked { member, reason: None },
        ModerationEvent::Banned { member, .. } if goes(&member) => ModerationEvent::Banned { member, reason: None },
        ModerationEvent::Muted { member, until, scope, .. } if goes(&member) => {
            ModerationEvent::Muted { member, until, scope, reason: None }
        }
        event @ (ModerationEvent::RoleChanged { .. }
        | ModerationEvent::HandedOver { .. }
        | ModerationEvent::Kicked { .. }
        | ModerationEvent::Banned { .. }
        | ModerationEvent::Unbanned { .. }
        | ModerationEvent::Muted { .. }
        | ModerationEvent::Unmuted { .. }) => event,
    }
}

impl Entry {
    /// Returns whether somebody did it, or is named in it.
    pub fn is_about(&self, member: &MemberId) -> bool {
        let mut named = false;
        let brought =
            matches!(&self.event, Event::Created { origin: Some(origin), .. } if origin.by.as_ref() == Some(member));
        let same = self.clone().with_members(&mut |id| {
            named |= id == member;
            id.clone()
        });
        debug_assert_eq!(same, *self, "looking at it changes nothing");
        named || brought
    }
}

impl Session {
    /// Returns whether somebody was erased from this session.
    pub fn is_erased(&self, id: &MemberId) -> bool {
        self.erased.contains(id)
    }

    /// They leave like anybody who does; what they have asked the others is called off; then they are taken out. Once.
    pub(crate) fn erase(&self, draft: &mut Draft, id: &MemberId) {
        if self.is_erased(id) {
            return;
        }
        if self.phase == Phase::Live {
            if let Some(joined) = self.members.get(id).and_then(|member| member.joined) {
                self.left(draft, id, joined, LeaveReason::Asked);
            }
            self.cancel_predictions_of(draft, id);
            if self.chat.word_list.is_of(id) {
                let rules = self.chat.rules.without_words();
                draft.push_server(Event::Chat(ChatEvent::RulesSet { rules }), None);
            }
        }
        draft.push_server(Event::Erased { member: id.clone() }, None);
    }

    pub(crate) fn apply_erased(&mut self, id: &MemberId) {
        self.erased.insert(id.clone());
        if let Some(member) = self.members.get_mut(id) {
            member.name = Name::erased();
            member.renames = Renames::default();
        }
        self.moderation.erase(id);
        self.predictions.erase(id);
        self.chat.erase(id);
        // The start that they asked for is the group's by now, and nobody is asked about it in their name.
        if let Some(hold) = self.hold.as_mut().filter(|hold| hold.by.as_ref() == Some(id)) {
            hold.by = None;
        }
    }
}

impl Chat {
    fn erase(&mut self, id: &MemberId) {
        self.written.remove(id);
        if self.word_list.erase(id) {
            self.rules = self.rules.without_words();
        }
        let others = self.messages.iter().filter(|(_, message)| message.by != *id);
        self.messages = others.map(|(seq, message)| (*seq, message.without_reactions_of(id))).collect();
    }
}

impl Message {
    fn without_reactions_of(&self, id: &MemberId) -> Self {
        let reactions: OrdMap<_, _> = self
            .reactions
            .iter()
            .map(|(emoji, members)| (*emoji, members.without(id)))
            .filter(|(_, members)| !members.is_empty())
            .collect();
        Self { reactions, ..self.clone() }
    }
}
