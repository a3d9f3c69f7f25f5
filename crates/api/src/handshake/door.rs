//! A session's door: who may look in, and who may come in.

use std::net::IpAddr;

use axum::http::HeaderMap;
use host::View;
use protocol::Code;
use session::{MemberId, Name, Removal, RemovalKind, SessionId};
use store::{
    Entry, InvitationState, KnockBounds, KnockState, Knocked, StoredDoor, StoredInvitation, StoredKnock, StoredLink,
};

use super::regulars::is_regular;
use super::rights::members_who_let_in;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;
use crate::{removal, token};

/// Carries what an invite link says after `#via=`, where somebody only looks.
pub(crate) const LINK_HEADER: &str = "sameframe-link";

/// For how long a knock waits, and for how long who was let in may come.
const KNOCK_WAITS_MS: i64 = 10 * 60 * 1_000;
pub(crate) const LET_IN_FOR_MS: i64 = 3_600 * 1_000;
/// How long after being turned away one may knock again.
const KNOCK_AGAIN_AFTER_MS: i64 = 60 * 1_000;
const BOUNDS: KnockBounds = KnockBounds { session_max: 50, user_max: 5, turned_away_max: 3 };

/// How somebody gets in.
pub(crate) enum Pass {
    /// Nothing is in the way.
    Free,
    /// By an invite link, whose use is to be counted.
    Link(Box<StoredLink>),
    /// By an invitation; coming is an answer to it.
    Invitation(Box<StoredInvitation>),
}

/// What became of a visit.
pub(crate) enum Visit {
    /// They may come in.
    Welcome(Pass),
    /// They have to wait.
    Waits(Box<StoredKnock>),
}

/// Who comes, and what they have with them.
pub(crate) struct Visitor<'a> {
    pub(crate) id: &'a MemberId,
    pub(crate) name: &'a Name,
    pub(crate) address: IpAddr,
    pub(crate) password: Option<String>,
    pub(crate) link: Option<&'a str>,
    /// Whether they have a token by which they are known when they come back.
    pub(crate) comes_back: bool,
}

impl Visitor<'_> {
    /// Returns whether they may come in. Knocks for them where that is what the door wants.
    pub(crate) async fn visit(
        self,
        api: &Api,
        session: &SessionId,
        view: &View,
        door: &StoredDoor,
    ) -> Result<Visit, Failure> {
        let now = api.host().clock().now();
        let known = view.session.member(self.id).is_some() || view.session.summary().host == *self.id;
        if known {
            return Ok(Visit::Welcome(Pass::Free));
        }
        if let Some(link) = self.link {
            let token = api.link_key().verify(link, session, now)?;
            return Ok(Visit::Welcome(Pass::Link(Box::new(good_link(api, &token.id).await?))));
        }
        // Whom nobody has known until now is neither invited nor a regular.
        if self.comes_back {
            let invitation = api.handshakes()?.invitation_to(self.id, session, now).await?;
            if let Some(invitation) = invitation.filter(opens) {
                return Ok(Visit::Welcome(Pass::Invitation(Box::new(invitation))));
            }
        }
        if self.comes_back && !door.lets_everybody_in() && is_regular(api, session, self.id).await? {
            return Ok(Visit::Welcome(Pass::Free));
        }
        if door.entry == Entry::Closed {
            return Err(closed());
        }
        let knock = match door.entry {
            Entry::Knock => api.handshakes()?.knock_of(self.id, session, now).await?,
            Entry::Open | Entry::Closed => None,
        };
        match knock {
            Some(knock) if knock.state == KnockState::LetIn => return Ok(Visit::Welcome(Pass::Free)),
            Some(knock) if knock.state == KnockState::Waiting => return Ok(Visit::Waits(Box::new(knock))),
            Some(knock)
                if knock.state == KnockState::TurnedAway && now.ms_since(knock.updated_at) < KNOCK_AGAIN_AFTER_MS =>
            {
                return Err(turned_away("you were not let in; wait a minute before you knock again"));
            }
            Some(_) | None => {}
        }
        self.give_password(api, session, door).await?;
        match door.entry {
            Entry::Open => Ok(Visit::Welcome(Pass::Free)),
            Entry::Knock => self.knock(api, session, view).await.map(Visit::Waits),
            Entry::Closed => Err(closed()),
        }
    }

    async fn give_password(&self, api: &Api, session: &SessionId, door: &StoredDoor) -> Result<(), Failure> {
        let Some(kept) = &door.password_hash else { return Ok(()) };
        let Some(password) = &self.password else { return Err(password_required()) };
        api.limits().password(session, self.address)?;
        if api.passwords().is_right(password.clone(), kept.clone()).await? {
            return Ok(());
        }
        Err(Failure::new(Code::WrongPassword, "this is not the password; ask whoever sent you the link"))
    }

    async fn knock(&self, api: &Api, session: &SessionId, view: &View) -> Result<Box<StoredKnock>, Failure> {
        if !self.comes_back {
            let detail = "somebody inside has to let you in; get a token with POST /api/users first, to be known by";
            return Err(Failure::new(Code::Unauthenticated, detail));
        }
        api.limits().knock(self.id, self.address)?;
        let now = api.host().clock().now();
        let new = StoredKnock {
            id: format!("k{}", token::random_id::<15>()),
            session: session.clone(),
            user: self.id.clone(),
            name: self.name.clone(),
            state: KnockState::Waiting,
            created_at: now,
            expires_at: now.plus_ms(KNOCK_WAITS_MS),
            updated_at: now,
            answered_by: None,
        };
        match api.handshakes()?.knock(new.clone(), BOUNDS).await? {
            Knocked::Made => {
                for host in members_who_let_in(&view.session, now) {
                    api.host().tell_user(&host).await;
                }
                Ok(Box::new(new))
            }
            Knocked::Waiting(knock) => Ok(Box::new(knock)),
            Knocked::TooMany => {
                Err(Failure::new(Code::RateLimited, "too many people are at the door; try again in a few minutes"))
            }
            Knocked::NotAgain => Err(turned_away("you were turned away three times; knocking is no use any more")),
        }
    }
}

