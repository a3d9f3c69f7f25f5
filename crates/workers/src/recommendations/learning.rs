//! The run: read, learn, write down.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use library::Library;
use store::Recommendations as Kept;
use timeline::Timestamp;
use tokio::time::Instant;

use super::evenings::Circle;
use super::known::{Learnt, fingerprint};
use super::model::Model;
use super::offered::Offered;
use super::watched::Watched;
use crate::memory;
use crate::worker::{Context, Failure, Report, Worker};

/// For how many people, or circles, lists are made between two looks at the database.
const AT_ONCE: usize = 64;
/// For whom no list is made any more, and when a list is cleared away that nobody made anew, in milliseconds.
const AWAY_MS: i64 = 60 * 24 * 3_600 * 1_000;

/// Learns from what was watched, and writes a list for each person, for each circle, and one for all. Where nothing has changed
/// since this process did so last, the lists stay, and are as fresh as if they had been written anew.
#[derive(Default)]
pub struct Recommendations {
    films: Option<Arc<Library>>,
    learnt: Mutex<Option<Learnt>>,
}

#[async_trait]
impl Worker for Recommendations {
    fn name(&self) -> &'static str {
        "recommendations"
    }

    fn about(&self) -> &'static str {
        "Learns from what was watched what people may like, and writes it down for them."
    }

    fn every(&self) -> Duration {
        Duration::from_mins(15)
    }

    fn within(&self) -> Duration {
        Duration::from_hours(1)
    }

    async fn run(&self, context: &Context) -> Result<Report, Failure> {
        let Some(kept) = context.store.recommendations() else { return Ok(Report::default()) };
        memory::forget_peak();
        let watched = Watched::read(kept).await?;
        let offered = Offered::read(&*context.store, self.films.as_ref(), &watched).await?;
        let from = fingerprint(&watched, &offered);
        if let Some(renewed) = self.renew(kept, from, context.now).await? {
            return Ok(renewed);
        }
        let since = context.now.plus_ms(-AWAY_MS);
        let (viewings, people, circles) =
            (watched.rows.len(), watched.people(since), watched.evenings.circles(since.ms() / 1_000));
        let done = (people.len() + circles.len()) as u64 + 1;
        context.progress.set_total(done);
        let start = Instant::now();
        let model = Arc::new(blocking(move || Model::fit(watched, offered)).await??);
        let took = start.elapsed();
        write_lists(context, kept, &model, &people).await?;
        write_circles(context, kept, &model, &circles).await?;
        // The last: where it is there, so are all the others.
        kept.put_list(&model.for_all(context.now)).await?;
        context.progress.add(1);
        kept.sweep_lists(since).await?;
        let (videos, left_out) = (model.shown_count(), model.left_out());
        let left_out = if left_out > 0 { format!("; {left_out} of the oldest are left out") } else { String::new() };
        *self.learnt.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Learnt { from, at: context.now, made_at: context.now });
        let note = format!("{done} lists of {videos} videos, learnt from {viewings} viewings{left_out}");
        let mut report = Report::new(done, note);
        report.notes.push(cost(took));
        Ok(report)
    }
}

impl Recommendations {
    /// Recommends films in the server's own folders too, before anybody has watched them.
    pub fn with_films(films: Option<Arc<Library>>) -> Self {
        Self { films, ..Self::default() }
    }

    /// Where nothing has changed, leaves the lists as they are, and says so of them.
    async fn renew(&self, kept: &dyn Kept, from: u64, now: Timestamp) -> Result<Option<Report>, Failure> {
        let learnt = *self.learnt.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(learnt) = learnt else { return Ok(None) };
        if !learnt.still_holds(kept, from, now).await? {
            return Ok(None);
        }
        let lists = kept.renew_lists(learnt.made_at, now).await?;
        *self.learnt.lock().unwrap_or_else(PoisonError::into_inner) = Some(Learnt { made_at: now, ..learnt });
        let minutes = now.ms_since(learnt.at) / 60_000;
        let note = format!("nothing has changed since it was learnt {minutes} min ago: {lists} lists stay as they are");
        Ok(Some(Report::new(0, note)))
    }
}

/// How long learning took, and how much memory this process needed meanwhile, everything else in it included.
fn cost(took: Duration) -> String {
    let peak = memory::peak_mb().map(|mb| format!(", the process with {mb:.0} MB at the most")).unwrap_or_default();
    format!("learnt in {took:.1?}{peak}")
}

async fn write_lists(context: &Context, kept: &dyn Kept, model: &Arc<Model>, people: &[usize]) -> Result<(), Failure> {
    let now = context.now;
    for some in people.chunks(AT_ONCE) {
        let (model, some) = (Arc::clone(model), some.to_vec());
        let lists = blocking(move || some.iter().map(|user| model.for_user(*user, now)).collect::<Vec<_>>()).await?;
        for list in &lists {
            kept.put_list(list).await?;
            context.progress.add(1);
        }
    }
    Ok(())
}

async fn write_circles(
    context: &Context,
    kept: &dyn Kept,
    model: &Arc<Model>,
    circles: &[Circle],
) -> Result<(), Failure> {
    let now = context.now;
    for some in circles.chunks(AT_ONCE) {
        let (model, some) = (Arc::clone(model), some.to_vec());
        let made =
            blocking(move || some.iter().map(|circle| model.for_circle(circle, now)).collect::<Vec<_>>()).await?;
        for circle in &made {
            kept.put_circle(circle).await?;
            context.progress.add(1);
        }
    }
    Ok(())
}

/// What needs a processor for long stands in nobody's way.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(|error| Failure(format!("learning stopped: {error}")))
}
