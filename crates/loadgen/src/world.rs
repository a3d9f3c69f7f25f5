//! Several servers, their database and their bus, with lines between them that can be disturbed.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, Result};
use testkit::{FaultProxy, Nats, Postgres};

use crate::server::{Server, Visitor};

/// How often a server is started again that did not come up.
const STARTS_MAX: usize = 20;

/// What a world has.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    /// How many servers.
    pub(crate) nodes: usize,
    /// Whether they hear of each other by NATS.
    pub(crate) has_bus: bool,
    /// Whether the database waits for its disk: where throughput and time are measured.
    pub(crate) waits_for_disk: bool,
    /// Whether the database has a standby that it waits for.
    pub(crate) has_standby: bool,
}

/// Several servers and what they depend on.
pub(crate) struct World {
    binary: PathBuf,
    pub(crate) nats: Option<Nats>,
    databases: Mutex<Databases>,
    nodes: Vec<Node>,
    name: String,
}

struct Databases {
    primary: Postgres,
    standby: Option<Postgres>,
}

/// A place for a server, and the lines that it depends on.
pub(crate) struct Node {
    server: tokio::sync::Mutex<Option<Server>>,
    /// The same for every server that is started here.
    address: Mutex<String>,
    pub(crate) to_database: FaultProxy,
    pub(crate) to_bus: Option<FaultProxy>,
}

impl World {
    pub(crate) async fn start(binary: &Path, shape: Shape) -> Result<Self> {
        let programs = "PostgreSQL and NATS must be installed";
        let start = || if shape.waits_for_disk { Postgres::start_durable() } else { Postgres::start() };
        let (primary, nats) = tokio::task::block_in_place(|| (start(), shape.has_bus.then(Nats::start)));
        let primary = primary.context(programs)?;
        let nats = nats.map(|nats| nats.context(programs)).transpose()?;
        let (standby, url) = tokio::task::block_in_place(|| {
            let url = primary.database();
            (shape.has_standby.then(|| primary.standby()), url)
        });
        let name = url.split(['/', '?']).nth(3).context("a URL names a database")?.to_owned();
        let mut nodes = Vec::new();
        for _ in 0..shape.nodes {
            let to_bus = match &nats {
                Some(nats) => Some(FaultProxy::to(nats.port()).await),
                None => None,
            };
            let address = Mutex::new("127.0.0.1:0".to_owned());
            let to_database = FaultProxy::to(primary.port()).await;
            nodes.push(Node { server: tokio::sync::Mutex::default(), address, to_database, to_bus });
        }
        let databases = Mutex::new(Databases { primary, standby });
        let world = Self { binary: binary.to_owned(), nats, databases, nodes, name };
        for node in 0..shape.nodes {
            world.start_node(node).await?;
        }
        Ok(world)
    }

    pub(crate) fn nodes(&self) -> usize {
        self.nodes.len()
    }

    pub(crate) fn node(&self, node: usize) -> &Node {
        &self.nodes[node % self.nodes.len()]
    }

    /// Where a node listens.
    pub(crate) fn address(&self, node: usize) -> String {
        lock(&self.node(node).address).clone()
    }

    pub(crate) fn visitor(&self, node: usize) -> Result<Visitor> {
        Visitor::of(&self.address(node))
    }

    pub(crate) async fn start_node(&self, node: usize) -> Result<()> {
        let node = self.node(node);
        let database = Postgres::url_at(node.to_database.port(), &self.name);
        let bus = node.to_bus.as_ref().map(|line| format!("nats://sameframe:hush-hush@127.0.0.1:{}", line.port()));
        let mut arguments = vec!["--database", &database];
        if let Some(bus) = &bus {
            arguments.extend(["--broker", bus]);
        }
        let listen = lock(&node.address).clone();
        let mut attempts = 0;
        let server = loop {
            match Server::start(&self.binary, &listen, &arguments).await {
                Ok(server) => break server,
                // As whoever looks after a server starts it again.
                Err(error) if attempts < STARTS_MAX => println!("to be started again: {error:#}"),
                Err(error) => return Err(error),
            }
            attempts += 1;
        };
        lock(&node.address).clone_from(&server.address);
        *node.server.lock().await = Some(server);
        Ok(())
    }

    pub(crate) async fn kill_node(&self, node: usize) -> Result<()> {
        self.take(node).await?.kill().await
    }

    pub(crate) async fn stop_node(&self, node: usize) -> Result<()> {
        self.take(node).await?.stop().await
    }

    async fn take(&self, node: usize) -> Result<Server> {
        self.node(node).server.lock().await.take().context("the node does not run")
    }

    /// The primary is lost with all that is in its memory; the standby takes its place.
    pub(crate) fn fail_over(&self) -> Result<()> {
        tokio::task::block_in_place(|| {
            let mut databases = lock(&self.databases);
            databases.primary.stop();
            databases.primary = databases.standby.take().context("there is a standby")?;
            databases.primary.promote();
            for node in &self.nodes {
                node.to_database.turn_to(databases.primary.port());
            }
            Ok(())
        })
    }

    /// The primary gets a new standby, which it waits for from then on.
    pub(crate) fn add_standby(&self) {
        tokio::task::block_in_place(|| {
            let mut databases = lock(&self.databases);
            databases.standby = Some(databases.primary.standby());
        });
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What was written is whole whatever panicked beside it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
