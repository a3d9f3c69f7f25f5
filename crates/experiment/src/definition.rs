//! What an experiment is: as somebody wrote it, and once it was found sound.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::limits::{
    ABOUT_LENGTH_CHARS_MAX, ARMS_MAX, GUARDRAILS_MAX, NAME_LENGTH_CHARS_MAX, OVERRIDES_MAX, PLANNED_UNITS_DEFAULT,
    PLANNED_UNITS_MAX, PLANNED_UNITS_MIN, UNIT_LENGTH_CHARS_MAX, WEIGHT_MAX,
};

/// A definition as it is written and kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// The name of the experiment: small letters, digits and `-`.
    pub key: String,
    /// What it asks, in a sentence.
    #[serde(default)]
    pub about: String,
    /// What gets an arm.
    #[serde(default)]
    pub unit: UnitKind,
    /// Of a hundred units, how many take part.
    #[serde(default = "all_percent")]
    pub traffic_percent: u32,
    /// Of a hundred units, how many are kept out of this and every other experiment with a holdout.
    #[serde(default)]
    pub holdout_percent: u32,
    /// Its part of a layer, where it shares no unit with the others of that layer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub layer: Option<Slice>,
    /// For how many units, all arms together, the intervals are to be narrowest.
    #[serde(default = "planned_units")]
    pub planned_units: u32,
    /// The arms; the first one is the control.
    #[serde(rename = "arm")]
    pub arms: Vec<Arm>,
    /// What decides.
    pub metric: Metric,
    /// What must not get worse.
    #[serde(default, rename = "guardrail", skip_serializing_if = "Vec::is_empty")]
    pub guardrails: Vec<Metric>,
    /// Units whose arm is set by hand, for trying out; they count for nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub overrides: BTreeMap<String, String>,
}

/// What gets an arm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// People who watch together: all of them see the same.
    #[default]
    Circle,
    /// A single user, for what only they see.
    User,
}

/// A part of a layer, as a range of a hundred units: `from` is in it, `to` is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slice {
    /// The layer.
    pub name: String,
    /// Where the part begins.
    pub from_percent: u32,
    /// Where it ends.
    pub to_percent: u32,
}

/// One of the things that are compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// Its name.
    pub name: String,
    /// Its share of the units, against the weights of the others.
    #[serde(default = "one")]
    pub weight: u32,
}

/// A ratio of two sums, such as minutes watched together for each evening.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metric {
    /// Its name, as the outcomes carry it.
    pub name: String,
    /// Which way is good.
    #[serde(default)]
    pub better: Better,
    /// Through what the numerators are taken.
    #[serde(default)]
    pub per: Per,
}

/// Through what the numerators of a metric are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// The denominators that the outcomes carry.
    #[default]
    Denominator,
    /// Every unit that takes part, whether it has an outcome or not.
    Unit,
}

/// Which way is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// The more, the better.
    #[default]
    More,
    /// The less, the better.
    Less,
}

/// A definition that is sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Definition(Draft);

