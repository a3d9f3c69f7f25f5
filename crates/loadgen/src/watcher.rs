//! Somebody who stays: who comes back whatever happens, to whichever server answers, as the page does.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Result;
use rand::RngExt as _;
use rand::seq::SliceRandom as _;
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::server::Visitor;
use crate::socket::{Incoming, Socket};
use crate::world::{World, lock};

/// After so long without a frame they ask whether somebody is there.
const PING_AFTER: Duration = Duration::from_secs(2);
/// A server that is silent for so long is left.
const SILENT_AFTER: Duration = Duration::from_secs(4);

/// How somebody behaves.
#[derive(Clone, Copy, Default)]
pub(crate) struct Habits {
    /// The node that they go to first.
    pub(crate) first: Option<usize>,
    /// Whether they go nowhere else.
    pub(crate) stays: bool,
    /// Whether they seek here and there all the time.
    pub(crate) seeks: bool,
    /// Whether they come back sooner than the page would, so that more happens.
    pub(crate) hurries: bool,
}

/// Who somebody is.
pub(crate) struct Identity {
    pub(crate) session: String,
    pub(crate) token: String,
    pub(crate) member: String,
    pub(crate) number: u32,
}

pub(crate) struct Watcher {
    pub(crate) who: Identity,
    world: Arc<World>,
    habits: Habits,
    pub(crate) diary: Mutex<Diary>,
    is_over: AtomicBool,
}

/// What somebody has seen and done.
#[derive(Default)]
pub(crate) struct Diary {
    /// Hash and author of events by their number; no author stands for a head that was told.
    pub(crate) seen: BTreeMap<u64, Seen>,
    pub(crate) trouble: Option<String>,
    pub(crate) acknowledged: Vec<Acknowledged>,
    /// When which node has welcomed them.
    pub(crate) welcomes: Vec<(Instant, usize)>,
    /// When they have seen that a change was resolved.
    pub(crate) resolved: BTreeMap<u64, Instant>,
    /// Where they are connected.
    pub(crate) node: Option<usize>,
}

pub(crate) struct Seen {
    pub(crate) hash: Value,
    pub(crate) by: Value,
    pub(crate) is_start: bool,
}

pub(crate) struct Acknowledged {
    /// Where they jumped to, in milliseconds: no two commands jump to the same place.
    pub(crate) place: u32,
    pub(crate) seq: u64,
    pub(crate) asked_at: Instant,
    pub(crate) answered_at: Instant,
}

/// A command that no answer has come to: where it jumps to, since when.
type Pending = Option<(u32, Instant)>;

impl Watcher {
    /// Lets somebody join a session, and stay.
    pub(crate) async fn join(
        world: &Arc<World>,
        entrance: &Visitor,
        session: &str,
        (number, habits): (u32, Habits),
    ) -> Result<Arc<Self>> {
        let user = entrance.user(&format!("Watcher {number}")).await?;
        let (token, member) = entrance.join(session, &user).await?;
        let who = Identity { session: session.to_owned(), token, member, number };
        let (diary, is_over) = (Mutex::default(), AtomicBool::new(false));
        Ok(Arc::new(Self { who, world: Arc::clone(world), habits, diary, is_over }))
    }

    pub(crate) fn stay(self: &Arc<Self>) -> JoinHandle<()> {
        tokio::spawn(Arc::clone(self).live())
    }

    /// Asks a node over HTTP, wherever they are.
    pub(crate) fn entrance(&self) -> Result<Visitor> {
        self.world.visitor(0)
    }

    /// Asks for nothing more, and goes when nothing comes any more.
    pub(crate) fn rest(&self) {
        self.is_over.store(true, Ordering::SeqCst);
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }

    async fn live(self: Arc<Self>) {
        let (mut failures, mut first) = (0, self.habits.first);
        let (mut count, mut pending) = (0, None);
        while !self.is_over() {
            let connected = self.connect(if self.habits.stays { self.habits.first } else { first.take() }).await;
            let code = match connected {
                Some(socket) => {
                    failures = 0;
                    self.visit(socket, &mut count, &mut pending).await.unwrap_or_default()
                }
                None => None,
            };
            lock(&self.diary).node = None;
            if !self.is_over() {
                tokio::time::sleep(self.back_off(code, failures)).await;
                failures += 1;
            }
        }
    }

