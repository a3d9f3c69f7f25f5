//! What somebody asks of the chat.

use timeline::Timecode;

use super::emoji::Emoji;
use super::state::ChatRules;
use super::text::MessageText;
use crate::id::MemberId;

/// What is asked of the chat.
#[derive(Clone, Debug, PartialEq)]
pub enum ChatCommand {
    /// Say something.
    Say {
        /// What.
        text: MessageText,
        /// The message that it answers.
        reply_to: Option<u64>,
        /// Who is spoken to by name.
        mentions: Vec<MemberId>,
        /// The place in the video on screen that it belongs to.
        media_at: Option<Timecode>,
    },
    /// Say it otherwise; only who has said it may.
    Edit {
        /// The message.
        message: u64,
        /// What it is to say.
        text: MessageText,
        /// Who is spoken to by name.
        mentions: Vec<MemberId>,
    },
    /// Take a message back; who has said it may, and who moderates.
    Delete {
        /// The message.
        message: u64,
    },
    /// React to a message, or do so no longer.
    ReactTo {
        /// The message.
        message: u64,
        /// With what.
        emoji: Emoji,
        /// Whether to.
        on: bool,
    },
    /// Keep how people reacted to the video; only the server may, which has counted them.
    KeepReactions {
        /// What it calls this batch.
        batch: u64,
        /// How often with what.
        counts: Vec<(Emoji, u32)>,
    },
    /// Give the chat other rules; only who moderates may.
    SetRules {
        /// All of them.
        rules: ChatRules,
    },
}
