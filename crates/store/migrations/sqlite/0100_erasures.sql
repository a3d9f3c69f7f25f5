-- People who delete everything about themselves, until all of it is gone: who, up to which session it was gone through, how
-- often, and when somebody may take it up (again).
CREATE TABLE erasures (
    user_id  TEXT   NOT NULL PRIMARY KEY,
    asked_at BIGINT NOT NULL,
    reached  TEXT   NOT NULL,
    passes   BIGINT NOT NULL,
    due_at   BIGINT NOT NULL
);

-- What is looked for by whose it is.
CREATE INDEX notes_of ON notes (author);
CREATE INDEX links_by ON links (created_by);
