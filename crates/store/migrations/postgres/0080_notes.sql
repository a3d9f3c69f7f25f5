-- What people who were not there have written to a replay. `at` is the moment of the session that a note is about.
CREATE TABLE notes (
    session_id TEXT COLLATE "C" NOT NULL REFERENCES sessions (id),
    id         TEXT COLLATE "C" NOT NULL,
    at         BIGINT NOT NULL,
    author     TEXT COLLATE "C" NOT NULL,
    name       TEXT   NOT NULL,
    text       TEXT   NOT NULL,
    written_at BIGINT NOT NULL,
    PRIMARY KEY (session_id, id)
);

CREATE INDEX notes_in_order ON notes (session_id, at, id);
CREATE INDEX notes_by_author ON notes (session_id, author);
