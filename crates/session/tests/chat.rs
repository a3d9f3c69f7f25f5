//! Rules of the chat, told as short stories.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use session::limits::{EDITS_MAX, MENTIONS_MAX, REACTION_KINDS_MAX, REACTIONS_OF_A_KIND_MAX};
use session::{
    Actor, ChatCommand, ChatEvent, ChatRefusal, ChatRules, ClosingRule, Coming, Command, Confirmation, Context, EMOJI,
    Emoji, Entry, Event, MediaMark, MemberId, MessageText, ModerationCommand, Name, Opening, Outcomes, Permission,
    PredictionCommand, Reason, Refusal, Role, Session, SettingsChange, StartPolicy, Title, Video, VideoId, VideoKind,
    Visibility, Word, WordFilter,
};
use timeline::{Timecode, Timestamp};

struct Party {
    session: Session,
    log: Vec<Entry>,
    now: Timestamp,
}

impl Party {
    /// Ana is host; Ben and Cleo are there.
    fn new() -> Self {
        let opening = Opening {
            title: Title::parse("Friday").unwrap(),
            video: Video { id: VideoId::parse("one").unwrap(), url: "https://v/one".into(), kind: VideoKind::File },
            host: id("ana"),
            visibility: Visibility::Public,
            starts_at: None,
            from: Timecode::ZERO,
            confirmation: Confirmation::default(),
            start: StartPolicy::AtOnce,
        };
        let first = opening.entry(Timestamp::from_ms(0));
        let mut party = Self { session: Session::begin(&first).unwrap(), log: vec![first], now: Timestamp::from_ms(0) };
        for name in ["ana", "ben", "cleo"] {
            party.ask(&Actor::Member(id(name)), &Command::Join { name: Name::parse(name).unwrap() }).unwrap();
        }
        party
    }

    fn ask(&mut self, actor: &Actor, command: &Command) -> Result<Vec<Event>, Refusal> {
        let context = Context { now: self.now, based_on: None, start_lead_ms: 200, players: &[] };
        let entries = self.session.decide(context, actor, command)?;
        for entry in &entries {
            self.session.apply(entry).unwrap();
        }
        self.log.extend(entries.clone());
        Ok(entries.into_iter().map(|entry| entry.event).collect())
    }

    fn does(&mut self, who: &str, command: ChatCommand) -> Result<Vec<Event>, Refusal> {
        self.ask(&Actor::Member(id(who)), &Command::Chat(command))
    }

    /// Returns the message's number.
    fn says(&mut self, who: &str, words: &str) -> Result<u64, Refusal> {
        let said = self.does(who, say(words));
        said.map(|_| self.session.head())
    }

    fn after_s(&mut self, seconds: i64) -> &mut Self {
        self.now = self.now.plus_ms(1000 * seconds);
        self
    }

    /// The log as it reads once what was taken back has lost its words.
    fn redacted(&self) -> Vec<Entry> {
        let gone: Vec<u64> = self
            .log
            .iter()
            .flat_map(|entry| match &entry.event {
                Event::Chat(ChatEvent::Deleted { entries, .. }) => entries.clone(),
                _ => Vec::new(),
            })
            .collect();
        let redact = |entry: &Entry| {
            let is_gone = gone.contains(&entry.seq);
            let event = if is_gone { Event::Chat(ChatEvent::Redacted) } else { entry.event.clone() };
            Entry { event, ..entry.clone() }
        };
        self.log.iter().map(redact).collect()
    }
}

fn fold(log: &[Entry]) -> Session {
    let mut session = Session::begin(&log[0]).unwrap();
    for entry in &log[1..] {
        session.apply(entry).unwrap();
    }
    session
}

fn id(text: &str) -> MemberId {
    MemberId::parse(text).unwrap()
}

fn text(words: &str) -> MessageText {
    MessageText::parse(words).unwrap()
}

fn say(words: &str) -> ChatCommand {
    ChatCommand::Say { text: text(words), reply_to: None, mentions: Vec::new(), media_at: None }
}

fn edit(message: u64, words: &str) -> ChatCommand {
    ChatCommand::Edit { message, text: text(words), mentions: Vec::new() }
}

fn react(message: u64, index: usize, on: bool) -> ChatCommand {
    ChatCommand::ReactTo { message, emoji: Emoji::parse(EMOJI[index]).unwrap(), on }
}

fn rules(rules: ChatRules) -> ChatCommand {
    ChatCommand::SetRules { rules }
}

fn refused<T>(refusal: ChatRefusal) -> Result<T, Refusal> {
    Err(Refusal::Chat(refusal))
}

