//! The event log and the tables around it.
//!
//! [`Store`] is the contract, in prose and as a trait; `testkit::store_contract` is the same as a test suite that every
//! backend runs. [`SqliteStore`] is the embedded backend, [`PostgresStore`] the one for a database server. This crate
//! alone knows rows. It knows no rule of a session: it keeps what it is given and gives it back.

mod contract;
mod layers;
mod error;
mod presence;
mod chain;
mod record;
mod portable;
mod links;
mod rows;
mod verify;
mod sql;
mod folding;
mod schema;
mod sqlite;
mod postgres;
mod sharded;
mod tables;
mod moving;
mod handshake;
mod erasure;
mod accounts;
mod catalogue;
mod messages;
mod series;
mod jobs;
mod experiments;
mod recommendations;

pub use accounts::{Accounts, NameTaken, StoredOpenIdSubject, StoredPasskey, StoredPassword, StoredSignIn, Way};
pub use catalogue::{
    Catalogue, FACET_TAGS_MAX, Facets, SOUGHT_WORDS_MAX, StoredPicture, StoredSource, StoredSubtitles, StoredVideo,
    VideoPlace, VideosQuery, most_frequent,
};
pub use contract::{
    Append, AppendOutcome, Cursor, Listed, MessagesQuery, ScoresQuery, SessionState, SessionsQuery, Store, StoredEntry,
    StoredMessage, StoredPlayback, StoredReactions, StoredReport, StoredScore, StoredUser, TokenHash, Visit,
    VisitsQuery,
};
pub use erasure::{Erasure, HELD, Held, HeldFrom, HeldPart, HeldValue, PersonalData, personal_data};
pub use error::{Outage, StoreError};
pub use experiments::{
    EXPERIMENTS_MAX, Experiments, PHASES_MAX, StoredExperiment, StoredExposure, StoredPhase, StoredResult, day_of,
    last_phase, read_phase,
};
pub use handshake::{
    CodeKind, Entry, Handshakes, InvitationState, InviteBounds, Invited, KnockBounds, KnockState, Knocked, StoredDoor,
    StoredInvitation, StoredKnock, StoredLink, Touched,
};
pub use jobs::{ERASURE, JobState, Jobs, OWN_VIDEOS, RunEnd, StoredJob};
pub use layers::{Layers, NoteAdded, NoteCursor, NotesMost, StoredNote};
pub use moving::{MoveError, Moved, Progress, move_to_postgres};
pub use portable::PortableEntry;
pub use postgres::{Inspection, PostgresOptions, PostgresStore, flush_time};
pub use presence::{LocalNodes, Movement, NodeId, PresentMember, Roll, Rolls, Standing};
pub use recommendations::{
    Feedback, Rating, Recommendations, ShownVideo, StoredCircle, StoredReason, StoredRecommendation,
    StoredRecommendations, Subject, Viewing, ViewingsFrom,
};
pub use series::{AllSeries, SeriesState, StoredEvening, StoredSeries};
pub use sharded::ShardedStore;
pub use sqlite::{SqliteOptions, SqliteStore};
