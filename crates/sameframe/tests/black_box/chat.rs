//! The chat, on the real binary: what people do, and what nobody should.

use std::process::Command;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::server::{Party, Server, Socket, text};

impl Party {
    fn path(&self, rest: &str) -> String {
        format!("/api/sessions/{}/messages{rest}", self.session)
    }
}

async fn say(server: &Server, party: &Party, token: &str, id: &str, body: Value) -> (StatusCode, Value) {
    let mut body = body;
    body["id"] = json!(id);
    server.post(&party.path(""), token, body).await
}

async fn command(server: &Server, party: &Party, token: &str, id: &str, body: Value) -> (StatusCode, Value) {
    let mut body = body;
    body["id"] = json!(id);
    server.post(&party.path("/commands"), token, body).await
}

async fn messages(server: &Server, party: &Party, query: &str) -> Value {
    let (status, page) = server.get(&party.path(query)).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    page
}

async fn answer(socket: &mut Socket, id: &str) -> Value {
    loop {
        let frame = socket.next().await;
        if frame["id"] == id && (frame["type"] == "done" || frame["type"] == "refused") {
            return frame;
        }
    }
}

/// CHAT-3, CHAT-12, CHAT-15
#[tokio::test]
async fn two_people_talk_and_one_takes_something_back() {
    let server = Server::fresh();
    let party = server.party().await;
    let (mut ana, _) = server.live(&party.session, &party.ana_member, None).await;
    let hello = json!({ "text": " Hello <b>Ben</b>! ", "media_time": 3.5 });
    let (status, said) = say(&server, &party, &party.ana, "m1", hello.clone()).await;
    assert_eq!(status, StatusCode::OK, "{said}");
    let (_, again) = say(&server, &party, &party.ana, "m1", hello).await;
    assert_eq!(again, said, "said once, whatever happens to the answer");
    let event = ana.event("said").await;
    assert_eq!((&event["seq"], &event["event"]["text"]), (&said["seq"], &json!("Hello <b>Ben</b>!")));
    let hello = said["seq"].clone();

    ana.command("a1", json!({ "type": "say", "text": "and more", "reply_to": hello })).await;
    assert_eq!(answer(&mut ana, "a1").await["type"], "done");
    let react = json!({ "type": "react_to_message", "message": hello, "emoji": "😂", "on": true });
    assert_eq!(command(&server, &party, &party.ben, "b1", react).await.0, StatusCode::OK);
    let edit = json!({ "type": "edit_message", "message": hello, "text": "My secret is hunter2" });
    assert_eq!(command(&server, &party, &party.ana, "a2", edit).await.0, StatusCode::OK);

    let page = messages(&server, &party, "?limit=1").await;
    assert_eq!((&page["messages"][0]["text"], &page["more"]), (&json!("and more"), &json!(true)));
    let before = format!("?before={}", page["messages"][0]["id"]);
    let page = messages(&server, &party, &before).await;
    let message = &page["messages"][0];
    assert_eq!((&message["text"], &message["name"]), (&json!("My secret is hunter2"), &json!("Ana")));
    assert_eq!((&message["reactions"][0]["count"], &message["media"]["position"]), (&json!(1), &json!(3.5)));
    assert_eq!(messages(&server, &party, "?q=HUNTER").await["messages"].as_array().unwrap().len(), 1);

    let delete = json!({ "type": "delete_message", "message": hello });
    let (status, problem) = command(&server, &party, &party.ben, "b2", delete.clone()).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("not_your_message")));
    assert_eq!(command(&server, &party, &party.ana, "a3", delete).await.0, StatusCode::OK);
    ana.event("message_deleted").await;

    let everything = [
        server.get(&party.path("")).await.1.to_string(),
        server.get(&party.path("?q=hunter2")).await.1.to_string(),
        server.get(&format!("/api/sessions/{}/events?after=0&limit=100", party.session)).await.1.to_string(),
        text(&server.get(&format!("/api/sessions/{}/replay", party.session)).await.1),
    ];
    for told in &everything {
        assert!(!told.contains("hunter2") && !told.contains("Hello"), "{told}");
    }
    assert!(everything[3].contains("redacted") && everything[3].contains("message_deleted"));
    let page = messages(&server, &party, "").await;
    assert_eq!(page["messages"][0]["text"], Value::Null);

    // The chain is whole, beside the server that runs, and the log makes the same messages.
    let data = server.data.clone();
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_sameframe")).args(arguments).arg("--data").arg(&data).output();
        let output = output.unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    assert!(run(&["verify"]).0);
    let (done, said) = run(&["rebuild"]);
    assert!(done && said.contains("2 messages"), "{said}");
    assert_eq!(messages(&server, &party, "").await, page);
}

