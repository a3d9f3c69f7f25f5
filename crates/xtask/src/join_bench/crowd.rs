//! Many people at once: some join while all who are there read.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

use super::person::Person;

/// How many come at the same moment.
const JOINING_AT_ONCE: u32 = 64;
/// Everything has come when nothing has for so long.
const QUIET_AFTER: Duration = Duration::from_millis(1_500);

/// Lets people join, all of whom read from then on, and returns them when nothing comes any more; and when the last had
/// joined.
pub(crate) fn gather(address: &str, session: &str, people: u32) -> Result<(Vec<Person>, Duration)> {
    let started = Instant::now();
    let (sender, joined) = channel();
    let next = AtomicU32::new(0);
    thread::scope(|scope| {
        for _ in 0..JOINING_AT_ONCE.min(people) {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= people || sender.send(Person::join(address, session, number)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        follow(&joined, started)
    })
}

fn follow(joined: &Receiver<Result<Person>>, started: Instant) -> Result<(Vec<Person>, Duration)> {
    let mut people = Vec::new();
    let mut all_joined: Option<Duration> = None;
    let mut heard_at = Instant::now();
    while all_joined.is_none() || heard_at.elapsed() < QUIET_AFTER {
        let mut has_come = read_all(&mut people)?;
        loop {
            match joined.try_recv() {
                Ok(person) => {
                    people.push(person?);
                    has_come = true;
                }
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => {
                    all_joined = all_joined.or_else(|| Some(started.elapsed()));
                    break;
                }
            }
        }
        if has_come {
            heard_at = Instant::now();
        }
        thread::sleep(Duration::from_millis(2));
    }
    Ok((people, all_joined.unwrap_or_default()))
}

/// Reads until nothing comes any more.
pub(crate) fn settle(people: &mut [Person]) -> Result<()> {
    let mut heard_at = Instant::now();
    while heard_at.elapsed() < QUIET_AFTER {
        if read_all(people)? {
            heard_at = Instant::now();
        }
        thread::sleep(Duration::from_millis(2));
    }
    Ok(())
}

fn read_all(people: &mut [Person]) -> Result<bool> {
    let mut has_come = false;
    for person in people {
        has_come |= person.read()?;
    }
    Ok(has_come)
}
