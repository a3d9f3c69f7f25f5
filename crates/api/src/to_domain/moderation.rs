//! Roles, permissions, time-outs and settings.

use protocol as wire;
use protocol::Code;
use session::{
    BadText, MemberId, ModerationCommand, MuteScope, Permission, PermissionSet, Reason, Refusal, Role, SettingsChange,
    WhoControls,
};

use super::{confirmation, start_policy, title, visibility};
use crate::failure::Failure;

pub(super) fn command(command: wire::Command) -> Result<ModerationCommand, Failure> {
    Ok(match command {
        wire::Command::SetRole { member: id, role: what } => {
            ModerationCommand::SetRole { member: member(&id)?, role: role(what) }
        }
        wire::Command::HandOver { to } => ModerationCommand::HandOver { to: member(&to)? },
        wire::Command::Kick { member: id, reason: why } => {
            ModerationCommand::Kick { member: member(&id)?, reason: reason(why)? }
        }
        wire::Command::Ban { member: id, reason: why } => {
            ModerationCommand::Ban { member: member(&id)?, reason: reason(why)? }
        }
        wire::Command::Unban { member: id } => ModerationCommand::Unban { member: member(&id)? },
        wire::Command::Mute { member: id, seconds, scope, reason: why } => ModerationCommand::Mute {
            member: member(&id)?,
            for_ms: i64::from(seconds) * 1_000,
            scope: match scope {
                wire::MuteScope::Talk => MuteScope::Talk,
                wire::MuteScope::TalkAndControl => MuteScope::TalkAndControl,
            },
            reason: reason(why)?,
        },
        wire::Command::Unmute { member: id } => ModerationCommand::Unmute { member: member(&id)? },
        _ => return Err(Failure::new(Code::UnknownCommand, "this command is about something else")),
    })
}

pub(super) fn settings_change(change: wire::SettingsChange) -> Result<SettingsChange, Failure> {
    let confirm = |wanted: wire::Confirmation| confirmation(Some(wanted.policy), Some(wanted.within_s));
    Ok(SettingsChange {
        title: change.title.as_deref().map(title).transpose()?,
        visibility: change.visibility.map(visibility),
        confirmation: change.confirmation.map(confirm).transpose()?,
        start: change.start.map(start_policy),
        control: change.control.map(|control| match control {
            wire::WhoControls::Everyone => WhoControls::Everyone,
            wire::WhoControls::Hosts => WhoControls::Hosts,
        }),
        newcomers: change.newcomers.map(role),
        slow_mode_s: change.slow_mode_s,
        links: change.links,
        viewer: change.viewer.map(permissions),
        member: change.member.map(permissions),
        co_host: change.co_host.map(permissions),
    })
}

/// What can be no id names nobody.
fn member(id: &str) -> Result<MemberId, Failure> {
    MemberId::parse(id).map_err(|_| Refusal::NoSuchMember.into())
}

fn reason(text: Option<String>) -> Result<Option<Reason>, Failure> {
    let bad = |BadText { chars_max }| {
        let detail = format!("a reason has 1 to {chars_max} characters, and none that cannot be seen or cover others");
        Failure::new(Code::BadReason, detail)
    };
    text.map(|text| Reason::parse(&text).map_err(bad)).transpose()
}

fn role(role: wire::Role) -> Role {
    match role {
        wire::Role::Host => Role::Host,
        wire::Role::CoHost => Role::CoHost,
        wire::Role::Member => Role::Member,
        wire::Role::Viewer => Role::Viewer,
    }
}

fn permissions(permissions: Vec<wire::Permission>) -> PermissionSet {
    permissions.into_iter().map(permission).collect()
}

fn permission(permission: wire::Permission) -> Permission {
    match permission {
        wire::Permission::PlayPause => Permission::PlayPause,
        wire::Permission::Seek => Permission::Seek,
        wire::Permission::SetRate => Permission::SetRate,
        wire::Permission::Load => Permission::Load,
        wire::Permission::UndoOthers => Permission::UndoOthers,
        wire::Permission::QueueAdd => Permission::QueueAdd,
        wire::Permission::QueueReorder => Permission::QueueReorder,
        wire::Permission::QueueRemove => Permission::QueueRemove,
        wire::Permission::QueueManage => Permission::QueueManage,
        wire::Permission::QueueVote => Permission::QueueVote,
        wire::Permission::Say => Permission::Say,
        wire::Permission::React => Permission::React,
        wire::Permission::Link => Permission::Link,
        wire::Permission::EditOwn => Permission::EditOwn,
        wire::Permission::PredictPick => Permission::PredictPick,
        wire::Permission::PredictOpen => Permission::PredictOpen,
        wire::Permission::PredictSettle => Permission::PredictSettle,
        wire::Permission::DeleteMessage => Permission::DeleteMessage,
        wire::Permission::Mute => Permission::Mute,
        wire::Permission::Kick => Permission::Kick,
        wire::Permission::Ban => Permission::Ban,
        wire::Permission::LetIn => Permission::LetIn,
        wire::Permission::ResolveReports => Permission::ResolveReports,
        wire::Permission::Settings => Permission::Settings,
        wire::Permission::Invite => Permission::Invite,
        wire::Permission::Roles => Permission::Roles,
        wire::Permission::Schedule => Permission::Schedule,
        wire::Permission::End => Permission::End,
        wire::Permission::HandOver => Permission::HandOver,
    }
}
