//! `POST /api/users/me/recommendations/feedback`

use axum::extract::State;
use axum::http::StatusCode;
use protocol::{Code, FeedbackWord, Problem, RecommendationFeedback};
use session::VideoId;
use store::Feedback;

use super::ladder::kept;
use crate::body::Body;
use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;

/// About how many videos somebody's word is kept, the last.
const FEEDBACK_MAX: u32 = 2_000;

/// Says that I do not want a video, or know it already, or how it was. It is not recommended to me any more, nor where I am
/// present. The last word counts.
#[utoipa::path(post, path = "/api/users/me/recommendations/feedback", tag = "recommendation", security(("bearer" = [])),
    request_body = RecommendationFeedback,
    responses(
        (status = 204, description = "it is kept"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn give_feedback(
    State(api): State<Api>,
    identity: Identity,
    Body(RecommendationFeedback { video, feedback }): Body<RecommendationFeedback>,
) -> Result<StatusCode, Failure> {
    let user = identity.user()?;
    let unknown = |_| {
        Failure::new(
            Code::BadRequest,
            "`video` is no id of a video; take one from the recommendations, or from a session",
        )
    };
    let video = VideoId::parse(&video).map_err(unknown)?;
    let feedback = match feedback {
        FeedbackWord::NotInterested => Feedback::NotInterested,
        FeedbackWord::Seen => Feedback::Seen,
        FeedbackWord::Liked => Feedback::Liked,
        FeedbackWord::Disliked => Feedback::Disliked,
    };
    let now = api.host().clock().now();
    kept(&api)?.put_feedback(&user.id, &video, feedback, now, FEEDBACK_MAX).await?;
    Ok(StatusCode::NO_CONTENT)
}
