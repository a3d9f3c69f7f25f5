-- People who watch together again and again, by a mark of who they are: what they may like together, and how well each of them
-- was served, in the order of their ids.
CREATE TABLE circles (
    circle  TEXT   NOT NULL PRIMARY KEY,
    videos  BIGINT NOT NULL,
    served  TEXT   NOT NULL,
    made_at BIGINT NOT NULL,
    items   TEXT   NOT NULL
);

-- Who they are, so that a circle goes with whoever goes.
CREATE TABLE circle_members (
    circle    TEXT NOT NULL,
    member_id TEXT NOT NULL,
    PRIMARY KEY (circle, member_id)
);

CREATE INDEX circles_of_member ON circle_members (member_id);
