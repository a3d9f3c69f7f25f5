//! Between rows and what the contract speaks of, whatever keeps the rows.

use data_encoding::HEXLOWER;
use session::{
    ChainHash, ChatEvent, Entry, Event, LogPosition, MemberId, Name, NoteId, NoteText, Score, SessionId, Summary,
    Title, Video, VideoId, VideoKind, Visibility,
};
use sqlx::FromRow;
use timeline::{Timecode, Timestamp, Watched};

use crate::chain;
use crate::contract::{
    Append, Cursor, Listed, ScoresQuery, SessionState, SessionsQuery, StoredEntry, StoredPlayback, StoredScore,
    StoredUser,
};
use crate::error::StoreError;
use crate::folding;
use crate::handshake::tables::Cell;
use crate::layers::{NoteCursor, StoredNote};
use crate::record::Payload;
use crate::sql;

/// seq, hash.
pub(crate) type PositionColumns = (i64, String);

/// id, state, visibility, title, host, video (id, url, kind), length, starts, created, ended, members, present, peak.
pub(crate) type ListedColumns = (
    String,
    String,
    String,
    String,
    String,
    String,
    String,
    String,
    Option<i64>,
    Option<i64>,
    i64,
    Option<i64>,
    i64,
    i64,
    i64,
);

/// id, seq, hash.
pub(crate) type HeadColumns = (String, i64, String);

/// member, video, position, watched, updated.
pub(crate) type PlaybackColumns = (String, String, i64, String, i64, i64);

/// member, won, lost, right, wrong.
pub(crate) type LeaderColumns = (String, i64, i64, i64, i64);

/// session, title, won, lost, right, wrong, updated.
pub(crate) type ScoreColumns = (String, String, i64, i64, i64, i64, i64);

/// id, moment, author, their name, text, written.
pub(crate) type NoteColumns = (String, i64, String, String, String, i64);

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

/// What stands in place of the salt of an entry that was rewritten when somebody was erased: the mark, and a hash of what it
/// says now, so that damage is found out there too. The hash that the chain runs over stays that of what it said before.
pub(crate) fn seal(member: &str, payload: &str) -> String {
    format!("{REWRITTEN}{}", HEXLOWER.encode(&chain::payload_hash(REWRITTEN.as_bytes(), member, payload)))
}

/// No salt begins so.
const REWRITTEN: &str = "~";

impl EventRow {
    /// Reads the columns in the order of [`sql::READ`].
    pub(crate) fn of_cells(session: &SessionId, cells: Vec<Cell>) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt {
            session: session.to_string(),
            seq: 0,
            what: "its row has other columns than it should".to_owned(),
        };
        let cells: [Cell; 7] = cells.try_into().map_err(|_| corrupt())?;
        let [
            Cell::Number(Some(seq)),
            Cell::Number(Some(at)),
            Cell::Text(member),
            Cell::Text(Some(payload)),
            Cell::Text(Some(salt)),
            Cell::Text(Some(payload_hash)),
            Cell::Text(Some(hash)),
        ] = cells
        else {
            return Err(corrupt());
        };
        Ok(Self { seq: seq.unsigned_abs(), at: Timestamp::from_ms(at), member, payload, salt, payload_hash, hash })
    }

    pub(crate) fn seq(&self) -> u64 {
        self.seq
    }

    pub(crate) fn salt(&self) -> &str {
        &self.salt
    }

    pub(crate) fn member(&self) -> Option<&str> {
        self.member.as_deref()
    }

    /// Returns whether it says something else than it did, because somebody was erased.
    pub(crate) fn is_rewritten(&self) -> bool {
        self.salt.starts_with(REWRITTEN)
    }

    /// Returns who was erased by it.
    pub(crate) fn erases(&self) -> Option<MemberId> {
        if !self.payload.contains(r#""kind":"erased""#) {
            return None;
        }
        match Payload::read(&self.payload) {
            Ok((Event::Erased { member }, _)) => Some(member),
            Ok(_) | Err(_) => None,
        }
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

    /// Returns whether its content was taken out.
    pub(crate) fn is_redacted(&self) -> bool {
        self.payload.is_empty() && self.salt.is_empty()
    }

    /// Returns the numbers of the entries whose content it has taken out.
    pub(crate) fn redacts(&self) -> Vec<u64> {
        if !self.payload.contains(r#""kind":"deleted""#) {
            return Vec::new();
        }
        match Payload::read(&self.payload) {
            Ok((Event::Chat(ChatEvent::Deleted { entries, .. }), _)) => entries,
            Ok(_) | Err(_) => Vec::new(),
        }
    }

    fn is_as_written(&self) -> bool {
        self.content_hash().is_some_and(|content| HEXLOWER.encode(&content) == self.payload_hash)
    }

    /// The hash that the chain runs over, where the content is what was written last.
    fn content_hash(&self) -> Option<[u8; 32]> {
        let member = self.member.as_deref().unwrap_or_default();
        if self.is_redacted() {
            return self.kept_hash();
        }
        if self.is_rewritten() {
            return self.kept_hash().filter(|_| self.salt == seal(member, &self.payload));
        }
        let salt = HEXLOWER.decode(self.salt.as_bytes()).unwrap_or_default();
        Some(chain::payload_hash(&salt, member, &self.payload))
    }

    /// What is left of content that was taken out.
    fn kept_hash(&self) -> Option<[u8; 32]> {
        HEXLOWER.decode(self.payload_hash.as_bytes()).ok()?.try_into().ok()
    }

    /// Checks that it follows `before` and is as it was written; returns its own position.
    pub(crate) fn verify(&self, session: &SessionId, before: LogPosition) -> Result<LogPosition, StoreError> {
        let corrupt = |what: &str| {
            Err(StoreError::Corrupt { session: session.to_string(), seq: before.seq + 1, what: what.to_owned() })
        };
        if self.seq != before.seq + 1 {
            return corrupt("it is missing");
        }
        let Some(content) = self.content_hash().filter(|content| HEXLOWER.encode(content) == self.payload_hash) else {
            return corrupt("its content has been changed");
        };
        let hash = chain::next(before.hash, self.seq, self.at, &content);
        if hash.to_string() != self.hash {
            return corrupt("it does not follow the entry before it");
        }
        Ok(LogPosition { seq: self.seq, hash })
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
    pub(crate) starts_at: Option<i64>,
    /// What a search looks through: without case and accents.
    pub(crate) sought: String,
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
            state: if summary.ended_at.is_some() { "ended" } else { "live" },
            visibility: visibility_word(summary.visibility),
            title: summary.title.as_str(),
            host: summary.host.as_str(),
            video_id: summary.video.id.as_str(),
            video_url: &summary.video.url,
            video_kind: video_kind_word(summary.video.kind),
            length_us: summary.length.map(Timecode::us),
            created_at: summary.created_at.ms(),
            ended_at: summary.ended_at.map(Timestamp::ms),
            members: i64::from(summary.members),
            present: i64::from(summary.present),
            peak: i64::from(summary.peak),
            starts_at: summary.starts_at.map(Timestamp::ms),
            sought: folding::of_session(summary.title.as_str(), &summary.video.url),
        }
    }
}

