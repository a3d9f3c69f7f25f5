//! How soon a node that was cut off is as far as the others, once the line is whole again.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use testkit::Fault;

use crate::figures::{Figures, Times};
use crate::history::until;
use crate::server::Visitor;
use crate::watcher::{Habits, Watcher};
use crate::world::{Shape, World, lock};

/// For how long the line is disturbed.
const LASTS: Duration = Duration::from_secs(7);
/// How often somebody acts meanwhile.
const PACE: Duration = Duration::from_millis(250);

/// Which lines of the node.
#[derive(Clone, Copy, Debug)]
enum Lines {
    Bus,
    Database,
    Both,
}

pub(crate) async fn measure(binary: &Path, quick: bool, figures: &mut Figures) -> Result<()> {
    let rounds = if quick { 1 } else { 5 };
    let shape = Shape { nodes: 3, has_bus: true, waits_for_disk: true, has_standby: false };
    let world = Arc::new(World::start(binary, shape).await?);
    let entrance = world.visitor(0)?;
    let session = entrance.session(&entrance.user("Host").await?, &json!({})).await?;
    let mut watchers = Vec::new();
    for node in 0..3_u32 {
        let habits = Habits { first: Some(node as usize), stays: true, ..Habits::default() };
        watchers.push(Watcher::join(&world, &entrance, &session, (node, habits)).await?);
    }
    let staying: Vec<_> = watchers.iter().map(Watcher::stay).collect();
    for lines in [Lines::Bus, Lines::Database, Lines::Both] {
        for fault in [Fault::Cut, Fault::Silent] {
            let mut until_followed = Vec::new();
            let mut until_served = Vec::new();
            for _ in 0..rounds {
                let cut = Cut { world: &world, session: &session, watchers: &watchers };
                let (follows, serves) = cut.heals(lines, fault).await?;
                until_followed.push(follows);
                until_served.push(serves);
            }
            let (follows, serves) = (Times::of(&until_followed), Times::of(&until_served));
            let what = format!("{lines:?} {fault:?} for {} s, healed: the node shows what it missed", LASTS.as_secs());
            let figure = format!("{}; takes commands again: {}", follows.text(), serves.text());
            figures.add(what, figure, "<= 3 s", json!({ "follows": follows.json(), "serves": serves.json() }));
        }
    }
    for (watcher, staying) in watchers.iter().zip(staying) {
        staying.abort();
        ensure!(lock(&watcher.diary).trouble.is_none(), "{:?}", lock(&watcher.diary).trouble);
    }
    Ok(())
}

struct Cut<'a> {
    world: &'a Arc<World>,
    session: &'a str,
    watchers: &'a [Arc<Watcher>],
}

impl Cut<'_> {
    /// Cuts the second node off while people act at the first. Returns how long after the healing it has shown everything to
    /// who is there, and taken a command.
    async fn heals(&self, lines: Lines, fault: Fault) -> Result<(Duration, Duration)> {
        until("everybody is there", async || self.watchers.iter().all(|watcher| lock(&watcher.diary).node.is_some()))
            .await?;
        let near = self.world.visitor(0)?;
        self.set(lines, fault);
        let begun = Instant::now();
        while begun.elapsed() < LASTS {
            self.seek(&near, 0).await?;
            tokio::time::sleep(PACE).await;
        }
        let head = self.seek(&near, 0).await?;
        let healed = Instant::now();
        self.set(lines, Fault::None);
        let far = self.world.visitor(1)?;
        let serves = async {
            while self.seek(&far, 1).await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            anyhow::Ok(healed.elapsed())
        };
        let follows = async {
            let has_it = async || lock(&self.watchers[1].diary).seen.contains_key(&head);
            until("the node that was cut off has it all", has_it).await?;
            Ok(healed.elapsed())
        };
        tokio::try_join!(follows, serves)
    }

    fn set(&self, lines: Lines, fault: Fault) {
        let node = self.world.node(1);
        if matches!(lines, Lines::Database | Lines::Both) {
            node.to_database.set(fault);
        }
        if let (Some(bus), Lines::Bus | Lines::Both) = (&node.to_bus, lines) {
            bus.set(fault);
        }
    }

    async fn seek(&self, at: &Visitor, who: usize) -> Result<u64> {
        let id = format!("r{}", rand::random::<u64>());
        let place = f64::from(rand::random::<u16>());
        let path = format!("/api/sessions/{}/commands", self.session);
        let command = json!({ "id": id, "type": "seek", "position": place });
        let done = at.post(&path, &self.watchers[who].who.token, command).await?;
        done["seq"].as_u64().context("a command that was done says where")
    }
}
