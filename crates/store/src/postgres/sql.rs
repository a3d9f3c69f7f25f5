//! Statements of PostgreSQL, beside those that it shares; a test prepares each.

/// A turn in one statement, which is its transaction: what becomes of the session's row decides whether the entries go in.
macro_rules! turn {
    ($session:expr, $beside:expr) => {
        concat!(
            "WITH turn AS (",
            $session,
            " RETURNING id)",
            $beside,
            " INSERT INTO events (session_id, seq, at, member_id, command_id, payload, salt, payload_hash, hash) \
             SELECT turn.id, entry.seq, entry.at, entry.member_id, entry.command_id, entry.payload, entry.salt, \
             entry.payload_hash, entry.hash FROM turn CROSS JOIN unnest($20::bigint[], $21::bigint[], $22::text[], \
             $23::text[], $24::text[], $25::text[], $26::text[], $27::text[]) \
             AS entry (seq, at, member_id, command_id, payload, salt, payload_hash, hash) ORDER BY entry.seq"
        )
    };
}

/// Writes nothing where the session exists.
pub(super) const BEGIN_LOG: &str = turn!(
    "INSERT INTO sessions (id, head_seq, head_hash, wake_at, state, visibility, title, host, video_id, video_url, \
     video_kind, length_us, created_at, ended_at, members, present, peak, starts_at, sought, fold) \
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $2) ON CONFLICT (id) DO NOTHING",
    ""
);

macro_rules! next_head {
    () => {
        "UPDATE sessions SET head_seq = $2, head_hash = $3, wake_at = $4, state = $5, visibility = $6, title = $7, \
         host = $8, video_id = $9, video_url = $10, video_kind = $11, length_us = $12, created_at = $13, \
         ended_at = $14, members = $15, present = $16, peak = $17, starts_at = $18, sought = $19, fold = $2 \
         WHERE id = $1 AND head_seq = $28 AND head_hash = $29 AND NOT EXISTS \
         (SELECT FROM events WHERE session_id = $1 AND member_id = $30 AND command_id = $31)"
    };
}

/// Keeps the points that the turn has changed.
macro_rules! scored {
    () => {
        ", scored AS (INSERT INTO prediction_scores (session_id, member_id, points, won, lost, right_picks, wrong_picks, \
     updated_at) SELECT turn.id, score.*, $38 FROM turn CROSS JOIN unnest($32::text[], $33::bigint[], $34::bigint[], \
     $35::bigint[], $36::bigint[], $37::bigint[]) AS score ON CONFLICT (session_id, member_id) DO UPDATE SET \
     points = excluded.points, won = excluded.won, lost = excluded.lost, right_picks = excluded.right_picks, \
     wrong_picks = excluded.wrong_picks, updated_at = excluded.updated_at)"
    };
}

/// Writes nothing where the head is another, or the command was appended before.
pub(super) const EXTEND_LOG: &str = turn!(next_head!(), scored!());

/// The columns of a message, as the changes in JSON have them.
macro_rules! message_columns {
    () => {
        "seq bigint, at bigint, member_id text, text text, search text, reply_to bigint, mentions text, \
         video_id text, media_us bigint, edited_at bigint, deleted_at bigint, deleted_by text, rev bigint"
    };
}

macro_rules! reaction_columns {
    () => {
        "message bigint, emoji text, member_id text, seq bigint"
    };
}

macro_rules! say_all {
    ($session:literal, $changes:literal, $from:literal) => {
        concat!(
            "INSERT INTO messages (session_id, seq, at, member_id, text, search, reply_to, mentions, video_id, \
             media_us, edited_at, deleted_at, deleted_by, rev) SELECT ",
            $session,
            ", said.seq, said.at, said.member_id, said.text, said.search, said.reply_to, said.mentions, \
             said.video_id, said.media_us, said.edited_at, said.deleted_at, said.deleted_by, said.rev FROM ",
            $from,
            "jsonb_to_recordset(",
            $changes,
            "::text::jsonb -> 'said') AS said (",
            message_columns!(),
            ")"
        )
    };
}

