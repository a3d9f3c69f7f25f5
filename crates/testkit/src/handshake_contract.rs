//! The contract of invitations, knocks, doors, links and codes, for each backend's suite.

use store::{
    CodeKind, Entry, Handshakes, InvitationState, InviteBounds, Invited, KnockBounds, KnockState, Knocked, Store,
    StoredDoor, StoredInvitation, StoredKnock, StoredLink, StoredPlayback, StoredUser, TokenHash,
};
use timeline::{Timecode, Timestamp, Watched};

use crate::samples::{Log, member, name, opening, session_id, video};

const BOUNDS: InviteBounds = InviteBounds { session_max: 3, from_max: 10, to_max: 2 };
const KNOCK_BOUNDS: KnockBounds = KnockBounds { session_max: 2, user_max: 10, turned_away_max: 2 };

/// Runs the part of the contract that is about people asking each other in. The store is without content.
pub(crate) async fn handshake_contract(store: &dyn Store) {
    for (number, who) in (1..).zip(["ana", "ben", "cat", "dan", "eve"]) {
        let user = StoredUser { id: member(who), name: name(who), created_at: at(number.into()) };
        store.create_user(user, TokenHash([number; 32])).await.unwrap();
    }
    let shakes = store.handshakes().expect("a real store keeps them");
    an_invitation_is_answered_once(shakes).await;
    invitations_are_bounded_and_end_by_themselves(shakes).await;
    a_knock_is_answered_once_and_bounded(shakes).await;
    a_door_is_as_it_was_left(shakes).await;
    a_link_is_good_for_as_long_and_as_many_as_was_said(shakes).await;
    a_code_stands_for_one_thing(shakes).await;
    what_is_old_is_swept_out(shakes).await;
    companions_and_summaries_are_told(store).await;
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn invitation(id: &str, session: &str, from: &str, to: &str, created_ms: i64) -> StoredInvitation {
    StoredInvitation {
        id: id.to_owned(),
        session: session_id(session),
        from: member(from),
        from_name: name(from),
        to: member(to),
        to_name: name(to),
        state: InvitationState::Pending,
        created_at: at(created_ms),
        expires_at: at(created_ms + 1_000),
        updated_at: at(created_ms),
    }
}

fn knock(id: &str, session: &str, user: &str, created_ms: i64) -> StoredKnock {
    StoredKnock {
        id: id.to_owned(),
        session: session_id(session),
        user: member(user),
        name: name(user),
        state: KnockState::Waiting,
        created_at: at(created_ms),
        expires_at: at(created_ms + 1_000),
        updated_at: at(created_ms),
        answered_by: None,
    }
}

async fn an_invitation_is_answered_once(shakes: &dyn Handshakes) {
    let made = invitation("i1", "s1", "ana", "ben", 100);
    assert_eq!(shakes.invite(made.clone(), BOUNDS).await.unwrap(), Invited::Made);
    assert_eq!(shakes.invitation("i1", at(100)).await.unwrap(), Some(made.clone()));
    let again = invitation("i2", "s1", "cat", "ben", 200);
    assert_eq!(shakes.invite(again, BOUNDS).await.unwrap(), Invited::Open(made.clone()), "one question at a time");
    for who in ["ana", "ben"] {
        assert_eq!(shakes.invitations_of(&member(who), at(0), at(200), 10).await.unwrap(), std::slice::from_ref(&made));
    }
    assert_eq!(shakes.invitations_of(&member("cat"), at(0), at(200), 10).await.unwrap(), []);
    let answers = [InvitationState::Accepted, InvitationState::Rejected, InvitationState::Withdrawn];
    let racing = answers.iter().cycle().take(12).map(|answer| shakes.settle_invitation("i1", *answer, at(300)));
    let outcomes = futures_util::future::join_all(racing).await;
    assert_eq!(
        outcomes.into_iter().filter(|outcome| *outcome.as_ref().unwrap()).count(),
        1,
        "of all answers one counts"
    );
    let settled = shakes.invitation("i1", at(300)).await.unwrap().unwrap();
    assert!(answers.contains(&settled.state) && settled.updated_at == at(300));
    assert_eq!(shakes.invitation_to(&member("ben"), &session_id("s1"), at(300)).await.unwrap(), Some(settled));
    assert_eq!(
        shakes.invitations_of(&member("ben"), at(301), at(400), 10).await.unwrap(),
        [],
        "it has not changed since"
    );
    assert!(!shakes.settle_invitation("nothing", InvitationState::Accepted, at(1)).await.unwrap());
    assert_eq!(shakes.invitation("nothing", at(1)).await.unwrap(), None);
    let touched = shakes.touched(at(300)).await.unwrap();
    assert_eq!((touched.users, touched.sessions.len()), ([member("ana"), member("ben")].into(), 0));
}

async fn invitations_are_bounded_and_end_by_themselves(shakes: &dyn Handshakes) {
    let make = async |id: &str, session: &str, to: &str, ms| {
        shakes.invite(invitation(id, session, "ana", to, ms), BOUNDS).await.unwrap()
    };
    for (id, to) in [("b1", "ben"), ("b2", "cat"), ("b3", "dan")] {
        assert_eq!(make(id, "s2", to, 1_000).await, Invited::Made);
    }
    assert_eq!(make("b4", "s2", "eve", 1_000).await, Invited::TooMany, "the session has three");
    let asked = async |session: &str, ms| shakes.asked_into(&session_id(session), at(ms)).await.unwrap();
    assert_eq!(asked("s2", 1_999).await, ["ben", "cat", "dan"].map(member));
    assert_eq!((asked("s2", 2_000).await, asked("s1", 1_000).await), (vec![], vec![]), "it is over, it is answered");
    assert_eq!(make("b5", "s3", "ben", 1_000).await, Invited::Made);
    assert_eq!(make("b6", "s4", "ben", 1_000).await, Invited::TooMany, "two ask Ben");
    let over = shakes.invitation("b1", at(2_000)).await.unwrap().unwrap();
    assert_eq!((over.state, over.updated_at), (InvitationState::Expired, at(2_000)));
    assert!(!shakes.settle_invitation("b1", InvitationState::Accepted, at(2_000)).await.unwrap(), "too late");
    assert_eq!(
        make("b7", "s2", "ben", 2_000).await,
        Invited::Made,
        "what is over bounds nothing and can be asked anew"
    );
    let newest = shakes.invitation_to(&member("ben"), &session_id("s2"), at(2_000)).await.unwrap().unwrap();
    assert_eq!(newest.id, "b7");
}

async fn a_knock_is_answered_once_and_bounded(shakes: &dyn Handshakes) {
    let make = async |id: &str, user: &str, ms| shakes.knock(knock(id, "s1", user, ms), KNOCK_BOUNDS).await.unwrap();
    assert_eq!(make("k1", "ben", 1_000).await, Knocked::Made);
    assert_eq!(make("k2", "ben", 1_100).await, Knocked::Waiting(knock("k1", "s1", "ben", 1_000)));
    assert_eq!(make("k3", "cat", 1_100).await, Knocked::Made);
    assert_eq!(make("k4", "dan", 1_100).await, Knocked::TooMany);
    let waiting = shakes.knocks_at(&session_id("s1"), at(1_200)).await.unwrap();
    assert_eq!(waiting.iter().map(|knock| &*knock.id).collect::<Vec<_>>(), ["k1", "k3"]);
    let answers = [KnockState::LetIn, KnockState::TurnedAway].map(|state| StoredKnock {
        state,
        updated_at: at(1_300),
        expires_at: at(9_000),
        answered_by: Some(member("ana")),
        ..knock("k1", "s1", "ben", 1_000)
    });
    let racing = answers.iter().cycle().take(10).map(|answer| shakes.settle_knock(answer));
    let outcomes = futures_util::future::join_all(racing).await;
    assert_eq!(outcomes.into_iter().filter(|outcome| *outcome.as_ref().unwrap()).count(), 1);
    let answered = shakes.knock_by_id("k1", at(1_300)).await.unwrap().unwrap();
    assert!(answers.contains(&answered), "{answered:?}");
    assert_eq!(shakes.knock_of(&member("ben"), &session_id("s1"), at(1_300)).await.unwrap(), Some(answered.clone()));
    assert_eq!(shakes.knocks_of(&member("ben"), at(0), at(1_300), 10).await.unwrap(), [answered]);
    let touched = shakes.touched(at(1_300)).await.unwrap();
    assert!(touched.sessions.contains(&session_id("s1")) && touched.users.contains(&member("ben")));

    for (id, ms) in [("t1", 2_000), ("t2", 4_000)] {
        assert_eq!(make(id, "eve", ms).await, Knocked::Made);
        let away = StoredKnock { state: KnockState::TurnedAway, updated_at: at(ms + 1), ..knock(id, "s1", "eve", ms) };
        assert!(shakes.settle_knock(&away).await.unwrap());
    }
    assert_eq!(make("t3", "eve", 6_000).await, Knocked::NotAgain);
    let over = shakes.knock_by_id("k3", at(2_100)).await.unwrap().unwrap();
    assert_eq!(over.state, KnockState::Expired);
    assert_eq!(make("k5", "cat", 8_000).await, Knocked::Made, "what is over can be tried again");
}

async fn a_door_is_as_it_was_left(shakes: &dyn Handshakes) {
    assert_eq!(shakes.door(&session_id("s1")).await.unwrap(), StoredDoor::default());
    let hash = Some("$argon2id$x".to_owned());
    let doors = [
        StoredDoor { entry: Entry::Knock, password_hash: hash, capacity: Some(7) },
        StoredDoor { entry: Entry::Closed, password_hash: None, capacity: None },
        StoredDoor::default(),
    ];
    for door in doors {
        shakes.set_door(&session_id("s1"), door.clone(), at(1)).await.unwrap();
        assert_eq!(shakes.door(&session_id("s1")).await.unwrap(), door);
        assert!(!format!("{door:?}").contains("argon2"), "the hash is not shown");
    }
}

async fn a_link_is_good_for_as_long_and_as_many_as_was_said(shakes: &dyn Handshakes) {
    let link = |id: &str, uses_max: Option<u32>| StoredLink {
        id: id.to_owned(),
        session: session_id("s1"),
        role: uses_max.is_some().then_some(session::Role::CoHost),
        created_by: member("ana"),
        created_at: at(100),
        expires_at: at(1_000),
        uses_max,
        uses: 0,
        revoked_at: None,
    };
    assert!(shakes.make_link(link("l1", Some(2)), 3).await.unwrap());
    assert!(shakes.make_link(link("l2", None), 3).await.unwrap());
    assert_eq!(shakes.link("l1").await.unwrap(), Some(link("l1", Some(2))));
    let uses = futures_util::future::join_all((0..8).map(|_| shakes.use_link("l1", at(200)))).await;
    assert_eq!(uses.into_iter().filter(|used| *used.as_ref().unwrap()).count(), 2);
    let good = async |ms| {
        let links = shakes.links(&session_id("s1"), at(ms)).await.unwrap();
        links.into_iter().map(|link| link.id).collect::<Vec<_>>()
    };
    assert_eq!(good(200).await, ["l2"]);
    shakes.give_back_link("l1").await.unwrap();
    assert_eq!(good(200).await, ["l2", "l1"]);
    assert!(!shakes.use_link("l2", at(1_000)).await.unwrap(), "its time is over");
    assert!(shakes.make_link(link("l3", None), 3).await.unwrap());
    assert!(!shakes.make_link(link("l4", None), 3).await.unwrap(), "there are three");
    assert_eq!(shakes.revoke_links(&session_id("s2"), Some("l3"), at(300)).await.unwrap(), 0, "another session's");
    assert_eq!(shakes.revoke_links(&session_id("s1"), Some("l3"), at(300)).await.unwrap(), 1);
    assert!(!shakes.use_link("l3", at(300)).await.unwrap());
    assert_eq!(shakes.revoke_links(&session_id("s1"), None, at(300)).await.unwrap(), 2);
    assert_eq!(good(300).await, [""; 0]);
    assert_eq!(shakes.link("l3").await.unwrap().unwrap().revoked_at, Some(at(300)));
}

async fn a_code_stands_for_one_thing(shakes: &dyn Handshakes) {
    let code = async |kind, target: &str, proposal: &str| shakes.code(kind, target, proposal, at(1)).await.unwrap();
    assert_eq!(code(CodeKind::Session, "s1", "ABC234").await.as_deref(), Some("ABC234"));
    assert_eq!(code(CodeKind::Session, "s1", "XYZ789").await.as_deref(), Some("ABC234"), "the first one stays");
    assert_eq!(code(CodeKind::Session, "s2", "ABC234").await, None, "it is taken");
    assert_eq!(code(CodeKind::User, "ana", "ANA22222").await.as_deref(), Some("ANA22222"));
    assert_eq!(shakes.target(CodeKind::Session, "ABC234").await.unwrap().as_deref(), Some("s1"));
    assert_eq!(shakes.target(CodeKind::User, "ABC234").await.unwrap(), None, "of another kind");
    assert_eq!(shakes.target(CodeKind::Session, "NOTHING").await.unwrap(), None);
    assert_eq!(shakes.user(&member("ana")).await.unwrap().unwrap().name, name("ana"));
    assert_eq!(shakes.user(&member("nobody")).await.unwrap(), None);
}

async fn what_is_old_is_swept_out(shakes: &dyn Handshakes) {
    assert!(shakes.sweep_handshakes(at(1_000_000)).await.unwrap() > 0);
    assert_eq!(shakes.invitation("i1", at(1)).await.unwrap(), None);
    assert_eq!(shakes.link("l1").await.unwrap(), None);
    assert_eq!(shakes.sweep_handshakes(at(1_000_000)).await.unwrap(), 0);
}

async fn companions_and_summaries_are_told(store: &dyn Store) {
    for (session, who, ms) in [("c1", ["ana", "ben"], 100), ("c2", ["ana", "cat"], 200), ("c3", ["ben", "dan"], 300)] {
        let log = Log::create(store, session, opening("ana"), ms).await;
        let viewer = |who: &str| StoredPlayback {
            member: member(who),
            video: video("one").id,
            position: Timecode::from_us_clamped(0),
            watched: Watched::from_stretches([]),
            updated_at: at(ms),
            begun_at: at(ms),
        };
        store.save_playback(&log.id, who.map(viewer).into()).await.unwrap();
        assert_eq!(store.summary(&log.id).await.unwrap().unwrap().summary, log.session.summary());
    }
    let with = store.companions(&member("ana"), 10).await.unwrap();
    assert_eq!(with, [(member("cat"), at(200)), (member("ben"), at(100))]);
    assert_eq!(store.companions(&member("ana"), 1).await.unwrap(), with[..1]);
    assert_eq!(store.companions(&member("eve"), 10).await.unwrap(), []);
    assert_eq!(store.summary(&session_id("nobody")).await.unwrap(), None);
}
