//! A party whose stories tests tell. It hides the API, so that the stories do not depend on it.

use session::{
    Actor, Command, Confirmation, ConfirmationPolicy, Context, Entry, Event, MemberId, Name, Opening, Refusal, Session,
    StartPolicy, Title, Video, VideoId, VideoKind, Visibility,
};
use timeline::{Status, Timecode, Timestamp};

pub(crate) const LEAD_MS: i64 = 200;

pub(crate) struct Party {
    pub(crate) session: Session,
    pub(crate) log: Vec<Entry>,
    pub(crate) now: Timestamp,
    pub(crate) based_on: Option<u64>,
}

impl Party {
    /// A session of `ana`, the host, that began at 0 ms.
    pub(crate) fn new() -> Self {
        Self::begin(Confirmation::default())
    }

    pub(crate) fn begin(confirmation: Confirmation) -> Self {
        let opening = Opening {
            title: Title::parse("Friday").unwrap(),
            video: video("one"),
            host: id("ana"),
            visibility: Visibility::Public,
            starts_at: None,
            from: Timecode::ZERO,
            confirmation,
            start: StartPolicy::AtOnce,
        };
        let first = opening.entry(Timestamp::from_ms(0));
        Self { session: Session::begin(&first).unwrap(), log: vec![first], now: Timestamp::from_ms(0), based_on: None }
    }

    pub(crate) fn with(members: &[&str]) -> Self {
        Self::with_policy(ConfirmationPolicy::Off, members)
    }

    pub(crate) fn with_policy(policy: ConfirmationPolicy, members: &[&str]) -> Self {
        let mut party = Self::begin(Confirmation { policy, ..Confirmation::default() });
        for member in members {
            party.join(member).unwrap();
        }
        party
    }

    pub(crate) fn at(&mut self, ms: i64) -> &mut Self {
        self.now = Timestamp::from_ms(ms);
        self
    }

    pub(crate) fn ask(&mut self, actor: &Actor, command: &Command) -> Result<Vec<Event>, Refusal> {
        let before = self.session.clone();
        let context = Context { now: self.now, based_on: self.based_on, start_lead_ms: LEAD_MS, players: &[] };
        let result = self.session.decide(context, actor, command);
        assert_eq!(self.session, before, "deciding changes nothing");
        Ok(self.apply(result?))
    }

    pub(crate) fn apply(&mut self, entries: Vec<Entry>) -> Vec<Event> {
        for entry in &entries {
            self.session.apply(entry).unwrap();
        }
        self.log.extend(entries.clone());
        entries.into_iter().map(|entry| entry.event).collect()
    }

    pub(crate) fn does(&mut self, member: &str, command: &Command) -> Result<Vec<Event>, Refusal> {
        self.ask(&Actor::Member(id(member)), command)
    }

    /// What a member does who had seen the log up to `based_on` only.
    pub(crate) fn does_late(&mut self, member: &str, based_on: u64, command: &Command) -> Result<Vec<Event>, Refusal> {
        self.based_on = Some(based_on);
        let result = self.does(member, command);
        self.based_on = None;
        result
    }

    pub(crate) fn join(&mut self, member: &str) -> Result<Vec<Event>, Refusal> {
        self.does(member, &Command::Join { name: Name::parse(member).unwrap() })
    }

    pub(crate) fn gone(&mut self, member: &str, joined: u64) -> Vec<Event> {
        self.ask(&Actor::Server, &Command::MarkGone { member: id(member), joined }).unwrap()
    }

    pub(crate) fn expire(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            let entries = self.session.expire(self.now);
            if entries.is_empty() {
                return events;
            }
            events.extend(self.apply(entries));
        }
    }

    pub(crate) fn position_us(&self) -> i64 {
        self.session.screen().timeline.position_at(self.now).us()
    }

    pub(crate) fn status(&self) -> Status {
        self.session.screen().timeline.status
    }

    pub(crate) fn joined(&self, member: &str) -> Option<u64> {
        self.session.member(&id(member)).unwrap().joined
    }
}

pub(crate) fn id(text: &str) -> MemberId {
    MemberId::parse(text).unwrap()
}

pub(crate) fn video(name: &str) -> Video {
    Video { id: VideoId::parse(name).unwrap(), url: format!("https://v/{name}").into(), kind: VideoKind::File }
}

pub(crate) fn seek(seconds: i64) -> Command {
    Command::Seek { to: Timecode::from_us_clamped(seconds * 1_000_000) }
}

pub(crate) fn set_length(seconds: i64) -> Command {
    let length = Timecode::from_us_clamped(seconds * 1_000_000);
    Command::SetLength { video: VideoId::parse("one").unwrap(), length }
}
