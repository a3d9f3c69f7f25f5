//! Rules of a session, told as short stories.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

mod erasure;
mod names;
mod roles;
mod support;

use session::limits::{CROWD_ABOVE, TOGETHER_MAX};
use session::{
    Actor, Coming, Command, ConfirmationPolicy, Departure, EndReason, Event, LeaveReason, ModerationCommand, Name,
    PauseReason, Permission, Phase, Refusal, Role, Session, VideoId,
};
use support::{LEAD_MS, Party, id, seek, set_length, video};
use timeline::{Rate, Status, Timecode, Timestamp};

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
    assert_eq!(party.does("ben", &Command::End), Err(Refusal::MayNot(Permission::End)));
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

/// SES-12
#[test]
fn a_leave_ends_the_presence_that_its_sender_had_seen() {
    let mut party = Party::with(&["ana", "ben"]);
    let seen = party.session.head();
    party.does("ben", &Command::Leave).unwrap();
    assert_eq!(party.does("ben", &Command::Leave), Ok(vec![]), "who has left already has nothing to leave");
    party.join("ben").unwrap();
    assert_eq!(party.does_late("ben", seen, &Command::Leave), Ok(vec![]), "a repeat of the first");
    let seen = party.session.head();
    assert_eq!(party.does_late("ben", seen, &Command::Leave).map(|events| events.len()), Ok(1));
}

fn crowd(people: usize) -> Vec<Coming> {
    let name = Name::parse("Somebody").unwrap();
    (0..people)
        .map(|number| Coming { member: id(&format!("m{number}")), name: name.clone(), present_max: None })
        .collect()
}

/// SES-19
#[test]
fn many_come_with_one_entry_and_only_the_server_says_so() {
    let mut party = Party::with(&["ana"]);
    let gather = |people| Command::Gather { comings: crowd(people) };
    assert_eq!(party.does("ana", &gather(2)), Err(Refusal::NotAllowed));
    let events = party.ask(&Actor::Server, &gather(TOGETHER_MAX + 50)).unwrap();
    let [Event::Came { people, present }] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((people.len(), *present as usize), (TOGETHER_MAX, TOGETHER_MAX + 1));
    let events = party.ask(&Actor::Server, &gather(TOGETHER_MAX)).unwrap();
    assert_eq!(events, [], "they are there already");
    let joined = party.session.head();
    assert_eq!(party.joined("m7"), Some(joined));
    assert_eq!(party.gone("m7", joined).len(), 1, "each leaves as if they had come alone");
    assert_eq!(party.gone("m7", joined), vec![]);
}

/// SES-19, ROL-10
#[test]
fn who_comes_with_others_keeps_to_the_same_rules() {
    let mut party = Party::with(&["ana"]);
    party.does("ana", &Command::Moderate(ModerationCommand::Ban { member: id("m1"), reason: None })).unwrap();
    let mut comings = crowd(5);
    for coming in &mut comings {
        coming.present_max = Some(3);
    }
    let events = party.ask(&Actor::Server, &Command::Gather { comings }).unwrap();
    let [Event::Came { people, present: 3 }] = events.as_slice() else { panic!("{events:?}") };
    let who: Vec<_> = people.iter().map(|arrival| arrival.member.clone()).collect();
    assert_eq!(who, [id("m0"), id("m2")], "m1 is banned, and there is no place for more");
    assert!(people.iter().all(|arrival| arrival.role == Role::Member), "{people:?}");
}

/// SES-19, SES-18
#[test]
fn of_those_who_came_together_one_stands_in() {
    let mut party = Party::with(&["ana"]);
    let mut comings = crowd(4);
    comings.reverse();
    party.ask(&Actor::Server, &Command::Gather { comings }).unwrap();
    party.does("ana", &Command::Leave).unwrap();
    assert_eq!(party.session.stand_in(), Some(&id("m0")));
    let joined = party.joined("m0").unwrap();
    let departure = |member: &str| Departure { member: id(member), joined, reason: LeaveReason::Gone };
    let departures = vec![departure("m0"), departure("m1")];
    party.ask(&Actor::Server, &Command::Disperse { departures }).unwrap();
    assert_eq!(party.session.stand_in(), Some(&id("m2")));
}

