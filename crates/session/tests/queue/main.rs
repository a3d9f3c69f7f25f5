//! Rules of the queue, told as short stories.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

mod rights;

use session::limits::{NEXT_WITHIN_MS, QUEUE_GAP_MS, QUEUE_ITEMS_MAX, QUEUE_ITEMS_PER_MEMBER_MAX};
use session::{
    Actor, Answer, Command, Confirmation, ConfirmationPolicy, Context, Entry, Event, HoldReason, MemberId,
    ModerationCommand, Name, NewItem, Opening, Permission, Place, Player, QueueChoice, QueueCommand, QueueEvent,
    QueueOrder, Refusal, Repeat, Role, Session, SettingsChange, StartPolicy, Timer, Title, Video, VideoId, VideoKind,
    Visibility,
};
use timeline::{Status, Timecode, Timestamp};

const LEAD_MS: i64 = 200;
const LENGTH_MS: i64 = 60_000;

struct Party {
    session: Session,
    log: Vec<Entry>,
    now: Timestamp,
    based_on: Option<u64>,
    players: Vec<Player>,
}

impl Party {
    fn with(members: &[&str]) -> Self {
        Self::under(ConfirmationPolicy::Off, members)
    }

    fn under(policy: ConfirmationPolicy, members: &[&str]) -> Self {
        let opening = Opening {
            title: Title::parse("Friday").unwrap(),
            video: video("first"),
            host: id("ana"),
            visibility: Visibility::Public,
            starts_at: None,
            from: timeline::Timecode::ZERO,
            confirmation: Confirmation { policy, ..Confirmation::default() },
            start: StartPolicy::AtOnce,
        };
        let first = opening.entry(Timestamp::from_ms(0));
        let session = Session::begin(&first).unwrap();
        let now = Timestamp::from_ms(0);
        let mut party = Self { session, log: vec![first], now, based_on: None, players: Vec::new() };
        for member in members {
            party.join(member);
        }
        party
    }

    fn join(&mut self, member: &str) {
        self.member(member, &Command::Join { name: Name::parse(member).unwrap() }).unwrap();
    }

    fn member(&mut self, member: &str, command: &Command) -> Result<Vec<Event>, Refusal> {
        let context =
            Context { now: self.now, based_on: self.based_on.take(), start_lead_ms: LEAD_MS, players: &self.players };
        let entries = self.session.decide(context, &Actor::Member(id(member)), command)?;
        Ok(self.apply(entries))
    }

    fn set_role(&mut self, member: &str, role: Role) {
        let command = ModerationCommand::SetRole { member: id(member), role };
        self.member("ana", &Command::Moderate(command)).unwrap();
    }

    fn members_may(&mut self, permissions: &[Permission]) {
        let permissions = permissions.iter().copied().collect();
        self.change(SettingsChange { member: Some(permissions), ..SettingsChange::default() });
    }

    fn change(&mut self, change: SettingsChange) {
        self.member("ana", &Command::ChangeSettings(Box::new(change))).unwrap();
    }

    fn does(&mut self, member: &str, command: QueueCommand) -> Result<Vec<Event>, Refusal> {
        self.member(member, &Command::Queue(command))
    }

    fn does_late(&mut self, member: &str, based_on: u64, command: QueueCommand) -> Result<Vec<Event>, Refusal> {
        self.based_on = Some(based_on);
        self.does(member, command)
    }

    fn apply(&mut self, entries: Vec<Entry>) -> Vec<Event> {
        for entry in &entries {
            self.session.apply(entry).unwrap();
        }
        self.log.extend(entries.clone());
        entries.into_iter().map(|entry| entry.event).collect()
    }

    /// Adds videos and returns their ids.
    fn adds(&mut self, member: &str, names: &[&str]) -> Vec<u64> {
        let first = self.session.head() + 1;
        self.does(member, QueueCommand::Add { items: new_items(names), place: Place::End }).unwrap();
        (first..).take(names.len()).collect()
    }

    fn passes(&mut self, ms: i64) -> Vec<Event> {
        self.now = self.now.plus_ms(ms);
        self.catches_up()
    }

