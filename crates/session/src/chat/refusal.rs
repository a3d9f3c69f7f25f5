//! Why something was not said.

use std::fmt;

use crate::limits::{EDITS_MAX, MENTIONS_MAX, MESSAGES_MAX, REACTION_KINDS_MAX};
use crate::permission::Permission;
use crate::refusal::Refusal;

/// Why the chat refused a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChatRefusal {
    /// There is no such message, or not any more.
    NoSuchMessage,
    /// Somebody else has said it.
    NotYours,
    /// The chat is slow, and this member has just said something.
    TooSoon {
        /// How long they have to wait, in milliseconds.
        wait_ms: i64,
    },
    /// It has been said otherwise often enough.
    TooManyEdits,
    /// Somebody is named who has never been here, or too many are.
    BadMention,
    /// The message has as many kinds of reactions as it may have.
    TooManyReactions,
    /// There may be no links.
    LinksOff,
    /// There may be links, but not from somebody of this role.
    MayNotLink,
    /// The session has as many messages as it may have.
    Full,
}

impl fmt::Display for ChatRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchMessage => f.write_str("there is no such message any more"),
            Self::NotYours => f.write_str("somebody else has said this; only they can change it"),
            Self::TooSoon { wait_ms } => {
                let seconds = (wait_ms + 999) / 1000;
                write!(f, "the chat is in slow mode; you can write again in {seconds} s")
            }
            Self::TooManyEdits => write!(f, "a message can be changed {EDITS_MAX} times; write a new one"),
            Self::BadMention => {
                write!(f, "a message can name up to {MENTIONS_MAX} people who have been in this session")
            }
            Self::TooManyReactions => {
                write!(f, "a message has at most {REACTION_KINDS_MAX} kinds of reactions; join in with one of them")
            }
            Self::LinksOff => f.write_str("links are switched off in this chat; write it without"),
            Self::MayNotLink => Refusal::MayNot(Permission::Link).fmt(f),
            Self::Full => write!(f, "this session has {MESSAGES_MAX} messages and takes no more"),
        }
    }
}
