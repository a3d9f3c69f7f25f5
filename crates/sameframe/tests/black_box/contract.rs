//! The public contract, on the real binary with real sockets.

use crate::server::{Party, Server, text};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

fn position(event: &Value) -> Value {
    json!({ "seq": event["seq"], "hash": event["hash"] })
}

/// LIV-2, LIV-12, LIV-21
#[tokio::test]
async fn two_people_watch_together_and_replay_it() {
    let server = Server::fresh();
    let (ana, ben) = (server.user("Ana").await, server.user("Ben").await);
    let (status, created) =
        server.post("/api/sessions", &ana, json!({ "url": "https://example.org/Big_film.mp4" })).await;
    assert_eq!(status, StatusCode::CREATED);
    let session = text(&created["session"]["id"]);
    assert_eq!(text(&created["link"]), format!("{}/s/{session}", server.url));
    assert_eq!(created["session"]["title"], "Big film");

    let (ana_token, ben_token) = (server.join(&session, &ana).await, server.join(&session, &ben).await);
    let (mut ana_live, welcome) = server.live(&session, &ana_token, None).await;
    assert_eq!((&welcome["member"]["role"], &welcome["resume"]), (&json!("host"), &json!("fresh")));
    let (mut ben_live, welcome) = server.live(&session, &ben_token, None).await;
    assert_eq!(welcome["members"].as_array().unwrap().len(), 2);
    assert_eq!(welcome["timeline"]["status"], "paused");

    ana_live.command("a1", json!({ "type": "play" })).await;
    let played = ben_live.event("played").await;
    assert_eq!(played["by"], welcome["session"]["host"]);
    assert!(played["timeline"]["at"].as_i64() > played["at"].as_i64(), "a start is scheduled: {played}");
    assert_eq!(ana_live.next_of("done").await, json!({ "type": "done", "id": "a1", "seq": played["seq"] }));
    ben_live.command("b1", json!({ "type": "seek", "position": 12.5 })).await;
    let seeked = ana_live.event("seeked").await;
    assert_eq!((&seeked["event"]["to"], &seeked["timeline"]["position"]), (&json!(12.5), &json!(12.5)));
    ben_live.command("b2", json!({ "type": "pause" })).await;
    let paused = ana_live.event("paused").await;
    assert_eq!(paused["timeline"]["rev"], paused["seq"]);

    let (_, state) = server.get(&format!("/api/sessions/{session}")).await;
    assert_eq!(state["timeline"], paused["timeline"]);
    assert_eq!(state["head"], position(&paused));

    let (status, problem) = server.ask(Method::POST, &format!("/api/sessions/{session}/end"), Some(&ben), None).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("not_allowed")));
    let (status, ended) = server.ask(Method::POST, &format!("/api/sessions/{session}/end"), Some(&ana), None).await;
    assert_eq!((status, &ended["session"]["state"]), (StatusCode::OK, &json!("ended")));
    ben_live.event("ended").await;

    let (_, replay) = server.get(&format!("/api/sessions/{session}/replay")).await;
    let lines: Vec<Value> = text(&replay).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<_> = lines.iter().map(|line| text(&line["type"])).collect();
    assert_eq!(kinds, ["created", "joined", "joined", "played", "seeked", "paused", "ended"]);
    assert!(lines.iter().enumerate().all(|(index, line)| line["seq"] == index as u64 + 1));
    let (_, page) = server.get(&format!("/api/sessions/{session}/events?after=2&limit=2")).await;
    assert_eq!(page["events"].as_array().unwrap()[..], lines[2..4]);
    assert_eq!(page["head"], position(&lines[6]));
}

