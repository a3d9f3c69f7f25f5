-- Parties that come back. Their evenings are sessions, which may live in other databases, so nothing here refers to their
-- table.

CREATE TABLE series (
    id         TEXT   NOT NULL PRIMARY KEY,
    owner      TEXT   NOT NULL REFERENCES users (id),
    title      TEXT   NOT NULL,
    visibility TEXT   NOT NULL,
    state      TEXT   NOT NULL,
    -- Such as `fri 20:00,sun 18:30`, and the IANA name of the zone that they are in; nothing where it has no times.
    weekly     TEXT   NOT NULL,
    time_zone  TEXT   NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

CREATE INDEX series_listed ON series (visibility, state, updated_at);
CREATE INDEX series_of_owner ON series (owner, state, updated_at);

-- The key lets one evening of each number be: whichever node is first makes it.
CREATE TABLE evenings (
    series_id  TEXT   NOT NULL,
    number     BIGINT NOT NULL,
    session_id TEXT   NOT NULL UNIQUE,
    starts_at  BIGINT NOT NULL,
    PRIMARY KEY (series_id, number)
);

-- Who has been at an evening: expected at the next ones.
CREATE TABLE regulars (
    series_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    PRIMARY KEY (series_id, member_id)
);

CREATE INDEX regulars_of ON regulars (member_id, series_id);
