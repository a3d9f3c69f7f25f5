//! One session's task: one loop over a closed list of reasons to wake up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use broker::Subscription;
use bytes::Bytes;
use session::{
    Actor, Command, Event, LeaveReason, LogPosition, MemberId, ModerationEvent, Phase, Refusal, RemovalKind, Session,
    SessionId,
};
use store::PresentMember;
use timeline::Timestamp;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, sleep_until};

use crate::attendance::Attendance;
use crate::error::{CommandError, HostError};
use crate::figures;
use crate::frame::{PresenceChange, Sent};
use crate::host::{Shared, Slot};
use crate::notices::Notices;
use crate::presence::Presence;
use crate::reactions::Batch;
use crate::request::{CommandRequest, Done, Reply, Request, View};
use crate::turn::Cause;
use crate::viewers::{Correction, Report, Viewers};

/// How long to wait before a deadline that could not be written is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// How many members a roll may have that is told at each change.
const ROLL_AT_ONCE_MAX: usize = 100;

/// A loaded session.
pub(crate) struct SessionTask {
    pub(crate) shared: Arc<Shared>,
    pub(crate) id: SessionId,
    pub(crate) session: Arc<Session>,
    pub(crate) head: LogPosition,
    pub(crate) presence: Presence,
    pub(crate) attendance: Attendance,
    viewers: Viewers,
    pub(crate) reactions: Batch,
    /// Set when the log in the store is not the one this state is from, or goes on with what only a newer version
    /// understands: the task ends and everybody resumes, there or elsewhere.
    pub(crate) diverged: bool,
    feed: broadcast::Sender<Sent>,
    requests: mpsc::Receiver<Request>,
    pub(crate) notices: Notices,
    idle_since: Timestamp,
    told_at: Timestamp,
    saved_at: Timestamp,
    retry_at: Option<Instant>,
    /// Who is connected here, and another node has logged that they are gone.
    taken_for_gone: BTreeSet<MemberId>,
    /// What the other nodes know of whom this one sees.
    told_roll: Option<Vec<PresentMember>>,
    roll_at: Timestamp,
    is_roll_old: bool,
    /// It is not only how far off somebody is.
    is_roll_urgent: bool,
    slot: Slot,
}

/// What a task hears through, and its place in the directory.
pub(crate) struct Ends {
    pub(crate) requests: mpsc::Receiver<Request>,
    pub(crate) notices: Subscription,
    pub(crate) slot: Slot,
}

/// Why the task wakes up without being asked.
#[derive(Clone, Debug)]
enum Wake {
    /// A deadline of the session's rules.
    Deadline,
    /// Somebody's last connection has been gone for a while.
    Gone(MemberId),
    /// Somebody who is connected was taken for gone.
    BringBack,
    /// A player has stalled for longer than a moment.
    Stall,
    /// Viewers stand otherwise than the others know.
    Tell,
    /// People have reacted to what is on screen.
    TellReactions,
    /// How they did is to be kept.
    KeepReactions,
    /// The playback collection is to be saved.
    Save,
    /// The other nodes are to be told whom this one sees.
    Roll,
    /// Others may have appended.
    Look,
    /// Other nodes may see others than before.
    LookElsewhere,
    /// Nobody has needed the session for a while.
    Unload,
}

impl SessionTask {
    pub(crate) fn new(
        shared: Arc<Shared>,
        id: SessionId,
        (session, head): (Session, LogPosition),
        viewers: Viewers,
        ends: Ends,
    ) -> Self {
        let now = shared.clock.now();
        let presence = Presence::after_load(&session, now, &shared.options);
        let feed = broadcast::Sender::new(shared.options.feed_frames_max);
        let Ends { requests, notices, slot } = ends;
        let session = Arc::new(session);
        shared.reactions.open(&id, Arc::clone(&session));
        Self {
            shared,
            id,
            session,
            head,
            presence,
            attendance: Attendance::default(),
            viewers,
            reactions: Batch::new(now),
            diverged: false,
            feed,
            requests,
            notices: Notices::new(notices),
            idle_since: now,
            told_at: now,
            saved_at: now,
            retry_at: None,
            taken_for_gone: BTreeSet::new(),
            // A node that has just loaded it has told nobody.
            told_roll: Some(Vec::new()),
            roll_at: now,
            is_roll_old: false,
            is_roll_urgent: false,
            slot,
        }
    }

