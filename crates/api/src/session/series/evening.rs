//! The evenings of a series: which one goes on, when the next one is, and how it is made.

use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use host::{HostError, View};
use protocol::Code;
use rand::RngExt as _;
use session::{MemberId, Opening, SessionId, Visibility};
use store::{AllSeries, Listed, SeriesState, StoredEvening, StoredSeries};
use timeline::{Timecode, Timestamp};

use super::schedule::Schedule;
use crate::failure::Failure;
use crate::handshake;
use crate::identity::Identity;
use crate::state::Api;
use crate::token;

/// How long before its time an evening opens for everybody.
const OPENS_BEFORE_MS: i64 = 3_600 * 1_000;
/// How long after its time an evening may still be opened; then it is left out.
const MISSED_AFTER_MS: i64 = 6 * 3_600 * 1_000;
/// Closer than this to its end a video was watched, and the next evening begins at its start.
const WATCHED_BEFORE_END_US: i64 = 60 * 1_000_000;

/// How many of those who were there are kept at one time.
const KEPT_AT_ONCE: usize = 64;

/// A series as it stands.
pub(super) struct Found {
    pub(super) series: StoredSeries,
    pub(super) last: StoredEvening,
    /// The session of the last evening; none where whoever made the evening got no further.
    pub(super) session: Option<Listed>,
}

impl Found {
    /// Finds a series, for who may know of its last evening.
    pub(super) async fn by_id(api: &Api, id: &str, identity: Option<&Identity>) -> Result<Self, Failure> {
        let series = api.all_series()?.series(id).await?.ok_or_else(not_found)?;
        let found = Self::of(api, series).await?.ok_or_else(not_found)?;
        if found.may_know(api, identity).await? { Ok(found) } else { Err(not_found()) }
    }

    /// Adds the last evening; none where its making got no further than the series.
    pub(super) async fn of(api: &Api, series: StoredSeries) -> Result<Option<Self>, Failure> {
        let Some(last) = api.all_series()?.evenings(&series.id, u32::MAX, 1).await?.pop() else { return Ok(None) };
        let session = api.store().summary(&last.session).await?;
        Ok(Some(Self { series, last, session }))
    }

    /// Whoever looks after it always may.
    pub(super) async fn may_know(&self, api: &Api, identity: Option<&Identity>) -> Result<bool, Failure> {
        if self.is_of(identity) {
            return Ok(true);
        }
        if self.session.is_none() {
            return Ok(self.series.visibility != Visibility::Private);
        }
        match handshake::may_know(api, &self.last.session, identity, None).await {
            Ok(()) => Ok(true),
            Err(failure) if failure.code == Code::SessionNotFound => Ok(false),
            Err(failure) => Err(failure),
        }
    }

    /// Returns whether it is somebody's own.
    pub(super) fn is_of(&self, identity: Option<&Identity>) -> bool {
        identity.and_then(|identity| identity.user().ok()).is_some_and(|user| user.id == self.series.owner)
    }

    /// Returns the evening that goes on, or that people meet for already.
    pub(super) fn current(&self) -> Option<&Listed> {
        self.session.as_ref().filter(|listed| listed.summary.ended_at.is_none())
    }

    pub(super) fn visibility(&self) -> Visibility {
        self.session.as_ref().map_or(self.series.visibility, |listed| listed.summary.visibility)
    }

    /// Returns when the next evening is, while none goes on.
    pub(super) fn next_at(&self, now: Timestamp) -> Option<Timestamp> {
        if self.series.state != SeriesState::Running || self.current().is_some() {
            return None;
        }
        if self.session.is_none() && !is_left_out(self.last.starts_at, now) {
            return Some(self.last.starts_at);
        }
        let schedule = Schedule::kept(&self.series.weekly, &self.series.time_zone)?;
        schedule.after(self.last.starts_at.max(now.plus_ms(-MISSED_AFTER_MS)))
    }

    /// Where no evening goes on, makes the next one: when it is time, or whenever who looks after the series wants it.
    pub(super) async fn open(mut self, api: &Api, identity: &Identity) -> Result<(), Failure> {
        if self.current().is_some() {
            return Ok(());
        }
        if self.series.state != SeriesState::Running {
            let detail = "this series rests or is over; whoever looks after it can let it go on";
            return Err(Failure::new(Code::SeriesOver, detail));
        }
        let now = api.host().clock().now();
        let next_at = self.next_at(now);
        let is_due = next_at.is_some_and(|at| opens_at(at) <= now);
        if !is_due && !self.is_of(Some(identity)) {
            let detail =
                "an evening opens an hour before its time; until then only who looks after the series opens it";
            return Err(Failure::new(Code::NotAllowed, detail));
        }
        self.last = self.take_number(api, next_at.unwrap_or(now), now).await?;
        self.begin(api, now).await
    }

