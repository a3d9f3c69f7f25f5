//! The queue, on the real binary with real sockets.

use crate::server::{Party, Server, text};
use serde_json::{Value, json};

fn film(name: &str) -> Value {
    json!({ "url": format!("https://example.org/{name}.mp4") })
}

/// QUE-1, QUE-3
#[tokio::test]
async fn what_is_wrong_with_the_queue_gets_its_own_refusal() {
    let server = Server::fresh();
    let Party { session, ana_member, ben_member, .. } = server.party().await;
    let (mut ana, _) = server.live(&session, &ana_member, None).await;
    let (mut ben, _) = server.live(&session, &ben_member, None).await;
    ana.command("a1", json!({ "type": "queue_add", "items": [film("One_film"), film("two")] })).await;
    let first = ana.next_of("done").await["seq"].as_u64().unwrap();
    let long = format!("https://example.org/{}", "x".repeat(2048));
    let many: Vec<_> = (0..51).map(|_| film("x")).collect();
    for (command, code) in [
        (json!({ "type": "queue_add", "items": [] }), "bad_queue"),
        (json!({ "type": "queue_add", "items": many }), "bad_queue"),
        (json!({ "type": "queue_add" }), "bad_frame"),
        (json!({ "type": "queue_add", "items": [{ "url": "nonsense" }] }), "not_a_url"),
        (json!({ "type": "queue_add", "items": [film("ok"), { "url": "javascript:alert(1)" }] }), "url_not_http"),
        (json!({ "type": "queue_add", "items": [{ "url": long }] }), "url_too_long"),
        (json!({ "type": "queue_add", "items": [{ "url": "https://x.org/a", "title": "a\u{202e}b" }] }), "bad_title"),
        (json!({ "type": "queue_add", "items": [{ "url": "https://x.org/a", "by": "ana" }] }), "bad_frame"),
        (json!({ "type": "queue_add", "items": [film("x")], "place": "first" }), "bad_frame"),
        (json!({ "type": "queue_move", "item": 999 }), "not_in_queue"),
        (json!({ "type": "queue_move", "item": -1 }), "bad_frame"),
        (json!({ "type": "queue_vote", "item": 999, "up": true }), "not_in_queue"),
        (json!({ "type": "queue_remove", "items": (0..201).collect::<Vec<_>>() }), "bad_queue"),
        (json!({ "type": "queue_remove", "items": [first] }), "not_allowed"),
        (json!({ "type": "queue_clear" }), "not_allowed"),
        (json!({ "type": "queue_next" }), "not_allowed"),
        (json!({ "type": "queue_undo", "seq": first }), "not_allowed"),
        (json!({ "type": "queue_undo" }), "nothing_to_undo"),
    ] {
        ben.command("c1", command.clone()).await;
        let refused = ben.next_of("refused").await;
        assert_eq!(refused["code"], json!(code), "{command}");
        assert!(!text(&refused["message"]).is_empty());
    }
    for (command, code) in [
        (json!({ "type": "queue_set", "gap_s": 61 }), "bad_queue"),
        (json!({ "type": "queue_set", "gap_s": -1 }), "bad_queue"),
        (json!({ "type": "queue_set", "repeat": "twice" }), "bad_frame"),
        (json!({ "type": "queue_measure", "item": first, "length": 0 }), "bad_length"),
        (json!({ "type": "queue_measure", "item": first, "length": "long" }), "bad_length"),
        (json!({ "type": "queue_previous" }), "queue_empty"),
    ] {
        ana.command("c2", command.clone()).await;
        assert_eq!(ana.next_of("refused").await["code"], json!(code), "{command}");
    }
    let (_, state) = server.get(&format!("/api/sessions/{session}")).await;
    assert_eq!(state["head"]["seq"].as_u64(), Some(first + 1), "nothing of it reached the log");
    let titles: Vec<_> = state["queue"]["items"].as_array().unwrap().iter().map(|item| text(&item["title"])).collect();
    assert_eq!(titles, ["One film", "two"]);
}

/// QUE-10
#[tokio::test]
async fn a_kill_in_the_gap_loses_nothing_and_the_next_video_begins_once() {
    let server = Server::fresh();
    let Party { session, ana_member, .. } = server.party().await;
    let (mut ana, welcome) = server.live(&session, &ana_member, None).await;
    ana.command("a1", json!({ "type": "queue_add", "items": [film("one"), film("two")] })).await;
    ana.next_of("done").await;
    let length = json!({ "type": "set_length", "video": welcome["timeline"]["video"], "length": 0.5 });
    ana.command("a2", length).await;
    ana.next_of("done").await;
    ana.command("a3", json!({ "type": "play" })).await;
    let announced = ana.event("queue_announced").await;
    assert!(announced["event"]["begins"].as_i64() > announced["at"].as_i64());

    let server = server.kill_and_restart();
    let resume = json!({ "seq": announced["seq"], "hash": announced["hash"] });
    let (mut ana, _) = server.live(&session, &ana_member, Some(resume)).await;
    let began = ana.event("queue_began").await;
    assert_eq!(began["event"]["item"]["title"], "one");
    assert_eq!((&began["at"], &began["by"]), (&announced["event"]["begins"], &Value::Null), "at the time it was due");
    let (_, state) = server.get(&format!("/api/sessions/{session}")).await;
    assert_eq!(state["queue"]["on_screen"]["title"], "one");
    assert_eq!(state["queue"]["items"].as_array().unwrap().len(), 1, "once");
}
