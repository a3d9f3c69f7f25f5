//! Asking each other in, and getting in, on the real binary.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::{Nats, Postgres};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::server::{Answer, Server, Socket, text, until};

/// Somebody with a token and an id.
struct User {
    token: String,
    id: String,
}

async fn user(server: &Server, name: &str) -> User {
    let (_, made) = server.ask(Method::POST, "/api/users", None, Some(json!({ "name": name }))).await;
    User { token: text(&made["token"]), id: text(&made["user"]["id"]) }
}

/// Opens a user's own socket; returns the welcome too.
async fn mine(server: &Server, user: &User) -> (Socket, Value) {
    let url = format!("{}/api/users/me/live", server.url.replace("http:", "ws:"));
    let mut request = url.into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", "sameframe.v1".parse().unwrap());
    let mut socket = Socket::open(request).await;
    socket.send(&json!({ "type": "hello", "token": user.token })).await;
    let welcome = socket.next().await;
    assert_eq!(welcome["type"], "welcome", "{welcome}");
    (socket, welcome)
}

async fn invite(server: &Server, session: &str, from: &User, to: &str) -> Answer {
    server.post(&format!("/api/sessions/{session}/invitations"), &from.token, json!({ "user_id": to })).await
}

async fn answer(server: &Server, who: &User, invitation: &Value, how: &str) -> Answer {
    let path = format!("/api/invitations/{}/{how}", text(&invitation["id"]));
    server.ask(Method::POST, &path, Some(&who.token), None).await
}

async fn join(server: &Server, session: &str, who: &User, body: Value) -> Answer {
    server.post(&format!("/api/sessions/{session}/join"), &who.token, body).await
}

async fn change_door(server: &Server, session: &str, who: &User, change: Value) -> Answer {
    server.ask(Method::PATCH, &format!("/api/sessions/{session}/door"), Some(&who.token), Some(change)).await
}

#[track_caller]
fn refused((status, problem): &Answer, expected: StatusCode, code: &str) {
    assert_eq!((*status, &problem["code"]), (expected, &json!(code)), "{problem}");
}

/// A session of Ana, in which she is.
async fn session_of(server: &Server, ana: &User) -> String {
    let session = server.session(&ana.token).await;
    server.join(&session, &ana.token).await;
    session
}

/// INV-1, INV-2, INV-4
#[tokio::test]
async fn an_invitation_is_told_at_once_and_so_is_its_answer() {
    let server = Server::fresh();
    let (ana, ben) = (user(&server, "Ana").await, user(&server, "Ben").await);
    let session = session_of(&server, &ana).await;
    let ((mut ana_live, _), (mut ben_live, welcome)) = (mine(&server, &ana).await, mine(&server, &ben).await);
    assert_eq!((&welcome["user"]["name"], &welcome["invitations"]), (&json!("Ben"), &json!([])));

    let (status, made) = invite(&server, &session, &ana, &ben.id).await;
    assert_eq!((status, &made["state"]), (StatusCode::CREATED, &json!("pending")), "{made}");
    for live in [&mut ana_live, &mut ben_live] {
        let told = live.next_of("invitation").await;
        assert_eq!(told["invitation"]["id"], made["id"]);
        assert_eq!(told["invitation"]["session"]["id"], json!(session), "both get the session object");
        assert_eq!(told["invitation"]["from"]["name"], "Ana");
    }
    let (status, again) = invite(&server, &session, &ana, &ben.id).await;
    assert_eq!((status, &again["id"]), (StatusCode::CREATED, &made["id"]), "nobody is asked twice");

    let (status, accepted) = answer(&server, &ben, &made, "accept").await;
    assert_eq!((status, &accepted["state"]), (StatusCode::OK, &json!("accepted")), "{accepted}");
    for live in [&mut ana_live, &mut ben_live] {
        assert_eq!(live.next_of("invitation").await["invitation"]["state"], "accepted");
    }
    let (status, repeated) = answer(&server, &ben, &made, "accept").await;
    assert_eq!((status, &repeated["state"]), (StatusCode::OK, &json!("accepted")), "a repeat has no second effect");
    refused(&answer(&server, &ben, &made, "reject").await, StatusCode::CONFLICT, "invitation_over");
    let withdraw = format!("/api/invitations/{}", text(&made["id"]));
    refused(
        &server.ask(Method::DELETE, &withdraw, Some(&ana.token), None).await,
        StatusCode::CONFLICT,
        "invitation_over",
    );
    let (_, list) = server.ask(Method::GET, "/api/invitations", Some(&ben.token), None).await;
    assert_eq!(list["invitations"][0]["state"], "accepted");
}

