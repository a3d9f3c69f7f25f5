//! Rules of holds, told as short stories.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use session::limits::{
    COUNTDOWN_MS, FIRST_START_WITHIN_MS, HOLD_ALL_MS, HOLD_BACK_MS_MAX, HOLD_COST_MS_MIN, HOLD_MS_MAX, PATIENCE_MS_MAX,
    SEEK_SETTLES_WITHIN_MS,
};
use session::{
    Actor, Command, Confirmation, Context, Event, HoldEnd, HoldReason, MemberId, Name, Opening, PauseReason, Player,
    Session, StartPolicy, Title, Video, VideoId, VideoKind, Visibility,
};
use timeline::{Status, Timecode, Timestamp};

const LEAD_MS: i64 = 200;

fn id(name: &str) -> MemberId {
    MemberId::parse(name).unwrap()
}

fn ids(names: &[&str]) -> Vec<MemberId> {
    names.iter().map(|name| id(name)).collect()
}

fn video(name: &str) -> Video {
    Video { id: VideoId::parse(name).unwrap(), url: format!("https://v/{name}").into(), kind: VideoKind::File }
}

fn us(seconds: f64) -> Timecode {
    Timecode::from_seconds(seconds).unwrap()
}

/// A session whose players are all known.
struct Party {
    session: Session,
    now: Timestamp,
    players: Vec<Player>,
    based_on: Option<u64>,
}

impl Party {
    fn new(start: StartPolicy, members: &[&str]) -> Self {
        let opening = Opening {
            title: Title::parse("Friday").unwrap(),
            video: video("v"),
            host: id(members[0]),
            visibility: Visibility::Public,
            starts_at: None,
            from: Timecode::ZERO,
            confirmation: Confirmation::default(),
            start,
        };
        let session = Session::begin(&opening.entry(Timestamp::from_ms(0))).unwrap();
        let mut party = Self { session, now: Timestamp::from_ms(0), players: Vec::new(), based_on: None };
        for name in members {
            party.does(name, &Command::Join { name: Name::parse(name).unwrap() });
            party.players.push(Player { member: id(name), is_ready: true, is_newcomer: false });
        }
        party
    }

    /// A party that has been watching for ten seconds.
    fn playing(members: &[&str]) -> Self {
        let mut party = Self::new(StartPolicy::AtOnce, members);
        party.does(members[0], &Command::Play);
        party.pass(10_000 + LEAD_MS);
        party
    }

    fn pass(&mut self, ms: i64) {
        self.now = self.now.plus_ms(ms);
    }

    fn player(&mut self, name: &str) -> &mut Player {
        self.players.iter_mut().find(|player| player.member == id(name)).unwrap()
    }

    fn does(&mut self, name: &str, command: &Command) -> Vec<Event> {
        self.ask(&Actor::Member(id(name)), command)
    }

    fn ask(&mut self, actor: &Actor, command: &Command) -> Vec<Event> {
        let based_on = self.based_on.take();
        let context = Context { now: self.now, based_on, start_lead_ms: LEAD_MS, players: &self.players };
        let entries = self.session.decide(context, actor, command).unwrap();
        self.follow(entries)
    }

    fn follow(&mut self, entries: Vec<session::Entry>) -> Vec<Event> {
        for entry in &entries {
            self.session.apply(entry).unwrap();
        }
        let held = self.session.hold().is_some();
        assert!(!held || self.session.screen().timeline.status == Status::Paused, "what is held stands");
        entries.into_iter().map(|entry| entry.event).collect()
    }

    fn stall(&mut self, stalled: &[(&str, f64)]) -> Vec<Event> {
        let stalled = stalled.iter().map(|(name, position)| (id(name), us(*position))).collect();
        self.ask(&Actor::Server, &Command::Hold { stalled })
    }

    fn release(&mut self, late: &[&str]) -> Vec<Event> {
        let hold = self.session.hold().unwrap().began;
        self.ask(&Actor::Server, &Command::Release { hold, late: ids(late) })
    }

    fn expire(&mut self) -> Vec<Event> {
        let entries = self.session.expire(self.now);
        self.follow(entries)
    }

    fn patience_ms(&self, name: &str) -> i64 {
        self.session.member(&id(name)).unwrap().patience.left_ms(self.now)
    }

