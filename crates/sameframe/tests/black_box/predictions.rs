//! Predictions over the wire: a whole one, everything that is refused, and a power cut while one is open.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::server::{Answer, Party, Server, text, until};

fn path(party: &Party) -> String {
    format!("/api/sessions/{}/predictions", party.session)
}

async fn open(server: &Server, party: &Party, token: &str, more: Value) -> Answer {
    let mut body = json!({ "question": "Who did it?", "outcomes": ["the butler", "the cook"] });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    server.post(&path(party), token, body).await
}

/// Ana opens one; returns its id.
async fn opened(server: &Server, party: &Party) -> String {
    let (status, body) = open(server, party, &party.ana, json!({})).await;
    assert_eq!(status, StatusCode::CREATED, "{body}");
    text(&body["id"])
}

async fn does(server: &Server, party: &Party, token: &str, what: (&str, &str), body: Value) -> Answer {
    let (id, what) = what;
    server.post(&format!("{}/{id}/{what}", path(party)), token, body).await
}

async fn list(server: &Server, party: &Party, token: &str) -> Value {
    let (status, body) = server.ask(Method::GET, &path(party), Some(token), None).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

#[track_caller]
fn check((status, body): Answer, expected: (u16, &str)) {
    assert_eq!((status.as_u16(), body["code"].as_str().unwrap_or_default()), expected, "{body}");
    let detail = body["detail"].as_str().unwrap();
    assert!(!detail.is_empty() && !detail.contains("Err("), "{detail}");
}

/// PRE-2, PRE-20, PRE-41, PRE-42
#[tokio::test]
async fn a_prediction_is_opened_picked_locked_resolved_and_counted() {
    let server = Server::fresh();
    let party = server.party().await;
    let (mut ben, _) = server.live(&party.session, &party.ben_member, None).await;
    let (status, one) = open(&server, &party, &party.ana, json!({ "id": "open-1", "closes_in_s": 3600 })).await;
    assert_eq!((status, &one["state"]), (StatusCode::CREATED, &json!("open")), "{one}");
    let again = open(&server, &party, &party.ana, json!({ "id": "open-1", "closes_in_s": 3600 })).await;
    assert_eq!(again.1["id"], one["id"], "a repeat is done once");
    let seen = ben.event("prediction_opened").await;
    let (event, id) = (&seen["event"], text(&one["id"]));
    assert_eq!((&event["prediction"], &event["question"], &seen["by"]), (&one["id"], &one["question"], &one["by"]));
    assert_eq!(event["closes"]["at"], seen["at"].as_i64().unwrap() + 3_600_000);
    let (butler, cook) = (&event["outcomes"][0]["id"], &event["outcomes"][1]["id"]);

    let stake = |outcome: &Value, stake: u64| json!({ "outcome": outcome, "stake": stake });
    does(&server, &party, &party.ana, (&id, "pick"), stake(butler, 300)).await;
    does(&server, &party, &party.ben, (&id, "pick"), json!({ "outcome": cook })).await;
    let (_, picked) = does(&server, &party, &party.ben, (&id, "pick"), stake(cook, 100)).await;
    assert_eq!(picked["mine"], json!({ "outcome": cook, "stake": 100, "paid": null }));
    assert_eq!((&picked["outcomes"][0]["picks"], &picked["outcomes"][0]["stakes"]), (&json!(1), &json!(300)));
    // Somebody who comes late is told everything but what is not theirs.
    let cleo = server.user("Cleo").await;
    server.join(&party.session, &cleo).await;
    let late = list(&server, &party, &cleo).await;
    assert_eq!(late["open"][0]["outcomes"][1]["stakes"], 100);
    assert_eq!((&late["open"][0]["mine"], &late["me"]["points"]), (&Value::Null, &json!(1_000)));
    assert_eq!(list(&server, &party, &party.ben).await["me"]["points"], 900);

    let (_, locked) = does(&server, &party, &party.ana, (&id, "lock"), json!({})).await;
    assert_eq!(locked["state"], "locked");
    ben.event("prediction_locked").await;
    let (_, over) = does(&server, &party, &party.ana, (&id, "resolve"), json!({ "outcome": cook })).await;
    assert_eq!((&over["state"], &over["outcome"], &over["winners"]), (&json!("resolved"), cook, &json!(1)));
    assert_eq!(over["mine"]["paid"], 0);
    let resolved = ben.event("prediction_resolved").await;
    assert_eq!(
        (&resolved["event"]["answer"], &resolved["event"]["payouts"][0]["paid"]),
        (&json!("the cook"), &json!(400))
    );

    let mine = list(&server, &party, &party.ben).await;
    assert_eq!(mine["me"]["points"], 1_300);
    assert_eq!(mine["over"][0]["mine"], json!({ "outcome": cook, "stake": 100, "paid": 400 }));
    let leaders =
        mine["leaders"].as_array().unwrap().iter().map(|line| (line["name"].clone(), line["score"]["points"].clone()));
    assert_eq!(leaders.collect::<Vec<_>>(), [(json!("Ben"), json!(1_300)), (json!("Ana"), json!(700))]);
    let (_, history) = server.ask(Method::GET, "/api/users/me/predictions", Some(&party.ana), None).await;
    let score = json!({ "points": 700, "won": 0, "lost": 300, "right": 0, "wrong": 1 });
    assert_eq!((&history["sessions"][0]["session"], &history["sessions"][0]["score"]), (&json!(party.session), &score));

    // A replay tells the whole story.
    let (_, replay) = server.get(&format!("/api/sessions/{}/replay", party.session)).await;
    let replay = text(&replay);
    let kinds: Vec<_> =
        replay.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["type"].clone()).collect();
    let kinds: Vec<_> = kinds.iter().filter_map(Value::as_str).filter(|kind| kind.starts_with("prediction")).collect();
    let story = ["opened", "picked", "picked", "picked", "locked", "resolved"].map(|what| format!("prediction_{what}"));
    assert_eq!(kinds, story);
}

