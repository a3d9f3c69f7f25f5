//! `GET /api/sessions/{id}/knocks`, and `GET` and `DELETE /api/knocks/{id}`, `POST /api/knocks/{id}/let-in` and
//! `…/turn-away`

use axum::Json;
use axum::extract::State;
use protocol::{Code, Knock, KnockList, Problem};
use session::{MemberId, Refusal};
use store::{KnockState, StoredKnock};

use crate::body::PathId;
use crate::failure::Failure;
use crate::handshake::{self, LET_IN_FOR_MS, may_let_in, members_who_let_in};
use crate::identity::Identity;
use crate::state::Api;

/// Returns who waits at a session's door, the first to come first. For those who may let them in.
#[utoipa::path(get, path = "/api/sessions/{id}/knocks", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")),
    responses(
        (status = 200, body = KnockList),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list_knocks(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
) -> Result<Json<KnockList>, Failure> {
    let (id, session) = api.session(&id)?;
    let me = identity.member_in(&id)?;
    let now = api.host().clock().now();
    may_let_in(&session.view().await?.session, &me, now)?;
    let knocks = api.handshakes()?.knocks_at(&id, now).await?;
    Ok(Json(KnockList { knocks: knocks.iter().map(handshake::knock).collect() }))
}

/// Returns a knock of mine, or at a door that I may open: for who waits without a live socket. Who waits at a session that has
/// ended is told so.
#[utoipa::path(get, path = "/api/knocks/{id}", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the knock's id")),
    responses(
        (status = 200, body = Knock),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn get_knock(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
) -> Result<Json<Knock>, Failure> {
    let (knock, me) = mine_or_at_my_door(&api, &identity, &id).await?;
    if knock.user == me && knock.state == KnockState::Waiting && handshake::is_over(&api, &knock.session).await? {
        return Err(Refusal::SessionEnded.into());
    }
    let may = knock.user == me || opens(&api, &knock, &me).await?;
    if may { Ok(Json(handshake::knock(&knock))) } else { Err(not_found()) }
}

/// Lets somebody in: they may come for an hour.
#[utoipa::path(post, path = "/api/knocks/{id}/let-in", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the knock's id")),
    responses(
        (status = 200, body = Knock),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn let_in(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
) -> Result<Json<Knock>, Failure> {
    answer(&api, &identity, &id, KnockState::LetIn).await
}

/// Turns somebody away: they may knock again after a minute, three times in all.
#[utoipa::path(post, path = "/api/knocks/{id}/turn-away", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the knock's id")),
    responses(
        (status = 200, body = Knock),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn turn_away(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
) -> Result<Json<Knock>, Failure> {
    answer(&api, &identity, &id, KnockState::TurnedAway).await
}

/// Goes away from the door.
#[utoipa::path(delete, path = "/api/knocks/{id}", tag = "session", security(("bearer" = [])),
    params(("id" = String, Path, description = "the knock's id")),
    responses(
        (status = 200, body = Knock),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn withdraw_knock(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
) -> Result<Json<Knock>, Failure> {
    answer(&api, &identity, &id, KnockState::Withdrawn).await
}

/// Settles a knock once. Who comes second gets what it is by then, whatever they wanted.
async fn answer(api: &Api, identity: &Identity, id: &str, to: KnockState) -> Result<Json<Knock>, Failure> {
    let (knock, me) = mine_or_at_my_door(api, identity, id).await?;
    api.limits().command(&me)?;
    let may = match to {
        KnockState::Withdrawn => knock.user == me,
        KnockState::Waiting | KnockState::LetIn | KnockState::TurnedAway | KnockState::Expired => {
            opens(api, &knock, &me).await?
        }
    };
    if !may {
        return Err(not_found());
    }
    let now = api.host().clock().now();
    let answered = StoredKnock {
        state: to,
        updated_at: now,
        expires_at: now.plus_ms(LET_IN_FOR_MS),
        answered_by: Some(me),
        ..knock.clone()
    };
    if api.handshakes()?.settle_knock(&answered).await? {
        api.host().tell_user(&knock.user).await;
        let view = api.host().session(knock.session.clone()).view().await?;
        for host in members_who_let_in(&view.session, now) {
            api.host().tell_user(&host).await;
        }
    }
    let knock = api.handshakes()?.knock_by_id(id, now).await?.ok_or_else(not_found)?;
    Ok(Json(handshake::knock(&knock)))
}

async fn mine_or_at_my_door(api: &Api, identity: &Identity, id: &str) -> Result<(StoredKnock, MemberId), Failure> {
    let knock = api.handshakes()?.knock_by_id(id, api.host().clock().now()).await?.ok_or_else(not_found)?;
    let me = identity.member_in(&knock.session).map_err(|_| not_found())?;
    Ok((knock, me))
}

async fn opens(api: &Api, knock: &StoredKnock, me: &MemberId) -> Result<bool, Failure> {
    let view = api.host().session(knock.session.clone()).view().await?;
    Ok(may_let_in(&view.session, me, api.host().clock().now()).is_ok())
}

/// Whoever it is not for is told that there is none.
fn not_found() -> Failure {
    Failure::new(Code::KnockNotFound, "nobody knocks under this id; look who waits again")
}
