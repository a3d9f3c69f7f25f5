//! Counts what those did who were shown an arm.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use async_trait::async_trait;
use experiment::{Exposed, Outcome, UnitKind};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use session::{MemberId, VideoId};
use store::{Experiments, PHASES_MAX, Recommendations, StoredPhase, Viewing, ViewingsFrom};
use timeline::{Timecode, Timestamp};

use crate::worker::{Context, Failure, Report, Worker};

/// How many units are counted for, all phases together.
const UNITS_MAX: usize = 100_000;
/// How many rows are read at a time, and how many outcomes are on their way to the database at one time.
const PAGE: u32 = 1_000;
const AT_ONCE: usize = 64;
/// How many ratings are counted, the first by user.
const RATINGS_MAX: usize = 1_000_000;
const DAY_MS: i64 = 24 * 3_600 * 1_000;
/// For how long a phase that is over is counted, where nobody has counted it to its end: later, who took part may be forgotten.
const COUNTED_FOR_MS: i64 = 90 * DAY_MS;
/// For how long somebody may go on with what they began before a phase was over.
const GOING_ON_MS: i64 = 3 * DAY_MS;
/// From which share on a video counts as watched, and from which as finished.
const WATCHED_SHARE: f64 = 0.70;
const FINISHED_SHARE: f64 = 0.95;

/// Counts what people and sessions watched that take part in an experiment: how many videos they `started`, how many of those
/// they `watched`, `finished` and `rated`, and how many of the rated ones they `liked`. What was begun before a unit was first
/// shown its arm in this phase is left out, and so is what was begun after the phase.
///
/// Every run counts a phase from its beginning and writes what is new. So it does not matter for how long there was no run, or
/// whether the last one came to its end.
pub struct ExperimentOutcomes;

/// What a unit has done in a phase.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    started: i64,
    watched: i64,
    finished: i64,
    rated: i64,
    liked: i64,
}

/// A unit takes part in a phase.
struct Part {
    /// Which phase, by its place among those that are counted.
    phase: usize,
    from: Timestamp,
    until: Option<Timestamp>,
    tally: Tally,
}

/// The parts that units take, by unit.
#[derive(Default)]
struct Parts {
    users: HashMap<String, Vec<Part>>,
    circles: HashMap<String, Vec<Part>>,
    count: usize,
}

/// Whether a video was good, and since when it is said, by who said so.
type Ratings = HashMap<(MemberId, VideoId), (bool, Timestamp)>;

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
        let phases = phases(experiments, context.now).await?;
        let (mut parts, mut too_many) = (Parts::default(), Vec::new());
        for (place, phase) in phases.iter().enumerate() {
            if !parts.take(experiments, place, phase).await? {
                too_many.push(place);
            }
        }
        let done = parts.count as u64;
        context.progress.set_total(done);
        if done > 0 {
            parts.count_all(watched).await?;
        }
        let mut tallies = parts.by_phase(phases.len());
        for (place, phase) in phases.iter().enumerate().filter(|(place, _)| !too_many.contains(place)) {
            let tallies = tallies.get_mut(place).map(std::mem::take).unwrap_or_default();
            context.progress.add(tallies.len() as u64);
            keep(experiments, phase, tallies).await?;
            if phase.stopped_at.is_some_and(|stopped_at| stopped_at.plus_ms(GOING_ON_MS) <= context.now) {
                experiments.end_count(phase.definition.key(), phase.phase, context.now).await?;
            }
        }
        let left_out = too_many.iter().filter_map(|place| phases.get(*place));
        let troubles = left_out.map(|phase| {
            let key = phase.definition.key();
            format!("{key}: more than {UNITS_MAX} units take part, so it is not counted; let fewer (`traffic_percent`)")
        });
        let note =
            if done == 0 { "nobody takes part in an experiment".to_owned() } else { format!("{done} units counted") };
        Ok(Report { done, notes: vec![note], troubles: troubles.collect() })
    }
}

/// The phases that run, and those that are over and not counted to their end.
async fn phases(experiments: &dyn Experiments, now: Timestamp) -> Result<Vec<StoredPhase>, Failure> {
    let mut phases = experiments.phases_since(now.plus_ms(-COUNTED_FOR_MS), PHASES_MAX).await?;
    let mut counted = Vec::new();
    for phase in &phases {
        let is_over = phase.stopped_at.is_some();
        counted.push(is_over && experiments.counted_at(phase.definition.key(), phase.phase).await?.is_some());
    }
    let mut counted = counted.into_iter();
    phases.retain(|_| !counted.next().unwrap_or_default());
    Ok(phases)
}

async fn ratings(kept: &dyn Recommendations) -> Result<Ratings, Failure> {
    let (mut ratings, mut last) = (Ratings::new(), None);
    while ratings.len() < RATINGS_MAX {
        let page = kept.ratings(last.as_ref(), PAGE).await?;
        let of_page = page.iter().map(|one| ((one.user.clone(), one.video.clone()), (one.is_liked, one.at)));
        ratings.extend(of_page);
        let Some(of_page) = page.into_iter().next_back() else { break };
        last = Some(of_page);
    }
    Ok(ratings)
}

