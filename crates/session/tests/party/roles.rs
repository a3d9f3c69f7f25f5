//! Who may do what: every role against every command, who stands in, and the table for people.

use session::{
    Actor, Answer, Command, Confirmation, ConfirmationPolicy, Event, LeaveReason, ModerationCommand, ModerationEvent,
    MuteScope, Name, Permission, PermissionGroup, PermissionSet, Reason, Refusal, RemovalKind, Role, SettingsChange,
    WhoControls,
};
use timeline::{Rate, Timestamp};

use super::support::{Party, id, seek, set_length, video};

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

/// One command of each kind; what is about somebody is about `tom`, a member.
fn every_command() -> Vec<(&'static str, Command)> {
    let tom = || id("tom");
    let moderate = Command::Moderate;
    let settings = SettingsChange { slow_mode_s: Some(5), ..SettingsChange::default() };
    vec![
        ("join", Command::Join { name: Name::parse("x").unwrap() }),
        ("leave", Command::Leave),
        ("mark_gone", Command::MarkGone { member: tom(), joined: 2 }),
        ("play", Command::Play),
        ("pause", Command::Pause),
        ("seek", seek(9)),
        ("set_rate", Command::SetRate { rate: Rate::from_thousandths(1500).unwrap() }),
        ("load", Command::Load { video: video("two") }),
        ("set_length", set_length(600)),
        ("answer", Command::Answer { change: 1, answer: Answer::Confirm }),
        ("hold", Command::Hold { stalled: vec![] }),
        ("release", Command::Release { hold: 1, late: vec![] }),
        ("undo", Command::Undo { seq: None }),
        ("end", Command::End),
        ("set_role", moderate(ModerationCommand::SetRole { member: tom(), role: Role::Viewer })),
        ("hand_over", moderate(ModerationCommand::HandOver { to: tom() })),
        ("kick", moderate(ModerationCommand::Kick { member: tom(), reason: None })),
        ("ban", moderate(ModerationCommand::Ban { member: tom(), reason: None })),
        ("unban", moderate(ModerationCommand::Unban { member: tom() })),
        ("mute", mute("tom", 60_000, MuteScope::Talk)),
        ("unmute", moderate(ModerationCommand::Unmute { member: tom() })),
        ("settings", Command::ChangeSettings(Box::new(settings))),
    ]
}

/// What the table says of a decision. That there is nothing to answer or to undo is no matter of rights.
fn mark(decision: &Result<Vec<Event>, Refusal>) -> &'static str {
    match decision {
        Ok(_) | Err(Refusal::NotAsked | Refusal::NothingToUndo) => "yes",
        Err(Refusal::MayNot(_)) => "no",
        Err(Refusal::OnlyHostsControl) => "hosts",
        Err(Refusal::Outranked) => "rank",
        Err(Refusal::NotAMember) => "out",
        Err(Refusal::NotAllowed) => "never",
        Err(other) => panic!("{other:?}"),
    }
}

/// Everybody against every command: in a session as it begins, with only hosts in control, and where `sam` stands in.
const RIGHTS: &str = "\
            host cohost member viewer left  eve   server | member* viewer* standin
join        yes  yes    yes    yes    yes   yes   never  | yes     yes     yes
leave       yes  yes    yes    yes    yes   out   out    | yes     yes     yes
mark_gone   never never never  never  never never yes    | never   never   never
play        yes  yes    yes    no     out   out   out    | hosts   no      yes
pause       yes  yes    yes    no     out   out   out    | hosts   no      yes
seek        yes  yes    yes    no     out   out   out    | hosts   no      yes
set_rate    yes  yes    yes    no     out   out   out    | hosts   no      yes
load        yes  yes    yes    no     out   out   out    | hosts   no      yes
set_length  yes  yes    yes    yes    out   out   out    | yes     yes     yes
answer      yes  yes    yes    yes    out   out   out    | yes     yes     yes
hold        never never never  never  never never yes    | never   never   never
release     never never never  never  never never yes    | never   never   never
undo        yes  yes    yes    yes    out   out   out    | yes     yes     yes
end         yes  no     no     no     out   out   out    | no      no      no
set_role    yes  yes    no     no     out   out   out    | no      no      no
hand_over   yes  no     no     no     out   out   out    | no      no      no
kick        yes  yes    no     no     out   out   out    | no      no      yes
ban         yes  yes    no     no     out   out   out    | no      no      no
unban       yes  yes    no     no     out   out   out    | no      no      no
mute        yes  yes    no     no     out   out   out    | no      no      yes
unmute      yes  yes    no     no     out   out   out    | no      no      yes
settings    yes  yes    no     no     out   out   out    | no      no      no";