#[tokio::test]
async fn the_home_page_lists_what_it_shows() {
    let server = Server::fresh();
    let ana = server.user("Ana").await;
    let (first, second) = (server.session(&ana).await, server.session(&ana).await);
    let hidden = json!({ "video_id": "sample", "visibility": "unlisted", "title": "Secret" });
    server.post("/api/sessions", &ana, hidden).await;
    server.join(&second, &ana).await;
    server.post(&format!("/api/sessions/{first}/end"), &ana, json!({})).await;
    let (_, live) = server.get("/api/sessions?state=live").await;
    assert_eq!((live["sessions"].as_array().unwrap().len(), &live["sessions"][0]["id"]), (1, &json!(second)));
    assert_eq!((&live["sessions"][0]["present"], &live["sessions"][0]["peak_members"]), (&json!(1), &json!(1)));
    let (_, ended) = server.get("/api/sessions?state=ended").await;
    assert_eq!(ended["sessions"][0]["id"], json!(first));
    assert!(ended["sessions"][0]["ended_at"].is_string() && ended["sessions"][0]["duration_s"].is_number());
    let (_, page) = server.get("/api/sessions?limit=1").await;
    let (_, rest) = server.get(&format!("/api/sessions?limit=1&cursor={}", text(&page["next"]))).await;
    let both = (&page["sessions"][0]["id"], &rest["sessions"][0]["id"]);
    assert_eq!((both, &rest["next"]), ((&json!(second), &json!(first)), &Value::Null));
}

/// LIV-3, LIV-20
#[tokio::test]
async fn after_a_kill_in_the_middle_of_play_everybody_resumes_without_a_gap() {
    let server = Server::fresh();
    let Party { session, ana_member: ana_token, ben_member: ben_token, .. } = server.party().await;
    let (mut ana_live, _) = server.live(&session, &ana_token, None).await;
    let (mut ben_live, _) = server.live(&session, &ben_token, None).await;
    ana_live.command("a1", json!({ "type": "play" })).await;
    let seen_by_ben = ben_live.event("played").await;
    drop(ben_live);
    ana_live.command("a2", json!({ "type": "seek", "position": 30 })).await;
    ana_live.next_of("done").await;
    let acknowledged = ana_live.next_of("done").await;
    assert_eq!(acknowledged["id"], "a2");

    let server = server.kill_and_restart();
    let (mut ben_live, welcome) = server.live(&session, &ben_token, Some(position(&seen_by_ben))).await;
    assert_eq!((&welcome["resume"], &welcome["timeline"]["status"]), (&json!("resumed"), &json!("playing")));
    let missed = ben_live.next_of("event").await;
    assert_eq!((&missed["seq"], &missed["event"]["to"]), (&acknowledged["seq"], &json!(30.0)));
    let (mut ana_live, _) = server.live(&session, &ana_token, None).await;
    ana_live.command("a2", json!({ "type": "seek", "position": 30 })).await;
    assert_eq!(ana_live.next_of("done").await["seq"], acknowledged["seq"], "the repeat gets its first outcome");
    ana_live.command("a3", json!({ "type": "pause" })).await;
    let next = ben_live.event("paused").await;
    assert_eq!(next["seq"].as_u64(), missed["seq"].as_u64().map(|seq| seq + 1), "no gap");
}

/// LIV-10, LIV-11
#[tokio::test]
async fn every_acknowledged_command_survives_a_kill_at_any_moment() {
    let mut server = Server::fresh();
    let ana = server.user("Ana").await;
    let session = server.session(&ana).await;
    let token = server.join(&session, &ana).await;
    let mut acknowledged = 0;
    for round in 0..3 {
        let (mut live, _) = server.live(&session, &token, None).await;
        for number in 0..30 {
            let id = format!("r{round}-{number}");
            live.command(&id, json!({ "type": "seek", "position": round * 100 + number + 1 })).await;
        }
        // Killed while the rest is on its way.
        for _ in 0..10 {
            acknowledged = acknowledged.max(live.next_of("done").await["seq"].as_u64().unwrap());
        }
        server = server.kill_and_restart();
        let (_, page) = server.get(&format!("/api/sessions/{session}/events?limit=1000")).await;
        let seqs: Vec<_> =
            page["events"].as_array().unwrap().iter().map(|event| event["seq"].as_u64().unwrap()).collect();
        assert_eq!(seqs, (1..=seqs.len() as u64).collect::<Vec<_>>(), "dense");
        assert!(seqs.len() as u64 >= acknowledged, "{} events, {acknowledged} acknowledged", seqs.len());
    }
}

