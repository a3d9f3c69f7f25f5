//! Which way to recommend somebody gets, where an experiment compares two.

use experiment::{Assignment, State, UnitKind, assign};
use protocol::{RecommendationTrial, RecommendationsShown, Served};
use store::{EXPERIMENTS_MAX, StoredExposure};

use crate::failure::Failure;
use crate::state::Api;

/// A way to recommend, by the name that an arm has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// What was learnt of those who ask: `taste` for one, `together` for several.
    Learnt,
    /// What is hot: `pulse`.
    Hot,
}

/// The arm that a unit has.
pub(super) struct Trial {
    pub(super) way: Way,
    /// Nothing for those who take no part.
    pub(super) arm: Option<RecommendationTrial>,
}

impl Way {
    fn of_arm(name: &str, kind: UnitKind) -> Option<Self> {
        match (name, kind) {
            ("taste", UnitKind::User) | ("together", UnitKind::Circle) => Some(Self::Learnt),
            ("pulse", UnitKind::User | UnitKind::Circle) => Some(Self::Hot),
            _ => None,
        }
    }

    /// Returns whether a list is of this way, and did not stand in for it.
    fn is(self, served: Served) -> bool {
        match self {
            Self::Learnt => matches!(served, Served::Fresh | Served::Stale | Served::Combined),
            Self::Hot => served == Served::Heat,
        }
    }
}

impl Trial {
    /// Returns the arm of a unit in the first experiment that runs and is about recommendations: all of its arms are ways that
    /// there are for such a unit. Without one, and while nobody can say, everybody gets what was learnt.
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
        let running = all.into_iter().map(|stored| stored.experiment).filter(|one| one.state == State::Running);
        let of_kind = running.filter(|one| one.definition.draft().unit == kind);
        let mut with_ways = of_kind.filter_map(|one| {
            let ways: Option<Vec<_>> = one.definition.arms().iter().map(|arm| Way::of_arm(&arm.name, kind)).collect();
            Some((ways?, one))
        });
        let Some((ways, one)) = with_ways.next() else { return everybody };
        let assignment = assign(&one.definition, one.phase, unit);
        let arm = match assignment {
            Assignment::Arm(arm) => one.definition.arms().get(arm).map(|arm| RecommendationTrial {
                experiment: one.definition.key().to_owned(),
                phase: one.phase,
                arm: arm.name.clone(),
            }),
            Assignment::Override(_) | Assignment::Outside(_) => None,
        };
        Self { way: ways.get(assignment.shown()).copied().unwrap_or(Way::Learnt), arm }
    }

    /// Keeps that the unit was shown its arm. What it says counts only where the arm is its own, and the phase still runs.
    pub(super) async fn shown(self, api: &Api, unit: &str, shown: RecommendationsShown) -> Result<(), Failure> {
        let (Some(arm), Some(experiments)) = (self.arm, api.store().experiments()) else { return Ok(()) };
        if arm != shown.trial || shown.served == Served::Nothing {
            return Ok(());
        }
        let exposure = StoredExposure {
            experiment: arm.experiment,
            phase: arm.phase,
            unit: unit.to_owned(),
            arm: arm.arm,
            is_delivered: self.way.is(shown.served),
            at: api.host().clock().now(),
        };
        Ok(experiments.expose(&exposure).await?)
    }
}
