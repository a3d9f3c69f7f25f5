//! The stored form of what happens in the chat.

use serde::{Deserialize, Serialize};
use session::{
    BadWord, ChatEvent, ChatRules, Emoji, Event, MediaMark, MemberId, MessageText, VideoId, Word, WordFilter,
};

use super::EventRecord;
use super::values::{bad, ids, members, timecode};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct MediaRecord {
    video: String,
    at_us: i64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ReactionsRecord {
    emoji: String,
    count: u32,
}

impl From<&ChatEvent> for EventRecord {
    fn from(event: &ChatEvent) -> Self {
        match event {
            ChatEvent::Said { text, reply_to, mentions, media } => Self::Said {
                text: text.to_string(),
                reply_to: *reply_to,
                mentions: ids(mentions),
                media: media.as_ref().map(MediaRecord::from),
            },
            ChatEvent::Edited { message, text, mentions } => {
                Self::Edited { message: *message, text: text.to_string(), mentions: ids(mentions) }
            }
            ChatEvent::Deleted { message, entries } => Self::Deleted { message: *message, entries: entries.clone() },
            ChatEvent::ReactedTo { message, emoji, on } => {
                Self::ReactedTo { message: *message, emoji: emoji.to_string(), on: *on }
            }
            ChatEvent::Reacted { batch, counts, media } => Self::Reacted {
                batch: *batch,
                counts: counts
                    .iter()
                    .map(|(emoji, count)| ReactionsRecord { emoji: emoji.to_string(), count: *count })
                    .collect(),
                media: media.into(),
            },
            ChatEvent::RulesSet { rules } => Self::ChatRulesSet {
                slow_mode_s: rules.slow_mode_s,
                links: rules.links,
                words: rules.words.words().map(|word| word.as_str().to_owned()).collect(),
            },
            ChatEvent::Redacted => Self::Redacted,
        }
    }
}

/// Reads the record of what happened in the chat. No other kind comes here.
pub(super) fn event(record: EventRecord) -> Result<Event, String> {
    match record {
        EventRecord::Said { text, reply_to, mentions, media } => said(&text, reply_to, &mentions, media),
        EventRecord::Edited { message, text, mentions } => {
            members(&mentions).map(|mentions| ChatEvent::Edited { message, text: MessageText::kept(&text), mentions })
        }
        EventRecord::Deleted { message, entries } => Ok(ChatEvent::Deleted { message, entries }),
        EventRecord::ReactedTo { message, emoji: text, on } => {
            emoji(&text).map(|emoji| ChatEvent::ReactedTo { message, emoji, on })
        }
        EventRecord::Reacted { batch, counts, media } => reacted(batch, &counts, media),
        EventRecord::ChatRulesSet { slow_mode_s, links, words } => rules(slow_mode_s, links, &words),
        EventRecord::Redacted => Ok(ChatEvent::Redacted),
        _ => Err("this kind is read nowhere".to_owned()),
    }
    .map(Event::Chat)
}

fn said(
    text: &str,
    reply_to: Option<u64>,
    mentions: &[String],
    media: Option<MediaRecord>,
) -> Result<ChatEvent, String> {
    Ok(ChatEvent::Said {
        text: MessageText::kept(text),
        reply_to,
        mentions: members(mentions)?,
        media: media.map(MediaMark::try_from).transpose()?,
    })
}

fn reacted(batch: u64, counts: &[ReactionsRecord], media: MediaRecord) -> Result<ChatEvent, String> {
    let count = |record: &ReactionsRecord| Ok::<_, String>((emoji(&record.emoji)?, record.count));
    let counts = counts.iter().map(count).collect::<Result<_, _>>()?;
    Ok(ChatEvent::Reacted { batch, counts, media: media.try_into()? })
}

fn rules(slow_mode_s: u32, links: bool, words: &[String]) -> Result<ChatEvent, String> {
    let word = |text: &String| Word::parse(text).map_err(|BadWord| bad("word", text));
    let words = WordFilter::new(words.iter().map(word).collect::<Result<Vec<_>, _>>()?);
    Ok(ChatEvent::RulesSet { rules: ChatRules { slow_mode_s, links, words } })
}

impl From<&MediaMark> for MediaRecord {
    fn from(mark: &MediaMark) -> Self {
        Self { video: mark.video.to_string(), at_us: mark.at.us() }
    }
}

impl TryFrom<MediaRecord> for MediaMark {
    type Error = String;

    fn try_from(record: MediaRecord) -> Result<Self, String> {
        let video = VideoId::parse(&record.video).map_err(|_| bad("video id", &record.video))?;
        Ok(Self { video, at: timecode(record.at_us)? })
    }
}

fn emoji(text: &str) -> Result<Emoji, String> {
    Emoji::parse(text).map_err(|_| bad("emoji", text))
}

/// Member ids as one text.
pub(crate) fn joined_ids(members: &[MemberId]) -> String {
    members.iter().map(MemberId::as_str).collect::<Vec<_>>().join(" ")
}
