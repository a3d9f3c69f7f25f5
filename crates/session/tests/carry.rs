//! What one evening of a series hands on to the next.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use session::{
    Actor, Command, Confirmation, Context, MemberId, ModerationCommand, Name, Opening, Refusal, Role, Session,
    SettingsChange, StartPolicy, Title, Video, VideoId, VideoKind, Visibility, WhoControls,
};
use timeline::{Timecode, Timestamp};

fn member(id: &str) -> MemberId {
    MemberId::parse(id).unwrap()
}

fn opening(host: &str) -> Opening {
    Opening {
        title: Title::parse("Friday").unwrap(),
        video: Video { id: VideoId::parse("v").unwrap(), url: "https://example.org".into(), kind: VideoKind::File },
        host: member(host),
        visibility: Visibility::Private,
        confirmation: Confirmation::default(),
        start: StartPolicy::AtOnce,
        starts_at: None,
        from: Timecode::ZERO,
    }
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn next_after(evening: &Session) -> Session {
    let entries = opening("ana").entries(Some(evening.carried()), at(100_000));
    let mut next = Session::begin(&entries[0]).unwrap();
    for entry in &entries[1..] {
        next.admits(entry).unwrap();
        next.apply(entry).unwrap();
    }
    next
}

fn context() -> Context<'static> {
    Context { now: at(1_000), based_on: None, start_lead_ms: 0, players: &[] }
}

fn does(session: &mut Session, who: &str, command: &Command) -> Result<(), Refusal> {
    let entries = session.decide(context(), &Actor::Member(member(who)), command)?;
    for entry in &entries {
        session.apply(entry).unwrap();
    }
    Ok(())
}

fn join(session: &mut Session, who: &str) -> Result<(), Refusal> {
    does(session, who, &Command::Join { name: Name::parse(who).unwrap() })
}

fn set_role(session: &mut Session, who: &str, role: Role) {
    let command = ModerationCommand::SetRole { member: member(who), role };
    does(session, "ana", &Command::Moderate(command)).unwrap();
}

/// SER-4
#[test]
fn who_is_what_and_who_may_not_come_is_handed_on_evening_after_evening() {
    let mut evening = Session::begin(&opening("ana").entry(at(0))).unwrap();
    for who in ["ana", "ben", "cat", "dan", "eve"] {
        join(&mut evening, who).unwrap();
    }
    let change = SettingsChange {
        control: Some(WhoControls::Hosts),
        newcomers: Some(Role::Viewer),
        ..SettingsChange::default()
    };
    does(&mut evening, "ana", &Command::ChangeSettings(Box::new(change))).unwrap();
    set_role(&mut evening, "ben", Role::CoHost);
    set_role(&mut evening, "cat", Role::Member);
    set_role(&mut evening, "dan", Role::Viewer);
    does(&mut evening, "ana", &Command::Moderate(ModerationCommand::Ban { member: member("eve"), reason: None }))
        .unwrap();
    does(&mut evening, "ana", &Command::Moderate(ModerationCommand::HandOver { to: member("ben") })).unwrap();

    // Nobody but Ana comes to the second evening, and all is as it was at the third.
    let mut second = next_after(&evening);
    join(&mut second, "ana").unwrap();
    let mut third = next_after(&second);
    for (who, role) in [("ana", Role::Host), ("ben", Role::CoHost), ("cat", Role::Member), ("dan", Role::Viewer)] {
        join(&mut third, who).unwrap();
        assert_eq!(third.role(&member(who)), Some(role), "{who}");
    }
    assert_eq!(join(&mut third, "eve"), Err(Refusal::Banned));
    join(&mut third, "fay").unwrap();
    assert_eq!(third.role(&member("fay")), Some(Role::Viewer));
    assert_eq!(third.settings().control, WhoControls::Hosts);
    assert_eq!(third.settings().visibility, Visibility::Private);
}

/// SER-4
#[test]
fn where_nothing_is_unusual_nothing_is_handed_on() {
    let evening = Session::begin(&opening("ana").entry(at(0))).unwrap();
    assert_eq!(opening("ana").entries(Some(evening.carried()), at(1)).len(), 1);
}
