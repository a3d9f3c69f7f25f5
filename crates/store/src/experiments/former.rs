//! What a database has of experiments in which outcomes were kept by day, for the tests of both.

use crate::contract::Store;

/// The last version of the tables without outcomes of phases.
pub(crate) const VERSION: i64 = 199;

/// Ana took part in two phases, of which the first ended on the fifth day.
pub(crate) const ROWS: &[&str] = &[
    "INSERT INTO sessions (id, head_seq, head_hash, state, visibility, title, host, video_id, video_url, video_kind, \
     created_at, members, present, peak) VALUES ('s1', 0, '', 'live', 'public', 'One', 'ana', 'v1', '', 'file', 1, 1, 0, 1)",
    "INSERT INTO playback (session_id, member_id, video_id, position_us, watched, updated_at) \
     VALUES ('s1', 'ana', 'v1', 5, '[]', 777)",
    "INSERT INTO experiments (key, state, phase, definition, started_at, created_at, updated_at) VALUES ('learnt', 'running', \
     2, '{\"key\":\"learnt\",\"arm\":[{\"name\":\"a\"},{\"name\":\"b\"}],\"metric\":{\"name\":\"started\"}}', 864000000, 1, 1)",
    "INSERT INTO experiment_phases (experiment, phase, definition, started_at, stopped_at) SELECT key, 1, definition, \
     86400000, 432000009 FROM experiments",
    "INSERT INTO exposures (experiment, phase, unit, arm, is_delivered, is_mixed, first_at) VALUES \
     ('learnt', 1, 'ana', 'a', 1, 0, 172800009), ('learnt', 2, 'ana', 'b', 1, 0, 950400009)",
    "INSERT INTO outcomes (unit, metric, day, numerator, denominator) VALUES ('ana', 'started', 1, 90, 90), \
     ('ana', 'started', 2, 3, 3), ('ana', 'started', 5, 1, 1), ('ana', 'started', 7, 90, 90), ('ana', 'started', 11, 2, 2), \
     ('ana', 'large', 11, 9223372036854775807, 1), ('ana', 'large', 12, 9223372036854775807, 1), ('ben', 'started', 11, 1, 1)",
];

/// Checks what has become of the rows.
pub(crate) async fn check(store: &dyn Store) {
    let session = session::SessionId::parse("s1").unwrap();
    let playback = store.playback(&session).await.unwrap();
    assert_eq!(playback[0].begun_at.ms(), 777, "nothing is known but that it was begun by then");
    let experiments = store.experiments().unwrap();
    let counted = async |phase| {
        let outcomes = experiments.outcomes("learnt", phase, None, 10).await.unwrap();
        outcomes.into_iter().map(|one| (one.metric, one.numerator, one.denominator)).collect::<Vec<_>>()
    };
    assert_eq!(counted(1).await, [("started".to_owned(), 4, 4)]);
    assert_eq!(counted(2).await, [("large".to_owned(), i64::MAX, 2), ("started".to_owned(), 2, 2)]);
    let sweep =
        async |day: i64| experiments.sweep_exposures(timeline::Timestamp::from_ms(day * 86_400_000)).await.unwrap();
    assert_eq!(sweep(5).await, 3, "what is older than five days, and what is of nobody who takes part");
    assert_eq!(sweep(12).await, 4);
    assert_eq!(counted(2).await.len(), 2, "what is of a phase stays with it");
}
