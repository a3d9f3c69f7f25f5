//! The picture of a session, or of a video that is recommended as a session shows it: that of the video, where everybody may
//! see it.

use std::collections::BTreeMap;

use providers::ProviderId;
use session::Visibility;
use store::{Listed, StoredPicture, StoredVideo};
use url::{Host, Url};

use crate::library;
use crate::state::Api;

/// Sites whose pictures come from the site itself. What anybody's page names is not shown: its owner would learn who looks
/// at the home page here.
const SITES: [&str; 5] = ["youtube", "vimeo", "dailymotion", "twitch", "archive"];
/// Names that lead somewhere at home only.
const AT_HOME: [&str; 6] = [".local", ".localhost", ".lan", ".internal", ".home.arpa", ".home"];

/// Returns the pictures of sessions, by the id of their video: addresses, or paths on this server. Of a private session there
/// is none, and only of this server's own films where the catalogue cannot be asked.
pub(crate) async fn of(api: &Api, sessions: &[Listed]) -> BTreeMap<String, String> {
    let shown = sessions.iter().filter(|listed| listed.summary.visibility != Visibility::Private);
    let videos = shown.map(|listed| &listed.summary.video);
    let kept = kept(api, &videos.clone().map(|video| video.id.as_str()).collect::<Vec<_>>()).await;
    let told = kept.into_iter().filter(may_be_shown).map(|found| (found.video, found.picture));
    // Of its own films this server knows more by now than when somebody brought them.
    let own = videos.filter_map(|video| Some((video.id.to_string(), library::known(api, video)?.picture?)));
    told.chain(own).collect()
}

async fn kept(api: &Api, videos: &[&str]) -> Vec<StoredPicture> {
    let Some(catalogue) = api.store().catalogue() else { return Vec::new() };
    catalogue.pictures(videos).await.unwrap_or_else(|error| {
        tracing::debug!(%error, "sessions are shown without pictures");
        Vec::new()
    })
}

/// Returns the picture of a video that no provider lists, where everybody may see it: only somebody has brought it here.
pub(crate) fn of_brought(video: StoredVideo) -> Option<String> {
    video.picture.filter(|picture| is_for_everybody(&video.provider, picture))
}

fn may_be_shown(found: &StoredPicture) -> bool {
    is_for_everybody(&found.provider, &found.picture)
}

fn is_for_everybody(provider: &str, picture: &str) -> bool {
    // With a name of its own it is one that whoever runs this server has chosen.
    let is_known = SITES.contains(&provider)
        || provider == library::PROVIDER
        || ProviderId::parse(provider).is_ok_and(|of| of.sort() != provider);
    is_known && (is_here(picture) || is_public(picture))
}

fn is_here(picture: &str) -> bool {
    picture.starts_with('/') && !picture.starts_with("//")
}

/// Returns whether an address is one that everybody reaches, and tells nothing of this server's own network.
fn is_public(picture: &str) -> bool {
    let Ok(url) = Url::parse(picture) else { return false };
    let has_public_host = match url.host() {
        Some(Host::Domain(name)) => name.contains('.') && !AT_HOME.iter().any(|end| name.ends_with(end)),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) | None => false,
    };
    url.scheme() == "https" && has_public_host && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use store::StoredPicture;

    use super::may_be_shown;

    fn shown(provider: &str, picture: &str) -> bool {
        let video = "v1".to_owned();
        may_be_shown(&StoredPicture { video, provider: provider.to_owned(), picture: picture.to_owned() })
    }

    /// GET-13
    #[test]
    fn only_what_everybody_reaches_of_a_chosen_or_known_site_is_shown() {
        for provider in ["youtube", "feed:club", "jellyfin:home"] {
            assert!(shown(provider, "https://i.example.org/p.jpg?w=480") && shown(provider, "/media/p.jpg"));
        }
        assert!(shown("library", "/media/library/abc/picture"));
        for provider in ["page", "file", "hls", "dash", "oembed", "peertube", "manifest", "", "?"] {
            assert!(!shown(provider, "https://i.example.org/p.jpg"), "{provider}");
        }
        for picture in [
            "http://i.example.org/p.jpg",
            "https://192.168.1.2/p.jpg",
            "https://8.8.8.8/p.jpg",
            "https://[fd00::1]/p.jpg",
            "https://jellyfin/p.jpg",
            "https://nas.local/p.jpg",
            "https://ana:secret@i.example.org/p.jpg",
            "//i.example.org/p.jpg",
            "data:image/png;base64,AAAA",
            "javascript:alert(1)",
        ] {
            assert!(!shown("feed:club", picture), "{picture}");
        }
    }
}
