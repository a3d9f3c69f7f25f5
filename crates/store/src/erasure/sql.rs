//! Statements that every database takes as they are, and the table of what is held about people.

use super::contract::HeldPart;
use crate::tables::Kind::{Number, Text};

macro_rules! held {
    ($name:literal, $about:literal, $of_sessions:literal, [$(($column:literal, $kind:ident)),*], $from:literal) => {
        HeldPart {
            name: $name,
            about: $about,
            sql: concat!("SELECT ", held!(@list $($column),*), " FROM ", $from, " ORDER BY 1, 2, 3 LIMIT $2 OFFSET $3"),
            names: &[$($column),*],
            kinds: &[$($kind),*],
            is_of_sessions: $of_sessions,
        }
    };
    (@list $first:literal $(, $next:literal)*) => { concat!($first $(, ", ", $next)*) };
}

/// Everything that is held about somebody outside of logs. A table of which nothing stands here is named in
/// `NOT_ABOUT_PEOPLE`, or made from the logs.
pub const HELD: &[HeldPart] = &[
    held!(
        "user",
        "who you are here",
        false,
        [("id", Text), ("name", Text), ("created_at", Number)],
        "users WHERE id = $1"
    ),
    held!(
        "sign_in",
        "where you are signed in, or were a while ago",
        false,
        [
            ("id", Text),
            ("way", Text),
            ("agent", Text),
            ("created_at", Number),
            ("last_seen_at", Number),
            ("revoked_at", Number)
        ],
        "sign_ins WHERE user_id = $1"
    ),
    held!(
        "password",
        "you sign in with this name and a password; the password itself is kept nowhere",
        false,
        [("name", Text), ("name_key", Text), ("updated_at", Number)],
        "passwords WHERE user_id = $1"
    ),
    held!(
        "passkey",
        "you sign in with this passkey",
        false,
        [("id", Text), ("name", Text), ("created_at", Number), ("used_at", Number)],
        "passkeys WHERE user_id = $1"
    ),
    held!(
        "openid",
        "you sign in through this identity provider",
        false,
        [("issuer", Text), ("subject", Text), ("created_at", Number)],
        "openid_subjects WHERE user_id = $1"
    ),
    held!(
        "operator",
        "you look after this server",
        false,
        [("id", Text), ("name", Text), ("since", Number)],
        "operators JOIN users ON users.id = operators.user_id WHERE operators.user_id = $1"
    ),
    held!(
        "invitation",
        "somebody was asked into a session: by you, or you",
        false,
        [
            ("id", Text),
            ("session_id", Text),
            ("from_id", Text),
            ("to_id", Text),
            ("state", Text),
            ("created_at", Number),
            ("expires_at", Number),
            ("updated_at", Number)
        ],
        "invitations WHERE from_id = $1 OR to_id = $1"
    ),
    held!(
        "knock",
        "you knocked at a session's door",
        false,
        [
            ("id", Text),
            ("session_id", Text),
            ("name", Text),
            ("state", Text),
            ("created_at", Number),
            ("expires_at", Number),
            ("updated_at", Number)
        ],
        "knocks WHERE user_id = $1"
    ),
    held!(
        "link",
        "you made an invite link",
        false,
        [
            ("id", Text),
            ("session_id", Text),
            ("role", Text),
            ("created_at", Number),
            ("expires_at", Number),
            ("uses_max", Number),
            ("uses", Number),
            ("revoked_at", Number)
        ],
        "links WHERE created_by = $1"
    ),
    held!(
        "code",
        "your personal code",
        false,
        [("code", Text), ("kind", Text), ("created_at", Number)],
        "codes WHERE kind = 'user' AND target = $1"
    ),
    held!(
        "playback",
        "how far you are in a video of a session, and what you have seen of it, in microseconds",
        true,
        [
            ("session_id", Text),
            ("video_id", Text),
            ("position_us", Number),
            ("watched", Text),
            ("updated_at", Number),
            ("begun_at", Number)
        ],
        "playback WHERE member_id = $1"
    ),
    held!(
        "score",
        "what your predictions have come to in a session",
        true,
        [
            ("session_id", Text),
            ("points", Number),
            ("won", Number),
            ("lost", Number),
            ("right_picks", Number),
            ("wrong_picks", Number),
            ("updated_at", Number)
        ],
        "prediction_scores WHERE member_id = $1"
    ),
    held!(
        "note",
        "you wrote this to a moment of a replay",
        true,
        [("session_id", Text), ("id", Text), ("at", Number), ("name", Text), ("text", Text), ("written_at", Number)],
        "notes WHERE author = $1"
    ),
    held!(
        "report",
        "you reported this message to the moderators",
        true,
        [("session_id", Text), ("message", Number), ("at", Number)],
        "message_reports WHERE member_id = $1"
    ),
    held!(
        "series",
        "a series of yours",
        false,
        [
            ("id", Text),
            ("title", Text),
            ("visibility", Text),
            ("state", Text),
            ("weekly", Text),
            ("time_zone", Text),
            ("created_at", Number),
            ("updated_at", Number)
        ],
        "series WHERE owner = $1"
    ),
    held!(
        "regular",
        "you have been at an evening of this series",
        false,
        [("series_id", Text), ("title", Text), ("weekly", Text)],
        "regulars JOIN series ON series.id = regulars.series_id WHERE regulars.member_id = $1"
    ),
    held!(
        "recommendation",
        "what you may like, as it was last worked out, best first",
        false,
        [("variant", Text), ("made_at", Number), ("items", Text)],
        "recommendations WHERE subject = $1"
    ),
    held!(
        "feedback",
        "what you said to a recommendation",
        false,
        [("video_id", Text), ("feedback", Text), ("at", Number)],
        "recommendation_feedback WHERE user_id = $1"
    ),
    held!(
        "circle",
        "you watch together with the same people: what you may all like, and how well each of you was served",
        false,
        [("videos", Number), ("served", Text), ("made_at", Number), ("items", Text)],
        "circle_members JOIN circles ON circles.circle = circle_members.circle WHERE circle_members.member_id = $1"
    ),
    held!(
        "reported",
        "this message of yours was reported to the moderators; by whom is theirs",
        true,
        [("session_id", Text), ("message", Number), ("at", Number)],
        "(SELECT report.session_id, report.message, report.at FROM message_reports AS report JOIN messages AS said \
         ON said.session_id = report.session_id AND said.seq = report.message WHERE said.member_id = $1) AS reported"
    ),
    held!(
        "exposure",
        "which arm of an experiment you were shown",
        false,
        [("experiment", Text), ("phase", Number), ("arm", Text), ("is_delivered", Number), ("first_at", Number)],
        "exposures WHERE unit = $1"
    ),
    held!(
        "outcome",
        "what an experiment counted of you",
        false,
        [("experiment", Text), ("phase", Number), ("metric", Text), ("numerator", Number), ("denominator", Number)],
        "experiment_outcomes WHERE unit = $1"
    ),
    held!(
        "former_outcome",
        "what experiments counted of you on a day, while an older version of the server was at work",
        false,
        [("metric", Text), ("day", Number), ("numerator", Number), ("denominator", Number)],
        "outcomes WHERE unit = $1"
    ),
];

