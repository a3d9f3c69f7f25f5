//! The messages as they stand: what an append changes of them, and what a whole log makes of them.
//!
//! Changes go to the database as one JSON document, so that they are a part of the append's own transaction whatever keeps
//! the rows.

use std::collections::BTreeMap;

use collation::folded;
use serde::Serialize;
use session::{ChatEvent, Emoji, Entry, Event, MediaMark, MemberId, SessionId, VideoId};
use timeline::{Timecode, Timestamp};

use crate::contract::{StoredMessage, StoredReactions};
use crate::error::StoreError;
use crate::record::joined_ids;
use crate::rows::number;

/// seq, at, member, text, reply to, mentions, video, place, edited, deleted, deleted by, rev.
pub(crate) type MessageColumns = (
    i64,
    i64,
    String,
    Option<String>,
    Option<i64>,
    String,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<i64>,
    Option<String>,
    i64,
);

/// message, emoji, member, how many in all.
pub(crate) type ReactionColumns = (i64, String, String, i64);

/// How many of those who react in one way are named.
pub(crate) const REACTING_NAMED_MAX: i64 = 50;

/// What becomes of the rows.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Changes {
    said: Vec<Row>,
    edited: Vec<Row>,
    deleted: Vec<Row>,
    on: Vec<ReactionRow>,
    off: Vec<ReactionRow>,
    /// The numbers of entries whose content goes.
    redacted: Vec<u64>,
}

/// A message's row.
#[derive(Clone, Debug, Default, Serialize)]
struct Row {
    seq: u64,
    at: i64,
    member_id: String,
    text: Option<String>,
    search: String,
    reply_to: Option<u64>,
    mentions: String,
    video_id: Option<String>,
    media_us: Option<i64>,
    edited_at: Option<i64>,
    deleted_at: Option<i64>,
    deleted_by: Option<String>,
    rev: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct ReactionRow {
    message: u64,
    emoji: &'static str,
    member_id: String,
    seq: u64,
}

impl Changes {
    /// Returns what an append changes; nothing where it has nothing to do with messages.
    pub(crate) fn of_append(entries: &[Entry]) -> Option<Self> {
        let mut changes = Self::default();
        let mut is_any = false;
        for entry in entries {
            let Event::Chat(event) = &entry.event else { continue };
            is_any |= changes.take(entry, event);
        }
        is_any.then_some(changes)
    }

    fn take(&mut self, entry: &Entry, event: &ChatEvent) -> bool {
        let by = || entry.by.as_ref().map(MemberId::to_string).unwrap_or_default();
        match event {
            ChatEvent::Said { .. } => self.said.extend(Row::said(entry, event)),
            ChatEvent::Edited { message, .. } => {
                let row = Row { seq: *message, ..Row::default() };
                self.edited.push(row.edited(entry, event));
            }
            ChatEvent::Deleted { message, entries } => {
                let row = Row { seq: *message, ..Row::default() };
                self.deleted.push(row.deleted(entry));
                self.redacted.extend(entries);
            }
            ChatEvent::ReactedTo { message, emoji, on } => {
                let row = ReactionRow { message: *message, emoji: emoji.as_str(), member_id: by(), seq: entry.seq };
                if *on { self.on.push(row) } else { self.off.push(row) }
            }
            ChatEvent::Reacted { .. } | ChatEvent::RulesSet { .. } | ChatEvent::Redacted => return false,
        }
        true
    }

    #[expect(clippy::expect_used, reason = "numbers and texts always serialise")]
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("changes hold only numbers and texts")
    }
}

impl Row {
    fn said(entry: &Entry, event: &ChatEvent) -> Option<Self> {
        let ChatEvent::Said { text, reply_to, mentions, media } = event else { return None };
        Some(Self {
            seq: entry.seq,
            at: entry.at.ms(),
            member_id: entry.by.as_ref()?.to_string(),
            text: Some(text.to_string()),
            search: folded(text.as_str()),
            reply_to: *reply_to,
            mentions: joined_ids(mentions),
            video_id: media.as_ref().map(|mark| mark.video.to_string()),
            media_us: media.as_ref().map(|mark| mark.at.us()),
            rev: entry.seq,
            ..Self::default()
        })
    }

    fn edited(self, entry: &Entry, event: &ChatEvent) -> Self {
        let ChatEvent::Edited { text, mentions, .. } = event else { return self };
        Self {
            text: Some(text.to_string()),
            search: folded(text.as_str()),
            mentions: joined_ids(mentions),
            edited_at: Some(entry.at.ms()),
            rev: entry.seq,
            ..self
        }
    }

    /// What is left of it.
    fn deleted(self, entry: &Entry) -> Self {
        Self {
            seq: self.seq,
            at: self.at,
            member_id: self.member_id,
            deleted_at: Some(entry.at.ms()),
            deleted_by: entry.by.as_ref().map(MemberId::to_string),
            rev: entry.seq,
            ..Self::default()
        }
    }
}

/// The messages of a whole log in the making.
#[derive(Debug, Default)]
pub(crate) struct Rebuilt {
    rows: BTreeMap<u64, Row>,
    /// Who has written what was taken back, and when.
    redacted: BTreeMap<u64, Row>,
    reactions: BTreeMap<(u64, Emoji, String), u64>,
}

