//! Signing in through an identity provider, on the real binary.

use std::path::Path;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::accounts::{ask, id_of, refused};
use crate::identity_provider::{CLIENT_ID, CLIENT_SECRET, Fault, IdentityProvider};
use crate::server::{Answer, Server, text};

fn server_with(issuer: &str, folder: &Path) -> Server {
    let secret = folder.join("secret");
    std::fs::write(&secret, format!("{CLIENT_SECRET}\n")).unwrap();
    let arguments = ["serve", "--openid-issuer", issuer, "--openid-client-id", CLIENT_ID, "--openid-name", "Home"];
    let secret = ["--openid-client-secret-file", secret.to_str().unwrap()];
    Server::fresh_with(&[&arguments[..], &secret[..]].concat())
}

async fn begin(server: &Server, token: Option<&str>) -> (String, String) {
    let (status, begun) = server.ask(Method::POST, "/api/sign-in/openid", token, None).await;
    assert_eq!(status, StatusCode::OK, "{begun}");
    (text(&begun["location"]), text(&begun["seal"]))
}

/// With a token, what the provider says becomes a way of its owner.
async fn finish(server: &Server, token: Option<&str>, answer: &Value) -> Answer {
    let path = if token.is_some() { "/api/users/me/openid" } else { "/api/sign-in/openid/finish" };
    server.ask(Method::POST, path, token, Some(answer.clone())).await
}

/// From the click to the end.
async fn sign_in(server: &Server, provider: &IdentityProvider, token: Option<&str>, who: &str, fault: Fault) -> Answer {
    let (location, seal) = begin(server, token).await;
    let (code, state) = provider.sign_in(&location, who, fault);
    finish(server, token, &json!({ "seal": seal, "state": state, "code": code })).await
}

/// ACC-30, ACC-32
#[tokio::test]
async fn somebody_at_the_provider_is_the_same_user_each_time() {
    let folder = tempfile::tempdir().unwrap();
    let provider = IdentityProvider::start().await;
    let server = server_with(provider.url(), folder.path());
    let (_, ways) = server.get("/api/sign-in").await;
    assert_eq!(ways["openid"], "Home");
    let (location, _) = begin(&server, None).await;
    assert!(
        location.contains(&format!("redirect_uri={}", server.url.replace(':', "%3A").replace('/', "%2F"))),
        "{location}"
    );

    let (status, first) = sign_in(&server, &provider, None, "ana", Fault::Nothing).await;
    assert_eq!((status, &first["user"]["name"]), (StatusCode::OK, &json!("Ana of the Provider")), "{first}");
    let token = text(&first["token"]);
    assert_eq!(id_of(&server, &token).await, text(&first["user"]["id"]));
    let (_, list) = ask(&server, Method::GET, "/api/users/me/sign-ins", &token).await;
    assert_eq!((&list["sign_ins"][0]["way"], &list["sign_ins"][0]["current"]), (&json!("openid"), &json!(true)));
    let (_, again) = sign_in(&server, &provider, None, "ana", Fault::Nothing).await;
    assert_eq!(again["user"]["id"], first["user"]["id"]);
    let (_, other) = sign_in(&server, &provider, None, "ben", Fault::Nothing).await;
    assert_ne!(other["user"]["id"], first["user"]["id"]);
}

