//! The real binary on a PostgreSQL server.

use std::process::{Child, Command, Stdio};

use reqwest::StatusCode;
use serde_json::{Value, json};
use testkit::{Fault, FaultProxy, Postgres};

use crate::https::free_port;
use crate::server::{Server, until};

/// Runs a task to its end; returns whether it succeeded, and all that it said.
fn run(task: &[&str], database: &str) -> (bool, String) {
    let data = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sameframe"));
    command.args(task).args(["--listen", "127.0.0.1:0", "--data", data.path().to_str().unwrap()]);
    command.env("SAMEFRAME_START_WITHIN", "1");
    let output = command.env("SAMEFRAME_DATABASE", database).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), said)
}

#[tokio::test]
async fn what_was_acknowledged_is_there_after_a_kill_and_the_log_is_the_same() {
    let Some(database) = Postgres::start() else { return };
    let url = database.database();
    let server = Server::fresh_with(&["serve", "--database", &url]);
    let party = server.party().await;
    let commands = format!("/api/sessions/{}/commands", party.session);
    let (status, done) = server.post(&commands, &party.ana, json!({ "id": "c1", "type": "play" })).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    let log = format!("/api/sessions/{}/replay", party.session);
    let before = server.get(&log).await;

    let server = server.kill_and_restart();
    let (status, again) = server.post(&commands, &party.ana, json!({ "id": "c1", "type": "play" })).await;
    assert_eq!((status, &again["seq"]), (StatusCode::OK, &done["seq"]), "a command that was sent twice is done once");
    let after = server.get(&log).await;
    let (Value::String(before), Value::String(after)) = (before.1, after.1) else { panic!("a log is lines of JSON") };
    assert!(!before.is_empty() && after.starts_with(&before), "{before}\n{after}");
    assert_eq!(server.get("/readyz").await.0, StatusCode::OK);
    assert!(!server.data.join("sameframe.sqlite").exists());

    let (healthy, said) = run(&["export", &party.session], &url);
    assert!(healthy && said.contains("\"played\""), "{said}");
}

#[tokio::test]
async fn while_the_server_is_away_commands_are_refused_in_time_and_it_recovers_by_itself() {
    let Some(database) = Postgres::start() else { return };
    let server = Server::fresh_with(&["serve", "--database", &database.database()]);
    let party = server.party().await;
    let commands = format!("/api/sessions/{}/commands", party.session);
    database.stop();
    let asked = std::time::Instant::now();
    let (status, problem) = server.post(&commands, &party.ana, json!({ "id": "c1", "type": "play" })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("storage_unavailable")));
    assert!(asked.elapsed().as_secs() < 2, "{:?}", asked.elapsed());
    assert_eq!(server.get("/readyz").await.0, StatusCode::SERVICE_UNAVAILABLE);
    database.start_again();
    let asking = async {
        while server.post(&commands, &party.ana, json!({ "id": "c1", "type": "play" })).await.0 != StatusCode::OK {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    };
    tokio::time::timeout(crate::server::PATIENCE, asking).await.unwrap();
}

#[tokio::test]
async fn the_doctor_says_what_a_server_is_and_never_the_password() {
    let Some(database) = Postgres::start() else { return };
    let url = database.database();
    let (_, said) = run(&["doctor"], &url);
    assert!(said.contains("a primary") && said.contains("no tables yet") && said.contains("fsync is off"), "{said}");
    drop(Server::fresh_with(&["serve", "--database", &url]));
    let (_, said) = run(&["doctor"], &url);
    assert!(said.contains("can be written") && said.contains("0 sessions verified"), "{said}");
    assert!(!said.contains("hush"), "{said}");

    database.become_standby();
    for task in ["doctor", "serve"] {
        let (healthy, said) = run(&[task], &url);
        assert!(!healthy && said.contains("standby") && said.contains("primary"), "{said}");
        assert!(!said.contains("hush"), "{said}");
    }
    database.stop();
    for task in ["doctor", "serve", "export s1", "--help"] {
        let (_, said) = run(&task.split(' ').collect::<Vec<_>>(), &url);
        assert!(!said.contains("hush"), "{said}");
    }
}

/// A server that has begun to start, and everything that it will say.
fn beginning(port: u16, database: &str) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sameframe"));
    command.args(["serve", "--listen", &format!("127.0.0.1:{port}"), "--database", database]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null()).spawn().unwrap()
}

#[tokio::test]
async fn a_start_waits_for_a_server_that_does_not_answer_and_says_so_meanwhile() {
    let Some(database) = Postgres::start() else { return };
    let url = database.database();
    let line = FaultProxy::to(database.port()).await;
    line.set(Fault::Silent);
    let name = url.split(['/', '?']).nth(3).unwrap();
    let port = free_port();
    let mut process = beginning(port, &Postgres::url_at(line.port(), name));
    let server = Server::visitor(&format!("http://127.0.0.1:{port}"));
    let answers = async || reqwest::get(format!("{}/readyz", server.url)).await.is_ok();
    until("it answers", answers).await;
    until("it waits for its database", async || {
        let (status, ready) = server.get("/readyz").await;
        assert_eq!((status, &ready["ready"]), (StatusCode::SERVICE_UNAVAILABLE, &json!(false)), "{ready}");
        ready["store"].as_str().unwrap().starts_with("waiting for the database")
    })
    .await;
    assert_eq!(server.get("/healthz").await.0, StatusCode::OK);
    let (status, problem) = server.get("/api/sessions").await;
    assert_eq!((status, &problem["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("storage_unavailable")));

    line.set(Fault::None);
    until("it is ready", async || server.get("/readyz").await.0 == StatusCode::OK).await;
    server.party().await;
    process.kill().unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(output.stdout.starts_with(b"Sameframe is ready"));
    let log = String::from_utf8(output.stderr).unwrap();
    assert_eq!(log.matches("waiting up to").count(), 1, "{log}");
    assert!(!log.contains("hush"), "{log}");
}

#[tokio::test]
async fn a_start_that_cannot_go_well_ends_and_says_why() {
    let Some(database) = Postgres::start() else { return };
    let url = database.database();
    let (_, said) = run(&["serve", "--start-within", "60"], &url.replace("test0", "nowhere"));
    assert!(said.contains("does not let the server in") && said.contains("\"nowhere\""), "{said}");
    assert!(!said.contains("waiting"), "{said}");
    database.stop();
    let (healthy, said) = run(&["serve"], &url);
    assert!(!healthy && said.contains("waiting up to 1 s") && said.contains("waited for 1 s in vain"), "{said}");
    let (healthy, said) = run(&["serve", "--start-within", "0"], &url);
    assert!(!healthy && said.contains("does not answer") && !said.contains("waiting"), "{said}");
}
