//! What people know already, or do not want.

use std::collections::BTreeSet;

use session::{MemberId, VideoId};
use store::Recommendations;

use crate::failure::Failure;

/// How many videos count of a few people, the last.
const KNOWN_MAX: u32 = 20_000;

/// Returns every video that one of these people has watched, or has spoken against.
pub(super) async fn known(kept: &dyn Recommendations, people: &[MemberId]) -> Result<BTreeSet<VideoId>, Failure> {
    Ok(kept.known_to(people, KNOWN_MAX).await?)
}
