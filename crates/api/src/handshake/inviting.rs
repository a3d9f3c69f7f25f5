//! Invitations: made, read with their sessions, and told to both sides.

use protocol::{Code, Session};
use session::{Command, MemberId, ModerationCommand, SessionId, Visibility};
use store::{InvitationState, InviteBounds, Invited, Listed, StoreError, StoredInvitation, StoredUser};
use timeline::Timestamp;

use super::outside::told_to;
use super::rights::is_banned;
use super::to_wire;
use crate::failure::Failure;
use crate::state::Api;
use crate::token;

/// For how long an invitation is good where nothing else is said: a day.
pub(crate) const GOOD_FOR_S: u32 = 24 * 3_600;
/// How far back what has changed is told.
const LATELY_MS: i64 = 24 * 3_600 * 1_000;
/// How many invitations are told at once.
const TOLD_MAX: u32 = 100;
const BOUNDS: InviteBounds = InviteBounds { session_max: 50, from_max: 100, to_max: 50 };

/// Whose invitations a command makes good for nothing, or good again.
pub(crate) enum Concerned {
    /// Of all who were asked in.
    Everybody,
    /// Of one.
    One(MemberId),
}

impl Concerned {
    /// Returns whom a command concerns, if anybody.
    pub(crate) fn by(command: &Command) -> Option<Self> {
        match command {
            Command::End => Some(Self::Everybody),
            Command::Moderate(ModerationCommand::Ban { member, .. } | ModerationCommand::Unban { member }) => {
                Some(Self::One(member.clone()))
            }
            _ => None,
        }
    }

    /// Has their pages look again.
    pub(crate) async fn tell(self, api: &Api, session: &SessionId) -> Result<(), Failure> {
        let users = match self {
            Self::Everybody => api.handshakes()?.asked_into(session, api.host().clock().now()).await?,
            Self::One(user) => vec![user],
        };
        for user in users {
            api.host().tell_user(&user).await;
        }
        Ok(())
    }
}

/// Asks somebody into a session. Who is asked already is not asked twice.
pub(crate) async fn invite(
    api: &Api,
    session: &SessionId,
    from: &StoredUser,
    to: &MemberId,
    good_for_s: u32,
) -> Result<StoredInvitation, Failure> {
    if from.id == *to {
        return Err(Failure::new(Code::BadInvitation, "this is your own id; invite somebody else"));
    }
    api.limits().invitation(&from.id)?;
    let unknown = || Failure::new(Code::UserNotFound, "there is no such user; ask them for their personal link");
    let to = api.handshakes()?.user(to).await?.ok_or_else(unknown)?;
    let now = api.host().clock().now();
    let new = StoredInvitation {
        id: format!("i{}", token::random_id::<15>()),
        session: session.clone(),
        from: from.id.clone(),
        from_name: from.name.clone(),
        to: to.id,
        to_name: to.name,
        state: InvitationState::Pending,
        created_at: now,
        expires_at: now.plus_ms(i64::from(good_for_s) * 1_000),
        updated_at: now,
    };
    match api.handshakes()?.invite(new.clone(), BOUNDS).await? {
        Invited::Made => {
            tell(api, &new).await;
            Ok(new)
        }
        Invited::Open(open) => Ok(open),
        Invited::TooMany => {
            let detail = "too many invitations are open; wait until some are answered, or send a link instead";
            Err(Failure::new(Code::RateLimited, detail))
        }
    }
}

/// Tells both sides that something has changed, on whichever node they are.
pub(crate) async fn tell(api: &Api, invitation: &StoredInvitation) {
    api.host().tell_user(&invitation.to).await;
    api.host().tell_user(&invitation.from).await;
}

/// Returns an invitation as it is for one of the two, with the session object where they may know of it; none where the
/// session cannot be looked at, or is not there.
pub(crate) async fn read(
    api: &Api,
    stored: &StoredInvitation,
    reader: &MemberId,
) -> Result<Option<protocol::Invitation>, Failure> {
    let listed = match api.store().summary(&stored.session).await {
        Ok(Some(listed)) => listed,
        Ok(None) | Err(StoreError::Unavailable { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    match look(api, stored, &listed, reader).await {
        Ok((state, known)) => Ok(Some(to_wire::invitation(stored, state, known))),
        // The others are told meanwhile.
        Err(failure) => {
            tracing::debug!(detail = failure.detail, "an invitation is told later");
            Ok(None)
        }
    }
}

/// Returns what has become of an invitation, and what a reader may know of its session.
async fn look(
    api: &Api,
    stored: &StoredInvitation,
    listed: &Listed,
    reader: &MemberId,
) -> Result<(InvitationState, Option<Session>), Failure> {
    Ok((state_now(api, stored, listed).await?, known_of(api, listed, reader).await?))
}

/// An open invitation is good for nothing where its session has ended, and where who was asked is banned.
async fn state_now(api: &Api, stored: &StoredInvitation, listed: &Listed) -> Result<InvitationState, Failure> {
    if stored.state != InvitationState::Pending {
        return Ok(stored.state);
    }
    if listed.summary.ended_at.is_some() {
        return Ok(InvitationState::Expired);
    }
    let view = api.host().session(stored.session.clone()).view().await?;
    Ok(if is_banned(&view.session, &stored.to) { InvitationState::Withdrawn } else { InvitationState::Pending })
}

/// Nothing of a private session to who is not expected there, and no video where not everybody gets in.
async fn known_of(api: &Api, listed: &Listed, reader: &MemberId) -> Result<Option<Session>, Failure> {
    let told = told_to(api, listed, Some(reader)).await?;
    let is_unknown = listed.summary.visibility == Visibility::Private && told.url.is_empty();
    Ok((!is_unknown).then_some(told))
}

/// Returns a user's invitations that are open or have changed lately, the newest change first.
pub(crate) async fn changed_lately(api: &Api, user: &MemberId) -> Result<Vec<StoredInvitation>, Failure> {
    let now = api.host().clock().now();
    let since = Timestamp::from_ms(now.ms() - LATELY_MS);
    Ok(api.handshakes()?.invitations_of(user, since, now, TOLD_MAX).await?)
}
