//! A disk that is full and a database that is locked, under the real binary.

use std::path::PathBuf;
use std::process::Command;

use crate::server::{PATIENCE, Server};
use reqwest::StatusCode;
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, SqliteConnection};

/// Asks until it is done, as a client does when it is told to try again.
async fn until_done(server: &Server, path: &str, token: &str, body: Value) {
    let asking = async { while server.post(path, token, body.clone()).await.0 != StatusCode::OK {} };
    tokio::time::timeout(PATIENCE, asking).await.unwrap_or_else(|_| panic!("it never recovered"));
}

#[tokio::test]
async fn while_the_database_is_locked_commands_are_refused_reads_go_on_and_it_recovers_by_itself() {
    let server = Server::fresh();
    let ana = server.user("Ana").await;
    let session = server.session(&ana).await;
    server.join(&session, &ana).await;
    let commands = format!("/api/sessions/{session}/commands");

    let mut other = SqliteConnection::connect(server.data.join("sameframe.sqlite").to_str().unwrap()).await.unwrap();
    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    let (status, problem) = server.post(&commands, &ana, json!({ "id": "c1", "type": "play" })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("storage_unavailable")));
    assert!(problem["detail"].as_str().unwrap().contains("locked"), "{problem}");
    assert_eq!(server.get("/readyz").await.0, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(server.get("/healthz").await.0, StatusCode::OK);
    let (status, state) = server.get(&format!("/api/sessions/{session}")).await;
    assert_eq!((status, &state["timeline"]["status"]), (StatusCode::OK, &json!("paused")));

    other.execute("ROLLBACK").await.unwrap();
    until_done(&server, &commands, &ana, json!({ "id": "c1", "type": "play" })).await;
    let (_, state) = server.get(&format!("/api/sessions/{session}")).await;
    assert_eq!((&state["timeline"]["status"], &state["head"]["seq"]), (&json!("playing"), &json!(3)));
}

#[tokio::test]
async fn while_the_disk_is_full_commands_are_refused_reads_go_on_and_it_recovers_by_itself() {
    let Some(disk) = SmallDisk::mount() else { return };
    let server = Server::start(&disk.folder.join("data"));
    let ana = server.user("Ana").await;
    let session = server.session(&ana).await;
    let token = server.join(&session, &ana).await;
    let (mut live, _) = server.live(&session, &token, None).await;
    disk.fill();

    let refused = loop {
        live.command("c", json!({ "type": "load", "url": format!("https://x.org/{}", "x".repeat(1_500)) })).await;
        let frame = live.next().await;
        if frame["type"] == "refused" && frame["code"] == "storage_unavailable" {
            break frame;
        }
    };
    assert!(refused["message"].as_str().unwrap().contains("disk is full"), "{refused}");
    let (status, before) = server.get(&format!("/api/sessions/{session}")).await;
    assert_eq!(status, StatusCode::OK);

    disk.make_room();
    let commands = format!("/api/sessions/{session}/commands");
    until_done(&server, &commands, &ana, json!({ "id": "after", "type": "play" })).await;
    let played = live.event("played").await;
    assert_eq!(played["seq"].as_u64(), before["head"]["seq"].as_u64().map(|seq| seq + 1), "nothing is lost");
}

/// A disk of 2 MiB, which only root can make. Elsewhere the test says that it did not run.
struct SmallDisk {
    folder: PathBuf,
    _parent: tempfile::TempDir,
}

impl SmallDisk {
    fn mount() -> Option<Self> {
        let parent = tempfile::tempdir().unwrap();
        let folder = parent.path().join("disk");
        std::fs::create_dir(&folder).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(&folder).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self { folder, _parent: parent });
        }
        assert!(std::env::var_os("SAMEFRAME_CI").is_none(), "CI must be able to mount a small disk");
        println!("skipped: only root can mount a small disk");
        None
    }

    fn fill(&self) {
        let mut size = 1 << 20;
        let mut number = 0;
        while size >= 1024 {
            number += 1;
            let file = self.folder.join(format!("filler{number}"));
            if std::fs::write(&file, vec![0; size]).is_err() {
                drop(std::fs::remove_file(file));
                size /= 2;
            }
        }
    }

    fn make_room(&self) {
        for entry in std::fs::read_dir(&self.folder).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap().to_str().unwrap().starts_with("filler") {
                std::fs::remove_file(path).unwrap();
            }
        }
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: the server may still be on its way out.
        drop(Command::new("umount").arg("-l").arg(&self.folder).status());
    }
}
