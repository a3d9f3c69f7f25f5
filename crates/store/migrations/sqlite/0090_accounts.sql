-- Accounts. Each bearer token of a user is one of their sign-ins; the one that a user was made with has the user's own id.
-- `users.token_hash` stays for older servers: it becomes the user's id, which is no hash, when that sign-in is revoked.
CREATE TABLE sign_ins (
    id           TEXT NOT NULL PRIMARY KEY,
    user_id      TEXT NOT NULL REFERENCES users (id),
    token_hash   TEXT NOT NULL UNIQUE,
    way          TEXT NOT NULL,
    agent        TEXT   NOT NULL,
    created_at   BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    revoked_at   BIGINT
);

CREATE INDEX sign_ins_of ON sign_ins (user_id, last_seen_at);
CREATE INDEX sign_ins_revoked ON sign_ins (revoked_at) WHERE revoked_at IS NOT NULL;

INSERT INTO sign_ins (id, user_id, token_hash, way, agent, created_at, last_seen_at)
    SELECT id, id, token_hash, 'guest', '', created_at, created_at FROM users;

-- `name_key` is the name as it is compared.
CREATE TABLE passwords (
    user_id       TEXT NOT NULL PRIMARY KEY REFERENCES users (id),
    name          TEXT   NOT NULL,
    name_key      TEXT NOT NULL UNIQUE,
    password_hash TEXT   NOT NULL,
    updated_at    BIGINT NOT NULL
);

CREATE TABLE passkeys (
    id         TEXT NOT NULL PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (id),
    name       TEXT   NOT NULL,
    credential TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE INDEX passkeys_of ON passkeys (user_id, created_at);

-- Who somebody is at an identity provider (OpenID Connect).
CREATE TABLE openid_subjects (
    issuer     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    user_id    TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);

CREATE INDEX openid_subjects_of ON openid_subjects (user_id);

-- What is good once and was used, for as long as it could be tried again.
CREATE TABLE spent (
    id    TEXT NOT NULL PRIMARY KEY,
    until BIGINT NOT NULL
);
