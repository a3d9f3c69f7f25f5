//! Who has no connection, and when each is taken for gone.

use std::collections::{BTreeSet, HashMap};

use session::MemberId;
use timeline::Timestamp;

/// Whoever may be gone, by when.
#[derive(Debug, Default)]
pub(crate) struct Gone {
    at: HashMap<MemberId, Timestamp>,
    order: BTreeSet<(Timestamp, MemberId)>,
}

impl Gone {
    /// Somebody is taken for gone at this time, and not at another one.
    pub(crate) fn expect(&mut self, id: &MemberId, at: Timestamp) {
        self.forget(id);
        self.at.insert(id.clone(), at);
        self.order.insert((at, id.clone()));
    }

    /// Somebody is not taken for gone.
    pub(crate) fn forget(&mut self, id: &MemberId) {
        if let Some((id, at)) = self.at.remove_entry(id) {
            self.order.remove(&(at, id));
        }
    }

    /// Returns when the first is.
    pub(crate) fn next(&self) -> Option<Timestamp> {
        self.order.first().map(|(at, _)| *at)
    }

    /// Returns at most `limit` who are by now, the first first.
    pub(crate) fn due(&self, now: Timestamp, limit: usize) -> Vec<MemberId> {
        self.order.iter().take_while(|(at, _)| *at <= now).take(limit).map(|(_, id)| id.clone()).collect()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.at.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use testkit::member;
    use timeline::Timestamp;

    use super::Gone;

    #[test]
    fn each_is_expected_once_at_the_time_told_last() {
        let at = Timestamp::from_ms;
        let mut gone = Gone::default();
        gone.expect(&member("ana"), at(30));
        gone.expect(&member("ben"), at(20));
        gone.expect(&member("ana"), at(10));
        assert_eq!(gone.next(), Some(at(10)));
        assert_eq!(gone.due(at(19), 9), [member("ana")]);
        assert_eq!(gone.due(at(30), 9), [member("ana"), member("ben")]);
        assert_eq!(gone.due(at(30), 1), [member("ana")]);
        gone.forget(&member("ana"));
        gone.forget(&member("nobody"));
        assert_eq!(gone.due(at(30), 9), [member("ben")]);
        gone.forget(&member("ben"));
        assert!(gone.is_empty() && gone.next().is_none());
    }
}
