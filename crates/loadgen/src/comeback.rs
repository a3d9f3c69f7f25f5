//! How long people are away when their node dies or is started again.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::json;

use crate::figures::Figures;
use crate::history::until;
use crate::watcher::{Habits, Watcher};
use crate::world::{Shape, World, lock};

/// How many people each session has.
const PEOPLE: u32 = 3;

/// What happens to a node.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It is killed, and nobody starts it again until all have found another.
    Dies,
    /// It is killed and started again at once.
    Crashes,
    /// It is told to stop, and started again at once.
    Restarts,
}

pub(crate) async fn measure(binary: &Path, quick: bool, figures: &mut Figures) -> Result<()> {
    let (sessions, rounds) = if quick { (10, 1) } else { (200, 5) };
    let people = sessions * PEOPLE;
    let shape = Shape { nodes: 3, has_bus: true, waits_for_disk: true, has_standby: false };
    let cluster = Arc::new(World::start(binary, shape).await?);
    let away = away(&cluster, sessions, rounds, Fate::Dies).await?;
    figures.add_times(format!("back after one of 3 nodes died with all of {people} people"), "p99 < 5 s", &away);
    drop(cluster);
    let single = Shape { nodes: 1, has_bus: false, ..shape };
    let crashed = self::away(&Arc::new(World::start(binary, single).await?), sessions, rounds, Fate::Crashes).await?;
    figures.add_times(
        format!("back after the only node was killed and started again, {people} people"),
        "p99 < 2 s",
        &crashed,
    );
    let single = Arc::new(World::start(binary, single).await?);
    let restarted = self::away(&single, sessions, rounds, Fate::Restarts).await?;
    figures.add_times(
        format!("back after the only node was stopped and started again, {people} people"),
        "p99 < 2 s",
        &restarted,
    );
    Ok(())
}

/// How long each was away, from the moment at which the node was lost.
async fn away(world: &Arc<World>, sessions: u32, rounds: usize, fate: Fate) -> Result<Vec<Duration>> {
    let entrance = world.visitor(0)?;
    let host = entrance.user("Host").await?;
    let mut watchers = Vec::new();
    for session in 0..sessions {
        let id = entrance.session(&host, &json!({})).await?;
        for n in 0..PEOPLE {
            // All of them are at the first node that dies.
            let habits = Habits { first: Some(0), ..Habits::default() };
            watchers.push(Watcher::join(world, &entrance, &id, (session * PEOPLE + n, habits)).await?);
        }
    }
    let staying: Vec<_> = watchers.iter().map(Watcher::stay).collect();
    let mut times = Vec::new();
    for round in 0..rounds {
        until("everybody is there", async || watchers.iter().all(|watcher| lock(&watcher.diary).node.is_some()))
            .await?;
        let node = round % world.nodes();
        let there: Vec<_> = watchers.iter().filter(|watcher| lock(&watcher.diary).node == Some(node)).collect();
        let lost_at = Instant::now();
        match fate {
            Fate::Dies => world.kill_node(node).await?,
            Fate::Crashes => {
                world.kill_node(node).await?;
                world.start_node(node).await?;
            }
            Fate::Restarts => {
                world.stop_node(node).await?;
                world.start_node(node).await?;
            }
        }
        let back_at =
            |watcher: &Watcher| lock(&watcher.diary).welcomes.iter().map(|(at, _)| *at).find(|at| *at > lost_at);
        until("everybody is back", async || there.iter().all(|watcher| back_at(watcher).is_some())).await?;
        times.extend(there.iter().filter_map(|watcher| back_at(watcher)).map(|at| at - lost_at));
        if fate == Fate::Dies {
            world.start_node(node).await?;
        }
    }
    for (watcher, staying) in watchers.iter().zip(staying) {
        watcher.rest();
        staying.abort();
        if let Some(trouble) = &lock(&watcher.diary).trouble {
            bail!("client {}: {trouble}", watcher.who.number);
        }
    }
    Ok(times)
}
