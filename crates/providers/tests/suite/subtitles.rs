//! Subtitles of a Jellyfin that are passed on.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use providers::cache::MemoryCache;
use providers::fetch::{FetchError, Origin, Scope};
use providers::relay::{RelayError, RelayKey};
use providers::{Jellyfin, Key, Provider, ProviderError, ProviderId, Providers, Transcoding};
use tokio::time::{Instant, advance};
use url::Url;

use crate::support::{FakeNetwork, Reply};

const ITEM: &str = "0123456789abcdef0123456789abcdef";
const SECRET: &str = "the-key-of-jellyfin";
const VTT: &str = "WEBVTT\n\n00:01.000 --> 00:02.000\nWell, well\n";

fn key() -> Key {
    Key::new(&ProviderId::parse("jellyfin:home").unwrap(), ITEM).unwrap()
}

fn items() -> Reply {
    Reply::json(&format!(
        r#"{{"Items":[{{"Name":"A film","Id":"{ITEM}","Container":"mp4","MediaStreams":[
        {{"Type":"Video","Codec":"h264","Index":0}},{{"Type":"Audio","Codec":"aac","Index":1}},
        {{"Type":"Subtitle","Codec":"subrip","Index":2,"Language":"eng","IsTextSubtitleStream":true}},
        {{"Type":"Subtitle","Codec":"PGSSUB","Index":3,"Language":"ger","IsTextSubtitleStream":false}},
        {{"Type":"Subtitle","Codec":"ass","Index":4,"Language":"ger","Title":"Forced","IsTextSubtitleStream":true}},
        {{"Type":"Subtitle","Codec":"subrip","Index":5,"IsTextSubtitleStream":true}}]}}]}}"#
    ))
}

fn jellyfin(subtitles: Reply) -> Arc<FakeNetwork> {
    FakeNetwork::new(move |path| match path.split('?').next().unwrap() {
        "/jelly/Items" => items(),
        path if path.starts_with("/jelly/Videos/0123456789abcdef0123456789abcdef/") => subtitles.clone(),
        _ => Reply::status(404),
    })
}

fn providers(network: &Arc<FakeNetwork>, at_once_max: usize) -> Providers {
    let base = Url::parse("http://192.168.1.9:8096/jelly/").unwrap();
    let transcoding = Transcoding { key: RelayKey::new(b"secret of all nodes"), at_once_max };
    let provider = Jellyfin::new(key().provider, base.clone(), SECRET).transcoding(transcoding);
    let scope = Scope { allowed: vec![Origin::of(&base).unwrap()], ..Scope::default() };
    let all = [(Arc::new(provider) as Arc<dyn Provider>, scope)];
    Providers::new(&network.fetch(), Arc::new(MemoryCache::default()), all)
}

fn vtt() -> Reply {
    Reply::of("text/vtt; charset=utf-8", VTT)
}

/// REL-1, REL-6
#[tokio::test(start_paused = true)]
async fn what_is_text_can_be_read_along_and_the_key_stays_here() {
    let network = jellyfin(vtt());
    let providers = providers(&network, 0);
    let film = providers.resolve_key(&key()).await.unwrap();
    let names: Vec<_> = film.subtitles.iter().map(|track| track.language.as_str()).collect();
    assert_eq!(names, ["eng", "ger (Forced)", "und"]);
    let at = film.subtitles[0].url.as_str();
    let (name, end) = at.strip_prefix("/media/relay/jellyfin:home/").unwrap().split_once("/subtitles/").unwrap();
    assert_eq!((end, providers.streamed(&key().provider, name)), ("2.vtt", Some(key())));
    assert_eq!(providers.subtitles(&key(), 2).await.unwrap(), VTT);
    assert!(network.paths().last().unwrap().ends_with(&format!("/Videos/{ITEM}/{ITEM}/Subtitles/2/Stream.vtt")));
    assert!(!format!("{film:?}").contains(SECRET));
    for asked in network.asked() {
        let (line, headers) = asked.split_once("\r\n").unwrap();
        assert!(!line.contains(SECRET) && headers.contains(SECRET), "{line}");
    }
}

/// REL-6
#[tokio::test(start_paused = true)]
async fn with_no_transcodings_there_are_subtitles_alone() {
    let network = jellyfin(Reply::of("application/vnd.apple.mpegurl", "#EXTM3U\n#EXTINF:6,\na.ts\n#EXT-X-ENDLIST"));
    let providers = providers(&network, 0);
    let film = providers.resolve_key(&key()).await.unwrap();
    assert_eq!((film.sources[0].kind.name(), film.subtitles.len()), ("file", 3));
    let playlist = providers.playlist(&key()).await.unwrap_err();
    assert_eq!(playlist, RelayError::Provider(ProviderError::Unsupported));
    assert!(network.paths().iter().all(|path| !path.contains("m3u8")));
}

/// REL-6
#[tokio::test(start_paused = true)]
async fn subtitles_are_asked_for_once_however_many_read_along() {
    let network = jellyfin(vtt());
    let providers = providers(&network, 1);
    let name = key();
    let read = join_all((0..100).map(|_| providers.subtitles(&name, 2))).await;
    assert!(read.into_iter().all(|text| text.as_deref() == Ok(VTT.as_bytes())));
    assert_eq!(network.paths().len(), 2, "for the film, and for them");
    advance(Duration::from_mins(10)).await;
    providers.subtitles(&name, 2).await.unwrap();
    assert_eq!(network.paths().len(), 4);
}

/// REL-6
#[tokio::test(start_paused = true)]
async fn what_the_film_does_not_have_as_text_is_not_asked_for_and_pushes_nothing_out() {
    let network = jellyfin(vtt());
    let providers = providers(&network, 1);
    assert_eq!(providers.subtitles(&key(), 2).await.unwrap(), VTT);
    for number in [0, 1, 3, u32::MAX].into_iter().chain(6..100) {
        let asked = providers.subtitles(&key(), number).await;
        assert_eq!(asked.unwrap_err(), RelayError::Provider(ProviderError::NotFound), "{number}");
    }
    assert_eq!(providers.subtitles(&key(), 2).await.unwrap(), VTT);
    assert_eq!(network.paths().len(), 2, "for the film, and for what it has: {:?}", network.paths());
}

/// REL-6
#[tokio::test(start_paused = true)]
async fn what_are_no_subtitles_goes_no_further() {
    let large = format!("WEBVTT\n{}", "x".repeat(2 * 1_024 * 1_024));
    for (reply, error) in [
        (Reply::of("text/html", "<title>Sign in</title>"), ProviderError::Malformed),
        (Reply::of("text/vtt", "<title>Sign in</title>"), ProviderError::Malformed),
        (Reply::of("text/vtt", b"WEBVTT \xff"), ProviderError::Malformed),
        (Reply::of("text/vtt", &large), ProviderError::Garbled(FetchError::TooLarge { bytes_max: 2 * 1_024 * 1_024 })),
        (Reply::to("http://192.168.1.8/a.vtt"), ProviderError::Blocked),
        (Reply::to("/jelly/Users"), ProviderError::NotFound),
        (Reply::status(401), ProviderError::Forbidden),
        (Reply::status(500), ProviderError::Away),
        (Reply::Hang(Vec::new()), ProviderError::Away),
    ] {
        let network = jellyfin(reply);
        let started = Instant::now();
        let asked = providers(&network, 1).subtitles(&key(), 2).await;
        assert_eq!(asked.unwrap_err(), RelayError::Provider(error));
        assert!(started.elapsed() < Duration::from_secs(31), "{:?}", started.elapsed());
    }
}
