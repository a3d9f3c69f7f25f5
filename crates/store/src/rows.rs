//! Between rows and what the contract speaks of, whatever keeps the rows.

use data_encoding::HEXLOWER;
use session::{
    ChainHash, Entry, LogPosition, MemberId, Name, SessionId, Summary, Title, Video, VideoId, VideoKind, Visibility,
};
use sqlx::FromRow;
use timeline::{Timecode, Timestamp, Watched};

use crate::chain;
use crate::contract::{Append, Listed, SessionState, StoredEntry, StoredPlayback, StoredUser};
use crate::error::StoreError;
use crate::record::Payload;

/// seq, hash.
pub(crate) type PositionColumns = (i64, String);

/// id, state, visibility, title, host, video (id, url, kind), length, created, ended, members, present, peak.
pub(crate) type ListedColumns =
    (String, String, String, String, String, String, String, String, Option<i64>, i64, Option<i64>, i64, i64, i64);

/// id, seq, hash.
pub(crate) type HeadColumns = (String, i64, String);

/// member, video, position, watched, updated.
pub(crate) type PlaybackColumns = (String, String, i64, String, i64);

/// id, name, created.
pub(crate) type UserColumns = (String, String, i64);

/// seq, at, member, payload, salt, payload hash, hash.
type EventColumns = (i64, i64, Option<String>, String, String, String, String);

/// An event's row, before its payload is read.
pub(crate) struct EventRow {
    seq: u64,
    at: Timestamp,
    member: Option<String>,
    payload: String,
    salt: String,
    payload_hash: String,
    hash: String,
}

impl<'r, R: sqlx::Row> FromRow<'r, R> for EventRow
where
    EventColumns: FromRow<'r, R>,
{
    fn from_row(row: &'r R) -> Result<Self, sqlx::Error> {
        let (seq, at, member, payload, salt, payload_hash, hash) = EventColumns::from_row(row)?;
        Ok(Self { seq: seq.unsigned_abs(), at: Timestamp::from_ms(at), member, payload, salt, payload_hash, hash })
    }
}

impl EventRow {
    pub(crate) fn seq(&self) -> u64 {
        self.seq
    }

    /// Reads it. What is as it was written, and cannot be read, was written by a newer version.
    pub(crate) fn entry(self, session: &SessionId) -> Result<StoredEntry, StoreError> {
        let seq = self.seq;
        let corrupt = |what: String| StoreError::Corrupt { session: session.to_string(), seq, what };
        let unreadable = |what: String| {
            let newer = |what| StoreError::Newer { session: session.to_string(), seq, what };
            if self.is_as_written() { newer(what) } else { corrupt(what) }
        };
        let (event, screen) = Payload::read(&self.payload).map_err(unreadable)?;
        let by = self.member.as_deref().map(MemberId::parse).transpose();
        let by = by.map_err(|_| corrupt("its member id is none".to_owned()))?;
        let hash = ChainHash::parse(&self.hash).map_err(|_| corrupt("its hash is none".to_owned()))?;
        let entry = Entry { seq, at: self.at, by, event, screen };
        Ok(StoredEntry { entry, position: LogPosition { seq, hash } })
    }

    /// Checks that it follows `before` and is as it was written; returns its own position.
    pub(crate) fn verify(&self, session: &SessionId, before: LogPosition) -> Result<LogPosition, StoreError> {
        let corrupt = |what: &str| {
            Err(StoreError::Corrupt { session: session.to_string(), seq: before.seq + 1, what: what.to_owned() })
        };
        if self.seq != before.seq + 1 {
            return corrupt("it is missing");
        }
        if !self.is_as_written() {
            return corrupt("its content has been changed");
        }
        let hash = chain::next(before.hash, self.seq, self.at, &self.content());
        if hash.to_string() != self.hash {
            return corrupt("it does not follow the entry before it");
        }
        Ok(LogPosition { seq: self.seq, hash })
    }
}

impl EventRow {
    /// The hash of its content.
    fn content(&self) -> [u8; 32] {
        let salt = HEXLOWER.decode(self.salt.as_bytes()).unwrap_or_default();
        chain::payload_hash(&salt, self.member.as_deref().unwrap_or_default(), &self.payload)
    }

    fn is_as_written(&self) -> bool {
        HEXLOWER.encode(&self.content()) == self.payload_hash
    }
}

/// A session's row, in the order of its columns.
pub(crate) struct SessionColumns<'a> {
    pub(crate) id: &'a str,
    pub(crate) head_seq: i64,
    pub(crate) head_hash: String,
    pub(crate) wake_at: Option<i64>,
    pub(crate) state: &'static str,
    pub(crate) visibility: &'static str,
    pub(crate) title: &'a str,
    pub(crate) host: &'a str,
    pub(crate) video_id: &'a str,
    pub(crate) video_url: &'a str,
    pub(crate) video_kind: &'static str,
    pub(crate) length_us: Option<i64>,
    pub(crate) created_at: i64,
    pub(crate) ended_at: Option<i64>,
    pub(crate) members: i64,
    pub(crate) present: i64,
    pub(crate) peak: i64,
}

