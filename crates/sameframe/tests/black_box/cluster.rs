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
    println!("offline {:?} after the kill", killed.elapsed());
    let (_ana, back) = two.live(&party.session, &party.ana_member, Some(position(&welcome))).await;
    assert_eq!(back["resume"], "resumed");
    let visits = |state: &Value| state["members"].as_array().unwrap().len();
    assert_eq!(visits(&back), 2, "nobody was taken for gone: {back}");
    shows(&two, &party.session, "Ana", true).await;
}

/// How far a server's clock is ahead of one that began at `started`, in milliseconds, by the quickest of a few pings.
async fn ahead_ms(socket: &mut Socket, started: std::time::Instant) -> f64 {
    let mut best = (f64::INFINITY, 0.0);
    for id in 0..10 {
        let sent_ms = started.elapsed().as_secs_f64() * 1_000.0;
        socket.send(&json!({ "type": "ping", "id": id, "t1": sent_ms })).await;
        let pong = socket.next_of("pong").await;
        let took_ms = started.elapsed().as_secs_f64() * 1_000.0 - sent_ms;
        if took_ms < best.0 {
            best = (took_ms, pong["t2"].as_f64().unwrap() - sent_ms - took_ms / 2.0);
        }
    }
    best.1
}

/// LIV-37
#[tokio::test]
async fn servers_whose_clocks_differ_by_a_second_agree_on_the_time() {
    let (Some(database), Some(library)) = (Postgres::start(), faketime()) else { return };
    let url = database.database();
    let arguments = ["serve", "--database", &url];
    let node = |shift: &str| {
        let environment = [("LD_PRELOAD", &*library), ("FAKETIME", shift), ("FAKETIME_DONT_FAKE_MONOTONIC", "1")];
        Server::fresh_in(&environment, &arguments)
    };
    let (one, two) = (node("+0.5s"), node("-0.5s"));
    let (_, (mut ana, _), (mut ben, _)) = apart(&one, &two).await;
    let started = std::time::Instant::now();
    let apart_ms = ahead_ms(&mut ana, started).await - ahead_ms(&mut ben, started).await;
    assert!(apart_ms.abs() < 40.0, "{apart_ms} ms");
    for server in [&one, &two] {
        let (status, ready) = server.get("/readyz").await;
        assert_eq!((status, &ready["clock"]), (StatusCode::OK, &json!("ok")));
    }
}

/// The library that gives a process another time; the test is skipped where it is not installed, and with `SAMEFRAME_CI`
/// that fails.
fn faketime() -> Option<String> {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().flatten();
    let mut files = folders.map(|folder| folder.path().join("faketime/libfaketimeMT.so.1"));
    let found = files.find(|file| file.is_file()).map(|file| file.display().to_string());
    if found.is_none() {
        assert!(std::env::var_os("SAMEFRAME_CI").is_none(), "CI must have faketime installed");
        println!("skipped: faketime is not installed");
    }
    found
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