    fn catches_up(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        loop {
            let entries = self.session.expire(self.now);
            if entries.is_empty() {
                return events;
            }
            events.extend(self.apply(entries));
        }
    }

    /// Plays what is on screen to its end.
    fn watches_it(&mut self) -> Vec<Event> {
        let length = Timecode::from_us_clamped(LENGTH_MS * 1000);
        let video = self.session.video().id.clone();
        self.member("ana", &Command::SetLength { video, length }).unwrap();
        self.member("ana", &Command::Play).unwrap();
        if let Some(change) = self.session.asked().map(|asked| asked.change) {
            self.member("ben", &Command::Answer { change, answer: Answer::Confirm }).unwrap();
        }
        self.passes(LENGTH_MS + LEAD_MS)
    }

    fn waiting(&self) -> Vec<String> {
        self.session.queue().upcoming().iter().map(|item| item.video.id.to_string()).collect()
    }

    fn on_screen(&self) -> &str {
        self.session.video().id.as_str()
    }

    fn on_screen_item(&self) -> u64 {
        self.session.queue().on_screen().id
    }

    fn undo(&mut self, member: &str, seq: u64) -> Result<Vec<Event>, Refusal> {
        self.does(member, QueueCommand::Undo { seq: Some(seq) })
    }

    fn knows_players(&mut self, members: &[&str]) {
        let player = |member: &&str| Player { member: id(member), is_ready: false, is_newcomer: false };
        self.players = members.iter().map(player).collect();
    }

    fn is_folded_the_same(&self) {
        let mut folded = Session::begin(&self.log[0]).unwrap();
        for entry in &self.log[1..] {
            folded.apply(entry).unwrap();
        }
        assert_eq!(folded, self.session);
    }
}

fn id(text: &str) -> MemberId {
    MemberId::parse(text).unwrap()
}

fn video(name: &str) -> Video {
    Video { id: VideoId::parse(name).unwrap(), url: format!("https://v/{name}").into(), kind: VideoKind::File }
}

fn new_items(names: &[&str]) -> Vec<NewItem> {
    names.iter().map(|name| NewItem { video: video(name), title: None, length: None }).collect()
}

fn choose(repeat: Repeat) -> QueueCommand {
    QueueCommand::Choose(QueueChoice { repeat: Some(repeat), ..QueueChoice::default() })
}

fn by_votes() -> QueueCommand {
    QueueCommand::Choose(QueueChoice { order: Some(QueueOrder::ByVotes), ..QueueChoice::default() })
}

/// QUE-1
#[test]
fn items_wait_in_the_order_in_which_they_came_and_no_more_than_may() {
    let mut party = Party::with(&["ana", "ben"]);
    let [a, ..] = party.adds("ben", &["a", "b"])[..] else { panic!("two") };
    assert_eq!(party.session.queue().on_screen().id, 1, "the first video is the first item");
    assert_eq!(a, party.session.head() - 1, "the number of its entry");
    party.does("ana", QueueCommand::Add { items: new_items(&["c", "d"]), place: Place::Next }).unwrap();
    assert_eq!(party.waiting(), ["c", "d", "a", "b"]);
    let many = vec!["x"; QUEUE_ITEMS_PER_MEMBER_MAX - 1];
    let more = QueueCommand::Add { items: new_items(&many), place: Place::End };
    assert_eq!(party.does("ben", more), Err(Refusal::TooManyOfYours));
    assert_eq!(party.waiting().len(), 4, "all or none");
    party.adds("ana", &vec!["y"; QUEUE_ITEMS_MAX - 4]);
    assert_eq!(
        party.does("ana", QueueCommand::Add { items: new_items(&["z"]), place: Place::End }),
        Err(Refusal::QueueFull)
    );
}

