//! Statements that both databases take as they are; a test of each prepares all of them.

macro_rules! experiments {
    ($which:literal) => {
        concat!(
            "SELECT state, phase, definition, started_at, stopped_at, created_at, updated_at FROM experiments ",
            $which
        )
    };
}

pub(crate) const EXPERIMENTS: &str = experiments!("ORDER BY key LIMIT $1");

pub(crate) const EXPERIMENT: &str = experiments!("WHERE key = $1");

pub(crate) const MAKE: &str = "INSERT INTO experiments \
    (key, state, phase, definition, started_at, stopped_at, created_at, updated_at) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING";

pub(crate) const CHANGE: &str = "UPDATE experiments SET state = $2, phase = $3, definition = $4, started_at = $5, \
    stopped_at = $6, updated_at = $7 WHERE key = $1 AND updated_at = $8";

/// Unless another one runs than those of which it is known. No key has a letter that means something in a pattern.
pub(crate) const START: &str = "UPDATE experiments SET state = $2, phase = $3, definition = $4, started_at = $5, \
    stopped_at = $6, updated_at = $7 WHERE key = $1 AND updated_at = $8 AND NOT EXISTS (SELECT 1 FROM experiments other \
    WHERE other.state = 'running' \
    AND CAST($9 AS TEXT) NOT LIKE '%|' || other.key || ':' || CAST(other.phase AS TEXT) || '|%')";

pub(crate) const KEEP_PHASE: &str = "INSERT INTO experiment_phases \
    (experiment, phase, definition, started_at, stopped_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";

pub(crate) const PHASES: &str = "SELECT phase, definition, started_at, stopped_at FROM experiment_phases \
    WHERE experiment = $1 ORDER BY phase DESC LIMIT $2";

/// A phase that is over may stand at both places, as the same.
pub(crate) const PHASES_SINCE: &str = "SELECT phase, definition, started_at, stopped_at FROM \
    (SELECT key AS experiment, phase, definition, started_at, stopped_at FROM experiments WHERE state <> 'draft' \
    UNION SELECT experiment, phase, definition, started_at, stopped_at FROM experiment_phases) AS phases \
    WHERE stopped_at IS NULL OR stopped_at >= $1 \
    ORDER BY CASE WHEN stopped_at IS NULL THEN 0 ELSE 1 END, stopped_at DESC, experiment, phase LIMIT $2";

pub(crate) const EXPOSE: &str = "INSERT INTO exposures \
    (experiment, phase, unit, arm, is_delivered, is_mixed, first_at) VALUES ($1, $2, $3, $4, $5, 0, $6) \
    ON CONFLICT (experiment, phase, unit) DO UPDATE SET is_mixed = 1 WHERE exposures.arm <> excluded.arm";

pub(crate) const EXPOSURES: &str = "SELECT unit, arm, is_delivered, is_mixed, first_at FROM exposures \
    WHERE experiment = $1 AND phase = $2 AND unit > $3 ORDER BY unit LIMIT $4";

/// Of who was not exposed, or was erased meanwhile, nothing is kept.
pub(crate) const KEEP_OUTCOME: &str = "INSERT INTO experiment_outcomes \
    (experiment, phase, unit, metric, numerator, denominator) SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT), \
    CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS BIGINT), CAST($6 AS BIGINT) WHERE EXISTS (SELECT 1 FROM exposures \
    WHERE experiment = CAST($1 AS TEXT) AND phase = CAST($2 AS BIGINT) AND unit = CAST($3 AS TEXT)) \
    ON CONFLICT (experiment, phase, unit, metric) \
    DO UPDATE SET numerator = excluded.numerator, denominator = excluded.denominator";

pub(crate) const OUTCOMES: &str = "SELECT unit, metric, numerator, denominator FROM experiment_outcomes \
    WHERE experiment = $1 AND phase = $2 AND (unit, metric) > ($3, $4) ORDER BY unit, metric LIMIT $5";

pub(crate) const END_COUNT: &str = "INSERT INTO counted_phases (experiment, phase, counted_at) VALUES ($1, $2, $3) \
    ON CONFLICT DO NOTHING";

pub(crate) const COUNTED_AT: &str = "SELECT counted_at FROM counted_phases WHERE experiment = $1 AND phase = $2";

pub(crate) const KEEP_RESULT: &str = "INSERT INTO experiment_results (experiment, phase, day, at, reading) \
    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (experiment, phase, day) \
    DO UPDATE SET at = excluded.at, reading = excluded.reading";

pub(crate) const FORGET_LATER: &str =
    "DELETE FROM experiment_results WHERE experiment = $1 AND phase = $2 AND day > $3";

pub(crate) const RESULTS: &str = "SELECT experiment, phase, at, reading FROM experiment_results \
    WHERE experiment = $1 AND phase = $2 ORDER BY day DESC LIMIT $3";

/// The phase that ran last stands with its experiment until that is defined anew.
pub(crate) const SWEEP_EXPOSURES: &str = "DELETE FROM exposures WHERE (EXISTS (SELECT 1 FROM experiment_phases phases \
    WHERE phases.experiment = exposures.experiment AND phases.phase = exposures.phase AND phases.stopped_at < $1) \
    OR EXISTS (SELECT 1 FROM experiments WHERE experiments.key = exposures.experiment \
    AND experiments.phase = exposures.phase AND experiments.stopped_at < $1)) \
    AND EXISTS (SELECT 1 FROM experiment_results results \
    WHERE results.experiment = exposures.experiment AND results.phase = exposures.phase)";

pub(crate) const SWEEP_OUTCOMES: &str = "DELETE FROM experiment_outcomes WHERE NOT EXISTS (SELECT 1 FROM exposures \
    WHERE exposures.experiment = experiment_outcomes.experiment AND exposures.phase = experiment_outcomes.phase \
    AND exposures.unit = experiment_outcomes.unit)";

/// What older servers have counted by day.
pub(crate) const SWEEP_FORMER_OUTCOMES: &str = "DELETE FROM outcomes WHERE day < $1 \
    OR NOT EXISTS (SELECT 1 FROM exposures WHERE exposures.unit = outcomes.unit)";

/// All of them.
#[cfg(test)]
pub(crate) const ALL: &[&str] = &[
    EXPERIMENTS,
    EXPERIMENT,
    MAKE,
    CHANGE,
    START,
    KEEP_PHASE,
    PHASES,
    PHASES_SINCE,
    EXPOSE,
    EXPOSURES,
    KEEP_OUTCOME,
    OUTCOMES,
    END_COUNT,
    COUNTED_AT,
    KEEP_RESULT,
    FORGET_LATER,
    SWEEP_EXPOSURES,
    SWEEP_OUTCOMES,
    SWEEP_FORMER_OUTCOMES,
    RESULTS,
];
