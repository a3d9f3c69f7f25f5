//! Whom a session waits for: what players tell decides it.

use crate::node::{Cluster, Node, PATIENCE, Player};
use host::{HostOptions, Movement};
use session::{Command, HoldReason, SessionId};
use testkit::member;
use timeline::{Status, Timecode};
use tokio::time::timeout;

fn seconds(seconds: i64) -> Timecode {
    Timecode::from_us_clamped(seconds * 1_000_000)
}

fn quick() -> Cluster {
    let mut cluster = Cluster::new();
    cluster.options = HostOptions { stall_grace_ms: 1, stall_grace_all_ms: 1, ..HostOptions::default() };
    cluster
}

async fn ready(players: &[&Player]) {
    for player in players {
        player.tells(Movement::Ready).await;
    }
}

/// Ana and Ben, whose players were ready when it began to play.
async fn watching(node: &Node, id: &SessionId) -> (Player, Player) {
    let (ana, ben) = (Player::new(node, id, "ana").await, Player::new(node, id, "ben").await);
    ready(&[&ana, &ben]).await;
    node.ask(id, "ana", None, Command::Play).await.unwrap();
    (ana, ben)
}

/// SES-60, LIV-34
#[tokio::test]
async fn a_seek_goes_on_when_everybody_is_ready_at_the_new_place() {
    let cluster = quick();
    let node = cluster.node().await;
    let id = node.party().await;
    let (mut ana, ben) = watching(&node, &id).await;
    node.ask(&id, "ana", None, Command::Seek { to: seconds(60) }).await.unwrap();
    ana.sees("6 Seeked").await;
    let view = ana.session.view().await.unwrap();
    assert_eq!(view.session.screen().timeline.status, Status::Paused);
    assert_eq!(ana.waits_for().await, ["ana", "ben"]);
    ana.tells(Movement::Ready).await;
    assert_eq!(ana.waits_for().await.len(), 2, "ben is still on his way");
    ben.tells(Movement::Ready).await;
    ana.sees("7 HoldEnded").await;
    let view = ana.session.view().await.unwrap();
    let timeline = view.session.screen().timeline;
    assert_eq!((timeline.status, timeline.position), (Status::Playing, seconds(60)));
}

/// SES-60
#[tokio::test]
async fn who_leaves_is_not_waited_for() {
    let cluster = quick();
    let node = cluster.node().await;
    let id = node.party().await;
    let (mut ana, ben) = watching(&node, &id).await;
    node.ask(&id, "ana", None, Command::Seek { to: seconds(60) }).await.unwrap();
    ana.tells(Movement::Ready).await;
    drop(ben);
    ana.sees("7 HoldEnded").await;
}

/// SES-50, LIV-34
#[tokio::test]
async fn a_stall_that_lasts_stops_the_others_until_it_is_over() {
    let cluster = quick();
    let node = cluster.node().await;
    let id = node.party().await;
    let (mut ana, ben) = watching(&node, &id).await;
    ben.tells(Movement::Buffering).await;
    ana.sees("5 HoldBegan").await;
    assert_eq!(ana.waits_for().await, ["ben"]);
    ready(&[&ana, &ben]).await;
    ana.sees("6 HoldEnded").await;
    assert_eq!(ana.session.view().await.unwrap().session.hold(), None);
}

/// SES-50
#[tokio::test]
async fn who_has_just_come_or_is_away_stops_nobody() {
    let cluster = quick();
    let node = cluster.node().await;
    let id = node.party().await;
    let mut ana = Player::new(&node, &id, "ana").await;
    ready(&[&ana]).await;
    node.ask(&id, "ana", None, Command::Play).await.unwrap();
    let ben = Player::new(&node, &id, "ben").await;
    ben.tells(Movement::Buffering).await;
    node.join(&id, "cleo").await.unwrap();
    let cleo = Player::new(&node, &id, "cleo").await;
    cleo.tells(Movement::Playing).await;
    cleo.report(Movement::Buffering, true).await;
    node.ask(&id, "ana", None, Command::Seek { to: seconds(60) }).await.unwrap();
    assert_eq!(ana.waits_for().await, ["ana"], "a seek waits for neither");
    ready(&[&ana]).await;
    ana.sees("8 HoldEnded").await;
    ana.tells(Movement::Buffering).await;
    let waits = async {
        while ana.waits_for().await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, waits).await.unwrap();
    let view = ana.session.view().await.unwrap();
    let hold = view.session.hold().unwrap();
    assert_eq!((hold.reason, hold.of.len()), (HoldReason::Buffering, 1), "but for who watches it does");
}

/// SES-52
#[tokio::test]
async fn who_never_gets_ready_is_waited_for_no_longer_than_told() {
    let mut cluster = quick();
    cluster.options.tell_every_ms = 1;
    let node = cluster.node().await;
    let id = node.party().await;
    let (mut ana, _ben) = watching(&node, &id).await;
    node.ask(&id, "ana", None, Command::Seek { to: seconds(60) }).await.unwrap();
    ana.tells(Movement::Ready).await;
    ana.sees("7 HoldEnded").await;
    let patience = |name: &'static str| {
        let session = ana.session.clone();
        async move {
            let view = session.view().await.unwrap();
            view.session.member(&member(name)).unwrap().patience.left_ms(view.session.screen().timeline.at)
        }
    };
    assert!(patience("ben").await < patience("ana").await, "who kept the others waiting pays");
}
