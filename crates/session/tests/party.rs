//! Rules of a session, told as short stories. The `Party` hides the API, so that the stories do not depend on it.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use session::{
    Actor, Command, Confirmation, ConfirmationPolicy, Context, EndReason, Entry, Event, MemberId, Name, Opening,
    PauseReason, Phase, Refusal, Session, StartPolicy, Title, Video, VideoId, VideoKind, Visibility,
};
use timeline::{Rate, Status, Timecode, Timestamp};

const LEAD_MS: i64 = 200;

struct Party {
    session: Session,
    log: Vec<Entry>,
    now: Timestamp,
    based_on: Option<u64>,
}

impl Party {
    /// A session of `ana`, the host, that began at 0 ms.
    fn new() -> Self {
        Self::begin(Confirmation::default())
    }

    fn begin(confirmation: Confirmation) -> Self {
        let opening = Opening {
            title: Title::parse("Friday").unwrap(),
            video: video("one"),
            host: id("ana"),
            visibility: Visibility::Public,
            confirmation,
            start: StartPolicy::AtOnce,
        };
        let first = opening.entry(Timestamp::from_ms(0));
        Self { session: Session::begin(&first).unwrap(), log: vec![first], now: Timestamp::from_ms(0), based_on: None }
    }

    fn with(members: &[&str]) -> Self {
        Self::with_policy(ConfirmationPolicy::Off, members)
    }

    fn with_policy(policy: ConfirmationPolicy, members: &[&str]) -> Self {
        let mut party = Self::begin(Confirmation { policy, ..Confirmation::default() });
        for member in members {
            party.join(member).unwrap();
        }
        party
    }

    fn at(&mut self, ms: i64) -> &mut Self {
        self.now = Timestamp::from_ms(ms);
        self
    }

    fn ask(&mut self, actor: &Actor, command: &Command) -> Result<Vec<Event>, Refusal> {
        let before = self.session.clone();
        let context = Context { now: self.now, based_on: self.based_on, start_lead_ms: LEAD_MS, players: &[] };
        let result = self.session.decide(context, actor, command);
        assert_eq!(self.session, before, "deciding changes nothing");
        Ok(self.apply(result?))
    }

    fn apply(&mut self, entries: Vec<Entry>) -> Vec<Event> {
        for entry in &entries {
            self.session.apply(entry).unwrap();
        }
        self.log.extend(entries.clone());
        entries.into_iter().map(|entry| entry.event).collect()
    }

    fn does(&mut self, member: &str, command: &Command) -> Result<Vec<Event>, Refusal> {
        self.ask(&Actor::Member(id(member)), command)
    }

    /// What a member does who had seen the log up to `based_on` only.
    fn does_late(&mut self, member: &str, based_on: u64, command: &Command) -> Result<Vec<Event>, Refusal> {
        self.based_on = Some(based_on);
        let result = self.does(member, command);
        self.based_on = None;
        result
    }

    fn join(&mut self, member: &str) -> Result<Vec<Event>, Refusal> {
        self.does(member, &Command::Join { name: Name::parse(member).unwrap() })
    }

    fn gone(&mut self, member: &str, joined: u64) -> Vec<Event> {
        self.ask(&Actor::Server, &Command::MarkGone { member: id(member), joined }).unwrap()
    }

    fn expire(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            let entries = self.session.expire(self.now);
            if entries.is_empty() {
                return events;
            }
            events.extend(self.apply(entries));
        }
    }

    fn position_us(&self) -> i64 {
        self.session.screen().timeline.position_at(self.now).us()
    }

    fn status(&self) -> Status {
        self.session.screen().timeline.status
    }

    fn joined(&self, member: &str) -> Option<u64> {
        self.session.member(&id(member)).unwrap().joined
    }
}

fn id(text: &str) -> MemberId {
    MemberId::parse(text).unwrap()
}

fn video(name: &str) -> Video {
    Video { id: VideoId::parse(name).unwrap(), url: format!("https://v/{name}").into(), kind: VideoKind::File }
}

fn seek(seconds: i64) -> Command {
    Command::Seek { to: Timecode::from_us_clamped(seconds * 1_000_000) }
}

fn set_length(seconds: i64) -> Command {
    let length = Timecode::from_us_clamped(seconds * 1_000_000);
    Command::SetLength { video: VideoId::parse("one").unwrap(), length }
}

