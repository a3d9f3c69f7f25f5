//! What a worker is.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use store::{Store, StoreError};
use timeline::Timestamp;

use crate::words::joined;

/// Something that is done in the background, again and again.
#[async_trait]
pub trait Worker: Send + Sync {
    /// Its name, as operators see it: short words with `-` between.
    fn name(&self) -> &'static str;

    /// What it does, in a sentence for operators.
    fn about(&self) -> &'static str;

    /// How long it rests between two runs.
    fn every(&self) -> Duration;

    /// How long a run may take. One that takes longer is ended, and begun anew later.
    fn within(&self) -> Duration {
        Duration::from_mins(10)
    }

    /// Does what there is to do, by what it finds in the database. It may be cut off at any `await`, and be run again.
    async fn run(&self, context: &Context) -> Result<Report, Failure>;
}

/// What a run has to work with.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub store: Arc<dyn Store>,
    /// When the run began, by the clock that all processes share.
    pub now: Timestamp,
    /// How far it is.
    pub progress: Progress,
}

/// How far a run is, for whoever looks.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<[AtomicU64; 2]>);

/// What a run did, in words for operators. Of long lists as many entries are kept as fit, each whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many things.
    pub done: u64,
    /// What.
    pub notes: Vec<String>,
    /// What of it failed. The rest was done.
    pub troubles: Vec<String>,
}

/// Why a run failed, in words for operators. What it has done so far stays, and the next run goes on from there.
#[derive(Debug)]
pub struct Failure(pub String);

impl Report {
    /// A run that did so many things, all of them.
    pub fn new(done: u64, note: impl Into<String>) -> Self {
        Self { done, notes: vec![note.into()], troubles: Vec::new() }
    }

    /// Returns what was done, in as many words as are kept.
    pub fn note(&self) -> String {
        joined(&self.notes)
    }

    /// Returns what failed, in as many words as are kept; none where nothing did.
    pub fn trouble(&self) -> Option<String> {
        (!self.troubles.is_empty()).then(|| joined(&self.troubles))
    }
}

impl Progress {
    /// There is so much to do.
    pub fn set_total(&self, total: u64) {
        self.0[1].store(total, Ordering::Relaxed);
    }

    /// So much more is done.
    pub fn add(&self, done: u64) {
        self.0[0].fetch_add(done, Ordering::Relaxed);
    }

    /// Returns how much is done, and of how much; of 0 where that is not known.
    pub fn get(&self) -> (u64, u64) {
        (self.0[0].load(Ordering::Relaxed), self.0[1].load(Ordering::Relaxed))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self(format!("the database: {error}"))
    }
}
