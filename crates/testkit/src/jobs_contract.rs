//! The contract of workers' runs, for each backend's suite.

use store::{JobState, Jobs, RunEnd, Store, StoredUser, TokenHash};
use timeline::Timestamp;

use crate::samples::{member, name};

const LEASE_MS: i64 = 1_000;
const EVERY_MS: i64 = 60_000;

/// Runs the part of the contract that is about work in the background and who looks after it. The store is without content.
pub(crate) async fn jobs_contract(store: &dyn Store) {
    let jobs = store.jobs().expect("a real store keeps them");
    of_several_that_are_ready_one_begins(jobs).await;
    a_run_that_was_taken_over_tells_nothing(jobs).await;
    who_asks_while_it_runs_gets_another_run(jobs).await;
    who_stops_gives_their_run_back(jobs).await;
    a_clock_that_jumped_keeps_nobody_from_working(jobs).await;
    what_of_a_run_failed_is_told_until_the_next_one(jobs).await;
    an_operator_is_one_until_they_are_not(store).await;
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

async fn begin(jobs: &dyn Jobs, worker: &str, holder: &str, now: i64) -> Option<u64> {
    jobs.begin_run(worker, holder, at(now), LEASE_MS, EVERY_MS).await.unwrap()
}

fn end(ms: i64, failure: Option<&str>, due: i64) -> RunEnd {
    let (note, failure) = ("3 things".to_owned(), failure.map(str::to_owned));
    RunEnd { at: at(ms), done: 3, note, trouble: None, failure, due_at: at(due) }
}

async fn stands(jobs: &dyn Jobs, worker: &str) -> store::StoredJob {
    jobs.jobs().await.unwrap().into_iter().find(|job| job.name == worker).expect("it has run")
}

async fn of_several_that_are_ready_one_begins(jobs: &dyn Jobs) {
    let (one, two) = tokio::join!(begin(jobs, "first", "a", 100), begin(jobs, "first", "b", 100));
    let run = one.or(two).expect("one of them begins");
    assert!(one.is_none() || two.is_none(), "{one:?} {two:?}");
    assert_eq!(run, 1);
    assert!(jobs.hold_run("first", run, at(2_000), 1, 3).await.unwrap());
    let running = stands(jobs, "first").await;
    assert_eq!((running.done, running.total, running.ended_at, running.lease_until), (1, 3, None, at(2_000)));
    assert_eq!(begin(jobs, "first", "c", 1_999).await, None, "it is held");
    assert!(jobs.end_run("first", run, &end(1_999, None, 5_000)).await.unwrap());
    assert_eq!(begin(jobs, "first", "c", 4_999).await, None, "it is not due");
    let rests = stands(jobs, "first").await;
    assert_eq!(
        (rests.ended_at, rests.note.as_str(), rests.failure, rests.failures),
        (Some(at(1_999)), "3 things", None, 0)
    );
    assert_eq!(begin(jobs, "first", "c", 5_000).await, Some(2));
    assert!(!jobs.ask_for_run("never", at(5_000)).await.unwrap());
}

async fn a_run_that_was_taken_over_tells_nothing(jobs: &dyn Jobs) {
    assert_eq!(begin(jobs, "second", "a", 100).await, Some(1));
    assert_eq!(begin(jobs, "second", "b", 100 + LEASE_MS).await, Some(2), "the first has died");
    assert!(!jobs.hold_run("second", 1, at(9_000), 1, 3).await.unwrap());
    assert!(!jobs.end_run("second", 1, &end(9_000, None, 9_000)).await.unwrap());
    assert!(jobs.end_run("second", 2, &end(2_000, Some("no"), 3_000)).await.unwrap());
    assert!(!jobs.end_run("second", 2, &end(2_001, None, 3_000)).await.unwrap(), "it has ended");
    assert_eq!(begin(jobs, "second", "a", 3_000).await, Some(3));
    assert!(jobs.end_run("second", 3, &end(3_001, Some("still no"), 4_000)).await.unwrap());
    let failed = stands(jobs, "second").await;
    assert_eq!((failed.failure.as_deref(), failed.failures, failed.run), (Some("still no"), 2, 3));
}

async fn who_stops_gives_their_run_back(jobs: &dyn Jobs) {
    assert_eq!(begin(jobs, "fifth", "a", 100).await, Some(1));
    jobs.give_back("fifth", "b").await.unwrap();
    assert_eq!(begin(jobs, "fifth", "b", 101).await, None, "it was not theirs");
    jobs.give_back("fifth", "a").await.unwrap();
    assert_eq!(begin(jobs, "fifth", "b", 101).await, Some(2));
}

async fn who_asks_while_it_runs_gets_another_run(jobs: &dyn Jobs) {
    assert_eq!(begin(jobs, "third", "a", 100).await, Some(1));
    assert!(jobs.ask_for_run("third", at(150)).await.unwrap());
    assert!(jobs.end_run("third", 1, &end(200, None, 50_000)).await.unwrap());
    assert_eq!(begin(jobs, "third", "a", 201).await, Some(2));
    assert!(jobs.end_run("third", 2, &end(300, None, 50_000)).await.unwrap());
    assert_eq!(begin(jobs, "third", "a", 301).await, None, "that was for the one asking");
    assert!(jobs.ask_for_run("third", at(400)).await.unwrap());
    assert_eq!(begin(jobs, "third", "a", 400).await, Some(3));
}

async fn a_clock_that_jumped_keeps_nobody_from_working(jobs: &dyn Jobs) {
    let far = 1_000_000_000;
    assert_eq!(begin(jobs, "fourth", "a", far).await, Some(1));
    assert_eq!(begin(jobs, "fourth", "b", 100).await, Some(2), "a lease that long there is not");
    assert!(jobs.end_run("fourth", 2, &end(200, None, far)).await.unwrap());
    assert_eq!(begin(jobs, "fourth", "b", 300).await, Some(3), "nor a rest that long");
}

async fn what_of_a_run_failed_is_told_until_the_next_one(jobs: &dyn Jobs) {
    let run = begin(jobs, "sixth", "a", 100).await.unwrap();
    let partly = RunEnd { trouble: Some("one of them: away".to_owned()), ..end(200, None, 300) };
    assert!(jobs.end_run("sixth", run, &partly).await.unwrap());
    let job = stands(jobs, "sixth").await;
    assert_eq!(
        (job.state(at(201)), job.trouble.as_deref(), job.failures),
        (JobState::Partly, Some("one of them: away"), 0)
    );
    let run = begin(jobs, "sixth", "a", 300).await.unwrap();
    assert!(jobs.end_run("sixth", run, &end(400, None, 500)).await.unwrap());
    let job = stands(jobs, "sixth").await;
    assert_eq!((job.state(at(401)), job.trouble), (JobState::Done, None));
}

async fn an_operator_is_one_until_they_are_not(store: &dyn Store) {
    for (number, who) in (1..).zip(["ana", "ben"]) {
        let user = StoredUser { id: member(who), name: name(who), created_at: at(number.into()) };
        store.create_user(user, TokenHash([number; 32])).await.unwrap();
    }
    let accounts = store.accounts().expect("a real store keeps them");
    assert!(accounts.set_operator(&member("ben"), Some(at(10))).await.unwrap());
    assert!(accounts.set_operator(&member("ana"), Some(at(20))).await.unwrap());
    assert!(!accounts.set_operator(&member("ana"), Some(at(30))).await.unwrap());
    assert_eq!(accounts.operators().await.unwrap(), [member("ben"), member("ana")]);
    assert!(accounts.set_operator(&member("ben"), None).await.unwrap());
    assert!(!accounts.set_operator(&member("ben"), None).await.unwrap());
    assert_eq!(accounts.operators().await.unwrap(), [member("ana")]);
}
