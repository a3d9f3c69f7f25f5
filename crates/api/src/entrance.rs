//! The way in, which is open before what is behind it is ready.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router};
use protocol::Code;
use serde_json::json;
use tokio::sync::watch;
use tokio::time::timeout;
use tower::ServiceExt as _;

use crate::failure::Failure;
use crate::health;

/// How long a request waits for a start that goes well.
const START_PATIENCE: Duration = Duration::from_secs(5);

/// The way in to a server that starts: a request waits for it for a moment, and is told so where the start takes longer.
/// Cheap to clone; all clones are the same.
#[derive(Clone, Default)]
pub struct Entrance {
    stage: Arc<watch::Sender<Stage>>,
}

#[derive(Clone, Default)]
enum Stage {
    #[default]
    Starting,
    /// What it waits for, in words for those who look after the server.
    Waiting(String),
    Open(Router),
}

impl Entrance {
    /// Tells those who look after the server what it waits for.
    pub fn wait_for(&self, what: String) {
        self.stage.send_replace(Stage::Waiting(what));
    }

    /// Lets everybody in.
    pub fn open(&self, router: Router) {
        self.stage.send_replace(Stage::Open(router));
    }

    /// Returns what is served, from the first moment on.
    pub fn router(&self) -> Router {
        Router::new().fallback(enter).with_state(self.clone())
    }

    /// Waits until the start has ended, well or not.
    async fn settled(&self) -> Stage {
        let mut stage = self.stage.subscribe();
        let settled = stage.wait_for(|stage| !matches!(stage, Stage::Starting));
        match timeout(START_PATIENCE, settled).await {
            Ok(Ok(stage)) => stage.clone(),
            Ok(Err(_)) | Err(_) => Stage::Starting,
        }
    }
}

async fn enter(State(entrance): State<Entrance>, request: Request) -> Response {
    let now = entrance.stage.borrow().clone();
    match (now, request.uri().path()) {
        (Stage::Open(router), _) => pass(router, request).await,
        (_, "/healthz") => health::healthz().await.into_response(),
        (Stage::Waiting(what), "/readyz") => not_ready(&what),
        (Stage::Starting, "/readyz") => not_ready("the server starts"),
        _ => match entrance.settled().await {
            Stage::Open(router) => pass(router, request).await,
            Stage::Starting | Stage::Waiting(_) => {
                let detail = "this server has just been started and waits for its database; try again in a moment";
                Failure::new(Code::StorageUnavailable, detail).into_response()
            }
        },
    }
}

async fn pass(router: Router, request: Request) -> Response {
    router.oneshot(request).await.unwrap_or_else(|never: Infallible| match never {})
}

fn not_ready(what: &str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "ready": false, "store": what }))).into_response()
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::body::{Body, to_bytes};
    use axum::extract::Request;
    use axum::routing::get;
    use tower::ServiceExt as _;

    use super::Entrance;

    async fn ask(entrance: &Entrance, path: &str) -> (u16, String) {
        let request = Request::builder().uri(path).body(Body::empty()).unwrap();
        let response = entrance.router().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), 4_096).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn who_comes_during_a_start_waits_for_it_and_is_then_served() {
        let entrance = Entrance::default();
        let coming = tokio::spawn({
            let entrance = entrance.clone();
            async move { ask(&entrance, "/").await }
        });
        assert_eq!(ask(&entrance, "/healthz").await, (200, "ok\n".to_owned()));
        assert_eq!(ask(&entrance, "/readyz").await.0, 503);
        entrance.open(Router::new().route("/", get(async || "welcome")));
        assert_eq!(coming.await.unwrap(), (200, "welcome".to_owned()));
        assert_eq!(ask(&entrance, "/elsewhere").await.0, 404);
    }

    #[tokio::test]
    async fn a_start_that_waits_says_why_to_those_who_look_after_it_and_to_nobody_else() {
        let entrance = Entrance::default();
        entrance.wait_for("party at db:5432".to_owned());
        let (status, ready) = ask(&entrance, "/readyz").await;
        assert!(status == 503 && ready.contains("party at db:5432"), "{ready}");
        let (status, problem) = ask(&entrance, "/api/sessions").await;
        assert!(status == 503 && problem.contains("storage_unavailable") && !problem.contains("db:5432"), "{problem}");
        assert_eq!(ask(&entrance, "/healthz").await.0, 200);
    }
}
