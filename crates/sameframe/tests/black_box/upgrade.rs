//! Servers of two versions side by side.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use reqwest::StatusCode;
use serde_json::json;
use session::{ChainHash, LogPosition};
use testkit::{Nats, NewerEntry, Postgres};

use crate::faults::{World, all_are_served, check, clients};
use crate::server::Server;

/// The server of an older version, which `SAMEFRAME_OLD_BIN` names; without it the test is skipped.
fn older() -> Option<PathBuf> {
    let named = std::env::var_os("SAMEFRAME_OLD_BIN").filter(|path| !path.is_empty());
    if named.is_none() {
        println!("skipped: SAMEFRAME_OLD_BIN names no server of an older version");
    }
    named.map(PathBuf::from)
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_are_upgraded_one_after_the_other_under_load_and_nothing_is_lost() {
    let (Some(older), Some(primary), Some(nats)) = (older(), Postgres::start(), Nats::start()) else { return };
    let world = World::start(&older, primary, nats).await;
    let clients = clients(&world.nodes).await;
    let running: Vec<_> = clients.iter().map(|client| tokio::spawn(Arc::clone(client).live(rand::random()))).collect();
    all_are_served(&clients).await;
    for (number, node) in world.nodes.iter().enumerate() {
        *node.binary.lock().unwrap() = Path::new(env!("CARGO_BIN_EXE_sameframe")).to_owned();
        world.upgrade(number).await;
        all_are_served(&clients).await;
    }
    for client in &clients {
        client.rest();
    }
    check(&world, &clients).await;
    for client in running {
        client.await.unwrap();
    }
    let acknowledged: usize = clients.iter().map(|client| client.acknowledged()).sum();
    println!("{acknowledged} acknowledged over an upgrade from {}", older.display());
}

/// LIV-60
#[tokio::test]
async fn a_session_that_a_newer_server_has_used_is_refused_by_an_older_one_and_nothing_else_is() {
    let Some(database) = Postgres::start() else { return };
    let server = Server::fresh_with(&["serve", "--database", &database.database()]);
    let (party, other) = (server.party().await, server.party().await);
    let (mut ana, welcome) = server.live(&party.session, &party.ana_member, None).await;
    let hash = ChainHash::parse(welcome["head"]["hash"].as_str().unwrap()).unwrap();
    let head = LogPosition { seq: welcome["head"]["seq"].as_u64().unwrap(), hash };
    let at_ms = welcome["timeline"]["at"].as_i64().unwrap() + 1_000;
    for statement in NewerEntry::after(head, at_ms).statements(&party.session) {
        database.sql("test0", &statement);
    }

    let path = format!("/api/sessions/{}", party.session);
    let play = json!({ "id": "c1", "type": "play" });
    let (status, problem) = server.post(&format!("{path}/commands"), &party.ben, play.clone()).await;
    assert_eq!((status, &problem["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("newer_version")), "{problem}");
    let closed = loop {
        let frame = ana.next().await;
        if frame.get("close").is_some() {
            break frame;
        }
    };
    assert_eq!(closed["close"], 1012, "she goes elsewhere");
    let mut again = server.dial(&party.session).await;
    again.send(&json!({ "type": "hello", "token": party.ana_member })).await;
    assert_eq!(again.next().await["code"], "newer_version");
    assert_eq!(again.next().await["close"], 1012);
    assert_eq!(server.get(&path).await.0, StatusCode::SERVICE_UNAVAILABLE);

    let commands = format!("/api/sessions/{}/commands", other.session);
    assert_eq!(server.post(&commands, &other.ana, play).await.0, StatusCode::OK);
    assert_eq!(server.get("/readyz").await.0, StatusCode::OK);
}
