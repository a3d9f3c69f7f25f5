//! Moving from SQLite to PostgreSQL: all of it arrives, or nothing.

#![expect(clippy::unwrap_used, reason = "tests fail by panicking")]

use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};

use futures_util::FutureExt as _;
use session::{ClosingRule, Command, Outcomes, PredictionCommand, SessionId, Title};
use sqlx::{Connection as _, PgConnection, SqliteConnection};
use store::{
    MoveError, PostgresOptions, PostgresStore, Progress, SessionState, SessionsQuery, SqliteOptions, SqliteStore,
    Store, StoredPlayback, StoredUser, TokenHash, move_to_postgres,
};
use testkit::{Log, Postgres, member, name, opening, session_id, video};
use timeline::{Timecode, Timestamp, Watched};

/// Salts are no answer of a store, and an erasure needs them.
const SALTS: &str = "SELECT salt FROM events ORDER BY session_id, seq";

fn postgres(url: &str) -> PostgresOptions {
    PostgresOptions::parse(url).unwrap()
}

/// A file with some of everything, and its logs as they should arrive.
async fn sample(folder: &Path) -> (PathBuf, Vec<Log>) {
    let file = folder.join("db");
    let store = SqliteStore::open(SqliteOptions::new(&file)).await.unwrap();
    let user =
        StoredUser { id: member("ana"), name: name("Ana \u{1f3ac} 'quoted'"), created_at: Timestamp::from_ms(7) };
    store.create_user(user, TokenHash([1; 32])).await.unwrap();
    store.secret("key", vec![1, 2, 3]).await.unwrap();
    let mut logs = Vec::new();
    for id in ["s2", "s1", "s3"] {
        let mut log = Log::create(&store, id, opening("ana"), 1_000).await;
        let join = log.append(2_000, "ana", &Command::Join { name: name("ana") }, Some("c1"));
        log.write(&store, join).await.unwrap();
        logs.push(log);
    }
    // Interleaved, so that the order of writing is not the order of the sessions.
    for log in &mut logs {
        let play = log.append(3_000, "ana", &Command::Play, Some("c2"));
        log.write(&store, play).await.unwrap();
    }
    let end = logs[0].append(9_000, "ana", &Command::End, None);
    logs[0].write(&store, end).await.unwrap();
    let at = Timecode::from_us_clamped;
    let viewer = StoredPlayback {
        member: member("ana"),
        video: video("one").id,
        position: at(5),
        watched: Watched::from_stretches([(at(0), at(5_000_000))]),
        updated_at: Timestamp::from_ms(8),
        begun_at: Timestamp::from_ms(7),
    };
    store.save_playback(&logs[1].id, vec![viewer]).await.unwrap();
    predict(&store, &mut logs[1]).await;
    (file, logs)
}

/// A prediction that came out: four entries and a score.
async fn predict(store: &SqliteStore, log: &mut Log) {
    let texts = ["yes", "no"].map(|text| Title::parse(text).unwrap()).to_vec();
    let (question, outcomes) = (Title::parse("Will it?").unwrap(), Outcomes::new(texts).unwrap());
    let open = PredictionCommand::Open { question, outcomes, closes: ClosingRule::ByHand };
    let append = log.append(4_000, "ana", &Command::Prediction(open), None);
    log.write(store, append).await.unwrap();
    let prediction = log.head.seq;
    for command in [
        PredictionCommand::Pick { prediction, outcome: 0, stake: Some(10) },
        PredictionCommand::Resolve { prediction, outcome: 0 },
    ] {
        let append = log.append(4_000, "ana", &Command::Prediction(command), None);
        log.write(store, append).await.unwrap();
    }
}

async fn move_all(file: &Path, url: &str) -> Result<store::Moved, MoveError> {
    move_to_postgres(&SqliteOptions::new(file), &postgres(url), &mut |_| ()).await
}

