//! The playback collection of a live session: where each viewer is, how far off, and what they have seen.
//!
//! Made from the players' reports, which are neither logged nor passed on.

use std::collections::{BTreeMap, BTreeSet};

use session::{MemberId, Session, VideoId};
use store::{Movement, Standing, StoredPlayback};
use timeline::{Status, Timecode, Timestamp, Watched};

/// A report from further in the future is from a clock that is wrong, in milliseconds.
const AHEAD_MS_MAX: i64 = 5_000;
/// So is one that claims to have been on its way for longer, in milliseconds.
const DELAYED_MS_MAX: i64 = 60_000;
/// Who is further behind and is not waited for trails, in milliseconds.
const TRAILING_MS: i64 = 1_000;
/// Reports further apart than this leave out what was seen between them, in milliseconds.
const REPORT_GAP_MS_MAX: i64 = 60_000;
/// What a position may run ahead of the fastest rate between two reports, in microseconds: a seek that caught up.
const RUN_AHEAD_US_MAX: i64 = 2_000_000;
/// How many viewers are kept for one session.
const VIEWERS_MAX: usize = 40_000;

/// What a player tells of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Report {
    /// Where it is.
    pub position: Timecode,
    /// What it does.
    pub movement: Movement,
    /// When that was by its own measure of the server's clock; where missing, half a round trip ago.
    pub at: Option<Timestamp>,
    /// The round trip to the server in milliseconds, where it has measured one.
    pub round_trip_ms: Option<i64>,
    /// How long it takes to start, in milliseconds, where it has learned that.
    pub start_latency_ms: Option<i64>,
    /// The number of the entry that made the timeline it follows. Who tells none cannot be waited for.
    pub rev: Option<u64>,
    /// Whether its user looks at something else.
    pub away: bool,
}

/// The position that a player far off must accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Correction {
    /// Where it should be.
    pub position: Timecode,
    /// At which server time.
    pub at: Timestamp,
}

/// All viewers of a session.
#[derive(Debug, Default)]
pub(crate) struct Viewers {
    progress: BTreeMap<(MemberId, VideoId), Progress>,
    unsaved: BTreeSet<(MemberId, VideoId)>,
    /// Who may have come from another node, which has kept what they saw there.
    from_elsewhere: BTreeSet<MemberId>,
}

#[derive(Clone, Debug)]
struct Progress {
    position: Timecode,
    movement: Movement,
    at: Timestamp,
    watched: Watched,
    begun_at: Timestamp,
}

impl Viewers {
    /// Takes up what was kept.
    pub(crate) fn after_load(stored: Vec<StoredPlayback>) -> Self {
        let progress = stored.into_iter().map(|viewer| {
            let StoredPlayback { member, video, position, watched, updated_at, begun_at } = viewer;
            ((member, video), Progress { position, movement: Movement::Paused, at: updated_at, watched, begun_at })
        });
        Self { progress: progress.collect(), ..Self::default() }
    }

    /// What somebody has seen may be known to another node: it is recalled before anything is saved over it.
    pub(crate) fn comes_from_elsewhere(&mut self, member: MemberId) {
        self.from_elsewhere.insert(member);
    }

    /// Whether something has to be recalled first.
    pub(crate) fn is_to_recall(&self) -> bool {
        !self.from_elsewhere.is_empty()
    }

    /// Takes in what was kept of those who came from another node.
    pub(crate) fn recall(&mut self, stored: Vec<StoredPlayback>) {
        let came = std::mem::take(&mut self.from_elsewhere);
        self.merge(stored.into_iter().filter(|viewer| came.contains(&viewer.member)));
    }

    /// What was seen there and here counts, and the later position.
    pub(crate) fn merge(&mut self, stored: impl Iterator<Item = StoredPlayback>) {
        for viewer in stored {
            let StoredPlayback { member, video, position, watched, updated_at, begun_at } = viewer;
            let (movement, at) = (Movement::Paused, updated_at);
            let fresh = || Progress { position, movement, at, watched: Watched::default(), begun_at };
            let progress = self.progress.entry((member, video)).or_insert_with(fresh);
            for (from, to) in watched.stretches() {
                progress.watched.add(*from, *to);
            }
            progress.begun_at = progress.begun_at.min(begun_at);
            if progress.at < updated_at {
                (progress.position, progress.movement, progress.at) = (position, Movement::Paused, updated_at);
            }
        }
    }

