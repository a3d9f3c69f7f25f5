//! What everybody may see of a video.

use providers::SourceKind;
use session::{Video, VideoId, VideoKind};
use store::StoredVideo;
use timeline::Timecode;

use super::ladder::kept;
use super::questions::Questions;
use crate::failure::Failure;
use crate::handshake::is_open;
use crate::state::Api;
use crate::video::{from_id, from_stored, title_of_stored};
use crate::{library, picture};

/// A video as everybody may see it.
pub(super) struct Offered {
    pub(super) video: Video,
    pub(super) title: String,
    pub(super) length: Option<Timecode>,
    pub(super) picture: Option<String>,
    /// Whether the catalogue lists it, or this server's own folders have it.
    pub(super) listed: bool,
    pub(super) plays: Plays,
}

/// Whether a session can play a video.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Plays {
    /// It can.
    Here,
    /// Its list does not say; its provider does.
    Perhaps,
    /// It cannot: the video is watched on a page elsewhere, or is there no longer.
    Elsewhere,
}

/// Returns a video where it is in the folders of this server, a provider lists it, or a session on the home page shows it into which
/// everybody gets. What was only in other sessions is shown to nobody.
pub(super) async fn offered(api: &Api, id: &VideoId) -> Result<Option<Offered>, Failure> {
    if let Some(film) = library::to_play(api, id.as_str()) {
        return Ok(of_catalogue(api, &film, id));
    }
    let known = match api.store().catalogue() {
        Some(catalogue) => catalogue.video(id.as_str()).await?,
        None => None,
    };
    if let Some(known) = known.as_ref().filter(|known| known.listed && known.gone_at.is_none()) {
        return Ok(of_catalogue(api, known, id));
    }
    let Some(shown) = kept(api)?.shown_video(id).await? else { return Ok(None) };
    // What is watched behind a door is told to nobody outside (GET-9).
    let shown = is_open(api, &shown.session).await?.then_some(shown);
    Ok(shown.map(|shown| {
        let video = Video { id: id.clone(), url: shown.url.into(), kind: shown.kind };
        Offered {
            plays: if library::is_gone(api, &video) { Plays::Elsewhere } else { Plays::Here },
            video,
            title: shown.title.to_string(),
            length: shown.length,
            picture: known.and_then(picture::of_brought),
            listed: false,
        }
    }))
}

/// Finds out how a video plays of which its list does not say it. Returns none of what nobody says in time that it plays here.
pub(super) async fn found_out(api: &Api, offered: Offered, questions: &Questions) -> Option<Offered> {
    match offered.plays {
        Plays::Here => Some(offered),
        Plays::Elsewhere => None,
        Plays::Perhaps => {
            let may = || api.limits().resolution(&questions.by).is_ok();
            let found = questions.ask(from_id(api, offered.video.id.as_str(), may)).await?.ok()?;
            Some(Offered { video: found.video, length: offered.length.or(found.length), plays: Plays::Here, ..offered })
        }
    }
}

/// Returns none of what has no title.
fn of_catalogue(api: &Api, known: &StoredVideo, id: &VideoId) -> Option<Offered> {
    let plays = from_stored(known).map(|video| Video { id: id.clone(), ..video });
    let is_list = known.kind == SourceKind::List.name();
    let is_told = plays.is_some() || is_list || !api.providers().tells_later(&known.provider);
    // How a page plays is found out when it is started.
    let of_page = || Video { id: id.clone(), url: known.url.as_str().into(), kind: VideoKind::File };
    Some(Offered {
        plays: match (&plays, is_told) {
            (Some(_), _) => Plays::Here,
            (None, false) => Plays::Perhaps,
            (None, true) => Plays::Elsewhere,
        },
        video: plays.unwrap_or_else(of_page),
        title: title_of_stored(known)?.to_string(),
        length: known.length_ms.map(Timecode::from_ms_clamped),
        picture: known.picture.clone(),
        listed: true,
    })
}
