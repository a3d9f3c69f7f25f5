//! The contract suite on the in-process backend.

use std::sync::Arc;

use broker::{Broker, InProcessBroker, Notice};
use session::{LogPosition, SessionId};

#[tokio::test]
async fn contract() {
    let make = || -> testkit::BrokerPair {
        let broker: Arc<dyn Broker> = Arc::new(InProcessBroker::new());
        (Arc::clone(&broker), broker)
    };
    testkit::broker_contract(&|| Box::pin(async move { make() })).await;
}

#[tokio::test]
async fn sessions_without_listeners_leave_nothing_behind() {
    let broker = InProcessBroker::new();
    for number in 0..1_000 {
        let session = SessionId::parse(&format!("s{number}")).unwrap();
        drop(broker.subscribe(&session).await.unwrap());
        broker.publish(&session, Notice::Head(LogPosition::default())).await.unwrap();
    }
    assert!(broker.is_empty(), "{} left", broker.len());
    for number in 0..1_000 {
        drop(broker.subscribe(&SessionId::parse(&format!("t{number}")).unwrap()).await.unwrap());
    }
    assert!(broker.len() < 600, "{} left", broker.len());
}
