//! What Jellyfin tells of a film, and how it plays.

use serde::Deserialize;
use url::Url;

use super::{Jellyfin, Transcoding};
use crate::date::year_or_none;
use crate::entries::Entries;
use crate::key::Key;
use crate::links::is_id;
use crate::location::Location;
use crate::text::PlainText;
use crate::video::{Source, SourceKind, Subtitles, Video};

/// What a file may be of that every browser plays, as Jellyfin names it: a container may have several names.
const CONTAINERS: [&str; 5] = ["mp4", "m4v", "mov", "webm", "mp3"];
const PICTURES: [&str; 4] = ["h264", "vp8", "vp9", "av1"];
const SOUNDS: [&str; 5] = ["aac", "mp3", "opus", "vorbis", "flac"];
/// What a file may be of that some browsers play.
const CONTAINERS_OF_SOME: [&str; 3] = ["mkv", "ogg", "ogv"];
/// What the picture of a file is of that no browser plays.
const PICTURES_OF_NONE: [&str; 9] =
    ["mpeg1video", "mpeg2video", "mpeg4", "msmpeg4v2", "msmpeg4v3", "vc1", "wmv1", "wmv2", "wmv3"];
/// Jellyfin counts in tenths of a microsecond.
const TICKS_PER_MS: u64 = 10_000;
/// The most pictures a second that are asked for.
const RATE_MAX: f64 = 120.0;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Listed {
    pub(super) items: Entries<Told>,
    #[serde(default)]
    pub(super) total_record_count: u32,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Told {
    id: String,
    name: String,
    /// A series, a season, or a folder.
    #[serde(default)]
    pub(super) is_folder: bool,
    series_name: Option<String>,
    container: Option<String>,
    run_time_ticks: Option<u64>,
    #[serde(default, deserialize_with = "year_or_none")]
    production_year: Option<u16>,
    #[serde(default)]
    genres: Vec<String>,
    #[serde(default)]
    media_streams: Vec<Stream>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Stream {
    #[serde(rename = "Type")]
    sort: String,
    index: Option<u32>,
    codec: Option<String>,
    language: Option<String>,
    title: Option<String>,
    #[serde(rename = "IsTextSubtitleStream", default)]
    is_text: bool,
    height: Option<u32>,
    bit_depth: Option<u32>,
    real_frame_rate: Option<f64>,
}

/// Who plays a file as it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PlayedBy {
    Everybody,
    Some,
    Nobody,
}

impl Told {
    /// Tells who plays the file as it is. Where nothing is said of it, everybody may.
    fn played_by(&self) -> PlayedBy {
        let names = || self.container.as_deref().unwrap_or("mp4").split(',');
        let of = |sort: &'static str| self.media_streams.iter().filter(move |stream| stream.sort == sort);
        let is_of =
            |stream: &Stream, codecs: &[&str]| stream.codec.as_deref().is_none_or(|codec| codecs.contains(&codec));
        // Who has the file plays the first sound in it.
        let is_plain = of("Video").all(|stream| is_of(stream, &PICTURES) && !stream.is_deep())
            && of("Audio").take(1).all(|stream| is_of(stream, &SOUNDS));
        if is_plain && names().any(|name| CONTAINERS.contains(&name)) {
            return PlayedBy::Everybody;
        }
        let is_odd = |stream: &Stream| stream.codec.as_deref().is_some_and(|codec| PICTURES_OF_NONE.contains(&codec));
        let may_play = names().any(|name| CONTAINERS.contains(&name) || CONTAINERS_OF_SOME.contains(&name));
        if may_play && !of("Video").any(is_odd) { PlayedBy::Some } else { PlayedBy::Nobody }
    }

    /// Returns how many pictures a second to ask for: a whole number, so that a whole number of them is in a segment. Without
    /// that, graphics cards cut a little later each time, and who comes in late would be at another place than the others.
    pub(super) fn whole_rate(&self) -> Option<u32> {
        let video = self.media_streams.iter().find(|stream| stream.sort == "Video")?;
        let rate = video.real_frame_rate.map(|rate| (rate - 0.001).ceil())?;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and 120")]
        (1.0..=RATE_MAX).contains(&rate).then_some(rate as u32)
    }

    /// Makes a video of it, which plays by the best way that there is: the file as it is, what Jellyfin makes of it, or
    /// Jellyfin's own page.
    pub(super) fn into_video(self, jellyfin: &Jellyfin) -> Option<Video> {
        let id = self.id.as_str();
        let key = Key::new(&jellyfin.id, id).ok().filter(|_| is_id(id, 32..=36))?;
        let page = Location::join(&jellyfin.base, &format!("web/#/details?id={id}"))?;
        let file = Location::join(&jellyfin.base, &format!("Videos/{id}/stream?static=true"))?;
        let transcoded = || jellyfin.transcoding.as_ref().and_then(|transcoding| transcoding.address(&key));
        let mut source = match (self.played_by(), transcoded()) {
            (PlayedBy::Everybody, _) | (PlayedBy::Some, None) => Source::new(SourceKind::File, file),
            (PlayedBy::Some | PlayedBy::Nobody, Some(stream)) => Source::new(SourceKind::Hls, stream),
            (PlayedBy::Nobody, None) => Source::new(SourceKind::Page, page.clone()),
        };
        source.height = self.media_streams.iter().find_map(|stream| stream.height);
        let mut video = Video::new(key, page, source);
        let title =
            self.series_name.as_ref().map_or_else(|| self.name.clone(), |series| format!("{series}: {}", self.name));
        video.title = PlainText::title(&title);
        video.length_ms = self.run_time_ticks.map(|ticks| ticks / TICKS_PER_MS).filter(|&length_ms| length_ms > 0);
        video.picture = Location::join(&jellyfin.base, &format!("Items/{id}/Images/Primary?maxWidth=480"));
        video.year = self.production_year;
        video.tags = PlainText::tags(self.genres.iter().map(String::as_str));
        let spoken = self.media_streams.iter().filter(|stream| stream.sort == "Audio");
        video.languages = PlainText::tags(spoken.filter_map(|stream| stream.language.as_deref()));
        if let Some(Transcoding { key, .. }) = &jellyfin.transcoding {
            let at = |number| key.subtitles_address(&video.key, number);
            let track =
                |(number, stream): (u32, &Stream)| Some(Subtitles { language: stream.name()?, url: at(number)? });
            video.subtitles = self.texts().filter_map(track).collect();
        }
        Some(video)
    }

    /// Returns which of its subtitles are text, and not pictures of it.
    pub(super) fn text_numbers(&self) -> Vec<u32> {
        self.texts().map(|(number, _)| number).collect()
    }

    fn texts(&self) -> impl Iterator<Item = (u32, &Stream)> {
        let texts = self.media_streams.iter().filter(|stream| stream.sort == "Subtitle" && stream.is_text);
        texts.filter_map(|stream| Some((stream.index?, stream)))
    }
}

impl Stream {
    /// Returns what it is called: `ger`, `ger (Forced)`.
    fn name(&self) -> Option<PlainText> {
        let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
        match (said(&self.language), said(&self.title)) {
            (Some(language), Some(title)) if title != language => PlainText::tag(&format!("{language} ({title})")),
            (Some(name), _) | (None, Some(name)) => PlainText::tag(&name),
            (None, None) => PlainText::tag("und"),
        }
    }

    /// H.264 with more than eight bits a colour is played nowhere.
    fn is_deep(&self) -> bool {
        self.codec.as_deref() == Some("h264") && self.bit_depth.is_some_and(|bits| bits > 8)
    }
}

/// Tells whether an address lies below another one of the same server.
pub(super) fn is_below(base: &Url, url: &Url, path: &str) -> bool {
    let below = url.path().strip_prefix(base.path()).and_then(|rest| rest.strip_prefix(path));
    url.origin() == base.origin() && url.username().is_empty() && url.password().is_none() && below.is_some()
}
