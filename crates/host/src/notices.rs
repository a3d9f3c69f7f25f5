//! What a session's task makes of what others tell it. A notice is a hint: the store alone says what is so.

use std::collections::VecDeque;
use std::time::Duration;

use broker::{Notice, Subscription};
use session::LogPosition;
use tokio::time::Instant;

use crate::task::SessionTask;

/// How long after a look that found nothing new the next notice waits for its own. So false notices cost the store no more
/// than one look in this time, and a true one is late by no more than it.
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(1);
/// How many heads that are behind are known as such.
const PAST_HEADS_MAX: usize = 64;

/// What a task hears, and when it looks.
pub(crate) struct Notices {
    subscription: Subscription,
    /// Heads that this state has gone through: a late notice of one is no news.
    past: VecDeque<LogPosition>,
    quiet_until: Option<Instant>,
    look_at: Option<Instant>,
}

impl Notices {
    pub(crate) fn new(subscription: Subscription) -> Self {
        Self { subscription, past: VecDeque::new(), quiet_until: None, look_at: None }
    }

    pub(crate) async fn next(&mut self) -> Notice {
        self.subscription.next().await
    }

    /// The state has moved on from here.
    pub(crate) fn passed(&mut self, head: LogPosition) {
        self.past.push_back(head);
        if self.past.len() > PAST_HEADS_MAX {
            self.past.pop_front();
        }
    }

    /// When a look that had to wait is due.
    pub(crate) fn look_at(&self) -> Option<Instant> {
        self.look_at
    }
}

impl SessionTask {
    pub(crate) async fn hear(&mut self, notice: Notice) {
        match notice {
            Notice::Head(head) => self.hear_head(head).await,
            Notice::Presence => self.hear_presence().await,
        }
    }

    /// Reads what was appended elsewhere: at once, unless a notice has just proved to be none.
    pub(crate) async fn hear_head(&mut self, head: LogPosition) {
        if head == self.head || self.notices.past.contains(&head) {
            return;
        }
        match self.notices.quiet_until.filter(|until| *until > Instant::now()) {
            Some(until) => self.notices.look_at = Some(until),
            None => self.look().await,
        }
    }

    /// Looks in the store whether the log has grown. What cannot be read now is read a while later.
    pub(crate) async fn look(&mut self) {
        let before = self.head;
        self.notices.look_at = None;
        let result = self.catch_up().await;
        if self.head != before && result.is_ok() {
            return;
        }
        let again = Instant::now() + LOOK_AGAIN_AFTER;
        self.notices.quiet_until = Some(again);
        if let Err(error) = result {
            tracing::warn!(session = %self.id, error = &error as &dyn std::error::Error, "could not catch up");
            self.notices.look_at = Some(again);
        }
    }

    /// Others are present than before: the store knows who.
    #[expect(clippy::unused_async, reason = "whoever looks up who is present waits for the store")]
    async fn hear_presence(&mut self) {
        tracing::debug!(session = %self.id, "presence has changed on another node");
    }
}
