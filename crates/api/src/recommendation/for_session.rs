//! `GET /api/sessions/{id}/recommendations`

use std::collections::{BTreeMap, BTreeSet};

use axum::Json;
use axum::extract::State;
use experiment::{UnitKind, Way};
use futures_util::future::try_join_all;
use host::View;
use protocol::{Problem, Recommendations, Served};
use recommend::together::{self, Common, Member};
use session::{MemberId, Refusal, VideoId};
use store::{StoredCircle, StoredReason, StoredRecommendation, StoredRecommendations, Subject};

use super::known::known;
use super::ladder::{Step, circle_of, descend, kept, list_of};
use super::questions::Questions;
use super::show::Audience;
use super::trial::Trial;
use crate::body::PathId;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;

/// For how many of those present a list is made, the first by id: one list pleases no larger crowd.
const PEOPLE_MAX: usize = 32;
/// Of how many of those present nothing is recommended that they know.
const KNOWING_MAX: usize = 200;
const LIST_MAX: usize = 60;

/// Returns what those present may like to watch together: nothing that one of them has watched or spoken against, and among the
/// reasons nothing but what all of them have watched together. For members of the session.
#[utoipa::path(get, path = "/api/sessions/{id}/recommendations", tag = "recommendation", security(("bearer" = [])),
    params(("id" = String, Path, description = "the session's id")),
    responses(
        (status = 200, body = Recommendations),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn session_recommendations(
    State(api): State<Api>,
    identity: Identity,
    PathId(id): PathId,
) -> Result<Json<Recommendations>, Failure> {
    let (id, session) = api.session(&id)?;
    let me = identity.member_in(&id)?;
    let view = session.view().await?;
    present(&view, &me)?;
    let questions = Questions::of(me);
    let people = people(&view);
    let mut known = known(kept(&api)?, &people).await?;
    known.insert(view.session.screen().video.clone());
    let trial = Trial::of(&api, UnitKind::Circle, id.as_str()).await;
    let first = match trial.way {
        Way::Learnt => together(&api, &people, &known).await?,
        Way::Hot => None,
    };
    let answer = descend(&api, first, &Audience { known, questions: Some(questions) }).await?;
    Ok(Json(Recommendations { trial: trial.arm, ..answer }))
}

/// Refuses who is not in the session now.
pub(super) fn present(view: &View, me: &MemberId) -> Result<(), Failure> {
    let is_present = view.session.member(me).is_some_and(|member| member.joined.is_some());
    is_present.then_some(()).ok_or_else(|| Refusal::NotAMember.into())
}

/// Returns who is in a session now, the first by id where they are very many.
pub(super) fn people(view: &View) -> Vec<MemberId> {
    let present = view.session.members().filter(|(_, member)| member.joined.is_some());
    present.map(|(id, _)| id.clone()).take(KNOWING_MAX).collect()
}

/// One list from those of several people, and from what they have in common where they are a circle.
async fn together(api: &Api, people: &[MemberId], known: &BTreeSet<VideoId>) -> Result<Option<Step>, Failure> {
    let heard = &people[..people.len().min(PEOPLE_MAX)];
    let lists = try_join_all(heard.iter().map(|user| list_of(api, user))).await?;
    let lists: Vec<_> = lists.into_iter().flatten().collect();
    let circle = circle_of(api, people).await?;
    Ok(combined(&lists, circle.as_ref(), known))
}

/// Of anybody's own history nothing is named.
fn combined(lists: &[StoredRecommendations], circle: Option<&StoredCircle>, known: &BTreeSet<VideoId>) -> Option<Step> {
    let made_at = lists.iter().map(|list| list.made_at).chain(circle.map(|circle| circle.made_at)).min()?;
    let (mut numbers, mut videos) = (BTreeMap::new(), Vec::new());
    let mut number = |video: &VideoId| {
        *numbers.entry(video.clone()).or_insert_with(|| {
            videos.push(video.clone());
            u32::try_from(videos.len() - 1).unwrap_or(u32::MAX)
        })
    };
    let mut ranking = |items: &[StoredRecommendation]| -> Vec<u32> {
        items.iter().filter(|item| !known.contains(&item.video)).map(|item| number(&item.video)).collect()
    };
    let rankings: Vec<(f64, Vec<u32>)> =
        lists.iter().map(|list| (served(circle, list), ranking(&list.items))).collect();
    let common = circle.map(|circle| (circle.videos as usize, ranking(&circle.items)));
    let members: Vec<Member<'_>> =
        rankings.iter().map(|(served, ranking)| Member { ranking, served: *served }).collect();
    let common = common.as_ref().map(|(videos, ranking)| Common { ranking, videos: *videos });
    let ranked = together::list(&members, common.as_ref(), &BTreeSet::new(), LIST_MAX);
    let reasons: BTreeMap<&VideoId, &Vec<StoredReason>> =
        circle.into_iter().flat_map(|circle| &circle.items).map(|item| (&item.video, &item.reasons)).collect();
    let item = |ranked: &together::Ranked| {
        #[expect(clippy::cast_possible_truncation, reason = "a score fits a float well enough")]
        let score = ranked.score as f32;
        let video = videos.get(ranked.video as usize)?.clone();
        let in_common = reasons.get(&video).filter(|reasons| !reasons.is_empty());
        let reasons = in_common.map_or_else(|| vec![StoredReason::Fits], |reasons| (*reasons).clone());
        Some(StoredRecommendation { video, score, reasons })
    };
    let items = ranked.iter().filter_map(item).collect();
    Some(Step { served: Served::Combined, made_at: Some(made_at), items })
}

/// How well somebody was served when this circle last watched together.
fn served(circle: Option<&StoredCircle>, list: &StoredRecommendations) -> f64 {
    let Subject::User(user) = &list.subject else { return 0.0 };
    circle.and_then(|circle| circle.members.get(user)).map_or(0.0, |served| f64::from(*served))
}
