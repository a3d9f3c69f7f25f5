-- Texts that are ids or hashes are compared by their bytes (COLLATE "C"): their order is that of SQLite, and an index does
-- not go wrong when the machine's locale changes. Times are BIGINT milliseconds.

CREATE TABLE users (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name       TEXT   NOT NULL,
    token_hash TEXT COLLATE "C" NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

CREATE TABLE secrets (
    name  TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

-- One row a session: the head of its log, and what the home page shows of it.
CREATE TABLE sessions (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    head_seq   BIGINT NOT NULL,
    head_hash  TEXT COLLATE "C" NOT NULL,
    wake_at    BIGINT,
    state      TEXT COLLATE "C" NOT NULL,
    visibility TEXT COLLATE "C" NOT NULL,
    title      TEXT   NOT NULL,
    host       TEXT COLLATE "C" NOT NULL,
    video_id   TEXT COLLATE "C" NOT NULL,
    video_url  TEXT   NOT NULL,
    video_kind TEXT COLLATE "C" NOT NULL,
    length_us  BIGINT,
    created_at BIGINT NOT NULL,
    ended_at   BIGINT,
    members    BIGINT NOT NULL,
    present    BIGINT NOT NULL,
    peak       BIGINT NOT NULL
);

CREATE INDEX sessions_listed ON sessions (visibility, created_at, id);
CREATE INDEX sessions_listed_by_state ON sessions (visibility, state, created_at, id);
CREATE INDEX sessions_wake ON sessions (wake_at) WHERE wake_at IS NOT NULL;

-- The log. The chain runs over `payload_hash`, so that an erasure can take out payload, member and salt one day.
CREATE TABLE events (
    session_id   TEXT COLLATE "C" NOT NULL REFERENCES sessions (id),
    seq          BIGINT NOT NULL,
    at           BIGINT NOT NULL,
    member_id    TEXT COLLATE "C",
    command_id   TEXT COLLATE "C",
    payload      TEXT   NOT NULL,
    salt         TEXT COLLATE "C" NOT NULL,
    payload_hash TEXT COLLATE "C" NOT NULL,
    hash         TEXT COLLATE "C" NOT NULL,
    -- The order of writing over all logs.
    written      BIGINT GENERATED ALWAYS AS IDENTITY UNIQUE,
    PRIMARY KEY (session_id, seq)
);

-- The playback collection: how far each viewer is in each video of a session, and what they have seen of it.
CREATE TABLE playback (
    session_id  TEXT COLLATE "C" NOT NULL REFERENCES sessions (id),
    member_id   TEXT COLLATE "C" NOT NULL,
    video_id    TEXT COLLATE "C" NOT NULL,
    position_us BIGINT NOT NULL,
    watched     TEXT   NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (session_id, member_id, video_id)
);

CREATE UNIQUE INDEX events_command ON events (session_id, member_id, command_id) WHERE command_id IS NOT NULL;
