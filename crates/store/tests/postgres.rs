//! The contract suite on PostgreSQL, and what only a server can go through.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::sync::Arc;
use std::time::{Duration, Instant};

use session::Command;
use sqlx::{Connection as _, Executor as _, PgConnection};
use store::{AppendOutcome, Inspection, Outage, PostgresOptions, PostgresStore, Store, StoreError};
use testkit::{Log, NewerEntry, Postgres, name, opening, store_contract};
use timeline::Timecode;

/// What a command may take until it is answered, whatever became of the server.
const ANSWER_MAX: Duration = Duration::from_secs(2);
/// Far above what anything takes; only a failure waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A migration that this version does not know, as a newer one has left it.
const NEWER_TABLES: &str = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
    VALUES (900, 'of the future', TRUE, 'abc', 1)";

async fn open(url: &str) -> Arc<dyn Store> {
    Arc::new(PostgresStore::open(&PostgresOptions::parse(url).unwrap()).await.unwrap())
}

async fn party(store: &dyn Store) -> Log {
    let mut log = Log::create(store, "s1", opening("ana"), 1_000).await;
    let append = log.append(2_000, "ana", &Command::Join { name: name("ana") }, None);
    log.write(store, append).await.unwrap();
    log
}

fn seek(seconds: i64) -> Command {
    Command::Seek { to: Timecode::from_us_clamped(seconds * 1_000_000) }
}

