//! Statements of PostgreSQL, beside those that it shares; a test prepares each.

/// A turn in one statement, which is its transaction: what becomes of the session's row decides whether the entries go in.
macro_rules! turn {
    ($session:literal) => {
        concat!(
            "WITH turn AS (",
            $session,
            " RETURNING id) \
             INSERT INTO events (session_id, seq, at, member_id, command_id, payload, salt, payload_hash, hash) \
             SELECT turn.id, entry.seq, entry.at, entry.member_id, entry.command_id, entry.payload, entry.salt, \
             entry.payload_hash, entry.hash FROM turn CROSS JOIN unnest($18::bigint[], $19::bigint[], $20::text[], \
             $21::text[], $22::text[], $23::text[], $24::text[], $25::text[]) \
             AS entry (seq, at, member_id, command_id, payload, salt, payload_hash, hash) ORDER BY entry.seq"
        )
    };
}

/// Writes nothing where the session exists.
pub(super) const BEGIN_LOG: &str = turn!(
    "INSERT INTO sessions (id, head_seq, head_hash, wake_at, state, visibility, title, host, video_id, video_url, \
     video_kind, length_us, created_at, ended_at, members, present, peak) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT (id) DO NOTHING"
);

/// Writes nothing where the head is another, or the command was appended before.
pub(super) const EXTEND_LOG: &str = turn!(
    "UPDATE sessions SET head_seq = $2, head_hash = $3, wake_at = $4, state = $5, visibility = $6, title = $7, \
     host = $8, video_id = $9, video_url = $10, video_kind = $11, length_us = $12, created_at = $13, ended_at = $14, \
     members = $15, present = $16, peak = $17 WHERE id = $1 AND head_seq = $26 AND head_hash = $27 \
     AND NOT EXISTS (SELECT FROM events WHERE session_id = $1 AND member_id = $28 AND command_id = $29)"
);

pub(super) const HEADS: &str = "SELECT id, head_seq, head_hash FROM sessions WHERE id = ANY($1)";

pub(super) const NEWEST: &str = "SELECT at FROM events ORDER BY written DESC LIMIT 1";

pub(super) const SAVE_PLAYBACK: &str = "INSERT INTO playback \
    (session_id, member_id, video_id, position_us, watched, updated_at) SELECT $1, viewer.* \
    FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[]) AS viewer \
    ON CONFLICT (session_id, member_id, video_id) DO UPDATE SET \
    position_us = excluded.position_us, watched = excluded.watched, updated_at = excluded.updated_at \
    WHERE playback.updated_at <= excluded.updated_at";

/// Milliseconds since the epoch by the server's clock, which all nodes share.
macro_rules! now {
    () => {
        "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
    };
}

/// As `now!`, in microseconds.
pub(super) const CLOCK: &str = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

/// Renews a node's lease, and takes out nodes that have been dead for a minute. All parts see the tables as they were
/// before. Returns the nodes that lived, itself among them unless its lease had lapsed.
pub(super) const RENEW: &str = concat!(
    "WITH dead AS (DELETE FROM nodes WHERE lease_until < ",
    now!(),
    " - 60000 AND id <> $1 RETURNING id), \
     swept AS (DELETE FROM rolls WHERE node_id IN (SELECT id FROM dead)), \
     renewed AS (INSERT INTO nodes (id, lease_until) VALUES ($1, ",
    now!(),
    " + $2) ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until) \
     SELECT id FROM nodes WHERE lease_until > ",
    now!(),
    " ORDER BY id"
);

pub(super) const RETIRE: &str = "WITH node AS (DELETE FROM nodes WHERE id = $1) DELETE FROM rolls WHERE node_id = $1";

/// A roll without a text is one of nobody.
pub(super) const ANNOUNCE: &str = "WITH told AS \
    (SELECT * FROM unnest($2::text[], $3::text[]) AS roll (session_id, members)), \
    empty AS (DELETE FROM rolls USING told WHERE rolls.session_id = told.session_id AND rolls.node_id = $1 \
    AND told.members IS NULL) \
    INSERT INTO rolls (session_id, node_id, members) SELECT told.session_id, $1, told.members FROM told \
    WHERE told.members IS NOT NULL AND EXISTS (SELECT FROM nodes WHERE id = $1) \
    ON CONFLICT (session_id, node_id) DO UPDATE SET members = excluded.members";

pub(super) const ROLLS: &str = concat!(
    "SELECT rolls.session_id, rolls.node_id, rolls.members FROM rolls JOIN nodes ON nodes.id = rolls.node_id \
     WHERE rolls.session_id = ANY($2::text[]) AND nodes.id <> $1 AND nodes.lease_until > ",
    now!(),
    " ORDER BY rolls.session_id, rolls.node_id"
);

pub(super) const UNATTENDED: &str = concat!(
    "SELECT id FROM sessions WHERE state = 'live' AND present > 0 AND id > $1 AND NOT EXISTS \
     (SELECT FROM rolls JOIN nodes ON nodes.id = rolls.node_id WHERE rolls.session_id = sessions.id \
     AND nodes.lease_until > ",
    now!(),
    ") ORDER BY id LIMIT $2"
);

/// Locks a row and so writes a little: PostgreSQL refuses it where it could not write, and no node waits for another.
pub(super) const PROBE: &str = "SELECT name FROM secrets ORDER BY name LIMIT 1 FOR KEY SHARE";

/// A commit that leaves nothing behind, and waits for the disk like any other.
pub(super) const FLUSH: &str = "SELECT pg_logical_emit_message(true, 'sameframe', 'flush')";

pub(super) const IS_STANDBY: &str = "SELECT pg_is_in_recovery()";

/// Only from off: a server may ask for more than `on`.
pub(super) const WAIT_FOR_THE_DISK: &str = "SELECT set_config('synchronous_commit', 'on', false) \
    WHERE current_setting('synchronous_commit') = 'off'";

pub(super) const INSPECT: &str = "SELECT current_setting('server_version'), pg_is_in_recovery(), \
    current_setting('default_transaction_read_only') = 'on', current_setting('fsync') = 'on', \
    current_setting('synchronous_commit'), current_setting('synchronous_standby_names'), \
    current_setting('server_encoding'), to_regclass('sessions') IS NOT NULL";

/// Of those who hold a table that is wanted for oneself.
pub(super) const WAIT_FOR_OTHERS: &str = "SET LOCAL lock_timeout = '5s'";

#[cfg(test)]
pub(super) const OWN: &[&str] = &[
    BEGIN_LOG,
    EXTEND_LOG,
    HEADS,
    NEWEST,
    SAVE_PLAYBACK,
    PROBE,
    FLUSH,
    IS_STANDBY,
    WAIT_FOR_THE_DISK,
    INSPECT,
    RENEW,
    RETIRE,
    ANNOUNCE,
    ROLLS,
    UNATTENDED,
    CLOCK,
];
