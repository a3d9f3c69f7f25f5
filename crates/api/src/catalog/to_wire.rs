//! From what is kept of a video to the wire.

use protocol::{CatalogVideo, SubtitleTrack, VideoQuality};
use store::{StoredSource, StoredVideo};

#[expect(clippy::cast_precision_loss, reason = "lengths are far below 2^52 milliseconds")]
pub(super) fn video(video: StoredVideo) -> CatalogVideo {
    CatalogVideo {
        id: video.id,
        provider: video.provider,
        url: video.url,
        kind: video.kind,
        title: video.title,
        length: video.length_ms.map(|length_ms| length_ms as f64 / 1_000.0),
        live: video.live,
        picture: video.picture,
        tags: video.tags,
        year: video.year,
        languages: video.languages,
        subtitles: video
            .subtitles
            .into_iter()
            .map(|track| SubtitleTrack { language: track.language, url: track.url })
            .collect(),
        qualities: video.sources.into_iter().map(quality).collect(),
        available: video.gone_at.is_none(),
    }
}

fn quality(StoredSource { kind, url, height, name }: StoredSource) -> VideoQuality {
    VideoQuality { kind, url, height, name }
}
