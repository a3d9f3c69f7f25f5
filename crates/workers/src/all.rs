//! Which workers there are.

use std::sync::Arc;

use providers::Providers;

use crate::catalogue::Catalogue;
use crate::experiment_outcomes::ExperimentOutcomes;
use crate::experiment_results::ExperimentResults;
use crate::metadata::Metadata;
use crate::recommendations::Recommendations;
use crate::retention::Retention;
use crate::worker::Worker;

/// Returns all workers, in the order in which operators see them.
pub fn all(providers: &Providers) -> Vec<Arc<dyn Worker>> {
    vec![
        Arc::new(Retention),
        Arc::new(ExperimentOutcomes),
        Arc::new(ExperimentResults),
        Arc::new(Recommendations),
        Arc::new(Catalogue { providers: providers.clone() }),
        Arc::new(Metadata { providers: providers.clone() }),
    ]
}
