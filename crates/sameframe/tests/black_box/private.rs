//! Private sessions on the real binary: who may not know of one is told what they are told of one that is not there.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::accounts::id_of;
use crate::server::{Answer, Server, text};

/// Every address of a session, with what is asked there. The list of the interface is held against it.
const ADDRESSES: &[(&str, &str, &str)] = &[
    ("GET", "", ""),
    ("GET", "/calendar.ics", ""),
    ("POST", "/join", "{}"),
    ("POST", "/end", ""),
    ("GET", "/events", ""),
    ("GET", "/members", ""),
    ("GET", "/bans", ""),
    ("GET", "/replay", ""),
    ("GET", "/export", ""),
    ("GET", "/layers", ""),
    ("POST", "/layers", r#"{"at":"2026-01-01T00:00:00.000Z","text":"Hi"}"#),
    ("DELETE", "/layers/n1", ""),
    ("POST", "/commands", r#"{"id":"c1","type":"play"}"#),
    ("GET", "/playback", ""),
    ("GET", "/predictions", ""),
    ("POST", "/predictions", r#"{"id":"c1","question":"Who?","outcomes":["A","B"]}"#),
    ("POST", "/predictions/{prediction}/pick", r#"{"id":"c1","outcome":0}"#),
    ("POST", "/predictions/{prediction}/lock", ""),
    ("POST", "/predictions/{prediction}/resolve", r#"{"id":"c1","outcome":0}"#),
    ("POST", "/predictions/{prediction}/cancel", ""),
    ("GET", "/recommendations", ""),
    ("POST", "/recommendations/shown", r#"{"trial":{"experiment":"e","phase":1,"arm":"pulse"},"served":"heat"}"#),
    ("GET", "/messages", ""),
    ("POST", "/messages", r#"{"id":"c1","text":"Hi"}"#),
    ("POST", "/messages/commands", r#"{"id":"c1","type":"say","text":"Hi"}"#),
    ("GET", "/messages/reports", ""),
    ("POST", "/messages/reports", r#"{"message":1}"#),
    ("POST", "/invitations", r#"{"user_id":"u1"}"#),
    ("GET", "/door", ""),
    ("PATCH", "/door", "{}"),
    ("GET", "/knocks", ""),
    ("POST", "/links", "{}"),
    ("GET", "/links", ""),
    ("DELETE", "/links", ""),
    ("DELETE", "/links/{link}", ""),
    ("POST", "/code", ""),
    ("GET", "/series", ""),
];

async fn private_session(server: &Server, token: &str) -> String {
    let body = json!({ "video_id": "sample", "title": "Secret", "visibility": "private" });
    let (status, created) = server.post("/api/sessions", token, body).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    text(&created["session"]["id"])
}

async fn look(server: &Server, session: &str, token: &str) -> Answer {
    server.ask(Method::GET, &format!("/api/sessions/{session}"), Some(token), None).await
}

async fn user(server: &Server, name: &str) -> (String, String) {
    let (_, made) = server.ask(Method::POST, "/api/users", None, Some(json!({ "name": name }))).await;
    (text(&made["token"]), text(&made["user"]["id"]))
}

/// GET-10
#[tokio::test]
async fn no_address_tells_a_stranger_of_a_private_session() {
    let server = Server::fresh();
    let (ana, _) = user(&server, "Ana").await;
    let (eve, _) = user(&server, "Eve").await;
    let session = private_session(&server, &ana).await;
    let ana_member = server.join(&session, &ana).await;
    let elsewhere = server.join(&server.session(&eve).await, &eve).await;
    for (method, at, body) in ADDRESSES {
        let method: Method = method.parse().unwrap();
        let body: Option<Value> = (!body.is_empty()).then(|| serde_json::from_str(body).unwrap());
        for token in [None, Some(eve.as_str()), Some(elsewhere.as_str()), Some("nonsense")] {
            let ask = async |id: &str| {
                server.ask(method.clone(), &format!("/api/sessions/{id}{at}"), token, body.clone()).await
            };
            let (there, not_there) = (ask(&session).await, ask("nosuchsession").await);
            assert_eq!(there, not_there, "{method} {at} with {token:?}");
            assert_eq!(there.0 == StatusCode::NOT_FOUND, there.1["code"] == "session_not_found", "{there:?}");
        }
    }
    for token in [eve.as_str(), elsewhere.as_str(), "nonsense"] {
        let mut heard = Vec::new();
        for id in [session.as_str(), "nosuchsession"] {
            let mut socket = server.dial(id).await;
            socket.send(&json!({ "type": "hello", "token": token })).await;
            heard.push((socket.next().await, socket.next().await));
        }
        assert_eq!(heard[0], heard[1], "the socket with {token}");
        assert_eq!(heard[0].1["close"], 4404);
    }
    let (_, list) = server.get("/api/sessions?q=Secret").await;
    assert_eq!(list["sessions"], json!([]), "no search finds it");
    let (_, code) = server.ask(Method::POST, &format!("/api/sessions/{session}/code"), Some(&ana), None).await;
    let code = format!("/api/codes/{}", text(&code["code"]));
    assert_eq!(server.ask(Method::GET, &code, Some(&eve), None).await, server.get("/api/codes/222222").await);
    assert_eq!(server.ask(Method::GET, &code, Some(&ana), None).await.0, StatusCode::OK);
    let (_, page) = server.get(&format!("/s/{session}")).await;
    assert!(!text(&page).contains("Secret"), "a preview tells nothing");
    let (_, welcome) = server.live(&session, &ana_member, None).await;
    assert_eq!(welcome["session"]["visibility"], "private");
}

/// GET-10: the addresses above are all that the interface has.
#[tokio::test]
async fn every_address_of_a_session_is_tried() {
    let (_, api) = Server::fresh().get("/api/openapi.json").await;
    for (path, methods) in api["paths"].as_object().unwrap() {
        let Some(at) = path.strip_prefix("/api/sessions/{id}") else { continue };
        for method in methods.as_object().unwrap().keys().filter(|_| at != "/live") {
            let tried = ADDRESSES
                .iter()
                .any(|(tried, there, _)| tried.eq_ignore_ascii_case(method) && there.replace("/n1", "/{note}") == at);
            assert!(tried, "{method} {path}");
        }
    }
}

/// GET-10, GET-11
#[tokio::test]
async fn who_is_expected_sees_a_private_session_and_who_was_banned_does_not() {
    let server = Server::fresh();
    let ((ana, _), (ben, ben_id)) = (user(&server, "Ana").await, user(&server, "Ben").await);
    let ((cat, cat_id), (dan, _)) = (user(&server, "Cat").await, user(&server, "Dan").await);
    let session = private_session(&server, &ana).await;
    let ana_member = server.join(&session, &ana).await;
    assert_eq!(look(&server, &session, &ben).await.0, StatusCode::NOT_FOUND);

    let invitations = format!("/api/sessions/{session}/invitations");
    server.post(&invitations, &ana, json!({ "user_id": ben_id })).await;
    assert_eq!(look(&server, &session, &ben).await.1["session"]["title"], "Secret", "who was invited sees it");
    server.join(&session, &ben).await;
    let refused = server.post(&invitations, &ben, json!({ "user_id": cat_id })).await;
    assert_eq!(refused.0, StatusCode::FORBIDDEN, "an invitation opens it, so it takes the right to let in");

    let (_, link) = server.post(&format!("/api/sessions/{session}/links"), &ana, json!({})).await;
    let join = format!("/api/sessions/{session}/join");
    let forged = json!({ "link": text(&link["token"]) + "x" });
    assert_eq!(server.post(&join, &dan, forged).await.1["code"], "session_not_found");
    assert_eq!(server.post(&join, &dan, json!({ "link": link["token"] })).await.0, StatusCode::OK);
    assert_eq!(look(&server, &session, &dan).await.0, StatusCode::OK, "who came by a link has been in");

    let ban = json!({ "id": "ban", "type": "ban", "member": ben_id });
    assert_eq!(server.post(&format!("/api/sessions/{session}/commands"), &ana_member, ban).await.0, StatusCode::OK);
    assert_eq!(look(&server, &session, &ben).await.1["code"], "session_not_found");
    assert_eq!(server.post(&join, &ben, json!({})).await.1["code"], "session_not_found");
    assert_eq!(look(&server, &session, &cat).await.0, StatusCode::NOT_FOUND);

    let public = json!({ "id": "v", "type": "change_settings", "visibility": "unlisted" });
    server.post(&format!("/api/sessions/{session}/commands"), &ana_member, public).await;
    assert_eq!(look(&server, &session, &cat).await.0, StatusCode::OK);
    let door = format!("/api/sessions/{session}/door");
    server.ask(Method::PATCH, &door, Some(&ana), Some(json!({ "entry": "closed" }))).await;
    for path in ["", "/replay", "/messages", "/export"] {
        let (status, problem) =
            server.ask(Method::GET, &format!("/api/sessions/{session}{path}"), Some(&ben), None).await;
        assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("banned")), "{path}");
    }
}

/// GET-9: behind a password there is a title, and nothing of what is watched.
#[tokio::test]
async fn what_is_watched_behind_a_door_is_told_to_nobody_outside() {
    let server = Server::fresh_with(&["serve", "--workers", "off"]);
    let ((ana, _), (ben, ben_id)) = (user(&server, "Ana").await, user(&server, "Ben").await);
    let body = json!({ "url": "https://films.example/lock.mp4?token=zzz", "title": "Club", "visibility": "public" });
    let (status, created) = server.post("/api/sessions", &ana, body).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    let session = text(&created["session"]["id"]);
    let weekly = json!([{ "day": "friday", "time": "20:00" }]);
    let series = json!({ "session": session, "weekly": weekly, "time_zone": "Europe/Berlin" });
    let (status, series) = server.post("/api/series", &ana, series).await;
    assert_eq!(status, StatusCode::CREATED, "{series}");
    let series = format!("/api/series/{}", text(&series["id"]));
    let get = async |path: &str, who: &str| server.ask(Method::GET, path, Some(who), None).await.1;
    assert_eq!(get("/api/users/me/recommendations", &ben).await["items"][0]["title"], "Club");
    assert!(get("/api/sessions?q=films.example", &ben).await.to_string().contains("zzz"));

    let door = format!("/api/sessions/{session}/door");
    let (status, _) = server.ask(Method::PATCH, &door, Some(&ana), Some(json!({ "password": "hush-hush" }))).await;
    assert_eq!(status, StatusCode::OK);
    let evenings = format!("{series}/evenings");
    let of_session = format!("/api/sessions/{session}/series");
    for path in ["/api/sessions", "/api/sessions?q=club", "/api/series", &series, &evenings, &of_session] {
        let told = get(path, &ben).await.to_string();
        assert!(told.contains("Club") && !told.contains("films.example"), "{path}: {told}");
    }
    assert_eq!(get("/api/users/me/recommendations", &ben).await["items"], json!([]));
    // An older session of his own called like the guess would show whether there was something before it.
    let bait = json!({ "url": "https://other.example/bait.mp4", "title": "films.example", "visibility": "public" });
    server.post("/api/sessions", &ben, bait).await;
    let found = get("/api/sessions?q=films.example&limit=1", &ben).await;
    assert_eq!((found["sessions"].as_array().unwrap().len(), &found["next"]), (1, &Value::Null), "{found}");
    assert_eq!(found["sessions"][0]["title"], "films.example", "nor is it found by its address");
    assert!(get(&series, &ana).await.to_string().contains("films.example"), "who is expected sees it");

    server.post(&format!("/api/sessions/{session}/invitations"), &ana, json!({ "user_id": ben_id })).await;
    let asked = get("/api/invitations", &ben).await;
    assert!(asked.to_string().contains("films.example"), "who is invited is expected: {asked}");
    let reject = format!("/api/invitations/{}/reject", text(&asked["invitations"][0]["id"]));
    let (status, rejected) = server.post(&reject, &ben, json!({})).await;
    assert_eq!(status, StatusCode::OK, "{rejected}");
    assert!(!get("/api/invitations", &ben).await.to_string().contains("films.example"));
}

/// GET-11: whoever was banned keeps what was theirs, and learns nothing new.
#[tokio::test]
async fn who_was_banned_from_a_private_session_reads_nothing_of_it_in_their_own_pages() {
    let server = Server::fresh();
    let party = server.party().await;
    let at = format!("/api/sessions/{}", party.session);
    let question = json!({ "id": "q", "question": "Who did it?", "outcomes": ["the butler", "the cook"] });
    let (_, opened) = server.post(&format!("{at}/predictions"), &party.ana, question).await;
    let pick = format!("{at}/predictions/{}/pick", text(&opened["id"]));
    let (status, _) =
        server.post(&pick, &party.ben, json!({ "id": "p", "outcome": opened["outcomes"][0]["id"] })).await;
    assert_eq!(status, StatusCode::OK);
    let resolve = format!("{at}/predictions/{}/resolve", text(&opened["id"]));
    server.post(&resolve, &party.ana, json!({ "id": "r", "outcome": opened["outcomes"][0]["id"] })).await;
    let mine = async |path: &str| {
        let (status, answer) = server.ask(Method::GET, path, Some(&party.ben), None).await;
        assert_eq!(status, StatusCode::OK, "{path}: {answer}");
        answer.to_string()
    };
    let ben = id_of(&server, &party.ben).await;
    for command in [
        json!({ "id": "b", "type": "ban", "member": ben }),
        json!({ "id": "v", "type": "change_settings", "visibility": "private", "title": "Secret plans" }),
        json!({ "id": "l", "type": "load", "url": "https://films.example/secret.mp4?token=zzz" }),
    ] {
        let (status, answer) = server.post(&format!("{at}/commands"), &party.ana, command).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
    }
    for path in ["/api/users/me/predictions", "/api/users/me/export"] {
        let told = mine(path).await;
        assert!(told.contains(&party.session), "what was theirs stays: {told}");
        assert!(!told.contains("Secret plans") && !told.contains("films.example"), "{path}: {told}");
    }
}
