//! Rules of promoting, demoting, and handing over.

use crate::decide::Draft;
use crate::event::Event;
use crate::id::MemberId;
use crate::moderation::{ModerationCommand, ModerationEvent};
use crate::refusal::Refusal;
use crate::role::Role;
use crate::state::Session;

impl Session {
    pub(crate) fn moderate(&self, draft: &mut Draft, command: &ModerationCommand) -> Result<(), Refusal> {
        let Some(by) = draft.actor().cloned() else { return Err(Refusal::NotAllowed) };
        match command {
            ModerationCommand::SetRole { member, role } => self.set_role(draft, &by, member, *role),
            ModerationCommand::HandOver { to } => self.hand_over(draft, to),
            ModerationCommand::Kick { member, reason } => self.kick(draft, &by, member, reason.as_ref()),
            ModerationCommand::Ban { member, reason } => self.ban(draft, &by, member, reason.as_ref()),
            ModerationCommand::Unban { member } => {
                self.unban(draft, member);
                Ok(())
            }
            ModerationCommand::Mute { member, for_ms, scope, reason } => {
                self.mute_for(draft, (&by, member), *for_ms, *scope, reason.as_ref())
            }
            ModerationCommand::Unmute { member } => self.unmute(draft, &by, member),
        }
    }

    /// Nobody acts upon somebody of the same or a higher rank, nor upon themselves: who stands in ranks above their own
    /// role. Who has never been here is what newcomers are.
    pub(super) fn check_rank(&self, by: &MemberId, member: &MemberId) -> Result<(), Refusal> {
        if self.is_erased(member) {
            return Err(Refusal::NoSuchMember);
        }
        let target = self.role(member).unwrap_or(self.settings.newcomers);
        if by != member && self.rank(by) > Some(target) { Ok(()) } else { Err(Refusal::Outranked) }
    }

    /// Somebody's role, or of who stands in that of a co-host.
    pub(crate) fn rank(&self, id: &MemberId) -> Option<Role> {
        if self.stand_in.as_ref() == Some(id) { Some(Role::CoHost) } else { self.role(id) }
    }

    fn set_role(&self, draft: &mut Draft, by: &MemberId, member: &MemberId, role: Role) -> Result<(), Refusal> {
        let now = self.role(member).ok_or(Refusal::NoSuchMember)?;
        self.check_rank(by, member)?;
        if self.rank(by) <= Some(role) {
            return Err(Refusal::Outranked);
        }
        if now != role {
            let member = member.clone();
            draft.push(Event::Moderation(ModerationEvent::RoleChanged { member, role }));
        }
        Ok(())
    }

    /// To somebody who is here, so that a session never has a host who knows nothing of it.
    fn hand_over(&self, draft: &mut Draft, to: &MemberId) -> Result<(), Refusal> {
        if !self.is_present(to) {
            return Err(Refusal::NoSuchMember);
        }
        if *to != self.host {
            let event = ModerationEvent::HandedOver { from: self.host.clone(), to: to.clone() };
            draft.push(Event::Moderation(event));
        }
        Ok(())
    }

    pub(super) fn give_role(&mut self, id: &MemberId, role: Role) {
        if role == Role::CoHost {
            self.moderation.co_hosts.insert(id.clone());
        } else {
            self.moderation.co_hosts.remove(id);
        }
        match self.members.get_mut(id) {
            Some(member) => member.role = role,
            None => drop(self.moderation.promised.insert(id.clone(), role)),
        }
        self.stand_in = self.found_stand_in();
    }

    pub(super) fn apply_handed_over(&mut self, from: &MemberId, to: &MemberId) {
        self.host = to.clone();
        self.moderation.mutes.remove(to);
        // Who was erased is nobody any more.
        let left = if self.is_erased(from) { Role::Member } else { Role::CoHost };
        self.give_role(from, left);
        self.give_role(to, Role::Host);
    }
}
