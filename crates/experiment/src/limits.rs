//! What is bounded, and the levels that every reading uses.

/// The longest name of an experiment, an arm, a metric or a layer.
pub const NAME_LENGTH_CHARS_MAX: usize = 64;
/// The longest description.
pub const ABOUT_LENGTH_CHARS_MAX: usize = 500;
/// The longest id of a circle or a user.
pub const UNIT_LENGTH_CHARS_MAX: usize = 128;
/// How many arms an experiment may have.
pub const ARMS_MAX: usize = 8;
/// The greatest weight of an arm.
pub const WEIGHT_MAX: u32 = 1_000;
/// How many guardrails an experiment may have.
pub const GUARDRAILS_MAX: usize = 8;
/// How many units may have their arm set by hand.
pub const OVERRIDES_MAX: usize = 100;
/// The fewest units that may be planned for.
pub const PLANNED_UNITS_MIN: u32 = 100;
/// The most units that may be planned for.
pub const PLANNED_UNITS_MAX: u32 = 10_000_000;
/// What is planned for where nothing is said.
pub const PLANNED_UNITS_DEFAULT: u32 = 1_000;

/// How often a reading may be wrong somewhere along the way, in the long run, where the arms are alike.
pub const ERROR_RATE: f64 = 0.05;
/// Below this probability a difference in size or delivery is taken for a fault of the experiment, and not for chance. It is that of
/// all looks together.
pub const FAULT_PROBABILITY: f64 = 0.001;
/// How many units each arm needs before an interval is told: below, the normal approximation says little.
pub const UNITS_PER_ARM_MIN: u32 = 30;
/// In a hundred units, how many may have seen a second arm.
pub const MIXED_PERCENT_MAX: u32 = 1;
