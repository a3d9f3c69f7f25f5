//! What a session's video is called and how it plays, where its address does not show that.

use std::time::Duration;

use protocol::Code;
use providers::{Found, FoundBy, Key, ProviderError, ProviderId, to_stored};
use session::{Title, Video};
use store::StoredVideo;
use timeline::Timecode;
use tokio::time::timeout;
use url::Url;

use crate::failure::Failure;
use crate::state::Api;
use crate::{library, relay, video};

/// How long a new session waits to know more of its video. What is not known by then is found out later.
const WITHIN: Duration = Duration::from_secs(2);
/// Providers whose addresses show how they play, and who know no title.
const PLAIN: [&str; 3] = ["file", "hls", "dash"];

/// What is known of a video.
pub(crate) struct Described {
    pub(crate) video: Video,
    pub(crate) title: Option<Title>,
    pub(crate) length: Option<Timecode>,
    /// What is to be followed up, where not all is known yet.
    pub(crate) unknown: Option<Unknown>,
}

/// A video of which not all was known when it was brought.
#[derive(Clone, Debug)]
pub(crate) struct Unknown {
    /// As it was brought.
    pub(crate) video: Video,
    /// Whether its provider has been asked.
    pub(crate) asked: Asked,
}

/// Whether a provider is asked what a video is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Its answer is to be waited for.
    Awaited,
    /// It has been, and cannot say now.
    InVain,
    /// Not yet; a worker does it.
    Not,
}

/// Asks the provider of an address what is there, and waits for a moment at the most. Whatever the provider does, there is a
/// video: at worst the address as it is. Only where there are certainly several there is none.
pub(crate) async fn describe(api: &Api, plain: Video) -> Result<Described, Failure> {
    match timeout(WITHIN, find(api, &plain)).await {
        Ok(Ok(Found::One(found))) => {
            let stored = to_stored(&found, FoundBy::Somebody, api.host().clock().now());
            keep(api, &stored).await;
            // What plays only elsewhere is tried as it is.
            Ok(Described::of(&stored, video::from_stored(&stored).unwrap_or(plain)))
        }
        Ok(Ok(Found::Several(_))) => Err(several()),
        Ok(Err(error)) if error.is_passing() => Ok(for_now(api, plain, Asked::InVain).await),
        Ok(Err(_)) => Ok(as_it_is(api, plain).await),
        Err(_) => Ok(for_now(api, plain, Asked::Awaited).await),
    }
}

/// Asks for what is at an address that does not show it.
pub(crate) async fn find(api: &Api, plain: &Video) -> Result<Found, ProviderError> {
    if let Some(key) = relay::video_at(api, &plain.url) {
        return Ok(Found::One(Box::new(api.providers().resolve_key(&key).await?)));
    }
    let url = Url::parse(&plain.url).map_err(|_| ProviderError::Unsupported)?;
    if is_plain(api, plain) {
        return Err(ProviderError::Unsupported);
    }
    api.providers().resolve(&url).await
}

/// Takes an address as it is, and leaves it to the workers to find out what is there. A film of the library is known.
pub(crate) async fn as_it_is(api: &Api, plain: Video) -> Described {
    if let Some(known) = library::known(api, &plain) {
        keep(api, &known).await;
        return Described::of(&known, plain);
    }
    want(api, &plain).await;
    Described { video: plain, title: None, length: None, unknown: None }
}

/// Takes an address as it is until its provider, or a worker, says what is there.
pub(crate) async fn for_now(api: &Api, plain: Video, asked: Asked) -> Described {
    let is_plain = is_plain(api, &plain);
    let described = as_it_is(api, plain).await;
    let is_known = described.title.is_some() || is_plain;
    let unknown = (!is_known).then(|| Unknown { video: described.video.clone(), asked });
    Described { unknown, ..described }
}

/// Whether the address shows how the video plays, and its provider knows no more.
fn is_plain(api: &Api, video: &Video) -> bool {
    let claimed = Url::parse(&video.url).ok().and_then(|url| api.providers().claim(&url));
    claimed.is_some_and(|key| PLAIN.contains(&key.provider.sort()))
}

