//! Rules of many people coming and going at once: the log takes them together, so that it does not grow with each.

use std::collections::BTreeSet;

use timeline::{Status, Timestamp};

use crate::chat::WordFilter;
use crate::decide::Draft;
use crate::event::{Event, LeaveReason, PauseReason};
use crate::id::MemberId;
use crate::limits::{CROWD_ABOVE, MEMBERS_MAX, MEMBERS_PRESENT_MAX, TOGETHER_MAX};
use crate::role::Role;
use crate::state::Session;
use crate::text::Name;

/// One of several who want to be present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// Who.
    pub member: MemberId,
    /// What to be called.
    pub name: Name,
    /// How many may be present, where that is fewer than the session could hold. The host always has a place.
    pub present_max: Option<u32>,
}

/// One of several who become present together.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    /// Who.
    pub member: MemberId,
    /// What they are called.
    pub name: Name,
    /// What they are to the others.
    pub role: Role,
    /// 1 the first time, more when they come back.
    pub visit: u32,
}

/// One of several who are no longer present.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Departure {
    /// Who.
    pub member: MemberId,
    /// The number of the entry that made them present.
    pub joined: u64,
    /// Why.
    pub reason: LeaveReason,
}

impl Session {
    /// Returns whether more are present than can be told of one by one.
    pub fn is_crowd(&self) -> bool {
        self.present as usize > CROWD_ABOVE
    }

    /// Returns how many are present.
    pub fn present(&self) -> u32 {
        self.present
    }

    /// Makes several present with one entry: those who are not yet, for as many as there is room for.
    pub(crate) fn gather(&self, draft: &mut Draft, comings: &[Coming]) {
        let mut seen = BTreeSet::new();
        let mut people = Vec::new();
        let mut strangers = 0;
        for Coming { member: id, name, present_max } in comings.iter().take(TOGETHER_MAX) {
            let known = self.members.get(id);
            let is_here = known.is_some_and(|member| member.joined.is_some());
            let present = self.present.saturating_add(count(&people));
            let has_place = *id == self.host || present_max.is_none_or(|most| present < most);
            let is_full = present as usize >= MEMBERS_PRESENT_MAX || !has_place;
            let is_one_too_many = known.is_none() && self.members.len() + strangers >= MEMBERS_MAX;
            let may_not = self.moderation.is_banned(id) || self.is_erased(id);
            let is_unwanted = self.check_name(id, name, &WordFilter::default()).is_err();
            if is_here || is_full || is_one_too_many || may_not || is_unwanted || !seen.insert(id) {
                continue;
            }
            strangers += usize::from(known.is_none());
            let role = self.role(id).unwrap_or(self.settings.newcomers);
            let visit = known.map_or(1, |member| member.visits.saturating_add(1));
            let name = self.name_for(id, name, draft.at, &people);
            people.push(Arrival { member: id.clone(), name, role, visit });
        }
        if !people.is_empty() {
            let present = self.present.saturating_add(count(&people));
            draft.push(Event::Came { people, present });
        }
    }

    /// Ends the presence of several with one entry; of those who have left or come back since `joined`, nothing.
    pub(crate) fn disperse(&self, draft: &mut Draft, departures: &[Departure]) {
        let mut seen = BTreeSet::new();
        let is_meant =
            |gone: &&Departure| self.members.get(&gone.member).is_some_and(|member| member.joined == Some(gone.joined));
        let meant = departures.iter().take(TOGETHER_MAX).filter(is_meant);
        let people: Vec<_> = meant.filter(|gone| seen.insert(&gone.member)).cloned().collect();
        if people.is_empty() {
            return;
        }
        let gone: Vec<_> = people.iter().map(|gone| gone.member.clone()).collect();
        let present = self.present.saturating_sub(count(&people));
        draft.push(Event::Went { people, present });
        self.follow_leaving(draft, &gone, present == 0);
    }

    /// Nothing plays for nobody: where the last have left, the session pauses.
    pub(crate) fn follow_leaving(&self, draft: &mut Draft, gone: &[MemberId], were_the_last: bool) {
        if were_the_last {
            self.supersede_hold(draft);
        }
        if were_the_last && self.status() == Status::Playing {
            let paused = self.screen.with(self.screen.timeline.paused(draft.at));
            draft.push_server(Event::Paused { reason: PauseReason::NobodyHere }, Some(paused));
            self.supersede(draft);
            self.withdraw(draft);
        } else {
            if were_the_last {
                self.withdraw(draft);
            }
            self.answer_by_leaving(draft, gone);
            self.skip_by_leaving(draft, gone);
        }
    }

    pub(crate) fn apply_came(&mut self, seq: u64, people: &[Arrival]) {
        for Arrival { member, name, role, visit } in people {
            self.apply_joined(seq, member, name, *role, *visit);
        }
    }

    pub(crate) fn apply_went(&mut self, people: &[Departure], at: Timestamp) {
        for Departure { member, joined, reason } in people {
            self.apply_gone(member, *joined, *reason, at);
        }
        self.note_departures(people.iter().map(|departure| &departure.member));
    }
}

fn count<T>(people: &[T]) -> u32 {
    u32::try_from(people.len()).unwrap_or(u32::MAX)
}
