//! Who may do what: one table, and nothing is allowed that it does not allow.

use crate::command::{Actor, Command};
use crate::refusal::Refusal;
use crate::state::{Phase, Session};

/// Returns why `actor` may not do `command` in `session`, or nothing.
pub(crate) fn check(session: &Session, actor: &Actor, command: &Command) -> Result<(), Refusal> {
    if let Phase::Ended { .. } = session.phase {
        return Err(Refusal::SessionEnded);
    }
    let allowed = match command {
        Command::Join { .. } | Command::JoinWithin { .. } => matches!(actor, Actor::Member(_)),
        Command::MarkGone { .. } | Command::Hold { .. } | Command::Release { .. } => matches!(actor, Actor::Server),
        Command::End => is_host(session, actor),
        Command::Leave
        | Command::Play
        | Command::Pause
        | Command::Seek { .. }
        | Command::SetRate { .. }
        | Command::Load { .. }
        | Command::SetLength { .. }
        | Command::Answer { .. }
        | Command::Undo { .. } => {
            return if is_present(session, actor) { Ok(()) } else { Err(Refusal::NotAMember) };
        }
    };
    if allowed { Ok(()) } else { Err(Refusal::NotAllowed) }
}

fn is_present(session: &Session, actor: &Actor) -> bool {
    match actor {
        Actor::Member(id) => session.member(id).is_some_and(|member| member.joined.is_some()),
        Actor::Server => false,
    }
}

fn is_host(session: &Session, actor: &Actor) -> bool {
    matches!(actor, Actor::Member(id) if *id == session.host)
}
