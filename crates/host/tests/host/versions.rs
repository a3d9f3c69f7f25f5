//! What a node makes of what a newer one has written.

use host::{CommandError, FeedItem, HostError};
use session::{Command, SessionId};
use sqlx::{AssertSqlSafe, Connection as _, SqliteConnection};
use store::{Store as _, StoreError};
use testkit::{NewerEntry, member, opening, session_id};
use tokio::time::timeout;

use crate::node::{Cluster, Node, PATIENCE};

/// Puts an entry of an unknown kind at the end of a log.
async fn write_newer(cluster: &Cluster, node: &Node, id: &SessionId) -> u64 {
    let head = node.store.head(id).await.unwrap().unwrap();
    let entry = NewerEntry::after(head, node.host.clock().now().ms());
    let mut database = SqliteConnection::connect(cluster.file().to_str().unwrap()).await.unwrap();
    for statement in entry.statements(id.as_str()) {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut database).await.unwrap();
    }
    entry.seq
}

/// LIV-60
#[tokio::test]
async fn a_session_that_a_newer_version_has_used_is_left_to_it_and_the_others_go_on() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = node.party().await;
    let other = session_id("other");
    node.host.create(other.clone(), opening("ana")).await.unwrap();
    node.join(&other, "ana").await.unwrap();
    let mut ana = node.attach(&id, "ana", None).await;
    let mut elsewhere = node.attach(&other, "ana", None).await;
    let seq = write_newer(&cluster, &node, &id).await;

    let is_newer = |error: &HostError| matches!(error, HostError::Store(StoreError::Newer { seq: 4, .. }));
    let asked = node.ask(&id, "ben", None, Command::Play).await;
    assert!(matches!(&asked, Err(CommandError::Host(error)) if is_newer(error)), "{asked:?}");
    let closed = async { while ana.feed.next().await != FeedItem::Closed {} };
    timeout(PATIENCE, closed).await.expect("who watches is not kept where nothing arrives any more");
    let back = node.host.session(id.clone()).attach(member("ana"), Some(ana.view.head)).await;
    assert!(matches!(&back, Err(CommandError::Host(error)) if is_newer(error)));
    let viewed = node.host.session(id.clone()).view().await;
    assert!(matches!(&viewed, Err(error) if is_newer(error)), "{viewed:?}");
    let verified = node.store.verify(&id).await.unwrap();
    assert_eq!(verified.map(|head| head.seq), Some(seq), "nothing was damaged, and nothing was written after it");

    node.ask(&other, "ana", None, Command::Play).await.unwrap();
    crate::node::frames_until(&mut elsewhere, "3 Played").await;
}

/// LIV-60
#[tokio::test]
async fn a_node_that_only_hears_of_it_sends_its_people_away_too() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = node.party().await;
    let mut ana = node.attach(&id, "ana", None).await;
    write_newer(&cluster, &node, &id).await;
    let head = node.store.head(&id).await.unwrap().unwrap();
    broker::Broker::publish(&*cluster.broker, &id, broker::Notice::Head(head)).await.unwrap();
    let closed = async { while ana.feed.next().await != FeedItem::Closed {} };
    timeout(PATIENCE, closed).await.unwrap();
}