/// QUE-2
#[test]
fn moves_that_cross_both_mean_something() {
    let mut party = Party::with(&["ana", "ben"]);
    let [a, b, c, d] = party.adds("ana", &["a", "b", "c", "d"])[..] else { panic!("four") };
    let seen = party.session.head();
    party.does_late("ana", seen, QueueCommand::Move { item: d, before: Some(a) }).unwrap();
    party.does_late("ben", seen, QueueCommand::Move { item: b, before: None }).unwrap();
    assert_eq!(party.waiting(), ["d", "a", "c", "b"]);
    assert_eq!(party.does("ana", QueueCommand::Move { item: b, before: None }), Ok(vec![]), "it is there already");
    party.does("ana", QueueCommand::Next { leaves: None }).unwrap();
    party.does("ben", QueueCommand::Move { item: b, before: Some(d) }).unwrap();
    assert_eq!(party.waiting(), ["b", "a", "c"], "in front of what has just begun is the front");
    party.does("ana", QueueCommand::Remove { items: vec![a] }).unwrap();
    assert_eq!(party.does("ben", QueueCommand::Move { item: c, before: Some(a) }), Err(Refusal::NotInQueue));
    assert_eq!(party.does("ben", QueueCommand::Move { item: a, before: None }), Err(Refusal::NotInQueue));
}

/// QUE-3
#[test]
fn a_stale_removal_is_harmless_and_guests_remove_their_own() {
    let mut party = Party::with(&["ana", "ben"]);
    let of_ana = party.adds("ana", &["a"])[0];
    let of_ben = party.adds("ben", &["b"])[0];
    let of_others = party.does("ben", QueueCommand::Remove { items: vec![of_ana] });
    assert_eq!(of_others, Err(Refusal::MayNot(Permission::QueueRemove)));
    party.does("ben", QueueCommand::Remove { items: vec![of_ben] }).unwrap();
    assert_eq!(party.does("ana", QueueCommand::Remove { items: vec![of_ben, 999] }), Ok(vec![]));
    assert_eq!(party.waiting(), ["a"]);
}

/// QUE-4
#[test]
fn votes_order_the_queue_and_by_hand_it_is_as_it_was() {
    let mut party = Party::with(&["ana", "ben", "cleo"]);
    let [a, b, c] = party.adds("ana", &["a", "b", "c"])[..] else { panic!("three") };
    party.does("ana", QueueCommand::Move { item: c, before: Some(a) }).unwrap();
    for (member, item) in [("ana", b), ("ben", b), ("cleo", c)] {
        party.does(member, QueueCommand::Vote { item, up: true }).unwrap();
    }
    assert_eq!(party.does("ana", QueueCommand::Vote { item: b, up: true }), Ok(vec![]), "once each");
    assert_eq!(party.waiting(), ["c", "a", "b"]);
    party.does("ana", by_votes()).unwrap();
    assert_eq!(party.waiting(), ["b", "c", "a"]);
    let moved = QueueCommand::Move { item: a, before: None };
    assert_eq!(party.does("ana", moved), Err(Refusal::OrderedByVotes));
    assert_eq!(party.does("ana", QueueCommand::Shuffle), Err(Refusal::OrderedByVotes));
    for (member, item) in [("ben", b), ("ana", b)] {
        party.does(member, QueueCommand::Vote { item, up: false }).unwrap();
    }
    assert_eq!(party.waiting(), ["c", "a", "b"], "of the same votes, the oldest first");
    let by_hand = QueueChoice { order: Some(QueueOrder::ByHand), ..QueueChoice::default() };
    party.does("ana", QueueCommand::Choose(by_hand)).unwrap();
    assert_eq!(party.waiting(), ["c", "a", "b"]);
}

/// QUE-5, QUE-6
#[test]
fn a_mixed_queue_is_the_same_for_all_and_can_be_put_in_order_again() {
    let mut party = Party::with(&["ana"]);
    let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    party.adds("ana", &names);
    party.does("ana", QueueCommand::Shuffle).unwrap();
    let mixed = party.waiting();
    assert_ne!(mixed, names);
    party.is_folded_the_same();
    let seq = party.session.head();
    party.adds("ana", &["late"]);
    party.undo("ana", seq).unwrap();
    let mut expected: Vec<_> = names.to_vec();
    expected.retain(|name| *name != "late");
    let order: Vec<_> = party.waiting().into_iter().filter(|name| name != "late").collect();
    assert_eq!(order, expected);
    party.is_folded_the_same();
}

