//! Accounts on the real binary: where one is signed in, and signing in with a password.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testkit::{Nats, Postgres};
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::server::{Answer, Server, Socket, text};

const PASSWORD: &str = "correct horse";

#[track_caller]
pub(crate) fn refused((status, problem): &Answer, expected: StatusCode, code: &str) {
    assert_eq!((*status, &problem["code"]), (expected, &json!(code)), "{problem}");
}

pub(crate) async fn ask(server: &Server, method: Method, path: &str, token: &str) -> Answer {
    server.ask(method, path, Some(token), None).await
}

pub(crate) async fn id_of(server: &Server, token: &str) -> String {
    let (status, me) = ask(server, Method::GET, "/api/users/me", token).await;
    assert_eq!(status, StatusCode::OK, "{me}");
    text(&me["id"])
}

async fn set_password(server: &Server, token: &str, body: Value) -> Answer {
    server.post("/api/users/me/password", token, body).await
}

async fn sign_in(server: &Server, name: &str, password: &str) -> Answer {
    server.ask(Method::POST, "/api/sign-in", None, Some(json!({ "name": name, "password": password }))).await
}

/// A guest who has become an account, by the token of the guest.
async fn account(server: &Server, name: &str) -> String {
    let token = server.user(name).await;
    let (status, ways) = set_password(server, &token, json!({ "name": name, "password": PASSWORD })).await;
    assert_eq!((status, &ways["name"]), (StatusCode::OK, &json!(name)), "{ways}");
    token
}

/// Another sign-in of theirs.
async fn sign_in_again(server: &Server, name: &str) -> String {
    let (status, signed_in) = sign_in(server, name, PASSWORD).await;
    assert_eq!(status, StatusCode::OK, "{signed_in}");
    text(&signed_in["token"])
}

async fn sign_ins(server: &Server, token: &str) -> Vec<Value> {
    let (status, list) = ask(server, Method::GET, "/api/users/me/sign-ins", token).await;
    assert_eq!(status, StatusCode::OK, "{list}");
    list["sign_ins"].as_array().unwrap().clone()
}

/// A user's own socket, welcomed.
async fn mine(server: &Server, token: &str) -> Socket {
    let url = format!("{}/api/users/me/live", server.url.replace("http:", "ws:"));
    let mut request = url.into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", "sameframe.v1".parse().unwrap());
    let mut socket = Socket::open(request).await;
    socket.send(&json!({ "type": "hello", "token": token })).await;
    assert_eq!(socket.next().await["type"], "welcome");
    socket
}

/// Reads to the end, which a sign-out has brought.
async fn is_closed(socket: &mut Socket) {
    loop {
        let frame = socket.next().await;
        if let Some(close) = frame.get("close") {
            assert_eq!(close, 4401);
            return;
        }
    }
}

/// ACC-1, ACC-10
#[tokio::test]
async fn a_guest_becomes_an_account_in_place_and_comes_back_on_another_browser() {
    let server = Server::fresh();
    let guest = server.user("Ana").await;
    let session = server.session(&guest).await;
    server.join(&session, &guest).await;
    let id = id_of(&server, &guest).await;
    let (_, ways) = ask(&server, Method::GET, "/api/users/me/ways", &guest).await;
    assert_eq!(ways, json!({ "name": null, "passkeys": [], "openid": false }));
    let (status, ways) = set_password(&server, &guest, json!({ "name": "Ana B.", "password": PASSWORD })).await;
    assert_eq!((status, &ways["name"]), (StatusCode::OK, &json!("Ana B.")), "{ways}");
    assert_eq!(id_of(&server, &guest).await, id, "the guest's own token goes on");

    let server = server.kill_and_restart();
    let (status, again) = sign_in(&server, " aNA b. ", PASSWORD).await;
    assert_eq!((status, &again["user"]["id"], &again["user"]["name"]), (StatusCode::OK, &json!(id), &json!("Ana")));
    let token = text(&again["token"]);
    assert_eq!(id_of(&server, &token).await, id);
    let end = format!("/api/sessions/{session}/end");
    assert_eq!(ask(&server, Method::POST, &end, &token).await.0, StatusCode::OK, "she is its host here too");
}

