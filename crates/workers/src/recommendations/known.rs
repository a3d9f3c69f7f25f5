//! What was learnt from last, so that the same is not learnt again.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use store::{Recommendations as Kept, StoreError, Subject};
use timeline::Timestamp;

use super::model::ALL_VARIANT;
use super::offered::Offered;
use super::watched::Watched;

/// After so long it is learnt anew in any case, in milliseconds: who has been away for long loses their list then.
const ANEW_MS: i64 = 24 * 3_600 * 1_000;

/// What was learnt from last, in this process.
#[derive(Clone, Copy, Debug)]
pub(super) struct Learnt {
    /// A fingerprint of all that it was learnt from.
    pub(super) from: u64,
    pub(super) at: Timestamp,
    /// What the lists say that they were made at.
    pub(super) made_at: Timestamp,
}

impl Learnt {
    /// Tells whether learning from this now would write the lists that are there already. How hot videos are goes down with time
    /// for all alike, so time alone changes no list.
    pub(super) async fn still_holds(self, kept: &dyn Kept, from: u64, now: Timestamp) -> Result<bool, StoreError> {
        if self.from != from || now < self.made_at || now.ms_since(self.at) >= ANEW_MS {
            return Ok(false);
        }
        // Another process may have learnt since, or the database may be another one.
        let list = kept.list(&Subject::All, ALL_VARIANT).await?;
        Ok(list.is_some_and(|list| list.made_at == self.made_at))
    }
}

/// Returns a fingerprint of all that is learnt from.
pub(super) fn fingerprint(watched: &Watched, offered: &Offered) -> u64 {
    let mut hash = DefaultHasher::new();
    watched.users.hash(&mut hash);
    watched.videos.hash(&mut hash);
    for row in &watched.rows {
        (row.user, row.video, row.weight.to_bits(), row.at_s).hash(&mut hash);
    }
    // A map has an order of its own each time.
    let mut liked: Vec<_> = watched.liked.iter().collect();
    liked.sort_unstable();
    liked.hash(&mut hash);
    watched.evenings.hash(&mut hash);
    (&offered.shown, &offered.texts, &offered.new).hash(&mut hash);
    hash.finish()
}
