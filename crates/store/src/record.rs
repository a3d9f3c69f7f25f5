//! The stored form of an entry's content: JSON of integers and texts, so that it reads back exactly.
//!
//! Version matrix: an old reader of new data fails with `Newer` on a kind of event or a value that it does not know, and its
//! node leaves that session to the upgraded ones; a field that it does not know it passes over, so what changes the meaning
//! of an event is a new kind and no field. A new reader of old data reads every kind ever written, so kinds and fields here
//! are added, never renamed or removed. `tests/records.jsonl` keeps one sample of each.

mod values;
mod chat;
mod crowd;
mod moderation;
mod prediction;
mod queue;

pub(crate) use chat::joined_ids;
use crowd::{ArrivalRecord, DepartureRecord};
use serde::{Deserialize, Deserializer, Serialize};
use session::{ChatEvent, Confirmation, Event, Origin, Screen, Title, Video};
use timeline::Timestamp;

use self::values::{
    AnswerRecord, ConfirmationRecord, EndRecord, HoldEndRecord, HoldReasonRecord, LeaveRecord, OriginRecord,
    PauseRecord, RoleRecord, ScreenRecord, StartRecord, VerdictRecord, VideoRecord, VisibilityRecord, bad, excerpt,
    ids, is_at_once, member, members, name, rate, timecode,
};

/// The content of an entry, without its envelope.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Payload {
    #[serde(deserialize_with = "event")]
    event: EventRecord,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    screen: Option<ScreenRecord>,
}

