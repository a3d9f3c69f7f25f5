//! The turn: the one place where a session changes.
//!
//! ```text
//! decide -> append -> apply -> publish        (the loop in task.rs arms the deadline)
//!    ^        |
//!    +--------+  lost the race: read what was missed, apply it, decide again
//! ```

use std::sync::Arc;

use broker::Notice;
use session::{Actor, Command, CommandId, Context, Entry, LogPosition, MemberId, OutOfOrder, Refusal, Session, Timer};
use store::{Append, AppendOutcome, StoreError, StoredEntry};
use timeline::start_lead_ms;

use crate::error::{CommandError, HostError};
use crate::figures;
use crate::frame::name_of_actor;
use crate::request::{CommandRequest, Done};
use crate::task::SessionTask;

/// How often a turn decides anew after losing a race, before it says that the session is busy.
pub(crate) const ATTEMPTS_MAX: usize = 16;
/// How many entries are read at a time.
pub(crate) const READ_PAGE: u32 = 1_000;

/// Why a turn happens.
pub(crate) enum Cause {
    /// Somebody asked for something.
    Command(CommandRequest),
    /// A deadline of the session has come.
    Deadline,
}

/// What became of entries that were decided.
pub(crate) enum Written {
    /// They are durable and told to everybody; the number of the first.
    Appended(u64),
    /// The command had been done before; the number of its first entry.
    Repeated(u64),
    /// Others were first.
    Conflict,
}

impl Cause {
    /// Returns what a repeat of it is known by.
    fn command(&self) -> Option<(MemberId, CommandId)> {
        match self {
            Self::Command(CommandRequest { actor: Actor::Member(by), id: Some(id), .. }) => {
                Some((by.clone(), id.clone()))
            }
            Self::Command(_) | Self::Deadline => None,
        }
    }
}

impl SessionTask {
    /// Takes one turn. What it returns is durable and visible to everybody.
    ///
    /// What is due comes first, also what has become due while a race was lost: nobody overtakes a deadline.
    pub(crate) async fn turn(&mut self, cause: &Cause) -> Result<Done, CommandError> {
        if let Cause::Command(CommandRequest { based_on: Some(seq), .. }) = cause {
            self.reach(*seq).await?;
        }
        for _ in 0..ATTEMPTS_MAX {
            self.expire().await?;
            if let Some(done) = self.attempt(cause).await? {
                return Ok(done);
            }
        }
        Err(HostError::Busy.into())
    }

    /// Makes sure that this state has an entry that somebody has seen, if the log has it.
    pub(crate) async fn reach(&mut self, seq: u64) -> Result<(), HostError> {
        if seq > self.head.seq { self.catch_up().await } else { Ok(()) }
    }

    /// Decides and appends once. Returns nothing where the race was lost; what was missed is applied by then.
    async fn attempt(&mut self, cause: &Cause) -> Result<Option<Done>, CommandError> {
        let decided = self.decide(cause);
        if is_about_who_is_here(cause, &decided) {
            let before = self.head;
            self.catch_up().await?;
            if self.head != before {
                return Ok(None);
            }
        }
        let entries = match decided {
            Ok(entries) => entries,
            Err(error) => return self.first_outcome(cause).await?.ok_or(error).map(Some),
        };
        if entries.is_empty() {
            let nothing_to_do = Done { seq: self.head.seq };
            return Ok(Some(self.first_outcome(cause).await?.unwrap_or(nothing_to_do)));
        }
        let next = self.preview(&entries)?;
        match self.write(cause.command(), entries, next).await? {
            Written::Appended(seq) => Ok(Some(Done { seq })),
            Written::Repeated(seq) => self.seen(Done { seq }).await.map(Some),
            Written::Conflict => Ok(None),
        }
    }