/// PRE-1
#[tokio::test]
async fn what_is_no_prediction_is_refused_with_its_own_code() {
    let server = Server::fresh();
    let party = server.party().await;
    let many: Vec<_> = (0..11).map(|number| format!("number {number}")).collect();
    let long = "x".repeat(101);
    for (body, expected) in [
        (json!({ "outcomes": ["one"] }), (422, "bad_outcomes")),
        (json!({ "outcomes": many }), (422, "bad_outcomes")),
        (json!({ "outcomes": ["Same", "same "] }), (422, "bad_outcomes")),
        (json!({ "outcomes": ["", "two"] }), (422, "bad_title")),
        (json!({ "outcomes": ["yes\u{202E}", "no"] }), (422, "bad_title")),
        (json!({ "outcomes": "yes" }), (400, "bad_request")),
        (json!({ "question": "  " }), (422, "bad_title")),
        (json!({ "question": long }), (422, "bad_title")),
        (json!({ "question": "a\u{2066}b" }), (422, "bad_title")),
        (json!({ "question": "a\nb" }), (422, "bad_title")),
        (json!({ "closes_in_s": 0 }), (422, "bad_closing")),
        (json!({ "closes_in_s": -5 }), (422, "bad_closing")),
        (json!({ "closes_in_s": 1e9 }), (422, "bad_closing")),
        (json!({ "closes_in_s": 5, "closes_at_position": 5 }), (422, "bad_closing")),
        (json!({ "closes_at_position": -1 }), (422, "bad_closing")),
        (json!({ "closes_at_position": 0 }), (422, "bad_closing")),
        (json!({ "id": "a b" }), (422, "bad_command_id")),
        (json!({ "by": "ben" }), (400, "bad_request")),
    ] {
        check(open(&server, &party, &party.ana, body).await, expected);
    }
    let (_, after) = server.get(&path(&party)).await;
    assert_eq!(after["open"], json!([]));
}