/// QUE-6
#[test]
fn what_was_removed_comes_back_where_it_was_with_its_votes() {
    let mut party = Party::with(&["ana", "ben"]);
    let ids = party.adds("ana", &["a", "b", "c", "d"]);
    party.does("ben", QueueCommand::Vote { item: ids[2], up: true }).unwrap();
    party.does("ana", QueueCommand::Remove { items: vec![ids[1], ids[2]] }).unwrap();
    let removed = party.session.head();
    party.adds("ben", &["e"]);
    assert_eq!(party.undo("ben", removed), Err(Refusal::MayNot(Permission::QueueManage)));
    party.undo("ana", removed).unwrap();
    assert_eq!(party.waiting(), ["a", "b", "c", "d", "e"]);
    let votes = party.session.queue().waiting().nth(2).unwrap().votes.clone();
    assert!(votes.contains(&id("ben")));
    assert_eq!(party.undo("ana", removed), Err(Refusal::NothingToUndo), "once");
    let undone = party.session.head();
    party.undo("ana", undone).unwrap();
    assert_eq!(party.waiting(), ["a", "d", "e"], "undoing the undoing does it again");
    party.does("ana", QueueCommand::Clear).unwrap();
    party.does("ana", QueueCommand::Undo { seq: None }).unwrap();
    assert_eq!(party.waiting(), ["a", "d", "e"]);
    party.is_folded_the_same();
}

/// QUE-1, QUE-6
#[test]
fn what_is_known_of_the_length_is_told_behind_what_was_added() {
    let mut party = Party::with(&["ana"]);
    let item = |name: &str, length: Option<i64>| NewItem {
        video: video(name),
        title: None,
        length: length.map(Timecode::from_us_clamped),
    };
    let items = vec![item("a", Some(7)), item("b", None), item("c", Some(0)), item("d", Some(9))];
    party.does("ana", QueueCommand::Add { items, place: Place::End }).unwrap();
    let lengths = |party: &Party| -> Vec<_> {
        party.session.queue().upcoming().into_iter().map(|item| item.length.map(Timecode::us)).collect()
    };
    assert_eq!(lengths(&party), [Some(7), None, None, Some(9)]);
    party.does("ana", QueueCommand::Undo { seq: None }).unwrap();
    assert_eq!(party.waiting(), Vec::<String>::new(), "all that was added goes at once");
    let undone = party.session.head();
    party.undo("ana", undone).unwrap();
    assert_eq!(lengths(&party), [Some(7), None, None, Some(9)]);
}

/// QUE-6
#[test]
fn an_addition_is_undone_as_a_whole_and_a_move_goes_back() {
    let mut party = Party::with(&["ana", "ben"]);
    let [a, _] = party.adds("ben", &["a", "b"])[..] else { panic!("two") };
    party.does("ben", QueueCommand::Move { item: a, before: None }).unwrap();
    let moved = party.session.head();
    party.undo("ben", moved).unwrap();
    assert_eq!(party.waiting(), ["a", "b"]);
    party.undo("ana", a).unwrap();
    assert_eq!(party.waiting(), Vec::<String>::new(), "the host undoes anybody's");
    party.does("ana", choose(Repeat::All)).unwrap();
    let chosen = party.session.head();
    party.undo("ana", chosen).unwrap();
    assert_eq!(party.session.queue().settings().repeat, Repeat::Off);
}

/// QUE-10, QUE-11
#[test]
fn the_next_video_is_announced_and_begins_by_itself_for_all_together() {
    let mut party = Party::under(ConfirmationPolicy::Everyone, &["ana", "ben"]);
    party.adds("ana", &["a"]);
    party.watches_it();
    let announced = party.session.queue().announced().unwrap();
    assert_eq!(announced.at, party.now.plus_ms(QUEUE_GAP_MS));
    assert_eq!(party.session.deadline(), Some((announced.at, Timer::Next)));
    assert_eq!(party.on_screen(), "first");
    party.passes(QUEUE_GAP_MS);
    assert_eq!((party.on_screen(), party.waiting().len()), ("a", 0));
    assert_eq!(party.log.last().unwrap().at, announced.at);
    let hold = party.session.hold().unwrap();
    assert_eq!((hold.reason, hold.until), (HoldReason::NextVideo, announced.at.plus_ms(NEXT_WITHIN_MS)));
    assert_eq!(party.session.asked(), None, "nobody is asked to confirm it");
    party.passes(NEXT_WITHIN_MS);
    assert_eq!(party.session.screen().timeline.status, Status::Playing);
    assert_eq!(party.session.asked(), None);
    party.is_folded_the_same();
}

