//! The OpenAPI document, generated from the handlers.

use axum::response::{IntoResponse as _, Response};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::admin::experiments;
use crate::users::account;
use crate::{admin, catalog, library, message, prediction, recommendation, session, timecode, users};

#[derive(OpenApi)]
#[openapi(
    info(title = "Sameframe", description = "Everyone on the same frame: watch parties over HTTP and WebSocket."),
    paths(
        users::create_user,
        users::me,
        users::rename_me,
        users::erase_me,
        users::export_me,
        users::history,
        session::create_session,
        session::list_sessions,
        session::get_session,
        session::calendar,
        session::list_members,
        session::join_session,
        session::end_session,
        session::list_events,
        session::list_bans,
        session::replay,
        session::export_session,
        session::import_session,
        library::list_library,
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
        account::sign_in_ways,
        account::sign_in,
        account::list_sign_ins,
        account::revoke_other_sign_ins,
        account::revoke_sign_in,
        account::my_ways,
        account::set_password,
        account::remove_password,
        account::ask_passkey,
        account::finish_passkey,
        account::ask_new_passkey,
        account::finish_new_passkey,
        account::rename_passkey,
        account::remove_passkey,
        account::begin_openid,
        account::finish_openid,
        account::link_openid,
        account::unlink_openid,
        account::use_sign_in_link,
        admin::list_workers,
        admin::run_worker,
        admin::list_providers,
        admin::check_provider,
        experiments::list_experiments,
        experiments::define,
        experiments::read_experiment,
        experiments::start,
        experiments::stop,
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
        session::make_series,
        session::list_series,
        session::get_series,
        session::change_series,
        session::list_evenings,
        session::open_evening,
        session::series_calendar,
        session::series_of_session,
        prediction::my_predictions,
        prediction::list_predictions,
        prediction::open_prediction,
        prediction::pick_outcome,
        prediction::lock_prediction,
        prediction::resolve_prediction,
        prediction::cancel_prediction,
        recommendation::my_recommendations,
        recommendation::session_recommendations,
        recommendation::give_feedback,
        recommendation::my_recommendations_shown,
        recommendation::session_recommendations_shown,
        message::list_messages,
        message::say,
        message::post_message_command,
        message::list_reports,
        message::report_message,
        catalog::resolve_video,
        catalog::list_videos,
        catalog::search_videos,
        catalog::video_filters,
        catalog::get_video,
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
