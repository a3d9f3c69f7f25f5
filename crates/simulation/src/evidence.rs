//! What is known at the end of a run: what the checks look at.

use std::sync::Arc;
use std::time::Duration;

use host::{Host, View};
use session::{LogPosition, MemberId, Score, Session, SessionId};
use timeline::Timestamp;

use crate::client::{Shown, Stage, Tab};
use crate::history::Asked;
use crate::tables::Row;
use crate::world::lock;

/// Everything that is known at the end.
pub(crate) struct Evidence {
    pub(crate) now: Timestamp,
    pub(crate) sessions: Vec<Kept>,
    pub(crate) commands: Vec<Asked>,
    pub(crate) tabs: Vec<TabEnd>,
    pub(crate) nodes: Vec<NodeView>,
    /// When entries were lost that had been acknowledged, if any were.
    pub(crate) history_lost_at: Option<Duration>,
}

/// A session as the database keeps it.
pub(crate) struct Kept {
    pub(crate) id: SessionId,
    pub(crate) rows: Vec<Row>,
    /// The fold of the rows, where they are a log.
    pub(crate) folded: Option<Session>,
    /// What predictions have come to, as it stands beside the log.
    pub(crate) scores: Vec<(MemberId, Score)>,
}

/// What a tab shows in the end, and where the log stood a while before.
pub(crate) struct TabEnd {
    pub(crate) number: u16,
    pub(crate) member: MemberId,
    pub(crate) session: usize,
    pub(crate) shown: Option<Shown>,
    pub(crate) head_before: LogPosition,
    /// For how long it has been connected, if it is.
    pub(crate) up_for: Option<Duration>,
}

/// A session as a node has it.
pub(crate) struct NodeView {
    pub(crate) node: usize,
    pub(crate) session: usize,
    pub(crate) view: Option<View>,
}

/// How long news may take to reach every tab and node when nothing is broken. A tab's longest way back to a node that
/// works is counted in.
pub(crate) const NEWS_WITHIN: Duration = Duration::from_secs(3);

/// Collects the evidence, also from these nodes: asking them loads the sessions. Takes [`NEWS_WITHIN`].
pub(crate) async fn collect(
    stage: &Arc<Stage>,
    tabs: &[Tab],
    ids: &[SessionId],
    hosts: Vec<(usize, Host)>,
) -> Evidence {
    let heads: Vec<_> =
        ids.iter().map(|id| stage.database.with(|tables| tables.head(id)).unwrap_or_default()).collect();
    tokio::time::sleep(NEWS_WITHIN).await;
    let tabs = tabs.iter().map(|tab| TabEnd {
        number: tab.number,
        member: tab.member.clone(),
        session: tab.plan.session,
        shown: *lock(&tab.shown),
        up_for: lock(&tab.up_since).map(|since| stage.world.elapsed().saturating_sub(since)),
        head_before: heads.get(tab.plan.session).copied().unwrap_or_default(),
    });
    let tabs = tabs.collect();
    let mut nodes = Vec::new();
    for (node, host) in hosts {
        for (session, id) in ids.iter().enumerate() {
            nodes.push(NodeView { node, session, view: host.session(id.clone()).view().await.ok() });
        }
    }
    // Last of all: nobody is ahead of it.
    let sessions = ids.iter().map(|id| kept(stage, id)).collect();
    Evidence {
        now: stage.world.now(),
        sessions,
        commands: stage.history.all(),
        tabs,
        nodes,
        history_lost_at: stage.world.history_lost_at(),
    }
}

fn kept(stage: &Stage, id: &SessionId) -> Kept {
    let rows = stage.database.with(|tables| tables.log(id).map(|log| log.rows.clone())).unwrap_or_default();
    let scores = stage.database.with(|tables| tables.leaders(id, u32::MAX));
    Kept { id: id.clone(), folded: fold(&rows), rows, scores }
}

/// Folds rows, where they are a log.
pub(crate) fn fold(rows: &[Row]) -> Option<Session> {
    let (first, rest) = rows.split_first()?;
    let mut session = Session::begin(&first.stored.entry)?;
    for row in rest {
        session.apply(&row.stored.entry).ok()?;
    }
    Some(session)
}