/// CHAT-1, CHAT-2
#[tokio::test]
async fn bad_input_is_refused_or_harmless() {
    let server = Server::fresh();
    let party = server.party().await;
    let refused = async |body: Value, status: StatusCode, code: &str| {
        let (got, problem) = say(&server, &party, &party.ben, "bad", body.clone()).await;
        assert_eq!((got, &problem["code"]), (status, &json!(code)), "{body}");
    };
    let unprocessable = StatusCode::UNPROCESSABLE_ENTITY;
    for empty in ["", "  ", "\u{200B}\u{200D}\u{FEFF}", "\u{202E}", "a\u{0}b", "\u{1B}[31m"] {
        refused(json!({ "text": empty }), unprocessable, "bad_message").await;
    }
    refused(json!({ "text": "x".repeat(2_001) }), unprocessable, "bad_message").await;
    refused(json!({ "text": "x", "reply_to": 1 }), StatusCode::NOT_FOUND, "no_such_message").await;
    refused(json!({ "text": "x", "mentions": ["nobody"] }), unprocessable, "bad_mention").await;
    refused(json!({ "text": "x", "mentions": ["<script>"] }), unprocessable, "bad_mention").await;
    refused(json!({ "text": "x", "media_time": -1 }), unprocessable, "bad_position").await;
    refused(json!({ "text": "x", "by": "ana" }), StatusCode::BAD_REQUEST, "bad_request").await;
    refused(json!({ "text": 7 }), StatusCode::BAD_REQUEST, "bad_request").await;
    refused(json!({ "text": "x".repeat(20_000) }), StatusCode::PAYLOAD_TOO_LARGE, "frame_too_large").await;
    // Whether the answer arrives before the connection is cut is the network's matter.
    let huge = json!({ "id": "huge", "text": "x".repeat(10_000_000) });
    drop(reqwest::Client::new().post(format!("{}{}", server.url, party.path(""))).json(&huge).send().await);
    let react = json!({ "type": "react", "emoji": "<img>" });
    assert_eq!(command(&server, &party, &party.ben, "r", react).await.1["code"], "bad_emoji");
    let react = json!({ "type": "react", "emoji": "🔥", "times": 4_000_000_000_u32 });
    assert_eq!(command(&server, &party, &party.ben, "r", react).await.1["code"], "bad_emoji");
    let play = json!({ "type": "play" });
    assert_eq!(command(&server, &party, &party.ben, "p", play).await.1["code"], "unknown_command");
    let (status, _) = server.ask(Method::POST, &party.path(""), None, Some(json!({ "id": "x", "text": "x" }))).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    let eve = server.user("Eve").await;
    let (status, problem) = say(&server, &party, &eve, "e", json!({ "text": "hi" })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("not_a_member")));
    for query in [format!("?q={}", "x".repeat(101)), "?limit=-1".to_owned(), "?order=up".to_owned()] {
        assert_eq!(server.get(&party.path(&query)).await.0, StatusCode::BAD_REQUEST, "{query}");
    }
    assert_eq!(server.get("/api/sessions/nobody/messages").await.0, StatusCode::NOT_FOUND);
    assert_eq!(messages(&server, &party, "").await["messages"], json!([]), "nothing of it was said");

    let tricks = format!("abc\u{202E}fdp.exe{}!", "\u{200B}".repeat(500));
    assert_eq!(say(&server, &party, &party.ben, "t", json!({ "text": tricks })).await.0, StatusCode::OK);
    assert_eq!(messages(&server, &party, "").await["messages"][0]["text"], "abcfdp.exe!");
}

