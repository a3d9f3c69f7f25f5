//! What the session knows of who was removed and muted.

use imbl::{OrdMap, OrdSet};
use timeline::Timestamp;

use crate::id::MemberId;
use crate::log::Entry;
use crate::moderation::{ModerationEvent, MuteScope};
use crate::permission::{Permission, PermissionSet};
use crate::role::Role;
use crate::state::Session;
use crate::text::{Name, Reason};

/// Who helps the host, who was removed, and who has a time-out.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Moderation {
    pub(super) co_hosts: OrdSet<MemberId>,
    /// What those will be who have not come yet.
    pub(super) promised: OrdMap<MemberId, Role>,
    /// Who was removed and has not come back, or may not.
    pub(super) removals: OrdMap<MemberId, Removal>,
    pub(super) bans: u32,
    /// Time-outs, also those that are over.
    pub(super) mutes: OrdMap<MemberId, Mute>,
}

/// How somebody was removed.
#[derive(Clone, Debug, PartialEq)]
pub struct Removal {
    /// Whether they may come back.
    pub kind: RemovalKind,
    /// Who did it.
    pub by: Option<MemberId>,
    /// What they were called then, where they had ever been here.
    pub by_name: Option<Name>,
    /// What the removed was called then, where they had ever been here.
    pub name: Option<Name>,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Option<Reason>,
}

/// Whether somebody who was removed may come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RemovalKind {
    /// They may.
    Kick,
    /// They may not.
    Ban,
}

/// A time-out.
#[derive(Clone, Debug, PartialEq)]
pub struct Mute {
    /// Until when.
    pub until: Timestamp,
    /// From what.
    pub scope: MuteScope,
}

/// What a time-out from talk takes.
const TALK: PermissionSet = PermissionSet::of(&[
    Permission::Say,
    Permission::React,
    Permission::Link,
    Permission::EditOwn,
    Permission::PredictPick,
    Permission::PredictOpen,
    Permission::PredictSettle,
]);

/// What a time-out from control takes besides.
const QUEUE: PermissionSet = PermissionSet::of(&[Permission::QueueAdd, Permission::QueueVote]);

impl Mute {
    /// Returns what it takes.
    pub(crate) fn takes(&self) -> PermissionSet {
        match self.scope {
            MuteScope::Talk => TALK,
            MuteScope::TalkAndControl => TALK.union(PermissionSet::CONTROL).union(QUEUE),
        }
    }
}

impl Moderation {
    pub(crate) fn is_co_host(&self, id: &MemberId) -> bool {
        self.co_hosts.contains(id)
    }

    pub(crate) fn co_hosts(&self) -> impl Iterator<Item = &MemberId> {
        self.co_hosts.iter()
    }

    pub(crate) fn is_banned(&self, id: &MemberId) -> bool {
        self.removals.get(id).is_some_and(|removal| removal.kind == RemovalKind::Ban)
    }

    /// What identifies somebody goes from how they were removed, and from how they have removed others.
    pub(crate) fn erase(&mut self, id: &MemberId) {
        let erased = |name: &Option<Name>| name.as_ref().map(|_| Name::erased());
        let removal = |(of, removal): (&MemberId, &Removal)| {
            let (about, by) = (of == id, removal.by.as_ref() == Some(id));
            let mut removal = removal.clone();
            if about {
                removal.name = erased(&removal.name);
            }
            if by {
                removal.by_name = erased(&removal.by_name);
            }
            removal.reason = removal.reason.filter(|_| !about && !by);
            (of.clone(), removal)
        };
        self.removals = self.removals.iter().map(removal).collect();
    }

    /// Returns what somebody will be who has not come yet.
    pub(crate) fn promised_role(&self, id: &MemberId) -> Option<Role> {
        self.promised.get(id).copied()
    }

    pub(crate) fn promised(&self) -> impl Iterator<Item = &MemberId> {
        self.promised.keys()
    }

    /// Who has come back is not removed any more.
    pub(crate) fn note_arrival(&mut self, id: &MemberId, role: Role) {
        if role == Role::CoHost {
            self.co_hosts.insert(id.clone());
        }
        self.removals.remove(id);
        self.promised.remove(id);
    }
}

impl Session {
    /// Returns how somebody was removed, unless they have come back since.
    pub fn removal(&self, id: &MemberId) -> Option<&Removal> {
        self.moderation.removals.get(id)
    }

    /// Returns whether somebody may not come any more.
    pub fn is_banned(&self, id: &MemberId) -> bool {
        self.moderation.is_banned(id)
    }

    /// Returns who may not come, by id.
    pub fn bans(&self) -> impl Iterator<Item = (&MemberId, &Removal)> {
        self.moderation.removals.iter().filter(|(_, removal)| removal.kind == RemovalKind::Ban)
    }

    /// Returns somebody's time-out, while it lasts.
    pub fn mute(&self, id: &MemberId, now: Timestamp) -> Option<&Mute> {
        self.moderation.mutes.get(id).filter(|mute| now < mute.until)
    }

    /// Returns somebody's last time-out, also when it is over.
    pub fn last_mute(&self, id: &MemberId) -> Option<&Mute> {
        self.moderation.mutes.get(id)
    }

    pub(crate) fn apply_moderation(&mut self, entry: &Entry, event: &ModerationEvent) {
        match event {
            ModerationEvent::RoleChanged { member, role } => self.give_role(member, *role),
            ModerationEvent::HandedOver { from, to } => self.apply_handed_over(from, to),
            ModerationEvent::Kicked { member, reason } => {
                self.note_removal(entry, member, RemovalKind::Kick, reason.as_ref());
            }
            ModerationEvent::Banned { member, reason } => {
                self.note_removal(entry, member, RemovalKind::Ban, reason.as_ref());
                self.moderation.bans += 1;
                if self.role(member).is_some_and(|role| role > Role::Member) {
                    self.give_role(member, Role::Member);
                }
            }
            ModerationEvent::Unbanned { member } => {
                if self.moderation.is_banned(member) {
                    self.moderation.bans -= 1;
                    self.moderation.removals.remove(member);
                }
            }
            ModerationEvent::Muted { member, until, scope, reason: _ } => {
                let mute = Mute { until: *until, scope: *scope };
                self.moderation.mutes.insert(member.clone(), mute);
            }
            ModerationEvent::Unmuted { member } => {
                self.moderation.mutes.remove(member);
            }
        }
    }

    fn note_removal(&mut self, entry: &Entry, member: &MemberId, kind: RemovalKind, reason: Option<&Reason>) {
        let name = |id: &MemberId| self.members.get(id).map(|known| known.name.clone());
        let removal = Removal {
            kind,
            by: entry.by.clone(),
            by_name: entry.by.as_ref().and_then(name),
            name: name(member),
            at: entry.at,
            reason: reason.cloned(),
        };
        self.moderation.removals.insert(member.clone(), removal);
    }
}
