//! Several of the real binary on one PostgreSQL server, with NATS between them.

use std::process::{Command, Stdio};

use reqwest::StatusCode;
use serde_json::json;
use testkit::{Nats, Postgres};

use crate::server::{PATIENCE, Server, text};

/// Runs a task to its end; returns whether it succeeded, and all that it said.
fn run(task: &[&str], database: &str, broker: &str) -> (bool, String) {
    let data = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_sameframe"));
    command.args(task).args(["--listen", "127.0.0.1:0", "--data", data.path().to_str().unwrap()]);
    command.env("SAMEFRAME_DATABASE", database).env("SAMEFRAME_BROKER", broker);
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), said)
}

async fn broker_becomes(server: &Server, ok: bool) {
    let asking = async {
        loop {
            let (status, ready) = server.get("/readyz").await;
            assert_eq!(status, StatusCode::OK, "a broker that is away takes no node out: {ready}");
            if (ready["broker"] == "ok") == ok {
                return ready;
            }
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.unwrap_or_else(|_| panic!("never ok: {ok}"));
}

#[tokio::test]
async fn what_is_done_on_one_node_is_seen_on_another_also_while_the_broker_is_away() {
    let (Some(database), Some(bus)) = (Postgres::start(), Nats::start()) else { return };
    let (database, broker) = (database.database(), bus.url());
    let start = || Server::fresh_with(&["serve", "--database", &database, "--broker", &broker]);
    let (one, two) = (start(), start());
    let party = one.party().await;
    let (mut ben, _) = two.live(&party.session, &party.ben_member, None).await;
    let commands = format!("/api/sessions/{}/commands", party.session);
    let (status, done) = one.post(&commands, &party.ana, json!({ "id": "c1", "type": "play" })).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    assert_eq!(ben.event("played").await["seq"], done["seq"]);

    bus.stop();
    broker_becomes(&one, false).await;
    broker_becomes(&two, false).await;
    let (_, done) = one.post(&commands, &party.ana, json!({ "id": "c2", "type": "pause" })).await;
    assert_eq!(ben.event("paused").await["seq"], done["seq"]);
    let (_, metrics) = two.get("/metrics").await;
    assert!(text(&metrics).contains("sameframe_bus_connected 0"), "{metrics}");
    assert!(text(&metrics).contains("sameframe_heads_behind_total"), "{metrics}");

    bus.start_again();
    broker_becomes(&one, true).await;
    broker_becomes(&two, true).await;
    let (_, done) = two.post(&commands, &party.ben, json!({ "id": "c3", "type": "play" })).await;
    assert_eq!(ben.event("played").await["seq"], done["seq"]);
}

#[tokio::test]
async fn the_doctor_says_how_the_broker_is_and_nothing_shows_its_password() {
    let (Some(database), Some(bus)) = (Postgres::start(), Nats::start()) else { return };
    let database = database.database();
    let (_, said) = run(&["doctor"], &database, &bus.url());
    assert!(said.contains("ok    broker: 127.0.0.1:") && said.contains("a notice came back"), "{said}");
    let wrong = bus.url().replace("hush-hush", "hush-wrong");
    let (healthy, said_wrong) = run(&["doctor"], &database, &wrong);
    assert!(!healthy && said_wrong.contains("WRONG broker") && said_wrong.contains("the password"), "{said_wrong}");
    let (healthy, refused) = run(&["serve"], "sqlite", &bus.url());
    assert!(!healthy && refused.contains("PostgreSQL"), "{refused}");
    bus.stop();
    let (healthy, away) = run(&["doctor"], &database, &bus.url());
    assert!(!healthy && away.contains("no server can be reached"), "{away}");
    let (_, bad) = run(&["serve"], &database, "nats://ana:hush-hush@bus:port");
    let (_, file) = run(&["serve"], &database, &format!("{}?ca=/nowhere/ca.pem", bus.url()));
    assert!(file.contains("cannot be used"), "{file}");
    let (_, help) = run(&["--help"], &database, &bus.url());
    let (_, debug) = run(&["doctor", "--log", "trace,async_nats=trace"], &database, &bus.url());
    for said in [said, said_wrong, refused, away, bad, file, help, debug] {
        assert!(!said.contains("hush"), "{said}");
    }
}