/// CHAT-3
#[test]
fn who_is_present_may_write() {
    let mut party = Party::new();
    assert!(party.says("ben", "hello").is_ok());
    assert_eq!(party.says("dan", "let me in"), Err(Refusal::NotAMember));
    party.ask(&Actor::Member(id("ben")), &Command::Leave).unwrap();
    assert_eq!(party.says("ben", "one more"), Err(Refusal::NotAMember));
    let server = party.ask(&Actor::Server, &Command::Chat(say("I am the server")));
    assert_eq!(server, Err(Refusal::NotAMember));
    party.ask(&Actor::Member(id("ana")), &Command::End).unwrap();
    assert_eq!(party.says("cleo", "too late"), Err(Refusal::SessionEnded));
}

/// CHAT-4
#[test]
fn a_reply_answers_a_message_that_is_there() {
    let mut party = Party::new();
    let hello = party.says("ben", "hello").unwrap();
    let reply = |to| ChatCommand::Say { text: text("hi"), reply_to: Some(to), mentions: vec![], media_at: None };
    let said = party.does("cleo", reply(hello)).unwrap();
    assert!(matches!(&said[..], [Event::Chat(ChatEvent::Said { reply_to: Some(to), .. })] if *to == hello));
    for nothing in [1, 2, 999, u64::MAX] {
        assert_eq!(party.does("cleo", reply(nothing)), refused(ChatRefusal::NoSuchMessage), "{nothing}");
    }
    party.does("ben", ChatCommand::Delete { message: hello }).unwrap();
    assert_eq!(party.does("cleo", reply(hello)), refused(ChatRefusal::NoSuchMessage));
}

/// CHAT-5
#[test]
fn only_people_who_have_been_here_are_named() {
    let mut party = Party::new();
    let naming = |names: &[&str]| ChatCommand::Say {
        text: text("look"),
        reply_to: None,
        mentions: names.iter().map(|name| id(name)).collect(),
        media_at: None,
    };
    let said = party.does("ben", naming(&["cleo", "ana", "cleo"])).unwrap();
    let [Event::Chat(ChatEvent::Said { mentions, .. })] = &said[..] else { panic!("{said:?}") };
    assert_eq!(mentions, &[id("ana"), id("cleo")], "each once");
    assert_eq!(party.does("ben", naming(&["nobody"])), refused(ChatRefusal::BadMention));
    assert_eq!(party.does("ben", naming(&["ana"; MENTIONS_MAX + 1])), refused(ChatRefusal::BadMention));
}

/// CHAT-6
#[test]
fn a_message_can_belong_to_a_place_in_the_video() {
    let mut party = Party::new();
    let at = Timecode::from_us_clamped(754_000_000);
    let marked = ChatCommand::Say { text: text("look!"), reply_to: None, mentions: vec![], media_at: Some(at) };
    let said = party.does("ben", marked.clone()).unwrap();
    let mark = |at| Some(MediaMark { video: VideoId::parse("one").unwrap(), at });
    assert!(matches!(&said[..], [Event::Chat(ChatEvent::Said { media, .. })] if *media == mark(at)));
    let length = Timecode::from_us_clamped(60_000_000);
    let set = Command::SetLength { video: VideoId::parse("one").unwrap(), length };
    party.ask(&Actor::Member(id("ana")), &set).unwrap();
    let said = party.does("ben", marked).unwrap();
    assert!(
        matches!(&said[..], [Event::Chat(ChatEvent::Said { media, .. })] if *media == mark(length)),
        "never past it"
    );
}

/// CHAT-10
#[test]
fn a_message_is_changed_by_who_has_said_it() {
    let mut party = Party::new();
    let hello = party.says("ben", "helo").unwrap();
    for another in ["ana", "cleo"] {
        assert_eq!(party.does(another, edit(hello, "bye")), refused(ChatRefusal::NotYours), "{another}");
    }
    for _ in 0..EDITS_MAX {
        party.does("ben", edit(hello, "hello")).unwrap();
    }
    assert_eq!(party.does("ben", edit(hello, "hello!")), refused(ChatRefusal::TooManyEdits));
    assert_eq!(party.does("ben", edit(1, "x")), refused(ChatRefusal::NoSuchMessage));
}

/// CHAT-11
#[test]
fn a_message_is_taken_back_by_its_author_or_a_moderator() {
    let mut party = Party::new();
    let (one, two) = (party.says("ben", "one").unwrap(), party.says("ben", "two").unwrap());
    party.does("ben", edit(one, "won")).unwrap();
    assert_eq!(party.does("cleo", ChatCommand::Delete { message: one }), refused(ChatRefusal::NotYours));
    let deleted = party.does("ben", ChatCommand::Delete { message: one }).unwrap();
    let event = ChatEvent::Deleted { message: one, entries: vec![one, two + 1] };
    assert_eq!(deleted, [Event::Chat(event)], "all that had its words");
    assert!(party.does("ana", ChatCommand::Delete { message: two }).is_ok(), "the host moderates");
    assert_eq!(party.does("ben", ChatCommand::Delete { message: two }), refused(ChatRefusal::NoSuchMessage));
    assert_eq!(party.does("ben", edit(two, "again")), refused(ChatRefusal::NoSuchMessage));
}

