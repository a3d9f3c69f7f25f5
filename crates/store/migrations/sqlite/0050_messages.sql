-- The messages as they stand now, made from the log: who looks something up reads no log. What was taken back has no text.
CREATE TABLE messages (
    session_id TEXT   NOT NULL REFERENCES sessions (id),
    seq        BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    member_id  TEXT   NOT NULL,
    text       TEXT,
    search     TEXT   NOT NULL,
    reply_to   BIGINT,
    mentions   TEXT   NOT NULL,
    video_id   TEXT,
    media_us   BIGINT,
    edited_at  BIGINT,
    deleted_at BIGINT,
    deleted_by TEXT,
    -- The number of the last entry that has changed it.
    rev        BIGINT NOT NULL,
    PRIMARY KEY (session_id, seq)
);

CREATE TABLE message_reactions (
    session_id TEXT   NOT NULL REFERENCES sessions (id),
    message    BIGINT NOT NULL,
    emoji      TEXT   NOT NULL,
    member_id  TEXT   NOT NULL,
    seq        BIGINT NOT NULL,
    PRIMARY KEY (session_id, message, emoji, member_id)
);

-- Who finds what bad is nobody's business but the moderators', so it stands in no log.
CREATE TABLE message_reports (
    session_id TEXT   NOT NULL REFERENCES sessions (id),
    message    BIGINT NOT NULL,
    member_id  TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    PRIMARY KEY (session_id, message, member_id)
);
