//! How much later a pause reaches people at another node than those at the same.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::{Value, json};

use crate::figures::Figures;
use crate::socket::Socket;
use crate::world::{Shape, World};

/// A member may send twenty commands a second.
const PACE: Duration = Duration::from_millis(100);
/// Who only listens says now and then that they are there.
const PING_EVERY: usize = 20;

pub(crate) async fn measure(binary: &Path, quick: bool, figures: &mut Figures) -> Result<()> {
    let rounds = if quick { 30 } else { 500 };
    let with_bus = Shape { nodes: 2, has_bus: true, waits_for_disk: true, has_standby: false };
    passes(&World::start(binary, with_bus).await?, rounds, "", figures).await?;
    let without = World::start(binary, Shape { has_bus: false, ..with_bus }).await?;
    passes(&without, rounds.div_ceil(10), ", without NATS", figures).await
}

async fn passes(world: &World, rounds: usize, how: &str, figures: &mut Figures) -> Result<()> {
    let entrance = world.visitor(0)?;
    let session = entrance.session(&entrance.user("Host").await?, &json!({})).await?;
    let mut sockets = Vec::new();
    for (name, node) in [("Ana", 0), ("Ben", 0), ("Cleo", 1)] {
        let (token, _) = entrance.join(&session, &entrance.user(name).await?).await?;
        sockets.push(Socket::fresh(&world.address(node), &session, &token).await?);
    }
    let [ana, ben, cleo] = &mut sockets[..] else { anyhow::bail!("there are three") };
    let (mut same, mut other, mut added) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        if round % PING_EVERY == 0 {
            ben.ping().await?;
            cleo.ping().await?;
        }
        let begun = Instant::now();
        let kind = if round % 2 == 0 { "play" } else { "pause" };
        ana.command(&format!("c{round}"), &json!({ "type": kind })).await?;
        let (done, ben, cleo) =
            tokio::join!(ana.next_of(&["done", "refused"]), arrives(ben, kind, begun), arrives(cleo, kind, begun));
        let (done, ben, cleo) = (done?, ben?, cleo?);
        anyhow::ensure!(done["type"] == "done", "{done}");
        same.push(ben);
        other.push(cleo);
        added.push(cleo.saturating_sub(ben));
        tokio::time::sleep(PACE.saturating_sub(begun.elapsed())).await;
    }
    figures.add_times(format!("a pause arrives at the same node{how}"), "", &same);
    figures.add_times(format!("a pause arrives at another node{how}"), "", &other);
    figures.add_times(format!("what another node adds{how}"), "", &added);
    Ok(())
}

/// Waits until somebody has the event; returns how long that took.
async fn arrives(socket: &mut Socket, kind: &str, begun: Instant) -> Result<Duration> {
    let event = if kind == "play" { "played" } else { "paused" };
    loop {
        let frame: Value = socket.next_of(&["event"]).await?;
        if frame["event"]["type"] == event {
            return Ok(begun.elapsed());
        }
    }
}
