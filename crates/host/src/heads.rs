//! The ends of the loaded logs, and what keeps nodes from staying behind where a notice was lost.
//!
//! A lost notice shows when the next one comes. The last one has none after it: so heads that have moved are told again
//! for a while, once a second, all in one message. While the broker is away, the store is asked for all of them instead; and
//! now and then in any case, for a node that died tells nothing again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use session::{LogPosition, SessionId};
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::host::Shared;

/// How far the state of each loaded session is.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    known: Mutex<BTreeMap<SessionId, Known>>,
}

#[derive(Debug)]
struct Known {
    head: LogPosition,
    /// When this node last appended to the log.
    grew_at: Option<Instant>,
}

impl Heads {
    /// A session has been loaded.
    pub(crate) fn loaded(&self, id: &SessionId, head: LogPosition) {
        self.lock().insert(id.clone(), Known { head, grew_at: None });
    }

    /// This node has appended to a session's log.
    pub(crate) fn grew(&self, id: &SessionId, head: LogPosition) {
        if let Some(known) = self.lock().get_mut(id) {
            *known = Known { head, grew_at: Some(Instant::now()) };
        }
    }

    /// A session has read what other nodes have appended.
    pub(crate) fn followed(&self, id: &SessionId, head: LogPosition) {
        if let Some(known) = self.lock().get_mut(id) {
            known.head = head;
        }
    }

    /// A session has been unloaded.
    pub(crate) fn forget(&self, id: &SessionId) {
        self.lock().remove(id);
    }

    fn all(&self) -> Vec<(SessionId, LogPosition)> {
        self.lock().iter().map(|(id, known)| (id.clone(), known.head)).collect()
    }

    fn grown_since(&self, since: Instant) -> Vec<(SessionId, LogPosition)> {
        let is_recent = |known: &Known| known.grew_at.is_some_and(|at| at >= since);
        self.lock().iter().filter(|(_, known)| is_recent(known)).map(|(id, known)| (id.clone(), known.head)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<SessionId, Known>> {
        // Each change is one step, so it is whole whatever panicked beside it.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Repeats and compares heads until the host stops, each at most once in a period.
pub(crate) async fn keep_heads(shared: Arc<Shared>) {
    let mut health = shared.broker.health();
    let compare_every = Duration::from_millis(shared.options.heads_compare_every_ms);
    let mut compare_due = false;
    let mut compared_at = Instant::now();
    let mut ticks = interval(Duration::from_millis(shared.options.heads_every_ms.max(1)));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            () = shared.stop.cancelled() => return,
            // Also when it is back: what was told while it was away was told to nobody.
            _ = health.changed() => {
                compare_due = true;
                continue;
            }
            _ = ticks.tick() => {}
        }
        repeat(&shared).await;
        let hears_nobody = !shared.broker.reaches_other_processes() && !shared.neighbours.is_alone();
        let now_and_then = !shared.neighbours.has_always_been_alone() && compared_at.elapsed() >= compare_every;
        if compare_due || hears_nobody || !health.now().is_connected() || now_and_then {
            compare_due = !compare(&shared).await;
            compared_at = Instant::now();
        }
    }
}

async fn repeat(shared: &Shared) {
    let repeated = Duration::from_millis(shared.options.heads_repeat_ms);
    let grown = Instant::now().checked_sub(repeated).map(|since| shared.heads.grown_since(since)).unwrap_or_default();
    if !grown.is_empty()
        && let Err(error) = shared.broker.repeat_heads(&grown).await
    {
        tracing::debug!(error = &error as &dyn std::error::Error, "heads were not repeated");
    }
}

/// Asks the store for the heads of all loaded sessions, and tells each that is behind. Returns whether it answered.
async fn compare(shared: &Shared) -> bool {
    let mut known = shared.heads.all();
    known.sort_by_key(|(id, _)| id.shard());
    let mut all_answered = true;
    // A database that is away keeps nobody of another behind.
    for of_shard in known.chunk_by(|(one, _), (other, _)| one.shard() == other.shard()) {
        all_answered &= compare_with_store(shared, of_shard).await;
    }
    all_answered
}

async fn compare_with_store(shared: &Shared, known: &[(SessionId, LogPosition)]) -> bool {
    let ids: Vec<_> = known.iter().map(|(id, _)| id.clone()).collect();
    let stored: BTreeMap<_, _> = match shared.store.heads(&ids).await {
        Ok(stored) => stored.into_iter().collect(),
        Err(error) => {
            tracing::debug!(error = &error as &dyn std::error::Error, "the store was not asked for heads");
            return false;
        }
    };
    for (id, head) in known {
        // A log that is gone has no entry.
        let stored = stored.get(id).copied().unwrap_or_default();
        if stored != *head {
            metrics::counter!("sameframe_heads_behind_total").increment(1);
            shared.tell_head(id, stored);
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use session::{ChainHash, LogPosition};
    use testkit::session_id;
    use tokio::time::Instant;

    use super::Heads;

    fn head(seq: u64) -> LogPosition {
        LogPosition { seq, hash: ChainHash([1; 16]) }
    }

    #[test]
    fn what_grew_here_is_told_for_a_while_and_always_with_its_newest_head() {
        let (heads, begin) = (Heads::default(), Instant::now());
        let [one, two] = ["s1", "s2"].map(session_id);
        heads.loaded(&one, head(1));
        heads.loaded(&two, head(1));
        heads.grew(&session_id("unloaded"), head(1));
        assert_eq!(heads.grown_since(begin), []);
        heads.grew(&one, head(2));
        heads.followed(&one, head(3));
        heads.followed(&two, head(9));
        assert_eq!(heads.grown_since(begin), [(one.clone(), head(3))]);
        assert_eq!(heads.grown_since(Instant::now() + Duration::from_secs(1)), []);
        assert_eq!(heads.all(), [(one.clone(), head(3)), (two.clone(), head(9))]);
        heads.forget(&one);
        assert_eq!(heads.all(), [(two, head(9))]);
    }
}
