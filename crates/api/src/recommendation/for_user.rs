//! `GET /api/users/me/recommendations`

use axum::Json;
use axum::extract::State;
use experiment::{UnitKind, Way};
use protocol::{Problem, Recommendations};

use super::known::known;
use super::ladder::{Step, age, descend, kept, list_of};
use super::show::Audience;
use super::trial::Trial;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;

/// Returns what I may like to watch: not what I have watched, and not what I have spoken against. `served` says how it came
/// about; it is answered as well where the worker that learns is away.
#[utoipa::path(get, path = "/api/users/me/recommendations", tag = "recommendation", security(("bearer" = [])), responses(
    (status = 200, body = Recommendations),
    (status = 401, body = Problem, content_type = "application/problem+json"),
    (status = 403, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn my_recommendations(
    State(api): State<Api>,
    identity: Identity,
) -> Result<Json<Recommendations>, Failure> {
    let user = identity.user()?;
    let known = known(kept(&api)?, std::slice::from_ref(&user.id)).await?;
    let trial = Trial::of(&api, UnitKind::User, user.id.as_str()).await;
    let own = match trial.way {
        Way::Learnt => list_of(&api, &user.id).await?,
        Way::Hot => None,
    };
    let own = own.map(|list| Step { served: age(&api, list.made_at), made_at: Some(list.made_at), items: list.items });
    let answer = descend(&api, own, &Audience { known, questions: None }).await?;
    Ok(Json(Recommendations { trial: trial.arm, ..answer }))
}
