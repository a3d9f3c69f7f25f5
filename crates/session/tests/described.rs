//! What becomes known of a video after it was brought, told as short stories.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use session::{
    Actor, Command, Confirmation, Context, Description, Entry, Event, MemberId, Name, NewItem, Opening, Place,
    QueueCommand, QueueEvent, Refusal, Session, StartPolicy, Title, Video, VideoId, VideoKind, Visibility,
};
use timeline::{Timecode, Timestamp};

struct Party {
    session: Session,
    log: Vec<Entry>,
}

impl Party {
    /// A session called "slow", as its video is for as long as nothing is known of it, with its host.
    fn new() -> Self {
        let opening = Opening {
            title: title("slow"),
            video: video("slow", "https://example.org/slow"),
            host: id("ana"),
            visibility: Visibility::Public,
            starts_at: None,
            from: Timecode::ZERO,
            confirmation: Confirmation::default(),
            start: StartPolicy::AtOnce,
        };
        let first = opening.entry(Timestamp::from_ms(0));
        let mut party = Self { session: Session::begin(&first).unwrap(), log: vec![first] };
        party.ana(&Command::Join { name: Name::parse("Ana").unwrap() });
        party
    }

    fn ana(&mut self, command: &Command) -> Vec<Event> {
        self.does(&Actor::Member(id("ana")), command).unwrap()
    }

    fn does(&mut self, actor: &Actor, command: &Command) -> Result<Vec<Event>, Refusal> {
        let context = Context { now: Timestamp::from_ms(1_000), based_on: None, start_lead_ms: 200, players: &[] };
        let entries = self.session.decide(context, actor, command)?;
        for entry in &entries {
            self.session.apply(entry).unwrap();
        }
        self.log.extend(entries.clone());
        Ok(entries.into_iter().map(|entry| entry.event).collect())
    }

    /// It becomes known what "slow" is.
    fn learns(&mut self) -> Vec<Event> {
        self.does(&Actor::Server, &Command::Describe(Box::new(found()))).unwrap()
    }

    fn adds_it(&mut self, name: Option<&str>) -> u64 {
        let item = NewItem { video: video("slow", "https://example.org/slow"), title: name.map(title), length: None };
        self.ana(&Command::Queue(QueueCommand::Add { items: vec![item], place: Place::End }));
        self.session.head()
    }

    /// The log from its beginning leads to the same session, and a log from elsewhere may look like it.
    fn check(&self) {
        let mut again = Session::begin(&self.log[0]).unwrap();
        for entry in &self.log[1..] {
            again.admits(entry).unwrap();
            again.apply(entry).unwrap();
        }
        assert_eq!(again, self.session);
    }
}

fn id(text: &str) -> MemberId {
    MemberId::parse(text).unwrap()
}

fn title(text: &str) -> Title {
    Title::parse(text).unwrap()
}

fn video(name: &str, url: &str) -> Video {
    Video { id: VideoId::parse(name).unwrap(), url: url.into(), kind: VideoKind::File }
}

fn found() -> Description {
    Description {
        instead_of: title("slow"),
        video: video("slow", "https://example.org/inside.mp4"),
        title: Some(title("A film")),
        length: Some(Timecode::from_us_clamped(60_000_000)),
    }
}

/// QUE-21
#[test]
fn what_stands_on_screen_unplayed_is_put_there_again_as_it_plays() {
    let mut party = Party::new();
    party.ana(&Command::Seek { to: Timecode::from_us_clamped(5_000_000) });
    let events = party.learns();
    assert!(matches!(
        events[..],
        [Event::Loaded { .. }, Event::Queue(QueueEvent::Began { .. }), Event::SettingsChanged { .. }]
    ));
    assert_eq!(&*party.session.video().url, "https://example.org/inside.mp4");
    assert_eq!(party.session.screen().timeline.position.us(), 5_000_000, "it stands where it stood");
    let item = party.session.queue().on_screen();
    assert_eq!((item.id, item.title.clone()), (1, Some(title("A film"))));
    assert_eq!(item.length.map(Timecode::us), Some(60_000_000));
    assert_eq!(party.session.queue().previous(), None, "nobody wants to go back to what did not play");
    assert_eq!(party.session.settings().title, title("A film"));
    assert_eq!(party.learns(), [], "it is known");
    party.check();
}

/// QUE-21
#[test]
fn what_has_been_started_plays_on_as_it_is_and_has_a_name() {
    let mut party = Party::new();
    party.ana(&Command::Play);
    party.ana(&Command::Pause);
    let events = party.learns();
    assert!(matches!(events[..], [Event::Queue(QueueEvent::Described { item: 1, .. }), Event::SettingsChanged { .. }]));
    assert_eq!(&*party.session.video().url, "https://example.org/slow");
    assert_eq!(party.session.queue().on_screen().title, Some(title("A film")));
    party.check();
}

/// QUE-21
#[test]
fn what_waits_plays_as_it_was_found_and_keeps_the_name_that_somebody_gave_it() {
    let mut party = Party::new();
    let (nameless, named) = (party.adds_it(Some("slow")), party.adds_it(Some("My film")));
    party.ana(&Command::Load { video: video("other", "https://example.org/other.mp4") });
    party.ana(&Command::Queue(QueueCommand::Vote { item: named, up: true }));
    party.learns();
    let seen: Vec<_> =
        party.session.queue().waiting().map(|item| (item.id, item.title.clone(), item.votes.len())).collect();
    assert_eq!(seen, [(nameless, Some(title("A film")), 0), (named, Some(title("My film")), 1)]);
    assert!(party.session.queue().waiting().all(|item| &*item.video.url == "https://example.org/inside.mp4"));
    assert_eq!(&*party.session.video().url, "https://example.org/other.mp4");
    party.check();
}

/// QUE-21
#[test]
fn what_is_gone_by_then_and_what_a_member_tells_changes_nothing() {
    let mut party = Party::new();
    party.ana(&Command::Load { video: video("other", "https://example.org/other.mp4") });
    assert_eq!(party.learns(), []);
    assert_eq!(party.session.settings().title, title("slow"));
    let told = party.does(&Actor::Member(id("ana")), &Command::Describe(Box::new(found())));
    assert_eq!(told, Err(Refusal::NotAllowed));
}
