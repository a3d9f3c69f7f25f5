//! Statements that both databases take as they are; a test of each prepares all of them. Where a value stands alone in a
//! `SELECT`, its type is said: PostgreSQL would take it for a text.

macro_rules! invitations {
    ($which:literal) => {
        concat!(
            "SELECT invitations.id, invitations.session_id, invitations.from_id, sender.name, invitations.to_id, \
             guest.name, invitations.state, invitations.created_at, invitations.expires_at, invitations.updated_at \
             FROM invitations JOIN users AS sender ON sender.id = invitations.from_id \
             JOIN users AS guest ON guest.id = invitations.to_id WHERE ",
            $which
        )
    };
}

macro_rules! knocks {
    ($which:literal) => {
        concat!(
            "SELECT id, session_id, user_id, name, state, created_at, expires_at, updated_at, answered_by FROM knocks \
             WHERE ",
            $which
        )
    };
}

macro_rules! links {
    ($which:literal) => {
        concat!(
            "SELECT id, session_id, role, created_by, created_at, expires_at, uses_max, uses, revoked_at FROM links \
             WHERE ",
            $which
        )
    };
}

/// Makes room for a new question where the last one was not answered in time.
pub(crate) const EXPIRE_INVITATION: &str = "UPDATE invitations SET state = 'expired', updated_at = expires_at \
    WHERE session_id = $1 AND to_id = $2 AND state = 'pending' AND expires_at <= $3";

pub(crate) const INVITE: &str = "INSERT INTO invitations \
    (id, session_id, from_id, to_id, state, created_at, expires_at, updated_at) \
    SELECT $1, $2, $3, $4, 'pending', CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($5 AS BIGINT) WHERE \
    (SELECT count(*) FROM invitations WHERE session_id = $2 AND state = 'pending' AND expires_at > $5) < $7 AND \
    (SELECT count(*) FROM invitations WHERE from_id = $3 AND state = 'pending' AND expires_at > $5) < $8 AND \
    (SELECT count(*) FROM invitations WHERE to_id = $4 AND state = 'pending' AND expires_at > $5) < $9 \
    ON CONFLICT DO NOTHING";

pub(crate) const INVITATION: &str = invitations!("invitations.id = $1");

pub(crate) const INVITATION_TO: &str = invitations!(
    "invitations.to_id = $1 AND invitations.session_id = $2 \
     ORDER BY invitations.created_at DESC, invitations.id DESC LIMIT 1"
);

pub(crate) const ASKED_INTO: &str = "SELECT to_id FROM invitations \
    WHERE session_id = $1 AND state = 'pending' AND expires_at > $2 ORDER BY created_at, id LIMIT $3";

pub(crate) const OPEN_INVITATION: &str =
    invitations!("invitations.session_id = $1 AND invitations.to_id = $2 AND invitations.state = 'pending'");

/// The other column's index serves the other half.
pub(crate) const INVITATIONS_OF: &str = invitations!(
    "(invitations.to_id = $1 OR invitations.from_id = $1) AND \
     (invitations.updated_at >= $2 OR invitations.state = 'pending') \
     ORDER BY invitations.updated_at DESC, invitations.id DESC LIMIT $3"
);

pub(crate) const SETTLE_INVITATION: &str = "UPDATE invitations SET state = $2, updated_at = $3 \
    WHERE id = $1 AND state = 'pending' AND expires_at > $3";

pub(crate) const EXPIRE_KNOCK: &str = "UPDATE knocks SET state = 'expired', updated_at = expires_at \
    WHERE session_id = $1 AND user_id = $2 AND state = 'waiting' AND expires_at <= $3";

pub(crate) const KNOCK: &str = "INSERT INTO knocks \
    (id, session_id, user_id, name, state, created_at, expires_at, updated_at) \
    SELECT $1, $2, $3, $4, 'waiting', CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($5 AS BIGINT) WHERE \
    (SELECT count(*) FROM knocks WHERE session_id = $2 AND state = 'waiting' AND expires_at > $5) < $7 AND \
    (SELECT count(*) FROM knocks WHERE user_id = $3 AND state = 'waiting' AND expires_at > $5) < $8 AND \
    (SELECT count(*) FROM knocks WHERE session_id = $2 AND user_id = $3 AND state = 'turned_away') < $9 \
    ON CONFLICT DO NOTHING";

pub(crate) const TURNED_AWAY: &str = "SELECT count(*) FROM knocks \
    WHERE session_id = $1 AND user_id = $2 AND state = 'turned_away'";

pub(crate) const KNOCK_BY_ID: &str = knocks!("id = $1");

pub(crate) const OPEN_KNOCK: &str = knocks!("session_id = $1 AND user_id = $2 AND state = 'waiting'");

pub(crate) const KNOCK_OF: &str = knocks!("user_id = $1 AND session_id = $2 ORDER BY created_at DESC, id DESC LIMIT 1");

pub(crate) const KNOCKS_AT: &str =
    knocks!("session_id = $1 AND state = 'waiting' AND expires_at > $2 ORDER BY created_at, id LIMIT $3");

