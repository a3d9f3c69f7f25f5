//! Two nodes on one database with a bus between them that may lose, forge or be away.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use broker::{
    Broker, BrokerError, Health, HealthWatch, InProcessBroker, NatsBroker, NatsOptions, Notice, Subscription,
};
use session::{ChainHash, Command, LogPosition, SessionId};
use store::{PostgresOptions, PostgresStore, SqliteOptions, SqliteStore, Store};
use testkit::{Nats, Postgres, member};
use timeline::Timecode;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::node::{Cluster, Node, PATIENCE, frames_until};

fn seek(seconds: i64) -> Command {
    Command::Seek { to: Timecode::from_us_clamped(seconds * 1_000_000) }
}

async fn store(cluster: &Cluster) -> Box<dyn Store> {
    Box::new(SqliteStore::open(SqliteOptions::new(cluster.file())).await.unwrap())
}

async fn link(server: &Nats) -> Arc<NatsBroker> {
    Arc::new(NatsBroker::start(&NatsOptions::parse(&server.url()).unwrap()).await.unwrap())
}

async fn becomes(node: &Node, connected: bool) {
    let changed = async {
        while node.host.broker_health().is_connected() != connected {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, changed).await.unwrap_or_else(|_| panic!("never connected: {connected}"));
}

/// Nodes that do not compare heads now and then: what arrives is owed to something quicker.
fn never_comparing() -> Cluster {
    let mut cluster = Cluster::new();
    cluster.options.heads_compare_every_ms = 600_000;
    cluster
}

/// Nodes that only have the first notice of anything.
fn only_notices() -> Cluster {
    let mut cluster = never_comparing();
    cluster.options.heads_every_ms = 600_000;
    cluster
}

#[tokio::test]
async fn what_one_node_does_the_other_shows_with_the_bus_and_without() {
    let (Some(database), Some(server)) = (Postgres::start(), Nats::start()) else { return };
    let options = PostgresOptions::parse(&database.database()).unwrap();
    let cluster = never_comparing();
    let (near, far) = (link(&server).await, link(&server).await);
    let one = cluster.node_on(Box::new(PostgresStore::open(&options).await.unwrap()), near);
    let two = cluster.node_on(Box::new(PostgresStore::open(&options).await.unwrap()), far);
    let id = one.party().await;
    let mut ben = two.attach(&id, "ben", None).await;
    one.ask(&id, "ana", None, Command::Play).await.unwrap();
    frames_until(&mut ben, "4 Played").await;

    server.stop();
    becomes(&one, false).await;
    becomes(&two, false).await;
    one.ask(&id, "ana", None, seek(30)).await.unwrap();
    frames_until(&mut ben, "5 Seeked").await;
    two.ask(&id, "ben", None, Command::Pause).await.unwrap();

    server.start_again();
    becomes(&one, true).await;
    becomes(&two, true).await;
    one.ask(&id, "ana", None, seek(60)).await.unwrap();
    frames_until(&mut ben, "7 Seeked").await;
}

#[tokio::test]
async fn what_was_told_while_a_node_was_cut_off_arrives_when_it_is_back_without_anybody_telling_again() {
    let Some(server) = Nats::start() else { return };
    let mut cluster = Cluster::new();
    // So late that only the look at the return can bring it.
    cluster.options.heads_repeat_ms = 0;
    let one = cluster.node_on(store(&cluster).await, Arc::new(InProcessBroker::new()));
    let two = cluster.node_on(store(&cluster).await, link(&server).await);
    let id = one.party().await;
    let mut ben = two.attach(&id, "ben", None).await;
    server.stop();
    becomes(&two, false).await;
    one.ask(&id, "ana", None, Command::Play).await.unwrap();
    server.start_again();
    frames_until(&mut ben, "4 Played").await;
}

/// LIV-38
#[tokio::test]
async fn who_has_joined_or_left_at_another_node_is_known_at_once() {
    let mut cluster = Cluster::new();
    // Nobody hears anything of anybody, and nobody looks by themselves.
    cluster.options.heads_every_ms = 3_600_000;
    let lonely = || Arc::new(InProcessBroker::new());
    let one = cluster.node_on(store(&cluster).await, lonely());
    let two = cluster.node_on(store(&cluster).await, lonely());
    let id = one.party().await;
    let _ana = two.attach(&id, "ana", None).await;

    one.join(&id, "carl").await.unwrap();
    let carl = two.attach(&id, "carl", None).await;
    assert!(carl.view.session.member(&member("carl")).unwrap().joined.is_some());
    one.join(&id, "dora").await.unwrap();
    two.ask(&id, "dora", None, Command::Play).await.unwrap();

    two.ask(&id, "carl", None, Command::Leave).await.unwrap();
    one.join(&id, "carl").await.unwrap();
    let carl = two.attach(&id, "carl", None).await;
    assert_eq!(carl.view.session.member(&member("carl")).unwrap().visits, 2);
    let stranger = two.host.session(id).attach(member("eve"), None).await;
    assert!(stranger.is_err(), "nobody comes in without joining");
}

/// A bus that loses every notice, and not what is repeated.
struct Lossy(InProcessBroker);

#[async_trait]
impl Broker for Lossy {
    async fn publish(&self, _session: &SessionId, _notice: Notice) -> Result<(), BrokerError> {
        Ok(())
    }

    async fn repeat_heads(&self, heads: &[(SessionId, LogPosition)]) -> Result<(), BrokerError> {
        self.0.repeat_heads(heads).await
    }

    async fn subscribe(&self, session: &SessionId) -> Result<Subscription, BrokerError> {
        self.0.subscribe(session).await
    }

    fn reaches_other_processes(&self) -> bool {
        true
    }

    fn health(&self) -> HealthWatch {
        self.0.health()
    }
}

#[tokio::test]
async fn a_lost_last_notice_is_made_good_by_what_is_repeated() {
    let cluster = never_comparing();
    let broker: Arc<dyn Broker> = Arc::new(Lossy(InProcessBroker::new()));
    let one = cluster.node_on(store(&cluster).await, Arc::clone(&broker));
    let two = cluster.node_on(store(&cluster).await, broker);
    let id = one.party().await;
    let mut ben = two.attach(&id, "ben", None).await;
    one.ask(&id, "ana", None, Command::Play).await.unwrap();
    frames_until(&mut ben, "4 Played").await;
}

/// A bus that brings nothing, and says what it is told to of itself.
struct Deaf(watch::Sender<Health>, InProcessBroker);

#[async_trait]
impl Broker for Deaf {
    async fn publish(&self, _session: &SessionId, _notice: Notice) -> Result<(), BrokerError> {
        Ok(())
    }

    async fn repeat_heads(&self, _heads: &[(SessionId, LogPosition)]) -> Result<(), BrokerError> {
        Ok(())
    }

    async fn subscribe(&self, session: &SessionId) -> Result<Subscription, BrokerError> {
        self.1.subscribe(session).await
    }

    fn reaches_other_processes(&self) -> bool {
        true
    }

    fn health(&self) -> HealthWatch {
        HealthWatch::new(&self.0)
    }
}

#[tokio::test]
async fn an_outage_that_is_over_at_once_is_looked_back_on_too() {
    let cluster = never_comparing();
    let deaf = Arc::new(Deaf(watch::Sender::new(Health::Connected), InProcessBroker::new()));
    let one = cluster.node().await;
    let two = cluster.node_on(store(&cluster).await, Arc::clone(&deaf) as _);
    let id = one.party().await;
    let mut ben = two.attach(&id, "ben", None).await;
    one.ask(&id, "ana", None, Command::Play).await.unwrap();
    deaf.0.send_replace(Health::Degraded { since: tokio::time::Instant::now() });
    deaf.0.send_replace(Health::Connected);
    frames_until(&mut ben, "4 Played").await;
}

#[tokio::test]
async fn a_bus_that_brings_nothing_and_seems_well_keeps_nobody_behind_for_long() {
    let mut cluster = Cluster::new();
    cluster.options.heads_compare_every_ms = 1_500;
    let one = cluster.node().await;
    let deaf = Deaf(watch::Sender::new(Health::Connected), InProcessBroker::new());
    let two = cluster.node_on(store(&cluster).await, Arc::new(deaf));
    let id = one.party().await;
    let mut ben = two.attach(&id, "ben", None).await;
    one.ask(&id, "ana", None, Command::Play).await.unwrap();
    frames_until(&mut ben, "4 Played").await;
}

#[tokio::test]
async fn forged_heads_cost_one_look_a_second_and_change_nothing() {
    let Some(server) = Nats::start() else { return };
    let cluster = Cluster::new();
    let one = cluster.node_on(store(&cluster).await, link(&server).await);
    let two = cluster.node_on(store(&cluster).await, link(&server).await);
    let id = one.party().await;
    let mut ben = two.attach(&id, "ben", None).await;
    let before = (two.host.session(id.clone()).view().await.unwrap().head, two.store.reads());

    let options = async_nats::ConnectOptions::with_user_and_password("admin".to_owned(), "admin".to_owned());
    let forger = options.connect(format!("127.0.0.1:{}", server.port())).await.unwrap();
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_millis(2_500) {
        for seq in [0, 1, 3, 4, 1_000_000_000_000_000, u64::MAX] {
            let hash = ChainHash(rand::random());
            forger.publish(format!("sameframe.session.{id}"), format!("1 head {seq} {hash}").into()).await.unwrap();
            forger.publish("sameframe.heads", format!("1 heads\n{id} {seq} {hash}").into()).await.unwrap();
        }
        forger.flush().await.unwrap();
        tokio::task::yield_now().await;
    }
    let after = (two.host.session(id.clone()).view().await.unwrap().head, two.store.reads());
    assert_eq!(after.0, before.0, "nothing has changed");
    let seconds = usize::try_from(begun.elapsed().as_secs()).unwrap();
    assert!(after.1 > before.1 && after.1 - before.1 <= seconds + 2, "{} reads in {seconds} s", after.1 - before.1);

    one.ask(&id, "ana", None, Command::Play).await.unwrap();
    frames_until(&mut ben, "4 Played").await;
}

#[tokio::test]
async fn a_late_notice_of_what_is_known_costs_nothing() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = node.party().await;
    let mut known = Vec::new();
    for second in 1..10 {
        node.ask(&id, "ana", None, seek(second)).await.unwrap();
        known.push(node.host.session(id.clone()).view().await.unwrap().head);
    }
    let before = node.store.reads();
    for head in known {
        cluster.broker.publish(&id, Notice::Head(head)).await.unwrap();
        // Requests and notices are taken in turn, at random.
        for _ in 0..16 {
            node.host.session(id.clone()).view().await.unwrap();
        }
    }
    assert_eq!(node.store.reads(), before);
}

#[tokio::test]
async fn true_notices_never_wait_for_each_other() {
    let Some(server) = Nats::start() else { return };
    let cluster = only_notices();
    let one = cluster.node_on(store(&cluster).await, link(&server).await);
    let two = cluster.node_on(store(&cluster).await, link(&server).await);
    let id = one.party().await;
    let mut ana = one.attach(&id, "ana", None).await;
    let mut ben = two.attach(&id, "ben", None).await;
    for round in 0..20 {
        one.ask(&id, "ana", None, seek(100 + round)).await.unwrap();
        frames_until(&mut ben, &format!("{} Seeked", 4 + 2 * round)).await;
        two.ask(&id, "ben", None, seek(500 + round)).await.unwrap();
        frames_until(&mut ana, &format!("{} Seeked", 5 + 2 * round)).await;
    }
}
