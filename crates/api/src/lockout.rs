//! Who guesses a password of somebody waits longer each time, from wherever they guess.
//!
//! Names that nobody has are held to the same, so that waiting tells nothing. Kept in the memory of each process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use protocol::Code;
use tokio::time::Instant;

use crate::failure::Failure;

/// How many wrong tries cost nothing.
const FREE_MAX: u32 = 4;
/// How long the first wait is; each one after it is twice as long, up to the longest.
const FIRST_WAIT: Duration = Duration::from_secs(10);
const WAIT_MAX: Duration = Duration::from_mins(5);
/// After how long without a try everything is forgotten.
const FORGOTTEN_AFTER: Duration = Duration::from_hours(1);
/// From how many on those are forgotten that wait for the shortest time.
const REMEMBERED_MAX: usize = 4_096;

/// The wrong tries, by what they were for.
#[derive(Default)]
pub(crate) struct Lockout(Mutex<HashMap<String, Tries>>);

struct Tries {
    count: u32,
    next_at: Instant,
}

impl Lockout {
    /// Counts a try, which is wrong until it is said to be right. Fails where it is too early for one.
    pub(crate) fn begin(&self, whose: &str, now: Instant) -> Result<(), Failure> {
        let mut tries = self.lock();
        if tries.len() >= REMEMBERED_MAX && !tries.contains_key(whose) {
            tries.retain(|_, tries| tries.next_at + FORGOTTEN_AFTER > now);
            let soonest = tries.iter().min_by_key(|(_, tries)| tries.next_at).map(|(whose, _)| whose.clone());
            if let Some(soonest) = soonest.filter(|_| tries.len() >= REMEMBERED_MAX) {
                tries.remove(&soonest);
            }
        }
        let entry = tries.entry(whose.to_owned()).or_insert(Tries { count: 0, next_at: now });
        if entry.next_at > now {
            let seconds = (entry.next_at - now).as_secs() + 1;
            let detail = format!("too many wrong tries; wait {seconds} s before the next, or sign in another way");
            return Err(Failure::new(Code::RateLimited, detail));
        }
        if entry.next_at + FORGOTTEN_AFTER <= now {
            entry.count = 0;
        }
        entry.count += 1;
        entry.next_at = now + wait_after(entry.count);
        Ok(())
    }

    /// Forgets the tries before the one that was right.
    pub(crate) fn right(&self, whose: &str) {
        self.lock().remove(whose);
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Tries>> {
        // Each change is one step, so it is whole whatever panicked beside it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wait_after(count: u32) -> Duration {
    let doublings = count.checked_sub(FREE_MAX + 1);
    doublings.map_or(Duration::ZERO, |times| FIRST_WAIT.saturating_mul(1 << times.min(16)).min(WAIT_MAX))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::{FREE_MAX, Lockout, REMEMBERED_MAX, WAIT_MAX};

    /// ACC-12
    #[test]
    fn who_guesses_waits_longer_each_time_until_it_is_right() {
        let (lockout, mut now) = (Lockout::default(), Instant::now());
        for _ in 0..=FREE_MAX {
            lockout.begin("ana", now).unwrap();
        }
        let mut waits = Vec::new();
        for _ in 0..12 {
            let from = now;
            while lockout.begin("ana", now).is_err() {
                now += Duration::from_secs(1);
            }
            waits.push(now - from);
        }
        assert_eq!(waits[..4], [10, 20, 40, 80].map(Duration::from_secs));
        assert_eq!(waits.last(), Some(&WAIT_MAX));
        lockout.begin("ben", now).unwrap();
        lockout.right("ana");
        lockout.begin("ana", now).unwrap();
    }

    #[test]
    fn many_names_push_out_none_that_has_to_wait() {
        let (lockout, now) = (Lockout::default(), Instant::now());
        for _ in 0..=FREE_MAX {
            lockout.begin("ana", now).unwrap();
        }
        for number in 0..REMEMBERED_MAX * 2 {
            lockout.begin(&number.to_string(), now).unwrap();
        }
        assert!(lockout.begin("ana", now).is_err());
        assert!(lockout.lock().len() <= REMEMBERED_MAX);
    }

    #[test]
    fn an_hour_without_a_try_forgets() {
        let (lockout, now) = (Lockout::default(), Instant::now());
        for _ in 0..=FREE_MAX {
            lockout.begin("ana", now).unwrap();
        }
        let later = now + Duration::from_hours(2);
        lockout.begin("ana", later).unwrap();
        lockout.begin("ana", later).unwrap();
    }
}
