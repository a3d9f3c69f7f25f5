//! From what somebody pasted to a video.

mod sites;

use percent_encoding::percent_decode_str;
use protocol::Code;
use providers::{FoundBy, ProviderError, SourceKind, to_stored};
use session::limits::URL_BYTES_MAX;
use session::{Title, Video, VideoId, VideoKind};
use store::StoredVideo;
use url::Url;

use crate::describing::{self, Described};
use crate::failure::Failure;
use crate::media::SAMPLE_PATH;
use crate::state::Api;
use crate::{library, relay};

/// The id of the video that the server brings along.
const SAMPLE_ID: &str = "sample";

/// Reads a video's address. It must be a whole http or https URL without a password in it, a path of the library, or one of a
/// stream that is passed on.
pub(crate) fn from_url(text: &str) -> Result<Video, Failure> {
    if let Some((_, kind)) = library::file_at(text) {
        return Ok(Video { id: id_of(text)?, url: text.into(), kind });
    }
    if relay::is_stream(text) {
        return Ok(Video { id: id_of(text)?, url: text.into(), kind: VideoKind::Hls });
    }
    let url = address(text)?;
    let (url, kind) = match sites::find(&url)? {
        Some(found) => (found.url, found.kind),
        None => (url.to_string(), kind_of(&url)),
    };
    Ok(Video { id: id_of(&url)?, url: url.into(), kind })
}

/// Returns how the video at an address is played that no known site has.
fn kind_of(url: &Url) -> VideoKind {
    match SourceKind::of_address(url) {
        SourceKind::Hls => VideoKind::Hls,
        SourceKind::Dash => VideoKind::Dash,
        _ => VideoKind::File,
    }
}

/// Reads an address, of a video or of several.
pub(crate) fn address(text: &str) -> Result<Url, Failure> {
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
    Ok(url)
}

fn check_length(url: &str) -> Result<(), Failure> {
    if url.len() <= URL_BYTES_MAX {
        return Ok(());
    }
    let detail = format!("the link is {} bytes long, at most {URL_BYTES_MAX} are allowed", url.len());
    Err(Failure::new(Code::UrlTooLong, detail))
}

/// Checks a video that comes from a file: its address must be one that could be pasted here, or that of the video that
/// every server brings along. A site's player is only ever given the site's own videos.
pub(crate) fn check(video: &Video) -> Result<(), Failure> {
    if library::file_at(&video.url).is_some_and(|(_, kind)| kind == video.kind) {
        return Ok(());
    }
    match video.kind {
        VideoKind::Hls if relay::is_stream(&video.url) => Ok(()),
        VideoKind::File if &*video.url == SAMPLE_PATH => Ok(()),
        VideoKind::File | VideoKind::Hls | VideoKind::Dash => address(&video.url).map(drop),
        VideoKind::Youtube | VideoKind::Vimeo | VideoKind::Dailymotion | VideoKind::Twitch => {
            let found = from_url(&video.url)?;
            let detail = "the address of a video is not one of the site whose player it wants";
            if found.kind == video.kind { Ok(()) } else { Err(Failure::new(Code::NotOneVideo, detail)) }
        }
    }
}

/// Returns a video that this server has: the sample, or one of its catalogue. Its provider is asked how it plays where that may
/// have changed, and where it `may` be asked.
pub(crate) async fn from_id(api: &Api, id: &str, may: impl FnOnce() -> bool) -> Result<Described, Failure> {
    if id == SAMPLE_ID {
        let id = VideoId::parse(SAMPLE_ID).map_err(|_| Failure::new(Code::Internal, "the sample has no valid id"))?;
        let video = Video { id, url: SAMPLE_PATH.into(), kind: VideoKind::File };
        return Ok(Described { video, title: None, length: None, unknown: None });
    }
    let mut stored = known(api, id).await?.ok_or_else(|| not_found(id))?;
    if stored.provider == library::PROVIDER {
        describing::keep(api, &stored).await;
    }
    // Lists do not say of every video how it plays; its provider does, and what it has said may be over. Also what has several
    // videos may have one that is meant.
    let is_told = ![SourceKind::List.name(), SourceKind::Page.name()].contains(&stored.kind.as_str());
    let tells_later = api.providers().tells_later(&stored.provider);
    if (!is_told || tells_later) && may() {
        match describing::ask(api, &stored).await {
            Ok(found) => {
                let told = to_stored(&found, FoundBy::Somebody, api.host().clock().now());
                stored = StoredVideo { id: id.to_owned(), ..told };
                describing::keep(api, &stored).await;
            }
            Err(error) if !is_told => unplayable(&error, tells_later).map_or(Ok(()), Err)?,
            // It is tried as it was.
            Err(_) => {}
        }
    }
    if stored.kind == SourceKind::List.name() {
        return Err(describing::several());
    }
    let elsewhere = "this video can be watched only on its own page; choose another, or paste the link of a media file";
    let video = from_stored(&stored).ok_or_else(|| Failure::new(Code::NothingToPlay, elsewhere))?;
    // Whatever plays, it is this video.
    let id = VideoId::parse(id).map_err(|_| not_found(id))?;
    Ok(Described::of(&stored, Video { id, ..video }))
}

