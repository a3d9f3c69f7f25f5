//! A model client: a tab that connects, follows the log, acts, and comes back when it is cut off.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use host::{Attachment, CommandError, Feed, FeedItem, Resume, View};
use session::{LogPosition, MemberId, Refusal, SessionId};
use tokio::time::{Instant, sleep, sleep_until};
use tokio_util::sync::CancellationToken;

use crate::ask::{Wish, ask};
use crate::chance::Chance;
use crate::database::Database;
use crate::frame::{Frame, News, member_fingerprint, mixed};
use crate::history::{Answer, History};
use crate::node::{Line, Nodes};
use crate::plan::TabPlan;
use crate::remedy::Remedy;
use crate::script::{Act, act, join};
use crate::trace::Who;
use crate::world::{World, lock};

/// How long a client waits to be let in before it tries elsewhere.
const ATTACH_WITHIN: Duration = Duration::from_secs(6);

/// What all clients share.
pub(crate) struct Stage {
    pub(crate) world: Arc<World>,
    pub(crate) database: Arc<Database>,
    pub(crate) nodes: Arc<Nodes>,
    pub(crate) history: History,
    /// Cancelled when nobody acts any more.
    pub(crate) quiet: CancellationToken,
    /// Cancelled when everybody goes home.
    pub(crate) over: CancellationToken,
}

/// One tab. Clones are the same tab.
#[derive(Clone)]
pub(crate) struct Tab {
    pub(crate) stage: Arc<Stage>,
    pub(crate) number: u16,
    pub(crate) plan: TabPlan,
    pub(crate) session: SessionId,
    pub(crate) member: MemberId,
    pub(crate) shown: Arc<Mutex<Option<Shown>>>,
    /// Since when it has been connected and has read what comes at once, if it is.
    pub(crate) up_since: Arc<Mutex<Option<Duration>>>,
}

/// What a tab shows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shown {
    pub(crate) position: LogPosition,
    /// The fingerprint of the log that it shows.
    pub(crate) fingerprint: u64,
    /// The entry that made the screen.
    pub(crate) rev: u64,
    /// What it is asked to confirm.
    pub(crate) asked: Option<u64>,
    /// The newest prediction.
    pub(crate) prediction: Option<u64>,
    /// The item on screen.
    pub(crate) on_screen: u64,
}

/// Why a tab looks for another line.
enum Parting {
    Cut,
    LeftOnPurpose,
}

/// A tab's own course.
struct Course {
    tab: Tab,
    chance: Chance,
    acts: u64,
    reads_slowly: bool,
}

/// Lives a tab's life until everybody goes home.
pub(crate) async fn live(tab: Tab) {
    let mut chance = Chance::new(tab.stage.world.plan.seed, "tab", tab.number.into());
    let over = tab.stage.over.clone();
    let reads_slowly = chance.percent(5);
    let mut course = Course { tab, chance, acts: 0, reads_slowly };
    tokio::select! {
        biased;
        () = over.cancelled() => {}
        () = course.run() => {}
    }
}

impl Course {
    async fn run(&mut self) {
        sleep(self.chance.ms(0..=2_000)).await;
        self.join().await;
        loop {
            match self.connect().await {
                Some((line, attachment)) => {
                    let parting = self.follow(line, attachment).await;
                    *lock(&self.tab.up_since) = None;
                    if let Parting::LeftOnPurpose = parting {
                        sleep(self.chance.ms(500..=8_000)).await;
                        self.join().await;
                    }
                    sleep(self.chance.ms(10..=1_000)).await;
                }
                None => sleep(self.chance.ms(100..=1_500)).await,
            }
        }
    }

    async fn join(&mut self) {
        if let Some(command) = join(self.tab.member.as_str()) {
            let wish = self.wish(command, false, None);
            ask(self.tab.clone(), None, wish).await;
        }
    }

    fn wish(&mut self, command: session::Command, must_change: bool, based_on: Option<u64>) -> Wish {
        self.acts += 1;
        Wish { number: self.acts, based_on, command, must_change }
    }

    fn note(&self, what: &'static str, numbers: (u64, u64)) {
        self.tab.stage.world.note(Who::Tab(self.tab.number.into()), what, numbers);
    }

