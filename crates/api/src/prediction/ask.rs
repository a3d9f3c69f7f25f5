//! A command about a prediction, and the prediction as it stands after it.

use host::{CommandRequest, Done};
use protocol::{Code, Prediction};
use session::{Actor, Command, CommandId, PredictionCommand, PredictionRefusal, Refusal};

use crate::failure::Failure;
use crate::identity::Identity;
use crate::state::Api;
use crate::to_wire;

/// Does what somebody asks for. A repeat with the same id gets the first outcome. Where the command names no prediction, it
/// is the one that it has opened.
pub(super) async fn ask(
    api: &Api,
    identity: &Identity,
    session: &str,
    id: Option<&str>,
    (about, command): (Option<u64>, PredictionCommand),
) -> Result<Prediction, Failure> {
    let (session_id, session) = api.session(session)?;
    let member = identity.member_in(&session_id)?;
    api.limits().command(&member)?;
    let id = id.map(CommandId::parse).transpose().map_err(|_| {
        let detail = "a command's id has 1 to 64 letters, digits, or any of -_.:";
        Failure::new(Code::BadCommandId, detail)
    })?;
    let (actor, command) = (Actor::Member(member.clone()), Command::Prediction(command));
    command.texts().into_iter().try_for_each(|text| api.wanted(text))?;
    let Done { seq } = session.command(CommandRequest { actor, id, based_on: None, command }).await?;
    let view = session.view().await?;
    let prediction = about.unwrap_or(seq);
    let found = view.session.predictions().get(prediction);
    let found = found.ok_or_else(|| Failure::from(Refusal::from(PredictionRefusal::NotFound)))?;
    Ok(to_wire::prediction::prediction(prediction, found, Some(&member)))
}