/// ACC-10, ACC-11
#[tokio::test]
async fn names_and_passwords_are_held_to_their_bounds() {
    let server = Server::fresh();
    let ana = account(&server, "Ana").await;
    let ben = server.user("Ben").await;
    let long = "x".repeat(129);
    for (name, password, status, code) in [
        ("ａｎａ", PASSWORD, StatusCode::CONFLICT, "name_taken"),
        ("", PASSWORD, StatusCode::UNPROCESSABLE_ENTITY, "bad_name"),
        ("a\u{202e}b", PASSWORD, StatusCode::UNPROCESSABLE_ENTITY, "bad_name"),
        ("Ben", "seven77", StatusCode::UNPROCESSABLE_ENTITY, "bad_password"),
        ("Ben", &long, StatusCode::UNPROCESSABLE_ENTITY, "bad_password"),
    ] {
        refused(&set_password(&server, &ben, json!({ "name": name, "password": password })).await, status, code);
    }
    refused(&sign_in(&server, "Ben", PASSWORD).await, StatusCode::FORBIDDEN, "wrong_sign_in");

    let changed = json!({ "name": "Ana", "password": "another horse" });
    refused(&set_password(&server, &ana, changed.clone()).await, StatusCode::FORBIDDEN, "wrong_password");
    let mut wrong = changed.clone();
    wrong["current"] = json!("another horse");
    refused(&set_password(&server, &ana, wrong).await, StatusCode::FORBIDDEN, "wrong_password");
    let mut right = changed;
    right["current"] = json!(PASSWORD);
    assert_eq!(set_password(&server, &ana, right).await.0, StatusCode::OK);
    refused(&sign_in(&server, "Ana", PASSWORD).await, StatusCode::FORBIDDEN, "wrong_sign_in");
    assert_eq!(sign_in(&server, "Ana", "another horse").await.0, StatusCode::OK);
    let member = server.join(&server.session(&ana).await, &ana).await;
    refused(
        &set_password(&server, &member, json!({ "name": "Eve", "password": PASSWORD })).await,
        StatusCode::FORBIDDEN,
        "wrong_session",
    );
}

/// ACC-12
#[tokio::test]
async fn a_name_that_nobody_has_is_answered_like_a_wrong_password_and_guessing_gets_slow() {
    let server = Server::fresh();
    account(&server, "Ana").await;
    let (ana, nobody) = (sign_in(&server, "Ana", "wrong horse").await, sign_in(&server, "Nobody", "wrong horse").await);
    refused(&ana, StatusCode::FORBIDDEN, "wrong_sign_in");
    assert_eq!(ana, nobody, "to the letter");
    for name in ["Ana", "Nobody"] {
        let mut answers = Vec::new();
        for _ in 0..6 {
            answers.push(sign_in(&server, name, "wrong horse").await.0);
        }
        assert_eq!(answers[..4], [StatusCode::FORBIDDEN; 4], "{name}");
        assert_eq!(answers[4..], [StatusCode::TOO_MANY_REQUESTS; 2], "{name}");
    }
    refused(&sign_in(&server, "ANA", PASSWORD).await, StatusCode::TOO_MANY_REQUESTS, "rate_limited");
}

/// ACC-2, ACC-3
#[tokio::test]
async fn a_sign_in_is_listed_and_revoked_and_what_is_open_there_closes() {
    let server = Server::fresh();
    let ana = account(&server, "Ana").await;
    let phone = sign_in_again(&server, "Ana").await;
    let listed = sign_ins(&server, &phone).await;
    let ways: Vec<_> = listed.iter().map(|one| (text(&one["way"]), one["current"] == json!(true))).collect();
    assert_eq!(ways.len(), 2, "{listed:?}");
    assert!(ways.contains(&("password".to_owned(), true)) && ways.contains(&("guest".to_owned(), false)), "{ways:?}");
    let on_phone = text(&listed.iter().find(|one| one["current"] == json!(true)).unwrap()["id"]);

    let session = server.session(&ana).await;
    let member = server.join(&session, &phone).await;
    let (mut live, _) = server.live(&session, &member, None).await;
    let mut own = mine(&server, &phone).await;
    let mut other = mine(&server, &ana).await;
    let ben = server.user("Ben").await;
    let path = format!("/api/users/me/sign-ins/{on_phone}");
    refused(&ask(&server, Method::DELETE, &path, &ben).await, StatusCode::NOT_FOUND, "sign_in_not_found");
    let (status, revoked) = ask(&server, Method::DELETE, &path, &ana).await;
    assert_eq!((status, &revoked["revoked"]), (StatusCode::OK, &json!(1)));
    refused(&ask(&server, Method::DELETE, &path, &ana).await, StatusCode::NOT_FOUND, "sign_in_not_found");
    is_closed(&mut live).await;
    is_closed(&mut own).await;
    for token in [&phone, &member] {
        let answer = ask(&server, Method::GET, &format!("/api/sessions/{session}/events"), token).await;
        refused(&answer, StatusCode::UNAUTHORIZED, "unauthenticated");
    }
    let mut again = server.dial(&session).await;
    again.send(&json!({ "type": "hello", "token": member })).await;
    assert_eq!(again.next().await["code"], "unauthenticated");
    assert_eq!(sign_ins(&server, &ana).await.len(), 1);
    other.send(&json!({ "type": "ping", "id": 1, "t1": 0 })).await;
    assert_eq!(other.next_of("pong").await["id"], 1, "hers elsewhere goes on");

    let server = server.kill_and_restart();
    refused(&ask(&server, Method::GET, "/api/users/me", &phone).await, StatusCode::UNAUTHORIZED, "unauthenticated");
}

