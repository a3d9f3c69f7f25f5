//! What comes over the bus.

use std::sync::Arc;

use async_nats::Message;
use futures_util::StreamExt as _;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::broker::Inner;
use super::link::rejected;
use super::wire::{self, Rejected};
use crate::contract::{Notice, Topic};
use crate::subscription::Listeners;

/// A session or user that somebody in this process listens to: one subscription on the bus, however many they are.
#[derive(Debug)]
pub(super) struct Listening {
    pub(super) listeners: Listeners,
    /// Set once the server has been asked for the news.
    pub(super) begun: watch::Sender<bool>,
}

impl Listening {
    pub(super) fn new() -> Self {
        Self { listeners: Listeners::default(), begun: watch::Sender::new(false) }
    }
}

/// Hears of one session or user until nobody in this process listens to it any more.
pub(super) async fn to_topic(inner: Arc<Inner>, topic: Topic, listening: Arc<Listening>, stop: CancellationToken) {
    tokio::select! {
        () = hear_topic(&inner, &topic, &listening) => {}
        () = nobody_listens(&inner, &topic, &listening) => {}
        () = stop.cancelled() => {}
    }
}

async fn hear_topic(inner: &Inner, topic: &Topic, listening: &Listening) {
    // Waits for as long as the server is away.
    let mut messages = match inner.link.client.subscribe(inner.link.subjects.of(topic)).await {
        Ok(messages) => messages,
        Err(error) => return tracing::warn!(?topic, %error, "the broker cannot be listened to"),
    };
    inner.link.asks().await;
    listening.begun.send_replace(true);
    while let Some(message) = messages.next().await {
        hear_notice(inner, topic, &listening.listeners, &message);
    }
}

async fn nobody_listens(inner: &Inner, topic: &Topic, listening: &Listening) {
    loop {
        listening.listeners.gone().await;
        if inner.forget(topic, listening) {
            return;
        }
    }
}

/// Hears of the heads that nodes tell once more, and picks those of the sessions that are listened to here.
pub(super) async fn to_heads(inner: Arc<Inner>, stop: CancellationToken) {
    let mut messages = match inner.link.client.subscribe(inner.link.subjects.heads()).await {
        Ok(messages) => messages,
        Err(error) => return tracing::warn!(%error, "the broker cannot be listened to"),
    };
    loop {
        tokio::select! {
            message = messages.next() => match message {
                Some(message) => hear_heads(&inner, &message),
                None => return,
            },
            () = stop.cancelled() => return,
        }
    }
}

fn hear_notice(inner: &Inner, topic: &Topic, listeners: &Listeners, message: &Message) {
    if is_own(inner, message) {
        return;
    }
    match wire::read_notice(&message.payload) {
        // What is said of a session is no news of a user, and the other way round.
        Ok(notice) if matches!(topic, Topic::User(_)) == (notice == Notice::User) => listeners.tell(notice),
        Ok(_) => reject(Rejected::Malformed),
        Err(why) => reject(why),
    }
}

fn hear_heads(inner: &Inner, message: &Message) {
    if is_own(inner, message) {
        return;
    }
    match wire::read_heads(&message.payload) {
        Ok(heads) => inner.repeat(&heads),
        Err(why) => reject(why),
    }
}

/// Those who listen here have heard it already. Whoever takes this node's name is not heard by it, and nothing else.
fn is_own(inner: &Inner, message: &Message) -> bool {
    message.reply.as_ref() == Some(&inner.link.name)
}

fn reject(why: Rejected) {
    rejected(match why {
        Rejected::Malformed => "malformed",
        Rejected::Version => "version",
    });
}