/// All that a store answers about sessions.
async fn answers(store: &dyn Store, ids: &[SessionId]) -> String {
    let mut answers = Vec::new();
    for id in ids {
        answers.push(format!("{:?}", store.read(id, 0, 100).await.unwrap()));
        answers.push(format!("{:?}", store.verify(id).await.unwrap()));
        answers.push(format!("{:?}", store.playback(id).await.unwrap()));
        answers.push(format!("{:?}", store.leaders(id, 10).await.unwrap()));
        let command = session::CommandId::parse("c2").unwrap();
        answers.push(format!("{:?}", store.command(id, &member("ana"), &command).await.unwrap()));
    }
    for state in [None, Some(SessionState::Live), Some(SessionState::Ended)] {
        let query = SessionsQuery { state, search: None, now: Timestamp::from_ms(0), after: None, limit: 10 };
        answers.push(format!("{:?}", store.sessions(query).await.unwrap()));
    }
    answers.push(format!("{:?}", store.ids(None, 10).await.unwrap()));
    answers.push(format!("{:?}", store.newest().await.unwrap()));
    answers.push(format!("{:?}", store.unattended(None, 1_000).await.unwrap()));
    answers.push(format!("{:?}", store.due(Timestamp::from_ms(i64::MAX), 10).await.unwrap()));
    answers.push(format!("{:?}", store.user_by_token(&TokenHash([1; 32])).await.unwrap()));
    answers.push(format!("{:?}", store.secret("key", vec![9]).await.unwrap()));
    answers.join("\n")
}

#[tokio::test]
async fn everything_arrives_as_it_was_and_the_source_stays() {
    let Some(server) = Postgres::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (file, logs) = sample(folder.path()).await;
    let source = SqliteStore::look_at(SqliteOptions::new(&file));
    let ids: Vec<_> = logs.iter().map(|log| log.id.clone()).collect();
    let before = answers(&source, &ids).await;

    let url = server.database();
    let mut told = Vec::new();
    let moved = move_to_postgres(&SqliteOptions::new(&file), &postgres(&url), &mut |how_far| told.push(how_far)).await;
    let moved = moved.unwrap();
    assert_eq!(
        (moved.sessions, moved.rows),
        (3, 1 + 1 + 3 + 14 + 1 + 1),
        "users, secrets, sessions, events, playback, scores"
    );
    assert!(told.contains(&Progress::Copied { rows: 21, of: 21 }), "{told:?}");
    assert_eq!(told.last(), Some(&Progress::Verified { sessions: 3, of: 3 }));

    let target = PostgresStore::open(&postgres(&url)).await.unwrap();
    assert_eq!(answers(&target, &ids).await, before);
    assert_eq!(answers(&source, &ids).await, before);

    let mut from = SqliteConnection::connect(file.to_str().unwrap()).await.unwrap();
    let mut to = PgConnection::connect(&url).await.unwrap();
    let from: Vec<String> = sqlx::query_scalar(SALTS).fetch_all(&mut from).await.unwrap();
    assert_eq!(from, sqlx::query_scalar::<_, String>(SALTS).fetch_all(&mut to).await.unwrap());

    let mut log = logs.into_iter().nth(1).unwrap();
    let append = log.append(10_000, "ana", &Command::Pause, Some("c3"));
    log.write(&target, append).await.unwrap();
    assert_eq!(target.verify(&log.id).await.unwrap(), Some(log.head), "the log goes on where it was");
    assert_eq!(target.newest().await.unwrap(), Some(Timestamp::from_ms(10_000)));
}

#[tokio::test]
async fn a_target_that_is_not_empty_is_left_alone() {
    let Some(server) = Postgres::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = sample(folder.path()).await;
    let url = server.database();
    let target = PostgresStore::open(&postgres(&url)).await.unwrap();
    target.secret("key", vec![7]).await.unwrap();
    let error = move_all(&file, &url).await.unwrap_err();
    assert!(matches!(error, MoveError::NotEmpty { table: "secrets" }), "{error}");
    assert_eq!(target.ids(None, 10).await.unwrap(), []);
    assert_eq!(target.secret("key", vec![8]).await.unwrap(), [7]);
}