/// QUE-10
#[test]
fn what_is_overdue_begins_once_and_not_in_the_past() {
    let mut party = Party::with(&["ana"]);
    party.adds("ana", &["a", "b", "c"]);
    party.watches_it();
    let due = party.session.queue().announced().unwrap().at;
    party.now = party.now.plus_ms(3_600_000);
    party.catches_up();
    assert_eq!((party.on_screen(), party.waiting()), ("a", vec!["b".to_owned(), "c".to_owned()]), "one, and only one");
    let loaded = party.log.iter().rfind(|entry| matches!(entry.event, Event::Loaded { .. })).unwrap();
    assert_eq!((loaded.at, loaded.by.as_ref()), (due, None), "stamped with the time it was due, by the server");
    let hold = party.session.hold().unwrap();
    assert!(hold.until > party.now, "it waits for the players from now on");
    assert_eq!(party.session.screen().timeline.position, Timecode::ZERO);
}

/// QUE-12
#[test]
fn an_announcement_is_withdrawn_by_whoever_does_something_else() {
    for act in ["cancel", "seek", "undo", "leave", "longer"] {
        let mut party = Party::with(&["ana"]);
        party.adds("ana", &["a"]);
        party.member("ana", &Command::Seek { to: Timecode::from_us_clamped(1_000_000) }).unwrap();
        party.watches_it();
        let announced = party.session.queue().announced().unwrap().seq;
        match act {
            "cancel" => {
                party.does("ana", QueueCommand::Cancel { announced: announced - 1 }).unwrap();
                assert!(party.session.queue().announced().is_some(), "another one is not meant");
                party.does("ana", QueueCommand::Cancel { announced }).unwrap();
            }
            "seek" => drop(party.member("ana", &Command::Seek { to: Timecode::ZERO }).unwrap()),
            "undo" => {
                // The end of the video is nobody's to undo: the jump before it has been acted on.
                assert_eq!(party.member("ana", &Command::Undo { seq: None }), Err(Refusal::ActedSince));
                party.member("ana", &Command::Seek { to: Timecode::ZERO }).unwrap();
            }
            "leave" => drop(party.member("ana", &Command::Leave).unwrap()),
            _ => {
                let (video, length) = (party.session.video().id.clone(), Timecode::from_us_clamped(90_000_000));
                party.member("ana", &Command::SetLength { video, length }).unwrap();
            }
        }
        assert_eq!(party.session.queue().announced(), None, "{act}");
        party.passes(QUEUE_GAP_MS);
        assert_eq!(party.on_screen(), "first", "{act}");
        assert_eq!(party.waiting(), ["a"], "{act}");
        party.is_folded_the_same();
    }
}

/// QUE-12
#[test]
fn play_in_the_gap_means_now_from_who_has_seen_it() {
    let mut party = Party::with(&["ana", "ben"]);
    party.adds("ana", &["a"]);
    let seen = party.session.head();
    party.watches_it();
    party.based_on = Some(seen);
    assert_eq!(party.member("ben", &Command::Play), Err(Refusal::Stale), "it was about the video before");
    party.member("ben", &Command::Play).unwrap();
    assert_eq!(party.on_screen(), "a");
    assert_eq!(party.session.screen().timeline.status, Status::Playing);
}

