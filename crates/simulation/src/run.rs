//! One run of one seed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use session::{LogPosition, MemberId, Name, Opening, SessionId, Title, Visibility};
use tokio::runtime::Builder;
use tokio_util::sync::CancellationToken;

use crate::bus::Bus;
use crate::check::{CHECKS, Check, LATE_CHECKS};
use crate::client::{Stage, Tab, live};
use crate::database::{Ailment, Database, Trouble};
use crate::evidence::{Evidence, collect};
use crate::fault::{Away, Fault, Planned};
use crate::history::History;
use crate::node::Nodes;
use crate::panics;
use crate::plan::Plan;
use crate::remedy::Remedy;
use crate::script::{FIRST_VIDEO, video};
use crate::story::{newest, rare};
use crate::tables::Tables;
use crate::trace::Who;
use crate::world::{Violation, World, lock};

/// How long people go on when nothing is broken any more.
const LAST_ACTS: Duration = Duration::from_secs(2);
/// How long after that everybody must have come back and caught up.
const BACK_WITHIN: Duration = Duration::from_secs(15);
/// How long after the storm everything that was set to happen within minutes has happened.
const SETTLED_AFTER: Duration = Duration::from_secs(110);
/// How long after everybody has gone home their sessions are over.
const ABANDONED_AFTER: Duration = Duration::from_mins(6 * 60 + 10);

/// How long news may take in calm weather.
const NEWS_SOON: Duration = Duration::from_secs(3);

/// What became of a run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Equal for equal runs.
    pub trace_hash: u64,
    /// How many things went between nodes, database, bus and clients.
    pub trace_length: u64,
    /// The last of them in words, if asked for.
    pub lines: Vec<String>,
    /// What went wrong.
    pub violations: Vec<Violation>,
    /// How many entries the logs have in the end.
    pub entries: u64,
    /// How many commands were answered.
    pub answered: u64,
    /// How often each thing happened, if asked for.
    pub counts: BTreeMap<&'static str, u64>,
}

/// Runs a seed, with a remedy switched off if one is named. With `in_words` it keeps what happened last.
pub fn run(seed: u64, off: Option<Remedy>, in_words: bool) -> std::io::Result<Outcome> {
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build()?;
    let (mut outcome, panicked) = panics::watch(|| runtime.block_on(evening(Plan::new(seed, off), in_words)));
    if let Some(what) = panicked.into_iter().next() {
        outcome.violations.push(Violation { check: "nothing panics", what, at: Duration::ZERO });
    }
    Ok(outcome)
}

async fn evening(plan: Plan, in_words: bool) -> Outcome {
    let world = Arc::new(World::new(plan, in_words));
    let database = Database::new(&world);
    let bus = Bus::new(&world);
    let nodes = Nodes::start(&world, &database, &bus);
    let stage = Arc::new(Stage {
        world: Arc::clone(&world),
        database,
        nodes,
        history: History::default(),
        quiet: CancellationToken::new(),
        over: CancellationToken::new(),
    });
    let ids: Vec<_> = (0..world.plan.sessions).filter_map(|n| SessionId::parse(&format!("party-{n}")).ok()).collect();
    tokio::select! {
        biased;
        () = world.broken() => {}
        () = play(&stage, &bus, &ids) => {}
    }
    let head = |id| stage.database.with(|tables| tables.head(id)).unwrap_or_default();
    let entries = ids.iter().map(head).map(|head: LogPosition| head.seq).sum();
    let answered = stage.history.all().iter().filter(|asked| asked.answer.is_some()).count() as u64;
    let mut trace = world.trace();
    let mut lines = Vec::new();
    for id in ids.iter().filter(|_| in_words) {
        stage.database.with(|tables| {
            lines.extend(newest(tables, id));
            rare(tables, id).for_each(|what| trace.count(what));
        });
    }
    lines.extend(trace.lines());
    Outcome {
        trace_hash: trace.hash(),
        trace_length: trace.length(),
        lines,
        violations: world.violations(),
        entries,
        answered,
        counts: trace.counts(),
    }
}

async fn play(stage: &Arc<Stage>, bus: &Arc<Bus>, ids: &[SessionId]) {
    let world = &stage.world;
    create(stage, ids).await;
    let tabs = tabs(stage, ids);
    for tab in &tabs {
        tokio::spawn(live(tab.clone()));
    }
    let watch = world.plan.is_calm.then(|| tokio::spawn(watch(Arc::clone(stage), tabs.clone())));
    for planned in world.plan.faults.clone() {
        world.until(planned.at).await;
        strike(stage, bus, ids, planned);
    }
    let storm = world.plan.storm;
    world.until(storm).await;
    world.note(Who::World, "the storm is over", (0, 0));
    stage.database.heal();
    bus.heal();
    stage.nodes.start_all();
    world.until(storm + LAST_ACTS).await;
    stage.quiet.cancel();
    for settled in [LAST_ACTS + BACK_WITHIN, SETTLED_AFTER] {
        world.until(storm + settled).await;
        look(stage, CHECKS, &collect(stage, &tabs, ids, stage.nodes.hosts()).await);
    }
    stage.over.cancel();
    if let Some(watch) = watch {
        watch.abort();
    }
    if world.plan.is_long {
        world.until(storm + SETTLED_AFTER + ABANDONED_AFTER).await;
        look(stage, LATE_CHECKS, &collect(stage, &tabs, ids, Vec::new()).await);
    }
}

