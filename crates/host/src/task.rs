//! One session's task: one loop over a closed list of reasons to wake up.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use broker::Subscription;
use bytes::Bytes;
use session::limits::CROWD_ABOVE;
use session::{Actor, Event, LeaveReason, LogPosition, MemberId, ModerationEvent, Session, SessionId};
use store::PresentMember;
use timeline::Timestamp;
use tokio::sync::{broadcast, mpsc};
use tokio::time::{Instant, sleep_until};

use crate::attendance::Attendance;
use crate::crowd::Crowd;
use crate::error::CommandError;
use crate::figures;
use crate::frame::Sent;
use crate::host::{Shared, Slot};
use crate::notices::Notices;
use crate::presence::Presence;
use crate::reactions::Batch;
use crate::request::{CommandRequest, Done, Reply, Request, View};
use crate::turn::Cause;
use crate::viewers::{Correction, Report, Viewers};

/// How long to wait before a deadline that could not be written is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// How many players are looked at for each millisecond until they are looked at again, to end a wait.
const LOOKED_AT_PER_MS: u64 = 50;
/// How many are told how many they are, for each millisecond until they are told again.
const TOLD_PER_MS: i64 = 10;
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
    pub(crate) crowd: Crowd,
    pub(crate) viewers: Viewers,
    pub(crate) reactions: Batch,
    /// Set when the log in the store is not the one this state is from, or goes on with what only a newer version
    /// understands: the task ends and everybody resumes, there or elsewhere.
    pub(crate) diverged: bool,
    feed: broadcast::Sender<Sent>,
    requests: mpsc::Receiver<Request>,
    pub(crate) notices: Notices,
    pub(crate) idle_since: Timestamp,
    told_at: Timestamp,
    pub(crate) saved_at: Timestamp,
    retry_at: Option<Instant>,
    /// When it was last looked whether a wait is over.
    released_at: Option<Instant>,
    /// Who is connected here, and another node has logged that they are gone.
    pub(crate) taken_for_gone: BTreeSet<MemberId>,
    /// What the other nodes know of whom this one sees.
    pub(crate) told_roll: Option<Vec<PresentMember>>,
    pub(crate) roll_at: Timestamp,
    pub(crate) is_roll_old: bool,
    /// It is not only how far off somebody is.
    pub(crate) is_roll_urgent: bool,
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
    Gone,
    /// Those who wait to come or go have waited long enough.
    Gather,
    /// Whether the wait that goes on is over.
    Release,
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
            crowd: Crowd::default(),
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
            released_at: None,
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
        while !self.diverged && self.has_waiting() {
            self.gather().await;
        }
        self.shared.neighbours.note_shared(&self.id, false);
        self.save_playback().await;
    }

    async fn answer(&mut self, request: Request) {
        // What other nodes do is no reason to stay loaded here.
        if !request.is_news() {
            self.idle_since = self.shared.clock.now();
        }
        if let Some(member) = request.member() {
            self.show_up(member);
            self.bring_back_if_gone(member);
            // What somebody asks for comes after what they have asked for before, and what was tried for them.
            while self.is_waiting(member) {
                self.gather().await;
            }
        }
        // A command sees to it itself.
        if !matches!(request, Request::Command(..))
            && let Err(error) = self.expire().await
        {
            tracing::warn!(session = %self.id, error = &error as &dyn std::error::Error, "what is due must wait");
        }
        match request {
            Request::Command(request, reply) => {
                if let Some((request, reply)) = self.let_wait(request, reply) {
                    tell(reply, self.command(request).await);
                }
            }
            Request::View(reply) => tell(reply, self.view()),
            Request::Attach(member, has, reply) => self.attach(member, has, reply).await,
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
            && self.release_at().is_some_and(|at| at <= Instant::now())
            && let Err(error) = self.release().await
        {
            tracing::warn!(session = %self.id, error = &error as &dyn std::error::Error, "the hold goes on");
            self.retry_later();
        }
    }

    /// What could not be written is tried again a while later.
    pub(crate) fn retry_later(&mut self) {
        self.retry_at = Some(Instant::now() + RETRY_AFTER);
    }

    fn report(&mut self, member: &MemberId, report: Report) -> Option<Correction> {
        let (now, beyond_ms) = (self.shared.clock.now(), self.shared.options.correct_beyond_ms);
        self.presence.note_delay(member, report.round_trip_ms, report.start_latency_ms);
        let (standing, correction) = self.viewers.report(member, report, &self.session, now, beyond_ms);
        self.presence.note_standing(member, standing);
        figures::report(&report, standing, correction);
        self.is_roll_urgent |= self.attendance.note(member, report, standing, &self.session, now);
        self.is_roll_old = true;
        correction
    }

    /// When to look whether the wait that goes on is over. In a crowd that means to look at many, so not at each report.
    fn release_at(&self) -> Option<Instant> {
        self.session.hold()?;
        let pause = Duration::from_millis(self.presence.online().len() as u64 / LOOKED_AT_PER_MS);
        Some(self.released_at.filter(|_| self.session.is_crowd()).map_or_else(Instant::now, |at| at + pause))
    }

    /// Ends the wait that goes on, once everybody is ready: also who is connected to another node, by what that has told
    /// last.
    async fn release(&mut self) -> Result<(), CommandError> {
        self.released_at = Some(Instant::now());
        let release = |task: &Self| task.attendance.release(&task.session, task.shared.clock.now());
        if release(self).is_some() && !self.shared.neighbours.is_alone() {
            self.look_elsewhere().await?;
        }
        match release(self) {
            Some(release) => self.turn(&Self::server(release)).await.map(drop),
            None => Ok(()),
        }
    }

    /// Who comes and goes, as the log says it, whichever node has logged it.
    pub(crate) fn follow_entry(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Joined { member, .. } => self.follow_joined(member, at),
            Event::Came { people, .. } => {
                for arrival in people {
                    self.follow_joined(&arrival.member, at);
                }
            }
            Event::Left { member, reason, .. } => self.follow_left(member, *reason),
            Event::Went { people, .. } => {
                for departure in people {
                    self.follow_left(&departure.member, departure.reason);
                }
            }
            Event::Erased { member } => {
                self.viewers.forget(member);
                drop(self.feed.send(Sent::Erased(member.clone())));
            }
            Event::Moderation(ModerationEvent::Kicked { member, .. } | ModerationEvent::Banned { member, .. }) => {
                return self.send_away(member);
            }
            _ => return,
        }
        self.tell_comings();
    }

    /// Ends the connections of somebody who was removed, unless they have come back by now.
    fn send_away(&self, member: &MemberId) {
        if let Some(removal) = self.session.removal(member) {
            drop(self.feed.send(Sent::Removed(member.clone(), Arc::new(removal.clone()))));
        }
    }

    fn follow_joined(&mut self, member: &MemberId, at: Timestamp) {
        self.presence.heard_of(member, at.plus_ms(self.shared.options.unconnected_gone_after_ms));
        // Another node may have told of them before they could be known here.
        self.presence.note_known(member);
    }

    fn follow_left(&mut self, member: &MemberId, reason: LeaveReason) {
        if reason == LeaveReason::Gone && self.presence.is_here(member) {
            self.taken_for_gone.insert(member.clone());
        } else {
            self.presence.forget(member);
        }
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
        count_command(&result);
        if let (Ok(_), Some(by)) = (&result, &by) {
            self.follow(by);
        }
        result
    }

    /// Who is present must show up now and then; who is not is not waited for.
    pub(crate) fn follow(&mut self, by: &MemberId) {
        if self.session.member(by).is_some_and(|member| member.joined.is_some()) {
            let gone_at = self.shared.clock.now().plus_ms(self.shared.options.unconnected_gone_after_ms);
            self.presence.heard_of(by, gone_at);
        } else {
            self.presence.forget(by);
        }
    }

    pub(crate) fn view(&self) -> View {
        View { session: Arc::clone(&self.session), head: self.head, online: self.presence.online().clone() }
    }

    /// Returns all that is told from now on.
    pub(crate) fn subscribe(&self) -> broadcast::Receiver<Sent> {
        self.feed.subscribe()
    }

    /// Returns whether somebody has asked for something that has not been looked at yet.
    pub(crate) fn has_requests(&self) -> bool {
        !self.requests.is_empty()
    }

    /// Returns whether no other node lives.
    pub(crate) fn is_alone(&self) -> bool {
        self.shared.neighbours.is_alone()
    }

    /// Gives a frame to every connection. Without one it goes nowhere, which is right.
    pub(crate) fn send(&self, frame: Bytes) {
        drop(self.feed.send(Sent::Frame(frame)));
    }

    async fn wake(&mut self, wake: Wake) {
        let result = match &wake {
            Wake::Deadline => self.expire().await,
            Wake::Gone => self.mark_gone().await,
            Wake::Gather => return self.gather().await,
            Wake::Release => self.release().await,
            Wake::BringBack => return self.bring_back(),
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

    /// Tells at once who has come online or gone offline. In a crowd it waits for the next time that standings are told.
    pub(crate) fn tell_comings(&mut self) {
        if self.presence.online().len() > CROWD_ABOVE {
            return;
        }
        let changes = self.presence.take_comings();
        if !changes.is_empty() {
            self.send(self.shared.encode.presence(&changes, self.presence.online().len()));
        }
    }

    /// Tells who is online and how they stand, those of whom it is news. Of an audience, only how many they are.
    fn tell_standings(&mut self) {
        self.told_at = self.shared.clock.now();
        let changes = self.presence.take_news(self.shared.options.audience_above);
        if let Some(ms) = self.presence.spread_ms() {
            figures::spread(ms);
        }
        self.send(self.shared.encode.presence(&changes, self.presence.online().len()));
    }

    async fn save_playback(&mut self) {
        self.saved_at = self.shared.clock.now();
        if self.viewers.is_unsaved() && self.viewers.is_to_recall() {
            match self.shared.store.playback(&self.id).await {
                Ok(kept) => self.viewers.recall(kept),
                Err(error) => return self.note_saved_later(&error),
            }
        }
        let unsaved = self.viewers.take_unsaved();
        if unsaved.is_empty() {
            return;
        }
        if let Err(error) = self.shared.store.save_playback(&self.id, unsaved.clone()).await {
            self.note_saved_later(&error);
            self.viewers.keep_unsaved(unsaved);
        }
    }

    fn note_saved_later(&self, error: &store::StoreError) {
        tracing::warn!(session = %self.id, error = error as &dyn std::error::Error, "progress is saved later");
    }

    /// How often something is told that grows with people, or is told to each of them, in milliseconds.
    fn told_every_ms(&self, people: usize) -> i64 {
        self.shared.options.tell_every_ms.max(i64::try_from(people).unwrap_or(i64::MAX) / TOLD_PER_MS)
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
        let can_be_gone_at = self.pause_over().max(self.shared.neighbours.settled_at()).unwrap_or_else(Instant::now);
        let gone = self.presence.next_gone().map(|at| (written(at).max(can_be_gone_at), Wake::Gone));
        let gather = self.gather_at().map(|at| (at, Wake::Gather));
        let release =
            self.release_at().map(|at| (self.retry_at.map_or(at, |retry_at| at.max(retry_at)), Wake::Release));
        let release = release.filter(|_| self.session.is_crowd());
        let bring_back = (!self.taken_for_gone.is_empty()).then(|| (written(now), Wake::BringBack));
        let stall = self.attendance.next_stall(&self.session, now, options).map(|at| (written(at), Wake::Stall));
        let tell_at = clock.instant(self.told_at.plus_ms(self.told_every_ms(self.presence.online().len())));
        let tell = self.presence.has_news(options.audience_above).then_some((tell_at, Wake::Tell));
        let save_at = clock.instant(self.saved_at.plus_ms(options.save_playback_every_ms));
        let save = self.viewers.is_unsaved().then_some((save_at, Wake::Save));
        // A large roll, and one in which only somebody's drift has changed, is told now and then.
        let at_once = self.is_roll_urgent && self.presence.here().len() <= ROLL_AT_ONCE_MAX;
        let pace_ms = if at_once { 0 } else { self.told_every_ms(self.presence.here().len()) };
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
        let wakes =
            [deadline, gone, gather, release, bring_back, stall, tell, save, roll, look, look_elsewhere, unload];
        let next = wakes.into_iter().chain(reactions).flatten().min_by_key(|(at, _)| *at);
        // Without any reason the loop still comes round once an hour, which does no harm.
        next.unwrap_or_else(|| (clock.instant(now.plus_ms(3_600_000)), Wake::Deadline))
    }
}

/// Whoever asked may have gone meanwhile; then nobody reads the answer.
pub(crate) fn tell<T>(reply: Reply<T>, answer: T) {
    let _unread = reply.send(answer);
}

pub(crate) fn count_command(result: &Result<Done, CommandError>) {
    metrics::counter!("sameframe_commands_total", "outcome" => outcome(result)).increment(1);
}

fn outcome(result: &Result<Done, CommandError>) -> &'static str {
    match result {
        Ok(_) => "done",
        Err(CommandError::Refused(_) | CommandError::UnknownPosition) => "refused",
        Err(CommandError::Host(_)) => "failed",
    }
}
