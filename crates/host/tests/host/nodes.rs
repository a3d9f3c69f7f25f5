//! Several nodes on one store: whom they see, and what becomes of it when one of them is gone.

use crate::node::{Cluster, Node, PATIENCE, Player, frames_until};
use host::{HostOptions, Movement, Report};
use session::{Command, Phase, SessionId};
use store::{Store as _, StoredPlayback};
use testkit::{member, name};
use timeline::{Status, Timecode};
use tokio::time::timeout;

/// A cluster in which nobody waits long.
pub(crate) fn hasty() -> Cluster {
    let mut cluster = Cluster::new();
    cluster.options = HostOptions {
        lease_ms: 400,
        renew_every_ms: 40,
        gone_after_ms: 300,
        tell_every_ms: 10,
        ..HostOptions::default()
    };
    cluster
}

/// How a node sees somebody.
#[derive(Debug, PartialEq)]
pub(crate) enum Seen {
    Offline,
    Online,
    With(Movement),
}

/// Returns once a node sees somebody so.
pub(crate) async fn sees(node: &Node, id: &SessionId, who: &str, expected: Seen) {
    let session = node.host.session(id.clone());
    let learning = async {
        loop {
            let online = session.view().await.unwrap().online;
            let seen = match online.get(&member(who)) {
                None => Seen::Offline,
                Some(None) => Seen::Online,
                Some(Some(standing)) => Seen::With(standing.movement),
            };
            if seen == expected {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, learning).await.unwrap_or_else(|_| panic!("{who} never was {expected:?}"));
}

/// LIV-35
#[tokio::test]
async fn whom_one_node_sees_all_see() {
    let cluster = hasty();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let mut ana = one.attach(&id, "ana", None).await;
    let ben = Player::new(&two, &id, "ben").await;
    assert_eq!(frames_until(&mut ana, "ben online").await, ["ben online"]);
    ben.tells(Movement::Buffering).await;
    frames_until(&mut ana, "ben Buffering 0 ms").await;
    sees(&two, &id, "ana", Seen::Online).await;
    let tab = one.attach(&id, "ben", None).await;
    drop(ben);
    drop(tab);
    let frames = frames_until(&mut ana, "ben offline").await;
    assert_eq!(frames.iter().filter(|frame| frame.ends_with("line")).count(), 1, "two tabs are one member: {frames:?}");
}

/// LIV-35
#[tokio::test]
async fn who_is_connected_to_another_node_is_not_gone() {
    let mut cluster = hasty();
    cluster.options.unconnected_gone_after_ms = 1_500;
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let mut ana = one.attach(&id, "ana", None).await;
    let _ben = two.attach(&id, "ben", None).await;
    // Carl never shows up. Long before he is gone, Ben would be.
    one.join(&id, "carl").await.unwrap();
    frames_until(&mut ana, "5 Left").await;
    let view = one.host.session(id).view().await.unwrap();
    let present = |who| view.session.member(&member(who)).unwrap().joined.is_some();
    assert_eq!((present("ana"), present("ben"), present("carl")), (true, true, false));
}

/// LIV-35
#[tokio::test]
async fn whom_only_a_dead_node_saw_is_offline_and_then_gone() {
    let cluster = hasty();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let mut ana = one.attach(&id, "ana", None).await;
    let ben = two.attach(&id, "ben", None).await;
    frames_until(&mut ana, "ben online").await;
    // It dies with all its connections, and tells nobody.
    two.store.set_off(true);
    drop(ben);
    assert_eq!(frames_until(&mut ana, "4 Left").await, ["ben offline", "4 Left"]);
    let back = one.attach(&id, "ben", None).await;
    assert_eq!(back.view.session.member(&member("ben")).unwrap().visits, 2);
}

/// LIV-35
#[tokio::test]
async fn who_was_taken_for_gone_while_their_node_was_cut_off_is_back() {
    let cluster = hasty();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let mut ana = one.attach(&id, "ana", None).await;
    let mut ben = two.attach(&id, "ben", None).await;
    frames_until(&mut ana, "ben online").await;
    two.store.set_off(true);
    assert_eq!(frames_until(&mut ana, "4 Left").await, ["ben offline", "4 Left"]);
    two.store.set_off(false);
    frames_until(&mut ben, "5 Joined").await;
    let frames = frames_until(&mut ana, "ben online").await;
    assert!(frames.contains(&"5 Joined".to_owned()), "{frames:?}");
}

/// LIV-35
#[tokio::test]
async fn a_session_whose_only_node_died_is_looked_after_by_another() {
    let mut cluster = hasty();
    cluster.options.sweep_every_ms = 50;
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = two.party().await;
    let _both = (two.attach(&id, "ana", None).await, two.attach(&id, "ben", None).await);
    two.store.told(2).await;
    two.store.set_off(true);
    let emptied = async {
        // Looking into the store loads nothing.
        while one.store.present(&id).await != 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, emptied).await.unwrap();
    let view = one.host.session(id).view().await.unwrap();
    assert_eq!((view.session.summary().present, view.session.phase()), (0, Phase::Live));
}

/// LIV-35
#[tokio::test]
async fn a_node_without_a_sweeper_leaves_what_nobody_has_loaded_to_another() {
    let mut cluster = hasty();
    cluster.options.sweep_every_ms = 20;
    cluster.options.sweeps = false;
    let (idle, died) = (cluster.node().await, cluster.node().await);
    let id = died.party().await;
    drop(died.attach(&id, "ana", None).await);
    died.host.shutdown().await;
    idle.store.renewed(2).await;
    cluster.options.sweeps = true;
    let sweeper = cluster.node().await;
    let emptied = async {
        while idle.store.present(&id).await != 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, emptied).await.unwrap();
    assert_eq!((idle.host.loaded(), idle.store.sweeps()), (0, 0), "that was somebody else");
    assert!(sweeper.store.sweeps() > 0);
}

/// SES-60, LIV-34
#[tokio::test]
async fn a_wait_ends_when_the_players_at_all_nodes_are_ready() {
    let cluster = hasty();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let (mut ana, ben) = (Player::new(&one, &id, "ana").await, Player::new(&two, &id, "ben").await);
    ana.tells(Movement::Ready).await;
    ben.tells(Movement::Ready).await;
    sees(&one, &id, "ben", Seen::With(Movement::Ready)).await;
    one.ask(&id, "ana", None, Command::Play).await.unwrap();
    let to = Timecode::from_us_clamped(60_000_000);
    one.ask(&id, "ana", None, Command::Seek { to }).await.unwrap();
    ana.sees("6 Seeked").await;
    assert_eq!(ana.waits_for().await, ["ana", "ben"]);
    ana.tells(Movement::Ready).await;
    assert_eq!(ana.waits_for().await.len(), 2, "ben is still on his way, at the other node");
    ben.tells(Movement::Ready).await;
    ana.sees("7 HoldEnded").await;
    let view = ben.session.view().await.unwrap();
    let timeline = view.session.screen().timeline;
    assert_eq!((timeline.status, timeline.position), (Status::Playing, to));
}

/// SES-50
#[tokio::test]
async fn a_player_that_stalls_at_another_node_is_waited_for() {
    let mut cluster = hasty();
    (cluster.options.stall_grace_ms, cluster.options.stall_grace_all_ms) = (1, 1);
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let (mut ana, mut ben) = (Player::new(&one, &id, "ana").await, Player::new(&two, &id, "ben").await);
    for player in [&ana, &ben] {
        player.tells(Movement::Ready).await;
    }
    sees(&one, &id, "ben", Seen::With(Movement::Ready)).await;
    sees(&two, &id, "ana", Seen::With(Movement::Ready)).await;
    one.ask(&id, "ana", None, Command::Play).await.unwrap();
    ben.sees("4 Played").await;
    ben.tells(Movement::Buffering).await;
    ana.sees("5 HoldBegan").await;
    assert_eq!(ana.waits_for().await, ["ben"]);
}

/// LIV-33
#[tokio::test]
async fn the_playback_collection_is_that_of_all_nodes() {
    let mut cluster = hasty();
    cluster.options.save_playback_every_ms = 1;
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let (ana, ben) = (Player::new(&one, &id, "ana").await, Player::new(&two, &id, "ben").await);
    ana.tells(Movement::Ready).await;
    ben.tells(Movement::Ready).await;
    let session = one.host.session(id);
    let whole = async {
        while session.playback().await.unwrap().len() < 2 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, whole).await.unwrap();
}

/// A node that stops says so: nobody waits for its lease to end.
#[tokio::test]
async fn a_node_that_stops_takes_itself_out() {
    let mut cluster = hasty();
    cluster.options.lease_ms = 600_000;
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    one.ask(&id, "carl", None, Command::Join { name: name("carl") }).await.unwrap();
    let _ben = two.attach(&id, "ben", None).await;
    sees(&one, &id, "ben", Seen::Online).await;
    two.host.shutdown().await;
    sees(&one, &id, "ben", Seen::Offline).await;
}

/// LIV-35
#[tokio::test]
async fn who_went_while_their_node_was_alone_is_no_ghost_to_the_next() {
    let cluster = hasty();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let ana = one.attach(&id, "ana", None).await;
    sees(&two, &id, "ana", Seen::Online).await;
    two.host.shutdown().await;
    let alone = async {
        while one.host.has_neighbours() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, alone).await.unwrap();
    drop(ana);
    sees(&one, &id, "ana", Seen::Offline).await;
    let three = cluster.node().await;
    sees(&three, &id, "ana", Seen::Offline).await;
    // Ben comes and goes, so that the nodes have told each other everything in between.
    let ben = three.attach(&id, "ben", None).await;
    sees(&one, &id, "ben", Seen::Online).await;
    drop(ben);
    sees(&one, &id, "ben", Seen::Offline).await;
    sees(&three, &id, "ana", Seen::Offline).await;
}

/// LIV-33
#[tokio::test]
async fn what_somebody_has_seen_goes_with_them_to_another_node() {
    let cluster = hasty();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let _ben = Player::new(&two, &id, "ben").await;
    sees(&one, &id, "ben", Seen::Online).await;
    let at = |seconds: i64| Report {
        position: Timecode::from_us_clamped(seconds * 1_000_000),
        movement: Movement::Playing,
        at: None,
        round_trip_ms: None,
        start_latency_ms: None,
        rev: None,
        away: false,
    };
    let ana = one.attach(&id, "ana", None).await;
    for seconds in [3, 4, 5] {
        one.host.session(id.clone()).report(member("ana"), at(seconds)).await.unwrap();
    }
    drop(ana);
    let kept = async {
        while one.store.playback(&id).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, kept).await.expect("who goes takes along what they have seen");
    let begun = |all: Vec<StoredPlayback>| all.iter().find(|one| one.member == member("ana")).unwrap().begun_at;
    let begun_at = begun(one.store.playback(&id).await.unwrap());
    let _ana = two.attach(&id, "ana", None).await;
    two.host.session(id.clone()).report(member("ana"), at(900)).await.unwrap();
    let seen = |all: Vec<StoredPlayback>| {
        let seen = all.into_iter().find(|viewer| viewer.member == member("ana")).unwrap();
        let stretches: Vec<_> = seen.watched.stretches().iter().map(|(a, b)| (a.seconds(), b.seconds())).collect();
        (stretches, seen.position.seconds())
    };
    assert_eq!(seen(two.host.session(id.clone()).playback().await.unwrap()), (vec![(3.0, 5.0)], 900.0));
    assert_eq!(begun(two.host.session(id.clone()).playback().await.unwrap()), begun_at, "they began there");
    two.host.shutdown().await;
    assert_eq!(begun(one.store.playback(&id).await.unwrap()), begun_at);
    assert_eq!(seen(one.store.playback(&id).await.unwrap()), (vec![(3.0, 5.0)], 900.0), "and it lasts");
}
