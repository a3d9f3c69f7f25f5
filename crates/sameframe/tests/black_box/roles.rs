//! Forged roles, removals and bans, on the real binary with real sockets.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::server::{Party, Server, Socket, text};

/// Does a command by REST. Returns the code of the refusal, or nothing where it was done.
async fn code(server: &Server, party: &Party, token: &str, id: &str, command: Value) -> Option<String> {
    let mut body = command;
    body["id"] = json!(id);
    let (status, answer) = server.post(&format!("/api/sessions/{}/commands", party.session), token, body).await;
    if status == StatusCode::OK { None } else { Some(text(&answer["code"])) }
}

/// The id of somebody in the session.
async fn id_of(server: &Server, party: &Party, name: &str) -> String {
    let (_, state) = server.get(&format!("/api/sessions/{}", party.session)).await;
    let members = state["members"].as_array().unwrap();
    text(&members.iter().find(|member| member["name"] == name).unwrap()["id"])
}

/// Says hello on a new socket and returns what it is closed with, and what was said before.
async fn knock(server: &Server, session: &str, token: &str) -> (Value, Value) {
    let mut socket = server.dial(session).await;
    socket.send(&json!({ "type": "hello", "token": token })).await;
    goodbye(&mut socket).await
}

async fn goodbye(socket: &mut Socket) -> (Value, Value) {
    let said = socket.next_of("error").await;
    (said, socket.next().await["close"].clone())
}

/// ROL-3, ROL-7, ROL-10
#[tokio::test]
async fn nobody_takes_a_role_that_was_not_given() {
    let server = Server::fresh();
    let party = server.party().await;
    let (ana, ben) = (&id_of(&server, &party, "Ana").await, &id_of(&server, &party, "Ben").await);
    let forged = [
        (json!({ "type": "set_role", "member": ben, "role": "host" }), "not_allowed"),
        (json!({ "type": "set_role", "member": ben, "role": "co_host" }), "not_allowed"),
        (json!({ "type": "hand_over", "to": ben }), "not_allowed"),
        (json!({ "type": "kick", "member": ana }), "not_allowed"),
        (json!({ "type": "ban", "member": ana }), "not_allowed"),
        (json!({ "type": "mute", "member": ana, "seconds": 60 }), "not_allowed"),
        (json!({ "type": "change_settings", "control": "hosts" }), "not_allowed"),
        (json!({ "type": "change_settings", "member": ["kick", "ban"] }), "not_allowed"),
        (json!({ "type": "change_settings", "host": ben }), "bad_settings"),
        (json!({ "type": "set_role", "member": ben, "role": "owner" }), "bad_frame"),
        (json!({ "type": "play", "role": "host" }), "bad_frame"),
        (json!({ "type": "end" }), "not_allowed"),
    ];
    for (n, (command, expected)) in forged.into_iter().enumerate() {
        let refused = code(&server, &party, &party.ben, &format!("f{n}"), command.clone()).await;
        assert_eq!(refused.as_deref(), Some(expected), "{command}");
    }
    let promote = json!({ "type": "set_role", "member": ben, "role": "co_host" });
    assert_eq!(code(&server, &party, &party.ana, "a1", promote).await, None);
    let as_co_host = [
        (json!({ "type": "kick", "member": ana }), "outranked"),
        (json!({ "type": "set_role", "member": ana, "role": "viewer" }), "outranked"),
        (json!({ "type": "set_role", "member": ben, "role": "host" }), "outranked"),
        (json!({ "type": "change_settings", "co_host": ["end", "hand_over"] }), "outranked"),
        (json!({ "type": "change_settings", "member": ["end"] }), "not_allowed"),
        (json!({ "type": "kick", "member": "nobody" }), "no_such_member"),
        (json!({ "type": "kick", "member": "../etc", "reason": "x" }), "no_such_member"),
        (json!({ "type": "ban", "member": "eve", "reason": "x".repeat(201) }), "bad_reason"),
        (json!({ "type": "ban", "member": "eve", "reason": "a\u{202E}b" }), "bad_reason"),
        (json!({ "type": "change_settings", "title": " " }), "bad_title"),
        (json!({ "type": "change_settings", "slow_mode_s": 3601 }), "bad_settings"),
        (json!({ "type": "change_settings", "newcomers": "co_host" }), "bad_settings"),
    ];
    for (n, (command, expected)) in as_co_host.into_iter().enumerate() {
        let refused = code(&server, &party, &party.ben, &format!("c{n}"), command.clone()).await;
        assert_eq!(refused.as_deref(), Some(expected), "{command}");
    }
    let (_, state) = server.get(&format!("/api/sessions/{}", party.session)).await;
    assert_eq!(state["session"]["host"], json!(ana), "{state}");
}

/// ROL-5, ROL-6
#[tokio::test]
async fn one_switch_leaves_control_to_the_hosts() {
    let server = Server::fresh();
    let party = server.party().await;
    let (mut live, welcome) = server.live(&party.session, &party.ben, None).await;
    let ana = id_of(&server, &party, "Ana").await;
    assert_eq!(welcome["settings"]["control"], "everyone");
    let change = json!({ "type": "change_settings", "control": "hosts", "title": "Mine" });
    assert_eq!(code(&server, &party, &party.ana, "a1", change).await, None);
    let changed = live.event("settings_changed").await;
    let expected = json!({ "type": "settings_changed", "control": "hosts", "title": "Mine" });
    assert_eq!((&changed["event"], &changed["by"]), (&expected, &json!(ana)));
    live.command("b1", json!({ "type": "play" })).await;
    assert_eq!(live.next_of("refused").await["code"], "only_hosts_control");
    let (_, state) = server.get(&format!("/api/sessions/{}", party.session)).await;
    assert_eq!((&state["session"]["title"], &state["settings"]["control"]), (&json!("Mine"), &json!("hosts")));
    assert_eq!(code(&server, &party, &party.ana, "a2", json!({ "type": "play" })).await, None);
    live.event("played").await;
}

