use providers::{Claim, Oembed, Provider as _, ProviderError, WebPage};
use url::Url;

use super::{id, network, plays, resolve, said};
use crate::support::Reply;

#[tokio::test(start_paused = true)]
async fn a_page_says_what_it_shows_and_its_media_file_plays() {
    let network = network(&[("/film", Reply::of("text/html", include_str!("../../../fixtures/page.html")))]);
    let video = resolve(&WebPage::new(id("page")), &network, "https://site.example/film").await.unwrap();
    assert_eq!(said(&video), (Some("A \"film\""), Some(61_000), Some("https://site.example/p.jpg")));
    assert_eq!(plays(&video), [("file", "https://cdn.example/a.mp4"), ("page", "https://site.example/film")]);
    assert_eq!(video.tags[0].as_str(), "short");
}

#[tokio::test(start_paused = true)]
async fn a_page_may_say_where_its_oembed_is() {
    let page = "<head><title>Film | Site</title><link type='application/json+oembed' href='/o?a=1&amp;b=2'></head>";
    let embed = r#"{"title":"<script>alert(1)</script>","thumbnail_url":"javascript:alert(1)","html":"<iframe>","duration":12.5}"#;
    let network = network(&[("/film", Reply::of("text/html", page)), ("/o", Reply::json(embed))]);
    let video = resolve(&WebPage::new(id("page")), &network, "https://site.example/film").await.unwrap();
    assert_eq!(said(&video), (Some("<script>alert(1)</script>"), Some(12_500), None));
    assert_eq!(plays(&video), [("page", "https://site.example/film")]);
    assert_eq!(network.paths(), ["/film", "/o?a=1&b=2"]);
}

#[tokio::test(start_paused = true)]
async fn an_oembed_inside_this_servers_network_is_not_asked_and_no_harm() {
    let page = "<head><title>Film</title><link type='application/json+oembed' href='http://169.254.169.254/o'></head>";
    let network = network(&[("/film", Reply::of("text/html", page))]);
    let video = resolve(&WebPage::new(id("page")), &network, "http://site.example/film").await.unwrap();
    assert_eq!(said(&video).0, Some("Film"));
    assert_eq!(network.paths(), ["/film"]);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_says_nothing_is_no_video() {
    let network = network(&[("/film", Reply::of("text/html", "<html><body>"))]);
    let asked = resolve(&WebPage::new(id("page")), &network, "http://site.example/film").await;
    assert_eq!(asked.unwrap_err(), ProviderError::NotFound);
}

#[tokio::test(start_paused = true)]
async fn known_sites_are_asked_without_their_page() {
    let provider = Oembed::new(id("oembed"));
    let told =
        Reply::json(r#"{"version":"1.0","type":"video","title":"A clip","thumbnail_url":"https://cdn.example/a.jpg"}"#);
    let network = network(&[("/oembed.json", told)]);
    let video = resolve(&provider, &network, "https://streamable.com/moo").await.unwrap();
    assert_eq!(said(&video), (Some("A clip"), None, Some("https://cdn.example/a.jpg")));
    for other in ["https://streamable.com/", "https://notstreamable.com/moo"] {
        assert_eq!(provider.claim(&Url::parse(other).unwrap()), Claim::No, "{other}");
    }
}