/// What somebody is to a session before they come in.
pub(super) enum Standing {
    /// They have been in, also on an earlier evening, or are its host, were invited, or were let in.
    Expected,
    /// They may not come any more.
    Banned(Removal),
    /// Nobody has heard of them.
    Stranger,
}

pub(super) async fn standing(api: &Api, session: &SessionId, member: &MemberId) -> Result<Standing, Failure> {
    let view = api.host().session(session.clone()).view().await?;
    if let Some(removal) = view.session.removal(member).filter(|removal| removal.kind == RemovalKind::Ban) {
        return Ok(Standing::Banned(removal.clone()));
    }
    if view.session.member(member).is_some() || view.session.summary().host == *member {
        return Ok(Standing::Expected);
    }
    let now = api.host().clock().now();
    if api.handshakes()?.invitation_to(member, session, now).await?.as_ref().is_some_and(opens) {
        return Ok(Standing::Expected);
    }
    let knock = api.handshakes()?.knock_of(member, session, now).await?;
    let is_let_in = knock.is_some_and(|knock| knock.state == KnockState::LetIn);
    let is_expected = is_let_in || is_regular(api, session, member).await?;
    Ok(if is_expected { Standing::Expected } else { Standing::Stranger })
}

/// Returns why somebody may not look into a session, or nothing. Where everybody gets in, everybody may look.
pub(crate) async fn may_look(
    api: &Api,
    session: &SessionId,
    identity: Option<&Identity>,
    headers: &HeaderMap,
) -> Result<(), Failure> {
    let door = api.door(session).await?;
    if door.lets_everybody_in() {
        return Ok(());
    }
    if let Some(identity) = identity {
        match standing(api, session, &identity.member_in(session)?).await? {
            Standing::Expected => return Ok(()),
            Standing::Banned(removal) => return Err(removal::failure(&removal)),
            Standing::Stranger => {}
        }
    }
    if let Some(link) = link_in(headers) {
        return opens_with(api, session, link).await;
    }
    if is_over(api, session).await? {
        let detail = "this session has ended; only who was there, or was invited, can see it again";
        return Err(Failure::new(Code::NotAllowed, detail));
    }
    Err(match door.entry {
        Entry::Closed => closed(),
        Entry::Open | Entry::Knock if door.password_hash.is_some() => password_required(),
        Entry::Open | Entry::Knock => {
            Failure::new(Code::MustKnock, "somebody inside lets you in; knock by joining with POST …/join")
        }
    })
}

/// Returns whether a session has ended: nobody gets in any more, whatever its door says.
pub(crate) async fn is_over(api: &Api, session: &SessionId) -> Result<bool, Failure> {
    Ok(api.host().session(session.clone()).view().await?.session.has_ended())
}

/// Returns what somebody sends of an invite link to look with.
pub(super) fn link_in(headers: &HeaderMap) -> Option<&str> {
    headers.get(LINK_HEADER).and_then(|link| link.to_str().ok())
}

/// Returns why an invite link does not open a session, or nothing.
pub(super) async fn opens_with(api: &Api, session: &SessionId, link: &str) -> Result<(), Failure> {
    let token = api.link_key().verify(link, session, api.host().clock().now())?;
    good_link(api, &token.id).await.map(drop)
}

async fn good_link(api: &Api, id: &str) -> Result<StoredLink, Failure> {
    let link = api.handshakes()?.link(id).await?;
    let is_good =
        |link: &StoredLink| link.revoked_at.is_none() && link.uses_max.is_none_or(|uses_max| link.uses < uses_max);
    link.filter(is_good).ok_or_else(revoked)
}

pub(crate) fn revoked() -> Failure {
    Failure::new(Code::LinkRevoked, "this invite link is not good any more; ask for a new one")
}

/// An invitation opens the door while it is open, and once it was accepted.
fn opens(invitation: &StoredInvitation) -> bool {
    matches!(invitation.state, InvitationState::Pending | InvitationState::Accepted)
}

fn closed() -> Failure {
    Failure::new(Code::SessionClosed, "only who was invited gets in; ask somebody inside for an invitation")
}

fn password_required() -> Failure {
    Failure::new(Code::PasswordRequired, "this session has a password; ask whoever sent you the link")
}

fn turned_away(detail: &str) -> Failure {
    Failure::new(Code::TurnedAway, detail)
}