/// LIV-23, LIV-24, LIV-25
#[tokio::test]
async fn what_is_wrong_gets_its_own_refusal_and_the_connection_stays() {
    let server = Server::fresh();
    let ana = server.user("Ana").await;
    let session = server.session(&ana).await;
    let token = server.join(&session, &ana).await;
    let (mut live, welcome) = server.live(&session, &token, None).await;
    let set_length = json!({ "type": "set_length", "video": welcome["timeline"]["video"], "length": 60 });
    live.command("length", set_length).await;
    live.next_of("done").await;
    for (frame, code) in [
        ("{".to_owned(), "bad_frame"),
        ("\"hello\"".to_owned(), "bad_frame"),
        (json!({ "type": "dance" }).to_string(), "bad_frame"),
        (json!({ "type": "hello", "token": token }).to_string(), "bad_frame"),
        (json!({ "type": "ping", "id": 1, "t1": 1, "x": "x".repeat(20_000) }).to_string(), "frame_too_large"),
        (json!({ "type": "report", "position": -1, "status": "playing" }).to_string(), "bad_position"),
    ] {
        live.send_text(frame).await;
        assert_eq!(live.next_of("error").await["code"], code);
    }
    for (command, code) in [
        (json!({ "type": "dance" }), "unknown_command"),
        (json!({ "type": "seek", "position": 61 }), "seek_beyond_end"),
        (json!({ "type": "seek", "position": -1 }), "bad_position"),
        (json!({ "type": "seek", "position": null }), "bad_position"),
        (json!({ "type": "seek", "position": "NaN" }), "bad_position"),
        (json!({ "type": "set_rate", "rate": 9 }), "bad_rate"),
        (json!({ "type": "load", "url": "nonsense" }), "not_a_url"),
        (json!({ "type": "load", "url": "ftp://example.org/film.mp4" }), "url_not_http"),
        (json!({ "type": "set_length", "video": "other", "length": 5 }), "video_changed"),
        (json!({ "type": "play", "by": "somebody" }), "bad_frame"),
    ] {
        live.command("c1", command).await;
        let refused = live.next_of("refused").await;
        assert_eq!((&refused["id"], &refused["code"]), (&json!("c1"), &json!(code)), "{refused}");
        assert!(!text(&refused["message"]).is_empty());
    }
    live.send(&json!({ "type": "ping", "id": 7, "t1": 1.5 })).await;
    let pong = live.next_of("pong").await;
    assert_eq!((&pong["id"], &pong["t1"]), (&json!(7), &json!(1.5)));
    assert!(pong["t2"].as_i64() <= pong["t3"].as_i64());
    let (_, state) = server.get(&format!("/api/sessions/{session}")).await;
    assert_eq!(state["head"]["seq"], 3, "nothing of it reached the log");
    live.send_text("x".repeat(300 * 1024)).await;
    assert_eq!(live.next_of("error").await["code"], "frame_too_large");
    assert_eq!(live.next().await["close"], 1009);
    let (_, again) = server.live(&session, &token, Some(state["head"].clone())).await;
    assert_eq!(again["resume"], "resumed", "and its owner comes back where they were");
}

