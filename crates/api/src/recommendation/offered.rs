//! What everybody may see of a video.

use session::{Video, VideoId, VideoKind};
use store::StoredVideo;
use timeline::Timecode;

use super::ladder::kept;
use crate::failure::Failure;
use crate::state::Api;
use crate::video::{from_stored, from_url, title_of_stored};

/// A video as everybody may see it.
pub(super) struct Offered {
    pub(super) video: Video,
    pub(super) title: String,
    pub(super) length: Option<Timecode>,
    pub(super) picture: Option<String>,
    /// Whether the catalogue lists it.
    pub(super) listed: bool,
    /// Whether it plays by the address that is shared, so that a queue can take it.
    pub(super) plays_by_address: bool,
}

/// Returns a video where a provider lists it, or a session on the home page shows it. What was only in other sessions is shown to
/// nobody.
pub(super) async fn offered(api: &Api, id: &VideoId) -> Result<Option<Offered>, Failure> {
    let known = match api.store().catalogue() {
        Some(catalogue) => catalogue.video(id.as_str()).await?,
        None => None,
    };
    if let Some(known) = known.as_ref().filter(|known| known.listed && known.gone_at.is_none()) {
        return Ok(of_catalogue(known, id));
    }
    let shown = kept(api)?.shown_video(id).await?;
    Ok(shown.map(|shown| Offered {
        video: Video { id: id.clone(), url: shown.url.into(), kind: shown.kind },
        title: shown.title.to_string(),
        length: shown.length,
        picture: known.and_then(|known| known.picture),
        listed: false,
        plays_by_address: true,
    }))
}

/// Returns none of what has no title.
fn of_catalogue(known: &StoredVideo, id: &VideoId) -> Option<Offered> {
    let by_address = from_url(&known.url).ok();
    let plays = from_stored(known).map(|video| Video { id: id.clone(), ..video });
    let plays_by_address =
        plays.as_ref().is_some_and(|plays| by_address.as_ref().is_some_and(|shared| shared.url == plays.url));
    // How a page plays is found out when it is started.
    let of_page = || Video { id: id.clone(), url: known.url.as_str().into(), kind: VideoKind::File };
    Some(Offered {
        video: plays.unwrap_or_else(of_page),
        title: title_of_stored(known)?.to_string(),
        length: known
            .length_ms
            .map(|ms| Timecode::from_us_clamped(i64::try_from(ms).unwrap_or(i64::MAX).saturating_mul(1_000))),
        picture: known.picture.clone(),
        listed: true,
        plays_by_address,
    })
}