/// SES-20
#[test]
fn everybody_starts_together_a_little_later() {
    let mut party = Party::with(&["ana", "ben"]);
    assert_eq!(party.at(1_000).does("ben", &Command::Play), Ok(vec![Event::Played]));
    assert_eq!(party.at(1_000 + LEAD_MS).position_us(), 0);
    assert_eq!(party.at(3_000 + LEAD_MS).position_us(), 2_000_000);
}

/// SES-21
#[test]
fn a_pause_takes_effect_at_once() {
    let mut party = Party::with(&["ana", "ben"]);
    party.at(0).does("ana", &Command::Play).unwrap();
    party.at(5_000 + LEAD_MS).does("ben", &Command::Pause).unwrap();
    assert_eq!((party.at(99_000).position_us(), party.status()), (5_000_000, Status::Paused));
}

/// SES-22
#[test]
fn a_seek_while_playing_is_a_common_start_and_while_paused_it_is_at_once() {
    let mut party = Party::with(&["ana"]);
    party.at(1_000).does("ana", &seek(30)).unwrap();
    assert_eq!(party.position_us(), 30_000_000);
    party.does("ana", &Command::Play).unwrap();
    party.at(5_000).does("ana", &seek(60)).unwrap();
    assert_eq!(party.at(5_000 + LEAD_MS).position_us(), 60_000_000);
    assert_eq!(party.at(6_000 + LEAD_MS).position_us(), 61_000_000);
}

/// SES-5
#[test]
fn what_is_so_already_changes_nothing() {
    let mut party = Party::with(&["ana"]);
    assert_eq!(party.does("ana", &Command::Pause), Ok(vec![]));
    assert_eq!(party.does("ana", &seek(0)), Ok(vec![]));
    assert_eq!(party.does("ana", &Command::SetRate { rate: Rate::NORMAL }), Ok(vec![]));
    party.does("ana", &Command::Play).unwrap();
    assert_eq!(party.does("ana", &Command::Play), Ok(vec![]));
    assert_eq!(party.join("ana"), Ok(vec![]));
}

/// SES-23, SES-25
#[test]
fn a_seek_beyond_the_end_is_refused_with_the_end() {
    let mut party = Party::with(&["ana"]);
    assert!(party.does("ana", &seek(4_000)).is_ok(), "nobody knows the length yet");
    party.does("ana", &set_length(60)).unwrap();
    assert_eq!(party.position_us(), 60_000_000, "what was beyond the end is at the end");
    let length = Timecode::from_us_clamped(60_000_000);
    assert_eq!(party.does("ana", &seek(61)), Err(Refusal::SeekBeyondEnd { length }));
    assert!(party.does("ana", &seek(60)).is_ok());
}

/// SES-26
#[test]
fn the_end_of_the_video_pauses_and_play_begins_again() {
    let mut party = Party::with(&["ana"]);
    party.at(0).does("ana", &set_length(10)).unwrap();
    party.does("ana", &Command::Play).unwrap();
    assert_eq!(party.session.deadline().map(|(at, _)| at.ms()), Some(10_000 + LEAD_MS));
    assert_eq!(party.at(60_000).expire(), vec![Event::Paused { reason: PauseReason::EndOfVideo }]);
    assert_eq!(party.log.last().unwrap().at.ms(), 10_000 + LEAD_MS, "stamped with the time it was due");
    assert_eq!(party.position_us(), 10_000_000);
    party.does("ana", &Command::Play).unwrap();
    assert_eq!(party.position_us(), 0);
}

/// SES-24
#[test]
fn the_first_player_tells_the_length_and_only_the_host_corrects_it() {
    let mut party = Party::with(&["ana", "ben"]);
    assert_eq!(party.does("ben", &set_length(0)), Err(Refusal::BadLength));
    party.does("ben", &set_length(60)).unwrap();
    assert_eq!(party.does("ben", &set_length(10)), Ok(vec![]));
    assert_eq!(party.does("ana", &set_length(10)).map(|events| events.len()), Ok(1));
    party.does("ana", &Command::Leave).unwrap();
    assert_eq!(party.does("ben", &set_length(5)), Ok(vec![]));
    assert_eq!(party.does("ben", &set_length(60)).map(|events| events.len()), Ok(1), "longer, while the host is away");
    party.join("ana").unwrap();
    let other = Command::SetLength { video: VideoId::parse("two").unwrap(), length: Timecode::MAX };
    assert_eq!(party.does("ana", &other), Err(Refusal::VideoChanged));
}

