//! Providers that the operator names: Jellyfin, Stremio add-ons and feeds.

use std::sync::Arc;

use providers::cache::MemoryCache;
use providers::fetch::{Origin, Scope};
use providers::relay::RelayKey;
use providers::{
    Claim, Feed, Found, Jellyfin, Page, PeerTube, Provider, ProviderError, Providers, Stremio, Transcoding,
};
use url::Url;

use super::{check_claims, id, key, network, plays, resolve, said};
use crate::support::Reply;

const ITEM: &str = "0123456789abcdef0123456789abcdef";

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

fn items() -> String {
    format!(
        r#"{{"Items":[{{"Name":"Pilot","SeriesName":"A series","ServerId":"s","Id":"{ITEM}","Type":"Episode","RunTimeTicks":13270000000,
        "ProductionYear":2008,"Genres":["Drama"],"MediaStreams":[{{"Type":"Video","Height":1080}},{{"Type":"Audio","Language":"eng"}},
        {{"Type":"Subtitle","Language":"ger"}}]}},{{"Name":"odd","Id":"../x"}}],"TotalRecordCount":150,"StartIndex":0}}"#
    )
}

#[tokio::test(start_paused = true)]
async fn a_jellyfin_library_is_listed_and_its_token_goes_nowhere_else() {
    let provider = Jellyfin::new(id("jellyfin:home"), url("http://192.168.1.9:8096/jelly"), "secret");
    let page = format!("http://192.168.1.9:8096/jelly/web/#/details?serverId=a&id={ITEM}");
    check_claims(
        &provider,
        &[
            (&page, Claim::Exact(key(&provider, ITEM))),
            ("http://192.168.1.9:8096/jelly/web/#/home", Claim::No),
            (
                &format!("http://192.168.1.9:8096/jelly/web/#/list?parentId={ITEM}&serverId=a"),
                Claim::Several(key(&provider, ITEM)),
            ),
            (&format!("http://192.168.1.9/jelly/web/#/details?id={ITEM}"), Claim::No),
        ],
    );
    let network = network(&[("/jelly/Items", Reply::json(&items()))]);
    let allowed = vec![Origin::of(&url("http://192.168.1.9:8096")).unwrap()];
    let fetch = network.fetch().scoped(Scope { allowed, ..Scope::default() });
    let video = provider.resolve(&fetch, &key(&provider, ITEM)).await.unwrap();
    let picture = format!("http://192.168.1.9:8096/jelly/Items/{ITEM}/Images/Primary?maxWidth=480");
    assert_eq!(said(&video), (Some("A series: Pilot"), Some(1_327_000), Some(picture.as_str())));
    let file = format!("http://192.168.1.9:8096/jelly/Videos/{ITEM}/stream?static=true");
    assert_eq!((plays(&video), video.languages[0].as_str()), (vec![("file", file.as_str())], "eng"));
    assert!(!format!("{video:?}").contains("secret"));
    assert!(network.asked()[0].contains("authorization: MediaBrowser Token=\"secret\", Client=\"Sameframe\""));
    let listing = provider.browse(&fetch, &Page::first()).await.unwrap();
    assert_eq!((listing.videos.len(), listing.next), (1, Page::after("2")));
    let in_it = provider.expand(&fetch, &key(&provider, ITEM), &Page::first()).await.unwrap();
    assert_eq!(in_it.videos.len(), 1);
    assert!(network.asked().last().unwrap().contains(&format!("parentId={ITEM}")));
    let elsewhere = provider.resolve(&network.fetch(), &key(&provider, ITEM)).await;
    assert_eq!(elsewhere.unwrap_err(), ProviderError::Blocked, "only its own scope leads there");
}

