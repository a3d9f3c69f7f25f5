//! The wire of the public contract: real-time frames, REST bodies, limits and error codes.
//!
//! `docs/spec/protocol.md` says how they are used. The TypeScript types of the web client are generated from here
//! (`cargo xtask codegen`). This crate holds no rule of a session and no state: it knows shapes only, and no crate
//! but the edges knows it.

#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

pub mod limits;
mod code;
mod model;
mod prediction;
mod recommendation;
mod moderation;
mod reason;
mod chat;
mod crowd;
mod entry;
mod event;
mod queue;
mod command;
mod client;
mod server;
mod rest;
mod history;
mod library;
mod handshake;
mod series;
mod account;
mod admin;
mod experiment;
mod catalogue;
#[cfg(feature = "typescript")]
mod typescript;

pub use account::{
    MyWays, NewPasskey, OpenIdAnswer, OpenIdBegun, Passkey, PasskeyAnswer, PasskeyAsked, RemovePassword, RenamePasskey,
    SetPassword, SignIn, SignInEntry, SignInList, SignInWay, SignInWays, SignedIn, UseSignInLink,
};
pub use admin::{ProviderChecked, ProviderEntry, ProviderList, WorkerEntry, WorkerList, WorkerState};
pub use catalogue::{
    CatalogCount, CatalogFilters, CatalogPage, CatalogProvider, CatalogVideo, LengthClass, ResolveVideo,
    ResolvedVideos, SearchVideos, SubtitleTrack, VideoQuality,
};
pub use chat::{ChatRules, MediaMark, ReactionCount};
pub use client::{ClientFrame, FrameError, PingId, Report, ReportStatus};
pub use code::{CloseCode, Code};
pub use command::{Command, CommandRequest};
pub use crowd::{Arrival, Departure};
pub use entry::{EventFrame, LogEvent};
pub use event::Event;
pub use experiment::{
    ExperimentArm, ExperimentArmReading, ExperimentBetter, ExperimentDefinition, ExperimentDetail, ExperimentEffect,
    ExperimentEntry, ExperimentGuardrailMoment, ExperimentHealth, ExperimentList, ExperimentMetric,
    ExperimentMetricReading, ExperimentMoment, ExperimentPer, ExperimentProblem, ExperimentReading, ExperimentSlice,
    ExperimentState, ExperimentUnit, ExperimentVerdict,
};
pub use handshake::{
    ChangeDoor, CodeTarget, Companions, Door, Entry, Invitation, InvitationList, InvitationState, Invite, InviteLink,
    Knock, KnockList, KnockState, Knocked, LinkList, LinkRole, MakeLink, Person, Revoked, ShortCode, UserClientFrame,
    UserFrame, UserWelcome,
};
pub use history::{Companion, History, Visit, Watched};
pub use library::{LibraryList, LibraryVideo};
pub use model::{
    Asked, Confirmation, ConfirmationPolicy, Hold, HoldReason, ListedState, LogPosition, Member, Role, Session,
    SessionState, Standing, StartPolicy, State, Status, Timeline, Video, VideoKind, Visibility,
};
pub use moderation::{
    Ban, BanList, Mute, MuteScope, Permission, RolePermissions, Settings, SettingsChange, WhoControls,
};
pub use prediction::{
    CancelReason, Closes, DirectPrediction, Leader, LockReason, MyPick, MyPoints, OpenPrediction, Outcome, OutcomePool,
    Payout, Pick, PickOutcome, Prediction, PredictionHistory, PredictionState, Predictions, ResolvePrediction, Score,
    SessionScore,
};
pub use queue::{
    Queue, QueueAnnounceReason, QueueAnnounced, QueueBeginReason, QueueItem, QueueNewItem, QueueOrder, QueuePlace,
    QueuePut, QueueRepeat, QueueSettings, QueueVotes,
};
pub use reason::{Answer, EndReason, HoldEnd, LeaveReason, Origin, PauseReason, Verdict};
pub use recommendation::{
    FeedbackWord, Recommendation, RecommendationFeedback, RecommendationReason, RecommendationTrial, Recommendations,
    RecommendationsShown, Served,
};
pub use rest::{
    CommandDone, CreateSession, CreateUser, Endpoints, EraseMe, EventPage, Join, Joined, MemberPage, Message,
    MessagePage, MessageReactions, MessageReport, Note, NoteList, Playback, Problem, RenameMe, ReportList,
    ReportMessage, SayRequest, SessionCreated, SessionList, User, UserCreated, Viewer, WriteNote,
};
pub use series::{
    ChangeSeries, Evening, EveningList, MakeSeries, Series, SeriesList, SeriesOfSession, SeriesState, Weekday,
    WeeklyTime,
};
pub use server::{MemberPresence, ResumeOutcome, ServerFrame, Welcome};
#[cfg(feature = "typescript")]
pub use typescript::typescript;

/// The WebSocket subprotocol of the live socket.
pub const SUBPROTOCOL: &str = "sameframe.v1";