/// SES-27
#[test]
fn another_video_begins_at_its_start_paused() {
    let mut party = Party::with(&["ana"]);
    party.does("ana", &set_length(60)).unwrap();
    party.does("ana", &Command::Play).unwrap();
    party.at(9_000).does("ana", &Command::Load { video: video("two") }).unwrap();
    assert_eq!((party.position_us(), party.status()), (0, Status::Paused));
    assert_eq!(party.session.screen().timeline.length, None);
    assert_eq!(party.session.rev(), party.session.head());
}

/// SES-6, SES-14
#[test]
fn only_who_is_present_controls_and_only_the_host_ends() {
    let mut party = Party::with(&["ana", "ben"]);
    for command in [Command::Play, Command::Pause, seek(1), Command::Leave, set_length(9)] {
        assert_eq!(party.does("eve", &command), Err(Refusal::NotAMember), "{command:?}");
        assert!(party.ask(&Actor::Server, &command).is_err(), "{command:?}");
    }
    assert_eq!(party.does("ben", &Command::End), Err(Refusal::NotAllowed));
    let gone = Command::MarkGone { member: id("ana"), joined: party.joined("ana").unwrap() };
    assert_eq!(party.does("ben", &gone), Err(Refusal::NotAllowed));
    party.does("ana", &Command::End).unwrap();
    for command in [Command::Play, Command::End, Command::Join { name: Name::parse("x").unwrap() }] {
        assert_eq!(party.does("ana", &command), Err(Refusal::SessionEnded), "{command:?}");
    }
    assert_eq!(party.session.deadline(), None);
}

/// SES-10
#[test]
fn joining_never_moves_the_others() {
    let mut party = Party::with(&["ana"]);
    party.at(0).does("ana", &Command::Play).unwrap();
    let screen = party.session.screen().clone();
    party.at(7_000).join("ben").unwrap();
    assert_eq!(*party.session.screen(), screen);
}

/// SES-12
#[test]
fn a_leave_names_the_join_it_ends() {
    let mut party = Party::with(&["ana", "ben"]);
    let first = party.joined("ben").unwrap();
    party.does("ben", &Command::Leave).unwrap();
    party.join("ben").unwrap();
    assert_eq!(party.gone("ben", first), vec![], "who has come back is not meant");
    assert!(party.joined("ben").is_some());
    assert_eq!(party.session.member(&id("ben")).unwrap().visits, 2);
}

/// SES-13
#[test]
fn nothing_plays_for_nobody() {
    let mut party = Party::with(&["ana", "ben"]);
    party.at(0).does("ana", &Command::Play).unwrap();
    party.does("ana", &Command::Leave).unwrap();
    assert_eq!(party.status(), Status::Playing);
    let joined = party.joined("ben").unwrap();
    let events = party.at(5_000).gone("ben", joined);
    assert_eq!(events.last(), Some(&Event::Paused { reason: PauseReason::NobodyHere }));
}

/// SES-15
#[test]
fn a_session_that_nobody_visits_ends_by_itself() {
    let unvisited = Party::new();
    assert_eq!(unvisited.session.deadline().map(|(at, _)| at.ms()), Some(7 * 24 * 3600 * 1000), "a link sent ahead");
    let mut party = Party::with(&["ana"]);
    party.at(60_000).does("ana", &Command::Leave).unwrap();
    let (due, _) = party.session.deadline().unwrap();
    assert_eq!(party.at(due.ms() - 1).expire(), vec![]);
    assert_eq!(party.at(due.ms() + 999_999).expire(), vec![Event::Ended { reason: EndReason::Abandoned }]);
    assert_eq!(party.session.phase(), Phase::Ended { at: due, reason: EndReason::Abandoned });
}

/// SES-11
#[test]
fn a_present_member_may_change_their_name() {
    let mut party = Party::with(&["ana"]);
    let name = Name::parse("Ana B").unwrap();
    let events = party.does("ana", &Command::Join { name: name.clone() });
    assert_eq!(events, Ok(vec![Event::Renamed { member: id("ana"), name }]));
}

#[test]
fn the_log_folds_to_the_live_state() {
    let mut party = Party::with(&["ana", "ben"]);
    party.does("ana", &Command::Play).unwrap();
    party.does("ben", &seek(9)).unwrap();
    let (first, rest) = party.log.split_first().unwrap();
    let mut folded = Session::begin(first).unwrap();
    for entry in rest {
        folded.apply(entry).unwrap();
    }
    assert_eq!(folded, party.session);
}

