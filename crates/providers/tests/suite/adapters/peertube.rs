use std::sync::Arc;

use providers::cache::MemoryCache;
use providers::fetch::Scope;
use providers::{Claim, Found, Page, PeerTube, PlainText, Provider, ProviderError, Providers};
use url::Url;

use super::{check_claims, id, key, network, plays, resolve, said};
use crate::support::{FakeNetwork, Reply};

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
            ("https://www.youtube.com/w/kkGMgK9ZtnKfYAgnEtQxbv", Claim::No),
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

fn with_captions(captions: Reply) -> Arc<FakeNetwork> {
    let told = Reply::json(include_str!("../../../fixtures/peertube-video.json"));
    network(&[
        ("/api/v1/videos/kkGMgK9ZtnKfYAgnEtQxbv", told),
        ("/api/v1/videos/kkGMgK9ZtnKfYAgnEtQxbv/captions", captions),
    ])
}

#[tokio::test(start_paused = true)]
async fn its_captions_are_read_along_with_a_video() {
    let captions = Reply::json(include_str!("../../../fixtures/peertube-captions.json"));
    let video = resolve(&PeerTube::new(id("peertube"), None), &with_captions(captions), PAGE).await.unwrap();
    let tracks: Vec<_> = video.subtitles.iter().map(|track| (track.language.as_str(), track.url.as_str())).collect();
    assert_eq!(
        tracks,
        [
            ("German", "https://objects.example/captions/a-de.vtt"),
            ("English (automatic)", "https://tube.example/lazy-static/video-captions/a-en.vtt"),
        ]
    );
    let names: Vec<_> = video.sources.iter().map(|source| source.name.as_ref().map(PlainText::as_str)).collect();
    assert_eq!((names, video.told_in_part), (vec![None, Some("1080p"), Some("360p")], false));
}

#[tokio::test(start_paused = true)]
async fn a_video_is_whole_without_captions() {
    for (captions, is_again) in
        [(Reply::status(404), false), (Reply::status(500), true), (Reply::Hang(Vec::new()), true)]
    {
        let video = resolve(&PeerTube::new(id("peertube"), None), &with_captions(captions), PAGE).await.unwrap();
        assert_eq!((video.subtitles.len(), video.sources.len()), (0, 3));
        assert_eq!(video.told_in_part, is_again, "they are asked for again soon");
    }
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
    assert_eq!((listing.next, plays(&listing.videos[0])), (Page::after("3"), vec![("page", PAGE)]));
}

const PLAYLIST: &str = "https://tube.example/w/p/2y84q2MQUMWPbiEcxNXMgC";

#[test]
fn every_address_of_a_list_becomes_its_one_name() {
    let provider = PeerTube::new(id("peertube"), None);
    let list = |path: &str| Claim::Maybe(key(&provider, &format!("list:https://tube.example/{path}")));
    let uuid = "9c9de5e8-0a1e-484a-b099-e80766180a6d";
    check_claims(
        &provider,
        &[
            (PLAYLIST, list("w/p/2y84q2MQUMWPbiEcxNXMgC")),
            (
                "https://tube.example/w/p/2y84q2MQUMWPbiEcxNXMgC?playlistPosition=2#x",
                list("w/p/2y84q2MQUMWPbiEcxNXMgC"),
            ),
            (&format!("https://tube.example/videos/watch/playlist/{uuid}"), list(&format!("w/p/{uuid}"))),
            (&format!("https://tube.example/video-playlists/embed/{uuid}"), list(&format!("w/p/{uuid}"))),
            ("https://tube.example/c/films", list("c/films")),
            ("https://tube.example/c/films@other.example:8443/videos?s=1", list("c/films@other.example:8443")),
            ("https://tube.example/video-channels/films%40other.example/videos", list("c/films@other.example")),
            ("https://tube.example/a/ana/video-channels", list("a/ana")),
            ("https://tube.example/accounts/ana.b", list("a/ana.b")),
            ("https://tube.example/c/films/video-playlists", Claim::No),
            ("https://tube.example/c/..%2f..%2fadmin", Claim::No),
            ("https://tube.example/c/a@b@c", Claim::No),
            ("https://tube.example/c/", Claim::No),
            ("https://tube.example/w/p/short", Claim::No),
            ("https://www.youtube.com/c/films", Claim::No),
        ],
    );
}

#[test]
fn of_the_instance_that_the_operator_names_it_is_certain() {
    let provider = PeerTube::new(id("peertube:home"), Some(Url::parse("https://tube.example/").unwrap()));
    check_claims(
        &provider,
        &[
            (PAGE, Claim::Exact(key(&provider, PAGE))),
            (PLAYLIST, Claim::Several(key(&provider, &format!("list:{PLAYLIST}")))),
            ("https://other.example/w/kkGMgK9ZtnKfYAgnEtQxbv", Claim::No),
            ("https://other.example/c/films", Claim::No),
        ],
    );
}

