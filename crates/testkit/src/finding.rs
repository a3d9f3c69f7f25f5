//! What is looked for in what an older version has written.

use session::{Opening, Title};
use store::{SessionsQuery, Store, StoredVideo, VideosQuery};
use timeline::Timestamp;

use crate::catalogue_contract::video;
use crate::samples::{Log, opening};

/// Makes rows what they were before this version, once this one has written them.
pub const AS_AN_OLDER_VERSION_WROTE: &[&str] = &[
    "UPDATE sessions SET fold = 0, sought = lower(title || ' ' || video_url)",
    "UPDATE videos SET fold = 0, sort_key = lower(title), sought = lower(title), tag_keys = '', language_keys = ''",
];

/// Writes rows anew as a node of an older version does beside this one: it knows of no marks, and leaves them.
pub const AS_AN_OLDER_NODE_WRITES: &[&str] = &[
    "UPDATE sessions SET head_seq = head_seq + 1, sought = lower(title || ' ' || video_url)",
    "UPDATE videos SET updated_at = updated_at + 1, tags = 'Comédie', sort_key = lower(title), sought = lower(title)",
];

/// Writes a session and some videos.
pub async fn write_to_be_found(store: &dyn Store) {
    let title = Title::parse("Soirée").expect("it is a title");
    Log::create(store, "s1", Opening { title, ..opening("ana") }, 10).await;
    let catalogue = store.catalogue().expect("a real store keeps them");
    for (id, title) in [("e10", "Épisode 10"), ("e2", "Épisode 2")] {
        let kept = StoredVideo {
            tags: vec!["Comédie".to_owned()],
            languages: vec!["French".to_owned()],
            ..video(id, "old", title)
        };
        catalogue.keep_video(&kept).await.expect("the store is there");
    }
}

/// Looks for them, as people write.
pub async fn expect_to_be_found(store: &dyn Store) {
    let search = Some("SOIREE".to_owned());
    let query = SessionsQuery { state: None, search, now: Timestamp::from_ms(20), after: None, limit: 10 };
    assert_eq!(store.sessions(query).await.expect("the store is there").len(), 1);
    let catalogue = store.catalogue().expect("a real store keeps them");
    let query = VideosQuery {
        words: vec!["episode".to_owned()],
        tag: Some("comedie".to_owned()),
        language: Some("fr".to_owned()),
        limit: 10,
        ..VideosQuery::default()
    };
    let found = catalogue.videos(&query).await.expect("the store is there");
    assert_eq!(found.iter().map(|(_, video)| video.id.as_str()).collect::<Vec<_>>(), ["e2", "e10"]);
}

/// Turns over the catalogue video by video, and sees each once.
pub async fn expect_each_on_one_page(store: &dyn Store) {
    let catalogue = store.catalogue().expect("a real store keeps them");
    let (mut query, mut seen) = (VideosQuery { limit: 1, ..VideosQuery::default() }, Vec::new());
    while let Some((place, video)) = catalogue.videos(&query).await.expect("the store is there").pop() {
        assert!(!seen.contains(&video.id), "{} stands on a second page", video.id);
        seen.push(video.id);
        query.after = Some(place);
    }
    seen.sort_unstable();
    assert_eq!(seen, ["e10", "e2"]);
}

/// Makes rows findable until there is nothing to do, as a worker does now and again, and says how many they were.
pub async fn refold(store: &dyn Store) -> u64 {
    let done = store.refold().await.expect("the store is there");
    assert_eq!(store.refold().await.expect("the store is there"), 0, "once is enough");
    done
}