/// CHAT-12
#[test]
fn a_log_without_the_words_folds_to_the_same_state() {
    let mut party = Party::new();
    party.does("ana", rules(ChatRules { slow_mode_s: 5, ..ChatRules::default() })).unwrap();
    let one = party.after_s(10).says("ben", "one").unwrap();
    let two = party.says("cleo", "two").unwrap();
    party.after_s(10).does("ben", edit(one, "won")).unwrap();
    party.does("cleo", react(one, 0, true)).unwrap();
    party.does("ana", react(two, 1, true)).unwrap();
    party.after_s(10).does("ana", ChatCommand::Delete { message: one }).unwrap();
    assert_eq!(fold(&party.log), party.session);
    assert_eq!(fold(&party.redacted()), party.session);
    assert_ne!(party.redacted(), party.log);
}

/// CHAT-13
#[test]
fn a_reaction_is_there_once_for_each_person() {
    let mut party = Party::new();
    let hello = party.says("ben", "hello").unwrap();
    assert_eq!(party.does("cleo", react(hello, 0, true)).unwrap().len(), 1);
    assert_eq!(party.does("cleo", react(hello, 0, true)), Ok(vec![]), "it is there already");
    assert_eq!(party.does("ben", react(hello, 0, false)), Ok(vec![]), "and Ben's is not");
    let reactions = &party.session.chat().message(hello).unwrap().reactions;
    assert_eq!(reactions.get(&Emoji::parse(EMOJI[0]).unwrap()).unwrap().len(), 1);
    assert_eq!(party.does("cleo", react(hello, 0, false)).unwrap().len(), 1);
    assert!(party.session.chat().message(hello).unwrap().reactions.is_empty());
    for index in 0..REACTION_KINDS_MAX {
        party.does("ben", react(hello, index, true)).unwrap();
    }
    assert_eq!(party.does("ben", react(hello, REACTION_KINDS_MAX, true)), refused(ChatRefusal::TooManyReactions));
    assert!(party.does("cleo", react(hello, 3, true)).is_ok(), "joining in is always possible");
    assert_eq!(party.does("cleo", react(1, 0, true)), refused(ChatRefusal::NoSuchMessage));
}

/// CHAT-14
#[test]
fn slow_mode_makes_everybody_wait_but_who_moderates() {
    let mut party = Party::new();
    let slow = ChatRules { slow_mode_s: 10, ..ChatRules::default() };
    assert_eq!(party.does("ben", rules(slow.clone())), Err(Refusal::MayNot(Permission::Settings)));
    party.does("ana", rules(slow.clone())).unwrap();
    assert_eq!(party.does("ana", rules(slow)), Ok(vec![]), "it is so already");
    let first = party.says("ben", "one").unwrap();
    assert_eq!(party.after_s(4).says("ben", "two"), refused(ChatRefusal::TooSoon { wait_ms: 6_000 }));
    assert_eq!(party.does("ben", edit(first, "two")), refused(ChatRefusal::TooSoon { wait_ms: 6_000 }));
    assert!(party.says("cleo", "me too").is_ok(), "each has a time of their own");
    assert!(party.says("ana", "one").is_ok() && party.says("ana", "two").is_ok());
    assert!(party.after_s(6).says("ben", "two").is_ok());
}

/// CHAT-30, CHAT-31
#[test]
fn words_and_links_can_be_unwanted() {
    let mut party = Party::new();
    let words = WordFilter::new([Word::parse("darn").unwrap()]);
    party.does("ana", rules(ChatRules { links: false, words, slow_mode_s: 0 })).unwrap();
    assert_eq!(party.says("ben", "oh D4RN"), Err(Refusal::UnwantedWord));
    assert_eq!(party.says("ben", "see https://example.org"), refused(ChatRefusal::LinksOff));
    let fine = party.says("ben", "oh dear").unwrap();
    assert_eq!(party.does("ben", edit(fine, "oh darn")), Err(Refusal::UnwantedWord));
    assert!(party.says("ana", "no links like https://example.org, please").is_ok(), "who moderates may");
    assert_eq!(party.says("ana", "and no darn"), Err(Refusal::UnwantedWord), "nobody is above the list");
}

