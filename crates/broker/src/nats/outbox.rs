//! What waits to be sent: the newest news of each session, so that publishing waits for nobody and a burst is one message.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use session::{LogPosition, SessionId};
use tokio::sync::Notify;

use super::subjects::Subjects;
use super::wire;
use crate::contract::{Notice, Topic};

/// How many sessions and users may wait to be told of. More than a node runs; the others are made good by what is repeated.
const WAITING_TOPICS_MAX: usize = 65_536;

/// What waits to be sent.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    waiting: Mutex<Waiting>,
    filled: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    topics: BTreeMap<Topic, News>,
    heads: Vec<Bytes>,
}

#[derive(Clone, Copy, Debug, Default)]
struct News {
    head: Option<LogPosition>,
    presence: bool,
    user: bool,
}

/// More waits to be sent than is kept.
#[derive(Debug, thiserror::Error)]
#[error("more waits to be sent than is kept")]
pub(super) struct Full;

impl Outbox {
    /// Puts in the news of a session or user, in place of older ones of the same kind.
    pub(super) fn put(&self, topic: &Topic, notice: Notice) -> Result<(), Full> {
        let mut waiting = self.lock();
        if waiting.topics.len() >= WAITING_TOPICS_MAX && !waiting.topics.contains_key(topic) {
            return Err(Full);
        }
        let news = waiting.topics.entry(topic.clone()).or_default();
        match notice {
            Notice::Head(head) => news.head = Some(head),
            Notice::Presence => news.presence = true,
            Notice::User => news.user = true,
        }
        drop(waiting);
        self.filled.notify_one();
        Ok(())
    }

    /// Puts in the heads that are told once more, in place of the last ones.
    pub(super) fn put_heads(&self, heads: &[(SessionId, LogPosition)]) {
        self.lock().heads = heads.chunks(wire::HEADS_MAX).map(wire::heads).collect();
        self.filled.notify_one();
    }

    /// Waits until there is something, and takes all of it: a subject and a message each.
    pub(super) async fn take(&self, subjects: &Subjects) -> Vec<(String, Bytes)> {
        self.filled.notified().await;
        let Waiting { topics, heads } = std::mem::take(&mut *self.lock());
        let mut messages = Vec::new();
        for (topic, news) in topics {
            let subject = subjects.of(&topic);
            if let Some(head) = news.head {
                messages.push((subject.clone(), wire::notice(Notice::Head(head))));
            }
            if news.presence {
                messages.push((subject.clone(), wire::notice(Notice::Presence)));
            }
            if news.user {
                messages.push((subject, wire::notice(Notice::User)));
            }
        }
        messages.extend(heads.into_iter().map(|heads| (subjects.heads(), heads)));
        messages
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        // Each change is one step, so it is whole whatever panicked beside it.
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