    fn position(&self) -> f64 {
        self.session.screen().timeline.position_at(self.now).seconds()
    }
}

fn ended(how: HoldEnd, late: &[&str], began: u64) -> Vec<Event> {
    vec![Event::HoldEnded { hold: began, how, late: ids(late) }]
}

/// SES-50
#[test]
fn the_group_waits_for_who_stalls_and_goes_on_from_there_together() {
    let mut party = Party::playing(&["ana", "ben"]);
    let events = party.stall(&[("ben", 8.5)]);
    let until = party.now.plus_ms(HOLD_MS_MAX);
    assert_eq!(events, vec![Event::HoldBegan { reason: HoldReason::Buffering, of: ids(&["ben"]), until }]);
    assert_eq!(party.session.status(), Status::Playing, "it is no pause");
    assert!((party.position() - 8.5).abs() < 1e-9, "nobody loses a second");
    party.pass(2_000);
    let began = party.session.hold().unwrap().began;
    assert_eq!(party.release(&[]), ended(HoldEnd::Ready, &[], began));
    party.pass(LEAD_MS + 1_000);
    assert!((party.position() - 9.5).abs() < 1e-9);
    assert_eq!(party.patience_ms("ben"), PATIENCE_MS_MAX - HOLD_COST_MS_MIN + (LEAD_MS + 1_000) / 20);
    assert_eq!(party.patience_ms("ana"), PATIENCE_MS_MAX, "who waits pays nothing");
}

/// SES-51
#[test]
fn a_player_that_lies_drags_nobody_far() {
    let furthest = us(10.0).us() - 1_000 * HOLD_BACK_MS_MAX;
    for (lie, expected_us) in [(0.0, furthest), (9_999.0, us(10.0).us())] {
        let mut party = Party::playing(&["ana", "ben", "cleo"]);
        party.stall(&[("ben", lie)]);
        assert_eq!(party.session.screen().timeline.position.us(), expected_us, "{lie}");
    }
}

/// SES-52
#[test]
fn a_wait_ends_at_its_deadline_and_who_was_waited_for_in_vain_trails() {
    let mut party = Party::playing(&["ana", "ben"]);
    party.stall(&[("ben", 9.0)]);
    party.pass(HOLD_MS_MAX - 1);
    assert_eq!(party.release(&["ben"]), vec![], "not before its time");
    party.pass(1);
    let began = party.session.hold().unwrap().began;
    assert_eq!(party.release(&["ben"]), ended(HoldEnd::Deadline, &["ben"], began));
    party.pass(LEAD_MS + 5_000);
    assert!(!party.session.waits_for(&id("ben"), party.now));
    assert_eq!(party.stall(&[("ben", 9.0)]), vec![], "nobody waits again at once");
    party.pass(60_000);
    assert_eq!(party.stall(&[("ben", 60.0)]).len(), 1, "a minute later somebody does");
}

/// SES-52
#[test]
fn the_deadline_fires_by_itself_too() {
    let mut party = Party::playing(&["ana", "ben"]);
    party.stall(&[("ben", 9.0)]);
    let began = party.session.hold().unwrap().began;
    party.pass(HOLD_MS_MAX);
    assert_eq!(party.expire(), ended(HoldEnd::Deadline, &[], began));
    assert_eq!(party.expire(), vec![], "once");
    assert_eq!(party.session.screen().timeline.status, Status::Playing);
}

/// SES-53
#[test]
fn three_short_waits_use_the_patience_up() {
    let mut party = Party::playing(&["ana", "ben"]);
    for wait in 1..=3 {
        assert_eq!(party.stall(&[("ben", 5.0)]).len(), 1, "wait {wait}");
        party.pass(100);
        party.release(&[]);
        party.pass(LEAD_MS + 100);
    }
    assert_eq!(party.stall(&[("ben", 5.0)]), vec![]);
    party.does("ben", &Command::Leave);
    party.does("ben", &Command::Join { name: Name::parse("ben").unwrap() });
    assert_eq!(party.stall(&[("ben", 5.0)]), vec![], "coming back does not fill it up");
}

