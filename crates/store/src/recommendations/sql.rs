//! Statements that both databases take as they are; a test of each prepares all of them.

/// A session's length is the length of the video that it shows last; what stood before in its queue is as long as the catalogue
/// says.
pub(crate) const VIEWINGS: &str = "SELECT playback.session_id, playback.member_id, playback.video_id, playback.watched, \
    CASE WHEN sessions.video_id = playback.video_id THEN sessions.length_us END, videos.length_ms, playback.updated_at, \
    coalesce(playback.begun_at, playback.updated_at) FROM playback JOIN sessions ON sessions.id = playback.session_id \
    LEFT JOIN videos ON videos.id = playback.video_id \
    WHERE (playback.session_id, playback.member_id, playback.video_id) > ($1, $2, $3) \
    ORDER BY playback.session_id, playback.member_id, playback.video_id LIMIT $4";

macro_rules! people {
    () => {
        "IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)"
    };
}

/// Nobody's id is empty.
pub(crate) const KNOWN_TO: &str = concat!(
    "SELECT video_id FROM (SELECT video_id, updated_at AS at FROM playback WHERE member_id ",
    people!(),
    " UNION ALL SELECT video_id, at FROM recommendation_feedback WHERE user_id ",
    people!(),
    ") AS known GROUP BY video_id ORDER BY max(at) DESC, video_id LIMIT $21"
);

/// Of how many people [`KNOWN_TO`] tells at a time.
pub(crate) const PEOPLE_AT_ONCE: usize = 20;

pub(crate) const SHOWN_VIDEO: &str = "SELECT id, video_url, video_kind, title, length_us, created_at FROM sessions \
    WHERE video_id = $1 AND visibility = 'public' ORDER BY created_at DESC, id DESC LIMIT 1";

/// Who has been erased meanwhile gets no list. What lies minutes ahead was written by a clock that ran ahead.
pub(crate) const PUT_LIST: &str = "INSERT INTO recommendations (subject, variant, made_at, items) \
    SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS TEXT) \
    WHERE CAST($1 AS TEXT) = '' OR EXISTS (SELECT 1 FROM users WHERE id = CAST($1 AS TEXT)) \
    ON CONFLICT (subject, variant) DO UPDATE SET made_at = excluded.made_at, items = excluded.items \
    WHERE recommendations.made_at <= excluded.made_at OR recommendations.made_at > excluded.made_at + 300000";

pub(crate) const LIST: &str = "SELECT made_at, items FROM recommendations WHERE subject = $1 AND variant = $2";

pub(crate) const RENEW_LISTS: &str = "UPDATE recommendations SET made_at = $2 WHERE made_at = $1";

pub(crate) const RENEW_CIRCLES: &str = "UPDATE circles SET made_at = $2 WHERE made_at = $1";

pub(crate) const SWEEP_LISTS: &str = "DELETE FROM recommendations WHERE made_at < $1";

/// Unless one of its members is not written down. Of times that lie ahead likewise.
pub(crate) const PUT_CIRCLE: &str = "INSERT INTO circles (circle, videos, served, made_at, items) \
    SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS BIGINT), CAST($5 AS TEXT) \
    WHERE (SELECT count(*) FROM circle_members WHERE circle = CAST($1 AS TEXT)) = CAST($6 AS BIGINT) \
    ON CONFLICT (circle) DO UPDATE SET videos = excluded.videos, served = excluded.served, \
    made_at = excluded.made_at, items = excluded.items \
    WHERE circles.made_at <= excluded.made_at OR circles.made_at > excluded.made_at + 300000";

/// Who has been erased meanwhile is in no circle.
pub(crate) const PUT_CIRCLE_MEMBER: &str = "INSERT INTO circle_members (circle, member_id) \
    SELECT CAST($1 AS TEXT), CAST($2 AS TEXT) WHERE EXISTS (SELECT 1 FROM users WHERE id = CAST($2 AS TEXT)) \
    ON CONFLICT DO NOTHING";

pub(crate) const CIRCLE: &str = "SELECT videos, served, made_at, items FROM circles WHERE circle = $1";

pub(crate) const SWEEP_CIRCLES: &str = "DELETE FROM circles WHERE made_at < $1";

pub(crate) const SWEEP_CIRCLE_MEMBERS: &str =
    "DELETE FROM circle_members WHERE circle NOT IN (SELECT circle FROM circles)";

pub(crate) const RATINGS: &str = "SELECT user_id, video_id, feedback, at FROM recommendation_feedback \
    WHERE feedback IN ('liked', 'disliked') AND (user_id, video_id) > ($1, $2) ORDER BY user_id, video_id LIMIT $3";

pub(crate) const PUT_FEEDBACK: &str = "INSERT INTO recommendation_feedback (user_id, video_id, feedback, at) \
    VALUES ($1, $2, $3, $4) ON CONFLICT (user_id, video_id) DO UPDATE SET feedback = excluded.feedback, at = excluded.at";

pub(crate) const FORGET_FEEDBACK: &str = "DELETE FROM recommendation_feedback WHERE user_id = $1 AND video_id NOT IN \
    (SELECT video_id FROM recommendation_feedback WHERE user_id = $1 ORDER BY at DESC, video_id LIMIT $2)";

pub(crate) const FEEDBACK: &str =
    "SELECT video_id, feedback FROM recommendation_feedback WHERE user_id = $1 ORDER BY at DESC, video_id";

/// All of them.
#[cfg(test)]
pub(crate) const ALL: &[&str] = &[
    VIEWINGS,
    KNOWN_TO,
    SHOWN_VIDEO,
    PUT_LIST,
    LIST,
    RENEW_LISTS,
    RENEW_CIRCLES,
    SWEEP_LISTS,
    PUT_CIRCLE,
    PUT_CIRCLE_MEMBER,
    CIRCLE,
    SWEEP_CIRCLES,
    SWEEP_CIRCLE_MEMBERS,
    RATINGS,
    PUT_FEEDBACK,
    FORGET_FEEDBACK,
    FEEDBACK,
];
