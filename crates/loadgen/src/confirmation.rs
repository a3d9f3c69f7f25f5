//! Whether a change that waits for its confirmation is resolved exactly once and in time, when a node dies meanwhile.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use rand::RngExt as _;
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::figures::{Figures, Times};
use crate::history::{pause, until};
use crate::watcher::{Habits, Watcher};
use crate::world::{Shape, World, lock};

/// The shortest time that may be set.
const WITHIN: Duration = Duration::from_secs(5);
/// How much later than that it must be resolved at the latest.
const GRACE: Duration = Duration::from_secs(2);
/// How many sessions wait at the same moment.
const SESSIONS_MAX: u32 = 100;
/// How many people ask at the same moment.
const AT_ONCE: usize = 16;

/// Kills nodes until that has happened in so many sessions to a node that somebody was at.
pub(crate) async fn measure(binary: &Path, kills: u32, figures: &mut Figures) -> Result<()> {
    let shape = Shape { nodes: 3, has_bus: true, waits_for_disk: false, has_standby: false };
    let world = Arc::new(World::start(binary, shape).await?);
    let entrance = world.visitor(0)?;
    let host = entrance.user("Host").await?;
    let policy = json!({ "confirmation": "everyone", "confirm_within_s": WITHIN.as_secs_f64() });
    let mut sessions = Vec::new();
    for number in 0..SESSIONS_MAX.min(kills) {
        let id = entrance.session(&host, &policy).await?;
        let mut people = Vec::new();
        for n in 0..2 {
            people.push(Watcher::join(&world, &entrance, &id, (number * 2 + n, Habits::default())).await?);
        }
        sessions.push(people);
    }
    let staying: Vec<_> = sessions.iter().flatten().map(Watcher::stay).collect();
    let (mut met, mut rounds, mut took) = (0, 0, Vec::new());
    while met < kills {
        let all_there = async || sessions.iter().flatten().all(|who| lock(&who.diary).node.is_some());
        until("everybody is there", all_there).await?;
        let asked = ask(&world, &sessions).await?;
        let node = rand::rng().random_range(0..world.nodes());
        pause(0..4_000).await;
        let is_met = |people: &Vec<Arc<Watcher>>| people.iter().any(|who| lock(&who.diary).node == Some(node));
        let met_now: Vec<_> = sessions.iter().map(is_met).collect();
        world.kill_node(node).await?;
        pause(0..1_500).await;
        world.start_node(node).await?;
        for ((people, asked), is_met) in sessions.iter().zip(&asked).zip(met_now) {
            let after = resolved(people, asked).await?;
            if is_met {
                met += 1;
                took.push(after);
            }
        }
        rounds += 1;
    }
    staying.iter().for_each(tokio::task::JoinHandle::abort);
    let late = took.iter().filter(|took| **took > WITHIN + GRACE).count();
    let times = Times::of(&took);
    let figure = format!("{met} of {met} in {rounds} kills; seen by somebody after {}; {late} late", times.text());
    let what = "a change whose confirmation a node's death met is resolved exactly once";
    let within_s = WITHIN.as_secs();
    let values = json!({ "sessions": met, "kills": rounds, "late": late, "within_s": within_s, "times": times.json() });
    figures.add(what, figure, "each once, within its 5 s + 2 s", values);
    Ok(())
}

/// A change that must be confirmed: its number, and when it was asked for.
struct Asked {
    change: u64,
    since: Instant,
}

/// In every session somebody presses play, which the other must confirm.
async fn ask(world: &Arc<World>, sessions: &[Vec<Arc<Watcher>>]) -> Result<Vec<Asked>> {
    let gate = Arc::new(Semaphore::new(AT_ONCE));
    let mut asking = JoinSet::new();
    for (number, people) in sessions.iter().enumerate() {
        let (world, gate, who) = (Arc::clone(world), Arc::clone(&gate), Arc::clone(&people[0]));
        asking.spawn(async move {
            let _permit = gate.acquire().await?;
            let path = format!("/api/sessions/{}/commands", who.who.session);
            let command = json!({ "id": format!("p{}", rand::random::<u64>()), "type": "play" });
            let since = Instant::now();
            let done = world.visitor(number)?.post(&path, &who.who.token, command).await?;
            let change = done["seq"].as_u64().context("a command that was done says where")?;
            anyhow::Ok((number, Asked { change, since }))
        });
    }
    let mut changes = Vec::new();
    while let Some(asked) = asking.join_next().await {
        changes.push(asked??);
    }
    changes.sort_unstable_by_key(|(number, _)| *number);
    Ok(changes.into_iter().map(|(_, asked)| asked).collect())
}

/// Waits until a change is resolved, and looks that it was resolved once, and that the status before is back. Returns after
/// how long one of them has seen that.
async fn resolved(people: &[Arc<Watcher>], asked: &Asked) -> Result<Duration> {
    let (who, change) = (&people[0], asked.change);
    let entrance = who.entrance()?;
    let begun = Instant::now();
    loop {
        let after = change.saturating_sub(1);
        let page = entrance.get(&format!("/api/sessions/{}/events?after={after}", who.who.session)).await;
        let events = page.map(|page| page["events"].as_array().cloned().unwrap_or_default()).unwrap_or_default();
        let of = |kind: &str| {
            let is_it = |event: &&Value| event["type"] == kind && event["change"].as_u64() == Some(change);
            events.iter().filter(is_it).collect::<Vec<_>>()
        };
        let closed = of("confirmation_closed");
        let seen = people.iter().filter_map(|who| lock(&who.diary).resolved.get(&change).copied()).min();
        if let ([closed], Some(seen)) = (&closed[..], seen) {
            let took = seen - asked.since;
            ensure!(closed["verdict"] == "expired", "{closed}");
            ensure!(took >= WITHIN, "it was resolved after {took:?}, before its time");
            ensure!(closed["timeline"]["status"] == "paused", "the status before is back: {closed}");
            return Ok(took);
        }
        ensure!(closed.len() <= 1, "it was resolved {} times: {closed:?}", closed.len());
        ensure!(
            begun.elapsed() < Duration::from_mins(1),
            "never resolved: {} at {change}: {events:?}",
            who.who.session
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