/// PRE-3, PRE-12
#[tokio::test]
async fn what_is_no_pick_and_who_may_not_is_refused_and_changes_nothing() {
    let server = Server::fresh();
    let party = server.party().await;
    let id = opened(&server, &party).await;
    let pick = |outcome: Value, stake: Value| json!({ "outcome": outcome, "stake": stake });
    for (body, expected) in [
        (pick(json!("0"), json!(1_001)), (409, "not_enough_points")),
        (pick(json!("0"), json!(1_u64 << 63)), (409, "not_enough_points")),
        (pick(json!("0"), json!(1e30)), (422, "bad_stake")),
        (pick(json!("0"), json!(-1)), (422, "bad_stake")),
        (pick(json!("0"), json!(0.5)), (422, "bad_stake")),
        (pick(json!("0"), json!("10")), (400, "bad_request")),
        (pick(json!("2"), json!(1)), (422, "no_such_outcome")),
        (pick(json!("00"), json!(1)), (422, "no_such_outcome")),
        (pick(json!("256"), json!(1)), (422, "no_such_outcome")),
        (pick(json!("the butler"), json!(1)), (422, "no_such_outcome")),
        (json!({ "stake": 1 }), (400, "bad_request")),
    ] {
        check(does(&server, &party, &party.ben, (&id, "pick"), body).await, expected);
    }
    for forged in ["0", "1", "999", "-1", "x", "%F0%9F%92%A9", "18446744073709551616"] {
        let answer = does(&server, &party, &party.ben, (forged, "pick"), json!({ "outcome": "0" })).await;
        check(answer, (404, "prediction_not_found"));
    }
    // Somebody else's, and nobody's.
    for what in ["lock", "cancel"] {
        check(does(&server, &party, &party.ben, (&id, what), json!({})).await, (403, "not_allowed"));
    }
    check(does(&server, &party, &party.ben, (&id, "resolve"), json!({ "outcome": "0" })).await, (403, "not_allowed"));
    let stranger = server.user("Dan").await;
    check(does(&server, &party, &stranger, (&id, "pick"), json!({ "outcome": "0" })).await, (403, "not_a_member"));
    check(open(&server, &party, &stranger, json!({})).await, (403, "not_a_member"));
    check(server.ask(Method::POST, &path(&party), None, Some(json!({}))).await, (401, "unauthenticated"));
    let elsewhere = server.party().await;
    check(does(&server, &party, &elsewhere.ana_member, (&id, "lock"), json!({})).await, (403, "wrong_session"));
    let (_, before) = server.get(&path(&party)).await;
    assert_eq!(before["open"][0]["outcomes"][0]["picks"], 0, "nothing of it has changed anything");
}

/// PRE-4, PRE-11, PRE-13, PRE-14, PRE-22
#[tokio::test]
async fn what_is_locked_or_over_takes_nothing_any_more() {
    let server = Server::fresh();
    let party = server.party().await;
    let id = opened(&server, &party).await;
    does(&server, &party, &party.ben, (&id, "pick"), json!({ "outcome": "0", "stake": 50 })).await;
    let lower = json!({ "outcome": "0", "stake": 49 });
    check(does(&server, &party, &party.ben, (&id, "pick"), lower).await, (409, "stake_lowered"));
    does(&server, &party, &party.ana, (&id, "lock"), json!({})).await;
    let late = json!({ "outcome": "1", "stake": 50 });
    check(does(&server, &party, &party.ben, (&id, "pick"), late).await, (409, "prediction_locked"));
    let forged = json!({ "outcome": "7" });
    check(does(&server, &party, &party.ana, (&id, "resolve"), forged).await, (422, "no_such_outcome"));
    does(&server, &party, &party.ana, (&id, "resolve"), json!({ "outcome": "1" })).await;
    for (what, body) in [("resolve", json!({ "outcome": "0" })), ("cancel", json!({})), ("lock", json!({}))] {
        check(does(&server, &party, &party.ana, (&id, what), body).await, (409, "prediction_closed"));
    }
    let cancelled = opened(&server, &party).await;
    does(&server, &party, &party.ana, (&cancelled, "cancel"), json!({})).await;
    let resolve = json!({ "outcome": "0" });
    check(does(&server, &party, &party.ana, (&cancelled, "resolve"), resolve).await, (409, "prediction_closed"));
    assert_eq!(list(&server, &party, &party.ben).await["me"]["points"], 1_000, "nobody had picked the cook");
    for _ in 0..3 {
        opened(&server, &party).await;
    }
    check(open(&server, &party, &party.ben, json!({})).await, (409, "too_many_predictions"));
    let (commands, end) = (format!("/api/sessions/{}/commands", party.session), json!({ "id": "end", "type": "end" }));
    let (status, ended) = server.post(&commands, &party.ana, end.clone()).await;
    assert_eq!(status, StatusCode::OK, "{ended}");
    assert_eq!(server.post(&commands, &party.ana, end).await, (status, ended), "a repeat gets the first outcome");
    check(open(&server, &party, &party.ben, json!({})).await, (409, "session_ended"));
    let (_, after) = server.get(&path(&party)).await;
    assert_eq!((&after["open"], &after["over"][0]["state"]), (&json!([]), &json!("cancelled")));
}