#[tokio::test]
async fn a_move_that_was_cut_off_left_nothing_and_is_simply_started_again() {
    let Some(server) = Postgres::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (file, logs) = sample(folder.path()).await;
    let url = server.database();
    let cuts = |how_far: &Progress, step: u32| match (how_far, step) {
        (Progress::Copied { rows, .. }, 0) => *rows == 1,
        (Progress::Copied { rows, of }, 1) => rows == of,
        (Progress::Verified { sessions, .. }, 2) => *sessions == 2,
        _ => false,
    };
    for step in 0..3 {
        let (source, target) = (SqliteOptions::new(&file), postgres(&url));
        // Cut off right there: nothing of the move runs on.
        let mut told = move |how_far| assert!(!cuts(&how_far, step), "cut off");
        let moved = AssertUnwindSafe(move_to_postgres(&source, &target, &mut told)).catch_unwind().await;
        assert!(moved.is_err(), "step {step}: it ended with {moved:?}");
        let target = PostgresStore::look_at(&target);
        // The database notices after a moment that the move is gone.
        let ids = async {
            loop {
                if let Ok(ids) = target.ids(None, 10).await {
                    break ids;
                }
            }
        };
        assert_eq!(ids.await, [], "step {step}");
    }
    move_all(&file, &url).await.unwrap();
    let target = PostgresStore::look_at(&postgres(&url));
    for log in logs {
        assert_eq!(target.verify(&log.id).await.unwrap(), Some(log.head));
    }
    let error = move_all(&file, &url).await.unwrap_err();
    assert!(matches!(error, MoveError::NotEmpty { .. }), "{error}");
}

#[tokio::test]
async fn what_is_damaged_or_of_another_version_is_not_moved() {
    let Some(server) = Postgres::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = sample(folder.path()).await;
    let mut source = SqliteConnection::connect(file.to_str().unwrap()).await.unwrap();
    let mut change = async |statement: &'static str| {
        sqlx::query(statement).execute(&mut source).await.unwrap();
    };
    let url = server.database();
    change("UPDATE events SET payload = '{\"event\":{\"kind\":\"played\"}}' WHERE session_id = 's3' AND seq = 2").await;
    let error = move_all(&file, &url).await.unwrap_err();
    let MoveError::Damaged(damage) = &error else { panic!("{error}") };
    assert!(damage.to_string().contains("entry 2 of session s3"), "{damage}");
    let target = PostgresStore::look_at(&postgres(&url));
    assert_eq!(target.head(&session_id("s1")).await.unwrap(), None);

    change("UPDATE _sqlx_migrations SET version = version + 1000").await;
    assert!(matches!(move_all(&file, &url).await.unwrap_err(), MoveError::Version));
}

#[tokio::test]
async fn many_rows_go_over_in_many_batches() {
    const ENTRIES: u64 = 2_400;
    let Some(server) = Postgres::start() else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("db");
    let store = SqliteStore::open(SqliteOptions::new(&file)).await.unwrap();
    let mut log = Log::create(&store, "s1", opening("ana"), 1_000).await;
    let join = log.append(2_000, "ana", &Command::Join { name: name("ana") }, None);
    log.write(&store, join).await.unwrap();
    let mut append = log.append(3_000, "ana", &Command::Play, None);
    let entry = append.entries[0].clone();
    let after = log.head.seq;
    append.entries = (after + 1..=ENTRIES).map(|seq| session::Entry { seq, ..entry.clone() }).collect();
    store.append(append).await.unwrap();
    let head = store.verify(&log.id).await.unwrap();

    let url = server.database();
    let mut steps = 0;
    let mut count = |how_far: Progress| steps += u32::from(matches!(how_far, Progress::Copied { .. }));
    move_to_postgres(&SqliteOptions::new(&file), &postgres(&url), &mut count).await.unwrap();
    assert!(steps >= 5, "{steps}");
    assert_eq!(PostgresStore::look_at(&postgres(&url)).verify(&log.id).await.unwrap(), head);
    assert_eq!(head.unwrap().seq, ENTRIES);
}