pub(crate) fn visibility_word(visibility: Visibility) -> &'static str {
    match visibility {
        Visibility::Public => "public",
        Visibility::Unlisted => "unlisted",
        Visibility::Private => "private",
    }
}

pub(crate) fn visibility(word: &str) -> Option<Visibility> {
    let all = [Visibility::Public, Visibility::Unlisted, Visibility::Private];
    all.into_iter().find(|visibility| visibility_word(*visibility) == word)
}

fn video_kind_word(kind: VideoKind) -> &'static str {
    match kind {
        VideoKind::File => "file",
        VideoKind::Hls => "hls",
        VideoKind::Dash => "dash",
        VideoKind::Youtube => "youtube",
        VideoKind::Vimeo => "vimeo",
        VideoKind::Dailymotion => "dailymotion",
        VideoKind::Twitch => "twitch",
    }
}

/// A list only names a video: what a newer version has more of is shown there as a file. Whoever opens the session reads its
/// log, and that says what is not known.
pub(crate) fn video_kind(word: &str) -> VideoKind {
    let others = [
        VideoKind::Hls,
        VideoKind::Dash,
        VideoKind::Youtube,
        VideoKind::Vimeo,
        VideoKind::Dailymotion,
        VideoKind::Twitch,
    ];
    others.into_iter().find(|kind| video_kind_word(*kind) == word).unwrap_or(VideoKind::File)
}

/// The statement of a list, where it begins, and whether it asks for the time.
pub(crate) fn list(query: &SessionsQuery) -> (&'static str, Timestamp, String, bool) {
    let (statement, start) = match query.state {
        None => (sql::LIST_ALL, i64::MAX),
        Some(SessionState::Ended) => (sql::LIST_ENDED, i64::MAX),
        Some(SessionState::Live) => (sql::LIST_LIVE, i64::MAX),
        Some(SessionState::Planned) => (sql::LIST_PLANNED, i64::MIN),
    };
    let asks_for_time = matches!(query.state, Some(SessionState::Live | SessionState::Planned));
    let (at, id) = match &query.after {
        Some(cursor) => (cursor.at, cursor.id.to_string()),
        None => (Timestamp::from_ms(start), String::new()),
    };
    (statement, at, id, asks_for_time)
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
    let (id, _state, visibility, title, host, video_id, video_url, video_kind, length, starts, created, ended, ..) =
        columns;
    let (.., members, present, peak) = *columns;
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let corrupt = |what: &str| StoreError::Corrupt { session: id.clone(), seq: 0, what: format!("its {what} is none") };
    let summary = Summary {
        title: Title::kept(title).map_err(|_| corrupt("title"))?,
        video: Video {
            id: VideoId::parse(video_id).map_err(|_| corrupt("video id"))?,
            url: video_url.as_str().into(),
            kind: self::video_kind(video_kind),
        },
        visibility: self::visibility(visibility).ok_or_else(|| corrupt("visibility"))?,
        host: MemberId::parse(host).map_err(|_| corrupt("host"))?,
        starts_at: starts.map(Timestamp::from_ms),
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
    let (member, video, position, watched, updated, begun) = columns;
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
        begun_at: Timestamp::from_ms(*begun),
    })
}

