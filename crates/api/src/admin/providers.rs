//! `GET /api/admin/providers`, and `POST /api/admin/providers/{id}/check`

use axum::Json;
use axum::extract::State;
use protocol::{Code, Problem, ProviderChecked, ProviderEntry, ProviderList};
use providers::ProviderId;
use timeline::Timestamp;

use super::operator::Operator;
use crate::body::PathId;
use crate::failure::Failure;
use crate::state::Api;
use crate::to_wire;

/// Returns how the providers have fared in this process.
#[utoipa::path(get, path = "/api/admin/providers", tag = "admin", security(("bearer" = [])), responses(
    (status = 200, body = ProviderList),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_providers(State(api): State<Api>, _: Operator) -> Json<ProviderList> {
    let time = |ms: i64| to_wire::rfc3339(Timestamp::from_ms(ms));
    let entry =
        |(id, can, standing): (&ProviderId, providers::Capabilities, providers::fetch::Standing)| ProviderEntry {
            id: id.to_string(),
            browses: can.browse,
            answered_at: standing.answered_at_ms.map(time),
            failed_at: standing.failed.map(|(at_ms, _)| time(at_ms)),
            failure: standing.failed.map(|(_, error)| error.to_string()),
            questions_left: standing.questions_left,
        };
    Json(ProviderList { providers: api.providers().standings().map(entry).collect() })
}

/// Asks a provider for the least, to see whether it answers. That takes 8 seconds at the most.
#[utoipa::path(post, path = "/api/admin/providers/{id}/check", tag = "admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "the provider's name")),
    responses(
        (status = 200, body = ProviderChecked),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn check_provider(
    State(api): State<Api>,
    _: Operator,
    PathId(id): PathId,
) -> Result<Json<ProviderChecked>, Failure> {
    let known = api.providers().iter().map(|(known, _)| known).find(|known| known.as_str() == id);
    let unknown = || Failure::new(Code::NotFound, "there is no provider of this name; look at the list");
    let checked = api.providers().health(known.ok_or_else(unknown)?).await;
    Ok(Json(ProviderChecked { failure: checked.err().map(|error| error.to_string()) }))
}
