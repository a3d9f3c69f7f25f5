//! `POST /api/sign-in/openid`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use openidconnect::core::CoreAuthenticationFlow;
use openidconnect::{CsrfToken, Nonce, PkceCodeChallenge, Scope};
use protocol::{OpenIdBegun, Problem};
use serde::{Deserialize, Serialize};

use super::provider::Provider;
use crate::address::Address;
use crate::failure::Failure;
use crate::identity::MaybeKnown;
use crate::link;
use crate::seal::Purpose;
use crate::state::Api;

/// How long one may take at the provider.
const BACK_WITHIN_MS: i64 = 10 * 60 * 1_000;
/// The page that the provider sends people back to.
const BACK_PATH: &str = "/sign-in/openid";

/// What is known of a way to the provider and back, sealed meanwhile.
#[derive(Serialize, Deserialize)]
pub(super) struct Begun {
    pub(super) state: String,
    pub(super) nonce: String,
    pub(super) verifier: String,
    pub(super) redirect: String,
    /// Whose way to sign in the account at the provider is to become; of nobody where somebody signs in.
    pub(super) links: Option<String>,
}

/// Says where the identity provider signs people in. With a token, the account there becomes a way of mine to sign in.
#[utoipa::path(post, path = "/api/sign-in/openid", tag = "users", security((), ("bearer" = [])), responses(
    (status = 200, body = OpenIdBegun),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 429, body = Problem, content_type = "application/problem+json"),
    (status = 502, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn begin_openid(
    State(api): State<Api>,
    MaybeKnown(known): MaybeKnown,
    Address(address): Address,
    headers: HeaderMap,
) -> Result<Json<OpenIdBegun>, Failure> {
    api.limits().sign_in(address)?;
    let links = known.map(|known| known.identity.user().map(|user| user.id.to_string())).transpose()?;
    let redirect = format!("{}{BACK_PATH}", link::base_url(&api, &headers));
    let client = Provider::of(&api)?.client(&redirect).await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let asked =
        client.authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random);
    let asked = asked.add_scope(Scope::new("profile".to_owned())).set_pkce_challenge(challenge);
    let (location, state, nonce) = asked.url();
    let begun = Begun {
        state: state.into_secret(),
        nonce: nonce.secret().clone(),
        verifier: verifier.into_secret(),
        redirect,
        links,
    };
    let until = api.host().clock().now().plus_ms(BACK_WITHIN_MS);
    let seal = api.seal_key().seal(Purpose::OpenId, begun, until)?;
    Ok(Json(OpenIdBegun { location: location.into(), seal }))
}
