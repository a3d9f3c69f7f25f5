//! The links of sites that play in a player of the site's own, and what is wrong with those that lead to no video.

use protocol::Code;
use providers::{Site, SiteLink};
use session::VideoKind;
use url::Url;

use crate::failure::Failure;

/// What a link to such a site leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: VideoKind,
    /// The one address that all links to the same video become.
    pub(super) url: String,
}

/// Finds the video that a link to a known site leads to; none for any other link, and for a media file on its hosts.
pub(super) fn find(url: &Url) -> Result<Option<Found>, Failure> {
    let Some((site, link)) = Site::read(url) else { return Ok(None) };
    match link {
        SiteLink::Video(name) => Ok(Some(Found { kind: kind(site), url: site.address(&name) })),
        SiteLink::List(_) => Err(playlist(site)),
        SiteLink::Clip => Err(clip()),
        SiteLink::Page => Err(no_video(site)),
    }
}

/// Returns what a video is called whose address has no title in it.
pub(super) fn title(kind: VideoKind, url: &Url) -> Option<String> {
    match kind {
        VideoKind::File | VideoKind::Hls | VideoKind::Dash => None,
        VideoKind::Youtube => Some("YouTube video".to_owned()),
        VideoKind::Vimeo => Some("Vimeo video".to_owned()),
        VideoKind::Dailymotion => Some("Dailymotion video".to_owned()),
        VideoKind::Twitch => {
            let first = url.path_segments().into_iter().flatten().next().unwrap_or_default();
            Some(if first == "videos" { "Twitch video".to_owned() } else { format!("{first} on Twitch") })
        }
    }
}

fn kind(site: Site) -> VideoKind {
    match site {
        Site::YouTube => VideoKind::Youtube,
        Site::Vimeo => VideoKind::Vimeo,
        Site::Dailymotion => VideoKind::Dailymotion,
        Site::Twitch => VideoKind::Twitch,
    }
}

fn name(site: Site) -> &'static str {
    match site {
        Site::YouTube => "YouTube",
        Site::Vimeo => "Vimeo",
        Site::Dailymotion => "Dailymotion",
        Site::Twitch => "Twitch",
    }
}

fn clip() -> Failure {
    let detail = "a clip on Twitch cannot be played together, because Twitch lets nobody steer it; \
        open the whole video there and paste its link";
    Failure::new(Code::NotOneVideo, detail)
}

fn playlist(site: Site) -> Failure {
    let site = name(site);
    let detail = format!(
        "this link leads to a whole list on {site}, and a link here is one video; open a video of the list and paste \
         its own link, or add the whole list to the queue of a session"
    );
    Failure::new(Code::NotOneVideo, detail)
}

fn no_video(site: Site) -> Failure {
    let site = name(site);
    let detail = format!("this link leads to {site}, but not to one video; open the video there and paste its link");
    Failure::new(Code::NotOneVideo, detail)
}

#[cfg(test)]
mod tests {
    use protocol::Code;
    use session::VideoKind;
    use url::Url;

    use super::{Found, find};

    fn found(link: &str) -> Option<Found> {
        find(&Url::parse(link).unwrap()).unwrap_or_else(|failure| panic!("{link}: {}", failure.detail))
    }

