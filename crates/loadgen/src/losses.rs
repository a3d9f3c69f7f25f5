//! Whether anything that was acknowledged is lost, when nodes, NATS or the database's primary die under load.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context as _, Result};
use rand::RngExt as _;
use serde_json::json;

use crate::figures::Figures;
use crate::history::{check, pause, until};
use crate::watcher::{Habits, Watcher};
use crate::world::{Shape, World, lock};

const SESSIONS: u32 = 4;
const PEOPLE: u32 = 3;
/// After so many deaths everything is checked, and new sessions begin: logs stay short enough to be compared.
const BATCH: u32 = 50;

/// How often what dies.
#[derive(Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) kills: u32,
    pub(crate) bus_kills: u32,
    pub(crate) failovers: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Death {
    Node,
    Bus,
    Primary,
}

pub(crate) async fn measure(binary: &Path, counts: Counts, figures: &mut Figures) -> Result<()> {
    let deaths = [
        (Death::Node, "node kills", counts.kills),
        (Death::Bus, "NATS kills", counts.bus_kills),
        (Death::Primary, "failovers to the standby", counts.failovers),
    ];
    for (death, name, count) in deaths.into_iter().filter(|(_, _, count)| *count > 0) {
        let has_standby = death == Death::Primary;
        let shape = Shape { nodes: 3, has_bus: true, waits_for_disk: false, has_standby };
        let world = Arc::new(World::start(binary, shape).await?);
        let (mut done, mut acknowledged, begun) = (0, 0, Instant::now());
        while done < count {
            let batch = BATCH.min(count - done);
            acknowledged += Box::pin(survive(&world, death, batch)).await?;
            done += batch;
            println!("{done} {name}, {acknowledged} acknowledged, {:.0} s", begun.elapsed().as_secs_f64());
        }
        let figure = format!("0 lost, 0 twice, 0 out of order, of {acknowledged} acknowledged");
        let values = json!({ "deaths": done, "acknowledged": acknowledged, "lost": 0,
            "seconds": begun.elapsed().as_secs_f64() });
        figures.add(format!("{done} {name} under load"), figure, "0 lost", values);
        figures.keep()?;
    }
    Ok(())
}

/// Lets people seek while something dies again and again, then checks everything. Returns how much was acknowledged.
async fn survive(world: &Arc<World>, death: Death, times: u32) -> Result<usize> {
    let entrance = world.visitor(0)?;
    let host = entrance.user("Host").await?;
    let habits = Habits { seeks: true, hurries: true, ..Habits::default() };
    let mut watchers = Vec::new();
    for session in 0..SESSIONS {
        let id = entrance.session(&host, &json!({})).await?;
        for n in 0..PEOPLE {
            let number = session * PEOPLE + n + 1;
            watchers.push(Watcher::join(world, &entrance, &id, (number, habits)).await?);
        }
    }
    let staying: Vec<_> = watchers.iter().map(Watcher::stay).collect();
    for _ in 0..times {
        pause(50..300).await;
        let node = rand::rng().random_range(0..world.nodes());
        match death {
            Death::Node => {
                world.kill_node(node).await?;
                pause(0..200).await;
                world.start_node(node).await?;
            }
            Death::Bus => {
                let nats = world.nats.as_ref().context("there is a bus")?;
                nats.stop();
                pause(50..500).await;
                tokio::task::block_in_place(|| nats.start_again());
            }
            Death::Primary => {
                world.fail_over()?;
                pause(200..1_000).await;
                world.add_standby();
            }
        }
    }
    let counts = || watchers.iter().map(|who| lock(&who.diary).acknowledged.len()).collect::<Vec<_>>();
    let before = counts();
    until("everybody is served again", async || counts().iter().zip(&before).all(|(now, before)| now > before)).await?;
    for who in &watchers {
        who.rest();
    }
    let acknowledged = check(&entrance, &watchers).await?;
    staying.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(acknowledged)
}
