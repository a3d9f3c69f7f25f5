//! Many who come and go at once: they wait for each other, and the log and everybody else are told of them together.
//!
//! In a small session the first of them waits for nobody. How long the next wait grows with the audience, because telling it
//! does: so what comings and goings cost a node is bounded, and not how many may come.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use session::limits::TOGETHER_MAX;
use session::{Actor, Coming, Command, Departure, Entry, Event, LeaveReason, MemberId, Name, Phase};
use tokio::sync::broadcast;
use tokio::time::Instant;

use crate::error::{CommandError, HostError};
use crate::frame::Sent;
use crate::request::{CommandRequest, Done, Reply, View};
use crate::task::SessionTask;
use crate::turn::{ATTEMPTS_MAX, Cause, Written};

/// How many may wait to come or go. Further ones are told that the session is busy.
const WAITING_MAX: usize = 4_096;
/// For how long those who already knock are let in with the first, where nobody has come a moment ago. A crowd is told so
/// much later of its first: whoever comes with them costs it nothing more.
const LATEST: Duration = Duration::from_millis(50);
/// The shortest and the longest pause between two entries of comings and goings in a crowd.
const PAUSE_MIN: Duration = Duration::from_millis(100);
const PAUSE_MAX: Duration = Duration::from_secs(2);
/// A frame for each of so many takes a millisecond of pause: about a fifteenth of one core goes into telling them.
const PRESENT_PER_MS: u64 = 10;

/// Who waits to come or go.
#[derive(Default)]
pub(crate) struct Crowd {
    waiting: VecDeque<Waiting>,
    since: Option<Instant>,
    told_at: Option<Instant>,
}

/// Somebody who waits.
pub(crate) struct Waiting {
    member: MemberId,
    wish: Wish,
    answer: Answer,
}

enum Wish {
    /// Called so, where no more than so many may be present, if that is said.
    Come(Name, Option<u32>),
    /// Ends the presence of this entry.
    Go(u64, LeaveReason),
}

pub(crate) type Attached = (View, broadcast::Receiver<Sent>);

/// Who is told what became of it.
enum Answer {
    Command(Reply<Result<Done, CommandError>>),
    /// They come back with a connection.
    Attach(Reply<Result<Attached, CommandError>>),
    Nobody,
}

/// What becomes of a wish as things stand.
enum Fate {
    Refused(CommandError),
    NothingToDo,
    Comes(Coming),
    Goes(Departure),
    /// It is a turn of its own.
    Apart(Command),
}

impl Waiting {
    /// The server brings somebody back.
    pub(crate) fn back(member: MemberId, name: Name) -> Self {
        Self { member, wish: Wish::Come(name, None), answer: Answer::Nobody }
    }

    /// Somebody has been gone for long.
    pub(crate) fn gone(member: MemberId, joined: u64) -> Self {
        Self { member, wish: Wish::Go(joined, LeaveReason::Gone), answer: Answer::Nobody }
    }

    /// Somebody comes back with a connection.
    pub(crate) fn attaching(member: MemberId, name: Name, reply: Reply<Result<Attached, CommandError>>) -> Self {
        Self { member, wish: Wish::Come(name, None), answer: Answer::Attach(reply) }
    }
}

impl SessionTask {
    /// Takes a command in that can wait for others of its kind, or gives it back.
    pub(crate) fn let_wait(
        &mut self,
        request: CommandRequest,
        reply: Reply<Result<Done, CommandError>>,
    ) -> Option<(CommandRequest, Reply<Result<Done, CommandError>>)> {
        let CommandRequest { actor: Actor::Member(member), id, based_on, command } = &request else {
            return Some((request, reply));
        };
        let joined = self.session.member(member).and_then(|known| known.joined);
        let wish = match command {
            // Somebody alone need not wait.
            Command::Join { name } if id.is_none() && !self.is_quiet() => Wish::Come(name.clone(), None),
            Command::Enter { name, present_max, offer: None } if id.is_none() && !self.is_quiet() => {
                Wish::Come(name.clone(), *present_max)
            }
            // What it ends is known, so a repeat ends nothing else: it needs no place of its own in the log.
            Command::Leave if self.session.is_crowd() => match (joined, based_on) {
                (Some(joined), Some(seen)) if *seen >= joined && *seen <= self.head.seq => {
                    Wish::Go(joined, LeaveReason::Asked)
                }
                _ => return Some((request, reply)),
            },
            _ => return Some((request, reply)),
        };
        self.wait(Waiting { member: member.clone(), wish, answer: Answer::Command(reply) });
        None
    }

