//! Erasing people: takes up what was begun, here or on a node that died over it, and works it off session by session.
//!
//! Everything may be done again. Whoever takes an erasure up has it for a while, and says so after each session; who takes
//! longer shares the work, which does no harm.

use std::sync::Arc;
use std::time::Duration;

use session::{Actor, Command, MemberId, SessionId};
use store::{Erasure, NodeId, PersonalData, StoreError, personal_data};

use crate::erasing_told::Told;
use crate::error::{CommandError, HostError};
use crate::handle::SessionHandle;
use crate::host::{Host, Shared};
use crate::request::CommandRequest;

/// For how long nobody else takes up an erasure after a sign of life, in milliseconds.
const TAKEN_FOR_MS: i64 = 15_000;
/// How often it is looked for what nobody works on.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// All sessions are gone through once more after this, in milliseconds: what was on its way when it began has arrived.
const AGAIN_AFTER_MS: i64 = 60_000;
/// How many sessions are looked at in one question.
const SESSIONS_PAGE: u32 = 100;
/// How often all sessions are gone through.
const PASSES: u32 = 2;

/// Why an erasure does not go on here.
enum Stop {
    /// Somebody else has taken it up, or this host stops.
    Left,
    /// It is tried again later.
    Failed(HostError),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl Host {
    /// Begins to erase a user. When this returns, their token is nobody's, and nothing stops the rest any more.
    pub async fn erase(&self, user: &MemberId) -> Result<(), HostError> {
        let shared = self.shared();
        let data = personal_data(&*shared.store)?;
        data.begin_erasure(user, shared.clock.now()).await?;
        if let Err(error) = data.erase_user(user).await {
            tracing::warn!(error = &error as &dyn std::error::Error, "somebody is erased later");
        }
        shared.erasing.notify_one();
        Ok(())
    }
}

/// Works off erasures until the host stops.
pub(crate) async fn erase_people(shared: Arc<Shared>) {
    let Ok(data) = personal_data(&*shared.store) else { return };
    let told = Told::new(Arc::clone(&shared.store), NodeId::random().to_string());
    loop {
        let now = shared.clock.now();
        match data.take_erasure(now, now.plus_ms(TAKEN_FOR_MS)).await {
            Ok(Some(erasure)) => match told_pass(&shared, data, erasure, &told).await {
                Ok(()) => continue,
                Err(Stop::Left) => {}
                Err(Stop::Failed(error)) => {
                    tracing::warn!(error = &error as &dyn std::error::Error, "somebody is erased later");
                }
            },
            Ok(None) => told.nothing_to_do(now).await,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "could not look whom to erase");
            }
        }
        tokio::select! {
            biased;
            () = shared.stop.cancelled() => return,
            () = shared.erasing.notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// How far a pass came.
#[derive(Default)]
struct Passed {
    /// How many sessions had to do with who is erased.
    sessions: u64,
    /// Those that could not be read, and why the first could not.
    failed: u64,
    why: Option<String>,
}

/// Goes through all sessions once, and tells operators of it. Whom it is about, it does not tell.
async fn told_pass(shared: &Arc<Shared>, data: &dyn PersonalData, erasure: Erasure, told: &Told) -> Result<(), Stop> {
    let run = told.begin(shared.clock.now()).await;
    let is_last = erasure.passes + 1 >= PASSES;
    let mut passed = Passed::default();
    let result = pass(shared, data, erasure, (told, run), &mut passed).await;
    let Passed { sessions, failed, why } = passed;
    let outcome = match (&result, why) {
        (Err(Stop::Failed(error)), _) => Err(format!("{}; it goes on by itself", why_of(error))),
        (_, Some(why)) => Err(format!("{failed} of {sessions} sessions: {why}; it is tried again by itself")),
        (Err(Stop::Left), None) => Ok((sessions, "another process goes on with it".to_owned())),
        (Ok(()), None) if is_last => Ok((sessions, format!("somebody is erased, and was in {sessions} sessions"))),
        (Ok(()), None) => Ok((
            sessions,
            format!("somebody is erased from {sessions} sessions, which is looked at once more in a minute"),
        )),
    };
    told.end(run, shared.clock.now(), outcome).await;
    result
}

/// Goes through all sessions once. One that cannot be read keeps no other waiting, and is tried again.
async fn pass(
    shared: &Arc<Shared>,
    data: &dyn PersonalData,
    mut erasure: Erasure,
    (told, run): (&Told, Option<u64>),
    passed: &mut Passed,
) -> Result<(), Stop> {
    let user = erasure.user.clone();
    data.erase_user(&user).await?;
    loop {
        let page = data.sessions_naming(&user, erasure.reached.as_ref(), SESSIONS_PAGE).await?;
        if page.is_empty() {
            break;
        }
        for (session, is_named) in page {
            passed.sessions += u64::from(is_named);
            if is_named && let Err(error) = erase_from(shared, data, &session, &user).await {
                tracing::warn!(%session, error = &error as &dyn std::error::Error, "somebody is erased from it later");
                passed.failed += 1;
                passed.why.get_or_insert_with(|| why_of(&error));
            }
            erasure.reached = Some(session);
            if is_named {
                erasure = keep(shared, data, erasure, TAKEN_FOR_MS).await?;
            }
        }
        told.hold(run, shared.clock.now(), passed.sessions).await;
        erasure = keep(shared, data, erasure, TAKEN_FOR_MS).await?;
    }
    data.erase_traces(&user).await?;
    let all_done = data.settle_erased().await? && passed.failed == 0;
    erasure.passes += u32::from(all_done);
    if erasure.passes >= PASSES {
        return Ok(data.end_erasure(&erasure).await?);
    }
    erasure.reached = None;
    keep(shared, data, erasure, AGAIN_AFTER_MS).await.map(drop)
}

/// Says how far it is.
async fn keep(shared: &Shared, data: &dyn PersonalData, erasure: Erasure, for_ms: i64) -> Result<Erasure, Stop> {
    if shared.stop.is_cancelled() {
        return Err(Stop::Left);
    }
    data.keep_erasure(erasure, shared.clock.now().plus_ms(for_ms)).await?.ok_or(Stop::Left)
}

/// First the live session hears of it, so that nothing new comes from them; then what is behind is cleared.
async fn erase_from(
    shared: &Arc<Shared>,
    data: &dyn PersonalData,
    session: &SessionId,
    user: &MemberId,
) -> Result<(), HostError> {
    let command = Command::Erase { member: user.clone() };
    let request = CommandRequest { actor: Actor::Server, id: None, based_on: None, command };
    match SessionHandle::new(Arc::clone(shared), session.clone()).command(request).await {
        Ok(_) => {}
        Err(CommandError::Host(error)) => return Err(error),
        Err(CommandError::Refused(_) | CommandError::UnknownPosition) => {
            return Err(HostError::Log("it does not let somebody be erased"));
        }
    }
    data.erase_from_log(session, user).await?;
    Ok(())
}

/// In words for operators: a store's failure says more than that there was one.
fn why_of(error: &HostError) -> String {
    match error {
        HostError::Store(source) => format!("the database: {source}"),
        other => other.to_string(),
    }
}
