-- When somebody began a video, and what a unit did within one phase of an experiment.

-- Nothing where an older server wrote it. Of what was there before, all that is known is that it was begun by then.
ALTER TABLE playback ADD COLUMN begun_at BIGINT;
UPDATE playback SET begun_at = updated_at;

-- What a unit has done in a phase since it was first shown its arm.
CREATE TABLE experiment_outcomes (
    experiment  TEXT   NOT NULL,
    phase       BIGINT NOT NULL,
    unit        TEXT   NOT NULL,
    metric      TEXT   NOT NULL,
    numerator   BIGINT NOT NULL,
    denominator BIGINT NOT NULL,
    PRIMARY KEY (experiment, phase, unit, metric)
);

CREATE INDEX experiment_outcomes_of_unit ON experiment_outcomes (unit);

-- Phases that are over and whose outcomes are counted to the end.
CREATE TABLE counted_phases (
    experiment TEXT   NOT NULL,
    phase      BIGINT NOT NULL,
    counted_at BIGINT NOT NULL,
    PRIMARY KEY (experiment, phase)
);

-- What was counted by day, of no experiment alone, goes to the phases of that time. Older servers go on with what they had,
-- until it is swept.
INSERT INTO experiment_outcomes (experiment, phase, unit, metric, numerator, denominator)
SELECT exposures.experiment, exposures.phase, outcomes.unit, outcomes.metric,
    CAST(total(outcomes.numerator) AS INTEGER),
    CAST(total(outcomes.denominator) AS INTEGER)
FROM exposures JOIN outcomes ON outcomes.unit = exposures.unit
JOIN (SELECT key AS experiment, phase, stopped_at FROM experiments WHERE state <> 'draft'
    UNION SELECT experiment, phase, stopped_at FROM experiment_phases) AS phases
    ON phases.experiment = exposures.experiment AND phases.phase = exposures.phase
WHERE outcomes.day >= exposures.first_at / 86400000
    AND (phases.stopped_at IS NULL OR outcomes.day <= phases.stopped_at / 86400000)
GROUP BY exposures.experiment, exposures.phase, outcomes.unit, outcomes.metric;

-- What has been over for three days stays as it was read: when its videos were begun is not known well enough to count it anew.
INSERT INTO counted_phases (experiment, phase, counted_at)
SELECT experiment, phase, stopped_at + 259200000 FROM
    (SELECT key AS experiment, phase, stopped_at FROM experiments WHERE state <> 'draft'
    UNION SELECT experiment, phase, stopped_at FROM experiment_phases) AS phases
WHERE stopped_at + 259200000 <= CAST(strftime('%s', 'now') AS INTEGER) * 1000
ON CONFLICT DO NOTHING;