    /// Runs until nobody needs the session, or the host stops.
    pub(crate) async fn run(mut self) {
        let stop = self.shared.stop.clone();
        while !self.diverged {
            let (at, wake) = self.next_wake();
            // In this order, the same in every run: what wakes the task comes seldom, and a request that adds to the log
            // finds out by itself what news would have told.
            tokio::select! {
                biased;
                () = stop.cancelled() => break,
                () = sleep_until(at) => match wake {
                    Wake::Unload => break,
                    wake => self.wake(wake).await,
                },
                request = self.requests.recv() => match request {
                    Some(request) => self.answer(request).await,
                    None => break,
                },
                notice = self.notices.next() => self.hear(notice).await,
            }
        }
        self.finish().await;
    }

    /// Nothing that was asked is left without an answer: whoever asks from now on finds the session closed and opens it
    /// again.
    async fn finish(mut self) {
        // The connections of a task that has diverged end with it, and whoever loads the session next knows of none.
        if self.told_roll.as_ref().is_none_or(|roll| !roll.is_empty()) {
            self.shared.neighbours.tell(self.id.clone(), Vec::new());
        }
        self.finish_reactions().await;
        self.shared.forget(&self.id, &self.slot);
        self.requests.close();
        while let Some(request) = self.requests.recv().await {
            if !self.diverged && !request.is_news() {
                self.answer(request).await;
            }
        }
        self.shared.neighbours.note_shared(&self.id, false);
        self.save_playback().await;
    }

    async fn answer(&mut self, request: Request) {
        // What other nodes do is no reason to stay loaded here.
        if !request.is_news() {
            self.idle_since = self.shared.clock.now();
        }
        // A command sees to it itself.
        if !matches!(request, Request::Command(..))
            && let Err(error) = self.expire().await
        {
            tracing::warn!(session = %self.id, error = &error as &dyn std::error::Error, "what is due must wait");
        }
        match request {
            Request::Command(request, reply) => tell(reply, self.command(request).await),
            Request::View(reply) => tell(reply, self.view()),
            Request::Attach(member, has, reply) => {
                let result = self.attach(member.clone(), has).await;
                let attached = result.is_ok();
                if reply.send(result).is_err() && attached {
                    self.detach(&member);
                }
            }
            Request::Detach(member) => self.detach(&member),
            Request::Report(member, report, reply) => tell(reply, self.report(&member, report)),
            Request::Playback(reply) => tell(reply, self.viewers.all()),
            Request::Elsewhere(elsewhere, asked_at) if self.notices.looked_elsewhere_since(asked_at) => drop(elsewhere),
            Request::Elsewhere(elsewhere, _) => self.hear_of_elsewhere(elsewhere),
            // The task comes round and finds them.
            Request::Reactions => {}
            Request::CallRoll => self.call_roll(),
            Request::Hear(head) => self.see_head(head).await,
        }
        // What cannot be written is tried again after a while, not at each request.
        if self.retry_at.is_none_or(|at| at <= Instant::now())
            && let Err(error) = self.release().await
        {
            tracing::warn!(session = %self.id, error = &error as &dyn std::error::Error, "the hold goes on");
            self.retry_at = Some(Instant::now() + RETRY_AFTER);
        }
    }

