//! `POST` and `DELETE /api/users/me/openid`

use axum::Json;
use axum::extract::State;
use protocol::{Code, MyWays, OpenIdAnswer, Problem};

use super::super::ways::ways;
use super::answer::{claims, keep};
use super::provider::Provider;
use crate::address::Address;
use crate::body::Body;
use crate::failure::Failure;
use crate::identity::SignedInUser;
use crate::state::Api;

/// Makes whom the identity provider names a way of mine to sign in, where I have begun it with my token.
#[utoipa::path(post, path = "/api/users/me/openid", tag = "users", security(("bearer" = [])),
    request_body = OpenIdAnswer,
    responses(
        (status = 200, body = MyWays),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 502, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn link_openid(
    State(api): State<Api>,
    me: SignedInUser,
    Address(address): Address,
    Body(answer): Body<OpenIdAnswer>,
) -> Result<Json<MyWays>, Failure> {
    api.limits().sign_in(address)?;
    let me = me.user.id;
    let (issuer, claims) = claims(&api, answer, Some(&me)).await?;
    if keep(&api, issuer, &claims, me.clone()).await? != me {
        let detail = "this account at the provider is another user here; sign in as that one";
        return Err(Failure::new(Code::OpenidTaken, detail));
    }
    ways(&api, &me).await.map(Json)
}

/// Forgets who I am at the identity provider. Where I am signed in through it I stay so.
#[utoipa::path(delete, path = "/api/users/me/openid", tag = "users", security(("bearer" = [])), responses(
    (status = 200, body = MyWays),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn unlink_openid(State(api): State<Api>, me: SignedInUser) -> Result<Json<MyWays>, Failure> {
    api.accounts()?.unlink_openid(&me.user.id, Provider::of(&api)?.issuer()).await?;
    ways(&api, &me.user.id).await.map(Json)
}