/// INV-7, INV-8, GET-10
#[tokio::test]
async fn an_invitation_that_leads_nowhere_any_more_is_told_at_once_and_says_nothing_of_a_private_session() {
    let server = Server::fresh();
    let (ana, ben, cat) = (user(&server, "Ana").await, user(&server, "Ben").await, user(&server, "Cat").await);
    let body = json!({ "video_id": "sample", "title": "Secret", "visibility": "private" });
    let (_, created) = server.post("/api/sessions", &ana.token, body).await;
    let session = text(&created["session"]["id"]);
    let ana_member = server.join(&session, &ana.token).await;
    let command = async |command: Value| {
        let (status, done) = server.post(&format!("/api/sessions/{session}/commands"), &ana_member, command).await;
        assert_eq!(status, StatusCode::OK, "{done}");
    };
    let of = async |who: &User| {
        let (_, list) = server.ask(Method::GET, "/api/invitations", Some(&who.token), None).await;
        list["invitations"].as_array().unwrap().iter().find(|one| one["to"]["name"] == "Ben").cloned().unwrap()
    };
    let (mut live, _) = mine(&server, &ben).await;
    let mut told = async |state: &str| {
        let invitation = live.next_of("invitation").await["invitation"].clone();
        assert_eq!(invitation["state"], state, "{invitation}");
        invitation["session"]["title"].clone()
    };

    let (_, made) = invite(&server, &session, &ana, &ben.id).await;
    assert_eq!(told("pending").await, "Secret");
    let withdraw = format!("/api/invitations/{}", text(&made["id"]));
    let (status, withdrawn) = server.ask(Method::DELETE, &withdraw, Some(&ana.token), None).await;
    assert_eq!((status, &withdrawn["session"]["title"]), (StatusCode::OK, &json!("Secret")), "she may know of it");
    assert_eq!(told("withdrawn").await, Value::Null);
    let listed = of(&ben).await;
    assert_eq!((&listed["state"], &listed["session"]), (&json!("withdrawn"), &Value::Null));
    let (_, welcome) = mine(&server, &ben).await;
    assert_eq!(welcome["invitations"], json!([listed]), "the same at the next visit");
    assert_eq!(of(&ana).await["session"]["title"], "Secret");

    let (_, made) = invite(&server, &session, &ana, &ben.id).await;
    assert_eq!(told("pending").await, "Secret");
    command(json!({ "id": "1", "type": "ban", "member": ben.id })).await;
    assert_eq!(told("withdrawn").await, Value::Null, "who is banned is not expected any more");
    assert_eq!(of(&ben).await["session"], Value::Null);
    refused(&answer(&server, &ben, &made, "accept").await, StatusCode::CONFLICT, "invitation_over");
    let again = invite(&server, &session, &ana, &ben.id).await;
    refused(&again, StatusCode::UNPROCESSABLE_ENTITY, "bad_invitation");
    command(json!({ "id": "2", "type": "unban", "member": ben.id })).await;
    assert_eq!(told("pending").await, "Secret", "it is as good as it was");

    invite(&server, &session, &ana, &cat.id).await;
    command(json!({ "id": "3", "type": "end" })).await;
    assert_eq!(told("expired").await, "Secret", "who was asked when it ended may see the replay");
    let (_, welcome) = mine(&server, &cat).await;
    assert_eq!(welcome["invitations"][0]["state"], "expired");
}

