//! Parties that come back, on the real binary.

use std::collections::BTreeSet;
use std::time::{SystemTime, UNIX_EPOCH};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, SqliteConnection};
use testkit::{Nats, Postgres};

use crate::server::{Answer, Server, text, until};

const DAYS: [&str; 7] = ["thursday", "friday", "saturday", "sunday", "monday", "tuesday", "wednesday"];

/// The time of the week in so many minutes, in UTC.
fn weekly_in(minutes: u64) -> Value {
    let now_s = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let minute = now_s / 60 + minutes;
    // The first day of all was a Thursday.
    let day = DAYS[usize::try_from(minute / 1_440 % 7).unwrap()];
    json!([{ "day": day, "time": format!("{:02}:{:02}", minute / 60 % 24, minute % 60) }])
}

async fn user(server: &Server, name: &str) -> (String, String) {
    let (_, made) = server.ask(Method::POST, "/api/users", None, Some(json!({ "name": name }))).await;
    (text(&made["token"]), text(&made["user"]["id"]))
}

async fn make(server: &Server, token: &str, session: &str, weekly: &Value) -> Answer {
    let body = json!({ "session": session, "weekly": weekly, "time_zone": "UTC" });
    server.post("/api/series", token, body).await
}

/// A series of Ana's whose first evening is over.
async fn over(server: &Server, ana: &str, weekly: &Value) -> (String, String) {
    let session = server.session(ana).await;
    server.join(&session, ana).await;
    let (status, series) = make(server, ana, &session, weekly).await;
    assert_eq!(status, StatusCode::CREATED, "{series}");
    end(server, &session, ana).await;
    (text(&series["id"]), session)
}

async fn end(server: &Server, session: &str, token: &str) {
    let (status, ended) = server.post(&format!("/api/sessions/{session}/end"), token, json!({})).await;
    assert_eq!(status, StatusCode::OK, "{ended}");
}

async fn open(server: &Server, series: &str, token: &str) -> Answer {
    server.ask(Method::POST, &format!("/api/series/{series}/evenings"), Some(token), None).await
}

async fn change(server: &Server, series: &str, token: &str, change: Value) -> Answer {
    server.ask(Method::PATCH, &format!("/api/series/{series}"), Some(token), Some(change)).await
}

#[track_caller]
fn refused((status, problem): &Answer, expected: StatusCode, code: &str) {
    assert_eq!((*status, &problem["code"]), (expected, &json!(code)), "{problem}");
}

/// SER-1, SER-2
#[tokio::test]
async fn one_link_leads_to_every_evening_and_each_has_its_own_replay() {
    let server = Server::fresh();
    let ((ana, _), (ben, _)) = (user(&server, "Ana").await, user(&server, "Ben").await);
    let session = server.session(&ana).await;
    server.join(&session, &ana).await;
    server.join(&session, &ben).await;
    refused(&make(&server, &ben, &session, &weekly_in(30)).await, StatusCode::FORBIDDEN, "not_allowed");
    refused(&make(&server, &ana, "nosuchsession", &weekly_in(30)).await, StatusCode::NOT_FOUND, "session_not_found");
    let (_, series) = make(&server, &ana, &session, &weekly_in(30)).await;
    let id = text(&series["id"]);
    assert!(text(&series["link"]).ends_with(&format!("/series/{id}")));
    assert_eq!((&series["current"]["id"], &series["next_at"]), (&json!(session), &Value::Null));
    assert_eq!(make(&server, &ana, &session, &weekly_in(90)).await.1["id"], json!(id), "it is in one series");
    let (_, of_session) = server.get(&format!("/api/sessions/{session}/series")).await;
    assert_eq!((&of_session["series"]["id"], &of_session["series"]["may_change"]), (&json!(id), &json!(false)));
    assert_eq!(open(&server, &id, &ben).await.1["current"]["id"], json!(session), "while it goes on, it is that one");

    end(&server, &session, &ana).await;
    let (_, planned) = server.get(&format!("/api/series/{id}")).await;
    assert_eq!((&planned["current"], planned["next_at"].is_string()), (&Value::Null, true), "{planned}");
    let (status, opened) = open(&server, &id, &ben).await;
    assert_eq!(status, StatusCode::OK, "{opened}");
    let second = text(&opened["current"]["id"]);
    assert_ne!(second, session);
    assert_eq!(opened["current"]["starts_at"], planned["next_at"], "its lobby counts down");
    assert_eq!(open(&server, &id, &ana).await.1["current"]["id"], json!(second));
    let (_, list) = server.get(&format!("/api/series/{id}/evenings")).await;
    let evenings: Vec<_> = list["evenings"].as_array().unwrap().iter().map(|one| &one["session"]["id"]).collect();
    assert_eq!(evenings, [&json!(second), &json!(session)]);
    assert_eq!(server.get(&format!("/api/sessions/{session}/replay")).await.0, StatusCode::OK);
    let (_, home) = server.get("/api/series").await;
    assert_eq!(home["series"][0]["id"], json!(id));

    let server = server.kill_and_restart();
    let (_, after) = server.get(&format!("/api/series/{id}")).await;
    assert_eq!(after["current"]["id"], json!(second), "nothing is lost");
    refused(&server.get("/api/series/nosuchseries").await, StatusCode::NOT_FOUND, "series_not_found");
}

