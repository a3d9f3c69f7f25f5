//! The contract suite on SQLite, and what only a file can go through.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use session::Command;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, SqliteConnection};
use store::{AppendOutcome, Outage, RunEnd, SqliteOptions, SqliteStore, Store, StoreError};
use testkit::{Log, NewerEntry, member, name, opening, store_contract};
use timeline::Timestamp;

async fn open(file: &Path) -> Arc<dyn Store> {
    let options = SqliteOptions { lock_wait_ms: 100, ..SqliteOptions::new(file) };
    Arc::new(SqliteStore::open(options).await.unwrap())
}

/// A migration that this version does not know, as a newer one has left it.
const NEWER_TABLES: &str = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
    VALUES (900, 'of the future', TRUE, 'abc', 1)";

async fn plain(file: &Path) -> SqliteConnection {
    SqliteConnection::connect(file.to_str().unwrap()).await.unwrap()
}

async fn party(store: &dyn Store) -> Log {
    let mut log = Log::create(store, "s1", opening("ana"), 1_000).await;
    let append = log.append(2_000, "ana", &Command::Join { name: name("ana") }, None);
    log.write(store, append).await.unwrap();
    log
}

#[tokio::test]
async fn contract() {
    let folder = tempfile::tempdir().unwrap();
    let number = AtomicUsize::new(0);
    store_contract(&|| {
        let file = folder.path().join(format!("{}.sqlite", number.fetch_add(1, Ordering::Relaxed)));
        Box::pin(async move { open(&file).await })
    })
    .await;
}

#[tokio::test]
async fn what_was_acknowledged_is_there_when_the_file_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    let log = party(&*open(&file).await).await;
    let store = open(&file).await;
    assert_eq!(store.verify(&log.id).await.unwrap(), Some(log.head));
}

#[tokio::test]
async fn while_somebody_holds_the_lock_writes_fail_reads_go_on_and_then_all_is_well() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    let store = open(&file).await;
    let mut log = party(&*store).await;
    let mut other = plain(&file).await;
    other.execute("BEGIN EXCLUSIVE").await.unwrap();

    let play = log.append(3_000, "ana", &Command::Play, Some("c1"));
    let error = store.append(play.clone()).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable { outage: Outage::Locked, .. }), "{error:?}");
    assert!(store.ready().await.is_err());
    assert_eq!(store.head(&log.id).await.unwrap(), Some(log.head));

    other.execute("ROLLBACK").await.unwrap();
    log.write(&*store, play).await.unwrap();
    assert_eq!(store.verify(&log.id).await.unwrap(), Some(log.head));
}

#[tokio::test]
async fn an_outage_meets_all_who_wait_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    let store = open(&file).await;
    let log = party(&*store).await;
    let mut other = plain(&file).await;
    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    let waiting: Vec<_> = (0..100)
        .map(|number| {
            let append = log.append(3_000, "ana", &Command::Play, Some(&format!("c{number}")));
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.append(append).await })
        })
        .collect();
    // One wait for the lock is 100 ms. One for each would be 10 s.
    let answered = tokio::time::timeout(std::time::Duration::from_secs(5), async {
        for write in waiting {
            assert!(write.await.unwrap().is_err());
        }
    });
    answered.await.unwrap();
}

#[tokio::test]
async fn a_log_that_grows_meanwhile_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("db")).await;
    let mut log = party(&*store).await;
    let growing = {
        let store = Arc::clone(&store);
        let id = log.id.clone();
        tokio::spawn(async move {
            for second in 1..200 {
                let to = timeline::Timecode::from_us_clamped(second * 1_000_000);
                let append = log.append(3_000, "ana", &Command::Seek { to }, None);
                log.write(&*store, append).await.unwrap();
            }
            id
        })
    };
    while !growing.is_finished() {
        store.verify(&testkit::session_id("s1")).await.unwrap();
    }
    let id = growing.await.unwrap();
    assert_eq!(store.verify(&id).await.unwrap().unwrap().seq, 201);
}

#[tokio::test]
async fn looking_at_a_file_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    let store = SqliteStore::look_at(SqliteOptions::new(&file));
    assert!(store.ids(None, 1).await.is_err());
    assert!(store.ready().await.is_err());
    assert!(!file.exists());
}