pub(crate) const KNOCKS_OF: &str =
    knocks!("user_id = $1 AND (updated_at >= $2 OR state = 'waiting') ORDER BY updated_at DESC, id DESC LIMIT $3");

pub(crate) const SETTLE_KNOCK: &str = "UPDATE knocks SET state = $2, updated_at = $3, expires_at = $4, \
    answered_by = $5 WHERE id = $1 AND state = 'waiting' AND expires_at > $3";

pub(crate) const DOOR: &str = "SELECT entry, password_hash, capacity FROM doors WHERE session_id = $1";

pub(crate) const SET_DOOR: &str = "INSERT INTO doors (session_id, entry, password_hash, capacity, updated_at) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (session_id) DO UPDATE SET entry = excluded.entry, \
    password_hash = excluded.password_hash, capacity = excluded.capacity, updated_at = excluded.updated_at";

pub(crate) const MAKE_LINK: &str = "INSERT INTO links \
    (id, session_id, role, created_by, created_at, expires_at, uses_max, uses) \
    SELECT $1, $2, $3, $4, CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($7 AS BIGINT), 0 WHERE \
    (SELECT count(*) FROM links WHERE session_id = $2 AND revoked_at IS NULL AND expires_at > $5) < $8";

pub(crate) const LINK: &str = links!("id = $1");

pub(crate) const LINKS: &str = links!(
    "session_id = $1 AND revoked_at IS NULL AND expires_at > $2 AND (uses_max IS NULL OR uses < uses_max) \
     ORDER BY created_at DESC, id DESC LIMIT $3"
);

pub(crate) const USE_LINK: &str = "UPDATE links SET uses = uses + 1 WHERE id = $1 AND revoked_at IS NULL \
    AND expires_at > $2 AND (uses_max IS NULL OR uses < uses_max)";

pub(crate) const GIVE_BACK_LINK: &str = "UPDATE links SET uses = uses - 1 WHERE id = $1 AND uses > 0";

pub(crate) const REVOKE_LINK: &str = "UPDATE links SET revoked_at = $3 \
    WHERE session_id = $1 AND id = $2 AND revoked_at IS NULL";

pub(crate) const REVOKE_LINKS: &str = "UPDATE links SET revoked_at = $2 WHERE session_id = $1 AND revoked_at IS NULL";

/// Two proposals for one target, and one that is taken, run into different keys: neither is written.
pub(crate) const PROPOSE_CODE: &str = "INSERT INTO codes (code, kind, target, created_at) VALUES ($1, $2, $3, $4) \
    ON CONFLICT DO NOTHING";

pub(crate) const CODE: &str = "SELECT code FROM codes WHERE kind = $1 AND target = $2";

pub(crate) const TARGET: &str = "SELECT target FROM codes WHERE kind = $1 AND code = $2";

pub(crate) const USER: &str = "SELECT id, name, created_at FROM users WHERE id = $1";

pub(crate) const TOUCHED: &str = "SELECT to_id, NULL FROM invitations WHERE updated_at >= $1 UNION \
    SELECT from_id, NULL FROM invitations WHERE updated_at >= $1 UNION \
    SELECT user_id, session_id FROM knocks WHERE updated_at >= $1 LIMIT $2";

pub(crate) const SWEEP_INVITATIONS: &str = "DELETE FROM invitations WHERE expires_at < $1 AND updated_at < $1";

pub(crate) const SWEEP_KNOCKS: &str = "DELETE FROM knocks WHERE expires_at < $1 AND updated_at < $1";

pub(crate) const SWEEP_LINKS: &str = "DELETE FROM links WHERE expires_at < $1";

/// Whom somebody has been with in front of a video, the last time first.
pub(crate) const COMPANIONS: &str = "SELECT other.member_id, max(other.updated_at) FROM playback AS mine \
    JOIN playback AS other ON other.session_id = mine.session_id AND other.member_id <> mine.member_id \
    WHERE mine.member_id = $1 GROUP BY other.member_id ORDER BY 2 DESC, 1 LIMIT $2";

#[cfg(test)]
pub(crate) const ALL: &[&str] = &[
    EXPIRE_INVITATION,
    INVITE,
    INVITATION,
    INVITATION_TO,
    ASKED_INTO,
    OPEN_INVITATION,
    INVITATIONS_OF,
    SETTLE_INVITATION,
    EXPIRE_KNOCK,
    KNOCK,
    TURNED_AWAY,
    KNOCK_BY_ID,
    OPEN_KNOCK,
    KNOCK_OF,
    KNOCKS_AT,
    KNOCKS_OF,
    SETTLE_KNOCK,
    DOOR,
    SET_DOOR,
    MAKE_LINK,
    LINK,
    LINKS,
    USE_LINK,
    GIVE_BACK_LINK,
    REVOKE_LINK,
    REVOKE_LINKS,
    PROPOSE_CODE,
    CODE,
    TARGET,
    USER,
    TOUCHED,
    SWEEP_INVITATIONS,
    SWEEP_KNOCKS,
    SWEEP_LINKS,
    COMPANIONS,
];
