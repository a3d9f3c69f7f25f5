//! `POST /api/sign-in/passkey` and `POST /api/sign-in/passkey/finish`

use std::fmt::Display;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use data_encoding::BASE64URL_NOPAD;
use protocol::{Code, PasskeyAnswer, PasskeyAsked, Problem, SignedIn};
use store::Way;
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PublicKeyCredential};

use super::super::sign_in::signed_in;
use super::relying_party::{relying_party, user_handle};
use crate::address::Address;
use crate::body::Body;
use crate::failure::Failure;
use crate::seal::Purpose;
use crate::state::Api;

/// How long one may look for one's key.
pub(super) const ANSWER_WITHIN_MS: i64 = 5 * 60 * 1_000;

/// Asks for whichever passkey somebody has for this server.
#[utoipa::path(post, path = "/api/sign-in/passkey", tag = "users", responses(
    (status = 200, body = PasskeyAsked),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn ask_passkey(
    State(api): State<Api>,
    Address(address): Address,
    headers: HeaderMap,
) -> Result<Json<PasskeyAsked>, Failure> {
    api.limits().sign_in(address)?;
    let asked = relying_party(&api, &headers)?.start_discoverable_authentication();
    let (asked, state) = asked.map_err(|error| bad(&error))?;
    let until = api.host().clock().now().plus_ms(ANSWER_WITHIN_MS);
    let seal = api.seal_key().seal(Purpose::Passkey, state, until)?;
    let options = serde_json::to_value(asked).map_err(|error| bad(&error))?;
    Ok(Json(PasskeyAsked { options, seal }))
}

/// Signs in with the passkey's answer.
#[utoipa::path(post, path = "/api/sign-in/passkey/finish", tag = "users", request_body = PasskeyAnswer, responses(
    (status = 200, body = SignedIn),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn finish_passkey(
    State(api): State<Api>,
    Address(address): Address,
    headers: HeaderMap,
    Body(PasskeyAnswer { seal, credential }): Body<PasskeyAnswer>,
) -> Result<Json<SignedIn>, Failure> {
    api.limits().sign_in(address)?;
    let now = api.host().clock().now();
    let opened = api.seal_key().open::<DiscoverableAuthentication>(Purpose::Passkey, &seal, now)?;
    let answer: PublicKeyCredential = serde_json::from_value(credential).map_err(|error| bad(&error))?;
    let relying_party = relying_party(&api, &headers)?;
    let (whose, id) = relying_party.identify_discoverable_authentication(&answer).map_err(|error| bad(&error))?;
    let accounts = api.accounts()?;
    let unknown = || bad(&"nobody here has it");
    let stored = accounts.passkey(&BASE64URL_NOPAD.encode(id)).await?;
    let stored = stored.filter(|stored| user_handle(&stored.user) == whose).ok_or_else(unknown)?;
    let mut passkey: Passkey = serde_json::from_str(&stored.credential).map_err(|error| bad(&error))?;
    let used = relying_party.finish_discoverable_authentication_v2(&answer, opened.what.clone(), &passkey);
    passkey.update_credential(&used.map_err(|error| bad(&error))?);
    opened.spend(accounts).await?;
    let credential = serde_json::to_string(&passkey).map_err(|error| bad(&error))?;
    accounts.use_passkey(&stored.id, &credential, now).await?;
    signed_in(&api, &stored.user, Way::Passkey, &headers).await.map(Json)
}

/// What exactly does not fit helps only whoever looks after the server.
pub(super) fn bad(why: &impl Display) -> Failure {
    tracing::info!(%why, "a passkey was not taken");
    Failure::new(Code::BadPasskey, "this passkey does not fit; try again, or choose another one")
}
