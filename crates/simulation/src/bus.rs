//! The model bus: notices that are lost, doubled, late, or cut off; and the digest that heals what was lost.
//!
//! This file alone knows how a notice reaches a subscription.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use broker::{Broker, BrokerError, Subscription};
use session::{LogPosition, SessionId};
use tokio::sync::watch;
use tokio::time::sleep;

use crate::chance::Chance;
use crate::database::Database;
use crate::remedy::Remedy;
use crate::trace::Who;
use crate::world::{World, lock};

/// How often the nodes are told the heads again.
const DIGEST_EVERY: Duration = Duration::from_secs(1);
/// How long a node that listens too late is deaf.
const DEAF_FOR: Duration = Duration::from_secs(2);

/// The one bus of all nodes.
pub(crate) struct Bus {
    world: Arc<World>,
    database: Arc<Database>,
    wires: Mutex<Wires>,
}

struct Wires {
    chance: Chance,
    next: u64,
    listeners: BTreeMap<u64, Listener>,
    /// Which nodes are cut off, and until when.
    cut: Vec<(usize, Duration)>,
}

struct Listener {
    node: usize,
    session: SessionId,
    heads: watch::Sender<LogPosition>,
    hears_from: Duration,
}

impl Bus {
    pub(crate) fn new(world: &Arc<World>, database: &Arc<Database>) -> Arc<Self> {
        let chance = Chance::new(world.plan.seed, "bus", 0);
        let wires = Wires { chance, next: 0, listeners: BTreeMap::new(), cut: Vec::new() };
        Arc::new(Self { world: Arc::clone(world), database: Arc::clone(database), wires: Mutex::new(wires) })
    }

    /// Cuts a node off until a moment.
    pub(crate) fn cut(&self, node: usize, until: Duration) {
        lock(&self.wires).cut.push((node, until));
    }

    pub(crate) fn heal(&self) {
        lock(&self.wires).cut.clear();
    }

    /// A node is gone, with what it listened to.
    pub(crate) fn forget(&self, node: usize) {
        lock(&self.wires).listeners.retain(|_, listener| listener.node != node);
    }

    /// Tells every node that reaches the bus or the database the heads of what it listens to, again and again: what a
    /// digest of the others, or asking the database, does for it.
    pub(crate) async fn digest(self: Arc<Self>) {
        loop {
            sleep(DIGEST_EVERY).await;
            let listeners: Vec<_> = {
                let wires = lock(&self.wires);
                wires.listeners.iter().map(|(id, listener)| (*id, listener.node, listener.session.clone())).collect()
            };
            for (id, node, session) in listeners {
                let head = self.database.with(|tables| tables.head(&session));
                if let Some(head) = head.filter(|_| self.database.is_reached_by(node)) {
                    self.tell(id, head);
                }
            }
        }
    }

    fn publish(self: &Arc<Self>, from: usize, session: &SessionId, head: LogPosition) {
        if self.is_cut(from) {
            return;
        }
        let (now, noise) = (self.world.elapsed(), self.world.plan.noise);
        let mut wires = lock(&self.wires);
        let Wires { chance, listeners, .. } = &mut *wires;
        let hearing =
            listeners.iter().filter(|(_, listener)| listener.session == *session && listener.hears_from <= now);
        for (id, _) in hearing {
            let copies = if chance.percent(noise.lost) { 0 } else { 1 + u64::from(chance.percent(noise.twice)) };
            for _ in 0..copies {
                let late = chance.percent(noise.late);
                let delay = if late { chance.ms(20..=1_500) } else { chance.ms(1..=4) };
                let (bus, id) = (Arc::clone(self), *id);
                tokio::spawn(async move {
                    sleep(delay).await;
                    bus.deliver(id, head);
                });
            }
        }
    }

    fn deliver(&self, id: u64, head: LogPosition) {
        let node = lock(&self.wires).listeners.get(&id).map(|listener| listener.node);
        if node.is_some_and(|node| !self.is_cut(node)) {
            self.tell(id, head);
        }
    }

    fn tell(&self, id: u64, head: LogPosition) {
        let mut wires = lock(&self.wires);
        let Some(listener) = wires.listeners.get(&id) else { return };
        if *listener.heads.borrow() != head {
            self.world.note(Who::Node(listener.node), "hears of", (head.seq, id));
        }
        if listener.heads.send(head).is_err() {
            wires.listeners.remove(&id);
        }
    }

    fn is_cut(&self, node: usize) -> bool {
        let now = self.world.elapsed();
        lock(&self.wires).cut.iter().any(|(cut, until)| *cut == node && *until > now)
    }

    fn listen(&self, node: usize, session: &SessionId) -> Subscription {
        let heads = watch::Sender::new(LogPosition::default());
        let subscription = Subscription::new(&heads);
        let deaf_for = if self.world.is_off(Remedy::SubscribeFirst) { DEAF_FOR } else { Duration::ZERO };
        let hears_from = self.world.elapsed() + deaf_for;
        let mut wires = lock(&self.wires);
        wires.next += 1;
        let id = wires.next;
        wires.listeners.insert(id, Listener { node, session: session.clone(), heads, hears_from });
        subscription
    }
}

/// One node's way to the bus.
pub(crate) struct BusLink {
    bus: Arc<Bus>,
    node: usize,
    is_dead: AtomicBool,
}

impl BusLink {
    pub(crate) fn new(bus: Arc<Bus>, node: usize) -> Self {
        Self { bus, node, is_dead: AtomicBool::new(false) }
    }

    /// The node is gone.
    pub(crate) fn kill(&self) {
        self.is_dead.store(true, Ordering::Relaxed);
        self.bus.forget(self.node);
    }
}

#[async_trait]
impl Broker for BusLink {
    async fn publish(&self, session: &SessionId, head: LogPosition) -> Result<(), BrokerError> {
        if !self.is_dead.load(Ordering::Relaxed) {
            self.bus.world.note(Who::Node(self.node), "tells of", (head.seq, 0));
            self.bus.publish(self.node, session, head);
        }
        Ok(())
    }

    async fn subscribe(&self, session: &SessionId) -> Result<Subscription, BrokerError> {
        Ok(self.bus.listen(self.node, session))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use broker::Broker;
    use testkit::broker_contract;

    use super::{Bus, BusLink};
    use crate::database::Database;
    use crate::plan::{Noise, Plan};
    use crate::world::World;

    #[tokio::test(start_paused = true)]
    async fn a_bus_without_faults_is_a_broker() {
        broker_contract(&|| {
            let plan = Plan { noise: Noise::default(), ..Plan::new(0, None) };
            let world = Arc::new(World::new(plan, false));
            let bus = Bus::new(&world, &Database::new(&world));
            Arc::new(BusLink::new(bus, 0)) as Arc<dyn Broker>
        })
        .await;
    }
}
