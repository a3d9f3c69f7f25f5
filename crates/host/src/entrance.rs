//! Connections that come and go, and who is present because of them.

use session::limits::TOGETHER_MAX;
use session::{LeaveReason, MemberId, Name, Phase, Refusal, RemovalKind};
use timeline::Timestamp;

use crate::crowd::{Attached, Waiting};
use crate::error::CommandError;
use crate::request::Reply;
use crate::task::{SessionTask, tell};

/// How soon somebody who could not be taken for gone is tried again, in milliseconds.
const GONE_AGAIN_MS: i64 = 1_000;

impl SessionTask {
    /// A member who comes back after having been taken for gone is present again; who left must join.
    pub(crate) async fn attach(&mut self, member: MemberId, has: u64, reply: Reply<Result<Attached, CommandError>>) {
        match self.who_comes_back(&member, has).await {
            Ok(Some(name)) => self.wait(Waiting::attaching(member, name, reply)),
            Ok(None) => self.let_in(&member, reply),
            Err(error) => tell(reply, Err(error)),
        }
    }

    /// Returns what somebody is called who must be present again before they are let in. Nobody is shown less than another
    /// node has shown them: who has more than this one knows of makes it look.
    async fn who_comes_back(&mut self, member: &MemberId, has: u64) -> Result<Option<Name>, CommandError> {
        self.reach(has).await?;
        let has_left = |known: &session::Member| known.left.is_some_and(|reason| reason != LeaveReason::Gone);
        if self.session.removal(member).is_some() || self.session.member(member).is_none_or(has_left) {
            // Another node may have let them in a moment ago.
            self.catch_up().await?;
        }
        if let Some(removal) = self.session.removal(member) {
            return Err(CommandError::Refused(match removal.kind {
                RemovalKind::Kick => Refusal::Removed,
                RemovalKind::Ban => Refusal::Banned,
            }));
        }
        let Some(known) = self.session.member(member) else {
            return Err(CommandError::Refused(Refusal::NotAMember));
        };
        if self.session.phase() != Phase::Live || known.joined.is_some() {
            return Ok(None);
        }
        if has_left(known) {
            return Err(CommandError::Refused(Refusal::NotAMember));
        }
        Ok(Some(known.name.clone()))
    }

    /// Counts a connection, and gives it the session as it is and all that happens from now on.
    pub(crate) fn let_in(&mut self, member: &MemberId, reply: Reply<Result<Attached, CommandError>>) {
        if self.presence.connect(member) {
            if !self.is_alone() {
                self.viewers.comes_from_elsewhere(member.clone());
            }
            (self.is_roll_old, self.is_roll_urgent) = (true, true);
            self.attendance.arrive(member, &self.session);
            self.tell_comings();
        }
        if reply.send(Ok((self.view(), self.subscribe()))).is_err() {
            self.detach(member);
        }
    }

    pub(crate) fn detach(&mut self, member: &MemberId) {
        let now = self.shared.clock.now();
        self.idle_since = now;
        if self.presence.disconnect(member, now.plus_ms(self.shared.options.gone_after_ms)) {
            (self.is_roll_old, self.is_roll_urgent) = (true, true);
            if !self.is_alone() {
                // They may be on their way to another node, which reads what is kept.
                self.saved_at = Timestamp::from_ms(0);
            }
            self.attendance.leave(member);
            self.tell_comings();
        }
    }

    /// Whoever is connected here is present, whatever a node that could not know of it has logged.
    pub(crate) fn bring_back(&mut self) {
        while let Some(member) = self.taken_for_gone.first().cloned() {
            self.bring_back_if_gone(&member);
        }
    }

    /// Somebody who is connected here waits to be present again, if another node has taken them for gone.
    pub(crate) fn bring_back_if_gone(&mut self, member: &MemberId) {
        if !self.taken_for_gone.remove(member) || self.session.phase() != Phase::Live || !self.presence.is_here(member)
        {
            return;
        }
        if let Some(name) =
            self.session.member(member).filter(|known| known.joined.is_none()).map(|known| known.name.clone())
        {
            self.wait(Waiting::back(member.clone(), name));
        }
    }

    /// Those whose last connection has been gone for a while leave, unless another node sees them.
    pub(crate) async fn mark_gone(&mut self) -> Result<(), CommandError> {
        if !self.is_alone() {
            self.look_elsewhere().await?;
            // Who is missing may be there: it is seen once the nodes have told each other.
            if self.shared.neighbours.is_settling() {
                return Ok(());
            }
        }
        let is_live = self.session.phase() == Phase::Live;
        for member in self.presence.due_gone(self.shared.clock.now(), TOGETHER_MAX) {
            self.presence.forget(&member);
            let joined = self.session.member(&member).and_then(|member| member.joined);
            if let Some(joined) = joined.filter(|_| is_live) {
                self.wait(Waiting::gone(member, joined));
            }
        }
        Ok(())
    }

    /// What the server meant to do about somebody could not be done: it is tried again.
    pub(crate) fn try_again_with(&mut self, member: MemberId) {
        if self.presence.is_here(&member) {
            self.taken_for_gone.insert(member);
            self.retry_later();
        } else {
            let at = self.shared.clock.now().plus_ms(GONE_AGAIN_MS);
            self.presence.heard_of(&member, at);
        }
    }
}
