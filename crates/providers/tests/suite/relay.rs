//! Streams of a Jellyfin that are passed on: what of it gets out, and what does not.

use std::sync::Arc;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use providers::cache::MemoryCache;
use providers::fetch::{FetchError, Origin, Scope, Streamed};
use providers::relay::{RelayError, RelayKey, named};
use providers::{Jellyfin, Key, Provider, ProviderError, ProviderId, Providers, Transcoding};
use tokio::time::{Instant, advance, timeout};
use url::Url;

use crate::support::{FakeNetwork, Reply};

const ITEM: &str = "0123456789abcdef0123456789abcdef";
const SECRET: &str = "the-key-of-jellyfin";
const BASE: &str = "http://192.168.1.9:8096/jelly/";

fn id() -> ProviderId {
    ProviderId::parse("jellyfin:home").unwrap()
}

fn key() -> Key {
    Key::new(&id(), ITEM).unwrap()
}

fn items() -> Reply {
    Reply::json(&format!(
        r#"{{"Items":[{{"Name":"A film","Id":"{ITEM}","Container":"mkv","RunTimeTicks":80000000,"MediaStreams":
        [{{"Type":"Video","Codec":"hevc","RealFrameRate":23.976025}},{{"Type":"Audio","Codec":"ac3"}}]}}]}}"#
    ))
}

/// A list of segments as Jellyfin writes it. It says the key in each line, as some versions do.
fn segments(line: impl Fn(usize) -> String) -> String {
    let lines = (0..30).map(|n| format!("#EXTINF:6.000000, nodesc\n{}\n", line(n))).collect::<Vec<_>>().concat();
    format!(
        "#EXTM3U\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:0\n\
         #EXT-X-MEDIA:TYPE=SUBTITLES,URI=\"subtitles.m3u8?ApiKey={SECRET}\"\n{lines}#EXT-X-ENDLIST\n"
    )
}

fn usual_line(n: usize) -> String {
    format!("hls1/main/{n}.ts?VideoCodec=h264&api_key={SECRET}&ApiKey={SECRET}&playSessionId=x&runtimeTicks={n}")
}

fn playlist(text: &str) -> Reply {
    Reply::of("application/vnd.apple.mpegurl", text)
}

/// A Jellyfin that answers like this when it is asked for the segments, and for one of them.
fn jellyfin(list: Reply, segment: Reply) -> Arc<FakeNetwork> {
    FakeNetwork::new(move |path| match path.split('?').next().unwrap() {
        "/jelly/Items" => items(),
        "/jelly/Videos/0123456789abcdef0123456789abcdef/main.m3u8" => list.clone(),
        path if path.starts_with("/jelly/Videos/0123456789abcdef0123456789abcdef/hls1/main/") => segment.clone(),
        _ => Reply::status(404),
    })
}

fn well(segment: Reply) -> Arc<FakeNetwork> {
    jellyfin(playlist(&segments(usual_line)), segment)
}

fn providers(network: &Arc<FakeNetwork>) -> Providers {
    let base = Url::parse(BASE).unwrap();
    let transcoding = Transcoding { key: RelayKey::new(b"secret of all nodes"), at_once_max: 2 };
    let provider = Jellyfin::new(id(), base.clone(), SECRET).transcoding(transcoding);
    let scope = Scope { allowed: vec![Origin::of(&base).unwrap()], ..Scope::default() };
    let all = [(Arc::new(provider) as Arc<dyn Provider>, scope)];
    Providers::new(&network.fetch(), Arc::new(MemoryCache::default()), all)
}

fn ts(bytes: &[u8]) -> Reply {
    Reply::of("video/mp2t", bytes)
}

async fn whole(segment: Streamed) -> Result<Vec<u8>, FetchError> {
    segment.into_pieces().map_ok(|piece| piece.to_vec()).try_concat().await
}

/// REL-1, REL-2, REL-3
#[tokio::test(start_paused = true)]
async fn what_browsers_do_not_play_is_passed_on_and_the_key_stays_here() {
    let network = well(ts(b"pictures and sound"));
    let providers = providers(&network);
    let film = providers.resolve_key(&key()).await.unwrap();
    let source = &film.sources[0];
    let (provider, name) = named(source.url.as_str()).unwrap();
    assert_eq!((source.kind.name(), providers.streamed(&provider, name)), ("hls", Some(key())));
    assert_eq!(providers.streamed(&provider, &name.replace('0', "1")), None, "only what was given out");

    let list = providers.playlist(&key()).await.unwrap();
    assert!(list.ends_with("#EXTINF:6.000000,\nsegments/29.ts\n#EXT-X-ENDLIST\n"), "{list}");
    let segment = providers.segment(&key(), 7).await.unwrap();
    assert_eq!(segment.length(), Some(18));
    assert_eq!(whole(segment).await.unwrap(), b"pictures and sound");
    assert_eq!(providers.segment(&key(), 30).await.unwrap_err(), RelayError::Provider(ProviderError::NotFound));

    for told in [&list, &format!("{film:?}"), &format!("{providers:?}")] {
        assert!(!told.contains(SECRET) && !told.contains("subtitles.m3u8"), "{told}");
    }
    for asked in network.asked() {
        let (line, headers) = asked.split_once("\r\n").unwrap();
        assert!(!line.contains(SECRET), "{line}");
        assert!(headers.contains(&format!("authorization: MediaBrowser Token=\"{SECRET}\"")), "{headers}");
    }
    let paths = network.paths();
    assert_eq!(paths.len(), 4, "{paths:?}");
    for wanted in ["VideoCodec=h264", "AllowVideoStreamCopy=false", "SegmentLength=6", "Framerate=24"] {
        assert!(paths[2].contains(wanted), "{}", paths[2]);
    }
    assert!(!paths[2].contains("PlaySessionId"), "the list belongs to no run");
    assert!(
        paths[3].contains("hls1/main/7.ts?VideoCodec=h264&runtimeTicks=7&PlaySessionId=sameframe-"),
        "{}",
        paths[3]
    );
}

