-- What the predictions of each member have come to in each session, as the log says: written with the entries that change
-- it. `points` is what is left of those that everybody begins with.
CREATE TABLE prediction_scores (
    session_id  TEXT NOT NULL REFERENCES sessions (id),
    member_id   TEXT NOT NULL,
    points      BIGINT NOT NULL,
    won         BIGINT NOT NULL,
    lost        BIGINT NOT NULL,
    right_picks BIGINT NOT NULL,
    wrong_picks BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    PRIMARY KEY (session_id, member_id)
);

CREATE INDEX prediction_scores_leaders ON prediction_scores (session_id, points DESC, member_id);
CREATE INDEX prediction_scores_by_member ON prediction_scores (member_id, updated_at, session_id);
