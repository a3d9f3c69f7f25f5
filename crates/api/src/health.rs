//! `/healthz`, `/readyz`, `/metrics`

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use host::Health;
use serde_json::json;
use tokio::time::timeout;

use crate::options::Service;
use crate::state::Api;

/// How long a dependency may take to say that it is well.
const PATIENCE: Duration = Duration::from_secs(3);

/// The process is alive.
pub(crate) async fn healthz() -> &'static str {
    "ok\n"
}

/// The server can serve, with each dependency's state.
pub(crate) async fn readyz(State(api): State<Api>) -> Response {
    let store = match timeout(PATIENCE, api.store().ready()).await {
        Ok(Ok(())) => "ok".to_owned(),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the store does not answer".to_owned(),
    };
    let clock = clock_state(&api);
    let draining = api.draining().has_begun();
    let ready = store == "ok" && clock == "ok" && !draining;
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    // Away is no reason to take a node out: it hears of the others by asking the store.
    let broker = match api.host().broker_health() {
        Health::Connected => "ok".to_owned(),
        Health::Degraded { since } => {
            format!("away for {} s; this node asks the store once a second instead", since.elapsed().as_secs())
        }
    };
    let services: Vec<_> = api.options().services.iter().map(Service::name).collect();
    let web = if web_assets::ASSETS.is_empty() { "not in this build" } else { "ok" };
    let body = json!({ "ready": ready, "store": store, "clock": clock, "broker": broker, "draining": draining,
        "services": services, "web": web });
    (status, Json(body)).into_response()
}

fn clock_state(api: &Api) -> String {
    let clock = api.host().clock();
    match clock.off_by() {
        Some(off_by) if !clock.is_known() => {
            format!("it may be off by {} ms: the database's clock was not heard of for long", off_by.as_millis())
        }
        _ => "ok".to_owned(),
    }
}

/// Metrics in the text format of Prometheus.
pub(crate) async fn metrics_page(State(api): State<Api>) -> Response {
    let loaded = u32::try_from(api.host().loaded()).unwrap_or(u32::MAX);
    metrics::gauge!("sameframe_sessions_loaded").set(f64::from(loaded));
    match &api.options().metrics {
        Some(page) => ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], page()).into_response(),
        None => (StatusCode::NOT_FOUND, "metrics are not collected\n").into_response(),
    }
}
