//! How many actions a second: in one session that everybody acts in, and in many small ones.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::json;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::figures::{Figures, Times};
use crate::socket::Socket;
use crate::world::{Shape, World};

/// How many act in the one session: twenty a second each are the most that a member may do.
const CROWD: usize = 100;
/// How many small sessions act at the same moment.
const AT_ONCE: usize = 64;
/// How many sessions each user has.
const SESSIONS_OF_ONE: usize = 10;
/// How many things are set up at the same moment.
const SET_UP_AT_ONCE: usize = 16;
/// Who has to wait for longer says that they are there.
const IDLE_MAX: Duration = Duration::from_secs(15);
/// A member may send twenty commands a second.
const PACE: Duration = Duration::from_millis(51);

pub(crate) async fn measure(binary: &Path, quick: bool, figures: &mut Figures) -> Result<()> {
    let (small, lasts) = if quick { (200, Duration::from_secs(3)) } else { (5_000, Duration::from_secs(15)) };
    let mut of_one_node = [None, None];
    for nodes in 1..=3 {
        let shape = Shape { nodes, has_bus: true, waits_for_disk: true, has_standby: false };
        let world = Arc::new(World::start(binary, shape).await?);
        let hot = hot(&world, lasts).await?;
        report(figures, format!("one session, {CROWD} people, {nodes} node(s)"), &hot, &mut of_one_node[0]);
        let many = many(&world, small, lasts).await?;
        report(
            figures,
            format!("{small} sessions, {AT_ONCE} actions at once, {nodes} node(s)"),
            &many,
            &mut of_one_node[1],
        );
    }
    Ok(())
}

/// How long each action took, and how long all of them.
#[derive(Default)]
struct Load {
    took: Vec<Duration>,
    refused: usize,
    /// How many connections did not last.
    lost: usize,
    lasted: Duration,
}

fn report(figures: &mut Figures, what: String, load: &Load, of_one_node: &mut Option<f64>) {
    #[expect(clippy::cast_precision_loss, reason = "no run has so many actions")]
    let rate = load.took.len() as f64 / load.lasted.as_secs_f64();
    let ratio = rate / *of_one_node.get_or_insert(rate);
    let times = Times::of(&load.took);
    let Load { refused, lost, .. } = load;
    let figure = format!("{rate:.0}/s ({ratio:.2} of one node), {}, {refused} refused, {lost} cut off", times.text());
    let values = json!({ "per_second": rate, "of_one_node": ratio, "refused": refused, "lost": lost,
        "times": times.json() });
    figures.add(what, figure, "", values);
}

/// A seat in a session: the node's address, the session, the member's token.
type Seat = (String, String, String);

async fn hot(world: &Arc<World>, lasts: Duration) -> Result<Load> {
    let entrance = world.visitor(0)?;
    let session = entrance.session(&entrance.user("Host").await?, &json!({})).await?;
    let mut seats = Vec::new();
    for n in 0..CROWD {
        let user = entrance.user(&format!("Ana {n}")).await?;
        let (token, _) = entrance.join(&session, &user).await?;
        seats.push((world.address(n), session.clone(), token));
    }
    drive(seats, lasts, CROWD).await
}

async fn many(world: &Arc<World>, sessions: usize, lasts: Duration) -> Result<Load> {
    let gate = Arc::new(Semaphore::new(SET_UP_AT_ONCE));
    let mut setting_up = JoinSet::new();
    for n in 0..sessions / SESSIONS_OF_ONE {
        let (world, gate) = (Arc::clone(world), Arc::clone(&gate));
        setting_up.spawn(async move {
            let _permit = gate.acquire().await?;
            seats(&world, n).await
        });
    }
    let mut all = Vec::new();
    while let Some(seats) = setting_up.join_next().await {
        all.extend(seats??);
    }
    drive(all, lasts, AT_ONCE).await
}

