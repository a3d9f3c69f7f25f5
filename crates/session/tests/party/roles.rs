//! Who may do what: every role against every command, who stands in, and the table for people.

use session::{Actor, Command, Permission, PermissionGroup, Refusal, Role};

use super::support::{Party, id};

/// The table in `docs/roles.md` as the code has it.
fn table() -> String {
    let group = |group| match group {
        PermissionGroup::Playback => "Playback",
        PermissionGroup::Queue => "Queue",
        PermissionGroup::Chat => "Chat",
        PermissionGroup::Predictions => "Predictions",
        PermissionGroup::Moderation => "Moderation",
        PermissionGroup::Session => "The session",
    };
    let mut lines =
        vec!["| | may | host | co-host | member | viewer |".to_owned(), "|---|---|---|---|---|---|".to_owned()];
    let mut last = None;
    for permission in Permission::ALL {
        let heading = if last == Some(permission.group()) { "" } else { group(permission.group()) };
        last = Some(permission.group());
        let roles = Role::ALL.into_iter().rev();
        let marks: Vec<_> =
            roles.map(|role| if role.default_permissions().has(permission) { "yes" } else { "–" }).collect();
        lines.push(format!("| {heading} | {} | {} |", permission.words(), marks.join(" | ")));
    }
    lines.join("\n")
}

#[test]
fn the_page_for_people_has_the_table_of_the_code() {
    let page = include_str!("../../../../docs/roles.md");
    assert!(page.contains(&table()), "docs/roles.md must contain:\n\n{}", table());
}

/// ROL-4
#[test]
fn who_has_been_here_longest_stands_in_while_nobody_leads() {
    let mut party = Party::with(&["ben", "ana", "cleo"]);
    let stand_in = |party: &Party| party.session.stand_in().map(ToString::to_string);
    assert_eq!(stand_in(&party), None, "the host is here");
    party.does("ana", &Command::Leave).unwrap();
    assert_eq!(stand_in(&party), Some("ben".to_owned()));
    party.does("ben", &Command::Leave).unwrap();
    party.join("ben").unwrap();
    assert_eq!(stand_in(&party), Some("cleo".to_owned()), "who comes back has not been here long");
    let may = |party: &Party, permission| party.session.may(&id("cleo"), permission, party.now);
    assert_eq!(may(&party, Permission::Kick), Ok(()));
    for lasting in [Permission::Ban, Permission::Settings, Permission::Roles, Permission::End, Permission::HandOver] {
        assert_eq!(may(&party, lasting), Err(Refusal::MayNot(lasting)));
    }
    party.join("ana").unwrap();
    assert_eq!((stand_in(&party), may(&party, Permission::Kick).is_ok()), (None, false), "the host is the host again");
}

/// ROL-3
#[test]
fn the_host_looks_after_the_session_also_from_outside() {
    let mut party = Party::with(&["ana", "ben"]);
    party.does("ana", &Command::Leave).unwrap();
    assert_eq!(party.does("ana", &Command::Play), Err(Refusal::NotAMember));
    assert_eq!(party.ask(&Actor::Member(id("eve")), &Command::End), Err(Refusal::NotAMember));
    assert_eq!(party.does("ana", &Command::End).map(|events| events.len()), Ok(1));
}
