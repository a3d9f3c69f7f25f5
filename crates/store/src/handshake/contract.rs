//! What is kept of people asking each other in.

use std::collections::BTreeSet;

use async_trait::async_trait;
use session::{MemberId, Name, Role, SessionId};
use timeline::Timestamp;

use crate::contract::StoredUser;
use crate::error::StoreError;

/// Invitations, knocks, doors, links and codes.
///
/// Beside the promises of [`crate::Store`]: each invitation and each knock is answered at most once, whoever answers at the
/// same moment and at whichever node. What is over by its time is told as expired, whether anybody has looked or not.
#[async_trait]
pub trait Handshakes: Send + Sync {
    /// Keeps a new invitation, unless the same person is asked into the same session already or there are too many.
    async fn invite(&self, new: StoredInvitation, bounds: InviteBounds) -> Result<Invited, StoreError>;

    /// Returns an invitation as it is at this moment.
    async fn invitation(&self, id: &str, now: Timestamp) -> Result<Option<StoredInvitation>, StoreError>;

    /// Answers or withdraws an open invitation. Returns whether this call did it: of all calls ever made, one does.
    async fn settle_invitation(&self, id: &str, to: InvitationState, now: Timestamp) -> Result<bool, StoreError>;

    /// Returns the invitations to and from a user that have changed since, newest first, at most `limit`.
    async fn invitations_of(
        &self,
        user: &MemberId,
        since: Timestamp,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<StoredInvitation>, StoreError>;

    /// Returns the newest invitation of a user to a session.
    async fn invitation_to(
        &self,
        user: &MemberId,
        session: &SessionId,
        now: Timestamp,
    ) -> Result<Option<StoredInvitation>, StoreError>;

    /// Returns who is asked into a session and has not answered, at most 200.
    async fn asked_into(&self, session: &SessionId, now: Timestamp) -> Result<Vec<MemberId>, StoreError>;

    /// Keeps a new knock, unless the same person stands at the same door already, or there are too many.
    async fn knock(&self, new: StoredKnock, bounds: KnockBounds) -> Result<Knocked, StoreError>;

    /// Returns a knock as it is at this moment.
    async fn knock_by_id(&self, id: &str, now: Timestamp) -> Result<Option<StoredKnock>, StoreError>;

    /// Answers or withdraws a waiting knock, and says until when the answer holds. Returns whether this call did it.
    async fn settle_knock(&self, answered: &StoredKnock) -> Result<bool, StoreError>;

    /// Returns the newest knock of a user at a session.
    async fn knock_of(
        &self,
        user: &MemberId,
        session: &SessionId,
        now: Timestamp,
    ) -> Result<Option<StoredKnock>, StoreError>;

    /// Returns who waits at a session's door, the first to come first.
    async fn knocks_at(&self, session: &SessionId, now: Timestamp) -> Result<Vec<StoredKnock>, StoreError>;

    /// Returns the knocks of a user that have changed since, newest first, at most `limit`.
    async fn knocks_of(
        &self,
        user: &MemberId,
        since: Timestamp,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<StoredKnock>, StoreError>;

    /// Returns what a session's door is like; an open one where nothing was set.
    async fn door(&self, session: &SessionId) -> Result<StoredDoor, StoreError>;

    /// Keeps what a session's door is like.
    async fn set_door(&self, session: &SessionId, door: StoredDoor, now: Timestamp) -> Result<(), StoreError>;

    /// Keeps a new link, unless the session has as many that are good as it may have. Returns whether it did.
    async fn make_link(&self, link: StoredLink, good_max: u32) -> Result<bool, StoreError>;

    /// Returns a link.
    async fn link(&self, id: &str) -> Result<Option<StoredLink>, StoreError>;

    /// Returns the links of a session that are good, newest first.
    async fn links(&self, session: &SessionId, now: Timestamp) -> Result<Vec<StoredLink>, StoreError>;

    /// Counts a use of a link that is good. Returns whether it still was.
    async fn use_link(&self, id: &str, now: Timestamp) -> Result<bool, StoreError>;

    /// Takes a use back that came to nothing.
    async fn give_back_link(&self, id: &str) -> Result<(), StoreError>;

    /// Makes one link of a session, or all of them, good for nothing. Returns how many that were.
    async fn revoke_links(&self, session: &SessionId, id: Option<&str>, now: Timestamp) -> Result<u64, StoreError>;

    /// Returns the code of somebody or something. Where there is none the proposal becomes it, unless it is taken: then
    /// nothing is returned, and another can be proposed.
    async fn code(
        &self,
        kind: CodeKind,
        target: &str,
        proposal: &str,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError>;

    /// Returns what a code stands for.
    async fn target(&self, kind: CodeKind, code: &str) -> Result<Option<String>, StoreError>;

    /// Returns a user.
    async fn user(&self, id: &MemberId) -> Result<Option<StoredUser>, StoreError>;

    /// Returns whom something was changed for since: for a node that may have missed it.
    async fn touched(&self, since: Timestamp) -> Result<Touched, StoreError>;

    /// Takes out what was over before this time. Returns how much it was.
    async fn sweep_handshakes(&self, before: Timestamp) -> Result<u64, StoreError>;
}

/// One user asks another into a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredInvitation {
    /// Its id.
    pub id: String,
    /// Where to.
    pub session: SessionId,
    /// Who asks.
    pub from: MemberId,
    /// What they are called.
    pub from_name: Name,
    /// Who is asked.
    pub to: MemberId,
    /// What they are called.
    pub to_name: Name,
    /// What became of it.
    pub state: InvitationState,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
}

/// What became of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvitationState {
    /// Nothing yet.
    Pending,
    /// The other one comes.
    Accepted,
    /// The other one does not come.
    Rejected,
    /// It was taken back.
    Withdrawn,
    /// Nobody answered in time.
    Expired,
}

/// How many invitations may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InviteBounds {
    /// In one session.
    pub session_max: u32,
    /// From one person.
    pub from_max: u32,
    /// To one person.
    pub to_max: u32,
}

