//! What a session is to those who are connected to it.

use std::sync::Arc;

use crate::node::{Cluster, PATIENCE, frames_until, missed};
use host::{CommandError, FeedItem, HostError, HostOptions, Movement, Report, Resume};
use session::{ChainHash, Command, LogPosition, Phase, Refusal};
use store::Store as _;
use testkit::{member, session_id};
use timeline::{Status, Timecode};
use tokio::time::timeout;

fn seek(seconds: i64) -> Command {
    Command::Seek { to: Timecode::from_us_clamped(seconds * 1_000_000) }
}

#[tokio::test]
async fn what_one_does_everybody_sees_in_order() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = node.party().await;
    let mut ana = node.attach(&id, "ana", None).await;
    let mut ben = node.attach(&id, "ben", None).await;
    node.ask(&id, "ana", None, Command::Play).await.unwrap();
    node.ask(&id, "ben", None, seek(30)).await.unwrap();
    let done = node.ask(&id, "ana", None, Command::Pause).await.unwrap();
    assert_eq!(done.seq, 6);
    assert_eq!(frames_until(&mut ana, "6 Paused").await, ["ben online", "4 Played", "5 Seeked", "6 Paused"]);
    assert_eq!(frames_until(&mut ben, "6 Paused").await, ["ben online", "4 Played", "5 Seeked", "6 Paused"][1..]);
}

/// LIV-22
#[tokio::test]
async fn what_is_not_there_says_so() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let nobody = node.host.session(session_id("nobody"));
    assert!(matches!(nobody.view().await, Err(HostError::NotFound)));
    assert_eq!(node.host.loaded(), 0, "asking for what is not there leaves nothing behind");
    let id = node.party().await;
    let stranger = node.host.session(id.clone()).attach(member("eve"), None).await;
    assert!(matches!(stranger.err(), Some(CommandError::Refused(Refusal::NotAMember))));
    let session = node.host.session(id);
    let ahead = session.command(host::CommandRequest {
        actor: session::Actor::Member(member("ana")),
        id: None,
        based_on: Some(99),
        command: Command::Play,
    });
    assert!(matches!(ahead.await, Err(CommandError::UnknownPosition)));
}

/// LIV-20
#[tokio::test]
async fn a_repeated_command_is_done_once_and_gets_its_first_outcome() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = node.party().await;
    let first = node.ask(&id, "ana", Some("c1"), Command::Play).await.unwrap();
    node.ask(&id, "ben", Some("c1"), Command::Pause).await.unwrap();
    assert_eq!(node.ask(&id, "ana", Some("c1"), Command::Play).await.unwrap(), first, "it does not play again");
    let view = node.host.session(id.clone()).view().await.unwrap();
    assert_eq!(view.session.screen().timeline.status, Status::Paused);
    let end = node.ask(&id, "ana", Some("c2"), Command::End).await.unwrap();
    assert_eq!(node.ask(&id, "ana", Some("c2"), Command::End).await.unwrap(), end, "though it is refused by now");
}

#[tokio::test]
async fn a_node_that_is_behind_its_client_looks() {
    let mut cluster = Cluster::new();
    let ahead = cluster.node().await;
    cluster.broker = Arc::default();
    let deaf = cluster.node().await;
    let id = ahead.party().await;
    assert_eq!(deaf.host.session(id.clone()).view().await.unwrap().head.seq, 3);
    let seq = ahead.ask(&id, "ana", None, Command::Play).await.unwrap().seq;
    let from = ahead.host.session(id.clone()).view().await.unwrap().head;
    assert_eq!(deaf.host.session(id.clone()).view().await.unwrap().head.seq, seq - 1, "nobody has told it");
    let attached = deaf.attach(&id, "ana", Some(from)).await;
    assert_eq!(attached.view.head, from);
    assert_eq!(attached.resume, Resume::Missed(Vec::new()));

    let seq = ahead.ask(&id, "ana", None, seek(9)).await.unwrap().seq;
    let actor = session::Actor::Member(member("ana"));
    let pause = host::CommandRequest { actor, id: None, based_on: Some(seq), command: Command::Pause };
    assert_eq!(deaf.host.session(id).command(pause).await.unwrap().seq, seq + 1);
}

