//! Requests to the identity provider: no redirect is followed, and neither time nor size is without an end.

use std::time::Duration;

use futures_util::future::BoxFuture;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error};
use hyper_util::rt::TokioExecutor;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

const TIMEOUT: Duration = Duration::from_secs(10);
/// The largest answer that is read.
const BYTES_MAX: usize = 512 * 1_024;

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    #[error("the identity provider cannot be reached")]
    Unreachable(#[from] Error),
    #[error("the identity provider takes too long")]
    Late(#[from] Elapsed),
    #[error("the identity provider's answer is too large, or breaks off")]
    Unreadable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Sends requests.
pub(super) struct Fetch(Client<HttpsConnector<HttpConnector>, Full<axum::body::Bytes>>);

impl Fetch {
    /// Takes the certificates that public authorities have signed.
    pub(super) fn new() -> Self {
        let connector = HttpsConnectorBuilder::new().with_webpki_roots().https_or_http().enable_http1().build();
        Self(Client::builder(TokioExecutor::new()).build(connector))
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let (parts, body) = self.0.request(request.map(|body| Full::new(body.into()))).await?.into_parts();
        let body = Limited::new(body, BYTES_MAX).collect().await.map_err(FetchError::Unreadable)?;
        Ok(HttpResponse::from_parts(parts, body.to_bytes().into()))
    }
}

impl<'c> AsyncHttpClient<'c> for Fetch {
    type Error = FetchError;
    type Future = BoxFuture<'c, Result<HttpResponse, FetchError>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async { timeout(TIMEOUT, self.ask(request)).await? })
    }
}
