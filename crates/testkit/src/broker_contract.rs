//! The broker's contract as a test suite: each backend runs it unchanged.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use broker::{Broker, Health, Notice, Subscription};
use session::{ChainHash, LogPosition};
use tokio::time::timeout;

use crate::samples::session_id;

/// How long news may take. Far above what they do take; only a failure waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Two nodes' ends of one broker; in one process both may be the same.
pub type BrokerPair = (Arc<dyn Broker>, Arc<dyn Broker>);

type Make<'a> = &'a (dyn Fn() -> Pin<Box<dyn Future<Output = BrokerPair> + Send>> + Sync);

/// Runs the whole contract. `make` makes a broker without listeners.
pub async fn broker_contract(make: Make<'_>) {
    session_broker_contract(make).await;
    who_listens_for_a_user_hears_of_nobody_else(make().await).await;
}

/// Runs what a broker of sessions alone promises.
pub async fn session_broker_contract(make: Make<'_>) {
    the_newest_head_arrives_at_everybody(make().await).await;
    a_session_hears_only_of_itself(make().await).await;
    heads_and_presence_do_not_hide_each_other(make().await).await;
    a_repeated_head_wakes_only_those_for_whom_it_is_news(make().await).await;
    who_stops_listening_and_begins_again_hears_again(make().await).await;
    publishing_never_waits(make().await).await;
}

fn head(seq: u64) -> LogPosition {
    LogPosition { seq, hash: ChainHash([seq.to_le_bytes()[0]; 16]) }
}

async fn hears(subscription: &mut Subscription, expected: Notice) {
    let heard = async { while subscription.next().await != expected {} };
    timeout(PATIENCE, heard).await.unwrap_or_else(|_| panic!("{expected:?} never arrived"));
}

async fn the_newest_head_arrives_at_everybody((here, there): BrokerPair) {
    assert_eq!((here.health().now(), there.health().now()), (Health::Connected, Health::Connected));
    let session = session_id("s1");
    let mut one = here.subscribe(&session).await.unwrap();
    let mut two = here.subscribe(&session).await.unwrap();
    let mut three = there.subscribe(&session).await.unwrap();
    for seq in 1..=5 {
        here.publish(&session, Notice::Head(head(seq))).await.unwrap();
    }
    for subscription in [&mut one, &mut two, &mut three] {
        hears(subscription, Notice::Head(head(5))).await;
    }
    let restored = LogPosition { seq: 5, hash: ChainHash([99; 16]) };
    there.publish(&session, Notice::Head(restored)).await.unwrap();
    hears(&mut one, Notice::Head(restored)).await;
    hears(&mut three, Notice::Head(restored)).await;
}

async fn a_session_hears_only_of_itself((here, there): BrokerPair) {
    let mut one = here.subscribe(&session_id("s1")).await.unwrap();
    there.publish(&session_id("s2"), Notice::Head(head(9))).await.unwrap();
    there.publish(&session_id("s10"), Notice::Presence).await.unwrap();
    there.repeat_heads(&[(session_id("s2"), head(9))]).await.unwrap();
    there.publish(&session_id("s1"), Notice::Head(head(1))).await.unwrap();
    assert_eq!(timeout(PATIENCE, one.next()).await.unwrap(), Notice::Head(head(1)));
}

async fn heads_and_presence_do_not_hide_each_other((here, there): BrokerPair) {
    let session = session_id("s1");
    let mut one = here.subscribe(&session).await.unwrap();
    for publisher in [&here, &there] {
        publisher.publish(&session, Notice::Head(head(1))).await.unwrap();
        publisher.publish(&session, Notice::Presence).await.unwrap();
        publisher.publish(&session, Notice::Head(head(2))).await.unwrap();
        let (mut heard_head, mut heard_presence) = (false, false);
        while !(heard_head && heard_presence) {
            match timeout(PATIENCE, one.next()).await.expect("both kinds arrive") {
                Notice::Head(news) => heard_head |= news == head(2),
                Notice::Presence => heard_presence = true,
                Notice::User => panic!("a session hears of no user"),
            }
        }
    }
}

async fn a_repeated_head_wakes_only_those_for_whom_it_is_news((here, there): BrokerPair) {
    let (known, missed) = (session_id("s1"), session_id("s2"));
    let mut one = here.subscribe(&known).await.unwrap();
    let mut two = here.subscribe(&missed).await.unwrap();
    there.publish(&known, Notice::Head(head(3))).await.unwrap();
    hears(&mut one, Notice::Head(head(3))).await;
    there.repeat_heads(&[(known.clone(), head(3)), (missed, head(4))]).await.unwrap();
    hears(&mut two, Notice::Head(head(4))).await;
    there.publish(&known, Notice::Head(head(5))).await.unwrap();
    assert_eq!(timeout(PATIENCE, one.next()).await.unwrap(), Notice::Head(head(5)), "the repeated one woke nobody");
    let many: Vec<_> = (0..1_000).map(|number| (session_id(&format!("m{number}")), head(number))).collect();
    let mut last = here.subscribe(&many[999].0).await.unwrap();
    there.repeat_heads(&many).await.unwrap();
    hears(&mut last, Notice::Head(head(999))).await;
}

async fn who_stops_listening_and_begins_again_hears_again((here, there): BrokerPair) {
    let session = session_id("s1");
    for seq in 1..=20 {
        let mut subscription = here.subscribe(&session).await.unwrap();
        there.publish(&session, Notice::Head(head(seq))).await.unwrap();
        hears(&mut subscription, Notice::Head(head(seq))).await;
    }
}

async fn publishing_never_waits((here, there): BrokerPair) {
    let session = session_id("s1");
    let mut lazy = here.subscribe(&session).await.unwrap();
    let publishing = async {
        for seq in 0..10_000 {
            there.publish(&session, Notice::Head(head(seq))).await.unwrap();
        }
        there.publish(&session_id("nobody"), Notice::Head(head(1))).await.unwrap();
    };
    timeout(PATIENCE, publishing).await.expect("a listener that does not listen holds nobody up");
    hears(&mut lazy, Notice::Head(head(9_999))).await;
}

async fn who_listens_for_a_user_hears_of_nobody_else((here, there): BrokerPair) {
    let (ana, ben) = (crate::samples::member("same"), crate::samples::member("ben"));
    let session = session_id("same");
    let mut near = here.listen_for_user(&ana).await.unwrap();
    let mut far = there.listen_for_user(&ana).await.unwrap();
    let mut of_session = there.subscribe(&session).await.unwrap();
    here.publish(&session, Notice::Head(head(1))).await.unwrap();
    here.tell_user(&ben).await.unwrap();
    assert_eq!(timeout(PATIENCE, of_session.next()).await.unwrap(), Notice::Head(head(1)));
    for _ in 0..3 {
        here.tell_user(&ana).await.unwrap();
        for listener in [&mut near, &mut far] {
            assert_eq!(timeout(PATIENCE, listener.next()).await.unwrap(), Notice::User);
        }
    }
    here.publish(&session, Notice::Presence).await.unwrap();
    assert_eq!(timeout(PATIENCE, of_session.next()).await.unwrap(), Notice::Presence, "it heard of no user");
}
