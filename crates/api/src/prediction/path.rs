//! Which prediction a path names.

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use crate::failure::Failure;
use crate::to_domain;

/// A session's id, and that of one of its predictions.
pub(crate) struct PredictionPath(pub(crate) String, pub(crate) u64);

impl<S: Send + Sync> FromRequestParts<S> for PredictionPath {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Failure> {
        let path = Path::<(String, String)>::from_request_parts(parts, state).await;
        let Path((session, prediction)) = path.map_err(|_| Failure::session_not_found())?;
        Ok(Self(session, to_domain::prediction::id(&prediction)?))
    }
}