/// INV-3: who is away sees it at the next visit, and what is over is not open any more.
#[tokio::test]
async fn who_is_away_sees_it_at_the_next_visit_also_after_a_kill() {
    let server = Server::fresh();
    let (ana, ben, cat) = (user(&server, "Ana").await, user(&server, "Ben").await, user(&server, "Cat").await);
    let session = session_of(&server, &ana).await;
    let (_, for_ben) = invite(&server, &session, &ana, &ben.id).await;
    let (_, for_cat) = invite(&server, &session, &ana, &cat.id).await;
    let server = server.kill_and_restart();
    let (mut ben_live, welcome) = mine(&server, &ben).await;
    assert_eq!(welcome["invitations"][0]["id"], for_ben["id"]);
    let withdrawn =
        server.ask(Method::DELETE, &format!("/api/invitations/{}", text(&for_ben["id"])), Some(&ana.token), None).await;
    assert_eq!(withdrawn.1["state"], "withdrawn");
    assert_eq!(ben_live.next_of("invitation").await["invitation"]["state"], "withdrawn");
    refused(&answer(&server, &ben, &for_ben, "accept").await, StatusCode::CONFLICT, "invitation_over");

    answer(&server, &cat, &for_cat, "reject").await;
    let (_, welcome) = mine(&server, &ana).await;
    let states: Vec<_> =
        welcome["invitations"].as_array().unwrap().iter().map(|one| (&one["to"]["name"], &one["state"])).collect();
    assert!(states.contains(&(&json!("Cat"), &json!("rejected"))), "{states:?}");

    let short = json!({ "user_id": ben.id, "expires_in_s": 1 });
    let (_, short) = server.post(&format!("/api/sessions/{session}/invitations"), &ana.token, short).await;
    assert_eq!(ben_live.next_of("invitation").await["invitation"]["id"], short["id"]);
    let over = ben_live.next_of("invitation").await;
    assert_eq!((&over["invitation"]["id"], &over["invitation"]["state"]), (&short["id"], &json!("expired")));
    refused(&answer(&server, &ben, &short, "accept").await, StatusCode::CONFLICT, "invitation_over");

    let (_, last) = invite(&server, &session, &ana, &ben.id).await;
    server.post(&format!("/api/sessions/{session}/end"), &ana.token, json!({})).await;
    refused(&answer(&server, &ben, &last, "accept").await, StatusCode::CONFLICT, "invitation_over");
}

/// INV-5
#[tokio::test]
async fn what_is_no_invitation_is_refused_and_a_thousand_are_bounded() {
    let server = Server::fresh();
    let (ana, ben, eve) = (user(&server, "Ana").await, user(&server, "Ben").await, user(&server, "Eve").await);
    let session = session_of(&server, &ana).await;
    refused(&invite(&server, &session, &ana, &ana.id).await, StatusCode::UNPROCESSABLE_ENTITY, "bad_invitation");
    for nobody in ["unobody", "", "../x", &"x".repeat(1_000)] {
        refused(&invite(&server, &session, &ana, nobody).await, StatusCode::NOT_FOUND, "user_not_found");
    }
    refused(&invite(&server, &session, &eve, &ben.id).await, StatusCode::FORBIDDEN, "not_a_member");
    refused(&invite(&server, "nosuchsession", &ana, &ben.id).await, StatusCode::NOT_FOUND, "session_not_found");
    let (_, made) = invite(&server, &session, &ana, &ben.id).await;
    for how in ["accept", "reject"] {
        refused(&answer(&server, &eve, &made, how).await, StatusCode::NOT_FOUND, "invitation_not_found");
        refused(&answer(&server, &ana, &made, how).await, StatusCode::NOT_FOUND, "invitation_not_found");
    }
    let withdraw = format!("/api/invitations/{}", text(&made["id"]));
    refused(
        &server.ask(Method::DELETE, &withdraw, Some(&ben.token), None).await,
        StatusCode::NOT_FOUND,
        "invitation_not_found",
    );
    let member = server.join(&session, &ben.token).await;
    let (_, list) = server.ask(Method::GET, "/api/invitations", Some(&ben.token), None).await;
    assert_eq!(list["invitations"][0]["state"], "accepted", "coming is an answer");
    refused(
        &server.ask(Method::GET, "/api/invitations", Some(&member), None).await,
        StatusCode::FORBIDDEN,
        "wrong_session",
    );
    refused(&invite(&server, &session, &ana, &ben.id).await, StatusCode::UNPROCESSABLE_ENTITY, "bad_invitation");

    let mut made = 0;
    for number in 0..1_000 {
        let to = if number < 100 { user(&server, "Guest").await.id } else { eve.id.clone() };
        let (status, _) = invite(&server, &session, &ana, &to).await;
        assert!(matches!(status, StatusCode::CREATED | StatusCode::TOO_MANY_REQUESTS), "{status}");
        made += usize::from(status == StatusCode::CREATED);
        if status == StatusCode::TOO_MANY_REQUESTS && number > 200 {
            break;
        }
    }
    assert!(made <= 60, "{made}");
    // Nobody else is held up.
    let cat = user(&server, "Cat").await;
    let elsewhere = session_of(&server, &cat).await;
    assert_eq!(invite(&server, &elsewhere, &cat, &ben.id).await.0, StatusCode::CREATED);
}

