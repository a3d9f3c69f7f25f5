//! Everything about somebody: told to them, and deleted, whatever becomes of the server meanwhile.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::Postgres;

use crate::operation::run;
use crate::server::{Server, Socket, text, until};

/// Who is deleted, and what they say: nothing else has these words.
const NAME: &str = "Ana Unforgettable";
const WORDS: &str = "the silverware is under the bed";

fn has_traces(bytes: &[u8]) -> bool {
    let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    has("Unforgettable") || has("silverware")
}

/// Returns whether a file of this folder has something left.
fn is_in_files(server: &Server) -> bool {
    let files = std::fs::read_dir(&server.data).unwrap().map(|file| file.unwrap().path());
    files.filter(|file| file.is_file()).any(|file| has_traces(&std::fs::read(file).unwrap()))
}

async fn command(server: &Server, session: &str, token: &str, mut command: Value) {
    command["id"] = command["type"].clone();
    let (status, answer) = server.post(&format!("/api/sessions/{session}/commands"), token, command).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

/// Says it as soon as nobody writes too fast.
async fn say(server: &Server, session: &str, token: &str, words: &str) {
    let path = format!("/api/sessions/{session}/messages");
    let body = json!({ "id": "say", "text": words });
    until("it is said", async || server.post(&path, token, body.clone()).await.0.is_success()).await;
}

/// A session of Ana in which she has said something, with Ben.
async fn evening(server: &Server, ana: &str, ben: &str) -> String {
    let session = server.session(ana).await;
    server.join(&session, ana).await;
    server.join(&session, ben).await;
    say(server, &session, ana, WORDS).await;
    say(server, &session, ben, "is it?").await;
    session
}

async fn my_id(server: &Server, token: &str) -> String {
    let (_, me) = server.ask(Method::GET, "/api/users/me", Some(token), None).await;
    text(&me["id"])
}

async fn erase(server: &Server, token: &str) {
    let me = my_id(server, token).await;
    let body = json!({ "user": me });
    let (status, answer) = server.ask(Method::DELETE, "/api/users/me", Some(token), Some(body)).await;
    assert_eq!(status, StatusCode::ACCEPTED, "{answer}");
    let (status, _) = server.ask(Method::GET, "/api/users/me", Some(token), None).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "at once");
}

async fn replay(server: &Server, session: &str) -> String {
    let (status, log) = server.get(&format!("/api/sessions/{session}/replay")).await;
    assert_eq!(status, StatusCode::OK);
    text(&log)
}

