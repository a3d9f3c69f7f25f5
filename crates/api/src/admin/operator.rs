//! Who looks after this server.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use protocol::Code;

use crate::failure::Failure;
use crate::identity::SignedInUser;
use crate::state::Api;

/// Somebody who sends a request, and looks after this server. Anybody else is refused.
pub(crate) struct Operator;

impl FromRequestParts<Api> for Operator {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failure> {
        let SignedInUser { user, .. } = SignedInUser::from_request_parts(parts, api).await?;
        if api.accounts()?.operators().await?.contains(&user.id) {
            return Ok(Self);
        }
        let detail = "only operators of this server may see this; \
            whoever runs it makes you one with `sameframe user make-operator`";
        Err(Failure::new(Code::NotAnOperator, detail))
    }
}
