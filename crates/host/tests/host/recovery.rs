//! What several nodes do while something is not as it should be: each test has failed before what it is about was mended.

use broker::{Broker as _, Notice};
use host::{Attachment, CommandError, Movement};
use session::limits::{MEMBERS_PRESENT_MAX, TOGETHER_MAX};
use session::{
    Arrival, Command, Entry, Event, HoldEnd, LogPosition, Opening, Refusal, Role, Session, SessionId, StartPolicy,
};
use store::{Append, AppendOutcome, Store as _};
use testkit::{member, name, opening, session_id};
use tokio::time::timeout;

use crate::node::{Cluster, Node, PATIENCE, Player, frames_until};
use crate::nodes::{Seen, hasty, sees};

/// A cluster in which nobody is taken for dead or gone, however long this machine takes for anything.
fn calm() -> Cluster {
    let mut cluster = hasty();
    (cluster.options.lease_ms, cluster.options.gone_after_ms) = (600_000, 600_000);
    cluster
}

/// LIV-35
#[tokio::test]
async fn while_all_nodes_tell_each_other_anew_who_is_missing_is_neither_offline_nor_gone() {
    let mut cluster = calm();
    cluster.options.unconnected_gone_after_ms = 100;
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let mut ana = one.attach(&id, "ana", None).await;
    let _ben = two.attach(&id, "ben", None).await;
    sees(&one, &id, "ben", Seen::Online).await;
    // The second node needs a while to find the way to the new store.
    two.store.set_off(true);
    cluster.fail_over();
    one.store.renewed(3).await;
    cluster.broker.publish(&id, Notice::Presence).await.unwrap();

    let joined = one.join(&id, "carl").await.unwrap();
    let _carl = two.attach(&id, "carl", None).await;
    let carl_was_due = one.host.clock().now().plus_ms(101);
    let passed = async {
        while one.host.clock().now() < carl_was_due {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, passed).await.unwrap();
    let view = one.host.session(id.clone()).view().await.unwrap();
    assert!(view.online.contains_key(&member("ben")) && one.host.has_neighbours(), "it is not forgotten who was there");
    assert_eq!(view.head.seq, joined.seq, "nobody was taken for gone");
    one.ask(&id, "ana", None, Command::Play).await.unwrap();
    let frames = frames_until(&mut ana, "5 Played").await;
    assert!(!frames.iter().any(|frame| frame.contains("offline")), "{frames:?}");
}

/// LIV-35
#[tokio::test]
async fn right_after_a_failover_nobody_is_shown_offline_by_a_node_that_has_not_said_yet_that_it_lives() {
    let cluster = calm();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let mut ana = one.attach(&id, "ana", None).await;
    let _ben = two.attach(&id, "ben", None).await;
    sees(&one, &id, "ben", Seen::Online).await;
    // Neither renews its lease in the new store, where nobody is known yet; it can be asked.
    one.store.set_off(true);
    two.store.set_off(true);
    cluster.fail_over();
    one.store.find_the_way();
    looks(&cluster, &one, &id).await;
    one.store.set_off(false);
    one.store.renewed(2).await;
    two.store.set_off(false);
    nobody_was_offline(&one, &id, &mut ana).await;
}

/// LIV-35
#[tokio::test]
async fn right_after_a_failover_nobody_is_shown_offline_by_a_node_that_the_store_knows_again_already() {
    let cluster = calm();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let mut ana = one.attach(&id, "ana", None).await;
    let _ben = two.attach(&id, "ben", None).await;
    sees(&one, &id, "ben", Seen::Online).await;
    two.store.set_off(true);
    cluster.fail_over();
    one.store.hold_enlisting().await;
    looks(&cluster, &one, &id).await;
    one.store.let_go();
    one.store.renewed(2).await;
    nobody_was_offline(&one, &id, &mut ana).await;
}

/// LIV-35
#[tokio::test]
async fn a_node_tells_anew_whom_it_sees_also_where_it_was_not_answered_that_the_store_knows_it_again() {
    let cluster = calm();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let mut ana = one.attach(&id, "ana", None).await;
    let _ben = two.attach(&id, "ben", None).await;
    sees(&one, &id, "ben", Seen::Online).await;
    two.store.set_off(true);
    cluster.fail_over();
    one.store.lose_enlisting().await;
    one.store.renewed(2).await;
    looks(&cluster, &one, &id).await;
    nobody_was_offline(&one, &id, &mut ana).await;
    // It knows of nobody but from the new store.
    let three = cluster.node().await;
    sees(&three, &id, "ana", Seen::Online).await;
}

/// LIV-35
#[tokio::test]
async fn while_all_nodes_tell_each_other_anew_what_is_told_is_seen_at_once() {
    let cluster = calm();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    one.join(&id, "carl").await.unwrap();
    let ben = Player::new(&two, &id, "ben").await;
    sees(&one, &id, "ben", Seen::Online).await;
    cluster.fail_over();
    one.store.renewed(2).await;
    two.store.renewed(2).await;
    ben.tells(Movement::Ready).await;
    let _carl = two.attach(&id, "carl", None).await;
    sees(&one, &id, "ben", Seen::With(Movement::Ready)).await;
    sees(&one, &id, "carl", Seen::Online).await;
}

/// LIV-35
#[tokio::test]
async fn who_was_seen_by_a_node_that_died_with_the_database_is_offline_and_gone_in_the_end() {
    let cluster = hasty();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let mut ana = one.attach(&id, "ana", None).await;
    let _ben = two.attach(&id, "ben", None).await;
    sees(&one, &id, "ben", Seen::Online).await;
    two.store.set_off(true);
    cluster.fail_over();
    let frames = frames_until(&mut ana, "4 Left").await;
    assert!(frames.contains(&"ben offline".to_owned()), "{frames:?}");
}

/// Returns once the node has looked whom the others see in a session, and has not lost ben over that.
async fn looks(cluster: &Cluster, node: &Node, id: &SessionId) {
    let (told, ()) = tokio::join!(cluster.broker.publish(id, Notice::Presence), node.store.looked(1));
    told.unwrap();
    let view = node.host.session(id.clone()).view().await.unwrap();
    assert!(view.online.contains_key(&member("ben")), "he is there all the time");
}

async fn nobody_was_offline(node: &Node, id: &SessionId, ana: &mut Attachment) {
    node.ask(id, "ana", None, Command::Play).await.unwrap();
    let frames = frames_until(ana, "4 Played").await;
    assert!(!frames.iter().any(|frame| frame.contains("offline")), "{frames:?}");
}

#[tokio::test]
async fn what_a_slow_answer_tells_of_the_others_does_not_replace_what_is_newer() {
    let cluster = calm();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    // A second session, so that a round over all of them is none of this one's own questions.
    let other = session_id("other");
    one.host.create(other.clone(), opening("ana")).await.unwrap();
    one.host.session(other).view().await.unwrap();
    let mut ana = one.attach(&id, "ana", None).await;
    sees(&two, &id, "ana", Seen::Online).await;

    one.store.hold_round().await;
    let _ben = two.attach(&id, "ben", None).await;
    sees(&one, &id, "ben", Seen::Online).await;
    one.store.let_go();
    one.store.looked_around(1).await;
    one.ask(&id, "ana", None, Command::Play).await.unwrap();
    assert_eq!(
        frames_until(&mut ana, "4 Played").await,
        ["ben online", "4 Played"],
        "the round has asked before he came"
    );
}

/// SES-62
#[tokio::test]
async fn a_wait_ends_also_where_only_what_another_node_tells_shows_that_all_are_ready() {
    let cluster = calm();
    let (one, two) = (cluster.node().await, cluster.node().await);
    // A first start waits for longer than this test does.
    let id = session_id("premiere");
    one.host.create(id.clone(), Opening { start: StartPolicy::WhenReady, ..opening("ana") }).await.unwrap();
    for who in ["ana", "ben"] {
        one.join(&id, who).await.unwrap();
    }
    let other = session_id("other");
    one.host.create(other.clone(), opening("ana")).await.unwrap();
    one.host.session(other).view().await.unwrap();
    let (mut ana, ben) = (Player::new(&one, &id, "ana").await, Player::new(&two, &id, "ben").await);
    ana.tells(Movement::Ready).await;
    ben.tells(Movement::Buffering).await;
    sees(&one, &id, "ben", Seen::With(Movement::Buffering)).await;
    one.ask(&id, "ana", None, Command::Play).await.unwrap();
    assert_eq!(ana.waits_for().await, ["ben"]);
    // The second node cannot end it, and rounds bring no news: the first must see from the notice.
    two.store.take_no_entries();
    one.store.hold_round().await;
    ben.tells(Movement::Ready).await;
    ana.sees("5 HoldEnded").await;
    let entries = one.store.read(&id, 4, 1).await.unwrap();
    assert!(matches!(entries[0].entry.event, Event::HoldEnded { how: HoldEnd::Ready, .. }), "{entries:?}");
}

/// LIV-35
#[tokio::test]
async fn who_cannot_be_brought_back_because_it_is_full_is_told_when_they_ask() {
    let mut cluster = hasty();
    // Longer than after what time something that could not be done is tried again.
    (cluster.options.lease_ms, cluster.options.gone_after_ms) = (2_000, 1_500);
    cluster.options.unconnected_gone_after_ms = 600_000;
    cluster.options.feed_frames_max = 4_096;
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    one.join(&id, "dora").await.unwrap();
    let mut ana = one.attach(&id, "ana", None).await;
    let dora = one.attach(&id, "dora", None).await;
    let mut ben = two.attach(&id, "ben", None).await;
    sees(&one, &id, "ben", Seen::Online).await;
    sees(&two, &id, "dora", Seen::Online).await;
    two.store.set_off(true);
    frames_until(&mut ana, "5 Left").await;
    let full = fill(&one, &id).await;
    two.store.set_off(false);
    // They learn of it with the next entry, which frees a place for nobody: the name is all that changes.
    one.ask(&id, "ana", None, Command::Join { name: name("Anna") }).await.unwrap();
    frames_until(&mut ben, &format!("{} Renamed", full + 1)).await;
    let view = two.host.session(id.clone()).view().await.unwrap();
    assert_eq!(view.session.summary().present as usize, MEMBERS_PRESENT_MAX, "he had no place to come back to");
    // What he asks comes after the server has tried for him.
    let asked = two.ask(&id, "ben", None, Command::Play).await;
    assert!(matches!(asked, Err(CommandError::Refused(Refusal::NotAMember))), "{asked:?}");

    one.ask(&id, "s0", None, Command::Leave).await.unwrap();
    drop(dora);
    let frames = frames_until(&mut ben, &format!("{} Went", full + 3)).await;
    assert!(
        !frames.iter().any(|frame| frame.ends_with("Joined") || frame.ends_with("Came")),
        "nobody tries for him for ever: {frames:?}"
    );
    let asked = two.ask(&id, "ben", None, Command::Play).await;
    assert!(matches!(asked, Err(CommandError::Refused(Refusal::NotAMember))), "{asked:?}");
}

/// Lets as many strangers in as there is room for. Returns the number of the last entry.
async fn fill(node: &Node, id: &SessionId) -> u64 {
    let view = node.host.session(id.clone()).view().await.unwrap();
    let mut session = Session::clone(&view.session);
    let mut entries = Vec::new();
    let strangers: Vec<_> = (session.present() as usize..MEMBERS_PRESENT_MAX)
        .enumerate()
        .map(|(n, _)| format!("s{n}"))
        .map(|who| Arrival { member: member(&who), name: name(&who), role: Role::Member, visit: 1 })
        .collect();
    for people in strangers.chunks(TOGETHER_MAX) {
        let present = session.present() + u32::try_from(people.len()).unwrap();
        let event = Event::Came { people: people.to_vec(), present };
        let entry = Entry { seq: session.head() + 1, at: node.host.clock().now(), by: None, event, screen: None };
        session.apply(&entry).unwrap();
        entries.push(entry);
    }
    let wake_at = session.deadline().map(|(at, _)| at);
    let append = Append {
        session: id.clone(),
        after: view.head,
        entries,
        command: None,
        summary: session.summary(),
        wake_at,
        scores: Vec::new(),
    };
    let AppendOutcome::Appended(stored) = node.store.append(append).await.unwrap() else {
        panic!("somebody was quicker")
    };
    let LogPosition { seq, .. } = stored.last().unwrap().position;
    seq
}
