//! How the edges reach a session.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use session::{Emoji, LogPosition, MemberId, SessionId};
use store::StoredPlayback;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use crate::error::{CommandError, HostError};
use crate::frame::Feed;
use crate::host::Shared;
use crate::place::Place;
use crate::request::{CommandRequest, Done, Reply, Request, View};
use crate::viewers::{Correction, Report};

/// How often a question is asked again when the session is unloaded just then.
const ASK_ATTEMPTS_MAX: usize = 4;
/// The longest gap that is closed with single events; who missed more begins anew.
const RESUME_ENTRIES_MAX: u64 = 1_000;

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
            Some(from) => self.missed(from, view.head).await?,
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
        let kept = self.shared.store.playback(&self.id).await?;
        let mut all = BTreeMap::<_, StoredPlayback>::new();
        for viewer in here.into_iter().chain(kept) {
            let key = (viewer.member.clone(), viewer.video.clone());
            let known = all.get(&key).is_some_and(|known| known.updated_at >= viewer.updated_at);
            if !known {
                all.insert(key, viewer);
            }
        }
        Ok(all.into_values().collect())
    }

    /// Reads before it looks whether the log is still the one that `from` is of: what was read follows `from` then.
    async fn missed(&self, from: LogPosition, head: LogPosition) -> Result<Resume, HostError> {
        let gap = head.seq.saturating_sub(from.seq);
        let limit = u32::try_from(gap.min(RESUME_ENTRIES_MAX)).unwrap_or(u32::MAX);
        let stored = self.shared.store.read(&self.id, from.seq, limit).await?;
        let is_whole = stored.len() as u64 == gap;
        if !is_whole || self.shared.store.position(&self.id, from.seq).await? != Some(from) {
            return Ok(Resume::Reset);
        }
        Ok(Resume::Missed(stored.iter().map(|stored| self.shared.encode.entry(stored)).collect()))
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
