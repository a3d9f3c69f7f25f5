-- Soft state, told again by every node: it may be lost with the machine, so it is not written ahead.

-- The nodes and until when each is taken to live, by this server's clock.
CREATE UNLOGGED TABLE nodes (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    lease_until BIGINT NOT NULL
);

-- Whom each node sees in each session: JSON, in the order of the members' ids.
CREATE UNLOGGED TABLE rolls (
    session_id TEXT COLLATE "C" NOT NULL,
    node_id    TEXT COLLATE "C" NOT NULL,
    members    TEXT NOT NULL,
    PRIMARY KEY (session_id, node_id)
);

CREATE INDEX rolls_by_node ON rolls (node_id);

-- The sessions in which somebody is present, for nodes that look after those that no node sees.
CREATE INDEX sessions_occupied ON sessions (id) WHERE state = 'live' AND present > 0;