    fn report(&mut self, member: &MemberId, report: Report) -> Option<Correction> {
        let (now, beyond_ms) = (self.shared.clock.now(), self.shared.options.correct_beyond_ms);
        self.presence.note_delay(member, report.round_trip_ms, report.start_latency_ms);
        let correction = self.viewers.report(member, report, &self.session, now, beyond_ms);
        if let Some(standing) = self.viewers.standing(member) {
            figures::report(&report, standing, correction);
            self.is_roll_urgent |= self.attendance.note(member, report, standing, &self.session, now);
            self.is_roll_old = true;
        }
        correction
    }

    /// Ends the wait that goes on, once everybody is ready: also who is connected to another node, by what that has told
    /// last.
    async fn release(&mut self) -> Result<(), CommandError> {
        let release = |task: &Self| task.attendance.release(&task.session, task.shared.clock.now());
        if release(self).is_some() && !self.shared.neighbours.is_alone() {
            self.look_elsewhere().await?;
        }
        match release(self) {
            Some(release) => self.turn(&Self::server(release)).await.map(drop),
            None => Ok(()),
        }
    }

    /// Takes in whom the other nodes see.
    pub(crate) fn hear_of_elsewhere(&mut self, elsewhere: BTreeMap<MemberId, PresentMember>) {
        let gone_at = self.shared.clock.now().plus_ms(self.shared.options.gone_after_ms);
        self.shared.neighbours.note_shared(&self.id, !elsewhere.is_empty());
        let changes = self.presence.hear(elsewhere, gone_at);
        self.attendance.hear(self.presence.elsewhere());
        if !changes.is_empty() && self.presence.count() <= self.shared.options.tell_members_max {
            self.send(self.shared.encode.presence(&changes));
        }
    }

    /// Tells the other nodes everything anew.
    fn call_roll(&mut self) {
        self.told_roll = None;
        self.is_roll_old = true;
        self.is_roll_urgent = true;
    }

    /// Tells the other nodes whom this one sees, if that has changed.
    fn tell_roll(&mut self) {
        (self.is_roll_old, self.is_roll_urgent) = (false, false);
        self.roll_at = self.shared.clock.now();
        let present =
            |id: &MemberId| self.attendance.present(id.clone(), self.viewers.standing(id), self.presence.delay(id));
        let mut roll: Vec<_> = self.presence.here().map(present).collect();
        roll.sort_unstable_by(|one, other| one.member.cmp(&other.member));
        if self.told_roll.as_ref() != Some(&roll) {
            self.shared.neighbours.tell(self.id.clone(), roll.clone());
            self.told_roll = Some(roll);
        }
    }

