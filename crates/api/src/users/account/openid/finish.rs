//! `POST /api/sign-in/openid/finish`

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use openidconnect::core::CoreIdTokenClaims;
use protocol::{OpenIdAnswer, Problem, SignedIn};
use session::Name;
use session::limits::NAME_CHARS_MAX;
use store::Way;

use super::super::sign_in::signed_in;
use super::answer::{claims, keep};
use crate::address::Address;
use crate::body::Body;
use crate::failure::Failure;
use crate::state::Api;
use crate::{identity, to_domain};

/// What somebody is called whom the provider does not name.
const NAME: &str = "Guest";

/// Signs in whom the identity provider names; somebody new where nobody here is that.
#[utoipa::path(post, path = "/api/sign-in/openid/finish", tag = "users", request_body = OpenIdAnswer, responses(
    (status = 200, body = SignedIn),
    (status = 403, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 502, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn finish_openid(
    State(api): State<Api>,
    Address(address): Address,
    headers: HeaderMap,
    Body(answer): Body<OpenIdAnswer>,
) -> Result<Json<SignedIn>, Failure> {
    api.limits().sign_in(address)?;
    let (issuer, claims) = claims(&api, answer, None).await?;
    let user = if let Some(known) = api.accounts()?.openid_user(issuer, claims.subject().as_str()).await? {
        known
    } else {
        api.limits().newcomer(address)?;
        let (new, _) = identity::new_user(&api, name(&claims)?).await?;
        keep(&api, issuer, &claims, new.id).await?
    };
    signed_in(&api, &user, Way::OpenId, &headers).await.map(Json)
}

/// What the provider calls them, as far as it can be a name here.
fn name(claims: &CoreIdTokenClaims) -> Result<Name, Failure> {
    let full = claims.name().and_then(|name| name.get(None)).map(|name| name.as_str());
    let short = claims.preferred_username().map(|name| name.as_str());
    let cut = |name: &str| Name::parse(&name.chars().take(NAME_CHARS_MAX).collect::<String>()).ok();
    [full, short].into_iter().flatten().find_map(cut).map_or_else(|| to_domain::name(NAME), Ok)
}