/// ROL-13, ROL-16, ROL-17
#[tokio::test]
async fn who_is_kicked_is_told_by_whom_and_may_come_back() {
    let server = Server::fresh();
    let party = server.party().await;
    let ben = id_of(&server, &party, "Ben").await;
    let (mut one, _) = server.live(&party.session, &party.ben, None).await;
    let (mut other, _) = server.live(&party.session, &party.ben, None).await;
    let (mut ana, _) = server.live(&party.session, &party.ana, None).await;
    ana.command("a1", json!({ "type": "kick", "member": ben, "reason": "spoilers" })).await;
    for tab in [&mut one, &mut other] {
        let (said, close) = goodbye(tab).await;
        assert_eq!((&said["code"], &close), (&json!("removed"), &json!(4410)), "{said}");
        assert_eq!(said["message"], "Ana removed you from this session: spoilers");
    }
    assert_eq!(ana.event("left").await["event"]["reason"], "removed");
    let (said, close) = knock(&server, &party.session, &party.ben).await;
    assert_eq!((said["message"].as_str(), close), (Some("Ana removed you from this session: spoilers"), json!(4410)));
    let refused = code(&server, &party, &party.ben, "b1", json!({ "type": "play" })).await;
    assert_eq!(refused.as_deref(), Some("not_a_member"));
    let join = format!("/api/sessions/{}/join", party.session);
    let (status, _) = server.ask(Method::POST, &join, Some(&party.ben), None).await;
    assert_eq!(status, StatusCode::OK);
    server.live(&party.session, &party.ben, None).await;
}

/// ROL-14, ROL-16
#[tokio::test]
async fn who_is_banned_does_not_come_back_with_another_tab() {
    let server = Server::fresh();
    let party = server.party().await;
    let ben = id_of(&server, &party, "Ben").await;
    let (mut live, _) = server.live(&party.session, &party.ben, None).await;
    let ban = json!({ "type": "ban", "member": ben });
    assert_eq!(code(&server, &party, &party.ana, "a1", ban).await, None);
    let (said, close) = goodbye(&mut live).await;
    assert_eq!((&said["code"], close), (&json!("banned"), json!(4411)));
    let join = format!("/api/sessions/{}/join", party.session);
    let (status, problem) = server.ask(Method::POST, &join, Some(&party.ben), None).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("banned")));
    assert_eq!(problem["detail"], "Ana banned you from this session");
    assert_eq!(knock(&server, &party.session, &party.ben).await.1, 4411);
    let door = format!("/api/sessions/{}/door", party.session);
    let is_banned = async |token: Option<&str>| server.ask(Method::GET, &door, token, None).await.1["banned"].clone();
    assert_eq!(is_banned(Some(&party.ben)).await, true, "the door says so before anybody tries");
    assert_eq!((is_banned(Some(&party.ana)).await, is_banned(None).await), (json!(false), json!(false)));
    let bans = format!("/api/sessions/{}/bans", party.session);
    for (token, expected) in [(Some(&party.ben), StatusCode::FORBIDDEN), (None, StatusCode::UNAUTHORIZED)] {
        assert_eq!(server.ask(Method::GET, &bans, token.map(String::as_str), None).await.0, expected);
    }
    let (_, list) = server.ask(Method::GET, &bans, Some(&party.ana), None).await;
    assert_eq!((&list["bans"][0]["member"], &list["bans"][0]["by"]), (&json!(ben), &json!("Ana")));
    let unban = json!({ "type": "unban", "member": ben });
    assert_eq!(code(&server, &party, &party.ana, "a2", unban).await, None);
    assert_eq!(is_banned(Some(&party.ben)).await, false);
    assert_eq!(server.ask(Method::POST, &join, Some(&party.ben), None).await.0, StatusCode::OK);
}

/// ROL-15
#[tokio::test]
async fn a_time_out_is_told_and_kept() {
    let server = Server::fresh();
    let party = server.party().await;
    let ben = id_of(&server, &party, "Ben").await;
    let mute = json!({ "type": "mute", "member": ben, "seconds": 600, "scope": "talk_and_control" });
    assert_eq!(code(&server, &party, &party.ana, "a1", mute).await, None);
    assert_eq!(code(&server, &party, &party.ben, "b1", json!({ "type": "pause" })).await.as_deref(), Some("muted"));
    let server = server.kill_and_restart();
    let again = code(&server, &party, &party.ben, "b2", json!({ "type": "play" })).await;
    assert_eq!(again.as_deref(), Some("muted"), "it outlasts the server");
    let (_, welcome) = server.live(&party.session, &party.ben, None).await;
    assert_eq!(welcome["member"]["mute"]["scope"], "talk_and_control");
    let lift = json!({ "type": "unmute", "member": ben });
    assert_eq!(code(&server, &party, &party.ana, "a2", lift).await, None);
    assert_eq!(code(&server, &party, &party.ben, "b3", json!({ "type": "play" })).await, None);
}
