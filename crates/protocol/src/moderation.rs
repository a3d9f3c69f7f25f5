//! Roles, permissions, time-outs, bans, and the settings of a session.

use serde::{Deserialize, Serialize};

use crate::model::{Confirmation, Role, StartPolicy, Visibility};

/// One thing that a role may be let do; `docs/roles.md` says it in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum Permission {
    /// Play and pause.
    PlayPause,
    /// Jump to another position.
    Seek,
    /// Change the shared speed.
    SetRate,
    /// Put another video on screen.
    Load,
    /// Undo what others did to the screen.
    UndoOthers,
    /// Add a video to the queue.
    QueueAdd,
    /// Change the order of the queue.
    QueueReorder,
    /// Remove what others added to the queue.
    QueueRemove,
    /// Say what plays next, and how the queue goes.
    QueueManage,
    /// Vote on what comes next.
    QueueVote,
    /// Write a message.
    Say,
    /// React.
    React,
    /// Post links.
    Link,
    /// Change and take back one's own messages.
    EditOwn,
    /// Take a side in a prediction.
    PredictPick,
    /// Open a prediction; who opened one settles it.
    PredictOpen,
    /// Settle predictions of others.
    PredictSettle,
    /// Delete messages of others.
    DeleteMessage,
    /// Give somebody a time-out, and lift it.
    Mute,
    /// Remove somebody, who may come back.
    Kick,
    /// Ban somebody, and lift it.
    Ban,
    /// Let somebody in who knocks.
    LetIn,
    /// Close reports about messages and people.
    ResolveReports,
    /// Change the settings of the session, and what each role may do.
    Settings,
    /// Invite people.
    Invite,
    /// Promote and demote.
    Roles,
    /// Set when the session begins.
    Schedule,
    /// End the session for everybody.
    End,
    /// Make somebody else the host. Only ever the host's.
    HandOver,
}

/// Who steers what everybody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum WhoControls {
    /// Everybody whose role may.
    Everyone,
    /// Only the host and the co-hosts, whatever else the roles may.
    Hosts,
}

/// What a time-out is from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub enum MuteScope {
    /// Messages, reactions and predictions.
    #[default]
    Talk,
    /// Likewise, and control of what everybody sees.
    TalkAndControl,
}

/// A time-out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Mute {
    /// Until when: server time in milliseconds. It may be over.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub until: i64,
    /// From what.
    pub scope: MuteScope,
}

/// What each role may do; the host may everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RolePermissions {
    /// What a viewer may.
    pub viewer: Vec<Permission>,
    /// What a member may.
    pub member: Vec<Permission>,
    /// What a co-host may.
    pub co_host: Vec<Permission>,
}

/// How a session is set, besides its title and visibility, which stand in the session, and its policies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Settings {
    /// Who steers.
    pub control: WhoControls,
    /// What somebody is who comes for the first time: a member or a viewer.
    pub newcomers: Role,
    /// How many seconds must lie between two messages of one person; 0 is no limit.
    pub slow_mode_s: u32,
    /// Whether members and viewers whose role may post links may do so.
    pub links: bool,
    /// What each role may do.
    pub permissions: RolePermissions,
}

/// A change of the settings: what is missing stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(optional_fields))]
pub struct SettingsChange {
    /// Another title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who may find it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    /// Whether status changes must be confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Confirmation>,
    /// When a video starts for the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<StartPolicy>,
    /// Who steers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub control: Option<WhoControls>,
    /// What newcomers are: a member or a viewer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub newcomers: Option<Role>,
    /// How many seconds must lie between two messages of one person: 0 to 3600.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slow_mode_s: Option<u32>,
    /// Whether links may be posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub links: Option<bool>,
    /// What a viewer may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub viewer: Option<Vec<Permission>>,
    /// What a member may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<Vec<Permission>>,
    /// What a co-host may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub co_host: Option<Vec<Permission>>,
}

/// Somebody who may not come any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Ban {
    /// The id of their user.
    pub member: String,
    /// What they were called, where they had ever been here.
    pub name: Option<String>,
    /// Who banned them, by the name they had then.
    pub by: Option<String>,
    /// RFC 3339.
    pub at: String,
    /// Why.
    pub reason: Option<String>,
}

/// Who may not come any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct BanList {
    /// The newest first, at most 200.
    pub bans: Vec<Ban>,
}
