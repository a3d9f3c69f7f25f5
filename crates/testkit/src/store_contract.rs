//! The store's contract as a test suite: each backend runs it unchanged.

use std::pin::Pin;
use std::slice::from_ref;
use std::sync::Arc;
use std::time::Duration;

use session::{
    ChainHash, ClosingRule, Command, CommandId, LogPosition, NoteId, NoteText, Outcomes, PredictionCommand, Score,
    Title,
};
use store::{
    Append, AppendOutcome, Cursor, Listed, Movement, NodeId, NoteAdded, NoteCursor, NotesMost, PresentMember, Roll,
    ScoresQuery, SessionState, SessionsQuery, Standing, Store, StoredNote, StoredPlayback, StoredScore, StoredUser,
    TokenHash, VisitsQuery,
};
use timeline::{MemberDelay, Timecode, Timestamp, Watched};
use tokio::time::timeout;

use crate::account_contract::account_contract;
use crate::catalogue_contract::catalogue_contract;
use crate::experiment_contract::experiment_contract;
use crate::handshake_contract::handshake_contract;
use crate::jobs_contract::jobs_contract;
use crate::message_contract::{
    messages_follow_the_log, of_many_entries_at_once_the_last_word_counts, what_was_taken_back_is_gone,
};
use crate::personal_contract::somebody_is_found_and_erased;
use crate::recommendations_contract::recommendations_contract;
use crate::samples::{Log, member, name, opening, session_id};
use crate::series_contract::series_contract;

type Make<'a> = &'a (dyn Fn() -> Pin<Box<dyn Future<Output = Arc<dyn Store>> + Send>> + Sync);

/// Runs the whole contract. `make` opens a store without content.
pub async fn store_contract(make: Make<'_>) {
    host_store_contract(make).await;
    let store = make().await;
    messages_follow_the_log(&*store, party(&*store, "s1").await).await;
    let store = make().await;
    what_was_taken_back_is_gone(&*store, party(&*store, "s1").await).await;
    let store = make().await;
    of_many_entries_at_once_the_last_word_counts(&*store, party(&*store, "s1").await).await;
    notes_are_kept_in_the_order_of_their_moments(&*make().await).await;
    notes_are_bounded(&*make().await).await;
    handshake_contract(&*make().await).await;
    somebody_is_found_and_erased(&*make().await).await;
    series_contract(&*make().await).await;
    jobs_contract(&*make().await).await;
    experiment_contract(&*make().await).await;
    recommendations_contract(&*make().await).await;
    account_contract(&*make().await).await;
    catalogue_contract(&*make().await).await;
}

/// Runs what a host relies on, and lists: a model keeps no messages, notes or invitations.
pub async fn host_store_contract(make: Make<'_>) {
    a_log_reads_back_as_it_was_written(&*make().await).await;
    an_append_names_the_position_it_follows(&*make().await).await;
    a_command_is_appended_once(&*make().await).await;
    heads_of_many_logs_are_told_at_once(&*make().await).await;
    writers_that_race_leave_a_dense_log(make().await).await;
    the_chain_verifies_and_differs_between_logs(&*make().await).await;
    lists_are_whole_newest_first_and_public(&*make().await).await;
    what_is_planned_is_listed_by_its_time(&*make().await).await;
    lists_are_searched_however_it_is_written(&*make().await).await;
    somebody_finds_what_they_have_watched_and_with_whom(&*make().await).await;
    sessions_are_woken_when_due(&*make().await).await;
    playback_is_kept_per_viewer_and_video(&*make().await).await;
    scores_are_kept_with_what_changed_them(&*make().await).await;
    users_are_found_by_their_token(&*make().await).await;
    the_first_secret_stays(&*make().await).await;
    nodes_know_of_each_other_while_they_live(&*make().await).await;
    who_is_seen_by_a_living_node_is_told(&*make().await).await;
}

fn join(text: &str) -> Command {
    Command::Join { name: name(text) }
}

fn seek(seconds: i64) -> Command {
    Command::Seek { to: Timecode::from_us_clamped(seconds * 1_000_000) }
}

