//! Vimeo, Dailymotion and Twitch.

use providers::{Claim, Dailymotion, Page, Provider as _, ProviderError, Twitch, Vimeo};

use super::{check_claims, id, key, network, plays, resolve, said};
use crate::support::Reply;

#[tokio::test(start_paused = true)]
async fn vimeo_tells_title_and_length_also_of_what_is_not_listed() {
    let provider = Vimeo::new(id("vimeo"));
    let exact = |name: &str| Claim::Exact(key(&provider, name));
    check_claims(
        &provider,
        &[
            ("https://vimeo.com/76979871", exact("76979871")),
            ("https://player.vimeo.com/video/76979871?h=0a1b2c3d4e", exact("76979871/0a1b2c3d4e")),
            ("https://vimeo.com/76979871/0a1b2c3d4e", exact("76979871/0a1b2c3d4e")),
            ("https://vimeo.com/channels/staffpicks/76979871", exact("76979871")),
            ("https://vimeo.com/watch", Claim::No),
            ("https://example.org/76979871", Claim::No),
        ],
    );
    let told = r#"{"type":"video","version":"1.0","provider_name":"Vimeo","title":"The New Vimeo Player","author_name":"Vimeo Staff",
        "duration":62,"thumbnail_url":"https://i.vimeocdn.com/video/452001751-d_295x166","upload_date":"2013-10-15 14:08:29","video_id":76979871}"#;
    let network = network(&[("/api/oembed.json", Reply::json(told))]);
    let video = resolve(&provider, &network, "https://vimeo.com/76979871/0a1b2c3d4e").await.unwrap();
    let picture = "https://i.vimeocdn.com/video/452001751-d_295x166";
    assert_eq!(said(&video), (Some("The New Vimeo Player"), Some(62_000), Some(picture)));
    assert_eq!(plays(&video), [("vimeo", "https://vimeo.com/76979871/0a1b2c3d4e")]);
    assert_eq!(video.year, Some(2013));
}

#[tokio::test(start_paused = true)]
async fn dailymotion_tells_of_videos_and_playlists() {
    let provider = Dailymotion::new(id("dailymotion"));
    let exact = || Claim::Exact(key(&provider, "x84sh87"));
    check_claims(
        &provider,
        &[
            ("https://www.dailymotion.com/video/x84sh87_a-title", exact()),
            ("https://dai.ly/x84sh87", exact()),
            ("https://geo.dailymotion.com/player.html?video=x84sh87", exact()),
            ("https://www.dailymotion.com/playlist/x5nmbq", Claim::Several(key(&provider, "list:x5nmbq"))),
            ("https://www.dailymotion.com/", Claim::No),
        ],
    );
    let told = r#"{"id":"x84sh87","title":"A film","duration":90,"mode":"vod","language":"fr","tags":["nature"],"thumbnail_480_url":"https://s1.dmcdn.net/v/a/x480"}"#;
    let list = format!(
        r#"{{"page":1,"limit":100,"explicit":false,"total":101,"has_more":true,"list":[{told},{{"id":"../x","title":"odd"}}]}}"#
    );
    let network = network(&[("/video/x84sh87", Reply::json(told)), ("/playlist/x5nmbq/videos", Reply::json(&list))]);
    let video = resolve(&provider, &network, "https://dai.ly/x84sh87").await.unwrap();
    assert_eq!(said(&video), (Some("A film"), Some(90_000), Some("https://s1.dmcdn.net/v/a/x480")));
    assert_eq!(plays(&video), [("dailymotion", "https://www.dailymotion.com/video/x84sh87")]);
    let listing = provider.expand(&network.fetch(), &key(&provider, "list:x5nmbq"), &Page::first()).await.unwrap();
    assert_eq!((listing.videos.len(), listing.next), (1, Page::after("2")));
}

#[tokio::test(start_paused = true)]
async fn twitch_tells_what_its_pages_say() {
    let provider = Twitch::new(id("twitch"));
    let exact = |name: &str| Claim::Exact(key(&provider, name));
    check_claims(
        &provider,
        &[
            ("https://www.twitch.tv/videos/1234567890?t=1h", exact("videos/1234567890")),
            ("https://m.twitch.tv/Some_Channel", exact("some_channel")),
            ("https://www.twitch.tv/directory", Claim::No),
            ("https://www.twitch.tv/videos/abc", Claim::No),
        ],
    );
    let page = "<head><meta property='og:title' content='An evening'><meta property='og:image' content='https://static-cdn.jtvnw.net/a.jpg'></head>";
    let network = network(&[("/videos/1234567890", Reply::of("text/html", page))]);
    let video = resolve(&provider, &network, "https://www.twitch.tv/videos/1234567890").await.unwrap();
    assert_eq!(said(&video), (Some("An evening"), None, Some("https://static-cdn.jtvnw.net/a.jpg")));
    assert_eq!((plays(&video)[0].0, video.live), ("twitch", false));
    let none = resolve(&provider, &network, "https://www.twitch.tv/some_channel").await;
    assert_eq!(none.unwrap_err(), ProviderError::NotFound);
}
