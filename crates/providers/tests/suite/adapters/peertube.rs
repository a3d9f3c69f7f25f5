use providers::{Claim, Page, PeerTube, Provider as _, ProviderError};
use url::Url;

use super::{check_claims, id, key, network, plays, resolve, said};
use crate::support::Reply;

const PAGE: &str = "https://tube.example/w/kkGMgK9ZtnKfYAgnEtQxbv";

#[test]
fn any_server_may_be_one_by_its_addresses() {
    let provider = PeerTube::new(id("peertube"), None);
    let maybe = |id: &str| Claim::Maybe(key(&provider, &format!("https://tube.example/w/{id}")));
    check_claims(
        &provider,
        &[
            (PAGE, maybe("kkGMgK9ZtnKfYAgnEtQxbv")),
            (
                "https://tube.example/videos/watch/9c9de5e8-0a1e-484a-b099-e80766180a6d?start=1",
                maybe("9c9de5e8-0a1e-484a-b099-e80766180a6d"),
            ),
            ("https://tube.example/w/..%2f..%2fadmin", Claim::No),
            ("https://tube.example/w/p/kkGMgK9ZtnKfYAgnEtQxbv", Claim::No),
            ("https://tube.example/", Claim::No),
        ],
    );
}

#[tokio::test(start_paused = true)]
async fn a_video_is_known_whole() {
    let told = Reply::json(include_str!("../../../fixtures/peertube-video.json"));
    let network = network(&[("/api/v1/videos/kkGMgK9ZtnKfYAgnEtQxbv", told)]);
    let video = resolve(&PeerTube::new(id("peertube"), None), &network, PAGE).await.unwrap();
    let picture = "https://tube.example/lazy-static/thumbnails/a.jpg";
    assert_eq!(said(&video), (Some("What is PeerTube?"), Some(113_000), Some(picture)));
    assert_eq!((video.url.as_str(), video.year, video.languages[0].as_str()), (PAGE, Some(2018), "en"));
    assert_eq!(
        plays(&video),
        [
            ("hls", "https://tube.example/static/streaming-playlists/hls/a/master.m3u8"),
            ("file", "https://tube.example/static/web-videos/a-1080.mp4"),
            ("file", "https://tube.example/static/web-videos/a-360.mp4"),
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn what_is_no_instance_is_none() {
    let network = network(&[]);
    let asked = resolve(&PeerTube::new(id("peertube"), None), &network, PAGE).await;
    assert_eq!(asked.unwrap_err(), ProviderError::NotFound);
}

#[tokio::test(start_paused = true)]
async fn an_instance_is_browsed_and_what_is_odd_in_it_left_out() {
    let list = Reply::json(include_str!("../../../fixtures/peertube-list.json"));
    let network = network(&[("/api/v1/videos", list)]);
    let provider = PeerTube::new(id("peertube:home"), Some(Url::parse("https://tube.example").unwrap()));
    let listing = provider.browse(&network.fetch(), &Page::first()).await.unwrap();
    assert_eq!(listing.videos.len(), 1);
    assert_eq!((listing.next, plays(&listing.videos[0])), (Page::after("2"), vec![("page", PAGE)]));
}
