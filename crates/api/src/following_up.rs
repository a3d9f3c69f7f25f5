//! What becomes known of a video only after it was brought into a session is told to that session.

use std::time::Duration;

use host::{CommandError, CommandRequest};
use providers::{Found, FoundBy, to_stored};
use session::{Actor, Command, Description, SessionId, Video};
use store::{StoreError, StoredVideo};
use tokio::time::sleep;

use crate::describing::{Asked, Described, Unknown, find, keep};
use crate::state::Api;
use crate::video;

/// How many videos are followed up at once. What goes beyond is known to the server later, and not to the session.
pub(crate) const AT_ONCE_MAX: usize = 200;
/// How long is waited before it is looked again, each time twice as long.
const LOOK_AFTER: Duration = Duration::from_secs(1);
const LOOK_AFTER_MAX: Duration = Duration::from_mins(1);
/// How often it is looked: for about an hour.
const LOOKS_MAX: u32 = 65;

/// Waits, beside everything else, until its provider or a worker has said what a video is, and tells the session.
pub(crate) fn follow_up(api: &Api, session: &SessionId, unknown: Unknown) {
    let Ok(permit) = api.follow_ups().try_acquire_owned() else { return };
    let (api, session) = (api.clone(), session.clone());
    tokio::spawn(async move {
        let stopped = api.host().clone();
        tokio::select! {
            () = stopped.stopped() => {}
            () = follow(&api, &session, &unknown) => {}
        }
        drop(permit);
    });
}

async fn follow(api: &Api, session: &SessionId, unknown: &Unknown) {
    if unknown.asked == Asked::Awaited {
        ask(api, &unknown.video).await;
    }
    let mut pause = LOOK_AFTER;
    for _ in 0..LOOKS_MAX {
        match look(api, &unknown.video).await {
            Ok(Some(described)) => match tell(api, session, &unknown.video, described).await {
                Ok(()) | Err(CommandError::Refused(_) | CommandError::UnknownPosition) => return,
                Err(error) => tracing::debug!(%error, "a session is told later what its video is"),
            },
            Ok(None) => {}
            Err(error) => tracing::debug!(%error, "it is looked later what a video is"),
        }
        sleep(pause).await;
        pause = (pause * 2).min(LOOK_AFTER_MAX);
    }
}

/// Waits for the answer that is on its way. Whatever its provider calls it, it stays the video that was brought.
async fn ask(api: &Api, plain: &Video) {
    if let Ok(Found::One(found)) = find(api, plain).await {
        let stored = to_stored(&found, FoundBy::Somebody, api.host().clock().now());
        keep(api, &StoredVideo { id: plain.id.to_string(), ..stored }).await;
    }
}

async fn look(api: &Api, plain: &Video) -> Result<Option<StoredVideo>, StoreError> {
    let Some(catalogue) = api.store().catalogue() else { return Ok(None) };
    Ok(catalogue.video(plain.id.as_str()).await?.filter(|known| known.described_at.is_some()))
}

async fn tell(api: &Api, session: &SessionId, plain: &Video, known: StoredVideo) -> Result<(), CommandError> {
    // What plays only elsewhere stays as it is.
    let video = video::from_stored(&known).unwrap_or_else(|| plain.clone());
    let Described { video, title, length, .. } = Described::of(&known, Video { id: plain.id.clone(), ..video });
    let description = Description { instead_of: video::title_of(plain), video, title, length };
    let command = Command::Describe(Box::new(description));
    let request = CommandRequest { actor: Actor::Server, id: None, based_on: None, command };
    api.host().session(session.clone()).command(request).await.map(drop)
}