/// ROL-3
#[test]
fn every_role_against_every_command() {
    let mut begun = Party::with(&["ana", "tom", "coco", "sam", "vic", "lea"]);
    begun.set_role("ana", "coco", Role::CoHost).unwrap();
    begun.set_role("ana", "vic", Role::Viewer).unwrap();
    begun.does("lea", &Command::Leave).unwrap();
    let mut hosts = begun.clone();
    hosts.set("ana", &only_hosts()).unwrap();
    let mut alone = begun.clone();
    for leader in ["ana", "coco", "tom"] {
        alone.does(leader, &Command::Leave).unwrap();
    }
    alone.join("tom").unwrap();
    let member = |name: &str| Actor::Member(id(name));
    let columns = [
        (&begun, member("ana")),
        (&begun, member("coco")),
        (&begun, member("sam")),
        (&begun, member("vic")),
        (&begun, member("lea")),
        (&begun, member("eve")),
        (&begun, Actor::Server),
        (&hosts, member("sam")),
        (&hosts, member("vic")),
        (&alone, member("sam")),
    ];
    let mut lines = RIGHTS.lines().skip(1);
    for (name, command) in every_command() {
        let marks = columns.iter().map(|(party, actor)| mark(&(*party).clone().ask(actor, &command)));
        let decided: Vec<_> = std::iter::once(name).chain(marks).collect();
        let line = lines.next().unwrap_or_default();
        let written: Vec<_> = line.split_whitespace().filter(|word| *word != "|").collect();
        assert_eq!(decided, written, "{name}");
    }
    assert_eq!(lines.next(), None);
}

/// ROL-5
#[test]
fn one_switch_leaves_control_to_the_hosts_and_gives_it_back() {
    let mut party = Party::with(&["ana", "ben"]);
    assert!(party.does("ben", &Command::Play).is_ok(), "free for all by default");
    let change = SettingsChange { viewer: Some(PermissionSet::ALL), ..only_hosts() };
    assert_eq!(party.set("ana", &change).unwrap_err(), Refusal::MayNot(Permission::HandOver));
    let all_but = PermissionSet::ALL.without(PermissionSet::of(&[Permission::HandOver]));
    party.set("ana", &SettingsChange { member: Some(all_but), ..only_hosts() }).unwrap();
    assert_eq!(party.does("ben", &Command::Pause), Err(Refusal::OnlyHostsControl), "whatever the role may");
    assert_eq!(party.does("ben", &Command::Undo { seq: None }), Err(Refusal::OnlyHostsControl));
    let everyone = SettingsChange { control: Some(WhoControls::Everyone), ..SettingsChange::default() };
    party.set("ben", &everyone).unwrap();
    assert!(party.does("ben", &Command::Pause).is_ok());
}

