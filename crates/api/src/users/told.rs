//! What one page has been told, so that everything is told once.

use std::collections::BTreeMap;

use protocol::InvitationState;
use store::{KnockState, StoredInvitation, StoredKnock};
use timeline::Timestamp;

/// How much is remembered; what is older may be told again.
const REMEMBERED_MAX: usize = 1_000;

/// What one page has been told.
#[derive(Default)]
pub(super) struct Told {
    invitations: BTreeMap<String, (InvitationState, Timestamp)>,
    knocks: BTreeMap<String, KnockState>,
}

impl Told {
    pub(super) fn knows_invitation(&self, id: &str, state: InvitationState) -> bool {
        self.invitations.get(id).is_some_and(|(told, _)| *told == state)
    }

    pub(super) fn invitation(&mut self, stored: &StoredInvitation, state: InvitationState) {
        if self.invitations.len() >= REMEMBERED_MAX {
            self.invitations.retain(|_, (state, _)| *state == InvitationState::Pending);
        }
        self.invitations.insert(stored.id.clone(), (state, stored.expires_at));
    }

    /// Remembers a knock. Returns whether it is news.
    pub(super) fn knock(&mut self, stored: &StoredKnock) -> bool {
        if self.knocks.len() >= REMEMBERED_MAX {
            self.knocks.retain(|_, state| *state == KnockState::Waiting);
        }
        self.knocks.insert(stored.id.clone(), stored.state) != Some(stored.state)
    }

    pub(super) fn waiting_knocks(&self) -> impl Iterator<Item = &String> {
        self.knocks.iter().filter(|(_, state)| **state == KnockState::Waiting).map(|(id, _)| id)
    }

    /// Returns when the next open invitation is over.
    pub(super) fn next_end(&self) -> Option<Timestamp> {
        let open = self.invitations.values().filter(|(state, _)| *state == InvitationState::Pending);
        open.map(|(_, end)| *end).min()
    }
}
