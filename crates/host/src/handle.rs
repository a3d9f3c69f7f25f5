//! How the edges reach a session.

use std::sync::Arc;

use bytes::Bytes;
use session::{Emoji, LogPosition, MemberId, SessionId};
use store::StoredPlayback;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use crate::error::{CommandError, HostError};
use crate::frame::{Feed, name_of_actor};
use crate::host::Shared;
use crate::place::Place;
use crate::request::{CommandRequest, Done, Reply, Request, View};
use crate::viewers::{Correction, Report, Viewers};

/// How often a question is asked again when the session is unloaded just then.
const ASK_ATTEMPTS_MAX: usize = 4;
/// The longest gap that is closed with single events; who missed more begins anew.
const RESUME_ENTRIES_MAX: u32 = 1_000;

/// One session, loaded or not: asking it loads it.
#[derive(Clone)]
pub struct SessionHandle {
    shared: Arc<Shared>,
    id: SessionId,
}

/// A connection that has entered a session.
pub struct Attachment {
    /// The session at the moment when the feed begins.
    pub view: View,
    /// What became of the wish to resume.
    pub resume: Resume,
    /// Everything that happens after `view.head`, for as long as the connection stays.
    pub feed: Feed,
}

/// What became of the wish to resume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resume {
    /// There was none.
    Fresh,
    /// The frames between the given position and the view's head, in order.
    Missed(Vec<Bytes>),
    /// The given position is not one of this log, or too long ago.
    Reset,
}

impl SessionHandle {
    pub(crate) fn new(shared: Arc<Shared>, id: SessionId) -> Self {
        Self { shared, id }
    }

    /// Asks for something. When this returns, it is durable and on its way to everybody, or nothing has changed.
    pub async fn command(&self, request: CommandRequest) -> Result<Done, CommandError> {
        self.ask(|reply| Request::Command(request.clone(), reply)).await?
    }

    /// Reacts to what is on screen. Everybody sees it in a moment; it is in the log within a second or so, and what a
    /// crash takes with it in between is lost.
    pub async fn react(&self, member: &MemberId, emoji: Emoji, times: u32) -> Result<Done, CommandError> {
        for _ in 0..ASK_ATTEMPTS_MAX {
            match self.shared.reactions.count(&self.id, member, emoji, times, self.shared.clock.now()) {
                Some(Ok(counted)) => {
                    if counted.is_first {
                        // A task that is too busy to be told looks for itself when it comes round.
                        let requests = self.shared.requests(&self.id).await?;
                        drop(requests.try_send(Request::Reactions));
                    }
                    return Ok(Done { seq: counted.seq });
                }
                Some(Err(refusal)) => return Err(CommandError::Refused(refusal)),
                None => drop(self.view().await?),
            }
        }
        Err(HostError::Busy.into())
    }

    /// Returns the session as it is now.
    pub async fn view(&self) -> Result<View, HostError> {
        self.ask(Request::View).await
    }

    /// Takes a connection of a member in, which has the log up to `from`.
    pub async fn attach(&self, member: MemberId, from: Option<LogPosition>) -> Result<Attachment, CommandError> {
        let has = from.map_or(0, |from| from.seq);
        let (requests, attached) = self.ask_from(|reply| Request::Attach(member.clone(), has, reply)).await?;
        let (view, frames) = attached?;
        // From here on, leaving early gives the place back.
        let feed = Feed::new(frames, Place::new(requests, member));
        let resume = match from {
            None => Resume::Fresh,
            Some(from) => self.missed(from, &view).await?,
        };
        Ok(Attachment { view, resume, feed })
    }

    /// Takes in what a player tells. Returns the position it must accept, if it is far off.
    pub async fn report(&self, member: MemberId, report: Report) -> Result<Option<Correction>, HostError> {
        self.ask(|reply| Request::Report(member.clone(), report, reply)).await
    }

    /// Returns the playback collection: how far each viewer is in each video, and what they have seen.
    pub async fn playback(&self) -> Result<Vec<StoredPlayback>, HostError> {
        let here = self.ask(Request::Playback).await?;
        if self.shared.neighbours.is_alone() {
            return Ok(here);
        }
        // Others may have told another node since this one has read what was kept.
        let mut all = Viewers::after_load(self.shared.store.playback(&self.id).await?);
        all.merge(here.into_iter());
        Ok(all.all())
    }

    /// Reads from the entry on that they had last: that shows whether the log is still the one that `from` is of. Many come
    /// back at once after a restart, and most of them have missed nothing, which needs no look into the log.
    async fn missed(&self, from: LogPosition, view: &View) -> Result<Resume, HostError> {
        if from == view.head {
            return Ok(Resume::Missed(Vec::new()));
        }
        let gap = view.head.seq.saturating_sub(from.seq);
        let gap = u32::try_from(gap).ok().filter(|gap| *gap <= RESUME_ENTRIES_MAX);
        let (Some(gap), Some(before)) = (gap, from.seq.checked_sub(1)) else { return Ok(Resume::Reset) };
        let stored = self.shared.store.read(&self.id, before, gap + 1).await?;
        let missed = match stored.split_first() {
            Some((last, missed)) if last.position == from && missed.len() == gap as usize => missed,
            _ => return Ok(Resume::Reset),
        };
        let encode = |stored| self.shared.encode.entry(stored, name_of_actor(&view.session, stored));
        Ok(Resume::Missed(missed.iter().map(encode).collect()))
    }

    async fn ask<T>(&self, request: impl Fn(Reply<T>) -> Request) -> Result<T, HostError> {
        self.ask_from(request).await.map(|(_, answer)| answer)
    }

    /// Asks, and again where the session is unloaded just then. Also returns whom it has asked.
    async fn ask_from<T>(
        &self,
        request: impl Fn(Reply<T>) -> Request,
    ) -> Result<(mpsc::Sender<Request>, T), HostError> {
        for _ in 0..ASK_ATTEMPTS_MAX {
            let requests = self.shared.requests(&self.id).await?;
            let (reply, answer) = oneshot::channel();
            match requests.try_send(request(reply)) {
                Ok(()) => {}
                Err(TrySendError::Full(_)) => return Err(HostError::Busy),
                Err(TrySendError::Closed(_)) => continue,
            }
            if let Ok(answer) = answer.await {
                return Ok((requests, answer));
            }
        }
        Err(HostError::Busy)
    }
}
