//! What events are made of, in its stored form: videos, screens, who did it and why.

use serde::{Deserialize, Serialize};
use session::{
    Answer, ConfirmationPolicy, EndReason, HoldEnd, HoldReason, LeaveReason, MemberId, Name, Origin, PauseReason, Role,
    Screen, SessionId, StartPolicy, Verdict, Video, VideoId, VideoKind, Visibility,
};
use timeline::{Rate, Status, Timecode, Timeline, Timestamp};

/// How much of a value a sentence about it shows, in characters.
const EXCERPT_CHARS_MAX: usize = 60;

/// Makes a stored enum and both conversions from one table, so that neither can miss a variant.
macro_rules! stored_enum {
    ($record:ident is $domain:ident { $($(#[$old:meta])* $variant:ident),* $(,)? }) => {
        #[derive(Clone, Copy, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(in crate::record) enum $record { $($(#[$old])* $variant),* }

        impl From<$domain> for $record {
            fn from(value: $domain) -> Self {
                match value { $($domain::$variant => Self::$variant),* }
            }
        }

        impl From<$record> for $domain {
            fn from(value: $record) -> Self {
                match value { $($record::$variant => Self::$variant),* }
            }
        }
    };
}
pub(super) use stored_enum;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OriginRecord {
    by: Option<String>,
    name: Option<String>,
    at_ms: i64,
    session: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct VideoRecord {
    id: String,
    url: String,
    kind: VideoKindRecord,
}

/// Missing where it is off and at its default, as in logs from before there was one.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ConfirmationRecord {
    pub(super) policy: PolicyRecord,
    pub(super) within_ms: i64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ScreenRecord {
    video: String,
    playing: bool,
    position_us: i64,
    rate_thousandths: i64,
    at_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    length_us: Option<i64>,
}

stored_enum!(VideoKindRecord is VideoKind { File, Hls, Dash, Youtube, Vimeo, Dailymotion, Twitch });
stored_enum!(VisibilityRecord is Visibility { Public, Unlisted, Private });
stored_enum!(RoleRecord is Role {
    Host,
    CoHost,
    #[serde(alias = "guest")]
    Member,
    Viewer,
});
stored_enum!(LeaveRecord is LeaveReason { Asked, Gone, Removed });
stored_enum!(PauseRecord is PauseReason { Asked, EndOfVideo, NobodyHere });
stored_enum!(EndRecord is EndReason { Asked, Abandoned, Cut });
stored_enum!(PolicyRecord is ConfirmationPolicy { Off, Everyone, Majority });
stored_enum!(AnswerRecord is Answer { Confirm, Reject });
stored_enum!(StartRecord is StartPolicy { AtOnce, WhenReady });
stored_enum!(HoldReasonRecord is HoldReason { Buffering, Seek, FirstStart, NextVideo });
stored_enum!(HoldEndRecord is HoldEnd { Ready, Deadline, Anyway, Superseded });
stored_enum!(VerdictRecord is Verdict { Confirmed, Rejected, Expired, Superseded });

/// As in logs from before there was a choice.
impl Default for StartRecord {
    fn default() -> Self {
        Self::AtOnce
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
pub(super) fn is_at_once(start: &StartRecord) -> bool {
    matches!(start, StartRecord::AtOnce)
}

impl From<&Origin> for OriginRecord {
    fn from(origin: &Origin) -> Self {
        Self {
            by: origin.by.as_ref().map(MemberId::to_string),
            name: origin.name.as_ref().map(Name::to_string),
            at_ms: origin.at.ms(),
            session: origin.session.to_string(),
        }
    }
}

impl TryFrom<OriginRecord> for Origin {
    type Error = String;

    fn try_from(record: OriginRecord) -> Result<Self, String> {
        Ok(Self {
            by: record.by.as_deref().map(member).transpose()?,
            name: record.name.as_deref().map(name).transpose()?,
            at: Timestamp::from_ms(record.at_ms),
            session: SessionId::parse(&record.session).map_err(|_| bad("session id", &record.session))?,
        })
    }
}

impl From<&Video> for VideoRecord {
    fn from(video: &Video) -> Self {
        Self { id: video.id.to_string(), url: video.url.to_string(), kind: video.kind.into() }
    }
}

impl TryFrom<VideoRecord> for Video {
    type Error = String;

    fn try_from(record: VideoRecord) -> Result<Self, String> {
        Ok(Self { id: video(&record.id)?, url: record.url.into(), kind: record.kind.into() })
    }
}

impl From<&Screen> for ScreenRecord {
    fn from(screen: &Screen) -> Self {
        let Timeline { status, position, rate, at, length } = screen.timeline;
        Self {
            video: screen.video.to_string(),
            playing: status == Status::Playing,
            position_us: position.us(),
            rate_thousandths: rate.thousandths(),
            at_ms: at.ms(),
            length_us: length.map(Timecode::us),
        }
    }
}

impl TryFrom<ScreenRecord> for Screen {
    type Error = String;

    fn try_from(record: ScreenRecord) -> Result<Self, String> {
        let timeline = Timeline {
            status: if record.playing { Status::Playing } else { Status::Paused },
            position: timecode(record.position_us)?,
            rate: rate(record.rate_thousandths)?,
            at: Timestamp::from_ms(record.at_ms),
            length: record.length_us.map(timecode).transpose()?,
        };
        Ok(Self { video: video(&record.video)?, timeline })
    }
}

pub(super) fn member(id: &str) -> Result<MemberId, String> {
    MemberId::parse(id).map_err(|_| bad("member id", id))
}

pub(super) fn members(ids: &[String]) -> Result<Vec<MemberId>, String> {
    ids.iter().map(|id| member(id)).collect()
}

pub(super) fn ids(members: &[MemberId]) -> Vec<String> {
    members.iter().map(MemberId::to_string).collect()
}

pub(super) fn video(id: &str) -> Result<VideoId, String> {
    VideoId::parse(id).map_err(|_| bad("video id", id))
}

pub(super) fn name(text: &str) -> Result<Name, String> {
    Name::kept(text).map_err(|_| bad("name", text))
}

pub(super) fn rate(thousandths: i64) -> Result<Rate, String> {
    Rate::from_thousandths(thousandths).ok_or_else(|| format!("{thousandths} is no rate"))
}

pub(super) fn timecode(us: i64) -> Result<Timecode, String> {
    let read = Timecode::from_us_clamped(us);
    if read.us() == us { Ok(read) } else { Err(format!("{us} is no position in microseconds, nor a length")) }
}

pub(super) fn bad(what: &str, text: &str) -> String {
    format!("{:?} is no {what}", excerpt(text))
}

/// As much of a text as a sentence about it needs: what comes from outside may be as long as its file.
pub(super) fn excerpt(text: &str) -> String {
    let mut begins: String = text.chars().take(EXCERPT_CHARS_MAX).collect();
    if begins.len() < text.len() {
        begins.push('…');
    }
    begins
}
