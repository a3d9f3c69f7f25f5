//! Rules of holds: the group waits for somebody, for a stated reason and within a budget.
//!
//! ```text
//!           a seek while it plays, a player that stalls, the first start
//!   (none) ---------------------------------------------------------> Held, the picture stands
//!     ^                                                                 |
//!     |  all that are worth waiting for are ready ..... Ready           |  it plays on, at one moment for all
//!     |  the time is over ............................. Deadline        |  likewise; who is late catches up
//!     |  somebody presses play ........................ Anyway          |  likewise
//!     |  paused, another seek or video, an undoing .... Superseded      |  as that says
//!     +-----------------------------------------------------------------+
//! ```
//!
//! Each member has a budget, their patience: being waited for uses it up, and time fills it again. Who has none left is
//! not waited for: they trail, and catch up without moving the others.

use std::collections::BTreeSet;

use timeline::{START_LEAD_MIN_MS, Status, Timecode, Timestamp};

use crate::command::{Actor, Context, Player};
use crate::decide::Draft;
use crate::event::{Event, HoldEnd, HoldReason, Screen, StartPolicy};
use crate::id::MemberId;
use crate::limits::{
    COUNTDOWN_MS, FIRST_START_WITHIN_MS, HOLD_ALL_BACK_MS_MAX, HOLD_ALL_MS, HOLD_BACK_MS_MAX, HOLD_COST_MS_MIN,
    HOLD_FOR_ONE_PLAYERS_MAX, HOLD_MS_MAX, HOLD_NAMED_MAX, HOLD_WORTH_MS, PATIENCE_MS_MAX, PATIENCE_REFILL_MS,
    SEEK_SETTLES_WITHIN_MS,
};
use crate::state::Session;

/// A wait that goes on.
#[derive(Clone, Debug, PartialEq)]
pub struct Hold {
    /// The number of the entry that began it.
    pub began: u64,
    /// Why.
    pub reason: HoldReason,
    /// For whom; in a crowd, some of them.
    pub of: Vec<MemberId>,
    /// When it is over at the latest.
    pub until: Timestamp,
    /// Since when.
    pub at: Timestamp,
    pub(crate) by: Option<MemberId>,
}

/// How long a member may still be waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    left_ms: i64,
    at: Timestamp,
}

impl Patience {
    pub(crate) fn full(at: Timestamp) -> Self {
        Self { left_ms: PATIENCE_MS_MAX, at }
    }

    /// Returns what is left of it at a moment, in milliseconds.
    pub fn left_ms(self, now: Timestamp) -> i64 {
        let refilled = now.ms_since(self.at).max(0) / PATIENCE_REFILL_MS;
        self.left_ms.saturating_add(refilled).min(PATIENCE_MS_MAX)
    }

    /// Returns whether the others still wait for them.
    pub fn is_worth_it(self, now: Timestamp) -> bool {
        self.left_ms(now) >= HOLD_WORTH_MS
    }

    fn spend(&mut self, ms: i64, now: Timestamp) {
        *self = Self { left_ms: self.left_ms(now).saturating_sub(ms).max(0), at: now };
    }
}

impl Session {
    /// Returns the wait that goes on, if there is one.
    pub fn hold(&self) -> Option<&Hold> {
        self.hold.as_ref()
    }

    /// Returns what the group wants: a wait in the middle of playing is no pause.
    pub fn status(&self) -> Status {
        match self.hold.as_ref().map(|hold| hold.reason) {
            Some(HoldReason::Buffering | HoldReason::Seek | HoldReason::NextVideo) => Status::Playing,
            Some(HoldReason::FirstStart) | None => self.screen.timeline.status,
        }
    }

    /// Returns whether a hold would wait for this member.
    pub fn waits_for(&self, id: &MemberId, now: Timestamp) -> bool {
        self.members.get(id).is_some_and(|member| member.joined.is_some() && member.patience.is_worth_it(now))
    }

    /// What plays jumps: everybody goes there, and it plays on when they have arrived. Returns whether anybody is waited
    /// for; with nobody's player known, there is nothing to wait for.
    pub(crate) fn hold_for_seek(&self, draft: &mut Draft, players: &[Player]) -> bool {
        let of = players.iter().filter(|player| !player.is_newcomer);
        self.hold_for(draft, HoldReason::Seek, SEEK_SETTLES_WITHIN_MS, of)
    }