/// ROL-6
#[test]
fn a_change_of_the_settings_tells_what_is_new() {
    let mut party = Party::with_policy(ConfirmationPolicy::Everyone, &["ana", "ben"]);
    party.does("ana", &Command::Play).unwrap();
    let same = SettingsChange { links: Some(true), slow_mode_s: Some(0), ..SettingsChange::default() };
    assert_eq!(party.set("ana", &same), Ok(vec![]));
    let confirmation = Some(Confirmation::default());
    let change = SettingsChange { confirmation, links: Some(true), ..SettingsChange::default() };
    let events = party.set("ana", &change).unwrap();
    let news = SettingsChange { confirmation, ..SettingsChange::default() };
    assert_eq!(events[0], Event::SettingsChanged { change: Box::new(news) });
    assert!(matches!(events[1], Event::ConfirmationClosed { .. }) && party.session.asked().is_none());
    for bad in [
        SettingsChange { newcomers: Some(Role::CoHost), ..SettingsChange::default() },
        SettingsChange { slow_mode_s: Some(3_601), ..SettingsChange::default() },
    ] {
        assert_eq!(party.set("ana", &bad), Err(Refusal::BadSettings));
    }
    party.set("ana", &SettingsChange { newcomers: Some(Role::Viewer), ..SettingsChange::default() }).unwrap();
    party.join("cleo").unwrap();
    assert_eq!(party.session.role(&id("cleo")), Some(Role::Viewer));
    party.does("ben", &Command::Leave).unwrap();
    party.join("ben").unwrap();
    assert_eq!(party.session.role(&id("ben")), Some(Role::Member), "who has been here is what they were");
}

/// ROL-7
#[test]
fn nobody_gives_what_they_may_not_themselves() {
    let mut party = Party::with(&["ana", "coco", "ben"]);
    party.set_role("ana", "coco", Role::CoHost).unwrap();
    let member = Role::Member.default_permissions();
    let with = |permission| SettingsChange {
        member: Some(member.union(PermissionSet::of(&[permission]))),
        ..SettingsChange::default()
    };
    assert_eq!(party.set("coco", &with(Permission::End)), Err(Refusal::MayNot(Permission::End)));
    let own = SettingsChange { co_host: Some(PermissionSet::NONE), ..SettingsChange::default() };
    assert_eq!(party.set("coco", &own), Err(Refusal::Outranked));
    party.set("coco", &with(Permission::Kick)).unwrap();
    assert_eq!(party.kick("ben", "coco"), Err(Refusal::Outranked));
    party.set("ana", &own).unwrap();
    assert_eq!(party.does("coco", &Command::Play), Err(Refusal::MayNot(Permission::PlayPause)));
}

/// ROL-10
#[test]
fn nobody_acts_upon_the_same_or_a_higher_role() {
    let mut party = Party::with(&["ana", "coco", "cora", "ben", "vic"]);
    for (member, role) in [("coco", Role::CoHost), ("cora", Role::CoHost), ("vic", Role::Viewer)] {
        party.set_role("ana", member, role).unwrap();
    }
    for (by, whom) in [("coco", "ana"), ("coco", "cora"), ("coco", "coco"), ("ana", "ana")] {
        assert_eq!(party.kick(by, whom), Err(Refusal::Outranked), "{by} {whom}");
        assert_eq!(party.ban(by, whom), Err(Refusal::Outranked), "{by} {whom}");
        assert_eq!(party.does(by, &mute(whom, 60_000, MuteScope::Talk)), Err(Refusal::Outranked), "{by} {whom}");
        assert_eq!(party.set_role(by, whom, Role::Viewer), Err(Refusal::Outranked), "{by} {whom}");
    }
    assert_eq!(party.set_role("coco", "ben", Role::CoHost), Err(Refusal::Outranked));
    assert_eq!(party.set_role("ana", "ben", Role::Host), Err(Refusal::Outranked));
    assert_eq!(party.set_role("coco", "eve", Role::Viewer), Err(Refusal::NoSuchMember));
    assert_eq!(party.kick("coco", "eve"), Err(Refusal::NoSuchMember));
    assert_eq!(party.set_role("coco", "vic", Role::Member).map(|events| events.len()), Ok(1));
    assert_eq!(party.set_role("coco", "vic", Role::Member), Ok(vec![]));
}

/// ROL-10
#[test]
fn who_stands_in_does_not_act_upon_themselves() {
    let mut party = Party::with(&["ben", "cleo"]);
    assert_eq!(party.session.stand_in(), Some(&id("ben")));
    assert_eq!(party.kick("ben", "ben"), Err(Refusal::Outranked));
    assert_eq!(party.kick("ben", "cleo").map(|events| events.len()), Ok(2));
}

