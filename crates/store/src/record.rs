//! The stored form of an entry's content: JSON of integers and texts, so that it reads back exactly.
//!
//! Version matrix: an old reader of new data fails with `Newer` on a kind of event or a value that it does not know, and its
//! node leaves that session to the upgraded ones; a field that it does not know it passes over, so what changes the meaning
//! of an event is a new kind and no field. A new reader of old data reads every kind ever written, so kinds and fields here
//! are added, never renamed or removed. `tests/records.jsonl` keeps one sample of each.

use serde::{Deserialize, Serialize};
use session::{
    Answer, Confirmation, ConfirmationPolicy, EndReason, Event, HoldEnd, HoldReason, LeaveReason, MemberId, Name,
    PauseReason, Role, Screen, StartPolicy, Title, Verdict, Video, VideoId, VideoKind, Visibility,
};
use timeline::{Rate, Status, Timecode, Timeline, Timestamp};

/// The content of an entry, without its envelope.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Payload {
    event: EventRecord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    screen: Option<ScreenRecord>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum EventRecord {
    Created {
        title: String,
        video: VideoRecord,
        host: String,
        visibility: VisibilityRecord,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        confirmation: Option<ConfirmationRecord>,
        #[serde(default, skip_serializing_if = "is_at_once")]
        start: StartRecord,
    },
    Joined {
        member: String,
        name: String,
        role: RoleRecord,
        visit: u32,
    },
    Renamed {
        member: String,
        name: String,
    },
    Left {
        member: String,
        joined: u64,
        reason: LeaveRecord,
    },
    Loaded {
        video: VideoRecord,
    },
    LengthSet {
        length_us: i64,
    },
    Played,
    Paused {
        reason: PauseRecord,
    },
    Seeked {
        from_us: i64,
        to_us: i64,
    },
    RateSet {
        rate_thousandths: i64,
    },
    Undone {
        undid: u64,
        video: Option<VideoRecord>,
    },
    HoldBegan {
        reason: HoldReasonRecord,
        of: Vec<String>,
        until_ms: i64,
    },
    HoldEnded {
        hold: u64,
        how: HoldEndRecord,
        late: Vec<String>,
    },
    ConfirmationAsked {
        change: u64,
        of: Vec<String>,
        until_ms: i64,
        restores: ScreenRecord,
    },
    Answered {
        change: u64,
        member: String,
        answer: AnswerRecord,
    },
    ConfirmationClosed {
        change: u64,
        verdict: VerdictRecord,
    },
    Ended {
        reason: EndRecord,
    },
}

#[derive(Debug, Serialize, Deserialize)]
struct VideoRecord {
    id: String,
    url: String,
    kind: VideoKindRecord,
}

/// Missing where it is off and at its default, as in logs from before there was one.
#[derive(Debug, Serialize, Deserialize)]
struct ConfirmationRecord {
    policy: PolicyRecord,
    within_ms: i64,
}

#[derive(Debug, Serialize, Deserialize)]
struct ScreenRecord {
    video: String,
    playing: bool,
    position_us: i64,
    rate_thousandths: i64,
    at_ms: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    length_us: Option<i64>,
}

