//! What is in a file, as `ffprobe` tells it, and so how it can be played.

use serde::{Deserialize, Serialize};

use crate::entry::MediaType;

const TEXTS_MAX: usize = 40;
const NAME_CHARS_MAX: usize = 60;
/// Longer than this is no film but a mistake in the file.
const LENGTH_S_MAX: f64 = 24.0 * 3_600.0;
const RATES: std::ops::RangeInclusive<f64> = 5.0..=60.5;

/// What is in a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// How long it is.
    pub length_ms: u64,
    /// How many pixels it is wide.
    pub width: u32,
    /// How many pixels it is high.
    pub height: u32,
    /// How its picture is encoded, as FFmpeg calls that.
    pub video: String,
    /// How its sound is encoded, where it has some.
    pub audio: Option<String>,
    /// How it can be played.
    pub way: Way,
    /// Pictures a second, as a fraction.
    pub(crate) rate: (u32, u32),
    pub(crate) texts: Vec<Text>,
}

/// How a file can be played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// Browsers play it.
    AsItIs,
    /// Browsers play its picture, once that is packed anew.
    Copied,
    /// It has to be encoded anew.
    Encoded,
}

/// Subtitles in the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Text {
    /// The number of the stream.
    pub(crate) stream: u32,
    pub(crate) name: String,
}

/// What `ffprobe` is asked for.
pub(crate) const ASKED: &str = "format=duration,format_name,start_time:stream=index,codec_type,codec_name,width,height,\
    pix_fmt,avg_frame_rate:stream_disposition=attached_pic:stream_tags=language,title";

/// What `ffprobe` says.
#[derive(Deserialize)]
pub(crate) struct Told {
    #[serde(default)]
    streams: Vec<Stream>,
    format: Format,
}

#[derive(Deserialize)]
struct Format {
    #[serde(rename = "format_name")]
    names: String,
    duration: Option<String>,
    start_time: Option<String>,
}

#[derive(Deserialize)]
struct Stream {
    index: u32,
    #[serde(default)]
    codec_type: String,
    #[serde(default)]
    codec_name: String,
    width: Option<u32>,
    height: Option<u32>,
    pix_fmt: Option<String>,
    avg_frame_rate: Option<String>,
    #[serde(default)]
    disposition: Disposition,
    #[serde(default)]
    tags: Tags,
}

#[derive(Default, Deserialize)]
struct Disposition {
    #[serde(default)]
    attached_pic: u8,
}

#[derive(Default, Deserialize)]
struct Tags {
    language: Option<String>,
    title: Option<String>,
}

impl Told {
    /// Reads it; nothing where there is no picture or no length, so nothing to watch.
    pub(crate) fn facts(&self, media_type: MediaType) -> Option<Facts> {
        let video = self.of("video").find(|stream| stream.disposition.attached_pic == 0)?;
        let audio = self.of("audio").next();
        let length_s: f64 = self.format.duration.as_ref()?.parse().ok()?;
        let (width, height) = (video.width.filter(|px| *px > 0)?, video.height.filter(|px| *px > 0)?);
        if !(0.1..=LENGTH_S_MAX).contains(&length_s) {
            return None;
        }
        Some(Facts {
            length_ms: ms(length_s),
            width,
            height,
            video: video.codec_name.clone(),
            audio: audio.map(|audio| audio.codec_name.clone()),
            way: self.way(media_type, video, audio),
            rate: video.rate(),
            texts: self.of("subtitle").filter_map(Stream::text).take(TEXTS_MAX).collect(),
        })
    }

    /// When the file's own time begins, in seconds.
    pub(crate) fn start_s(&self) -> f64 {
        self.format.start_time.as_ref().and_then(|start| start.parse().ok()).unwrap_or(0.0)
    }

    fn of<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Stream> {
        self.streams.iter().filter(move |stream| stream.codec_type == kind)
    }

    fn way(&self, media_type: MediaType, video: &Stream, audio: Option<&Stream>) -> Way {
        let is = |format: &str| self.format.names.split(',').any(|name| name == format);
        let plain = matches!(video.pix_fmt.as_deref(), Some("yuv420p" | "yuvj420p"));
        let h264 = video.codec_name == "h264" && plain;
        let sounds = |codecs: &[&str]| audio.is_none_or(|audio| codecs.contains(&audio.codec_name.as_str()));
        let open = matches!(video.codec_name.as_str(), "vp8" | "vp9" | "av1");
        let as_it_is = match media_type {
            MediaType::Mp4 => is("mp4") && (h264 || open) && sounds(&["aac", "mp3", "opus", "flac"]),
            MediaType::Webm => is("webm") && open && sounds(&["opus", "vorbis"]),
            MediaType::Ogg => is("ogg") && open && sounds(&["opus", "vorbis"]),
            MediaType::Other => false,
        };
        if as_it_is {
            Way::AsItIs
        } else if h264 && (is("matroska") || is("mp4") || is("flv")) {
            Way::Copied
        } else {
            Way::Encoded
        }
    }
}

