//! `POST /api/sessions/import`

use std::time::Duration;

use axum::Json;
use axum::body::{Body, to_bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use protocol::{Code, Problem, SessionCreated};
use tokio::time::timeout;

use super::package::{Import, ImportError, Importer};
use crate::address::Address;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::link::base_url;
use crate::state::Api;
use crate::to_wire;

/// How long a file may take to arrive. Others wait for their turn meanwhile.
const ARRIVES_WITHIN: Duration = Duration::from_secs(30);

/// Makes a session that has ended out of a file that `…/export` wrote, here or on another server. Its members are nobody's
/// users here, only who has the link finds it, and it says who brought it.
#[utoipa::path(post, path = "/api/sessions/import", tag = "session", security(("bearer" = [])),
    request_body(content = String, content_type = "application/x-ndjson"),
    responses(
        (status = 201, body = SessionCreated),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn import_session(
    State(api): State<Api>,
    identity: Identity,
    Address(address): Address,
    headers: HeaderMap,
    body: Body,
) -> Result<(StatusCode, Json<SessionCreated>), Failure> {
    let Identity::User(user) = identity else {
        return Err(Failure::new(Code::WrongSession, "this is the token of a session; import with your own"));
    };
    let bytes_max = api.options().import_bytes_max;
    if bytes_max == 0 {
        return Err(Failure::new(Code::NotAllowed, "this server takes in no sessions from files"));
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    // No form of another site's page can send this type unasked.
    if !kind.trim().to_ascii_lowercase().starts_with("application/x-ndjson") {
        let detail = "send the file with Content-Type: application/x-ndjson";
        return Err(Failure::new(Code::BadRequest, detail));
    }
    api.limits().newcomer(address)?;
    api.limits().import(&user.id)?;
    // One at a time: so much of memory, and no more, is ever for this.
    let turn = api.limits().import_turn().await?;
    let too_slow = |_| Failure::new(Code::Busy, "the file took too long to arrive; try again over a faster connection");
    let bytes = timeout(ARRIVES_WITHIN, to_bytes(body, bytes_max)).await.map_err(too_slow)?.map_err(|_| {
        let detail = format!("the file is larger than {bytes_max} bytes, or did not arrive whole");
        Failure::new(Code::FrameTooLarge, detail)
    })?;
    let now = api.host().clock().now();
    let by = Some(Importer { id: user.id, name: user.name });
    let import = Import { bytes: bytes.into(), by, now };
    // Whoever goes away meanwhile leaves no half of a session behind.
    let keeping = api.clone();
    let kept = tokio::spawn(async move {
        let kept = import.run(keeping.store()).await;
        drop(turn);
        kept
    });
    let (id, summary) = kept.await.map_err(|_| Failure::new(Code::Internal, "taking the file in failed"))??;
    let session = to_wire::session(&id, &summary, now);
    let link = format!("{}/s/{id}/replay", base_url(&api, &headers));
    Ok((StatusCode::CREATED, Json(SessionCreated { session, link, invitations: Vec::new() })))
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Bad(bad) => Self::new(Code::BadImport, format!("{bad}. Nothing of the file was kept")),
            ImportError::Host(error) => error.into(),
            ImportError::Store(error) => error.into(),
        }
    }
}
