//! What is known of the hosts that were asked lately.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Semaphore;

use super::breaker::Breaker;
use super::budget::{Budget, Purse};
use super::origin::Origin;

/// How many hosts are remembered.
const HOSTS_MAX: usize = 2_000;

/// How many questions to one host may be on their way at one time.
const AT_ONCE_OF_HOST_MAX: usize = 4;

/// A breaker, a budget and places for every host. Of too many hosts, the one is forgotten that was asked longest ago.
#[derive(Debug)]
pub(super) struct Hosts {
    budget: Budget,
    known: Mutex<HashMap<Origin, Known>>,
}

#[derive(Debug)]
struct Known {
    breaker: Breaker,
    purse: Purse,
    at_once: Arc<Semaphore>,
    asked_at_ms: i64,
}

impl Known {
    fn new(budget: Budget, now_ms: i64) -> Self {
        let at_once = Arc::new(Semaphore::new(AT_ONCE_OF_HOST_MAX));
        Self { breaker: Breaker::default(), purse: Purse::full(budget, now_ms), at_once, asked_at_ms: now_ms }
    }
}

impl Hosts {
    /// Knows no host yet; each may be asked as often as the budget says.
    pub(super) fn new(budget: Budget) -> Self {
        Self { budget, known: Mutex::default() }
    }

    /// Returns the places of those who ask a host.
    pub(super) fn place(&self, origin: &Origin, now_ms: i64) -> Arc<Semaphore> {
        self.with(origin, now_ms, |known| Arc::clone(&known.at_once))
    }

    pub(super) fn may_ask(&self, origin: &Origin, now_ms: i64) -> bool {
        self.with(origin, now_ms, |known| known.breaker.may_ask(now_ms))
    }

    /// Takes one question to a host, or tells when there will be one, in milliseconds since 1970.
    pub(super) fn spend(&self, origin: &Origin, now_ms: i64) -> Result<(), i64> {
        self.with(origin, now_ms, |known| known.purse.take(now_ms))
    }

    /// Returns how many questions may be asked at once of the host that has been asked most.
    pub(super) fn left(&self, now_ms: i64) -> u32 {
        let left = self.lock().values().map(|known| known.purse.left(now_ms)).min();
        left.unwrap_or(self.budget.questions)
    }

    pub(super) fn answered(&self, origin: &Origin) {
        if let Some(known) = self.lock().get_mut(origin) {
            known.breaker.answered();
        }
    }

    pub(super) fn failed(&self, origin: &Origin, now_ms: i64) {
        if let Some(known) = self.lock().get_mut(origin) {
            known.breaker.failed(now_ms);
        }
    }

    pub(super) fn rest(&self, origin: &Origin, now_ms: i64, until_ms: i64) {
        if let Some(known) = self.lock().get_mut(origin) {
            known.breaker.rest(now_ms, until_ms);
        }
    }

    fn with<T>(&self, origin: &Origin, now_ms: i64, look: impl FnOnce(&mut Known) -> T) -> T {
        let mut hosts = self.lock();
        if hosts.len() >= HOSTS_MAX && !hosts.contains_key(origin) {
            let oldest = hosts.iter().min_by_key(|(_, known)| known.asked_at_ms).map(|(origin, _)| origin.clone());
            oldest.and_then(|oldest| hosts.remove(&oldest));
        }
        let known = hosts.entry(origin.clone()).or_insert_with(|| Known::new(self.budget, now_ms));
        known.asked_at_ms = now_ms;
        look(known)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Origin, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{HOSTS_MAX, Hosts};
    use crate::fetch::{Budget, Origin};

    #[test]
    fn hosts_are_forgotten_oldest_first() {
        let hosts = Hosts::new(Budget::default());
        let origin = |n: usize| Origin::of(&url::Url::parse(&format!("http://h{n}/")).unwrap()).unwrap();
        for (n, now_ms) in (0..=HOSTS_MAX).zip(0..) {
            assert!(hosts.may_ask(&origin(n), now_ms));
        }
        let known = hosts.lock();
        assert_eq!((known.len(), known.contains_key(&origin(0))), (HOSTS_MAX, false));
    }
}