/// Makes a stored enum and both conversions from one table, so that neither can miss a variant.
macro_rules! stored_enum {
    ($record:ident is $domain:ident { $($variant:ident),* $(,)? }) => {
        #[derive(Clone, Copy, Debug, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        enum $record { $($variant),* }

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

stored_enum!(VideoKindRecord is VideoKind { File, Hls });
stored_enum!(VisibilityRecord is Visibility { Public, Unlisted });
stored_enum!(RoleRecord is Role { Host, Guest });
stored_enum!(LeaveRecord is LeaveReason { Asked, Gone });
stored_enum!(PauseRecord is PauseReason { Asked, EndOfVideo, NobodyHere });
stored_enum!(EndRecord is EndReason { Asked, Abandoned });
stored_enum!(PolicyRecord is ConfirmationPolicy { Off, Everyone, Majority });
stored_enum!(AnswerRecord is Answer { Confirm, Reject });
stored_enum!(StartRecord is StartPolicy { AtOnce, WhenReady });
stored_enum!(HoldReasonRecord is HoldReason { Buffering, Seek, FirstStart });
stored_enum!(HoldEndRecord is HoldEnd { Ready, Deadline, Anyway, Superseded });
stored_enum!(VerdictRecord is Verdict { Confirmed, Rejected, Expired, Superseded });

/// As in logs from before there was a choice.
impl Default for StartRecord {
    fn default() -> Self {
        Self::AtOnce
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes it so")]
fn is_at_once(start: &StartRecord) -> bool {
    matches!(start, StartRecord::AtOnce)
}

impl Payload {
    /// Takes an entry's content.
    pub(crate) fn new(event: &Event, screen: Option<&Screen>) -> Self {
        Self { event: EventRecord::from(event), screen: screen.map(ScreenRecord::from) }
    }

    /// Writes it down.
    #[expect(clippy::expect_used, reason = "integers, texts and enums always serialise")]
    pub(crate) fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a payload holds only integers, texts and enums")
    }

    /// Reads what [`Payload::to_json`] wrote, or says what is wrong with it.
    pub(crate) fn read(json: &str) -> Result<(Event, Option<Screen>), String> {
        let payload: Self = serde_json::from_str(json).map_err(|error| error.to_string())?;
        Ok((Event::try_from(payload.event)?, payload.screen.map(Screen::try_from).transpose()?))
    }
}

impl From<&Event> for EventRecord {
    fn from(event: &Event) -> Self {
        match event {
            Event::Created { title, video, host, visibility, confirmation, start } => Self::Created {
                title: title.to_string(),
                video: video.into(),
                host: host.to_string(),
                visibility: (*visibility).into(),
                confirmation: (*confirmation != Confirmation::default()).then(|| ConfirmationRecord {
                    policy: confirmation.policy.into(),
                    within_ms: confirmation.within_ms,
                }),
                start: (*start).into(),
            },
            Event::Joined { member, name, role, visit } => {
                Self::Joined { member: member.to_string(), name: name.to_string(), role: (*role).into(), visit: *visit }
            }
            Event::Renamed { member, name } => Self::Renamed { member: member.to_string(), name: name.to_string() },
            Event::Left { member, joined, reason } => {
                Self::Left { member: member.to_string(), joined: *joined, reason: (*reason).into() }
            }
            Event::Loaded { video } => Self::Loaded { video: video.into() },
            Event::LengthSet { length } => Self::LengthSet { length_us: length.us() },
            Event::Played => Self::Played,
            Event::Paused { reason } => Self::Paused { reason: (*reason).into() },
            Event::Seeked { from, to } => Self::Seeked { from_us: from.us(), to_us: to.us() },
            Event::RateSet { rate } => Self::RateSet { rate_thousandths: rate.thousandths() },
            Event::Undone { undid, video } => {
                Self::Undone { undid: *undid, video: video.as_ref().map(VideoRecord::from) }
            }
            Event::HoldBegan { reason, of, until } => {
                Self::HoldBegan { reason: (*reason).into(), of: ids(of), until_ms: until.ms() }
            }
            Event::HoldEnded { hold, how, late } => {
                Self::HoldEnded { hold: *hold, how: (*how).into(), late: ids(late) }
            }
            Event::ConfirmationAsked { change, of, until, restores } => Self::ConfirmationAsked {
                change: *change,
                of: ids(of),
                until_ms: until.ms(),
                restores: restores.into(),
            },
            Event::Answered { change, member, answer } => {
                Self::Answered { change: *change, member: member.to_string(), answer: (*answer).into() }
            }
            Event::ConfirmationClosed { change, verdict } => {
                Self::ConfirmationClosed { change: *change, verdict: (*verdict).into() }
            }
            Event::Ended { reason } => Self::Ended { reason: (*reason).into() },
        }
    }
}

impl TryFrom<EventRecord> for Event {
    type Error = String;

    fn try_from(record: EventRecord) -> Result<Self, String> {
        Ok(match record {
            EventRecord::Created { title, video, host, visibility, confirmation, start } => Self::Created {
                title: Title::parse(&title).map_err(|_| bad("title", &title))?,
                video: video.try_into()?,
                host: member(&host)?,
                visibility: visibility.into(),
                confirmation: confirmation.map_or_else(Confirmation::default, |record| Confirmation {
                    policy: record.policy.into(),
                    within_ms: record.within_ms,
                }),
                start: start.into(),
            },
            EventRecord::Joined { member: id, name: text, role, visit } => {
                Self::Joined { member: member(&id)?, name: name(&text)?, role: role.into(), visit }
            }
            EventRecord::Renamed { member: id, name: text } => {
                Self::Renamed { member: member(&id)?, name: name(&text)? }
            }
            EventRecord::Left { member: id, joined, reason } => {
                Self::Left { member: member(&id)?, joined, reason: reason.into() }
            }
            EventRecord::Loaded { video } => Self::Loaded { video: video.try_into()? },
            EventRecord::LengthSet { length_us } => Self::LengthSet { length: timecode(length_us) },
            EventRecord::Played => Self::Played,
            EventRecord::Paused { reason } => Self::Paused { reason: reason.into() },
            EventRecord::Seeked { from_us, to_us } => Self::Seeked { from: timecode(from_us), to: timecode(to_us) },
            EventRecord::RateSet { rate_thousandths } => Self::RateSet { rate: rate(rate_thousandths)? },
            EventRecord::Undone { undid, video } => {
                Self::Undone { undid, video: video.map(Video::try_from).transpose()? }
            }
            EventRecord::HoldBegan { reason, of, until_ms } => {
                Self::HoldBegan { reason: reason.into(), of: members(&of)?, until: Timestamp::from_ms(until_ms) }
            }
            EventRecord::HoldEnded { hold, how, late } => {
                Self::HoldEnded { hold, how: how.into(), late: members(&late)? }
            }
            EventRecord::ConfirmationAsked { change, of, until_ms, restores } => Self::ConfirmationAsked {
                change,
                of: members(&of)?,
                until: Timestamp::from_ms(until_ms),
                restores: restores.try_into()?,
            },
            EventRecord::Answered { change, member: id, answer } => {
                Self::Answered { change, member: member(&id)?, answer: answer.into() }
            }
            EventRecord::ConfirmationClosed { change, verdict } => {
                Self::ConfirmationClosed { change, verdict: verdict.into() }
            }
            EventRecord::Ended { reason } => Self::Ended { reason: reason.into() },
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
            position: timecode(record.position_us),
            rate: rate(record.rate_thousandths)?,
            at: Timestamp::from_ms(record.at_ms),
            length: record.length_us.map(timecode),
        };
        Ok(Self { video: video(&record.video)?, timeline })
    }
}

fn member(id: &str) -> Result<MemberId, String> {
    MemberId::parse(id).map_err(|_| bad("member id", id))
}

fn members(ids: &[String]) -> Result<Vec<MemberId>, String> {
    ids.iter().map(|id| member(id)).collect()
}

fn ids(members: &[MemberId]) -> Vec<String> {
    members.iter().map(MemberId::to_string).collect()
}

fn video(id: &str) -> Result<VideoId, String> {
    VideoId::parse(id).map_err(|_| bad("video id", id))
}

fn name(text: &str) -> Result<Name, String> {
    Name::parse(text).map_err(|_| bad("name", text))
}

fn rate(thousandths: i64) -> Result<Rate, String> {
    Rate::from_thousandths(thousandths).ok_or_else(|| format!("{thousandths} is no rate"))
}

fn timecode(us: i64) -> Timecode {
    Timecode::from_us_clamped(us)
}

fn bad(what: &str, text: &str) -> String {
    format!("{text:?} is no {what}")
}

#[cfg(test)]
mod tests {
    use super::Payload;

    /// One sample of every kind ever written, as it stands in databases. Lines are added here, never changed.
    const EVER_WRITTEN: &str = include_str!("../tests/records.jsonl");

    #[test]
    fn everything_ever_written_reads_back_and_writes_the_same() {
        let lines: Vec<_> = EVER_WRITTEN.lines().collect();
        assert!(lines.len() >= 11, "a sample of every kind");
        for line in lines {
            let (event, screen) = Payload::read(line).unwrap_or_else(|what| panic!("{what}: {line}"));
            assert_eq!(Payload::new(&event, screen.as_ref()).to_json(), line);
        }
    }

    #[test]
    fn what_a_newer_version_adds_to_an_event_is_passed_over() {
        let newer = r#"{"event":{"kind":"played","mood":"merry"},"weather":"fine"}"#;
        let (event, screen) = Payload::read(newer).unwrap();
        assert_eq!((event, screen), (session::Event::Played, None));
    }

    #[test]
    fn what_was_never_written_says_what_is_wrong() {
        for json in [
            "",
            "{}",
            r#"{"event":{"kind":"danced"}}"#,
            r#"{"event":{"kind":"rate_set","rate_thousandths":9}}"#,
            r#"{"event":{"kind":"renamed","member":"a b","name":"x"}}"#,
        ] {
            assert!(Payload::read(json).is_err_and(|what| !what.is_empty()), "{json}");
        }
    }
}
