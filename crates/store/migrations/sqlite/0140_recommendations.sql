-- What is recommended, and what people said to it.

-- A list is one row, so that it is replaced as a whole or not at all. The subject is a user, or nobody for what is for all.
CREATE TABLE recommendations (
    subject TEXT   NOT NULL,
    variant TEXT   NOT NULL,
    made_at BIGINT NOT NULL,
    items   TEXT   NOT NULL,
    PRIMARY KEY (subject, variant)
);

CREATE TABLE recommendation_feedback (
    user_id  TEXT   NOT NULL REFERENCES users (id),
    video_id TEXT   NOT NULL,
    feedback TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    PRIMARY KEY (user_id, video_id)
);

-- A video is shown as the newest session on the home page has it.
CREATE INDEX sessions_by_video ON sessions (video_id, created_at) WHERE visibility = 'public';