/// LIV-1
#[tokio::test]
async fn who_may_not_in_is_told_why() {
    let server = Server::fresh();
    let (ana, eve) = (server.user("Ana").await, server.user("Eve").await);
    let (session, other) = (server.session(&ana).await, server.session(&eve).await);
    server.join(&session, &ana).await;
    let other_token = server.join(&other, &eve).await;
    for (first, error, close) in [
        (json!({ "type": "hello", "token": "nonsense" }), "unauthenticated", 4401),
        (json!({ "type": "hello", "token": other_token }), "wrong_session", 4403),
        (json!({ "type": "hello", "token": eve }), "not_a_member", 4403),
        (json!({ "type": "ping", "id": 1, "t1": 1 }), "bad_frame", 4400),
    ] {
        let mut socket = server.dial(&session).await;
        socket.send(&first).await;
        assert_eq!(socket.next().await["code"], error, "{first}");
        assert_eq!(socket.next().await["close"], close, "{first}");
    }
    let mut socket = server.dial("nobody").await;
    socket.send(&json!({ "type": "hello", "token": eve })).await;
    assert_eq!(socket.next().await["code"], "session_not_found");
    assert_eq!(socket.next().await["close"], 4404);

    let play = json!({ "id": "c1", "type": "play" });
    let commands = format!("/api/sessions/{session}/commands");
    for (token, status, code) in [
        (other_token.as_str(), StatusCode::FORBIDDEN, "wrong_session"),
        (eve.as_str(), StatusCode::FORBIDDEN, "not_a_member"),
        ("nonsense", StatusCode::UNAUTHORIZED, "unauthenticated"),
    ] {
        let (got, problem) = server.post(&commands, token, play.clone()).await;
        assert_eq!((got, &problem["code"]), (status, &json!(code)));
    }
    let (status, problem) = server.ask(Method::POST, &commands, None, Some(play)).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNAUTHORIZED, &json!("unauthenticated")));
}

#[tokio::test]
async fn requests_that_are_wrong_say_what_to_do() {
    let server = Server::fresh();
    let ana = server.user("Ana").await;
    for (body, status, code) in [
        (json!({}), StatusCode::BAD_REQUEST, "bad_request"),
        (json!({ "url": "nonsense" }), StatusCode::UNPROCESSABLE_ENTITY, "not_a_url"),
        (json!({ "url": "ftp://x.org/a" }), StatusCode::UNPROCESSABLE_ENTITY, "url_not_http"),
        (json!({ "url": "https://x.org/a", "video_id": "sample" }), StatusCode::BAD_REQUEST, "bad_request"),
        (json!({ "video_id": "other" }), StatusCode::NOT_FOUND, "video_not_found"),
        (json!({ "url": "https://x.org/a", "title": " " }), StatusCode::UNPROCESSABLE_ENTITY, "bad_title"),
        (json!({ "url": "https://x.org/a", "invented": 1 }), StatusCode::BAD_REQUEST, "bad_request"),
        (
            json!({ "url": format!("https://x.org/{}", "x".repeat(20_000)) }),
            StatusCode::PAYLOAD_TOO_LARGE,
            "frame_too_large",
        ),
    ] {
        let (got, problem) = server.post("/api/sessions", &ana, body.clone()).await;
        assert_eq!((got, &problem["code"]), (status, &json!(code)), "{problem}");
        assert_eq!(problem["status"], status.as_u16());
    }
    for (path, code) in [
        ("/api/sessions/nobody", "session_not_found"),
        ("/api/sessions/nobody/events", "session_not_found"),
        ("/api/sessions/nobody/replay", "session_not_found"),
        ("/api/sessions/a%20b", "session_not_found"),
        ("/api/sessions/%FF", "session_not_found"),
        ("/api/nothing", "not_found"),
    ] {
        let (status, problem) = server.get(path).await;
        assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!(code)), "{path}");
    }
    let (status, problem) = server.post("/api/sessions/nobody/join", &ana, json!({})).await;
    assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!("session_not_found")));
    let (status, problem) = server.get("/api/users").await;
    assert_eq!((status, &problem["code"]), (StatusCode::METHOD_NOT_ALLOWED, &json!("method_not_allowed")));
    assert_eq!(problem["status"], 405);
    let (status, problem) = server.get("/api/sessions?state=maybe").await;
    assert_eq!((status, &problem["code"]), (StatusCode::BAD_REQUEST, &json!("bad_request")));
}

#[tokio::test]
async fn a_guest_needs_no_identity_and_a_reload_is_the_same_member() {
    let server = Server::fresh();
    let ana = server.user("Ana").await;
    let session = server.session(&ana).await;
    let join = format!("/api/sessions/{session}/join");
    let (_, guest) = server.ask(Method::POST, &join, None, Some(json!({ "name": "Ben" }))).await;
    assert_eq!((&guest["member"]["name"], &guest["member"]["role"]), (&json!("Ben"), &json!("member")));
    let token = text(&guest["token"]);
    let (_, again) = server.ask(Method::POST, &join, Some(&token), None).await;
    assert_eq!(again["member"]["id"], guest["member"]["id"]);
    assert_eq!(again["snapshot"]["session"]["members"], 1);
    let (status, me) = server.ask(Method::GET, "/api/users/me", Some(&ana), None).await;
    assert_eq!((status, &me["name"]), (StatusCode::OK, &json!("Ana")));
}

