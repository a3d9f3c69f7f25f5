//! An identity provider of a test's own, over real HTTP: it signs what it is told to say, wrong things too.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use openidconnect::core::{CoreEdDsaPrivateSigningKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKeyId, PkceCodeChallenge, PkceCodeVerifier, PrivateSigningKey as _};
use rcgen::{KeyPair, PKCS_ED25519};
use serde_json::{Value, json};
use url::{Url, form_urlencoded};

pub(crate) const CLIENT_ID: &str = "sameframe-test";
pub(crate) const CLIENT_SECRET: &str = "a secret of the test";
const KEY_ID: &str = "k1";

/// What is wrong with what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Nothing,
    Signature,
    Unsigned,
    Nonce,
    Audience,
    Issuer,
    Expired,
    TooLarge,
}

/// What somebody has been let in for.
struct Grant {
    asked: HashMap<String, String>,
    subject: String,
    fault: Fault,
}

struct Inner {
    url: String,
    key: CoreEdDsaPrivateSigningKey,
    another_key: CoreEdDsaPrivateSigningKey,
    grants: Mutex<HashMap<String, Grant>>,
}

/// A running provider.
pub(crate) struct IdentityProvider(Arc<Inner>);

impl IdentityProvider {
    pub(crate) async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let grants = Mutex::default();
        let inner = Arc::new(Inner { url, key: new_key(), another_key: new_key(), grants });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(configuration))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self(inner)
    }

    pub(crate) fn url(&self) -> &str {
        &self.0.url
    }

    /// Somebody signs in at the address that a browser was sent to. Returns the code and the state that the browser brings back.
    pub(crate) fn sign_in(&self, location: &str, subject: &str, fault: Fault) -> (String, String) {
        let location = Url::parse(location).unwrap();
        assert!(location.as_str().starts_with(&format!("{}/authorize?", self.0.url)), "{location}");
        let asked: HashMap<_, _> = location.query_pairs().into_owned().collect();
        for (name, expected) in [
            ("response_type", "code"),
            ("client_id", CLIENT_ID),
            ("code_challenge_method", "S256"),
            ("scope", "openid profile"),
        ] {
            assert_eq!(asked[name], expected, "{location}");
        }
        let state = asked["state"].clone();
        let mut grants = self.0.grants.lock().unwrap();
        let code = format!("code-{}", grants.len());
        grants.insert(code.clone(), Grant { asked, subject: subject.to_owned(), fault });
        (code, state)
    }
}

fn new_key() -> CoreEdDsaPrivateSigningKey {
    let pem = KeyPair::generate_for(&PKCS_ED25519).unwrap().serialize_pem();
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(KEY_ID.to_owned()))).unwrap()
}

async fn configuration(State(inner): State<Arc<Inner>>) -> Json<Value> {
    let url = &inner.url;
    Json(json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    }))
}

async fn keys(State(inner): State<Arc<Inner>>) -> Json<Value> {
    Json(json!({ "keys": [inner.key.as_verification_key()] }))
}

/// A code is good once, for who began, and for the client alone.
async fn token(State(inner): State<Arc<Inner>>, headers: HeaderMap, body: String) -> Response {
    let form: HashMap<_, _> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let secret = form_urlencoded::byte_serialize(CLIENT_SECRET.as_bytes()).collect::<String>();
    let basic = format!("Basic {}", BASE64.encode(format!("{CLIENT_ID}:{secret}").as_bytes()));
    assert_eq!(headers[header::AUTHORIZATION], basic);
    let grant = form.get("code").and_then(|code| inner.grants.lock().unwrap().remove(code));
    let refuse = || (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    let Some(grant) = grant else { return refuse() };
    let challenge = PkceCodeChallenge::from_code_verifier_sha256(&PkceCodeVerifier::new(form["code_verifier"].clone()));
    if challenge.as_str() != grant.asked["code_challenge"] || form["redirect_uri"] != grant.asked["redirect_uri"] {
        return refuse();
    }
    let id_token = id_token(&inner, &grant);
    let padding = if grant.fault == Fault::TooLarge { "x".repeat(1_000_000) } else { String::new() };
    Json(json!({ "access_token": "a", "token_type": "Bearer", "id_token": id_token, "padding": padding }))
        .into_response()
}

fn id_token(inner: &Inner, grant: &Grant) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let is = |fault| grant.fault == fault;
    let claims = json!({
        "iss": if is(Fault::Issuer) { "http://127.0.0.1:1" } else { &inner.url },
        "sub": grant.subject,
        "aud": if is(Fault::Audience) { "somebody else" } else { CLIENT_ID },
        "iat": now - 3_600,
        "exp": if is(Fault::Expired) { now - 60 } else { now + 600 },
        "nonce": if is(Fault::Nonce) { "another" } else { &grant.asked["nonce"] },
        "name": "Ana of the Provider",
    });
    let algorithm = if is(Fault::Unsigned) { "none" } else { "EdDSA" };
    let head = json!({ "alg": algorithm, "kid": KEY_ID });
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    let said = format!("{}.{}", part(&head), part(&claims));
    if is(Fault::Unsigned) {
        return format!("{said}.");
    }
    let key = if is(Fault::Signature) { &inner.another_key } else { &inner.key };
    let signature = key.sign(&CoreJwsSigningAlgorithm::EdDsa, said.as_bytes()).unwrap();
    format!("{said}.{}", BASE64URL_NOPAD.encode(&signature))
}
