//! Who gets which arm: a function of the definition, the phase and the unit, and of nothing else.
//!
//! A draw is the first 8 bytes of `SHA-256(salt ‖ 0 ‖ purpose ‖ 0 ‖ unit)` as a big-endian number `h`, and the place among
//! `n` is `⌊h · n / 2⁶⁴⌋`: every place has the same share to within one in 2⁶⁴/n, where a remainder would favour the first
//! ones. Each purpose draws anew, so that who takes part says nothing of the arm, and each phase has a salt of its own, so
//! that no experiment says anything of another.

use sha2::{Digest as _, Sha256};

use crate::definition::Definition;

/// The salt of the holdout: the same units for every experiment.
const HOLDOUT_SALT: &str = "sameframe";

/// What a unit gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Assignment {
    /// This arm, by its place among the arms.
    Arm(usize),
    /// This arm, by hand: it counts for nothing.
    Override(usize),
    /// The control, without taking part.
    Outside(Outside),
}

/// Why a unit takes no part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outside {
    /// It is kept out of every experiment.
    HeldOut,
    /// It is of another part of the layer.
    OtherSlice,
    /// It is not among those who take part.
    NotEnrolled,
}

impl Assignment {
    /// The arm that is shown, by its place among the arms.
    pub fn shown(self) -> usize {
        match self {
            Self::Arm(arm) | Self::Override(arm) => arm,
            Self::Outside(_) => 0,
        }
    }
}

/// Says what a unit gets in a phase.
pub fn assign(definition: &Definition, phase: u32, unit: &str) -> Assignment {
    let draft = definition.draft();
    if let Some(arm) = definition.overridden(unit) {
        return Assignment::Override(arm);
    }
    if place(HOLDOUT_SALT, "holdout", unit, 100) < draft.holdout_percent {
        return Assignment::Outside(Outside::HeldOut);
    }
    if let Some(layer) = &draft.layer {
        let place = place(&layer.name, "layer", unit, 100);
        if !(layer.from_percent..layer.to_percent).contains(&place) {
            return Assignment::Outside(Outside::OtherSlice);
        }
    }
    let salt = format!("{}.{phase}", draft.key);
    if place(&salt, "gate", unit, 100) >= draft.traffic_percent {
        return Assignment::Outside(Outside::NotEnrolled);
    }
    let total = draft.arms.iter().map(|arm| arm.weight).sum();
    let mut left = place(&salt, "arm", unit, total);
    for (index, arm) in draft.arms.iter().enumerate() {
        match left.checked_sub(arm.weight) {
            Some(rest) => left = rest,
            None => return Assignment::Arm(index),
        }
    }
    // The place is below the sum of the weights, so one of the arms was taken.
    Assignment::Outside(Outside::NotEnrolled)
}

/// Draws a number that looks random and is always the same.
pub fn draw(salt: &str, purpose: &str, unit: &str) -> u64 {
    let hash =
        Sha256::new().chain_update(salt).chain_update([0]).chain_update(purpose).chain_update([0]).chain_update(unit);
    hash.finalize().iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

/// Draws a place among so many.
fn place(salt: &str, purpose: &str, unit: &str, among: u32) -> u32 {
    let scaled = (u128::from(draw(salt, purpose, unit)) * u128::from(among)) >> 64;
    u32::try_from(scaled).unwrap_or(u32::MAX)
}