/// SES-18
#[test]
fn many_go_with_one_entry() {
    let mut party = Party::with(&["ana"]);
    party.ask(&Actor::Server, &Command::Gather { comings: crowd(3) }).unwrap();
    party.does("ana", &Command::Play).unwrap();
    let joined = party.joined("m0").unwrap();
    let departure = |member: &str, joined| Departure { member: id(member), joined, reason: LeaveReason::Gone };
    let gone = vec![departure("m0", joined), departure("m1", joined), departure("m0", joined), departure("m2", 1)];
    let events = party.ask(&Actor::Server, &Command::Disperse { departures: gone.clone() }).unwrap();
    assert_eq!(events, [Event::Went { people: gone[..2].to_vec(), present: 2 }], "of m2 another presence was meant");
    let ana = party.joined("ana").unwrap();
    let last = vec![departure("m2", joined), departure("ana", ana)];
    let events = party.ask(&Actor::Server, &Command::Disperse { departures: last }).unwrap();
    assert_eq!(events.last(), Some(&Event::Paused { reason: PauseReason::NobodyHere }), "SES-13");
    assert!(party.session.deadline().is_some());
}

/// SES-46
#[test]
fn a_crowd_is_not_asked() {
    let mut party = Party::with_policy(ConfirmationPolicy::Majority, &["ana"]);
    party.ask(&Actor::Server, &Command::Gather { comings: crowd(CROWD_ABOVE) }).unwrap();
    assert!(party.session.is_crowd());
    assert_eq!(party.does("ana", &Command::Play), Ok(vec![Event::Played]));
    party.does("m1", &Command::Leave).unwrap();
    assert_eq!(party.does("ana", &Command::Pause).map(|events| events.len()), Ok(2), "now they are");
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

/// SES-17
#[test]
fn a_session_is_planned_ahead_and_nobody_is_missed_before() {
    let at = |ms| Some(Timestamp::from_ms(ms));
    let (day_ms, year_ms) = (24 * 3600 * 1000, 366 * 24 * 3600 * 1000);
    let mut party = Party::new();
    party.does("ana", &Command::Join { name: Name::parse("Ana").unwrap() }).unwrap();
    party.does("ben", &Command::Join { name: Name::parse("Ben").unwrap() }).unwrap();
    let to = |starts_at| Command::Reschedule { starts_at };
    assert_eq!(party.does("ben", &to(at(day_ms))), Err(Refusal::MayNot(Permission::Schedule)));
    for starts_at in [at(0), at(-1), at(year_ms + 1)] {
        assert_eq!(party.does("ana", &to(starts_at)), Err(Refusal::BadStart));
    }
    let planned = party.does("ana", &to(at(30 * day_ms)));
    assert_eq!(planned, Ok(vec![Event::Rescheduled { starts_at: at(30 * day_ms) }]));
    assert_eq!(party.does("ana", &to(at(30 * day_ms))), Ok(vec![]), "it is so already");
    assert_eq!(party.session.summary().starts_at, at(30 * day_ms));
    party.does("ben", &Command::Play).unwrap();
    party.does("ana", &Command::Leave).unwrap();
    party.does("ben", &Command::Leave).unwrap();
    assert_eq!(party.session.deadline().map(|(at, _)| at.ms()), Some(30 * day_ms + 6 * 3600 * 1000));
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
fn a_member_undoes_their_own_and_the_host_anybodys() {
    let mut party = Party::with(&["ana", "ben", "cleo"]);
    party.does("ben", &Command::Load { video: video("two") }).unwrap();
    let loaded = party.session.head();
    let undo = Command::Undo { seq: Some(loaded) };
    assert_eq!(party.does("cleo", &undo), Err(Refusal::MayNot(Permission::UndoOthers)));
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
