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

/// What becomes of the rows. Each message, and each reaction, stands in one place only, as it is after the last of the entries, so
/// that it does not matter in which order these are written.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    said: BTreeMap<u64, Row>,
    edited: BTreeMap<u64, Row>,
    deleted: BTreeMap<u64, Row>,
    /// Messages that only had reactions, each with the last entry.
    touched: BTreeMap<u64, u64>,
    reactions: BTreeMap<(u64, Emoji, String), Reaction>,
    /// The numbers of entries whose content goes.
    redacted: Vec<u64>,
    /// What came without its content: from another server.
    taken_back: BTreeMap<u64, Row>,
}

#[derive(Clone, Copy, Debug)]
struct Reaction {
    is_on: bool,
    seq: u64,
}

/// As the database is told.
#[derive(Serialize)]
struct Told<'a> {
    said: Vec<&'a Row>,
    edited: Vec<&'a Row>,
    deleted: Vec<&'a Row>,
    touched: Vec<Touched>,
    on: Vec<ReactionRow<'a>>,
    off: Vec<ReactionRow<'a>>,
    redacted: &'a [u64],
}

#[derive(Clone, Copy, Serialize)]
struct Touched {
    message: u64,
    seq: u64,
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

#[derive(Serialize)]
struct ReactionRow<'a> {
    message: u64,
    emoji: &'static str,
    member_id: &'a str,
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
            ChatEvent::Said { .. } => self.said.extend(Row::said(entry, event).map(|row| (entry.seq, row))),
            ChatEvent::Edited { message, .. } => {
                let rows = if self.said.contains_key(message) { &mut self.said } else { &mut self.edited };
                let row = rows.remove(message).unwrap_or_else(|| Row { seq: *message, ..Row::default() });
                rows.insert(*message, row.edited(entry, event));
                self.touched.remove(message);
            }
            ChatEvent::Deleted { message, entries } => self.delete(entry, *message, entries),
            ChatEvent::ReactedTo { message, emoji, on } => {
                self.reactions.insert((*message, *emoji, by()), Reaction { is_on: *on, seq: entry.seq });
                match self.said.get_mut(message).or_else(|| self.edited.get_mut(message)) {
                    Some(row) => row.rev = entry.seq,
                    None => drop(self.touched.insert(*message, entry.seq)),
                }
            }
            ChatEvent::Redacted => {
                let row = Row { seq: entry.seq, at: entry.at.ms(), member_id: by(), ..Row::default() };
                self.taken_back.insert(entry.seq, row);
                return false;
            }
            ChatEvent::Reacted { .. } | ChatEvent::RulesSet { .. } => return false,
        }
        true
    }

    /// Tells whether the content of an entry goes.
    pub(crate) fn takes_back(&self, seq: u64) -> bool {
        self.redacted.contains(&seq)
    }

    fn delete(&mut self, entry: &Entry, message: u64, entries: &[u64]) {
        if let Some(row) = self.said.remove(&message).or_else(|| self.taken_back.remove(&message)) {
            self.said.insert(message, row.deleted(entry));
        } else {
            self.deleted.insert(message, Row { seq: message, ..Row::default() }.deleted(entry));
        }
        self.edited.remove(&message);
        self.touched.remove(&message);
        self.reactions.retain(|(of, ..), _| *of != message);
        self.redacted.extend(entries);
    }

    /// All of it, as one document.
    pub(crate) fn to_json(&self) -> String {
        let told = Told {
            said: self.said.values().collect(),
            edited: self.edited.values().collect(),
            deleted: self.deleted.values().collect(),
            touched: self.touched().collect(),
            on: self.reaction_rows(true).collect(),
            off: self.reaction_rows(false).collect(),
            redacted: &self.redacted,
        };
        json(&told)
    }

    /// What is written at once, a document each; nothing of what there is none of.
    pub(crate) fn parts(&self) -> Parts {
        let many = |json: String| (json != "[]").then_some(json);
        Parts {
            said: many(json(&self.said.values().collect::<Vec<_>>())),
            on: many(json(&self.reaction_rows(true).collect::<Vec<_>>())),
            redacted: many(json(&self.redacted)),
            edited: self.edited.values().map(json).collect(),
            deleted: self.deleted.values().map(json).collect(),
            touched: self.touched().map(|touched| json(&touched)).collect(),
            off: self.reaction_rows(false).map(|row| json(&row)).collect(),
        }
    }

    fn touched(&self) -> impl Iterator<Item = Touched> {
        self.touched.iter().map(|(message, seq)| Touched { message: *message, seq: *seq })
    }

    fn reaction_rows(&self, is_on: bool) -> impl Iterator<Item = ReactionRow<'_>> {
        let wanted = self.reactions.iter().filter(move |(_, reaction)| reaction.is_on == is_on);
        wanted.map(|((message, emoji, member_id), reaction)| ReactionRow {
            message: *message,
            emoji: emoji.as_str(),
            member_id,
            seq: reaction.seq,
        })
    }
}

/// What becomes of the rows, in documents: of many rows, or of one each.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) said: Option<String>,
    pub(crate) on: Option<String>,
    pub(crate) redacted: Option<String>,
    pub(crate) edited: Vec<String>,
    pub(crate) deleted: Vec<String>,
    pub(crate) touched: Vec<String>,
    pub(crate) off: Vec<String>,
}

#[expect(clippy::expect_used, reason = "numbers and texts always serialise")]
fn json(told: &impl Serialize) -> String {
    serde_json::to_string(told).expect("changes hold only numbers and texts")
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
        let rows: Vec<_> = self.rows.into_iter().collect();
        let on = self.reactions.into_iter().map(|(key, seq)| (key, Reaction { is_on: true, seq }));
        let on: Vec<_> = on.collect();
        let said = in_parts(&rows).map(|rows| Changes { said: rows.into_iter().collect(), ..Changes::default() });
        said.chain(in_parts(&on).map(|on| Changes { reactions: on.into_iter().collect(), ..Changes::default() }))
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
