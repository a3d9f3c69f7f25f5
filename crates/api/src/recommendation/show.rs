//! From videos to what everybody may see of them.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join_all;
use protocol::{Recommendation, RecommendationReason, Recommendations as Answer};
use session::VideoId;
use store::{StoredReason, StoredRecommendation};

use super::ladder::{Step, age_ms};
use super::offered::{Offered, Plays, found_out, offered};
use super::questions::Questions;
use crate::failure::Failure;
use crate::state::Api;
use crate::to_wire;

/// How many are recommended at a time.
const SHOWN_MAX: usize = 20;

/// For whom something is shown.
pub(super) struct Audience {
    /// What one of them knows, or does not want.
    pub(super) known: BTreeSet<VideoId>,
    /// What may be asked for those who are in a session now: what its queue does not take is nothing to them.
    pub(super) questions: Option<Questions>,
}

/// Shows the first few that are not known and that everybody may see. Returns none where there are none.
pub(super) async fn show(api: &Api, step: Step, audience: &Audience) -> Result<Option<Answer>, Failure> {
    let wanted: Vec<_> = step.items.into_iter().filter(|item| !audience.known.contains(&item.video)).collect();
    let mut items = Vec::new();
    for some in wanted.chunks(SHOWN_MAX) {
        let shown = try_join_all(some.iter().map(|item| playable(api, &item.video, audience))).await?;
        items.extend(some.iter().zip(shown).filter_map(|(item, shown)| Some((item, shown?))));
        if items.len() >= SHOWN_MAX {
            break;
        }
    }
    items.truncate(SHOWN_MAX);
    if items.is_empty() {
        return Ok(None);
    }
    let titles = titles(api, items.iter().map(|(item, _)| *item)).await?;
    let age = step.made_at.and_then(|made_at| age_ms(api.host().clock().now(), made_at));
    #[expect(clippy::cast_precision_loss, reason = "an age is far below 2^52 milliseconds")]
    let age_s = age.map(|ms| ms as f64 / 1_000.0);
    let items = items.into_iter().map(|(item, shown)| entry(item, shown, &titles)).collect();
    Ok(Some(Answer { items, served: step.served, age_s, trial: None }))
}

/// Returns what everybody may see of a video that can be watched together here.
async fn playable(api: &Api, video: &VideoId, audience: &Audience) -> Result<Option<Offered>, Failure> {
    let offered = offered(api, video).await?.filter(|offered| offered.plays != Plays::Elsewhere);
    match (offered, &audience.questions) {
        (Some(offered), Some(questions)) => Ok(found_out(api, offered, questions).await),
        (offered, _) => Ok(offered),
    }
}

/// The titles of what is named as a reason, where everybody may see it.
async fn titles(
    api: &Api,
    items: impl Iterator<Item = &StoredRecommendation>,
) -> Result<BTreeMap<VideoId, String>, Failure> {
    let named: BTreeSet<&VideoId> = items.flat_map(|item| item.reasons.iter().filter_map(named)).collect();
    let title = async |video: &&VideoId| {
        let shown = offered(api, video).await?;
        Ok::<_, Failure>(shown.map(|shown| ((*video).clone(), shown.title)))
    };
    Ok(try_join_all(named.iter().map(title)).await?.into_iter().flatten().collect())
}

fn named(reason: &StoredReason) -> Option<&VideoId> {
    match reason {
        StoredReason::BecauseOf(video) | StoredReason::NextAfter(video) | StoredReason::SimilarTo(video) => Some(video),
        StoredReason::Hot | StoredReason::Fits => None,
    }
}

fn entry(item: &StoredRecommendation, shown: Offered, titles: &BTreeMap<VideoId, String>) -> Recommendation {
    let mut reasons: Vec<RecommendationReason> = Vec::new();
    for reason in item.reasons.iter().map(|reason| told(reason, titles)) {
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    Recommendation {
        video: to_wire::video(&shown.video),
        title: shown.title,
        picture: shown.picture,
        listed: shown.listed,
        length_s: shown.length.map(timeline::Timecode::seconds),
        reasons,
    }
}

/// What has no title that everybody may see is not named.
fn told(reason: &StoredReason, titles: &BTreeMap<VideoId, String>) -> RecommendationReason {
    let title = named(reason).and_then(|video| titles.get(video)).cloned();
    match (reason, title) {
        (StoredReason::BecauseOf(_), Some(title)) => RecommendationReason::BecauseOf { title },
        (StoredReason::NextAfter(_), Some(title)) => RecommendationReason::NextAfter { title },
        (StoredReason::SimilarTo(_), Some(title)) => RecommendationReason::SimilarTo { title },
        (StoredReason::Hot, _) => RecommendationReason::Hot,
        (StoredReason::Fits, _)
        | (StoredReason::BecauseOf(_) | StoredReason::NextAfter(_) | StoredReason::SimilarTo(_), None) => {
            RecommendationReason::Fits
        }
    }
}
