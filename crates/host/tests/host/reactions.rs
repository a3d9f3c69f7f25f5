//! Reactions to what is on screen: many people cost what a few do.

use futures_util::future::join_all;
use host::{Attachment, CommandError, FeedItem};
use session::{ChatEvent, Command, EMOJI, Emoji, Event, Refusal, SessionId};
use store::Store as _;
use testkit::{member, session_id};
use tokio::time::timeout;

use crate::node::{Cluster, Node, frames_until};

const PEOPLE: u32 = 1_000;

fn emoji(index: usize) -> Emoji {
    Emoji::parse(EMOJI[index]).unwrap()
}

/// The batches in a log: what each is called, and how many reactions it has.
async fn batches(node: &Node, id: &SessionId) -> Vec<(u64, u32)> {
    let stored = node.store.read(id, 0, 10_000).await.unwrap();
    let batch = |event: &Event| match event {
        Event::Chat(ChatEvent::Reacted { batch, counts, .. }) => {
            Some((*batch, counts.iter().map(|(_, count)| count).sum()))
        }
        _ => None,
    };
    stored.iter().filter_map(|stored| batch(&stored.entry.event)).collect()
}

/// Reads until an entry tells of the last batch; returns the frames of reactions before it.
async fn frames_of_reactions(attachment: &mut Attachment, in_all: u32) -> Vec<String> {
    let mut frames = Vec::new();
    let mut counted = 0;
    let reading = async {
        loop {
            let FeedItem::Frame(bytes) = attachment.feed.next().await else { panic!("the feed ended") };
            let frame = String::from_utf8(bytes.to_vec()).unwrap();
            if frame.starts_with("reactions") {
                let counts = frame.split_once(": ").unwrap().1.split(", ");
                counted += counts.map(|count| count.split_once(' ').unwrap().0.parse::<u32>().unwrap()).sum::<u32>();
                frames.push(frame);
            } else if frame.contains("Reacted") && counted == in_all {
                return;
            }
        }
    };
    timeout(crate::node::PATIENCE, reading).await.unwrap();
    frames
}

/// CHAT-21, CHAT-22
#[tokio::test]
async fn a_thousand_people_cost_what_ten_do() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = node.party().await;
    let people: Vec<_> = (0..PEOPLE).map(|number| format!("m{number}")).collect();
    for joined in join_all(people.iter().map(|who| node.join(&id, who))).await {
        joined.unwrap();
    }
    let mut ana = node.attach(&id, "ana", None).await;
    let session = node.host.session(id.clone());
    for number in 0..PEOPLE {
        session.react(&member(&format!("m{number}")), emoji(number as usize % 3), 1).await.unwrap();
    }
    let frames = frames_of_reactions(&mut ana, PEOPLE).await;
    let kept = batches(&node, &id).await;
    assert_eq!(kept.iter().map(|(_, count)| count).sum::<u32>(), PEOPLE, "none is lost, and none counts twice");
    println!("{PEOPLE} reactions: {} frames, {} entries", frames.len(), kept.len());
    // However slow the machine is: a frame for each quarter of a second, and an entry for each second.
    assert!(frames.len() < 100 && kept.len() <= frames.len(), "{} frames, {} entries", frames.len(), kept.len());
    for (batch, _) in kept {
        let name = format!("reactions {batch}: ");
        assert!(frames.iter().any(|frame| frame.starts_with(&name)), "who has seen {batch} knows it again");
    }
}

/// CHAT-21
#[tokio::test]
async fn who_is_not_there_does_not_react() {
    let cluster = Cluster::new();
    let node = cluster.node().await;
    let id = node.party().await;
    let session = node.host.session(id.clone());
    let refused = |result: Result<_, CommandError>| match result {
        Err(CommandError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(session.react(&member("eve"), emoji(0), 1).await), Refusal::NotAMember);
    let nobody = node.host.session(session_id("nobody")).react(&member("ana"), emoji(0), 1).await;
    assert!(matches!(nobody, Err(CommandError::Host(host::HostError::NotFound))));
    session.react(&member("ana"), emoji(0), 1).await.unwrap();
    node.ask(&id, "ana", None, Command::End).await.unwrap();
    assert_eq!(refused(session.react(&member("ana"), emoji(0), 1).await), Refusal::SessionEnded);
}

/// CHAT-23
#[tokio::test]
async fn reactions_reach_the_other_nodes_and_survive_the_end_of_theirs() {
    let cluster = Cluster::new();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let mut ben = two.attach(&id, "ben", None).await;
    one.host.session(id.clone()).react(&member("ana"), emoji(0), 5).await.unwrap();
    one.host.shutdown().await;
    assert_eq!(batches(&two, &id).await.iter().map(|(_, count)| count).sum::<u32>(), 5);
    frames_until(&mut ben, "4 Chat(Reacted").await;
}