/// SER-4
#[tokio::test]
async fn settings_roles_bans_and_the_door_are_carried_from_one_evening_to_the_next() {
    let server = Server::fresh();
    let ((ana, _), (ben, ben_id)) = (user(&server, "Ana").await, user(&server, "Ben").await);
    let ((cat, cat_id), (dan, _)) = (user(&server, "Cat").await, user(&server, "Dan").await);
    let session = server.session(&ana).await;
    let ana_member = server.join(&session, &ana).await;
    for token in [&ben, &cat] {
        server.join(&session, token).await;
    }
    let command = async |token: &str, command: Value| {
        let (status, done) = server.post(&format!("/api/sessions/{session}/commands"), token, command).await;
        assert_eq!(status, StatusCode::OK, "{done}");
    };
    command(&ana_member, json!({ "id": "1", "type": "set_role", "member": ben_id, "role": "co_host" })).await;
    command(&ana_member, json!({ "id": "2", "type": "ban", "member": cat_id, "reason": "noise" })).await;
    command(&ana_member, json!({ "id": "3", "type": "change_settings", "control": "hosts", "newcomers": "viewer" }))
        .await;
    command(&ana_member, json!({ "id": "4", "type": "seek", "position": 21.5 })).await;
    let door = json!({ "entry": "closed", "password": "hush-hush" });
    server.ask(Method::PATCH, &format!("/api/sessions/{session}/door"), Some(&ana), Some(door)).await;
    let (_, series) = make(&server, &ana, &session, &weekly_in(30)).await;
    let id = text(&series["id"]);
    end(&server, &session, &ana).await;
    let (_, opened) = open(&server, &id, &ana).await;
    let next = text(&opened["current"]["id"]);

    let join = format!("/api/sessions/{next}/join");
    let (_, joined) = server.post(&join, &ben, json!({})).await;
    assert_eq!(joined["member"]["role"], "co_host", "who was there is expected, as what they were: {joined}");
    let snapshot = &joined["snapshot"];
    assert_eq!(
        (&snapshot["settings"]["control"], &snapshot["settings"]["newcomers"]),
        (&json!("hosts"), &json!("viewer"))
    );
    assert_eq!(snapshot["timeline"]["position"], 21.5, "it goes on where it stood");
    refused(&server.post(&join, &cat, json!({})).await, StatusCode::FORBIDDEN, "banned");
    refused(&server.post(&join, &dan, json!({})).await, StatusCode::FORBIDDEN, "session_closed");
    let (_, bans) = server.ask(Method::GET, &format!("/api/sessions/{next}/bans"), Some(&ana), None).await;
    assert_eq!((&bans["bans"][0]["name"], &bans["bans"][0]["reason"]), (&json!("Cat"), &json!("noise")));
    let (_, kept) = server.ask(Method::GET, &format!("/api/sessions/{next}/door"), Some(&ana), None).await;
    assert_eq!((&kept["entry"], &kept["has_password"]), (&json!("closed"), &json!(true)));
    let (_, file) = server.ask(Method::GET, &format!("/api/sessions/{next}/export"), Some(&ana), None).await;
    let (status, brought) = server.bring(&dan, text(&file)).await;
    assert_eq!(status, StatusCode::CREATED, "its log is one that every server takes: {brought}");
}