/// INV-6
#[tokio::test]
async fn a_session_made_for_two_is_confirmed_by_everyone() {
    let server = Server::fresh();
    let (ana, ben, cat) = (user(&server, "Ana").await, user(&server, "Ben").await, user(&server, "Cat").await);
    let (mut ben_live, _) = mine(&server, &ben).await;
    let policy = async |invited: Value, asked: Option<&str>| {
        let mut body = json!({ "video_id": "sample", "invite": invited });
        if let Some(asked) = asked {
            body["confirmation"] = json!(asked);
        }
        let (status, created) = server.post("/api/sessions", &ana.token, body).await;
        assert_eq!(status, StatusCode::CREATED, "{created}");
        let (_, state) = server.get(&format!("/api/sessions/{}", text(&created["session"]["id"]))).await;
        (created, text(&state["confirmation"]["policy"]))
    };
    let (created, two) = policy(json!([ben.id]), None).await;
    assert_eq!(two, "everyone");
    let told = ben_live.next_of("invitation").await;
    assert_eq!(told["invitation"]["id"], created["invitations"][0]["id"]);
    assert_eq!(policy(json!([ben.id, ben.id]), None).await.1, "everyone", "the same one twice is one");
    assert_eq!(policy(json!([ben.id, cat.id]), None).await.1, "off");
    assert_eq!(policy(json!([]), None).await.1, "off");
    assert_eq!(policy(json!([ben.id]), Some("off")).await.1, "off", "what was asked for counts");
    for (wrong, code) in [(json!([ana.id]), "bad_invitation"), (json!(["unobody"]), "user_not_found")] {
        let body = json!({ "video_id": "sample", "invite": wrong });
        assert_eq!(server.post("/api/sessions", &ana.token, body).await.1["code"], code);
    }
}

/// INV-1, INV-4
#[tokio::test]
async fn people_at_two_servers_hear_of_each_other_also_while_the_broker_is_away() {
    let (Some(database), Some(bus)) = (Postgres::start(), Nats::start()) else { return };
    let (database, broker) = (database.database(), bus.url());
    let start = || Server::fresh_with(&["serve", "--database", &database, "--broker", &broker]);
    let (one, two) = (start(), start());
    let (ana, ben) = (user(&one, "Ana").await, user(&two, "Ben").await);
    let session = session_of(&one, &ana).await;
    let ((mut ana_live, _), (mut ben_live, _)) = (mine(&one, &ana).await, mine(&two, &ben).await);
    let (_, made) = invite(&one, &session, &ana, &ben.id).await;
    assert_eq!(ben_live.next_of("invitation").await["invitation"]["id"], made["id"]);
    assert_eq!(ana_live.next_of("invitation").await["invitation"]["id"], made["id"]);
    // Of two answers at two servers one counts.
    let answers = futures_util::future::join(answer(&one, &ben, &made, "accept"), answer(&two, &ben, &made, "reject"));
    let (accepted, rejected) = answers.await;
    let done = [&accepted, &rejected].into_iter().filter(|(status, _)| *status == StatusCode::OK).count();
    assert_eq!(done, 1, "{accepted:?} {rejected:?}");
    ana_live.next_of("invitation").await;
    ben_live.next_of("invitation").await;

    bus.stop();
    for server in [&one, &two] {
        until("the broker is away", async || server.get("/readyz").await.1["broker"] != "ok").await;
    }
    let (_, made) = invite(&one, &session, &ana, &ben.id).await;
    assert_eq!(ben_live.next_of("invitation").await["invitation"]["id"], made["id"], "by asking the database");
    answer(&two, &ben, &made, "reject").await;
    let told = loop {
        let told = ana_live.next_of("invitation").await;
        if told["invitation"]["state"] != "pending" {
            break told;
        }
    };
    assert_eq!((&told["invitation"]["id"], &told["invitation"]["state"]), (&made["id"], &json!("rejected")));
}

