-- Experiments: what they are, who was shown which arm, what they did, and what that amounts to from day to day.

CREATE TABLE experiments (
    key        TEXT   NOT NULL PRIMARY KEY,
    state      TEXT   NOT NULL,
    -- The one that runs, or ran last; 0 before the first.
    phase      BIGINT NOT NULL,
    definition TEXT   NOT NULL,
    started_at BIGINT,
    stopped_at BIGINT,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
);

-- Phases that are over, with what was compared in them.
CREATE TABLE experiment_phases (
    experiment TEXT   NOT NULL,
    phase      BIGINT NOT NULL,
    definition TEXT   NOT NULL,
    started_at BIGINT NOT NULL,
    stopped_at BIGINT,
    PRIMARY KEY (experiment, phase)
);

-- The first of each unit in each phase. A unit is people who watch together, or a user.
CREATE TABLE exposures (
    experiment   TEXT   NOT NULL,
    phase        BIGINT NOT NULL,
    unit         TEXT   NOT NULL,
    arm          TEXT   NOT NULL,
    is_delivered BIGINT NOT NULL,
    is_mixed     BIGINT NOT NULL,
    first_at     BIGINT NOT NULL,
    PRIMARY KEY (experiment, phase, unit)
);

CREATE INDEX exposures_of_unit ON exposures (unit);

-- What a unit did on a day, counted from 1970: of no experiment alone.
CREATE TABLE outcomes (
    unit        TEXT   NOT NULL,
    metric      TEXT   NOT NULL,
    day         BIGINT NOT NULL,
    numerator   BIGINT NOT NULL,
    denominator BIGINT NOT NULL,
    PRIMARY KEY (unit, metric, day)
);

CREATE TABLE experiment_results (
    experiment TEXT   NOT NULL,
    phase      BIGINT NOT NULL,
    day        BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    reading    TEXT   NOT NULL,
    PRIMARY KEY (experiment, phase, day)
);