/// What serde tries last has no words for what is wrong.
fn event<'de, D: Deserializer<'de>>(deserializer: D) -> Result<EventRecord, D::Error> {
    let value = serde_json::Value::deserialize(deserializer)?;
    let kind = value.get("kind").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    EventRecord::deserialize(value).map_err(|_| {
        let kind = excerpt(&kind);
        serde::de::Error::custom(format!("`{kind}` is no kind of event that is known here, or it lacks something"))
    })
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
        #[serde(default, skip_serializing_if = "Option::is_none")]
        starts_at_ms: Option<i64>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        origin: Option<OriginRecord>,
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
    Rescheduled {
        starts_at_ms: Option<i64>,
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
    PredictionOpened {
        prediction: u64,
        question: String,
        outcomes: Vec<String>,
        closes: prediction::ClosingRecord,
    },
    PredictionPicked {
        prediction: u64,
        member: String,
        pick: prediction::PickRecord,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<prediction::PickRecord>,
    },
    PredictionLocked {
        prediction: u64,
        question: String,
        reason: prediction::LockRecord,
    },
    PredictionResolved {
        prediction: u64,
        question: String,
        outcome: u8,
        answer: String,
        payouts: Vec<prediction::PayoutRecord>,
    },
    PredictionCancelled {
        prediction: u64,
        question: String,
        reason: prediction::CancelRecord,
    },
    Said {
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reply_to: Option<u64>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        media: Option<chat::MediaRecord>,
    },
    Edited {
        message: u64,
        text: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        mentions: Vec<String>,
    },
    Deleted {
        message: u64,
        entries: Vec<u64>,
    },
    ReactedTo {
        message: u64,
        emoji: String,
        on: bool,
    },
    Reacted {
        batch: u64,
        counts: Vec<chat::ReactionsRecord>,
        media: chat::MediaRecord,
    },
    ChatRulesSet {
        slow_mode_s: u32,
        links: bool,
        words: Vec<String>,
    },
    Redacted,
    RoleChanged {
        member: String,
        role: RoleRecord,
    },
    HandedOver {
        from: String,
        to: String,
    },
    Kicked {
        member: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    Banned {
        member: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    Unbanned {
        member: String,
    },
    Muted {
        member: String,
        until_ms: i64,
        scope: moderation::ScopeRecord,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    Unmuted {
        member: String,
    },
    SettingsChanged(Box<moderation::SettingsRecord>),
    Came {
        people: Vec<ArrivalRecord>,
        present: u32,
    },
    Went {
        people: Vec<DepartureRecord>,
        present: u32,
    },
    Erased {
        member: String,
    },
    #[serde(untagged)]
    Queue(queue::QueueRecord),
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
        if json.is_empty() {
            return Ok((Event::Chat(ChatEvent::Redacted), None));
        }
        serde_json::from_str::<Self>(json).map_err(|error| error.to_string())?.content()
    }

    /// Returns what it holds, or says what is wrong with it.
    pub(crate) fn content(self) -> Result<(Event, Option<Screen>), String> {
        Ok((Event::try_from(self.event)?, self.screen.map(Screen::try_from).transpose()?))
    }
}

impl From<&Event> for EventRecord {
    fn from(event: &Event) -> Self {
        match event {
            Event::Created { title, video, host, visibility, confirmation, start, starts_at, origin } => {
                Self::Created {
                    title: title.to_string(),
                    video: video.into(),
                    host: host.to_string(),
                    visibility: (*visibility).into(),
                    confirmation: (*confirmation != Confirmation::default()).then(|| ConfirmationRecord {
                        policy: confirmation.policy.into(),
                        within_ms: confirmation.within_ms,
                    }),
                    start: (*start).into(),
                    starts_at_ms: starts_at.map(Timestamp::ms),
                    origin: origin.as_ref().map(OriginRecord::from),
                }
            }
            Event::Joined { member, name, role, visit } => {
                Self::Joined { member: member.to_string(), name: name.to_string(), role: (*role).into(), visit: *visit }
            }
            Event::Renamed { member, name } => Self::Renamed { member: member.to_string(), name: name.to_string() },
            Event::Left { member, joined, reason } => {
                Self::Left { member: member.to_string(), joined: *joined, reason: (*reason).into() }
            }
            Event::Rescheduled { starts_at } => Self::Rescheduled { starts_at_ms: starts_at.map(Timestamp::ms) },
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
            Event::Queue(event) => Self::Queue(event.into()),
            Event::Moderation(event) => event.into(),
            Event::SettingsChanged { change } => Self::SettingsChanged(Box::new((&**change).into())),
            Event::Ended { reason } => Self::Ended { reason: (*reason).into() },
            Event::Prediction(event) => prediction::record(event),
            Event::Chat(event) => event.into(),
            Event::Came { people, present } => Self::Came { people: crowd::arrivals(people), present: *present },
            Event::Went { people, present } => Self::Went { people: crowd::departures(people), present: *present },
            Event::Erased { member } => Self::Erased { member: member.to_string() },
        }
    }
}

impl TryFrom<EventRecord> for Event {
    type Error = String;

    fn try_from(record: EventRecord) -> Result<Self, String> {
        Ok(match record {
            EventRecord::Created { title, video, host, visibility, confirmation, start, starts_at_ms, origin } => {
                Self::Created {
                    title: Title::kept(&title).map_err(|_| bad("title", &title))?,
                    video: video.try_into()?,
                    host: member(&host)?,
                    visibility: visibility.into(),
                    confirmation: confirmation.map_or_else(Confirmation::default, |record| Confirmation {
                        policy: record.policy.into(),
                        within_ms: record.within_ms,
                    }),
                    start: start.into(),
                    starts_at: starts_at_ms.map(Timestamp::from_ms),
                    origin: origin.map(Origin::try_from).transpose()?,
                }
            }
            EventRecord::Joined { member: id, name: text, role, visit } => {
                Self::Joined { member: member(&id)?, name: name(&text)?, role: role.into(), visit }
            }
            EventRecord::Came { people, present } => Self::Came { people: crowd::read_arrivals(people)?, present },
            EventRecord::Went { people, present } => Self::Went { people: crowd::read_departures(people)?, present },
            EventRecord::Renamed { member: id, name: text } => {
                Self::Renamed { member: member(&id)?, name: name(&text)? }
            }
            EventRecord::Left { member: id, joined, reason } => {
                Self::Left { member: member(&id)?, joined, reason: reason.into() }
            }
            EventRecord::Rescheduled { starts_at_ms } => {
                Self::Rescheduled { starts_at: starts_at_ms.map(Timestamp::from_ms) }
            }
            EventRecord::Loaded { video } => Self::Loaded { video: video.try_into()? },
            EventRecord::LengthSet { length_us } => Self::LengthSet { length: timecode(length_us)? },
            EventRecord::Played => Self::Played,
            EventRecord::Paused { reason } => Self::Paused { reason: reason.into() },
            EventRecord::Seeked { from_us, to_us } => Self::Seeked { from: timecode(from_us)?, to: timecode(to_us)? },
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
            EventRecord::Erased { member: id } => Self::Erased { member: member(&id)? },
            other => return of_family(other),
        })
    }
}

/// Reads what has a file of its own.
fn of_family(record: EventRecord) -> Result<Event, String> {
    match record {
        record @ (EventRecord::RoleChanged { .. }
        | EventRecord::HandedOver { .. }
        | EventRecord::Kicked { .. }
        | EventRecord::Banned { .. }
        | EventRecord::Unbanned { .. }
        | EventRecord::Muted { .. }
        | EventRecord::Unmuted { .. }
        | EventRecord::SettingsChanged(_)) => moderation::read(record),
        record @ (EventRecord::PredictionOpened { .. }
        | EventRecord::PredictionPicked { .. }
        | EventRecord::PredictionLocked { .. }
        | EventRecord::PredictionResolved { .. }
        | EventRecord::PredictionCancelled { .. }) => prediction::event(record).map(Event::Prediction),
        EventRecord::Queue(record) => record.try_into().map(Event::Queue),
        other => chat::event(other),
    }
}

#[cfg(test)]
mod tests {
    use super::Payload;

    /// One sample of every kind ever written, as it stands in databases. Lines are added here, never changed.
    const EVER_WRITTEN: &str = include_str!("../tests/records.jsonl");

    #[test]
    fn everything_ever_written_reads_back_and_writes_the_same() {
        let lines: Vec<_> = EVER_WRITTEN.lines().collect();
        assert!(lines.len() >= 99, "a sample of every kind");
        for line in lines {
            let (event, screen) = Payload::read(line).unwrap_or_else(|what| panic!("{what}: {line}"));
            assert_eq!(Payload::new(&event, screen.as_ref()).to_json(), line);
        }
    }

    /// What is written otherwise now, as it was written once and as it is written now.
    const WRITTEN_OTHERWISE: [(&str, &str); 1] = [(
        r#"{"event":{"kind":"joined","member":"ben","name":"Ben","role":"guest","visit":2}}"#,
        r#"{"event":{"kind":"joined","member":"ben","name":"Ben","role":"member","visit":2}}"#,
    )];

    #[test]
    fn what_was_written_otherwise_once_still_reads() {
        for (before, now) in WRITTEN_OTHERWISE {
            assert_eq!(Payload::read(before), Payload::read(now));
            let (event, screen) = Payload::read(before).unwrap_or_else(|what| panic!("{what}: {before}"));
            assert_eq!(Payload::new(&event, screen.as_ref()).to_json(), now);
        }
    }

    #[test]
    fn what_a_newer_version_adds_to_an_event_is_passed_over() {
        let newer = r#"{"event":{"kind":"played","mood":"merry"},"weather":"fine"}"#;
        let (event, screen) = Payload::read(newer).unwrap();
        assert_eq!((event, screen), (session::Event::Played, None));
    }

    /// VID-6
    #[test]
    fn what_was_never_written_says_what_is_wrong() {
        for json in [
            " ",
            "{}",
            r#"{"event":{"kind":"danced"}}"#,
            r#"{"event":{"kind":"loaded","video":{"id":"v1","url":"https://v/v","kind":"hologram"}}}"#,
            r#"{"event":{"kind":"rate_set","rate_thousandths":9}}"#,
            r#"{"event":{"kind":"renamed","member":"a b","name":"x"}}"#,
        ] {
            assert!(Payload::read(json).is_err_and(|what| !what.is_empty()), "{json}");
        }
    }
}
