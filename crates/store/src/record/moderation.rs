//! The stored form of what keeps the peace, and of settings.

use serde::{Deserialize, Serialize};
use session::{
    Confirmation, Event, ModerationEvent, MuteScope, Permission, PermissionSet, Reason, SettingsChange, Title,
    WhoControls,
};
use timeline::Timestamp;

use super::EventRecord;
use super::values::{ConfirmationRecord, RoleRecord, StartRecord, VisibilityRecord, bad, member, stored_enum};

/// What of the settings changed; the rest is missing.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct SettingsRecord {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    visibility: Option<VisibilityRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmation: Option<ConfirmationRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<StartRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    control: Option<ControlRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    newcomers: Option<RoleRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slow_mode_s: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    links: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    viewer: Option<Vec<PermissionRecord>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<Vec<PermissionRecord>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    co_host: Option<Vec<PermissionRecord>>,
}

stored_enum!(ControlRecord is WhoControls { Everyone, Hosts });
stored_enum!(ScopeRecord is MuteScope { Talk, TalkAndControl });
stored_enum!(PermissionRecord is Permission {
    PlayPause, Seek, SetRate, Load, UndoOthers, QueueAdd, QueueReorder, QueueRemove, QueueManage, QueueVote,
    Say, React, Link, EditOwn, PredictPick, PredictOpen, PredictSettle, DeleteMessage, Mute, Kick, Ban, LetIn, ResolveReports, Settings,
    Invite, Roles, Schedule, End, HandOver,
});

impl From<&ModerationEvent> for EventRecord {
    fn from(event: &ModerationEvent) -> Self {
        match event {
            ModerationEvent::RoleChanged { member, role } => {
                Self::RoleChanged { member: member.to_string(), role: (*role).into() }
            }
            ModerationEvent::HandedOver { from, to } => Self::HandedOver { from: from.to_string(), to: to.to_string() },
            ModerationEvent::Kicked { member, reason } => {
                Self::Kicked { member: member.to_string(), reason: text(reason.as_ref()) }
            }
            ModerationEvent::Banned { member, reason } => {
                Self::Banned { member: member.to_string(), reason: text(reason.as_ref()) }
            }
            ModerationEvent::Unbanned { member } => Self::Unbanned { member: member.to_string() },
            ModerationEvent::Muted { member, until, scope, reason } => Self::Muted {
                member: member.to_string(),
                until_ms: until.ms(),
                scope: (*scope).into(),
                reason: text(reason.as_ref()),
            },
            ModerationEvent::Unmuted { member } => Self::Unmuted { member: member.to_string() },
        }
    }
}

/// Reads a record of this family.
pub(super) fn read(record: EventRecord) -> Result<Event, String> {
    Ok(Event::Moderation(match record {
        EventRecord::RoleChanged { member: id, role } => {
            ModerationEvent::RoleChanged { member: member(&id)?, role: role.into() }
        }
        EventRecord::HandedOver { from, to } => ModerationEvent::HandedOver { from: member(&from)?, to: member(&to)? },
        EventRecord::Kicked { member: id, reason: why } => {
            ModerationEvent::Kicked { member: member(&id)?, reason: reason(why)? }
        }
        EventRecord::Banned { member: id, reason: why } => {
            ModerationEvent::Banned { member: member(&id)?, reason: reason(why)? }
        }
        EventRecord::Unbanned { member: id } => ModerationEvent::Unbanned { member: member(&id)? },
        EventRecord::Muted { member: id, until_ms, scope, reason: why } => ModerationEvent::Muted {
            member: member(&id)?,
            until: Timestamp::from_ms(until_ms),
            scope: scope.into(),
            reason: reason(why)?,
        },
        EventRecord::Unmuted { member: id } => ModerationEvent::Unmuted { member: member(&id)? },
        EventRecord::SettingsChanged(record) => {
            return Ok(Event::SettingsChanged { change: Box::new((*record).try_into()?) });
        }
        other => return Err(format!("{other:?} is of another family")),
    }))
}

impl From<&SettingsChange> for SettingsRecord {
    fn from(change: &SettingsChange) -> Self {
        Self {
            title: change.title.as_ref().map(Title::to_string),
            visibility: change.visibility.map(Into::into),
            confirmation: change.confirmation.map(|confirmation| ConfirmationRecord {
                policy: confirmation.policy.into(),
                within_ms: confirmation.within_ms,
            }),
            start: change.start.map(Into::into),
            control: change.control.map(Into::into),
            newcomers: change.newcomers.map(Into::into),
            slow_mode_s: change.slow_mode_s,
            links: change.links,
            viewer: change.viewer.map(permissions),
            member: change.member.map(permissions),
            co_host: change.co_host.map(permissions),
        }
    }
}

impl TryFrom<SettingsRecord> for SettingsChange {
    type Error = String;

    fn try_from(record: SettingsRecord) -> Result<Self, String> {
        let title = |text: String| Title::kept(&text).map_err(|_| bad("title", &text));
        Ok(Self {
            title: record.title.map(title).transpose()?,
            visibility: record.visibility.map(Into::into),
            confirmation: record
                .confirmation
                .map(|record| Confirmation { policy: record.policy.into(), within_ms: record.within_ms }),
            start: record.start.map(Into::into),
            control: record.control.map(Into::into),
            newcomers: record.newcomers.map(Into::into),
            slow_mode_s: record.slow_mode_s,
            links: record.links,
            viewer: record.viewer.map(set),
            member: record.member.map(set),
            co_host: record.co_host.map(set),
        })
    }
}

fn permissions(set: PermissionSet) -> Vec<PermissionRecord> {
    set.iter().map(Into::into).collect()
}

fn set(permissions: Vec<PermissionRecord>) -> PermissionSet {
    permissions.into_iter().map(Permission::from).collect()
}

fn text(reason: Option<&Reason>) -> Option<String> {
    reason.map(Reason::to_string)
}

fn reason(text: Option<String>) -> Result<Option<Reason>, String> {
    text.map(|text| Reason::kept(&text).map_err(|_| bad("reason", &text))).transpose()
}