/// GET-1, GET-2, GET-3
#[tokio::test]
async fn who_knocks_waits_and_is_let_in() {
    let server = Server::fresh();
    let (ana, ben, cat) = (user(&server, "Ana").await, user(&server, "Ben").await, user(&server, "Cat").await);
    let session = session_of(&server, &ana).await;
    refused(
        &change_door(&server, &session, &ben, json!({ "entry": "knock" })).await,
        StatusCode::FORBIDDEN,
        "not_a_member",
    );
    let (_, door) = change_door(&server, &session, &ana, json!({ "entry": "knock" })).await;
    assert_eq!((&door["entry"], &door["has_password"]), (&json!("knock"), &json!(false)));
    for path in ["", "/events", "/replay", "/playback", "/predictions"] {
        let path = format!("/api/sessions/{session}{path}");
        refused(&server.get(&path).await, StatusCode::FORBIDDEN, "must_knock");
        assert_eq!(server.ask(Method::GET, &path, Some(&ana.token), None).await.0, StatusCode::OK, "{path}");
    }
    let nameless = server.ask(Method::POST, &format!("/api/sessions/{session}/join"), None, None).await;
    refused(&nameless, StatusCode::UNAUTHORIZED, "unauthenticated");

    let (mut ana_live, _) = mine(&server, &ana).await;
    ana_live.send(&json!({ "type": "attend", "session": session })).await;
    let (mut cat_live, _) = mine(&server, &cat).await;
    cat_live.send(&json!({ "type": "attend", "session": session })).await;
    let (status, knocked) = join(&server, &session, &ben, json!({ "name": "Benny" })).await;
    assert_eq!((status, &knocked["knock"]["state"]), (StatusCode::ACCEPTED, &json!("waiting")));
    let told = ana_live.next_of("knock").await;
    assert_eq!((&told["knock"]["id"], &told["knock"]["user"]["name"]), (&knocked["knock"]["id"], &json!("Benny")));
    let (status, again) = join(&server, &session, &ben, json!({})).await;
    assert_eq!((status, &again["knock"]["id"]), (StatusCode::ACCEPTED, &knocked["knock"]["id"]));

    let server = server.kill_and_restart();
    let (mut ben_live, welcome) = mine(&server, &ben).await;
    assert_eq!(welcome["knocks"][0]["state"], "waiting", "it survives a kill: {welcome}");
    let knock = format!("/api/knocks/{}", text(&knocked["knock"]["id"]));
    for who in [&ben, &cat] {
        let alone = server.ask(Method::POST, &format!("{knock}/let-in"), Some(&who.token), None).await;
        refused(&alone, StatusCode::NOT_FOUND, "knock_not_found");
    }
    refused(&server.ask(Method::GET, &knock, Some(&cat.token), None).await, StatusCode::NOT_FOUND, "knock_not_found");
    let (_, let_in) = server.ask(Method::POST, &format!("{knock}/let-in"), Some(&ana.token), None).await;
    assert_eq!(let_in["state"], "let_in");
    let (_, second) = server.ask(Method::POST, &format!("{knock}/turn-away"), Some(&ana.token), None).await;
    assert_eq!(second["state"], "let_in", "the first answer counts");
    assert_eq!(ben_live.next_of("knock").await["knock"]["state"], "let_in");
    assert_eq!(join(&server, &session, &ben, json!({})).await.0, StatusCode::OK);
    let leave = json!({ "id": "c1", "type": "leave" });
    server.post(&format!("/api/sessions/{session}/commands"), &ben.token, leave).await;
    assert_eq!(join(&server, &session, &ben, json!({})).await.0, StatusCode::OK, "who has been in comes back");

    let (_, knocked) = join(&server, &session, &cat, json!({})).await;
    let knock = format!("/api/knocks/{}", text(&knocked["knock"]["id"]));
    server.ask(Method::POST, &format!("{knock}/turn-away"), Some(&ana.token), None).await;
    refused(&join(&server, &session, &cat, json!({})).await, StatusCode::FORBIDDEN, "turned_away");
}