/// SER-5
#[tokio::test]
async fn who_looks_after_a_series_opens_pauses_changes_and_ends_it_and_nobody_else() {
    let server = Server::fresh();
    let ((ana, _), (ben, _)) = (user(&server, "Ana").await, user(&server, "Ben").await);
    let (id, _) = over(&server, &ana, &weekly_in(60 * 24 * 2)).await;
    refused(&open(&server, &id, &ben).await, StatusCode::FORBIDDEN, "not_allowed");
    refused(&change(&server, &id, &ben, json!({ "state": "ended" })).await, StatusCode::FORBIDDEN, "not_allowed");
    let times = json!([{ "day": "friday", "time": "20:00" }, { "day": "sunday", "time": "18:30" }]);
    let (_, changed) = change(&server, &id, &ana, json!({ "weekly": times, "time_zone": "Europe/Berlin" })).await;
    assert_eq!((&changed["weekly"], &changed["time_zone"]), (&times, &json!("Europe/Berlin")));
    let (_, calendar) = server.get(&format!("/api/series/{id}/calendar.ics")).await;
    assert!(text(&calendar).contains("RRULE:FREQ=WEEKLY;BYDAY=SU"), "{calendar}");
    for wrong in [json!({ "time_zone": "Mars/Base" }), json!({ "weekly": [{ "day": "friday", "time": "25:00" }] })] {
        refused(&change(&server, &id, &ana, wrong).await, StatusCode::UNPROCESSABLE_ENTITY, "bad_series");
    }
    change(&server, &id, &ana, json!({ "state": "paused", "title": "Fridays" })).await;
    refused(&open(&server, &id, &ana).await, StatusCode::CONFLICT, "series_over");
    refused(&server.get(&format!("/api/series/{id}/calendar.ics")).await, StatusCode::CONFLICT, "not_planned");
    let (_, running) = change(&server, &id, &ana, json!({ "state": "running" })).await;
    let (_, early) = open(&server, &id, &ana).await;
    assert_eq!(early["current"]["title"], "Fridays");
    assert_eq!(early["current"]["starts_at"], running["next_at"], "opened early, it is for its time all the same");
    let first = text(&early["current"]["id"]);
    end(&server, &first, &ana).await;
    let (_, after) = server.get(&format!("/api/series/{id}")).await;
    assert_ne!(after["next_at"], running["next_at"], "that evening has been");
    change(&server, &id, &ana, json!({ "state": "ended" })).await;
    refused(&change(&server, &id, &ana, json!({ "state": "running" })).await, StatusCode::CONFLICT, "series_over");
    assert_eq!(server.get(&format!("/api/series/{id}/evenings")).await.1["evenings"].as_array().unwrap().len(), 2);
    assert_eq!(server.get("/api/series").await.1["series"], json!([]));
}

/// SER-7
#[tokio::test]
async fn a_private_series_is_there_for_those_who_have_been_at_an_evening() {
    let server = Server::fresh();
    let ((ana, _), (ben, ben_id), (eve, _)) =
        (user(&server, "Ana").await, user(&server, "Ben").await, user(&server, "Eve").await);
    let body = json!({ "video_id": "sample", "visibility": "private" });
    let (_, created) = server.post("/api/sessions", &ana, body).await;
    let session = text(&created["session"]["id"]);
    server.join(&session, &ana).await;
    server.post(&format!("/api/sessions/{session}/invitations"), &ana, json!({ "user_id": ben_id })).await;
    server.join(&session, &ben).await;
    let (_, series) = make(&server, &ana, &session, &weekly_in(30)).await;
    let path = format!("/api/series/{}", text(&series["id"]));
    end(&server, &session, &ana).await;
    for at in ["", "/evenings", "/calendar.ics"] {
        let (there, nowhere) = (format!("{path}{at}"), format!("/api/series/nosuchseries{at}"));
        let answers = (
            server.ask(Method::GET, &there, Some(&eve), None).await,
            server.ask(Method::GET, &nowhere, Some(&eve), None).await,
        );
        assert_eq!(answers.0, answers.1, "{at}");
    }
    refused(&open(&server, &text(&series["id"]), &eve).await, StatusCode::NOT_FOUND, "series_not_found");
    let listed = async |token| server.ask(Method::GET, "/api/series", Some(token), None).await.1["series"].clone();
    assert_eq!(listed(&eve).await, json!([]));
    assert_eq!(listed(&ben).await[0]["id"], series["id"]);
    let (_, opened) = open(&server, &text(&series["id"]), &ben).await;
    let next = text(&opened["current"]["id"]);
    server.join(&next, &ben).await;
    assert_eq!(server.get(&format!("/api/sessions/{next}")).await.0, StatusCode::NOT_FOUND);
}