/// What is wrong with a definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The field.
    pub field: &'static str,
    /// What it must be.
    pub rule: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` must be {}", self.field, self.rule)
    }
}

impl std::error::Error for Flaw {}

fn all_percent() -> u32 {
    100
}

fn planned_units() -> u32 {
    PLANNED_UNITS_DEFAULT
}

fn one() -> u32 {
    1
}

impl Draft {
    /// Takes it for a definition, if it is sound.
    pub fn check(self) -> Result<Definition, Flaw> {
        name("key", &self.key)?;
        holds("about", self.about.chars().count() <= ABOUT_LENGTH_CHARS_MAX, || {
            format!("at most {ABOUT_LENGTH_CHARS_MAX} characters long")
        })?;
        holds("traffic_percent", (1..=100).contains(&self.traffic_percent), || "from 1 to 100".to_owned())?;
        holds("holdout_percent", self.holdout_percent <= 50, || "from 0 to 50".to_owned())?;
        if let Some(layer) = &self.layer {
            name("layer.name", &layer.name)?;
            let is_range = layer.from_percent < layer.to_percent && layer.to_percent <= 100;
            holds("layer", is_range, || "a range: `from_percent` below `to_percent`, which is at most 100".to_owned())?;
        }
        let planned = PLANNED_UNITS_MIN..=PLANNED_UNITS_MAX;
        holds("planned_units", planned.contains(&self.planned_units), || {
            format!("from {PLANNED_UNITS_MIN} to {PLANNED_UNITS_MAX}")
        })?;
        self.check_arms()?;
        self.check_metrics()?;
        Ok(Definition(self))
    }

    fn check_arms(&self) -> Result<(), Flaw> {
        holds("arm", (2..=ARMS_MAX).contains(&self.arms.len()), || format!("given from 2 to {ARMS_MAX} times"))?;
        for arm in &self.arms {
            name("arm.name", &arm.name)?;
            holds("arm.weight", (1..=WEIGHT_MAX).contains(&arm.weight), || format!("from 1 to {WEIGHT_MAX}"))?;
        }
        different("arm.name", self.arms.iter().map(|arm| arm.name.as_str()))?;
        holds("overrides", self.overrides.len() <= OVERRIDES_MAX, || format!("at most {OVERRIDES_MAX}"))?;
        for (unit, arm) in &self.overrides {
            let is_unit = (1..=UNIT_LENGTH_CHARS_MAX).contains(&unit.chars().count());
            holds("overrides", is_unit, || format!("for ids of at most {UNIT_LENGTH_CHARS_MAX} characters"))?;
            let is_arm = self.arms.iter().any(|one| one.name == *arm);
            holds("overrides", is_arm, || format!("names of arms, which \"{arm}\" is not"))?;
        }
        Ok(())
    }

    fn check_metrics(&self) -> Result<(), Flaw> {
        name("metric.name", &self.metric.name)?;
        holds("guardrail", self.guardrails.len() <= GUARDRAILS_MAX, || {
            format!("given at most {GUARDRAILS_MAX} times")
        })?;
        self.guardrails.iter().try_for_each(|metric| name("guardrail.name", &metric.name))?;
        let names = std::iter::once(&self.metric).chain(&self.guardrails).map(|metric| metric.name.as_str());
        different("guardrail.name", names)
    }
}

impl Definition {
    /// What was written.
    pub fn draft(&self) -> &Draft {
        &self.0
    }

    /// The name of the experiment.
    pub fn key(&self) -> &str {
        &self.0.key
    }

    /// The arms; the first one is the control.
    pub fn arms(&self) -> &[Arm] {
        &self.0.arms
    }

    /// What is measured: first what decides, then the guardrails.
    pub fn metrics(&self) -> impl Iterator<Item = &Metric> {
        std::iter::once(&self.0.metric).chain(&self.0.guardrails)
    }

    /// Returns where an arm stands among the arms.
    pub fn arm_index(&self, name: &str) -> Option<usize> {
        self.0.arms.iter().position(|arm| arm.name == name)
    }

    /// Returns which arm a unit has been given by hand.
    pub fn overridden(&self, unit: &str) -> Option<usize> {
        self.0.overrides.get(unit).and_then(|arm| self.arm_index(arm))
    }
}

fn holds(field: &'static str, is_so: bool, rule: impl FnOnce() -> String) -> Result<(), Flaw> {
    if is_so { Ok(()) } else { Err(Flaw { field, rule: rule() }) }
}

fn name(field: &'static str, value: &str) -> Result<(), Flaw> {
    let is_plain = value.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    holds(field, is_plain && (1..=NAME_LENGTH_CHARS_MAX).contains(&value.len()), || {
        format!("1 to {NAME_LENGTH_CHARS_MAX} small letters, digits and `-`")
    })
}

fn different<'a>(field: &'static str, names: impl Iterator<Item = &'a str>) -> Result<(), Flaw> {
    let mut seen = BTreeSet::new();
    for name in names {
        holds(field, seen.insert(name), || format!("different each time; \"{name}\" is there twice"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Definition, Draft, Flaw};

    fn draft(change: impl FnOnce(&mut serde_json::Value)) -> Result<Definition, Flaw> {
        let mut json = serde_json::json!({
            "key": "together-logrank", "arm": [{"name": "merged"}, {"name": "logrank"}], "metric": {"name": "accepted"},
        });
        change(&mut json);
        serde_json::from_value::<Draft>(json).unwrap().check()
    }

    #[track_caller]
    fn refused(field: &str, change: impl FnOnce(&mut serde_json::Value)) {
        assert_eq!(draft(change).unwrap_err().field, field);
    }

    #[test]
    fn exp_1_a_short_definition_is_enough() {
        let definition = draft(|_| ()).unwrap();
        assert_eq!(definition.draft().traffic_percent, 100);
        assert_eq!(definition.arms()[1].weight, 1);
        let kept = serde_json::to_string(definition.draft()).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&kept).unwrap().check().unwrap(), definition);
    }

    #[test]
    fn exp_1_what_is_unsound_is_refused() {
        refused("key", |json| json["key"] = "Together".into());
        refused("key", |json| json["key"] = "".into());
        refused("key", |json| json["key"] = "a".repeat(65).into());
        refused("about", |json| json["about"] = "a".repeat(501).into());
        refused("traffic_percent", |json| json["traffic_percent"] = 0.into());
        refused("traffic_percent", |json| json["traffic_percent"] = 101.into());
        refused("holdout_percent", |json| json["holdout_percent"] = 51.into());
        refused("planned_units", |json| json["planned_units"] = 99.into());
        refused("arm", |json| json["arm"] = serde_json::json!([{"name": "alone"}]));
        refused("arm.name", |json| json["arm"][1]["name"] = "merged".into());
        refused("arm.weight", |json| json["arm"][1]["weight"] = 0.into());
        refused("metric.name", |json| json["metric"]["name"] = "watched minutes".into());
        refused("guardrail.name", |json| json["guardrail"] = serde_json::json!([{"name": "accepted"}]));
        refused("overrides", |json| json["overrides"] = serde_json::json!({"circle": "no-arm"}));
        refused("layer", |json| {
            json["layer"] = serde_json::json!({"name": "home", "from_percent": 50, "to_percent": 50});
        });
    }

    #[test]
    fn exp_1_an_unknown_field_is_refused() {
        let json = r#"{"key": "a", "arms": [], "metric": {"name": "b"}}"#;
        assert!(serde_json::from_str::<Draft>(json).unwrap_err().to_string().contains("arms"));
    }
}