macro_rules! react_all {
    ($session:literal, $changes:literal, $from:literal) => {
        concat!(
            "INSERT INTO message_reactions (session_id, message, emoji, member_id, seq) SELECT ",
            $session,
            ", put.message, put.emoji, put.member_id, put.seq FROM ",
            $from,
            "jsonb_to_recordset(",
            $changes,
            "::text::jsonb -> 'on') AS put (",
            reaction_columns!(),
            ") ON CONFLICT (session_id, message, emoji, member_id) DO UPDATE SET seq = excluded.seq"
        )
    };
}

/// As [`EXTEND_LOG`], with what it changes of the messages: all of that stands on `turn`, and so on the same race.
pub(super) const EXTEND_LOG_AND_MESSAGES: &str = turn!(
    next_head!(),
    concat!(
        scored!(),
        ", told AS (",
        say_all!("turn.id", "$39", "turn CROSS JOIN "),
        "), altered AS (UPDATE messages SET text = edited.text, search = edited.search, mentions = edited.mentions, \
         edited_at = edited.edited_at, rev = edited.rev FROM turn CROSS JOIN \
         jsonb_to_recordset($39::text::jsonb -> 'edited') AS edited (",
        message_columns!(),
        ") WHERE messages.session_id = turn.id AND messages.seq = edited.seq), \
         gone AS (SELECT turn.id, deleted.* FROM turn CROSS JOIN \
         jsonb_to_recordset($39::text::jsonb -> 'deleted') AS deleted (",
        message_columns!(),
        ")), taken AS (UPDATE messages SET text = NULL, search = '', reply_to = NULL, mentions = '', video_id = NULL, \
         media_us = NULL, edited_at = NULL, deleted_at = gone.deleted_at, deleted_by = gone.deleted_by, \
         rev = gone.rev FROM gone WHERE messages.session_id = gone.id AND messages.seq = gone.seq), \
         unreacted AS (DELETE FROM message_reactions USING gone \
         WHERE message_reactions.session_id = gone.id AND message_reactions.message = gone.seq), \
         unreported AS (DELETE FROM message_reports USING gone \
         WHERE message_reports.session_id = gone.id AND message_reports.message = gone.seq), \
         liked AS (",
        react_all!("turn.id", "$39", "turn CROSS JOIN "),
        "), unliked AS (DELETE FROM message_reactions USING turn CROSS JOIN \
         jsonb_to_recordset($39::text::jsonb -> 'off') AS put (",
        reaction_columns!(),
        ") WHERE message_reactions.session_id = turn.id AND message_reactions.message = put.message \
         AND message_reactions.emoji = put.emoji AND message_reactions.member_id = put.member_id), \
         touched AS (UPDATE messages SET rev = greatest(rev, put.seq) FROM turn CROSS JOIN \
         jsonb_to_recordset($39::text::jsonb -> 'touched') AS put (message bigint, seq bigint) \
         WHERE messages.session_id = turn.id AND messages.seq = put.message), \
         redacted AS (UPDATE events SET payload = '', salt = '' FROM turn CROSS JOIN \
         jsonb_array_elements_text($39::text::jsonb -> 'redacted') AS entry (seq) \
         WHERE events.session_id = turn.id AND events.seq = entry.seq::bigint)"
    )
);

/// Rows of messages that were made anew.
pub(super) const SAY_ALL: &str = say_all!("$1", "$2", "");

/// The reactions to them.
pub(super) const REACT_ALL: &str = react_all!("$1", "$2", "");

/// Nothing is appended to a session until the transaction ends.
pub(super) const HOLD_SESSION: &str = "SELECT head_seq FROM sessions WHERE id = $1 FOR UPDATE";

pub(super) const MESSAGES: &str = "SELECT seq, at, member_id, text, reply_to, mentions, video_id, media_us, \
    edited_at, deleted_at, deleted_by, rev FROM messages WHERE session_id = $1 AND seq < $2 \
    AND ($3 = '' OR strpos(search, $3) > 0) ORDER BY seq DESC LIMIT $4";

