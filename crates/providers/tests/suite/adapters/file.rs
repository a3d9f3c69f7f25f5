use providers::{Claim, File, Hls, Provider as _, ProviderError};
use url::Url;

use super::{check_claims, id, key, network, plays, resolve, said};
use crate::support::{FakeNetwork, Reply};

fn boxed(name: [u8; 4], body: &[u8]) -> Vec<u8> {
    [&u32::try_from(body.len() + 8).unwrap().to_be_bytes()[..], &name, body].concat()
}

fn moov(seconds: u32) -> Vec<u8> {
    let body = [&[0; 12][..], &1_000_u32.to_be_bytes(), &(seconds * 1_000).to_be_bytes(), &[0; 80]].concat();
    boxed(*b"moov", &boxed(*b"mvhd", &body))
}

#[test]
fn files_are_known_by_their_ends_and_anything_may_be_one() {
    let provider = File::new(id("file"));
    let exact = |url: &str| Claim::Exact(key(&provider, url));
    check_claims(
        &provider,
        &[
            ("https://example.org/a.MP4?x=1", exact("https://example.org/a.MP4?x=1")),
            ("https://example.org/a.webm", exact("https://example.org/a.webm")),
            ("https://example.org/a", Claim::Maybe(key(&provider, "https://example.org/a"))),
        ],
    );
    let hls = Hls::new(id("hls"));
    check_claims(
        &hls,
        &[
            ("https://example.org/a.mp4", Claim::No),
            ("https://example.org/a.m3u8?x=1", Claim::Exact(key(&hls, "https://example.org/a.m3u8?x=1"))),
        ],
    );
}

#[tokio::test(start_paused = true)]
async fn the_length_is_read_from_the_first_bytes_or_from_behind_the_film() {
    let at_begin = [boxed(*b"ftyp", b"isom"), moov(61), boxed(*b"mdat", &[0; 100])].concat();
    let quick = network(&[("/a.mp4", Reply::of("video/mp4", at_begin))]);
    let video = resolve(&File::new(id("file")), &quick, "https://example.org/a.mp4").await.unwrap();
    assert_eq!(
        (said(&video), plays(&video)),
        ((None, Some(61_000), None), vec![("file", "https://example.org/a.mp4")])
    );
    assert_eq!(quick.paths().len(), 1);

    let begin = [boxed(*b"ftyp", b"isom"), [&1_000_000_u32.to_be_bytes()[..], b"mdat", &[0; 100]].concat()].concat();
    let times = std::sync::atomic::AtomicUsize::new(0);
    let network = FakeNetwork::new(move |_| {
        let is_first = times.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 0;
        let part = if is_first { begin.clone() } else { moov(62) };
        Reply::with(206, &["content-type: video/mp4", "content-range: bytes 0-1/1000200"], part)
    });
    let video = resolve(&File::new(id("file")), &network, "https://example.org/a.mp4").await.unwrap();
    assert_eq!(video.length_ms, Some(62_000));
    assert!(network.asked()[1].contains("range: bytes=1000012-1262155\r\n"), "{}", network.asked()[1]);
}

#[tokio::test(start_paused = true)]
async fn a_file_of_unknown_length_is_a_file_and_a_page_is_none() {
    let network = network(&[("/a.mp4", Reply::of("video/mp4", "odd")), ("/a", Reply::of("text/html", "<html>"))]);
    let file = File::new(id("file"));
    assert_eq!(resolve(&file, &network, "https://example.org/a.mp4").await.unwrap().length_ms, None);
    assert_eq!(resolve(&file, &network, "https://example.org/a").await.unwrap_err(), ProviderError::Malformed);
    assert_eq!(resolve(&file, &network, "https://example.org/b.mp4").await.unwrap_err(), ProviderError::NotFound);
    assert_eq!(resolve(&file, &network, "https://10.0.0.1/b.mp4").await.unwrap_err(), ProviderError::Blocked);
}

#[tokio::test(start_paused = true)]
async fn a_choice_of_playlists_is_as_long_as_its_first() {
    let network = network(&[
        (
            "/film/master.m3u8",
            Reply::of("application/vnd.apple.mpegurl", "#EXTM3U\n#EXT-X-STREAM-INF:RESOLUTION=1x720\nv/low.m3u8"),
        ),
        ("/film/v/low.m3u8", Reply::of("audio/mpegurl", "#EXTM3U\n#EXTINF:90,\na.ts\n#EXT-X-ENDLIST")),
        ("/live.m3u8", Reply::of("text/plain", "#EXTM3U\n#EXTINF:6,\na.ts")),
        ("/page.m3u8", Reply::of("text/html", "<html>")),
    ]);
    let hls = Hls::new(id("hls"));
    let video = resolve(&hls, &network, "https://example.org/film/master.m3u8").await.unwrap();
    assert_eq!((video.length_ms, video.live, video.sources[0].height), (Some(90_000), false, Some(720)));
    let live = resolve(&hls, &network, "https://example.org/live.m3u8").await.unwrap();
    assert_eq!((live.length_ms, live.live), (None, true));
    assert_eq!(resolve(&hls, &network, "https://example.org/page.m3u8").await.unwrap_err(), ProviderError::Malformed);
    assert_eq!(hls.claim(&Url::parse("https://example.org/m3u8").unwrap()), Claim::No);
}
