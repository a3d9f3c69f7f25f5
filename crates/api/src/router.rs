//! Every address, and what stands before all of them.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, any, delete, get, post};
use protocol::{Code, limits};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use crate::failure::Failure;
use crate::media::SAMPLE_PATH;
use crate::options::{Service, Services};
use crate::state::Api;
use crate::{handshake, health, media, message, openapi, pages, prediction, session, timecode, users};

/// How long a response may take to begin.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(30);

/// The page may load what it brings along, and media from anywhere: that is what it is for.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: https: http:; media-src * blob: data:; connect-src *; worker-src 'self' blob:; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/// Returns everything that is served.
pub fn router(api: Api) -> Router {
    let cors = cors(&api);
    Routes::new(&api.options().services)
        .add(Service::Users, "/api/users", post(users::create_user))
        .add(Service::Users, "/api/users/me", get(users::me))
        .add(Service::Users, "/api/users/me/history", get(users::history))
        .add(Service::Session, "/api/sessions", post(session::create_session).get(session::list_sessions))
        .add(Service::Session, "/api/sessions/{id}", get(session::get_session))
        .add(Service::Session, "/api/sessions/{id}/calendar.ics", get(session::calendar))
        .add(Service::Session, "/api/sessions/{id}/join", post(session::join_session))
        .add(Service::Session, "/api/sessions/{id}/end", post(session::end_session))
        .add(Service::Session, "/api/sessions/{id}/events", get(session::list_events))
        .add(Service::Session, "/api/sessions/{id}/bans", get(session::list_bans))
        .add(Service::Session, "/api/sessions/{id}/replay", get(session::replay))
        .add(Service::Session, "/api/sessions/import", post(session::import_session))
        .add(Service::Session, "/api/sessions/{id}/export", get(session::export_session))
        .add(Service::Session, "/api/sessions/{id}/layers", get(session::list_notes).post(session::write_note))
        .add(Service::Session, "/api/sessions/{id}/layers/{note}", delete(session::delete_note))
        .add(Service::Timecode, "/api/sessions/{id}/commands", post(timecode::post_command))
        .add(Service::Timecode, "/api/sessions/{id}/live", get(timecode::live))
        .add(Service::Timecode, "/api/sessions/{id}/playback", get(timecode::playback))
        .add_handshake()
        .add(Service::Prediction, "/api/users/me/predictions", get(prediction::my_predictions))
        .add(
            Service::Prediction,
            "/api/sessions/{id}/predictions",
            get(prediction::list_predictions).post(prediction::open_prediction),
        )
        .add(Service::Prediction, "/api/sessions/{id}/predictions/{prediction}/pick", post(prediction::pick_outcome))
        .add(Service::Prediction, "/api/sessions/{id}/predictions/{prediction}/lock", post(prediction::lock_prediction))
        .add(
            Service::Prediction,
            "/api/sessions/{id}/predictions/{prediction}/resolve",
            post(prediction::resolve_prediction),
        )
        .add(
            Service::Prediction,
            "/api/sessions/{id}/predictions/{prediction}/cancel",
            post(prediction::cancel_prediction),
        )
        .add(Service::Message, "/api/sessions/{id}/messages", get(message::list_messages).post(message::say))
        .add(Service::Message, "/api/sessions/{id}/messages/commands", post(message::post_message_command))
        .add(
            Service::Message,
            "/api/sessions/{id}/messages/reports",
            get(message::list_reports).post(message::report_message),
        )
        .router
        .route("/api/openapi.json", get(openapi::openapi))
        // Before the layer: else it, and not the layer, would answer what browsers ask first (OPTIONS).
        .method_not_allowed_fallback(method_not_allowed)
        .layer(cors)
        .route(SAMPLE_PATH, get(media::sample))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics_page))
        .fallback(pages::page)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(api)
        .layer(DefaultBodyLimit::max(limits::BODY_BYTES_MAX))
        .layer(from_fn(within_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TraceLayer::new_for_http())
        .layer(fixed(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
}

fn link_handlers() -> MethodRouter<Api> {
    post(session::make_link).get(session::list_links).delete(session::revoke_links)
}

/// The addresses of the services: one that is off says so.
struct Routes<'a> {
    services: &'a Services,
    router: Router<Api>,
}

impl<'a> Routes<'a> {
    fn new(services: &'a Services) -> Self {
        Self { services, router: Router::new() }
    }

    /// People who ask each other in.
    fn add_handshake(self) -> Self {
        self.add(Service::Users, "/api/users/me/live", get(users::user_live))
            .add(Service::Users, "/api/users/me/companions", get(users::companions))
            .add(Service::Users, "/api/users/me/code", get(users::my_code))
            .add(Service::Users, "/api/users/by-code/{code}", get(users::user_by_code))
            .add(Service::Session, "/api/sessions/{id}/invitations", post(session::invite))
            .add(Service::Session, "/api/invitations", get(session::list_invitations))
            .add(Service::Session, "/api/invitations/{id}", delete(session::withdraw_invitation))
            .add(Service::Session, "/api/invitations/{id}/accept", post(session::accept_invitation))
            .add(Service::Session, "/api/invitations/{id}/reject", post(session::reject_invitation))
            .add(Service::Session, "/api/sessions/{id}/door", get(session::get_door).patch(session::change_door))
            .add(Service::Session, "/api/sessions/{id}/knocks", get(session::list_knocks))
            .add(Service::Session, "/api/knocks/{id}", get(session::get_knock).delete(session::withdraw_knock))
            .add(Service::Session, "/api/knocks/{id}/let-in", post(session::let_in))
            .add(Service::Session, "/api/knocks/{id}/turn-away", post(session::turn_away))
            .add(Service::Session, "/api/sessions/{id}/links", link_handlers())
            .add(Service::Session, "/api/sessions/{id}/links/{link}", delete(session::revoke_link))
            .add(Service::Session, "/api/sessions/{id}/code", post(session::session_code))
            .add(Service::Session, "/api/codes/{code}", get(session::resolve_code))
    }

    fn add(self, service: Service, path: &str, handlers: MethodRouter<Api>) -> Self {
        let off = any(async move || switched_off(service));
        let handlers = if self.services.has(service) { handlers } else { off };
        Self { router: self.router.route(path, handlers), ..self }
    }
}

fn switched_off(service: Service) -> Response {
    Failure::service_off(service).into_response()
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

/// Pages of other sites may use the API where the operator allows it.
fn cors(api: &Api) -> CorsLayer {
    let origins = api.options().allowed_origins.iter().filter_map(|origin| HeaderValue::from_str(origin).ok());
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::PATCH, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, HeaderName::from_static(handshake::LINK_HEADER)])
}

async fn method_not_allowed() -> Response {
    let detail = "this address does not take this method; see /api/openapi.json";
    Failure::new(Code::MethodNotAllowed, detail).into_response()
}

/// A response that takes too long to begin is answered with words.
async fn within_time(request: Request, next: Next) -> Response {
    let late = || Failure::new(Code::Busy, "this took the server too long; try again in a moment").into_response();
    tokio::time::timeout(RESPONSE_TIMEOUT, next.run(request)).await.unwrap_or_else(|_| late())
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Failure::new(Code::Internal, "the server failed in a way it did not expect; its log says how").into_response()
}