impl Stream {
    /// Many a file says nothing of it, or nonsense.
    fn rate(&self) -> (u32, u32) {
        let read = || {
            let (over, under) = self.avg_frame_rate.as_ref()?.split_once('/')?;
            let rate: (u32, u32) = (over.parse().ok()?, under.parse().ok()?);
            RATES.contains(&(f64::from(rate.0) / f64::from(rate.1))).then_some(rate)
        };
        read().unwrap_or((25, 1))
    }

    /// Subtitles that are pictures are not for reading along.
    fn text(&self) -> Option<Text> {
        let is_text = matches!(self.codec_name.as_str(), "subrip" | "ass" | "ssa" | "webvtt" | "mov_text" | "text");
        let words = [&self.tags.language, &self.tags.title].into_iter().flatten().map(String::as_str);
        let name: String = words.collect::<Vec<_>>().join(" ");
        let name = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS_MAX).collect::<String>();
        is_text.then(|| Text { stream: self.index, name: name.trim().to_owned() })
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "at most a day, and checked to be positive"
)]
fn ms(seconds: f64) -> u64 {
    (seconds * 1_000.0).round() as u64
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{MediaType, Told, Way};

    fn told(format: &str, video: &str, audio: &str) -> Told {
        serde_json::from_value(json!({
            "format": { "format_name": format, "duration": "60.5", "start_time": "1.5" },
            "streams": [
                { "index": 0, "codec_type": "video", "codec_name": "mjpeg", "width": 1, "height": 1,
                  "disposition": { "attached_pic": 1 } },
                { "index": 1, "codec_type": "video", "codec_name": video, "width": 320, "height": 180,
                  "pix_fmt": "yuv420p", "avg_frame_rate": "24000/1001" },
                { "index": 2, "codec_type": "audio", "codec_name": audio, "avg_frame_rate": "0/0" },
                { "index": 3, "codec_type": "subtitle", "codec_name": "subrip", "tags": { "language": "en", "title": "Signs\n" } },
                { "index": 4, "codec_type": "subtitle", "codec_name": "hdmv_pgs_subtitle" },
            ],
        }))
        .unwrap()
    }

    #[test]
    fn what_is_in_a_file_says_how_it_can_be_played() {
        let mov = "mov,mp4,m4a,3gp,3g2,mj2";
        for (kind, format, video, audio, way) in [
            (MediaType::Mp4, mov, "h264", "aac", Way::AsItIs),
            (MediaType::Mp4, mov, "h264", "ac3", Way::Copied),
            (MediaType::Mp4, mov, "hevc", "aac", Way::Encoded),
            (MediaType::Mp4, "matroska,webm", "h264", "aac", Way::Copied),
            (MediaType::Webm, "matroska,webm", "vp9", "opus", Way::AsItIs),
            (MediaType::Other, "matroska,webm", "h264", "aac", Way::Copied),
            (MediaType::Other, "avi", "mpeg4", "mp3", Way::Encoded),
            (MediaType::Other, "mpegts", "h264", "aac", Way::Encoded),
        ] {
            assert_eq!(told(format, video, audio).facts(kind).unwrap().way, way, "{format} {video} {audio}");
        }
    }

    #[test]
    fn a_cover_is_no_film_and_subtitles_have_a_name() {
        let facts = told("avi", "mpeg4", "mp3").facts(MediaType::Other).unwrap();
        assert_eq!((facts.length_ms, facts.width, facts.rate), (60_500, 320, (24_000, 1_001)));
        assert_eq!(
            facts.texts.iter().map(|text| (text.stream, text.name.as_str())).collect::<Vec<_>>(),
            [(3, "en Signs")]
        );
        let sound: Told = serde_json::from_value(json!({
            "format": { "format_name": "ogg", "duration": "60.5" },
            "streams": [{ "index": 0, "codec_type": "audio", "codec_name": "vorbis" }],
        }))
        .unwrap();
        assert_eq!(sound.facts(MediaType::Ogg), None);
    }
}
