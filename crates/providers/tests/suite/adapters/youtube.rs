use providers::{Claim, Page, Provider as _, ProviderError, YouTube};

use super::{check_claims, id, key, network, plays, resolve, said};
use crate::support::Reply;

const PAGE: &str = "https://www.youtube.com/watch?v=aqz-KE-bpKQ";
const PICTURE: &str = "https://i.ytimg.com/vi/aqz-KE-bpKQ/hqdefault.jpg";

fn oembed() -> (&'static str, Reply) {
    ("/oembed", Reply::json(include_str!("../../../fixtures/youtube-oembed.json")))
}

fn videos() -> (&'static str, Reply) {
    ("/youtube/v3/videos", Reply::json(include_str!("../../../fixtures/youtube-videos.json")))
}

#[test]
fn its_addresses_are_told_from_others() {
    let provider = YouTube::new(id("youtube"), None);
    let video = || Claim::Exact(key(&provider, "aqz-KE-bpKQ"));
    let list = |name: &str| Claim::Several(key(&provider, &format!("list:{name}")));
    check_claims(
        &provider,
        &[
            (PAGE, video()),
            ("https://youtu.be/aqz-KE-bpKQ?t=1", video()),
            ("https://m.youtube.com/watch?list=PLxxxxxxxxxxxx&v=aqz-KE-bpKQ", video()),
            ("https://www.youtube.com/shorts/aqz-KE-bpKQ", video()),
            ("https://www.youtube.com/playlist?list=PLxxxxxxxxxxxx", list("PLxxxxxxxxxxxx")),
            ("https://www.youtube.com/channel/UCSMOQeBJ2RAnuFungnQOxLg", list("UUSMOQeBJ2RAnuFungnQOxLg")),
            ("https://www.youtube.com/watch?v=short", Claim::No),
            ("https://www.youtube.com/", Claim::No),
            ("https://youtube.com.example.org/watch?v=aqz-KE-bpKQ", Claim::No),
            ("https://example.org/watch?v=aqz-KE-bpKQ", Claim::No),
        ],
    );
}

#[tokio::test(start_paused = true)]
async fn without_a_key_the_title_is_known() {
    let network = network(&[oembed()]);
    let video = resolve(&YouTube::new(id("youtube"), None), &network, "https://youtu.be/aqz-KE-bpKQ").await.unwrap();
    let title = "Big Buck Bunny 60fps 4K - Official Blender Foundation Short Film";
    assert_eq!(said(&video), (Some(title), None, Some(PICTURE)));
    assert_eq!((plays(&video), video.url.as_str()), (vec![("youtube", PAGE)], PAGE));
    assert_eq!(network.paths(), ["/oembed?url=https%3A%2F%2Fwww.youtube.com%2Fwatch%3Fv%3Daqz-KE-bpKQ&format=json"]);
}

#[tokio::test(start_paused = true)]
async fn with_a_key_more_is_known_and_the_key_is_in_no_address() {
    let network = network(&[videos()]);
    let video = resolve(&YouTube::new(id("youtube"), Some("secret")), &network, PAGE).await.unwrap();
    assert_eq!(said(&video), (Some("Big Buck Bunny <b>60fps</b>"), Some(635_000), Some(PICTURE)));
    assert_eq!((video.year, video.languages[0].as_str(), video.tags.len()), (Some(2014), "en", 2));
    assert!(network.asked()[0].contains("x-goog-api-key: secret") && !network.paths()[0].contains("secret"));
}

#[tokio::test(start_paused = true)]
async fn a_used_up_quota_is_no_reason_to_know_nothing() {
    let quota = r#"{"error":{"code":403,"errors":[{"domain":"youtube.quota","reason":"quotaExceeded"}]}}"#;
    let network =
        network(&[("/youtube/v3/videos", Reply::with(403, &["content-type: application/json"], quota)), oembed()]);
    let video = resolve(&YouTube::new(id("youtube"), Some("secret")), &network, PAGE).await.unwrap();
    assert!(video.title.is_some());
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_or_not_for_everybody_is_said_so() {
    let provider = YouTube::new(id("youtube"), Some("secret"));
    let none = network(&[("/youtube/v3/videos", Reply::json(r#"{"items":[]}"#)), oembed()]);
    assert_eq!(resolve(&provider, &none, PAGE).await.unwrap_err(), ProviderError::NotFound);
    for (status, error) in
        [(404, ProviderError::NotFound), (401, ProviderError::Forbidden), (400, ProviderError::NotFound)]
    {
        let network = network(&[("/oembed", Reply::status(status))]);
        let asked = resolve(&YouTube::new(id("youtube"), None), &network, PAGE).await;
        assert_eq!(asked.unwrap_err(), error, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_playlist_is_listed_page_by_page() {
    let list = include_str!("../../../fixtures/youtube-list.json");
    let network = network(&[("/youtube/v3/playlistItems", Reply::json(list)), videos()]);
    let provider = YouTube::new(id("youtube"), Some("secret"));
    let listing = provider.expand(&network.fetch(), &key(&provider, "list:PLx"), &Page::first()).await.unwrap();
    assert_eq!(listing.next, Page::after("EAAaBlBUOkNESQ"));
    assert_eq!(plays(&listing.videos[0])[0].0, "youtube");
    assert_eq!(plays(&listing.videos[1])[0].0, "page", "its owner lets no other site show it");
    provider.expand(&network.fetch(), &key(&provider, "list:PLx"), &listing.next.unwrap()).await.unwrap();
    assert!(network.paths()[2].contains("pageToken=EAAaBlBUOkNESQ"));
    let without_key = YouTube::new(id("youtube"), None);
    let asked = without_key.expand(&network.fetch(), &key(&provider, "list:PLx"), &Page::first()).await;
    assert_eq!(asked.unwrap_err(), ProviderError::Unsupported);
}
