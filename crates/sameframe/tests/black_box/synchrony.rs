//! Waiting for each other, and what clients that are broken or mean can do to the others: nothing that lasts.

use crate::server::{Party, Server, Socket, text};
use serde_json::{Value, json};

fn position(event: &Value) -> Value {
    json!({ "seq": event["seq"], "hash": event["hash"] })
}

/// A player that follows the timeline `rev`.
async fn tells(socket: &mut Socket, status: &str, rev: &Value) {
    socket.send(&json!({ "type": "report", "position": 0, "status": status, "rev": rev, "rtt_ms": 2 })).await;
}

/// Ana and Ben in a session that plays, with players that follow it.
async fn watching(server: &Server) -> (Party, Socket, Socket) {
    let party = server.party().await;
    let (mut ana, welcome) = server.live(&party.session, &party.ana_member, None).await;
    let (mut ben, _) = server.live(&party.session, &party.ben_member, None).await;
    // Frames of one connection keep their order, those of two may overtake each other: each step waits for its answer.
    for player in [&mut ana, &mut ben] {
        tells(player, "ready", &welcome["timeline"]["rev"]).await;
        player.command("settled", json!({ "type": "pause" })).await;
        player.next_of("done").await;
    }
    ana.command("playing", json!({ "type": "play" })).await;
    for player in [&mut ana, &mut ben] {
        player.event("played").await;
    }
    (party, ana, ben)
}

/// LIV-34, SES-60
#[tokio::test]
async fn a_seek_starts_again_when_every_player_has_said_that_it_is_there() {
    let server = Server::fresh();
    let (Party { session, .. }, mut ana, mut ben) = watching(&server).await;
    ana.command("a2", json!({ "type": "seek", "position": 30 })).await;
    let began = ben.event("hold_began").await;
    assert_eq!((&began["event"]["reason"], began["event"]["of"].as_array().unwrap().len()), (&json!("seek"), 2));
    let seeked = ben.event("seeked").await;
    assert_eq!((&seeked["timeline"]["status"], &seeked["timeline"]["position"]), (&json!("paused"), &json!(30.0)));
    let (_, state) = server.get(&format!("/api/sessions/{session}")).await;
    assert_eq!(state["hold"]["began"], began["seq"]);
    for player in [&mut ana, &mut ben] {
        tells(player, "ready", &seeked["seq"]).await;
    }
    let ended = ben.event("hold_ended").await;
    assert_eq!((&ended["event"]["hold"], &ended["event"]["how"]), (&began["seq"], &json!("ready")));
    assert_eq!(ended["timeline"]["status"], "playing");
    let (_, metrics) = server.get("/metrics").await;
    assert!(text(&metrics).contains("sameframe_hold_seconds_count{reason=\"seek\",how=\"ready\"} 1"), "{metrics}");
}

/// SES-52
#[tokio::test]
async fn a_wait_ends_once_and_in_time_even_over_a_kill() {
    let server = Server::fresh();
    let (Party { session, ana_member, .. }, mut ana, _ben) = watching(&server).await;
    ana.command("a2", json!({ "type": "seek", "position": 30 })).await;
    let began = ana.event("hold_began").await;
    let seeked = ana.event("seeked").await;
    let server = server.kill_and_restart();
    let (mut ana, welcome) = server.live(&session, &ana_member, Some(position(&seeked))).await;
    assert_eq!(welcome["hold"]["until"], began["event"]["until"]);
    let ended = ana.event("hold_ended").await;
    assert_eq!((&ended["event"]["how"], &ended["at"]), (&json!("deadline"), &began["event"]["until"]));
    assert_eq!(ended["timeline"]["status"], "playing");
    let (_, page) = server.get(&format!("/api/sessions/{session}/events")).await;
    let ends = page["events"].as_array().unwrap().iter().filter(|event| event["type"] == "hold_ended").count();
    assert_eq!(ends, 1);
}

