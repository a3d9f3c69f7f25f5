//! From what somebody pasted to a video.

use data_encoding::BASE32_NOPAD;
use percent_encoding::percent_decode_str;
use protocol::Code;
use session::limits::{TITLE_CHARS_MAX, URL_BYTES_MAX};
use session::{Title, Video, VideoId, VideoKind};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::failure::Failure;
use crate::media::SAMPLE_PATH;

/// The id of the video that the server brings along.
const SAMPLE_ID: &str = "sample";

/// Reads a video's address. It must be a whole http or https URL without a password in it.
pub(crate) fn from_url(text: &str) -> Result<Video, Failure> {
    let text = text.trim();
    check_length(text)?;
    let not_a_url = |detail: &str| Failure::new(Code::NotAUrl, detail);
    let url = Url::parse(text)
        .map_err(|_| not_a_url("this is not a link; paste the whole address of a video, beginning with https://"))?;
    if !matches!(url.scheme(), "http" | "https") {
        let detail = format!("a video's link begins with https:// or http://, not with {}:", url.scheme());
        return Err(Failure::new(Code::UrlNotHttp, detail));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(not_a_url("the link has a user name or password in it, which everybody would see; remove it"));
    }
    // Characters that are not ASCII have grown threefold.
    check_length(url.as_str())?;
    let kind = if url.path().to_ascii_lowercase().ends_with(".m3u8") { VideoKind::Hls } else { VideoKind::File };
    Ok(Video { id: id_of(url.as_str())?, url: url.as_str().into(), kind })
}

fn check_length(url: &str) -> Result<(), Failure> {
    if url.len() <= URL_BYTES_MAX {
        return Ok(());
    }
    let detail = format!("the link is {} bytes long, at most {URL_BYTES_MAX} are allowed", url.len());
    Err(Failure::new(Code::UrlTooLong, detail))
}

/// Checks a video that comes from a file: its address must be one that could be pasted here, or that of the video that
/// every server brings along.
pub(crate) fn check(video: &Video) -> Result<(), Failure> {
    if &*video.url == SAMPLE_PATH { Ok(()) } else { from_url(&video.url).map(drop) }
}

/// Returns a video that this server has.
pub(crate) fn from_id(id: &str) -> Result<Video, Failure> {
    if id != SAMPLE_ID {
        let detail = format!("this server has no video \"{}\"", id.chars().take(40).collect::<String>());
        return Err(Failure::new(Code::VideoNotFound, detail));
    }
    let id = VideoId::parse(SAMPLE_ID).map_err(|_| Failure::new(Code::Internal, "the sample has no valid id"))?;
    Ok(Video { id, url: SAMPLE_PATH.into(), kind: VideoKind::File })
}

/// Makes a title out of an address: `https://example.org/films/Big_Buck_Bunny.mp4` is "Big Buck Bunny".
pub(crate) fn title_of(video: &Video) -> Title {
    if &*video.url == SAMPLE_PATH {
        return plain_title("Sample video");
    }
    let Ok(url) = Url::parse(&video.url) else { return plain_title("Watch party") };
    let name = url.path_segments().into_iter().flatten().rfind(|part| !part.is_empty());
    let Some(name) = name else {
        let host = Title::parse(url.host_str().unwrap_or_default());
        return host.unwrap_or_else(|_| plain_title("Watch party"));
    };
    let name = percent_decode_str(name).decode_utf8_lossy();
    let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| if stem.is_empty() { &name } else { stem });
    let words: String =
        stem.replace(['_', '+'], " ").chars().filter(|c| !c.is_control()).take(TITLE_CHARS_MAX).collect();
    Title::parse(&words).unwrap_or_else(|_| plain_title("Watch party"))
}

#[expect(clippy::expect_used, reason = "only called with texts that are titles")]
fn plain_title(text: &str) -> Title {
    Title::parse(text).expect("a short plain text is a title")
}

fn id_of(url: &str) -> Result<VideoId, Failure> {
    let digest = BASE32_NOPAD.encode(&Sha256::digest(url.as_bytes())[..15]).to_ascii_lowercase();
    VideoId::parse(&format!("v{digest}")).map_err(|_| Failure::new(Code::Internal, "a hash is no valid id"))
}

#[cfg(test)]
mod tests {
    use protocol::Code;
    use session::VideoKind;

    use super::{from_id, from_url, title_of};

    #[test]
    fn what_is_no_video_address_is_refused_with_its_own_code() {
        for (text, code) in [
            ("", Code::NotAUrl),
            ("film.mp4", Code::NotAUrl),
            ("/media/sample.mp4", Code::NotAUrl),
            ("https://", Code::NotAUrl),
            ("https://ana:secret@example.org/film.mp4", Code::NotAUrl),
            ("ftp://example.org/film.mp4", Code::UrlNotHttp),
            ("javascript:alert(1)", Code::UrlNotHttp),
            ("data:video/mp4;base64,AAAA", Code::UrlNotHttp),
            ("file:///etc/passwd", Code::UrlNotHttp),
            (&format!("https://example.org/{}", "x".repeat(2048)), Code::UrlTooLong),
            (&format!("https://example.org/{}", "é".repeat(900)), Code::UrlTooLong),
        ] {
            assert_eq!(from_url(text).expect_err(text).code, code, "{text}");
        }
        assert_eq!(from_id("other").unwrap_err().code, Code::VideoNotFound);
    }

    #[test]
    fn a_video_has_one_id_per_address_and_a_kind() {
        let file = from_url(" https://example.org/film.mp4 ").unwrap();
        assert_eq!((&*file.url, file.kind), ("https://example.org/film.mp4", VideoKind::File));
        assert_eq!(from_url("https://example.org/film.mp4").unwrap().id, file.id);
        assert_ne!(from_url("https://example.org/film2.mp4").unwrap().id, file.id);
        assert_eq!(from_url("https://example.org/live/Index.M3U8?token=1").unwrap().kind, VideoKind::Hls);
    }

    #[test]
    fn a_title_is_made_from_the_address() {
        let title = |url: &str| title_of(&from_url(url).unwrap()).to_string();
        assert_eq!(title("https://example.org/films/Big_Buck_Bunny.mp4?x=1"), "Big Buck Bunny");
        assert_eq!(title("https://example.org/%C3%89t%C3%A9%20d%27or.webm"), "Été d'or");
        assert_eq!(title("https://films.example.org/"), "films.example.org");
        assert_eq!(title("https://example.org/%0A"), "Watch party");
        assert_eq!(title(&format!("https://example.org/{}", "x".repeat(300))).len(), 100);
    }
}