#[tokio::test]
async fn one_bad_write_does_not_fail_the_writes_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("db")).await;
    let user = |id: &str| store::StoredUser {
        id: testkit::member(id),
        name: name("x"),
        created_at: timeline::Timestamp::from_ms(1),
    };
    store.create_user(user("taken"), store::TokenHash([0; 32])).await.unwrap();
    let writes: Vec<_> = (1..40_u8)
        .map(|number| {
            let (store, id) = (Arc::clone(&store), if number % 5 == 0 { "taken".into() } else { format!("u{number}") });
            let user = user(&id);
            tokio::spawn(async move { (id, store.create_user(user, store::TokenHash([number; 32])).await) })
        })
        .collect();
    for write in writes {
        let (id, result) = write.await.unwrap();
        assert_eq!(result.is_ok(), id != "taken", "{id}: {result:?}");
    }
}

#[tokio::test]
async fn a_changed_entry_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let changes = [
        ("UPDATE events SET payload = replace(payload, 'Friday', 'Monday') WHERE seq = 1", 1),
        ("UPDATE events SET at = at + 1 WHERE seq = 2", 2),
        ("UPDATE events SET member_id = 'eve' WHERE seq = 2", 2),
        ("DELETE FROM events WHERE seq = 1", 1),
        ("DELETE FROM events WHERE seq = 2", 2),
    ];
    for (number, (change, seq)) in changes.into_iter().enumerate() {
        let file = folder.path().join(format!("{number}.db"));
        let store = open(&file).await;
        let log = party(&*store).await;
        plain(&file).await.execute(change).await.unwrap();
        let error = store.verify(&log.id).await.unwrap_err();
        assert!(matches!(&error, StoreError::Corrupt { seq: found, .. } if *found == seq), "{change}: {error:?}");
    }
}

/// ERA-7
#[tokio::test]
async fn what_was_rewritten_is_held_to_what_it_says_now_and_explained() {
    let folder = tempfile::tempdir().unwrap();
    let changes = [
        ("UPDATE events SET payload = replace(payload, 'Somebody', 'Nobody') WHERE seq = 2", 2),
        ("UPDATE events SET member_id = 'eve' WHERE seq = 2", 2),
        ("UPDATE events SET payload = '', salt = '', member_id = 'eve' WHERE seq = 1", 1),
    ];
    for (number, (change, seq)) in changes.into_iter().enumerate() {
        let file = folder.path().join(format!("{number}.db"));
        let store = open(&file).await;
        let mut log = party(&*store).await;
        let erasing = log.erasing(9_000, "ana");
        log.write(&*store, erasing).await.unwrap();
        let data = store.personal_data().unwrap();
        assert_eq!(data.erase_from_log(&log.id, &member("ana")).await.unwrap(), 1);
        assert_eq!(store.verify(&log.id).await.unwrap(), Some(log.head));
        plain(&file).await.execute(change).await.unwrap();
        let error = store.verify(&log.id).await.unwrap_err();
        assert!(matches!(&error, StoreError::Corrupt { seq: found, .. } if *found == seq), "{change}: {error:?}");
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_newer_where_it_is_as_it_was_written_and_else_damaged() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    let store = open(&file).await;
    let log = party(&*store).await;
    let mut database = plain(&file).await;
    for statement in NewerEntry::after(log.head, 3_000).statements("s1") {
        database.execute(AssertSqlSafe(statement)).await.unwrap();
    }
    let error = store.read(&log.id, 0, 10).await.unwrap_err();
    assert!(matches!(&error, StoreError::Newer { seq: 3, what, .. } if what.contains("danced")), "{error:?}");
    assert_eq!(store.read(&log.id, 0, 2).await.unwrap().len(), 2, "what comes before it is read");
    assert_eq!(store.verify(&log.id).await.unwrap().map(|head| head.seq), Some(3), "it is whole");
    database.execute("UPDATE events SET payload = replace(payload, 'danced', 'sang') WHERE seq = 3").await.unwrap();
    let error = store.read(&log.id, 0, 10).await.unwrap_err();
    assert!(matches!(&error, StoreError::Corrupt { seq: 3, .. }), "{error:?}");
}

#[tokio::test]
async fn tables_that_a_newer_version_has_added_to_are_used_and_those_it_has_changed_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    let before = party(&*open(&file).await).await;
    plain(&file).await.execute(NEWER_TABLES).await.unwrap();
    let store = open(&file).await;
    assert_eq!(store.head(&before.id).await.unwrap(), Some(before.head));
    drop(store);
    plain(&file).await.execute("UPDATE _sqlx_migrations SET version = 1000 WHERE version = 900").await.unwrap();
    let refused = SqliteStore::open(SqliteOptions::new(&file)).await;
    assert!(matches!(refused, Err(StoreError::Unavailable { outage: Outage::Newer, .. })));
}

