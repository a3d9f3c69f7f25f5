//! `sameframe serve`

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use api::{Api, ApiOptions, WireEncode};
use axum::serve::ListenerExt as _;
use host::{Clock, Host, HostOptions};
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::https::{self, TlsListener};
use crate::settings::{Settings, Timer};
use crate::{blocked_words, parts, telemetry};

/// How long connections may take to end after the signal to stop. What was acknowledged is durable long before.
const GOODBYE_TIMEOUT: Duration = Duration::from_secs(10);

/// Within which time everybody is sent to the other nodes, where there are any.
const MOVE_WITHIN: Duration = Duration::from_secs(10);
/// The server at work, whatever it listens with.
type Serving = Pin<Box<dyn Future<Output = std::io::Result<()>> + Send>>;

fn api_options(settings: &Settings) -> anyhow::Result<ApiOptions> {
    Ok(ApiOptions {
        public_url: settings.public_url.as_ref().map(ToString::to_string),
        allowed_origins: settings.allow_origin.clone(),
        trusted_proxies: settings.trust_proxy.clone(),
        timer: match settings.timer {
            Timer::Fine => api::Timer::Fine,
            Timer::Coarse => api::Timer::Coarse,
        },
        services: settings.services.clone(),
        blocked_words: settings.blocked_words.as_deref().map(blocked_words::read).transpose()?.unwrap_or_default(),
        metrics: telemetry::metrics(),
    })
}

/// Serves until told to stop.
pub(crate) async fn serve(settings: Settings) -> anyhow::Result<()> {
    let _held = parts::hold_folder(&settings)?;
    let store = parts::open_store(&settings).await?;
    let clock = Clock::follow(&*store).await.context("cannot ask the database for the time")?;
    let broker = parts::start_broker(&settings).await?;
    let host = Host::start(HostOptions::default(), Arc::clone(&store), broker, Arc::new(WireEncode), clock);
    let options = api_options(&settings)?;
    let api = Api::new(host.clone(), store, options).await.context("cannot read the key of this server")?;
    let listening = TcpListener::bind(settings.listen).await;
    let listener = listening.with_context(|| {
        format!("cannot listen on {}; if the port is taken, choose another with --listen", settings.listen)
    })?;
    let address = listener.local_addr()?;
    let certificates = settings.https.as_ref().map(|https| https.certificates(&settings.data)).transpose()?;
    let redirect = https::redirect(&settings).await?;
    let mut signals = Signals::new()?;
    telemetry::say(&format!("Sameframe is ready: {}", link(&settings, &address.to_string())));

    let (stop, stopped) = oneshot::channel::<()>();
    let goodbye = async move { drop(stopped.await) };
    let router = api::router(api.clone()).into_make_service_with_connect_info::<SocketAddr>();
    // A frame of 200 bytes must not wait for more to send.
    let mut server: Serving = match certificates {
        None => {
            let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
            Box::pin(axum::serve(listener, router).with_graceful_shutdown(goodbye).into_future())
        }
        Some(certificates) => {
            // As it is, a listener of our own does not tell the router who connects; a tapped one does.
            let listener = TlsListener::start(listener, certificates)?.tap_io(|_| ());
            Box::pin(axum::serve(listener, router).with_graceful_shutdown(goodbye).into_future())
        }
    };
    tokio::select! {
        result = &mut server => result.context("the server stopped by itself")?,
        name = signals.next() => tracing::info!(signal = name, "stopping"),
    }
    if host.has_neighbours() {
        tracing::info!("sending everybody to the other nodes; a second signal stops at once");
        tokio::select! {
            // Who takes no goodbye is not waited for.
            _ = timeout(MOVE_WITHIN + GOODBYE_TIMEOUT, api.drain(MOVE_WITHIN)) => {}
            result = &mut server => result.context("the server stopped by itself")?,
            name = signals.next() => tracing::info!(signal = name, "stopping at once"),
        }
    }
    drop((stop, redirect));
    let ended = timeout(GOODBYE_TIMEOUT, async {
        host.shutdown().await;
        api.connections_closed().await;
        server.await
    });
    if let Ok(result) = ended.await {
        result.context("the server did not stop cleanly")?;
    } else {
        tracing::warn!("some connections did not end in time; what was acknowledged is safe");
    }
    tracing::info!("stopped");
    Ok(())
}

fn link(settings: &Settings, address: &str) -> String {
    match &settings.public_url {
        Some(url) => url.to_string(),
        None if settings.https.is_some() => format!("https://{address}"),
        None => format!("http://{address}"),
    }
}

/// What tells the server to stop.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> anyhow::Result<Self> {
        Ok(Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?,
        })
    }

    #[cfg(unix)]
    async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => "interrupt",
            _ = self.terminate.recv() => "terminate",
        }
    }

    #[cfg(not(unix))]
    async fn next(&mut self) -> &'static str {
        drop(tokio::signal::ctrl_c().await);
        "interrupt"
    }
}
