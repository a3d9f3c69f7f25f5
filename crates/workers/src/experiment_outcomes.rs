//! Counts what those did who were shown an arm.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use async_trait::async_trait;
use experiment::{Exposed, Outcome};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use session::{MemberId, VideoId};
use store::{
    EXPERIMENTS_MAX, Experiments, Recommendations, StoredExperiment, StoredPhase, Viewing, ViewingsFrom, day_of,
};
use timeline::Timecode;

use crate::worker::{Context, Failure, Report, Worker};

/// How many units are counted for, all experiments together.
const UNITS_MAX: usize = 100_000;
/// How many rows are read at a time, and how many outcomes are on their way to the database at one time.
const PAGE: u32 = 1_000;
const AT_ONCE: usize = 64;
/// How many ratings are counted, the first by user.
const RATINGS_MAX: usize = 1_000_000;
/// For how many days, with today, everything is counted anew: a video that somebody goes on with is counted where they were
/// last.
const DAYS_ANEW: i64 = 3;
/// From which share on a video counts as watched, and from which as finished.
const WATCHED_SHARE: f64 = 0.70;
const FINISHED_SHARE: f64 = 0.95;

/// Counts, by day, what people and sessions watched that take part in an experiment: how many videos they `started`, how many of
/// those they `watched`, `finished` and `rated`, and how many of the rated ones they `liked`.
pub struct ExperimentOutcomes;

/// What a unit did on a day.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    started: i64,
    watched: i64,
    finished: i64,
    rated: i64,
    liked: i64,
}

/// Whether a video was good, by who said so.
type Ratings = HashMap<(MemberId, VideoId), bool>;

#[async_trait]
impl Worker for ExperimentOutcomes {
    fn name(&self) -> &'static str {
        "experiment-outcomes"
    }

    fn about(&self) -> &'static str {
        "Counts what those watched who take part in an experiment."
    }

    fn every(&self) -> Duration {
        Duration::from_hours(1)
    }

    async fn run(&self, context: &Context) -> Result<Report, Failure> {
        let (Some(experiments), Some(watched)) = (context.store.experiments(), context.store.recommendations()) else {
            return Ok(Report::default());
        };
        let today = day_of(context.now);
        let mut tallies = units(experiments, today).await?;
        context.progress.set_total(tallies.len() as u64);
        if tallies.is_empty() {
            return Ok(Report::new(0, "nobody takes part in an experiment"));
        }
        let ratings = ratings(watched).await?;
        let mut from = Some(ViewingsFrom::default());
        while let Some(next) = from {
            let (page, more) = watched.viewings(&next, PAGE).await?;
            for viewing in &page {
                let is_liked = ratings.get(&(viewing.member.clone(), viewing.video.clone())).copied();
                for unit in [viewing.member.as_str(), viewing.session.as_str()] {
                    if let Some(tally) = tallies.get_mut(unit).and_then(|days| days.get_mut(&day_of(viewing.at))) {
                        tally.add(viewing, is_liked);
                    }
                }
            }
            from = more;
        }
        let done = tallies.len() as u64;
        for (unit, days) in tallies {
            let outcomes = days.into_iter().flat_map(|(day, tally)| tally.outcomes(&unit, day));
            let kept = stream::iter(outcomes.collect::<Vec<_>>()).map(Ok::<_, Failure>);
            kept.try_for_each_concurrent(
                AT_ONCE,
                |outcome| async move { Ok(experiments.keep_outcome(&outcome).await?) },
            )
            .await?;
            context.progress.add(1);
        }
        Ok(Report::new(done, format!("{done} units counted")))
    }
}

async fn ratings(kept: &dyn Recommendations) -> Result<Ratings, Failure> {
    let (mut ratings, mut last) = (Ratings::new(), None);
    while ratings.len() < RATINGS_MAX {
        let page = kept.ratings(last.as_ref(), PAGE).await?;
        let of_page = page.iter().map(|rating| ((rating.user.clone(), rating.video.clone()), rating.is_liked));
        ratings.extend(of_page);
        let Some(of_page) = page.into_iter().next_back() else { break };
        last = Some(of_page);
    }
    Ok(ratings)
}

/// Everybody who was shown an arm of a phase that is not over, with the days that are counted.
async fn units(experiments: &dyn Experiments, today: i64) -> Result<BTreeMap<String, BTreeMap<i64, Tally>>, Failure> {
    let mut units = BTreeMap::new();
    let all = experiments.all_experiments(EXPERIMENTS_MAX).await?;
    for phase in all.iter().filter_map(StoredExperiment::phase).filter(|phase| is_counted(phase, today)) {
        let mut after = String::new();
        loop {
            let page = experiments.exposures(phase.definition.key(), phase.phase, &after, PAGE).await?;
            let Some(Exposed { unit, .. }) = page.last() else { break };
            after.clone_from(unit);
            for Exposed { unit, day, .. } in page {
                if units.len() >= UNITS_MAX && !units.contains_key(&unit) {
                    return Err(Failure(format!(
                        "more than {UNITS_MAX} units take part; let fewer (`traffic_percent`)"
                    )));
                }
                let days: &mut BTreeMap<_, _> = units.entry(unit).or_default();
                days.extend((day.max(today - DAYS_ANEW + 1)..=today).map(|day| (day, Tally::default())));
            }
        }
    }
    Ok(units)
}

fn is_counted(phase: &StoredPhase, today: i64) -> bool {
    phase.stopped_at.is_none_or(|stopped_at| day_of(stopped_at) + DAYS_ANEW > today)
}

impl Tally {
    fn add(&mut self, viewing: &Viewing, is_liked: Option<bool>) {
        self.started += 1;
        self.rated += i64::from(is_liked.is_some());
        self.liked += i64::from(is_liked == Some(true));
        let Some(length) = viewing.length.filter(|length| *length > Timecode::ZERO) else { return };
        #[expect(clippy::cast_precision_loss, reason = "the length of a video is far below 2^52 microseconds")]
        let share = viewing.watched.total().us() as f64 / length.us() as f64;
        self.watched += i64::from(share >= WATCHED_SHARE);
        self.finished += i64::from(share >= FINISHED_SHARE);
    }

    fn outcomes(self, unit: &str, day: i64) -> [Outcome; 5] {
        let Self { started, watched, finished, rated, liked } = self;
        let metrics = [
            ("started", started, started),
            ("watched", watched, started),
            ("finished", finished, started),
            ("rated", rated, started),
            ("liked", liked, rated),
        ];
        metrics.map(|(metric, numerator, denominator)| Outcome {
            unit: unit.to_owned(),
            metric: metric.to_owned(),
            day,
            numerator,
            denominator,
        })
    }
}
