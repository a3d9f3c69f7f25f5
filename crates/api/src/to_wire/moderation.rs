//! Roles, permissions, time-outs and settings.

use protocol as wire;
use session::{
    ModerationEvent, Mute, MuteScope, Permission, PermissionSet, Reason, Removal, Settings, SettingsChange, WhoControls,
};

use super::{confirmation, rfc3339, role, start_policy, visibility};

pub(super) fn event(event: &ModerationEvent) -> wire::Event {
    match event {
        ModerationEvent::RoleChanged { member, role: what } => {
            wire::Event::RoleChanged { member: member.to_string(), role: role(*what) }
        }
        ModerationEvent::HandedOver { from, to } => {
            wire::Event::HandedOver { from: from.to_string(), to: to.to_string() }
        }
        ModerationEvent::Kicked { member, reason } => {
            wire::Event::Kicked { member: member.to_string(), reason: text(reason.as_ref()) }
        }
        ModerationEvent::Banned { member, reason } => {
            wire::Event::Banned { member: member.to_string(), reason: text(reason.as_ref()) }
        }
        ModerationEvent::Unbanned { member } => wire::Event::Unbanned { member: member.to_string() },
        ModerationEvent::Muted { member, until, scope: from, reason } => wire::Event::Muted {
            member: member.to_string(),
            until: until.ms(),
            scope: scope(*from),
            reason: text(reason.as_ref()),
        },
        ModerationEvent::Unmuted { member } => wire::Event::Unmuted { member: member.to_string() },
    }
}

pub(super) fn settings(settings: &Settings) -> wire::Settings {
    let roles = settings.permissions;
    wire::Settings {
        control: control(settings.control),
        newcomers: role(settings.newcomers),
        slow_mode_s: settings.slow_mode_s,
        links: settings.links,
        permissions: wire::RolePermissions {
            viewer: permissions(roles.viewer),
            member: permissions(roles.member),
            co_host: permissions(roles.co_host),
        },
    }
}

pub(super) fn settings_change(change: &SettingsChange) -> wire::SettingsChange {
    wire::SettingsChange {
        title: change.title.as_ref().map(ToString::to_string),
        visibility: change.visibility.map(visibility),
        confirmation: change.confirmation.map(confirmation),
        start: change.start.map(start_policy),
        control: change.control.map(control),
        newcomers: change.newcomers.map(role),
        slow_mode_s: change.slow_mode_s,
        links: change.links,
        viewer: change.viewer.map(permissions),
        member: change.member.map(permissions),
        co_host: change.co_host.map(permissions),
    }
}

pub(super) fn mute(mute: &Mute) -> wire::Mute {
    wire::Mute { until: mute.until.ms(), scope: scope(mute.scope) }
}

pub(crate) fn ban(member: &session::MemberId, removal: &Removal) -> wire::Ban {
    wire::Ban {
        member: member.to_string(),
        name: removal.name.as_ref().map(ToString::to_string),
        by: removal.by_name.as_ref().map(ToString::to_string),
        at: rfc3339(removal.at),
        reason: text(removal.reason.as_ref()),
    }
}

fn text(reason: Option<&Reason>) -> Option<String> {
    reason.map(ToString::to_string)
}

fn scope(scope: MuteScope) -> wire::MuteScope {
    match scope {
        MuteScope::Talk => wire::MuteScope::Talk,
        MuteScope::TalkAndControl => wire::MuteScope::TalkAndControl,
    }
}

fn control(control: WhoControls) -> wire::WhoControls {
    match control {
        WhoControls::Everyone => wire::WhoControls::Everyone,
        WhoControls::Hosts => wire::WhoControls::Hosts,
    }
}

fn permissions(set: PermissionSet) -> Vec<wire::Permission> {
    set.iter().map(permission).collect()
}

fn permission(permission: Permission) -> wire::Permission {
    match permission {
        Permission::PlayPause => wire::Permission::PlayPause,
        Permission::Seek => wire::Permission::Seek,
        Permission::SetRate => wire::Permission::SetRate,
        Permission::Load => wire::Permission::Load,
        Permission::UndoOthers => wire::Permission::UndoOthers,
        Permission::QueueAdd => wire::Permission::QueueAdd,
        Permission::QueueReorder => wire::Permission::QueueReorder,
        Permission::QueueRemove => wire::Permission::QueueRemove,
        Permission::QueueManage => wire::Permission::QueueManage,
        Permission::QueueVote => wire::Permission::QueueVote,
        Permission::Say => wire::Permission::Say,
        Permission::React => wire::Permission::React,
        Permission::Link => wire::Permission::Link,
        Permission::EditOwn => wire::Permission::EditOwn,
        Permission::PredictPick => wire::Permission::PredictPick,
        Permission::PredictOpen => wire::Permission::PredictOpen,
        Permission::PredictSettle => wire::Permission::PredictSettle,
        Permission::DeleteMessage => wire::Permission::DeleteMessage,
        Permission::Mute => wire::Permission::Mute,
        Permission::Kick => wire::Permission::Kick,
        Permission::Ban => wire::Permission::Ban,
        Permission::LetIn => wire::Permission::LetIn,
        Permission::ResolveReports => wire::Permission::ResolveReports,
        Permission::Settings => wire::Permission::Settings,
        Permission::Invite => wire::Permission::Invite,
        Permission::Roles => wire::Permission::Roles,
        Permission::Schedule => wire::Permission::Schedule,
        Permission::End => wire::Permission::End,
        Permission::HandOver => wire::Permission::HandOver,
    }
}