/// What a film is of, and how it plays: without transcoding, and with.
const FILMS: [(&str, &str, &str, &str, &str); 13] = [
    ("mov,mp4,m4a", r#""h264""#, "aac", "file", "file"),
    ("mkv,webm", r#""vp9""#, "opus", "file", "file"),
    ("mp4", r#""h264","BitDepth":8"#, "aac", "file", "file"),
    ("mp4", r#""av1","BitDepth":10"#, "aac", "file", "file"),
    ("mp4", r#""h264","BitDepth":10"#, "aac", "file", "hls"),
    ("mp4", r#""h264""#, "ac3", "file", "hls"),
    ("mp4", r#""hevc""#, "aac", "file", "hls"),
    ("mkv", r#""hevc""#, "ac3", "file", "hls"),
    ("mkv", r#""h264""#, "aac", "file", "hls"),
    ("avi", r#""h264""#, "mp3", "page", "hls"),
    ("mkv", r#""mpeg2video""#, "mp2", "page", "hls"),
    ("mp4", r#""mpeg4""#, "aac", "page", "hls"),
    ("ts", r#""h264""#, "aac", "page", "hls"),
];

#[tokio::test(start_paused = true)]
async fn jellyfin_transcodes_what_not_every_browser_plays_and_without_that_it_is_tried_or_watched_there() {
    let plain = || Jellyfin::new(id("jellyfin:home"), url("https://example.org/"), "secret");
    let transcoding = Transcoding { key: RelayKey::new(b"secret"), at_once_max: 1 };
    for (container, picture, sound, without, with) in FILMS {
        let item = format!(
            r#"{{"Items":[{{"Name":"A film","Id":"{ITEM}","Container":"{container}","MediaStreams":[
            {{"Type":"Video","Codec":{picture}}},{{"Type":"Audio","Codec":"{sound}"}},{{"Type":"Audio","Codec":"truehd"}}]}}]}}"#
        );
        let network = network(&[("/Items", Reply::json(&item))]);
        for (provider, kind) in [(plain(), without), (plain().transcoding(transcoding.clone()), with)] {
            let video = provider.resolve(&network.fetch(), &key(&provider, ITEM)).await.unwrap();
            let (played_as, at) = plays(&video)[0];
            assert_eq!(played_as, kind, "{container} {picture} {sound}");
            assert_eq!(at.starts_with("/media/relay/jellyfin:home/0123456789abcdef"), kind == "hls", "{at}");
            assert_eq!(video.url.as_str(), format!("https://example.org/web/#/details?id={ITEM}"));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_series_in_jellyfin_is_a_list() {
    let series = format!(r#"{{"Items":[{{"Name":"A series","Id":"{ITEM}","Type":"Series","IsFolder":true}}]}}"#);
    let network = network(&[("/Items", Reply::json(&series))]);
    let provider = Jellyfin::new(id("jellyfin:home"), url("https://example.org/"), "secret");
    let named = key(&provider, ITEM);
    assert_eq!(provider.resolve(&network.fetch(), &named).await.unwrap_err(), ProviderError::Unsupported);
    let all = [(Arc::new(provider) as Arc<dyn Provider>, Scope::default())];
    let providers = Providers::new(&network.fetch(), Arc::new(MemoryCache::default()), all);
    let found = providers.resolve(&url(&format!("https://example.org/web/#/details?id={ITEM}"))).await;
    assert_eq!(found, Ok(Found::Several(named)));
}

#[tokio::test(start_paused = true)]
async fn an_add_on_is_listed_and_torrents_are_refused() {
    let manifest = r#"{"id":"org.example","version":"1.0.0","name":"Example","resources":["catalog","meta","stream"],"types":["movie"],
        "catalogs":[{"type":"movie","id":"search","extra":[{"name":"search","isRequired":true}]},
        {"type":"movie","id":"top","extra":[{"name":"skip"}]}]}"#;
    let meta = |id: &str| {
        format!(
            r#"{{"id":"{id}","type":"movie","name":"A film","poster":"https://example.org/p.jpg","releaseInfo":"1968-1970"}}"#
        )
    };
    let list = format!(r#"{{"metas":[{}]}}"#, meta("tt1"));
    let streams = r#"{"streams":[{"infoHash":"abc","title":"torrent"},{"url":"https://example.org/a.mkv","behaviorHints":{"notWebReady":true}},
        {"url":"https://example.org/a.mp4","subtitles":[{"id":"1","url":"https://example.org/a.vtt","lang":"eng"}]},{"ytId":"aqz-KE-bpKQ"},
        {"url":"magnet:?xt=a"},{"externalUrl":"https://example.org/watch"}],"cacheMaxAge":60}"#;
    let only_torrents = r#"{"streams":[{"infoHash":"abc"}]}"#;
    let network = network(&[
        ("/x/manifest.json", Reply::json(manifest)),
        ("/x/catalog/movie/top.json", Reply::json(&list)),
        ("/x/catalog/movie/top/skip=1.json", Reply::json(r#"{"metas":[]}"#)),
        ("/x/meta/movie/tt1.json", Reply::json(&format!(r#"{{"meta":{}}}"#, meta("tt1")))),
        ("/x/stream/movie/tt1.json", Reply::json(streams)),
        ("/x/meta/movie/tt2.json", Reply::json(&format!(r#"{{"meta":{}}}"#, meta("tt2")))),
        ("/x/stream/movie/tt2.json", Reply::json(only_torrents)),
    ]);
    let provider = Stremio::new(id("stremio:x"), url("https://example.org/x/manifest.json"));
    let video = resolve(&provider, &network, "https://example.org/x/meta/movie/tt1.json").await.unwrap();
    assert_eq!(said(&video), (Some("A film"), None, Some("https://example.org/p.jpg")));
    assert_eq!(
        plays(&video),
        [
            ("file", "https://example.org/a.mp4"),
            ("youtube", "https://www.youtube.com/watch?v=aqz-KE-bpKQ"),
            ("page", "https://example.org/watch"),
        ]
    );
    assert_eq!((video.year, video.subtitles.len(), video.good_until_ms), (Some(1968), 1, Some(60_000)));
    let torrents = resolve(&provider, &network, "https://example.org/x/meta/movie/tt2.json").await;
    assert_eq!(torrents.unwrap_err(), ProviderError::NothingPlays);
    let first = provider.browse(&network.fetch(), &Page::first()).await.unwrap();
    assert_eq!((first.videos.len(), &first.next), (1, &Page::after("0.1")));
    let end = provider.browse(&network.fetch(), &first.next.unwrap()).await.unwrap();
    assert_eq!((end.videos.len(), end.next), (0, None));
}

#[tokio::test(start_paused = true)]
async fn an_odd_entry_is_left_out_and_counted_and_the_others_stay() {
    let good = r#"{"id":"b","title":"B","url":"b.mp4"}"#;
    let feed = format!(r#"{{"videos":[{{"id":"a","title":"A","url":"a.mp4","length":"1:00"}},{good}]}}"#);
    let metas = r#"{"metas":[{"id":"tt1","type":"movie","name":"A"},{"id":"tt2","type":"movie","name":null},
        {"id":"tt3","type":"movie","name":"C","poster":7}]}"#;
    let items = format!(r#"{{"Items":[{{"Id":"{ITEM}","Name":"A"}},{{"Id":"x","Name":null}}],"TotalRecordCount":9}}"#);
    let tube = r#"{"total":9,"data":[{"uuid":"0123456789abc","name":"A","duration":null},
        {"uuid":"0123456789abd","name":"B","duration":1}]}"#;
    let network = network(&[
        ("/videos.json", Reply::json(&feed)),
        ("/nothing.json", Reply::json(r#"{"videos":[{"id":1}]}"#)),
        ("/manifest.json", Reply::json(r#"{"catalogs":[{"type":"movie","id":"top"}]}"#)),
        ("/catalog/movie/top.json", Reply::json(metas)),
        ("/Items", Reply::json(&items)),
        ("/api/v1/videos", Reply::json(tube)),
    ]);
    let at = |path: &str| url(&format!("https://example.org/{path}"));
    let providers: [(Box<dyn Provider>, usize, usize); 4] = [
        (Box::new(Feed::new(id("feed:a"), at("videos.json"))), 1, 1),
        (Box::new(Stremio::new(id("stremio:a"), at("manifest.json"))), 2, 2),
        (Box::new(Jellyfin::new(id("jellyfin:a"), at(""), "secret")), 1, 2),
        (Box::new(PeerTube::new(id("peertube:a"), Some(at("")))), 1, 1),
    ];
    for (provider, unread, first) in providers {
        let listing = provider.browse(&network.fetch(), &Page::first()).await.unwrap();
        assert_eq!((listing.videos.len(), listing.unread.count), (1, unread), "{}", provider.id());
        assert_eq!(listing.unread.first.unwrap().0, first, "{}", provider.id());
    }
    let nothing = Feed::new(id("feed:a"), at("nothing.json")).browse(&network.fetch(), &Page::first()).await;
    assert_eq!(nothing.unwrap_err(), ProviderError::Malformed, "that is no list of videos");
}

#[tokio::test(start_paused = true)]
async fn an_odd_year_drops_the_year_and_not_the_film() {
    let years = ["1999", "\"1999\"", "99999", "-5", "1.5", "null", "[]"];
    let films: Vec<_> = years
        .iter()
        .map(|year| format!(r#"{{"id":"a{year_id}","title":"A","url":"a.mp4","year":{year}}}"#, year_id = year.len()))
        .collect();
    let items: Vec<_> =
        years.iter().map(|year| format!(r#"{{"Id":"{ITEM}","Name":"A","ProductionYear":{year}}}"#)).collect();
    let metas: Vec<_> =
        years.iter().map(|year| format!(r#"{{"id":"tt1","type":"movie","name":"A","releaseInfo":{year}}}"#)).collect();
    let network = network(&[
        ("/videos.json", Reply::json(&format!(r#"{{"videos":[{}]}}"#, films.join(",")))),
        ("/Items", Reply::json(&format!(r#"{{"Items":[{}],"TotalRecordCount":7}}"#, items.join(",")))),
        ("/manifest.json", Reply::json(r#"{"catalogs":[{"type":"movie","id":"top"}]}"#)),
        ("/catalog/movie/top.json", Reply::json(&format!(r#"{{"metas":[{}]}}"#, metas.join(",")))),
    ]);
    let at = |path: &str| url(&format!("https://example.org/{path}"));
    let providers: [Box<dyn Provider>; 3] = [
        Box::new(Feed::new(id("feed:a"), at("videos.json"))),
        Box::new(Jellyfin::new(id("jellyfin:a"), at(""), "secret")),
        Box::new(Stremio::new(id("stremio:a"), at("manifest.json"))),
    ];
    for provider in providers {
        let listing = provider.browse(&network.fetch(), &Page::first()).await.unwrap();
        let years: Vec<_> = listing.videos.iter().map(|video| video.year).collect();
        assert_eq!(years, [Some(1999), Some(1999), None, None, None, None, None], "{}", provider.id());
    }
}

#[tokio::test(start_paused = true)]
async fn an_add_on_that_has_no_next_page_goes_on_with_its_next_catalogue() {
    let manifest =
        r#"{"catalogs":[{"type":"movie","id":"top","extra":[{"name":"skip"}]},{"type":"movie","id":"new"}]}"#;
    let list = |id: &str| Reply::json(&format!(r#"{{"metas":[{{"id":"{id}","type":"movie","name":"A film"}}]}}"#));
    let network = network(&[
        ("/x/manifest.json", Reply::json(manifest)),
        ("/x/catalog/movie/top.json", list("tt1")),
        ("/x/catalog/movie/top/skip=1.json", Reply::status(404)),
        ("/x/catalog/movie/new.json", list("tt2")),
    ]);
    let provider = Stremio::new(id("stremio:x"), url("https://example.org/x/manifest.json"));
    let (mut page, mut found) = (Some(Page::first()), Vec::new());
    while let Some(at) = page {
        let listing = provider.browse(&network.fetch(), &at).await.unwrap();
        found.extend(listing.videos.into_iter().map(|video| video.key.external));
        page = listing.next;
    }
    assert_eq!(found, ["movie/tt1", "movie/tt2"]);
}

#[tokio::test(start_paused = true)]
async fn a_feed_is_a_provider_without_code() {
    let first = r#"{"videos":[{"id":"a","title":"<b>A</b>","url":"films/a.mp4","length":61.5,"picture":"/a.jpg","tags":["club"],"year":2020,
        "languages":["de"],"subtitles":[{"language":"en","url":"a.vtt"}]},{"id":"b","title":"Elsewhere","url":"https://www.youtube.com/watch?v=aqz-KE-bpKQ","kind":"youtube"},
        {"id":"c","title":"odd","url":"javascript:alert(1)"}],"next":"videos2.json"}"#;
    let second = r#"{"videos":[{"id":"d","title":"Last","url":"https://other.example/live.m3u8","live":true}],"next":"https://other.example/videos3.json"}"#;
    let network = network(&[("/club/videos.json", Reply::json(first)), ("/club/videos2.json", Reply::json(second))]);
    let provider = Feed::new(id("feed:club"), url("https://example.org/club/videos.json"));
    let listing = provider.browse(&network.fetch(), &Page::first()).await.unwrap();
    assert_eq!(said(&listing.videos[0]), (Some("<b>A</b>"), Some(61_500), Some("https://example.org/a.jpg")));
    assert_eq!(plays(&listing.videos[0]), [("file", "https://example.org/club/films/a.mp4")]);
    assert_eq!((plays(&listing.videos[1])[0].0, listing.videos.len()), ("youtube", 2));
    let list = key(&provider, "list:");
    check_claims(&provider, &[("https://example.org/club/videos.json", Claim::Several(list.clone()))]);
    check_claims(&provider, &[("https://example.org/club/films/a.mp4", Claim::No)]);
    assert_eq!(provider.expand(&network.fetch(), &list, &Page::first()).await, Ok(listing.clone()));
    let end = provider.browse(&network.fetch(), &listing.next.unwrap()).await.unwrap();
    assert_eq!((plays(&end.videos[0])[0].0, end.videos[0].live, end.next), ("hls", true, None));
    let found = provider.resolve(&network.fetch(), &key(&provider, "d")).await.unwrap();
    assert_eq!(said(&found).0, Some("Last"));
    let none = provider.resolve(&network.fetch(), &key(&provider, "z")).await;
    assert_eq!(none.unwrap_err(), ProviderError::NotFound);
}
