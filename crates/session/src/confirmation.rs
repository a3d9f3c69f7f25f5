//! Rules of confirmation: who plays or pauses is followed at once, but the others are asked, and what they do not confirm
//! in time is taken back.
//!
//! ```text
//!           a member plays or pauses, and others are present
//!   (none) -------------------------------------------------> Asked
//!     ^                                                         |
//!     |  all (or most) confirm, or leave ........ Confirmed     |  it stays as it is
//!     |  one (or too many) rejects .............. Rejected      |  what was confirmed last is restored
//!     |  the time is over ....................... Expired       |  likewise: silence is no consent
//!     |  the status changes again ............... Superseded    |  the new status is asked about, unless it is
//!     +---------------------------------------------------------+  the one that was confirmed last
//! ```
//!
//! What is restored is always the last *confirmed* state, whatever came in between.

use std::collections::BTreeSet;

use timeline::{START_LEAD_MIN_MS, Status, Timestamp};

use crate::command::Actor;
use crate::decide::Draft;
use crate::event::{Answer, ConfirmationPolicy, Event, Screen, Verdict};
use crate::id::MemberId;
use crate::refusal::Refusal;
use crate::role::Role;
use crate::state::Session;

/// A question that is open.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The number of the entry that changed the status.
    pub change: u64,
    /// Who changed it.
    pub by: MemberId,
    /// Whose answer is missing.
    pub waiting: BTreeSet<MemberId>,
    /// When the time is over.
    pub until: Timestamp,
    pub(crate) agreed: usize,
    pub(crate) rejected: usize,
    /// What is restored where it is not confirmed.
    pub(crate) restores: Screen,
}

impl Session {
    /// Returns the question that is open, if one is.
    pub fn asked(&self) -> Option<&Asked> {
        self.asked.as_ref()
    }

    /// Follows a status change that the draft has just made: closes the question that was open, and asks anew where the
    /// policy wants it. `change` is the number of the change's entry.
    pub(crate) fn ask_about(&self, draft: &mut Draft, actor: &Actor, change: u64, status: Status) {
        let baseline = match &self.asked {
            Some(asked) => asked.restores.clone(),
            None => self.standing(draft.at),
        };
        self.supersede(draft);
        let Actor::Member(by) = actor else { return };
        let policy = self.settings.confirmation.policy;
        if policy == ConfirmationPolicy::Off || self.is_crowd() || status == baseline.timeline.status {
            return;
        }
        // Who only watches is not waited for.
        let is_asked = |id: &&MemberId| *id != by && self.role(id) != Some(Role::Viewer);
        let of: Vec<_> = self.present_members().filter(is_asked).cloned().collect();
        if of.is_empty() {
            return;
        }
        let until = draft.at.plus_ms(self.settings.confirmation.within_ms);
        draft.push_for(by.clone(), Event::ConfirmationAsked { change, of, until, restores: baseline });
    }

    /// Closes the question that is open, because what it asks about is no more.
    pub(crate) fn supersede(&self, draft: &mut Draft) {
        if let Some(asked) = &self.asked {
            draft.push_server(Event::ConfirmationClosed { change: asked.change, verdict: Verdict::Superseded }, None);
        }
    }

    pub(crate) fn answer(
        &self,
        draft: &mut Draft,
        actor: &Actor,
        change: u64,
        answer: Answer,
        lead_ms: i64,
    ) -> Result<(), Refusal> {
        let Actor::Member(member) = actor else { return Err(Refusal::NotAllowed) };
        let asked = self.asked.as_ref().filter(|asked| asked.change == change).ok_or(Refusal::NotAsked)?;
        if asked.by == *member {
            return Err(Refusal::NotAsked);
        }
        if !asked.waiting.contains(member) {
            return Ok(());
        }
        draft.push(Event::Answered { change, member: member.clone(), answer });
        let mut after = asked.clone();
        after.take(member, Some(answer));
        self.close_if_decided(draft, &after, lead_ms);
        Ok(())
    }