/// SES-30
#[test]
fn a_stale_pause_is_recognised() {
    let mut party = Party::with(&["ana", "ben"]);
    party.at(1_000).does("ana", &Command::Play).unwrap();
    let seen_by_ben = party.session.head();
    party.at(5_000).does("ana", &Command::Pause).unwrap();
    assert_eq!(party.does_late("ben", seen_by_ben, &Command::Pause), Ok(vec![]), "two pauses that cross are one");
    party.at(6_000).does("ana", &Command::Play).unwrap();
    assert_eq!(party.does_late("ben", seen_by_ben, &Command::Pause), Err(Refusal::Stale));
    let seen_by_ben = party.session.head();
    assert_eq!(party.does_late("ben", seen_by_ben, &Command::Pause).map(|events| events.len()), Ok(1));
}

/// SES-30
#[test]
fn what_a_member_did_themselves_is_not_held_against_them() {
    let mut party = Party::with(&["ana"]);
    let seen = party.session.head();
    for command in [Command::Play, Command::Pause, Command::Play, Command::Pause] {
        assert_eq!(party.does_late("ana", seen, &command).map(|events| events.len()), Ok(1), "{command:?}");
    }
}

/// SES-31
#[test]
fn two_seeks_that_cross_end_in_one_place() {
    let mut party = Party::with(&["ana", "ben"]);
    let seen = party.session.head();
    party.does_late("ana", seen, &seek(10)).unwrap();
    party.does_late("ben", seen, &seek(20)).unwrap();
    assert_eq!(party.position_us(), 20_000_000);
}

/// SES-32
#[test]
fn a_command_about_another_video_is_refused_and_a_double_next_skips_once() {
    let mut party = Party::with(&["ana", "ben"]);
    let seen = party.session.head();
    party.does_late("ana", seen, &Command::Load { video: video("two") }).unwrap();
    for command in [seek(10), Command::Play, Command::Load { video: video("three") }] {
        assert_eq!(party.does_late("ben", seen, &command), Err(Refusal::VideoChanged), "{command:?}");
    }
    let again = Command::Load { video: video("three") };
    assert!(party.does_late("ana", seen, &again).is_ok(), "her own load is not held against her");
}

/// SES-33
#[test]
fn an_action_is_undone_while_nobody_has_acted_since() {
    let mut party = Party::with(&["ana", "ben"]);
    assert_eq!(party.does("ben", &Command::Undo { seq: None }), Err(Refusal::NothingToUndo));
    party.at(1_000).does("ana", &Command::Play).unwrap();
    party.at(11_000 + LEAD_MS).does("ben", &seek(300)).unwrap();
    let sought = party.session.head();
    let undone = party.at(15_000).does("ben", &Command::Undo { seq: None });
    assert_eq!(undone, Ok(vec![Event::Undone { undid: sought, video: None }]));
    assert_eq!(party.at(15_000 + LEAD_MS).position_us(), 10_000_000, "where it stood before the jump");
    assert_eq!(party.status(), Status::Playing);
    party.at(20_000).does("ben", &Command::Undo { seq: None }).unwrap();
    assert!(party.at(20_000 + LEAD_MS).position_us() >= 300_000_000, "undoing the undoing does it again");
    party.does("ana", &Command::Pause).unwrap();
    assert_eq!(party.does("ben", &Command::Undo { seq: None }), Err(Refusal::ActedSince));
}

/// SES-34
#[test]
fn a_guest_undoes_their_own_and_the_host_anybodys() {
    let mut party = Party::with(&["ana", "ben", "cleo"]);
    party.does("ben", &Command::Load { video: video("two") }).unwrap();
    let loaded = party.session.head();
    let undo = Command::Undo { seq: Some(loaded) };
    assert_eq!(party.does("cleo", &undo), Err(Refusal::NotAllowed));
    let events = party.does("ana", &undo).unwrap();
    assert_eq!(events[0], Event::Undone { undid: loaded, video: Some(video("one")) });
    assert_eq!(party.session.video(), &video("one"));
    assert_eq!(party.does("ana", &Command::Undo { seq: Some(1) }), Err(Refusal::NothingToUndo));
}

/// SES-43
#[test]
fn bringing_another_video_back_asks_nobody() {
    let mut party = Party::with_policy(ConfirmationPolicy::Everyone, &["ana", "ben"]);
    party.does("ana", &Command::Play).unwrap();
    assert!(party.session.asked().is_some());
    party.does("ana", &Command::Load { video: video("two") }).unwrap();
    assert_eq!(party.session.asked(), None, "it was about the video before");
    party.does("ana", &Command::Undo { seq: None }).unwrap();
    assert_eq!((party.session.video(), party.session.asked()), (&video("one"), None));
    assert_eq!(party.status(), Status::Playing);
}