/// CHAT-31
#[test]
fn whoever_may_not_post_links_by_their_role_is_told_so() {
    let mut party = Party::new();
    let viewer = ModerationCommand::SetRole { member: id("ben"), role: Role::Viewer };
    party.ask(&Actor::Member(id("ana")), &Command::Moderate(viewer)).unwrap();
    let refusal = party.says("ben", "see https://example.org").unwrap_err();
    assert_eq!(refusal, Refusal::Chat(ChatRefusal::MayNotLink));
    assert_eq!(refusal.to_string(), "your role here may not post links; the host can change that");
    party.does("ana", rules(ChatRules { links: false, ..ChatRules::default() })).unwrap();
    assert_eq!(party.says("ben", "see https://example.org"), refused(ChatRefusal::LinksOff), "nobody may now");
}

/// CHAT-34
#[test]
fn an_unwanted_word_is_refused_in_every_text_that_others_read() {
    let mut party = Party::new();
    let words = WordFilter::new([Word::parse("darn").unwrap()]);
    let name = |text: &str| Name::parse(text).unwrap();
    let coming = |who: &str, text: &str| Coming { member: id(who), name: name(text), present_max: None };
    let title = |text: &str| Title::parse(text).unwrap();
    party.ask(&Actor::Member(id("eve")), &Command::Join { name: name("Darn Eve") }).unwrap();
    party.does("ana", rules(ChatRules { words, ..ChatRules::default() })).unwrap();
    let ask = |question: &str, outcome: &str| {
        let outcomes = Outcomes::new(vec![title("no"), title(outcome)]).unwrap();
        let question = title(question);
        Command::Prediction(PredictionCommand::Open { question, outcomes, closes: ClosingRule::ByHand })
    };
    let renamed = |text: &str| SettingsChange { title: Some(title(text)), ..SettingsChange::default() };
    let kick = ModerationCommand::Kick { member: id("ben"), reason: Reason::parse("d4rn").ok() };
    for (who, command) in [
        ("dan", Command::Join { name: name("D4rn Dan") }),
        ("dan", Command::Enter { name: name("D4rn Dan"), present_max: None, offer: None }),
        ("ben", Command::Join { name: name("darn") }),
        ("ben", ask("who, darn it?", "yes")),
        ("ben", ask("who?", "darn")),
        ("ana", Command::ChangeSettings(Box::new(renamed("A darn evening")))),
        ("ana", Command::Moderate(kick)),
    ] {
        let asked = party.ask(&Actor::Member(id(who)), &command);
        assert_eq!(asked, Err(Refusal::UnwantedWord), "{command:?}");
    }
    let gather = Command::Gather { comings: vec![coming("dan", "Darn Dan"), coming("finn", "Finn")] };
    party.ask(&Actor::Server, &gather).unwrap();
    assert!(!party.session.is_present(&id("dan")) && party.session.is_present(&id("finn")));
    let eve = Command::Join { name: name("Darn Eve") };
    let joined = party.session.member(&id("eve")).unwrap().joined.unwrap();
    party.ask(&Actor::Server, &Command::MarkGone { member: id("eve"), joined }).unwrap();
    assert!(party.ask(&Actor::Member(id("eve")), &eve).is_ok(), "a bad connection takes no name away");
    party.ask(&Actor::Member(id("eve")), &Command::Leave).unwrap();
    assert_eq!(party.ask(&Actor::Member(id("eve")), &eve), Err(Refusal::UnwantedWord), "but who has left comes anew");
}

/// CHAT-21
#[test]
fn reactions_to_the_video_are_kept_by_the_server_alone() {
    let mut party = Party::new();
    let keep = |counts: &[(usize, u32)]| ChatCommand::KeepReactions {
        batch: 7,
        counts: counts.iter().map(|(index, count)| (Emoji::parse(EMOJI[*index]).unwrap(), *count)).collect(),
    };
    assert_eq!(party.does("ana", keep(&[(0, 1)])), Err(Refusal::NotAllowed));
    let kept = party.ask(&Actor::Server, &Command::Chat(keep(&[(0, 900), (3, 100)]))).unwrap();
    let [Event::Chat(ChatEvent::Reacted { counts, media, .. })] = &kept[..] else { panic!("{kept:?}") };
    assert_eq!(counts.iter().map(|(_, count)| count).sum::<u32>(), 1_000);
    assert_eq!(media.at, Timecode::ZERO);
    assert_eq!(party.ask(&Actor::Server, &Command::Chat(keep(&[]))), Ok(vec![]));
    let odd = party.ask(&Actor::Server, &Command::Chat(keep(&[(0, u32::MAX), (0, 1), (3, 0)]))).unwrap();
    let [Event::Chat(ChatEvent::Reacted { counts, .. })] = &odd[..] else { panic!("{odd:?}") };
    assert_eq!(*counts, [(Emoji::parse(EMOJI[0]).unwrap(), REACTIONS_OF_A_KIND_MAX)], "as an import admits them");
    let may = |who: &str| party.session.may(&id(who), Permission::React, party.now).is_ok();
    assert!(may("ben") && !may("dan"));
}
