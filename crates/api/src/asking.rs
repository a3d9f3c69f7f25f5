//! What stands before every command, whichever way it comes: is its service on, is it too much at once, is it wanted.

use host::SessionHandle;
use protocol as wire;
use protocol::Code;
use session::{ChatRefusal, MemberId, Refusal, SessionId};

use crate::failure::Failure;
use crate::options::Service;
use crate::state::Api;
use crate::to_domain::{self, Asked};

/// Reads a command, if this server takes it from this member now.
pub(crate) fn admit(
    api: &Api,
    session: &SessionId,
    member: &MemberId,
    request: wire::CommandRequest,
) -> Result<Asked, Failure> {
    let service = service(&request.command);
    if !api.options().services.has(service) {
        return Err(Failure::service_off(service));
    }
    api.limits().command(member)?;
    let unwanted = words(&request.command).map(|text| api.options().blocked_words.finds(text));
    let asked = to_domain::asked(member.clone(), request)?;
    match unwanted {
        Some(true) => return Err(Refusal::Chat(ChatRefusal::BlockedWord).into()),
        Some(false) => api.limits().message(session, member)?,
        None => {}
    }
    Ok(asked)
}

/// Does what was admitted. Returns the number of its first event; the head where nothing had to change.
pub(crate) async fn perform(session: &SessionHandle, asked: Asked) -> Result<u64, Failure> {
    let done = match asked {
        Asked::Command(request) => session.command(request).await,
        Asked::Reaction { member, emoji, times } => session.react(&member, emoji, times).await,
    };
    done.map(|done| done.seq).map_err(Failure::from)
}

/// Refuses what is not of this service: it has an address of its own.
pub(crate) fn only_of(service_asked: Service, command: &wire::Command) -> Result<(), Failure> {
    let service = service(command);
    let detail = format!("this is a command of the {} service; send it there", service.name());
    (service == service_asked).then_some(()).ok_or_else(|| Failure::new(Code::UnknownCommand, detail))
}

/// Which service a command belongs to.
fn service(command: &wire::Command) -> Service {
    match command {
        wire::Command::Say { .. }
        | wire::Command::EditMessage { .. }
        | wire::Command::DeleteMessage { .. }
        | wire::Command::ReactToMessage { .. }
        | wire::Command::React { .. }
        | wire::Command::SetChatRules { .. } => Service::Message,
        wire::Command::Play {}
        | wire::Command::Pause {}
        | wire::Command::Seek { .. }
        | wire::Command::SetRate { .. }
        | wire::Command::Load { .. }
        | wire::Command::SetLength { .. }
        | wire::Command::Answer { .. }
        | wire::Command::Undo { .. }
        | wire::Command::Reschedule { .. }
        | wire::Command::QueueAdd { .. }
        | wire::Command::QueueMove { .. }
        | wire::Command::QueueRemove { .. }
        | wire::Command::QueueClear { .. }
        | wire::Command::QueuePlay { .. }
        | wire::Command::QueueNext { .. }
        | wire::Command::QueuePrevious { .. }
        | wire::Command::QueueCancel { .. }
        | wire::Command::QueueVote { .. }
        | wire::Command::QueueSkip { .. }
        | wire::Command::QueueShuffle { .. }
        | wire::Command::QueueSet { .. }
        | wire::Command::QueueMeasure { .. }
        | wire::Command::QueueCannotPlay { .. }
        | wire::Command::QueueUndo { .. }
        | wire::Command::Leave {}
        | wire::Command::End {} => Service::Timecode,
    }
}

/// What people read of a command.
fn words(command: &wire::Command) -> Option<&str> {
    match command {
        wire::Command::Say { text, .. } | wire::Command::EditMessage { text, .. } => Some(text),
        _ => None,
    }
}
