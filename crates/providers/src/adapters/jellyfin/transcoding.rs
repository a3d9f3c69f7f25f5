//! Films that browsers do not play, as Jellyfin makes them playable while they are watched (HLS), and subtitles.
//!
//! The list of a film's segments costs Jellyfin nothing; asking for a segment begins to make it and those after it. A run of
//! that is known by its play session: another segment far away, asked for under the same name, ends it and begins anew there. A
//! run that nobody asks for a minute Jellyfin ends by itself, and deletes what it has made.

use async_trait::async_trait;
use bytes::Bytes;
use http::header::AUTHORIZATION;
use url::Url;

use super::Jellyfin;
use super::told::{Told, is_below};
use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch, Patience};
use crate::key::Key;
use crate::links::is_id;
use crate::location::Location;
use crate::relay::{Playlist, RelayKey, Streams};

/// What every browser plays. Pictures are always encoded anew: what is only packed anew is cut where the file has pictures that
/// stand alone, which is not where the list says, and who comes in late would be at another place than the others.
const WANTED: [(&str, &str); 15] = [
    ("VideoCodec", "h264"),
    ("AudioCodec", "aac"),
    ("SegmentContainer", "ts"),
    ("SegmentLength", "6"),
    ("AllowVideoStreamCopy", "false"),
    ("AllowAudioStreamCopy", "false"),
    ("VideoBitRate", "8000000"),
    ("AudioBitRate", "192000"),
    ("TranscodingMaxAudioChannels", "2"),
    ("MaxWidth", "1920"),
    ("MaxHeight", "1080"),
    ("Profile", "high"),
    ("Level", "41"),
    ("RequireAvc", "true"),
    ("DeviceId", "sameframe"),
];
/// What Jellyfin has called the key in addresses.
const KEY_NAMES: [&str; 3] = ["api_key", "apikey", "x-emby-token"];
const PLAY_SESSION: &str = "PlaySessionId";

/// Films that Jellyfin transcodes for this server, and subtitles.
#[derive(Clone)]
pub struct Transcoding {
    /// Signs the addresses under which they are passed on.
    pub key: RelayKey,
    /// How many films may be made at one time; with none, there are subtitles alone.
    pub at_once_max: usize,
}

impl Transcoding {
    pub(super) fn address(&self, key: &Key) -> Option<Location> {
        (self.at_once_max > 0).then(|| self.key.address(key)).flatten()
    }
}

#[async_trait]
impl Streams for Jellyfin {
    fn named(&self, name: &str) -> Option<Key> {
        self.transcoding.as_ref()?.key.read(&self.id, name)
    }

    fn at_once_max(&self) -> usize {
        self.transcoding.as_ref().map_or(0, |transcoding| transcoding.at_once_max)
    }

    async fn playlist(&self, fetch: &Fetch, key: &Key) -> Result<Playlist, ProviderError> {
        if self.at_once_max() == 0 {
            return Err(ProviderError::Unsupported);
        }
        let told = self.item(fetch, key).await?;
        let asked = self.playlist_at(key, &told)?;
        let authorization = self.authorization.clone().ok_or(ProviderError::Forbidden)?;
        let answer = fetch.ask(Ask::new(asked, Expect::Segments).header(AUTHORIZATION, authorization)).await?;
        let text = str::from_utf8(&answer.bytes).map_err(|_| ProviderError::Malformed)?;
        let path = format!("Videos/{}/", key.external);
        let place = |at: Url| is_below(&self.base, &at, &path).then(|| plain(at));
        let is_own = is_below(&self.base, &answer.url, &path);
        Playlist::read(text, &answer.url, place).filter(|_| is_own).ok_or(ProviderError::Malformed)
    }

    fn segment(&self, at: &Url, run: &str) -> Result<Ask, ProviderError> {
        let authorization = self.authorization.clone().ok_or(ProviderError::Forbidden)?;
        let mut at = at.clone();
        at.query_pairs_mut().append_pair(PLAY_SESSION, run);
        Ok(Ask::new(at, Expect::Segment).header(AUTHORIZATION, authorization))
    }

    async fn texts(&self, fetch: &Fetch, key: &Key) -> Result<Vec<u32>, ProviderError> {
        Ok(self.item(fetch, key).await?.text_numbers())
    }

    /// Jellyfin reads a whole film the first time that subtitles in it are asked for, so it is given a while.
    async fn subtitles(&self, fetch: &Fetch, key: &Key, number: u32) -> Result<Bytes, ProviderError> {
        let id = key.external.as_str();
        if !is_id(id, 32..=36) {
            return Err(ProviderError::NotFound);
        }
        let at = self.base.join(&format!("Videos/{id}/{id}/Subtitles/{number}/Stream.vtt"))?;
        let authorization = self.authorization.clone().ok_or(ProviderError::Forbidden)?;
        let asked = Ask::new(at, Expect::Subtitles).header(AUTHORIZATION, authorization);
        let answer = fetch.clone().with_patience(Patience::Background).ask(asked).await?;
        let text = str::from_utf8(&answer.bytes).map_err(|_| ProviderError::Malformed)?;
        let is_own = is_below(&self.base, &answer.url, &format!("Videos/{id}/"));
        let is_vtt = text.trim_start_matches('\u{feff}').starts_with("WEBVTT");
        if is_own && is_vtt { Ok(answer.bytes) } else { Err(ProviderError::Malformed) }
    }
}

impl Jellyfin {
    fn playlist_at(&self, key: &Key, told: &Told) -> Result<Url, ProviderError> {
        let id = key.external.as_str();
        if !is_id(id, 32..=36) {
            return Err(ProviderError::NotFound);
        }
        let mut url = self.base.join(&format!("Videos/{id}/main.m3u8"))?;
        url.query_pairs_mut().append_pair("MediaSourceId", id).extend_pairs(WANTED);
        if let Some(rate) = told.whole_rate() {
            url.query_pairs_mut().append_pair("Framerate", &rate.to_string());
        }
        Ok(url)
    }
}

/// Takes out of an address what is said otherwise: the key, which is sent in a header, and the run.
fn plain(mut at: Url) -> Url {
    let is_kept = |name: &str| {
        !name.eq_ignore_ascii_case(PLAY_SESSION) && !KEY_NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
    };
    let kept: Vec<_> = at.query_pairs().into_owned().filter(|(name, _)| is_kept(name)).collect();
    at.query_pairs_mut().clear().extend_pairs(kept);
    at
}