impl Described {
    /// Of what nobody has been asked yet.
    pub(crate) fn nothing(plain: Video) -> Self {
        let unknown = Some(Unknown { video: plain.clone(), asked: Asked::Awaited });
        Self { video: plain, title: None, length: None, unknown }
    }

    /// Returns what is kept of a video that plays like this.
    pub(crate) fn of(stored: &StoredVideo, video: Video) -> Self {
        Self {
            video,
            title: video::title_of_stored(stored),
            length: stored.length_ms.filter(|_| !stored.live).map(Timecode::from_ms_clamped),
            unknown: None,
        }
    }
}

pub(crate) fn several() -> Failure {
    let detail = "this link leads to a list of videos, and here goes one; open a video of the list and paste its own link, \
        or add the whole list to the queue of a session";
    Failure::new(Code::NotOneVideo, detail)
}

/// Asks the provider of a known video how it plays, and waits for a moment at the most.
pub(crate) async fn ask(api: &Api, stored: &StoredVideo) -> Result<providers::Video, ProviderError> {
    let provider = ProviderId::parse(&stored.provider)?;
    let key = Key::new(&provider, &stored.external_id)?;
    timeout(WITHIN, api.providers().resolve_key(&key)).await.unwrap_or(Err(ProviderError::Away))
}

/// Puts into words why a provider gave nothing.
pub(crate) fn failure(error: &ProviderError) -> Failure {
    let (code, detail) = match error {
        ProviderError::NotFound => (Code::VideoNotFound, "there is no video at this address; check the link"),
        ProviderError::Forbidden => {
            (Code::NothingToPlay, "this video is not shown to everybody; ask its owner to share it, or choose another")
        }
        ProviderError::Unsupported | ProviderError::NothingPlays | ProviderError::Malformed => {
            (Code::NothingToPlay, "nothing that can be watched was found at this address; paste the link of a video")
        }
        ProviderError::Blocked => {
            (Code::NothingToPlay, "this server does not go to that address; whoever runs the server can allow it")
        }
        ProviderError::Quota { .. } => {
            (Code::ProviderAway, "the site has been asked too often for now; try again later")
        }
        ProviderError::Garbled(_) => {
            (Code::ProviderAway, "the site answers with something that cannot be read just now; try again later")
        }
        ProviderError::Away => (Code::ProviderAway, "the site does not answer just now; try again later"),
    };
    Failure::new(code, detail)
}

/// Leaves a video to the workers, who ask its provider. What stands on this server itself is nobody else's.
async fn want(api: &Api, video: &Video) {
    let Ok(url) = Url::parse(&video.url) else { return };
    let claimed = api.providers().claim(&url);
    let now = api.host().clock().now();
    let wanted = StoredVideo {
        id: video.id.to_string(),
        provider: claimed.as_ref().map_or_else(|| "page".to_owned(), |key| key.provider.to_string()),
        external_id: video.url.to_string(),
        url: video.url.to_string(),
        kind: video::kind_word(video.kind).to_owned(),
        source_url: video.url.to_string(),
        title: String::new(),
        length_ms: None,
        live: false,
        picture: claimed.as_ref().and_then(|key| api.providers().picture(key)).map(|picture| picture.to_string()),
        tags: Vec::new(),
        year: None,
        languages: Vec::new(),
        sources: Vec::new(),
        subtitles: Vec::new(),
        listed: false,
        described_at: None,
        updated_at: now,
        gone_at: None,
    };
    if let Some(catalogue) = api.store().catalogue()
        && let Err(error) = catalogue.want_video(&wanted).await
    {
        tracing::debug!(%error, "a video was not left to be described");
    }
}

pub(crate) async fn keep(api: &Api, video: &StoredVideo) {
    if let Some(catalogue) = api.store().catalogue()
        && let Err(error) = catalogue.keep_video(video).await
    {
        tracing::debug!(%error, "what is known of a video was not kept");
    }
}