/// GET-14
#[tokio::test]
async fn who_has_read_the_session_joins_without_being_told_it_again() {
    let server = Server::fresh();
    let ana = server.user("Ana").await;
    let session = server.session(&ana).await;
    let join = format!("{}/api/sessions/{session}/join", server.url);
    let post = reqwest::Client::new().post(join);
    let answer = post.header("prefer", "respond-async, Return=Minimal").send().await.unwrap();
    assert_eq!(answer.headers().get("preference-applied").unwrap(), "return=minimal");
    let joined: Value = answer.json().await.unwrap();
    assert_eq!((&joined["snapshot"], &joined["member"]["name"]), (&Value::Null, &json!("Guest")));
    let (_, welcome) = server.live(&session, &text(&joined["token"]), None).await;
    assert_eq!(welcome["session"]["present"], 1, "the socket says it");
}

#[tokio::test]
async fn a_stop_says_goodbye_and_loses_nothing() {
    let mut server = Server::fresh();
    let ana = server.user("Ana").await;
    let session = server.session(&ana).await;
    let token = server.join(&session, &ana).await;
    let (mut live, _) = server.live(&session, &token, None).await;
    live.command("a1", json!({ "type": "play" })).await;
    let played = live.event("played").await;
    assert_eq!(live.next().await["type"], "done", "the answer comes after what happened");
    assert!(server.terminate().success());
    assert_eq!(live.next_of("error").await["code"], "busy");
    assert_eq!(live.next().await["close"], 1012);
    let server = server.start_again();
    let (_, state) = server.get(&format!("/api/sessions/{session}")).await;
    assert_eq!(state["head"], position(&played));
}

#[tokio::test]
async fn a_page_of_another_site_cannot_open_the_socket_unless_allowed() {
    let server = Server::fresh_with(&["--allow-origin", "https://friends.example"]);
    let host = server.url.strip_prefix("http://").unwrap().to_owned();
    for (origins, allowed) in [
        (vec![], true),
        (vec![format!("http://{host}")], true),
        (vec!["https://friends.example".to_owned()], true),
        (vec!["https://evil.example".to_owned()], false),
        (vec!["null".to_owned()], false),
        (vec![format!("file://{host}")], false),
        (vec![format!("http://{host}.evil.example")], false),
        (vec![format!("http://{host}"), "https://evil.example".to_owned()], false),
    ] {
        let mut request = reqwest::Client::new()
            .get(format!("{}/api/sessions/nobody/live", server.url))
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        for origin in &origins {
            request = request.header("origin", origin);
        }
        let status = request.send().await.unwrap().status();
        assert_eq!(status == StatusCode::SWITCHING_PROTOCOLS, allowed, "{origins:?}: {status}");
    }
}

