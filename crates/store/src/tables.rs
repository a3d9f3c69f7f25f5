//! The tables as they are moved: the same names, columns and kinds of value on both sides.

use Kind::{Number, Text};

/// A table that is moved.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [(&'static str, Kind)],
}

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Number,
}

/// Where the sessions stand among the tables.
pub(crate) const SESSIONS: usize = 2;

/// What is moved, in this order: what is pointed at stands first. A test holds them against the tables of both databases.
pub(crate) const TABLES: &[Table] = &[
    Table { name: "users", columns: &[("id", Text), ("name", Text), ("token_hash", Text), ("created_at", Number)] },
    Table { name: "secrets", columns: &[("name", Text), ("value", Text)] },
    Table {
        name: "sessions",
        columns: &[
            ("id", Text),
            ("head_seq", Number),
            ("head_hash", Text),
            ("wake_at", Number),
            ("state", Text),
            ("visibility", Text),
            ("title", Text),
            ("host", Text),
            ("video_id", Text),
            ("video_url", Text),
            ("video_kind", Text),
            ("length_us", Number),
            ("created_at", Number),
            ("ended_at", Number),
            ("members", Number),
            ("present", Number),
            ("peak", Number),
            ("starts_at", Number),
            ("sought", Text),
        ],
    },
    Table {
        name: "events",
        columns: &[
            ("session_id", Text),
            ("seq", Number),
            ("at", Number),
            ("member_id", Text),
            ("command_id", Text),
            ("payload", Text),
            ("salt", Text),
            ("payload_hash", Text),
            ("hash", Text),
        ],
    },
    Table {
        name: "playback",
        columns: &[
            ("session_id", Text),
            ("member_id", Text),
            ("video_id", Text),
            ("position_us", Number),
            ("watched", Text),
            ("updated_at", Number),
        ],
    },
    Table {
        name: "invitations",
        columns: &[
            ("id", Text),
            ("session_id", Text),
            ("from_id", Text),
            ("to_id", Text),
            ("state", Text),
            ("created_at", Number),
            ("expires_at", Number),
            ("updated_at", Number),
        ],
    },
    Table {
        name: "knocks",
        columns: &[
            ("id", Text),
            ("session_id", Text),
            ("user_id", Text),
            ("name", Text),
            ("state", Text),
            ("created_at", Number),
            ("expires_at", Number),
            ("updated_at", Number),
            ("answered_by", Text),
        ],
    },
    Table {
        name: "doors",
        columns: &[
            ("session_id", Text),
            ("entry", Text),
            ("password_hash", Text),
            ("capacity", Number),
            ("updated_at", Number),
        ],
    },
    Table {
        name: "links",
        columns: &[
            ("id", Text),
            ("session_id", Text),
            ("role", Text),
            ("created_by", Text),
            ("created_at", Number),
            ("expires_at", Number),
            ("uses_max", Number),
            ("uses", Number),
            ("revoked_at", Number),
        ],
    },
    Table { name: "codes", columns: &[("code", Text), ("kind", Text), ("target", Text), ("created_at", Number)] },
    Table {
        name: "prediction_scores",
        columns: &[
            ("session_id", Text),
            ("member_id", Text),
            ("points", Number),
            ("won", Number),
            ("lost", Number),
            ("right_picks", Number),
            ("wrong_picks", Number),
            ("updated_at", Number),
        ],
    },
    Table {
        name: "messages",
        columns: &[
            ("session_id", Text),
            ("seq", Number),
            ("at", Number),
            ("member_id", Text),
            ("text", Text),
            ("search", Text),
            ("reply_to", Number),
            ("mentions", Text),
            ("video_id", Text),
            ("media_us", Number),
            ("edited_at", Number),
            ("deleted_at", Number),
            ("deleted_by", Text),
            ("rev", Number),
        ],
    },
    Table {
        name: "message_reactions",
        columns: &[("session_id", Text), ("message", Number), ("emoji", Text), ("member_id", Text), ("seq", Number)],
    },
    Table {
        name: "message_reports",
        columns: &[("session_id", Text), ("message", Number), ("member_id", Text), ("at", Number)],
    },
    Table {
        name: "notes",
        columns: &[
            ("session_id", Text),
            ("id", Text),
            ("at", Number),
            ("author", Text),
            ("name", Text),
            ("text", Text),
            ("written_at", Number),
        ],
    },
];

/// Tables that stay behind: what a database knows of itself. Only the tests ask.
#[cfg(test)]
pub(crate) const LEFT_BEHIND: &[&str] = &["_sqlx_migrations", "nodes", "rolls"];

impl Table {
    /// The names of its columns, with commas.
    pub(crate) fn names(&self) -> String {
        self.columns.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    }

    pub(crate) fn count(&self) -> String {
        format!("SELECT count(*) FROM {}", self.name)
    }
}

/// Some rows of a table, column by column.
#[derive(Debug)]
pub(crate) struct Batch {
    pub(crate) columns: Vec<Values>,
}

/// The values of one column.
#[derive(Debug)]
pub(crate) enum Values {
    Text(Vec<Option<String>>),
    Number(Vec<Option<i64>>),
}

impl Batch {
    pub(crate) fn new(table: &Table) -> Self {
        let empty = |kind| match kind {
            Text => Values::Text(Vec::new()),
            Number => Values::Number(Vec::new()),
        };
        Self { columns: table.columns.iter().map(|(_, kind)| empty(*kind)).collect() }
    }

    /// How many rows it has.
    pub(crate) fn rows(&self) -> u64 {
        self.columns.first().map_or(0, |values| match values {
            Values::Text(values) => values.len() as u64,
            Values::Number(values) => values.len() as u64,
        })
    }
}
