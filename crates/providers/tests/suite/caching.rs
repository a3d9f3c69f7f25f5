//! What is kept of answers, and who is asked how often.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU16, Ordering};
use std::time::Duration;

use futures_util::future::join_all;
use providers::cache::MemoryCache;
use providers::fetch::Scope;
use providers::{Archive, File, Found, Key, PeerTube, Provider, ProviderError, ProviderId, Providers, WebPage};
use tokio::time::{advance, timeout};
use url::Url;

use crate::support::{FakeNetwork, Reply};

const DAY: Duration = Duration::from_hours(24);

fn all(network: &Arc<FakeNetwork>) -> Providers {
    let id = |text| ProviderId::parse(text).unwrap();
    let all: [Arc<dyn Provider>; 4] = [
        Arc::new(Archive::new(id("archive"), None)),
        Arc::new(PeerTube::new(id("peertube"), None)),
        Arc::new(File::new(id("file"))),
        Arc::new(WebPage::new(id("page"))),
    ];
    let cache = Arc::new(MemoryCache::default());
    Providers::new(&network.fetch(), cache, all.map(|provider| (provider, Scope::default())))
}

async fn title(providers: &Providers, url: &str) -> Result<String, ProviderError> {
    match providers.resolve(&Url::parse(url).unwrap()).await? {
        Found::One(video) => Ok(video.title.map(|title| title.as_str().to_owned()).unwrap_or_default()),
        Found::Several(key) => panic!("{key}"),
    }
}

/// A page whose title counts how often it was asked for, or a status instead.
fn counting() -> (Arc<FakeNetwork>, Arc<AtomicU16>) {
    let status = Arc::new(AtomicU16::new(200));
    let (times, told) = (AtomicU16::new(0), Arc::clone(&status));
    let network = FakeNetwork::new(move |_| match told.load(Ordering::Relaxed) {
        200 => {
            let times = times.fetch_add(1, Ordering::Relaxed) + 1;
            Reply::of("text/html", format!("<title>{times}</title>"))
        }
        status => Reply::status(status),
    });
    (network, status)
}

/// Asks for a page by its name: no other provider is asked whether it is theirs.
async fn page(providers: &Providers) -> Result<String, ProviderError> {
    let key = Key::new(&ProviderId::parse("page").unwrap(), "http://example.org/film").unwrap();
    Ok(providers.resolve_key(&key).await?.title.unwrap().as_str().to_owned())
}

#[tokio::test(start_paused = true)]
async fn however_many_ask_one_question_goes_out() {
    let (network, _) = counting();
    let providers = all(&network);
    let told = join_all((0..50).map(|_| page(&providers))).await;
    assert!(told.iter().all(|title| title.as_deref() == Ok("1")));
    assert_eq!((page(&providers).await, network.asked().len()), (Ok("1".to_owned()), 1));
}

