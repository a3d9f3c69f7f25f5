//! Rules of reactions: to a message, one by one; to the video, in batches, so that a thousand people cost what ten do.

use std::collections::BTreeMap;

use super::emoji::Emoji;
use super::event::{ChatEvent, MediaMark};
use super::refusal::ChatRefusal;
use super::state::Chat;
use crate::decide::Draft;
use crate::event::Event;
use crate::id::MemberId;
use crate::limits::{REACTION_KINDS_MAX, REACTIONS_OF_A_KIND_MAX};
use crate::state::Session;

impl Session {
    /// Does nothing where it is so already.
    pub(super) fn react_to(&self, draft: &mut Draft, id: u64, emoji: Emoji, on: bool) -> Result<(), ChatRefusal> {
        let message = self.chat.message(id).ok_or(ChatRefusal::NoSuchMessage)?;
        let has = |who: &MemberId| message.reactions.get(&emoji).is_some_and(|members| members.contains(who));
        if draft.actor().is_some_and(has) == on {
            return Ok(());
        }
        if on && message.reactions.len() >= REACTION_KINDS_MAX && !message.reactions.contains_key(&emoji) {
            return Err(ChatRefusal::TooManyReactions);
        }
        draft.push(Event::Chat(ChatEvent::ReactedTo { message: id, emoji, on }));
        Ok(())
    }

    pub(super) fn keep_reactions(&self, draft: &mut Draft, batch: u64, counts: &[(Emoji, u32)]) {
        let mut kinds = BTreeMap::<Emoji, u32>::new();
        for (emoji, count) in counts.iter().filter(|(_, count)| *count > 0) {
            let sum = kinds.entry(*emoji).or_default();
            *sum = sum.saturating_add(*count).min(REACTIONS_OF_A_KIND_MAX);
        }
        let counts: Vec<_> = kinds.into_iter().collect();
        if !counts.is_empty() {
            let at = self.screen.timeline.position_at(draft.at);
            let media = MediaMark { video: self.screen.video.clone(), at };
            draft.push(Event::Chat(ChatEvent::Reacted { batch, counts, media }));
        }
    }
}

impl Chat {
    pub(super) fn apply_reacted_to(&mut self, by: &MemberId, id: u64, emoji: Emoji, on: bool) {
        let Some(message) = self.messages.get_mut(&id) else { return };
        if on {
            message.reactions.entry(emoji).or_default().insert(by.clone());
        } else if let Some(members) = message.reactions.get_mut(&emoji) {
            members.remove(by);
            if members.is_empty() {
                message.reactions.remove(&emoji);
            }
        }
    }
}