fn playlist() -> Reply {
    Reply::json(include_str!("../../../fixtures/peertube-playlist.json"))
}

/// Finds out what is at an address, of any instance.
async fn find(provider: PeerTube, answers: &[(&'static str, Reply)], url: &str) -> Result<Found, ProviderError> {
    let all = [(Arc::new(provider) as Arc<dyn Provider>, Scope::default())];
    let providers = Providers::new(&network(answers).fetch(), Arc::new(MemoryCache::default()), all);
    providers.resolve(&Url::parse(url).unwrap()).await
}

#[tokio::test(start_paused = true)]
async fn asking_tells_whether_it_is_a_list() {
    let peertube = || PeerTube::new(id("peertube"), None);
    let named = key(&peertube(), &format!("list:{PLAYLIST}"));
    let answers = [("/api/v1/video-playlists/2y84q2MQUMWPbiEcxNXMgC/videos", playlist())];
    assert_eq!(find(peertube(), &answers, PLAYLIST).await, Ok(Found::Several(named)));
    assert_eq!(find(peertube(), &[], PLAYLIST).await, Err(ProviderError::NotFound));
    let other = [("/api/v1/video-channels/films/videos", Reply::json(r#"{"videos":[]}"#))];
    assert_eq!(find(peertube(), &other, "https://tube.example/c/films").await, Err(ProviderError::Malformed));
    let private = [("/api/v1/video-playlists/2y84q2MQUMWPbiEcxNXMgC/videos", Reply::status(403))];
    assert_eq!(find(peertube(), &private, PLAYLIST).await, Err(ProviderError::Forbidden));
}

#[tokio::test(start_paused = true)]
async fn a_playlist_is_listed_in_its_order_without_what_is_gone() {
    let network = network(&[("/api/v1/video-playlists/2y84q2MQUMWPbiEcxNXMgC/videos", playlist())]);
    let provider = PeerTube::new(id("peertube"), None);
    let list = key(&provider, &format!("list:{PLAYLIST}"));
    let listing = provider.expand(&network.fetch(), &list, &Page::first()).await.unwrap();
    let titles: Vec<_> = listing.videos.iter().map(|video| said(video).0.unwrap()).collect();
    assert_eq!(titles, ["The second one", "What is PeerTube?"]);
    assert_eq!(listing.next, Page::after("4"), "what is gone has a place too");
    provider.expand(&network.fetch(), &list, &listing.next.unwrap()).await.unwrap();
    let path = "/api/v1/video-playlists/2y84q2MQUMWPbiEcxNXMgC/videos";
    assert_eq!(network.paths(), [format!("{path}?start=0&count=100"), format!("{path}?start=4&count=100")]);
    let video = provider.expand(&network.fetch(), &key(&provider, PAGE), &Page::first()).await;
    assert_eq!(video.unwrap_err(), ProviderError::Unsupported, "a video has nothing in it");
}

#[tokio::test(start_paused = true)]
async fn channels_and_accounts_are_listed_newest_first() {
    let list = || Reply::json(include_str!("../../../fixtures/peertube-list.json"));
    let network = network(&[
        ("/api/v1/video-channels/films@other.example/videos", list()),
        ("/api/v1/accounts/ana/videos", list()),
    ]);
    let provider = PeerTube::new(id("peertube"), None);
    for name in ["c/films@other.example", "a/ana"] {
        let list = key(&provider, &format!("list:https://tube.example/{name}"));
        let listing = provider.expand(&network.fetch(), &list, &Page::first()).await.unwrap();
        assert_eq!(plays(&listing.videos[0]), [("page", PAGE)], "{name}");
        assert!(network.paths().last().unwrap().contains("sort=-publishedAt&start=0"), "{name}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_channel_alone_can_be_in_the_catalogue() {
    let list = Reply::json(include_str!("../../../fixtures/peertube-list.json"));
    let network = network(&[("/api/v1/video-channels/films/videos", list)]);
    let url = Url::parse("https://tube.example/c/films").unwrap();
    let provider = PeerTube::new(id("peertube:films"), Some(url));
    assert_eq!(provider.browse(&network.fetch(), &Page::first()).await.unwrap().videos.len(), 1);
    assert!(provider.capabilities().browse && !provider.capabilities().search);
    let asked = provider.search(&network.fetch(), "words", &Page::first()).await;
    assert_eq!(asked.unwrap_err(), ProviderError::Unsupported);
}
