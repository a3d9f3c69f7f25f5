//! Reactions to what is on screen: counted where they come in, told in batches, and kept in batches.
//!
//! A thousand people who react at once are a thousand additions to a few counts. Every quarter of a second the session's
//! task tells the connections of this node what has been added, in one frame; every second it adds an entry to the log,
//! which reaches the other nodes and the replay.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use session::limits::REACTIONS_AT_ONCE_MAX;
use session::{ChatCommand, Command, Emoji, MemberId, Permission, Refusal, Session, SessionId};
use timeline::Timestamp;

use crate::error::CommandError;
use crate::task::SessionTask;

/// How often connections are told, in milliseconds.
pub(crate) const TELL_EVERY_MS: i64 = 250;
/// How often an entry is added to the log, in milliseconds.
pub(crate) const KEEP_EVERY_MS: i64 = 1_000;
/// Batches are named by numbers that every client can hold.
const BATCH_BITS: u32 = 53;

/// How often with what.
pub(crate) type Counts = BTreeMap<Emoji, u32>;

/// Where reactions come in, for all loaded sessions.
#[derive(Default)]
pub(crate) struct Desks(Mutex<BTreeMap<SessionId, Desk>>);

struct Desk {
    /// Who may react is asked of this.
    session: Arc<Session>,
    counts: Counts,
}

/// A reaction was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counted {
    /// The session's head.
    pub(crate) seq: u64,
    /// Whether its task does not know yet that there is something to tell.
    pub(crate) is_first: bool,
}

impl Desks {
    /// Takes reactions to a session from now on, by the rights that this state gives.
    pub(crate) fn open(&self, id: &SessionId, session: Arc<Session>) {
        let mut desks = self.lock();
        match desks.get_mut(id) {
            Some(desk) => desk.session = session,
            None => drop(desks.insert(id.clone(), Desk { session, counts: Counts::new() })),
        }
    }

    /// Takes none any more.
    pub(crate) fn close(&self, id: &SessionId) {
        self.lock().remove(id);
    }

    /// Counts a reaction, or says why not; nothing where the session is not loaded.
    pub(crate) fn count(
        &self,
        id: &SessionId,
        member: &MemberId,
        emoji: Emoji,
        times: u32,
        now: Timestamp,
    ) -> Option<Result<Counted, Refusal>> {
        let mut desks = self.lock();
        let desk = desks.get_mut(id)?;
        if desk.session.has_ended() {
            return Some(Err(Refusal::SessionEnded));
        }
        if let Err(refusal) = desk.session.may(member, Permission::React, now) {
            return Some(Err(refusal));
        }
        let is_first = desk.counts.is_empty();
        let count = desk.counts.entry(emoji).or_default();
        *count = count.saturating_add(times.clamp(1, REACTIONS_AT_ONCE_MAX));
        Some(Ok(Counted { seq: desk.session.head(), is_first }))
    }

    /// Returns whether there is something to tell.
    pub(crate) fn is_waiting(&self, id: &SessionId) -> bool {
        self.lock().get(id).is_some_and(|desk| !desk.counts.is_empty())
    }

    /// Takes what has been counted.
    pub(crate) fn take(&self, id: &SessionId) -> Counts {
        self.lock().get_mut(id).map(|desk| std::mem::take(&mut desk.counts)).unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<SessionId, Desk>> {
        // Counts are whole whatever panicked beside them.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What has been told and is not in the log yet.
#[derive(Debug)]
pub(crate) struct Batch {
    id: u64,
    counts: Counts,
    began_at: Timestamp,
    told_at: Timestamp,
    /// Whoever reacts from now on does so at the task that comes next.
    pub(crate) is_closed: bool,
}

impl Batch {
    pub(crate) fn new(now: Timestamp) -> Self {
        Self {
            id: random_id(),
            counts: Counts::new(),
            began_at: now,
            told_at: now.plus_ms(-TELL_EVERY_MS),
            is_closed: false,
        }
    }

    /// When connections may be told again.
    pub(crate) fn tell_at(&self) -> Timestamp {
        self.told_at.plus_ms(TELL_EVERY_MS)
    }

    /// When it is to be added to the log, if there is something in it.
    pub(crate) fn keep_at(&self) -> Option<Timestamp> {
        (!self.counts.is_empty()).then(|| self.began_at.plus_ms(KEEP_EVERY_MS))
    }

    /// Adds what is told now. Returns what the batch is called.
    pub(crate) fn add(&mut self, counts: &Counts, now: Timestamp) -> u64 {
        if self.counts.is_empty() {
            self.began_at = now;
        }
        self.told_at = now;
        for (emoji, count) in counts {
            let sum = self.counts.entry(*emoji).or_default();
            *sum = sum.saturating_add(*count);
        }
        self.id
    }

    /// What it is called, and what is in it.
    pub(crate) fn content(&self) -> (u64, Vec<(Emoji, u32)>) {
        (self.id, self.counts.iter().map(|(emoji, count)| (*emoji, *count)).collect())
    }

    /// Begins the next one: this is in the log, or never will be.
    pub(crate) fn begin_next(&mut self) {
        self.id = random_id();
        self.counts.clear();
    }
}

impl SessionTask {
    /// Tells the connections how people have reacted since they were told last.
    pub(crate) fn tell_reactions(&mut self) {
        let counts = self.shared.reactions.take(&self.id);
        if counts.is_empty() {
            return;
        }
        let batch = self.reactions.add(&counts, self.shared.clock.now());
        let counts: Vec<_> = counts.into_iter().collect();
        self.send(self.shared.encode.reactions(batch, &counts));
    }

    /// Adds them to the log. Where the session has ended there is nothing to add to.
    pub(crate) async fn keep_reactions(&mut self) -> Result<(), CommandError> {
        let (batch, counts) = self.reactions.content();
        let keeping = Command::Chat(ChatCommand::KeepReactions { batch, counts });
        match self.turn(&Self::server(keeping)).await {
            Ok(_) | Err(CommandError::Refused(_)) => self.reactions.begin_next(),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Keeps what has been counted, and counts no more.
    pub(crate) async fn finish_reactions(&mut self) {
        self.tell_reactions();
        if self.reactions.keep_at().is_some()
            && !self.diverged
            && let Err(error) = self.keep_reactions().await
        {
            tracing::warn!(session = %self.id, error = &error as &dyn std::error::Error, "the last reactions are lost");
        }
        self.reactions.is_closed = true;
        self.shared.reactions.close(&self.id);
    }
}

fn random_id() -> u64 {
    rand::random::<u64>() >> (u64::BITS - BATCH_BITS)
}
