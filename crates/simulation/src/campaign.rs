//! Many seeds, each run twice, on several threads.

use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::remedy::Remedy;
use crate::run::{Outcome, run};
use crate::world::{Violation, lock};

/// Which seeds to run.
#[derive(Clone, Copy, Debug)]
pub struct Campaign {
    /// The first one.
    pub from: u64,
    /// How many.
    pub seeds: u64,
    /// What is switched off, if anything.
    pub off: Option<Remedy>,
    /// On how many threads.
    pub threads: usize,
}

/// What a campaign has found.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// How many seeds were run, each twice.
    pub seeds: u64,
    /// How many things happened in them.
    pub steps: u64,
    /// How many entries the logs had.
    pub entries: u64,
    /// How many commands were answered.
    pub answered: u64,
    /// How long it took.
    pub took: Duration,
    /// The failed seed with the lowest number, if one failed.
    pub failure: Option<Failure>,
}

/// A seed that failed.
#[derive(Clone, Debug)]
pub struct Failure {
    /// Which.
    pub seed: u64,
    /// What went wrong.
    pub violations: Vec<Violation>,
    /// What happened last.
    pub lines: Vec<String>,
}

impl Campaign {
    /// Runs the seeds, up to the first that fails.
    pub fn run(&self) -> io::Result<Figures> {
        let started = Instant::now();
        let next = AtomicU64::new(self.from);
        let found = AtomicBool::new(false);
        let figures = Mutex::new(Figures::default());
        let work = || -> io::Result<()> {
            while !found.load(Ordering::Relaxed) {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= self.from.saturating_add(self.seeds) {
                    break;
                }
                let (outcome, failure) = twice(seed, self.off)?;
                found.fetch_or(failure.is_some(), Ordering::Relaxed);
                note(&mut lock(&figures), &outcome, failure);
            }
            Ok(())
        };
        thread::scope(|scope| {
            let threads: Vec<_> = (0..self.threads.max(1)).map(|_| scope.spawn(work)).collect();
            threads.into_iter().try_for_each(|thread| {
                thread.join().unwrap_or_else(|_| Err(io::Error::other("a thread of the simulation panicked")))
            })
        })?;
        let mut figures = lock(&figures).clone();
        figures.took = started.elapsed();
        Ok(figures)
    }
}

fn note(figures: &mut Figures, outcome: &Outcome, failure: Option<Failure>) {
    figures.seeds += 1;
    figures.steps += outcome.trace_length;
    figures.entries += outcome.entries;
    figures.answered += outcome.answered;
    if let Some(failure) = failure
        && figures.failure.as_ref().is_none_or(|known| failure.seed < known.seed)
    {
        figures.failure = Some(failure);
    }
}

/// Runs a seed twice: the two must be equal to the last step.
fn twice(seed: u64, off: Option<Remedy>) -> io::Result<(Outcome, Option<Failure>)> {
    let one = run(seed, off, false)?;
    // Where something went wrong, the second run says in words what led to it.
    let other = run(seed, off, !one.violations.is_empty())?;
    let mut violations = one.violations.clone();
    if (one.trace_hash, one.trace_length) != (other.trace_hash, other.trace_length) {
        let what =
            format!("{} steps in one run, {} in the other, or in another order", one.trace_length, other.trace_length);
        violations.push(Violation { check: "a seed decides everything", what, at: Duration::ZERO });
    }
    let failure = (!violations.is_empty()).then_some(Failure { seed, violations, lines: other.lines });
    Ok((one, failure))
}

/// Looks for a seed that misses a remedy, among so many as it should take at the most.
pub fn search(off: Remedy, from: u64, threads: usize) -> io::Result<Figures> {
    Campaign { from, seeds: off.seeds_max(), off: Some(off), threads }.run()
}