    /// Nobody else comes or goes just now.
    fn is_quiet(&self) -> bool {
        self.crowd.waiting.is_empty() && !self.session.is_crowd() && !self.has_requests()
    }

    pub(crate) fn wait(&mut self, waiting: Waiting) {
        if self.crowd.waiting.len() >= WAITING_MAX {
            return waiting.answer.refuse(HostError::Busy.into());
        }
        self.crowd.since.get_or_insert_with(Instant::now);
        self.crowd.waiting.push_back(waiting);
    }

    /// Returns whether somebody waits to come or go.
    pub(crate) fn has_waiting(&self) -> bool {
        !self.crowd.waiting.is_empty()
    }

    /// Who shows up is not gone.
    pub(crate) fn show_up(&mut self, member: &MemberId) {
        let is_gone =
            |waiting: &Waiting| waiting.member == *member && matches!(waiting.wish, Wish::Go(_, LeaveReason::Gone));
        if self.crowd.waiting.iter().any(is_gone) {
            self.crowd.waiting.retain(|waiting| !is_gone(waiting));
            let at = self.shared.clock.now().plus_ms(self.shared.options.gone_after_ms);
            self.presence.heard_of(member, at);
        }
    }

    /// Returns whether this member waits to come or go: what they ask for next comes after that.
    pub(crate) fn is_waiting(&self, member: &MemberId) -> bool {
        self.crowd.waiting.iter().any(|waiting| waiting.member == *member)
    }

    /// When those who wait are let in and out.
    pub(crate) fn gather_at(&self) -> Option<Instant> {
        let since = self.crowd.since?;
        // Those who knock at the same moment are still taken in.
        let is_filling = self.has_requests() || self.session.is_crowd();
        let latest = if is_filling && self.crowd.waiting.len() < TOGETHER_MAX { since + LATEST } else { since };
        Some(self.pause_over().map_or(latest, |at| at.max(latest)))
    }

    /// When comings and goings may be told again, where telling them costs something.
    pub(crate) fn pause_over(&self) -> Option<Instant> {
        let pause = Duration::from_millis(u64::from(self.session.present()) / PRESENT_PER_MS);
        let told_at = self.crowd.told_at.filter(|_| self.session.is_crowd())?;
        Some(told_at + pause.clamp(PAUSE_MIN, PAUSE_MAX))
    }

    /// Lets in and out who has waited, with one entry for those who come and one for those who go.
    pub(crate) async fn gather(&mut self) {
        let (mut now, mut members) = (Vec::new(), BTreeSet::new());
        while now.len() < TOGETHER_MAX {
            let Some(next) = self.crowd.waiting.pop_front() else { break };
            if !members.insert(next.member.clone()) {
                self.crowd.waiting.push_front(next);
                break;
            }
            now.push(next);
        }
        self.crowd.since = (!self.crowd.waiting.is_empty()).then(Instant::now);
        self.crowd.told_at = Some(Instant::now());
        let (apart, outcomes) = self.together(now).await;
        for (waiting, result) in outcomes {
            self.answer_waiting(waiting, result);
        }
        for (waiting, command) in apart {
            let actor = match command {
                Command::MarkGone { .. } => Actor::Server,
                _ => Actor::Member(waiting.member.clone()),
            };
            let request = CommandRequest { actor, id: None, based_on: None, command };
            let result = self.turn(&Cause::Command(request)).await;
            self.answer_waiting(waiting, result);
        }
    }

