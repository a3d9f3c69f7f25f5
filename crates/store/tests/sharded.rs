//! Several databases as one: the contract suite, and what only several can go through.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;

use session::{Command, SessionId};
use store::{Cursor, NodeId, PostgresOptions, PostgresStore, Roll, SessionsQuery, ShardedStore, Store, StoreError};
use testkit::{Log, Postgres, name, opening, store_contract};
use timeline::Timestamp;

async fn database(server: &Postgres) -> Arc<dyn Store> {
    open(&server.database()).await
}

async fn open(url: &str) -> Arc<dyn Store> {
    Arc::new(PostgresStore::open(&PostgresOptions::parse(url).unwrap()).await.unwrap())
}

async fn joined(store: &dyn Store, id: &str, created_ms: i64) -> Log {
    let mut log = Log::create(store, id, opening("ana"), created_ms).await;
    let append = log.append(created_ms + 1, "ana", &Command::Join { name: name("ana") }, None);
    log.write(store, append).await.unwrap();
    log
}

fn ids(texts: &[&str]) -> Vec<SessionId> {
    texts.iter().map(|text| SessionId::parse(text).unwrap()).collect()
}

/// The first page of all sessions.
fn all() -> SessionsQuery {
    SessionsQuery { state: None, search: None, now: Timestamp::from_ms(0), after: None, limit: 9 }
}

#[tokio::test]
async fn contract() {
    let Some(server) = Postgres::start() else { return };
    store_contract(&|| {
        let urls = (server.database(), server.database());
        Box::pin(async move {
            let (first, second) = (open(&urls.0).await, open(&urls.1).await);
            Arc::new(ShardedStore::open(first, vec![second]).await.unwrap()) as _
        })
    })
    .await;
}

#[tokio::test]
async fn each_session_lives_whole_in_the_database_that_its_id_names() {
    let Some(server) = Postgres::start() else { return };
    let (first, second) = (database(&server).await, database(&server).await);
    let store = ShardedStore::open(Arc::clone(&first), vec![Arc::clone(&second)]).await.unwrap();
    assert_eq!(store.shards(), 2);
    let mut heads = Vec::new();
    for (id, created_ms) in [("a", 100), ("1-b", 200), ("c", 300), ("1-d", 300)] {
        heads.push((id, joined(&store, id, created_ms).await.head));
    }
    assert_eq!(first.ids(None, 10).await.unwrap(), ids(&["a", "c"]));
    assert_eq!(second.ids(None, 10).await.unwrap(), ids(&["1-b", "1-d"]));
    for (id, head) in heads {
        assert_eq!(store.verify(&ids(&[id])[0]).await.unwrap(), Some(head));
    }
    assert_eq!(store.ids(None, 3).await.unwrap(), ids(&["1-b", "1-d", "a"]));
    assert_eq!(store.ids(Some(&ids(&["1-d"])[0]), 9).await.unwrap(), ids(&["a", "c"]));
    assert_eq!(store.unattended(None, 9).await.unwrap(), ids(&["1-b", "1-d", "a", "c"]));
    let nowhere = &ids(&["7-x"])[0];
    assert_eq!(store.head(nowhere).await.unwrap(), None, "there is no such session");
    let mut listed = Vec::new();
    let mut after = None;
    loop {
        let page = store.sessions(SessionsQuery { after, limit: 3, ..all() }).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(Cursor { at: last.summary.created_at, id: last.id.clone() });
        listed.extend(page.into_iter().map(|listed| listed.id));
    }
    assert_eq!(listed, ids(&["c", "1-d", "1-b", "a"]), "newest first, over all databases, each once");

    let node = NodeId::named("one");
    store.enlist(&node, 60_000).await.unwrap();
    let present = |session: &SessionId| {
        let member = store::PresentMember {
            member: testkit::member("ana"),
            standing: None,
            follows: false,
            is_newcomer: false,
            ready_at: None,
            stall: None,
            delay: timeline::MemberDelay::default(),
        };
        Roll { session: session.clone(), members: vec![member] }
    };
    store.announce(&node, ids(&["a", "1-b"]).iter().map(present).collect()).await.unwrap();
    assert_eq!(store.unattended(None, 9).await.unwrap(), ids(&["1-d", "c"]));
    let (two, asked) = (NodeId::named("two"), ids(&["1-b", "a", "c"]));
    assert_eq!(store.rolls(&two, &asked).await.unwrap(), None);
    store.enlist(&two, 60_000).await.unwrap();
    assert_eq!(store.rolls(&two, &asked).await.unwrap().map(|seen| seen.len()), Some(2));
}

#[tokio::test]
async fn a_database_that_changed_places_or_owners_is_refused() {
    let Some(server) = Postgres::start() else { return };
    let (one, two, three) = (database(&server).await, database(&server).await, database(&server).await);
    ShardedStore::open(Arc::clone(&one), vec![Arc::clone(&two)]).await.unwrap();
    let refused = async |first: &Arc<dyn Store>, others: &[&Arc<dyn Store>]| {
        let others = others.iter().map(|store| Arc::clone(store)).collect();
        match ShardedStore::open(Arc::clone(first), others).await {
            Err(StoreError::Unavailable { source, .. }) => source.to_string(),
            Err(error) => panic!("{error:?}"),
            Ok(_) => panic!("it was taken"),
        }
    };
    let said = refused(&one, &[&three, &two]).await;
    assert!(said.contains("number 2") && said.contains("number 1 of this server"), "{said}");
    let said = refused(&two, &[&one]).await;
    assert!(said.contains("belongs to another server"), "{said}");
}

#[tokio::test]
async fn while_one_database_is_away_the_sessions_of_the_others_go_on() {
    let (Some(server), Some(frail)) = (Postgres::start(), Postgres::start()) else { return };
    let (first, second) = (database(&server).await, database(&frail).await);
    let store = ShardedStore::open(first, vec![second]).await.unwrap();
    joined(&store, "1-b", 200).await;
    let mut log = joined(&store, "a", 100).await;
    frail.stop();
    let append = log.append(3_000, "ana", &Command::Play, None);
    log.write(&store, append).await.unwrap();
    store.ready().await.unwrap();
    let listed = store.sessions(all()).await.unwrap();
    assert_eq!(listed.into_iter().map(|listed| listed.id).collect::<Vec<_>>(), ids(&["a"]));
    assert_eq!(store.due(Timestamp::from_ms(0), 9).await.unwrap(), []);
    store.enlist(&NodeId::named("one"), 60_000).await.unwrap();
    assert!(matches!(store.head(&ids(&["1-b"])[0]).await, Err(StoreError::Unavailable { .. })));
    frail.start_again();
    let back = async {
        while store.head(&ids(&["1-b"])[0]).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), back).await.unwrap();
}
