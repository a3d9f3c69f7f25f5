//! Statements that every database takes as they are.

pub(crate) const HEAD: &str = "SELECT head_seq, head_hash FROM sessions WHERE id = $1";

/// For how many sessions' heads a database is asked in one statement.
pub(crate) const HEADS_CHUNK: usize = 500;

pub(crate) const POSITION: &str = "SELECT seq, hash FROM events WHERE session_id = $1 AND seq = $2";

pub(crate) const COMMAND: &str = "SELECT seq FROM events WHERE session_id = $1 AND member_id = $2 AND command_id = $3";

pub(crate) const READ: &str = "SELECT seq, at, member_id, payload, salt, payload_hash, hash FROM events \
    WHERE session_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";

macro_rules! list {
    ($which:literal, $order:literal, $later:literal, $way:literal) => {
        concat!(
            "SELECT id, state, visibility, title, host, video_id, video_url, video_kind, length_us, starts_at, \
             created_at, ended_at, members, present, peak FROM sessions WHERE visibility = 'public' AND ",
            $which,
            " AND (",
            $order,
            $later,
            "$1 OR (",
            $order,
            " = $1 AND id ",
            $later,
            "$2)) AND sought LIKE $3 ESCAPE '\\' ORDER BY ",
            $order,
            $way,
            ", id",
            $way,
            " LIMIT $4"
        )
    };
}

/// Before when and which id, the pattern of a search, how many; and the time, where it matters what lies ahead.
pub(crate) const LIST_ALL: &str = list!("1 = 1", "created_at", "<", " DESC");

pub(crate) const LIST_ENDED: &str = list!("state = 'ended'", "created_at", "<", " DESC");

pub(crate) const LIST_LIVE: &str =
    list!("state = 'live' AND (starts_at IS NULL OR starts_at <= $5)", "created_at", "<", " DESC");

/// After when and which id.
pub(crate) const LIST_PLANNED: &str = list!("state = 'live' AND starts_at > $5", "starts_at", ">", "");

pub(crate) const LISTED: &str = "SELECT id, state, visibility, title, host, video_id, video_url, video_kind, length_us, \
    starts_at, created_at, ended_at, members, present, peak FROM sessions WHERE id = $1";

/// The sessions in which a member has watched something, and when they last did.
pub(crate) const VISITS: &str = "SELECT session_id FROM playback WHERE member_id = $1 GROUP BY session_id \
    HAVING max(updated_at) < $2 OR (max(updated_at) = $2 AND session_id < $3) \
    ORDER BY max(updated_at) DESC, session_id DESC LIMIT $4";

pub(crate) const WATCHED: &str = "SELECT member_id, video_id, position_us, watched, updated_at, \
    coalesce(begun_at, updated_at) FROM playback \
    WHERE session_id = $1 AND member_id = $2 ORDER BY updated_at DESC, video_id";

pub(crate) const WATCHED_TOO: &str = "SELECT member_id FROM playback WHERE session_id = $1 AND member_id <> $2 \
    GROUP BY member_id ORDER BY max(updated_at) DESC, member_id LIMIT $3";

pub(crate) const IDS: &str = "SELECT id FROM sessions WHERE id > $1 ORDER BY id LIMIT $2";

pub(crate) const DUE: &str = "SELECT id FROM sessions WHERE wake_at IS NOT NULL AND wake_at <= $1 \
    ORDER BY wake_at LIMIT $2";

pub(crate) const PLAYBACK: &str = "SELECT member_id, video_id, position_us, watched, updated_at, \
    coalesce(begun_at, updated_at) FROM playback \
    WHERE session_id = $1 ORDER BY member_id, video_id";

pub(crate) const LEADERS: &str = "SELECT member_id, won, lost, right_picks, wrong_picks FROM prediction_scores \
    WHERE session_id = $1 ORDER BY points DESC, member_id LIMIT $2";

pub(crate) const SCORES: &str = "SELECT score.session_id, sessions.title, score.won, score.lost, score.right_picks, \
    score.wrong_picks, score.updated_at FROM prediction_scores AS score \
    JOIN sessions ON sessions.id = score.session_id WHERE score.member_id = $1 \
    AND (score.updated_at < $2 OR (score.updated_at = $2 AND score.session_id < $3)) \
    ORDER BY score.updated_at DESC, score.session_id DESC LIMIT $4";

pub(crate) const INSERT_USER: &str = "INSERT INTO users (id, name, token_hash, created_at) VALUES ($1, $2, $3, $4)";

pub(crate) const USER_BY_TOKEN: &str = "SELECT id, name, created_at FROM users WHERE token_hash = $1";

pub(crate) const USER: &str = "SELECT id, name, created_at FROM users WHERE id = $1";

pub(crate) const PROPOSE_SECRET: &str = "INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";

pub(crate) const SECRET: &str = "SELECT value FROM secrets WHERE name = $1";

pub(crate) const REPORT: &str = "INSERT INTO message_reports (session_id, message, member_id, at) \
    SELECT session_id, seq, $3, $4 FROM messages WHERE session_id = $1 AND seq = $2 AND deleted_at IS NULL \
    ON CONFLICT DO NOTHING";

pub(crate) const REPORTS: &str = "SELECT message, member_id, at FROM message_reports WHERE session_id = $1 \
    ORDER BY at DESC, message DESC, member_id LIMIT $2";

/// All messages of a session, before they are made anew.
pub(crate) const CLEAR_MESSAGES: &str = "DELETE FROM messages WHERE session_id = $1";

pub(crate) const CLEAR_REACTIONS: &str = "DELETE FROM message_reactions WHERE session_id = $1";

/// Writes nothing where there are as many as may be. The kinds are named, as nothing else tells them.
pub(crate) const INSERT_NOTE: &str = "INSERT INTO notes (session_id, id, at, author, name, text, written_at) \
    SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS BIGINT), CAST($4 AS TEXT), CAST($5 AS TEXT), \
    CAST($6 AS TEXT), CAST($7 AS BIGINT) \
    WHERE (SELECT count(*) FROM notes WHERE session_id = $1 AND author = $4) < CAST($8 AS BIGINT) \
    AND (SELECT count(*) FROM notes WHERE session_id = $1) < CAST($9 AS BIGINT)";

pub(crate) const NOTES: &str = "SELECT id, at, author, name, text, written_at FROM notes \
    WHERE session_id = $1 AND (at > $2 OR (at = $2 AND id > $3)) ORDER BY at, id LIMIT $4";

pub(crate) const NOTE: &str =
    "SELECT id, at, author, name, text, written_at FROM notes WHERE session_id = $1 AND id = $2";

pub(crate) const REMOVE_NOTE: &str = "DELETE FROM notes WHERE session_id = $1 AND id = $2";

#[cfg(test)]
pub(crate) const SHARED: &[&str] = &[
    HEAD,
    POSITION,
    COMMAND,
    READ,
    LIST_ALL,
    LIST_ENDED,
    LIST_LIVE,
    LIST_PLANNED,
    LISTED,
    VISITS,
    WATCHED,
    WATCHED_TOO,
    USER,
    IDS,
    DUE,
    PLAYBACK,
    LEADERS,
    SCORES,
    INSERT_USER,
    USER_BY_TOKEN,
    PROPOSE_SECRET,
    SECRET,
    REPORT,
    REPORTS,
    CLEAR_MESSAGES,
    CLEAR_REACTIONS,
    INSERT_NOTE,
    NOTES,
    NOTE,
    REMOVE_NOTE,
];
