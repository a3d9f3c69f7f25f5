//! The session state machine: what a watch party is, free of clocks and IO.
//!
//! A session *is* its log. [`Session::begin`] and [`Session::apply`] fold the log into the live state;
//! [`Session::decide`] turns a member's command into the next entries of the log or a [`Refusal`];
//! [`Session::deadline`] says when something is due by itself and [`Session::expire`] does it. Time is always an
//! argument. Whoever calls appends the entries to the log before applying them (`host`).
//!
//! This crate knows no wire format, no storage, no connection and no serde.

#![cfg_attr(not(test), warn(clippy::wildcard_enum_match_arm))]

pub mod limits;
mod id;
mod cleaning;
mod text;
mod video;
mod log;
mod permission;
mod role;
mod event;
mod command;
mod refusal;
mod state;
mod rights;
mod order;
mod confirmation;
mod hold;
mod decide;
mod membership;
mod naming;
mod moderation;
mod settings;
mod crowd;
mod playback;
mod queue;
mod ending;
mod erasure;
mod plan;
mod succession;
mod prediction;
mod import;
mod timer;
mod summary;
mod carry;
mod chat;
mod wording;

pub use carry::Carried;
pub use chat::{
    BadEmoji, BadMessage, BadWord, Chat, ChatCommand, ChatEvent, ChatRefusal, ChatRules, EMOJI, Emoji, MediaMark,
    Message, MessageText, Word, WordFilter, has_link,
};
pub use command::{Actor, Command, Context, Offer, Player};
pub use confirmation::Asked;
pub use crowd::{Arrival, Coming, Departure};
pub use erasure::{Erased, Eraser};
pub use event::{
    Answer, Confirmation, ConfirmationPolicy, EndReason, Event, HoldEnd, HoldReason, LeaveReason, Origin, PauseReason,
    Screen, StartPolicy, Verdict, Visibility,
};
pub use hold::{Hold, Patience};
pub use id::{BadId, CommandId, MemberId, NoteId, SessionId, VideoId};
pub use import::Implausible;
pub use log::{BadHash, ChainHash, Entry, LogPosition};
pub use moderation::{ModerationCommand, ModerationEvent, Mute, MuteScope, Removal, RemovalKind};
pub use permission::{Permission, PermissionGroup, PermissionSet};
pub use prediction::{
    BadOutcomes, CancelReason, Closing, ClosingRule, LockReason, Outcomes, Payout, Pick, Pool, Prediction,
    PredictionCommand, PredictionEvent, PredictionRefusal, Predictions, Score, Stage, Stake, payouts,
};
pub use queue::{
    AnnounceReason, Announced, BeginReason, Description, Item, ItemCard, NewItem, Place, Put, Queue, QueueChoice,
    QueueCommand, QueueEvent, QueueOrder, QueueSettings, Repeat,
};
pub use refusal::Refusal;
pub use role::Role;
pub use settings::{RolePermissions, Settings, SettingsChange, WhoControls};
pub use state::{Member, Opening, OutOfOrder, Phase, Session};
pub use summary::Summary;
pub use text::{BadText, Name, NoteText, Reason, Title};
pub use timer::Timer;
pub use video::{Video, VideoKind};