/// LIV-3, LIV-4
#[tokio::test]
async fn who_comes_back_gets_what_they_missed() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = node.party().await;
    let from = node.attach(&id, "ben", None).await.view.head;
    node.ask(&id, "ana", None, Command::Play).await.unwrap();
    node.ask(&id, "ana", None, Command::Pause).await.unwrap();
    let before = node.store.reads();
    let mut back = node.attach(&id, "ben", Some(from)).await;
    assert_eq!(missed(&back), ["4 Played", "5 Paused"]);
    assert_eq!(node.store.reads(), before + 1);
    assert_eq!(missed(&node.attach(&id, "ben", Some(back.view.head)).await), [""; 0]);
    assert_eq!(node.store.reads(), before + 1, "who has missed nothing costs no look into the log");
    node.ask(&id, "ana", None, Command::Play).await.unwrap();
    assert_eq!(frames_until(&mut back, "6 Played").await.last().unwrap(), "6 Played");
    for wrong in [
        LogPosition { seq: from.seq, hash: ChainHash([1; 16]) },
        LogPosition { seq: 99, hash: from.hash },
        LogPosition::default(),
    ] {
        assert_eq!(node.attach(&id, "ben", Some(wrong)).await.resume, Resume::Reset, "{wrong:?}");
    }
}

#[tokio::test]
async fn nodes_that_share_a_store_agree() {
    let cluster = Cluster::new();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let mut ana = one.attach(&id, "ana", None).await;
    let mut ben = two.attach(&id, "ben", None).await;
    let asking = (1..=20).map(|second| {
        let (node, who) = if second % 2 == 0 { (&one, "ana") } else { (&two, "ben") };
        node.ask(&id, who, None, seek(second))
    });
    for done in futures_util::future::join_all(asking).await {
        done.unwrap();
    }
    let events = |frames: Vec<String>| frames.into_iter().filter(|frame| frame.ends_with("Seeked")).collect::<Vec<_>>();
    let seen_by_ana = events(frames_until(&mut ana, "23 Seeked").await);
    let seen_by_ben = events(frames_until(&mut ben, "23 Seeked").await);
    assert_eq!(seen_by_ana, (4..=23).map(|seq| format!("{seq} Seeked")).collect::<Vec<_>>());
    assert_eq!(seen_by_ben, seen_by_ana);
    assert_eq!(one.store.verify(&id).await.unwrap().unwrap().seq, 23);
}

/// LIV-11
#[tokio::test]
async fn while_the_store_cannot_write_nothing_changes_and_then_all_is_well() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = node.party().await;
    let mut ana = node.attach(&id, "ana", None).await;
    node.store.set_off(true);
    let error = node.ask(&id, "ana", Some("c1"), Command::Play).await.unwrap_err();
    assert!(matches!(error, CommandError::Host(HostError::Store(_))), "{error:?}");
    let view = node.host.session(id.clone()).view().await.unwrap();
    assert_eq!((view.head.seq, view.session.screen().timeline.status), (3, Status::Paused));
    node.store.set_off(false);
    node.ask(&id, "ana", Some("c1"), Command::Play).await.unwrap();
    assert_eq!(frames_until(&mut ana, "4 Played").await, ["4 Played"], "nothing was seen of what was not durable");
}

