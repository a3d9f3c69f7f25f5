//! Many people in one session: what they cost does not grow with each.

use futures_util::future::join_all;
use host::{CommandError, CommandRequest, FeedItem, HostOptions};
use session::limits::TOGETHER_MAX;
use session::{Actor, Command, Event, Refusal, SessionId};
use store::Store as _;
use testkit::{member, name, opening, session_id};
use tokio::time::timeout;

use crate::node::{Cluster, Node, PATIENCE, frames_until};

async fn crowd(node: &Node) -> SessionId {
    let id = session_id("crowd");
    node.host.create(id.clone(), opening("ana")).await.unwrap();
    node.join(&id, "ana").await.unwrap();
    id
}

fn people(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("m{number}")).collect()
}

async fn all_join(node: &Node, id: &SessionId, people: &[String]) {
    let joining = people.iter().map(|who| node.join(id, who));
    for joined in join_all(joining).await {
        joined.unwrap();
    }
}

async fn leave(node: &Node, id: &SessionId, who: &str, based_on: u64) -> Result<u64, CommandError> {
    let request = CommandRequest {
        actor: Actor::Member(member(who)),
        id: None,
        based_on: Some(based_on),
        command: Command::Leave,
    };
    node.host.session(id.clone()).command(request).await.map(|done| done.seq)
}

async fn events(node: &Node, id: &SessionId) -> Vec<Event> {
    let stored = node.store.read(id, 0, 10_000).await.unwrap();
    stored.into_iter().map(|stored| stored.entry.event).collect()
}

/// SES-19, SES-18, LIV-14
#[tokio::test]
async fn a_thousand_come_and_go_with_a_few_entries_and_frames() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = crowd(&node).await;
    let mut ana = node.attach(&id, "ana", None).await;
    let people = people(1_000);
    all_join(&node, &id, &people).await;
    let view = node.host.session(id.clone()).view().await.unwrap();
    assert_eq!(view.session.present(), 1_001);
    let came = events(&node, &id).await.len();
    // The created session, ana, one entry for whoever was alone, and one for each thousand at the most.
    assert!(came <= 3 + 1_000 / TOGETHER_MAX + 10, "{came} entries for a thousand people");

    let head = view.head.seq;
    for gone in join_all(people.iter().map(|who| leave(&node, &id, who, head))).await {
        gone.unwrap();
    }
    let log = events(&node, &id).await;
    assert!(log.len() <= came + 1_000 / TOGETHER_MAX + 60, "{} entries, and {came} before they left", log.len());
    let view = node.host.session(id.clone()).view().await.unwrap();
    assert_eq!(view.session.present(), 1);

    node.ask(&id, "ana", None, Command::Play).await.unwrap();
    let last = format!("{} Played", log.len() + 1);
    let frames = frames_until(&mut ana, &last).await;
    let numbers: Vec<u64> = frames.iter().map(|frame| frame.split(' ').next().unwrap().parse().unwrap()).collect();
    let expected: Vec<u64> = (3..=log.len() as u64 + 1).collect();
    assert_eq!(numbers, expected, "one frame for each entry, and none is missing");
}

/// SES-11, SES-12
#[tokio::test]
async fn whoever_comes_or_goes_twice_does_so_once() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = crowd(&node).await;
    let people = people(60);
    all_join(&node, &id, &people).await;
    let twice = join_all([node.join(&id, "m7"), node.join(&id, "new"), node.join(&id, "new")]).await;
    assert!(twice.iter().all(Result::is_ok), "{twice:?}");
    let view = node.host.session(id.clone()).view().await.unwrap();
    assert_eq!(view.session.present(), 62);
    let head = view.head.seq;
    let gone = leave(&node, &id, "m7", head).await.unwrap();
    assert!(gone > head);
    leave(&node, &id, "m7", head).await.unwrap();
    node.join(&id, "m7").await.unwrap();
    leave(&node, &id, "m7", head).await.unwrap();
    let view = node.host.session(id.clone()).view().await.unwrap();
    assert!(view.session.member(&member("m7")).unwrap().joined.is_some(), "a repeat ends no later presence");
    assert_eq!(view.session.member(&member("new")).unwrap().visits, 1);
}