/// ACC-32
#[tokio::test]
async fn a_guest_connects_an_account_and_nobody_takes_anothers() {
    let folder = tempfile::tempdir().unwrap();
    let provider = IdentityProvider::start().await;
    let server = server_with(provider.url(), folder.path());
    let (guest, ben) = (server.user("Guest Ana").await, server.user("Ben").await);
    let (status, linked) = sign_in(&server, &provider, Some(&guest), "ana", Fault::Nothing).await;
    assert_eq!((status, &linked["openid"]), (StatusCode::OK, &json!(true)), "{linked}");
    let (_, list) = ask(&server, Method::GET, "/api/users/me/sign-ins", &guest).await;
    assert_eq!(list["sign_ins"].as_array().unwrap().len(), 1, "no token was made");
    let (_, back) = sign_in(&server, &provider, None, "ana", Fault::Nothing).await;
    assert_eq!(text(&back["user"]["id"]), id_of(&server, &guest).await);
    assert_eq!(back["user"]["name"], "Guest Ana");
    let taken = sign_in(&server, &provider, Some(&ben), "ana", Fault::Nothing).await;
    refused(&taken, StatusCode::CONFLICT, "openid_taken");

    let (location, seal) = begin(&server, Some(&guest)).await;
    let (code, state) = provider.sign_in(&location, "eve", Fault::Nothing);
    let answer = json!({ "seal": seal, "state": state, "code": code });
    refused(&finish(&server, Some(&ben), &answer).await, StatusCode::CONFLICT, "sign_in_over");
    refused(&finish(&server, None, &answer).await, StatusCode::CONFLICT, "sign_in_over");
    let (_, ways) = ask(&server, Method::DELETE, "/api/users/me/openid", &guest).await;
    assert_eq!(ways["openid"], false);
}

/// ACC-30
#[tokio::test]
async fn what_was_not_begun_here_or_has_ended_before_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let provider = IdentityProvider::start().await;
    let server = server_with(provider.url(), folder.path());
    let (location, seal) = begin(&server, None).await;
    let (_, foreign_seal) = begin(&server, None).await;
    let (code, state) = provider.sign_in(&location, "ana", Fault::Nothing);
    for wrong in [
        json!({ "seal": foreign_seal, "state": state, "code": code }),
        json!({ "seal": seal, "state": "another", "code": code }),
        json!({ "seal": format!("{seal}x"), "state": state, "code": code }),
        json!({ "seal": "", "state": state, "code": code }),
    ] {
        refused(&finish(&server, None, &wrong).await, StatusCode::CONFLICT, "sign_in_over");
    }
    let right = json!({ "seal": seal, "state": state, "code": code });
    assert_eq!(finish(&server, None, &right).await.0, StatusCode::OK);
    refused(&finish(&server, None, &right).await, StatusCode::FORBIDDEN, "openid_refused");
    // With a new code, which the provider takes, the state is used up all the same.
    let (code, state) = provider.sign_in(&location, "ana", Fault::Nothing);
    let replayed = finish(&server, None, &json!({ "seal": seal, "state": state, "code": code })).await;
    refused(&replayed, StatusCode::CONFLICT, "sign_in_over");
}

/// ACC-31, ACC-33
#[tokio::test]
async fn what_the_provider_did_not_say_for_this_server_and_this_try_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let provider = IdentityProvider::start().await;
    let server = server_with(provider.url(), folder.path());
    for fault in [Fault::Signature, Fault::Unsigned, Fault::Nonce, Fault::Audience, Fault::Issuer, Fault::Expired] {
        let answer = sign_in(&server, &provider, None, "ana", fault).await;
        refused(&answer, StatusCode::FORBIDDEN, "openid_refused");
    }
    let answer = sign_in(&server, &provider, None, "ana", Fault::TooLarge).await;
    refused(&answer, StatusCode::BAD_GATEWAY, "openid_away");
    assert_eq!(sign_in(&server, &provider, None, "ana", Fault::Nothing).await.0, StatusCode::OK);
}

/// ACC-33
#[tokio::test]
async fn while_the_provider_is_down_all_else_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let server = server_with("http://127.0.0.1:1", folder.path());
    let begun = server.ask(Method::POST, "/api/sign-in/openid", None, None).await;
    refused(&begun, StatusCode::BAD_GATEWAY, "openid_away");
    let ana = server.user("Ana").await;
    let password = json!({ "name": "Ana", "password": "correct horse" });
    assert_eq!(server.post("/api/users/me/password", &ana, password.clone()).await.0, StatusCode::OK);
    assert_eq!(server.ask(Method::POST, "/api/sign-in", None, Some(password)).await.0, StatusCode::OK);
    let without = Server::fresh();
    let off = without.ask(Method::POST, "/api/sign-in/openid", None, None).await;
    refused(&off, StatusCode::NOT_FOUND, "openid_off");
}