/// ACC-3, ACC-11
#[tokio::test]
async fn another_password_and_signing_out_elsewhere_revoke_all_others() {
    let server = Server::fresh();
    let ana = account(&server, "Ana").await;
    let (phone, desk) = (sign_in_again(&server, "Ana").await, sign_in_again(&server, "Ana").await);
    let (_, revoked) = ask(&server, Method::DELETE, "/api/users/me/sign-ins", &desk).await;
    assert_eq!(revoked["revoked"], 2, "the guest's own, and the phone's");
    for gone in [&ana, &phone] {
        refused(&ask(&server, Method::GET, "/api/users/me", gone).await, StatusCode::UNAUTHORIZED, "unauthenticated");
    }
    let phone = sign_in_again(&server, "Ana").await;
    let change = json!({ "name": "Ana", "password": "another horse", "current": PASSWORD });
    assert_eq!(set_password(&server, &phone, change).await.0, StatusCode::OK);
    refused(&ask(&server, Method::GET, "/api/users/me", &desk).await, StatusCode::UNAUTHORIZED, "unauthenticated");
    assert_eq!(sign_ins(&server, &phone).await.len(), 1);
    let current = "/api/users/me/sign-ins/current";
    assert_eq!(ask(&server, Method::DELETE, current, &phone).await.0, StatusCode::OK, "signing out");
    refused(&ask(&server, Method::GET, "/api/users/me", &phone).await, StatusCode::UNAUTHORIZED, "unauthenticated");
}

/// ACC-3
#[tokio::test]
async fn what_is_revoked_at_one_node_closes_at_another() {
    let (Some(database), Some(nats)) = (Postgres::start(), Nats::start()) else { return };
    let (database, nats) = (database.database(), nats.url());
    let node = || Server::fresh_with(&["serve", "--database", &database, "--broker", &nats]);
    let (one, two) = (node(), node());
    account(&one, "Ana").await;
    let (phone, desk) = (sign_in_again(&one, "Ana").await, sign_in_again(&two, "Ana").await);
    let mut live = mine(&two, &phone).await;
    assert_eq!(ask(&one, Method::DELETE, "/api/users/me/sign-ins", &desk).await.1["revoked"], 2);
    is_closed(&mut live).await;
    refused(&ask(&two, Method::GET, "/api/users/me", &phone).await, StatusCode::UNAUTHORIZED, "unauthenticated");
}

/// ACC-40
#[tokio::test]
async fn the_operators_link_signs_one_user_in_once() {
    let server = Server::fresh();
    let ana = account(&server, "Ana B.").await;
    let link_for = |name: &str| {
        let sameframe = std::process::Command::new(env!("CARGO_BIN_EXE_sameframe"))
            .args(["user", "sign-in-link", name, "--public-url", "https://watch.example.org", "--data"])
            .arg(&server.data)
            .output()
            .unwrap();
        let said = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap().trim().to_owned();
        (sameframe.status.success(), said(&sameframe.stdout), said(&sameframe.stderr))
    };
    let enter =
        async |link: &str| server.ask(Method::POST, "/api/sign-in/link", None, Some(json!({ "link": link }))).await;
    let id = id_of(&server, &ana).await;
    for name in ["ana b.", &id] {
        let (_, said, _) = link_for(name);
        let link = said.strip_prefix("https://watch.example.org/sign-in#link=").unwrap();
        let (status, signed_in) = enter(link).await;
        assert_eq!((status, &signed_in["user"]["id"]), (StatusCode::OK, &json!(id)), "{signed_in}");
        refused(&enter(link).await, StatusCode::CONFLICT, "sign_in_over");
        refused(&enter(&format!("{link}x")).await, StatusCode::CONFLICT, "sign_in_over");
    }
    let (done, _, error) = link_for("Nobody");
    assert!(!done && error.contains("Nobody"), "{error}");
}

