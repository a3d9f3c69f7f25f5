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
            ("fold", Number),
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
            ("begun_at", Number),
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
        name: "series",
        columns: &[
            ("id", Text),
            ("owner", Text),
            ("title", Text),
            ("visibility", Text),
            ("state", Text),
            ("weekly", Text),
            ("time_zone", Text),
            ("created_at", Number),
            ("updated_at", Number),
        ],
    },
    Table {
        name: "evenings",
        columns: &[("series_id", Text), ("number", Number), ("session_id", Text), ("starts_at", Number)],
    },
    Table { name: "regulars", columns: &[("series_id", Text), ("member_id", Text)] },
    Table {
        name: "jobs",
        columns: &[
            ("name", Text),
            ("holder", Text),
            ("run", Number),
            ("lease_until", Number),
            ("due_at", Number),
            ("asked_at", Number),
            ("begun_at", Number),
            ("ended_at", Number),
            ("done", Number),
            ("total", Number),
            ("note", Text),
            ("failure", Text),
            ("failures", Number),
            ("trouble", Text),
        ],
    },
    Table {
        name: "recommendations",
        columns: &[("subject", Text), ("variant", Text), ("made_at", Number), ("items", Text)],
    },
    Table {
        name: "recommendation_feedback",
        columns: &[("user_id", Text), ("video_id", Text), ("feedback", Text), ("at", Number)],
    },
    Table {
        name: "circles",
        columns: &[("circle", Text), ("videos", Number), ("served", Text), ("made_at", Number), ("items", Text)],
    },
    Table { name: "circle_members", columns: &[("circle", Text), ("member_id", Text)] },
    Table { name: "operators", columns: &[("user_id", Text), ("since", Number)] },
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
    Table {
        name: "erasures",
        columns: &[("user_id", Text), ("asked_at", Number), ("reached", Text), ("passes", Number), ("due_at", Number)],
    },
    Table {
        name: "sign_ins",
        columns: &[
            ("id", Text),
            ("user_id", Text),
            ("token_hash", Text),
            ("way", Text),
            ("agent", Text),
            ("created_at", Number),
            ("last_seen_at", Number),
            ("revoked_at", Number),
        ],
    },
    Table {
        name: "passwords",
        columns: &[
            ("user_id", Text),
            ("name", Text),
            ("name_key", Text),
            ("password_hash", Text),
            ("updated_at", Number),
        ],
    },
    Table {
        name: "passkeys",
        columns: &[
            ("id", Text),
            ("user_id", Text),
            ("name", Text),
            ("credential", Text),
            ("created_at", Number),
            ("used_at", Number),
        ],
    },
    Table {
        name: "openid_subjects",
        columns: &[("issuer", Text), ("subject", Text), ("user_id", Text), ("created_at", Number)],
    },
    Table {
        name: "experiments",
        columns: &[
            ("key", Text),
            ("state", Text),
            ("phase", Number),
            ("definition", Text),
            ("started_at", Number),
            ("stopped_at", Number),
            ("created_at", Number),
            ("updated_at", Number),
        ],
    },
    Table {
        name: "experiment_phases",
        columns: &[
            ("experiment", Text),
            ("phase", Number),
            ("definition", Text),
            ("started_at", Number),
            ("stopped_at", Number),
        ],
    },
    Table {
        name: "exposures",
        columns: &[
            ("experiment", Text),
            ("phase", Number),
            ("unit", Text),
            ("arm", Text),
            ("is_delivered", Number),
            ("is_mixed", Number),
            ("first_at", Number),
        ],
    },
    Table {
        name: "outcomes",
        columns: &[("unit", Text), ("metric", Text), ("day", Number), ("numerator", Number), ("denominator", Number)],
    },
    Table {
        name: "experiment_outcomes",
        columns: &[
            ("experiment", Text),
            ("phase", Number),
            ("unit", Text),
            ("metric", Text),
            ("numerator", Number),
            ("denominator", Number),
        ],
    },
    Table { name: "counted_phases", columns: &[("experiment", Text), ("phase", Number), ("counted_at", Number)] },
    Table {
        name: "experiment_results",
        columns: &[("experiment", Text), ("phase", Number), ("day", Number), ("at", Number), ("reading", Text)],
    },
    Table { name: "spent", columns: &[("id", Text), ("until", Number)] },
    Table {
        name: "videos",
        columns: &[
            ("id", Text),
            ("provider", Text),
            ("external_id", Text),
            ("url", Text),
            ("kind", Text),
            ("source_url", Text),
            ("title", Text),
            ("length_ms", Number),
            ("live", Number),
            ("picture", Text),
            ("tags", Text),
            ("year", Number),
            ("languages", Text),
            ("subtitles", Text),
            ("listed", Number),
            ("described_at", Number),
            ("updated_at", Number),
            ("gone_at", Number),
            ("sort_key", Text),
            ("sought", Text),
            ("ask_at", Number),
            ("ask_pause_ms", Number),
            ("fold", Number),
            ("tag_keys", Text),
            ("language_keys", Text),
            ("sources", Text),
        ],
    },
];

/// Tables that stay behind: what a database knows of itself. Only the tests ask.
#[cfg(test)]
pub(crate) const LEFT_BEHIND: &[&str] = &["_sqlx_migrations", "nodes", "rolls", "provider_cache"];

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
