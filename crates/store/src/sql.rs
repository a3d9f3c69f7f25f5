//! Statements that every database takes as they are.

pub(crate) const HEAD: &str = "SELECT head_seq, head_hash FROM sessions WHERE id = $1";

/// For how many sessions' heads a database is asked in one statement.
pub(crate) const HEADS_CHUNK: usize = 500;

pub(crate) const POSITION: &str = "SELECT seq, hash FROM events WHERE session_id = $1 AND seq = $2";

pub(crate) const COMMAND: &str = "SELECT seq FROM events WHERE session_id = $1 AND member_id = $2 AND command_id = $3";

pub(crate) const READ: &str = "SELECT seq, at, member_id, payload, salt, payload_hash, hash FROM events \
    WHERE session_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";

macro_rules! list {
    ($which:literal, $created:literal, $id:literal, $limit:literal) => {
        concat!(
            "SELECT id, state, visibility, title, host, video_id, video_url, video_kind, length_us, created_at, \
             ended_at, members, present, peak FROM sessions WHERE visibility = 'public' AND ",
            $which,
            "(created_at < ",
            $created,
            " OR (created_at = ",
            $created,
            " AND id < ",
            $id,
            ")) \
             ORDER BY created_at DESC, id DESC LIMIT ",
            $limit
        )
    };
}

pub(crate) const LIST_ALL: &str = list!("", "$1", "$2", "$3");

pub(crate) const LIST_BY_STATE: &str = list!("state = $1 AND ", "$2", "$3", "$4");

pub(crate) const SUMMARY: &str = "SELECT id, state, visibility, title, host, video_id, video_url, video_kind, length_us, \
    created_at, ended_at, members, present, peak FROM sessions WHERE id = $1";

pub(crate) const IDS: &str = "SELECT id FROM sessions WHERE id > $1 ORDER BY id LIMIT $2";

pub(crate) const DUE: &str = "SELECT id FROM sessions WHERE wake_at IS NOT NULL AND wake_at <= $1 \
    ORDER BY wake_at LIMIT $2";

pub(crate) const PLAYBACK: &str = "SELECT member_id, video_id, position_us, watched, updated_at FROM playback \
    WHERE session_id = $1 ORDER BY member_id, video_id";

pub(crate) const INSERT_USER: &str = "INSERT INTO users (id, name, token_hash, created_at) VALUES ($1, $2, $3, $4)";

pub(crate) const USER_BY_TOKEN: &str = "SELECT id, name, created_at FROM users WHERE token_hash = $1";

pub(crate) const PROPOSE_SECRET: &str = "INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";

pub(crate) const SECRET: &str = "SELECT value FROM secrets WHERE name = $1";

#[cfg(test)]
pub(crate) const SHARED: &[&str] = &[
    HEAD,
    POSITION,
    COMMAND,
    READ,
    LIST_ALL,
    LIST_BY_STATE,
    SUMMARY,
    IDS,
    DUE,
    PLAYBACK,
    INSERT_USER,
    USER_BY_TOKEN,
    PROPOSE_SECRET,
    SECRET,
];