/// Appends until it is done, as a client does when it is told to try again.
async fn until_done(store: &dyn Store, log: &mut Log, command: &Command) {
    let asking = async {
        loop {
            let append = log.append(5_000, "ana", command, Some("again"));
            match store.append(append).await {
                Ok(AppendOutcome::Appended(_) | AppendOutcome::Repeated { .. }) => break,
                Ok(AppendOutcome::Conflict) | Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.unwrap();
}

#[tokio::test]
async fn contract() {
    let Some(server) = Postgres::start() else { return };
    store_contract(&|| {
        let url = server.database();
        Box::pin(async move { open(&url).await })
    })
    .await;
}

#[tokio::test]
async fn a_newer_version_is_told_from_damage_and_tables_that_it_has_added_to_are_used() {
    let Some(server) = Postgres::start() else { return };
    let url = server.database();
    let log = party(&*open(&url).await).await;
    for statement in NewerEntry::after(log.head, 3_000).statements("s1") {
        server.sql("test0", &statement);
    }
    server.sql("test0", NEWER_TABLES);
    let store = open(&url).await;
    let error = store.read(&log.id, 0, 10).await.unwrap_err();
    assert!(matches!(&error, StoreError::Newer { seq: 3, .. }), "{error:?}");
    server.sql("test0", "UPDATE events SET payload = replace(payload, 'danced', 'sang') WHERE seq = 3");
    let error = store.read(&log.id, 0, 10).await.unwrap_err();
    assert!(matches!(&error, StoreError::Corrupt { seq: 3, .. }), "{error:?}");
    server.sql("test0", "UPDATE _sqlx_migrations SET version = 1000 WHERE version = 900");
    let refused = PostgresStore::open(&PostgresOptions::parse(&url).unwrap()).await;
    assert!(matches!(refused, Err(StoreError::Unavailable { outage: Outage::Newer, .. })), "{refused:?}");
}

#[tokio::test]
async fn what_an_older_version_wrote_is_found_as_what_this_one_writes() {
    let Some(server) = testkit::Postgres::start() else { return };
    let url = server.database();
    testkit::write_to_be_found(&*open(&url).await).await;
    let mut old = PgConnection::connect(&url).await.unwrap();
    for statement in testkit::AS_AN_OLDER_VERSION_WROTE {
        old.execute(*statement).await.unwrap();
    }
    testkit::expect_to_be_found(&*open(&url).await).await;
}

/// VID-7
#[tokio::test]
async fn what_a_node_of_an_older_version_writes_meanwhile_is_on_one_page_each_and_heals() {
    let Some(server) = Postgres::start() else { return };
    let url = server.database();
    let store = open(&url).await;
    testkit::write_to_be_found(&*store).await;
    assert_eq!(testkit::refold(&*store).await, 0, "what this version writes is ready to be found");
    let mut old = PgConnection::connect(&url).await.unwrap();
    let older_writes = async |old: &mut PgConnection| {
        for statement in testkit::AS_AN_OLDER_NODE_WRITES {
            old.execute(*statement).await.unwrap();
        }
    };
    older_writes(&mut old).await;
    testkit::expect_each_on_one_page(&*store).await;
    assert_eq!(testkit::refold(&*store).await, 3);
    testkit::expect_to_be_found(&*store).await;
    older_writes(&mut old).await;
    testkit::expect_to_be_found(&*open(&url).await).await;
}

#[tokio::test]
async fn two_nodes_that_race_for_a_session_append_every_entry_once() {
    let Some(server) = Postgres::start() else { return };
    let url = server.database();
    let (one, two) = (open(&url).await, open(&url).await);
    let mut log = party(&*one).await;
    for second in 1..=40 {
        let append = |id: &str| log.append(3_000, "ana", &seek(second), Some(id));
        let (left, right) = (append(&format!("l{second}")), append(&format!("r{second}")));
        let (left, right) = tokio::join!(one.append(left), two.append(right));
        let outcomes = [left.unwrap(), right.unwrap()];
        let won = match &outcomes {
            [AppendOutcome::Appended(won), AppendOutcome::Conflict]
            | [AppendOutcome::Conflict, AppendOutcome::Appended(won)] => won,
            other => panic!("one wins and one hears of it, and not {other:?}"),
        };
        follow(&mut log, won);
    }
    assert_eq!(two.verify(&log.id).await.unwrap(), Some(log.head));
    assert_eq!(log.head.seq, 42, "each race left one entry");
}

fn follow(log: &mut Log, stored: &[store::StoredEntry]) {
    for stored in stored {
        log.session.apply(&stored.entry).unwrap();
        log.head = stored.position;
    }
}

#[tokio::test]
async fn a_command_that_two_nodes_append_at_once_is_done_once() {
    let Some(server) = Postgres::start() else { return };
    let url = server.database();
    let (one, two) = (open(&url).await, open(&url).await);
    let mut log = party(&*one).await;
    for second in 1..=20 {
        let append = log.append(3_000, "ana", &seek(second), Some(&format!("c{second}")));
        let (left, right) = tokio::join!(one.append(append.clone()), two.append(append));
        let seq = log.head.seq + 1;
        for outcome in [left.unwrap(), right.unwrap()] {
            match outcome {
                AppendOutcome::Appended(stored) => follow(&mut log, &stored),
                other => assert_eq!(other, AppendOutcome::Repeated { seq }),
            }
        }
        assert_eq!(log.head.seq, seq);
    }
    assert_eq!(one.verify(&log.id).await.unwrap(), Some(log.head));
}

#[tokio::test]
async fn nodes_that_start_at_once_take_turns_with_the_tables_and_agree_on_the_secret() {
    let Some(server) = Postgres::start() else { return };
    let url = server.database();
    let starting: Vec<_> = (0..6_u8)
        .map(|node| {
            let url = url.clone();
            tokio::spawn(async move { open(&url).await.secret("key", vec![node]).await.unwrap() })
        })
        .collect();
    let mut secrets = Vec::new();
    for node in starting {
        secrets.push(node.await.unwrap());
    }
    secrets.dedup();
    assert_eq!(secrets.len(), 1);
}

#[tokio::test]
async fn while_the_server_is_away_all_is_answered_in_time_and_then_all_is_well() {
    let Some(server) = Postgres::start() else { return };
    let store = open(&server.database()).await;
    let mut log = party(&*store).await;
    server.stop();
    let play = log.append(3_000, "ana", &Command::Play, Some("c1"));
    for _ in 0..12 {
        let asked = Instant::now();
        let error = store.append(play.clone()).await.unwrap_err();
        assert!(matches!(error, StoreError::Unavailable { outage: Outage::Away, .. }), "{error:?}");
        assert!(asked.elapsed() < ANSWER_MAX, "{:?}", asked.elapsed());
        let asked = Instant::now();
        assert!(store.head(&log.id).await.is_err());
        assert!(store.ready().await.is_err());
        assert!(asked.elapsed() < 2 * ANSWER_MAX, "{:?}", asked.elapsed());
    }
    server.start_again();
    until_done(&*store, &mut log, &Command::Play).await;
    store.ready().await.unwrap();
    let head = store.verify(&log.id).await.unwrap().unwrap();
    assert_eq!(head.seq, log.head.seq + 1, "what was refused was not written");
}

#[tokio::test]
async fn a_machine_that_falls_silent_is_given_up_on_in_time_and_left_for_the_next() {
    let Some(server) = Postgres::start() else { return };
    let url = server.database();
    let line = line::Line::to(server.port()).await;
    let store = open(&url.replace(&format!(":{}", server.port()), &format!(":{}", line.port))).await;
    let mut log = party(&*store).await;
    line.hold(true);
    for second in 1..=4 {
        let asked = Instant::now();
        let append = log.append(3_000, "ana", &seek(second), Some("again"));
        assert!(store.append(append).await.is_err());
        assert!(asked.elapsed() < ANSWER_MAX, "{:?}", asked.elapsed());
    }
    line.hold(false);
    until_done(&*store, &mut log, &seek(9)).await;
    assert_eq!(store.verify(&log.id).await.unwrap().unwrap().seq, log.head.seq + 1, "once, whatever was unanswered");
}

#[tokio::test]
async fn somebody_elses_lock_is_waited_for_and_then_told() {
    let Some(server) = Postgres::start() else { return };
    let url = server.database();
    let store = open(&url).await;
    let mut log = party(&*store).await;
    let mut other = PgConnection::connect(&url).await.unwrap();
    other.execute("BEGIN; SELECT id FROM sessions FOR UPDATE").await.unwrap();
    let play = log.append(3_000, "ana", &Command::Play, Some("c1"));
    let asked = Instant::now();
    let error = store.append(play.clone()).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable { outage: Outage::Locked, .. }), "{error:?}");
    assert!(asked.elapsed() < ANSWER_MAX);
    assert_eq!(store.head(&log.id).await.unwrap(), Some(log.head), "reads go on");
    other.execute("ROLLBACK").await.unwrap();
    log.write(&*store, play).await.unwrap();
}

#[tokio::test]
async fn a_database_that_may_only_be_read_says_so() {
    let Some(server) = Postgres::start() else { return };
    let url = server.database();
    let mut log = party(&*open(&url).await).await;
    server.sql("postgres", "ALTER DATABASE test0 SET default_transaction_read_only = on");
    let store: Arc<dyn Store> = Arc::new(PostgresStore::look_at(&PostgresOptions::parse(&url).unwrap()));
    let play = log.append(3_000, "ana", &Command::Play, None);
    for error in [store.append(play.clone()).await.unwrap_err(), store.ready().await.unwrap_err()] {
        assert!(matches!(error, StoreError::Unavailable { outage: Outage::ReadOnly, .. }), "{error:?}");
    }
    assert_eq!(store.head(&log.id).await.unwrap(), Some(log.head));
    server.sql("postgres", "ALTER DATABASE test0 RESET default_transaction_read_only");
    let writable = open(&url).await;
    log.write(&*writable, play).await.unwrap();
}

#[tokio::test]
async fn a_full_disk_is_told_and_with_room_all_is_well() {
    let Some(server) = Postgres::start() else { return };
    let store = open(&server.database()).await;
    let mut log = party(&*store).await;
    // The server's own answer, without a disk to fill.
    let full = "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS \
        'BEGIN RAISE disk_full; END'; \
        CREATE TRIGGER full_disk BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION full_disk()";
    server.sql("test0", full);
    let play = log.append(3_000, "ana", &Command::Play, Some("c1"));
    let error = store.append(play.clone()).await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable { outage: Outage::DiskFull, .. }), "{error:?}");
    assert_eq!(store.head(&log.id).await.unwrap(), Some(log.head), "all or nothing");
    server.sql("test0", "DROP TRIGGER full_disk ON events");
    log.write(&*store, play).await.unwrap();
}

