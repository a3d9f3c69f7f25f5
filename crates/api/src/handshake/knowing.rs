//! Who may know that a session exists. Of a private one, everybody else is told that there is none.

use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts as _, Path, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use host::{SessionHandle, View};
use serde::Deserialize;
use session::{SessionId, Visibility};

use super::door::{Standing, link_in, opens_with, standing};
use crate::failure::Failure;
use crate::identity::{Identity, MaybeIdentity};
use crate::state::Api;

/// Where in a path a session's id stands.
#[derive(Deserialize)]
pub(crate) struct InPath {
    id: String,
}

/// Stands before the addresses of a session, whichever service they are of. Where the token or the link comes another way
/// (to join, and over a socket), the handler asks.
pub(crate) async fn who_may_know(
    State(api): State<Api>,
    path: Result<Path<InPath>, PathRejection>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let Path(InPath { id }) = path.map_err(|_| Failure::session_not_found())?;
    let (id, _) = api.session(&id)?;
    if api.visibility(&id).await? != Visibility::Private {
        return Ok(next.run(request).await);
    }
    let (mut parts, body) = request.into_parts();
    // Whoever has a wrong token is nobody here.
    let identity = MaybeIdentity::from_request_parts(&mut parts, &api).await.ok().and_then(|MaybeIdentity(who)| who);
    if !knows(&api, &id, identity.as_ref(), link_in(&parts.headers)).await? {
        return Err(Failure::session_not_found());
    }
    Ok(next.run(Request::from_parts(parts, body)).await)
}

/// Refuses whoever may not know of a session, in the words for one that is not there.
pub(crate) async fn may_know(
    api: &Api,
    session: &SessionId,
    identity: Option<&Identity>,
    link: Option<&str>,
) -> Result<(), Failure> {
    let visibility = api.visibility(session).await?;
    may_know_one(api, (session, visibility), identity, link).await
}

/// Returns a session as it is loaded here, to whoever may know of it. That asks the database for nothing, unless the session is
/// private.
pub(crate) async fn view_for(
    api: &Api,
    (id, session): (&SessionId, &SessionHandle),
    identity: Option<&Identity>,
    link: Option<&str>,
) -> Result<View, Failure> {
    match session.view().await {
        Ok(view) => {
            may_know_one(api, (id, view.session.settings().visibility), identity, link).await?;
            Ok(view)
        }
        Err(error) => {
            may_know(api, id, identity, link).await?;
            Err(error.into())
        }
    }
}

async fn may_know_one(
    api: &Api,
    (session, visibility): (&SessionId, Visibility),
    identity: Option<&Identity>,
    link: Option<&str>,
) -> Result<(), Failure> {
    if visibility == Visibility::Private && !knows(api, session, identity, link).await? {
        return Err(Failure::session_not_found());
    }
    Ok(())
}

/// Returns whether somebody has been in a session, was invited or let in, or has an invite link that is good.
async fn knows(
    api: &Api,
    session: &SessionId,
    identity: Option<&Identity>,
    link: Option<&str>,
) -> Result<bool, Failure> {
    if let Some(member) = identity.and_then(|identity| identity.member_in(session).ok()) {
        match standing(api, session, &member).await? {
            Standing::Expected => return Ok(true),
            Standing::Banned(_) => return Ok(false),
            Standing::Stranger => {}
        }
    }
    let Some(link) = link else { return Ok(false) };
    Ok(opens_with(api, session, link).await.is_ok())
}