/// CHAT-40
#[tokio::test]
async fn a_flood_of_one_is_refused_and_nobody_else_notices() {
    let server = Server::fresh();
    let party = server.party().await;
    let (mut ana, _) = server.live(&party.session, &party.ana_member, None).await;
    let (mut ben, _) = server.live(&party.session, &party.ben_member, None).await;
    let (mut refusals, mut done) = (0, 0);
    for round in 0..20 {
        for number in 0..500 {
            ben.command(&format!("f{round}.{number}"), json!({ "type": "say", "text": "buy now" })).await;
        }
        if round % 4 == 2 {
            let id = format!("a{round}");
            ana.command(&id, json!({ "type": "say", "text": "hello" })).await;
            assert_eq!(answer(&mut ana, &id).await["type"], "done", "Ana is heard in between");
        }
        while refusals + done < (round + 1) * 500 {
            let frame = ben.next().await;
            match text(&frame["type"]).as_str() {
                "done" => done += 1,
                "refused" | "error" => {
                    assert_eq!(frame["code"], "rate_limited", "{frame}");
                    refusals += 1;
                }
                _ => assert!(frame.get("close").is_none(), "{frame}"),
            }
        }
    }
    ana.command("p", json!({ "type": "play" })).await;
    assert_eq!(answer(&mut ana, "p").await["type"], "done");
    assert!((1..200).contains(&done), "{done} of 10,000 went through");
}

/// CHAT-24
#[tokio::test]
async fn reactions_come_together_and_stand_in_the_log() {
    let server = Server::fresh();
    let party = server.party().await;
    let (mut ana, _) = server.live(&party.session, &party.ana_member, None).await;
    let react = json!({ "type": "react", "emoji": "🔥", "times": 7 });
    assert_eq!(command(&server, &party, &party.ben, "r1", react).await.0, StatusCode::OK);
    let told = ana.next_of("reactions").await;
    assert_eq!(told["counts"], json!([{ "emoji": "🔥", "count": 7 }]));
    let kept = ana.event("reacted").await;
    assert_eq!((&kept["event"]["batch"], &kept["event"]["counts"]), (&told["batch"], &told["counts"]));
    assert_eq!(kept["by"], Value::Null);
}

/// CHAT-14, CHAT-30, CHAT-31, CHAT-32
#[tokio::test]
async fn who_moderates_sets_the_rules_and_sees_what_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let words = folder.path().join("words");
    std::fs::write(&words, "# not here\ndarn\n").unwrap();
    let server = Server::fresh_with(&["serve", "--blocked-words", words.to_str().unwrap()]);
    let party = server.party().await;
    let (_, problem) = say(&server, &party, &party.ben, "1", json!({ "text": "D4rn it" })).await;
    assert_eq!(problem["code"], "blocked_word");

    let rules = json!({ "type": "set_chat_rules", "slow_mode_s": 600, "links": false, "words": ["heck"] });
    assert_eq!(command(&server, &party, &party.ben, "2", rules.clone()).await.1["code"], "not_allowed");
    assert_eq!(command(&server, &party, &party.ana, "2", rules).await.0, StatusCode::OK);
    assert_eq!(messages(&server, &party, "").await["rules"]["slow_mode_s"], 600);
    for (id, words, code) in [("3", "what the heck", "blocked_word"), ("4", "see https://x.org", "links_off")] {
        assert_eq!(say(&server, &party, &party.ben, id, json!({ "text": words })).await.1["code"], code);
    }
    let (_, said) = say(&server, &party, &party.ben, "5", json!({ "text": "you fool" })).await;
    let (status, problem) = say(&server, &party, &party.ben, "6", json!({ "text": "again" })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::TOO_MANY_REQUESTS, &json!("slow_mode")));

    let report = json!({ "message": said["seq"] });
    let cem = server.user("Cem").await;
    let reports = party.path("/reports");
    assert_eq!(server.post(&reports, &cem, report.clone()).await.0, StatusCode::FORBIDDEN);
    server.join(&party.session, &cem).await;
    assert_eq!(server.post(&reports, &cem, report).await.0, StatusCode::NO_CONTENT);
    assert_eq!(server.post(&reports, &cem, json!({ "message": 1 })).await.1["code"], "no_such_message");
    let ask = async |token: &str| server.ask(Method::GET, &reports, Some(token), None).await;
    assert_eq!(ask(&party.ben).await.1["code"], "not_allowed", "who was reported does not learn of it");
    assert_eq!(ask(&party.ana).await.1["reports"][0]["message"], said["seq"]);
    let log = server.get(&format!("/api/sessions/{}/events?after=0&limit=100", party.session)).await.1;
    assert!(!log.to_string().contains("report"));
    let delete = json!({ "type": "delete_message", "message": said["seq"] });
    assert_eq!(command(&server, &party, &party.ana, "7", delete).await.0, StatusCode::OK);
    assert_eq!(ask(&party.ana).await.1["reports"], json!([]));
}

