//! What an answer may be: its type, and its size.

use super::error::FetchError;

/// The largest JSON that is read, in bytes.
const JSON_BYTES_MAX: usize = 2 * 1_024 * 1_024;
/// How much of a page is read, in bytes.
const HTML_BYTES_MAX: usize = 512 * 1_024;
/// The largest playlist that is read, in bytes.
const PLAYLIST_BYTES_MAX: usize = 1_024 * 1_024;
/// The largest list of a whole film's segments, in bytes: half a kilobyte for each.
const SEGMENTS_BYTES_MAX: usize = 8 * 1_024 * 1_024;
/// The largest segment that is passed on, in bytes.
const SEGMENT_BYTES_MAX: usize = 64 * 1_024 * 1_024;
/// The largest subtitles that are passed on, in bytes.
const SUBTITLES_BYTES_MAX: usize = 2 * 1_024 * 1_024;
/// How much of a media file is read, in bytes.
const MEDIA_BYTES_MAX: usize = 256 * 1_024;
/// What ends the head of a page.
const HEAD_END: &[u8] = b"</head";

/// What is asked for. An answer of another type is refused; one that is too large is refused or cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// JSON, whole.
    Json,
    /// The beginning of a page, up to the end of its head.
    Html,
    /// An HLS playlist, whole.
    Hls,
    /// A DASH manifest, whole.
    Dash,
    /// The beginning of a media file.
    Media,
    /// An HLS playlist with all segments of a film, whole.
    Segments,
    /// A segment of a stream, whole, as it is.
    Segment,
    /// Subtitles, whole.
    Subtitles,
}

impl Expect {
    pub(super) fn bytes_max(self) -> usize {
        match self {
            Self::Json => JSON_BYTES_MAX,
            Self::Html => HTML_BYTES_MAX,
            Self::Hls | Self::Dash => PLAYLIST_BYTES_MAX,
            Self::Media => MEDIA_BYTES_MAX,
            Self::Segments => SEGMENTS_BYTES_MAX,
            Self::Segment => SEGMENT_BYTES_MAX,
            Self::Subtitles => SUBTITLES_BYTES_MAX,
        }
    }

    /// The answer has more than that.
    pub(super) fn too_large(self) -> FetchError {
        FetchError::TooLarge { bytes_max: self.bytes_max() }
    }

    /// Tells whether a beginning is enough.
    pub(super) fn may_be_cut(self) -> bool {
        matches!(self, Self::Html | Self::Media)
    }

    /// Tells whether what has been read is enough, now that it has more than `looked_at` bytes, which were not. Only what is
    /// new is looked at, so that many small pieces cost no more than a few large ones.
    pub(super) fn is_enough(self, bytes: &[u8], looked_at: usize) -> bool {
        let from = (looked_at + 1).saturating_sub(HEAD_END.len()).min(bytes.len());
        self == Self::Html && bytes[from..].windows(HEAD_END.len()).any(|window| window.eq_ignore_ascii_case(HEAD_END))
    }

    /// What to say in `Accept`.
    pub(super) fn accept(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Html => "text/html,application/xhtml+xml",
            Self::Hls | Self::Segments => "application/vnd.apple.mpegurl,application/x-mpegurl,*/*;q=0.1",
            Self::Dash => "application/dash+xml,*/*;q=0.1",
            Self::Media | Self::Segment => "video/*,audio/*,*/*;q=0.1",
            Self::Subtitles => "text/vtt",
        }
    }

    /// Tells whether an answer of this type is what was asked for. Servers of playlists and media often say no more than
    /// that it is bytes.
    pub(super) fn takes(self, mime: &str) -> bool {
        match self {
            Self::Json => {
                matches!(mime, "application/json" | "text/json" | "text/javascript" | "application/javascript")
                    || (mime.starts_with("application/") && mime.ends_with("+json"))
            }
            Self::Html => matches!(mime, "text/html" | "application/xhtml+xml"),
            Self::Hls | Self::Segments => {
                mime.ends_with("mpegurl") || matches!(mime, "" | "text/plain" | "application/octet-stream")
            }
            Self::Dash => mime.ends_with("xml") || matches!(mime, "" | "text/plain" | "application/octet-stream"),
            Self::Subtitles => matches!(mime, "text/vtt" | "text/plain" | "" | "application/octet-stream"),
            Self::Media | Self::Segment => {
                mime.starts_with("video/")
                    || mime.starts_with("audio/")
                    || matches!(mime, "" | "application/octet-stream" | "application/ogg" | "binary/octet-stream")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Expect;

    #[test]
    fn types_are_told_apart() {
        assert!(Expect::Json.takes("application/json") && Expect::Json.takes("application/ld+json"));
        assert!(!Expect::Json.takes("text/html") && !Expect::Json.takes(""));
        assert!(Expect::Hls.takes("application/vnd.apple.mpegurl") && !Expect::Hls.takes("text/html"));
        assert!(Expect::Media.takes("video/mp4") && !Expect::Media.takes("text/html"));
    }

    #[test]
    fn the_head_of_a_page_is_enough() {
        let page = b"<head><title>a</title></HEAD ><body>";
        assert!(Expect::Html.is_enough(page, 0));
        assert!(!Expect::Html.is_enough(b"<head>", 0) && !Expect::Json.is_enough(b"</head>", 0));
        let end = 28;
        for looked_at in 0..page.len() {
            assert_eq!(Expect::Html.is_enough(page, looked_at), looked_at < end, "{looked_at} were looked at before");
        }
        assert!(!Expect::Html.is_enough(page, page.len() + 9));
    }
}
