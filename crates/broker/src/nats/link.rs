//! The connection to the servers, and whether it carries.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_nats::connection::State;
use async_nats::{Client, ConnectOptions, Event, ServerError, Subject};
use bytes::Bytes;
use futures_util::StreamExt as _;
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::error::NatsError;
use super::options::NatsOptions;
use super::subjects::Subjects;
use crate::health::Health;

/// How often the server is asked whether it is there.
const ASK_EVERY: Duration = Duration::from_secs(1);
/// How long it may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(1);
/// How much of a server's complaint is logged.
const COMPLAINT_CHARS_MAX: usize = 200;

/// What came over the bus and was not taken.
pub(super) fn rejected(why: &'static str) {
    metrics::counter!("sameframe_bus_rejected_total", "why" => why).increment(1);
}

/// A connection that comes back by itself.
pub(super) struct Link {
    pub(super) client: Client,
    pub(super) subjects: Subjects,
    /// What this node goes by on the bus, so that it knows its own messages.
    pub(super) name: Subject,
    signals: Arc<Signals>,
}

/// What the connection tells of itself.
struct Signals {
    health: watch::Sender<Health>,
    /// The server has refused something since the connection was made: what it brings is not all.
    refused: AtomicBool,
    changed: Notify,
    /// The trouble that was logged last.
    told: Mutex<String>,
}

impl Link {
    /// Begins to connect, and goes on for as long as it takes.
    pub(super) async fn start(options: &NatsOptions) -> Result<Self, NatsError> {
        let signals = Arc::new(Signals {
            health: watch::Sender::new(Health::Degraded { since: Instant::now() }),
            refused: AtomicBool::new(false),
            changed: Notify::new(),
            told: Mutex::default(),
        });
        let noting = Arc::clone(&signals);
        let connecting = options.connecting().await?;
        let connecting: ConnectOptions = connecting.retry_on_initial_connect().event_callback(move |event| {
            noting.note(&event);
            std::future::ready(())
        });
        let connected = connecting.connect(options.servers()).await;
        let client = connected.map_err(NatsError::connect)?;
        let name = client.new_inbox().into();
        Ok(Self { client, subjects: options.subjects(), name, signals })
    }

    pub(super) fn health(&self) -> &watch::Sender<Health> {
        &self.signals.health
    }

    /// Asks the server again and again, at once where the connection has changed: only an answer proves that it carries.
    pub(super) async fn watch(&self, stop: &CancellationToken) {
        loop {
            let carries = self.asks().await && !self.signals.refused.load(Ordering::Relaxed);
            self.signals.set(carries);
            tokio::select! {
                () = sleep(ASK_EVERY) => {}
                () = self.signals.changed.notified() => {}
                () = stop.cancelled() => return,
            }
        }
    }

    /// Makes a round trip to the server. What was asked of it before has then been done.
    pub(super) async fn asks(&self) -> bool {
        if self.client.connection_state() != State::Connected {
            return false;
        }
        let started = Instant::now();
        let answered = timeout(ANSWER_WITHIN, self.round_trip()).await == Ok(true);
        if answered {
            metrics::histogram!("sameframe_bus_round_trip_seconds").record(started.elapsed());
        }
        answered
    }

    /// By a message to itself. So this does not hang on what the server tells of other listeners.
    async fn round_trip(&self) -> bool {
        let inbox = self.client.new_inbox();
        let Ok(mut echo) = self.client.subscribe(inbox.clone()).await else { return false };
        self.client.publish(inbox, Bytes::new()).await.is_ok() && echo.next().await.is_some()
    }
}

impl Signals {
    fn note(&self, event: &Event) {
        match event {
            Event::Connected => {
                self.refused.store(false, Ordering::Relaxed);
                self.told.lock().unwrap_or_else(PoisonError::into_inner).clear();
            }
            Event::Disconnected | Event::Closed => self.set(false),
            Event::SlowConsumer(_) => return rejected("too_many"),
            Event::ServerError(ServerError::Other(complaint)) => self.hear_complaint(complaint),
            Event::ClientError(obstacle) => {
                return self
                    .tell_once(format!("the broker cannot be connected to: {obstacle}; `sameframe doctor` says more"));
            }
            Event::ServerError(_) | Event::LameDuckMode | Event::Draining => {
                return tracing::debug!(%event, "the broker's connection");
            }
        }
        self.changed.notify_one();
    }

    fn hear_complaint(&self, complaint: &str) {
        let told: String = complaint.chars().take(COMPLAINT_CHARS_MAX).collect();
        // Of many subjects that are refused, the first one tells enough.
        if !is_refusal(complaint) || !self.refused.swap(true, Ordering::Relaxed) {
            self.tell_once(format!("the broker's server says: {told}"));
        }
    }

    /// What fails is tried again and again: it is told when it is another thing than before.
    fn tell_once(&self, trouble: String) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if *told != trouble {
            tracing::warn!("{trouble}");
            *told = trouble;
        }
    }

    fn set(&self, carries: bool) {
        metrics::gauge!("sameframe_bus_connected").set(if carries { 1.0 } else { 0.0 });
        self.health.send_if_modified(|health| {
            if health.is_connected() == carries {
                return false;
            }
            *health = if carries { Health::Connected } else { Health::Degraded { since: Instant::now() } };
            if carries {
                tracing::info!("the broker is there");
            } else {
                tracing::warn!("the broker is away: nodes hear of each other by asking the database, once a second");
            }
            true
        });
    }
}

/// The server does not let this node say or hear something.
fn is_refusal(complaint: &str) -> bool {
    let complaint = complaint.to_lowercase();
    complaint.contains("permissions violation") || complaint.contains("maximum subscriptions")
}