    /// Appends, applies and publishes what was decided. Where the race was lost, what was missed is applied by then.
    pub(crate) async fn write(
        &mut self,
        command: Option<(MemberId, CommandId)>,
        entries: Vec<Entry>,
        next: Session,
    ) -> Result<Written, CommandError> {
        let (summary, wake_at) = (next.summary(), next.deadline().map(|(at, _)| at));
        let scores = next.scores_changed_by(&entries);
        let (session, after) = (self.id.clone(), self.head);
        let append = Append { session, after, scores, entries, command, summary, wake_at };
        match self.shared.store.append(append).await.map_err(HostError::from)? {
            AppendOutcome::Appended(stored) => {
                let seq = stored.first().map_or(self.head.seq, |first| first.position.seq);
                self.apply(next, &stored);
                self.shared.heads.grew(&self.id, self.head);
                self.publish().await;
                Ok(Written::Appended(seq))
            }
            AppendOutcome::Repeated { seq } => Ok(Written::Repeated(seq)),
            AppendOutcome::Conflict => {
                self.catch_up().await?;
                Ok(Written::Conflict)
            }
        }
    }

    fn decide(&self, cause: &Cause) -> Result<Vec<Entry>, CommandError> {
        let now = self.shared.clock.now();
        match cause {
            Cause::Deadline => Ok(self.session.expire(now)),
            Cause::Command(request) => {
                if request.based_on.is_some_and(|seq| seq > self.head.seq) {
                    return Err(CommandError::UnknownPosition);
                }
                let is_about_members = matches!(request.command, Command::Join { .. } | Command::Enter { .. });
                let start_lead_ms = if is_about_members { 0 } else { start_lead_ms(self.presence.delays()) };
                let players = match request.command {
                    Command::Play | Command::Seek { .. } | Command::Hold { .. } | Command::Queue(_) => {
                        self.attendance.players(&self.session)
                    }
                    _ => Vec::new(),
                };
                let context = Context { now, based_on: request.based_on, start_lead_ms, players: &players };
                self.session.decide(context, &request.actor, &request.command).map_err(CommandError::Refused)
            }
        }
    }

    /// A repeat of a command that was done may be refused by now, or have nothing left to do: it gets its first outcome.
    async fn first_outcome(&mut self, cause: &Cause) -> Result<Option<Done>, CommandError> {
        let Cause::Command(CommandRequest { actor: Actor::Member(by), id: Some(id), .. }) = cause else {
            return Ok(None);
        };
        match self.shared.store.command(&self.id, by, id).await.map_err(HostError::from)? {
            Some(seq) => self.seen(Done { seq }).await.map(Some),
            None => Ok(None),
        }
    }

    /// Nobody is told of an entry that this state does not have: its outcome was unknown, or it came from another node.
    async fn seen(&mut self, done: Done) -> Result<Done, CommandError> {
        if done.seq > self.head.seq {
            self.catch_up().await?;
        }
        Ok(done)
    }

    /// Takes turns until nothing is due. Before anything is asked, so that whoever asks meets the session as time has made
    /// it.
    pub(crate) async fn expire(&mut self) -> Result<(), CommandError> {
        let mut races_lost = 0;
        while races_lost < ATTEMPTS_MAX {
            let now = self.shared.clock.now();
            let Some((_, timer)) = self.session.deadline().filter(|(at, _)| *at <= now) else { return Ok(()) };
            // Who was late is known here, and not to the session.
            let release = (timer == Timer::Hold).then(|| self.attendance.release(&self.session, now)).flatten();
            let done = self.attempt(&release.map_or(Cause::Deadline, Self::server)).await?;
            races_lost += usize::from(done.is_none());
        }
        Err(HostError::Busy.into())
    }

