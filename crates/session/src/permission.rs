//! Permissions: the single things that somebody may be let do, and sets of them.

use std::fmt;

macro_rules! permissions {
    ($($(#[$doc:meta])* $name:ident in $group:ident: $words:literal,)*) => {
        /// One thing that a role may be let do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Permission {
            $($(#[$doc])* $name,)*
        }

        impl Permission {
            /// Every permission, group by group.
            pub const ALL: [Self; [$(Self::$name),*].len()] = [$(Self::$name),*];

            /// Returns which group it belongs to.
            pub const fn group(self) -> PermissionGroup {
                match self { $(Self::$name => PermissionGroup::$group),* }
            }

            /// Returns what it lets somebody do, in words that follow "may".
            pub const fn words(self) -> &'static str {
                match self { $(Self::$name => $words),* }
            }
        }
    };
}

permissions! {
    /// Play and pause.
    PlayPause in Playback: "play and pause",
    /// Jump to another position.
    Seek in Playback: "jump",
    /// Change the shared speed.
    SetRate in Playback: "change the speed",
    /// Put another video on screen.
    Load in Playback: "change the video",
    /// Undo what others did to the screen; one's own needs what the action needed.
    UndoOthers in Playback: "undo what others did",
    /// Add a video to the queue.
    QueueAdd in Queue: "add to the queue",
    /// Change the order of the queue.
    QueueReorder in Queue: "reorder the queue",
    /// Remove what others added to the queue; one's own goes with adding.
    QueueRemove in Queue: "remove what others added",
    /// Say what plays next, and how the queue goes: next, back, play now, clear, mix, order, repeat.
    QueueManage in Queue: "go on, back, mix and clear the queue",
    /// Vote on what comes next.
    QueueVote in Queue: "vote on the queue",
    /// Write a message.
    Say in Chat: "write messages",
    /// React.
    React in Chat: "react",
    /// Post links.
    Link in Chat: "post links",
    /// Change and take back one's own messages.
    EditOwn in Chat: "edit own messages",
    /// Take a side in a prediction.
    PredictPick in Predictions: "join predictions",
    /// Open a prediction; who opened one settles it.
    PredictOpen in Predictions: "open predictions",
    /// Settle predictions of others.
    PredictSettle in Predictions: "settle predictions of others",
    /// Delete messages of others.
    DeleteMessage in Moderation: "delete messages of others",
    /// Give somebody a time-out, and lift it.
    Mute in Moderation: "mute people",
    /// Remove somebody, who may come back.
    Kick in Moderation: "remove people",
    /// Ban somebody, and lift it.
    Ban in Moderation: "ban people",
    /// Let somebody in who knocks.
    LetIn in Moderation: "let people in",
    /// Close reports about messages and people.
    ResolveReports in Moderation: "resolve reports",
    /// Change the settings of the session, and what each role may do.
    Settings in Session: "change the settings",
    /// Invite people.
    Invite in Session: "invite people",
    /// Promote and demote.
    Roles in Session: "change roles",
    /// Set when the session begins.
    Schedule in Session: "schedule the session",
    /// End the session for everybody.
    End in Session: "end the session",
    /// Make somebody else the host. Only ever the host's.
    HandOver in Session: "hand the session over",
}

/// What permissions are about, for people to find them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PermissionGroup {
    /// What everybody sees.
    Playback,
    /// What comes next.
    Queue,
    /// Messages and reactions.
    Chat,
    /// Wagers on what happens next.
    Predictions,
    /// Keeping the peace.
    Moderation,
    /// The session itself.
    Session,
}

/// A set of permissions: bit *n* stands for `Permission::ALL[n]`. In memory only: what is stored and sent names each one,
/// so that new ones can be put in between.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct PermissionSet(u32);

impl PermissionSet {
    /// Nothing.
    pub const NONE: Self = Self(0);
    /// Everything.
    pub const ALL: Self = Self::of(&Permission::ALL);
    /// What steers the group: all that "only hosts control" takes from members and viewers.
    pub const CONTROL: Self = Self::of(&[
        Permission::PlayPause,
        Permission::Seek,
        Permission::SetRate,
        Permission::Load,
        Permission::UndoOthers,
        Permission::QueueReorder,
        Permission::QueueRemove,
        Permission::QueueManage,
    ]);

    /// Returns the set of these.
    pub const fn of(permissions: &[Permission]) -> Self {
        let (mut bits, mut n) = (0, 0);
        while n < permissions.len() {
            bits |= 1 << permissions[n] as u8;
            n += 1;
        }
        Self(bits)
    }

    /// Returns whether it holds one.
    pub const fn has(self, permission: Permission) -> bool {
        self.0 & (1 << permission as u8) != 0
    }

    /// Returns what either holds.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns what both hold.
    #[must_use]
    pub const fn common(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns what this holds and the other does not.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Returns whether the other holds all of it.
    pub const fn is_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Returns what it holds, in the order of [`Permission::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.has(*permission))
    }
}

impl FromIterator<Permission> for PermissionSet {
    fn from_iter<I: IntoIterator<Item = Permission>>(permissions: I) -> Self {
        permissions.into_iter().fold(Self::NONE, |set, permission| set.union(Self::of(&[permission])))
    }
}

impl fmt::Debug for PermissionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Permission, PermissionSet};

    #[test]
    fn a_set_holds_what_was_put_in() {
        assert!(Permission::ALL.len() <= 32, "they fit into the bits");
        assert_eq!(PermissionSet::ALL.iter().collect::<Vec<_>>(), Permission::ALL);
        for permission in Permission::ALL {
            let alone = PermissionSet::of(&[permission]);
            assert_eq!(alone.iter().collect::<Vec<_>>(), [permission]);
            assert!(!PermissionSet::ALL.without(alone).has(permission));
            assert_eq!(PermissionSet::ALL.without(alone).union(alone), PermissionSet::ALL);
            assert_eq!(PermissionSet::ALL.common(alone), alone);
        }
        assert_eq!(Permission::ALL.into_iter().collect::<PermissionSet>(), PermissionSet::ALL);
    }

    #[test]
    fn permissions_stand_group_by_group() {
        assert!(Permission::ALL.windows(2).all(|pair| pair[0].group() <= pair[1].group()));
    }
}
