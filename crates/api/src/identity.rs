//! Who sends a request.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use protocol::Code;
use session::{MemberId, Name, SessionId};
use store::{StoreError, StoredSignIn, StoredUser, TokenHash, Way};
use timeline::Timestamp;

use crate::failure::Failure;
use crate::sign_outs::signed_out;
use crate::state::Api;
use crate::{agent, token};

/// How long a sign-in goes without being marked as seen.
const SEEN_EVERY_MS: i64 = 3_600 * 1_000;
/// In how many places somebody is signed in at most; who signs in once more is signed out where they were not for longest.
const SIGN_INS_MAX: u32 = 50;

/// Who sends a request, by the bearer token.
#[derive(Clone, Debug)]
pub(crate) enum Identity {
    /// A user of this server, who may be a member anywhere.
    User(StoredUser),
    /// A member of one session.
    Member(SessionId, MemberId),
}

/// Who sends a request, and by which of their sign-ins.
#[derive(Clone, Debug)]
pub(crate) struct Known {
    pub(crate) identity: Identity,
    pub(crate) sign_in: String,
}

/// A user who sends a request, and by which of their sign-ins.
pub(crate) struct SignedInUser {
    pub(crate) user: StoredUser,
    pub(crate) sign_in: String,
}

/// A request that may come without a token. A token that is wrong is an error all the same.
pub(crate) struct MaybeIdentity(pub(crate) Option<Identity>);

/// The same, with the sign-in.
pub(crate) struct MaybeKnown(pub(crate) Option<Known>);

/// Keeps a new user; returns them with their token.
pub(crate) async fn new_user(api: &Api, name: Name) -> Result<(StoredUser, String), Failure> {
    let id = MemberId::parse(&format!("u{}", token::random_id::<15>()));
    let id = id.map_err(|_| Failure::new(Code::Internal, "a random id is no id"))?;
    let user = StoredUser { id, name, created_at: api.host().clock().now() };
    let (token, hash) = token::new_user_token();
    api.store().create_user(user.clone(), hash).await?;
    Ok((user, token))
}

/// Signs a user in once more; returns the token of this sign-in.
pub(crate) async fn sign_in(api: &Api, user: &MemberId, way: Way, agent: String) -> Result<String, Failure> {
    let now = api.host().clock().now();
    let (token, hash) = token::new_user_token();
    let id = format!("i{}", token::random_id::<15>());
    let new = StoredSignIn { id, user: user.clone(), way, agent, created_at: now, last_seen_at: now };
    api.accounts()?.add_sign_in(&new, &hash, SIGN_INS_MAX).await?;
    Ok(token)
}

impl Known {
    /// Returns whom a token makes known. `agent` says with what they come.
    pub(crate) async fn of_token(api: &Api, token: &str, agent: &str) -> Result<Self, Failure> {
        if let Some((session, member, sign_in)) = api.member_key().verify(token) {
            // Whoever is in a session goes on while the database is away.
            match api.accounts()?.is_signed_in(&sign_in).await {
                Ok(true) | Err(StoreError::Unavailable { .. }) => {}
                Ok(false) => return Err(signed_out()),
                Err(error) => return Err(error.into()),
            }
            return Ok(Self { identity: Identity::Member(session, member), sign_in });
        }
        let wrong = || Failure::new(Code::Unauthenticated, "this token is not one of this server's; get a new one");
        let hash = token::user_token_hash(token).ok_or_else(wrong)?;
        let now = api.host().clock().now();
        if let Some((user, seen)) = api.accounts()?.sign_in_of(&hash).await? {
            see(api, &seen, agent, now);
            return Ok(Self { identity: Identity::User(user), sign_in: seen.id });
        }
        let user = api.store().user_by_token(&hash).await?.ok_or_else(wrong)?;
        Ok(Self::first(api, user, &hash, agent, now).await)
    }

    /// The token that a user was made with becomes a sign-in when it is first used. Its id is the user's, so nothing is lost
    /// where it cannot be written just now.
    async fn first(api: &Api, user: StoredUser, hash: &TokenHash, agent: &str, now: Timestamp) -> Self {
        let sign_in = user.id.to_string();
        let first = StoredSignIn {
            id: sign_in.clone(),
            user: user.id.clone(),
            way: Way::Guest,
            agent: agent.to_owned(),
            created_at: user.created_at,
            last_seen_at: now,
        };
        if let Ok(accounts) = api.accounts()
            && let Err(error) = accounts.add_sign_in(&first, hash, SIGN_INS_MAX).await
        {
            tracing::debug!(%error, "a sign-in is kept at the next request");
        }
        Self { identity: Identity::User(user), sign_in }
    }
}

/// Marks a sign-in as seen, now and then, and lets nobody wait for it.
fn see(api: &Api, seen: &StoredSignIn, agent: &str, now: Timestamp) {
    if now.ms_since(seen.last_seen_at) < SEEN_EVERY_MS {
        return;
    }
    let (store, id) = (api.store_handle(), seen.id.clone());
    let agent = if agent.is_empty() { seen.agent.clone() } else { agent.to_owned() };
    tokio::spawn(async move {
        if let Some(accounts) = store.accounts()
            && let Err(error) = accounts.see_sign_in(&id, &agent, now).await
        {
            tracing::debug!(%error, "a sign-in is marked as seen later");
        }
    });
}

impl Identity {
    /// Returns the user, for what is about people and not about one session.
    pub(crate) fn user(&self) -> Result<&StoredUser, Failure> {
        match self {
            Self::User(user) => Ok(user),
            Self::Member(..) => Err(Failure::new(
                Code::WrongSession,
                "this is the token of a session; send your own, from POST /api/users",
            )),
        }
    }

    /// Returns who this is in `session`, whether they have joined or not.
    pub(crate) fn member_in(&self, session: &SessionId) -> Result<MemberId, Failure> {
        match self {
            Self::User(user) => Ok(user.id.clone()),
            Self::Member(own, member) if own == session => Ok(member.clone()),
            Self::Member(..) => {
                Err(Failure::new(Code::WrongSession, "this token is for another session; join this one to get its own"))
            }
        }
    }
}

impl FromRequestParts<Api> for MaybeKnown {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failure> {
        let Some(value) = parts.headers.get(AUTHORIZATION) else { return Ok(Self(None)) };
        let token = value.to_str().ok().and_then(|value| value.split_once(' '));
        match token {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                Known::of_token(api, token.trim(), &agent::of(&parts.headers)).await.map(|known| Self(Some(known)))
            }
            _ => Err(Failure::unauthenticated()),
        }
    }
}

impl FromRequestParts<Api> for MaybeIdentity {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failure> {
        let MaybeKnown(known) = MaybeKnown::from_request_parts(parts, api).await?;
        Ok(Self(known.map(|known| known.identity)))
    }
}

impl FromRequestParts<Api> for Identity {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failure> {
        let MaybeIdentity(identity) = MaybeIdentity::from_request_parts(parts, api).await?;
        identity.ok_or_else(Failure::unauthenticated)
    }
}

impl FromRequestParts<Api> for SignedInUser {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failure> {
        let MaybeKnown(known) = MaybeKnown::from_request_parts(parts, api).await?;
        let known = known.ok_or_else(Failure::unauthenticated)?;
        let user = known.identity.user()?.clone();
        Ok(Self { user, sign_in: known.sign_in })
    }
}
