//! Sessions as files, and notes over replays.

use std::io::Write as _;
use std::process::{Command, Stdio};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::Postgres;

use crate::server::{Party, Server, text};

/// An evening that has ended, with a jump, a pause, somebody who comes back, and a note of somebody who was not there.
async fn evening(server: &Server) -> (Party, String) {
    let party = server.party().await;
    let commands = format!("/api/sessions/{}/commands", party.session);
    for (who, command) in [
        (&party.ana, json!({ "type": "set_length", "video": "sample", "length": 60 })),
        (&party.ben, json!({ "type": "play" })),
        (&party.ana, json!({ "type": "seek", "position": 12.345_678 })),
        (&party.ben, json!({ "type": "pause" })),
        (&party.ana, json!({ "type": "undo" })),
        (&party.ben, json!({ "type": "leave" })),
    ] {
        let id = text(&command["type"]);
        let command = [json!({ "id": id }), command].map(|part| part.as_object().unwrap().clone());
        let body: serde_json::Map<_, _> = command.into_iter().flatten().collect();
        let (status, answer) = server.post(&commands, who, Value::Object(body)).await;
        assert_eq!(status, StatusCode::OK, "{id}: {answer}");
    }
    server.join(&party.session, &party.ben).await;
    let (status, _) = server.post(&format!("/api/sessions/{}/end", party.session), &party.ana, json!({})).await;
    assert_eq!(status, StatusCode::OK);
    let cleo = server.user("Cleo").await;
    (party, cleo)
}

async fn file_of(server: &Server, session: &str) -> String {
    let (status, file) = server.get(&format!("/api/sessions/{session}/export")).await;
    assert_eq!(status, StatusCode::OK);
    text(&file)
}

async fn moment(server: &Server, session: &str) -> String {
    let (_, page) = server.get(&format!("/api/sessions/{session}/events")).await;
    text(&page["events"][2]["at"])
}

async fn note(server: &Server, session: &str, token: &str, words: &str) -> (StatusCode, Value) {
    let at = moment(server, session).await;
    server.post(&format!("/api/sessions/{session}/layers"), token, json!({ "at": at, "text": words })).await
}

/// A file without what is another in every import: ids by the order in which they come, no origin, no dates of the file.
fn plain(file: &str) -> Vec<Value> {
    let mut lines: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines[0]["session"]["format"] == "sameframe.session" && lines.last().unwrap()["end"].is_object());
    lines.pop();
    lines.remove(0);
    let mut ids: Vec<String> = Vec::new();
    for line in &lines {
        for id in [&line["event"]["by"], &line["note"]["author"]].into_iter().filter_map(Value::as_str) {
            if !ids.iter().any(|known| known == id) {
                ids.push(id.to_owned());
            }
        }
    }
    let created = &mut lines[0]["event"]["event"];
    created["visibility"] = json!("-");
    created.as_object_mut().unwrap().remove("origin");
    let named = |line: Value| {
        let text = ids.iter().enumerate().fold(line.to_string(), |text, (n, id)| text.replace(id, &format!("id-{n}")));
        serde_json::from_str(&text).unwrap()
    };
    lines.into_iter().map(named).collect()
}

