//! Seeds hold, the same seed is the same run, and whatever is switched off is missed.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeMap;

use simulation::{Campaign, Remedy, run, search};

/// Tests already run beside each other.
const THREADS: usize = 1;

#[test]
fn seeds_hold() {
    let figures = Campaign { from: 0, seeds: 200, off: None, threads: THREADS }.run().unwrap();
    assert!(figures.failure.is_none(), "{:#?}", figures.failure);
    assert_eq!(figures.seeds, 200);
    assert!(figures.answered > 5_000 && figures.entries > 5_000, "hardly anything happens: {figures:?}");
}

#[test]
fn another_seed_is_another_run() {
    let one = run(1, None, true).unwrap();
    assert_eq!(one.trace_hash, run(1, None, false).unwrap().trace_hash, "words change nothing");
    assert_ne!(one.trace_hash, run(2, None, false).unwrap().trace_hash);
    assert!(!one.lines.is_empty());
}

/// A fault that never strikes, or a rule that nobody ever comes to, would be checked by nothing.
#[test]
fn everything_happens() {
    let mut counts = BTreeMap::<_, u64>::new();
    for seed in 0..300 {
        for (what, times) in run(seed, None, true).unwrap().counts {
            *counts.entry(what).or_default() += times;
        }
    }
    println!("{counts:#?}");
    let wanted = [
        "confirmed",
        "rejected",
        "not confirmed in time",
        "a wait ended: everybody was ready",
        "a wait ended: the time was over",
        "the video ended",
        "the next video was announced",
        "the next video was cancelled",
        "the next video began by itself",
        "skipped by vote",
        "left",
        "taken for gone",
        "undone",
        "abandoned",
        "a time locked a prediction",
        "the video locked a prediction",
        "points were won",
        "a prediction ended with its session",
        "appended, from:",
        "lost the race at",
        "repeats",
        "answer lost:",
        "done without an answer:",
        "the database is away, for ms:",
        "the database is slow, for ms:",
        "answers are lost, for ms:",
        "a node is cut off the bus, for ms:",
        "history lost, entries:",
        "crashes",
        "stops",
        "loses its lines",
        "must come back",
        "is reset, at",
        "is refused",
        "gives up",
        "reports",
    ];
    let missing: Vec<_> = wanted.into_iter().filter(|what| !counts.contains_key(what)).collect();
    assert!(missing.is_empty(), "never happened: {missing:?}");
}

#[track_caller]
fn check_missed(remedy: Remedy, broken: &[&str]) {
    let figures = search(remedy, 0, THREADS).unwrap();
    let failure = figures.failure.unwrap_or_else(|| panic!("{} is not missed", remedy.name()));
    let check = failure.violations[0].check;
    assert!(broken.contains(&check), "{} is missed by another check: {:?}", remedy.name(), failure.violations);
    assert!(!failure.lines.is_empty(), "a failure says what led to it");
}

const SHOWS: &str = "what a client shows is a prefix of the log";
const SHOWN: &str = "every client shows the log as it is";

#[test]
fn compare_and_swap_is_missed() {
    check_missed(Remedy::CompareAndSwap, &[SHOWS, "a log is dense and goes forward in time"]);
}

#[test]
fn the_command_id_is_missed() {
    let once = "a command is in the log once at the most";
    check_missed(Remedy::CommandId, &[once, "what was acknowledged is in the log, where it was said to be"]);
}

#[test]
fn durable_first_is_missed() {
    check_missed(Remedy::DurableFirst, &[SHOWS, "nothing is visible before it is durable"]);
}

#[test]
fn catching_up_is_missed() {
    check_missed(Remedy::CatchUp, &["nothing is overdue", SHOWN, SHOWS, "nobody is reset without a cause"]);
}

#[test]
fn the_digest_is_missed() {
    check_missed(Remedy::Digest, &[SHOWN]);
}

#[test]
fn subscribing_first_is_missed() {
    check_missed(Remedy::SubscribeFirst, &["news come at once where nothing is broken"]);
}

#[test]
fn the_chain_hash_is_missed() {
    check_missed(Remedy::ChainHash, &[SHOWS, SHOWN, "every node has the log as it is"]);
}

#[test]
fn the_sweeper_is_missed() {
    check_missed(Remedy::Sweeper, &["who has left for long leaves an ended session", "nothing is overdue"]);
}

#[test]
fn resuming_is_missed() {
    check_missed(Remedy::Resume, &[SHOWS]);
}