/// LIV-5
#[tokio::test]
async fn who_is_away_for_long_is_taken_for_gone_and_comes_back_by_connecting() {
    let mut cluster = Cluster::new();
    cluster.options = HostOptions { gone_after_ms: 50, ..HostOptions::default() };
    let node = cluster.node().await;
    let id = node.party().await;
    let mut ana = node.attach(&id, "ana", None).await;
    drop(node.attach(&id, "ben", None).await);
    let frames = frames_until(&mut ana, "4 Left").await;
    assert_eq!(frames, ["ben online", "ben offline", "4 Left"]);
    let back = node.attach(&id, "ben", None).await;
    assert_eq!(frames_until(&mut ana, "ben online").await, ["5 Joined", "ben online"]);
    assert_eq!(back.view.session.member(&member("ben")).unwrap().visits, 2);
}

#[tokio::test]
async fn a_second_tab_is_the_same_member() {
    let mut cluster = Cluster::new();
    cluster.options = HostOptions { gone_after_ms: 1, ..HostOptions::default() };
    let node = cluster.node().await;
    let id = node.party().await;
    let mut ana = node.attach(&id, "ana", None).await;
    let first = node.attach(&id, "ben", None).await;
    let second = node.attach(&id, "ben", None).await;
    drop(first);
    node.ask(&id, "ana", None, Command::Play).await.unwrap();
    assert_eq!(frames_until(&mut ana, "4 Played").await, ["ben online", "4 Played"]);
    drop(second);
    frames_until(&mut ana, "5 Left").await;
}

#[tokio::test]
async fn a_session_nobody_needs_is_unloaded_and_loads_again_as_it_was() {
    let mut cluster = Cluster::new();
    cluster.options =
        HostOptions { gone_after_ms: 1, unconnected_gone_after_ms: 1, unload_after_ms: 1, ..cluster.options };
    let node = cluster.node().await;
    let id = node.party().await;
    let unloaded = async {
        while node.host.loaded() > 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, unloaded).await.unwrap();
    let view = node.host.session(id.clone()).view().await.unwrap();
    assert_eq!(view.session.summary().present, 0, "everybody was taken for gone before");
    assert_eq!(node.store.head(&id).await.unwrap(), Some(view.head));
}

#[tokio::test]
async fn the_end_of_the_video_comes_by_itself() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = node.party().await;
    let mut ana = node.attach(&id, "ana", None).await;
    let length = Timecode::from_us_clamped(10_000_000);
    let set_length = Command::SetLength { video: testkit::video("one").id, length };
    node.ask(&id, "ana", None, set_length).await.unwrap();
    node.ask(&id, "ana", None, Command::Seek { to: Timecode::from_us_clamped(9_950_000) }).await.unwrap();
    node.ask(&id, "ana", None, Command::Play).await.unwrap();
    let frames = frames_until(&mut ana, "7 Paused").await;
    assert_eq!(frames, ["4 LengthSet", "5 Seeked", "6 Played", "7 Paused"]);
}

#[tokio::test]
async fn after_a_crash_who_does_not_come_back_is_gone() {
    let mut cluster = Cluster::new();
    cluster.options = HostOptions { gone_after_ms: 20, ..HostOptions::default() };
    let id = {
        let before = cluster.node().await;
        let id = before.party().await;
        before.ask(&id, "ana", None, Command::Play).await.unwrap();
        before.host.shutdown().await;
        id
    };
    let after = cluster.node().await;
    let back = after.attach(&id, "ana", None).await;
    assert_eq!(back.view.session.screen().timeline.status, Status::Playing, "an outage pauses nobody");
    let mut watching = back;
    frames_until(&mut watching, "5 Left").await;
    let view = after.host.session(id).view().await.unwrap();
    assert_eq!(view.session.summary().present, 1);
    assert_eq!(view.session.phase(), Phase::Live);
}

/// LIV-5
#[tokio::test]
async fn who_was_there_before_a_crash_is_found_also_where_the_store_is_away_at_first() {
    let mut cluster = Cluster::new();
    cluster.options = HostOptions { gone_after_ms: 20, sweep_every_ms: 20, ..HostOptions::default() };
    let before = cluster.node().await;
    let id = before.party().await;
    before.host.shutdown().await;
    cluster.starts_off = true;
    let after = cluster.node().await;
    let found = async {
        while after.store.sweeps() == 0 {
            tokio::task::yield_now().await;
        }
        after.store.set_off(false);
        while after.store.present(&id).await != 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, found).await.expect("it is looked for until it was found");
}