/// ROL-11
#[test]
fn a_role_outlasts_leaving() {
    let mut party = Party::with(&["ana", "ben"]);
    party.set_role("ana", "ben", Role::CoHost).unwrap();
    party.does("ben", &Command::Leave).unwrap();
    let events = party.join("ben").unwrap();
    assert!(matches!(events[0], Event::Joined { role: Role::CoHost, .. }), "{events:?}");
    party.does("ana", &Command::Leave).unwrap();
    assert_eq!(party.session.stand_in(), None, "a co-host is here");
    party.join("ana").unwrap();
    party.set_role("ana", "ben", Role::Member).unwrap();
    party.does("ana", &Command::Leave).unwrap();
    assert_eq!(party.session.stand_in(), Some(&id("ben")));
}

/// ROL-12
#[test]
fn the_host_hands_over_to_somebody_who_is_here() {
    let mut party = Party::with(&["ana", "ben"]);
    let hand_over = |to: &str| Command::Moderate(ModerationCommand::HandOver { to: id(to) });
    assert_eq!(party.does("ana", &hand_over("eve")), Err(Refusal::NoSuchMember));
    assert_eq!(party.does("ana", &hand_over("ana")), Ok(vec![]));
    party.does("ana", &mute("ben", 60_000, MuteScope::TalkAndControl)).unwrap();
    party.does("ana", &hand_over("ben")).unwrap();
    let roles = ["ana", "ben"].map(|name| party.session.role(&id(name)).unwrap());
    assert_eq!(roles, [Role::CoHost, Role::Host]);
    assert_eq!(party.session.summary().host, id("ben"));
    assert_eq!(party.session.mute(&id("ben"), party.now), None, "nobody may act upon the host");
    assert_eq!(party.does("ana", &Command::End), Err(Refusal::MayNot(Permission::End)));
    assert!(party.does("ben", &Command::End).is_ok());
}

/// ROL-13, ROL-17
#[test]
fn who_is_kicked_leaves_and_may_come_back() {
    let mut party = Party::with_policy(ConfirmationPolicy::Everyone, &["ana", "ben"]);
    party.does("ana", &Command::Play).unwrap();
    let joined = party.joined("ben").unwrap();
    let reason = Reason::parse("spoilers").unwrap();
    let kick = ModerationCommand::Kick { member: id("ben"), reason: Some(reason.clone()) };
    let events = party.does("ana", &Command::Moderate(kick)).unwrap();
    assert_eq!(
        events[..2],
        [
            Event::Moderation(ModerationEvent::Kicked { member: id("ben"), reason: Some(reason.clone()) }),
            Event::Left { member: id("ben"), joined, reason: LeaveReason::Removed },
        ]
    );
    assert_eq!(party.session.asked(), None, "who was removed is not waited for");
    let removal = party.session.removal(&id("ben")).unwrap().clone();
    assert_eq!((removal.kind, removal.by, removal.reason), (RemovalKind::Kick, Some(id("ana")), Some(reason)));
    assert_eq!(party.kick("ana", "ben"), Ok(vec![]), "not here any more");
    assert_eq!(party.does("ben", &Command::Play), Err(Refusal::NotAMember));
    party.join("ben").unwrap();
    assert_eq!(party.session.removal(&id("ben")), None);
}

/// ROL-14
#[test]
fn who_is_banned_cannot_join_until_the_ban_is_lifted() {
    let mut party = Party::with(&["ana", "ben"]);
    party.set_role("ana", "ben", Role::CoHost).unwrap();
    for (whom, entries) in [("ben", 2), ("eve", 1)] {
        assert_eq!(party.ban("ana", whom).map(|events| events.len()), Ok(entries), "{whom}");
        assert_eq!(party.ban("ana", whom), Ok(vec![]), "{whom}");
        assert_eq!(party.join(whom), Err(Refusal::Banned), "{whom}");
    }
    assert_eq!(party.session.bans().count(), 2);
    let unban = |whom: &str| Command::Moderate(ModerationCommand::Unban { member: id(whom) });
    party.does("ana", &unban("ben")).unwrap();
    assert_eq!(party.does("ana", &unban("ben")), Ok(vec![]));
    party.join("ben").unwrap();
    assert_eq!(party.session.role(&id("ben")), Some(Role::Member), "no co-host any more");
    assert_eq!(party.join("eve"), Err(Refusal::Banned));
}