/// REL-4
#[tokio::test(start_paused = true)]
async fn who_watches_together_shares_a_run_and_the_list_is_asked_for_once() {
    let network = well(ts(b"x"));
    let providers = providers(&network);
    let key_of_film = key();
    let (ana, ben) = tokio::join!(providers.playlist(&key_of_film), providers.playlist(&key_of_film));
    assert_eq!(ana, ben);
    let run_of = async |number| {
        let segment = providers.segment(&key(), number).await?;
        assert_eq!(whole(segment).await.unwrap(), b"x");
        Ok::<_, RelayError>(network.paths().last().unwrap().split_once("PlaySessionId=").unwrap().1.to_owned())
    };
    let run = run_of(0).await.unwrap();
    assert_eq!((run_of(0).await.unwrap(), run_of(1).await.unwrap()), (run.clone(), run.clone()));
    let elsewhere = run_of(20).await.unwrap();
    assert_ne!(elsewhere, run);
    advance(Duration::from_secs(1)).await;
    assert_eq!(run_of(2).await.unwrap(), run);
    assert_eq!(run_of(10).await.unwrap_err(), RelayError::TooMany);
    advance(Duration::from_secs(11)).await;
    assert_eq!(run_of(10).await.unwrap(), elsewhere, "the one that was left is sent there");
    assert_eq!(network.paths().iter().filter(|path| path.contains("main.m3u8")).count(), 1);
}

/// REL-3
#[tokio::test(start_paused = true)]
async fn a_list_that_is_none_or_leads_elsewhere_goes_no_further() {
    let elsewhere = |to: &'static str| playlist(&segments(move |n| if n == 3 { to.to_owned() } else { usual_line(n) }));
    let long = format!("#EXTM3U\n{}", "#".repeat(9 * 1_024 * 1_024));
    for (list, error) in [
        (Reply::of("text/html", "<title>Sign in</title>"), ProviderError::Malformed),
        (playlist("<title>Sign in</title>"), ProviderError::Malformed),
        (playlist(&long), ProviderError::Garbled(FetchError::TooLarge { bytes_max: 8 * 1_024 * 1_024 })),
        (elsewhere("https://example.org/3.ts"), ProviderError::Malformed),
        (elsewhere("//169.254.169.254/latest/meta-data"), ProviderError::Malformed),
        (elsewhere("http://192.168.1.9:8097/jelly/x.ts"), ProviderError::Malformed),
        (elsewhere("http://a:b@192.168.1.9:8096/jelly/x.ts"), ProviderError::Malformed),
        (elsewhere("/jelly/Users"), ProviderError::Malformed),
        (elsewhere("../../System/Configuration"), ProviderError::Malformed),
        (elsewhere("hls1/%2e%2e/../../Users"), ProviderError::Malformed),
        (elsewhere("file:///etc/passwd"), ProviderError::Malformed),
        (Reply::to("http://example.org/main.m3u8"), ProviderError::NotFound),
        (Reply::to("http://192.168.1.8/main.m3u8"), ProviderError::Blocked),
        (Reply::status(401), ProviderError::Forbidden),
        (Reply::status(500), ProviderError::Away),
        (Reply::Hang(Vec::new()), ProviderError::Away),
    ] {
        let network = jellyfin(list, ts(b"x"));
        let providers = providers(&network);
        let started = Instant::now();
        let asked = providers.playlist(&key()).await;
        assert_eq!(asked.unwrap_err(), RelayError::Provider(error.clone()));
        assert!(started.elapsed() < Duration::from_secs(9));
        assert_eq!(providers.segment(&key(), 3).await.unwrap_err(), RelayError::Provider(error));
        assert!(network.paths().iter().all(|path| !path.contains("hls1")), "no segment was asked for");
    }
}

