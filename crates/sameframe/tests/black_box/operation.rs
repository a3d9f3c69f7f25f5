//! What an operator does beside the server: verify.

use std::path::Path;
use std::process::{Command, Stdio};

use reqwest::StatusCode;
use serde_json::json;
use sqlx::{Connection as _, SqliteConnection};

use crate::server::Server;

/// Runs a task on a data folder to its end; returns its exit status, and all that it said.
fn run(task: &[&str], data: &Path) -> (Option<i32>, String) {
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