/// SES-54
#[test]
fn where_everybody_stalls_nobody_is_held_up_and_nobody_pays() {
    let mut party = Party::playing(&["ana", "ben"]);
    for _ in 0..5 {
        let events = party.stall(&[("ana", 3.0), ("ben", 2.0)]);
        let until = party.now.plus_ms(HOLD_ALL_MS);
        let of = ids(&["ana", "ben"]);
        assert_eq!(events, vec![Event::HoldBegan { reason: HoldReason::Buffering, of, until }]);
        assert!((party.position() - 2.0).abs() < 1e-9, "the slowest present one's position");
        party.release(&[]);
        party.pass(LEAD_MS + 10_000);
    }
    assert_eq!(party.patience_ms("ana"), PATIENCE_MS_MAX);
}

/// SES-55
#[test]
fn one_does_not_stop_a_crowd() {
    let names: Vec<_> = (0..20).map(|n| format!("m{n}")).collect();
    let names: Vec<_> = names.iter().map(String::as_str).collect();
    let mut party = Party::playing(&names);
    assert_eq!(party.stall(&[("m3", 9.0)]), vec![]);
    assert_eq!(party.stall(&[("m3", 9.0), ("m4", 9.0)]).len(), 1, "a tenth does");
}

/// SES-56
#[test]
fn whoever_presses_play_does_not_want_to_wait() {
    let mut party = Party::playing(&["ana", "ben"]);
    party.stall(&[("ben", 9.0)]);
    party.player("ben").is_ready = false;
    let began = party.session.hold().unwrap().began;
    party.based_on = Some(began - 1);
    assert_eq!(party.does("ana", &Command::Play), vec![], "who has not seen the wait did not mean that");
    assert_eq!(party.does("ana", &Command::Play), ended(HoldEnd::Anyway, &["ben"], began));
    party.pass(LEAD_MS + 2_000);
    assert_eq!(party.stall(&[("ben", 9.0)]), vec![], "and does not have to say it twice");
}

/// SES-57
#[test]
fn a_pause_in_a_wait_is_a_pause() {
    let mut party = Party::playing(&["ana", "ben"]);
    party.stall(&[("ben", 9.0)]);
    let began = party.session.hold().unwrap().began;
    let mut expected = ended(HoldEnd::Superseded, &[], began);
    expected.push(Event::Paused { reason: PauseReason::Asked });
    assert_eq!(party.does("ana", &Command::Pause), expected);
    party.pass(HOLD_MS_MAX);
    assert_eq!(party.expire(), vec![], "and nothing starts by itself");
}

/// SES-60
#[test]
fn a_seek_while_playing_waits_until_everybody_has_arrived() {
    let mut party = Party::playing(&["ana", "ben"]);
    let (from, to) = (us(10.0), us(300.0));
    let events = party.does("ben", &Command::Seek { to });
    let until = party.now.plus_ms(SEEK_SETTLES_WITHIN_MS);
    let of = ids(&["ana", "ben"]);
    let began = Event::HoldBegan { reason: HoldReason::Seek, of, until };
    assert_eq!(events, vec![began, Event::Seeked { from, to }]);
    party.pass(700);
    assert!((party.position() - 300.0).abs() < 1e-9, "it stands there");
    party.release(&[]);
    party.pass(LEAD_MS + 1_000);
    assert!((party.position() - 301.0).abs() < 1e-9);
}

/// SES-60, SES-61
#[test]
fn a_newer_seek_replaces_the_wait_and_who_never_arrives_is_not_waited_for_again() {
    let mut party = Party::playing(&["ana", "ben"]);
    party.does("ana", &Command::Seek { to: us(100.0) });
    let first = party.session.hold().unwrap().began;
    let events = party.does("ben", &Command::Seek { to: us(200.0) });
    assert_eq!(events[..1], ended(HoldEnd::Superseded, &[], first));
    assert_eq!(events.len(), 3);
    for _ in 0..3 {
        party.pass(SEEK_SETTLES_WITHIN_MS);
        party.release(&["ben"]);
        party.does("ana", &Command::Seek { to: us(300.0) });
    }
    assert_eq!(party.session.hold().unwrap().of, ids(&["ana"]));
}

