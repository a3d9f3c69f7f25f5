//! From the domain to the wire: the chat.

use protocol as wire;
use session::{ChatEvent, ChatRules, Emoji, MediaMark, MemberId};
use store::{StoredMessage, StoredReport};
use timeline::Timestamp;

use super::ids;

pub(super) fn event(event: &ChatEvent) -> wire::Event {
    match event {
        ChatEvent::Said { text, reply_to, mentions, media } => wire::Event::Said {
            text: text.to_string(),
            reply_to: *reply_to,
            mentions: ids(mentions),
            media: media.as_ref().map(mark),
        },
        ChatEvent::Edited { message, text, mentions } => {
            wire::Event::MessageEdited { message: *message, text: text.to_string(), mentions: ids(mentions) }
        }
        ChatEvent::Deleted { message, entries: _ } => wire::Event::MessageDeleted { message: *message },
        ChatEvent::ReactedTo { message, emoji, on } => {
            wire::Event::ReactedToMessage { message: *message, emoji: emoji.to_string(), on: *on }
        }
        ChatEvent::Reacted { batch, counts, media } => {
            wire::Event::Reacted { batch: *batch, counts: reaction_counts(counts), media: mark(media) }
        }
        ChatEvent::RulesSet { rules } => wire::Event::ChatRulesSet { rules: chat_rules(rules) },
        ChatEvent::Redacted => wire::Event::Redacted {},
    }
}

pub(crate) fn reaction_counts(counts: &[(Emoji, u32)]) -> Vec<wire::ReactionCount> {
    counts.iter().map(|(emoji, count)| wire::ReactionCount { emoji: emoji.to_string(), count: *count }).collect()
}

pub(crate) fn chat_rules(rules: &ChatRules) -> wire::ChatRules {
    wire::ChatRules {
        slow_mode_s: rules.slow_mode_s,
        links: rules.links,
        words: rules.words.words().map(|word| word.as_str().to_owned()).collect(),
    }
}

/// A message, by the name that its author has now.
pub(crate) fn message(stored: StoredMessage, name: Option<String>) -> wire::Message {
    let reactions = stored.reactions.iter().map(|of| wire::MessageReactions {
        emoji: of.emoji.to_string(),
        count: of.count,
        by: ids(&of.by),
    });
    wire::Message {
        id: stored.id,
        at: stored.at.ms(),
        by: stored.by.to_string(),
        name,
        reply_to: stored.reply_to,
        mentions: ids(&stored.mentions),
        media: stored.media.as_ref().map(mark),
        edited_at: stored.edited_at.map(Timestamp::ms),
        deleted_at: stored.deleted_at.map(Timestamp::ms),
        deleted_by: stored.deleted_by.as_ref().map(MemberId::to_string),
        rev: stored.rev,
        reactions: reactions.collect(),
        text: stored.text,
    }
}

pub(crate) fn message_report(report: &StoredReport) -> wire::MessageReport {
    wire::MessageReport { message: report.message, by: report.by.to_string(), at: report.at.ms() }
}

fn mark(mark: &MediaMark) -> wire::MediaMark {
    wire::MediaMark { video: mark.video.to_string(), position: mark.at.seconds() }
}
