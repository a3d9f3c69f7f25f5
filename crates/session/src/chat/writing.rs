//! Rules of saying something, saying it otherwise, and taking it back.

use timeline::{Timecode, Timestamp};

use super::event::{ChatEvent, MediaMark};
use super::refusal::ChatRefusal;
use super::state::{Chat, Message};
use super::text::MessageText;
use super::words::has_link;
use crate::decide::Draft;
use crate::event::Event;
use crate::id::MemberId;
use crate::limits::{EDITS_MAX, MENTIONS_MAX, MESSAGES_MAX};
use crate::refusal::Refusal;
use crate::state::Session;

impl Session {
    pub(super) fn say(
        &self,
        draft: &mut Draft,
        (text, mentions): (&MessageText, &[MemberId]),
        reply_to: Option<u64>,
        media_at: Option<Timecode>,
    ) -> Result<(), ChatRefusal> {
        self.check_writing(draft, text, mentions)?;
        if let Some(answered) = reply_to {
            self.chat.message(answered).ok_or(ChatRefusal::NoSuchMessage)?;
        }
        if self.chat.messages.len() >= MESSAGES_MAX {
            return Err(ChatRefusal::Full);
        }
        let media = media_at.map(|at| {
            let at = self.screen.timeline.length.map_or(at, |length| at.min(length));
            MediaMark { video: self.screen.video.clone(), at }
        });
        let mentions = each_once(mentions);
        draft.push(Event::Chat(ChatEvent::Said { text: text.clone(), reply_to, mentions, media }));
        Ok(())
    }

    pub(super) fn edit(
        &self,
        draft: &mut Draft,
        id: u64,
        (text, mentions): (&MessageText, &[MemberId]),
    ) -> Result<(), ChatRefusal> {
        let message = self.chat.message(id).ok_or(ChatRefusal::NoSuchMessage)?;
        if draft.actor() != Some(&message.by) {
            return Err(ChatRefusal::NotYours);
        }
        if message.entries.len() > EDITS_MAX {
            return Err(ChatRefusal::TooManyEdits);
        }
        self.check_writing(draft, text, mentions)?;
        let mentions = each_once(mentions);
        draft.push(Event::Chat(ChatEvent::Edited { message: id, text: text.clone(), mentions }));
        Ok(())
    }

    pub(super) fn delete(&self, draft: &mut Draft, id: u64) -> Result<(), ChatRefusal> {
        let message = self.chat.message(id).ok_or(ChatRefusal::NoSuchMessage)?;
        let moderates = draft.actor().is_some_and(|actor| self.moderates_chat(actor, draft.at));
        if draft.actor() != Some(&message.by) && !moderates {
            return Err(ChatRefusal::NotYours);
        }
        draft.push(Event::Chat(ChatEvent::Deleted { message: id, entries: message.entries.clone() }));
        Ok(())
    }

    fn check_writing(&self, draft: &Draft, text: &MessageText, mentions: &[MemberId]) -> Result<(), ChatRefusal> {
        if mentions.len() > MENTIONS_MAX || mentions.iter().any(|id| self.member(id).is_none()) {
            return Err(ChatRefusal::BadMention);
        }
        let Some(actor) = draft.actor().filter(|actor| !self.moderates_chat(actor, draft.at)) else { return Ok(()) };
        if has_link(text.as_str()) {
            self.check_links(actor, draft.at)?;
        }
        let free_at = self.chat.written.get(actor).map(|at| at.plus_ms(i64::from(self.slow_mode_s()) * 1000));
        match free_at.map(|at| at.ms_since(draft.at)) {
            Some(wait_ms) if wait_ms > 0 => Err(ChatRefusal::TooSoon { wait_ms }),
            _ => Ok(()),
        }
    }
}

/// A refusal of the chat is one of the session.
pub(super) fn refused(refusal: ChatRefusal) -> Refusal {
    Refusal::Chat(refusal)
}

fn each_once(mentions: &[MemberId]) -> Vec<MemberId> {
    let mut each = mentions.to_vec();
    each.sort_unstable();
    each.dedup();
    each
}

impl Chat {
    pub(super) fn apply_said(&mut self, seq: u64, by: &MemberId) {
        let message = Message { by: by.clone(), entries: vec![seq], reactions: imbl::OrdMap::new() };
        self.messages.insert(seq, message);
    }

    pub(super) fn apply_edited(&mut self, seq: u64, id: u64) {
        if let Some(message) = self.messages.get_mut(&id) {
            message.entries.push(seq);
        }
    }

    /// A change counts like a message, also one whose words have gone.
    pub(super) fn note_written(&mut self, by: &MemberId, at: Timestamp) {
        self.written.insert(by.clone(), at);
    }
}