/// LIV-5
#[tokio::test]
async fn who_left_is_not_back_by_a_mere_reconnect() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = node.party().await;
    node.ask(&id, "ben", None, Command::Leave).await.unwrap();
    let back = node.host.session(id.clone()).attach(member("ben"), None).await;
    assert!(matches!(back.err(), Some(CommandError::Refused(Refusal::NotAMember))));
    node.join(&id, "ben").await.unwrap();
    assert!(node.host.session(id).attach(member("ben"), None).await.is_ok());
}

#[tokio::test]
async fn what_became_due_while_nobody_looked_comes_before_what_is_asked() {
    let cluster = Cluster::new();
    let id = {
        let before = cluster.node().await;
        let id = before.party().await;
        let set_length = Command::SetLength { video: testkit::video("one").id, length: Timecode::from_us_clamped(1) };
        before.ask(&id, "ana", None, set_length).await.unwrap();
        before.ask(&id, "ana", None, Command::Play).await.unwrap();
        before.host.shutdown().await;
        id
    };
    let ended = cluster.node().await;
    let over = async {
        let start = ended.store.newest().await.unwrap().unwrap().plus_ms(200);
        while ended.host.clock().now() < start {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, over).await.unwrap();
    let view = ended.host.session(id.clone()).view().await.unwrap();
    assert_eq!(view.session.screen().timeline.status, Status::Paused, "the video was over");
    let again = ended.ask(&id, "ana", None, Command::Play).await.unwrap();
    assert_eq!(again.seq, 7, "so play plays again");
}

/// LIV-32, LIV-33
#[tokio::test]
async fn how_somebody_stands_is_told_when_it_changes_and_what_they_saw_is_kept() {
    let mut cluster = Cluster::new();
    cluster.options = HostOptions { tell_every_ms: 1, save_playback_every_ms: 1, ..HostOptions::default() };
    let node = cluster.node().await;
    let id = node.party().await;
    let mut ana = node.attach(&id, "ana", None).await;
    let _ben = node.attach(&id, "ben", None).await;
    let session = node.host.session(id.clone());
    let report = |seconds: i64, movement| Report {
        position: Timecode::from_us_clamped(seconds * 1_000_000),
        movement,
        at: None,
        round_trip_ms: Some(40),
        start_latency_ms: None,
        rev: None,
        away: false,
    };
    session.report(member("ben"), report(0, Movement::Paused)).await.unwrap();
    frames_until(&mut ana, "ben Paused 0 ms").await;
    session.report(member("ben"), report(0, Movement::Paused)).await.unwrap();
    session.report(member("ben"), report(0, Movement::Buffering)).await.unwrap();
    assert_eq!(frames_until(&mut ana, "ben Buffering 0 ms").await, ["ben Buffering 0 ms"], "no news was told twice");
    session.report(member("ben"), report(3, Movement::Playing)).await.unwrap();
    session.report(member("ben"), report(5, Movement::Playing)).await.unwrap();
    session.report(member("ben"), report(500, Movement::Playing)).await.unwrap();
    let live = session.playback().await.unwrap();
    let seen: Vec<_> =
        live[0].watched.stretches().iter().map(|(a, b)| (a.us() / 1_000_000, b.us() / 1_000_000)).collect();
    assert_eq!((seen, live[0].position.seconds()), (vec![(3, 5)], 500.0), "a jump is nothing seen");
    node.host.shutdown().await;
    assert_eq!(node.store.playback(&id).await.unwrap(), live, "and it lasts");
    let again = cluster.node().await;
    assert_eq!(again.host.session(id).playback().await.unwrap(), live);
}

/// LIV-31
#[tokio::test]
async fn a_player_that_is_far_off_is_sent_where_it_must_be() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = node.party().await;
    let session = node.host.session(id);
    let paused_at = |seconds: i64| Report {
        position: Timecode::from_us_clamped(seconds * 1_000_000),
        movement: Movement::Paused,
        at: None,
        round_trip_ms: None,
        start_latency_ms: None,
        rev: None,
        away: false,
    };
    let settled = async {
        while session.report(member("ben"), paused_at(30)).await.unwrap().is_none() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, settled).await.unwrap();
    let now = node.host.clock().now();
    let delayed = Report { at: Some(now.plus_ms(-30_000)), ..paused_at(30) };
    assert_eq!(session.report(member("ben"), delayed).await.unwrap(), None, "it is older than what stands now");
    let correction = session.report(member("ben"), paused_at(30)).await.unwrap().unwrap();
    assert_eq!(correction.position, Timecode::ZERO);
    assert_eq!(session.report(member("ben"), paused_at(1)).await.unwrap(), None, "near enough");
    let waiting = Report { movement: Movement::Buffering, ..paused_at(30) };
    assert_eq!(session.report(member("ben"), waiting).await.unwrap(), None, "it knows");
}

