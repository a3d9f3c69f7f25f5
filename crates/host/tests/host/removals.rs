//! Who is removed has to go, at whichever node they are connected.

use host::{CommandError, FeedItem};
use session::{Command, ModerationCommand, Refusal, RemovalKind};
use testkit::member;
use tokio::time::timeout;

use crate::node::{Cluster, PATIENCE};

fn kick(who: &str) -> Command {
    Command::Moderate(ModerationCommand::Kick { member: member(who), reason: None })
}

fn ban(who: &str) -> Command {
    Command::Moderate(ModerationCommand::Ban { member: member(who), reason: None })
}

/// Reads a feed to its end. Returns how its reader was removed.
async fn removed(feed: &mut host::Feed) -> RemovalKind {
    let reading = async {
        loop {
            match feed.next().await {
                FeedItem::Frame(_) => {}
                FeedItem::Removed(removal) => return removal.kind,
                other => panic!("{other:?}"),
            }
        }
    };
    timeout(PATIENCE, reading).await.unwrap()
}

/// ROL-16
#[tokio::test]
async fn who_is_removed_at_one_node_goes_at_the_other() {
    let cluster = Cluster::new();
    let (one, two) = (cluster.node().await, cluster.node().await);
    let id = one.party().await;
    let mut tabs = [one.attach(&id, "ben", None).await, two.attach(&id, "ben", None).await];
    let mut ana = two.attach(&id, "ana", None).await;
    one.ask(&id, "ana", None, kick("ben")).await.unwrap();
    for tab in &mut tabs {
        assert_eq!(removed(&mut tab.feed).await, RemovalKind::Kick);
    }
    drop(tabs);
    for node in [&one, &two] {
        let refused = node.host.session(id.clone()).attach(member("ben"), None).await.err().unwrap();
        assert!(matches!(refused, CommandError::Refused(Refusal::Removed)), "{refused:?}");
    }
    two.join(&id, "ben").await.unwrap();
    let mut tab = one.attach(&id, "ben", None).await;
    two.ask(&id, "ana", None, ban("ben")).await.unwrap();
    assert_eq!(removed(&mut tab.feed).await, RemovalKind::Ban);
    let refused = one.join(&id, "ben").await.err().unwrap();
    assert!(matches!(refused, CommandError::Refused(Refusal::Banned)), "{refused:?}");
    // It concerns nobody else.
    one.ask(&id, "ana", None, Command::Play).await.unwrap();
    let frames = crate::node::frames_until(&mut ana, "9 Played").await;
    assert!(frames.iter().any(|frame| frame.ends_with("Moderation(Kicked")), "{frames:?}");
}
