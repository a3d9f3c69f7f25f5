//! Somebody deletes everything about themselves.

use session::{
    Actor, ChatCommand, ChatRules, Coming, Command, EndReason, Entry, Erased, Eraser, Event, LeaveReason,
    ModerationCommand, ModerationEvent, Name, Permission, Phase, Reason, Refusal, Role, Session, Timer, Word,
    WordFilter,
};

use crate::support::{Party, id};

fn erase(party: &mut Party, who: &str) -> Result<Vec<Event>, Refusal> {
    party.ask(&Actor::Server, &Command::Erase { member: id(who) })
}

/// ERA-3
#[test]
fn who_is_erased_leaves_like_anybody_and_never_comes_again() {
    let mut party = Party::with(&["ana", "ben"]);
    party.does("ana", &Command::Play).unwrap();
    let left = Event::Left { member: id("ana"), joined: 2, reason: LeaveReason::Asked };
    assert_eq!(erase(&mut party, "ana"), Ok(vec![left, Event::Erased { member: id("ana") }]));
    assert_eq!(erase(&mut party, "ana"), Ok(vec![]), "once");
    assert_eq!(party.session.phase(), Phase::Live, "ERA-5: a host who goes closes nothing");
    assert_eq!(party.session.member(&id("ana")).map(|member| member.name.clone()), Some(Name::erased()));
    assert_eq!(party.join("ana"), Err(Refusal::NotAMember));
    assert_eq!(party.does("ana", &Command::End), Err(Refusal::NotAMember));
    let now = party.now;
    assert!(party.session.may(&id("ana"), Permission::Ban, now).is_err(), "a host looks after it from outside no more");
}

/// ERA-2, SES-19: the others who came with them keep their names.
#[test]
fn who_came_with_others_loses_their_name_alone() {
    let mut party = Party::with(&["ana"]);
    let coming = |who: &str| Coming { member: id(who), name: Name::parse(who).unwrap(), present_max: None };
    party.ask(&Actor::Server, &Command::Gather { comings: vec![coming("ben"), coming("cat")] }).unwrap();
    erase(&mut party, "ben").unwrap();
    let mut eraser = Eraser::new(id("ben"));
    let rewritten: Vec<_> =
        party.log.iter().map(|entry| eraser.take(entry)).filter(|what| *what != Erased::Kept).collect();
    let [Erased::Rewritten(event)] = rewritten.as_slice() else { panic!("{rewritten:?}") };
    let Event::Came { people, present: 3 } = event.as_ref() else { panic!("{event:?}") };
    let names: Vec<_> = people.iter().map(|arrival| arrival.name.clone()).collect();
    assert_eq!(names, [Name::erased(), Name::parse("cat").unwrap()]);
}

/// ERA-3: nothing more is said about them.
#[test]
fn nobody_acts_upon_who_is_erased() {
    let mut party = Party::with(&["ana", "ben"]);
    erase(&mut party, "ben").unwrap();
    let ban = ModerationCommand::Ban { member: id("ben"), reason: Reason::parse("rude").ok() };
    assert_eq!(party.does("ana", &Command::Moderate(ban)), Err(Refusal::NoSuchMember));
}

/// ERA-6
#[test]
fn people_are_erased_after_the_end_too() {
    let mut party = Party::with(&["ana", "ben"]);
    party.does("ana", &Command::End).unwrap();
    assert_eq!(erase(&mut party, "ben"), Ok(vec![Event::Erased { member: id("ben") }]));
    assert!(matches!(party.session.phase(), Phase::Ended { reason: EndReason::Asked, .. }));
}

/// ERA-2: also of somebody who was only named.
#[test]
fn why_somebody_was_removed_goes_with_either_of_the_two() {
    for (erased, reason) in [("ana", None), ("cat", None), ("ben", Reason::parse("rude").ok())] {
        let mut party = Party::with(&["ana", "ben"]);
        let why = Reason::parse("rude").ok();
        let ban = ModerationCommand::Ban { member: id("cat"), reason: why };
        party.does("ana", &Command::Moderate(ban)).unwrap();
        erase(&mut party, erased).unwrap();
        assert_eq!(party.session.removal(&id("cat")).and_then(|removal| removal.reason.clone()), reason, "{erased}");
        let mut eraser = Eraser::new(id(erased));
        let changed = party.log.iter().map(|entry| eraser.take(entry)).filter(|what| *what != Erased::Kept).count();
        let joined = usize::from(erased != "cat");
        assert_eq!(changed, joined + usize::from(reason.is_none()), "{erased}");
    }
}

fn handed_over(to: &str) -> Event {
    Event::Moderation(ModerationEvent::HandedOver { from: id("ana"), to: id(to) })
}

/// ROL-18
#[test]
fn once_the_host_is_erased_the_highest_and_longest_here_takes_over_for_good() {
    let mut party = Party::with(&["ben", "cat", "ana", "dan"]);
    party.does("ana", &Command::Leave).unwrap();
    assert_eq!(party.expire(), [], "who only leaves stays the host");
    party.join("ana").unwrap();
    let role = ModerationCommand::SetRole { member: id("cat"), role: Role::CoHost };
    party.does("ana", &Command::Moderate(role)).unwrap();
    let alone = party.clone();
    erase(&mut party, "ana").unwrap();
    assert_eq!(party.session.deadline().map(|(_, timer)| timer), Some(Timer::Succession));
    assert_eq!(party.expire(), [handed_over("cat")], "a co-host comes first");
    assert_eq!(party.expire(), [], "once");
    assert_eq!(party.session.host(), &id("cat"));
    assert_eq!(party.session.role(&id("ana")), Some(Role::Member), "and nobody is host twice");
    let ban = ModerationCommand::Ban { member: id("dan"), reason: None };
    party.does("cat", &Command::Moderate(ban)).unwrap();
    party.does("cat", &Command::Leave).unwrap();
    party.does("cat", &Command::End).unwrap();

    let mut party = alone;
    party.does("cat", &Command::Leave).unwrap();
    erase(&mut party, "ana").unwrap();
    assert_eq!(party.expire(), [handed_over("ben")], "then whoever has been here longest");
    party.join("cat").unwrap();
    assert_eq!(party.session.role(&id("cat")), Some(Role::CoHost), "who comes back is what they were");
}

