//! HLS playlists (RFC 8216): whether they are live, and how long they are.

use async_trait::async_trait;
use url::Url;

use crate::error::ProviderError;
use crate::fetch::{Ask, Expect, Fetch};
use crate::key::{Key, ProviderId};
use crate::location::Location;
use crate::provider::{Claim, Provider};
use crate::video::{Source, SourceKind, Video};

/// The provider `hls`: any address of a playlist.
#[derive(Debug)]
pub struct Hls {
    id: ProviderId,
}

impl Hls {
    /// Makes the provider.
    pub fn new(id: ProviderId) -> Self {
        Self { id }
    }
}

#[async_trait]
impl Provider for Hls {
    fn id(&self) -> &ProviderId {
        &self.id
    }

    fn claim(&self, url: &Url) -> Claim {
        match Key::new(&self.id, url.as_str()) {
            Ok(key) if SourceKind::of_address(url) == SourceKind::Hls => Claim::Exact(key),
            _ => Claim::No,
        }
    }

    async fn resolve(&self, fetch: &Fetch, key: &Key) -> Result<Video, ProviderError> {
        let url = Url::parse(&key.external)?;
        let answer = fetch.ask(Ask::new(url.clone(), Expect::Hls)).await?;
        let mut playlist = Playlist::read(&String::from_utf8_lossy(&answer.bytes)).ok_or(ProviderError::Malformed)?;
        let mut height = None;
        if let Playlist::Choice { first, height_max } = playlist {
            height = height_max;
            let variant = answer.url.join(&first)?;
            let answer = fetch.ask(Ask::new(variant, Expect::Hls)).await?;
            playlist = Playlist::read(&String::from_utf8_lossy(&answer.bytes)).ok_or(ProviderError::Malformed)?;
        }
        let at = Location::of(&url).ok_or(ProviderError::Malformed)?;
        let mut source = Source::new(SourceKind::Hls, at.clone());
        source.height = height;
        let mut video = Video::new(key.clone(), at, source);
        match playlist {
            Playlist::Whole { length_ms } => video.length_ms = Some(length_ms),
            Playlist::Live => video.live = true,
            Playlist::Choice { .. } => return Err(ProviderError::Malformed),
        }
        Ok(video)
    }
}

/// What a playlist says.
#[derive(Debug, PartialEq, Eq)]
enum Playlist {
    /// That there are several of the same, of which this is the first.
    Choice { first: String, height_max: Option<u32> },
    /// All that there is.
    Whole { length_ms: u64 },
    /// What there is by now.
    Live,
}

impl Playlist {
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        if lines.next() != Some("#EXTM3U") {
            return None;
        }
        let (mut seconds, mut is_over, mut is_choice, mut first, mut height_max) = (0.0, false, false, None, None);
        for line in lines {
            if let Some(tag) = line.strip_prefix("#EXTINF:") {
                let length = tag.split(',').next().and_then(|text| text.trim().parse::<f64>().ok());
                seconds += length.filter(|length| (0.0..86_400.0).contains(length))?;
            } else if let Some(attributes) = line.strip_prefix("#EXT-X-STREAM-INF:") {
                is_choice = true;
                height_max = height_max.max(height(attributes));
            } else if line == "#EXT-X-ENDLIST" {
                is_over = true;
            } else if first.is_none() && !line.is_empty() && !line.starts_with('#') {
                first = Some(line.to_owned());
            }
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "no part is longer than a day")]
        let length_ms = (seconds * 1_000.0) as u64;
        match (is_choice, is_over) {
            (true, _) => Some(Self::Choice { first: first?, height_max }),
            (false, true) => Some(Self::Whole { length_ms }),
            (false, false) => Some(Self::Live),
        }
    }
}

fn height(attributes: &str) -> Option<u32> {
    let resolution = attributes.split(',').find_map(|attribute| attribute.trim().strip_prefix("RESOLUTION="))?;
    resolution.split_once('x')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::Playlist;

    #[test]
    fn playlists_are_whole_live_or_a_choice() {
        let whole = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n#EXTINF:6.0,\na.ts\n#EXTINF:4.5,title\nb.ts\n#EXT-X-ENDLIST\n";
        assert_eq!(Playlist::read(whole), Some(Playlist::Whole { length_ms: 10_500 }));
        assert_eq!(Playlist::read("#EXTM3U\r\n#EXTINF:6,\r\na.ts\r\n"), Some(Playlist::Live));
        let choice = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=640x360\nlow.m3u8\n\
            #EXT-X-STREAM-INF:BANDWIDTH=2,RESOLUTION=1920x1080,CODECS=\"a,b\"\nhigh.m3u8\n";
        let choice = Playlist::read(choice);
        assert_eq!(choice, Some(Playlist::Choice { first: "low.m3u8".to_owned(), height_max: Some(1_080) }));
        for bad in
            ["", "<html>", "#EXTM3U\n#EXTINF:NaN,\na", "#EXTM3U\n#EXTINF:-1,\na", "#EXTM3U\n#EXT-X-STREAM-INF:X=1"]
        {
            assert_eq!(Playlist::read(bad), None, "{bad}");
        }
    }
}