/// ROL-15
#[test]
fn a_time_out_takes_talk_and_where_wanted_control_until_it_is_over() {
    let mut party = Party::with(&["ana", "ben"]);
    let may = |party: &Party, permission| party.session.may(&id("ben"), permission, party.now);
    let until = Timestamp::from_ms(70_000);
    party.at(10_000).does("ana", &mute("ben", 60_000, MuteScope::Talk)).unwrap();
    assert_eq!(may(&party, Permission::Say), Err(Refusal::Muted { until }));
    assert_eq!(may(&party, Permission::React), Err(Refusal::Muted { until }));
    assert!(party.does("ben", &Command::Play).is_ok());
    party.does("ana", &mute("ben", 60_000, MuteScope::TalkAndControl)).unwrap();
    assert_eq!(party.does("ben", &Command::Pause), Err(Refusal::Muted { until }));
    assert_eq!(may(&party, Permission::QueueAdd), Err(Refusal::Muted { until }));
    assert!(!party.session.permissions(&id("ben"), party.now).has(Permission::Say));
    party.at(70_000);
    assert_eq!((may(&party, Permission::Say), may(&party, Permission::PlayPause)), (Ok(()), Ok(())), "it is over");
    let unmute = Command::Moderate(ModerationCommand::Unmute { member: id("ben") });
    assert_eq!(party.does("ana", &unmute), Ok(vec![]));
    party.does("ana", &mute("ben", 60_000, MuteScope::Talk)).unwrap();
    assert_eq!(party.does("ana", &unmute).map(|events| events.len()), Ok(1));
    assert_eq!(may(&party, Permission::Say), Ok(()));
    for ms in [0, -1, 9_999, 604_800_001, i64::MAX] {
        assert_eq!(party.does("ana", &mute("ben", ms, MuteScope::Talk)), Err(Refusal::BadMuteTime), "{ms}");
    }
}

/// SES-40
#[test]
fn who_only_watches_is_not_asked_to_confirm() {
    let mut party = Party::with_policy(ConfirmationPolicy::Everyone, &["ana", "ben", "vic"]);
    party.set_role("ana", "vic", Role::Viewer).unwrap();
    party.does("ana", &Command::Play).unwrap();
    assert_eq!(party.session.asked().unwrap().waiting.iter().collect::<Vec<_>>(), [&id("ben")]);
}

fn only_hosts() -> SettingsChange {
    SettingsChange { control: Some(WhoControls::Hosts), ..SettingsChange::default() }
}

fn mute(member: &str, for_ms: i64, scope: MuteScope) -> Command {
    Command::Moderate(ModerationCommand::Mute { member: id(member), for_ms, scope, reason: None })
}

impl Party {
    fn set(&mut self, by: &str, change: &SettingsChange) -> Result<Vec<Event>, Refusal> {
        self.does(by, &Command::ChangeSettings(Box::new(change.clone())))
    }

    fn set_role(&mut self, by: &str, member: &str, role: Role) -> Result<Vec<Event>, Refusal> {
        self.does(by, &Command::Moderate(ModerationCommand::SetRole { member: id(member), role }))
    }

    fn kick(&mut self, by: &str, member: &str) -> Result<Vec<Event>, Refusal> {
        self.does(by, &Command::Moderate(ModerationCommand::Kick { member: id(member), reason: None }))
    }

    fn ban(&mut self, by: &str, member: &str) -> Result<Vec<Event>, Refusal> {
        self.does(by, &Command::Moderate(ModerationCommand::Ban { member: id(member), reason: None }))
    }
}
