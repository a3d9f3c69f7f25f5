//! What is known of the hosts that were asked lately.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::breaker::Breaker;
use super::origin::Origin;

/// How many hosts are remembered.
const HOSTS_MAX: usize = 2_000;

/// A breaker for every host. Of too many hosts, the one is forgotten that was asked longest ago.
#[derive(Debug, Default)]
pub(super) struct Hosts(Mutex<HashMap<Origin, Known>>);

#[derive(Debug, Default)]
struct Known {
    breaker: Breaker,
    asked_at_ms: i64,
}

impl Hosts {
    pub(super) fn may_ask(&self, origin: &Origin, now_ms: i64) -> bool {
        let mut hosts = self.lock();
        if hosts.len() >= HOSTS_MAX && !hosts.contains_key(origin) {
            let oldest = hosts.iter().min_by_key(|(_, known)| known.asked_at_ms).map(|(origin, _)| origin.clone());
            oldest.and_then(|oldest| hosts.remove(&oldest));
        }
        let known = hosts.entry(origin.clone()).or_default();
        known.asked_at_ms = now_ms;
        known.breaker.may_ask(now_ms)
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

    fn lock(&self) -> MutexGuard<'_, HashMap<Origin, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{HOSTS_MAX, Hosts};
    use crate::fetch::Origin;

    #[test]
    fn hosts_are_forgotten_oldest_first() {
        let hosts = Hosts::default();
        let origin = |n: usize| Origin::of(&url::Url::parse(&format!("http://h{n}/")).unwrap()).unwrap();
        for (n, now_ms) in (0..=HOSTS_MAX).zip(0..) {
            assert!(hosts.may_ask(&origin(n), now_ms));
        }
        let known = hosts.lock();
        assert_eq!((known.len(), known.contains_key(&origin(0))), (HOSTS_MAX, false));
    }
}
