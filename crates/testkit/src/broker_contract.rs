//! The broker's contract as a test suite: each backend runs it unchanged.

use std::sync::Arc;
use std::time::Duration;

use broker::{Broker, Subscription};
use session::{ChainHash, LogPosition};
use tokio::time::timeout;

use crate::samples::session_id;

/// How long news may take. Far above what they do take; only a failure waits for it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Runs the whole contract. `make` makes a broker without listeners.
pub async fn broker_contract(make: &(dyn Fn() -> Arc<dyn Broker> + Sync)) {
    the_newest_head_arrives_at_everybody(&*make()).await;
    a_session_hears_only_of_itself(&*make()).await;
    publishing_never_waits(&*make()).await;
}

fn head(seq: u64) -> LogPosition {
    LogPosition { seq, hash: ChainHash([seq.to_le_bytes()[0]; 16]) }
}

async fn hears(subscription: &mut Subscription, expected: LogPosition) {
    let heard = async { while subscription.next().await != expected {} };
    timeout(PATIENCE, heard).await.expect("the newest head arrives");
}

async fn the_newest_head_arrives_at_everybody(broker: &dyn Broker) {
    let session = session_id("s1");
    let mut one = broker.subscribe(&session).await.unwrap();
    let mut two = broker.subscribe(&session).await.unwrap();
    for seq in 1..=5 {
        broker.publish(&session, head(seq)).await.unwrap();
    }
    hears(&mut one, head(5)).await;
    hears(&mut two, head(5)).await;
    let restored = LogPosition { seq: 5, hash: ChainHash([99; 16]) };
    broker.publish(&session, restored).await.unwrap();
    hears(&mut one, restored).await;
}

async fn a_session_hears_only_of_itself(broker: &dyn Broker) {
    let mut one = broker.subscribe(&session_id("s1")).await.unwrap();
    broker.publish(&session_id("s2"), head(9)).await.unwrap();
    broker.publish(&session_id("s1"), head(1)).await.unwrap();
    assert_eq!(timeout(PATIENCE, one.next()).await.unwrap(), head(1));
}

async fn publishing_never_waits(broker: &dyn Broker) {
    let session = session_id("s1");
    let _lazy = broker.subscribe(&session).await.unwrap();
    let publishing = async {
        for seq in 0..10_000 {
            broker.publish(&session, head(seq)).await.unwrap();
        }
        broker.publish(&session_id("nobody"), head(1)).await.unwrap();
    };
    timeout(PATIENCE, publishing).await.expect("a listener that does not listen holds nobody up");
}
