//! A look at the servers, for whoever sets them up.

use std::time::Duration;

use async_nats::Client;
use futures_util::StreamExt as _;
use session::{MemberId, SessionId};
use tokio::time::{Instant, timeout};

use super::error::NatsError;
use super::options::NatsOptions;
use super::subjects::Subjects;
use super::wire;
use crate::contract::{Notice, Topic};

/// How long a message may take to come back.
const ROUND_TRIP_WITHIN: Duration = Duration::from_secs(3);
/// The largest message that a node sends, in bytes.
const MESSAGE_BYTES_MAX: usize = 32 * 1024;

/// What a server says of itself, and how a message fares.
#[derive(Clone, Debug)]
pub struct NatsInspection {
    /// The server's version.
    pub version: String,
    /// The largest message that it takes, in bytes.
    pub max_payload: usize,
    /// How long a notice took to the server and back.
    pub round_trip: Duration,
    is_modern: bool,
}

impl NatsInspection {
    /// Connects, listens as a node does, and sends a notice that comes back. No node hears it.
    pub async fn of(options: &NatsOptions) -> Result<Self, NatsError> {
        let subjects = options.subjects();
        let connecting = options.connecting().await?.max_reconnects(16);
        let client = connecting.connect(options.servers()).await.map_err(NatsError::connect)?;
        let deaf = || NatsError::Deaf { subjects: subjects.all() };
        let round_trip = timeout(ROUND_TRIP_WITHIN, round_trip(&client, &subjects)).await;
        let round_trip = round_trip.ok().flatten().ok_or_else(deaf)?;
        let server = client.server_info();
        Ok(Self { version: server.version, max_payload: server.max_payload, round_trip, is_modern: server.headers })
    }

    /// What keeps this server from carrying notices, in words, if something does.
    pub fn obstacle(&self) -> Option<String> {
        if !self.is_modern {
            return Some(format!("version {} is too old; 2.2 or newer is needed", self.version));
        }
        let allowed = self.max_payload;
        (allowed < MESSAGE_BYTES_MAX).then(|| {
            format!("it takes messages up to {allowed} bytes; set its max_payload to {MESSAGE_BYTES_MAX} or more")
        })
    }
}

/// On every kind of subject that a node uses: each may be forbidden by itself.
async fn round_trip(client: &Client, subjects: &Subjects) -> Option<Duration> {
    let unique = format!("doctor-{:016x}", rand::random::<u64>());
    let topics = [Topic::Session(SessionId::parse(&unique).ok()?), Topic::User(MemberId::parse(&unique).ok()?)];
    let mut heads = client.subscribe(subjects.heads()).await.ok()?;
    let started = Instant::now();
    client.publish(subjects.heads(), wire::heads(&[])).await.ok()?;
    heads.next().await?;
    for topic in &topics {
        let mut notices = client.subscribe(subjects.of(topic)).await.ok()?;
        client.publish(subjects.of(topic), wire::notice(Notice::Presence)).await.ok()?;
        notices.next().await?;
    }
    Some(started.elapsed() / 3)
}