    /// What a decision depends on that schedules no start and waits for no player.
    pub(crate) fn plain_context(&self) -> Context<'static> {
        Context { now: self.shared.clock.now(), based_on: None, start_lead_ms: 0, players: &[] }
    }

    pub(crate) fn preview(&self, entries: &[Entry]) -> Result<Session, HostError> {
        let mut next = (*self.session).clone();
        for entry in entries {
            next.apply(entry).map_err(|OutOfOrder { .. }| HostError::Log("a decision does not follow the log"))?;
        }
        Ok(next)
    }

    /// Makes durable entries visible here.
    fn apply(&mut self, next: Session, stored: &[StoredEntry]) {
        for StoredEntry { entry, .. } in stored {
            figures::event(&entry.event, self.session.hold(), entry.at);
        }
        self.session = Arc::new(next);
        if !self.reactions.is_closed {
            self.shared.reactions.open(&self.id, Arc::clone(&self.session));
        }
        for stored in stored {
            self.notices.passed(self.head);
            self.head = stored.position;
            self.send(self.shared.encode.entry(stored, name_of_actor(&self.session, stored)));
            self.follow_entry(&stored.entry.event, stored.entry.at);
        }
    }

    /// Tells the other nodes. A hint: if it is lost, they find out by themselves.
    async fn publish(&self) {
        if let Err(error) = self.shared.broker.publish(&self.id, Notice::Head(self.head)).await {
            tracing::warn!(session = %self.id, error = &error as &dyn std::error::Error, "the other nodes were not told");
        }
    }

    /// Reads and applies what others have appended. Fails where the log is no longer the one that this state is from,
    /// which is looked at after reading: what was read follows this state then.
    pub(crate) async fn catch_up(&mut self) -> Result<(), HostError> {
        loop {
            let read = self.shared.store.read(&self.id, self.head.seq, READ_PAGE).await;
            let stored = read.inspect_err(|error| self.diverged |= matches!(error, StoreError::Newer { .. }))?;
            if self.shared.store.position(&self.id, self.head.seq).await? != Some(self.head) {
                self.diverged = true;
                return Err(HostError::Log(
                    "the log is not the one it was; everybody starts again from what it is now",
                ));
            }
            if stored.is_empty() {
                return Ok(());
            }
            let entries: Vec<_> = stored.iter().map(|stored| stored.entry.clone()).collect();
            let next = self.preview(&entries).inspect_err(|_| self.diverged = true)?;
            self.apply(next, &stored);
            self.shared.heads.followed(&self.id, self.head);
            if stored.len() < READ_PAGE as usize {
                return Ok(());
            }
        }
    }

    /// A command of the server itself.
    pub(crate) fn server(command: Command) -> Cause {
        Cause::Command(CommandRequest { actor: Actor::Server, id: None, based_on: None, command })
    }
}

/// Returns whether nothing comes of it because of who is here and what they may, as far as this node knows: somebody may
/// have come or gone at another a moment ago, and would be told the opposite of what they know.
fn is_about_who_is_here(cause: &Cause, decided: &Result<Vec<Entry>, CommandError>) -> bool {
    match decided {
        Err(CommandError::Refused(refusal)) => matches!(
            refusal,
            Refusal::NotAMember
                | Refusal::MayNot(_)
                | Refusal::OnlyHostsControl
                | Refusal::Muted { .. }
                | Refusal::Banned
                | Refusal::Outranked
                | Refusal::NoSuchMember
                | Refusal::SessionFull
                | Refusal::NoPlace { .. }
        ),
        Err(_) => false,
        Ok(entries) => {
            let is_about =
                |command: &Command| matches!(command, Command::Join { .. } | Command::Enter { .. } | Command::Leave);
            entries.is_empty() && matches!(cause, Cause::Command(request) if is_about(&request.command))
        }
    }
}

/// Folds a whole log, page by page.
pub(crate) async fn load(
    store: &dyn store::Store,
    id: &session::SessionId,
) -> Result<(Session, LogPosition), HostError> {
    let mut folded: Option<(Session, LogPosition)> = None;
    loop {
        let after = folded.as_ref().map_or(0, |(_, head)| head.seq);
        let page = store.read(id, after, READ_PAGE).await?;
        if page.is_empty() {
            return folded.ok_or(HostError::NotFound);
        }
        for stored in page {
            folded = Some(match folded {
                None => {
                    let begun = Session::begin(&stored.entry);
                    (begun.ok_or(HostError::Log("it does not begin with a beginning"))?, stored.position)
                }
                Some((mut session, _)) => {
                    let applied = session.apply(&stored.entry);
                    applied.map_err(|OutOfOrder { .. }| HostError::Log("an entry is missing"))?;
                    (session, stored.position)
                }
            });
        }
    }
}
