-- What the workers did last, and who looks after the server.

CREATE TABLE jobs (
    name        TEXT   NOT NULL PRIMARY KEY,
    -- Who does it, or did it last, until when nobody else begins, and the how manieth run it is: a run that was taken over
    -- tells nothing any more.
    holder      TEXT   NOT NULL,
    run         BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    -- From when on it is due, and when somebody last asked for a run.
    due_at      BIGINT NOT NULL,
    asked_at    BIGINT NOT NULL,
    begun_at    BIGINT NOT NULL,
    ended_at    BIGINT,
    done        BIGINT NOT NULL,
    total       BIGINT NOT NULL,
    note        TEXT   NOT NULL,
    -- Why the last run failed; nothing where it did not.
    failure     TEXT,
    failures    BIGINT NOT NULL
);

CREATE TABLE operators (
    user_id TEXT   NOT NULL PRIMARY KEY REFERENCES users (id),
    since   BIGINT NOT NULL
);