    /// Takes a report in. Returns how its sender stands by it, and the position to accept where the player is far off.
    pub(crate) fn report(
        &mut self,
        id: &MemberId,
        report: Report,
        session: &Session,
        now: Timestamp,
        correct_beyond_ms: i64,
    ) -> (Standing, Option<Correction>) {
        self.note_progress(id, report, session, now);
        let timeline = &session.screen().timeline;
        // The report tells of the moment when it was made. A clock that is far off tells nothing.
        let credible = |at: &Timestamp| (-AHEAD_MS_MAX..=DELAYED_MS_MAX).contains(&now.ms_since(*at));
        let sent = now.plus_ms(-report.round_trip_ms.unwrap_or(0) / 2);
        let then = report.at.filter(credible).unwrap_or(sent);
        let drift_ms = (timeline.position_at(then).us() - report.position.us()) / 1000;
        let slow = report.movement == Movement::Buffering || drift_ms > TRAILING_MS;
        let trailing = session.status() == Status::Playing && slow && !session.waits_for(id, now);
        let standing = Standing { movement: report.movement, drift_ms, trailing, away: report.away };
        let moves_with_it = match report.movement {
            Movement::Playing => timeline.status == Status::Playing,
            Movement::Ready | Movement::Paused => timeline.status == Status::Paused,
            Movement::Buffering => false,
        };
        // A player that waits for data knows that it is behind, and one that has not heard the news yet is not wrong.
        let settled = now.min(then).ms_since(timeline.at) > correct_beyond_ms;
        let far = moves_with_it && settled && drift_ms.abs() > correct_beyond_ms;
        (standing, far.then(|| Correction { position: timeline.position_at(now), at: now }))
    }

    pub(crate) fn is_unsaved(&self) -> bool {
        !self.unsaved.is_empty()
    }

    /// Takes what must be saved; what cannot be is given back with [`Viewers::keep_unsaved`].
    pub(crate) fn take_unsaved(&mut self) -> Vec<StoredPlayback> {
        let unsaved = std::mem::take(&mut self.unsaved);
        unsaved.into_iter().filter_map(|key| self.progress.get(&key).map(|progress| progress.stored(&key))).collect()
    }

    pub(crate) fn keep_unsaved(&mut self, viewers: Vec<StoredPlayback>) {
        self.unsaved.extend(viewers.into_iter().map(|viewer| (viewer.member, viewer.video)));
    }

    /// Returns the whole collection, saved or not.
    pub(crate) fn all(&self) -> Vec<StoredPlayback> {
        self.progress.iter().map(|(key, progress)| progress.stored(key)).collect()
    }

    /// Nothing is known of who was erased.
    pub(crate) fn forget(&mut self, id: &MemberId) {
        self.progress.retain(|(member, _), _| member != id);
        self.unsaved.retain(|(member, _)| member != id);
        self.from_elsewhere.remove(id);
    }

    fn note_progress(&mut self, id: &MemberId, report: Report, session: &Session, now: Timestamp) {
        let key = (id.clone(), session.screen().video.clone());
        if session.is_erased(id) {
            return;
        }
        if self.progress.len() >= VIEWERS_MAX && !self.progress.contains_key(&key) {
            return;
        }
        let Report { position, movement, .. } = report;
        let fresh = || Progress { position, movement, at: now, watched: Watched::default(), begun_at: now };
        let progress = self.progress.entry(key.clone()).or_insert_with(fresh);
        progress.advance(position, now);
        progress.position = position;
        progress.movement = movement;
        progress.at = now;
        self.unsaved.insert(key);
    }
}

impl Progress {
    /// What lies between two reports of a player that moved was seen, if it can have been.
    fn advance(&mut self, to: Timecode, now: Timestamp) {
        let elapsed_ms = now.ms_since(self.at);
        let moved_us = to.us() - self.position.us();
        let possible_us = elapsed_ms.saturating_mul(timeline::Rate::MAX.thousandths()) + RUN_AHEAD_US_MAX;
        let moved = self.movement == Movement::Playing && elapsed_ms <= REPORT_GAP_MS_MAX;
        if moved && (0..=possible_us).contains(&moved_us) {
            self.watched.add(self.position, to);
        }
    }

    fn stored(&self, (member, video): &(MemberId, VideoId)) -> StoredPlayback {
        StoredPlayback {
            member: member.clone(),
            video: video.clone(),
            position: self.position,
            watched: self.watched.clone(),
            updated_at: self.at,
            begun_at: self.begun_at,
        }
    }
}
