//! What people are called.

use session::limits::{RENAMES_MAX, RENAMES_WITHIN_MS};
use session::{Actor, Coming, Command, Event, ModerationCommand, MuteScope, Name, Refusal, Role};

use crate::support::{Party, id};

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn called(party: &mut Party, who: &str, text: &str) -> Result<Vec<Event>, Refusal> {
    party.does(who, &Command::Join { name: name(text) })
}

fn name_of(party: &Party, who: &str) -> String {
    party.session.member(&id(who)).unwrap().name.to_string()
}

/// ROL-19
#[test]
fn who_has_a_time_out_goes_on_under_the_name_that_they_have() {
    for scope in [MuteScope::Talk, MuteScope::TalkAndControl] {
        let mut party = Party::with(&["ana", "ben"]);
        let mute = ModerationCommand::Mute { member: id("ben"), for_ms: 60_000, scope, reason: None };
        party.at(0).does("ana", &Command::Moderate(mute)).unwrap();
        assert_eq!(called(&mut party, "ben", "buy now"), Ok(vec![]), "joining works, and says nothing");
        party.does("ben", &Command::Leave).unwrap();
        called(&mut party, "ben", "buy now").unwrap();
        assert_eq!(name_of(&party, "ben"), "ben", "leaving and coming back is no way around it");
        party.does("ben", &Command::Leave).unwrap();
        let comings = vec![Coming { member: id("ben"), name: name("buy now"), present_max: None }];
        party.ask(&Actor::Server, &Command::Gather { comings }).unwrap();
        assert_eq!(name_of(&party, "ben"), "ben", "nor is coming with others");
        party.at(60_000);
        called(&mut party, "ben", "Benny").unwrap();
        assert_eq!(name_of(&party, "ben"), "Benny");
    }
}

/// SES-11
#[test]
fn names_change_a_few_times_and_then_not_for_a_while() {
    let mut party = Party::with(&["ana", "ben"]);
    for n in 0..1_000 {
        called(party.at(n), "ben", &format!("Ben {n}")).unwrap();
        if n % 2 == 0 {
            party.does("ben", &Command::Leave).unwrap();
        }
    }
    let last = format!("Ben {}", RENAMES_MAX - 1);
    assert_eq!(name_of(&party, "ben"), last);
    assert_eq!(called(party.at(RENAMES_WITHIN_MS - 1), "ben", "Benny"), Ok(vec![]));
    called(party.at(RENAMES_WITHIN_MS), "ben", "Benny").unwrap();
    assert_eq!(name_of(&party, "ben"), "Benny");
}

/// ROL-20
#[test]
fn nobody_takes_the_name_of_whoever_leads() {
    let mut party = Party::with(&["ana", "ben", "cleo"]);
    called(&mut party, "ana", "Ana").unwrap();
    let role = ModerationCommand::SetRole { member: id("cleo"), role: Role::CoHost };
    party.does("ana", &Command::Moderate(role)).unwrap();
    for (asked, given) in [("ANA", "ANA 2"), ("\u{410}n\u{430}!", "\u{410}n\u{430}! 2"), ("cleo", "cleo 2")] {
        let mut party = Party { session: party.session.clone(), log: party.log.clone(), ..Party::new() };
        called(&mut party, "ben", asked).unwrap();
        assert_eq!(name_of(&party, "ben"), given);
        assert_eq!(called(&mut party, "ben", asked), Ok(vec![]), "and keeps it");
        called(&mut party, "dan", asked).unwrap();
        assert_eq!(name_of(&party, "dan"), given, "others need not differ from each other");
    }
    called(&mut party, "cleo", "Ana").unwrap();
    assert_eq!(name_of(&party, "cleo"), "Ana 2");
    called(&mut party, "ben", "Ana").unwrap();
    assert_eq!(name_of(&party, "ben"), "Ana 3", "a number that is free");
    called(&mut party, "ana", "cleo").unwrap();
    called(&mut party, "ana", "ben").unwrap();
    assert_eq!(name_of(&party, "ana"), "ben", "the host is called as they like");
    let long = "x".repeat(64);
    called(party.at(RENAMES_WITHIN_MS), "ana", &long).unwrap();
    called(&mut party, "ben", &long).unwrap();
    assert_eq!(name_of(&party, "ben"), format!("{} 2", "x".repeat(59)));
}

/// ROL-20
#[test]
fn a_name_that_looks_like_that_of_whoever_leads_is_none() {
    for (leads, asked) in [("Nina", "\u{39d}ina"), ("Helen", "\u{397}elen"), ("Bill", "BiII"), ("Bob", "B0b")] {
        let mut party = Party::with(&["ana", "ben"]);
        called(&mut party, "ana", leads).unwrap();
        called(&mut party, "ben", asked).unwrap();
        assert_eq!(name_of(&party, "ben"), format!("{asked} 2"));
    }
}

/// ROL-20: who has had a name before goes on under it, whoever leads by now.
#[test]
fn a_hand_over_renames_nobody() {
    let mut party = Party::with(&["ana", "ben", "cleo"]);
    called(&mut party, "ben", "Sam").unwrap();
    called(&mut party, "cleo", "Sam").unwrap();
    party.does("ana", &Command::Moderate(ModerationCommand::HandOver { to: id("ben") })).unwrap();
    assert_eq!(called(&mut party, "cleo", "Sam"), Ok(vec![]));
    assert_eq!(name_of(&party, "cleo"), "Sam");
}
