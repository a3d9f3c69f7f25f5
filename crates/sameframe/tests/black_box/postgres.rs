//! The real binary on a PostgreSQL server.

use std::process::{Command, Stdio};

use reqwest::StatusCode;
use serde_json::{Value, json};
use testkit::Postgres;

use crate::server::Server;

/// Runs a task to its end; returns whether it succeeded, and all that it said.
fn run(task: &[&str], database: &str) -> (bool, String) {
    let data = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sameframe"));
    command.args(task).args(["--listen", "127.0.0.1:0", "--data", data.path().to_str().unwrap()]);
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