/// GET-2, GET-9
#[tokio::test]
async fn nobody_is_kept_at_the_door_of_a_session_that_has_ended() {
    let server = Server::fresh();
    let (ana, ben, cat) = (user(&server, "Ana").await, user(&server, "Ben").await, user(&server, "Cat").await);
    let session = session_of(&server, &ana).await;
    change_door(&server, &session, &ana, json!({ "entry": "knock" })).await;
    let (_, knocked) = join(&server, &session, &ben, json!({})).await;
    let knock = format!("/api/knocks/{}", text(&knocked["knock"]["id"]));
    assert_eq!(server.ask(Method::GET, &knock, Some(&ben.token), None).await.1["state"], "waiting");
    change_door(&server, &session, &ana, json!({ "entry": "knock", "password": "hush-hush" })).await;
    let path = format!("/api/sessions/{session}");
    refused(&server.get(&path).await, StatusCode::FORBIDDEN, "password_required");
    server.post(&format!("{path}/commands"), &ana.token, json!({ "id": "e", "type": "end" })).await;
    let told = server.ask(Method::GET, &knock, Some(&ben.token), None).await;
    refused(&told, StatusCode::CONFLICT, "session_ended");
    for who in [None, Some(&*ben.token), Some(&*cat.token)] {
        refused(&server.ask(Method::GET, &path, who, None).await, StatusCode::FORBIDDEN, "not_allowed");
    }
    assert_eq!(server.ask(Method::GET, &path, Some(&ana.token), None).await.0, StatusCode::OK);
}

/// GET-3
#[tokio::test]
async fn a_flood_of_knocks_is_bounded_and_the_next_door_is_free() {
    let server = Server::fresh();
    let ana = user(&server, "Ana").await;
    let (session, next_door) = (session_of(&server, &ana).await, session_of(&server, &ana).await);
    for id in [&session, &next_door] {
        change_door(&server, id, &ana, json!({ "entry": "knock" })).await;
    }
    for number in 0..60 {
        let guest = user(&server, "Guest").await;
        let answered = join(&server, &session, &guest, json!({})).await;
        match number {
            0..50 => assert_eq!(answered.0, StatusCode::ACCEPTED, "{answered:?}"),
            _ => refused(&answered, StatusCode::TOO_MANY_REQUESTS, "rate_limited"),
        }
    }
    let (_, list) = server.ask(Method::GET, &format!("/api/sessions/{session}/knocks"), Some(&ana.token), None).await;
    assert_eq!(list["knocks"].as_array().unwrap().len(), 50);
    let ben = user(&server, "Ben").await;
    assert_eq!(join(&server, &next_door, &ben, json!({})).await.0, StatusCode::ACCEPTED);
}

/// GET-4, GET-5, GET-6
#[tokio::test]
async fn passwords_room_and_closed_doors() {
    let server = Server::fresh();
    let (ana, ben, cat) = (user(&server, "Ana").await, user(&server, "Ben").await, user(&server, "Cat").await);
    let session = session_of(&server, &ana).await;
    let bad = change_door(&server, &session, &ana, json!({ "password": "abc" })).await;
    refused(&bad, StatusCode::UNPROCESSABLE_ENTITY, "bad_password");
    change_door(&server, &session, &ana, json!({ "password": "hush-hush" })).await;
    refused(&join(&server, &session, &ben, json!({})).await, StatusCode::FORBIDDEN, "password_required");
    refused(&server.get(&format!("/api/sessions/{session}")).await, StatusCode::FORBIDDEN, "password_required");
    let wrong = join(&server, &session, &ben, json!({ "password": "hush" })).await;
    refused(&wrong, StatusCode::FORBIDDEN, "wrong_password");
    assert_eq!(join(&server, &session, &ben, json!({ "password": "hush-hush" })).await.0, StatusCode::OK);
    let (_, replay) = server.ask(Method::GET, &format!("/api/sessions/{session}/replay"), Some(&ana.token), None).await;
    let (_, list) = server.get("/api/sessions").await;
    for shown in [replay.to_string(), list.to_string()] {
        assert!(!shown.contains("hush") && !shown.contains("argon2"), "{shown}");
    }
    // At once: one after the other, a slow machine is as slow as the limit.
    let guess = async |number: u32| {
        let guess = json!({ "password": format!("guess-{number}") });
        text(&join(&server, &session, &cat, guess).await.1["code"])
    };
    let guesses = futures_util::future::join_all((0..20).map(guess)).await;
    assert!(guesses.contains(&"rate_limited".to_owned()), "{guesses:?}");
    let elsewhere = session_of(&server, &ana).await;
    change_door(&server, &elsewhere, &ana, json!({ "password": "other-one" })).await;
    let other = join(&server, &elsewhere, &cat, json!({ "password": "other-one" })).await;
    assert_eq!(other.0, StatusCode::OK, "guessing holds up nobody elsewhere");

    change_door(&server, &session, &ana, json!({ "password": "", "capacity": 2 })).await;
    refused(&join(&server, &session, &cat, json!({})).await, StatusCode::CONFLICT, "session_full");
    change_door(&server, &session, &ana, json!({ "capacity": 0, "entry": "closed" })).await;
    refused(&join(&server, &session, &cat, json!({})).await, StatusCode::FORBIDDEN, "session_closed");
    refused(&invite(&server, &session, &ben, &cat.id).await, StatusCode::FORBIDDEN, "not_allowed");
    invite(&server, &session, &ana, &cat.id).await;
    assert_eq!(join(&server, &session, &cat, json!({})).await.0, StatusCode::OK, "who was invited gets in");
}

