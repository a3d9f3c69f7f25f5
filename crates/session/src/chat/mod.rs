//! The chat: what is said, what is taken back, and what people feel about it. `docs/spec/chat.md` has the rules.

mod text;
mod look;
mod fold;
mod words;
mod word_list;
mod emoji;
mod event;
mod import;
mod command;
mod refusal;
mod state;
mod permission;
mod writing;
mod reacting;
mod decide;

pub use command::ChatCommand;
pub use emoji::{BadEmoji, EMOJI, Emoji};
pub use event::{ChatEvent, MediaMark};
pub(crate) use fold::plainly;
pub(crate) use look::{Drawn, as_drawn};
pub use refusal::ChatRefusal;
pub use state::{Chat, ChatRules, Message};
pub use text::{BadMessage, MessageText};
pub(crate) use word_list::WordList;
pub use words::{BadWord, Word, WordFilter, has_link};
