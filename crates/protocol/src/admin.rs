//! What operators are told.

use serde::{Deserialize, Serialize};

/// The answer to `GET /api/admin/workers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WorkerList {
    /// Every worker that a process has ever run, by name.
    pub workers: Vec<WorkerEntry>,
}

/// How a worker stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct WorkerEntry {
    /// Its name.
    pub name: String,
    /// What it does or did.
    pub state: WorkerState,
    /// RFC 3339: when its last run began.
    pub begun_at: String,
    /// RFC 3339: when that ended; none while it goes on, and where its process was killed.
    pub ended_at: Option<String>,
    /// RFC 3339: when the next run is due.
    pub due_at: String,
    /// Whether no process does this work: its run has been due for long.
    pub left_undone: bool,
    /// How often it has run.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub runs: u64,
    /// How many things the last run has done.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub done: u64,
    /// Of how many; 0 where that is not known.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub total: u64,
    /// What it did, in words.
    pub note: String,
    /// What of it failed, in words, where the rest was done.
    pub trouble: Option<String>,
    /// Why it failed, in words, if it did.
    pub failure: Option<String>,
    /// How often it has failed in a row.
    pub failures: u32,
}

/// What a worker does or did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum WorkerState {
    /// A run goes on.
    Running,
    /// The last run did what there was to do.
    Done,
    /// The last run did what there was to do, but for a part that failed.
    Partly,
    /// The last run failed, and is tried again.
    Failed,
    /// The process that ran it is gone: another one takes it over.
    Stopped,
}

/// The answer to `GET /api/admin/providers`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ProviderList {
    /// Every provider, in the order in which they are asked whether an address is theirs.
    pub providers: Vec<ProviderEntry>,
}

/// How a provider has fared since the process that answers began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ProviderEntry {
    /// Its name: `youtube`, `jellyfin:home`, …
    pub id: String,
    /// Whether it has a list for the catalogue.
    pub browses: bool,
    /// RFC 3339: when it answered last.
    pub answered_at: Option<String>,
    /// RFC 3339: when it did not answer last.
    pub failed_at: Option<String>,
    /// Why, in words.
    pub failure: Option<String>,
    /// How many more questions it may be asked at once.
    pub questions_left: u32,
}

/// The answer to `POST /api/admin/providers/{id}/check`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ProviderChecked {
    /// Why it gave no answer, in words; none where it did, or where nobody need be asked.
    pub failure: Option<String>,
}
