//! Rules of coming and going.

use timeline::{Status, Timestamp};

use crate::command::Actor;
use crate::decide::Draft;
use crate::event::{Event, LeaveReason, PauseReason};
use crate::hold::Patience;
use crate::id::MemberId;
use crate::limits::{MEMBERS_MAX, MEMBERS_PRESENT_MAX};
use crate::refusal::Refusal;
use crate::role::Role;
use crate::state::{Member, Session};
use crate::text::Name;

impl Session {
    /// Joining never moves the others. Who is present already changes their name at most.
    pub(crate) fn join(&self, draft: &mut Draft, actor: &Actor, name: &Name) -> Result<(), Refusal> {
        let Actor::Member(id) = actor else { return Err(Refusal::NotAllowed) };
        let known = self.members.get(id);
        if let Some(member) = known.filter(|member| member.joined.is_some()) {
            if member.name != *name {
                draft.push(Event::Renamed { member: id.clone(), name: name.clone() });
            }
            return Ok(());
        }
        if self.moderation.is_banned(id) {
            return Err(Refusal::Banned);
        }
        if self.present as usize >= MEMBERS_PRESENT_MAX {
            return Err(Refusal::SessionFull);
        }
        if known.is_none() && self.members.len() >= MEMBERS_MAX {
            return Err(Refusal::TooManyVisitors);
        }
        let role = self.role(id).unwrap_or(self.settings.newcomers);
        let visit = known.map_or(1, |member| member.visits.saturating_add(1));
        draft.push(Event::Joined { member: id.clone(), name: name.clone(), role, visit });
        Ok(())
    }

    /// As [`Self::join`], where fewer may be present than the session could hold. The host always has a place.
    pub(crate) fn join_within(
        &self,
        draft: &mut Draft,
        actor: &Actor,
        name: &Name,
        present_max: u32,
    ) -> Result<(), Refusal> {
        let Actor::Member(id) = actor else { return Err(Refusal::NotAllowed) };
        if !self.is_present(id) && *id != self.host && self.present >= present_max {
            return Err(Refusal::NoPlace { present_max });
        }
        self.join(draft, actor, name)
    }

    /// Returns who is present.
    pub(crate) fn present_members(&self) -> impl Iterator<Item = &MemberId> {
        self.members.iter().filter(|(_, member)| member.joined.is_some()).map(|(id, _)| id)
    }

    pub(crate) fn leave(&self, draft: &mut Draft, actor: &Actor) {
        let Actor::Member(id) = actor else { return };
        if let Some(joined) = self.members.get(id).and_then(|member| member.joined) {
            self.left(draft, id, joined, LeaveReason::Asked);
        }
    }

    /// Does nothing for who has left or come back since `joined`.
    pub(crate) fn mark_gone(&self, draft: &mut Draft, id: &MemberId, joined: u64) {
        if self.members.get(id).is_some_and(|member| member.joined == Some(joined)) {
            self.left(draft, id, joined, LeaveReason::Gone);
        }
    }

    /// Nothing plays for nobody: the last to leave pauses the session.
    pub(crate) fn left(&self, draft: &mut Draft, id: &MemberId, joined: u64, reason: LeaveReason) {
        draft.push(Event::Left { member: id.clone(), joined, reason });
        if self.present == 1 && self.status() == Status::Playing {
            self.supersede_hold(draft);
            let paused = self.screen.with(self.screen.timeline.paused(draft.at));
            draft.push_server(Event::Paused { reason: PauseReason::NobodyHere }, Some(paused));
            self.supersede(draft);
            self.withdraw(draft);
        } else {
            if self.present == 1 {
                self.supersede_hold(draft);
                self.withdraw(draft);
            }
            self.answer_by_leaving(draft, id);
            self.skip_by_leaving(draft, id);
        }
    }

    /// Who comes back brings what is left of their patience.
    pub(crate) fn apply_joined(&mut self, seq: u64, id: &MemberId, name: &Name, role: Role, visits: u32) {
        let patience = self.members.get(id).map_or_else(|| Patience::full(self.last_at), |member| member.patience);
        let member = Member { name: name.clone(), role, joined: Some(seq), left: None, visits, patience };
        let before = self.members.insert(id.clone(), member);
        if before.is_none_or(|member| member.joined.is_none()) {
            self.present += 1;
        }
        self.peak = self.peak.max(self.present);
        self.empty_since = None;
        self.moderation.note_arrival(id);
        self.note_arrival(id, role);
    }

    pub(crate) fn apply_renamed(&mut self, id: &MemberId, name: &Name) {
        if let Some(member) = self.members.get_mut(id) {
            member.name = name.clone();
        }
    }

    pub(crate) fn apply_left(&mut self, id: &MemberId, joined: u64, reason: LeaveReason, at: Timestamp) {
        let Some(member) = self.members.get_mut(id).filter(|member| member.joined == Some(joined)) else { return };
        member.joined = None;
        member.left = Some(reason);
        self.apply_answer(id, None);
        self.queue.apply_left(id);
        self.present -= 1;
        if self.present == 0 {
            self.empty_since = Some(at);
        }
        self.note_departure(id);
    }
}
