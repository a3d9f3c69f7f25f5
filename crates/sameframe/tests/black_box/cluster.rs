//! Several servers on one PostgreSQL database.

use reqwest::StatusCode;
use serde_json::{Value, json};
use testkit::Postgres;

use crate::server::{Party, Server, Socket, until};

/// A server of the cluster.
fn node(database: &str) -> Server {
    Server::fresh_with(&["serve", "--database", database])
}

/// Waits until a server tells of somebody whether they are online.
async fn shows(server: &Server, session: &str, name: &str, online: bool) {
    until(&format!("{name} is shown online: {online}"), async || {
        let (_, state) = server.get(&format!("/api/sessions/{session}")).await;
        let members = state["members"].as_array().unwrap();
        members.iter().any(|member| member["name"] == name && member["online"] == online)
    })
    .await;
}

fn position(welcome: &Value) -> Value {
    json!({ "seq": welcome["head"]["seq"], "hash": welcome["head"]["hash"] })
}

/// Ana at the first server and Ben at the second, who see each other.
async fn apart(one: &Server, two: &Server) -> (Party, (Socket, Value), (Socket, Value)) {
    let party = one.party().await;
    let ana = one.live(&party.session, &party.ana_member, None).await;
    let ben = two.live(&party.session, &party.ben_member, None).await;
    shows(one, &party.session, "Ben", true).await;
    shows(two, &party.session, "Ana", true).await;
    (party, ana, ben)
}

/// LIV-35
#[tokio::test]
async fn whom_a_killed_server_saw_is_offline_soon_and_back_at_another() {
    let Some(database) = Postgres::start() else { return };
    let url = database.database();
    let (one, two) = (node(&url), node(&url));
    let (party, (_ana, welcome), _ben) = apart(&one, &two).await;
    let killed = std::time::Instant::now();
    drop(one);
    shows(&two, &party.session, "Ana", false).await;
    // A promise, not a measurement: it does not depend on how fast this machine is.
    assert!(killed.elapsed().as_secs() <= 10, "{:?}", killed.elapsed());
    let (_ana, back) = two.live(&party.session, &party.ana_member, Some(position(&welcome))).await;
    assert_eq!(back["resume"], "resumed");
    let visits = |state: &Value| state["members"].as_array().unwrap().len();
    assert_eq!(visits(&back), 2, "nobody was taken for gone: {back}");
    shows(&two, &party.session, "Ana", true).await;
}

/// LIV-36
#[tokio::test]
async fn a_server_that_is_told_to_stop_sends_everybody_to_the_others() {
    let Some(database) = Postgres::start() else { return };
    let url = database.database();
    let (mut one, two) = (node(&url), node(&url));
    let (party, (mut ana, welcome), _ben) = apart(&one, &two).await;
    one.signal("TERM");
    until("the server is not ready any more", async || one.get("/readyz").await.0 == StatusCode::SERVICE_UNAVAILABLE)
        .await;
    let refused = one.ask(reqwest::Method::GET, &format!("/api/sessions/{}", party.session), None, None).await;
    assert_eq!(refused.0, StatusCode::OK, "what is asked meanwhile is answered");
    assert!(one.is_refused(&party.session).await, "nobody new is taken in");
    let close = loop {
        let frame = ana.next().await;
        if frame.get("close").is_some() {
            break frame;
        }
    };
    assert_eq!(close["close"], 1012);
    let (_ana, back) = two.live(&party.session, &party.ana_member, Some(position(&welcome))).await;
    assert_eq!(back["resume"], "resumed");
    assert!(one.ended().success());
    shows(&two, &party.session, "Ana", true).await;
}