pub(super) const REACTIONS: &str = "SELECT message, emoji, member_id, total FROM (SELECT message, emoji, member_id, \
    seq, row_number() OVER (PARTITION BY message, emoji ORDER BY seq) AS place, \
    count(*) OVER (PARTITION BY message, emoji) AS total FROM message_reactions \
    WHERE session_id = $1 AND message = ANY($2::bigint[])) AS reactions WHERE place <= $3 ORDER BY message, seq";

pub(super) const HEADS: &str = "SELECT id, head_seq, head_hash FROM sessions WHERE id = ANY($1)";

pub(super) const NEWEST: &str = "SELECT at FROM events ORDER BY written DESC LIMIT 1";

/// Milliseconds since the epoch by the server's clock, which all nodes share.
macro_rules! now {
    () => {
        "(extract(epoch FROM clock_timestamp()) * 1000)::bigint"
    };
}

/// What lies minutes ahead of the clock was written by one that ran ahead.
pub(super) const SAVE_PLAYBACK: &str = concat!(
    "INSERT INTO playback \
     (session_id, member_id, video_id, position_us, watched, updated_at, begun_at) SELECT $1, viewer.* \
     FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::bigint[], $7::bigint[]) AS viewer \
     ON CONFLICT (session_id, member_id, video_id) DO UPDATE SET \
     position_us = excluded.position_us, watched = excluded.watched, updated_at = excluded.updated_at, \
     begun_at = least(coalesce(playback.begun_at, playback.updated_at), excluded.begun_at) \
     WHERE playback.updated_at <= excluded.updated_at OR playback.updated_at > ",
    now!(),
    " + 300000"
);

/// As `now!`, in microseconds.
pub(super) const CLOCK: &str = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint";

/// Renews a node's lease, and takes out nodes that have been dead for a minute. All parts see the tables as they were
/// before. Returns the nodes that lived, itself among them unless its lease had lapsed.
pub(super) const ENLIST: &str = concat!(
    "WITH enlisted AS (INSERT INTO nodes (id, lease_until) VALUES ($1, ",
    now!(),
    " + $2) ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until) \
     SELECT id FROM nodes WHERE lease_until > ",
    now!(),
    " AND id <> $1 ORDER BY id"
);

/// The node itself is among those that it finds, where its lease has not ended.
pub(super) const RENEW: &str = concat!(
    "WITH dead AS (DELETE FROM nodes WHERE lease_until < ",
    now!(),
    " - 60000 AND id <> $1 RETURNING id), \
     swept AS (DELETE FROM rolls WHERE node_id IN (SELECT id FROM dead)), \
     renewed AS (UPDATE nodes SET lease_until = ",
    now!(),
    " + $2 WHERE id = $1 AND lease_until > ",
    now!(),
    ") SELECT id FROM nodes WHERE lease_until > ",
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

/// One row at least, where the node has a lease: that is lost with the rolls of all.
pub(super) const ROLLS: &str = concat!(
    "SELECT rolls.session_id, rolls.node_id, rolls.members FROM nodes AS own LEFT JOIN \
     (rolls JOIN nodes ON nodes.id = rolls.node_id AND nodes.lease_until > ",
    now!(),
    ") ON rolls.session_id = ANY($2::text[]) AND rolls.node_id <> own.id WHERE own.id = $1 AND own.lease_until > ",
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

/// Waits for whoever holds it, and holds it to the end of the transaction. Nothing else here locks this number.
pub(super) const ALONE: &str = "SELECT pg_advisory_xact_lock(2026112301)";

#[cfg(test)]
pub(super) const OWN: &[&str] = &[
    ALONE,
    BEGIN_LOG,
    EXTEND_LOG,
    EXTEND_LOG_AND_MESSAGES,
    SAY_ALL,
    REACT_ALL,
    HOLD_SESSION,
    MESSAGES,
    REACTIONS,
    HEADS,
    NEWEST,
    SAVE_PLAYBACK,
    PROBE,
    FLUSH,
    IS_STANDBY,
    WAIT_FOR_THE_DISK,
    INSPECT,
    ENLIST,
    RENEW,
    RETIRE,
    ANNOUNCE,
    ROLLS,
    UNATTENDED,
    CLOCK,
];
