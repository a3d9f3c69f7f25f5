//! Who may do what: one table, and nothing is allowed that it does not allow.
//!
//! A member may what their role may by the session's settings, less what a time-out takes. While neither the host nor a co-host is
//! present, the member who has been here longest stands in: they may what a co-host may, but nothing that outlasts the
//! absence.

use timeline::Timestamp;

use crate::command::{Actor, Command};
use crate::id::MemberId;
use crate::moderation::Mute;
use crate::permission::{Permission, PermissionGroup, PermissionSet};
use crate::refusal::Refusal;
use crate::role::Role;
use crate::settings::WhoControls;
use crate::state::Session;

/// What a command takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Any person, whether a member yet or not.
    Person,
    /// To have been here, whether present or not.
    Acquaintance,
    /// To be present.
    Presence,
    /// To be present, and let do it.
    Permission(Permission),
    /// To be the server itself.
    Server,
}

/// What somebody who stands in may not: it would outlast the absence.
const LASTING: PermissionSet = PermissionSet::of(&[
    Permission::Ban,
    Permission::Settings,
    Permission::Roles,
    Permission::Schedule,
    Permission::End,
    Permission::HandOver,
]);

impl Command {
    /// The table.
    pub(crate) fn need(&self) -> Need {
        match self {
            Self::Join { .. } | Self::Enter { .. } => Need::Person,
            // Who has left already may say so again.
            Self::Leave => Need::Acquaintance,
            Self::SetLength { .. } | Self::Answer { .. } | Self::Undo { .. } => Need::Presence,
            Self::Play | Self::Pause => Need::Permission(Permission::PlayPause),
            Self::Seek { .. } => Need::Permission(Permission::Seek),
            Self::SetRate { .. } => Need::Permission(Permission::SetRate),
            Self::Load { .. } => Need::Permission(Permission::Load),
            Self::Reschedule { .. } => Need::Permission(Permission::Schedule),
            Self::Prediction(command) => command.need(),
            Self::Chat(command) => command.need(),
            Self::Queue(command) => command.need(),
            Self::Moderate(command) => Need::Permission(command.takes()),
            Self::ChangeSettings(_) => Need::Permission(Permission::Settings),
            Self::End => Need::Permission(Permission::End),
            Self::MarkGone { .. }
            | Self::Gather { .. }
            | Self::Disperse { .. }
            | Self::Describe(_)
            | Self::Hold { .. }
            | Self::Release { .. }
            | Self::Erase { .. } => Need::Server,
        }
    }
}

/// Returns why `actor` may not do `command` in `session`, or nothing.
pub(crate) fn check(session: &Session, actor: &Actor, command: &Command, now: Timestamp) -> Result<(), Refusal> {
    if session.has_ended() && !matches!(command, Command::Erase { .. }) {
        return Err(Refusal::SessionEnded);
    }
    match (command.need(), actor) {
        (_, Actor::Member(id)) if session.is_erased(id) => Err(Refusal::NotAMember),
        (Need::Person, Actor::Member(_)) | (Need::Server, Actor::Server) => Ok(()),
        (Need::Acquaintance, Actor::Member(id)) if session.member(id).is_some() => Ok(()),
        (Need::Presence, Actor::Member(id)) if session.is_present(id) => Ok(()),
        (Need::Permission(permission), Actor::Member(id)) => session.may(id, permission, now),
        (Need::Acquaintance | Need::Presence, Actor::Member(_))
        | (Need::Acquaintance | Need::Presence | Need::Permission(_), Actor::Server) => Err(Refusal::NotAMember),
        (Need::Server, Actor::Member(_)) | (Need::Person, Actor::Server) => Err(Refusal::NotAllowed),
    }
}

impl Session {
    /// Returns what somebody is to the others, also while they are not present. Who has never been here is nothing yet.
    pub fn role(&self, id: &MemberId) -> Option<Role> {
        if *id == self.host {
            Some(Role::Host)
        } else if self.moderation.is_co_host(id) {
            Some(Role::CoHost)
        } else {
            let known = self.members.get(id).map(|member| member.role);
            known.or_else(|| self.moderation.promised_role(id))
        }
    }

    /// Returns who stands in while neither the host nor a co-host is present.
    pub fn stand_in(&self) -> Option<&MemberId> {
        self.stand_in.as_ref()
    }

