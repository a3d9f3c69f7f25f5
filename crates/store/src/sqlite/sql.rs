//! Statements of SQLite, beside those that it shares; a test prepares each.

pub(super) use crate::sql::{
    COMMAND, DUE, HEAD, IDS, INSERT_USER, LEADERS, LISTED, PLAYBACK, POSITION, PROPOSE_SECRET, READ, SCORES, SECRET,
    USER, USER_BY_TOKEN, VISITS, WATCHED, WATCHED_TOO,
};

pub(super) const INSERT_SESSION: &str = "INSERT INTO sessions (id, head_seq, head_hash, wake_at, state, visibility, \
    title, host, video_id, video_url, video_kind, length_us, created_at, ended_at, members, present, peak, starts_at, \
    sought, fold) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $2)";

pub(super) const UPDATE_SESSION: &str = "UPDATE sessions SET head_seq = $2, head_hash = $3, wake_at = $4, state = $5, \
    visibility = $6, title = $7, host = $8, video_id = $9, video_url = $10, video_kind = $11, length_us = $12, \
    created_at = $13, ended_at = $14, members = $15, present = $16, peak = $17, starts_at = $18, \
    sought = $19, fold = $2 WHERE id = $1";

pub(super) const INSERT_EVENT: &str = "INSERT INTO events \
    (session_id, seq, at, member_id, command_id, payload, salt, payload_hash, hash) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

pub(super) const OCCUPIED: &str =
    "SELECT id FROM sessions WHERE state = 'live' AND present > 0 AND id > $1 ORDER BY id LIMIT $2";

/// The ids come as a list in JSON: a statement takes no list of its own.
pub(super) const HEADS: &str =
    "SELECT id, head_seq, head_hash FROM sessions WHERE id IN (SELECT value FROM json_each($1))";

/// Rows are numbered in the order in which they were written.
pub(super) const NEWEST: &str = "SELECT at FROM events ORDER BY rowid DESC LIMIT 1";

/// Whether somebody was in the way, and two counts.
pub(super) const CHECKPOINT: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

/// What lies minutes ahead of the clock was written by one that ran ahead.
pub(super) const SAVE_PLAYBACK: &str = "INSERT INTO playback \
    (session_id, member_id, video_id, position_us, watched, updated_at, begun_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
    ON CONFLICT (session_id, member_id, video_id) DO UPDATE SET \
    position_us = excluded.position_us, watched = excluded.watched, updated_at = excluded.updated_at, \
    begun_at = min(coalesce(playback.begun_at, playback.updated_at), excluded.begun_at) \
    WHERE playback.updated_at <= excluded.updated_at OR playback.updated_at > unixepoch() * 1000 + 300000";

pub(super) const SAVE_SCORE: &str = "INSERT INTO prediction_scores \
    (session_id, member_id, points, won, lost, right_picks, wrong_picks, updated_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (session_id, member_id) DO UPDATE SET \
    points = excluded.points, won = excluded.won, lost = excluded.lost, right_picks = excluded.right_picks, \
    wrong_picks = excluded.wrong_picks, updated_at = excluded.updated_at";

pub(super) const HEADS_PAGE: &str = "SELECT rowid, id, head_seq, head_hash FROM sessions WHERE rowid > $1 \
    ORDER BY rowid LIMIT $2";

/// Reads in one transaction, which holds up no writer, and writes a file without gaps.
pub(super) const COPY: &str = "VACUUM INTO $1";

#[cfg(test)]
pub(super) const OWN: &[&str] = &[
    OCCUPIED,
    INSERT_SESSION,
    UPDATE_SESSION,
    INSERT_EVENT,
    HEADS,
    NEWEST,
    SAVE_PLAYBACK,
    SAVE_SCORE,
    HEADS_PAGE,
    COPY,
];