    /// Takes the next number for an evening at a time; or goes on with the one that somebody has taken and got no further.
    /// Where nobody has opened that evening when it was time, its number is that of the next one.
    async fn take_number(&self, api: &Api, starts_at: Timestamp, now: Timestamp) -> Result<StoredEvening, Failure> {
        let Self { series, last, session } = self;
        let all = api.all_series()?;
        let (evening, is_ours) = if session.is_some() {
            let (number, session) = (last.number.saturating_add(1), new_session_id(api)?);
            let evening = StoredEvening { series: series.id.clone(), number, session, starts_at };
            let is_ours = all.add_evening(&evening).await?;
            (evening, is_ours)
        } else if is_left_out(last.starts_at, now) {
            let evening = StoredEvening { starts_at, ..last.clone() };
            let is_ours = all.move_evening(&evening, last.starts_at).await?;
            (evening, is_ours)
        } else {
            return Ok(last.clone());
        };
        // Of several at one moment one makes the evening, and all open it.
        if is_ours { Ok(evening) } else { last_of(api, &series.id).await }
    }

    /// Makes the session of the last evening out of that of the one before, unless somebody else has.
    async fn begin(&self, api: &Api, now: Timestamp) -> Result<(), Failure> {
        let Self { series, last, .. } = self;
        let before = api.all_series()?.evenings(&series.id, last.number, 1).await?.pop().ok_or_else(not_found)?;
        let view = api.host().session(before.session.clone()).view().await?;
        // Before there is anything behind it.
        let door = api.door(&before.session).await?;
        api.handshakes()?.set_door(&last.session, door, now).await?;
        let opening = opening(series, &view, last.starts_at, now);
        match api.host().create_after(last.session.clone(), opening, Some(view.session.carried())).await {
            Ok(_) | Err(HostError::Taken) => {}
            Err(error) => return Err(error.into()),
        }
        let visibility = view.session.settings().visibility;
        if visibility != series.visibility {
            let changed = StoredSeries { visibility, updated_at: now, ..series.clone() };
            // Where somebody else changes it just now, the next evening says it again.
            api.all_series()?.change_series(&changed, series.updated_at).await?;
        }
        Ok(())
    }
}

/// From when anybody may open an evening.
pub(super) fn opens_at(starts_at: Timestamp) -> Timestamp {
    starts_at.plus_ms(-OPENS_BEFORE_MS)
}

/// Returns whether an evening that nobody has opened is left out by now.
fn is_left_out(starts_at: Timestamp, now: Timestamp) -> bool {
    starts_at.plus_ms(MISSED_AFTER_MS) <= now
}

/// The next evening begins with the video that was on screen last, where it stood.
fn opening(series: &StoredSeries, before: &View, starts_at: Timestamp, now: Timestamp) -> Opening {
    let session = &before.session;
    let timeline = session.screen().timeline;
    let is_watched = timeline.length.is_some_and(|length| length.us() - timeline.position.us() < WATCHED_BEFORE_END_US);
    Opening {
        title: series.title.clone(),
        video: session.video().clone(),
        host: series.owner.clone(),
        visibility: session.settings().visibility,
        confirmation: session.confirmation(),
        start: session.start_policy(),
        starts_at: Some(starts_at).filter(|at| *at > now),
        from: if is_watched { Timecode::ZERO } else { timeline.position },
    }
}

async fn last_of(api: &Api, series: &str) -> Result<StoredEvening, Failure> {
    api.all_series()?.evenings(series, u32::MAX, 1).await?.pop().ok_or_else(not_found)
}

fn new_session_id(api: &Api) -> Result<SessionId, Failure> {
    let shard = rand::rng().random_range(0..api.store().shards().max(1));
    let id = SessionId::in_shard(shard, &token::random_id::<16>());
    id.map_err(|_| Failure::new(Code::Internal, "a random id is no id"))
}

/// Makes a session that goes on the first evening of a series. Asked again, or for a session that is an evening already, it
/// returns that one.
pub(super) async fn first_evening(
    api: &Api,
    wanted: StoredSeries,
    session: &SessionId,
) -> Result<StoredSeries, Failure> {
    let all = api.all_series()?;
    let evening =
        StoredEvening { series: wanted.id.clone(), number: 1, session: session.clone(), starts_at: wanted.created_at };
    all.add_evening(&evening).await?;
    let evening = all.evening_of(session).await?.ok_or_else(not_found)?;
    let wanted = StoredSeries { id: evening.series.clone(), ..wanted };
    if let Some(known) = all.series(&evening.series).await? {
        return Ok(known);
    }
    if !all.make_series(&wanted, super::OWNED_MAX).await? {
        if let Some(known) = all.series(&evening.series).await? {
            return Ok(known);
        }
        let detail = format!("you look after {} series; end one of them first", super::OWNED_MAX);
        return Err(Failure::new(Code::TooManySeries, detail));
    }
    Ok(wanted)
}

/// Keeps that those who are in a session have been at an evening.
pub(super) async fn keep_regulars(all: &dyn AllSeries, series: &str, members: Vec<MemberId>) -> Result<(), Failure> {
    let kept = members.into_iter().map(|member| async move { all.add_regular(series, &member).await });
    Ok(stream::iter(kept).buffer_unordered(KEPT_AT_ONCE).try_collect::<()>().await?)
}

pub(super) fn not_found() -> Failure {
    Failure::new(Code::SeriesNotFound, "there is no such series; check the link, or ask somebody who was there")
}