    /// Who leaves is not waited for; that may decide it.
    pub(crate) fn answer_by_leaving(&self, draft: &mut Draft, gone: &[MemberId]) {
        let is_about = |asked: &&Asked| gone.iter().any(|member| asked.waiting.contains(member));
        if let Some(asked) = self.asked.as_ref().filter(is_about) {
            let mut after = asked.clone();
            for member in gone {
                after.take(member, None);
            }
            self.close_if_decided(draft, &after, START_LEAD_MIN_MS);
        }
    }

    /// The time is over: silence is no consent.
    pub(crate) fn expire_confirmation(&self, draft: &mut Draft) {
        if let Some(asked) = &self.asked {
            self.close(draft, asked, Verdict::Expired, START_LEAD_MIN_MS);
        }
    }

    fn close_if_decided(&self, draft: &mut Draft, asked: &Asked, lead_ms: i64) {
        if let Some(verdict) =
            verdict(self.settings.confirmation.policy, asked.agreed, asked.rejected, asked.waiting.len())
        {
            self.close(draft, asked, verdict, lead_ms);
        }
    }

    fn close(&self, draft: &mut Draft, asked: &Asked, verdict: Verdict, lead_ms: i64) {
        let screen = match verdict {
            Verdict::Confirmed | Verdict::Superseded => None,
            Verdict::Rejected | Verdict::Expired => {
                self.supersede_hold(draft);
                Some(self.restored(&asked.restores, draft.at, lead_ms))
            }
        };
        draft.push_server(Event::ConfirmationClosed { change: asked.change, verdict }, screen);
    }

    /// The screen as it stands at a moment: what plays, or waits to play on, plays on from here if it is restored.
    pub(crate) fn standing(&self, at: Timestamp) -> Screen {
        let stood = self.screen.timeline.paused(at);
        self.screen.with(timeline::Timeline { status: self.status(), ..stood })
    }

    /// Brings back a screen as it stood: nobody loses a second of what played, and what has been learned of the same
    /// video since is not forgotten.
    pub(crate) fn restored(&self, stood: &Screen, now: Timestamp, lead_ms: i64) -> Screen {
        let position = stood.timeline.position;
        let start = match stood.timeline.status {
            Status::Playing => now.plus_ms(lead_ms),
            Status::Paused => now,
        };
        let timeline = stood.timeline.sought(position, start);
        match self.screen.timeline.length {
            Some(length) if self.screen.video == stood.video => stood.with(timeline.with_length(length)),
            Some(_) | None => stood.with(timeline),
        }
    }

    pub(crate) fn apply_asked(&mut self, by: Option<&MemberId>, asked: (u64, &[MemberId], Timestamp, &Screen)) {
        let (change, of, until, restores) = asked;
        self.asked = by.map(|by| Asked {
            change,
            by: by.clone(),
            waiting: of.iter().cloned().collect(),
            until,
            agreed: 0,
            rejected: 0,
            restores: restores.clone(),
        });
    }

    /// Takes an answer in; `None` is a leave.
    pub(crate) fn apply_answer(&mut self, member: &MemberId, answer: Option<Answer>) {
        if let Some(asked) = &mut self.asked {
            asked.take(member, answer);
        }
    }
}

impl Asked {
    fn take(&mut self, member: &MemberId, answer: Option<Answer>) {
        if self.waiting.remove(member) {
            match answer {
                Some(Answer::Confirm) => self.agreed += 1,
                Some(Answer::Reject) => self.rejected += 1,
                None => {}
            }
        }
    }
}

/// What the answers so far decide, if they do.
fn verdict(policy: ConfirmationPolicy, agreed: usize, rejected: usize, waiting: usize) -> Option<Verdict> {
    let asked = agreed + rejected + waiting;
    let needed = match policy {
        ConfirmationPolicy::Off => 0,
        ConfirmationPolicy::Everyone => asked,
        ConfirmationPolicy::Majority => asked / 2 + 1,
    };
    if asked == 0 || agreed >= needed {
        Some(Verdict::Confirmed)
    } else if agreed + waiting < needed {
        Some(Verdict::Rejected)
    } else {
        None
    }
}
