//! The settings of a session, and the rules of changing them while it runs.

use crate::decide::Draft;
use crate::event::{Confirmation, Event, StartPolicy, Visibility};
use crate::id::MemberId;
use crate::limits::SLOW_MODE_S_MAX;
use crate::permission::{Permission, PermissionSet};
use crate::refusal::Refusal;
use crate::role::Role;
use crate::state::Session;
use crate::text::Title;

/// How a session is set.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Its title.
    pub title: Title,
    /// Who may find it.
    pub visibility: Visibility,
    /// Whether status changes must be confirmed.
    pub confirmation: Confirmation,
    /// When a video starts for the first time.
    pub start: StartPolicy,
    /// Who steers.
    pub control: WhoControls,
    /// What somebody is who comes for the first time: a member or a viewer.
    pub newcomers: Role,
    /// How many seconds must lie between two messages of one person; 0 is no limit. Who moderates the chat is not held back.
    pub slow_mode_s: u32,
    /// Whether members and viewers whose role may post links may do so.
    pub links: bool,
    /// What each role may do.
    pub permissions: RolePermissions,
}

/// Who steers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WhoControls {
    /// Everybody whose role may.
    #[default]
    Everyone,
    /// Only the host and the co-hosts, whatever else the roles may.
    Hosts,
}

/// What each role may do; the host may everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RolePermissions {
    /// What a viewer may.
    pub viewer: PermissionSet,
    /// What a member may.
    pub member: PermissionSet,
    /// What a co-host may.
    pub co_host: PermissionSet,
}

/// A change of the settings: what is missing stays as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SettingsChange {
    /// Another title.
    pub title: Option<Title>,
    /// Who may find it from now on.
    pub visibility: Option<Visibility>,
    /// Whether status changes must be confirmed from now on.
    pub confirmation: Option<Confirmation>,
    /// When a video starts for the first time from now on.
    pub start: Option<StartPolicy>,
    /// Who steers from now on.
    pub control: Option<WhoControls>,
    /// What newcomers are from now on.
    pub newcomers: Option<Role>,
    /// How many seconds must lie between two messages of one person from now on.
    pub slow_mode_s: Option<u32>,
    /// Whether links may be posted from now on.
    pub links: Option<bool>,
    /// What a viewer may from now on.
    pub viewer: Option<PermissionSet>,
    /// What a member may from now on.
    pub member: Option<PermissionSet>,
    /// What a co-host may from now on.
    pub co_host: Option<PermissionSet>,
}

impl Default for RolePermissions {
    fn default() -> Self {
        Self {
            viewer: Role::Viewer.default_permissions(),
            member: Role::Member.default_permissions(),
            co_host: Role::CoHost.default_permissions(),
        }
    }
}

impl RolePermissions {
    /// Returns what one role may.
    pub fn of(&self, role: Role) -> PermissionSet {
        match role {
            Role::Viewer => self.viewer,
            Role::Member => self.member,
            Role::CoHost => self.co_host,
            Role::Host => PermissionSet::ALL,
        }
    }
}

impl Settings {
    /// Returns what a session begins with.
    pub(crate) fn begin(title: Title, visibility: Visibility, confirmation: Confirmation, start: StartPolicy) -> Self {
        Self {
            title,
            visibility,
            confirmation,
            start,
            control: WhoControls::Everyone,
            newcomers: Role::Member,
            slow_mode_s: 0,
            links: true,
            permissions: RolePermissions::default(),
        }
    }

    /// Returns what of a change is one.
    pub(crate) fn news(&self, change: &SettingsChange) -> SettingsChange {
        fn differs<T: Clone + PartialEq>(to: Option<&T>, from: &T) -> Option<T> {
            to.filter(|to| *to != from).cloned()
        }
        let SettingsChange {
            title,
            visibility,
            confirmation,
            start,
            control,
            newcomers,
            slow_mode_s,
            links,
            viewer,
            member,
            co_host,
        } = change;
        SettingsChange {
            title: differs(title.as_ref(), &self.title),
            visibility: differs(visibility.as_ref(), &self.visibility),
            confirmation: differs(confirmation.as_ref(), &self.confirmation),
            start: differs(start.as_ref(), &self.start),
            control: differs(control.as_ref(), &self.control),
            newcomers: differs(newcomers.as_ref(), &self.newcomers),
            slow_mode_s: differs(slow_mode_s.as_ref(), &self.slow_mode_s),
            links: differs(links.as_ref(), &self.links),
            viewer: differs(viewer.as_ref(), &self.permissions.viewer),
            member: differs(member.as_ref(), &self.permissions.member),
            co_host: differs(co_host.as_ref(), &self.permissions.co_host),
        }
    }

    fn take(&mut self, change: &SettingsChange) {
        fn set<T: Clone>(to: &mut T, from: Option<&T>) {
            if let Some(from) = from {
                to.clone_from(from);
            }
        }
        set(&mut self.title, change.title.as_ref());
        set(&mut self.visibility, change.visibility.as_ref());
        set(&mut self.confirmation, change.confirmation.as_ref());
        set(&mut self.start, change.start.as_ref());
        set(&mut self.control, change.control.as_ref());
        set(&mut self.newcomers, change.newcomers.as_ref());
        set(&mut self.slow_mode_s, change.slow_mode_s.as_ref());
        set(&mut self.links, change.links.as_ref());
        set(&mut self.permissions.viewer, change.viewer.as_ref());
        set(&mut self.permissions.member, change.member.as_ref());
        set(&mut self.permissions.co_host, change.co_host.as_ref());
    }
}

impl Session {
    /// Returns how the session is set.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// A question that is open under other terms than the new ones is closed: what was done stays.
    pub(crate) fn change_settings(&self, draft: &mut Draft, change: &SettingsChange) -> Result<(), Refusal> {
        let Some(by) = draft.actor().cloned() else { return Err(Refusal::NotAllowed) };
        let change = self.settings.news(change);
        if change == SettingsChange::default() {
            return Ok(());
        }
        if change.newcomers.is_some_and(|role| role > Role::Member)
            || change.slow_mode_s.is_some_and(|seconds| seconds > SLOW_MODE_S_MAX)
        {
            return Err(Refusal::BadSettings);
        }
        for (role, to) in [(Role::Viewer, change.viewer), (Role::Member, change.member), (Role::CoHost, change.co_host)]
        {
            self.check_grant(&by, role, to, draft)?;
        }
        let is_asked_otherwise = change.confirmation.is_some();
        draft.push(Event::SettingsChanged { change: Box::new(change) });
        if is_asked_otherwise {
            self.supersede(draft);
        }
        Ok(())
    }

    /// Nobody gives or takes what they may not themselves, and only to and from roles below their own.
    fn check_grant(&self, by: &MemberId, role: Role, to: Option<PermissionSet>, draft: &Draft) -> Result<(), Refusal> {
        let Some(to) = to else { return Ok(()) };
        if self.rank(by) <= Some(role) {
            return Err(Refusal::Outranked);
        }
        let from = self.settings.permissions.of(role);
        let differing = to.without(from).union(from.without(to));
        let own = self.permissions(by, draft.at).without(PermissionSet::of(&[Permission::HandOver]));
        match differing.without(own).iter().next() {
            Some(permission) => Err(Refusal::MayNot(permission)),
            None => Ok(()),
        }
    }

    pub(crate) fn apply_settings_changed(&mut self, change: &SettingsChange) {
        self.settings.take(change);
    }
}
