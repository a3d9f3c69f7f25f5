//! Holds what clients saw and were told against the logs.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use rand::RngExt as _;
use serde_json::Value;

use crate::server::Visitor;
use crate::watcher::{Acknowledged, Watcher, seconds};
use crate::world::lock;

/// After the last fault everybody has seen everything within this.
const HEALED_WITHIN: Duration = Duration::from_mins(1);

/// Waits until something holds.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) -> Result<()> {
    let begun = Instant::now();
    while !holds().await {
        ensure!(begun.elapsed() < HEALED_WITHIN, "never so: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// Lets some time pass.
pub(crate) async fn pause(ms: std::ops::Range<u64>) {
    let ms = rand::rng().random_range(ms);
    tokio::time::sleep(Duration::from_millis(ms)).await;
}

/// Checks that each client saw a gapless prefix of the log; that each acknowledged command is in it exactly once, by whom it
/// was and where it was said to be; and that what was acknowledged before something else was asked comes before it. Returns
/// how many were acknowledged.
pub(crate) async fn check(entrance: &Visitor, watchers: &[Arc<Watcher>]) -> Result<usize> {
    let mut sessions = BTreeMap::<_, Vec<_>>::new();
    for watcher in watchers {
        sessions.entry(&watcher.who.session).or_default().push(watcher);
    }
    let mut acknowledged = 0;
    for (session, watchers) in sessions {
        let log = entrance.log(session).await?;
        let head = log.len() as u64;
        let mut by_place = BTreeMap::<_, Vec<_>>::new();
        for entry in log.iter().filter(|entry| entry["type"] == "seeked") {
            by_place.entry(entry["timeline"]["position"].to_string()).or_default().push(entry);
        }
        for watcher in &watchers {
            until("everybody has seen the whole log", async || {
                lock(&watcher.diary).seen.last_key_value().is_some_and(|(seq, _)| *seq >= head)
            })
            .await?;
            let diary = lock(&watcher.diary);
            let number = watcher.who.number;
            if let Some(trouble) = &diary.trouble {
                bail!("client {number}: {trouble}");
            }
            for (seq, seen) in &diary.seen {
                let logged = log.get(usize::try_from(*seq)? - 1).context("more was seen than there is")?;
                let is_it = logged["hash"] == seen.hash && (seen.is_start || logged["by"] == seen.by);
                ensure!(is_it, "client {number} saw another log at {seq}");
            }
            for Acknowledged { place, seq, .. } in &diary.acknowledged {
                let found = by_place.get(&seconds(*place).to_string()).map_or(&[][..], Vec::as_slice);
                let is_it = |entry: &Value| {
                    entry["seq"].as_u64() == Some(*seq) && entry["by"].as_str() == Some(&*watcher.who.member)
                };
                ensure!(
                    matches!(found, [entry] if is_it(entry)),
                    "a jump to {place} that was acknowledged as {seq} of {session} is there {} times",
                    found.len()
                );
            }
            acknowledged += diary.acknowledged.len();
        }
        check_order(session, &watchers)?;
    }
    Ok(acknowledged)
}

/// Whatever comes later in the log must not have been answered before something earlier was asked.
fn check_order(session: &str, watchers: &[&Arc<Watcher>]) -> Result<()> {
    let mut order: Vec<(u64, Instant, Instant)> = Vec::new();
    for watcher in watchers {
        let diary = lock(&watcher.diary);
        order.extend(diary.acknowledged.iter().map(|done| (done.seq, done.asked_at, done.answered_at)));
    }
    order.sort_unstable_by_key(|(seq, ..)| *seq);
    let mut asked_last = None;
    for (seq, asked_at, answered_at) in order {
        ensure!(asked_last.is_none_or(|asked| answered_at >= asked), "event {seq} of {session} is out of its order");
        asked_last = asked_last.max(Some(asked_at));
    }
    Ok(())
}
