//! A client asks for something, and asks again with the same id until it knows what became of it.

use std::time::Duration;

use host::{CommandError, CommandRequest, Done, HostError};
use session::{Actor, Command, CommandId};
use tokio::time::sleep;

use crate::chance::Chance;
use crate::client::Tab;
use crate::history::{Answer, Asked};
use crate::node::Line;
use crate::trace::Who;

/// How often a client asks at the most.
const ATTEMPTS_MAX: u32 = 12;
/// How long it waits for an answer before it asks elsewhere.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);

/// A command on its way.
pub(crate) struct Wish {
    pub(crate) number: u64,
    pub(crate) based_on: Option<u64>,
    pub(crate) command: Command,
    pub(crate) must_change: bool,
}

/// What became of one attempt.
enum Attempt {
    Answered(Answer),
    /// It was not done, or nobody knows.
    Again,
}

/// Asks until there is an answer, first over `line`, then over any. Returns the answer, if there was one.
pub(crate) async fn ask(tab: Tab, line: Option<Line>, wish: Wish) -> Option<Answer> {
    let world = &tab.stage.world;
    let mut chance = Chance::new(world.plan.seed, "ask", (u64::from(tab.number) << 32) + wish.number);
    let id = CommandId::parse(&format!("t{}:{}", tab.number, wish.number)).ok()?;
    let mut asked = Asked {
        session: tab.plan.session,
        by: tab.member.clone(),
        id: id.clone(),
        based_on: wish.based_on,
        must_change: wish.must_change,
        sent_at: world.elapsed(),
        attempts: 0,
        answer: None,
    };
    let actor = Actor::Member(tab.member.clone());
    let request = CommandRequest { actor, id: Some(id), based_on: wish.based_on, command: wish.command };
    let mut line = line;
    while asked.answer.is_none() && asked.attempts < ATTEMPTS_MAX {
        asked.attempts += 1;
        world.note(Who::Tab(tab.number.into()), "asks", (wish.number, u64::from(asked.attempts)));
        let way = line.take().or_else(|| tab.stage.nodes.line(&mut chance));
        match attempt(&tab, way, &request, &mut chance).await {
            Attempt::Answered(answer) => asked.answer = Some((world.elapsed(), answer)),
            Attempt::Again => sleep(chance.ms(200..=1_500)).await,
        }
    }
    let told = asked.answer.map(|(_, answer)| answer);
    let (what, seq) = match told {
        Some(Answer::Done(seq)) => ("is told: done, at", seq),
        Some(Answer::Refused) => ("is refused", 0),
        None => ("gives up", 0),
    };
    world.note(Who::Tab(tab.number.into()), what, (seq, wish.number));
    tab.stage.history.note(asked);
    told
}

async fn attempt(tab: &Tab, line: Option<Line>, request: &CommandRequest, chance: &mut Chance) -> Attempt {
    let Some(line) = line else { return Attempt::Again };
    sleep(chance.ms(1..=40)).await;
    let session = line.host.session(tab.session.clone());
    let answer = tokio::select! {
        biased;
        () = line.cut.cancelled() => return Attempt::Again,
        answer = session.command(request.clone()) => answer,
        () = sleep(ANSWER_WITHIN) => return Attempt::Again,
    };
    sleep(chance.ms(1..=40)).await;
    if line.cut.is_cancelled() {
        return Attempt::Again;
    }
    match answer {
        Ok(Done { seq }) => Attempt::Answered(Answer::Done(seq)),
        Err(CommandError::Refused(_)) => Attempt::Answered(Answer::Refused),
        Err(CommandError::Host(HostError::NotFound)) => {
            tab.stage.world.violated("a session is found", format!("{} is not there", tab.session));
            Attempt::Again
        }
        Err(CommandError::UnknownPosition | CommandError::Host(_)) => Attempt::Again,
    }
}
