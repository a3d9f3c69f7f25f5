//! Statements that both databases take as they are; a test of each prepares all of them.

/// `$4` is until when it is held, `$5` from when on a lease, and `$6` from when on a due time is no time that can be.
pub(crate) const BEGIN: &str = "INSERT INTO jobs \
    (name, holder, run, lease_until, due_at, asked_at, begun_at, ended_at, done, total, note, failure, failures) \
    VALUES ($1, $2, 1, $4, $3, 0, $3, NULL, 0, 0, '', NULL, 0) \
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, run = jobs.run + 1, lease_until = excluded.lease_until, \
    due_at = excluded.due_at, begun_at = excluded.begun_at, ended_at = NULL, done = 0, total = 0 \
    WHERE (jobs.lease_until <= $3 OR jobs.lease_until > $5) AND (jobs.due_at <= $3 OR jobs.due_at > $6)";

pub(crate) const BEGUN: &str = "SELECT run FROM jobs WHERE name = $1 AND holder = $2";

pub(crate) const HOLD: &str =
    "UPDATE jobs SET lease_until = $3, done = $4, total = $5 WHERE name = $1 AND run = $2 AND ended_at IS NULL";

pub(crate) const END: &str = "UPDATE jobs SET lease_until = 0, ended_at = $3, done = $4, note = $5, trouble = $6, \
    failure = CAST($7 AS TEXT), failures = CASE WHEN CAST($7 AS TEXT) IS NULL THEN 0 ELSE failures + 1 END, \
    due_at = CASE WHEN asked_at > begun_at THEN asked_at ELSE CAST($8 AS BIGINT) END \
    WHERE name = $1 AND run = $2 AND ended_at IS NULL";

pub(crate) const GIVE_BACK: &str =
    "UPDATE jobs SET lease_until = 0, due_at = begun_at WHERE name = $1 AND holder = $2 AND ended_at IS NULL";

pub(crate) const ASK: &str =
    "UPDATE jobs SET asked_at = $2, due_at = CASE WHEN due_at > $2 THEN $2 ELSE due_at END WHERE name = $1";

pub(crate) const JOBS: &str = "SELECT name, holder, run, lease_until, due_at, begun_at, ended_at, done, total, note, trouble, \
    failure, failures FROM jobs ORDER BY name";

/// All of them.
#[cfg(test)]
pub(crate) const ALL: &[&str] = &[BEGIN, BEGUN, HOLD, END, GIVE_BACK, ASK, JOBS];