async fn goes_there_and_back(there: &Server) {
    let here = Server::fresh();
    let (party, cleo) = evening(&here).await;
    assert_eq!(note(&here, &party.session, &cleo, "I <b>wish</b> I had been there").await.0, StatusCode::CREATED);
    let file = file_of(&here, &party.session).await;

    let dan = there.user("Dan").await;
    let (status, brought) = there.bring(&dan, file.clone()).await;
    assert_eq!(status, StatusCode::CREATED, "{brought}");
    let session = &brought["session"];
    assert_eq!((&session["state"], &session["visibility"]), (&json!("ended"), &json!("unlisted")));
    assert_eq!((&session["members"], &session["present"], &session["peak_members"]), (&json!(2), &json!(0), &json!(2)));
    let id = text(&session["id"]);
    assert!(text(&brought["link"]).ends_with(&format!("/s/{id}/replay")));

    let again = file_of(there, &id).await;
    assert_eq!(plain(&again), plain(&file));
    assert_ne!(again, file);

    let (_, replay) = there.get(&format!("/api/sessions/{id}/replay")).await;
    let first: Value = serde_json::from_str(text(&replay).lines().next().unwrap()).unwrap();
    assert_eq!((&first["origin"]["name"], &first["origin"]["session"]), (&json!("Dan"), &json!(party.session)));
    let (_, listed) = there.get("/api/sessions").await;
    assert!(!listed.to_string().contains(&id), "only who has the link finds it");
    for token in [&party.ana, &party.ana_member] {
        assert!(!again.contains(token.as_str()));
    }
    let ids_here: Vec<_> =
        file.split('"').filter(|part| part.starts_with('u') && part.len() == 25).map(str::to_owned).collect();
    assert!(ids_here.len() > 6 && ids_here.iter().all(|id| !again.contains(id.as_str())), "nobody kept their id");
    let (status, problem) = there.post(&format!("/api/sessions/{id}/join"), &dan, json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("session_ended")));
}

/// REP-11, REP-15, REP-16, REP-35
#[tokio::test]
async fn a_session_goes_to_another_server_and_back_and_is_the_same() {
    goes_there_and_back(&Server::fresh()).await;
}

/// REP-11
#[tokio::test]
async fn a_session_goes_from_a_file_to_a_database_server_and_is_the_same() {
    let Some(database) = Postgres::start() else { return };
    goes_there_and_back(&Server::fresh_with(&["serve", "--database", &database.database()])).await;
}

/// REP-14
#[tokio::test]
async fn what_still_goes_on_ends_where_the_file_does() {
    let server = Server::fresh();
    let party = server.party().await;
    let file = file_of(&server, &party.session).await;
    let (status, brought) = server.bring(&party.ben, file).await;
    assert_eq!((status, &brought["session"]["state"]), (StatusCode::CREATED, &json!("ended")));
    let id = text(&brought["session"]["id"]);
    let (_, page) = server.get(&format!("/api/sessions/{id}/events")).await;
    let last = page["events"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["type"], &last["reason"]), (&json!("ended"), &json!("cut")));
    let (_, state) = server.get(&format!("/api/sessions/{}", party.session)).await;
    assert_eq!(state["session"]["state"], "live", "the original goes on");
}

/// REP-12, REP-13
#[tokio::test]
async fn a_file_that_is_damaged_or_none_is_refused_and_leaves_nothing() {
    let server = Server::fresh();
    let (party, _) = evening(&server).await;
    let file = file_of(&server, &party.session).await;
    let without_end = file.lines().take(file.lines().count() - 1).fold(String::new(), |all, line| all + line + "\n");
    let broken = file.replacen("\"kind\":\"played\"", "\"kind\":\"danced\"", 1);
    for (bytes, why) in [
        (String::new(), "line 1"),
        ("hello".to_owned(), "line 1: this is no file"),
        (without_end, "ends too early"),
        (broken, "danced"),
        (file.replacen("Ben", "Bob", 1), "has been changed"),
        (file.replacen("\"seq\":3", "\"seq\":4", 1), "not the next one"),
    ] {
        let (status, problem) = server.bring(&party.ana, bytes).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("bad_import")), "{why}");
        let detail = text(&problem["detail"]);
        assert!(detail.contains(why) && detail.contains("line "), "{why}: {detail}");
    }
    let import = "/api/sessions/import";
    let (status, problem) = server.ask(Method::POST, import, None, None).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("unauthenticated")));
    let (status, problem) = server.post(import, &party.ana, json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::BAD_REQUEST, &json!("bad_request")));
    let (status, problem) = server.post(import, &party.ana_member, json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("wrong_session")));
    let output = Command::new(env!("CARGO_BIN_EXE_sameframe"))
        .args(["verify", "--data", server.data.to_str().unwrap()])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("1 sessions verified"), "{said}");
}