    /// Returns all that somebody may do now.
    pub fn permissions(&self, id: &MemberId, now: Timestamp) -> PermissionSet {
        let taken = self.mute(id, now).map_or(PermissionSet::NONE, Mute::takes);
        self.unmuted_permissions(id).without(taken)
    }

    /// Returns why somebody may not do something now, or nothing. Who is not present may nothing, but the host looks after
    /// the session also from outside.
    pub fn may(&self, id: &MemberId, permission: Permission, now: Timestamp) -> Result<(), Refusal> {
        let from_outside = *id == self.host
            && !self.is_erased(id)
            && matches!(permission.group(), PermissionGroup::Moderation | PermissionGroup::Session);
        if !from_outside && !self.is_present(id) {
            return Err(Refusal::NotAMember);
        }
        if !self.unmuted_permissions(id).has(permission) {
            let by_role = self.role(id).map_or(PermissionSet::NONE, |role| self.settings.permissions.of(role));
            let switch = by_role.has(permission) && PermissionSet::CONTROL.has(permission);
            return Err(if switch { Refusal::OnlyHostsControl } else { Refusal::MayNot(permission) });
        }
        match self.mute(id, now) {
            Some(mute) if mute.takes().has(permission) => Err(Refusal::Muted { until: mute.until }),
            Some(_) | None => Ok(()),
        }
    }

    pub(crate) fn unmuted_permissions(&self, id: &MemberId) -> PermissionSet {
        let Some(role) = self.role(id) else { return PermissionSet::NONE };
        let settings = &self.settings;
        let mut own = settings.permissions.of(role);
        if role < Role::CoHost {
            if settings.control == WhoControls::Hosts {
                own = own.without(PermissionSet::CONTROL);
            }
            if !settings.links {
                own = own.without(PermissionSet::of(&[Permission::Link]));
            }
        }
        if self.stand_in.as_ref() == Some(id) {
            own = own.union(settings.permissions.co_host.without(LASTING));
        }
        own
    }

    /// Returns whether somebody has joined and not left.
    pub fn is_present(&self, id: &MemberId) -> bool {
        self.members.get(id).is_some_and(|member| member.joined.is_some())
    }

    /// Finds out who stands in after somebody has come. Who has come last has been here shortest; of those who came
    /// together, the first by id stands in.
    pub(crate) fn note_arrival(&mut self, id: &MemberId, role: Role) {
        match role {
            Role::Host | Role::CoHost => self.stand_in = None,
            Role::Member if !self.is_led() && self.is_before_stand_in(id) => self.stand_in = Some(id.clone()),
            Role::Member | Role::Viewer => {}
        }
    }

    fn is_before_stand_in(&self, id: &MemberId) -> bool {
        let since = |id: &MemberId| self.members.get(id).and_then(|member| member.joined);
        self.stand_in.as_ref().is_none_or(|other| (since(id), id) < (since(other), other))
    }

    /// Finds out who stands in after somebody has gone.
    pub(crate) fn note_departure(&mut self, id: &MemberId) {
        if self.is_about_who_leads(id) {
            self.stand_in = self.found_stand_in();
        }
    }

    /// Finds out who stands in after several have gone.
    pub(crate) fn note_departures<'a>(&mut self, mut gone: impl Iterator<Item = &'a MemberId>) {
        if gone.any(|id| self.is_about_who_leads(id)) {
            self.stand_in = self.found_stand_in();
        }
    }

    fn is_about_who_leads(&self, id: &MemberId) -> bool {
        self.stand_in.as_ref() == Some(id) || self.role(id) >= Some(Role::CoHost)
    }

    /// Only where neither the host nor a co-host is present are all members looked at.
    pub(crate) fn found_stand_in(&self) -> Option<MemberId> {
        if self.is_led() {
            return None;
        }
        let members = self.members.iter().filter(|(_, member)| member.role == Role::Member);
        let present = members.filter_map(|(id, member)| Some((member.joined?, id)));
        present.min().map(|(_, id)| id.clone())
    }

    pub(crate) fn is_led(&self) -> bool {
        self.is_present(&self.host) || self.moderation.co_hosts().any(|id| self.is_present(id))
    }
}
