//! What workers ask: they have time, and nobody notices them.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use providers::cache::MemoryCache;
use providers::fetch::{Origin, Scope};
use providers::relay::RelayKey;
use providers::{Jellyfin, Key, Page, Provider, ProviderError, ProviderId, Providers, Transcoding};
use tokio::time::{Instant, timeout};
use url::Url;

use crate::support::{FakeNetwork, Reply};

const ITEM: &str = "0123456789abcdef0123456789abcdef";
const FILMS: usize = 10_000;

fn id() -> ProviderId {
    ProviderId::parse("jellyfin:home").unwrap()
}

/// A page of a hundred films of ten thousand.
fn films() -> Reply {
    let film = format!(r#"{{"Name":"A film","Id":"{ITEM}","Container":"mp4"}}"#);
    let films = vec![film; 100].join(",");
    Reply::json(&format!(r#"{{"Items":[{films}],"TotalRecordCount":{FILMS}}}"#))
}

/// A Jellyfin with many films, whose lists hang where they are for nobody.
fn jellyfin(lists: Reply) -> Arc<FakeNetwork> {
    let list = "#EXTM3U\n#EXTINF:6,\nhls1/main/0.ts\n#EXT-X-ENDLIST\n";
    FakeNetwork::new(move |path| match path.split_once('?') {
        Some(("/Items", query)) if query.contains("ids=") => films(),
        Some(("/Items", _)) => lists.clone(),
        _ if path.contains("/main.m3u8") => Reply::of("application/vnd.apple.mpegurl", list),
        _ => Reply::status(404),
    })
}

fn providers(network: &Arc<FakeNetwork>) -> Providers {
    let base = Url::parse("http://192.168.1.9:8096/").unwrap();
    let transcoding = Transcoding { key: RelayKey::new(b"secret of all nodes"), at_once_max: 2 };
    let scope = Scope { allowed: vec![Origin::of(&base).unwrap()], ..Scope::default() };
    let provider = Jellyfin::new(id(), base, "key").transcoding(transcoding);
    let all = [(Arc::new(provider) as Arc<dyn Provider>, scope)];
    Providers::new(&network.fetch(), Arc::new(MemoryCache::default()), all)
}

#[tokio::test(start_paused = true)]
async fn a_long_list_is_read_to_its_end_and_takes_nothing_from_people() {
    let network = jellyfin(films());
    let providers = providers(&network);
    let (mut page, mut listed, started) = (Page::first(), 0, Instant::now());
    loop {
        let listing = providers.browse(&id(), &page).await.unwrap();
        listed += listing.videos.len();
        let Some(next) = listing.next else { break };
        page = next;
    }
    assert_eq!((listed, network.asked().len()), (FILMS, 100));
    assert_eq!(started.elapsed().as_secs(), 20, "60 at once, and then one each half second");
    let (_, _, standing) = providers.standings().next().unwrap();
    assert_eq!(standing.questions_left, 60);
    assert!(standing.answered_at_ms.is_some(), "how they fare is known all the same");
}

#[tokio::test(start_paused = true)]
async fn who_opens_a_film_does_not_wait_for_workers() {
    let network = jellyfin(Reply::Hang(Vec::new()));
    let providers = providers(&network);
    let (jellyfin, page) = (id(), Page::first());
    let lists = join_all((0..8).map(|_| providers.browse(&jellyfin, &page)));
    let film = async {
        let key = Key::new(&id(), ITEM).unwrap();
        timeout(Duration::from_secs(1), providers.playlist(&key)).await
    };
    let (lists, film) = tokio::join!(lists, film);
    assert!(film.unwrap().is_ok());
    assert!(lists.into_iter().all(|list| list.unwrap_err() == ProviderError::Away));
}

#[tokio::test(start_paused = true)]
async fn links_that_people_paste_take_nothing_from_who_opens_a_film_nor_do_workers_from_links() {
    let network = jellyfin(films());
    let providers = providers(&network);
    let item = |n: usize| Key::new(&id(), &format!("{n:032x}")).unwrap();
    for n in 0..60 {
        assert!(providers.in_background().resolve_key(&item(1_000 + n)).await.is_ok());
        assert!(providers.resolve_key(&item(n)).await.is_ok());
    }
    assert!(matches!(providers.resolve_key(&item(99)).await, Err(ProviderError::Quota { .. })));
    assert!(providers.playlist(&Key::new(&id(), ITEM).unwrap()).await.is_ok());
}