async fn party(store: &dyn Store, id: &str) -> Log {
    let mut log = Log::create(store, id, opening("ana"), 1_000).await;
    for who in ["ana", "ben"] {
        let append = log.append(2_000, who, &join(who), None);
        log.write(store, append).await.unwrap();
    }
    log
}

async fn a_log_reads_back_as_it_was_written(store: &dyn Store) {
    let mut log = party(store, "s1").await;
    for (second, command) in (0..).zip([Command::Play, seek(7), Command::Pause, Command::Leave]) {
        let append = log.append(3_000 + 1_000 * second, "ben", &command, None);
        log.write(store, append).await.unwrap();
    }
    let stored = store.read(&log.id, 0, 100).await.unwrap();
    assert_eq!(stored.iter().map(|s| s.position.seq).collect::<Vec<_>>(), (1..=7).collect::<Vec<_>>());
    let mut folded = session::Session::begin(&stored[0].entry).unwrap();
    stored[1..].iter().for_each(|s| folded.apply(&s.entry).unwrap());
    assert_eq!(folded, log.session);
    assert_eq!(stored.last().unwrap().position, log.head);
    assert_eq!(store.head(&log.id).await.unwrap(), Some(log.head));
    assert_eq!(store.read(&log.id, 5, 1).await.unwrap(), stored[5..6]);
    assert_eq!(store.read(&log.id, 7, 10).await.unwrap(), []);
    assert_eq!(store.position(&log.id, 3).await.unwrap(), Some(stored[2].position));
    for seq in [0, 8, u64::MAX] {
        assert_eq!(store.position(&log.id, seq).await.unwrap(), None, "{seq}");
    }
    assert_eq!(store.head(&session_id("nobody")).await.unwrap(), None);
    assert_eq!(store.read(&session_id("nobody"), 0, 10).await.unwrap(), []);
}

async fn an_append_names_the_position_it_follows(store: &dyn Store) {
    let mut log = party(store, "s1").await;
    let stale = log.append(3_000, "ben", &seek(5), Some("c1"));
    let ahead = log.append(3_000, "ana", &Command::Play, None);
    log.write(store, ahead).await.unwrap();
    assert_eq!(store.append(stale.clone()).await.unwrap(), AppendOutcome::Conflict);
    let mut forked = log.append(4_000, "ben", &seek(5), None);
    forked.after.hash = ChainHash([7; 16]);
    assert_eq!(store.append(forked).await.unwrap(), AppendOutcome::Conflict, "the same seq of another history");
    let mut gap = log.append(4_000, "ben", &seek(5), None);
    gap.after = LogPosition { seq: log.head.seq + 1, hash: log.head.hash };
    assert_eq!(store.append(gap).await.unwrap(), AppendOutcome::Conflict);
    let mut again = stale;
    again.after = LogPosition::default();
    assert_eq!(store.append(again).await.unwrap(), AppendOutcome::Conflict, "the session exists");
    assert_eq!(store.head(&log.id).await.unwrap(), Some(log.head), "none of them wrote");
}

async fn a_command_is_appended_once(store: &dyn Store) {
    let mut log = party(store, "s1").await;
    let append = log.append(3_000, "ben", &Command::Play, Some("c1"));
    log.write(store, append.clone()).await.unwrap();
    let seq = log.head.seq;
    assert_eq!(store.append(append).await.unwrap(), AppendOutcome::Repeated { seq }, "even from the old position");
    let again = log.append(9_000, "ben", &seek(9), Some("c1"));
    assert_eq!(log.write(store, again).await, Err(AppendOutcome::Repeated { seq }));
    let another = log.append(9_000, "ana", &seek(9), Some("c1"));
    log.write(store, another).await.expect("another member's c1 is another command");
    let id = CommandId::parse("c1").unwrap();
    assert_eq!(store.command(&log.id, &member("ben"), &id).await.unwrap(), Some(seq));
    assert_eq!(store.command(&log.id, &member("cleo"), &id).await.unwrap(), None);
    assert_eq!(store.command(&session_id("nobody"), &member("ben"), &id).await.unwrap(), None);
}

