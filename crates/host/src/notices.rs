//! What a session's task makes of what others tell it. A notice is a hint: the store alone says what is so.

use std::collections::VecDeque;
use std::time::Duration;

use broker::{Notice, Subscription};
use session::LogPosition;
use tokio::time::Instant;

use crate::error::HostError;
use crate::task::SessionTask;

/// How long after a look that found nothing new the next notice waits for its own. So false notices cost the store no more
/// than one look in this time, and a true one is late by no more than it.
const LOOK_AGAIN_AFTER: Duration = Duration::from_secs(1);
/// How soon whom the others see is looked up again: false notices cost the store no more than that.
const LOOK_ELSEWHERE_AFTER: Duration = Duration::from_millis(50);
/// How many heads that are behind are known as such.
const PAST_HEADS_MAX: usize = 64;

/// What a task hears, and when it looks.
pub(crate) struct Notices {
    subscription: Subscription,
    /// Heads that this state has gone through: a late notice of one is no news.
    past: VecDeque<LogPosition>,
    quiet_until: Option<Instant>,
    look_at: Option<Instant>,
    looked_elsewhere_at: Option<Instant>,
    look_elsewhere_at: Option<Instant>,
}

impl Notices {
    pub(crate) fn new(subscription: Subscription) -> Self {
        Self {
            subscription,
            past: VecDeque::new(),
            quiet_until: None,
            look_at: None,
            looked_elsewhere_at: None,
            look_elsewhere_at: None,
        }
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

    /// Returns whether it was looked up after this moment whom the other nodes see.
    pub(crate) fn looked_elsewhere_since(&self, moment: Instant) -> bool {
        self.looked_elsewhere_at.is_some_and(|at| at > moment)
    }

    /// When it is time to look whom the other nodes see.
    pub(crate) fn look_elsewhere_at(&self) -> Option<Instant> {
        self.look_elsewhere_at
    }
}

impl SessionTask {
    pub(crate) async fn hear(&mut self, notice: Notice) {
        match notice {
            Notice::Head(head) => self.hear_head(head).await,
            Notice::Presence => self.hear_presence(),
            // That is told of users, and no session listens for one.
            Notice::User => {}
        }
    }

    /// Reads what was appended elsewhere: at once, unless a notice has just proved to be none.
    pub(crate) async fn hear_head(&mut self, head: LogPosition) {
        if !self.notices.past.contains(&head) {
            self.see_head(head).await;
        }
    }

    /// Reads where the store itself was seen to have another head. That counts also where this state has gone through it: a
    /// log that has lost entries, as a restored backup has, ends there again.
    pub(crate) async fn see_head(&mut self, head: LogPosition) {
        if head == self.head {
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

    /// Others are present than before: the store knows who. Many notices lead to one look.
    fn hear_presence(&mut self) {
        if !self.shared.neighbours.is_alone() && self.notices.look_elsewhere_at.is_none() {
            let soonest = self.notices.looked_elsewhere_at.map(|at| at + LOOK_ELSEWHERE_AFTER);
            self.notices.look_elsewhere_at = Some(soonest.unwrap_or_else(Instant::now));
        }
    }

    /// Looks in the store whom the other nodes see.
    pub(crate) async fn look_elsewhere(&mut self) -> Result<(), HostError> {
        self.notices.look_elsewhere_at = None;
        self.notices.looked_elsewhere_at = Some(Instant::now());
        let elsewhere = self.shared.elsewhere(&self.id).await?;
        self.hear_of_elsewhere(elsewhere);
        Ok(())
    }
}