/// QUE-13
#[test]
fn a_double_next_skips_once() {
    let mut party = Party::with(&["ana", "ben"]);
    let [_, b, ..] = party.adds("ana", &["a", "b", "c"])[..] else { panic!("three") };
    party.join("cleo");
    party.members_may(&[Permission::QueueManage]);
    let (seen, on_screen) = (party.session.head(), party.on_screen_item());
    let next = || QueueCommand::Next { leaves: Some(on_screen) };
    party.does_late("ben", seen, next()).unwrap();
    assert_eq!(party.does_late("ben", seen, next()), Ok(vec![]), "his own second press");
    assert_eq!(party.does_late("cleo", seen, next()), Ok(vec![]));
    assert_eq!(party.on_screen(), "a");
    let unnamed = QueueCommand::Next { leaves: None };
    assert_eq!(party.does_late("cleo", seen, unnamed), Err(Refusal::VideoChanged));
    let play = QueueCommand::PlayNow { item: b };
    assert_eq!(party.does_late("cleo", seen, play.clone()), Err(Refusal::VideoChanged));
    party.does("cleo", play.clone()).unwrap();
    assert_eq!(party.does("ben", play), Ok(vec![]), "it is on screen already");
    assert_eq!((party.on_screen(), party.waiting()), ("b", vec!["c".to_owned()]));
}

/// QUE-14
#[test]
fn repeating_one_begins_it_again_and_repeating_all_lets_it_wait_again() {
    let mut party = Party::with(&["ana"]);
    party.adds("ana", &["a"]);
    party.does("ana", choose(Repeat::One)).unwrap();
    party.watches_it();
    party.passes(QUEUE_GAP_MS);
    assert_eq!((party.on_screen(), party.on_screen_item(), party.waiting()), ("first", 1, vec!["a".to_owned()]));
    party.does("ana", choose(Repeat::All)).unwrap();
    party.passes(NEXT_WITHIN_MS);
    party.watches_it();
    party.passes(QUEUE_GAP_MS);
    assert_eq!((party.on_screen(), party.waiting()), ("a", vec!["first".to_owned()]));
    party.does("ana", QueueCommand::Clear).unwrap();
    party.passes(NEXT_WITHIN_MS);
    party.watches_it();
    party.passes(QUEUE_GAP_MS);
    assert_eq!((party.on_screen(), party.waiting().len()), ("a", 0), "alone it repeats itself");
    party.is_folded_the_same();
}

