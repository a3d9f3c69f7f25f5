//! `GET, POST /api/sessions/{id}/messages/reports`

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use protocol::{Code, Problem, ReportList, ReportMessage};
use session::{ChatRefusal, Refusal};
use store::StoredReport;

use crate::body::{Body, PathId};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;
use crate::to_wire;

/// How many reports are listed.
const REPORTS_MAX: u32 = 100;

/// Tells those who moderate that a message is bad. Nobody else hears of it.
#[utoipa::path(post, path = "/api/sessions/{id}/messages/reports", tag = "message", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")), request_body = ReportMessage,
    responses(
        (status = 204, description = "it is reported, or was already"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 429, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn report_message(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
    Body(ReportMessage { message }): Body<ReportMessage>,
) -> Result<StatusCode, Failure> {
    let (id, session) = api.session(&id)?;
    let by = identity.member_in(&id)?;
    api.limits().report(&by)?;
    let view = session.view().await?;
    if !view.session.is_present(&by) {
        return Err(Refusal::NotAMember.into());
    }
    if view.session.chat().message(message).is_none() {
        return Err(Refusal::Chat(ChatRefusal::NoSuchMessage).into());
    }
    let at = api.host().clock().now();
    api.store().report_message(&id, StoredReport { message, by, at }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Returns the last hundred reports of messages that are still there, newest first; for those who moderate.
#[utoipa::path(get, path = "/api/sessions/{id}/messages/reports", tag = "message", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")),
    responses(
        (status = 200, body = ReportList),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_reports(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
) -> Result<Json<ReportList>, Failure> {
    let (id, session) = api.session(&id)?;
    let by = identity.member_in(&id)?;
    if !session.view().await?.session.moderates_chat(&by, api.host().clock().now()) {
        return Err(Failure::new(Code::NotAllowed, "only who moderates sees what was reported"));
    }
    let reports = api.store().message_reports(&id, REPORTS_MAX).await?;
    Ok(Json(ReportList { reports: reports.iter().map(to_wire::message_report).collect() }))
}