    /// The first start of a video, where the session wants everybody to be ready. Returns whether somebody is waited for.
    pub(crate) fn hold_for_first_start(&self, draft: &mut Draft, players: &[Player]) -> bool {
        let missing = players.iter().filter(|player| !player.is_ready);
        self.hold_for(draft, HoldReason::FirstStart, FIRST_START_WITHIN_MS, missing)
    }

    fn hold_for<'a>(
        &self,
        draft: &mut Draft,
        reason: HoldReason,
        within_ms: i64,
        players: impl Iterator<Item = &'a Player>,
    ) -> bool {
        let members = players.map(|player| player.member.clone());
        let of: Vec<_> = members.filter(|id| self.waits_for(id, draft.at)).take(HOLD_NAMED_MAX).collect();
        let is_worth_it = !of.is_empty();
        if is_worth_it {
            draft.push(Event::HoldBegan { reason, of, until: draft.at.plus_ms(within_ms) });
        }
        is_worth_it
    }

    /// Returns whether the next start counts down from three.
    pub(crate) fn counts_down(&self) -> bool {
        self.settings.start == StartPolicy::WhenReady && !self.started
    }

    /// Players have stalled for longer than a moment, each where it says. Who has no patience left is not waited for,
    /// and one alone does not stop a crowd. The group goes back to the slowest, within bounds: a player that lies about
    /// its position drags nobody far.
    pub(crate) fn hold_for_stalled(&self, draft: &mut Draft, stalled: &[(MemberId, Timecode)], players: &[Player]) {
        let timeline = &self.screen.timeline;
        if self.hold.is_some() || timeline.status == Status::Paused || draft.at < timeline.at {
            return;
        }
        let has_patience = |id: &MemberId| self.waits_for(id, draft.at);
        let nobody_has = !players.iter().any(|player| !player.is_newcomer && has_patience(&player.member));
        // Who has none left counts neither for nor against the others, unless nobody has any.
        let counts = |id: &MemberId| nobody_has || has_patience(id);
        let all_stalled: BTreeSet<_> = stalled.iter().map(|(id, _)| id).collect();
        let is_stalled = |id: &MemberId| all_stalled.contains(id);
        let plays_on = |player: &Player| !player.is_newcomer && counts(&player.member) && !is_stalled(&player.member);
        let everybody = !players.iter().any(plays_on);
        let is_present = |id: &MemberId| self.members.get(id).is_some_and(|member| member.joined.is_some());
        let slow: Vec<_> = stalled.iter().filter(|(id, _)| is_present(id) && counts(id)).collect();
        let enough = players.len() <= HOLD_FOR_ONE_PLAYERS_MAX || slow.len() * 10 >= players.len();
        let Some(slowest) = slow.iter().map(|(_, position)| *position).min().filter(|_| enough) else { return };
        let target = timeline.position_at(draft.at);
        let back_ms = if everybody { HOLD_ALL_BACK_MS_MAX } else { HOLD_BACK_MS_MAX };
        let position = slowest.clamp(timeline.back_by(back_ms, draft.at), target);
        let patience = |id| self.members.get(id).map_or(0, |member| member.patience.left_ms(draft.at));
        let longest = slow.iter().map(|(id, _)| patience(id)).max().unwrap_or(0);
        let within_ms = if everybody { HOLD_ALL_MS } else { longest.min(HOLD_MS_MAX) };
        let of = slow.into_iter().map(|(id, _)| id.clone()).take(HOLD_NAMED_MAX).collect();
        let event = Event::HoldBegan { reason: HoldReason::Buffering, of, until: draft.at.plus_ms(within_ms) };
        let screen = self.screen.with(timeline.paused(draft.at).sought(position, draft.at));
        draft.push_screen(event, screen);
    }

    /// The players that are waited for are ready, all but the `late`, for whom the time must be over.
    pub(crate) fn release(&self, draft: &mut Draft, began: u64, late: &[MemberId], lead_ms: i64) {
        let Some(hold) = self.hold.as_ref().filter(|hold| hold.began == began) else { return };
        if late.is_empty() {
            self.end_hold(draft, HoldEnd::Ready, Vec::new(), lead_ms);
        } else if draft.at >= hold.until {
            let late = late.iter().take(HOLD_NAMED_MAX).cloned().collect();
            self.end_hold(draft, HoldEnd::Deadline, late, lead_ms);
        }
    }

    /// Somebody does not want to wait any longer.
    pub(crate) fn start_anyway(&self, draft: &mut Draft, context: Context<'_>) {
        let Some(hold) = &self.hold else { return };
        let missing = |id: &&MemberId| !context.players.iter().any(|player| player.member == **id && player.is_ready);
        let late = hold.of.iter().filter(missing).cloned().collect();
        self.end_hold(draft, HoldEnd::Anyway, late, context.start_lead_ms);
    }

    /// The time is over, and nobody has said who was late.
    pub(crate) fn expire_hold(&self, draft: &mut Draft) {
        self.end_hold(draft, HoldEnd::Deadline, Vec::new(), START_LEAD_MIN_MS);
    }

    /// What was waited for is no more.
    pub(crate) fn supersede_hold(&self, draft: &mut Draft) {
        if let Some(hold) = &self.hold {
            let event = Event::HoldEnded { hold: hold.began, how: HoldEnd::Superseded, late: Vec::new() };
            draft.push_server(event, None);
        }
    }

    fn end_hold(&self, draft: &mut Draft, how: HoldEnd, late: Vec<MemberId>, lead_ms: i64) {
        let Some(hold) = &self.hold else { return };
        let counts_down = match hold.reason {
            HoldReason::FirstStart => true,
            HoldReason::NextVideo => self.settings.start == StartPolicy::WhenReady,
            HoldReason::Buffering | HoldReason::Seek => false,
        };
        let lead_ms = if counts_down { lead_ms.max(COUNTDOWN_MS) } else { lead_ms };
        let screen = self.screen.with(self.rewound_if_over(draft.at).played(draft.at.plus_ms(lead_ms)));
        let change = draft.next();
        let event = Event::HoldEnded { hold: hold.began, how, late };
        match how {
            HoldEnd::Anyway => draft.push_screen(event, screen),
            HoldEnd::Ready | HoldEnd::Deadline | HoldEnd::Superseded => draft.push_server(event, Some(screen)),
        }
        let starter = draft.actor().or(hold.by.as_ref()).cloned();
        if let (HoldReason::FirstStart, Some(starter)) = (hold.reason, starter) {
            self.ask_about(draft, &Actor::Member(starter), change, Status::Playing);
        }
    }

    /// Who was waited for pays with patience. Where everybody was, nobody else has waited, and it costs nothing. Whom
    /// somebody did not want to wait for has none left: nobody has to say it twice.
    pub(crate) fn apply_hold_ended(&mut self, how: HoldEnd, late: &[MemberId], screen: Option<&Screen>, at: Timestamp) {
        let Some(hold) = self.hold.take() else { return };
        let cost_ms = at.ms_since(hold.at).max(HOLD_COST_MS_MIN);
        let was_everybody = hold.until.ms_since(hold.at) > HOLD_MS_MAX;
        let charge = |id: &MemberId| match (hold.reason, how) {
            (_, HoldEnd::Anyway) if late.contains(id) => PATIENCE_MS_MAX,
            (HoldReason::Buffering, _) if was_everybody => 0,
            (HoldReason::Buffering, HoldEnd::Deadline) if late.contains(id) => PATIENCE_MS_MAX,
            (HoldReason::Buffering, _) => cost_ms,
            (HoldReason::Seek | HoldReason::FirstStart | HoldReason::NextVideo, _) if late.contains(id) => cost_ms,
            (HoldReason::Seek | HoldReason::FirstStart | HoldReason::NextVideo, _) => 0,
        };
        let others_late = late.iter().filter(|id| !hold.of.contains(id));
        for id in hold.of.iter().chain(others_late) {
            if let Some(member) = self.members.get_mut(id) {
                member.patience.spend(charge(id), at);
            }
        }
        self.started |= screen.is_some();
    }
}