    async fn connect(&mut self) -> Option<(Line, Attachment)> {
        let line = self.tab.stage.nodes.line(&mut self.chance)?;
        sleep(self.chance.ms(1..=60)).await;
        let shown = *lock(&self.tab.shown);
        let is_forgetful = self.tab.stage.world.is_off(Remedy::Resume);
        let from = shown.map(|shown| shown.position).filter(|_| !is_forgetful);
        self.note("connects to", (line.node as u64, from.map_or(0, |from| from.seq)));
        let session = line.host.session(self.tab.session.clone());
        let attached = tokio::select! {
            biased;
            () = line.cut.cancelled() => return None,
            attached = session.attach(self.tab.member.clone(), from) => attached,
            () = sleep(ATTACH_WITHIN) => return None,
        };
        match attached {
            Ok(attachment) => Some((line, attachment)),
            Err(CommandError::Refused(Refusal::NotAMember)) => {
                self.join().await;
                None
            }
            Err(_) => None,
        }
    }

    /// Follows a connection until it ends.
    async fn follow(&mut self, line: Line, attachment: Attachment) -> Parting {
        let Attachment { view, resume, mut feed } = attachment;
        self.note("is let in at", (view.head.seq, 0));
        if !self.take_up(&view, resume) {
            return Parting::Cut;
        }
        *lock(&self.tab.up_since) = Some(self.tab.stage.world.elapsed()).filter(|_| !self.reads_slowly);
        let mut next = view.head.seq + 1;
        let mut act_at = Instant::now() + self.chance.ms(200..=3_000);
        loop {
            tokio::select! {
                biased;
                () = line.cut.cancelled() => return Parting::Cut,
                item = feed.next() => {
                    if !self.hear(item, &mut next) {
                        return Parting::Cut;
                    }
                    if self.reads_slowly && !self.tab.stage.quiet.is_cancelled() {
                        sleep(self.chance.ms(0..=4_000)).await;
                    }
                }
                () = sleep_until(act_at), if !self.tab.stage.quiet.is_cancelled() => {
                    act_at = Instant::now() + self.chance.ms(300..=5_000);
                    if self.act(&line, &feed).await {
                        return Parting::LeftOnPurpose;
                    }
                }
            }
        }
    }

    /// Takes up where the connection begins. Returns whether it can be followed.
    fn take_up(&self, view: &View, resume: Resume) -> bool {
        let world = &self.tab.stage.world;
        let before = *lock(&self.tab.shown);
        match resume {
            Resume::Fresh if before.is_some() => true,
            Resume::Fresh => self.begin_anew(view),
            Resume::Reset => {
                self.note("is reset, at", (view.head.seq, 0));
                if !world.plan.loses_history {
                    let what = format!("tab {} at {before:?} is told that the log has changed", self.tab.number);
                    world.violated("nobody is reset without a cause", what);
                }
                self.begin_anew(view)
            }
            Resume::Missed(frames) => {
                let all_applied = frames.iter().all(|frame| Frame::read(frame).is_some_and(|frame| self.apply(frame)));
                let at = lock(&self.tab.shown).map_or(0, |shown| shown.position.seq);
                if at < view.head.seq && !world.plan.loses_history {
                    let what = format!("tab {} resumed to {at} and not to {}", self.tab.number, view.head.seq);
                    world.violated("who comes back gets all that they missed", what);
                }
                all_applied && at >= view.head.seq
            }
        }
    }

    fn begin_anew(&self, view: &View) -> bool {
        let position = view.head;
        let known = self.tab.stage.database.with(|tables| tables.fingerprint_at(&self.tab.session, position));
        let Some(fingerprint) = known else {
            let what = format!("tab {} begins at {position:?}, which was never there", self.tab.number);
            self.tab.stage.world.violated("nothing is visible before it is durable", what);
            return false;
        };
        let asked = view.session.asked().map(|asked| asked.change);
        let prediction = view.session.predictions().unresolved().map(|(id, _)| id).last();
        let on_screen = view.session.queue().on_screen().id;
        *lock(&self.tab.shown) =
            Some(Shown { position, fingerprint, rev: view.session.rev(), asked, prediction, on_screen });
        true
    }

