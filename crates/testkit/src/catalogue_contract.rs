//! The contract of the catalogue, for each backend's suite.

use store::{Catalogue, Store, StoredPicture, StoredSource, StoredSubtitles, StoredVideo, VideoPlace, VideosQuery};
use timeline::Timestamp;

/// Runs the part of the contract that is about videos. The store is without content.
pub(crate) async fn catalogue_contract(store: &dyn Store) {
    let catalogue = store.catalogue().expect("a real store keeps them");
    a_video_is_as_it_was_kept(catalogue).await;
    the_catalogue_is_listed_page_by_page(catalogue).await;
    what_is_wanted_waits_for_its_provider(catalogue).await;
    what_a_provider_lists_no_longer_is_gone(catalogue).await;
    what_was_said_is_said_until_it_is_over(catalogue).await;
    pictures_are_told_of_many_videos_at_once(catalogue).await;
    lengths_are_told_of_many_videos_at_once(catalogue).await;
    names_are_found_and_ordered_as_people_read_them(catalogue).await;
    videos_are_found_by_what_is_known_of_them(catalogue).await;
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

pub(crate) fn video(id: &str, provider: &str, title: &str) -> StoredVideo {
    StoredVideo {
        id: id.to_owned(),
        provider: provider.to_owned(),
        external_id: format!("x{id}"),
        url: format!("https://example.org/{id}"),
        kind: "file".to_owned(),
        source_url: format!("https://example.org/{id}.mp4"),
        sources: Vec::new(),
        title: title.to_owned(),
        length_ms: Some(5_000_000_000),
        live: false,
        picture: None,
        tags: Vec::new(),
        year: None,
        languages: Vec::new(),
        subtitles: Vec::new(),
        listed: true,
        described_at: Some(at(10)),
        updated_at: at(10),
        gone_at: None,
    }
}

async fn a_video_is_as_it_was_kept(catalogue: &dyn Catalogue) {
    assert_eq!(catalogue.video("v1").await.unwrap(), None);
    let mut full = StoredVideo {
        listed: false,
        picture: Some("https://example.org/p.jpg".to_owned()),
        ..video("v1", "file", "É")
    };
    full.tags = vec!["one two".to_owned(), "<b>".to_owned()];
    (full.year, full.live, full.languages) = (Some(1968), true, vec!["en".to_owned()]);
    let track =
        |language: &str| StoredSubtitles { language: language.to_owned(), url: "https://example.org/a".to_owned() };
    full.subtitles = vec![track("en"), track("pt br")];
    let source = |height, name: Option<&str>| StoredSource {
        kind: "file".to_owned(),
        url: "https://example.org/v1.mp4".to_owned(),
        height,
        name: name.map(str::to_owned),
    };
    full.sources = vec![source(Some(1_080), Some("Full HD")), source(None, Some("Web")), source(Some(360), None)];
    catalogue.keep_video(&full).await.unwrap();
    assert_eq!(catalogue.video("v1").await.unwrap(), Some(full.clone()));
    let later = StoredVideo { updated_at: at(20), length_ms: None, tags: Vec::new(), ..full };
    catalogue.keep_video(&later).await.unwrap();
    assert_eq!(catalogue.video("v1").await.unwrap(), Some(later.clone()));
    let elsewhere = StoredVideo { source_url: "https://example.org/new.mp4".to_owned(), ..later.clone() };
    catalogue.keep_video(&elsewhere).await.unwrap();
    let known = catalogue.video("v1").await.unwrap().unwrap();
    assert_eq!(known.sources, [], "qualities of a file that it is no longer are none");
    catalogue.keep_video(&later).await.unwrap();
    a_list_says_less(catalogue, later).await;
}

async fn a_list_says_less(catalogue: &dyn Catalogue, told: StoredVideo) {
    let listed = StoredVideo { updated_at: at(30), length_ms: Some(9), ..video("v1", "file", "B") };
    let page = StoredVideo { kind: "page".to_owned(), source_url: "https://example.org/page".to_owned(), ..listed };
    catalogue.list_video(&StoredVideo { listed: false, ..page.clone() }).await.unwrap();
    let StoredVideo { kind, source_url, sources, subtitles, .. } = told;
    let expected = StoredVideo { kind, source_url, sources, subtitles, listed: false, ..page.clone() };
    assert_eq!(catalogue.video("v1").await.unwrap(), Some(expected.clone()));
    catalogue.list_video(&StoredVideo { length_ms: None, listed: false, ..page.clone() }).await.unwrap();
    assert_eq!(catalogue.video("v1").await.unwrap(), Some(expected), "its length is known");
    let new = StoredVideo { id: "v9".to_owned(), listed: false, ..page };
    catalogue.list_video(&new).await.unwrap();
    assert_eq!(catalogue.video("v9").await.unwrap(), Some(new));
}

async fn list(catalogue: &dyn Catalogue, query: VideosQuery) -> Vec<String> {
    catalogue.videos(&query).await.unwrap().into_iter().map(|(_, video)| video.id).collect()
}

async fn the_catalogue_is_listed_page_by_page(catalogue: &dyn Catalogue) {
    for (id, provider, title) in
        [("b2", "tube", "Beta 100%"), ("a1", "tube", "alpha"), ("c3", "films", "Gamma"), ("a0", "films", "alpha")]
    {
        catalogue.keep_video(&video(id, provider, title)).await.unwrap();
    }
    let tagged = StoredVideo { tags: vec!["Horror".to_owned()], ..video("c3", "films", "Gamma") };
    catalogue.keep_video(&tagged).await.unwrap();
    let all = VideosQuery { limit: 10, ..VideosQuery::default() };
    assert_eq!(
        list(catalogue, all.clone()).await,
        ["a0", "a1", "b2", "c3"],
        "by title; what nobody lists is in no list"
    );
    assert_eq!(list(catalogue, VideosQuery { limit: 2, ..all.clone() }).await, ["a0", "a1"]);
    let after = |place: VideoPlace| VideosQuery { after: Some(place), ..all.clone() };
    let places: Vec<_> = catalogue.videos(&all).await.unwrap().into_iter().map(|(place, _)| place).collect();
    for (place, rest) in places.iter().zip([vec!["a1", "b2", "c3"], vec!["b2", "c3"], vec!["c3"], vec![]]) {
        assert_eq!(list(catalogue, after(place.clone())).await, rest);
    }
    let gone = VideoPlace { id: "was there".to_owned(), ..places[1].clone() };
    assert_eq!(list(catalogue, after(gone)).await, ["b2", "c3"]);
    let of = VideosQuery { provider: Some("tube".to_owned()), ..all.clone() };
    assert_eq!(list(catalogue, of).await, ["a1", "b2"]);
    for (words, found) in [
        (vec!["ALPHA"], vec!["a0", "a1"]),
        (vec!["horror", "gam"], vec!["c3"]),
        (vec!["0%"], vec!["b2"]),
        (vec!["0_"], vec![]),
    ] {
        let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        assert_eq!(list(catalogue, VideosQuery { words: words.clone(), ..all.clone() }).await, found, "{words:?}");
    }
    assert_eq!(catalogue.listing_providers().await.unwrap(), [("films".to_owned(), 2), ("tube".to_owned(), 2)]);
}

async fn what_is_wanted_waits_for_its_provider(catalogue: &dyn Catalogue) {
    let wanted =
        |id: &str, ms| StoredVideo { described_at: None, listed: false, updated_at: at(ms), ..video(id, "page", "") };
    for (id, ms) in [("w2", 200), ("w1", 100), ("a1", 50)] {
        catalogue.want_video(&wanted(id, ms)).await.unwrap();
    }
    assert_eq!(catalogue.video("a1").await.unwrap().unwrap().title, "alpha", "what is known stays as it is");
    let waiting = catalogue.wanted_videos(at(200), 10).await.unwrap();
    assert_eq!(waiting, [wanted("w1", 100), wanted("w2", 200)]);
    catalogue.keep_video(&StoredVideo { described_at: Some(at(300)), ..wanted("w1", 300) }).await.unwrap();
    assert_eq!(catalogue.wanted_videos(at(300), 10).await.unwrap(), [wanted("w2", 200)]);
    catalogue.want_video(&wanted("w1", 300 + 3_599_999)).await.unwrap();
    assert_eq!(catalogue.wanted_videos(at(4_000_000), 10).await.unwrap().len(), 1, "nobody could describe it just now");
    catalogue.want_video(&wanted("w1", 300 + 3_600_000)).await.unwrap();
    let both = [wanted("w2", 200), wanted("w1", 3_600_300)];
    assert_eq!(catalogue.wanted_videos(at(4_000_000), 10).await.unwrap(), both);
    let mut now = 4_000_000;
    for pause_ms in [60_000, 120_000, 240_000] {
        catalogue.put_video_off("w2", at(now)).await.unwrap();
        now += pause_ms;
        let before = catalogue.wanted_videos(at(now - 1), 10).await.unwrap();
        assert_eq!(before, [wanted("w1", 3_600_300)], "not within {pause_ms} ms");
        assert_eq!(catalogue.wanted_videos(at(now), 10).await.unwrap().len(), 2, "after {pause_ms} ms");
    }
    for _ in 0..20 {
        catalogue.put_video_off("w2", at(now)).await.unwrap();
    }
    assert_eq!(catalogue.wanted_videos(at(now + 86_399_999), 10).await.unwrap().len(), 1);
    assert_eq!(catalogue.wanted_videos(at(now + 86_400_000), 10).await.unwrap().len(), 2, "once a day at the least");
    assert_eq!(catalogue.wanted_videos(at(now - 1), 10).await.unwrap().len(), 2, "the clock was wrong");
    catalogue.keep_video(&StoredVideo { described_at: Some(at(300)), ..wanted("w2", 200) }).await.unwrap();
    catalogue.keep_video(&StoredVideo { described_at: Some(at(300)), ..wanted("w1", 300) }).await.unwrap();
}

async fn what_a_provider_lists_no_longer_is_gone(catalogue: &dyn Catalogue) {
    catalogue
        .keep_video(&StoredVideo { listed: false, updated_at: at(500), ..video("a1", "tube", "alpha") })
        .await
        .unwrap();
    assert_eq!(catalogue.mark_gone("tube", at(500), at(600)).await.unwrap(), 1);
    assert_eq!(catalogue.mark_gone("tube", at(500), at(601)).await.unwrap(), 0);
    let tube = VideosQuery { provider: Some("tube".to_owned()), limit: 10, ..VideosQuery::default() };
    assert_eq!(list(catalogue, tube.clone()).await, ["a1"], "it stays listed, whoever else brought it");
    assert_eq!(catalogue.video("b2").await.unwrap().unwrap().gone_at, Some(at(600)));
    catalogue.keep_video(&StoredVideo { updated_at: at(700), ..video("b2", "tube", "Beta") }).await.unwrap();
    assert_eq!(list(catalogue, tube).await, ["a1", "b2"], "it is back");
}

async fn what_was_said_is_said_until_it_is_over(catalogue: &dyn Catalogue) {
    assert_eq!(catalogue.said("k", at(1)).await.unwrap(), None);
    catalogue.keep_said("k", "one", at(10)).await.unwrap();
    catalogue.keep_said("k", "two", at(20)).await.unwrap();
    assert_eq!(catalogue.said("k", at(19)).await.unwrap().as_deref(), Some("two"));
    assert_eq!(catalogue.said("k", at(20)).await.unwrap(), None);
    catalogue.keep_said("l", "three", at(30)).await.unwrap();
    assert_eq!(catalogue.mark_gone("films", at(1_000), at(800)).await.unwrap(), 2);
    // What was said and is over, two films that are gone, and what nobody listed and nobody brought for long.
    assert_eq!(catalogue.sweep_catalogue(at(20), at(250)).await.unwrap(), 6);
    assert!(catalogue.video("a0").await.unwrap().is_none() && catalogue.video("w2").await.unwrap().is_none());
    assert!(catalogue.video("w1").await.unwrap().is_some() && catalogue.video("a1").await.unwrap().is_some());
    assert_eq!(catalogue.said("l", at(20)).await.unwrap().as_deref(), Some("three"));
}

async fn pictures_are_told_of_many_videos_at_once(catalogue: &dyn Catalogue) {
    let ids: Vec<String> = (0..45).map(|number| format!("p{number}")).collect();
    for (number, id) in ids.iter().enumerate() {
        let picture = (number % 2 == 0).then(|| format!("https://example.org/{id}.jpg"));
        let gone_at = (number == 4).then(|| at(20));
        let kept = StoredVideo { picture, gone_at, listed: false, ..video(id, "tube", id) };
        catalogue.keep_video(&kept).await.unwrap();
    }
    let asked: Vec<&str> = ids.iter().map(String::as_str).chain(["nothing"]).collect();
    let mut told = catalogue.pictures(&asked).await.unwrap();
    told.sort_by(|a, b| a.video.cmp(&b.video));
    let mut expected: Vec<_> = (0..45)
        .step_by(2)
        .filter(|number| *number != 4)
        .map(|number| StoredPicture {
            video: format!("p{number}"),
            provider: "tube".to_owned(),
            picture: format!("https://example.org/p{number}.jpg"),
        })
        .collect();
    expected.sort_by(|a, b| a.video.cmp(&b.video));
    assert_eq!(told, expected, "of those that have one, and are not gone");
    assert_eq!(catalogue.pictures(&[]).await.unwrap(), []);
}

async fn lengths_are_told_of_many_videos_at_once(catalogue: &dyn Catalogue) {
    let ids: Vec<_> = (0..45).map(|number| format!("long{number}")).collect();
    for (id, length_ms) in ids.iter().zip(1..) {
        let length_ms = (length_ms > 1).then_some(length_ms);
        catalogue.keep_video(&StoredVideo { length_ms, ..video(id, "file", "A") }).await.unwrap();
    }
    let asked: Vec<_> = ids.iter().map(String::as_str).chain(["nothing"]).collect();
    let lengths = catalogue.lengths_ms(&asked).await.unwrap();
    assert_eq!((lengths.len(), lengths.get("long44"), lengths.get("long0")), (44, Some(&45), None));
}

/// VID-7
async fn names_are_found_and_ordered_as_people_read_them(catalogue: &dyn Catalogue) {
    let titles = [("e10", "Episode 10"), ("e2", "episode 2"), ("e1", "Épisode 01"), ("am", "Amélie"), ("an", "Ana")];
    for (id, title) in titles {
        catalogue.keep_video(&video(id, "read", title)).await.unwrap();
    }
    let of = VideosQuery { provider: Some("read".to_owned()), limit: 10, ..VideosQuery::default() };
    assert_eq!(list(catalogue, of.clone()).await, ["am", "an", "e1", "e2", "e10"]);
    let second = catalogue.videos(&of).await.unwrap().swap_remove(3).0;
    let after = VideosQuery { after: Some(second), ..of.clone() };
    assert_eq!(list(catalogue, after).await, ["e10"]);
    for (word, found) in [
        ("amelie", vec!["am"]),
        ("AMÉLIE", vec!["am"]),
        ("Ame\u{301}lie", vec!["am"]),
        ("épi", vec!["e1", "e2", "e10"]),
    ] {
        let query = VideosQuery { words: vec![word.to_owned()], ..of.clone() };
        assert_eq!(list(catalogue, query).await, found, "{word}");
    }
    catalogue.mark_gone("read", at(11), at(20)).await.unwrap();
}

/// VID-8
async fn videos_are_found_by_what_is_known_of_them(catalogue: &dyn Catalogue) {
    let before = catalogue.facets().await.unwrap();
    let told = |id: &str, year: u32, minutes: u64, languages: &[&str], tags: &[&str]| StoredVideo {
        year: Some(year),
        length_ms: Some(minutes * 60_000),
        languages: languages.iter().map(|&text| text.to_owned()).collect(),
        tags: tags.iter().map(|&text| text.to_owned()).collect(),
        ..video(id, "told", id)
    };
    let unknown = StoredVideo { length_ms: None, ..video("k0", "told", "k0") };
    for kept in [
        told("k1", 1968, 90, &["eng", "German"], &["Science Fiction", "Space 100%"]),
        told("k2", 1999, 20, &["en-GB"], &["Comédie"]),
        told("k3", 2001, 19, &["fr"], &["comedie", "Space"]),
        unknown,
    ] {
        catalogue.keep_video(&kept).await.unwrap();
    }
    let of = VideosQuery { provider: Some("told".to_owned()), limit: 10, ..VideosQuery::default() };
    let minutes = |from: u64, to: u64| VideosQuery { lengths_ms: Some(from * 60_000..to), ..of.clone() };
    let language = |text: &str| VideosQuery { language: Some(text.to_owned()), ..of.clone() };
    let tag = |text: &str| VideosQuery { tag: Some(text.to_owned()), ..of.clone() };
    for (query, found) in [
        (of.clone(), vec!["k0", "k1", "k2", "k3"]),
        (VideosQuery { years: Some(1968..=1999), ..of.clone() }, vec!["k1", "k2"]),
        (VideosQuery { years: Some(2000..=9999), ..of.clone() }, vec!["k3"]),
        (minutes(0, 20 * 60_000), vec!["k3"]),
        (minutes(20, 60 * 60_000), vec!["k2"]),
        (minutes(20, u64::MAX), vec!["k1", "k2"]),
        (language("en"), vec!["k1", "k2"]),
        (language("Deutsch"), vec!["k1"]),
        (language("e"), vec![]),
        (tag("COMEDIE"), vec!["k2", "k3"]),
        (tag("space 100%"), vec!["k1"]),
        (tag("space%"), vec![]),
        (tag("science"), vec![]),
        (VideosQuery { years: Some(1999..=1999), ..language("en") }, vec!["k2"]),
    ] {
        assert_eq!(list(catalogue, query.clone()).await, found, "{query:?}");
    }
    let facets = catalogue.facets().await.unwrap();
    assert_eq!((facets.years.get(&1968), facets.years.len() - before.years.len()), (Some(&1), 3));
    assert_eq!(facets.languages, [("de", 1), ("en", 2), ("fr", 1)].map(|(key, n)| (key.to_owned(), n)).into());
    assert_eq!((facets.tags[0].1, facets.tags.len()), (2, 4), "{:?}", facets.tags);
    catalogue.mark_gone("told", at(11), at(20)).await.unwrap();
    assert_eq!(catalogue.facets().await.unwrap(), before, "what is gone does not count");
}