/// Puts into words why a known video does not play of which its list did not say how; nothing where what is known is told. Where a
/// list leaves out how its videos play, that says nothing.
fn unplayable(error: &ProviderError, tells_later: bool) -> Option<Failure> {
    match error {
        ProviderError::NotFound => {
            let detail = "the provider no longer has this video; choose another";
            Some(Failure::new(Code::VideoNotFound, detail))
        }
        ProviderError::NothingPlays => {
            let detail = "the provider has nothing of this video that plays in a browser; choose another";
            Some(Failure::new(Code::NothingToPlay, detail))
        }
        ProviderError::Unsupported => None,
        error if error.is_passing() || tells_later => Some(describing::failure(error)),
        _ => None,
    }
}

/// Returns what this server knows of a video, listed or not, and of those in its own folders all that is known by now.
pub(crate) async fn known(api: &Api, id: &str) -> Result<Option<StoredVideo>, Failure> {
    let stored = match api.store().catalogue() {
        Some(catalogue) => catalogue.video(id).await?,
        None => None,
    };
    Ok(stored.map(|stored| library::renewed(api, stored)).or_else(|| library::by_id(api, id)))
}

pub(crate) fn not_found(id: &str) -> Failure {
    let detail = format!("this server has no video \"{}\"", id.chars().take(40).collect::<String>());
    Failure::new(Code::VideoNotFound, detail)
}

/// Returns how a known video plays here; nothing where it plays only elsewhere.
pub(crate) fn from_stored(stored: &StoredVideo) -> Option<Video> {
    let id = VideoId::parse(&stored.id).ok()?;
    let kind = match stored.kind.as_str() {
        "file" => VideoKind::File,
        "hls" => VideoKind::Hls,
        "dash" => VideoKind::Dash,
        "page" | "list" => return None,
        // The player of a site, by the address that the site itself shares.
        _ => return from_url(&stored.source_url).ok().filter(|video| video.kind != VideoKind::File),
    };
    // What stands on this server itself is a path.
    let is_here = stored.source_url.starts_with('/');
    let url = if is_here { stored.source_url.as_str().into() } else { from_url(&stored.source_url).ok()?.url };
    Some(Video { id, url, kind })
}

/// Returns what a known video is called, as the title of a session.
pub(crate) fn title_of_stored(stored: &StoredVideo) -> Option<Title> {
    Title::made_of(&stored.title)
}

/// Returns the word for how a video plays.
pub(crate) fn kind_word(kind: VideoKind) -> &'static str {
    match kind {
        VideoKind::File => "file",
        VideoKind::Hls => "hls",
        VideoKind::Dash => "dash",
        VideoKind::Youtube => "youtube",
        VideoKind::Vimeo => "vimeo",
        VideoKind::Dailymotion => "dailymotion",
        VideoKind::Twitch => "twitch",
    }
}

/// Makes a title out of an address: `https://example.org/films/Big_Buck_Bunny.mp4` is "Big Buck Bunny".
pub(crate) fn title_of(video: &Video) -> Title {
    if &*video.url == SAMPLE_PATH {
        return plain_title("Sample video");
    }
    if library::file_at(&video.url).is_some() {
        return plain_title("Video from the library");
    }
    let Ok(url) = Url::parse(&video.url) else { return plain_title("Watch party") };
    if let Some(title) = sites::title(video.kind, &url) {
        return Title::made_of(&title).unwrap_or_else(|| plain_title("Watch party"));
    }
    let name = url.path_segments().into_iter().flatten().rfind(|part| !part.is_empty());
    let Some(name) = name else {
        let host = Title::parse(url.host_str().unwrap_or_default());
        return host.unwrap_or_else(|_| plain_title("Watch party"));
    };
    let name = percent_decode_str(name).decode_utf8_lossy();
    let stem = name.rsplit_once('.').map_or(&*name, |(stem, _)| if stem.is_empty() { &name } else { stem });
    Title::made_of(&stem.replace(['_', '+'], " ")).unwrap_or_else(|| plain_title("Watch party"))
}

#[expect(clippy::expect_used, reason = "only called with texts that are titles")]
fn plain_title(text: &str) -> Title {
    Title::parse(text).expect("a short plain text is a title")
}

