//! What an operator does beside the server: verify, back up and restore, move to PostgreSQL.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::{Connection as _, SqliteConnection};

use testkit::Postgres;

use crate::server::{PATIENCE, Party, Server};

/// Runs a task on a data folder to its end; returns its exit status, and all that it said.
pub(crate) fn run(task: &[&str], data: &Path) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sameframe"));
    command.args(task).args(["--data", data.to_str().unwrap()]);
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), said)
}

async fn change(data: &Path, statement: &'static str, session: &str) {
    let mut file = SqliteConnection::connect(data.join("sameframe.sqlite").to_str().unwrap()).await.unwrap();
    let changed = sqlx::query(statement).bind(session).execute(&mut file).await.unwrap();
    assert_eq!(changed.rows_affected(), 1, "{statement}");
}

#[tokio::test]
async fn verify_names_each_damaged_session_and_goes_on() {
    let server = Server::fresh();
    let ana = server.user("Ana").await;
    let mut sessions = Vec::new();
    for _ in 0..3 {
        let session = server.session(&ana).await;
        server.join(&session, &ana).await;
        let (status, _) =
            server.post(&format!("/api/sessions/{session}/commands"), &ana, json!({ "id": "c", "type": "play" })).await;
        assert_eq!(status, StatusCode::OK);
        sessions.push(session);
    }
    let (code, said) = run(&["verify"], &server.data);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("3 sessions verified") && !said.contains("DAMAGED"), "{said}");
    let (code, said) = run(&["verify", &format!("{}/s/{}", server.url, sessions[0])], &server.data);
    assert!(code == Some(0) && said.contains(&sessions[0]), "{said}");

    change(&server.data, "UPDATE events SET payload = '{}' WHERE session_id = $1 AND seq = 2", &sessions[0]).await;
    change(&server.data, "UPDATE sessions SET head_hash = head_hash || '0' WHERE id = $1", &sessions[1]).await;
    let (code, said) = run(&["verify"], &server.data);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains(&format!("entry 2 of session {} is damaged: its content", sessions[0])), "{said}");
    assert!(said.contains(&sessions[1]) && said.contains("2 of them DAMAGED"), "{said}");
    assert!(!said.contains(&sessions[2]), "{said}");
    assert_eq!(run(&["verify", &sessions[1]], &server.data).0, Some(1));
    assert_eq!(run(&["verify", &sessions[2]], &server.data).0, Some(0));
    let (code, said) = run(&["doctor"], &server.data);
    assert!(code == Some(1) && said.contains("sameframe verify"), "{said}");

    let (code, said) = run(&["verify", "nobody"], &server.data);
    assert!(code == Some(1) && said.contains("no session nobody"), "{said}");
}

/// The restore drill: back up under load, restore into another folder, verify, serve.
#[tokio::test]
async fn a_backup_under_load_restores_verifies_and_serves_and_clients_hear_that_the_log_is_another() {
    let server = Server::fresh();
    let Party { session, ana, ana_member, .. } = server.party().await;
    let commands = format!("/api/sessions/{session}/commands");
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("backup.sqlite");
    let seek = |number: u64| json!({ "id": format!("c{number}"), "type": "seek", "position": number % 600 });

    let (before, done) = (server.post(&commands, &ana, seek(1)).await.1, AtomicBool::new(false));
    let backing_up = async {
        let (data, copy) = (server.data.clone(), copy.clone());
        let ended = tokio::task::spawn_blocking(move || run(&["backup", copy.to_str().unwrap()], &data)).await.unwrap();
        done.store(true, Ordering::Relaxed);
        ended
    };
    let loading = async {
        let mut newest = Value::Null;
        for number in 2.. {
            let (status, answer) = server.post(&commands, &ana, seek(number)).await;
            if status == StatusCode::OK {
                newest = answer;
            }
            if done.load(Ordering::Relaxed) {
                break;
            }
        }
        newest
    };
    let ((code, said), newest) = tokio::join!(backing_up, loading);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 sessions verified"), "{said}");
    assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 1, "nothing half done is left");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600, "it holds secrets");
    }
    let (code, said) = run(&["backup", copy.to_str().unwrap()], &server.data);
    assert!(code == Some(1) && said.contains("--force"), "{said}");
    // Who did too much at once is asked to wait for a moment.
    let last = async {
        while server.post(&commands, &ana, json!({ "id": "last", "type": "play" })).await.0 != StatusCode::OK {}
    };
    tokio::time::timeout(PATIENCE, last).await.unwrap();
    let (_, welcome) = server.live(&session, &ana_member, None).await;
    let known = welcome["head"].clone();
    assert!(known["seq"].as_u64() > newest["seq"].as_u64());

    let restored = elsewhere.path().join("data");
    std::fs::create_dir(&restored).unwrap();
    std::fs::copy(&copy, restored.join("sameframe.sqlite")).unwrap();
    let (code, said) = run(&["verify"], &restored);
    assert_eq!(code, Some(0), "{said}");
    let again = Server::start(&restored);
    let (_, state) = again.get(&format!("/api/sessions/{session}")).await;
    let head = state["head"]["seq"].as_u64().unwrap();
    assert!(before["seq"].as_u64().unwrap() <= head && head < known["seq"].as_u64().unwrap(), "{before} {head}");
    let (_, welcome) = again.live(&session, &ana_member, Some(known)).await;
    assert_eq!(welcome["resume"], "reset", "{welcome}");
    let (status, _) = again.post(&commands, &ana, json!({ "id": "after", "type": "play" })).await;
    assert_eq!(status, StatusCode::OK, "the member's token still counts");
}