/// QUE-15
#[test]
fn who_goes_back_finds_what_they_left_in_front() {
    let mut party = Party::with(&["ana"]);
    assert_eq!(party.does("ana", QueueCommand::Previous { leaves: None }), Err(Refusal::NothingBefore));
    party.adds("ana", &["a", "b"]);
    party.does("ana", QueueCommand::Next { leaves: None }).unwrap();
    party.does("ana", QueueCommand::Next { leaves: None }).unwrap();
    assert_eq!(party.does("ana", QueueCommand::Next { leaves: None }), Err(Refusal::NothingNext));
    party.does("ana", QueueCommand::Previous { leaves: None }).unwrap();
    party.does("ana", QueueCommand::Previous { leaves: None }).unwrap();
    assert_eq!((party.on_screen(), party.waiting()), ("first", vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(party.session.queue().previous(), None);
    party.is_folded_the_same();
}

/// QUE-15
#[test]
fn undoing_a_next_puts_everything_back() {
    let mut party = Party::with(&["ana"]);
    let a = party.adds("ana", &["a", "b"])[0];
    party.does("ana", QueueCommand::Next { leaves: None }).unwrap();
    party.member("ana", &Command::Undo { seq: None }).unwrap();
    assert_eq!((party.on_screen_item(), party.waiting()), (1, vec!["a".to_owned(), "b".to_owned()]));
    party.member("ana", &Command::Undo { seq: None }).unwrap();
    assert_eq!((party.on_screen_item(), party.waiting()), (a, vec!["b".to_owned()]));
    party.is_folded_the_same();
}

/// QUE-16
#[test]
fn more_than_half_skip_and_the_host_alone() {
    let mut party = Party::with(&["ana", "ben", "cleo", "dan"]);
    party.adds("ana", &["a", "b", "c"]);
    let skip = |item| QueueCommand::Skip { item, up: true };
    assert_eq!(party.session.skips_needed(), 3);
    party.does("ben", skip(1)).unwrap();
    assert_eq!(party.does("ben", skip(1)), Ok(vec![]), "once each");
    party.does("cleo", skip(1)).unwrap();
    assert_eq!(party.on_screen(), "first", "half is not enough");
    party.does("dan", skip(1)).unwrap();
    assert_eq!((party.on_screen(), party.session.queue().skips().len()), ("a", 0));
    assert_eq!(party.does("cleo", skip(1)), Ok(vec![]), "what they wanted to leave has been left");
    let on_screen = party.on_screen_item();
    party.does("ben", skip(on_screen)).unwrap();
    party.does("cleo", skip(on_screen)).unwrap();
    party.member("dan", &Command::Leave).unwrap();
    assert_eq!(party.on_screen(), "b", "two of three are enough");
    let on_screen = party.on_screen_item();
    party.does("ana", skip(on_screen)).unwrap();
    assert_eq!(party.on_screen(), "c");
    let on_screen = party.on_screen_item();
    assert_eq!(party.does("ben", skip(on_screen)), Err(Refusal::NothingNext));
    party.is_folded_the_same();
}

/// QUE-17
#[test]
fn what_nobody_can_play_does_not_hang_the_queue() {
    let mut party = Party::with(&["ana", "ben"]);
    party.adds("ana", &["a"]);
    party.does("ana", choose(Repeat::All)).unwrap();
    party.member("ana", &Command::Play).unwrap();
    party.knows_players(&["ana", "ben"]);
    let cannot = QueueCommand::CannotPlay { item: 1 };
    assert_eq!(party.does("ana", cannot.clone()), Ok(vec![]), "Ben's player may be able to");
    party.knows_players(&["ana"]);
    assert_eq!(party.does("ana", QueueCommand::CannotPlay { item: 7 }), Ok(vec![]), "another item is not meant");
    party.does("ana", cannot.clone()).unwrap();
    assert_eq!(party.does("ben", cannot), Ok(vec![]), "once");
    party.passes(QUEUE_GAP_MS);
    assert_eq!((party.on_screen(), party.waiting().len()), ("a", 0), "it does not come back by repeating");
    let on_screen = party.on_screen_item();
    assert_eq!(party.does("ana", QueueCommand::CannotPlay { item: on_screen }), Ok(vec![]), "nothing is left to try");
}

/// QUE-18
#[test]
fn play_now_plays_unless_that_would_have_to_be_confirmed() {
    let mut party = Party::with(&["ana", "ben"]);
    let [a, b] = party.adds("ana", &["a", "b"])[..] else { panic!("two") };
    party.does("ana", QueueCommand::PlayNow { item: b }).unwrap();
    assert_eq!((party.on_screen(), party.session.status()), ("b", Status::Playing));
    assert_eq!(party.session.screen().timeline.at, party.now.plus_ms(LEAD_MS), "a common start");
    party.knows_players(&["ana", "ben"]);
    party.does("ana", QueueCommand::PlayNow { item: a }).unwrap();
    assert_eq!(party.session.hold().unwrap().of, [id("ana"), id("ben")], "of those whose players are known");
    let not_his = Refusal::MayNot(Permission::QueueManage);
    assert_eq!(party.does("ben", QueueCommand::PlayNow { item: b }), Err(not_his));
    let mut party = Party::under(ConfirmationPolicy::Everyone, &["ana", "ben"]);
    let a = party.adds("ana", &["a"])[0];
    party.does("ana", QueueCommand::PlayNow { item: a }).unwrap();
    assert_eq!((party.session.status(), party.session.asked()), (Status::Paused, None));
}

/// QUE-19
#[test]
fn what_is_added_after_the_end_begins_by_itself() {
    let mut party = Party::with(&["ana", "ben"]);
    party.watches_it();
    assert_eq!(party.session.queue().announced(), None);
    let added = party.does("ben", QueueCommand::Add { items: new_items(&["a", "b"]), place: Place::End }).unwrap();
    assert!(matches!(added.last(), Some(Event::Queue(QueueEvent::Announced { .. }))));
    party.passes(QUEUE_GAP_MS);
    assert_eq!(party.on_screen(), "a");
}
