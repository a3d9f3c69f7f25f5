//! What people know already, or do not want.

use std::collections::BTreeSet;

use futures_util::future::try_join_all;
use session::{MemberId, VideoId};
use store::Recommendations;

use crate::failure::Failure;

/// How many of somebody's videos count, the last.
const WATCHED_MAX: u32 = 5_000;

/// Returns every video that one of these people has watched, or has spoken against.
pub(super) async fn known(kept: &dyn Recommendations, people: &[MemberId]) -> Result<BTreeSet<VideoId>, Failure> {
    let of_one = async |user: &MemberId| {
        let mut known = kept.watched_by(user, WATCHED_MAX).await?;
        known.extend(kept.feedback(user).await?.into_iter().map(|(video, _)| video));
        Ok::<_, Failure>(known)
    };
    Ok(try_join_all(people.iter().map(of_one)).await?.into_iter().flatten().collect())
}
