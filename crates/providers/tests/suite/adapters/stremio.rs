//! Add-ons with series, with words to look for, and with subtitles.

use std::sync::Arc;

use providers::cache::MemoryCache;
use providers::fetch::Scope;
use providers::{Claim, Found, Page, Provider, ProviderError, Providers, Stremio, Video};
use tokio::time::Instant;
use url::Url;

use super::{check_claims, id, key, network, plays, resolve, said};
use crate::support::{FakeNetwork, Reply};

const SERIES: &str = "https://example.org/x/meta/series/tt9.json";

fn add_on() -> Stremio {
    Stremio::new(id("stremio:x"), Url::parse("https://example.org/x/manifest.json").unwrap())
}

/// Describes the video that a provider calls so.
async fn described(network: &Arc<FakeNetwork>, external: &str) -> Result<Video, ProviderError> {
    let provider = add_on();
    provider.resolve(&network.fetch(), &key(&provider, external)).await
}

fn series() -> Reply {
    Reply::json(
        r#"{"meta":{"id":"tt9","type":"series","name":"A series","poster":"https://example.org/p.jpg","videos":[
        {"id":"tt9:0:1","title":"Special","season":0,"episode":1},
        {"id":"tt9:1:2","name":"Second","season":1,"number":2,"released":"2001-02-03T00:00:00.000Z"},
        {"id":"tt9:1:1","title":"Pilot","season":1,"episode":1,"thumbnail":"https://example.org/1.jpg"},
        {"id":"tt9:1:3","season":1,"episode":3},{"id":7,"title":"odd"},{"id":"a b","title":"no name for an address"}]}}"#,
    )
}

#[test]
fn an_episode_has_an_address_of_its_own() {
    let provider = add_on();
    check_claims(
        &provider,
        &[
            (SERIES, Claim::Exact(key(&provider, "series/tt9"))),
            (&format!("{SERIES}#tt9:1:2"), Claim::Exact(key(&provider, "series/tt9#tt9:1:2"))),
            (&format!("{SERIES}#"), Claim::Exact(key(&provider, "series/tt9"))),
            (&format!("{SERIES}#a%20b"), Claim::No),
            ("https://other.example/x/meta/series/tt9.json#tt9:1:2", Claim::No),
        ],
    );
}

#[tokio::test(start_paused = true)]
async fn a_series_is_a_list_of_its_episodes_in_their_order() {
    let network = network(&[("/x/manifest.json", Reply::json("{}")), ("/x/meta/series/tt9.json", series())]);
    let named = key(&add_on(), "series/tt9");
    let all = [(Arc::new(add_on()) as Arc<dyn Provider>, Scope::default())];
    let providers = Providers::new(&network.fetch(), Arc::new(MemoryCache::default()), all);
    assert_eq!(providers.resolve(&Url::parse(SERIES).unwrap()).await, Ok(Found::Several(named.clone())));
    let listing = providers.expand(&named, &Page::first()).await.unwrap();
    let titles: Vec<_> = listing.videos.iter().map(|video| said(video).0.unwrap()).collect();
    assert_eq!(titles, ["A series 1×01: Pilot", "A series 1×02: Second", "A series 1×03", "A series 0×01: Special"]);
    assert_eq!((listing.unread.count, listing.next), (1, None));
    let [pilot, second, ..] = listing.videos.as_slice() else { panic!("{titles:?}") };
    assert_eq!((said(pilot).2, said(second).2), (Some("https://example.org/1.jpg"), Some("https://example.org/p.jpg")));
    assert_eq!((pilot.url.as_str(), second.year), (format!("{SERIES}#tt9:1:1").as_str(), Some(2001)));
    assert_eq!(plays(pilot)[0].0, "page", "how it plays is told when it is started");
}

#[tokio::test(start_paused = true)]
async fn an_episode_plays_by_itself() {
    let streams = r#"{"streams":[{"url":"https://example.org/2.mp4","name":"Example\n1080p"}]}"#;
    let network = network(&[
        ("/x/manifest.json", Reply::json("{}")),
        ("/x/meta/series/tt9.json", series()),
        ("/x/stream/series/tt9:1:2.json", Reply::json(streams)),
    ]);
    let video = resolve(&add_on(), &network, &format!("{SERIES}#tt9:1:2")).await.unwrap();
    assert_eq!(said(&video).0, Some("A series 1×02: Second"));
    assert_eq!(plays(&video), [("file", "https://example.org/2.mp4")]);
    let source = &video.sources[0];
    assert_eq!((source.height, source.name.as_ref().unwrap().as_str()), (Some(1_080), "Example 1080p"));
    assert_eq!(described(&network, "series/tt9#tt9:1:9").await.unwrap_err(), ProviderError::NotFound);
    assert_eq!(described(&network, "series/tt9").await.unwrap_err(), ProviderError::Unsupported, "that is several");
}

