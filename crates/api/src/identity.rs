//! Who sends a request.

use axum::extract::FromRequestParts;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use protocol::Code;
use session::{MemberId, Name, SessionId};
use store::StoredUser;

use crate::failure::Failure;
use crate::state::Api;
use crate::token;

/// Who sends a request, by the bearer token.
#[derive(Clone, Debug)]
pub(crate) enum Identity {
    /// A user of this server, who may be a member anywhere.
    User(StoredUser),
    /// A member of one session.
    Member(SessionId, MemberId),
}

/// Keeps a new user; returns them with their token.
pub(crate) async fn new_user(api: &Api, name: Name) -> Result<(StoredUser, String), Failure> {
    let id = MemberId::parse(&format!("u{}", token::random_id::<15>()));
    let id = id.map_err(|_| Failure::new(Code::Internal, "a random id is no id"))?;
    let user = StoredUser { id, name, created_at: api.host().clock().now() };
    let (token, hash) = token::new_user_token();
    api.store().create_user(user.clone(), hash).await?;
    Ok((user, token))
}

/// A request that may come without a token. A token that is wrong is an error all the same.
pub(crate) struct MaybeIdentity(pub(crate) Option<Identity>);

impl Identity {
    /// Returns whom a token makes known.
    pub(crate) async fn of_token(api: &Api, token: &str) -> Result<Self, Failure> {
        if let Some((session, member)) = api.member_key().verify(token) {
            return Ok(Self::Member(session, member));
        }
        let wrong = || Failure::new(Code::Unauthenticated, "this token is not one of this server's; get a new one");
        let hash = token::user_token_hash(token).ok_or_else(wrong)?;
        api.store().user_by_token(&hash).await?.map(Self::User).ok_or_else(wrong)
    }

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

impl FromRequestParts<Api> for MaybeIdentity {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failure> {
        let Some(value) = parts.headers.get(AUTHORIZATION) else { return Ok(Self(None)) };
        let token = value.to_str().ok().and_then(|value| value.split_once(' '));
        match token {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                Identity::of_token(api, token.trim()).await.map(|identity| Self(Some(identity)))
            }
            _ => Err(Failure::unauthenticated()),
        }
    }
}

impl FromRequestParts<Api> for Identity {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failure> {
        let MaybeIdentity(identity) = MaybeIdentity::from_request_parts(parts, api).await?;
        identity.ok_or_else(Failure::unauthenticated)
    }
}