/// What became of the wish to invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invited {
    /// It was kept.
    Made,
    /// This one is open already.
    Open(StoredInvitation),
    /// As many are open as may be.
    TooMany,
}

/// Somebody stands at a session's door.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredKnock {
    /// Its id.
    pub id: String,
    /// Whose door.
    pub session: SessionId,
    /// Who.
    pub user: MemberId,
    /// What they want to be called.
    pub name: Name,
    /// What became of it.
    pub state: KnockState,
    /// When they knocked.
    pub created_at: Timestamp,
    /// While it waits: until when. Once let in: until when they may come in.
    pub expires_at: Timestamp,
    /// When it changed last.
    pub updated_at: Timestamp,
    /// Who answered.
    pub answered_by: Option<MemberId>,
}

/// What became of a knock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnockState {
    /// Nothing yet.
    Waiting,
    /// They may come in.
    LetIn,
    /// They may not.
    TurnedAway,
    /// They went away.
    Withdrawn,
    /// Nobody answered in time.
    Expired,
}

/// How many knocks may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnockBounds {
    /// At one session.
    pub session_max: u32,
    /// Of one person.
    pub user_max: u32,
    /// How often one person may be turned away at one session and knock again.
    pub turned_away_max: u32,
}

/// What became of the wish to knock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Knocked {
    /// It was kept.
    Made,
    /// This one waits already.
    Waiting(StoredKnock),
    /// As many wait as may.
    TooMany,
    /// They were turned away too often.
    NotAgain,
}

/// Who gets in how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Entry {
    /// Whoever has the link.
    #[default]
    Open,
    /// Whom somebody inside lets in.
    Knock,
    /// Only who was invited.
    Closed,
}

/// What a session's door is like.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct StoredDoor {
    /// Who gets in how.
    pub entry: Entry,
    /// The hash of the password, where there is one: in the form of PHC strings.
    pub password_hash: Option<String>,
    /// How many may be present at one time, where fewer than anyway.
    pub capacity: Option<u32>,
}

impl StoredDoor {
    /// Tells whether everybody gets in who may know of the session.
    pub fn lets_everybody_in(&self) -> bool {
        self.entry == Entry::Open && self.password_hash.is_none()
    }
}

/// Without the hash, which no log needs to show.
impl std::fmt::Debug for StoredDoor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { entry, password_hash, capacity } = self;
        f.debug_struct("StoredDoor")
            .field("entry", entry)
            .field("has_password", &password_hash.is_some())
            .field("capacity", capacity)
            .finish()
    }
}

/// A link that lets people in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredLink {
    /// Its id.
    pub id: String,
    /// Where to.
    pub session: SessionId,
    /// As what it lets newcomers in, where that was said.
    pub role: Option<Role>,
    /// Who made it.
    pub created_by: MemberId,
    /// When.
    pub created_at: Timestamp,
    /// Until when it is good.
    pub expires_at: Timestamp,
    /// For how many people, where that is bounded.
    pub uses_max: Option<u32>,
    /// How many it has let in.
    pub uses: u32,
    /// When it was made good for nothing.
    pub revoked_at: Option<Timestamp>,
}

/// What a short code stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeKind {
    /// A session.
    Session,
    /// A user.
    User,
}

/// Whom something was changed for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// These users: their own invitations and knocks.
    pub users: BTreeSet<MemberId>,
    /// The doors of these sessions.
    pub sessions: BTreeSet<SessionId>,
}