/// SES-14
#[tokio::test]
async fn what_somebody_asks_for_comes_after_what_they_asked_for_before() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = crowd(&node).await;
    all_join(&node, &id, &people(60)).await;
    let head = node.host.session(id.clone()).view().await.unwrap().head.seq;
    // The first goes at once, and the next must wait for others.
    leave(&node, &id, "m0", head).await.unwrap();
    let (left, played) = tokio::join!(biased; leave(&node, &id, "m1", head), node.ask(&id, "m1", None, Command::Play));
    left.unwrap();
    assert!(matches!(played, Err(CommandError::Refused(Refusal::NotAMember))), "{played:?}");
}

/// LIV-5, SES-19
#[tokio::test]
async fn a_crowd_that_was_taken_for_gone_comes_back_together() {
    let mut cluster = Cluster::new();
    cluster.options = HostOptions { gone_after_ms: 20, ..cluster.options };
    let node = cluster.node().await;
    let id = crowd(&node).await;
    let ana = node.attach(&id, "ana", None).await;
    let people = people(200);
    all_join(&node, &id, &people).await;
    drop(join_all(people.iter().map(|who| node.attach(&id, who, None))).await);
    let session = node.host.session(id.clone());
    let all_gone = async {
        while session.view().await.unwrap().session.present() > 1 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, all_gone).await.unwrap();
    let before = events(&node, &id).await.len();
    let back = join_all(people.iter().map(|who| node.attach(&id, who, None))).await;
    let view = session.view().await.unwrap();
    assert_eq!((view.session.present(), view.online.len()), (201, 201));
    let entries = events(&node, &id).await.len();
    assert!(entries <= before + 10, "{} entries for 200 who come back", entries - before);
    drop((ana, back));
}

/// LIV-32
#[tokio::test]
async fn an_audience_is_told_how_many_it_is_and_not_who() {
    let mut cluster = Cluster::new();
    cluster.options = HostOptions { audience_above: 60, tell_every_ms: 1, ..cluster.options };
    let node = cluster.node().await;
    let id = crowd(&node).await;
    let people = people(80);
    all_join(&node, &id, &people).await;
    let mut ana = node.attach(&id, "ana", None).await;
    let attached = join_all(people.iter().map(|who| node.attach(&id, who, None))).await;
    let frames = frames_until(&mut ana, "81 online").await;
    let named: usize = frames.iter().filter(|frame| frame.contains("m7 online")).count();
    assert!(named <= 1, "{frames:?}");
    let beyond = frames.iter().filter(|frame| frame.contains("m7") || frame.contains("m70"));
    assert!(beyond.count() <= 1, "who came as one of an audience is not named: {frames:?}");
    drop(attached);
    // Once they are few enough, whoever is left is told again how each stands.
    let frames = frames_until(&mut ana, "m79 offline").await;
    assert!(frames.len() <= 90, "{frames:?}");
}

#[tokio::test]
async fn names_are_those_of_the_log_after_a_restart() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = crowd(&node).await;
    all_join(&node, &id, &people(120)).await;
    let before = node.host.session(id.clone()).view().await.unwrap();
    node.host.shutdown().await;
    let node = cluster.node().await;
    let after = node.host.session(id.clone()).view().await.unwrap();
    assert_eq!((after.head, &*after.session), (before.head, &*before.session));
    let mut resumed = node.attach(&id, "m3", Some(before.head)).await;
    node.ask(&id, "ana", None, Command::Join { name: name("Anna") }).await.unwrap();
    let FeedItem::Frame(frame) = resumed.feed.next().await else { panic!("the feed has ended") };
    assert!(frame.ends_with(b"Renamed"), "{frame:?}");
}
