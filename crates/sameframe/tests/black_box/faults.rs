//! Three real servers, PostgreSQL with a synchronous standby, NATS: and everything that can happen to them, under load.
//!
//! What must hold is checked against the final log: each client saw a gapless prefix of it; each acknowledged command is in
//! it exactly once, by whom it was, where it was said to be; and in each session, what was acknowledged before something
//! else was asked comes before it.
//!
//! It runs for half a minute; `SAMEFRAME_FAULTS_S=3600` makes it an hour, and `SAMEFRAME_FAULTS_SEED` repeats an order of
//! faults (what happens in between is the machine's).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use futures_util::{SinkExt as _, StreamExt as _};
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use testkit::{Fault, FaultProxy, Nats, Postgres};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;

use crate::server::{Server, until};

const NODES: usize = 3;
const SESSIONS: usize = 2;
const CLIENTS_PER_SESSION: usize = 3;
/// After the last fault everything is well again within this.
const HEALED_WITHIN: Duration = Duration::from_secs(30);

/// A node, and the lines that it depends on.
pub(crate) struct Node {
    /// What it is started from.
    pub(crate) binary: Mutex<PathBuf>,
    server: Mutex<Option<Server>>,
    url: Mutex<String>,
    to_database: FaultProxy,
    to_bus: FaultProxy,
    database: String,
    /// Where it listens; 0 where it may be anywhere.
    port: u16,
}

impl Node {
    fn start(&self) {
        let bus = format!("nats://sameframe:hush-hush@127.0.0.1:{}", self.to_bus.port());
        let url = Postgres::url_at(self.to_database.port(), &self.database);
        let binary = self.binary.lock().unwrap().clone();
        let server = Server::fresh_of(&binary, self.port, &["serve", "--database", &url, "--broker", &bus]);
        self.url.lock().unwrap().clone_from(&server.url);
        *self.server.lock().unwrap() = Some(server);
    }

    pub(crate) fn url(&self) -> String {
        self.url.lock().unwrap().clone()
    }

    fn signal(&self, name: &str) {
        self.server.lock().unwrap().as_ref().unwrap().signal(name);
    }

    /// As a power cut.
    pub(crate) fn kill(&self) {
        drop(self.server.lock().unwrap().take());
    }

    /// As an upgrade does it.
    fn stop(&self) {
        let mut server = self.server.lock().unwrap().take().unwrap();
        server.terminate();
    }
}

/// What a client has seen and done.
#[derive(Default)]
struct Diary {
    /// Events by their number, with what came.
    seen: BTreeMap<u64, Value>,
    trouble: Option<String>,
    acknowledged: Vec<Acknowledged>,
}

struct Acknowledged {
    /// Where it jumped to, in milliseconds: no two commands jump to the same place.
    place: u32,
    seq: u64,
    asked_at: Instant,
    answered_at: Instant,
}

/// The addresses that lead into the cluster just now.
pub(crate) type Ways = Arc<dyn Fn() -> Vec<String> + Send + Sync>;

/// Somebody who seeks here and there, and comes back whatever happens, to whichever node answers.
pub(crate) struct Client {
    session: String,
    token: String,
    member: String,
    number: u32,
    ways: Ways,
    diary: Mutex<Diary>,
    is_over: AtomicBool,
}

impl Client {
    /// How many of their commands were acknowledged.
    pub(crate) fn acknowledged(&self) -> usize {
        self.diary.lock().unwrap().acknowledged.len()
    }

    /// Asks for nothing more.
    pub(crate) fn rest(&self) {
        self.is_over.store(true, Ordering::SeqCst);
    }

    pub(crate) async fn live(self: Arc<Self>, seed: u64) {
        let mut random = StdRng::seed_from_u64(seed);
        let mut count = 0;
        let mut pending: Option<(u32, Instant)> = None;
        while !self.is_over.load(Ordering::SeqCst) {
            let url = (self.ways)().choose(&mut random).unwrap().clone();
            // Nobody waits for a node that does not answer.
            let visit = self.visit(&url, &mut random, &mut count, &mut pending);
            let _lost = visit.await;
            tokio::time::sleep(Duration::from_millis(random.random_range(20..200))).await;
        }
    }