/// GET-7, GET-8
#[tokio::test]
async fn a_link_lets_in_past_the_door_and_a_code_leads_to_it() {
    let server = Server::fresh();
    let (ana, ben, cat) = (user(&server, "Ana").await, user(&server, "Ben").await, user(&server, "Cat").await);
    let session = session_of(&server, &ana).await;
    let links = format!("/api/sessions/{session}/links");
    refused(&server.post(&links, &ben.token, json!({})).await, StatusCode::FORBIDDEN, "not_a_member");
    change_door(&server, &session, &ana, json!({ "entry": "knock", "password": "hush-hush" })).await;
    let (status, once) = server.post(&links, &ana.token, json!({ "uses": 1 })).await;
    assert_eq!(status, StatusCode::CREATED, "{once}");
    let via = |link: &Value| json!({ "link": text(&link["token"]) });
    assert!(text(&once["link"]).ends_with(&format!("/s/{session}#via={}", text(&once["token"]))));
    assert_eq!(join(&server, &session, &ben, via(&once)).await.0, StatusCode::OK);
    refused(&join(&server, &session, &cat, via(&once)).await, StatusCode::FORBIDDEN, "link_revoked");
    for forged in [text(&once["token"]) + "x", "sfl_".to_owned(), "x".repeat(5_000)] {
        let answered = join(&server, &session, &cat, json!({ "link": forged })).await;
        refused(&answered, StatusCode::FORBIDDEN, "bad_link");
    }
    let elsewhere = session_of(&server, &ana).await;
    refused(&join(&server, &elsewhere, &cat, via(&once)).await, StatusCode::FORBIDDEN, "bad_link");
    let (_, short) = server.post(&links, &ana.token, json!({ "expires_in_s": 1 })).await;
    until("the link's time is over", async || {
        let (_, list) = server.ask(Method::GET, &links, Some(&ana.token), None).await;
        list["links"] == json!([])
    })
    .await;
    refused(&join(&server, &session, &cat, via(&short)).await, StatusCode::FORBIDDEN, "link_expired");

    let (_, full) = server.post(&links, &ana.token, json!({ "uses": 1 })).await;
    change_door(&server, &session, &ana, json!({ "capacity": 2 })).await;
    refused(&join(&server, &session, &cat, via(&full)).await, StatusCode::CONFLICT, "session_full");
    change_door(&server, &session, &ana, json!({ "capacity": 0 })).await;
    let (_, list) = server.ask(Method::GET, &links, Some(&ana.token), None).await;
    assert_eq!(list["links"][0]["uses"], 0, "a use that came to nothing is given back");
    let (_, revoked) = server.ask(Method::DELETE, &links, Some(&ana.token), None).await;
    assert!(revoked["revoked"].as_u64() >= Some(1), "{revoked}");
    refused(&join(&server, &session, &cat, via(&full)).await, StatusCode::FORBIDDEN, "link_revoked");

    let (_, code) = server.ask(Method::POST, &format!("/api/sessions/{session}/code"), Some(&ana.token), None).await;
    let typed = text(&code["code"]).to_lowercase();
    let (_, found) = server.get(&format!("/api/codes/{typed}")).await;
    assert_eq!(found["session"], json!(session));
    refused(&server.get("/api/codes/222222").await, StatusCode::NOT_FOUND, "code_not_found");
    let (_, mine) = server.ask(Method::GET, "/api/users/me/code", Some(&ben.token), None).await;
    let (_, person) = server.get(&format!("/api/users/by-code/{}", text(&mine["code"]))).await;
    assert_eq!((&person["id"], &person["name"]), (&json!(ben.id), &json!("Ben")));
}

