//! Between rows and what the contract speaks of.

use session::{MemberId, Name, Role, SessionId, Title};
use timeline::Timestamp;

use super::contract::{
    CodeKind, Entry, InvitationState, KnockState, StoredDoor, StoredInvitation, StoredKnock, StoredLink,
};
use super::tables::Cell;
use crate::contract::StoredUser;
use crate::error::StoreError;
use crate::tables::Kind::{self, Number, Text};

pub(super) const INVITATION: &[Kind] = &[Text, Text, Text, Text, Text, Text, Text, Number, Number, Number];
pub(super) const KNOCK: &[Kind] = &[Text, Text, Text, Text, Text, Number, Number, Number, Text];
pub(super) const DOOR: &[Kind] = &[Text, Text, Number];
pub(super) const LINK: &[Kind] = &[Text, Text, Text, Text, Number, Number, Number, Number, Number];
pub(super) const USER: &[Kind] = &[Text, Text, Number];
pub(super) const TOUCHED: &[Kind] = &[Text, Text];
pub(crate) const COMPANION: &[Kind] = &[Text, Number];

/// Takes a row apart, column by column.
pub(crate) struct Row(std::vec::IntoIter<Cell>);

impl Row {
    pub(crate) fn new(cells: Vec<Cell>) -> Self {
        Self(cells.into_iter())
    }

    pub(crate) fn corrupt() -> StoreError {
        let what = "a row of a table beside the logs cannot be read".to_owned();
        StoreError::Corrupt { session: String::new(), seq: 0, what }
    }

    pub(crate) fn maybe_text(&mut self) -> Result<Option<String>, StoreError> {
        match self.0.next() {
            Some(Cell::Text(text)) => Ok(text),
            Some(Cell::Number(_)) | None => Err(Self::corrupt()),
        }
    }

    pub(crate) fn text(&mut self) -> Result<String, StoreError> {
        self.maybe_text()?.ok_or_else(Self::corrupt)
    }

    pub(crate) fn signed(&mut self) -> Result<i64, StoreError> {
        self.maybe_number()?.ok_or_else(Self::corrupt)
    }

    pub(crate) fn maybe_number(&mut self) -> Result<Option<i64>, StoreError> {
        match self.0.next() {
            Some(Cell::Number(number)) => Ok(number),
            Some(Cell::Text(_)) | None => Err(Self::corrupt()),
        }
    }

    pub(crate) fn time(&mut self) -> Result<Timestamp, StoreError> {
        self.maybe_number()?.map(Timestamp::from_ms).ok_or_else(Self::corrupt)
    }

    pub(crate) fn maybe_time(&mut self) -> Result<Option<Timestamp>, StoreError> {
        Ok(self.maybe_number()?.map(Timestamp::from_ms))
    }

    fn maybe_count(&mut self) -> Result<Option<u32>, StoreError> {
        Ok(self.maybe_number()?.map(|count| u32::try_from(count).unwrap_or(u32::MAX)))
    }

    pub(crate) fn number(&mut self) -> Result<u64, StoreError> {
        self.maybe_number()?.and_then(|number| u64::try_from(number).ok()).ok_or_else(Self::corrupt)
    }

    pub(crate) fn member(&mut self) -> Result<MemberId, StoreError> {
        MemberId::parse(&self.text()?).map_err(|_| Self::corrupt())
    }

    pub(crate) fn session(&mut self) -> Result<SessionId, StoreError> {
        SessionId::parse(&self.text()?).map_err(|_| Self::corrupt())
    }

    pub(crate) fn title(&mut self) -> Result<Title, StoreError> {
        Title::kept(&self.text()?).map_err(|_| Self::corrupt())
    }

    pub(crate) fn count(&mut self) -> Result<u32, StoreError> {
        self.maybe_count()?.ok_or_else(Self::corrupt)
    }

    pub(crate) fn name(&mut self) -> Result<Name, StoreError> {
        Name::kept(&self.text()?).map_err(|_| Self::corrupt())
    }

