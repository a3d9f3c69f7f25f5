//! The nodes: real hosts that start, stop and crash.

use std::sync::{Arc, Mutex};

use broker::Broker;
use host::{Clock, Encode, Host};
use store::Store;
use tokio_util::sync::CancellationToken;

use crate::bus::{Bus, BusLink};
use crate::chance::Chance;
use crate::database::{Database, DatabaseLink};
use crate::frame::Frames;
use crate::trace::Who;
use crate::world::{World, lock};

/// All nodes, running or not.
pub(crate) struct Nodes {
    world: Arc<World>,
    database: Arc<Database>,
    bus: Arc<Bus>,
    encode: Arc<dyn Encode>,
    places: Mutex<Vec<Place>>,
}

#[derive(Default)]
struct Place {
    incarnations: u64,
    running: Option<Running>,
}

struct Running {
    host: Host,
    database: Arc<DatabaseLink>,
    bus: Arc<BusLink>,
    lines: CancellationToken,
}

/// A way from a client to a node.
pub(crate) struct Line {
    pub(crate) node: usize,
    pub(crate) host: Host,
    /// Cancelled when the line is cut.
    pub(crate) cut: CancellationToken,
}

impl Nodes {
    /// Starts all of them.
    pub(crate) fn start(world: &Arc<World>, database: &Arc<Database>, bus: &Arc<Bus>) -> Arc<Self> {
        let count = world.plan.nodes();
        let nodes = Arc::new(Self {
            world: Arc::clone(world),
            database: Arc::clone(database),
            bus: Arc::clone(bus),
            encode: Arc::new(Frames),
            places: Mutex::new((0..count).map(|_| Place::default()).collect()),
        });
        nodes.start_all();
        nodes
    }

    /// Starts those that do not run.
    pub(crate) fn start_all(&self) {
        (0..self.world.plan.nodes()).for_each(|node| self.start_one(node));
    }

    /// Starts a node, unless it runs.
    pub(crate) fn start_one(&self, node: usize) {
        let mut places = lock(&self.places);
        let Some(place) = places.get_mut(node).filter(|place| place.running.is_none()) else { return };
        place.incarnations += 1;
        let database = Arc::new(DatabaseLink::new(Arc::clone(&self.database), node, place.incarnations));
        let bus = Arc::new(BusLink::new(Arc::clone(&self.bus), node));
        let off_ms = self.world.plan.clocks_off_ms.get(node).copied().unwrap_or(0);
        let host = Host::start(
            self.world.plan.options,
            Arc::clone(&database) as Arc<dyn Store>,
            Arc::clone(&bus) as Arc<dyn Broker>,
            Arc::clone(&self.encode),
            Clock::start_at(self.world.now().plus_ms(off_ms), None),
        );
        self.world.note(Who::Node(node), "starts", (place.incarnations, 0));
        place.running = Some(Running { host, database, bus, lines: CancellationToken::new() });
    }

    /// A node is gone in the middle of whatever it does. Its tasks stay in memory, but nothing reaches them any more:
    /// what they wait for never comes, and what they say nobody hears.
    pub(crate) fn crash(&self, node: usize) {
        let Some(running) = self.take(node) else { return };
        self.world.note(Who::Node(node), "crashes", (0, 0));
        running.database.kill();
        running.bus.kill();
        running.lines.cancel();
    }

    /// A node is told to stop, and finishes what was asked of it.
    pub(crate) fn stop(&self, node: usize) {
        let Some(running) = self.take(node) else { return };
        self.world.note(Who::Node(node), "stops", (0, 0));
        tokio::spawn(async move { running.host.shutdown().await });
    }

    /// Cuts every connection to a node.
    pub(crate) fn cut_lines(&self, node: usize) {
        if let Some(running) = lock(&self.places).get_mut(node).and_then(|place| place.running.as_mut()) {
            self.world.note(Who::Node(node), "loses its lines", (0, 0));
            running.lines.cancel();
            running.lines = CancellationToken::new();
        }
    }

    /// A way to one of the nodes that run.
    pub(crate) fn line(&self, chance: &mut Chance) -> Option<Line> {
        let places = lock(&self.places);
        let running: Vec<_> =
            places.iter().enumerate().filter_map(|(node, place)| Some((node, place.running.as_ref()?))).collect();
        let (node, running) = running.get(chance.index(running.len()))?;
        Some(Line { node: *node, host: running.host.clone(), cut: running.lines.clone() })
    }

    /// All nodes that run.
    pub(crate) fn hosts(&self) -> Vec<(usize, Host)> {
        let places = lock(&self.places);
        let running = places.iter().enumerate();
        running.filter_map(|(node, place)| Some((node, place.running.as_ref()?.host.clone()))).collect()
    }

    fn take(&self, node: usize) -> Option<Running> {
        lock(&self.places).get_mut(node)?.running.take()
    }
}