/// Tables that hold nothing about a person that is not in a log too, or nothing at all.
#[cfg(test)]
pub(crate) const NOT_ABOUT_PEOPLE: &[&str] = &[
    "secrets",
    "sessions",
    "events",
    "doors",
    "messages",
    "message_reactions",
    "erasures",
    "evenings",
    "spent",
    "jobs",
    "experiments",
    "experiment_phases",
    "counted_phases",
    "experiment_results",
    "videos",
    "circles",
];

/// The session's id comes first in the key of the log, so that a session without anybody of that id costs its own entries.
pub(crate) const NAMING: &str = "SELECT id, CASE WHEN EXISTS (SELECT 1 FROM events WHERE session_id = sessions.id \
    AND (member_id = $1 OR payload LIKE $2 ESCAPE '\\')) THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END \
    FROM sessions WHERE id > $3 ORDER BY id LIMIT $4";

pub(crate) const BEGIN: &str = "INSERT INTO erasures (user_id, asked_at, reached, passes, due_at) \
    SELECT id, CAST($2 AS BIGINT), '', 0, 0 FROM users WHERE id = $1 ON CONFLICT DO NOTHING";

pub(crate) const FORGET_NAME: &str = "UPDATE users SET name = $2, token_hash = id WHERE id = $1";

/// From here on no token is theirs, also where the rest cannot be taken out just now.
pub(crate) const SIGN_OUT: &str =
    "UPDATE sign_ins SET revoked_at = $2, agent = '' WHERE user_id = $1 AND revoked_at IS NULL";