    /// As `comeback` of the page does it.
    fn back_off(&self, code: Option<u16>, failures: u32) -> Duration {
        let most_ms = (1_000_u64 << failures.min(5)).min(30_000);
        let range = match code {
            _ if self.habits.hurries => 20..=200,
            Some(1012) => 100..=most_ms.max(1_500),
            Some(4503) => 2_000..=most_ms.max(4_000),
            Some(4409) if failures == 0 => 0..=0,
            _ => 0..=most_ms,
        };
        Duration::from_millis(rand::rng().random_range(range))
    }

    /// Goes to a node, or to any that answers, as a proxy leads people.
    async fn connect(&self, node: Option<usize>) -> Option<Socket> {
        let mut nodes: Vec<_> = (0..self.world.nodes()).collect();
        nodes.shuffle(&mut rand::rng());
        let last = lock(&self.diary).seen.last_key_value().map(|(seq, seen)| (*seq, seen.hash.clone()));
        let resume = last.as_ref().map(|(seq, hash)| json!({ "seq": seq, "hash": hash }));
        let hello = json!({ "type": "hello", "token": self.who.token, "resume": resume });
        for node in node.map_or(nodes, |node| vec![node]) {
            let Ok((socket, welcome)) = Socket::live(&self.world.address(node), &self.who.session, &hello).await else {
                continue;
            };
            let mut diary = lock(&self.diary);
            diary.welcomes.push((Instant::now(), node));
            diary.node = Some(node);
            match welcome["resume"].as_str() {
                Some("fresh") => {
                    let start = Seen { hash: welcome["head"]["hash"].clone(), by: Value::Null, is_start: true };
                    diary.seen.insert(welcome["head"]["seq"].as_u64()?, start);
                }
                Some("resumed") => {}
                _ => drop(diary.trouble.get_or_insert_with(|| "a log that lost nothing was reset".to_owned())),
            }
            return Some(socket);
        }
        None
    }

    /// One connection, for as long as it lasts. Returns the code of its close.
    async fn visit(&self, mut socket: Socket, count: &mut u32, pending: &mut Pending) -> Result<Option<u16>> {
        // A repeat after a lost connection carries the same id.
        let mut must_send = self.habits.seeks;
        let mut heard_at = Instant::now();
        loop {
            if must_send && !self.is_over() {
                let (place, _) = *pending.get_or_insert_with(|| {
                    *count += 1;
                    (self.who.number * 100_000 + *count, Instant::now())
                });
                socket.command(&format!("c{place}"), &json!({ "type": "seek", "position": seconds(place) })).await?;
                must_send = false;
            }
            let frame = match timeout(PING_AFTER, socket.next()).await {
                Ok(Incoming::Frame(frame)) => serde_json::from_str::<Value>(&frame)?,
                Ok(Incoming::Closed(code)) => return Ok(code),
                Err(_) if self.is_over() || heard_at.elapsed() >= SILENT_AFTER => return Ok(None),
                Err(_) => {
                    socket.ping().await?;
                    continue;
                }
            };
            heard_at = Instant::now();
            match frame["type"].as_str().unwrap_or_default() {
                "event" => self.see(&frame),
                "done" => {
                    if let (Some((place, asked_at)), Some(seq)) = (pending.take(), frame["seq"].as_u64()) {
                        let acknowledged = Acknowledged { place, seq, asked_at, answered_at: heard_at };
                        lock(&self.diary).acknowledged.push(acknowledged);
                    }
                    let pause_ms = rand::rng().random_range(50..250);
                    tokio::time::sleep(Duration::from_millis(pause_ms)).await;
                    must_send = true;
                }
                "refused" => {
                    tokio::time::sleep(Duration::from_millis(200)).await;
                    must_send = true;
                }
                _ => {}
            }
        }
    }

    fn see(&self, frame: &Value) {
        let mut diary = lock(&self.diary);
        let seq = frame["seq"].as_u64().unwrap_or_default();
        let last = diary.seen.last_key_value().map_or(0, |(seq, _)| *seq);
        if seq != last + 1 {
            diary.trouble.get_or_insert_with(|| format!("event {seq} came after {last}"));
        }
        if let (Some("confirmation_closed"), Some(change)) =
            (frame["event"]["type"].as_str(), frame["event"]["change"].as_u64())
        {
            diary.resolved.insert(change, Instant::now());
        }
        let seen = Seen { hash: frame["hash"].clone(), by: frame["by"].clone(), is_start: false };
        diary.seen.insert(seq, seen);
    }
}

/// A place in the form of the wire.
pub(crate) fn seconds(place: u32) -> Value {
    json!(f64::from(place) / 1_000.0)
}