/// REP-17
#[tokio::test]
async fn how_large_a_file_may_be_is_a_setting_and_how_many_one_brings_is_bounded() {
    let server = Server::fresh_with(&["serve", "--import-max", "1"]);
    let (party, _) = evening(&server).await;
    let (status, problem) = server.bring(&party.ana, vec![b' '; 1024 * 1024 + 1]).await;
    assert_eq!((status, &problem["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("frame_too_large")));
    let file = file_of(&server, &party.session).await;
    let mut answers = Vec::new();
    for _ in 0..30 {
        answers.push(server.bring(&party.ben, file.clone()).await.0);
    }
    assert!(answers.contains(&StatusCode::CREATED) && answers.contains(&StatusCode::TOO_MANY_REQUESTS), "{answers:?}");
    let off = Server::fresh_with(&["serve", "--import-max", "0"]);
    let dan = off.user("Dan").await;
    let (status, problem) = off.bring(&dan, file).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("not_allowed")));
}

/// REP-11, REP-13
#[tokio::test]
async fn an_operator_takes_a_session_along_beside_a_running_server() {
    let server = Server::fresh();
    let (party, _) = evening(&server).await;
    let run = |task: &[&str], input: &[u8]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sameframe"));
        command.args(task).args(["--data", server.data.to_str().unwrap()]);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        (output.status.success(), said, String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (healthy, file, said) = run(&["export", &party.session], b"");
    assert!(healthy, "{said}");
    assert_eq!(plain(&file), plain(&file_of(&server, &party.session).await));
    let (healthy, said, complaint) = run(&["import", "-"], file.as_bytes());
    assert!(healthy, "{complaint}");
    let id = said.split("is now session ").nth(1).unwrap().trim().to_owned();
    assert_eq!(plain(&file_of(&server, &id).await), plain(&file));
    let (healthy, _, complaint) = run(&["import", "-"], file.replacen("Ben", "Bob", 1).as_bytes());
    assert!(!healthy && complaint.contains("line ") && complaint.contains("has been changed"), "{complaint}");
    let (healthy, _, complaint) = run(&["import", "/nowhere/at/all"], b"");
    assert!(!healthy && complaint.contains("cannot read /nowhere"), "{complaint}");
}

/// REP-30, REP-32, REP-33, REP-34
#[tokio::test]
async fn who_was_not_there_writes_to_the_replay_and_others_read_it() {
    let server = Server::fresh();
    let live = server.party().await;
    let (status, problem) = note(&server, &live.session, &live.ana, "not yet").await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("session_not_ended")));

    let (party, cleo) = evening(&server).await;
    let session = &party.session;
    let layers = format!("/api/sessions/{session}/layers");
    let (status, first) = note(&server, session, &cleo, "  <img src=x onerror=alert(1)> é 🎉 ").await;
    assert_eq!((status, &first["text"]), (StatusCode::CREATED, &json!("<img src=x onerror=alert(1)> é 🎉")));
    assert_eq!(first["name"], "Cleo");
    let (status, second) = note(&server, session, &party.ben_member, "with the token of the session").await;
    assert_eq!((status, &second["name"]), (StatusCode::CREATED, &json!("Ben")));
    let (_, list) = server.get(&layers).await;
    let mut found: Vec<_> = list["notes"].as_array().unwrap().iter().map(|note| text(&note["id"])).collect();
    found.sort();
    let mut wanted = vec![text(&first["id"]), text(&second["id"])];
    wanted.sort();
    assert_eq!((found, &list["next"]), (wanted, &Value::Null));

    for words in ["", "   ", "a\nb", "a\u{202e}b", "a\u{2066}b", "\u{7}", &"x".repeat(2_001)] {
        let (status, problem) = note(&server, session, &cleo, words).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("bad_note")), "{words:?}");
    }
    assert_eq!(note(&server, session, &cleo, &"🎉".repeat(2_000)).await.0, StatusCode::CREATED);
    for at in ["", "yesterday", "2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z"] {
        let (status, problem) = server.post(&layers, &cleo, json!({ "at": at, "text": "x" })).await;
        assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("bad_note")), "{at}");
    }
    let (status, problem) = server.ask(Method::POST, &layers, None, Some(json!({ "at": "x", "text": "x" }))).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("unauthenticated")));
    let (status, problem) = server.get("/api/sessions/nobody/layers").await;
    assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!("session_not_found")));
    let (status, problem) = server.get(&format!("{layers}?cursor=x")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::BAD_REQUEST, &json!("bad_request")));

    let delete = async |note: &Value, token: &str| {
        let path = format!("{layers}/{}", text(&note["id"]));
        let (status, problem) = server.ask(Method::DELETE, &path, Some(token), None).await;
        (status, problem["code"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(delete(&first, &party.ben).await, (StatusCode::FORBIDDEN, "not_allowed".to_owned()));
    assert_eq!(delete(&first, &cleo).await.0, StatusCode::NO_CONTENT);
    assert_eq!(delete(&first, &cleo).await, (StatusCode::NOT_FOUND, "not_found".to_owned()));
    assert_eq!(delete(&second, &party.ana).await.0, StatusCode::NO_CONTENT, "the host may");
    let odd = json!({ "id": "..%2f..%2fusers" });
    assert_eq!(delete(&odd, &cleo).await.0, StatusCode::NOT_FOUND);
}

/// REP-36
#[tokio::test]
async fn who_was_banned_writes_nothing_to_the_replay() {
    let server = Server::fresh();
    let party = server.party().await;
    let session = &party.session;
    let (_, ben) = server.ask(Method::GET, "/api/users/me", Some(&party.ben), None).await;
    let ban = json!({ "id": "1", "type": "ban", "member": ben["id"], "reason": "shouting" });
    let (status, answer) = server.post(&format!("/api/sessions/{session}/commands"), &party.ana_member, ban).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    server.post(&format!("/api/sessions/{session}/end"), &party.ana, json!({})).await;
    let (status, problem) = note(&server, session, &party.ben, "I am back").await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("banned")));
    assert!(text(&problem["detail"]).contains("shouting"), "{problem}");
    let (_, list) = server.get(&format!("/api/sessions/{session}/layers")).await;
    assert_eq!(list["notes"], json!([]));
    assert_eq!(note(&server, session, &party.ana, "a note").await.0, StatusCode::CREATED);
}

