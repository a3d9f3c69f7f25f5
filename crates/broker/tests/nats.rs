//! The contract suite on NATS, and what only a server that can go away shows.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::sync::Arc;
use std::time::Duration;

use broker::{Broker, Health, NatsBroker, NatsError, NatsInspection, NatsOptions, Notice, Subscription};
use futures_util::StreamExt as _;
use session::{ChainHash, LogPosition, SessionId};
use testkit::{Nats, session_id};
use tokio::time::timeout;

/// Far above what anything takes; only a failure waits for it.
const PATIENCE: Duration = Duration::from_secs(20);
const HASH: &str = "00112233445566778899aabbccddeeff";

async fn node(url: &str) -> NatsBroker {
    NatsBroker::start(&NatsOptions::parse(url).unwrap()).await.unwrap()
}

/// Somebody on the bus who may say and hear anything.
async fn admin(server: &Nats) -> async_nats::Client {
    let options = async_nats::ConnectOptions::with_user_and_password("admin".to_owned(), "admin".to_owned());
    options.connect(format!("127.0.0.1:{}", server.port())).await.unwrap()
}

fn head(seq: u64) -> Notice {
    Notice::Head(LogPosition { seq, hash: ChainHash([7; 16]) })
}

async fn hears(subscription: &mut Subscription, expected: Notice) {
    let heard = async { while subscription.next().await != expected {} };
    timeout(PATIENCE, heard).await.unwrap_or_else(|_| panic!("{expected:?} never arrived"));
}

async fn becomes(broker: &NatsBroker, connected: bool) {
    let mut health = broker.health();
    let changing = async {
        while health.now().is_connected() != connected && health.changed().await.is_connected() != connected {}
    };
    timeout(PATIENCE, changing).await.unwrap_or_else(|_| panic!("never connected: {connected}"));
}

#[tokio::test]
async fn contract() {
    let Some(server) = Nats::start() else { return };
    let url = server.url();
    testkit::broker_contract(&move || {
        let url = url.clone();
        Box::pin(async move {
            let (here, there) = (node(&url).await, node(&url).await);
            (Arc::new(here) as Arc<dyn Broker>, Arc::new(there) as Arc<dyn Broker>)
        })
    })
    .await;
}

#[tokio::test]
async fn there_is_one_subscription_for_many_listeners_and_none_when_they_are_gone() {
    let Some(server) = Nats::start() else { return };
    let (here, there) = (node(&server.url()).await, node(&server.url()).await);
    let session = session_id("s1");
    let mut listeners = Vec::new();
    for _ in 0..100 {
        listeners.push(here.subscribe(&session).await.unwrap());
    }
    assert_eq!(here.listened_to(), 1);
    there.publish(&session, head(1)).await.unwrap();
    for listener in &mut listeners {
        hears(listener, head(1)).await;
    }
    drop(listeners);
    let gone = async {
        while here.listened_to() > 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, gone).await.expect("nothing is left behind");
}

#[tokio::test]
async fn a_server_that_goes_away_is_told_of_and_come_back_to() {
    let Some(server) = Nats::start() else { return };
    let (here, there) = (node(&server.url()).await, node(&server.url()).await);
    let mut before = here.subscribe(&session_id("before")).await.unwrap();
    server.stop();
    becomes(&here, false).await;
    becomes(&there, false).await;
    let Health::Degraded { since } = here.health().now() else { panic!("it is away") };
    assert!(since.elapsed() < PATIENCE);
    // Nothing waits for it: neither who publishes nor who begins to listen.
    let meanwhile = async {
        for number in 0..5_000 {
            there.publish(&session_id(&format!("s{number}")), head(number)).await.unwrap();
        }
        there.repeat_heads(&[(session_id("before"), LogPosition::default())]).await.unwrap();
        here.subscribe(&session_id("meanwhile")).await.unwrap()
    };
    let mut during = timeout(PATIENCE, meanwhile).await.expect("a lost server holds nobody up");
    here.publish(&session_id("meanwhile"), head(3)).await.unwrap();
    assert_eq!(during.next().await, head(3), "within one process news still arrive");
    server.start_again();
    becomes(&here, true).await;
    becomes(&there, true).await;
    there.publish(&session_id("before"), head(1)).await.unwrap();
    there.publish(&session_id("meanwhile"), head(4)).await.unwrap();
    hears(&mut before, head(1)).await;
    hears(&mut during, head(4)).await;
}

#[tokio::test]
async fn who_comes_and_goes_while_the_server_is_away_leaves_nothing_behind() {
    let Some(server) = Nats::start() else { return };
    let here = node(&server.url()).await;
    server.stop();
    becomes(&here, false).await;
    // More than the client keeps waiting for a server.
    for number in 0..5_000 {
        drop(here.subscribe(&session_id(&format!("s{number}"))).await.unwrap());
    }
    let gone = async {
        while here.listened_to() > 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, gone).await.expect("nothing is left behind");
    server.start_again();
    becomes(&here, true).await;
    let there = node(&server.url()).await;
    let mut news = here.subscribe(&session_id("s1")).await.unwrap();
    there.publish(&session_id("s1"), head(1)).await.unwrap();
    hears(&mut news, head(1)).await;
}

#[tokio::test]
async fn a_node_hears_its_own_news_once() {
    let Some(server) = Nats::start() else { return };
    let (here, there) = (node(&server.url()).await, node(&server.url()).await);
    let session = session_id("s1");
    let mut near = here.subscribe(&session).await.unwrap();
    let mut far = there.subscribe(&session).await.unwrap();
    here.publish(&session, Notice::Presence).await.unwrap();
    hears(&mut near, Notice::Presence).await;
    hears(&mut far, Notice::Presence).await;
    // By now the server has sent it to everybody who listens, this node too.
    there.publish(&session, head(1)).await.unwrap();
    assert_eq!(timeout(PATIENCE, near.next()).await.unwrap(), head(1));
}