/// SES-60
#[test]
fn nobody_is_waited_for_whose_player_is_not_known_or_who_has_just_come() {
    let mut party = Party::playing(&["ana", "ben"]);
    party.player("ben").is_newcomer = true;
    party.does("ana", &Command::Seek { to: us(100.0) });
    assert_eq!(party.session.hold().unwrap().of, ids(&["ana"]));
    let mut party = Party::playing(&["ana"]);
    party.players.clear();
    let to = us(100.0);
    assert_eq!(party.does("ana", &Command::Seek { to }), vec![Event::Seeked { from: us(10.0), to }]);
    assert_eq!(party.session.screen().timeline.at, party.now.plus_ms(LEAD_MS));
}

/// SES-62
#[test]
fn the_first_start_waits_for_everybody_and_counts_down() {
    let mut party = Party::new(StartPolicy::WhenReady, &["ana", "ben"]);
    party.player("ben").is_ready = false;
    let events = party.does("ana", &Command::Play);
    let until = party.now.plus_ms(FIRST_START_WITHIN_MS);
    assert_eq!(events, vec![Event::HoldBegan { reason: HoldReason::FirstStart, of: ids(&["ben"]), until }]);
    assert_eq!(party.session.status(), Status::Paused);
    party.pass(5_000);
    party.release(&[]);
    assert_eq!(party.session.screen().timeline.at, party.now.plus_ms(COUNTDOWN_MS));
    party.pass(10_000);
    party.does("ana", &Command::Pause);
    party.player("ben").is_ready = false;
    assert_eq!(party.does("ana", &Command::Play), vec![Event::Played], "only the first start");
    assert_eq!(party.session.screen().timeline.at, party.now.plus_ms(LEAD_MS));
}

/// SES-62
#[test]
fn a_first_start_that_waits_can_be_called_off() {
    let mut party = Party::new(StartPolicy::WhenReady, &["ana", "ben"]);
    party.player("ben").is_ready = false;
    party.does("ana", &Command::Play);
    let began = party.session.hold().unwrap().began;
    assert_eq!(party.does("ben", &Command::Pause), ended(HoldEnd::Superseded, &[], began));
    party.pass(FIRST_START_WITHIN_MS);
    assert_eq!(party.expire(), vec![]);
    assert_eq!(party.session.status(), Status::Paused);
}

/// SES-62
#[test]
fn with_everybody_ready_the_first_start_only_counts_down() {
    let mut party = Party::new(StartPolicy::WhenReady, &["ana", "ben"]);
    assert_eq!(party.does("ana", &Command::Play), vec![Event::Played]);
    assert_eq!(party.session.screen().timeline.at, party.now.plus_ms(COUNTDOWN_MS));
}

/// SES-57
#[test]
fn what_is_undone_in_a_wait_plays_on() {
    for action in [Command::Pause, Command::Load { video: video("other") }] {
        let mut party = Party::playing(&["ana", "ben"]);
        party.stall(&[("ben", 9.0)]);
        party.does("ana", &action);
        party.does("ana", &Command::Undo { seq: None });
        let timeline = party.session.screen().timeline;
        assert_eq!((timeline.status, timeline.position), (Status::Playing, us(9.0)), "{action:?}");
    }
}

/// SES-56
#[test]
fn whom_nobody_wants_to_wait_for_is_not_waited_for_after_a_seek_either() {
    let mut party = Party::playing(&["ana", "ben"]);
    party.does("ana", &Command::Seek { to: us(100.0) });
    party.player("ben").is_ready = false;
    party.does("ana", &Command::Play);
    party.pass(LEAD_MS + 2_000);
    assert_eq!(party.stall(&[("ben", 100.0)]), vec![]);
}

/// SES-54
#[test]
fn who_has_no_patience_left_drags_nobody_back_when_the_others_stall_too() {
    let mut party = Party::playing(&["ana", "ben"]);
    party.stall(&[("ben", 9.0)]);
    party.pass(HOLD_MS_MAX);
    party.release(&["ben"]);
    party.pass(LEAD_MS + 20_000);
    party.stall(&[("ana", 28.0), ("ben", 9.0)]);
    assert_eq!(party.session.hold().unwrap().of, ids(&["ana"]));
    assert_eq!(party.session.screen().timeline.position, us(28.0));
}
