//! What must hold at the end of every run. A new promise is a line in [`CHECKS`] and a function.
//!
//! What must hold at every moment is checked where it is seen: by the clients, frame by frame (`client.rs`).

use std::collections::BTreeMap;
use std::time::Duration;

use session::{CommandId, LeaveReason, MemberId, Phase, Session};

use crate::deadline;
use crate::evidence::{Evidence, Kept};
use crate::history::{Answer, Asked};

/// How long somebody who is connected may be taken for gone when nothing is broken.
const BROUGHT_BACK_WITHIN: Duration = Duration::from_secs(10);

/// Finds a broken promise, and says what was seen.
pub(crate) type Check = fn(&Evidence) -> Option<String>;

/// What must hold whenever nothing is broken any more.
pub(crate) const CHECKS: &[(&str, Check)] = &[
    ("a log is dense and goes forward in time", dense),
    ("a command is in the log once at the most", once),
    ("what was acknowledged is in the log, where it was said to be", acknowledged),
    ("what was refused has changed nothing", refused),
    ("commands take effect between question and answer", linearisable),
    ("a deadline does what was due, once, at its own time", deadline::stamped),
    ("nothing is overdue", deadline::overdue),
    ("points are neither made nor lost", points),
    ("every client shows the log as it is", shown),
    ("who is there is present", present),
    ("every node has the log as it is", agreed),
];

/// What must hold long after everybody has gone.
pub(crate) const LATE_CHECKS: &[(&str, Check)] = &[
    ("a log is dense and goes forward in time", dense),
    ("a deadline does what was due, once, at its own time", deadline::stamped),
    ("who has left for long leaves an ended session", abandoned),
];

/// Where each command of a log is, by number of entry.
fn commands(kept: &Kept) -> BTreeMap<(&MemberId, &CommandId), Vec<u64>> {
    let mut commands: BTreeMap<_, Vec<u64>> = BTreeMap::new();
    for row in &kept.rows {
        if let Some((by, id)) = &row.command {
            commands.entry((by, id)).or_default().push(row.stored.position.seq);
        }
    }
    commands
}

fn dense(evidence: &Evidence) -> Option<String> {
    evidence.sessions.iter().find_map(|kept| {
        let mut expected = 1..;
        let out_of_place = kept.rows.iter().find(|row| expected.next() != Some(row.stored.position.seq));
        let times = kept.rows.windows(2).find(|rows| rows[0].stored.entry.at > rows[1].stored.entry.at);
        let seq =
            out_of_place.map(|row| row.stored.position.seq).or_else(|| times.map(|rows| rows[1].stored.position.seq));
        seq.map(|seq| format!("entry {seq} of {} is out of place", kept.id))
    })
}

fn points(evidence: &Evidence) -> Option<String> {
    evidence.sessions.iter().find_map(|kept| {
        let predictions = kept.folded.as_ref()?.predictions();
        let by_log: BTreeMap<_, _> = predictions.scores().map(|(id, score)| (id.clone(), *score)).collect();
        let (won, lost) = by_log.values().fold((0, 0), |(won, lost), score| (won + score.won, lost + score.lost));
        let kept_beside: BTreeMap<_, _> = kept.scores.iter().cloned().collect();
        if won != lost {
            return Some(format!("{won} were won in {}, and {lost} lost", kept.id));
        }
        (by_log != kept_beside).then(|| format!("beside the log of {}: {kept_beside:?}, in it: {by_log:?}", kept.id))
    })
}

fn once(evidence: &Evidence) -> Option<String> {
    evidence.sessions.iter().find_map(|kept| {
        let twice = commands(kept).into_iter().find(|(_, seqs)| seqs.len() > 1);
        twice.map(|((by, id), seqs)| format!("{by}'s {id} is there {} times: {seqs:?}", seqs.len()))
    })
}

/// Commands whose answer the log has to bear out: of those before a loss of history nothing is known.
fn lasting(evidence: &Evidence) -> impl Iterator<Item = (&Asked, Duration, Answer)> {
    let lost_at = evidence.history_lost_at;
    let is_lasting = move |asked: &&Asked| lost_at.is_none_or(|lost_at| asked.sent_at > lost_at);
    let lasting = evidence.commands.iter().filter(is_lasting);
    lasting.filter_map(|asked| asked.answer.map(|(at, answer)| (asked, at, answer)))
}

fn acknowledged(evidence: &Evidence) -> Option<String> {
    let logs: Vec<_> = evidence.sessions.iter().map(commands).collect();
    lasting(evidence).find_map(|(asked, _, answer)| {
        let Answer::Done(seq) = answer else { return None };
        let found = logs.get(asked.session)?.get(&(&asked.by, &asked.id)).and_then(|seqs| seqs.first());
        let head = evidence.sessions.get(asked.session)?.rows.len() as u64;
        let is_whole = evidence.history_lost_at.is_none();
        let is_behind = asked.based_on.is_some_and(|based_on| seq < based_on);
        let what = match found {
            // Whose second attempt found nothing to do may have a first one under way that still finds something.
            Some(found) if *found != seq && (asked.attempts == 1 || *found < seq) => format!("it is at {found}"),
            None if asked.must_change => "it is not there".to_owned(),
            // Without a change, a node that has not heard of the loss yet may say so.
            None if is_whole && seq > head => format!("the log ends at {head}"),
            None if is_whole && is_behind => format!("it was based on {:?}", asked.based_on),
            Some(_) | None => return None,
        };
        Some(format!("{}'s {} was done at {seq}, they were told, but {what}", asked.by, asked.id))
    })
}

