//! What stands before every command, whichever way it comes: is its service on, is it too much at once, is it wanted.

use axum::Json;
use host::{CommandError, CommandRequest, Done, SessionHandle};
use protocol as wire;
use protocol::Code;
use session::{Actor, MemberId, SessionId};

use crate::failure::Failure;
use crate::following_up::follow_up;
use crate::handshake::Concerned;
use crate::identity::Identity;
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
    let is_message = is_message(&request.command);
    let asked = to_domain::asked(member.clone(), request)?;
    if let Asked::Command(CommandRequest { command, .. }) = &asked {
        command.texts().into_iter().try_for_each(|text| api.wanted(text))?;
    }
    if is_message {
        api.limits().message(session, member)?;
    }
    Ok(asked)
}

/// Does what was admitted. Returns the number of its first event; the head where nothing had to change.
pub(crate) async fn perform(api: &Api, id: &SessionId, session: &SessionHandle, asked: Asked) -> Result<u64, Failure> {
    let done = match asked {
        Asked::Bringing { member, id: command_id, based_on, bringing } => {
            // The session decides below, and knows best; but for whom it would refuse, nobody else is asked.
            let now = api.host().clock().now();
            let may = session.view().await?.session.may(&member, bringing.takes(), now).is_ok();
            let (looked_up, unknown) = bringing.look_up(api, &member, may).await?;
            let actor = Actor::Member(member.clone());
            let request = CommandRequest { actor, id: Some(command_id), based_on, command: looked_up };
            let done = command(api, id, session, request).await;
            if done.is_ok() {
                for unknown in unknown {
                    follow_up(api, id, &member, unknown);
                }
            }
            done
        }
        Asked::Command(request) => command(api, id, session, request).await,
        Asked::Reaction { member, emoji, times } => session.react(&member, emoji, times).await,
    };
    done.map(|done| done.seq).map_err(Failure::from)
}

/// Does a command, and tells those whom it concerns outside of the session.
pub(crate) async fn command(
    api: &Api,
    id: &SessionId,
    session: &SessionHandle,
    request: CommandRequest,
) -> Result<Done, CommandError> {
    let concerned = Concerned::by(&request.command);
    let done = session.command(request).await?;
    if let Some(concerned) = concerned
        && let Err(failure) = concerned.tell(api, id).await
    {
        tracing::debug!(detail = failure.detail, "who was asked in is told a little later");
    }
    Ok(done)
}

/// Does a command that came without a live socket.
pub(crate) async fn ask(
    api: &Api,
    identity: &Identity,
    session: &str,
    request: wire::CommandRequest,
) -> Result<Json<wire::CommandDone>, Failure> {
    let (session_id, session) = api.session(session)?;
    let member = identity.member_in(&session_id)?;
    let id = request.id.clone();
    let asked = admit(api, &session_id, &member, request)?;
    let seq = perform(api, &session_id, &session, asked).await?;
    Ok(Json(wire::CommandDone { id, seq }))
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
        | wire::Command::SetRole { .. }
        | wire::Command::HandOver { .. }
        | wire::Command::Kick { .. }
        | wire::Command::Ban { .. }
        | wire::Command::Unban { .. }
        | wire::Command::Mute { .. }
        | wire::Command::Unmute { .. }
        | wire::Command::ChangeSettings { .. }
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

fn is_message(command: &wire::Command) -> bool {
    matches!(command, wire::Command::Say { .. } | wire::Command::EditMessage { .. })
}