impl<'a> SessionColumns<'a> {
    /// The row once the append is in and the log ends at `head`.
    pub(crate) fn new(append: &'a Append, head: LogPosition) -> Self {
        let summary = &append.summary;
        Self {
            id: append.session.as_str(),
            head_seq: number(head.seq),
            head_hash: head.hash.to_string(),
            wake_at: append.wake_at.map(Timestamp::ms),
            state: state(if summary.ended_at.is_some() { SessionState::Ended } else { SessionState::Live }),
            visibility: match summary.visibility {
                Visibility::Public => "public",
                Visibility::Unlisted => "unlisted",
            },
            title: summary.title.as_str(),
            host: summary.host.as_str(),
            video_id: summary.video.id.as_str(),
            video_url: &summary.video.url,
            video_kind: match summary.video.kind {
                VideoKind::File => "file",
                VideoKind::Hls => "hls",
            },
            length_us: summary.length.map(Timecode::us),
            created_at: summary.created_at.ms(),
            ended_at: summary.ended_at.map(Timestamp::ms),
            members: i64::from(summary.members),
            present: i64::from(summary.present),
            peak: i64::from(summary.peak),
        }
    }
}

pub(crate) fn state(state: SessionState) -> &'static str {
    match state {
        SessionState::Live => "live",
        SessionState::Ended => "ended",
    }
}

/// A sequence number as the database keeps it. A larger one than it can keep is that of no entry.
pub(crate) fn number(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

pub(crate) fn position((seq, hash): PositionColumns, session: &SessionId) -> Result<LogPosition, StoreError> {
    let seq = seq.unsigned_abs();
    let hash = ChainHash::parse(&hash).map_err(|_| StoreError::Corrupt {
        session: session.to_string(),
        seq,
        what: "its hash is none".to_owned(),
    })?;
    Ok(LogPosition { seq, hash })
}

pub(crate) fn head((id, seq, hash): HeadColumns) -> Result<(SessionId, LogPosition), StoreError> {
    let corrupt = || StoreError::Corrupt { session: id.clone(), seq: 0, what: "its id is none".to_owned() };
    let session = SessionId::parse(&id).map_err(|_| corrupt())?;
    let head = position((seq, hash), &session)?;
    Ok((session, head))
}

pub(crate) fn listed(columns: &ListedColumns) -> Result<Listed, StoreError> {
    let (id, _state, visibility, title, host, video_id, video_url, video_kind, length, created, ended, ..) = columns;
    let (.., members, present, peak) = *columns;
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let corrupt = |what: &str| StoreError::Corrupt { session: id.clone(), seq: 0, what: format!("its {what} is none") };
    let summary = Summary {
        title: Title::parse(title).map_err(|_| corrupt("title"))?,
        video: Video {
            id: VideoId::parse(video_id).map_err(|_| corrupt("video id"))?,
            url: video_url.as_str().into(),
            kind: if video_kind == "hls" { VideoKind::Hls } else { VideoKind::File },
        },
        visibility: if visibility == "public" { Visibility::Public } else { Visibility::Unlisted },
        host: MemberId::parse(host).map_err(|_| corrupt("host"))?,
        created_at: Timestamp::from_ms(*created),
        ended_at: ended.map(Timestamp::from_ms),
        length: length.map(Timecode::from_us_clamped),
        members: count(members),
        present: count(present),
        peak: count(peak),
    };
    Ok(Listed { id: SessionId::parse(id).map_err(|_| corrupt("id"))?, summary })
}

/// What a viewer has seen, as it is kept.
pub(crate) fn watched(watched: &Watched) -> String {
    let stretches = watched.stretches().iter().map(|(from, to)| format!("[{},{}]", from.us(), to.us()));
    format!("[{}]", stretches.collect::<Vec<_>>().join(","))
}

pub(crate) fn playback(columns: &PlaybackColumns, session: &SessionId) -> Result<StoredPlayback, StoreError> {
    let (member, video, position, watched, updated) = columns;
    let corrupt = |what: &str| StoreError::Corrupt {
        session: session.to_string(),
        seq: 0,
        what: format!("the {what} of a viewer's playback is none"),
    };
    let watched: Vec<(i64, i64)> = serde_json::from_str(watched).map_err(|_| corrupt("watched part"))?;
    let timecode = Timecode::from_us_clamped;
    Ok(StoredPlayback {
        member: MemberId::parse(member).map_err(|_| corrupt("member"))?,
        video: VideoId::parse(video).map_err(|_| corrupt("video"))?,
        position: timecode(*position),
        watched: Watched::from_stretches(watched.into_iter().map(|(from, to)| (timecode(from), timecode(to)))),
        updated_at: Timestamp::from_ms(*updated),
    })
}

pub(crate) fn user((id, name, created): &UserColumns) -> Result<StoredUser, StoreError> {
    let corrupt = |what: &str| StoreError::Corrupt { session: String::new(), seq: 0, what: format!("a user's {what}") };
    Ok(StoredUser {
        id: MemberId::parse(id).map_err(|_| corrupt("id"))?,
        name: Name::parse(name).map_err(|_| corrupt("name"))?,
        created_at: Timestamp::from_ms(*created),
    })
}

pub(crate) fn secret(name: &str, value: &str) -> Result<Vec<u8>, StoreError> {
    HEXLOWER.decode(value.as_bytes()).map_err(|error| StoreError::Corrupt {
        session: String::new(),
        seq: 0,
        what: format!("the secret {name} cannot be read: {error}"),
    })
}

pub(crate) fn session_ids(ids: &[String]) -> Vec<SessionId> {
    ids.iter().filter_map(|id| SessionId::parse(id).ok()).collect()
}
