//! What the version of the tables means for a binary that is older than they are.
//!
//! While nodes are upgraded one after the other, the first new one brings the tables up to date under the old ones. So
//! migrations only add: an older binary goes on with tables that have more than it knows. A change that would break older
//! ones gets the first number of the next thousand, and those do not start on it.

use crate::error::{Outage, StoreError};

/// Which migrations have been made.
pub(crate) const VERSION: &str = "SELECT max(version) FROM _sqlx_migrations WHERE success";

/// So many migrations fit each other.
const GENERATION: i64 = 1_000;

/// Says so where the tables are newer than this binary, and fails where it must not use them.
pub(crate) fn check(found: Option<i64>, known: i64) -> Result<(), StoreError> {
    let Some(found) = found.filter(|found| *found > known) else { return Ok(()) };
    if found / GENERATION > known / GENERATION {
        let source =
            format!("its tables are of version {found}, and this Sameframe cannot use them: start a newer one");
        return Err(StoreError::Unavailable { outage: Outage::Newer, source: source.into() });
    }
    tracing::warn!(
        "the tables are of version {found}, from a newer Sameframe; this one knows version {known} and goes on with it. \
         Sessions that use what is new are left to newer servers: upgrade this one soon"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn what_was_only_added_to_is_used_and_what_was_changed_is_not() {
        for (found, fits) in [(None, true), (Some(1), true), (Some(3), true), (Some(999), true), (Some(1_000), false)] {
            assert_eq!(check(found, 2).is_ok(), fits, "{found:?}");
        }
        assert!(check(Some(1_002), 1_001).is_ok());
        assert!(check(Some(7), 1_001).is_ok());
    }
}
