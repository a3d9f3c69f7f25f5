//! Every statement, so that a test can prepare each.

pub(super) const HEAD: &str = "SELECT head_seq, head_hash FROM sessions WHERE id = $1";

pub(super) const POSITION: &str = "SELECT seq, hash FROM events WHERE session_id = $1 AND seq = $2";

pub(super) const COMMAND: &str = "SELECT seq FROM events WHERE session_id = $1 AND member_id = $2 AND command_id = $3";

pub(super) const READ: &str = "SELECT seq, at, member_id, payload, salt, payload_hash, hash FROM events \
    WHERE session_id = $1 AND seq > $2 ORDER BY seq LIMIT $3";

pub(super) const INSERT_SESSION: &str = "INSERT INTO sessions (id, head_seq, head_hash, wake_at, state, visibility, \
    title, host, video_id, video_url, video_kind, length_us, created_at, ended_at, members, present, peak) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

pub(super) const UPDATE_SESSION: &str = "UPDATE sessions SET head_seq = $2, head_hash = $3, wake_at = $4, state = $5, \
    visibility = $6, title = $7, host = $8, video_id = $9, video_url = $10, video_kind = $11, length_us = $12, \
    created_at = $13, ended_at = $14, members = $15, present = $16, peak = $17 WHERE id = $1";

pub(super) const INSERT_EVENT: &str = "INSERT INTO events \
    (session_id, seq, at, member_id, command_id, payload, salt, payload_hash, hash) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

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

pub(super) const LIST_ALL: &str = list!("", "$1", "$2", "$3");

pub(super) const LIST_BY_STATE: &str = list!("state = $1 AND ", "$2", "$3", "$4");

pub(super) const IDS: &str = "SELECT id FROM sessions WHERE id > $1 ORDER BY id LIMIT $2";

/// Rows are numbered in the order in which they were written.
pub(super) const NEWEST: &str = "SELECT at FROM events ORDER BY rowid DESC LIMIT 1";

pub(super) const DUE: &str = "SELECT id FROM sessions WHERE wake_at IS NOT NULL AND wake_at <= $1 \
    ORDER BY wake_at LIMIT $2";

pub(super) const OCCUPIED: &str = "SELECT id FROM sessions WHERE state = 'live' AND present > 0 ORDER BY id";

pub(super) const SAVE_PLAYBACK: &str = "INSERT INTO playback \
    (session_id, member_id, video_id, position_us, watched, updated_at) VALUES ($1, $2, $3, $4, $5, $6) \
    ON CONFLICT (session_id, member_id, video_id) DO UPDATE SET \
    position_us = excluded.position_us, watched = excluded.watched, updated_at = excluded.updated_at";

pub(super) const PLAYBACK: &str = "SELECT member_id, video_id, position_us, watched, updated_at FROM playback \
    WHERE session_id = $1 ORDER BY member_id, video_id";

pub(super) const INSERT_USER: &str = "INSERT INTO users (id, name, token_hash, created_at) VALUES ($1, $2, $3, $4)";

pub(super) const USER_BY_TOKEN: &str = "SELECT id, name, created_at FROM users WHERE token_hash = $1";

pub(super) const PROPOSE_SECRET: &str = "INSERT INTO secrets (name, value) VALUES ($1, $2) ON CONFLICT DO NOTHING";

pub(super) const SECRET: &str = "SELECT value FROM secrets WHERE name = $1";

#[cfg(test)]
pub(super) const ALL: &[&str] = &[
    HEAD,
    POSITION,
    COMMAND,
    READ,
    INSERT_SESSION,
    UPDATE_SESSION,
    INSERT_EVENT,
    LIST_ALL,
    LIST_BY_STATE,
    IDS,
    NEWEST,
    DUE,
    OCCUPIED,
    SAVE_PLAYBACK,
    PLAYBACK,
    INSERT_USER,
    USER_BY_TOKEN,
    PROPOSE_SECRET,
    SECRET,
];
