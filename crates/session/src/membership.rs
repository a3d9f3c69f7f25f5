//! Rules of coming and going.

use timeline::Timestamp;

use crate::command::{Actor, Offer};
use crate::decide::Draft;
use crate::event::{Event, LeaveReason};
use crate::hold::Patience;
use crate::id::MemberId;
use crate::limits::{MEMBERS_MAX, MEMBERS_PRESENT_MAX};
use crate::naming::Renames;
use crate::permission::Permission;
use crate::refusal::Refusal;
use crate::role::Role;
use crate::state::{Member, Session};
use crate::text::Name;

impl Session {
    /// Joining never moves the others. Who is present already changes their name at most.
    pub(crate) fn join(
        &self,
        draft: &mut Draft,
        actor: &Actor,
        name: &Name,
        offer: Option<&Offer>,
    ) -> Result<(), Refusal> {
        let Actor::Member(id) = actor else { return Err(Refusal::NotAllowed) };
        let known = self.members.get(id);
        let name = self.name_for(id, name, draft.at, &[]);
        if let Some(member) = known.filter(|member| member.joined.is_some()) {
            if member.name != name {
                draft.push(Event::Renamed { member: id.clone(), name });
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
        let newcomer = || offer.and_then(|offer| self.role_by(offer)).unwrap_or(self.settings.newcomers);
        let role = self.role(id).unwrap_or_else(newcomer);
        let visit = known.map_or(1, |member| member.visits.saturating_add(1));
        draft.push(Event::Joined { member: id.clone(), name, role, visit });
        Ok(())
    }

    /// As [`Self::join`], where fewer may be present than the session could hold, or a role is offered. The host always has
    /// a place.
    pub(crate) fn enter(
        &self,
        draft: &mut Draft,
        actor: &Actor,
        name: &Name,
        (present_max, offer): (Option<u32>, Option<&Offer>),
    ) -> Result<(), Refusal> {
        let Actor::Member(id) = actor else { return Err(Refusal::NotAllowed) };
        if let Some(present_max) = present_max.filter(|present_max| self.present >= *present_max)
            && !self.is_present(id)
            && *id != self.host
        {
            return Err(Refusal::NoPlace { present_max });
        }
        self.join(draft, actor, name, offer)
    }

    /// Returns why somebody may not offer a role to whoever comes by a link of theirs, or nothing. What newcomers are anyway,
    /// or less, anybody may.
    pub fn may_offer(&self, by: &MemberId, role: Role) -> Result<(), Refusal> {
        if role <= self.settings.newcomers {
            return Ok(());
        }
        if !self.unmuted_permissions(by).has(Permission::Roles) {
            return Err(Refusal::MayNot(Permission::Roles));
        }
        if self.rank(by) > Some(role) { Ok(()) } else { Err(Refusal::Outranked) }
    }

    /// The role of an offer that still counts.
    fn role_by(&self, offer: &Offer) -> Option<Role> {
        self.may_offer(&offer.by, offer.role).is_ok().then_some(offer.role)
    }

    /// Returns who is present.
    pub(crate) fn present_members(&self) -> impl Iterator<Item = &MemberId> {
        self.members.iter().filter(|(_, member)| member.joined.is_some()).map(|(id, _)| id)
    }

    /// Does nothing for who has left already, or has come back since what they had seen.
    pub(crate) fn leave(&self, draft: &mut Draft, actor: &Actor, based_on: Option<u64>) {
        let Actor::Member(id) = actor else { return };
        let joined = self.members.get(id).and_then(|member| member.joined);
        if let Some(joined) = joined.filter(|joined| based_on.is_none_or(|seen| seen >= *joined)) {
            self.left(draft, id, joined, LeaveReason::Asked);
        }
    }

    /// Does nothing for who has left or come back since `joined`.
    pub(crate) fn mark_gone(&self, draft: &mut Draft, id: &MemberId, joined: u64) {
        if self.members.get(id).is_some_and(|member| member.joined == Some(joined)) {
            self.left(draft, id, joined, LeaveReason::Gone);
        }
    }

    pub(crate) fn left(&self, draft: &mut Draft, id: &MemberId, joined: u64, reason: LeaveReason) {
        draft.push(Event::Left { member: id.clone(), joined, reason });
        self.follow_leaving(draft, std::slice::from_ref(id), self.present == 1);
    }

    /// Who comes back brings what is left of their patience.
    pub(crate) fn apply_joined(&mut self, seq: u64, id: &MemberId, name: &Name, role: Role, visits: u32) {
        let known = self.members.get(id);
        let patience = known.map_or_else(|| Patience::full(self.last_at), |member| member.patience);
        let mut renames = known.map_or_else(Renames::default, |member| member.renames);
        if known.is_some_and(|member| member.name != *name) {
            renames.note(self.last_at);
        }
        let member = Member { name: name.clone(), role, joined: Some(seq), left: None, visits, patience, renames };
        let before = self.members.insert(id.clone(), member);
        if before.is_none_or(|member| member.joined.is_none()) {
            self.present += 1;
        }
        self.peak = self.peak.max(self.present);
        self.empty_since = None;
        self.moderation.note_arrival(id, role);
        self.note_arrival(id, role);
    }

    pub(crate) fn apply_renamed(&mut self, id: &MemberId, name: &Name) {
        if let Some(member) = self.members.get_mut(id) {
            member.name = name.clone();
            member.renames.note(self.last_at);
        }
    }

    pub(crate) fn apply_left(&mut self, id: &MemberId, joined: u64, reason: LeaveReason, at: Timestamp) {
        if self.apply_gone(id, joined, reason, at) {
            self.note_departure(id);
        }
    }

    /// Returns whether it was about a presence that there is. Who stands in then is not found out yet.
    pub(crate) fn apply_gone(&mut self, id: &MemberId, joined: u64, reason: LeaveReason, at: Timestamp) -> bool {
        let Some(member) = self.members.get_mut(id).filter(|member| member.joined == Some(joined)) else {
            return false;
        };
        member.joined = None;
        member.left = Some(reason);
        self.apply_answer(id, None);
        self.queue.apply_left(id);
        self.present -= 1;
        if self.present == 0 {
            self.empty_since = Some(at);
        }
        true
    }
}
