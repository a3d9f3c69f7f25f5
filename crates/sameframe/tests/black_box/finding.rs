//! Finding sessions again: by their time, by a search, and by who one is.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::server::{Server, text, until};

const SOON: i64 = 3 * 24 * 3600;

fn in_seconds(seconds: i64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    jiff::Timestamp::from_second(i64::try_from(now).unwrap() + seconds).unwrap().to_string()
}

fn titles(list: &Value) -> Vec<String> {
    list["sessions"].as_array().unwrap().iter().map(|session| text(&session["title"])).collect()
}

/// SES-17
#[tokio::test]
async fn a_session_is_planned_found_and_entered_into_a_calendar() {
    let server = Server::fresh();
    let (ana, ben) = (server.user("Ana").await, server.user("Ben").await);
    let starts_at = in_seconds(SOON);
    let plan = |title: &str, at: &str| json!({ "video_id": "sample", "title": title, "starts_at": at });
    let (status, created) = server.post("/api/sessions", &ana, plan("Friday; with Ben", &starts_at)).await;
    assert_eq!((status, text(&created["session"]["state"])), (StatusCode::CREATED, "live".to_owned()));
    server.post("/api/sessions", &ana, plan("Sooner", &in_seconds(60))).await;
    server.post("/api/sessions", &ana, json!({ "video_id": "sample", "title": "Now" })).await;
    let (_, planned) = server.get("/api/sessions?state=planned").await;
    assert_eq!(titles(&planned), ["Sooner", "Friday; with Ben"]);
    assert_eq!(titles(&server.get("/api/sessions?state=live").await.1), ["Now"]);
    for (at, status) in [
        (in_seconds(-60), StatusCode::UNPROCESSABLE_ENTITY),
        (in_seconds(400 * 24 * 3600), StatusCode::UNPROCESSABLE_ENTITY),
        ("tomorrow".to_owned(), StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let (answer, problem) = server.post("/api/sessions", &ana, plan("No", &at)).await;
        assert_eq!((answer, text(&problem["code"])), (status, "bad_start".to_owned()), "{at}");
    }

    let session = text(&created["session"]["id"]);
    let (_, calendar) = server.get(&format!("/api/sessions/{session}/calendar.ics")).await;
    let calendar = text(&calendar);
    assert!(calendar.contains(r"SUMMARY:Friday\; with Ben") && calendar.contains("DTSTART:20"), "{calendar}");

    let (ana_token, ben_token) = (server.join(&session, &ana).await, server.join(&session, &ben).await);
    let (mut ben_live, _) = server.live(&session, &ben_token, None).await;
    ben_live.command("b1", json!({ "type": "reschedule" })).await;
    assert_eq!(ben_live.next_of("refused").await["code"], "not_allowed");
    let (mut ana_live, _) = server.live(&session, &ana_token, None).await;
    ana_live.command("a1", json!({ "type": "reschedule" })).await;
    assert_eq!(ben_live.event("rescheduled").await["event"]["starts_at"], Value::Null);
    let (status, problem) = server.get(&format!("/api/sessions/{session}/calendar.ics")).await;
    assert_eq!((status, &problem["code"]), (StatusCode::CONFLICT, &json!("not_planned")));
    assert_eq!(titles(&server.get("/api/sessions?state=planned").await.1), ["Sooner"]);
}

#[tokio::test]
async fn a_search_takes_everything_literally() {
    let server = Server::fresh();
    let ana = server.user("Ana").await;
    for title in ["Été 100%", "under_score", "Other"] {
        server.post("/api/sessions", &ana, json!({ "video_id": "sample", "title": title })).await;
    }
    let hidden = json!({ "video_id": "sample", "title": "Été secret", "visibility": "unlisted" });
    server.post("/api/sessions", &ana, hidden).await;
    for (search, found) in [
        ("%C3%A9t%C3%A9", vec!["Été 100%"]),
        ("0%25", vec!["Été 100%"]),
        ("%25", vec!["Été 100%"]),
        ("_", vec!["under_score"]),
        ("'%20OR%201=1%20--", vec![]),
        ("sample.mp4", vec!["Other", "under_score", "Été 100%"]),
    ] {
        let (status, list) = server.get(&format!("/api/sessions?q={search}")).await;
        assert_eq!(
            (status, titles(&list)),
            (StatusCode::OK, found.into_iter().map(str::to_owned).collect()),
            "{search}"
        );
    }
    let long = "x".repeat(5_000);
    assert_eq!(titles(&server.get(&format!("/api/sessions?q={long}")).await.1), Vec::<String>::new());
}

#[tokio::test]
async fn what_one_has_watched_is_found_again_and_by_nobody_else() {
    let server = Server::fresh();
    let party = server.party().await;
    let (mut ana_live, _) = server.live(&party.session, &party.ana_member, None).await;
    let (mut ben_live, _) = server.live(&party.session, &party.ben_member, None).await;
    for (live, position) in [(&mut ana_live, 41.5), (&mut ben_live, 7.0)] {
        live.send(&json!({ "type": "report", "position": position, "status": "paused", "buffered_s": 9.0 })).await;
    }
    let of = async |token: &str| server.ask(reqwest::Method::GET, "/api/users/me/history", Some(token), None).await;
    // It is saved every 15 s.
    let has_one = async || of(&party.ana).await.1["visits"][0]["watched"][0].is_object();
    until("something is in the history", has_one).await;
    let has_both = async || of(&party.ana).await.1["visits"][0]["with"][0]["name"] == "Ben";
    until("both have a history with each other", has_both).await;
    let (status, history) = of(&party.ana).await;
    assert_eq!(status, StatusCode::OK);
    let visit = &history["visits"][0];
    assert_eq!(visit["session"]["id"], json!(party.session));
    assert_eq!(visit["watched"][0]["position"], json!(41.5));
    assert_eq!(history["next"], Value::Null);
    let cleo = server.user("Cleo").await;
    assert_eq!(of(&cleo).await.1, json!({ "visits": [], "next": null }));
    let (status, problem) = of(&party.ana_member).await;
    assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("wrong_session")));
    assert_eq!(server.get("/api/users/me/history").await.0, StatusCode::UNAUTHORIZED);

    let again = json!({ "video_id": "sample", "title": "The rest", "position": 41.5 });
    let (_, created) = server.post("/api/sessions", &party.ana, again).await;
    let (_, state) = server.get(&format!("/api/sessions/{}", text(&created["session"]["id"]))).await;
    assert_eq!(state["timeline"]["position"], json!(41.5));
    let (status, problem) =
        server.post("/api/sessions", &party.ana, json!({ "video_id": "sample", "position": -1.0 })).await;
    assert_eq!((status, &problem["code"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("bad_position")));
}