    /// VID-1
    #[test]
    fn every_link_to_a_video_becomes_its_one_address() {
        let youtube = (VideoKind::Youtube, "https://www.youtube.com/watch?v=dQw4w9WgXcQ");
        let vimeo = (VideoKind::Vimeo, "https://vimeo.com/76979871");
        let unlisted = (VideoKind::Vimeo, "https://vimeo.com/76979871/0a1b2c3d4e");
        let dailymotion = (VideoKind::Dailymotion, "https://www.dailymotion.com/video/x84sh87");
        let twitch = (VideoKind::Twitch, "https://www.twitch.tv/videos/1234567890");
        let channel = (VideoKind::Twitch, "https://www.twitch.tv/some_channel");
        for (link, (kind, url)) in [
            ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", youtube),
            ("http://youtube.com/watch?app=desktop&v=dQw4w9WgXcQ&t=42s", youtube),
            ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PL1234&index=3", youtube),
            ("https://m.youtube.com/watch?v=dQw4w9WgXcQ#t=5", youtube),
            ("https://music.youtube.com/watch?v=dQw4w9WgXcQ", youtube),
            ("https://youtu.be/dQw4w9WgXcQ?t=42&si=abc", youtube),
            ("https://www.youtube.com/shorts/dQw4w9WgXcQ", youtube),
            ("https://www.youtube.com/live/dQw4w9WgXcQ?feature=share", youtube),
            ("https://www.youtube.com/embed/dQw4w9WgXcQ?start=42", youtube),
            ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", youtube),
            ("https://www.youtube.com/v/dQw4w9WgXcQ", youtube),
            ("https://WWW.YouTube.com/watch/dQw4w9WgXcQ", youtube),
            ("https://vimeo.com/76979871", vimeo),
            ("https://vimeo.com/76979871#t=10s", vimeo),
            ("https://vimeo.com/76979871?share=copy", vimeo),
            ("https://player.vimeo.com/video/76979871?badge=0", vimeo),
            ("https://vimeo.com/channels/staffpicks/76979871", vimeo),
            ("https://vimeo.com/groups/shortfilms/videos/76979871", vimeo),
            ("https://vimeo.com/showcase/11/video/76979871", vimeo),
            ("https://vimeo.com/76979871/0a1b2c3d4e", unlisted),
            ("https://player.vimeo.com/video/76979871?h=0a1b2c3d4e", unlisted),
            ("https://www.dailymotion.com/video/x84sh87", dailymotion),
            ("https://www.dailymotion.com/video/x84sh87_a-title_news", dailymotion),
            ("https://www.dailymotion.com/video/x84sh87?playlist=x5nmbq", dailymotion),
            ("https://dai.ly/x84sh87", dailymotion),
            ("https://www.dailymotion.com/embed/video/x84sh87?autoplay=1", dailymotion),
            ("https://geo.dailymotion.com/player.html?video=x84sh87", dailymotion),
            ("https://geo.dailymotion.com/player/xabc.html?video=x84sh87", dailymotion),
            ("https://www.twitch.tv/videos/1234567890?t=1h2m3s", twitch),
            ("https://m.twitch.tv/videos/1234567890", twitch),
            ("https://www.twitch.tv/some_channel/v/1234567890", twitch),
            ("https://player.twitch.tv/?video=v1234567890&parent=example.org", twitch),
            ("https://www.twitch.tv/Some_Channel", channel),
            ("https://player.twitch.tv/?channel=some_channel&parent=example.org", channel),
        ] {
            assert_eq!(found(link), Some(Found { kind, url: url.to_owned() }), "{link}");
            assert_eq!(found(url).map(|found| found.url).as_deref(), Some(url), "it is its own one address");
        }
    }

    /// VID-2
    #[test]
    fn a_link_to_no_single_video_says_what_to_do() {
        for (link, says) in [
            ("https://www.youtube.com/playlist?list=PL1234", "a whole list on YouTube"),
            ("https://www.youtube.com/embed/videoseries?list=PL1234", "a whole list on YouTube"),
            ("https://www.youtube.com/watch?list=PL1234", "a whole list on YouTube"),
            ("https://www.youtube.com/@somebody", "not to one video"),
            ("https://www.youtube.com/channel/UCSMOQeBJ2RAnuFungnQOxLg", "a whole list on YouTube"),
            ("https://www.youtube.com/@somebody/live", "not to one video"),
            ("https://www.youtube.com/watch?v=short", "not to one video"),
            ("https://www.youtube.com/watch?v=dQw4w9WgXc%22", "not to one video"),
            ("https://youtu.be/", "not to one video"),
            ("https://vimeo.com/", "not to one video"),
            ("https://vimeo.com/somebody", "not to one video"),
            ("https://vimeo.com/showcase/11", "a whole list on Vimeo"),
            ("https://vimeo.com/ondemand/film/76979871", "not to one video"),
            ("https://www.dailymotion.com/playlist/x5nmbq", "a whole list on Dailymotion"),
            ("https://www.dailymotion.com/de", "not to one video"),
            ("https://www.twitch.tv/directory", "not to one video"),
            ("https://www.twitch.tv/collections/abc", "a whole list on Twitch"),
            ("https://clips.twitch.tv/SomeClip", "a clip on Twitch"),
            ("https://www.twitch.tv/somebody/clip/SomeClip", "a clip on Twitch"),
        ] {
            let failure = find(&Url::parse(link).unwrap()).expect_err(link);
            assert_eq!(failure.code, Code::NotOneVideo, "{link}");
            assert!(failure.detail.contains(says), "{link}: {}", failure.detail);
        }
    }

    #[test]
    fn other_sites_and_files_on_these_are_left_alone() {
        for link in [
            "https://example.org/watch?v=dQw4w9WgXcQ",
            "https://notyoutube.com/watch?v=dQw4w9WgXcQ",
            "https://youtube.com.example.org/watch?v=dQw4w9WgXcQ",
            "https://player.vimeo.com/external/1.mp4?s=a",
            "https://player.vimeo.com/external/1.M3U8",
        ] {
            assert_eq!(found(link), None, "{link}");
        }
    }
}
