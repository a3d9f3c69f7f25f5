//! Which workers there are.

use std::sync::Arc;

use library::Library;
use providers::Providers;

use crate::catalogue::Catalogue;
use crate::experiment_outcomes::ExperimentOutcomes;
use crate::experiment_results::ExperimentResults;
use crate::metadata::Metadata;
use crate::own_videos::OwnVideos;
use crate::recommendations::Recommendations;
use crate::retention::Retention;
use crate::worker::Worker;

/// What is done in the background by every process that has a part in it, whether it has its workers on or not: each with what it
/// does. Operators see them behind the others.
pub const ELSEWHERE: [(&str, &str); 2] =
    [(store::ERASURE, "Deletes people who wanted that from all sessions."), (OwnVideos::NAME, OwnVideos::ABOUT)];

/// Returns all workers, in the order in which operators see them. Who is given the server's own films recommends them too.
pub fn all(providers: &Providers, films: Option<&Arc<Library>>) -> Vec<Arc<dyn Worker>> {
    vec![
        Arc::new(Retention),
        Arc::new(ExperimentOutcomes),
        Arc::new(ExperimentResults),
        Arc::new(Recommendations::with_films(films.cloned())),
        Arc::new(Catalogue { providers: providers.clone() }),
        Arc::new(Metadata { providers: providers.clone() }),
    ]
}
