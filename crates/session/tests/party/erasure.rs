//! Somebody deletes everything about themselves.

use session::{
    Actor, Coming, Command, EndReason, Erased, Eraser, Event, LeaveReason, ModerationCommand, Name, Permission, Phase,
    Reason, Refusal,
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
    assert_eq!(party.session.stand_in(), Some(&id("ben")), "ERA-5: a host who goes closes nothing");
    assert_eq!(party.session.phase(), Phase::Live);
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