async fn is_gone_from(server: &Server, session: &str) -> bool {
    let log = replay(server, session).await;
    log.contains(r#""type":"erased""#) && !has_traces(log.as_bytes())
}

async fn export(server: &Server, token: &str) -> Vec<Value> {
    let (status, file) = server.ask(Method::GET, "/api/users/me/export", Some(token), None).await;
    assert_eq!(status, StatusCode::OK, "{file}");
    text(&file).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// ERA-10
async fn everything_is_told(server: &Server, token: &str, session: &str) {
    let lines = export(server, token).await;
    let kind = |line: &Value| text(&line["kind"]);
    let (first, last) = (&lines[0], &lines[lines.len() - 1]);
    assert_eq!((kind(first), kind(last)), ("header".to_owned(), "end".to_owned()));
    assert_eq!(last["lines"], lines.len() - 1, "it is whole");
    for line in &lines[1..lines.len() - 1] {
        assert!(first["kinds"][&kind(line)].is_string(), "the first line says what this is: {line}");
    }
    let of = |wanted: &str| lines.iter().filter(|line| kind(line) == wanted).collect::<Vec<_>>();
    assert_eq!(of("user")[0]["name"], NAME);
    assert!(of("user")[0].get("token_hash").is_none());
    assert_eq!(of("session").iter().filter(|line| line["session"]["id"] == session).count(), 1);
    let events = of("event");
    let types: Vec<_> = events.iter().map(|line| text(&line["event"]["type"])).collect();
    for expected in ["created", "joined", "said"] {
        assert!(types.iter().any(|kind| kind == expected), "{expected} of {types:?}");
    }
    let said: Vec<_> = events.iter().filter(|line| line["event"]["type"] == "said").collect();
    assert!(said.iter().all(|line| line["event"]["text"] == WORDS), "what others say is theirs");
}

async fn goodbye(mut socket: Socket) {
    loop {
        let frame = socket.next().await;
        if frame.get("close").is_some() {
            return assert_eq!(frame["close"], 4401, "it says why");
        }
    }
}

/// ERA-1, ERA-2, ERA-5: the live session goes on without her, and nothing has her name or words.
async fn somebody_is_deleted(server: &Server) -> String {
    let (ana, ben) = (server.user(NAME).await, server.user("Ben").await);
    let session = evening(server, &ana, &ben).await;
    let (ana_member, ben_member) = (server.join(&session, &ana).await, server.join(&session, &ben).await);
    let rules = json!({ "type": "set_chat_rules", "slow_mode_s": 0, "links": true, "words": ["Unforgettable*"] });
    command(server, &session, &ana, rules).await;
    let over = evening(server, &ana, &ben).await;
    command(server, &over, &ana, json!({ "type": "end" })).await;
    everything_is_told(server, &ana, &session).await;
    let (status, _) = server.ask(Method::DELETE, "/api/users/me", Some(&ana), Some(json!({ "user": "u" }))).await;
    assert_eq!(status, StatusCode::BAD_REQUEST, "a stray request deletes nobody");

    let (hers, _) = server.live(&session, &ana_member, None).await;
    let (mut his, welcome) = server.live(&session, &ben_member, None).await;
    command(server, &session, &ana, json!({ "type": "play" })).await;
    erase(server, &ana).await;
    let (status, _) = server.ask(Method::GET, &format!("/api/sessions/{session}"), Some(&ana_member), None).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "the token of the session too");
    assert_eq!(his.event("left").await["by"], welcome["session"]["host"]);
    let erased = his.event("erased").await;
    assert_eq!(erased["event"]["name"], "Somebody who left");
    let handed_over = his.event("handed_over").await;
    assert_eq!((&handed_over["by"], &handed_over["event"]["to"]), (&Value::Null, &welcome["member"]["id"]));
    goodbye(hers).await;
    for id in [&session, &over] {
        until("she is in no log", async || is_gone_from(server, id).await).await;
    }
    let (_, state) = server.get(&format!("/api/sessions/{session}")).await;
    assert_eq!(state["session"]["state"], "live", "a host who goes closes nothing");
    assert!(state["members"].to_string().contains("Somebody who left") && !has_traces(state.to_string().as_bytes()));
    let marks: Vec<_> = state["members"].as_array().unwrap().iter().map(|member| member.get("erased")).collect();
    assert_eq!(marks, [None, Some(&json!(true))], "she is marked, and only she");
    command(server, &session, &ben, json!({ "type": "pause" })).await;
    assert_eq!(state["session"]["host"], welcome["member"]["id"], "ROL-18: Ben has taken over");
    command(server, &session, &ben, json!({ "type": "change_settings", "title": "Ben's evening" })).await;

    // Somebody whose page holds what was there before.
    let head = welcome["head"].clone();
    let (mut back, again) = server.live(&session, &ben_member, Some(head)).await;
    assert_eq!(again["resume"], "resumed");
    back.event("erased").await;
    session
}

/// ERA-9
#[tokio::test]
async fn somebody_is_deleted_from_every_file() {
    let mut server = Server::fresh();
    let session = somebody_is_deleted(&server).await;
    until("nothing is left in any file", async || !is_in_files(&server)).await;
    let (_, file) = server.get(&format!("/api/sessions/{session}/export")).await;
    let cleo = server.user("Cleo").await;
    let (status, brought) = server.bring(&cleo, text(&file)).await;
    assert_eq!(status, StatusCode::CREATED, "a session of which somebody is gone goes elsewhere: {brought}");
    server.terminate();
    assert!(!is_in_files(&server));
    let (code, said) = run(&["verify"], &server.data);
    assert_eq!(code, Some(0), "{said}");
    if let Some(database) = Postgres::start() {
        let url = database.database();
        let (code, said) = run(&["move", "--to", &url], &server.data);
        assert_eq!(code, Some(0), "{said}");
        let again = Server::fresh_with(&["serve", "--database", &url]);
        assert!(is_gone_from(&again, &session).await);
    }
}

/// Fails where a row of any table has traces.
const NO_TRACES: &str = "DO $$ DECLARE name text; traces bigint; BEGIN \
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP \
    EXECUTE format('SELECT count(*) FROM %I AS r WHERE r::text ~ ''Unforgettable|silverware''', name) INTO traces; \
    IF traces > 0 THEN RAISE EXCEPTION 'traces in %', name; END IF; END LOOP; END $$";

#[tokio::test]
async fn somebody_is_deleted_from_every_table() {
    let Some(database) = Postgres::start() else { return };
    let url = database.database();
    let server = Server::fresh_with(&["serve", "--database", &url]);
    somebody_is_deleted(&server).await;
    let name = url.rsplit('/').next().and_then(|rest| rest.split('?').next()).unwrap();
    database.sql(name, NO_TRACES);
}

/// ERA-4
#[tokio::test]
async fn who_was_half_deleted_when_the_server_was_killed_is_deleted_by_the_next() {
    let server = Server::fresh();
    let (ana, ben) = (server.user(NAME).await, server.user("Ben").await);
    let mut sessions = Vec::new();
    for _ in 0..20 {
        sessions.push(evening(&server, &ana, &ben).await);
    }
    sessions.sort_unstable();
    erase(&server, &ana).await;
    until("it has begun", async || is_gone_from(&server, &sessions[0]).await).await;
    let server = server.kill_and_restart();
    for session in &sessions {
        until("the next goes on with it", async || is_gone_from(&server, session).await).await;
    }
    until("nothing is left in any file", async || !is_in_files(&server)).await;
}

/// ERA-12
#[tokio::test]
async fn operators_are_told_that_people_are_erased_and_not_whom() {
    let server = Server::fresh();
    let told = || {
        let command = std::process::Command::new(env!("CARGO_BIN_EXE_sameframe"))
            .args(["worker", "status", "--json", "--data"])
            .arg(&server.data)
            .output();
        let all: Value = serde_json::from_slice(&command.unwrap().stdout).unwrap();
        all.as_array().unwrap().iter().find(|worker| worker["name"] == "erasure").cloned().unwrap_or_default()
    };
    until("it is told that there is nothing to do", async || told()["note"] == "nobody waits to be erased").await;
    let ana = server.user(NAME).await;
    server.session(&ana).await;
    erase(&server, &ana).await;
    let says = "somebody is erased from 1 sessions, which is looked at once more in a minute";
    until("it is told that somebody was erased", async || told()["note"] == says).await;
    let stands = told();
    assert_eq!((&stands["state"], &stands["done"]), (&json!("done"), &json!(1)));
    assert!(!has_traces(stands.to_string().as_bytes()));
}
