//! Chance with a seed, the same on every machine.

/// Dice that fall the same way each time (`SplitMix64`).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn of_seed(seed: u64) -> Self {
        Self(seed.wrapping_mul(0xd134_2543_de82_ef95) ^ 0x2545_f491_4f6c_dd1d)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below 1.
    pub(crate) fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or(0)) / 4_294_967_296.0
    }

    /// 1 as often as was said, else 0.
    pub(crate) fn happens(&mut self, chance: f64) -> f64 {
        if self.share() < chance { 1.0 } else { 0.0 }
    }

    /// A whole number below.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        whole(self.share() * f64::from(end))
    }

    /// A standard normal number, by the method of Box and Muller.
    pub(crate) fn normal(&mut self) -> f64 {
        let (radius, angle) = ((1.0 - self.share()).ln() * -2.0, self.share() * std::f64::consts::TAU);
        radius.sqrt() * angle.cos()
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small numbers that are not negative")]
pub(crate) fn whole(value: f64) -> u32 {
    value as u32
}