/// One user, who is alone in some sessions, each at the next node.
async fn seats(world: &World, number: usize) -> Result<Vec<Seat>> {
    let entrance = world.visitor(number)?;
    let user = entrance.user(&format!("Ben {number}")).await?;
    let mut seats = Vec::new();
    for n in 0..SESSIONS_OF_ONE {
        let session = entrance.session(&user, &json!({})).await?;
        let (token, _) = entrance.join(&session, &user).await?;
        seats.push((world.address(number + n), session, token));
    }
    Ok(seats)
}

/// What all who act have in common.
struct Rules {
    lasts: Duration,
    /// So many may connect at the same moment.
    door: Semaphore,
    /// One for each who is there.
    there: Semaphore,
    /// So many may act at the same moment.
    at_once: Semaphore,
}

/// Lets everybody act as often as they may, once all are there.
async fn drive(seats: Vec<Seat>, lasts: Duration, at_once: usize) -> Result<Load> {
    let (door, at_once) = (Semaphore::new(SET_UP_AT_ONCE), Semaphore::new(at_once));
    let rules = Arc::new(Rules { lasts, door, there: Semaphore::new(0), at_once });
    let count = u32::try_from(seats.len())?;
    let (gun, begun) = watch::channel(None);
    let mut running = JoinSet::new();
    for (number, seat) in seats.into_iter().enumerate() {
        let (rules, begun) = (Arc::clone(&rules), begun.clone());
        running.spawn(async move {
            let mut load = Load::default();
            match connect(&seat, &rules).await {
                Ok(mut socket) => {
                    let done = act(number, &mut socket, &rules, begun, &mut load).await;
                    load.lost = usize::from(done.is_err());
                }
                Err(_) => load.lost = 1,
            }
            load
        });
    }
    rules.there.acquire_many(count).await?.forget();
    let since = Instant::now();
    gun.send_replace(Some(since));
    let mut all = Load::default();
    while let Some(load) = running.join_next().await {
        let load = load?;
        all.took.extend(load.took);
        all.refused += load.refused;
        all.lost += load.lost;
    }
    all.lasted = since.elapsed();
    Ok(all)
}

/// Takes a seat. Nobody waits for who could not.
async fn connect((address, session, token): &Seat, rules: &Rules) -> Result<Socket> {
    let _permit = rules.door.acquire().await?;
    let socket = Socket::fresh(address, session, token).await;
    rules.there.add_permits(1);
    socket
}

/// Acts from the beginning to the end.
async fn act(
    number: usize,
    socket: &mut Socket,
    rules: &Rules,
    mut begun: watch::Receiver<Option<Instant>>,
    load: &mut Load,
) -> Result<()> {
    let since = loop {
        // Copied at once: what is lent locks the others out.
        let told = timeout(IDLE_MAX, begun.wait_for(Option::is_some)).await.map(|told| told.map(|told| *told));
        match told {
            Ok(told) => break told?.unwrap_or_else(Instant::now),
            Err(_) => socket.ping().await?,
        }
    };
    loop {
        let permit = loop {
            match timeout(IDLE_MAX, rules.at_once.acquire()).await {
                Ok(permit) => break permit?,
                Err(_) => socket.ping().await?,
            }
        };
        let asked = Instant::now();
        if asked >= since + rules.lasts {
            return Ok(());
        }
        let count = load.took.len() + load.refused;
        let seek = json!({ "type": "seek", "position": place(number, count) });
        socket.command(&format!("c{count}"), &seek).await?;
        let answer = socket.next_of(&["done", "refused", "error"]).await?;
        drop(permit);
        if answer["type"] == "done" {
            load.took.push(asked.elapsed());
        } else {
            load.refused += 1;
        }
        tokio::time::sleep(PACE.saturating_sub(asked.elapsed())).await;
    }
}

/// Somewhere else each time.
fn place(number: usize, count: usize) -> f64 {
    f64::from(u32::try_from((number * 7 + count * 13) % 1_000).unwrap_or_default()) / 10.0
}