    /// As it is at this moment.
    pub(super) fn invitation(mut self, now: Timestamp) -> Result<StoredInvitation, StoreError> {
        let mut stored = StoredInvitation {
            id: self.text()?,
            session: self.session()?,
            from: self.member()?,
            from_name: self.name()?,
            to: self.member()?,
            to_name: self.name()?,
            state: InvitationState::read(&self.text()?).ok_or_else(Self::corrupt)?,
            created_at: self.time()?,
            expires_at: self.time()?,
            updated_at: self.time()?,
        };
        if stored.state == InvitationState::Pending && stored.expires_at <= now {
            stored.state = InvitationState::Expired;
            stored.updated_at = stored.expires_at;
        }
        Ok(stored)
    }

    /// As it is at this moment.
    pub(super) fn knock(mut self, now: Timestamp) -> Result<StoredKnock, StoreError> {
        let mut stored = StoredKnock {
            id: self.text()?,
            session: self.session()?,
            user: self.member()?,
            name: self.name()?,
            state: KnockState::read(&self.text()?).ok_or_else(Self::corrupt)?,
            created_at: self.time()?,
            expires_at: self.time()?,
            updated_at: self.time()?,
            answered_by: self.maybe_text()?.and_then(|id| MemberId::parse(&id).ok()),
        };
        let is_over = matches!(stored.state, KnockState::Waiting | KnockState::LetIn) && stored.expires_at <= now;
        if is_over {
            stored.state = KnockState::Expired;
            stored.updated_at = stored.expires_at;
        }
        Ok(stored)
    }

    pub(super) fn door(mut self) -> Result<StoredDoor, StoreError> {
        Ok(StoredDoor {
            entry: Entry::read(&self.text()?).ok_or_else(Self::corrupt)?,
            password_hash: self.maybe_text()?,
            capacity: self.maybe_count()?,
        })
    }

    pub(super) fn link(mut self) -> Result<StoredLink, StoreError> {
        Ok(StoredLink {
            id: self.text()?,
            session: self.session()?,
            role: role(&self.text()?),
            created_by: self.member()?,
            created_at: self.time()?,
            expires_at: self.time()?,
            uses_max: self.maybe_count()?,
            uses: self.maybe_count()?.unwrap_or_default(),
            revoked_at: self.maybe_time()?,
        })
    }

    pub(super) fn user(mut self) -> Result<StoredUser, StoreError> {
        Ok(StoredUser { id: self.member()?, name: self.name()?, created_at: self.time()? })
    }

    /// A user, and the session whose door it was about.
    pub(super) fn touched(mut self) -> Result<(MemberId, Option<SessionId>), StoreError> {
        Ok((self.member()?, self.maybe_text()?.and_then(|id| SessionId::parse(&id).ok())))
    }
}

/// `guest` is of an older version, where every link was what a link without a role is.
pub(super) fn role_word(role: Option<Role>) -> &'static str {
    match role {
        Some(Role::Viewer) => "viewer",
        Some(Role::Member) => "member",
        Some(Role::CoHost) => "co_host",
        Some(Role::Host) | None => "guest",
    }
}

fn role(word: &str) -> Option<Role> {
    [Role::Viewer, Role::Member, Role::CoHost].into_iter().find(|role| role_word(Some(*role)) == word)
}

impl InvitationState {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    fn read(word: &str) -> Option<Self> {
        let all = [Self::Pending, Self::Accepted, Self::Rejected, Self::Withdrawn, Self::Expired];
        all.into_iter().find(|state| state.word() == word)
    }
}

impl KnockState {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::LetIn => "let_in",
            Self::TurnedAway => "turned_away",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    fn read(word: &str) -> Option<Self> {
        let all = [Self::Waiting, Self::LetIn, Self::TurnedAway, Self::Withdrawn, Self::Expired];
        all.into_iter().find(|state| state.word() == word)
    }
}

impl Entry {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Knock => "knock",
            Self::Closed => "closed",
        }
    }

    fn read(word: &str) -> Option<Self> {
        [Self::Open, Self::Knock, Self::Closed].into_iter().find(|entry| entry.word() == word)
    }
}

impl CodeKind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::User => "user",
        }
    }
}