/// SER-2
#[tokio::test]
async fn two_servers_at_one_moment_make_one_evening() {
    let (Some(database), Some(bus)) = (Postgres::start(), Nats::start()) else { return };
    let (database, broker) = (database.database(), bus.url());
    let start = || Server::fresh_with(&["serve", "--database", &database, "--broker", &broker]);
    let (one, other) = (start(), start());
    let (ana, _) = user(&one, "Ana").await;
    let (id, session) = over(&one, &ana, &weekly_in(30)).await;
    until("the other server knows", async || other.get(&format!("/api/series/{id}")).await.1["current"] == Value::Null)
        .await;
    let mut people = Vec::new();
    for n in 0..10 {
        people.push((if n % 2 == 0 { &one } else { &other }, user(&one, "Guest").await.0));
    }
    let opened = futures_util::future::join_all(people.iter().map(|(server, token)| open(server, &id, token))).await;
    let sessions: BTreeSet<_> = opened.iter().map(|(_, opened)| text(&opened["current"]["id"])).collect();
    assert_eq!(sessions.len(), 1, "{opened:?}");
    let (_, list) = other.get(&format!("/api/series/{id}/evenings")).await;
    let evenings: Vec<_> = list["evenings"].as_array().unwrap().iter().map(|one| text(&one["session"]["id"])).collect();
    assert_eq!(evenings, [sessions.first().unwrap().clone(), session]);
}

/// Changes the database behind the server's back.
async fn meddle(server: &Server, statement: &'static str) {
    let file = server.data.join("sameframe.sqlite");
    SqliteConnection::connect(file.to_str().unwrap()).await.unwrap().execute(statement).await.unwrap();
}

/// Somebody opens an evening at a server that dies when it has taken the number and not yet made the session.
async fn dies_while_opening(server: Server, series: &str, token: &str) -> Server {
    meddle(&server, "CREATE TRIGGER fault BEFORE INSERT ON sessions BEGIN SELECT RAISE(ABORT, 'fault'); END").await;
    let (status, problem) = open(&server, series, token).await;
    assert!(status.is_server_error(), "{problem}");
    let server = server.kill_and_restart();
    meddle(&server, "DROP TRIGGER fault").await;
    server
}

async fn numbers(server: &Server, series: &str) -> Vec<Value> {
    let (_, list) = server.get(&format!("/api/series/{series}/evenings")).await;
    list["evenings"].as_array().unwrap().iter().map(|one| one["number"].clone()).collect()
}

/// SER-2
#[tokio::test]
async fn what_a_server_has_begun_that_died_another_goes_on_with() {
    let server = Server::fresh();
    let ((ana, _), (ben, _)) = (user(&server, "Ana").await, user(&server, "Ben").await);
    let (id, _) = over(&server, &ana, &weekly_in(30)).await;
    let (_, before) = server.get(&format!("/api/series/{id}")).await;
    let server = dies_while_opening(server, &id, &ben).await;
    let (_, after) = server.get(&format!("/api/series/{id}")).await;
    assert_eq!((&after["current"], &after["next_at"]), (&Value::Null, &before["next_at"]), "nobody sees it");
    assert_eq!(numbers(&server, &id).await, [1]);
    let (status, opened) = open(&server, &id, &ben).await;
    assert_eq!(status, StatusCode::OK, "{opened}");
    assert_eq!(opened["current"]["starts_at"], before["next_at"]);
    assert_eq!(numbers(&server, &id).await, [2, 1], "no number is left out");
    end(&server, &text(&opened["current"]["id"]), &ana).await;
    let (_, third) = open(&server, &id, &ana).await;
    assert_ne!(third["current"]["starts_at"], before["next_at"], "the next evening is a week later");
    assert_eq!(numbers(&server, &id).await, [3, 2, 1]);
}

/// SER-2, SER-5
#[tokio::test]
async fn an_evening_that_was_begun_and_left_out_does_not_stand_in_the_way_of_the_next() {
    let server = Server::fresh();
    let ((ana, _), (ben, _)) = (user(&server, "Ana").await, user(&server, "Ben").await);
    let (id, _) = over(&server, &ana, &weekly_in(2 * 1_440)).await;
    let (_, before) = server.get(&format!("/api/series/{id}")).await;
    let server = dies_while_opening(server, &id, &ana).await;
    // A week goes by.
    meddle(&server, "UPDATE evenings SET starts_at = starts_at - 7 * 86400000 WHERE number = 2").await;
    let (_, after) = server.get(&format!("/api/series/{id}")).await;
    assert_eq!(after["next_at"], before["next_at"], "it is not that of last week");
    refused(&open(&server, &id, &ben).await, StatusCode::FORBIDDEN, "not_allowed");
    let (_, opened) = open(&server, &id, &ana).await;
    assert_eq!(opened["current"]["starts_at"], before["next_at"]);
    assert_eq!(numbers(&server, &id).await, [2, 1]);
    end(&server, &text(&opened["current"]["id"]), &ana).await;
    let (_, ended) = server.get(&format!("/api/series/{id}")).await;
    assert_ne!(ended["next_at"], before["next_at"], "that evening has been");
}