async fn create(stage: &Stage, ids: &[SessionId]) {
    let plan = &stage.world.plan;
    let hosts = stage.nodes.hosts();
    let (Some((_, host)), Some(video)) = (hosts.first(), video(FIRST_VIDEO)) else { return };
    for (number, id) in ids.iter().enumerate() {
        let (Ok(title), Some(member)) = (Title::parse("Friday night"), member(number, 0)) else { return };
        let opening = Opening {
            title,
            video: video.clone(),
            host: member,
            visibility: Visibility::Public,
            starts_at: None,
            from: timeline::Timecode::ZERO,
            confirmation: plan.confirmation,
            start: plan.start,
        };
        if let Err(error) = host.create(id.clone(), opening).await {
            stage.world.violated("a session can be created", error.to_string());
        }
    }
}

fn member(session: usize, member: usize) -> Option<MemberId> {
    let id = format!("s{session}m{member}");
    Name::parse(&id).ok()?;
    MemberId::parse(&id).ok()
}

fn tabs(stage: &Arc<Stage>, ids: &[SessionId]) -> Vec<Tab> {
    let tab = |(number, plan): (u16, &crate::plan::TabPlan)| {
        Some(Tab {
            stage: Arc::clone(stage),
            number,
            plan: *plan,
            session: ids.get(plan.session)?.clone(),
            member: member(plan.session, plan.member)?,
            shown: Arc::default(),
            up_since: Arc::default(),
        })
    };
    (0..).zip(&stage.world.plan.tabs).filter_map(tab).collect()
}

/// Watches that every tab that is connected has the news soon, where nothing breaks that could hold them up.
async fn watch(stage: Arc<Stage>, tabs: Vec<Tab>) {
    loop {
        let since = stage.world.elapsed();
        let head = |tab: &Tab| stage.database.with(|tables| tables.head(&tab.session)).unwrap_or_default();
        let heads: Vec<_> = tabs.iter().map(head).collect();
        tokio::time::sleep(NEWS_SOON).await;
        for (tab, head) in tabs.iter().zip(heads) {
            let was_up = lock(&tab.up_since).is_some_and(|up_since| up_since < since);
            let at = lock(&tab.shown).map_or(0, |shown| shown.position.seq);
            if was_up && at < head.seq {
                let what = format!("tab {} is at {at} long after the log was at {}", tab.number, head.seq);
                stage.world.violated("news come at once where nothing is broken", what);
            }
        }
    }
}

fn look(stage: &Stage, checks: &[(&'static str, Check)], evidence: &Evidence) {
    for (name, check) in checks {
        if let Some(what) = check(evidence) {
            stage.world.violated(name, what);
        }
    }
}

/// Lets a fault happen.
fn strike(stage: &Arc<Stage>, bus: &Arc<Bus>, ids: &[SessionId], planned: Planned) {
    let world = &stage.world;
    let Planned { lasts, fault, .. } = planned;
    let until = world.elapsed() + lasts;
    let ails = |node, what| stage.database.trouble(Trouble { until, node, what });
    match fault {
        Fault::DatabaseAway { node, how } => ails(node, Ailment::Away(how)),
        Fault::AnswersLost => ails(None, Ailment::AnswersLost),
        Fault::DatabaseSlow => ails(None, Ailment::Slow),
        Fault::Crash(node) => {
            stage.nodes.crash(node);
            start_after(stage, node, lasts);
        }
        Fault::Stop(node) => {
            stage.nodes.stop(node);
            start_after(stage, node, lasts);
        }
        Fault::BusCut(node) => bus.cut(node, until),
        Fault::LinesCut(node) => stage.nodes.cut_lines(node),
        Fault::HistoryLost { session } => {
            let Some(id) = ids.get(session) else { return };
            let entries = 1 + usize::try_from(lasts.as_millis() % 6).unwrap_or(0);
            let lost = stage.database.with(|tables| tables.lose(id, entries));
            world.history_lost();
            world.note(Who::World, "history lost, entries:", (lost as u64, session as u64));
        }
        Fault::FailOver => {
            ails(None, Ailment::Away(Away::Refuses));
            stage.database.with(Tables::fail_over);
        }
    }
    let trouble = match fault {
        Fault::DatabaseAway { .. } => "the database is away, for ms:",
        Fault::FailOver => "a standby takes over, in ms:",
        Fault::AnswersLost => "answers are lost, for ms:",
        Fault::DatabaseSlow => "the database is slow, for ms:",
        Fault::BusCut(_) => "a node is cut off the bus, for ms:",
        Fault::Crash(_) | Fault::Stop(_) | Fault::LinesCut(_) | Fault::HistoryLost { .. } => return,
    };
    world.note(Who::World, trouble, (u64::try_from(lasts.as_millis()).unwrap_or(0), 0));
}

fn start_after(stage: &Arc<Stage>, node: usize, away: Duration) {
    let stage = Arc::clone(stage);
    tokio::spawn(async move {
        tokio::time::sleep(away).await;
        stage.nodes.start_one(node);
    });
}