    /// One connection, for as long as it lasts.
    async fn visit(
        &self,
        url: &str,
        random: &mut StdRng,
        count: &mut u32,
        pending: &mut Option<(u32, Instant)>,
    ) -> Option<()> {
        use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
        let patience = Duration::from_secs(4);
        let address = format!("{}/api/sessions/{}/live", url.replace("http:", "ws:"), self.session);
        let mut request = address.into_client_request().ok()?;
        request.headers_mut().insert("sec-websocket-protocol", "sameframe.v1".parse().ok()?);
        let (mut socket, _) = timeout(patience, tokio_tungstenite::connect_async(request)).await.ok()?.ok()?;
        let resume = self
            .diary
            .lock()
            .unwrap()
            .seen
            .last_key_value()
            .map(|(seq, event)| json!({ "seq": seq, "hash": event["hash"] }));
        let hello = json!({ "type": "hello", "token": self.token, "resume": resume });
        socket.send(Message::Text(hello.to_string().into())).await.ok()?;
        // A resend after a lost connection carries the same id.
        let mut must_send = true;
        loop {
            if must_send && !self.is_over.load(Ordering::SeqCst) {
                let (place, _) = *pending.get_or_insert_with(|| {
                    *count += 1;
                    (self.number * 100_000 + *count, Instant::now())
                });
                let command = json!({ "type": "seek", "position": seconds(place) });
                let frame = json!({ "type": "command", "id": format!("c{place}"), "command": command });
                socket.send(Message::Text(frame.to_string().into())).await.ok()?;
                must_send = false;
            }
            let frame = match timeout(patience, socket.next()).await {
                Ok(Some(Ok(Message::Text(text)))) => serde_json::from_str::<Value>(&text).ok()?,
                Ok(Some(Ok(_))) => continue,
                // Silent: another node may do better. Once it is over, silence is peace.
                Err(_) if self.is_over.load(Ordering::SeqCst) => return Some(()),
                _ => return None,
            };
            match frame["type"].as_str()? {
                "welcome" if frame["resume"] == "reset" => self.complain("a log that lost nothing was reset"),
                "welcome" if frame["resume"] == "fresh" => {
                    let head = json!({ "hash": frame["head"]["hash"], "is_start": true });
                    self.diary.lock().unwrap().seen.insert(frame["head"]["seq"].as_u64()?, head);
                }
                "event" => self.see(frame),
                "done" => {
                    let (place, asked_at) = pending.take()?;
                    let seq = frame["seq"].as_u64()?;
                    let answered_at = Instant::now();
                    let acknowledged = Acknowledged { place, seq, asked_at, answered_at };
                    self.diary.lock().unwrap().acknowledged.push(acknowledged);
                    tokio::time::sleep(Duration::from_millis(random.random_range(50..300))).await;
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

    fn see(&self, frame: Value) {
        let mut diary = self.diary.lock().unwrap();
        let seq = frame["seq"].as_u64().unwrap();
        let last = diary.seen.last_key_value().map_or(0, |(seq, _)| *seq);
        if seq != last + 1 {
            diary.trouble.get_or_insert_with(|| format!("event {seq} came after {last}"));
        }
        diary.seen.insert(seq, frame);
    }

    fn complain(&self, what: &str) {
        self.diary.lock().unwrap().trouble.get_or_insert_with(|| what.to_owned());
    }
}

/// What can happen, and what makes it well again.
#[derive(Clone, Copy, Debug)]
enum Mishap {
    Killed(usize),
    Frozen(usize),
    Upgraded(usize),
    Database(usize, Fault),
    Bus(usize, Fault),
    NatsKilled,
    NatsFrozen,
    Failover,
}

impl Mishap {
    fn any(random: &mut StdRng) -> Self {
        let node = random.random_range(0..NODES);
        let slow = Fault::Slow(Duration::from_millis(random.random_range(20..300)));
        let faults = [Fault::Cut, Fault::Silent, Fault::SilentThere, Fault::SilentBack, slow];
        let fault = *faults.choose(random).unwrap();
        match random.random_range(0..10) {
            0..3 => Self::Killed(node),
            3 => Self::Frozen(node),
            4 => Self::Upgraded(node),
            5 | 6 => Self::Database(node, fault),
            7 => Self::Bus(node, fault),
            8 => Self::NatsKilled,
            _ => Self::NatsFrozen,
        }
    }
}

/// Everything that a mishap can befall.
pub(crate) struct World {
    pub(crate) nodes: Arc<Vec<Node>>,
    nats: Nats,
    primary: Postgres,
    standby: Option<Postgres>,
}

impl World {
    /// Starts the nodes from a binary, on a database without a standby.
    pub(crate) async fn start(binary: &Path, primary: Postgres, nats: Nats) -> Self {
        Self::start_at(&[], binary, primary, nats).await
    }

    /// The same, with nodes that always listen at these ports.
    pub(crate) async fn start_at(ports: &[u16], binary: &Path, primary: Postgres, nats: Nats) -> Self {
        let mut ports = ports.iter();
        let url = primary.database();
        let database = url.split(['/', '?']).nth(3).unwrap();
        let mut nodes = Vec::new();
        for _ in 0..NODES {
            nodes.push(Node {
                binary: Mutex::new(binary.to_owned()),
                server: Mutex::default(),
                url: Mutex::default(),
                to_database: FaultProxy::to(primary.port()).await,
                to_bus: FaultProxy::to(nats.port()).await,
                database: database.to_owned(),
                port: *ports.next().unwrap_or(&0),
            });
        }
        let world = Self { nodes: Arc::new(nodes), nats, primary, standby: None };
        for node in 0..NODES {
            world.start_node(node).await;
        }
        world
    }

    /// Stops a node as an upgrade does, and starts it again.
    pub(crate) async fn upgrade(&self, node: usize) {
        self.stop_node(node).await;
        self.start_node(node).await;
    }

    /// Stops a node, which sends its people to the others.
    pub(crate) async fn stop_node(&self, node: usize) {
        let nodes = Arc::clone(&self.nodes);
        tokio::task::spawn_blocking(move || nodes[node].stop()).await.unwrap();
    }

    async fn befall(&self, mishap: Mishap, lasts: Duration) {
        println!("{mishap:?} for {lasts:?}");
        match mishap {
            Mishap::Killed(node) => {
                self.nodes[node].kill();
                tokio::time::sleep(lasts).await;
                self.start_node(node).await;
            }
            Mishap::Frozen(node) => {
                self.nodes[node].signal("STOP");
                tokio::time::sleep(lasts).await;
                self.nodes[node].signal("CONT");
            }
            Mishap::Upgraded(node) => self.upgrade(node).await,
            Mishap::Database(node, fault) => self.disturb(&self.nodes[node].to_database, fault, lasts).await,
            Mishap::Bus(node, fault) => self.disturb(&self.nodes[node].to_bus, fault, lasts).await,
            Mishap::NatsKilled => {
                self.nats.stop();
                tokio::time::sleep(lasts).await;
                self.nats.start_again();
            }
            Mishap::NatsFrozen => {
                self.nats.freeze(true);
                tokio::time::sleep(lasts).await;
                self.nats.freeze(false);
            }
            // The primary is lost with all that is in its memory; the standby takes its place, and does not come back.
            Mishap::Failover => {
                self.primary.stop();
                tokio::time::sleep(lasts).await;
                let standby = self.standby.as_ref().unwrap();
                standby.promote();
                for node in &*self.nodes {
                    node.to_database.turn_to(standby.port());
                }
            }
        }
    }

    async fn disturb(&self, line: &FaultProxy, fault: Fault, lasts: Duration) {
        line.set(fault);
        tokio::time::sleep(lasts).await;
        line.set(Fault::None);
    }

    pub(crate) async fn start_node(&self, node: usize) {
        let nodes = Arc::clone(&self.nodes);
        tokio::task::spawn_blocking(move || nodes[node].start()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happens_nothing_acknowledged_is_lost_and_everybody_sees_one_log() {
    let (Some(primary), Some(nats)) = (Postgres::start(), Nats::start()) else { return };
    let set = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = set("SAMEFRAME_FAULTS_SEED").unwrap_or_else(rand::random);
    let lasts = Duration::from_secs(set("SAMEFRAME_FAULTS_S").unwrap_or(30));
    println!("SAMEFRAME_FAULTS_SEED={seed}");
    let mut random = StdRng::seed_from_u64(seed);

    let mut world = World::start(Path::new(env!("CARGO_BIN_EXE_sameframe")), primary, nats).await;
    world.standby = Some(world.primary.standby());
    let clients = clients(&world.nodes).await;
    let running: Vec<_> = clients.iter().map(|client| tokio::spawn(Arc::clone(client).live(random.random()))).collect();

    let begun = Instant::now();
    let mut has_failed_over = false;
    while begun.elapsed() < lasts {
        let is_late = !has_failed_over && begun.elapsed() > lasts / 2;
        has_failed_over |= is_late;
        let mishap = if is_late { Mishap::Failover } else { Mishap::any(&mut random) };
        world.befall(mishap, Duration::from_millis(random.random_range(300..3_000))).await;
        tokio::time::sleep(Duration::from_millis(random.random_range(0..1_000))).await;
    }

    all_are_served(&clients).await;
    for client in &clients {
        client.rest();
    }
    check(&world, &clients).await;
    for client in running {
        timeout(HEALED_WITHIN, client).await.unwrap().unwrap();
    }
    let acknowledged: usize = clients.iter().map(|client| client.acknowledged()).sum();
    println!("{acknowledged} acknowledged, {:?}", begun.elapsed());
}

/// Waits until everybody's next command was acknowledged.
pub(crate) async fn all_are_served(clients: &[Arc<Client>]) {
    let acknowledged = || clients.iter().map(|client| client.acknowledged()).collect::<Vec<_>>();
    let before = acknowledged();
    within("everybody is served", async || acknowledged().iter().zip(&before).all(|(now, before)| now > before)).await;
}

/// People who go to any node.
pub(crate) async fn clients(nodes: &Arc<Vec<Node>>) -> Vec<Arc<Client>> {
    let nodes = Arc::clone(nodes);
    clients_by(&(Arc::new(move || nodes.iter().map(Node::url).collect()) as Ways)).await
}

/// People who go where these ways lead.
pub(crate) async fn clients_by(ways: &Ways) -> Vec<Arc<Client>> {
    let mut clients = Vec::new();
    for _ in 0..SESSIONS {
        let entrance = Server::visitor(&ways()[0]);
        let host = entrance.user("Host").await;
        let session = entrance.session(&host).await;
        for _ in 0..CLIENTS_PER_SESSION {
            let number = u32::try_from(clients.len()).unwrap() + 1;
            let user = entrance.user(&format!("Client {number}")).await;
            let joined = entrance.post(&format!("/api/sessions/{session}/join"), &user, json!({})).await.1;
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            clients.push(Arc::new(Client {
                session: session.clone(),
                token: text(&joined["token"]),
                member: text(&joined["member"]["id"]),
                number,
                ways: Arc::clone(ways),
                diary: Mutex::default(),
                is_over: AtomicBool::new(false),
            }));
        }
    }
    clients
}

fn seconds(ms: u32) -> Value {
    json!(f64::from(ms) / 1_000.0)
}

async fn within(what: &str, holds: impl AsyncFnMut() -> bool) {
    assert!(HEALED_WITHIN >= crate::server::PATIENCE);
    until(what, holds).await;
}

/// Holds what clients saw and were told against the logs.
pub(crate) async fn check(world: &World, clients: &[Arc<Client>]) {
    let entrance = Server::visitor(&world.nodes[0].url());
    let mut logs = BTreeMap::new();
    for client in clients {
        if !logs.contains_key(&client.session) {
            logs.insert(client.session.clone(), log(&entrance, &client.session).await);
        }
        let log = &logs[&client.session];
        within("everybody has seen the whole log", async || {
            let head = log.last().unwrap()["seq"].as_u64().unwrap();
            client.diary.lock().unwrap().seen.last_key_value().is_some_and(|(seq, _)| *seq >= head)
        })
        .await;
        let diary = client.diary.lock().unwrap();
        assert_eq!(diary.trouble, None, "client {}", client.number);
        for (seq, seen) in diary.seen.iter().filter(|(_, seen)| seen["is_start"] != true) {
            let logged = &log[usize::try_from(*seq).unwrap() - 1];
            let of = |entry: &Value| (entry["seq"].clone(), entry["hash"].clone(), entry["by"].clone());
            assert_eq!(of(seen), of(logged), "client {} saw another log", client.number);
        }
        for Acknowledged { place, seq, .. } in &diary.acknowledged {
            let is_it = |entry: &&Value| entry["type"] == "seeked" && entry["timeline"]["position"] == seconds(*place);
            let found: Vec<_> = log.iter().filter(is_it).collect();
            assert_eq!(found.len(), 1, "a jump to {place} that was acknowledged is there {} times", found.len());
            assert_eq!((found[0]["seq"].as_u64(), found[0]["by"].as_str()), (Some(*seq), Some(&*client.member)));
        }
    }
    for session in logs.keys() {
        let mut order: Vec<(u64, Instant, Instant)> = Vec::new();
        for client in clients.iter().filter(|client| client.session == *session) {
            let diary = client.diary.lock().unwrap();
            order.extend(diary.acknowledged.iter().map(|ack| (ack.seq, ack.asked_at, ack.answered_at)));
        }
        order.sort_unstable_by_key(|(seq, ..)| *seq);
        // Whatever comes later in the log must not have been answered before something earlier was asked.
        let mut asked_last = None;
        for (seq, asked_at, answered_at) in order {
            assert!(
                asked_last.is_none_or(|asked| answered_at >= asked),
                "event {seq} of {session} is out of its order"
            );
            asked_last = asked_last.max(Some(asked_at));
        }
    }
}

async fn log(entrance: &Server, session: &str) -> Vec<Value> {
    let mut log: Vec<Value> = Vec::new();
    loop {
        let (status, page) = entrance.get(&format!("/api/sessions/{session}/events?after={}", log.len())).await;
        assert!(status.is_success(), "{page}");
        let events = page["events"].as_array().unwrap();
        if events.is_empty() {
            return log;
        }
        log.extend(events.iter().cloned());
    }
}