#[tokio::test]
async fn a_shutdown_closes_every_feed_and_answers_everybody() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = node.party().await;
    let mut ana = node.attach(&id, "ana", None).await;
    node.host.shutdown().await;
    assert_eq!(timeout(PATIENCE, ana.feed.next()).await.unwrap(), FeedItem::Closed);
    assert!(matches!(node.host.session(id).view().await, Err(HostError::Busy)));
}

#[tokio::test]
async fn a_reader_that_is_too_slow_is_told_and_holds_nobody_up() {
    let mut cluster = Cluster::new();
    cluster.options.feed_frames_max = 8;
    let node = cluster.node().await;
    let id = node.party().await;
    let mut slow = node.attach(&id, "ana", None).await;
    for second in 1..=20 {
        node.ask(&id, "ben", None, seek(second)).await.unwrap();
    }
    assert_eq!(slow.feed.next().await, FeedItem::Behind);
    let back = node.attach(&id, "ana", Some(slow.view.head)).await;
    assert_eq!(missed(&back).len(), 20, "resuming brings all of it");
}

/// LIV-4
#[tokio::test]
async fn a_log_that_was_rolled_back_sends_everybody_back_to_it() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = node.party().await;
    let mut ana = node.attach(&id, "ana", None).await;
    let before = node.ask(&id, "ana", None, Command::Play).await.unwrap();
    let head = node.host.session(id.clone()).view().await.unwrap().head;
    roll_back(&cluster, before.seq).await;
    assert!(node.ask(&id, "ben", None, Command::Pause).await.is_err(), "the state is from a log that is no more");
    let closed = async { while ana.feed.next().await != FeedItem::Closed {} };
    timeout(PATIENCE, closed).await.unwrap();
    let back = node.attach(&id, "ana", Some(head)).await;
    assert_eq!(back.resume, Resume::Reset);
    assert_eq!((back.view.head.seq, back.view.session.screen().timeline.status), (3, Status::Paused));
}

/// Takes the last entry off the log, as restoring a backup does.
async fn roll_back(cluster: &Cluster, seq: u64) {
    use sqlx::Connection as _;
    let mut database = sqlx::SqliteConnection::connect(cluster.file().to_str().unwrap()).await.unwrap();
    let before = i64::try_from(seq).unwrap() - 1;
    sqlx::query("DELETE FROM events WHERE seq > $1").bind(before).execute(&mut database).await.unwrap();
    let statement = "UPDATE sessions SET head_seq = $1, head_hash = (SELECT hash FROM events WHERE seq = $1)";
    sqlx::query(statement).bind(before).execute(&mut database).await.unwrap();
}
