//! Roles: what a member is to the others.

use crate::permission::{Permission, PermissionSet};

/// What a member is to the others. In this order: nobody acts upon somebody of the same or a higher rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Watches, and joins in the talk.
    Viewer,
    /// Takes part: whoever opens the link, unless the session says otherwise.
    Member,
    /// Helps the host.
    CoHost,
    /// Whose session it is. There is one.
    Host,
}

impl Role {
    /// Every role, from the lowest.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Member, Self::CoHost, Self::Host];

    /// Returns what a role may do where the session has not changed it.
    pub const fn default_permissions(self) -> PermissionSet {
        match self {
            Self::Viewer => VIEWER,
            Self::Member => MEMBER,
            Self::CoHost => PermissionSet::ALL.without(HOSTS_ALONE),
            Self::Host => PermissionSet::ALL,
        }
    }
}

const VIEWER: PermissionSet = PermissionSet::of(&[
    Permission::QueueVote,
    Permission::Say,
    Permission::React,
    Permission::EditOwn,
    Permission::PredictPick,
]);

const MEMBER: PermissionSet = VIEWER.union(PermissionSet::of(&[
    Permission::PlayPause,
    Permission::Seek,
    Permission::SetRate,
    Permission::Load,
    Permission::QueueAdd,
    Permission::QueueReorder,
    Permission::Link,
    Permission::PredictOpen,
    Permission::Invite,
]));

const HOSTS_ALONE: PermissionSet = PermissionSet::of(&[Permission::End, Permission::HandOver]);

#[cfg(test)]
mod tests {
    use super::Role;
    use crate::permission::{Permission, PermissionSet};

    /// ROL-1
    #[test]
    fn a_higher_role_may_all_that_a_lower_one_may() {
        for pair in Role::ALL.windows(2) {
            let [lower, higher] = [pair[0], pair[1]];
            assert!(lower < higher);
            assert!(lower.default_permissions().is_within(higher.default_permissions()), "{lower:?}");
        }
        assert_eq!(Role::Host.default_permissions(), PermissionSet::ALL);
    }

    /// ROL-2
    #[test]
    fn by_default_every_member_controls_but_what_is_others_and_no_viewer_does() {
        let of_others = PermissionSet::of(&[Permission::UndoOthers, Permission::QueueRemove, Permission::QueueManage]);
        for permission in PermissionSet::CONTROL.iter() {
            let has = |role: Role| role.default_permissions().has(permission);
            let expected = [false, !of_others.has(permission), true, true];
            assert_eq!(Role::ALL.map(has), expected, "{permission:?}");
        }
    }
}
