//! `POST /api/sessions`

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use host::{HostError, View};
use protocol::{Code, ConfirmationPolicy, CreateSession, Problem, SessionCreated};
use rand::RngExt as _;
use session::{MemberId, Opening, SessionId};
use store::{StoreError, StoredUser};
use timeline::Timecode;

use super::invitations::user_id;
use crate::address::Address;
use crate::body::Body;
use crate::bringing::Wanted;
use crate::describing::Described;
use crate::failure::Failure;
use crate::following_up::follow_up;
use crate::handshake::{self, GOOD_FOR_S};
use crate::identity::Identity;
use crate::state::Api;
use crate::{link, to_domain, to_wire, token, video};

/// How many may be asked in with the session itself.
const INVITED_MAX: usize = 20;

/// Creates a session. Who creates it is its host.
#[utoipa::path(post, path = "/api/sessions", tag = "session", security(("bearer" = [])), request_body = CreateSession,
    responses(
        (status = 201, body = SessionCreated),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn create_session(
    State(api): State<Api>,
    identity: Identity,
    Address(address): Address,
    headers: HeaderMap,
    Body(request): Body<CreateSession>,
) -> Result<(StatusCode, Json<SessionCreated>), Failure> {
    let Identity::User(user) = identity else {
        return Err(Failure::new(Code::WrongSession, "this is the token of a session; create with your own"));
    };
    api.limits().newcomer(address)?;
    let Described { video, title, unknown, .. } = match (&request.url, &request.video_id) {
        (Some(url), None) => Wanted::At(video::from_url(url)?).describe(&api, &user.id, true).await?,
        (None, Some(id)) => video::from_id(&api, id, || true).await?,
        (Some(_), Some(_)) | (None, None) => {
            return Err(Failure::new(Code::BadRequest, "say what to watch with either url or video_id"));
        }
    };
    let title = match &request.title {
        Some(title) => {
            let title = to_domain::title(title)?;
            api.wanted(title.as_str())?;
            title
        }
        None => title.unwrap_or_else(|| video::title_of(&video)),
    };
    let visibility = request.visibility.map(to_domain::visibility).unwrap_or_default();
    let invited = invited(&api, &user, request.invite.unwrap_or_default()).await?;
    // Two people agree on every step; in a larger group nobody could wait for everybody.
    let for_two = (invited.len() == 1).then_some(ConfirmationPolicy::Everyone);
    let confirmation = to_domain::confirmation(request.confirmation.or(for_two), request.confirm_within_s)?;
    let start = request.start.map(to_domain::start_policy).unwrap_or_default();
    let starts_at = request.starts_at.as_deref().map(to_domain::time).transpose()?;
    let from = request.position.map_or(Ok(Timecode::ZERO), |at| to_domain::timecode(at, Code::BadPosition))?;
    let host = user.id.clone();
    let opening = Opening { title, video, host, visibility, confirmation, start, starts_at, from };
    opening.check(api.host().clock().now())?;
    let (id, view) = create_somewhere(&api, &opening).await?;
    if let Some(unknown) = unknown {
        follow_up(&api, &id, &user.id, unknown);
    }
    let session = to_wire::session(&id, &view.session.summary(), api.host().clock().now());
    let link = link::to_session(&api, &headers, &id);
    let mut invitations = Vec::new();
    for to in &invited {
        // The session is there: who could not be asked can be asked again, by the page or with the link.
        match handshake::invite(&api, &id, &user, to, GOOD_FOR_S).await {
            Ok(made) => invitations.extend(handshake::read(&api, &made, &user.id).await?),
            Err(failure) => tracing::debug!(detail = failure.detail, "somebody was not invited"),
        }
    }
    Ok((StatusCode::CREATED, Json(SessionCreated { session, link, invitations })))
}

/// Returns whom to ask in, each once; refuses the whole where one of them is nobody.
async fn invited(api: &Api, from: &StoredUser, ids: Vec<String>) -> Result<BTreeSet<MemberId>, Failure> {
    if ids.len() > INVITED_MAX {
        let detail = format!("a session begins with at most {INVITED_MAX} invitations; send the others a link");
        return Err(Failure::new(Code::BadRequest, detail));
    }
    let mut invited = BTreeSet::new();
    for id in ids {
        let id = user_id(&id)?;
        if id == from.id {
            return Err(Failure::new(Code::BadInvitation, "this is your own id; invite somebody else"));
        }
        if api.handshakes()?.user(&id).await?.is_none() {
            return Err(Failure::new(Code::UserNotFound, "there is no such user; ask them for their personal link"));
        }
        invited.insert(id);
    }
    Ok(invited)
}

/// In one of the databases; where that is away, in the next one.
async fn create_somewhere(api: &Api, opening: &Opening) -> Result<(SessionId, View), Failure> {
    let shards = api.store().shards().max(1);
    let first = rand::rng().random_range(0..shards);
    let mut failure = None;
    for n in 0..shards {
        // 128 random bits: who has the id has the link.
        let id = SessionId::in_shard((first + n) % shards, &token::random_id::<16>());
        let id = id.map_err(|_| Failure::new(Code::Internal, "a random id is no id"))?;
        match api.host().create(id.clone(), opening.clone()).await {
            Ok(view) => return Ok((id, view)),
            Err(error @ HostError::Store(StoreError::Unavailable { .. })) => failure = Some(error),
            Err(error) => return Err(error.into()),
        }
    }
    Err(failure.map_or_else(|| Failure::new(Code::Internal, "there is no database"), Failure::from))
}