/// Nobody signs in as them again.
pub(crate) const FORGET_WAYS: &[&str] = &[
    "DELETE FROM passwords WHERE user_id = $1",
    "DELETE FROM passkeys WHERE user_id = $1",
    "DELETE FROM openid_subjects WHERE user_id = $1",
];

pub(crate) const DUE: &str =
    "SELECT user_id, reached, passes, due_at FROM erasures WHERE due_at <= $1 ORDER BY due_at, user_id LIMIT 1";

pub(crate) const KEEP: &str =
    "UPDATE erasures SET reached = $3, passes = $4, due_at = $5 WHERE user_id = $1 AND due_at = $2";

pub(crate) const END: &str = "DELETE FROM erasures WHERE user_id = $1";

/// In this order: what points to users goes before them, and what is only written for users after them.
pub(crate) const ERASE_USER: &[&str] = &[
    "DELETE FROM invitations WHERE from_id = $1 OR to_id = $1",
    "DELETE FROM knocks WHERE user_id = $1",
    "UPDATE knocks SET answered_by = NULL WHERE answered_by = $1",
    "DELETE FROM links WHERE created_by = $1",
    "DELETE FROM codes WHERE kind = 'user' AND target = $1",
    "DELETE FROM regulars WHERE member_id = $1 OR series_id IN (SELECT id FROM series WHERE owner = $1)",
    "DELETE FROM evenings WHERE series_id IN (SELECT id FROM series WHERE owner = $1)",
    "DELETE FROM series WHERE owner = $1",
    "DELETE FROM passwords WHERE user_id = $1",
    "DELETE FROM passkeys WHERE user_id = $1",
    "DELETE FROM openid_subjects WHERE user_id = $1",
    "DELETE FROM sign_ins WHERE user_id = $1",
    "DELETE FROM operators WHERE user_id = $1",
    "DELETE FROM exposures WHERE unit = $1",
    "DELETE FROM experiment_outcomes WHERE unit = $1",
    "DELETE FROM outcomes WHERE unit = $1",
    "DELETE FROM recommendation_feedback WHERE user_id = $1",
    "DELETE FROM users WHERE id = $1",
    "DELETE FROM recommendations WHERE subject = $1",
    "DELETE FROM circles WHERE circle IN (SELECT circle FROM circle_members WHERE member_id = $1)",
    "DELETE FROM circle_members WHERE circle IN (SELECT circle FROM circle_members WHERE member_id = $1)",
];

pub(crate) const ERASE_TRACES: &[&str] = &[
    "DELETE FROM playback WHERE member_id = $1",
    "DELETE FROM prediction_scores WHERE member_id = $1",
    "DELETE FROM notes WHERE author = $1",
    "DELETE FROM message_reports WHERE member_id = $1",
];

/// Of one session. Reactions and reports go before the messages by which they are found.
pub(crate) const ERASE_MESSAGES: &[&str] = &[
    "DELETE FROM message_reactions WHERE session_id = $1 AND (member_id = $2 \
     OR message IN (SELECT seq FROM messages WHERE session_id = $1 AND member_id = $2))",
    "DELETE FROM message_reports WHERE session_id = $1 \
     AND message IN (SELECT seq FROM messages WHERE session_id = $1 AND member_id = $2)",
    "DELETE FROM messages WHERE session_id = $1 AND member_id = $2",
];

/// Unless the entry has changed since it was read.
pub(crate) const REWRITE: &str =
    "UPDATE events SET payload = $3, salt = $4 WHERE session_id = $1 AND seq = $2 AND salt = $5";

#[cfg(test)]
pub(crate) fn all() -> impl Iterator<Item = &'static &'static str> {
    let lists = [FORGET_WAYS, ERASE_USER, ERASE_TRACES, ERASE_MESSAGES];
    let single = [&NAMING, &BEGIN, &FORGET_NAME, &SIGN_OUT, &DUE, &KEEP, &END, &REWRITE];
    single.into_iter().chain(lists.into_iter().flatten()).chain(HELD.iter().map(|part| &part.sql))
}

#[cfg(test)]
mod tests {
    use super::{HELD, NOT_ABOUT_PEOPLE};
    use crate::tables::TABLES;

    /// ERA-8
    #[test]
    fn no_table_is_forgotten() {
        for table in TABLES {
            let held = HELD.iter().any(|part| part.sql.contains(&format!("FROM {} ", table.name)));
            let is_other = NOT_ABOUT_PEOPLE.contains(&table.name);
            assert!(held != is_other, "{}: say what of it is about a person, and erase it", table.name);
        }
    }
}
