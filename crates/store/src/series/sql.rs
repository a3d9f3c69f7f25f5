//! Statements that both databases take as they are; a test of each prepares all of them.

macro_rules! series {
    ($which:literal) => {
        concat!(
            "SELECT id, owner, title, visibility, state, weekly, time_zone, created_at, updated_at FROM series WHERE ",
            $which
        )
    };
}

macro_rules! evenings {
    ($which:literal) => {
        concat!("SELECT series_id, number, session_id, starts_at FROM evenings WHERE ", $which)
    };
}

pub(crate) const MAKE: &str = "INSERT INTO series \
    (id, owner, title, visibility, state, weekly, time_zone, created_at, updated_at) \
    SELECT $1, $2, $3, $4, $5, $6, $7, CAST($8 AS BIGINT), CAST($8 AS BIGINT) WHERE \
    (SELECT count(*) FROM series WHERE owner = $2 AND state <> 'ended') < $9 ON CONFLICT DO NOTHING";

pub(crate) const CHANGE: &str = "UPDATE series SET title = $2, visibility = $3, state = $4, weekly = $5, \
    time_zone = $6, updated_at = $7 WHERE id = $1 AND updated_at = $8";

pub(crate) const SERIES: &str = series!("id = $1");

pub(crate) const PUBLIC: &str =
    series!("visibility = 'public' AND state <> 'ended' ORDER BY updated_at DESC, id DESC LIMIT $1");

pub(crate) const SERIES_OF: &str = series!(
    "state <> 'ended' AND (owner = $1 OR id IN (SELECT series_id FROM regulars WHERE member_id = $1)) \
     ORDER BY updated_at DESC, id DESC LIMIT $2"
);

pub(crate) const ADD_EVENING: &str = "INSERT INTO evenings (series_id, number, session_id, starts_at) \
    VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

pub(crate) const MOVE_EVENING: &str =
    "UPDATE evenings SET starts_at = $3 WHERE series_id = $1 AND number = $2 AND starts_at = $4";

pub(crate) const EVENINGS: &str = evenings!("series_id = $1 AND number < $2 ORDER BY number DESC LIMIT $3");

pub(crate) const EVENING_OF: &str = evenings!("session_id = $1");

pub(crate) const ADD_REGULAR: &str =
    "INSERT INTO regulars (series_id, member_id) VALUES ($1, $2) ON CONFLICT DO NOTHING";

pub(crate) const IS_REGULAR: &str = "SELECT member_id FROM regulars WHERE series_id = $1 AND member_id = $2";

/// All of them.
#[cfg(test)]
pub(crate) const ALL: &[&str] = &[
    MAKE,
    CHANGE,
    SERIES,
    PUBLIC,
    SERIES_OF,
    ADD_EVENING,
    MOVE_EVENING,
    EVENINGS,
    EVENING_OF,
    ADD_REGULAR,
    IS_REGULAR,
];