    /// Takes in what a feed brings. Returns whether it goes on.
    fn hear(&mut self, item: FeedItem, next: &mut u64) -> bool {
        let frame = match item {
            FeedItem::Frame(bytes) => Frame::read(&bytes),
            FeedItem::Behind | FeedItem::Closed | FeedItem::Removed(_) | FeedItem::Erased => {
                self.note("must come back", (0, 0));
                return false;
            }
        };
        let Some(frame) = frame else {
            self.note("hears who is there", (0, 0));
            return true;
        };
        self.note("hears", (frame.position.seq, frame.fingerprint));
        if frame.position.seq != *next {
            let what = format!("tab {} was brought {} and not {next}", self.tab.number, frame.position.seq);
            self.tab.stage.world.violated("a feed has no gap", what);
            return false;
        }
        *next += 1;
        let follows = self.apply(frame);
        if frame.news == News::Left(member_fingerprint(&self.tab.member)) {
            self.come_back();
        }
        follows
    }

    /// Shows the next entry. Returns whether it was the next.
    fn apply(&self, frame: Frame) -> bool {
        let world = &self.tab.stage.world;
        let mut shown = lock(&self.tab.shown);
        let Some(before) = *shown else { return false };
        let (seq, at) = (frame.position.seq, before.position.seq);
        let fingerprint = mixed(before.fingerprint, frame.fingerprint);
        let was_there = self.tab.stage.database.with(|tables| tables.was_there(&self.tab.session, fingerprint));
        if seq > at + 1 && world.plan.loses_history {
            // The log has changed in between, as the next connection will tell.
            return false;
        }
        if seq != at + 1 || !was_there {
            let what = format!("tab {} shows the log up to {at}, and then {seq}: no log was ever so", self.tab.number);
            world.violated("what a client shows is a prefix of the log", what);
            return false;
        }
        let asked = match frame.news {
            News::Asked(change) => Some(change),
            News::Closed => None,
            News::Left(_) | News::Predicted(_) | News::OnScreen(_) | News::Other => before.asked,
        };
        let prediction = match frame.news {
            News::Predicted(prediction) => Some(prediction),
            News::Asked(_) | News::Closed | News::Left(_) | News::OnScreen(_) | News::Other => before.prediction,
        };
        let rev = if frame.has_screen { seq } else { before.rev };
        let on_screen = if let News::OnScreen(item) = frame.news { item } else { before.on_screen };
        *shown = Some(Shown { position: frame.position, fingerprint, rev, asked, prediction, on_screen });
        true
    }

    /// Somebody who is still there has left in another tab. Who was taken for gone is brought back by their node.
    fn come_back(&mut self) {
        if let Some(command) = join(self.tab.member.as_str()) {
            let wish = self.wish(command, false, None);
            tokio::spawn(ask(self.tab.clone(), None, wish));
        }
    }

    /// Does something. Returns whether the tab has left.
    async fn act(&mut self, line: &Line, _place: &Feed) -> bool {
        let Some(shown) = *lock(&self.tab.shown) else { return false };
        let unique = (self.acts << 6) + u64::from(self.tab.number);
        let again = Line { node: line.node, host: line.host.clone(), cut: line.cut.clone() };
        match act(&mut self.chance, &shown, unique, self.tab.plan.member == 0) {
            Some(Act::Ask { command, must_change }) => {
                let based_on = self.chance.percent(80).then_some(shown.position.seq);
                let wish = self.wish(command, must_change, based_on);
                tokio::spawn(ask(self.tab.clone(), Some(again), wish));
                false
            }
            Some(Act::Report(report)) => {
                self.note("reports", (shown.rev, 0));
                let session = line.host.session(self.tab.session.clone());
                let member = self.tab.member.clone();
                // Whether it was heard, the next one tells.
                tokio::spawn(async move { drop(session.report(member, report).await) });
                false
            }
            Some(Act::Leave) => {
                // It reads nothing until it knows.
                *lock(&self.tab.up_since) = None;
                let wish = self.wish(session::Command::Leave, false, None);
                matches!(ask(self.tab.clone(), Some(again), wish).await, Some(Answer::Done(_)))
            }
            None => false,
        }
    }
}