#[tokio::test(start_paused = true)]
async fn what_is_a_day_old_is_told_at_once_and_asked_for_anew() {
    let (network, _) = counting();
    let providers = all(&network);
    page(&providers).await.unwrap();
    advance(DAY).await;
    assert_eq!(page(&providers).await.as_deref(), Ok("1"));
    while network.asked().len() < 2 || page(&providers).await.as_deref() != Ok("2") {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_old_is_told_where_the_provider_fails_for_a_month() {
    let (network, status) = counting();
    let providers = all(&network);
    page(&providers).await.unwrap();
    status.store(500, Ordering::Relaxed);
    advance(DAY * 29).await;
    assert_eq!(page(&providers).await.as_deref(), Ok("1"));
    advance(DAY).await;
    assert_eq!(page(&providers).await, Err(ProviderError::Away));
    status.store(200, Ordering::Relaxed);
    advance(Duration::from_mins(10)).await;
    assert_eq!(page(&providers).await.as_deref(), Ok("2"));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_is_not_asked_for_again_within_the_hour() {
    let (network, status) = counting();
    let providers = all(&network);
    status.store(404, Ordering::Relaxed);
    assert_eq!(page(&providers).await, Err(ProviderError::NotFound));
    assert_eq!(page(&providers).await, Err(ProviderError::NotFound));
    assert_eq!(network.asked().len(), 1);
    status.store(200, Ordering::Relaxed);
    advance(Duration::from_hours(1)).await;
    assert_eq!(page(&providers).await.as_deref(), Ok("1"));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_garbled_takes_the_place_of_nothing_and_is_asked_for_again() {
    let json = "content-type: application/json";
    let large = format!(r#"{{"metadata":"{}"}}"#, "x".repeat(3 << 20));
    let garbled = [
        Reply::json("{"),
        Reply::json("[]"),
        Reply::json(&large),
        Reply::Bytes([Reply::head(200, &[json, "content-length: 999"]), b"{".to_vec()].concat()),
        Reply::with(200, &[json, "content-encoding: gzip"], "x"),
        Reply::status(408),
        Reply::of("text/html", "<title>Sign in</title>"),
    ];
    for garbled in garbled {
        let (is_garbled, told) = (Arc::new(AtomicBool::new(false)), garbled.clone());
        let asked = Arc::clone(&is_garbled);
        let film = r#"{"metadata":{"identifier":"film","title":"A film"},"files":[{"name":"a.mp4","format":"h.264"}]}"#;
        let network =
            FakeNetwork::new(move |_| if asked.load(Ordering::Relaxed) { told.clone() } else { Reply::json(film) });
        let providers = all(&network);
        let film = async || title(&providers, "https://archive.org/details/film").await;
        assert_eq!(film().await.as_deref(), Ok("A film"));
        is_garbled.store(true, Ordering::Relaxed);
        for days in [2, 10, 1] {
            advance(DAY * days).await;
            assert_eq!(film().await.as_deref(), Ok("A film"));
        }
        let (_, _, standing) = providers.standings().next().unwrap();
        assert_eq!(standing.failed.map(|(at_ms, _)| at_ms), Some(13 * 86_400_000), "it is known that it fails");
        advance(DAY * 30).await;
        assert!(film().await.is_err(), "it is too old");
        is_garbled.store(false, Ordering::Relaxed);
        advance(Duration::from_mins(1)).await;
        assert_eq!(film().await.as_deref(), Ok("A film"), "that nothing was said is not remembered");
    }
}

#[tokio::test(start_paused = true)]
async fn asking_goes_on_when_nobody_waits_any_more() {
    let (network, _) = counting();
    let providers = all(&network);
    assert!(timeout(Duration::ZERO, page(&providers)).await.is_err());
    assert_eq!(page(&providers).await.as_deref(), Ok("1"));
    assert_eq!(network.asked().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_address_goes_to_the_provider_that_is_certain_or_to_the_first_that_has_it() {
    let network = FakeNetwork::new(|path| match path {
        "/metadata/film" => Reply::json(
            r#"{"metadata":{"identifier":"film","title":"A film"},"files":[{"name":"a.mp4","format":"h.264"}]}"#,
        ),
        "/w/kkGMgK9ZtnKfYAgnEtQxbv" => Reply::of("text/html", "<title>No PeerTube</title>"),
        _ => Reply::status(404),
    });
    let providers = all(&network);
    assert_eq!(title(&providers, "https://archive.org/details/film").await.as_deref(), Ok("A film"));
    assert_eq!(title(&providers, "http://tube.example/w/kkGMgK9ZtnKfYAgnEtQxbv").await.as_deref(), Ok("No PeerTube"));
    let asked = [
        "/metadata/film",
        "/api/v1/videos/kkGMgK9ZtnKfYAgnEtQxbv",
        "/w/kkGMgK9ZtnKfYAgnEtQxbv",
        "/w/kkGMgK9ZtnKfYAgnEtQxbv",
    ];
    assert_eq!(network.paths(), asked);
    assert_eq!(title(&providers, "http://10.0.0.1/film").await, Err(ProviderError::Blocked));
    assert_eq!(title(&providers, "http://example.org/none.mp4").await, Err(ProviderError::NotFound));
}