/// LIV-31
#[tokio::test]
async fn reports_that_cannot_be_true_move_nobody() {
    let server = Server::fresh();
    let Party { session, ana_member, ben_member, .. } = server.party().await;
    let (mut ana, welcome) = server.live(&session, &ana_member, None).await;
    let (mut ben, _) = server.live(&session, &ben_member, None).await;
    for (report, code) in [
        (r#"{"type":"report","position":NaN,"status":"playing"}"#, "bad_frame"),
        (r#"{"type":"report","position":"NaN","status":"playing"}"#, "bad_frame"),
        (r#"{"type":"report","position":1e300,"status":"playing"}"#, "bad_position"),
        (r#"{"type":"report","position":-0.5,"status":"playing"}"#, "bad_position"),
        (r#"{"type":"report","position":1,"status":"dancing"}"#, "bad_frame"),
        (r#"{"type":"report","position":1,"status":"ready","rev":-1}"#, "bad_frame"),
    ] {
        ben.send_text(report.to_owned()).await;
        assert_eq!(ben.next_of("error").await["code"], code, "{report}");
    }
    // Clocks that jumped by hours, lines and players that are slower than any: taken for what they are worth.
    for absurd in [
        json!({ "at": -1e300, "rtt_ms": 1e12, "start_latency_ms": 1e12 }),
        json!({ "at": 1e18, "rtt_ms": -5, "start_latency_ms": -5 }),
        json!({ "at": 0, "rtt_ms": 59_000, "start_latency_ms": 2_000, "rev": u64::MAX }),
    ] {
        let mut report = json!({ "type": "report", "position": 0, "status": "ready" });
        report.as_object_mut().unwrap().extend(absurd.as_object().unwrap().clone());
        ben.send(&report).await;
    }
    ben.command("settled", json!({ "type": "pause" })).await;
    ben.next_of("done").await;
    tells(&mut ana, "ready", &welcome["timeline"]["rev"]).await;
    ana.command("a1", json!({ "type": "play" })).await;
    let played = ana.event("played").await;
    let lead_ms = played["timeline"]["at"].as_i64().unwrap() - played["at"].as_i64().unwrap();
    assert!((150..=1_500).contains(&lead_ms), "{lead_ms}");
    let (_, viewers) = server.get(&format!("/api/sessions/{session}/playback")).await;
    let drift_ms = viewers["viewers"][0]["standing"]["drift_ms"].as_i64().unwrap();
    assert_eq!(drift_ms, 0, "{viewers}");
}

/// LIV-30
#[tokio::test]
async fn a_storm_of_reports_is_bounded_and_the_others_notice_nothing() {
    let server = Server::fresh();
    let Party { session, ana_member, ben_member, .. } = server.party().await;
    let (mut ana, _) = server.live(&session, &ana_member, None).await;
    let (mut ben, _) = server.live(&session, &ben_member, None).await;
    for n in 0..2_000 {
        let status = if n % 2 == 0 { "playing" } else { "buffering" };
        ben.send(&json!({ "type": "report", "position": n, "status": status, "rev": 1 })).await;
    }
    assert_eq!(ben.next_of("error").await["code"], "rate_limited");
    ana.command("a1", json!({ "type": "play" })).await;
    ana.next_of("done").await;
    let (_, page) = server.get(&format!("/api/sessions/{session}/events")).await;
    let kinds: Vec<_> = page["events"].as_array().unwrap().iter().map(|event| text(&event["type"])).collect();
    assert_eq!(kinds[..4], ["created", "joined", "joined", "played"]);
    assert!(kinds.len() < 12, "{kinds:?}");
}

/// SES-60, SES-61
#[tokio::test]
async fn a_storm_of_seeks_leaves_one_position_and_a_group_that_plays() {
    let server = Server::fresh();
    let (Party { session, .. }, mut ana, mut ben) = watching(&server).await;
    // A key that repeats by itself, thirty times a second, for four seconds.
    for n in 0..120 {
        ben.command(&format!("b{n}"), json!({ "type": "seek", "position": n })).await;
    }
    let (mut done, mut refused, mut last) = (0, 0, 0);
    while done + refused < 120 {
        let frame = ben.next().await;
        match frame["type"].as_str() {
            Some("done") => {
                done += 1;
                last = last.max(text(&frame["id"]).trim_start_matches('b').parse().unwrap());
            }
            Some("refused") => {
                refused += 1;
                assert_eq!(frame["code"], "rate_limited");
            }
            _ => {}
        }
    }
    assert!((35..=60).contains(&done), "{done} of 120");
    let (_, state) = server.get(&format!("/api/sessions/{session}")).await;
    assert_eq!(state["timeline"]["position"].as_f64(), Some(f64::from(last)));
    for player in [&mut ana, &mut ben] {
        tells(player, "ready", &state["timeline"]["rev"]).await;
    }
    loop {
        let ended = ana.event("hold_ended").await;
        if ended["event"]["how"] == "ready" {
            break;
        }
    }
}

/// SES-5, SES-30
#[tokio::test]
async fn two_who_fight_over_play_and_pause_leave_an_honest_log() {
    let server = Server::fresh();
    let Party { session, ana_member, ben_member, .. } = server.party().await;
    let (mut ana, welcome) = server.live(&session, &ana_member, None).await;
    let (mut ben, ben_welcome) = server.live(&session, &ben_member, None).await;
    for n in 0..15 {
        ana.command(&format!("a{n}"), json!({ "type": "play" })).await;
        ben.command(&format!("b{n}"), json!({ "type": "pause" })).await;
    }
    for player in [&mut ana, &mut ben] {
        for _ in 0..15 {
            player.next_of("done").await;
        }
    }
    let (_, page) = server.get(&format!("/api/sessions/{session}/events?after=3")).await;
    let events = page["events"].as_array().unwrap();
    assert!(events.len() <= 30);
    for pair in events.windows(2) {
        assert_ne!(pair[0]["type"], pair[1]["type"], "play and pause take turns");
    }
    for event in events {
        let by = if event["type"] == "played" { &welcome } else { &ben_welcome };
        assert_eq!(event["by"], by["member"]["id"]);
    }
}