#[tokio::test]
async fn a_standby_is_refused_in_words() {
    let Some(server) = Postgres::start() else { return };
    let url = server.database();
    let log = party(&*open(&url).await).await;
    let options = PostgresOptions::parse(&url).unwrap();
    let before = Inspection::of(&options).await.unwrap();
    assert_eq!((before.standby, before.obstacle(), before.has_tables), (false, None, true));
    server.become_standby();
    let refused = PostgresStore::open(&options).await.unwrap_err();
    let words = std::error::Error::source(&refused).unwrap().to_string();
    assert!(words.contains("standby") && words.contains("primary"), "{words}");
    assert!(Inspection::of(&options).await.unwrap().obstacle().unwrap().contains("standby"));
    assert!(PostgresStore::look_at(&options).head(&log.id).await.is_err(), "nothing is read from a standby");
}

#[tokio::test]
async fn two_positions_of_one_viewer_in_one_batch_are_the_later_one() {
    let Some(server) = Postgres::start() else { return };
    let store = open(&server.database()).await;
    let log = party(&*store).await;
    let at = |us| store::StoredPlayback {
        member: testkit::member("ana"),
        video: testkit::video("one").id,
        position: Timecode::from_us_clamped(us),
        watched: timeline::Watched::from_stretches([]),
        updated_at: timeline::Timestamp::from_ms(us),
        begun_at: timeline::Timestamp::from_ms(1),
    };
    store.save_playback(&log.id, vec![at(1), at(2)]).await.unwrap();
    assert_eq!(store.playback(&log.id).await.unwrap(), [at(2)]);
}

/// A line to the server that can fall silent, as a machine does that is gone.
mod line {
    use tokio::io::copy_bidirectional;
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::watch;

    pub(crate) struct Line {
        pub(crate) port: u16,
        held: watch::Sender<bool>,
    }

    impl Line {
        pub(crate) async fn to(server: u16) -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let port = listener.local_addr().unwrap().port();
            let (held, watching) = watch::channel(false);
            tokio::spawn(async move {
                loop {
                    let (client, _) = listener.accept().await.unwrap();
                    tokio::spawn(carry(client, server, watching.clone()));
                }
            });
            Self { port, held }
        }

        pub(crate) fn hold(&self, held: bool) {
            self.held.send_replace(held);
        }
    }

    /// Carries bytes until the line is held; then it stays open and silent for ever, as that machine never comes back.
    async fn carry(mut client: TcpStream, server: u16, mut held: watch::Receiver<bool>) {
        let Ok(mut server) = TcpStream::connect(("127.0.0.1", server)).await else { return };
        tokio::select! {
            _ = copy_bidirectional(&mut client, &mut server) => return,
            _ = held.wait_for(|held| *held) => {}
        }
        std::future::pending::<()>().await;
    }
}
