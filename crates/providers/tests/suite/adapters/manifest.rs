//! DASH manifests and custom media manifests.

use providers::{Claim, Dash, Manifest, ProviderError};

use super::{check_claims, id, key, network, plays, resolve, said};
use crate::support::Reply;

#[tokio::test(start_paused = true)]
async fn a_dash_manifest_is_live_or_has_a_length() {
    let network = network(&[
        ("/a.mpd", Reply::of("application/dash+xml", "<MPD type=\"static\" mediaPresentationDuration=\"PT1M1.5S\"/>")),
        ("/live.mpd", Reply::of("application/dash+xml", "<MPD type=\"dynamic\" minimumUpdatePeriod=\"PT2S\"></MPD>")),
        ("/odd.mpd", Reply::of("text/plain", "nothing")),
    ]);
    let dash = Dash::new(id("dash"));
    let video = resolve(&dash, &network, "https://example.org/a.mpd").await.unwrap();
    assert_eq!((video.length_ms, video.live, plays(&video)[0].0), (Some(61_500), false, "dash"));
    let live = resolve(&dash, &network, "https://example.org/live.mpd").await.unwrap();
    assert_eq!((live.length_ms, live.live), (None, true));
    assert_eq!(resolve(&dash, &network, "https://example.org/odd.mpd").await.unwrap_err(), ProviderError::Malformed);
    check_claims(&dash, &[("https://example.org/a.m3u8", Claim::No)]);
}

#[tokio::test(start_paused = true)]
async fn a_custom_manifest_has_several_qualities_and_texts() {
    let told = r#"{"title":"Test Video","duration":10.25,"live":false,"thumbnail":"https://example.org/a.jpg","sources":[
        {"url":"https://example.org/480.mp4","contentType":"video/mp4","quality":480,"bitrate":1000},
        {"url":"https://example.org/1080.mp4","contentType":"video/mp4","quality":1080},
        {"url":"https://example.org/a.exe","contentType":"application/x-msdownload"}],
        "audioTracks":[],"textTracks":[{"url":"https://example.org/a.vtt","contentType":"text/vtt","name":"English"},
        {"url":"https://example.org/a.ass","contentType":"text/x-ass","name":"No"}]}"#;
    let network = network(&[
        ("/a.json", Reply::json(told)),
        (
            "/no-title.json",
            Reply::json(
                r#"{"title":"","duration":1,"sources":[{"url":"https://example.org/a.mp4","contentType":"video/mp4"}]}"#,
            ),
        ),
        ("/no-source.json", Reply::json(r#"{"title":"A","duration":1,"sources":[]}"#)),
        ("/other.json", Reply::json(r#"{"hello":"world"}"#)),
    ]);
    let provider = Manifest::new(id("manifest"));
    let url = "https://example.org/a.json";
    check_claims(&provider, &[(url, Claim::Maybe(key(&provider, url))), ("https://example.org/a", Claim::No)]);
    let video = resolve(&provider, &network, url).await.unwrap();
    assert_eq!(said(&video), (Some("Test Video"), Some(10_250), Some("https://example.org/a.jpg")));
    assert_eq!(plays(&video), [("file", "https://example.org/1080.mp4"), ("file", "https://example.org/480.mp4")]);
    assert_eq!((video.subtitles.len(), video.subtitles[0].language.as_str()), (1, "English"));
    for other in ["no-title", "no-source", "other"] {
        let asked = resolve(&provider, &network, &format!("https://example.org/{other}.json")).await;
        assert_eq!(asked.unwrap_err(), ProviderError::Malformed, "{other}");
    }
}
