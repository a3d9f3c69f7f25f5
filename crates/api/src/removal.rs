//! What somebody is told who was removed or banned: by whom, and why.

use host::SessionHandle;
use protocol::Code;
use session::{MemberId, Removal, RemovalKind};

use crate::failure::Failure;

/// Says it for a person.
pub(crate) fn failure(removal: &Removal) -> Failure {
    let (code, did) = match removal.kind {
        RemovalKind::Kick => (Code::Removed, "removed"),
        RemovalKind::Ban => (Code::Banned, "banned"),
    };
    let by = removal.by_name.as_ref().map_or("The host", |name| name.as_str());
    let why = removal.reason.as_ref().map(|reason| format!(": {reason}")).unwrap_or_default();
    Failure::new(code, format!("{by} {did} you from this session{why}"))
}

/// A failure to enter, with who did it and why where that is known.
pub(crate) async fn explained(session: &SessionHandle, member: &MemberId, plain: Failure) -> Failure {
    if !matches!(plain.code, Code::Removed | Code::Banned) {
        return plain;
    }
    match session.view().await {
        Ok(view) => view.session.removal(member).map_or(plain, failure),
        Err(_) => plain,
    }
}
