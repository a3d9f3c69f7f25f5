//! Who gets how much of a pool.
//!
//! Each winner gets the share of the whole pool that their stake has in the winning stakes, rounded down. The points that
//! rounding leaves over go, one each, to those who lost the largest fraction by it; of equals to who picked first. So what
//! is paid is exactly what was staked.

use super::event::Payout;
use crate::id::MemberId;

/// What somebody has staked on the outcome that it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stake {
    /// Who.
    pub member: MemberId,
    /// How many points.
    pub stake: u64,
    /// The number of the entry of their pick.
    pub picked: u64,
}

/// Shares `pool` out among the winners, by their stakes. Returns nothing where they have staked nothing.
pub fn payouts(pool: u64, winners: &[Stake]) -> Vec<Payout> {
    let staked: u128 = winners.iter().map(|winner| u128::from(winner.stake)).sum();
    if staked == 0 {
        return Vec::new();
    }
    let share = |winner: &Stake| u128::from(winner.stake) * u128::from(pool);
    let whole = |winner: &Stake| u64::try_from(share(winner) / staked).unwrap_or(u64::MAX);
    let mut by_claim: Vec<_> = winners.iter().filter(|winner| winner.stake > 0).collect();
    by_claim.sort_by(|one, other| {
        let lost = |winner: &Stake| share(winner) % staked;
        lost(other).cmp(&lost(one)).then(one.picked.cmp(&other.picked)).then(one.member.cmp(&other.member))
    });
    let mut left = pool - by_claim.iter().map(|winner| whole(winner)).sum::<u64>();
    let mut payouts: Vec<_> = by_claim
        .into_iter()
        .map(|winner| {
            let one_more = u64::from(left > 0);
            left -= one_more;
            Payout { member: winner.member.clone(), stake: winner.stake, paid: whole(winner) + one_more }
        })
        .collect();
    payouts.sort_by(|one, other| other.paid.cmp(&one.paid).then_with(|| one.member.cmp(&other.member)));
    payouts
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::{Stake, payouts};
    use crate::id::MemberId;

    fn stakes(stakes: &[u64]) -> Vec<Stake> {
        let stake = |(number, stake): (u64, &u64)| Stake {
            member: MemberId::parse(&format!("m{number}")).unwrap(),
            stake: *stake,
            picked: 100 - number,
        };
        (0..).zip(stakes).map(stake).collect()
    }

    fn paid(pool: u64, winners: &[u64]) -> Vec<u64> {
        let paid = payouts(pool, &stakes(winners));
        let of = |stake: Stake| paid.iter().find(|payout| payout.member == stake.member).map_or(0, |found| found.paid);
        stakes(winners).into_iter().map(of).collect()
    }

    /// PRE-20
    #[test]
    fn what_rounding_leaves_goes_to_who_lost_most_by_it_and_then_to_who_picked_first() {
        assert_eq!(paid(300, &[100, 50]), [200, 100]);
        assert_eq!(paid(100, &[1, 1, 1]), [33, 33, 34], "the last one picked first");
        assert_eq!(paid(10, &[3, 3, 1]), [4, 4, 2], "4.28, 4.28 and 1.43");
        assert_eq!(paid(7, &[0, 7]), [0, 7]);
        assert_eq!(paid(7, &[0, 0]), [0, 0], "nobody staked on it");
        assert_eq!(paid(u64::MAX, &[u64::MAX / 2, u64::MAX / 2 + 1]).iter().sum::<u64>(), u64::MAX);
    }

    proptest! {
        /// PRE-20, PRE-21
        #[test]
        fn what_is_paid_is_what_was_staked(
            winners in proptest::collection::vec(0..20_000_000_u64, 1..40),
            lost in 0..20_000_000_u64,
        ) {
            let staked: u64 = winners.iter().sum();
            let pool = staked + lost;
            let all = payouts(pool, &stakes(&winners));
            prop_assert_eq!(all.iter().map(|payout| payout.paid).sum::<u64>(), if staked == 0 { 0 } else { pool });
            for payout in &all {
                prop_assert!(payout.paid >= payout.stake, "nobody who was right loses");
                let exact = u128::from(payout.stake) * u128::from(pool) / u128::from(staked);
                prop_assert!((exact..=exact + 1).contains(&u128::from(payout.paid)), "to a point");
            }
        }
    }
}
