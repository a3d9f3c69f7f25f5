//! One connection to one checked address, for one question. None is kept: what was checked is what is asked.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Empty;
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::error::FetchError;
use super::network::{Connection, Network};
use super::target::{Target, TargetHost};

/// How long looking up a name and connecting may take, each.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// How many addresses of a name are tried.
const ADDRESSES_MAX: usize = 3;
/// The largest head of an answer, in bytes.
const HEAD_BYTES_MAX: usize = 32 * 1_024;

/// Connects to targets.
pub(super) struct Connector {
    network: Arc<dyn Network>,
    tls: TlsConnector,
}

impl Connector {
    /// Takes the certificates that the network's authorities have signed.
    pub(super) fn new(network: Arc<dyn Network>) -> Self {
        let roots = network.authorities();
        let crypto = Arc::new(rustls::crypto::ring::default_provider());
        #[expect(clippy::expect_used, reason = "ring has the usual versions of TLS")]
        let tls = ClientConfig::builder_with_provider(crypto)
            .with_safe_default_protocol_versions()
            .expect("the usual versions of TLS")
            .with_root_certificates(roots)
            .with_no_client_auth();
        Self { network, tls: TlsConnector::from(Arc::new(tls)) }
    }

    /// Sends a question to a target, at addresses of it that have been checked.
    pub(super) async fn send(
        &self,
        target: &Target,
        addresses: &[IpAddr],
        request: Request<Empty<Bytes>>,
    ) -> Result<Response<Incoming>, FetchError> {
        let stream = self.connect(addresses, target.origin.port()).await?;
        if !target.origin.is_tls() {
            return ask(stream, request).await;
        }
        let name = match &target.host {
            TargetHost::Address(address) => ServerName::from(*address),
            TargetHost::Name(name) => ServerName::try_from(name.clone()).map_err(|_| FetchError::Unreachable)?,
        };
        let stream = timeout(CONNECT_WITHIN, self.tls.connect(name, stream)).await;
        ask(stream.map_err(|_| FetchError::Unreachable)?.map_err(|_| FetchError::Unreachable)?, request).await
    }

    /// Looks up where a target is, and checks that one may go there. Where not, nobody notices a difference to a name that
    /// leads nowhere.
    pub(super) async fn addresses(&self, target: &Target) -> Result<Vec<IpAddr>, FetchError> {
        let addresses = match &target.host {
            TargetHost::Address(address) => vec![*address],
            TargetHost::Name(name) => {
                let found = timeout(CONNECT_WITHIN, self.network.look_up(name)).await;
                found.map_err(|_| FetchError::Unreachable)?.map_err(|_| FetchError::Unreachable)?
            }
        };
        if target.may_go_to(&addresses) {
            return Ok(addresses);
        }
        tracing::debug!(host = target.origin.host(), "a name leads to where this server does not go");
        Err(FetchError::Unreachable)
    }

    async fn connect(&self, addresses: &[IpAddr], port: u16) -> Result<Box<dyn Connection>, FetchError> {
        let connect = async {
            for &address in addresses.iter().take(ADDRESSES_MAX) {
                match self.network.connect(SocketAddr::new(address, port)).await {
                    Ok(stream) => return Ok(stream),
                    Err(error) => tracing::debug!(%error, "an address does not answer"),
                }
            }
            Err(FetchError::Unreachable)
        };
        timeout(CONNECT_WITHIN, connect).await.map_err(|_| FetchError::Unreachable)?
    }
}

async fn ask(
    stream: impl Connection + 'static,
    request: Request<Empty<Bytes>>,
) -> Result<Response<Incoming>, FetchError> {
    let mut builder = http1::Builder::new();
    builder.max_buf_size(HEAD_BYTES_MAX);
    let (mut sender, connection) =
        builder.handshake(TokioIo::new(stream)).await.map_err(|_| FetchError::Unreachable)?;
    // It ends when the answer has been read or dropped.
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection broke off");
        }
    });
    sender.send_request(request).await.map_err(|_| FetchError::Unreachable)
}
