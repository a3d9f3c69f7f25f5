//! The model bus: notices that are lost, doubled, late, or cut off.
//!
//! This file alone knows how a notice reaches a subscription.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use broker::{Broker, BrokerError, Health, HealthWatch, Listeners, Notice, Subscription};
use session::{LogPosition, SessionId};
use tokio::sync::watch;
use tokio::time::{Instant, sleep};

use crate::chance::Chance;
use crate::remedy::Remedy;
use crate::trace::Who;
use crate::world::{World, lock};

/// How long a node that listens too late is deaf: for longer than heads are repeated.
const DEAF_FOR: Duration = Duration::from_secs(8);

/// The one bus of all nodes.
pub(crate) struct Bus {
    world: Arc<World>,
    wires: Mutex<Wires>,
    /// What each node knows of its way to the bus.
    health: Vec<watch::Sender<Health>>,
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
    listeners: Listeners,
    hears_from: Duration,
}

/// What is on its way.
#[derive(Clone, Copy)]
enum News {
    Told(Notice),
    Repeated(LogPosition),
}

impl Bus {
    pub(crate) fn new(world: &Arc<World>) -> Arc<Self> {
        let chance = Chance::new(world.plan.seed, "bus", 0);
        let wires = Wires { chance, next: 0, listeners: BTreeMap::new(), cut: Vec::new() };
        let health = (0..world.plan.nodes()).map(|_| watch::Sender::new(Health::Connected)).collect();
        Arc::new(Self { world: Arc::clone(world), wires: Mutex::new(wires), health })
    }

    /// Cuts a node off until a moment. Sometimes it notices, and sometimes it does not.
    pub(crate) fn cut(self: &Arc<Self>, node: usize, until: Duration) {
        let notices = {
            let mut wires = lock(&self.wires);
            wires.cut.push((node, until));
            wires.chance.percent(50)
        };
        if notices {
            self.set_health(node, Health::Degraded { since: Instant::now() });
            let bus = Arc::clone(self);
            tokio::spawn(async move {
                bus.world.until(until).await;
                if !bus.is_cut(node) {
                    bus.set_health(node, Health::Connected);
                }
            });
        }
    }

    pub(crate) fn heal(&self) {
        lock(&self.wires).cut.clear();
        (0..self.health.len()).for_each(|node| self.set_health(node, Health::Connected));
    }

    /// A node is gone, with what it listened to.
    pub(crate) fn forget(&self, node: usize) {
        lock(&self.wires).listeners.retain(|_, listener| listener.node != node);
    }

    fn set_health(&self, node: usize, health: Health) {
        if let Some(states) = self.health.get(node).filter(|states| *states.borrow() != health) {
            self.world.note(Who::Node(node), "knows of its way to the bus:", (u64::from(health.is_connected()), 0));
            states.send_replace(health);
        }
    }

    fn publish(self: &Arc<Self>, from: usize, session: &SessionId, news: News) {
        if self.is_cut(from) {
            return;
        }
        let (now, noise) = (self.world.elapsed(), self.world.plan.noise);
        let mut wires = lock(&self.wires);
        let Wires { chance, listeners, .. } = &mut *wires;
        let hears = |listener: &Listener| listener.session == *session && listener.hears_from <= now;
        for (id, _) in listeners.iter().filter(|(_, listener)| hears(listener)) {
            let copies = if chance.percent(noise.lost) { 0 } else { 1 + u64::from(chance.percent(noise.twice)) };
            for _ in 0..copies {
                let delay = match noise.late {
                    // A bus that delays nothing keeps the order.
                    0 => Duration::from_millis(2),
                    late if chance.percent(late) => chance.ms(20..=1_500),
                    _ => chance.ms(1..=4),
                };
                let (bus, id) = (Arc::clone(self), *id);
                tokio::spawn(async move {
                    sleep(delay).await;
                    bus.deliver(id, news);
                });
            }
        }
    }

    fn deliver(&self, id: u64, news: News) {
        let node = lock(&self.wires).listeners.get(&id).map(|listener| listener.node);
        if node.is_none_or(|node| self.is_cut(node)) {
            return;
        }
        let mut wires = lock(&self.wires);
        let Some(listener) = wires.listeners.get(&id) else { return };
        if listener.listeners.is_empty() {
            wires.listeners.remove(&id);
            return;
        }
        let who = Who::Node(listener.node);
        match news {
            News::Told(notice) => {
                let seq = match notice {
                    Notice::Head(head) => head.seq,
                    Notice::Presence | Notice::User => 0,
                };
                self.world.note(who, "hears of", (seq, id));
                listener.listeners.tell(notice);
            }
            News::Repeated(head) => listener.listeners.repeat(head),
        }
    }

    fn is_cut(&self, node: usize) -> bool {
        let now = self.world.elapsed();
        lock(&self.wires).cut.iter().any(|(cut, until)| *cut == node && *until > now)
    }

    fn listen(&self, node: usize, session: &SessionId) -> Subscription {
        let listeners = Listeners::default();
        let subscription = listeners.subscribe();
        let deaf_for = if self.world.is_off(Remedy::SubscribeFirst) { DEAF_FOR } else { Duration::ZERO };
        let hears_from = self.world.elapsed() + deaf_for;
        let mut wires = lock(&self.wires);
        wires.next += 1;
        let id = wires.next;
        wires.listeners.insert(id, Listener { node, session: session.clone(), listeners, hears_from });
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

    fn send(&self, what: &'static str, session: &SessionId, news: News) {
        if !self.is_dead.load(Ordering::Relaxed) {
            let seq = match news {
                News::Told(Notice::Head(head)) | News::Repeated(head) => head.seq,
                News::Told(Notice::Presence | Notice::User) => 0,
            };
            self.bus.world.note(Who::Node(self.node), what, (seq, 0));
            self.bus.publish(self.node, session, news);
        }
    }
}

#[async_trait]
impl Broker for BusLink {
    async fn publish(&self, session: &SessionId, notice: Notice) -> Result<(), BrokerError> {
        self.send("tells of", session, News::Told(notice));
        Ok(())
    }

    async fn repeat_heads(&self, heads: &[(SessionId, LogPosition)]) -> Result<(), BrokerError> {
        if !self.bus.world.is_off(Remedy::Digest) {
            for (session, head) in heads {
                self.send("repeats head", session, News::Repeated(*head));
            }
        }
        Ok(())
    }

    async fn subscribe(&self, session: &SessionId) -> Result<Subscription, BrokerError> {
        Ok(self.bus.listen(self.node, session))
    }

    fn reaches_other_processes(&self) -> bool {
        true
    }

    fn health(&self) -> HealthWatch {
        self.bus.health.get(self.node).map_or_else(HealthWatch::always_connected, HealthWatch::new)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use broker::Broker;
    use testkit::session_broker_contract;

    use super::{Bus, BusLink};
    use crate::plan::{Noise, Plan};
    use crate::world::World;

    #[tokio::test(start_paused = true)]
    async fn a_bus_without_faults_is_a_broker() {
        session_broker_contract(&|| {
            Box::pin(async {
                let plan = Plan { noise: Noise::default(), ..Plan::new(0, None) };
                let bus = Bus::new(&Arc::new(World::new(plan, false)));
                let link = |node| Arc::new(BusLink::new(Arc::clone(&bus), node)) as Arc<dyn Broker>;
                (link(0), link(1))
            })
        })
        .await;
    }
}
