-- Asking each other in: invitations between users, knocks of those who stand outside, and what a session's door is like.
-- Sessions may live in other databases, so nothing here refers to their table.

CREATE TABLE invitations (
    id         TEXT   NOT NULL PRIMARY KEY,
    session_id TEXT   NOT NULL,
    from_id    TEXT   NOT NULL REFERENCES users (id),
    to_id      TEXT   NOT NULL REFERENCES users (id),
    state      TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- One open question to one person in one session, whoever asks.
CREATE UNIQUE INDEX invitations_open ON invitations (session_id, to_id) WHERE state = 'pending';
CREATE INDEX invitations_to ON invitations (to_id, updated_at);
CREATE INDEX invitations_from ON invitations (from_id, updated_at);
CREATE INDEX invitations_updated ON invitations (updated_at);

CREATE TABLE knocks (
    id          TEXT   NOT NULL PRIMARY KEY,
    session_id  TEXT   NOT NULL,
    user_id     TEXT   NOT NULL REFERENCES users (id),
    name        TEXT   NOT NULL,
    state       TEXT   NOT NULL,
    created_at  BIGINT NOT NULL,
    expires_at  BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    answered_by TEXT
);

CREATE UNIQUE INDEX knocks_open ON knocks (session_id, user_id) WHERE state = 'waiting';
CREATE INDEX knocks_at ON knocks (session_id, created_at);
CREATE INDEX knocks_of ON knocks (user_id, updated_at);
CREATE INDEX knocks_updated ON knocks (updated_at);

-- A session without a row has an open door.
CREATE TABLE doors (
    session_id    TEXT   NOT NULL PRIMARY KEY,
    entry         TEXT   NOT NULL,
    password_hash TEXT,
    capacity      BIGINT,
    updated_at    BIGINT NOT NULL
);

CREATE TABLE links (
    id         TEXT   NOT NULL PRIMARY KEY,
    session_id TEXT   NOT NULL,
    role       TEXT   NOT NULL,
    created_by TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    uses_max   BIGINT,
    uses       BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE INDEX links_of ON links (session_id, created_at);

-- Short codes to be said aloud: of sessions, and of people.
CREATE TABLE codes (
    code       TEXT   NOT NULL PRIMARY KEY,
    kind       TEXT   NOT NULL,
    target     TEXT   NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE UNIQUE INDEX codes_target ON codes (kind, target);
