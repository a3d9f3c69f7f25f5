use providers::{Archive, Claim, Page, Provider as _, ProviderError};

use super::{check_claims, id, key, network, plays, resolve, said};
use crate::support::Reply;

const PAGE: &str = "https://archive.org/details/night_of_the_living_dead";

#[test]
fn its_addresses_are_told_from_others() {
    let provider = Archive::new(id("archive"), None);
    let film = || Claim::Exact(key(&provider, "night_of_the_living_dead"));
    check_claims(
        &provider,
        &[
            (PAGE, film()),
            ("https://www.archive.org/details/night_of_the_living_dead/a.mp4?start=1", film()),
            ("https://archive.org/embed/night_of_the_living_dead", film()),
            ("https://archive.org/details/..", Claim::No),
            ("https://archive.org/search?query=a", Claim::No),
            ("https://example.org/details/night_of_the_living_dead", Claim::No),
        ],
    );
}

#[tokio::test(start_paused = true)]
async fn a_film_has_its_files_the_best_first() {
    let item = Reply::json(include_str!("../../../fixtures/archive-item.json"));
    let network = network(&[("/metadata/night_of_the_living_dead", item)]);
    let video = resolve(&Archive::new(id("archive"), None), &network, PAGE).await.unwrap();
    let picture = "https://archive.org/services/img/night_of_the_living_dead";
    assert_eq!(said(&video), (Some("Night of the Living Dead"), Some(5_702_000), Some(picture)));
    let at = "https://archive.org/download/night_of_the_living_dead";
    let files =
        ["night_of_the_living_dead.mp4", "a%20dir/night_of_the_living_dead_512kb.mp4", "night_of_the_living_dead.ogv"];
    let files = files.map(|file| format!("{at}/{file}"));
    assert_eq!(plays(&video), files.iter().map(|file| ("file", file.as_str())).collect::<Vec<_>>());
    assert_eq!((video.year, video.languages[0].as_str(), video.tags.len()), (Some(1968), "eng", 2));
    assert_eq!((video.subtitles[0].language.as_str(), video.subtitles.len()), ("en", 1));
}

#[tokio::test(start_paused = true)]
async fn an_empty_answer_is_no_film_and_one_without_files_is_not_for_browsers() {
    for (body, error) in [
        ("{}", ProviderError::NotFound),
        (r#"{"metadata":{"identifier":"night_of_the_living_dead"},"files":[]}"#, ProviderError::Unsupported),
        (r#"{"metadata":{"identifier":7}}"#, ProviderError::Malformed),
    ] {
        let network = network(&[("/metadata/night_of_the_living_dead", Reply::json(body))]);
        assert_eq!(resolve(&Archive::new(id("archive"), None), &network, PAGE).await.unwrap_err(), error, "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_collection_is_browsed_and_words_are_only_words() {
    let list = Reply::json(include_str!("../../../fixtures/archive-list.json"));
    let network = network(&[("/advancedsearch.php", list)]);
    let provider = Archive::new(id("archive"), Some("feature_films".to_owned()));
    let listing = provider.browse(&network.fetch(), &Page::first()).await.unwrap();
    let titles: Vec<_> = listing.videos.iter().filter_map(|video| said(video).0).collect();
    assert_eq!((titles, listing.next), (vec!["Night of the Living Dead", "Charade"], Page::after("2")));
    let end = provider.browse(&network.fetch(), &Page::after("2").unwrap()).await.unwrap();
    assert_eq!(end.next, None);
    provider.search(&network.fetch(), "living) OR (mediatype:texts", &Page::first()).await.unwrap();
    assert!(network.paths()[2].contains("q=mediatype%3A%28movies%29+AND+%28living++OR++mediatype+texts%29"));
}
