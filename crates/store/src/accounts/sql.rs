//! Statements that both databases take as they are; a test of each prepares all of them. Where a value stands alone in a
//! `SELECT`, its type is said: PostgreSQL would take it for a text.

macro_rules! sign_ins {
    ($which:literal) => {
        concat!("SELECT id, user_id, way, agent, created_at, last_seen_at FROM sign_ins WHERE ", $which)
    };
}

macro_rules! passwords {
    ($which:literal) => {
        concat!("SELECT user_id, name, name_key, password_hash, updated_at FROM passwords WHERE ", $which)
    };
}

macro_rules! passkeys {
    ($which:literal) => {
        concat!("SELECT id, user_id, name, credential, created_at, used_at FROM passkeys WHERE ", $which)
    };
}

pub(crate) const SIGN_IN_OF: &str = "SELECT users.id, users.name, users.created_at, \
    sign_ins.id, sign_ins.user_id, sign_ins.way, sign_ins.agent, sign_ins.created_at, sign_ins.last_seen_at \
    FROM sign_ins JOIN users ON users.id = sign_ins.user_id \
    WHERE sign_ins.token_hash = $1 AND sign_ins.revoked_at IS NULL";

pub(crate) const ADD_SIGN_IN: &str = "INSERT INTO sign_ins \
    (id, user_id, token_hash, way, agent, created_at, last_seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
    ON CONFLICT DO NOTHING";

pub(crate) const REVOKE_BEYOND: &str = "UPDATE sign_ins SET revoked_at = $2 WHERE id IN (SELECT id FROM sign_ins \
    WHERE user_id = $1 AND id <> $1 AND revoked_at IS NULL ORDER BY last_seen_at DESC, id LIMIT 1000 OFFSET $3)";

pub(crate) const SEE_SIGN_IN: &str = "UPDATE sign_ins SET agent = $2, last_seen_at = $3 \
    WHERE id = $1 AND last_seen_at < $3";

pub(crate) const SIGN_INS: &str =
    sign_ins!("user_id = $1 AND revoked_at IS NULL ORDER BY last_seen_at DESC, id LIMIT 1000");

/// The one that a user was made with may not have been kept yet.
pub(crate) const IS_SIGNED_IN: &str = "SELECT id FROM sign_ins WHERE id = $1 AND revoked_at IS NULL \
    UNION SELECT id FROM users WHERE id = $1 AND token_hash <> id";

/// Also older servers, and those that have not heard yet, then know this token no more.
pub(crate) const REVOKE_FIRST: &str = "UPDATE users SET token_hash = id WHERE id = $1 AND token_hash <> id";

pub(crate) const REVOKE_SIGN_IN: &str = "UPDATE sign_ins SET revoked_at = $3 \
    WHERE user_id = $1 AND id = $2 AND revoked_at IS NULL";

pub(crate) const REVOKE_SIGN_INS: &str = "UPDATE sign_ins SET revoked_at = $3 \
    WHERE user_id = $1 AND id <> $2 AND revoked_at IS NULL";

pub(crate) const REVOKED_SINCE: &str = "SELECT id FROM sign_ins WHERE revoked_at >= $1 LIMIT $2";

pub(crate) const CHANGE_PASSWORD: &str = "UPDATE passwords SET name = $2, name_key = $3, password_hash = $4, \
    updated_at = $5 WHERE user_id = $1 \
    AND NOT EXISTS (SELECT 1 FROM passwords AS others WHERE others.name_key = $3 AND others.user_id <> $1)";

pub(crate) const NEW_PASSWORD: &str = "INSERT INTO passwords (user_id, name, name_key, password_hash, updated_at) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";

pub(crate) const PASSWORD_OF: &str = passwords!("user_id = $1");

pub(crate) const PASSWORD_BY_NAME: &str = passwords!("name_key = $1");

pub(crate) const ADD_PASSKEY: &str = "INSERT INTO passkeys (id, user_id, name, credential, created_at) \
    SELECT $1, $2, $3, $4, CAST($5 AS BIGINT) WHERE (SELECT count(*) FROM passkeys WHERE user_id = $2) < $6 \
    ON CONFLICT DO NOTHING";

pub(crate) const PASSKEY: &str = passkeys!("id = $1");

pub(crate) const PASSKEYS: &str = passkeys!("user_id = $1 ORDER BY created_at, id LIMIT 1000");

pub(crate) const RENAME_PASSKEY: &str = "UPDATE passkeys SET name = $3 WHERE user_id = $1 AND id = $2";

pub(crate) const USE_PASSKEY: &str = "UPDATE passkeys SET credential = $2, used_at = $3 WHERE id = $1";

pub(crate) const REMOVE_PASSKEY: &str = "DELETE FROM passkeys WHERE user_id = $1 AND id = $2";

pub(crate) const LINK_OPENID: &str = "INSERT INTO openid_subjects (issuer, subject, user_id, created_at) \
    VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

pub(crate) const OPENID_USER: &str = "SELECT user_id FROM openid_subjects WHERE issuer = $1 AND subject = $2";

pub(crate) const OPENID_ISSUERS: &str =
    "SELECT DISTINCT issuer FROM openid_subjects WHERE user_id = $1 ORDER BY issuer";

pub(crate) const UNLINK_OPENID: &str = "DELETE FROM openid_subjects WHERE user_id = $1 AND issuer = $2";

pub(crate) const SPEND: &str = "INSERT INTO spent (id, until) VALUES ($1, $2) ON CONFLICT DO NOTHING";

/// Whoever is being erased has no name any more.
pub(crate) const RENAME_USER: &str = "UPDATE users SET name = $2 WHERE id = $1 \
    AND NOT EXISTS (SELECT 1 FROM erasures WHERE user_id = $1)";

pub(crate) const REMOVE_PASSWORD: &str = "DELETE FROM passwords WHERE user_id = $1";

pub(crate) const ADD_OPERATOR: &str = "INSERT INTO operators (user_id, since) VALUES ($1, $2) ON CONFLICT DO NOTHING";

pub(crate) const REMOVE_OPERATOR: &str = "DELETE FROM operators WHERE user_id = $1";

pub(crate) const OPERATORS: &str = "SELECT user_id FROM operators ORDER BY since, user_id";

pub(crate) const SWEEP_SIGN_INS: &str = "DELETE FROM sign_ins WHERE revoked_at < $1";

pub(crate) const SWEEP_SPENT: &str = "DELETE FROM spent WHERE until < $1";

#[cfg(test)]
pub(crate) const ALL: &[&str] = &[
    SIGN_IN_OF,
    ADD_SIGN_IN,
    REVOKE_BEYOND,
    SEE_SIGN_IN,
    SIGN_INS,
    IS_SIGNED_IN,
    REVOKE_FIRST,
    REVOKE_SIGN_IN,
    REVOKE_SIGN_INS,
    REVOKED_SINCE,
    CHANGE_PASSWORD,
    NEW_PASSWORD,
    PASSWORD_OF,
    PASSWORD_BY_NAME,
    ADD_PASSKEY,
    PASSKEY,
    PASSKEYS,
    RENAME_PASSKEY,
    USE_PASSKEY,
    REMOVE_PASSKEY,
    LINK_OPENID,
    OPENID_USER,
    OPENID_ISSUERS,
    UNLINK_OPENID,
    SPEND,
    RENAME_USER,
    REMOVE_PASSWORD,
    ADD_OPERATOR,
    REMOVE_OPERATOR,
    OPERATORS,
    SWEEP_SIGN_INS,
    SWEEP_SPENT,
];
