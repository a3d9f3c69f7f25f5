//! `sameframe serve`

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, anyhow};
use api::{Api, ApiOptions, Entrance, Keys, WireEncode};
use axum::Router;
use axum::serve::ListenerExt as _;
use host::{Clock, Host, HostOptions};
use providers::Providers;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::time::timeout;
use workers::Drivers;

use crate::database::Database;
use crate::https::{self, Certificates, TlsListener};
use crate::openid::OpenId;
use crate::settings::{Settings, Timer, Workers};
use crate::signals::Signals;
use crate::waiting::Waiting;
use crate::{blocked_words, parts, telemetry, worker};

/// How long connections may take to end after the signal to stop. What was acknowledged is durable long before.
const GOODBYE_TIMEOUT: Duration = Duration::from_secs(10);

/// Within which time everybody is sent to the other nodes, where there are any.
const MOVE_WITHIN: Duration = Duration::from_secs(10);
/// The server at work, whatever it listens with.
type Serving = Pin<Box<dyn Future<Output = std::io::Result<()>> + Send>>;

/// Serves until told to stop.
#[expect(clippy::future_not_send, reason = "only main waits for it, in its own task")]
pub(crate) async fn serve(settings: Settings) -> anyhow::Result<()> {
    let _held = parts::hold_folder(&settings)?;
    let options = options(&settings)?;
    let listener = listen(settings.listen).await?;
    let address = listener.local_addr()?;
    let certificates = settings.https.as_ref().map(|https| https.certificates(&settings.data)).transpose()?;
    let redirect = https::redirect(&settings).await?;
    let (entrance, (stop, stopped)) = (Entrance::default(), oneshot::channel());
    let mut server = serving(listener, certificates, entrance.router(), stopped)?;
    let (host, api, drivers) = tokio::select! {
        result = &mut server => return Err(stopped_by_itself(result)),
        started = start(&settings, &entrance, options) => started?,
    };
    let mut signals = Signals::new()?;
    entrance.open(api::router(api.clone()));
    telemetry::say(&format!("Sameframe is ready: {}", link(&settings, &address.to_string())));

    tokio::select! {
        result = &mut server => return Err(stopped_by_itself(result)),
        name = signals.next() => tracing::info!(signal = name, "stopping"),
    }
    if host.has_neighbours() {
        tracing::info!("sending everybody to the other nodes; a second signal stops at once");
        tokio::select! {
            // Who takes no goodbye is not waited for.
            _ = timeout(MOVE_WITHIN + GOODBYE_TIMEOUT, api.drain(MOVE_WITHIN)) => {}
            result = &mut server => return Err(stopped_by_itself(result)),
            name = signals.next() => tracing::info!(signal = name, "stopping at once"),
        }
    }
    drop((stop, redirect));
    let ended = timeout(GOODBYE_TIMEOUT, async {
        drivers.stop().await;
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

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listening = TcpListener::bind(address).await;
    listening.with_context(|| format!("cannot listen on {address}; if the port is taken, choose another with --listen"))
}

/// Serves a router, until it is told to stop.
fn serving(
    listener: TcpListener,
    certificates: Option<Certificates>,
    router: Router,
    stopped: oneshot::Receiver<()>,
) -> anyhow::Result<Serving> {
    let goodbye = async move { drop(stopped.await) };
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    // A frame of 200 bytes must not wait for more to send.
    Ok(match certificates {
        None => {
            let listener = listener.tap_io(|connection| drop(connection.set_nodelay(true)));
            Box::pin(axum::serve(listener, router).with_graceful_shutdown(goodbye).into_future())
        }
        Some(certificates) => {
            // As it is, a listener of our own does not tell the router who connects; a tapped one does.
            let listener = TlsListener::start(listener, certificates)?.tap_io(|_| ());
            Box::pin(axum::serve(listener, router).with_graceful_shutdown(goodbye).into_future())
        }
    })
}

fn stopped_by_itself(result: std::io::Result<()>) -> anyhow::Error {
    result.map_or_else(anyhow::Error::from, |()| anyhow!("nothing told it to")).context("the server stopped by itself")
}

/// Brings everything behind the entrance up. What only has to be asked again is waited for.
#[expect(clippy::future_not_send, reason = "only main waits for it, in its own task")]
async fn start(settings: &Settings, entrance: &Entrance, options: ApiOptions) -> anyhow::Result<(Host, Api, Drivers)> {
    let mut waiting = Waiting::new(settings, entrance);
    let store = waiting.until_done(async || parts::open_store(settings).await).await?;
    let clock = async || Clock::follow(&*store).await.context("cannot ask the database for the time");
    let clock = waiting.until_done(clock).await?;
    let keys = async || Keys::load(&*store).await.context("cannot read the keys of this server");
    let keys = waiting.until_done(keys).await?;
    let providers = waiting.until_done(async || settings.sources.providers(&store, &clock).await).await?;
    let own_videos = settings.own_videos.open(&settings.data, &*store).await?;
    let options = ApiOptions { own_videos, providers, ..options };
    let broker = parts::start_broker(settings).await?;
    let audience_above = settings.audience_above.into();
    let works = settings.workers == Workers::On;
    let workers = worker::of_server(settings.workers, &options.providers, options.own_videos.as_ref());
    let drivers = worker::start(&store, &clock, workers);
    // A server on a file is the only one of it: nobody else wakes its sessions up.
    let sweeps = works || matches!(settings.database, Database::Sqlite);
    let host_options = HostOptions { audience_above, sweeps, ..HostOptions::default() };
    let host = Host::start(host_options, Arc::clone(&store), broker, Arc::new(WireEncode), clock);
    Ok((host.clone(), Api::new(host, store, keys, options), drivers))
}

/// What the API is told of the settings.
fn options(settings: &Settings) -> anyhow::Result<ApiOptions> {
    Ok(ApiOptions {
        public_url: settings.public_url.as_ref().map(ToString::to_string),
        allowed_origins: settings.allow_origin.clone(),
        trusted_proxies: settings.trust_proxy.clone(),
        timer: match settings.timer {
            Timer::Fine => api::Timer::Fine,
            Timer::Coarse => api::Timer::Coarse,
        },
        services: settings.services.clone(),
        import_bytes_max: usize::try_from(settings.import_max_mib).unwrap_or(0).saturating_mul(1024 * 1024),
        blocked_words: settings.blocked_words.as_deref().map(blocked_words::read).transpose()?.unwrap_or_default(),
        providers: Providers::default(),
        own_videos: None,
        openid: settings.openid.as_ref().map(OpenId::options).transpose()?,
        metrics: telemetry::metrics(),
    })
}

fn link(settings: &Settings, address: &str) -> String {
    match &settings.public_url {
        Some(url) => url.to_string(),
        None if settings.https.is_some() => format!("https://{address}"),
        None => format!("http://{address}"),
    }
}
