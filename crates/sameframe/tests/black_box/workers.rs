//! Workers on the real binary: who looks after the server sees them, and nobody else.

use std::net::SocketAddr;
use std::process::{Command, Output};
use std::sync::Arc;

use axum::routing::get;
use axum::{Json, Router};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::accounts::{ask, id_of, refused};
use crate::server::{PATIENCE, Server, Socket, text};

fn sameframe(server: &Server, arguments: &[&str]) -> Output {
    let command = std::process::Command::new(env!("CARGO_BIN_EXE_sameframe"))
        .args(arguments)
        .arg("--data")
        .arg(&server.data)
        .output();
    let output = command.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[tokio::test]
async fn an_operator_sees_the_workers_and_asks_for_a_run() {
    let server = Server::fresh();
    let (ana, ben) = (server.user("Ana").await, server.user("Ben").await);
    let path = "/api/admin/workers";
    refused(&server.ask(Method::GET, path, None, None).await, StatusCode::UNAUTHORIZED, "unauthenticated");
    refused(&ask(&server, Method::GET, path, &ana).await, StatusCode::FORBIDDEN, "not_an_operator");
    sameframe(&server, &["user", "make-operator", &id_of(&server, &ana).await]);
    refused(&ask(&server, Method::GET, path, &ben).await, StatusCode::FORBIDDEN, "not_an_operator");

    sameframe(&server, &["worker", "run", "retention"]);
    let (status, list) = ask(&server, Method::GET, path, &ana).await;
    assert_eq!(status, StatusCode::OK, "{list}");
    let retention = list["workers"].as_array().unwrap().iter().find(|worker| worker["name"] == "retention").unwrap();
    assert_eq!((text(&retention["state"]), text(&retention["note"])), ("done".into(), "nothing was due".into()));
    let runs = retention["runs"].as_u64().unwrap();

    let (status, _) = ask(&server, Method::POST, "/api/admin/workers/retention/run", &ana).await;
    assert_eq!(status, StatusCode::OK);
    let again = async {
        loop {
            let status = said(&sameframe(&server, &["worker", "status", "--json"]));
            let workers: Value = serde_json::from_str(&status).unwrap();
            let retention = workers.as_array().unwrap().iter().find(|worker| worker["name"] == "retention").unwrap();
            if retention["runs"].as_u64() > Some(runs) && retention["state"] == "done" {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_mins(1), again).await.expect("the server's own worker runs");
    let words = said(&sameframe(&server, &["worker", "status"]));
    assert!(words.contains("retention") && words.contains("nothing was due"), "{words}");

    let run = ask(&server, Method::POST, "/api/admin/workers/nothing/run", &ana).await;
    refused(&run, StatusCode::NOT_FOUND, "worker_not_found");
    sameframe(&server, &["user", "remove-operator", &id_of(&server, &ana).await]);
    refused(&ask(&server, Method::GET, path, &ana).await, StatusCode::FORBIDDEN, "not_an_operator");
}

/// A feed whose second page is asked for and never comes. Returns the settings with it.
async fn feed_without_end(asked: &Arc<Notify>) -> String {
    let first = json!({ "videos": [{ "id": "a", "title": "Alpha", "url": "/alpha.mp4" }], "next": "/more.json" });
    let asked = Arc::clone(asked);
    let never = async move || -> Json<Value> {
        asked.notify_one();
        std::future::pending().await
    };
    let router = Router::new().route("/videos.json", get(async move || Json(first))).route("/more.json", get(never));
    let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
    let url = format!("http://{}/videos.json", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("[[providers.feed]]\nname = \"club\"\nurl = \"{url}\"\n")
}

/// Reads the next event, which follows the one before without a gap.
async fn follows(socket: &mut Socket, seq: &mut u64, kind: &str) {
    loop {
        let event = socket.next_of("event").await;
        *seq += 1;
        assert_eq!(event["seq"], json!(*seq), "no gap before {event}");
        if event["event"]["type"] == kind {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_is_killed_in_the_middle_is_noticed_by_nobody_who_watches() {
    let (server, asked) = (Server::fresh_with(&["serve", "--workers", "off"]), Arc::new(Notify::new()));
    let settings = server.data.join("worker.toml");
    std::fs::write(&settings, feed_without_end(&asked).await).unwrap();
    let party = server.party().await;
    let (mut ana, _) = server.live(&party.session, &party.ana_member, None).await;
    let (mut ben, welcome) = server.live(&party.session, &party.ben_member, None).await;
    let mut seq = welcome["head"]["seq"].as_u64().unwrap();
    let mut worker = Command::new(env!("CARGO_BIN_EXE_sameframe"))
        .args(["worker", "--log", "error", "--data"])
        .arg(&server.data)
        .arg("--config")
        .arg(&settings)
        .spawn()
        .unwrap();
    ana.command("c1", json!({ "type": "play" })).await;
    follows(&mut ben, &mut seq, "played").await;
    timeout(PATIENCE, asked.notified()).await.expect("the worker reads the catalogue");
    ana.command("c2", json!({ "type": "pause" })).await;
    follows(&mut ben, &mut seq, "paused").await;
    worker.kill().unwrap();
    worker.wait().unwrap();
    ana.command("c3", json!({ "type": "play" })).await;
    follows(&mut ben, &mut seq, "played").await;
    let (status, videos) = server.get("/api/videos").await;
    assert_eq!(
        (status, text(&videos["videos"][0]["title"])),
        (StatusCode::OK, "Alpha".to_owned()),
        "what it had found stays"
    );
    let (status, session) = server.get(&format!("/api/sessions/{}", party.session)).await;
    assert_eq!((status, &session["head"]["seq"]), (StatusCode::OK, &json!(seq)));
    ana.command("c4", json!({ "type": "seek", "position": 3.0 })).await;
    follows(&mut ben, &mut seq, "seeked").await;
}
