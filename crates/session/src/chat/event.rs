//! What happened in the chat.

use timeline::Timecode;

use super::emoji::Emoji;
use super::state::ChatRules;
use super::text::MessageText;
use crate::id::{MemberId, VideoId};

/// Something that happened in the chat. A message is named by the number of the entry that brought it.
#[derive(Clone, Debug, PartialEq)]
pub enum ChatEvent {
    /// Somebody said something.
    Said {
        /// What.
        text: MessageText,
        /// The message that it answers.
        reply_to: Option<u64>,
        /// Who is spoken to by name.
        mentions: Vec<MemberId>,
        /// The place in the video that it belongs to.
        media: Option<MediaMark>,
    },
    /// Somebody said it otherwise.
    Edited {
        /// The message.
        message: u64,
        /// What it says now.
        text: MessageText,
        /// Who is spoken to by name now.
        mentions: Vec<MemberId>,
    },
    /// A message was taken back, by whoever said it or by a moderator. Its words leave the log too.
    Deleted {
        /// The message.
        message: u64,
        /// The numbers of the entries that had its words.
        entries: Vec<u64>,
    },
    /// Somebody reacted to a message, or does not any more.
    ReactedTo {
        /// The message.
        message: u64,
        /// With what.
        emoji: Emoji,
        /// Whether they do.
        on: bool,
    },
    /// People reacted to the video, all of them within a moment.
    Reacted {
        /// What their node calls this batch: who has seen it as it came knows it again.
        batch: u64,
        /// How often with what.
        counts: Vec<(Emoji, u32)>,
        /// Where the video stood.
        media: MediaMark,
    },
    /// The chat has other rules.
    RulesSet {
        /// All of them.
        rules: ChatRules,
    },
    /// What stood here was taken back later. No log is ever written with it: it is what reading finds.
    Redacted,
}

/// A place in a video.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaMark {
    /// The video.
    pub video: VideoId,
    /// The place.
    pub at: Timecode,
}
