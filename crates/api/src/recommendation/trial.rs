//! Which way to recommend somebody gets, where an experiment compares two.

use experiment::{Assignment, UnitKind, Way, showing};
use protocol::{RecommendationTrial, RecommendationsShown, Served};
use session::MemberId;
use store::{EXPERIMENTS_MAX, StoredExposure, Subject};

use super::known::known;
use super::ladder::{age, kept};
use crate::failure::Failure;
use crate::state::Api;

/// The arm that a unit has.
pub(super) struct Trial {
    pub(super) way: Way,
    /// Nothing for those who take no part.
    pub(super) arm: Option<RecommendationTrial>,
}

impl Trial {
    /// Returns the arm of a unit in the first experiment that it takes part in of those that run and are about recommendations: all
    /// of their arms are ways that there are for such a unit. Without one, and while nobody can say, everybody gets what was learnt.
    pub(super) async fn of(api: &Api, kind: UnitKind, unit: &str) -> Self {
        let everybody = Self { way: Way::Learnt, arm: None };
        let Some(experiments) = api.store().experiments() else { return everybody };
        let all = match experiments.all_experiments(EXPERIMENTS_MAX).await {
            Ok(all) => all,
            Err(error) => {
                tracing::debug!(%error, "no experiment is known of just now");
                return everybody;
            }
        };
        let all: Vec<_> = all.into_iter().map(|stored| stored.experiment).collect();
        let Some(shown) = showing(&all, kind, unit) else { return everybody };
        let one = shown.experiment;
        let arm = match shown.assignment {
            Assignment::Arm(arm) => one.definition.arms().get(arm).map(|arm| RecommendationTrial {
                experiment: one.definition.key().to_owned(),
                phase: one.phase,
                arm: arm.name.clone(),
            }),
            Assignment::Override(_) | Assignment::Outside(_) => None,
        };
        Self { way: shown.way, arm }
    }

    /// Keeps that the unit, which is these people, was shown its arm. What it says counts only where the arm is its own, and the
    /// phase still runs.
    pub(super) async fn shown(
        self,
        api: &Api,
        unit: &str,
        people: &[MemberId],
        shown: RecommendationsShown,
    ) -> Result<(), Failure> {
        let (Some(arm), Some(experiments)) = (self.arm, api.store().experiments()) else { return Ok(()) };
        if arm != shown.trial || shown.served == Served::Nothing {
            return Ok(());
        }
        let is_delivered = is_of(self.way, shown.served) || is_all_there_was(api, people, shown.served).await?;
        let exposure = StoredExposure {
            experiment: arm.experiment,
            phase: arm.phase,
            unit: unit.to_owned(),
            arm: arm.arm,
            is_delivered,
            at: api.host().clock().now(),
        };
        Ok(experiments.expose(&exposure).await?)
    }
}

/// Returns whether there was nothing that something could stand in for: what came instead is then what any way is for these people.
/// The same is asked for each way, or those for whom nothing could be learnt would be missing in one arm only.
async fn is_all_there_was(api: &Api, people: &[MemberId], served: Served) -> Result<bool, Failure> {
    // The list for all is the last that is written of a run. Where it is fresh, whoever has no other was in none.
    let of_all = kept(api)?.list(&Subject::All, "pulse").await?;
    if of_all.is_some_and(|list| age(api, list.made_at) == Served::Fresh) {
        return Ok(true);
    }
    Ok(served == Served::Heat && known(kept(api)?, people).await?.is_empty())
}

/// Returns whether a list is of this way, and did not stand in for it.
fn is_of(way: Way, served: Served) -> bool {
    match way {
        Way::Learnt => matches!(served, Served::Fresh | Served::Stale | Served::Combined),
        Way::Hot => served == Served::Heat,
    }
}