impl Rebuilt {
    /// Takes the next entry.
    pub(crate) fn take(&mut self, entry: &Entry) {
        if let Event::Erased { member } = &entry.event {
            return self.erase(member.as_str());
        }
        let Event::Chat(event) = &entry.event else { return };
        let by = || entry.by.as_ref().map(MemberId::to_string).unwrap_or_default();
        match event {
            ChatEvent::Said { .. } => self.rows.extend(Row::said(entry, event).map(|row| (entry.seq, row))),
            ChatEvent::Edited { message, .. } => {
                if let Some(row) = self.rows.remove(message) {
                    self.rows.insert(*message, row.edited(entry, event));
                }
            }
            ChatEvent::Deleted { message, .. } => {
                if let Some(row) = self.rows.remove(message).or_else(|| self.redacted.remove(message)) {
                    self.rows.insert(*message, row.deleted(entry));
                }
                self.reactions.retain(|(of, ..), _| of != message);
            }
            ChatEvent::ReactedTo { message, emoji, on } => {
                let key = (*message, *emoji, by());
                if *on {
                    self.reactions.insert(key, entry.seq);
                } else {
                    self.reactions.remove(&key);
                }
                if let Some(row) = self.rows.get_mut(message) {
                    row.rev = entry.seq;
                }
            }
            ChatEvent::Redacted => {
                let row = Row { seq: entry.seq, at: entry.at.ms(), member_id: by(), ..Row::default() };
                self.redacted.insert(entry.seq, row);
            }
            ChatEvent::Reacted { .. } | ChatEvent::RulesSet { .. } => {}
        }
    }

    fn erase(&mut self, member: &str) {
        for rows in [&mut self.rows, &mut self.redacted] {
            rows.retain(|_, row| row.member_id != member);
        }
        let rows = &self.rows;
        self.reactions.retain(|(message, _, by), _| by != member && rows.contains_key(message));
    }

    /// How many messages there are.
    pub(crate) fn count(&self) -> u64 {
        self.rows.len() as u64
    }

    /// All rows, in parts.
    pub(crate) fn changes(self) -> impl Iterator<Item = Changes> {
        let reaction = |((message, emoji, member_id), seq): ((u64, Emoji, String), u64)| ReactionRow {
            message,
            emoji: emoji.as_str(),
            member_id,
            seq,
        };
        let rows: Vec<_> = self.rows.into_values().collect();
        let on: Vec<_> = self.reactions.into_iter().map(reaction).collect();
        let said = in_parts(&rows).map(|said| Changes { said, ..Changes::default() });
        said.chain(in_parts(&on).map(|on| Changes { on, ..Changes::default() }))
    }
}

const PART_ROWS: usize = 500;

fn in_parts<T: Clone>(rows: &[T]) -> impl Iterator<Item = Vec<T>> + use<T> {
    let parts: Vec<_> = rows.chunks(PART_ROWS).map(<[T]>::to_vec).collect();
    parts.into_iter()
}

/// Puts messages and the reactions to them together, oldest first.
pub(crate) fn messages(
    session: &SessionId,
    rows: Vec<MessageColumns>,
    reactions: &[ReactionColumns],
) -> Result<Vec<StoredMessage>, StoreError> {
    let mut messages = rows.into_iter().rev().map(|row| message(session, row)).collect::<Result<Vec<_>, _>>()?;
    for (id, emoji, member, count) in reactions {
        let corrupt = |what: &str| corrupt(session, *id, what);
        let emoji = Emoji::parse(emoji).map_err(|_| corrupt("a reaction's emoji"))?;
        let member = MemberId::parse(member).map_err(|_| corrupt("a reaction's member"))?;
        let Some(message) = messages.iter_mut().find(|message| number(message.id) == *id) else { continue };
        if let Some(known) = message.reactions.iter_mut().find(|known| known.emoji == emoji) {
            known.by.push(member);
        } else {
            let count = u32::try_from(*count).unwrap_or(u32::MAX);
            message.reactions.push(StoredReactions { emoji, count, by: vec![member] });
        }
    }
    Ok(messages)
}

fn message(session: &SessionId, row: MessageColumns) -> Result<StoredMessage, StoreError> {
    let (seq, at, by, text, reply_to, mentions, video, place, edited, deleted_at, deleted_by, rev) = row;
    let corrupt = |what: &str| corrupt(session, seq, what);
    let member = |id: &str| MemberId::parse(id).map_err(|_| corrupt("a member"));
    let video = video.map(|id| VideoId::parse(&id).map_err(|_| corrupt("the video"))).transpose()?;
    let mark = |(video, us)| MediaMark { video, at: Timecode::from_us_clamped(us) };
    Ok(StoredMessage {
        id: seq.unsigned_abs(),
        at: Timestamp::from_ms(at),
        by: member(&by)?,
        text,
        reply_to: reply_to.map(i64::unsigned_abs),
        mentions: mentions.split_whitespace().map(member).collect::<Result<_, _>>()?,
        media: video.zip(place).map(mark),
        edited_at: edited.map(Timestamp::from_ms),
        deleted_at: deleted_at.map(Timestamp::from_ms),
        deleted_by: deleted_by.as_deref().map(member).transpose()?,
        rev: rev.unsigned_abs(),
        reactions: Vec::new(),
    })
}

fn corrupt(session: &SessionId, seq: i64, what: &str) -> StoreError {
    let what = format!("{what} of a message is none");
    StoreError::Corrupt { session: session.to_string(), seq: seq.unsigned_abs(), what }
}
