//! From the wire to the domain: the chat.

use protocol as wire;
use protocol::Code;
use session::limits::{REACTIONS_AT_ONCE_MAX, SLOW_MODE_S_MAX, WORDS_MAX};
use session::{
    BadMessage, BadWord, ChatCommand, ChatRefusal, ChatRules, Emoji, MemberId, MessageText, Refusal, Word, WordFilter,
};

use super::timecode;
use crate::failure::Failure;

/// Reads a command of the chat. One for the video is counted and not logged, and there is nothing else in this family.
pub(super) fn command(command: wire::Command) -> Result<ChatCommand, Failure> {
    Ok(match command {
        wire::Command::Say { text: words, reply_to, mentions: ids, media_time } => ChatCommand::Say {
            text: text(&words)?,
            reply_to,
            mentions: mentions(ids)?,
            media_at: media_time.map(|seconds| timecode(seconds, Code::BadPosition)).transpose()?,
        },
        wire::Command::EditMessage { message, text: words, mentions: ids } => {
            ChatCommand::Edit { message, text: text(&words)?, mentions: mentions(ids)? }
        }
        wire::Command::DeleteMessage { message } => ChatCommand::Delete { message },
        wire::Command::ReactToMessage { message, emoji: text, on } => {
            ChatCommand::ReactTo { message, emoji: emoji(&text)?, on }
        }
        wire::Command::SetChatRules { slow_mode_s, links, words } => {
            ChatCommand::SetRules { rules: rules(slow_mode_s, links, &words)? }
        }
        _ => return Err(Failure::new(Code::UnknownCommand, "this is no command of the chat")),
    })
}

pub(super) fn emoji(text: &str) -> Result<Emoji, Failure> {
    let detail = "this emoji cannot be reacted with; choose one of the list";
    Emoji::parse(text).map_err(|_| Failure::new(Code::BadEmoji, detail))
}

pub(super) fn times(times: Option<u32>) -> Result<u32, Failure> {
    let detail = format!("react 1 to {REACTIONS_AT_ONCE_MAX} times at once");
    let times = times.unwrap_or(1);
    let fits = (1..=REACTIONS_AT_ONCE_MAX).contains(&times);
    fits.then_some(times).ok_or_else(|| Failure::new(Code::BadEmoji, detail))
}

fn text(words: &str) -> Result<MessageText, Failure> {
    MessageText::parse(words).map_err(|bad| {
        let detail = match bad {
            BadMessage::Empty => "there is nothing in this message that can be seen; write something",
            BadMessage::TooLong => "a message has at most 2,000 characters; write two",
            BadMessage::Control => "a message has no control characters; write it without",
        };
        Failure::new(Code::BadMessage, detail)
    })
}

fn mentions(ids: Option<Vec<String>>) -> Result<Vec<MemberId>, Failure> {
    let unknown = || Failure::from(Refusal::Chat(ChatRefusal::BadMention));
    ids.unwrap_or_default().iter().map(|id| MemberId::parse(id).map_err(|_| unknown())).collect()
}

fn rules(slow_mode_s: u32, links: bool, words: &[String]) -> Result<ChatRules, Failure> {
    let bad = |detail: String| Failure::new(Code::BadChatRules, detail);
    if slow_mode_s > SLOW_MODE_S_MAX {
        return Err(bad(format!("slow mode makes people wait for 0 to {SLOW_MODE_S_MAX} seconds")));
    }
    if words.len() > WORDS_MAX {
        return Err(bad(format!("the list has at most {WORDS_MAX} words")));
    }
    let word = |text: &String| {
        let shown: String = text.chars().take(40).collect();
        Word::parse(text).map_err(|BadWord| bad(format!("{shown:?} is no word: 1 to 40 letters, without a gap")))
    };
    let words = words.iter().map(word).collect::<Result<Vec<_>, _>>()?;
    Ok(ChatRules { slow_mode_s, links, words: WordFilter::new(words) })
}