/// GET-12
#[tokio::test]
async fn a_link_gives_newcomers_the_role_that_its_maker_may_give() {
    let server = Server::fresh();
    let (ana, ben) = (user(&server, "Ana").await, user(&server, "Ben").await);
    let session = session_of(&server, &ana).await;
    let ana_member = server.join(&session, &ana.token).await;
    join(&server, &session, &ben, json!({})).await;
    let links = format!("/api/sessions/{session}/links");
    let make = async |who: &User, role: Value| server.post(&links, &who.token, json!({ "role": role })).await;
    let command = async |body: Value| {
        let (status, done) = server.post(&format!("/api/sessions/{session}/commands"), &ana_member, body).await;
        assert_eq!(status, StatusCode::OK, "{done}");
    };
    let come = async |name: &str, link: &Value| {
        let newcomer = user(&server, name).await;
        let (_, joined) = join(&server, &session, &newcomer, json!({ "link": link["token"] })).await;
        joined["member"]["role"].clone()
    };
    for role in ["viewer", "member", "co_host"] {
        let (status, link) = make(&ana, json!(role)).await;
        assert_eq!((status, &link["role"]), (StatusCode::CREATED, &json!(role)), "{link}");
        assert_eq!(come("Newcomer", &link).await, json!(role));
    }
    for wrong in ["guest", "host", ""] {
        refused(&make(&ana, json!(wrong)).await, StatusCode::BAD_REQUEST, "bad_request");
    }
    // A co-host lets in and promotes, but makes nobody their equal.
    command(json!({ "id": "1", "type": "set_role", "member": ben.id, "role": "co_host" })).await;
    refused(&make(&ben, json!("co_host")).await, StatusCode::FORBIDDEN, "outranked");
    command(json!({ "id": "2", "type": "change_settings", "newcomers": "viewer" })).await;
    let (_, plain) = server.post(&links, &ben.token, json!({})).await;
    assert_eq!((come("Plain", &plain).await, &plain["role"]), (json!("viewer"), &Value::Null));
    let (_, promoting) = make(&ben, json!("member")).await;
    assert_eq!(come("Member", &promoting).await, json!("member"));
    let (_, door) = server.ask(Method::GET, &format!("/api/sessions/{session}/door"), Some(&ben.token), None).await;
    assert_eq!(door["may_offer"], json!(["viewer", "member"]));
    // What Ben may not any more, his links do not either.
    command(json!({ "id": "3", "type": "set_role", "member": ben.id, "role": "member" })).await;
    assert_eq!(come("Late", &promoting).await, json!("viewer"));
}

/// GET-9: needs a build with the web app in it; without, there is no document to put tags into.
#[tokio::test]
async fn a_preview_tells_only_what_everybody_may_see() {
    let server = Server::fresh();
    let ana = user(&server, "Ana \"<b>\"").await;
    let title = "\"><script>alert(1)</script>";
    let body = json!({ "video_id": "sample", "title": title });
    let (_, created) = server.post("/api/sessions", &ana.token, body).await;
    let session = text(&created["session"]["id"]);
    let path = format!("/s/{session}");
    let (_, page) = server.get(&path).await;
    let page = text(&page);
    if !page.contains("id=\"app\"") {
        println!("skipped: this build has no web app in it");
        return;
    }
    assert!(page.contains("og:title\" content=\"&quot;&gt;&lt;script&gt;alert(1)"), "{page}");
    assert!(page.contains("Started by Ana &quot;&lt;b&gt;&quot;.") && !page.contains(title), "{page}");
    let icon = format!("<meta property=\"og:image\" content=\"{}/icon.png\">", server.url);
    assert!(page.contains(&icon) && page.contains("twitter:card\" content=\"summary\""), "{page}");
    assert_eq!(server.get("/icon.png").await.0, StatusCode::OK);
    for change in [json!({ "entry": "knock" }), json!({ "entry": "open", "password": "hush-hush" })] {
        change_door(&server, &session, &ana, change).await;
        let (_, page) = server.get(&path).await;
        assert!(!text(&page).contains("og:"), "what not everybody may see is not told");
    }
    assert!(!text(&server.get("/s/nosuchsession").await.1).contains("og:title"));
}