#[tokio::test]
async fn a_log_that_was_rolled_back_is_told_from_the_one_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (file, backup) = (folder.path().join("db"), folder.path().join("backup"));
    let store = open(&file).await;
    let mut log = party(&*store).await;
    let mut copying = plain(&file).await;
    sqlx::query("VACUUM INTO $1").bind(backup.to_str()).execute(&mut copying).await.unwrap();
    let append = log.append(3_000, "ana", &Command::Play, None);
    log.write(&*store, append).await.unwrap();

    let restored = open(&backup).await;
    let stale = log.append(4_000, "ana", &Command::Pause, None);
    assert_eq!(restored.append(stale).await.unwrap(), AppendOutcome::Conflict);
    assert_eq!(restored.position(&log.id, log.head.seq).await.unwrap(), None);
}

#[tokio::test]
async fn what_an_older_version_wrote_is_found_as_what_this_one_writes() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    testkit::write_to_be_found(&*open(&file).await).await;
    let mut old = plain(&file).await;
    for statement in testkit::AS_AN_OLDER_VERSION_WROTE {
        old.execute(*statement).await.unwrap();
    }
    testkit::expect_to_be_found(&*open(&file).await).await;
}

/// VID-7
#[tokio::test]
async fn what_a_node_of_an_older_version_writes_meanwhile_is_on_one_page_each_and_heals() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    let store = open(&file).await;
    testkit::write_to_be_found(&*store).await;
    assert_eq!(testkit::refold(&*store).await, 0, "what this version writes is ready to be found");
    let mut old = plain(&file).await;
    let older_writes = async |old: &mut SqliteConnection| {
        for statement in testkit::AS_AN_OLDER_NODE_WRITES {
            old.execute(*statement).await.unwrap();
        }
    };
    older_writes(&mut old).await;
    testkit::expect_each_on_one_page(&*store).await;
    assert_eq!(testkit::refold(&*store).await, 3);
    testkit::expect_to_be_found(&*store).await;
    older_writes(&mut old).await;
    testkit::expect_to_be_found(&*open(&file).await).await;
}

#[tokio::test]
async fn what_failed_of_a_run_is_not_told_of_one_that_a_node_of_an_older_version_ended() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    let (store, at) = (open(&file).await, Timestamp::from_ms);
    let jobs = store.jobs().unwrap();
    let trouble = async || jobs.jobs().await.unwrap().remove(0).trouble;
    assert_eq!(jobs.begin_run("a", "me", at(1), 1, 1).await.unwrap(), Some(1));
    let end = RunEnd {
        at: at(2),
        done: 1,
        note: String::new(),
        trouble: Some("away".to_owned()),
        failure: None,
        due_at: at(3),
    };
    assert!(jobs.end_run("a", 1, &end).await.unwrap());
    assert_eq!(trouble().await.as_deref(), Some("away"));
    assert_eq!(jobs.begin_run("a", "me", at(9), 1, 1).await.unwrap(), Some(2));
    assert_eq!(trouble().await.as_deref(), Some("away"), "of the last run, while the next one goes on");
    let older_ends = "UPDATE jobs SET lease_until = 0, ended_at = 10, note = '', failure = NULL, failures = 0";
    plain(&file).await.execute(older_ends).await.unwrap();
    assert_eq!(trouble().await, None);
}