/// VID-4
#[tokio::test]
async fn pages_are_isolated_unless_the_timer_may_be_coarse() {
    const ISOLATED: [Option<&str>; 2] = [Some("same-origin"), Some("credentialless")];
    for (arguments, expected) in [(&["serve"][..], ISOLATED), (&["serve", "--timer", "coarse"], [None, None])] {
        let server = Server::fresh_with(arguments);
        for path in ["/", "/s/nobody", "/no/such/page", "/api/sessions"] {
            let response = reqwest::get(format!("{}{path}", server.url)).await.unwrap();
            let header = |name| response.headers().get(name).map(|value| value.to_str().unwrap());
            let policies = [header("cross-origin-opener-policy"), header("cross-origin-embedder-policy")];
            let expected = if path.starts_with("/api/") { [None, None] } else { expected };
            assert_eq!(policies, expected, "{arguments:?} {path}");
            assert_eq!(header("referrer-policy"), Some("no-referrer"), "{path}");
            let policy = header("content-security-policy").unwrap();
            if path.starts_with("/api/") {
                assert!(policy.starts_with("default-src 'none'"), "an answer to a program is no page: {policy}");
                continue;
            }
            assert!(policy.contains("worker-src 'self'"), "{path}");
            assert!(policy.contains("script-src 'self';") && !policy.contains("frame-src"), "{path}");
        }
        for path in ["/s/nobody/embedded", "/s/nobody/replay/embedded"] {
            let response = reqwest::get(format!("{}{path}", server.url)).await.unwrap();
            let header = |name| response.headers().get(name).map(|value| value.to_str().unwrap());
            assert_eq!(header("cross-origin-embedder-policy"), None, "frames of other sites are let in");
            assert!(header("content-security-policy").unwrap().contains("frame-src https://www.youtube-nocookie.com"));
            assert_eq!(header("referrer-policy"), Some("strict-origin-when-cross-origin"));
        }
    }
}

#[tokio::test]
async fn health_says_what_is_so() {
    let server = Server::fresh();
    assert_eq!(server.get("/healthz").await.0, StatusCode::OK);
    let (status, ready) = server.get("/readyz").await;
    assert_eq!((status, &ready["ready"]), (StatusCode::OK, &json!(true)));
    assert_eq!(ready["broker"], json!("ok"));
    let (_, metrics) = server.get("/metrics").await;
    assert!(text(&metrics).contains("sameframe_sessions_loaded 0"), "{metrics}");
    let (_, document) = server.get("/api/openapi.json").await;
    assert!(document["paths"]["/api/sessions/{id}/join"]["post"].is_object());
    let second = std::process::Command::new(env!("CARGO_BIN_EXE_sameframe"))
        .args(["--listen", "127.0.0.1:0", "--data", server.data.to_str().unwrap()])
        .output()
        .unwrap();
    assert!(!second.status.success());
    assert!(String::from_utf8_lossy(&second.stderr).contains("another Sameframe uses the data folder"));
}

/// SES-30, SES-33
#[tokio::test]
async fn an_action_is_undone_and_a_stale_one_is_recognised() {
    let server = Server::fresh();
    let Party { session, ana, ben, .. } = server.party().await;
    let commands = format!("/api/sessions/{session}/commands");
    let (_, sought) = server.post(&commands, &ben, json!({ "id": "b1", "type": "seek", "position": 30 })).await;
    let (status, undone) = server.post(&commands, &ben, json!({ "id": "b2", "type": "undo" })).await;
    assert_eq!(status, StatusCode::OK, "{undone}");
    let (_, page) = server.get(&format!("/api/sessions/{session}/events?after={}", sought["seq"])).await;
    let event = &page["events"][0];
    assert_eq!((&event["type"], &event["undid"]), (&json!("undone"), &sought["seq"]));
    assert_eq!(event["timeline"]["position"], 0.0);
    let seen = &page["head"]["seq"];
    for (id, kind) in [("a1", "play"), ("a2", "pause")] {
        server.post(&commands, &ana, json!({ "id": id, "type": kind })).await;
    }
    let late = json!({ "id": "b3", "based_on": seen, "type": "play" });
    let (status, problem) = server.post(&commands, &ben, late).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("stale")));
    let (status, problem) =
        server.post(&commands, &ben, json!({ "id": "b4", "type": "undo", "seq": sought["seq"] })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("acted_since")));
}

