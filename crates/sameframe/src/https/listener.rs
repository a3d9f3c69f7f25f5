//! Connections that have shaken hands. Who is slow at that holds nobody up.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use rustls_acme::is_tls_alpn_challenge;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::timeout;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::server::TlsStream;

use super::Certificates;

/// How long a handshake may take.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(10);
/// How many may shake hands at once; who comes then waits in the system's queue.
const HANDSHAKES_MAX: usize = 1_024;
/// How many that are ready may wait to be served.
const READY_MAX: usize = 64;

/// A connection that is ready, and who it is.
type Ready = (TlsStream<TcpStream>, SocketAddr);

/// Listens, and hands out connections after their handshake. It ends when it is dropped.
pub(crate) struct TlsListener {
    address: SocketAddr,
    ready: mpsc::Receiver<Ready>,
}

impl TlsListener {
    pub(crate) fn start(listener: TcpListener, certificates: Certificates) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let (hand, ready) = mpsc::channel(READY_MAX);
        tokio::spawn(accept(listener, Arc::new(certificates), hand));
        Ok(Self { address, ready })
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Ready {
        match self.ready.recv().await {
            Some(ready) => ready,
            // Only when the runtime ends; then this ends too.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

async fn accept(mut listener: TcpListener, certificates: Arc<Certificates>, hand: mpsc::Sender<Ready>) {
    let places = Arc::new(Semaphore::new(HANDSHAKES_MAX));
    while let Ok(place) = Arc::clone(&places).acquire_owned().await {
        let (connection, address) = tokio::select! {
            // It looks after a system that has no more sockets.
            accepted = Listener::accept(&mut listener) => accepted,
            () = hand.closed() => return,
        };
        let (certificates, hand) = (Arc::clone(&certificates), hand.clone());
        tokio::spawn(async move {
            match timeout(HANDSHAKE_TIMEOUT, shake_hands(connection, &certificates)).await {
                Ok(Ok(Some(connection))) => drop(hand.send((connection, address)).await),
                Ok(Ok(None)) => tracing::info!("the authority has looked whether the domain leads here"),
                Ok(Err(error)) => tracing::debug!(%address, %error, "no handshake"),
                Err(_) => tracing::debug!(%address, "no handshake in time"),
            }
            drop(place);
        });
    }
}

/// Returns the connection of a visitor; that of the authority has ended with this.
async fn shake_hands(connection: TcpStream, certificates: &Certificates) -> io::Result<Option<TlsStream<TcpStream>>> {
    connection.set_nodelay(true)?;
    let begun = LazyConfigAcceptor::new(rustls::server::Acceptor::default(), connection).await?;
    match &certificates.challenge {
        Some(challenge) if is_tls_alpn_challenge(&begun.client_hello()) => {
            begun.into_stream(Arc::clone(challenge)).await?.shutdown().await?;
            Ok(None)
        }
        _ => begun.into_stream(Arc::clone(&certificates.visitors)).await.map(Some),
    }
}