    /// Returns what becomes of each, and who needs a turn of their own.
    async fn together(&mut self, mut now: Vec<Waiting>) -> (Vec<(Waiting, Command)>, Outcomes) {
        let mut outcomes = Vec::new();
        for _ in 0..ATTEMPTS_MAX {
            match self.attempt_together(&mut now, &mut outcomes).await {
                Ok(None) => {}
                Ok(Some(apart)) => return (apart, outcomes),
                Err(error) => {
                    let mut error = Some(error);
                    outcomes.extend(now.into_iter().map(|waiting| {
                        let own = error.take().unwrap_or_else(|| HostError::Busy.into());
                        (waiting, Err(own))
                    }));
                    return (Vec::new(), outcomes);
                }
            }
        }
        outcomes.extend(now.into_iter().map(|waiting| (waiting, Err(HostError::Busy.into()))));
        (Vec::new(), outcomes)
    }

    /// Decides and appends once. Returns who needs a turn of their own when nobody else is left; before that, who is done
    /// goes from `now` to `outcomes`.
    async fn attempt_together(
        &mut self,
        now: &mut Vec<Waiting>,
        outcomes: &mut Outcomes,
    ) -> Result<Option<Vec<(Waiting, Command)>>, CommandError> {
        self.expire().await?;
        let mut fates: Vec<_> = now.iter().map(|waiting| self.fate(waiting)).collect();
        let is_news_possible = fates.iter().any(|fate| matches!(fate, Fate::NothingToDo));
        if is_news_possible && !self.is_alone() {
            // Somebody may have come or gone at another node a moment ago.
            let before = self.head;
            self.catch_up().await?;
            if self.head != before {
                return Ok(None);
            }
        }
        let several = |fate: &Fate| matches!(fate, Fate::Comes(_) | Fate::Goes(_));
        if fates.iter().filter(|fate| several(fate)).count() == 1 && !self.session.is_crowd() {
            for (fate, waiting) in fates.iter_mut().zip(now.iter()) {
                if several(fate) {
                    *fate = Fate::Apart(waiting.alone());
                }
            }
        }
        let comings: Vec<_> = fates.iter().filter_map(coming).collect();
        let departures: Vec<_> = fates.iter().filter_map(departure).collect();
        let mut done = Vec::new();
        if !comings.is_empty() || !departures.is_empty() {
            let entries = self.decide_together(comings, departures)?;
            if entries.is_empty() {
                return Ok(None);
            }
            let next = self.preview(&entries)?;
            done = entries.iter().flat_map(members_of).collect();
            match self.write(None, entries, next).await? {
                Written::Appended(_) => {}
                Written::Repeated(_) | Written::Conflict => return Ok(None),
            }
        }
        Ok(self.sort_out(now, fates, &done, outcomes))
    }

    /// Who is done gets their outcome. Who is not, because there was no room, is looked at again.
    fn sort_out(
        &self,
        now: &mut Vec<Waiting>,
        fates: Vec<Fate>,
        done: &[(MemberId, u64)],
        outcomes: &mut Outcomes,
    ) -> Option<Vec<(Waiting, Command)>> {
        let (mut apart, mut again) = (Vec::new(), Vec::new());
        let seqs: BTreeMap<_, _> = done.iter().map(|(member, seq)| (member, *seq)).collect();
        for (waiting, fate) in now.drain(..).zip(fates) {
            match fate {
                Fate::Refused(error) => outcomes.push((waiting, Err(error))),
                Fate::NothingToDo => outcomes.push((waiting, Ok(Done { seq: self.head.seq }))),
                Fate::Apart(command) => apart.push((waiting, command)),
                Fate::Comes(_) | Fate::Goes(_) => match seqs.get(&waiting.member) {
                    Some(seq) => outcomes.push((waiting, Ok(Done { seq: *seq }))),
                    None => again.push(waiting),
                },
            }
        }
        if again.is_empty() {
            return Some(apart);
        }
        now.extend(again);
        now.extend(apart.into_iter().map(|(waiting, _)| waiting));
        None
    }

