//! What becomes known of a video only after it was brought into a session is told to that session.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use host::{CommandError, CommandRequest};
use providers::{Found, FoundBy, to_stored};
use session::{Actor, Command, Description, MemberId, SessionId, Video};
use store::{StoreError, StoredVideo};
use tokio::time::sleep;

use crate::describing::{Asked, Described, Unknown, find, keep};
use crate::state::Api;
use crate::video;

/// How many videos are followed up at once, and how many that one person has brought. What goes beyond is known to the server
/// later, and not to the session.
const AT_ONCE_MAX: usize = 500;
const AT_ONCE_OF_ONE_MAX: usize = 25;
/// How long is waited before it is looked again, each time twice as long.
const LOOK_AFTER: Duration = Duration::from_secs(1);
const LOOK_AFTER_MAX: Duration = Duration::from_mins(1);
/// How often it is looked: for about an hour.
const LOOKS_MAX: u32 = 65;

/// How many videos are followed up that each person has brought.
#[derive(Debug, Default)]
pub(crate) struct FollowUps(Mutex<HashMap<MemberId, usize>>);

/// The place of one video that is followed up.
struct Taken {
    all: Arc<FollowUps>,
    by: MemberId,
}

impl FollowUps {
    fn take(self: &Arc<Self>, by: &MemberId) -> Option<Taken> {
        let mut taken = self.lock();
        let own = taken.get(by).copied().unwrap_or_default();
        if own >= AT_ONCE_OF_ONE_MAX || taken.values().sum::<usize>() >= AT_ONCE_MAX {
            return None;
        }
        taken.insert(by.clone(), own + 1);
        Some(Taken { all: Arc::clone(self), by: by.clone() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<MemberId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut taken = self.all.lock();
        match taken.get_mut(&self.by) {
            Some(own) if *own > 1 => *own -= 1,
            _ => drop(taken.remove(&self.by)),
        }
    }
}

/// Waits, beside everything else, until its provider or a worker has said what a video is that somebody brought, and tells the
/// session.
pub(crate) fn follow_up(api: &Api, session: &SessionId, by: &MemberId, unknown: Unknown) {
    let Some(taken) = api.follow_ups().take(by) else { return };
    let (api, session) = (api.clone(), session.clone());
    tokio::spawn(async move {
        let stopped = api.host().clone();
        tokio::select! {
            () = stopped.stopped() => {}
            () = follow(&api, &session, &unknown) => {}
        }
        drop(taken);
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use session::MemberId;

    use super::{AT_ONCE_MAX, AT_ONCE_OF_ONE_MAX, FollowUps};

    #[test]
    fn who_brings_much_takes_no_place_of_the_others() {
        let all = Arc::new(FollowUps::default());
        let member = |text: &str| MemberId::parse(text).unwrap();
        let mut taken: Vec<_> = (0..1_000).map_while(|_| all.take(&member("eve"))).collect();
        assert_eq!(taken.len(), AT_ONCE_OF_ONE_MAX);
        assert!(all.take(&member("ana")).is_some());
        taken.pop();
        assert!(all.take(&member("eve")).is_some(), "what is done gives its place back");
        taken.clear();
        assert!(all.lock().is_empty(), "nobody is remembered who has none");
        let crowd = (0..1_000).filter_map(|number| all.take(&member(&format!("m{number}"))));
        assert_eq!(crowd.collect::<Vec<_>>().len(), AT_ONCE_MAX);
    }
}