/// Of who asked more than once, an earlier attempt may be done after a later one was refused.
fn refused(evidence: &Evidence) -> Option<String> {
    let logs: Vec<_> = evidence.sessions.iter().map(commands).collect();
    lasting(evidence).find_map(|(asked, _, answer)| {
        let was_refused = answer == Answer::Refused && asked.attempts == 1;
        let found = logs.get(asked.session)?.get(&(&asked.by, &asked.id)).filter(|_| was_refused)?;
        Some(format!("{}'s {} was refused, but is at {found:?}", asked.by, asked.id))
    })
}

/// Every acknowledgement names its place in the one order. So an order that fits all of them exists exactly where no
/// command stands after one that was sent when it had been answered already.
fn linearisable(evidence: &Evidence) -> Option<String> {
    let logs: Vec<_> = evidence.sessions.iter().map(commands).collect();
    (0..logs.len()).find_map(|session| {
        let of_session = lasting(evidence).filter(|(asked, ..)| asked.session == session);
        let mut done: Vec<_> = of_session
            .filter_map(|(asked, at, answer)| match answer {
                Answer::Done(seq) if logs[session].get(&(&asked.by, &asked.id)) == Some(&vec![seq]) => {
                    Some((seq, asked, at))
                }
                Answer::Done(_) | Answer::Refused => None,
            })
            .collect();
        done.sort_by_key(|(seq, ..)| std::cmp::Reverse(*seq));
        let mut first_answered: Option<(Duration, u64)> = None;
        for (seq, asked, at) in done {
            if let Some((answered_at, later)) = first_answered.filter(|(answered_at, _)| *answered_at < asked.sent_at) {
                return Some(format!("entry {seq} was asked for after entry {later} was answered at {answered_at:?}"));
            }
            first_answered = Some(first_answered.map_or((at, seq), |first| first.min((at, seq))));
        }
        None
    })
}

fn shown(evidence: &Evidence) -> Option<String> {
    evidence.tabs.iter().find_map(|tab| {
        let kept = evidence.sessions.get(tab.session)?;
        let folded = kept.folded.as_ref()?;
        let number = tab.number;
        // Who never joined before it ended, or whose joining was lost, is not let in any more.
        if folded.phase() != Phase::Live && folded.member(&tab.member).is_none() {
            return None;
        }
        let Some(shown) = tab.shown else {
            return Some(format!("tab {number} was never let in"));
        };
        let row = usize::try_from(shown.position.seq).ok().and_then(|seq| kept.rows.get(seq.checked_sub(1)?));
        let is_right = row.is_some_and(|row| row.fingerprint == shown.fingerprint);
        if !is_right {
            return Some(format!("tab {number} shows entry {} as it is not", shown.position.seq));
        }
        let (at, head) = (shown.position.seq, tab.head_before.seq);
        (at < head).then(|| format!("tab {number} is at {at}, and the log has long been at {head}"))
    })
}

/// Whom a node took for gone by mistake, the node that sees them brings back.
fn present(evidence: &Evidence) -> Option<String> {
    evidence.tabs.iter().find_map(|tab| {
        let folded = evidence.sessions.get(tab.session)?.folded.as_ref()?;
        let up_for = tab.up_for.filter(|up_for| *up_for > BROUGHT_BACK_WITHIN)?;
        let member = folded.member(&tab.member)?;
        let is_gone = folded.phase() == Phase::Live && member.left == Some(LeaveReason::Gone);
        is_gone.then(|| format!("tab {} is taken for gone, and has been connected for {up_for:?}", tab.number))
    })
}

fn agreed(evidence: &Evidence) -> Option<String> {
    evidence.nodes.iter().find_map(|node| {
        let kept = evidence.sessions.get(node.session)?;
        let Some(view) = &node.view else {
            return Some(format!("node {} cannot tell of {}", node.node, kept.id));
        };
        let seq = usize::try_from(view.head.seq).unwrap_or(usize::MAX);
        let folded = kept.rows.get(..seq).and_then(crate::evidence::fold);
        let is_right = folded.is_some_and(|folded| folded == *view.session);
        (!is_right).then(|| format!("node {} has another state at {seq} than the log", node.node))
    })
}

fn abandoned(evidence: &Evidence) -> Option<String> {
    evidence.sessions.iter().find_map(|kept| {
        let is_over = kept.folded.as_ref().is_some_and(|session| session.phase() != Phase::Live);
        let due = kept.folded.as_ref().and_then(Session::deadline);
        (!is_over).then(|| format!("{} goes on without anybody; next is due {due:?}", kept.id))
    })
}