/// ACC-20, ACC-22
#[tokio::test]
async fn what_is_no_answer_of_a_passkey_is_refused() {
    let by_number = Server::fresh();
    let (_, ways) = by_number.get("/api/sign-in").await;
    assert!(text(&ways["no_passkeys"]).contains("http://localhost:"), "{ways}");
    let refusal = by_number.ask(Method::POST, "/api/sign-in/passkey", None, None).await;
    refused(&refusal, StatusCode::CONFLICT, "passkeys_off");

    let server = Server::visitor(&by_number.url.replace("127.0.0.1", "localhost"));
    let ana = server.user("Ana").await;
    let (_, ways) = server.get("/api/sign-in").await;
    assert_eq!(ways["no_passkeys"], Value::Null);
    let (status, asked) = ask(&server, Method::POST, "/api/users/me/passkeys", &ana).await;
    assert_eq!((status, &asked["options"]["publicKey"]["rp"]["id"]), (StatusCode::OK, &json!("localhost")));
    assert_eq!(asked["options"]["publicKey"]["authenticatorSelection"]["residentKey"], "required");
    let finish = "/api/users/me/passkeys/finish";
    let answer = json!({ "seal": asked["seal"], "name": "key", "credential": {} });
    refused(&server.post(finish, &ana, answer.clone()).await, StatusCode::FORBIDDEN, "bad_passkey");
    let ben = server.user("Ben").await;
    refused(&server.post(finish, &ben, answer).await, StatusCode::CONFLICT, "sign_in_over");
    let (_, asked) = server.ask(Method::POST, "/api/sign-in/passkey", None, None).await;
    for (seal, status, code) in [
        (&asked["seal"], StatusCode::FORBIDDEN, "bad_passkey"),
        (&json!("made up"), StatusCode::CONFLICT, "sign_in_over"),
    ] {
        let credential = json!({ "id": "AAAA", "rawId": "AAAA", "type": "public-key", "extensions": {}, "response": {
            "authenticatorData": "AAAA", "clientDataJSON": "AAAA", "signature": "AAAA", "userHandle": null,
        }});
        let body = json!({ "seal": seal, "credential": credential });
        let answer = server.ask(Method::POST, "/api/sign-in/passkey/finish", None, Some(body)).await;
        refused(&answer, status, code);
    }
}

/// ACC-6, ACC-13
#[tokio::test]
async fn somebody_is_called_otherwise_and_has_no_password_any_more() {
    let server = Server::fresh();
    let ana = account(&server, "Ana B.").await;
    let rename =
        async |name: &str| server.ask(Method::PATCH, "/api/users/me", Some(&ana), Some(json!({ "name": name }))).await;
    let (status, me) = rename("Anastasia").await;
    assert_eq!((status, &me["name"]), (StatusCode::OK, &json!("Anastasia")), "{me}");
    assert_eq!(ask(&server, Method::GET, "/api/users/me", &ana).await.1["name"], "Anastasia");
    refused(&rename("").await, StatusCode::UNPROCESSABLE_ENTITY, "bad_name");
    let remove = async |current: &str| {
        server.ask(Method::DELETE, "/api/users/me/password", Some(&ana), Some(json!({ "current": current }))).await
    };
    refused(&remove("wrong one").await, StatusCode::FORBIDDEN, "wrong_password");
    let (status, ways) = remove(PASSWORD).await;
    assert_eq!((status, &ways["name"]), (StatusCode::OK, &Value::Null), "{ways}");
    assert_eq!(remove(PASSWORD).await.0, StatusCode::OK, "it is gone already");
    refused(&sign_in(&server, "Ana B.", PASSWORD).await, StatusCode::FORBIDDEN, "wrong_sign_in");
    let (status, _) = ask(&server, Method::GET, "/api/users/me", &ana).await;
    assert_eq!(status, StatusCode::OK, "who is signed in stays so");
    account(&server, "ana b.").await;
}