#[tokio::test]
async fn a_backup_is_replaced_only_when_asked_and_of_nothing_there_is_none() {
    let server = Server::fresh();
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("backup.sqlite");
    std::fs::write(&copy, "an old one").unwrap();
    let (code, said) = run(&["backup", copy.to_str().unwrap()], &server.data);
    assert!(code == Some(1) && said.contains("exists already"), "{said}");
    assert_eq!(std::fs::read(&copy).unwrap(), b"an old one");
    let (code, said) = run(&["backup", "--force", copy.to_str().unwrap()], &server.data);
    assert_eq!(code, Some(0), "{said}");
    assert!(std::fs::read(&copy).unwrap().starts_with(b"SQLite format 3"));
    let (code, said) = run(&["backup", "x"], folder.path());
    assert!(code == Some(1) && said.contains("no database"), "{said}");
}

#[tokio::test]
async fn a_server_on_the_database_that_everything_moved_to_serves_the_same() {
    let Some(database) = Postgres::start() else { return };
    let url = database.database();
    let mut server = Server::fresh();
    let Party { session, ana, ana_member, .. } = server.party().await;
    let commands = format!("/api/sessions/{session}/commands");
    let (status, done) = server.post(&commands, &ana, json!({ "id": "c1", "type": "play" })).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    let (code, said) = run(&["move", "--to", &url], &server.data);
    assert!(code == Some(1) && said.contains("must be stopped"), "{said}");
    let (code, said) = run(&["move"], &server.data);
    assert!(code == Some(1) && said.contains("--to"), "{said}");
    server.terminate();
    let (_, log) = {
        server = server.start_again();
        server.get(&format!("/api/sessions/{session}/replay")).await
    };
    server.terminate();

    let (code, said) = run(&["move", "--to", &url], &server.data);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("1 sessions") && !said.contains("hush"), "{said}");
    let again = Server::fresh_with(&["serve", "--database", &url]);
    let (_, moved) = again.get(&format!("/api/sessions/{session}/replay")).await;
    let (Value::String(log), Value::String(moved)) = (log, moved) else { panic!("a log is lines of JSON") };
    assert!(!log.is_empty() && moved.starts_with(&log), "{log}\n{moved}");
    let (status, repeated) = again.post(&commands, &ana, json!({ "id": "c1", "type": "play" })).await;
    assert_eq!((status, &repeated["seq"]), (StatusCode::OK, &done["seq"]), "its commands are known");
    again.live(&session, &ana_member, None).await;

    let (code, said) = run(&["move", "--to", &url], &server.data);
    assert!(code == Some(1) && said.contains("is not empty"), "{said}");
    assert!(!said.contains("hush"), "{said}");
    assert_eq!(run(&["verify"], &server.data).0, Some(0), "the file is as it was");
}

#[tokio::test]
async fn health_tells_a_server_that_is_well_from_one_that_is_not() {
    let mut server = Server::fresh();
    let address = server.address();
    let ask = |task: &[&str]| run(&[task, &["--listen", &address]].concat(), &server.data);
    assert_eq!(ask(&["health"]), (Some(0), "ok\n".to_owned()));
    let (code, said) = ask(&["health", "--ready"]);
    assert!(code == Some(0) && said.contains("\"ready\":true"), "{said}");
    let mut other = SqliteConnection::connect(server.data.join("sameframe.sqlite").to_str().unwrap()).await.unwrap();
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();
    let (code, said) = ask(&["health", "--ready"]);
    assert!(code == Some(1) && said.contains("503") && said.contains("locked"), "{said}");
    assert_eq!(ask(&["health"]).0, Some(0));
    server.terminate();
    let (code, said) = run(&["health", "--listen", &address], &server.data);
    assert!(code == Some(1) && said.contains("no server answers"), "{said}");
}

#[tokio::test]
async fn a_trusted_proxys_people_are_limited_one_by_one_and_nobody_elses_word_counts() {
    let newcomers = async |server: &Server, from: &str, count: u32| {
        let client = reqwest::Client::new();
        let mut refused = 0;
        for _ in 0..count {
            let asking = client.post(format!("{}/api/users", server.url)).header("x-forwarded-for", from);
            let status = asking.json(&json!({ "name": "Ana" })).send().await.unwrap().status();
            refused += u32::from(status == StatusCode::TOO_MANY_REQUESTS);
        }
        refused
    };
    let trusting = Server::fresh_with(&["serve", "--trust-proxy", "127.0.0.0/8"]);
    assert!(newcomers(&trusting, "203.0.113.9", 160).await > 0);
    assert_eq!(newcomers(&trusting, "203.0.113.10", 20).await, 0);
    let careful = Server::fresh();
    assert_eq!(newcomers(&careful, "203.0.113.9", 160).await, 0);
}
