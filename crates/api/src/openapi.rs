//! The OpenAPI document, generated from the handlers.

use axum::response::{IntoResponse as _, Response};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::{message, prediction, session, timecode, users};

#[derive(OpenApi)]
#[openapi(
    info(title = "Sameframe", description = "Everyone on the same frame: watch parties over HTTP and WebSocket."),
    paths(
        users::create_user,
        users::me,
        users::history,
        session::create_session,
        session::list_sessions,
        session::get_session,
        session::calendar,
        session::join_session,
        session::end_session,
        session::list_events,
        session::list_bans,
        session::replay,
        session::export_session,
        session::import_session,
        session::list_notes,
        session::write_note,
        session::delete_note,
        timecode::post_command,
        timecode::live,
        timecode::playback,
        users::my_code,
        users::user_by_code,
        users::companions,
        users::user_live,
        session::invite,
        session::list_invitations,
        session::accept_invitation,
        session::reject_invitation,
        session::withdraw_invitation,
        session::list_knocks,
        session::get_knock,
        session::let_in,
        session::turn_away,
        session::withdraw_knock,
        session::get_door,
        session::change_door,
        session::make_link,
        session::list_links,
        session::revoke_links,
        session::revoke_link,
        session::session_code,
        session::resolve_code,
        prediction::my_predictions,
        prediction::list_predictions,
        prediction::open_prediction,
        prediction::pick_outcome,
        prediction::lock_prediction,
        prediction::resolve_prediction,
        prediction::cancel_prediction,
        message::list_messages,
        message::say,
        message::post_message_command,
        message::list_reports,
        message::report_message,
    ),
    components(schemas(protocol::Code, protocol::LogEvent, protocol::Knocked)),
    modifiers(&BearerToken),
)]
struct Document;

struct BearerToken;

impl Modify for BearerToken {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let bearer = SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build());
        document.components.get_or_insert_default().add_security_scheme("bearer", bearer);
    }
}

/// Returns the document as JSON.
#[expect(clippy::expect_used, clippy::missing_panics_doc, reason = "the document is made of texts")]
pub fn openapi_json() -> String {
    Document::openapi().to_pretty_json().expect("the document is made of texts") + "\n"
}

/// `GET /api/openapi.json`
pub(crate) async fn openapi() -> Response {
    ([(axum::http::header::CONTENT_TYPE, "application/json")], openapi_json()).into_response()
}
