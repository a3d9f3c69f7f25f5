//! Who may do what to the queue.

use session::limits::QUEUE_ITEMS_PER_MEMBER_MAX;
use session::{
    Command, ModerationCommand, MuteScope, Permission, Place, QueueCommand, Refusal, Repeat, Role, SettingsChange,
    WhoControls,
};
use timeline::Timecode;

use super::{Party, choose, id, new_items};

/// QUE-1
#[test]
fn co_hosts_add_as_many_as_the_host_and_nobody_more_because_they_are_away() {
    let mut party = Party::with(&["ana", "ben", "cat"]);
    party.set_role("ben", Role::CoHost);
    let add = |count: usize| QueueCommand::Add { items: new_items(&vec!["x"; count]), place: Place::End };
    assert!(party.does("ben", add(QUEUE_ITEMS_PER_MEMBER_MAX)).is_ok());
    assert!(party.does("ben", add(1)).is_ok(), "a co-host is not bounded");
    party.set_role("ben", Role::Member);
    assert_eq!(party.does("ben", add(1)), Err(Refusal::TooManyOfYours), "and one who was is again");
    assert!(party.does("cat", add(QUEUE_ITEMS_PER_MEMBER_MAX)).is_ok());
    party.member("ana", &Command::Leave).unwrap();
    assert_eq!(party.does("cat", add(1)), Err(Refusal::TooManyOfYours), "who leads for a while is bounded still");
}

/// QUE-20
#[test]
fn who_manages_the_queue_says_what_plays_and_one_stands_in_while_the_hosts_are_away() {
    let mut party = Party::with(&["ana", "ben", "cat", "vic"]);
    party.set_role("vic", Role::Viewer);
    let a = party.adds("ana", &["a", "b"])[0];
    let managing = [
        QueueCommand::Clear,
        QueueCommand::PlayNow { item: a },
        QueueCommand::Next { leaves: None },
        QueueCommand::Previous { leaves: None },
        QueueCommand::Shuffle,
        choose(Repeat::All),
        QueueCommand::Measure { item: a, length: Timecode::from_us_clamped(5) },
    ];
    let refused = Err(Refusal::MayNot(Permission::QueueManage));
    for command in &managing {
        assert_eq!(party.does("ben", command.clone()), refused, "{command:?}");
        assert_eq!(party.does("eve", command.clone()), Err(Refusal::NotAMember), "{command:?}");
    }
    party.member("ana", &Command::Leave).unwrap();
    for command in managing {
        for member in ["cat", "vic"] {
            assert_eq!(party.does(member, command.clone()), refused, "{member}: {command:?}");
        }
    }
    party.does("ben", QueueCommand::Next { leaves: None }).unwrap();
    assert_eq!(party.on_screen(), "a", "who has been here longest stands in");
}

/// QUE-3, QUE-20, ROL-5, ROL-15
#[test]
fn each_permission_of_the_queue_lets_do_what_it_says_and_nothing_else() {
    let mut party = Party::with(&["ana", "ben"]);
    let [a, b] = party.adds("ana", &["a", "b"])[..] else { panic!("two") };
    let own = party.adds("ben", &["own"])[0];
    let remove = |item| QueueCommand::Remove { items: vec![item] };
    party.members_may(&[]);
    assert_eq!(party.does("ben", remove(own)), Err(Refusal::MayNot(Permission::QueueAdd)));
    assert_eq!(party.undo("ben", own), Err(Refusal::MayNot(Permission::QueueAdd)));
    party.members_may(&[Permission::QueueRemove]);
    party.does("ben", remove(a)).unwrap();
    party.does("ben", remove(own)).unwrap();
    party.members_may(&[Permission::QueueManage]);
    assert_eq!(party.does("ben", remove(b)), Err(Refusal::MayNot(Permission::QueueRemove)));
    party.does("ben", choose(Repeat::All)).unwrap();
    party.does("ben", QueueCommand::Next { leaves: None }).unwrap();
    assert_eq!(party.on_screen(), "b");

    party.change(SettingsChange { control: Some(WhoControls::Hosts), ..SettingsChange::default() });
    assert_eq!(party.does("ben", choose(Repeat::Off)), Err(Refusal::OnlyHostsControl));
    party.change(SettingsChange { control: Some(WhoControls::Everyone), ..SettingsChange::default() });
    let mute =
        ModerationCommand::Mute { member: id("ben"), for_ms: 60_000, scope: MuteScope::TalkAndControl, reason: None };
    party.member("ana", &Command::Moderate(mute)).unwrap();
    assert!(matches!(party.does("ben", choose(Repeat::Off)), Err(Refusal::Muted { .. })));
    party.member("ana", &Command::Leave).unwrap();
    assert!(matches!(party.does("ben", choose(Repeat::Off)), Err(Refusal::Muted { .. })), "also who stands in");
}