#[tokio::test]
async fn a_connection_that_is_open_and_carries_nothing_is_degraded_too() {
    let Some(server) = Nats::start() else { return };
    let here = node(&server.url()).await;
    server.freeze(true);
    becomes(&here, false).await;
    server.freeze(false);
    becomes(&here, true).await;
}

#[tokio::test]
async fn a_node_starts_while_the_server_is_away() {
    let Some(server) = Nats::start() else { return };
    server.stop();
    let here = node(&server.url()).await;
    assert!(!here.health().now().is_connected());
    let mut early = here.subscribe(&session_id("s1")).await.unwrap();
    server.start_again();
    becomes(&here, true).await;
    let there = node(&server.url()).await;
    there.publish(&session_id("s1"), head(1)).await.unwrap();
    hears(&mut early, head(1)).await;
}

#[tokio::test]
async fn what_is_malformed_forged_or_somewhere_else_changes_nothing() {
    let Some(server) = Nats::start() else { return };
    let here = node(&server.url()).await;
    let mut one = here.subscribe(&session_id("s1")).await.unwrap();
    let forger = admin(&server).await;
    let huge = vec![b'1'; 900_000];
    for payload in [&b""[..], b"\xff\xfe\x00", b"1 head", b"2 presence", b"{}", b"1 head -1 x", &huge] {
        for subject in ["sameframe.session.s1", "sameframe.heads", "sameframe.nobody", "sameframe.inbox.x", "sameframe"]
        {
            forger.publish(subject, payload.to_vec().into()).await.unwrap();
        }
    }
    for subject in ["sameframe.session.s1.x", "sameframe.session", "sameframe.session.S1", "other.session.s1"] {
        forger.publish(subject, format!("1 head 1 {HASH}").into()).await.unwrap();
    }
    forger.publish("sameframe.heads", format!("1 heads\ns1 666 {HASH}\ns.1 1 {HASH}").into()).await.unwrap();
    forger.flush().await.unwrap();
    // A head that is well formed is heard, whoever sent it: the store tells whether it is true.
    forger.publish("sameframe.session.s1", format!("1 head 42 {HASH}").into()).await.unwrap();
    let heard = timeout(PATIENCE, one.next()).await.unwrap();
    assert!(matches!(heard, Notice::Head(LogPosition { seq: 42, .. })), "{heard:?}");
    assert!(here.health().now().is_connected());
}

#[tokio::test]
async fn what_a_node_says_stays_below_its_prefix() {
    let Some(server) = Nats::start() else { return };
    let watcher = admin(&server).await;
    // Who looks on must not disturb the nodes either.
    let mut everything = watcher.subscribe(">").await.unwrap();
    watcher.flush().await.unwrap();
    let here = node(&server.url()).await;
    assert!(here.health().now().is_connected());
    let longest: SessionId = session_id(&"x".repeat(64));
    let _listening = here.subscribe(&longest).await.unwrap();
    here.publish(&longest, head(u64::MAX)).await.unwrap();
    here.publish(&longest, Notice::Presence).await.unwrap();
    let mut seen = Vec::new();
    while seen.len() < 2 {
        let message = timeout(PATIENCE, everything.next()).await.unwrap().unwrap();
        assert!(message.subject.starts_with("sameframe."), "{}", message.subject);
        if message.subject.contains("session") {
            assert_eq!(message.subject.as_str(), format!("sameframe.session.{longest}"));
            seen.push(String::from_utf8(message.payload.to_vec()).unwrap());
        }
    }
    assert_eq!(seen, [format!("1 head {} {}", u64::MAX, "07".repeat(16)), "1 presence".to_owned()]);
}

#[tokio::test]
async fn a_node_that_may_not_listen_knows_that_it_is_deaf() {
    let settings = r#"authorization { users = [
        { user: sameframe, password: "hush-hush",
          permissions: { publish: "sameframe.>", subscribe: ["sameframe.inbox.>", "sameframe.heads"] } } ] }"#;
    let Some(server) = Nats::start_with(settings) else { return };
    let here = node(&server.url()).await;
    let _unheard = here.subscribe(&session_id("s1")).await.unwrap();
    becomes(&here, false).await;
    let error = NatsInspection::of(&NatsOptions::parse(&server.url()).unwrap()).await.unwrap_err();
    assert!(matches!(&error, NatsError::Deaf { subjects } if subjects == "sameframe.>"), "{error:?}");
}

#[tokio::test]
async fn an_inspection_says_what_is_wrong_and_not_the_password() {
    let Some(server) = Nats::start() else { return };
    let look = async |url: String| NatsInspection::of(&NatsOptions::parse(&url).unwrap()).await;
    let seen = look(server.url()).await.unwrap();
    assert!(!seen.version.is_empty() && seen.round_trip < PATIENCE);
    assert_eq!(seen.obstacle(), None);
    let wrong_password = look(server.url().replace("hush-hush", "hush-wrong")).await.unwrap_err();
    assert!(wrong_password.to_string().contains("password"), "{wrong_password}");
    let prefix = look(format!("{}?prefix=other", server.url())).await.unwrap_err();
    assert!(prefix.to_string().contains("other.>"), "{prefix}");
    let file = look(format!("{}?ca=/nowhere/ca.pem", server.url())).await.unwrap_err();
    assert!(file.to_string().contains("/nowhere/ca.pem"), "{file}");
    server.stop();
    let away = look(server.url()).await.unwrap_err();
    for error in [wrong_password, prefix, file, away] {
        assert!(!format!("{error:?} {error}").contains("hush"), "{error:?}");
    }
}