/// REP-31, REP-34
#[tokio::test]
async fn notes_are_bounded_paged_and_belong_to_whoever_brought_the_session() {
    let server = Server::fresh();
    let (party, cleo) = evening(&server).await;
    let (_, brought) = server.bring(&party.ben, file_of(&server, &party.session).await).await;
    let session = text(&brought["session"]["id"]);
    let mut refused = None;
    let mut kept = 0;
    while refused.is_none() {
        match note(&server, &session, &cleo, &format!("note {kept}")).await {
            (StatusCode::CREATED, _) => kept += 1,
            (StatusCode::TOO_MANY_REQUESTS, _) => tokio::task::yield_now().await,
            (status, problem) => refused = Some((status, problem)),
        }
    }
    let (status, problem) = refused.unwrap();
    assert_eq!((kept, status, &problem["code"]), (200, StatusCode::CONFLICT, &json!("too_many_notes")));
    let dan = server.user("Dan").await;
    assert_eq!(note(&server, &session, &dan, "one more, of another person").await.0, StatusCode::CREATED);

    let layers = format!("/api/sessions/{session}/layers");
    let (_, page) = server.get(&layers).await;
    let (_, rest) = server.get(&format!("{layers}?cursor={}", text(&page["next"]))).await;
    let count = |page: &Value| page["notes"].as_array().unwrap().len();
    assert_eq!((count(&page), count(&rest), &rest["next"]), (200, 1, &Value::Null));
    let path = format!("{layers}/{}", text(&rest["notes"][0]["id"]));
    let deleted = async |token| server.ask(Method::DELETE, &path, Some(token), None).await.0;
    assert_eq!(deleted(&party.ana).await, StatusCode::FORBIDDEN, "the host of the original is nobody here");
    assert_eq!(deleted(&party.ben).await, StatusCode::NO_CONTENT, "who brought it may");
}