    /// What becomes of a wish by the same rules as if it were alone.
    fn fate(&self, waiting: &Waiting) -> Fate {
        let joined = self.session.member(&waiting.member).and_then(|known| known.joined);
        match &waiting.wish {
            Wish::Go(meant, reason) => {
                let is_back = *reason == LeaveReason::Gone && self.presence.is_online(&waiting.member);
                let is_live = self.session.phase() == Phase::Live && !is_back;
                let departure = Departure { member: waiting.member.clone(), joined: *meant, reason: *reason };
                if is_live && joined == Some(*meant) { Fate::Goes(departure) } else { Fate::NothingToDo }
            }
            Wish::Come(name, present_max) => {
                let actor = Actor::Member(waiting.member.clone());
                let command = waiting.alone();
                match self.session.decide(self.plain_context(), &actor, &command) {
                    Err(refusal) => Fate::Refused(CommandError::Refused(refusal)),
                    Ok(entries) => match entries.as_slice() {
                        [] => Fate::NothingToDo,
                        [Entry { event: Event::Joined { .. }, screen: None, .. }] => {
                            let (member, name) = (waiting.member.clone(), name.clone());
                            Fate::Comes(Coming { member, name, present_max: *present_max })
                        }
                        _ => Fate::Apart(command),
                    },
                }
            }
        }
    }

    fn decide_together(&self, comings: Vec<Coming>, departures: Vec<Departure>) -> Result<Vec<Entry>, CommandError> {
        let context = self.plain_context();
        let mut entries = Vec::new();
        if !comings.is_empty() {
            let gather = Command::Gather { comings };
            entries = self.session.decide(context, &Actor::Server, &gather).map_err(CommandError::Refused)?;
        }
        if !departures.is_empty() {
            let between = self.preview(&entries)?;
            let disperse = Command::Disperse { departures };
            entries.extend(between.decide(context, &Actor::Server, &disperse).map_err(CommandError::Refused)?);
        }
        Ok(entries)
    }

    fn answer_waiting(&mut self, waiting: Waiting, result: Result<Done, CommandError>) {
        if result.is_ok() {
            self.follow(&waiting.member);
        }
        match waiting.answer {
            Answer::Command(reply) => {
                crate::task::count_command(&result);
                crate::task::tell(reply, result);
            }
            Answer::Attach(reply) => match result {
                Ok(_) => self.let_in(&waiting.member, reply),
                Err(error) => crate::task::tell(reply, Err(error)),
            },
            Answer::Nobody => {
                if let Err(CommandError::Host(error)) = result {
                    tracing::warn!(session = %self.id, error = &error as &dyn std::error::Error, "to be tried again");
                    self.try_again_with(waiting.member);
                }
            }
        }
    }
}

type Outcomes = Vec<(Waiting, Result<Done, CommandError>)>;

impl Waiting {
    /// What is asked for where nobody else comes or goes.
    fn alone(&self) -> Command {
        match &self.wish {
            Wish::Come(name, None) => Command::Join { name: name.clone() },
            Wish::Come(name, present_max @ Some(_)) => {
                Command::Enter { name: name.clone(), present_max: *present_max, offer: None }
            }
            Wish::Go(_, LeaveReason::Asked) => Command::Leave,
            Wish::Go(joined, LeaveReason::Gone | LeaveReason::Removed) => {
                Command::MarkGone { member: self.member.clone(), joined: *joined }
            }
        }
    }
}

impl Answer {
    fn refuse(self, error: CommandError) {
        match self {
            Self::Command(reply) => crate::task::tell(reply, Err(error)),
            Self::Attach(reply) => crate::task::tell(reply, Err(error)),
            Self::Nobody => {}
        }
    }
}

fn coming(fate: &Fate) -> Option<Coming> {
    match fate {
        Fate::Comes(coming) => Some(coming.clone()),
        Fate::Goes(_) | Fate::Refused(_) | Fate::NothingToDo | Fate::Apart(_) => None,
    }
}

fn departure(fate: &Fate) -> Option<Departure> {
    match fate {
        Fate::Goes(departure) => Some(departure.clone()),
        Fate::Comes(_) | Fate::Refused(_) | Fate::NothingToDo | Fate::Apart(_) => None,
    }
}

/// Whom an entry is about, with its number.
fn members_of(entry: &Entry) -> Vec<(MemberId, u64)> {
    let members: Vec<_> = match &entry.event {
        Event::Came { people, .. } => people.iter().map(|arrival| arrival.member.clone()).collect(),
        Event::Went { people, .. } => people.iter().map(|departure| departure.member.clone()).collect(),
        _ => Vec::new(),
    };
    members.into_iter().map(|member| (member, entry.seq)).collect()
}