/// REL-5
#[tokio::test(start_paused = true)]
async fn a_segment_that_is_none_goes_no_further() {
    let large = Reply::head(200, &["content-type: video/mp2t", "content-length: 99999999999"]);
    for (segment, error) in [
        (Reply::of("text/html", "<title>Sign in</title>"), ProviderError::Malformed),
        (Reply::Hang(large), ProviderError::Garbled(FetchError::TooLarge { bytes_max: 64 * 1_024 * 1_024 })),
        (
            Reply::with(200, &["content-type: video/mp2t", "content-encoding: gzip"], "x"),
            ProviderError::Garbled(FetchError::Unreadable),
        ),
        (Reply::to("http://example.org/0.ts"), ProviderError::Blocked),
        (Reply::status(404), ProviderError::NotFound),
        (Reply::status(500), ProviderError::Away),
        (Reply::Bytes(b"nonsense\r\n\r\n".to_vec()), ProviderError::Away),
    ] {
        let network = well(segment);
        let asked = providers(&network).segment(&key(), 0).await;
        assert_eq!(asked.unwrap_err(), RelayError::Provider(error));
        assert!(network.connected().iter().all(|address| address == "192.168.1.9:8096"));
    }
}

/// REL-5
#[tokio::test(start_paused = true)]
async fn a_segment_that_never_comes_or_never_ends_is_given_up() {
    let head = Reply::head(200, &["content-type: video/mp2t"]);
    let network = well(Reply::Hang(Vec::new()));
    let started = Instant::now();
    let asked = providers(&network).segment(&key(), 0).await;
    assert_eq!(asked.unwrap_err(), RelayError::Provider(ProviderError::Away));
    assert_eq!(started.elapsed().as_secs(), 25);

    let drip = Reply::Endless(head.clone(), b"x".to_vec(), Duration::from_secs(1));
    for segment in [Reply::Hang(head.clone()), drip] {
        let network = well(segment);
        let started = Instant::now();
        let segment = providers(&network).segment(&key(), 0).await.unwrap();
        assert_eq!(whole(segment).await.unwrap_err(), FetchError::Late);
        assert_eq!(started.elapsed().as_secs(), 120);
    }
    let network = well(Reply::Endless(head, vec![0; 1_024 * 1_024], Duration::from_micros(1)));
    let segment = providers(&network).segment(&key(), 0).await.unwrap();
    assert_eq!(whole(segment).await.unwrap_err(), FetchError::TooLarge { bytes_max: 64 * 1_024 * 1_024 });
    assert!(network.times_sent() <= 66, "{}", network.times_sent());

    let short = Reply::head(200, &["content-type: video/mp2t", "content-length: 100"]);
    let network = well(Reply::Bytes([short, b"half".to_vec()].concat()));
    let segment = providers(&network).segment(&key(), 0).await.unwrap();
    assert_eq!(whole(segment).await.unwrap_err(), FetchError::BrokenOff);
}

/// REL-5
#[tokio::test(start_paused = true)]
async fn a_segment_waits_for_who_takes_it_and_ends_with_who_leaves() {
    let head = Reply::head(200, &["content-type: video/mp2t"]);
    let network = well(Reply::Endless(head, vec![0; 16 * 1_024], Duration::from_millis(1)));
    let providers = providers(&network);
    let mut segment = providers.segment(&key(), 0).await.unwrap();
    advance(Duration::from_secs(10)).await;
    let rested = async || timeout(Duration::from_secs(20), std::future::pending::<()>()).await;
    assert!(rested().await.is_err());
    let before = network.times_sent();
    assert!(before < 64, "{before} pieces were sent that nobody took");
    for _ in 0..before {
        assert!(segment.next().await.unwrap().is_ok());
    }
    assert!(rested().await.is_err());
    assert!(network.times_sent() > before && network.times_sent() < 3 * before + 64);
    assert_eq!(network.sending(), 1);
    drop(segment);
    assert!(rested().await.is_err());
    assert_eq!(network.sending(), 0, "the question has ended too");
}

/// REL-5
#[tokio::test(start_paused = true)]
async fn who_leaves_before_a_segment_begins_says_nothing_of_the_host() {
    let network = well(Reply::Hang(Vec::new()));
    let providers = providers(&network);
    for _ in 0..20 {
        let left = timeout(Duration::from_secs(2), providers.segment(&key(), 0)).await;
        assert!(left.is_err());
    }
    assert!(providers.health(&id()).await.is_ok(), "it is still asked");
    for _ in 0..5 {
        assert!(providers.segment(&key(), 0).await.is_err());
    }
    let asked = network.asked().len();
    assert!(providers.segment(&key(), 0).await.is_err());
    assert_eq!(network.asked().len(), asked, "it does not answer, and is left alone");
    assert!(providers.health(&id()).await.is_ok(), "and who asks for something else does not wait for that");
}

/// REL-5
#[tokio::test(start_paused = true)]
async fn only_so_many_segments_are_on_their_way_at_once() {
    let head = Reply::head(200, &["content-type: video/mp2t"]);
    let network = well(Reply::Hang(head));
    let providers = providers(&network);
    let mut on_their_way = Vec::new();
    for _ in 0..64 {
        on_their_way.push(providers.segment(&key(), 0).await.unwrap());
    }
    let one_more = providers.segment(&key(), 0).await;
    assert!(matches!(one_more.unwrap_err(), RelayError::Provider(ProviderError::Quota { retry_at_ms: Some(_) })));
    on_their_way.pop();
    assert!(providers.segment(&key(), 0).await.is_ok());
}
