//! Every address, and what stands before all of them.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{MethodRouter, any, delete, get, patch, post};
use protocol::{Code, limits};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::classify::SharedClassifier;
use tower_http::cors::{AllowOrigin, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;

use crate::admin::experiments;
use crate::failure::Failure;
use crate::faults::{OwnFaults, own_fault};
use crate::media::SAMPLE_PATH;
use crate::options::{Service, Services};
use crate::state::Api;
use crate::users::account;
use crate::{
    admin, catalog, handshake, health, library, media, message, openapi, pages, prediction, recommendation, relay,
    session, timecode, users,
};

/// How long a response may take to begin.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(30);

/// What is taken in from a file, however long, is taken in whole; it has limits of its own.
const IMPORT_PATH: &str = "/api/sessions/import";

/// The page may load what it brings along, and media from anywhere: that is what it is for.
const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self'; \
    img-src 'self' data: https: http:; media-src * blob: data:; connect-src *; worker-src 'self' blob:; \
    object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

/// An answer to a program is no page.
const NO_PAGE_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Returns everything that is served.
pub fn router(api: Api) -> Router {
    let cors = cors(&api);
    Routes::new(&api.options().services, &api)
        .add(Service::Users, "/api/users", post(users::create_user))
        .add(Service::Users, "/api/users/me", get(users::me).patch(users::rename_me).delete(users::erase_me))
        .add(Service::Users, "/api/users/me/export", get(users::export_me))
        .add(Service::Users, "/api/users/me/history", get(users::history))
        .add(Service::Session, "/api/sessions", post(session::create_session).get(session::list_sessions))
        .of_session(Service::Session, "", get(session::get_session))
        .of_session(Service::Session, "/calendar.ics", get(session::calendar))
        .of_session(Service::Session, "/members", get(session::list_members))
        .add(Service::Session, "/api/sessions/{id}/join", post(session::join_session))
        .of_session(Service::Session, "/end", post(session::end_session))
        .of_session(Service::Session, "/events", get(session::list_events))
        .of_session(Service::Session, "/bans", get(session::list_bans))
        .of_session(Service::Session, "/replay", get(session::replay))
        .add(Service::Session, "/api/library", get(library::list_library))
        .add(Service::Session, IMPORT_PATH, post(session::import_session))
        .of_session(Service::Session, "/export", get(session::export_session))
        .of_session(Service::Session, "/layers", get(session::list_notes).post(session::write_note))
        .of_session(Service::Session, "/layers/{note}", delete(session::delete_note))
        .of_session(Service::Timecode, "/commands", post(timecode::post_command))
        .add(Service::Timecode, "/api/sessions/{id}/live", get(timecode::live))
        .of_session(Service::Timecode, "/playback", get(timecode::playback))
        .add_handshake()
        .add_series()
        .add_accounts()
        .add_admin()
        .add_catalogue()
        .add_recommendations()
        .add(Service::Prediction, "/api/users/me/predictions", get(prediction::my_predictions))
        .of_session(
            Service::Prediction,
            "/predictions",
            get(prediction::list_predictions).post(prediction::open_prediction),
        )
        .of_session(Service::Prediction, "/predictions/{prediction}/pick", post(prediction::pick_outcome))
        .of_session(Service::Prediction, "/predictions/{prediction}/lock", post(prediction::lock_prediction))
        .of_session(Service::Prediction, "/predictions/{prediction}/resolve", post(prediction::resolve_prediction))
        .of_session(Service::Prediction, "/predictions/{prediction}/cancel", post(prediction::cancel_prediction))
        .of_session(Service::Message, "/messages", get(message::list_messages).post(message::say))
        .of_session(Service::Message, "/messages/commands", post(message::post_message_command))
        .of_session(Service::Message, "/messages/reports", get(message::list_reports).post(message::report_message))
        .router
        .route("/api/openapi.json", get(openapi::openapi))
        // Before the layer: else it, and not the layer, would answer what browsers ask first (OPTIONS).
        .method_not_allowed_fallback(method_not_allowed)
        .layer(cors)
        .layer(fixed(header::CONTENT_SECURITY_POLICY, NO_PAGE_POLICY))
        .route(SAMPLE_PATH, get(media::sample))
        .merge(own_videos())
        .merge(relayed())
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/metrics", get(health::metrics_page))
        .fallback(pages::page)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(api)
        .layer(DefaultBodyLimit::max(limits::BODY_BYTES_MAX))
        .layer(from_fn(within_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TraceLayer::new(SharedClassifier::new(OwnFaults)))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
}

/// Every process that was given the folders has them, whatever its services.
fn own_videos() -> Router<Api> {
    Router::new()
        .route("/media/library/{id}", get(library::library_file))
        .route("/media/library/{id}/picture", get(library::library_picture))
        .route("/media/library/{id}/index.m3u8", get(library::library_playlist))
        .route("/media/library/{id}/segments/{name}", get(library::library_segment))
        .route("/media/library/{id}/subtitles/{number}", get(library::library_subtitles))
}

/// Every process that was told of the providers has them, whatever its services.
fn relayed() -> Router<Api> {
    Router::new()
        .route("/media/relay/{provider}/{name}/index.m3u8", get(relay::relayed_playlist))
        .route("/media/relay/{provider}/{name}/segments/{file}", get(relay::relayed_segment))
        .route("/media/relay/{provider}/{name}/subtitles/{file}", get(relay::relayed_subtitles))
}

fn link_handlers() -> MethodRouter<Api> {
    post(session::make_link).get(session::list_links).delete(session::revoke_links)
}

/// The addresses of the services: one that is off says so.
struct Routes<'a> {
    services: &'a Services,
    api: &'a Api,
    router: Router<Api>,
}

impl<'a> Routes<'a> {
    fn new(services: &'a Services, api: &'a Api) -> Self {
        Self { services, api, router: Router::new() }
    }

    /// What operators see and do.
    fn add_admin(self) -> Self {
        self.add(Service::Users, "/api/admin/workers", get(admin::list_workers))
            .add(Service::Users, "/api/admin/workers/{name}/run", post(admin::run_worker))
            .add(Service::Users, "/api/admin/providers", get(admin::list_providers))
            .add(Service::Users, "/api/admin/providers/{id}/check", post(admin::check_provider))
            .add(Service::Users, "/api/admin/experiments", get(experiments::list_experiments).post(experiments::define))
            .add(Service::Users, "/api/admin/experiments/{key}", get(experiments::read_experiment))
            .add(Service::Users, "/api/admin/experiments/{key}/start", post(experiments::start))
            .add(Service::Users, "/api/admin/experiments/{key}/stop", post(experiments::stop))
    }

    /// What there is to watch.
    fn add_catalogue(self) -> Self {
        self.add(Service::Catalog, "/api/videos", get(catalog::list_videos))
            .add(Service::Catalog, "/api/videos/resolve", post(catalog::resolve_video))
            .add(Service::Catalog, "/api/videos/search", post(catalog::search_videos))
            .add(Service::Catalog, "/api/videos/filters", get(catalog::video_filters))
            .add(Service::Catalog, "/api/videos/{id}", get(catalog::get_video))
    }

    /// People who ask each other in.
    fn add_recommendations(self) -> Self {
        let shown = "/api/users/me/recommendations/shown";
        self.add(Service::Recommendation, "/api/users/me/recommendations", get(recommendation::my_recommendations))
            .add(Service::Recommendation, "/api/users/me/recommendations/feedback", post(recommendation::give_feedback))
            .add(Service::Recommendation, shown, post(recommendation::my_recommendations_shown))
            .of_session(Service::Recommendation, "/recommendations", get(recommendation::session_recommendations))
            .of_session(
                Service::Recommendation,
                "/recommendations/shown",
                post(recommendation::session_recommendations_shown),
            )
    }

    fn add_handshake(self) -> Self {
        self.add(Service::Users, "/api/users/me/live", get(users::user_live))
            .add(Service::Users, "/api/users/me/companions", get(users::companions))
            .add(Service::Users, "/api/users/me/code", get(users::my_code))
            .add(Service::Users, "/api/users/by-code/{code}", get(users::user_by_code))
            .of_session(Service::Session, "/invitations", post(session::invite))
            .add(Service::Session, "/api/invitations", get(session::list_invitations))
            .add(Service::Session, "/api/invitations/{id}", delete(session::withdraw_invitation))
            .add(Service::Session, "/api/invitations/{id}/accept", post(session::accept_invitation))
            .add(Service::Session, "/api/invitations/{id}/reject", post(session::reject_invitation))
            .of_session(Service::Session, "/door", get(session::get_door).patch(session::change_door))
            .of_session(Service::Session, "/knocks", get(session::list_knocks))
            .add(Service::Session, "/api/knocks/{id}", get(session::get_knock).delete(session::withdraw_knock))
            .add(Service::Session, "/api/knocks/{id}/let-in", post(session::let_in))
            .add(Service::Session, "/api/knocks/{id}/turn-away", post(session::turn_away))
            .of_session(Service::Session, "/links", link_handlers())
            .of_session(Service::Session, "/links/{link}", delete(session::revoke_link))
            .of_session(Service::Session, "/code", post(session::session_code))
            .add(Service::Session, "/api/codes/{code}", get(session::resolve_code))
    }

    /// Parties that come back.
    fn add_series(self) -> Self {
        self.add(Service::Session, "/api/series", post(session::make_series).get(session::list_series))
            .add(Service::Session, "/api/series/{id}", get(session::get_series).patch(session::change_series))
            .add(Service::Session, "/api/series/{id}/evenings", get(session::list_evenings).post(session::open_evening))
            .add(Service::Session, "/api/series/{id}/calendar.ics", get(session::series_calendar))
            .of_session(Service::Session, "/series", get(session::series_of_session))
    }

    /// Where somebody is signed in, and the ways to sign in.
    fn add_accounts(self) -> Self {
        let sign_ins = get(account::list_sign_ins).delete(account::revoke_other_sign_ins);
        let passkey = patch(account::rename_passkey).delete(account::remove_passkey);
        self.add(Service::Users, "/api/sign-in", get(account::sign_in_ways).post(account::sign_in))
            .add(Service::Users, "/api/sign-in/passkey", post(account::ask_passkey))
            .add(Service::Users, "/api/sign-in/passkey/finish", post(account::finish_passkey))
            .add(Service::Users, "/api/sign-in/openid", post(account::begin_openid))
            .add(Service::Users, "/api/sign-in/openid/finish", post(account::finish_openid))
            .add(Service::Users, "/api/sign-in/link", post(account::use_sign_in_link))
            .add(Service::Users, "/api/users/me/sign-ins", sign_ins)
            .add(Service::Users, "/api/users/me/sign-ins/{id}", delete(account::revoke_sign_in))
            .add(Service::Users, "/api/users/me/ways", get(account::my_ways))
            .add(Service::Users, "/api/users/me/password", post(account::set_password).delete(account::remove_password))
            .add(Service::Users, "/api/users/me/passkeys", post(account::ask_new_passkey))
            .add(Service::Users, "/api/users/me/passkeys/finish", post(account::finish_new_passkey))
            .add(Service::Users, "/api/users/me/passkeys/{id}", passkey)
            .add(Service::Users, "/api/users/me/openid", post(account::link_openid).delete(account::unlink_openid))
    }

    fn add(self, service: Service, path: &str, handlers: MethodRouter<Api>) -> Self {
        let off = any(async move || switched_off(service));
        let handlers = if self.services.has(service) { handlers } else { off };
        Self { router: self.router.route(path, handlers), ..self }
    }

    /// An address of one session, for who may know of it; `at` follows the session's id.
    fn of_session(self, service: Service, at: &str, handlers: MethodRouter<Api>) -> Self {
        let guard = from_fn_with_state(self.api.clone(), handshake::who_may_know);
        self.add(service, &format!("/api/sessions/{{id}}{at}"), handlers.route_layer(guard))
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
    let link = HeaderName::from_static(handshake::LINK_HEADER);
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins))
        .allow_methods([Method::GET, Method::POST, Method::PATCH, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, link, session::PREFER])
}

async fn method_not_allowed() -> Response {
    let detail = "this address does not take this method; see /api/openapi.json";
    Failure::new(Code::MethodNotAllowed, detail).into_response()
}

/// A response that takes too long to begin is answered with words.
async fn within_time(request: Request, next: Next) -> Response {
    if request.extensions().get::<MatchedPath>().is_some_and(|path| path.as_str() == IMPORT_PATH) {
        return next.run(request).await;
    }
    let late = || {
        let failure = Failure::new(Code::Busy, "this took the server too long; try again in a moment");
        own_fault(failure.into_response())
    };
    tokio::time::timeout(RESPONSE_TIMEOUT, next.run(request)).await.unwrap_or_else(|_| late())
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    Failure::new(Code::Internal, "the server failed in a way it did not expect; its log says how").into_response()
}