    /// Who comes and goes, as the log says it, whichever node has logged it.
    pub(crate) fn follow_entry(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Joined { member, .. } => {
                self.presence.heard_of(member, at.plus_ms(self.shared.options.unconnected_gone_after_ms));
                // Another node may have told of them before they could be known here.
                if let Some(known) = self.presence.elsewhere().find(|present| present.member == *member) {
                    let change = PresenceChange { member: member.clone(), online: true, standing: known.standing };
                    self.send(self.shared.encode.presence(&[change]));
                }
            }
            Event::Left { member, reason: LeaveReason::Gone, .. } if self.presence.is_here(member) => {
                self.taken_for_gone.insert(member.clone());
            }
            Event::Left { member, .. } => self.presence.forget(member),
            Event::Moderation(ModerationEvent::Kicked { member, .. } | ModerationEvent::Banned { member, .. }) => {
                self.send_away(member);
            }
            _ => {}
        }
    }

    /// Ends the connections of somebody who was removed, unless they have come back by now.
    fn send_away(&self, member: &MemberId) {
        if let Some(removal) = self.session.removal(member) {
            drop(self.feed.send(Sent::Removed(member.clone(), Arc::new(removal.clone()))));
        }
    }

    /// Whoever is connected here is present, whatever a node that could not know of it has logged.
    async fn bring_back(&mut self) -> Result<(), CommandError> {
        while let Some(member) = self.taken_for_gone.first().cloned() {
            if self.presence.is_here(&member)
                && self.session.member(&member).is_some_and(|known| known.joined.is_none())
            {
                // Who may not come back, because their place was taken, is told when they ask for something.
                if let Err(CommandError::Host(error)) = self.come_back(member.clone()).await {
                    return Err(error.into());
                }
            }
            self.taken_for_gone.remove(&member);
        }
        Ok(())
    }

    async fn come_back(&mut self, member: MemberId) -> Result<(), CommandError> {
        let Some(known) = self.session.member(&member).filter(|_| self.session.phase() == Phase::Live) else {
            return Ok(());
        };
        let command = Command::Join { name: known.name.clone() };
        let request = CommandRequest { actor: Actor::Member(member), id: None, based_on: None, command };
        self.turn(&Cause::Command(request)).await.map(drop)
    }

    /// Asks the session to wait for players that have stalled.
    async fn wait_for_stalled(&mut self) -> Result<(), CommandError> {
        let now = self.shared.clock.now();
        let command = self.attendance.wait_for_stalled(&self.session, now, &self.shared.options);
        self.turn(&Self::server(command)).await.map(drop)
    }

    async fn command(&mut self, request: CommandRequest) -> Result<Done, CommandError> {
        let by = match &request.actor {
            Actor::Member(by) => Some(by.clone()),
            Actor::Server => None,
        };
        let cause = Cause::Command(request);
        let started = Instant::now();
        let result = self.turn(&cause).await;
        metrics::histogram!("sameframe_turn_seconds").record(started.elapsed());
        metrics::counter!("sameframe_commands_total", "outcome" => outcome(&result)).increment(1);
        if let (Ok(_), Some(by)) = (&result, &by) {
            self.follow(by);
        }
        result
    }

    /// Who is present must show up now and then; who is not is not waited for.
    fn follow(&mut self, by: &MemberId) {
        if self.session.member(by).is_some_and(|member| member.joined.is_some()) {
            let gone_at = self.shared.clock.now().plus_ms(self.shared.options.unconnected_gone_after_ms);
            self.presence.heard_of(by, gone_at);
        } else {
            self.presence.forget(by);
        }
    }

    fn view(&self) -> View {
        let here = self.presence.here().map(|id| (id.clone(), self.viewers.standing(id)));
        let elsewhere = self.presence.elsewhere().map(|present| (present.member.clone(), present.standing));
        View { session: Arc::clone(&self.session), head: self.head, online: here.chain(elsewhere).collect() }
    }

    /// A member who comes back after having been taken for gone is present again; who left must join. Nobody is shown less
    /// than another node has shown them: who has more than this one knows of makes it look.
    async fn attach(&mut self, member: MemberId, has: u64) -> Result<(View, broadcast::Receiver<Sent>), CommandError> {
        self.reach(has).await?;
        let has_left = |known: &session::Member| known.left.is_some_and(|reason| reason != LeaveReason::Gone);
        if self.session.removal(&member).is_some() || self.session.member(&member).is_none_or(has_left) {
            // Another node may have let them in a moment ago.
            self.catch_up().await?;
        }
        if let Some(removal) = self.session.removal(&member) {
            return Err(CommandError::Refused(match removal.kind {
                RemovalKind::Kick => Refusal::Removed,
                RemovalKind::Ban => Refusal::Banned,
            }));
        }
        let Some(known) = self.session.member(&member) else {
            return Err(CommandError::Refused(Refusal::NotAMember));
        };
        if self.session.phase() == Phase::Live && known.joined.is_none() {
            if has_left(known) {
                return Err(CommandError::Refused(Refusal::NotAMember));
            }
            self.come_back(member.clone()).await?;
        }
        let was_online = self.presence.is_online(&member);
        if self.presence.connect(&member) {
            self.recall(&member).await;
            (self.is_roll_old, self.is_roll_urgent) = (true, true);
            self.attendance.arrive(&member, &self.session);
            if !was_online {
                let standing = self.viewers.standing(&member);
                self.send(self.shared.encode.presence(&[PresenceChange { member, online: true, standing }]));
            }
        }
        Ok((self.view(), self.feed.subscribe()))
    }

    /// What they have seen while they were at another node.
    async fn recall(&mut self, member: &MemberId) {
        if self.shared.neighbours.is_alone() {
            return;
        }
        match self.shared.store.playback(&self.id).await {
            Ok(kept) => self.viewers.recall(kept.into_iter().filter(|viewer| viewer.member == *member)),
            Err(error) => {
                tracing::warn!(session = %self.id, error = &error as &dyn std::error::Error, "progress is not known");
            }
        }
    }

    fn detach(&mut self, member: &MemberId) {
        let now = self.shared.clock.now();
        self.idle_since = now;
        if self.presence.disconnect(member, now.plus_ms(self.shared.options.gone_after_ms)) {
            (self.is_roll_old, self.is_roll_urgent) = (true, true);
            if !self.shared.neighbours.is_alone() {
                // They may be on their way to another node, which reads what is kept.
                self.saved_at = Timestamp::from_ms(0);
            }
            self.viewers.gone(member);
            self.attendance.leave(member);
            if !self.presence.is_online(member) {
                let gone = PresenceChange { member: member.clone(), online: false, standing: None };
                self.send(self.shared.encode.presence(&[gone]));
            }
        }
    }

    /// Gives a frame to every connection. Without one it goes nowhere, which is right.
    pub(crate) fn send(&self, frame: Bytes) {
        drop(self.feed.send(Sent::Frame(frame)));
    }

    async fn wake(&mut self, wake: Wake) {
        let result = match &wake {
            Wake::Deadline => self.expire().await,
            Wake::Gone(member) => self.mark_gone(member).await.map(drop),
            Wake::BringBack => self.bring_back().await,
            Wake::Stall => self.wait_for_stalled().await,
            Wake::Tell => return self.tell_standings(),
            Wake::TellReactions => return self.tell_reactions(),
            Wake::KeepReactions => self.keep_reactions().await,
            Wake::Save => return self.save_playback().await,
            Wake::Roll => return self.tell_roll(),
            Wake::Look => return self.look().await,
            Wake::LookElsewhere => match self.look_elsewhere().await {
                // Who was waited for may be ready by now.
                Ok(()) => self.release().await,
                Err(error) => Err(error.into()),
            },
            Wake::Unload => return,
        };
        self.retry_at = match result {
            Ok(()) => None,
            Err(error) => {
                tracing::warn!(session = %self.id, error = &error as &dyn std::error::Error, ?wake, "to be tried again");
                Some(Instant::now() + RETRY_AFTER)
            }
        };
    }

    /// Tells how viewers stand, those of whom it is news. In a crowd nobody could read it.
    fn tell_standings(&mut self) {
        self.told_at = self.shared.clock.now();
        let news = self.viewers.take_news();
        if let Some(ms) = self.viewers.spread_ms() {
            figures::spread(ms);
        }
        if self.presence.count() <= self.shared.options.tell_members_max {
            let change = |(member, standing)| PresenceChange { member, online: true, standing: Some(standing) };
            let changes: Vec<_> = news.into_iter().map(change).collect();
            self.send(self.shared.encode.presence(&changes));
        }
    }

    async fn save_playback(&mut self) {
        self.saved_at = self.shared.clock.now();
        let unsaved = self.viewers.take_unsaved();
        if unsaved.is_empty() {
            return;
        }
        if let Err(error) = self.shared.store.save_playback(&self.id, unsaved.clone()).await {
            tracing::warn!(session = %self.id, error = &error as &dyn std::error::Error, "progress is saved later");
            self.viewers.keep_unsaved(unsaved);
        }
    }

    async fn mark_gone(&mut self, member: &MemberId) -> Result<Done, CommandError> {
        if !self.shared.neighbours.is_alone() {
            if self.shared.neighbours.is_settling() {
                return Err(HostError::Busy.into());
            }
            self.look_elsewhere().await?;
            if self.presence.is_online(member) {
                return Ok(Done { seq: self.head.seq });
            }
        }
        let joined = self.session.member(member).and_then(|member| member.joined);
        let live = self.session.phase() == Phase::Live;
        let done = match joined {
            Some(joined) if live => {
                self.turn(&Self::server(Command::MarkGone { member: member.clone(), joined })).await?
            }
            _ => Done { seq: self.head.seq },
        };
        self.presence.forget(member);
        Ok(done)
    }

    /// The earliest reason to wake up. A session that nobody is connected to or waited for is unloaded in the end; its
    /// deadlines stand in the store, and the sweeper loads it again when one has come.
    fn next_wake(&self) -> (Instant, Wake) {
        let (clock, options) = (&self.shared.clock, &self.shared.options);
        let now = clock.now();
        // What could not be written waits, and keeps nothing else waiting.
        let written = |at| {
            let due = clock.instant(at);
            self.retry_at.map_or(due, |retry_at| due.max(retry_at))
        };
        let deadline = self.session.deadline().map(|(at, _)| (written(at), Wake::Deadline));
        let gone = self.presence.next_gone().map(|(at, member)| (written(at), Wake::Gone(member.clone())));
        let bring_back = (!self.taken_for_gone.is_empty()).then(|| (written(now), Wake::BringBack));
        let stall = self.attendance.next_stall(&self.session, now, options).map(|at| (written(at), Wake::Stall));
        let tell_at = clock.instant(self.told_at.plus_ms(options.tell_every_ms));
        let tell = self.viewers.has_news().then_some((tell_at, Wake::Tell));
        let save_at = clock.instant(self.saved_at.plus_ms(options.save_playback_every_ms));
        let save = self.viewers.is_unsaved().then_some((save_at, Wake::Save));
        // A large roll, and one in which only somebody's drift has changed, is told now and then.
        let at_once = self.is_roll_urgent && self.presence.here().len() <= ROLL_AT_ONCE_MAX;
        let pace_ms = if at_once { 0 } else { options.tell_every_ms };
        let roll_at = clock.instant(self.roll_at.plus_ms(pace_ms));
        let roll = (self.is_roll_old && !self.shared.neighbours.is_alone()).then_some((roll_at, Wake::Roll));
        let is_waiting = self.shared.reactions.is_waiting(&self.id);
        let tell_reactions = is_waiting.then(|| (clock.instant(self.reactions.tell_at()), Wake::TellReactions));
        let keep_reactions = self.reactions.keep_at().map(|at| (written(at), Wake::KeepReactions));
        let look = self.notices.look_at().map(|at| (at, Wake::Look));
        let look_elsewhere = self.notices.look_elsewhere_at().map(|at| (at, Wake::LookElsewhere));
        let unload_at = clock.instant(self.idle_since.plus_ms(options.unload_after_ms));
        let unload = self.presence.is_idle().then_some((unload_at, Wake::Unload));
        let reactions = [tell_reactions, keep_reactions];
        let wakes = [deadline, gone, bring_back, stall, tell, save, roll, look, look_elsewhere, unload];
        let next = wakes.into_iter().chain(reactions).flatten().min_by_key(|(at, _)| *at);
        // Without any reason the loop still comes round once an hour, which does no harm.
        next.unwrap_or_else(|| (clock.instant(now.plus_ms(3_600_000)), Wake::Deadline))
    }
}

/// Whoever asked may have gone meanwhile; then nobody reads the answer.
fn tell<T>(reply: Reply<T>, answer: T) {
    let _unread = reply.send(answer);
}

fn outcome(result: &Result<Done, CommandError>) -> &'static str {
    match result {
        Ok(_) => "done",
        Err(CommandError::Refused(_) | CommandError::UnknownPosition) => "refused",
        Err(CommandError::Host(_)) => "failed",
    }
}