/// ROL-18
#[test]
fn where_nobody_was_there_to_take_over_the_next_to_come_does() {
    let mut party = Party::with(&["ana"]);
    erase(&mut party, "ana").unwrap();
    assert_eq!(party.expire(), []);
    party.join("ben").unwrap();
    assert_eq!(party.expire(), [handed_over("ben")]);
    party.does("ben", &Command::End).unwrap();

    let mut party = Party::with(&["ana", "ben"]);
    party.does("ana", &Command::End).unwrap();
    erase(&mut party, "ana").unwrap();
    assert_eq!(party.expire(), [], "ERA-6: what has ended has nobody who takes over");
}

fn unwanted(words: &[&str], slow_mode_s: u32) -> Command {
    let words = WordFilter::new(words.iter().map(|word| Word::parse(word).unwrap()));
    Command::Chat(ChatCommand::SetRules { rules: ChatRules { slow_mode_s, links: true, words } })
}

/// What somebody would find who reads the log once it is cleared.
fn cleared(party: &Party, who: &str) -> String {
    let mut eraser = Eraser::new(id(who));
    let said = party.log.iter().map(|entry| match eraser.take(entry) {
        Erased::Kept => entry.event.clone(),
        Erased::Emptied => panic!("nobody has said anything"),
        Erased::Rewritten(event) | Erased::RewrittenAtTheEnd(event) => *event,
    });
    format!("{:?}", said.collect::<Vec<_>>())
}

/// ERA-11
#[test]
fn a_list_of_unwanted_words_goes_with_who_wrote_it() {
    let mut party = Party::with(&["ana", "ben"]);
    let role = ModerationCommand::SetRole { member: id("ben"), role: Role::CoHost };
    party.does("ana", &Command::Moderate(role)).unwrap();
    party.does("ana", &unwanted(&["darn"], 0)).unwrap();
    party.does("ben", &unwanted(&["darn"], 5)).unwrap();
    let mut own = party.clone();
    erase(&mut party, "ana").unwrap();
    let rules = party.session.chat().rules();
    assert_eq!((rules.words.words().count(), rules.slow_mode_s), (0, 5), "and nothing else of the rules");
    assert!(!cleared(&party, "ana").contains("darn"), "nor where somebody sent it along with a rule of theirs");
    party.expire();
    party.does("ben", &unwanted(&["darn"], 5)).unwrap();
    assert!(cleared(&party, "ana").contains("darn"), "whoever writes it anew has written it");

    own.does("ben", &unwanted(&["darn", "heck"], 5)).unwrap();
    erase(&mut own, "ana").unwrap();
    assert_eq!(own.session.chat().rules().words.words().count(), 2, "another's list stays");
    own.does("ben", &Command::End).ok();
    erase(&mut own, "ben").unwrap();
    assert_eq!(own.session.chat().rules().words.words().count(), 0);
    assert!(!cleared(&own, "ben").contains("heck"));
}

/// Clears a log as a store does, but stops after so many of the entries that are written at the end.
fn clear(log: &mut [Entry], who: &str, at_the_end_most: usize) {
    let mut eraser = Eraser::new(id(who));
    let mut at_the_end = Vec::new();
    for (index, entry) in log.iter_mut().enumerate() {
        match eraser.take(entry) {
            Erased::Kept => {}
            Erased::Emptied => panic!("nobody has said anything"),
            Erased::Rewritten(event) => entry.event = *event,
            Erased::RewrittenAtTheEnd(event) => at_the_end.push((index, event)),
        }
    }
    for (index, event) in at_the_end.into_iter().rev().take(at_the_end_most) {
        log[index].event = *event;
    }
}

fn fold(log: &[Entry]) -> Session {
    let mut session = Session::begin(&log[0]).unwrap();
    for entry in &log[1..] {
        session.apply(entry).unwrap();
    }
    session
}

/// ERA-2, ERA-4, ERA-11
#[test]
fn whoever_is_cut_off_over_a_list_finds_the_rest_again() {
    let mut party = Party::with(&["ana", "ben"]);
    let role = ModerationCommand::SetRole { member: id("ben"), role: Role::CoHost };
    party.does("ana", &Command::Moderate(role)).unwrap();
    for (who, words, slow_mode_s) in
        [("ana", "darn", 0), ("ben", "darn", 1), ("ben", "", 2), ("ana", "darn", 3), ("ben", "darn", 4)]
    {
        let words: Vec<_> = words.split_whitespace().collect();
        party.does(who, &unwanted(&words, slow_mode_s)).unwrap();
    }
    erase(&mut party, "ana").unwrap();
    for done in 0..6 {
        let mut log = party.log.clone();
        clear(&mut log, "ana", done);
        assert_eq!(fold(&log), party.session, "read after {done}");
        clear(&mut log, "ana", usize::MAX);
        assert!(!format!("{log:?}").contains("darn"), "after {done}");
        assert_eq!(fold(&log), party.session, "taken up again after {done}");
    }
}