/// Of `2026-11-18T11:06:40.007Z`, in milliseconds.
fn ms_of_day(at: &Value) -> i64 {
    let (_, time) = at.as_str().unwrap().split_once('T').unwrap();
    let parts: Vec<i64> = time.trim_end_matches('Z').split([':', '.']).map(|part| part.parse().unwrap()).collect();
    ((parts[0] * 60 + parts[1]) * 60 + parts[2]) * 1_000 + parts[3]
}

/// PRE-30
#[tokio::test]
async fn a_deadline_that_passed_while_the_server_was_dead_locks_it_as_of_when_it_was_due() {
    let server = Server::fresh();
    let party = server.party().await;
    let (status, one) = open(&server, &party, &party.ana, json!({ "closes_in_s": 1 })).await;
    assert_eq!(status, StatusCode::CREATED, "{one}");
    let (id, due) = (text(&one["id"]), one["closes"]["at"].as_i64().unwrap());
    does(&server, &party, &party.ben, (&id, "pick"), json!({ "outcome": "0", "stake": 5 })).await;
    // As a power cut, in the window. It is dead when the time is over.
    let server = server.kill_and_restart();
    let after = format!("/api/sessions/{}/events?after={id}&limit=100", party.session);
    let locks = async || {
        let (_, page) = server.get(&after).await;
        let events = page["events"].as_array().unwrap().iter();
        events.filter(|event| event["type"] == "prediction_locked").cloned().collect::<Vec<_>>()
    };
    until("it is locked", async || list(&server, &party, &party.ben).await["open"][0]["state"] == "locked").await;
    let late = json!({ "outcome": "0", "stake": 6 });
    check(does(&server, &party, &party.ben, (&id, "pick"), late).await, (409, "prediction_locked"));
    let locked = locks().await;
    assert_eq!(locked.len(), 1, "{locked:?}");
    assert_eq!((&locked[0]["reason"], &locked[0]["by"]), (&json!("time"), &Value::Null));
    assert_eq!(ms_of_day(&locked[0]["at"]), due % 86_400_000, "stamped with the time when it was due");
    let server = server.kill_and_restart();
    assert_eq!(list(&server, &party, &party.ben).await["me"]["points"], 995);
}

/// PRE-31
#[tokio::test]
async fn the_video_locks_it_where_it_is_sought_to() {
    let server = Server::fresh();
    let party = server.party().await;
    let (mut ana, _) = server.live(&party.session, &party.ana_member, None).await;
    let (status, one) = open(&server, &party, &party.ana, json!({ "closes_at_position": 30.5 })).await;
    assert_eq!((status, &one["closes"]["position"]), (StatusCode::CREATED, &json!(30.5)), "{one}");
    ana.command("one", json!({ "type": "seek", "position": 30 })).await;
    ana.event("seeked").await;
    ana.command("two", json!({ "type": "seek", "position": 31 })).await;
    let locked = ana.event("prediction_locked").await;
    assert_eq!((&locked["event"]["prediction"], &locked["event"]["reason"]), (&one["id"], &json!("position")));
}