pub(crate) fn leader(
    (member, won, lost, right, wrong): &LeaderColumns,
    session: &SessionId,
) -> Result<(MemberId, Score), StoreError> {
    let corrupt = |_| StoreError::Corrupt {
        session: session.to_string(),
        seq: 0,
        what: "the member of a score is none".to_owned(),
    };
    Ok((MemberId::parse(member).map_err(corrupt)?, counted([*won, *lost, *right, *wrong])))
}

pub(crate) fn score(columns: &ScoreColumns) -> Result<StoredScore, StoreError> {
    let (session, title, won, lost, right, wrong, updated) = columns;
    let corrupt = |what: &str| StoreError::Corrupt {
        session: session.clone(),
        seq: 0,
        what: format!("the {what} of a score is none"),
    };
    Ok(StoredScore {
        session: SessionId::parse(session).map_err(|_| corrupt("session"))?,
        title: Title::kept(title).map_err(|_| corrupt("title"))?,
        score: counted([*won, *lost, *right, *wrong]),
        updated_at: Timestamp::from_ms(*updated),
    })
}

fn counted([won, lost, right, wrong]: [i64; 4]) -> Score {
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    Score { won: won.unsigned_abs(), lost: lost.unsigned_abs(), right: count(right), wrong: count(wrong) }
}

/// Behind which place a page of scores begins.
pub(crate) fn scores_after(query: &ScoresQuery) -> (i64, &str) {
    query.after.as_ref().map_or((i64::MAX, ""), |(at, session)| (at.ms(), session.as_str()))
}

pub(crate) fn user((id, name, created): &UserColumns) -> Result<StoredUser, StoreError> {
    let corrupt = |what: &str| StoreError::Corrupt { session: String::new(), seq: 0, what: format!("a user's {what}") };
    Ok(StoredUser {
        id: MemberId::parse(id).map_err(|_| corrupt("id"))?,
        name: Name::kept(name).map_err(|_| corrupt("name"))?,
        created_at: Timestamp::from_ms(*created),
    })
}

/// Where a list of notes goes on.
pub(crate) fn note_cursor(after: Option<&NoteCursor>) -> (i64, &str) {
    after.map_or((i64::MIN, ""), |cursor| (cursor.at.ms(), cursor.id.as_str()))
}

pub(crate) fn note(columns: &NoteColumns, session: &SessionId) -> Result<StoredNote, StoreError> {
    let (id, at, author, name, text, written) = columns;
    let corrupt = |what: &str| StoreError::Corrupt {
        session: session.to_string(),
        seq: 0,
        what: format!("the {what} of a note is none"),
    };
    Ok(StoredNote {
        id: NoteId::parse(id).map_err(|_| corrupt("id"))?,
        at: Timestamp::from_ms(*at),
        author: MemberId::parse(author).map_err(|_| corrupt("author"))?,
        name: Name::kept(name).map_err(|_| corrupt("author's name"))?,
        text: NoteText::kept(text).map_err(|_| corrupt("text"))?,
        written_at: Timestamp::from_ms(*written),
    })
}

pub(crate) fn secret(name: &str, value: &str) -> Result<Vec<u8>, StoreError> {
    HEXLOWER.decode(value.as_bytes()).map_err(|error| StoreError::Corrupt {
        session: String::new(),
        seq: 0,
        what: format!("the secret {name} cannot be read: {error}"),
    })
}

/// Before when and which id a list goes on that runs backwards.
pub(crate) fn before(after: Option<&Cursor>) -> (Timestamp, String) {
    match after {
        Some(cursor) => (cursor.at, cursor.id.to_string()),
        None => (Timestamp::from_ms(i64::MAX), String::new()),
    }
}

pub(crate) fn member_ids(ids: &[String]) -> Vec<MemberId> {
    ids.iter().filter_map(|id| MemberId::parse(id).ok()).collect()
}

pub(crate) fn session_ids(ids: &[String]) -> Vec<SessionId> {
    ids.iter().filter_map(|id| SessionId::parse(id).ok()).collect()
}