impl Parts {
    /// Takes everybody in who was shown an arm in a phase. Returns whether there was room for them.
    async fn take(
        &mut self,
        experiments: &dyn Experiments,
        place: usize,
        phase: &StoredPhase,
    ) -> Result<bool, Failure> {
        let mut after = String::new();
        let mut taken = Vec::new();
        loop {
            let page = experiments.exposures(phase.definition.key(), phase.phase, &after, PAGE).await?;
            let Some(Exposed { unit, .. }) = page.last() else { break };
            after.clone_from(unit);
            taken.extend(page.into_iter().map(|Exposed { unit, at_ms, .. }| (unit, Timestamp::from_ms(at_ms))));
            if self.count + taken.len() > UNITS_MAX {
                return Ok(false);
            }
        }
        self.count += taken.len();
        let units = match phase.definition.draft().unit {
            UnitKind::User => &mut self.users,
            UnitKind::Circle => &mut self.circles,
        };
        for (unit, from) in taken {
            let part = Part { phase: place, from, until: phase.stopped_at, tally: Tally::default() };
            units.entry(unit).or_default().push(part);
        }
        Ok(true)
    }

    async fn count_all(&mut self, kept: &dyn Recommendations) -> Result<(), Failure> {
        let ratings = ratings(kept).await?;
        let mut from = Some(ViewingsFrom::default());
        while let Some(next) = from {
            let (page, more) = kept.viewings(&next, PAGE).await?;
            for viewing in &page {
                let rating = ratings.get(&(viewing.member.clone(), viewing.video.clone()));
                let is_liked = rating.filter(|(_, at)| *at >= viewing.begun_at).map(|(is_liked, _)| *is_liked);
                let user = self.users.get_mut(viewing.member.as_str());
                let circle = self.circles.get_mut(viewing.session.as_str());
                for part in user.into_iter().chain(circle).flatten().filter(|part| part.has(viewing.begun_at)) {
                    part.tally.add(viewing, is_liked);
                }
            }
            from = more;
        }
        Ok(())
    }

    fn by_phase(self, phases: usize) -> Vec<BTreeMap<String, Tally>> {
        let mut tallies = vec![BTreeMap::new(); phases];
        for (unit, parts) in self.users.into_iter().chain(self.circles) {
            for part in parts {
                if let Some(of_phase) = tallies.get_mut(part.phase) {
                    of_phase.insert(unit.clone(), part.tally);
                }
            }
        }
        tallies
    }
}

impl Part {
    /// Whether it is of it what was begun then.
    fn has(&self, begun_at: Timestamp) -> bool {
        begun_at >= self.from && self.until.is_none_or(|until| begun_at <= until)
    }
}

/// Writes what is not known yet: of a phase in which nothing happens nothing is written.
async fn keep(
    experiments: &dyn Experiments,
    phase: &StoredPhase,
    tallies: BTreeMap<String, Tally>,
) -> Result<(), Failure> {
    let key = phase.definition.key();
    let metrics: Vec<_> = phase.definition.metrics().map(|metric| metric.name.as_str()).collect();
    let known = known(experiments, phase).await?;
    let is_new = |outcome: &Outcome| {
        let known = known.get(&(outcome.unit.clone(), outcome.metric.clone())).copied().unwrap_or_default();
        metrics.contains(&outcome.metric.as_str()) && known != (outcome.numerator, outcome.denominator)
    };
    let outcomes = tallies.into_iter().flat_map(|(unit, tally)| tally.outcomes(&unit));
    let new: Vec<_> = outcomes.filter(is_new).collect();
    let keeping = stream::iter(new).map(Ok::<_, Failure>).try_for_each_concurrent(AT_ONCE, |outcome| async move {
        Ok(experiments.keep_outcome(key, phase.phase, &outcome).await?)
    });
    keeping.await
}

async fn known(
    experiments: &dyn Experiments,
    phase: &StoredPhase,
) -> Result<HashMap<(String, String), (i64, i64)>, Failure> {
    let (mut known, mut last) = (HashMap::new(), None);
    loop {
        let page = experiments.outcomes(phase.definition.key(), phase.phase, last.as_ref(), PAGE).await?;
        let of_page = page.iter().map(|one| ((one.unit.clone(), one.metric.clone()), (one.numerator, one.denominator)));
        known.extend(of_page);
        let Some(of_page) = page.into_iter().next_back() else { return Ok(known) };
        last = Some(of_page);
    }
}

impl Tally {
    /// What nobody has seen anything of was not begun, though it stood on their screen.
    fn add(&mut self, viewing: &Viewing, is_liked: Option<bool>) {
        if viewing.watched.total() == Timecode::ZERO {
            return;
        }
        self.started += 1;
        self.rated += i64::from(is_liked.is_some());
        self.liked += i64::from(is_liked == Some(true));
        let Some(length) = viewing.length.filter(|length| *length > Timecode::ZERO) else { return };
        #[expect(clippy::cast_precision_loss, reason = "the length of a video is far below 2^52 microseconds")]
        let share = viewing.watched.total().us() as f64 / length.us() as f64;
        self.watched += i64::from(share >= WATCHED_SHARE);
        self.finished += i64::from(share >= FINISHED_SHARE);
    }

    fn outcomes(self, unit: &str) -> [Outcome; 5] {
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
            numerator,
            denominator,
        })
    }
}