fn id_of(url: &str) -> Result<VideoId, Failure> {
    VideoId::parse(&providers::id_of(url)).map_err(|_| Failure::new(Code::Internal, "a hash is no valid id"))
}

#[cfg(test)]
mod tests {
    use protocol::Code;
    use providers::ProviderError;
    use session::VideoKind;

    use super::{check, from_url, title_of, unplayable};

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
    }

    #[test]
    fn why_a_known_video_does_not_play_is_told_as_it_is() {
        let says = |error, tells_later| unplayable(&error, tells_later).map(|failure| (failure.code, failure.detail));
        for tells_later in [true, false] {
            let (code, detail) = says(ProviderError::NothingPlays, tells_later).unwrap();
            assert!(code == Code::NothingToPlay && detail.contains("plays in a browser"), "a torrent: {detail}");
            let (code, detail) = says(ProviderError::NotFound, tells_later).unwrap();
            assert!(code == Code::VideoNotFound && detail.contains("no longer"), "404: {detail}");
            assert_eq!(says(ProviderError::Away, tells_later).unwrap().0, Code::ProviderAway);
            assert_eq!(says(ProviderError::Unsupported, tells_later), None, "a list, or only on its own page");
            assert_eq!(says(ProviderError::Malformed, tells_later).is_some(), tells_later);
        }
    }

    #[test]
    fn a_video_has_one_id_per_address_and_a_kind() {
        let file = from_url(" https://example.org/film.mp4 ").unwrap();
        assert_eq!((&*file.url, file.kind), ("https://example.org/film.mp4", VideoKind::File));
        assert_eq!(from_url("https://example.org/film.mp4").unwrap().id, file.id);
        assert_ne!(from_url("https://example.org/film2.mp4").unwrap().id, file.id);
        assert_eq!(from_url("https://example.org/live/Index.M3U8?token=1").unwrap().kind, VideoKind::Hls);
        assert_eq!(from_url("https://example.org/live/index.mpd").unwrap().kind, VideoKind::Dash);
        let (long, short) =
            (from_url("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s"), from_url("https://youtu.be/dQw4w9WgXcQ"));
        assert_eq!(long.unwrap(), short.unwrap());
        let of_library = from_url("/media/library/abcdefghijklmnopqrstuvwx").unwrap();
        assert_eq!((&*of_library.url, of_library.kind), ("/media/library/abcdefghijklmnopqrstuvwx", VideoKind::File));
        assert_eq!(from_url("/media/library/abcdefghijklmnopqrstuvwx/index.m3u8").unwrap().kind, VideoKind::Hls);
        assert_eq!(from_url("/media/library/../x").unwrap_err().code, Code::NotAUrl);
        let relayed = format!("/media/relay/jellyfin:home/abc.{}/index.m3u8", "a".repeat(24));
        assert_eq!(from_url(&relayed).unwrap().kind, VideoKind::Hls);
        assert_eq!(from_url("/media/relay/jellyfin:home/abc/index.m3u8").unwrap_err().code, Code::NotAUrl);
    }

    /// VID-3
    #[test]
    fn a_player_of_a_site_is_given_no_address_of_another_one() {
        let mut video = from_url("https://youtu.be/dQw4w9WgXcQ").unwrap();
        assert!(check(&video).is_ok());
        video.url = "/media/library/abcdefghijklmnopqrstuvwx".into();
        assert!(check(&video).is_err());
        video.url = "https://example.org/film.mp4".into();
        assert_eq!(check(&video).unwrap_err().code, Code::NotOneVideo);
        video.kind = VideoKind::Dash;
        assert!(check(&video).is_ok());
        video.url = format!("/media/relay/jellyfin:home/abc.{}/index.m3u8", "a".repeat(24)).into();
        assert!(check(&video).is_err());
        video.kind = VideoKind::Hls;
        assert!(check(&video).is_ok());
    }

    #[test]
    fn a_title_is_made_from_the_address() {
        let title = |url: &str| title_of(&from_url(url).unwrap()).to_string();
        assert_eq!(title("https://example.org/films/Big_Buck_Bunny.mp4?x=1"), "Big Buck Bunny");
        assert_eq!(title("https://example.org/%C3%89t%C3%A9%20d%27or.webm"), "Été d'or");
        assert_eq!(title("https://films.example.org/"), "films.example.org");
        assert_eq!(title("https://youtu.be/dQw4w9WgXcQ"), "YouTube video");
        assert_eq!(title("https://www.twitch.tv/some_channel"), "some_channel on Twitch");
        assert_eq!(title("https://www.twitch.tv/videos/123"), "Twitch video");
        assert_eq!(title("https://example.org/%0A"), "Watch party");
        assert_eq!(title(&format!("https://example.org/{}", "x".repeat(300))).len(), 100);
    }
}