#[tokio::test(start_paused = true)]
async fn a_long_series_comes_page_by_page() {
    let episodes = |n: usize| format!(r#"{{"id":"tt9:1:{n}","title":"Part","season":1,"episode":{n}}}"#);
    let videos = (1..=150).map(episodes).collect::<Vec<_>>().join(",");
    let meta = format!(r#"{{"meta":{{"name":"Long","videos":[{videos}]}}}}"#);
    let network = network(&[("/x/meta/series/tt9.json", Reply::json(&meta))]);
    let provider = add_on();
    let series = key(&provider, "series/tt9");
    let first = provider.expand(&network.fetch(), &series, &Page::first()).await.unwrap();
    assert_eq!((first.videos.len(), &first.next), (100, &Page::after("100")));
    let rest = provider.expand(&network.fetch(), &series, &first.next.unwrap()).await.unwrap();
    assert_eq!((rest.videos.len(), rest.next), (50, None));
    assert_eq!(said(&rest.videos[0]).0, Some("Long 1×101: Part"));
}

#[tokio::test(start_paused = true)]
async fn what_has_one_video_is_that_video_and_streams_may_be_told_with_it() {
    let one = r#"{"meta":{"name":"A film","videos":[{"id":"v1","title":"The film","streams":[{"url":"https://example.org/a.mp4"}]}]}}"#;
    let usual =
        r#"{"meta":{"name":"A channel","behaviorHints":{"defaultVideoId":"v2"},"videos":[{"id":"v1"},{"id":"v2"}]}}"#;
    let network = network(&[
        ("/x/meta/movie/m1.json", Reply::json(one)),
        ("/x/meta/channel/c1.json", Reply::json(usual)),
        ("/x/stream/channel/v2.json", Reply::json(r#"{"streams":[{"url":"https://example.org/c.m3u8"}]}"#)),
    ]);
    let film = described(&network, "movie/m1").await.unwrap();
    assert_eq!((said(&film).0, plays(&film)), (Some("A film"), vec![("file", "https://example.org/a.mp4")]));
    let channel = described(&network, "channel/c1").await.unwrap();
    assert_eq!((said(&channel).0, plays(&channel)), (Some("A channel"), vec![("hls", "https://example.org/c.m3u8")]));
}

#[tokio::test(start_paused = true)]
async fn an_add_on_says_of_a_catalogue_that_series_are_in_it() {
    let metas =
        r#"{"metas":[{"id":"tt9","type":"series","name":"A series"},{"id":"tt1","type":"movie","name":"A film"}]}"#;
    let network = network(&[
        ("/x/manifest.json", Reply::json(r#"{"catalogs":[{"type":"series","id":"top"}]}"#)),
        ("/x/catalog/series/top.json", Reply::json(metas)),
    ]);
    let listing = add_on().browse(&network.fetch(), &Page::first()).await.unwrap();
    let kinds: Vec<_> = listing.videos.iter().map(|video| plays(video)[0].0).collect();
    assert_eq!(kinds, ["list", "page"]);
}

const SEARCHING: &str = r#"{"catalogs":[{"type":"movie","id":"top","extra":[{"name":"search"},{"name":"skip"}]},
    {"type":"series","id":"old","extraSupported":["search"],"extraRequired":["search"]},
    {"type":"movie","id":"plain"},
    {"type":"movie","id":"by-genre","extra":[{"name":"search"},{"name":"genre","isRequired":true}]}]}"#;

#[tokio::test(start_paused = true)]
async fn words_are_looked_for_where_an_add_on_can() {
    let film = r#"{"id":"tt1","type":"movie","name":"Summer"}"#;
    let network = network(&[
        ("/x/manifest.json", Reply::json(SEARCHING)),
        (
            "/x/catalog/movie/top/search=summer%20sea%20%20x.json",
            Reply::json(&format!(r#"{{"metas":[{film},{film}]}}"#)),
        ),
        (
            "/x/catalog/series/old/search=summer%20sea%20%20x.json",
            Reply::json(r#"{"metas":[{"id":"tt9","type":"series","name":"Summers"}]}"#),
        ),
    ]);
    assert!(add_on().capabilities().search);
    let found = add_on().search(&network.fetch(), "summer sea&=x", &Page::first()).await.unwrap();
    let titles: Vec<_> = found.videos.iter().map(|video| said(video).0.unwrap()).collect();
    assert_eq!((titles, found.next), (vec!["Summer", "Summers"], None));
    assert_eq!(network.paths().len(), 3, "{:?}", network.paths());
}

#[tokio::test(start_paused = true)]
async fn one_catalogue_that_cannot_look_hides_nothing_of_the_others() {
    let answers = [
        ("/x/manifest.json", Reply::json(SEARCHING)),
        ("/x/catalog/series/old/search=a.json", Reply::json(r#"{"metas":[{"id":"tt9","type":"series","name":"A"}]}"#)),
    ];
    let found = add_on().search(&network(&answers).fetch(), "a", &Page::first()).await.unwrap();
    assert_eq!(found.videos.len(), 1);
    let none = add_on().search(&network(&answers[..1]).fetch(), "a", &Page::first()).await;
    assert_eq!(none.unwrap_err(), ProviderError::NotFound, "nobody could look");
    let plain = [("/x/manifest.json", Reply::json(r#"{"catalogs":[{"type":"movie","id":"top"}]}"#))];
    let nothing = add_on().search(&network(&plain).fetch(), "a", &Page::first()).await.unwrap();
    assert_eq!(nothing.videos.len(), 0, "it does not look for words");
}

fn film(manifest: &str, subtitles: Reply) -> Arc<FakeNetwork> {
    let streams = r#"{"streams":[{"url":"https://example.org/a.mp4","subtitles":[{"id":"1","url":"https://example.org/a.vtt","lang":"eng"}]}]}"#;
    network(&[
        ("/x/manifest.json", Reply::json(manifest)),
        ("/x/meta/movie/tt1.json", Reply::json(r#"{"meta":{"name":"A film"}}"#)),
        ("/x/stream/movie/tt1.json", Reply::json(streams)),
        ("/x/subtitles/movie/tt1.json", subtitles),
    ])
}

fn languages(video: &Video) -> Vec<(&str, &str)> {
    video.subtitles.iter().map(|track| (track.language.as_str(), track.url.as_str())).collect()
}

#[tokio::test(start_paused = true)]
async fn subtitles_are_asked_for_where_an_add_on_has_them() {
    let told = Reply::json(
        r#"{"subtitles":[{"id":"2","url":"https://example.org/b.srt","lang":"ger"},{"id":"3","url":"javascript:x","lang":"fre"},
        {"id":"4","url":"https://example.org/c.srt"},{"id":"5","url":"https://example.org/a.vtt","lang":"eng"}]}"#,
    );
    for manifest in [
        r#"{"resources":["stream","subtitles"]}"#,
        r#"{"resources":[{"name":"subtitles","types":["movie"],"idPrefixes":["tt"]}]}"#,
        r#"{"resources":["subtitles"],"types":["movie"],"idPrefixes":["tt"]}"#,
    ] {
        let video = described(&film(manifest, told.clone()), "movie/tt1").await.unwrap();
        let both = [("eng", "https://example.org/a.vtt"), ("ger", "https://example.org/b.srt")];
        assert_eq!(languages(&video), both, "{manifest}");
        assert!(!video.told_in_part);
    }
    for manifest in [
        r#"{"resources":["stream"]}"#,
        r#"{"resources":[{"name":"subtitles","types":["series"]}]}"#,
        r#"{"resources":[{"name":"subtitles","idPrefixes":["kitsu:"]}]}"#,
        r#"{"resources":["subtitles"],"types":["series"]}"#,
    ] {
        let network = film(manifest, told.clone());
        let video = described(&network, "movie/tt1").await.unwrap();
        assert_eq!(languages(&video), [("eng", "https://example.org/a.vtt")], "{manifest}");
        assert!(network.paths().iter().all(|path| !path.contains("subtitles")), "{manifest}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_film_does_not_wait_for_subtitles_that_do_not_come() {
    let started = Instant::now();
    let again =
        [(Reply::status(404), false), (Reply::json(r#"{"subtitles":7}"#), true), (Reply::Hang(Vec::new()), true)];
    for (subtitles, is_again) in again {
        let video = described(&film(r#"{"resources":["subtitles"]}"#, subtitles), "movie/tt1").await.unwrap();
        assert_eq!(languages(&video), [("eng", "https://example.org/a.vtt")]);
        assert_eq!(video.told_in_part, is_again, "they are asked for again soon");
    }
    assert!(started.elapsed().as_millis() < 2_000, "{:?}", started.elapsed());
}
