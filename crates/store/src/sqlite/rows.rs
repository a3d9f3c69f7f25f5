//! From rows to what the contract speaks of.

use data_encoding::HEXLOWER;
use session::{
    ChainHash, Entry, LogPosition, MemberId, Name, SessionId, Summary, Title, Video, VideoId, VideoKind, Visibility,
};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;
use timeline::{Timecode, Timestamp, Watched};

use crate::chain;
use crate::contract::{Listed, StoredEntry, StoredPlayback, StoredUser};
use crate::error::StoreError;
use crate::record::Payload;

/// An event's row, before its payload is read.
pub(super) struct EventRow {
    seq: u64,
    at: Timestamp,
    member: Option<String>,
    payload: String,
    salt: String,
    payload_hash: String,
    hash: String,
}

impl EventRow {
    pub(super) fn new(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            seq: row.try_get::<i64, _>(0)?.unsigned_abs(),
            at: Timestamp::from_ms(row.try_get(1)?),
            member: row.try_get(2)?,
            payload: row.try_get(3)?,
            salt: row.try_get(4)?,
            payload_hash: row.try_get(5)?,
            hash: row.try_get(6)?,
        })
    }

    pub(super) fn seq(&self) -> u64 {
        self.seq
    }

    pub(super) fn entry(self, session: &SessionId) -> Result<StoredEntry, StoreError> {
        let seq = self.seq;
        let corrupt = |what: String| StoreError::Corrupt { session: session.to_string(), seq, what };
        let (event, screen) = Payload::read(&self.payload).map_err(corrupt)?;
        let by = self.member.as_deref().map(MemberId::parse).transpose();
        let by = by.map_err(|_| corrupt("its member id is none".to_owned()))?;
        let hash = ChainHash::parse(&self.hash).map_err(|_| corrupt("its hash is none".to_owned()))?;
        let entry = Entry { seq, at: self.at, by, event, screen };
        Ok(StoredEntry { entry, position: LogPosition { seq, hash } })
    }

    /// Checks that it follows `before` and is as it was written; returns its own position.
    pub(super) fn verify(&self, session: &SessionId, before: LogPosition) -> Result<LogPosition, StoreError> {
        let corrupt = |what: &str| {
            Err(StoreError::Corrupt { session: session.to_string(), seq: before.seq + 1, what: what.to_owned() })
        };
        if self.seq != before.seq + 1 {
            return corrupt("it is missing");
        }
        let salt = HEXLOWER.decode(self.salt.as_bytes()).unwrap_or_default();
        let content = chain::payload_hash(&salt, self.member.as_deref().unwrap_or_default(), &self.payload);
        if HEXLOWER.encode(&content) != self.payload_hash {
            return corrupt("its content has been changed");
        }
        let hash = chain::next(before.hash, self.seq, self.at, &content);
        if hash.to_string() != self.hash {
            return corrupt("it does not follow the entry before it");
        }
        Ok(LogPosition { seq: self.seq, hash })
    }
}

/// A sequence number as the database keeps it. A larger one than it can keep is that of no entry.
pub(super) fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

/// Columns: seq, hash.
pub(super) fn position(row: &SqliteRow, session: &SessionId) -> Result<LogPosition, StoreError> {
    let seq = row.try_get::<i64, _>(0).map_err(StoreError::from_database)?.unsigned_abs();
    let hash: String = row.try_get(1).map_err(StoreError::from_database)?;
    let hash = ChainHash::parse(&hash).map_err(|_| StoreError::Corrupt {
        session: session.to_string(),
        seq,
        what: "its hash is none".to_owned(),
    })?;
    Ok(LogPosition { seq, hash })
}

/// Columns: id, state, visibility, title, host, video (id, url, kind), length, created, ended, members, present, peak.
pub(super) fn listed(row: &SqliteRow) -> Result<Listed, StoreError> {
    let text = |column: usize| row.try_get::<String, _>(column).map_err(StoreError::from_database);
    let number = |column: usize| row.try_get::<i64, _>(column).map_err(StoreError::from_database);
    let optional = |column: usize| row.try_get::<Option<i64>, _>(column).map_err(StoreError::from_database);
    let count = |column: usize| number(column).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    let id = text(0)?;
    let corrupt = |what: &str| StoreError::Corrupt { session: id.clone(), seq: 0, what: format!("its {what} is none") };
    let summary = Summary {
        title: Title::parse(&text(3)?).map_err(|_| corrupt("title"))?,
        video: Video {
            id: VideoId::parse(&text(5)?).map_err(|_| corrupt("video id"))?,
            url: text(6)?.into(),
            kind: if text(7)? == "hls" { VideoKind::Hls } else { VideoKind::File },
        },
        visibility: if text(2)? == "public" { Visibility::Public } else { Visibility::Unlisted },
        host: MemberId::parse(&text(4)?).map_err(|_| corrupt("host"))?,
        created_at: Timestamp::from_ms(number(9)?),
        ended_at: optional(10)?.map(Timestamp::from_ms),
        length: optional(8)?.map(Timecode::from_us_clamped),
        members: count(11)?,
        present: count(12)?,
        peak: count(13)?,
    };
    Ok(Listed { id: SessionId::parse(&id).map_err(|_| corrupt("id"))?, summary })
}

/// Columns: member, video, position, watched, updated.
pub(super) fn playback(row: &SqliteRow, session: &SessionId) -> Result<StoredPlayback, StoreError> {
    let text = |column: usize| row.try_get::<String, _>(column).map_err(StoreError::from_database);
    let number = |column: usize| row.try_get::<i64, _>(column).map_err(StoreError::from_database);
    let corrupt = |what: &str| StoreError::Corrupt {
        session: session.to_string(),
        seq: 0,
        what: format!("the {what} of a viewer's playback is none"),
    };
    let watched: Vec<(i64, i64)> = serde_json::from_str(&text(3)?).map_err(|_| corrupt("watched part"))?;
    let timecode = Timecode::from_us_clamped;
    Ok(StoredPlayback {
        member: MemberId::parse(&text(0)?).map_err(|_| corrupt("member"))?,
        video: VideoId::parse(&text(1)?).map_err(|_| corrupt("video"))?,
        position: timecode(number(2)?),
        watched: Watched::from_stretches(watched.into_iter().map(|(from, to)| (timecode(from), timecode(to)))),
        updated_at: Timestamp::from_ms(number(4)?),
    })
}

/// Columns: id, name, created.
pub(super) fn user(row: &SqliteRow) -> Result<StoredUser, StoreError> {
    let text = |column: usize| row.try_get::<String, _>(column).map_err(StoreError::from_database);
    let corrupt = |what: &str| StoreError::Corrupt { session: String::new(), seq: 0, what: format!("a user's {what}") };
    Ok(StoredUser {
        id: MemberId::parse(&text(0)?).map_err(|_| corrupt("id"))?,
        name: Name::parse(&text(1)?).map_err(|_| corrupt("name"))?,
        created_at: Timestamp::from_ms(row.try_get(2).map_err(StoreError::from_database)?),
    })
}
