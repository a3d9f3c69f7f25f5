//! The sites whose videos play in a player of the site's own, and what their links look like. Pure: nobody is asked.

use url::Url;

use crate::key::{Key, ProviderId};
use crate::links::{host, is_id, is_media, parts, query};
use crate::provider::Claim;

/// Before the name of a playlist or channel, which could be one of a video.
pub(crate) const LIST: &str = "list:";

/// Pages of Twitch that look like channels.
const TWITCH_PAGES: [&str; 12] = [
    "collections",
    "directory",
    "downloads",
    "drops",
    "friends",
    "inventory",
    "jobs",
    "search",
    "settings",
    "subscriptions",
    "turbo",
    "wallet",
];

/// A site with a player of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// `YouTube`.
    YouTube,
    /// Vimeo.
    Vimeo,
    /// Dailymotion.
    Dailymotion,
    /// Twitch.
    Twitch,
}

/// What a link to such a site leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteLink {
    /// A video, by its name: see [`Site::address`].
    Video(String),
    /// A playlist or a channel, by its name where one can ask for it.
    List(Option<String>),
    /// A piece of a video, which the site's player lets nobody steer.
    Clip,
    /// Something else.
    Page,
}

impl Site {
    /// Reads a link; nothing where it leads to none of these sites, or to a media file of theirs.
    pub fn read(url: &Url) -> Option<(Self, SiteLink)> {
        if is_media(url) {
            return None;
        }
        let parts = parts(url);
        Some(match host(url) {
            "youtube.com" | "music.youtube.com" | "youtube-nocookie.com" => (Self::YouTube, youtube(url, &parts)),
            "youtu.be" => (Self::YouTube, named(parts.first().and_then(|id| youtube_name(id)))),
            "vimeo.com" | "player.vimeo.com" => (Self::Vimeo, vimeo(url, &parts)),
            "dailymotion.com" | "geo.dailymotion.com" => (Self::Dailymotion, dailymotion(url, &parts)),
            "dai.ly" => (Self::Dailymotion, named(parts.first().and_then(|id| dailymotion_name(id)))),
            host @ ("twitch.tv" | "player.twitch.tv" | "clips.twitch.tv") => (Self::Twitch, twitch(url, host, &parts)),
            _ => return None,
        })
    }

    /// The one address that all links to a video become.
    pub fn address(self, name: &str) -> String {
        match self {
            Self::YouTube => format!("https://www.youtube.com/watch?v={name}"),
            Self::Vimeo => format!("https://vimeo.com/{name}"),
            Self::Dailymotion => format!("https://www.dailymotion.com/video/{name}"),
            Self::Twitch => format!("https://www.twitch.tv/{name}"),
        }
    }

    /// What the provider of this site claims.
    pub(crate) fn claim(self, provider: &ProviderId, url: &Url) -> Claim {
        let key = |name: &str| Key::new(provider, name).ok();
        let claim = match Self::read(url) {
            Some((site, SiteLink::Video(name))) if site == self => key(&name).map(Claim::Exact),
            Some((site, SiteLink::List(Some(name)))) if site == self => {
                key(&format!("{LIST}{name}")).map(Claim::Several)
            }
            _ => None,
        };
        claim.unwrap_or(Claim::No)
    }
}

fn named(name: Option<String>) -> SiteLink {
    name.map_or(SiteLink::Page, SiteLink::Video)
}

fn youtube(url: &Url, parts: &[&str]) -> SiteLink {
    let name = match parts {
        ["watch"] => query(url, "v").and_then(|id| youtube_name(&id)),
        ["embed" | "v", "videoseries"] => None,
        ["shorts" | "live" | "embed" | "v" | "e" | "watch", id, ..] => youtube_name(id),
        _ => None,
    };
    let list = || {
        // All that a channel has uploaded is a list of nearly its name.
        let uploads = match parts {
            ["channel", id, ..] => id.strip_prefix("UC").map(|id| format!("UU{id}")),
            _ => None,
        };
        let list = uploads.or_else(|| query(url, "list"))?;
        Some(SiteLink::List(Some(list).filter(|list| is_id(list, 12..=64))))
    };
    name.map(SiteLink::Video).or_else(list).unwrap_or(SiteLink::Page)
}

fn youtube_name(id: &str) -> Option<String> {
    is_id(id, 11..=11).then(|| id.to_owned())
}

/// A video that is not listed has a second part: without it nobody may see it.
fn vimeo(url: &Url, parts: &[&str]) -> SiteLink {
    let (id, unlisted) = match parts {
        ["video", id, rest @ ..]
        | ["channels", _, id, rest @ ..]
        | ["groups", _, "videos", id, rest @ ..]
        | ["album" | "showcase", _, "video", id, rest @ ..]
        | ["manage", "videos", id, rest @ ..]
        | [id, rest @ ..] => (*id, rest.first().copied().map(str::to_owned).or_else(|| query(url, "h"))),
        [] => return SiteLink::Page,
    };
    if !is_number(id) {
        let is_list = matches!(parts, ["album" | "showcase" | "channels", ..]);
        return if is_list { SiteLink::List(None) } else { SiteLink::Page };
    }
    let unlisted =
        unlisted.filter(|hash| (6..=20).contains(&hash.len()) && hash.bytes().all(|b| b.is_ascii_hexdigit()));
    SiteLink::Video(unlisted.map_or_else(|| id.to_owned(), |hash| format!("{id}/{hash}")))
}

fn dailymotion(url: &Url, parts: &[&str]) -> SiteLink {
    let name = match parts {
        ["video", id, ..] | ["embed" | "swf", "video", id, ..] => dailymotion_name(id),
        ["player.html"] | ["player", _] => query(url, "video").and_then(|id| dailymotion_name(&id)),
        _ => None,
    };
    let list = || {
        let list = match parts {
            ["playlist", id, ..] => Some((*id).to_owned()),
            _ => query(url, "playlist"),
        };
        list.map(|list| SiteLink::List(Some(list).filter(|list| is_id(list, 5..=24))))
    };
    name.map(SiteLink::Video).or_else(list).unwrap_or(SiteLink::Page)
}

/// The id may have the title behind it.
fn dailymotion_name(part: &str) -> Option<String> {
    let id = part.split('_').next().unwrap_or_default();
    let is_id = (5..=24).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric());
    is_id.then(|| id.to_owned())
}

fn twitch(url: &Url, host: &str, parts: &[&str]) -> SiteLink {
    if host == "clips.twitch.tv" || matches!(parts, [_, "clip", ..]) {
        return SiteLink::Clip;
    }
    let name = match parts {
        [] if host == "player.twitch.tv" => query(url, "video")
            .and_then(|id| twitch_video(id.trim_start_matches('v')))
            .or_else(|| query(url, "channel").and_then(|name| twitch_channel(&name))),
        ["videos", id] | [_, "v" | "video", id] => twitch_video(id),
        [name] => twitch_channel(name),
        _ => None,
    };
    let other = if matches!(parts, ["collections", ..]) { SiteLink::List(None) } else { SiteLink::Page };
    name.map_or(other, SiteLink::Video)
}

fn twitch_video(id: &str) -> Option<String> {
    is_number(id).then(|| format!("videos/{id}"))
}

fn twitch_channel(name: &str) -> Option<String> {
    let name = name.to_ascii_lowercase();
    let is_name = (3..=25).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    (is_name && name != "videos" && !TWITCH_PAGES.contains(&name.as_str())).then_some(name)
}

fn is_number(id: &str) -> bool {
    (1..=15).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit())
}