/// CHAT-34
#[tokio::test]
async fn an_unwanted_word_is_refused_wherever_others_would_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let words = folder.path().join("words");
    std::fs::write(&words, "darn\n").unwrap();
    let server = Server::fresh_with(&["serve", "--blocked-words", words.to_str().unwrap()]);
    let party = server.party().await;
    let rules = json!({ "type": "set_chat_rules", "slow_mode_s": 0, "links": true, "words": ["heck"] });
    assert_eq!(command(&server, &party, &party.ana, "1", rules).await.0, StatusCode::OK);
    let (status, problem) = server.ask(Method::POST, "/api/users", None, Some(json!({ "name": "Darn Dan" }))).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("blocked_word")));
    let cem = server.user("Cem").await;
    let commands = format!("/api/sessions/{}/commands", party.session);
    for name in ["D4rn Cem", "Heck Cem"] {
        let renamed = json!({ "name": name });
        let join = format!("/api/sessions/{}/join", party.session);
        for token in [None, Some(cem.as_str())] {
            let (_, problem) = server.ask(Method::POST, &join, token, Some(renamed.clone())).await;
            assert_eq!(problem["code"], "blocked_word", "{name}");
        }
        let title = json!({ "id": "2", "type": "change_settings", "title": name });
        let (_, problem) = server.post(&commands, &party.ana, title).await;
        assert_eq!(problem["code"], "blocked_word", "{problem}");
        let opened = json!({ "question": "Who?", "outcomes": ["nobody", name] });
        let path = format!("/api/sessions/{}/predictions", party.session);
        assert_eq!(server.post(&path, &party.ana, opened).await.1["code"], "blocked_word", "{name}");
    }
    let end = json!({ "id": "3", "type": "end" });
    assert_eq!(server.post(&commands, &party.ana, end).await.0, StatusCode::OK);
    let (_, state) = server.get(&format!("/api/sessions/{}", party.session)).await;
    let layers = format!("/api/sessions/{}/layers", party.session);
    for (text, status) in [("what the heck", StatusCode::UNPROCESSABLE_ENTITY), ("well, well", StatusCode::CREATED)] {
        let note = json!({ "at": state["session"]["created_at"], "text": text });
        assert_eq!(server.post(&layers, &cem, note).await.0, status, "{text}");
    }
}

/// CHAT-41
#[tokio::test]
async fn without_the_service_everything_else_goes_on() {
    let server = Server::fresh_with(&["serve", "--services", "users,session,timecode"]);
    let party = server.party().await;
    let (mut ana, _) = server.live(&party.session, &party.ana_member, None).await;
    for (id, body) in [("s", json!({ "type": "say", "text": "hi" })), ("r", json!({ "type": "react", "emoji": "🔥" }))]
    {
        ana.command(id, body).await;
        assert_eq!(answer(&mut ana, id).await["code"], "service_off");
    }
    let (status, problem) = server.get(&party.path("")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("service_off")));
    ana.command("p", json!({ "type": "play" })).await;
    assert_eq!(answer(&mut ana, "p").await["type"], "done");
}