async fn heads_of_many_logs_are_told_at_once(store: &dyn Store) {
    assert_eq!(store.heads(&[]).await.unwrap(), []);
    let (one, two) = (party(store, "s1").await, party(store, "s_2-").await);
    let mut asked: Vec<_> = (0..1_100).map(|number| session_id(&format!("nobody{number}"))).collect();
    asked.insert(0, two.id.clone());
    asked.push(one.id.clone());
    let mut heads = store.heads(&asked).await.unwrap();
    heads.sort_by(|(one, _), (two, _)| one.cmp(two));
    assert_eq!(heads, [(one.id, one.head), (two.id, two.head)]);
}

async fn writers_that_race_leave_a_dense_log(store: Arc<dyn Store>) {
    const WRITERS: i64 = 8;
    const APPENDS: i64 = 25;
    let log = party(&*store, "s1").await;
    let (id, start) = (log.id.clone(), log.head);
    let tasks: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let (store, mut log) =
                (Arc::clone(&store), Log { id: id.clone(), session: log.session.clone(), head: start });
            tokio::spawn(async move {
                for number in 0..APPENDS {
                    let target = seek(writer * 1_000 + number + 1);
                    let command = format!("w{writer}-{number}");
                    loop {
                        let append = log.append(3_000, "ben", &target, Some(&command));
                        match log.write(&*store, append).await {
                            Ok(()) => break,
                            Err(AppendOutcome::Conflict) => catch_up(&*store, &mut log).await,
                            Err(other) => panic!("{other:?}"),
                        }
                    }
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let head = store.verify(&id).await.unwrap().unwrap();
    assert_eq!(head.seq, start.seq + (WRITERS * APPENDS).unsigned_abs());
}

async fn catch_up(store: &dyn Store, log: &mut Log) {
    for stored in store.read(&log.id, log.head.seq, 1_000).await.unwrap() {
        log.session.apply(&stored.entry).unwrap();
        log.head = stored.position;
    }
}

async fn the_chain_verifies_and_differs_between_logs(store: &dyn Store) {
    let (one, two) = (party(store, "s1").await, party(store, "s2").await);
    assert_eq!(store.verify(&one.id).await.unwrap(), Some(one.head));
    assert_eq!(store.verify(&session_id("nobody")).await.unwrap(), None);
    assert_eq!(one.head.seq, two.head.seq);
    assert_ne!(one.head.hash, two.head.hash, "the same events have another hash: each has a salt of its own");
}

/// The first page of a list, at 1,000 ms.
fn list(state: Option<SessionState>) -> SessionsQuery {
    SessionsQuery { state, search: None, now: Timestamp::from_ms(1_000), after: None, limit: 10 }
}

async fn lists_are_whole_newest_first_and_public(store: &dyn Store) {
    for (id, created_ms) in [("a", 10), ("b", 30), ("c", 30), ("d", 20)] {
        Log::create(store, id, opening("ana"), created_ms).await;
    }
    for visibility in [session::Visibility::Unlisted, session::Visibility::Private] {
        let hidden = session::Opening { visibility, ..opening("ana") };
        let log = Log::create(store, &format!("{visibility:?}"), hidden, 25).await;
        assert_eq!(store.summary(&log.id).await.unwrap().unwrap().summary.visibility, visibility);
    }
    let mut ended = Log::create(store, "e", opening("ana"), 40).await;
    let append = ended.append(50, "ana", &Command::End, None);
    ended.write(store, append).await.unwrap();

    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let query = SessionsQuery { after: after.clone(), limit: 3, ..list(Some(SessionState::Live)) };
        let page = store.sessions(query).await.unwrap();
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 3);
        after = Some(Cursor { at: last.summary.created_at, id: last.id.clone() });
        seen.extend(page.into_iter().map(|listed| listed.id.to_string()));
    }
    assert_eq!(seen, ["c", "b", "d", "a"]);
    let page = store.sessions(list(Some(SessionState::Ended))).await.unwrap();
    assert_eq!(page.len(), 1);
    assert_eq!(page[0].summary, ended.session.summary(), "the row is the session's own summary");
    let all = store.sessions(list(None)).await.unwrap();
    assert_eq!(all.len(), 5, "live and ended, and still not the hidden ones");
}

async fn what_is_planned_is_listed_by_its_time(store: &dyn Store) {
    let planned = |ms| session::Opening { starts_at: Some(Timestamp::from_ms(ms)), ..opening("ana") };
    for (id, starts_ms) in [("late", 3_000), ("soon", 2_000), ("over", 500), ("same", 2_000)] {
        Log::create(store, id, planned(starts_ms), 10).await;
    }
    let ids = |page: Vec<Listed>| page.into_iter().map(|listed| listed.id.to_string()).collect::<Vec<_>>();
    let first = SessionsQuery { limit: 2, ..list(Some(SessionState::Planned)) };
    let page = store.sessions(first.clone()).await.unwrap();
    let last = page.last().map(|last| Cursor { at: last.at(Some(SessionState::Planned)), id: last.id.clone() });
    assert_eq!(page[1].summary.starts_at, Some(Timestamp::from_ms(2_000)));
    assert_eq!(ids(page), ["same", "soon"]);
    assert_eq!(ids(store.sessions(SessionsQuery { after: last, ..first }).await.unwrap()), ["late"]);
    assert_eq!(ids(store.sessions(list(Some(SessionState::Live))).await.unwrap()), ["over"], "its time has come");
}

/// VID-7
async fn lists_are_searched_however_it_is_written(store: &dyn Store) {
    for (id, title) in [("a", "Été à la plage"), ("b", "100 % Ana_Ben"), ("c", r"back\slash")] {
        let opening = session::Opening { title: session::Title::parse(title).unwrap(), ..opening("ana") };
        Log::create(store, id, opening, 10).await;
    }
    for (search, found) in [
        ("ÉTÉ", vec!["a"]),
        ("ete a LA", vec!["a"]),
        ("E\u{301}te", vec!["a"]),
        ("0 %", vec!["b"]),
        ("a_b", vec!["b"]),
        ("a%b", vec![]),
        ("k\\s", vec!["c"]),
        ("example.org/ONE", vec!["c", "b", "a"]),
        ("", vec!["c", "b", "a"]),
        ("nothing like it", vec![]),
    ] {
        let page = store.sessions(SessionsQuery { search: Some(search.to_owned()), ..list(None) }).await.unwrap();
        assert_eq!(page.iter().map(|listed| listed.id.as_str()).collect::<Vec<_>>(), found, "{search}");
    }
}

async fn somebody_finds_what_they_have_watched_and_with_whom(store: &dyn Store) {
    let watched = |who: &str, video: &str, at_ms| StoredPlayback {
        member: member(who),
        video: crate::samples::video(video).id,
        position: Timecode::from_us_clamped(1),
        watched: Watched::default(),
        updated_at: Timestamp::from_ms(at_ms),
        begun_at: Timestamp::from_ms(at_ms),
    };
    let (one, two) = (party(store, "s1").await, party(store, "s2").await);
    let other = party(store, "s3").await;
    let first =
        [watched("ana", "one", 10), watched("ana", "two", 40), watched("ben", "one", 90), watched("cem", "one", 95)];
    store.save_playback(&one.id, first.to_vec()).await.unwrap();
    store.save_playback(&two.id, vec![watched("ana", "one", 50)]).await.unwrap();
    store.save_playback(&other.id, vec![watched("ben", "one", 60)]).await.unwrap();
    let query = VisitsQuery { after: None, limit: 1, others: 1 };
    let page = store.visits(&member("ana"), query.clone()).await.unwrap();
    assert_eq!(page.len(), 1);
    assert_eq!((page[0].session.id.as_str(), page[0].at()), ("s2", Timestamp::from_ms(50)));
    assert_eq!(page[0].others, []);
    let after = Some(Cursor { at: page[0].at(), id: page[0].session.id.clone() });
    let page = store.visits(&member("ana"), VisitsQuery { after, limit: 5, others: 1 }).await.unwrap();
    assert_eq!(page.len(), 1);
    assert_eq!(page[0].session.summary, one.session.summary());
    assert_eq!(page[0].watched, [first[1].clone(), first[0].clone()], "the last one first");
    assert_eq!(page[0].others, [member("cem")], "no more than asked for");
    assert_eq!(store.visits(&member("nobody"), query).await.unwrap(), []);
}

async fn sessions_are_woken_when_due(store: &dyn Store) {
    let mut log = party(store, "s1").await;
    Log::create(store, "s2", opening("ana"), 500).await;
    let now = Timestamp::from_ms;
    let abandoned_ms = 500 + session::limits::ABANDON_UNVISITED_AFTER_MS;
    assert_eq!(store.due(now(abandoned_ms - 1), 10).await.unwrap(), []);
    assert_eq!(store.due(now(abandoned_ms), 10).await.unwrap(), [session_id("s2")]);
    assert_eq!(store.due(now(i64::MAX), 10).await.unwrap(), [session_id("s2")], "s1 has somebody present");
    assert_eq!(store.unattended(None, 10).await.unwrap(), [session_id("s1")]);
    assert_eq!(store.ids(None, 10).await.unwrap(), [session_id("s1"), session_id("s2")]);
    assert_eq!(store.ids(Some(&session_id("s1")), 10).await.unwrap(), [session_id("s2")]);
    assert_eq!(store.newest().await.unwrap(), Some(now(500)), "of what was written last");
    let append = log.append(3_000, "ana", &Command::End, None);
    log.write(store, append).await.unwrap();
    assert_eq!(store.unattended(None, 10).await.unwrap(), [], "nobody waits in what has ended");
}

/// Longer than any test.
const LEASE_MS: u32 = 600_000;

async fn nodes_know_of_each_other_while_they_live(store: &dyn Store) {
    let (one, two) = (NodeId::named("one"), NodeId::named("two"));
    assert_eq!(store.renew(&one, LEASE_MS).await.unwrap(), None);
    assert_eq!(store.renew(&one, LEASE_MS).await.unwrap(), None, "nothing is kept of who is not there");
    assert_eq!(store.enlist(&one, LEASE_MS).await.unwrap(), []);
    assert_eq!(store.renew(&one, LEASE_MS).await.unwrap(), Some(Vec::new()));
    assert_eq!(store.enlist(&two, 1).await.unwrap(), from_ref(&one));
    dies(store, &one).await;
    assert_eq!(store.renew(&two, LEASE_MS).await.unwrap(), None, "two was taken for dead");
    assert_eq!(store.renew(&one, LEASE_MS).await.unwrap(), Some(Vec::new()), "and is not back yet");
    assert_eq!(store.enlist(&two, LEASE_MS).await.unwrap(), from_ref(&one));
    assert_eq!(store.renew(&two, LEASE_MS).await.unwrap(), Some(vec![one.clone()]));
    store.retire(&one).await.unwrap();
    assert_eq!(store.renew(&one, LEASE_MS).await.unwrap(), None);
    assert_eq!(store.renew(&two, LEASE_MS).await.unwrap(), Some(Vec::new()));
}

/// Waits until nobody else lives.
async fn dies(store: &dyn Store, survivor: &NodeId) {
    let alone = async {
        while store.renew(survivor, LEASE_MS).await.unwrap() != Some(Vec::new()) {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(20), alone).await.expect("a lease ends");
}

async fn who_is_seen_by_a_living_node_is_told(store: &dyn Store) {
    let (one, two) = (NodeId::named("one"), NodeId::named("two"));
    let present = |who: &str| PresentMember {
        member: member(who),
        standing: Some(Standing { movement: Movement::Ready, drift_ms: 3, trailing: false, away: true }),
        follows: true,
        is_newcomer: false,
        ready_at: Some(4),
        stall: Some((Timestamp::from_ms(5), Timecode::from_us_clamped(6))),
        delay: MemberDelay { round_trip_p95_ms: 7, start_latency_ms: 8 },
    };
    let roll = |id: &str, who: &[&str]| Roll {
        session: session_id(id),
        members: who.iter().map(|who| present(who)).collect(),
    };
    for id in ["s1", "s2", "s3"] {
        party(store, id).await;
    }
    let all = ["s1", "s2", "s3"].map(session_id);
    store.announce(&one, vec![roll("s1", &["ana"])]).await.unwrap();
    store.enlist(&two, LEASE_MS).await.unwrap();
    assert_eq!(store.rolls(&one, &all).await.unwrap(), None, "what is not known to live learns nothing");
    assert_eq!(store.rolls(&two, &all).await.unwrap(), Some(Vec::new()), "it had no lease");

    store.enlist(&one, LEASE_MS).await.unwrap();
    store.announce(&one, vec![roll("s1", &["ana"]), roll("s2", &["ana", "ben"])]).await.unwrap();
    store.announce(&one, vec![roll("s1", &["ben"])]).await.unwrap();
    let seen = [(one.clone(), roll("s1", &["ben"])), (one.clone(), roll("s2", &["ana", "ben"]))];
    assert_eq!(store.rolls(&two, &all).await.unwrap().unwrap(), seen);
    assert_eq!(store.rolls(&two, &all[1..]).await.unwrap().unwrap(), seen[1..]);
    assert_eq!(store.rolls(&one, &all).await.unwrap(), Some(Vec::new()), "a node knows whom it sees itself");
    assert_eq!(store.unattended(None, 10).await.unwrap(), all[2..]);
    store.announce(&one, vec![roll("s1", &[])]).await.unwrap();
    assert_eq!(store.unattended(None, 1).await.unwrap(), all[..1]);
    assert_eq!(store.unattended(Some(&all[0]), 1).await.unwrap(), all[2..], "and the next page");

    store.renew(&one, 1).await.unwrap();
    dies(store, &two).await;
    assert_eq!(store.rolls(&two, &all).await.unwrap(), Some(Vec::new()));
    assert_eq!(store.rolls(&one, &all).await.unwrap(), None, "who was taken for dead learns nothing either");
    assert_eq!(store.unattended(None, 10).await.unwrap(), all);
}

async fn playback_is_kept_per_viewer_and_video(store: &dyn Store) {
    let log = party(store, "s1").await;
    let at = Timecode::from_us_clamped;
    let viewer = |who: &str, video: &str, us: i64| StoredPlayback {
        member: member(who),
        video: crate::samples::video(video).id,
        position: at(us),
        watched: Watched::from_stretches([(at(0), at(us)), (at(us + 5_000_000), at(us + 9_000_000))]),
        updated_at: Timestamp::from_ms(us),
        begun_at: Timestamp::from_ms(7),
    };
    let first = vec![viewer("ana", "one", 1_000), viewer("ben", "one", 2_000)];
    store.save_playback(&log.id, first.clone()).await.unwrap();
    assert_eq!(store.playback(&log.id).await.unwrap(), first);
    let second = vec![viewer("ana", "one", 3_000), viewer("ana", "two", 4_000)];
    store.save_playback(&log.id, second.clone()).await.unwrap();
    let all = [second[0].clone(), second[1].clone(), first[1].clone()];
    assert_eq!(store.playback(&log.id).await.unwrap(), all);
    assert_eq!(store.playback(&session_id("nobody")).await.unwrap(), []);

    // Of two beginnings that somebody knows of, the earlier one stays.
    let begun = |us, begun_ms| StoredPlayback { begun_at: Timestamp::from_ms(begun_ms), ..viewer("dan", "one", us) };
    for (us, begun_ms, kept_ms) in [(10_000, 500, 500), (20_000, 900, 500), (30_000, 400, 400)] {
        store.save_playback(&log.id, vec![begun(us, begun_ms)]).await.unwrap();
        let kept = store.playback(&log.id).await.unwrap();
        let kept = kept.iter().find(|kept| kept.member == member("dan")).unwrap();
        assert_eq!((kept.position, kept.begun_at), (at(us), Timestamp::from_ms(kept_ms)));
    }

    // A clock that ran ahead holds up nothing, once it is right again; a little ahead is only the later of two.
    let now_ms = std::time::UNIX_EPOCH.elapsed().expect("it is after 1970").as_millis();
    let now_ms = i64::try_from(now_ms).expect("it is long before the end of time");
    let written = |us, at_ms| StoredPlayback { updated_at: Timestamp::from_ms(at_ms), ..viewer("cem", "one", us) };
    for (us, at_ms, kept_us) in [
        (1_000, now_ms + 365 * 86_400_000, 1_000),
        (2_000, now_ms, 2_000),
        (3_000, now_ms + 60_000, 3_000),
        (4_000, now_ms, 3_000),
    ] {
        store.save_playback(&log.id, vec![written(us, at_ms)]).await.unwrap();
        let kept = store.playback(&log.id).await.unwrap();
        assert_eq!(kept.iter().find(|kept| kept.member == member("cem")).unwrap().position, at(kept_us));
    }
}

fn predict(command: PredictionCommand) -> Command {
    Command::Prediction(command)
}

/// Ben wins 100 points of Ana, or nobody anything. The last entries are not written.
async fn resolved(store: &dyn Store, log: &mut Log, at_ms: i64, right: u8) -> Append {
    let texts = ["yes", "no"].map(|text| Title::parse(text).expect("a sample is valid"));
    let outcomes = Outcomes::new(texts.to_vec()).expect("a sample is valid");
    let question = Title::parse("Will it?").expect("a sample is valid");
    let open = PredictionCommand::Open { question, outcomes, closes: ClosingRule::ByHand };
    let append = log.append(at_ms, "ana", &predict(open), None);
    log.write(store, append).await.unwrap();
    let prediction = log.head.seq;
    for (who, outcome) in [("ana", 0), ("ben", 1)] {
        let pick = PredictionCommand::Pick { prediction, outcome, stake: Some(100) };
        let append = log.append(at_ms, who, &predict(pick), None);
        assert_eq!(append.scores, [], "nothing has come out yet");
        log.write(store, append).await.unwrap();
    }
    log.append(at_ms, "ana", &predict(PredictionCommand::Resolve { prediction, outcome: right }), None)
}

/// PRE-40
async fn scores_are_kept_with_what_changed_them(store: &dyn Store) {
    let came_to = |won, lost, right, wrong| Score { won, lost, right, wrong };
    let mut one = party(store, "s1").await;
    let append = resolved(store, &mut one, 3_000, 1).await;
    let mut forked = append.clone();
    forked.after.hash = ChainHash([7; 16]);
    assert_eq!(store.append(forked).await.unwrap(), AppendOutcome::Conflict);
    assert_eq!(store.leaders(&one.id, 10).await.unwrap(), [], "what lost the race has changed no score");
    one.write(store, append).await.unwrap();
    let leaders = [(member("ben"), came_to(100, 0, 1, 0)), (member("ana"), came_to(0, 100, 0, 1))];
    assert_eq!(store.leaders(&one.id, 10).await.unwrap(), leaders);
    assert_eq!(store.leaders(&one.id, 1).await.unwrap(), leaders[..1]);
    let append = resolved(store, &mut one, 5_000, 0).await;
    one.write(store, append).await.unwrap();
    let even = [(member("ana"), came_to(100, 100, 1, 1)), (member("ben"), came_to(100, 100, 1, 1))];
    assert_eq!(store.leaders(&one.id, 10).await.unwrap(), even);
    assert_eq!(store.leaders(&session_id("nobody"), 10).await.unwrap(), []);

    let mut two = party(store, "s2").await;
    let append = resolved(store, &mut two, 4_000, 1).await;
    two.write(store, append).await.unwrap();
    let mut three = party(store, "s3").await;
    let append = resolved(store, &mut three, 4_000, 1).await;
    three.write(store, append).await.unwrap();
    let mut after = None;
    let mut seen = Vec::new();
    loop {
        let query = ScoresQuery { member: member("ben"), after: after.clone(), limit: 2 };
        let page = store.scores(query).await.unwrap();
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 2);
        after = Some((last.updated_at, last.session.clone()));
        seen.extend(page);
    }
    let title = one.session.summary().title;
    let stored = |log: &Log, score, at_ms| StoredScore {
        session: log.id.clone(),
        title: title.clone(),
        score,
        updated_at: Timestamp::from_ms(at_ms),
    };
    let won = came_to(100, 0, 1, 0);
    let expected = [stored(&one, came_to(100, 100, 1, 1), 5_000), stored(&three, won, 4_000), stored(&two, won, 4_000)];
    assert_eq!(seen, expected);
    let nobody = ScoresQuery { member: member("nobody"), after: None, limit: 10 };
    assert_eq!(store.scores(nobody).await.unwrap(), []);
}

fn note(id: &str, at_ms: i64, author: &str) -> StoredNote {
    StoredNote {
        id: NoteId::parse(id).unwrap(),
        at: Timestamp::from_ms(at_ms),
        author: member(author),
        name: name(author),
        text: NoteText::parse(&format!("{id}: \"é\" <b>'")).unwrap(),
        written_at: Timestamp::from_ms(9_000_000),
    }
}

const PLENTY: NotesMost = NotesMost { by_author: 100, in_session: 100 };

/// REP-30
async fn notes_are_kept_in_the_order_of_their_moments(store: &dyn Store) {
    let (log, other) = (party(store, "s1").await, party(store, "s2").await);
    let notes = [note("b", 2_000, "ana"), note("c", 2_000, "ben"), note("a", 3_000, "ana")];
    for index in [2, 0, 1] {
        assert_eq!(store.add_note(&log.id, notes[index].clone(), PLENTY).await.unwrap(), NoteAdded::Kept);
    }
    let elsewhere = note("b", 1_000, "ana");
    store.add_note(&other.id, elsewhere.clone(), PLENTY).await.unwrap();
    assert_eq!(store.notes(&log.id, None, 10).await.unwrap(), notes);
    assert_eq!(store.notes(&log.id, None, 2).await.unwrap(), notes[..2]);
    let after = |note: &StoredNote| NoteCursor { at: note.at, id: note.id.clone() };
    assert_eq!(store.notes(&log.id, Some(&after(&notes[0])), 10).await.unwrap(), notes[1..]);
    assert_eq!(store.notes(&log.id, Some(&after(&notes[2])), 10).await.unwrap(), []);
    assert_eq!(store.note(&log.id, &notes[1].id).await.unwrap(), Some(notes[1].clone()));
    assert!(store.add_note(&log.id, note("b", 5_000, "ben"), PLENTY).await.is_err(), "an id is taken once");
    assert!(store.remove_note(&log.id, &notes[0].id).await.unwrap());
    assert!(!store.remove_note(&log.id, &notes[0].id).await.unwrap());
    assert_eq!(store.notes(&log.id, None, 10).await.unwrap(), notes[1..]);
    assert_eq!(store.notes(&other.id, None, 10).await.unwrap(), [elsewhere]);
    assert!(store.add_note(&session_id("nobody"), note("d", 1, "ana"), PLENTY).await.is_err());
    store.ready().await.unwrap();
}

/// REP-31
async fn notes_are_bounded(store: &dyn Store) {
    let log = party(store, "s1").await;
    let most = NotesMost { by_author: 2, in_session: 3 };
    for (id, author, added) in [
        ("a", "ana", NoteAdded::Kept),
        ("b", "ana", NoteAdded::Kept),
        ("c", "ana", NoteAdded::Full),
        ("d", "ben", NoteAdded::Kept),
        ("e", "cleo", NoteAdded::Full),
    ] {
        assert_eq!(store.add_note(&log.id, note(id, 1, author), most).await.unwrap(), added, "{id}");
    }
    store.remove_note(&log.id, &NoteId::parse("a").unwrap()).await.unwrap();
    assert_eq!(store.add_note(&log.id, note("f", 1, "cleo"), most).await.unwrap(), NoteAdded::Kept);
    assert_eq!(store.notes(&log.id, None, 10).await.unwrap().len(), 3);
}

async fn users_are_found_by_their_token(store: &dyn Store) {
    let user = StoredUser { id: member("u1"), name: name("Ana"), created_at: Timestamp::from_ms(7) };
    store.create_user(user.clone(), TokenHash([1; 32])).await.unwrap();
    assert_eq!(store.user_by_token(&TokenHash([1; 32])).await.unwrap(), Some(user.clone()));
    assert_eq!(store.user_by_token(&TokenHash([2; 32])).await.unwrap(), None);
    assert!(store.create_user(user, TokenHash([3; 32])).await.is_err(), "an id is taken once");
    assert_eq!(store.user_by_token(&TokenHash([3; 32])).await.unwrap(), None);
    let known = store.users(&[member("nobody"), member("u1")]).await.unwrap();
    assert_eq!(known, [StoredUser { id: member("u1"), name: name("Ana"), created_at: Timestamp::from_ms(7) }]);
    store.ready().await.unwrap();
}

async fn the_first_secret_stays(store: &dyn Store) {
    assert_eq!(store.secret("key", vec![1, 2]).await.unwrap(), [1, 2]);
    assert_eq!(store.secret("key", vec![3]).await.unwrap(), [1, 2]);
    assert_eq!(store.secret("other", vec![3]).await.unwrap(), [3]);
}
