//! Who has been at an evening of a series is expected at the next ones.

use session::{MemberId, SessionId};

use crate::failure::Failure;
use crate::state::Api;

/// Returns whether a session is an evening of a series at which somebody has been before.
pub(super) async fn is_regular(api: &Api, session: &SessionId, member: &MemberId) -> Result<bool, Failure> {
    let all = api.all_series()?;
    let Some(evening) = all.evening_of(session).await? else { return Ok(false) };
    Ok(all.is_regular(&evening.series, member).await?)
}

/// Keeps that somebody has been at an evening, where a session is one.
pub(crate) async fn note_regular(api: &Api, session: &SessionId, member: &MemberId) -> Result<(), Failure> {
    let all = api.all_series()?;
    if let Some(evening) = all.evening_of(session).await? {
        all.add_regular(&evening.series, member).await?;
    }
    Ok(())
}