/// SES-41, SES-42, SES-44
#[tokio::test]
async fn what_is_not_confirmed_in_time_is_taken_back_even_over_a_kill() {
    let server = Server::fresh();
    let (ana, ben) = (server.user("Ana").await, server.user("Ben").await);
    let body = json!({ "video_id": "sample", "confirmation": "everyone", "confirm_within_s": 5 });
    let (_, created) = server.post("/api/sessions", &ana, body).await;
    let session = text(&created["session"]["id"]);
    let (ana_token, ben_token) = (server.join(&session, &ana).await, server.join(&session, &ben).await);
    let (mut ana_live, welcome) = server.live(&session, &ana_token, None).await;
    assert_eq!(welcome["confirmation"], json!({ "policy": "everyone", "within_s": 5.0 }));
    let (mut ben_live, _) = server.live(&session, &ben_token, None).await;

    ana_live.command("a1", json!({ "type": "play" })).await;
    let asked = ben_live.event("confirmation_asked").await;
    let change = asked["event"]["change"].clone();
    ben_live.command("b1", json!({ "type": "answer", "change": change, "answer": "confirm" })).await;
    let closed = ana_live.event("confirmation_closed").await;
    assert_eq!((&closed["event"]["verdict"], &closed["timeline"]), (&json!("confirmed"), &Value::Null));

    ana_live.command("a2", json!({ "type": "pause" })).await;
    let asked = ben_live.event("confirmation_asked").await;
    let server = server.kill_and_restart();
    let (mut ben_live, welcome) = server.live(&session, &ben_token, Some(position(&asked))).await;
    assert_eq!(welcome["asked"]["change"], asked["event"]["change"]);
    let closed = ben_live.event("confirmation_closed").await;
    assert_eq!((&closed["event"]["verdict"], &closed["at"]), (&json!("expired"), &asked["event"]["until"]));
    assert_eq!(closed["timeline"]["status"], "playing", "what was confirmed last");
    let late = json!({ "type": "answer", "change": asked["event"]["change"], "answer": "confirm" });
    ben_live.command("b2", late).await;
    assert_eq!(ben_live.next_of("refused").await["code"], "not_asked");
    let bad = json!({ "video_id": "sample", "confirmation": "everyone", "confirm_within_s": 1 });
    assert_eq!(server.post("/api/sessions", &ana, bad).await.1["code"], "bad_confirmation_time");
}

/// LIV-30, LIV-33
#[tokio::test]
async fn the_playback_collection_is_made_from_reports() {
    let server = Server::fresh();
    let Party { session, ana_member: ana_token, ben_member: ben_token, .. } = server.party().await;
    let (mut ana_live, _) = server.live(&session, &ana_token, None).await;
    let (mut ben_live, welcome) = server.live(&session, &ben_token, None).await;
    for (position, status) in [(10.0, "playing"), (11.5, "playing"), (11.5, "buffering")] {
        let report = json!({ "type": "report", "position": position, "status": status, "rtt_ms": 20 });
        ben_live.send(&report).await;
    }
    let told = loop {
        let told = ana_live.next_of("presence").await;
        if told["members"][0]["standing"]["status"] == "buffering" {
            break told;
        }
    };
    assert_eq!(told["members"][0]["id"], welcome["member"]["id"]);
    let (status, collection) = server.get(&format!("/api/sessions/{session}/playback")).await;
    assert_eq!((status, collection["viewers"].as_array().unwrap().len()), (StatusCode::OK, 1));
    let viewer = &collection["viewers"][0];
    assert_eq!((&viewer["name"], &viewer["position"]), (&json!("Ben"), &json!(11.5)));
    assert_eq!((&viewer["watched"], &viewer["watched_s"]), (&json!([[10.0, 11.5]]), &json!(1.5)));
    assert_eq!(viewer["standing"]["drift_ms"], -11_500);
    let (_, page) = server.get(&format!("/api/sessions/{session}/events")).await;
    assert_eq!(page["head"]["seq"], 3, "reports are not logged");
}

#[tokio::test]
async fn every_documented_call_is_there() {
    let server = Server::fresh();
    let (_, document) = server.get("/api/openapi.json").await;
    let paths = document["paths"].as_object().unwrap();
    assert!(paths.len() >= 9, "{paths:?}");
    for (path, calls) in paths {
        for method in calls.as_object().unwrap().keys() {
            let method = Method::from_bytes(method.to_uppercase().as_bytes()).unwrap();
            let (status, body) = server.ask(method.clone(), &path.replace("{id}", "nobody"), None, None).await;
            assert_ne!(status, StatusCode::METHOD_NOT_ALLOWED, "{method} {path}");
            assert_ne!(body["code"], "not_found", "{method} {path}");
        }
    }
}
