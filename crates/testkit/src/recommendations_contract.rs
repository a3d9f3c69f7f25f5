//! The contract of recommendations, for each backend's suite.

use std::collections::BTreeSet;

use session::{MemberId, Opening, VideoId, Visibility};
use store::{
    Feedback, Rating, Recommendations, Store, StoredCircle, StoredPlayback, StoredReason, StoredRecommendation,
    StoredRecommendations, StoredUser, StoredVideo, Subject, TokenHash, Viewing, ViewingsFrom,
};
use timeline::{Timecode, Timestamp, Watched};

use crate::samples::{Log, member, name, opening, video};

/// Runs the part of the contract that is about recommendations. The store is without content.
pub(crate) async fn recommendations_contract(store: &dyn Store) {
    let kept = store.recommendations().expect("a real store keeps them");
    who_watched_what_is_read_page_by_page(store, kept).await;
    a_viewing_is_as_long_as_its_video_is_kept(store, kept).await;
    a_video_is_shown_as_the_newest_public_session_has_it(store, kept).await;
    a_list_is_replaced_as_a_whole_and_never_by_an_older_one(store, kept).await;
    the_last_word_about_a_video_counts(store, kept).await;
    ratings_are_read_page_by_page(store, kept).await;
    a_circle_is_of_its_members_and_nobody_else(store, kept).await;
}

fn at(ms: i64) -> Timestamp {
    Timestamp::from_ms(ms)
}

fn id(text: &str) -> VideoId {
    video(text).id
}

fn viewer(who: &str, what: &str, seconds: i64, ms: i64) -> StoredPlayback {
    let until = Timecode::from_us_clamped(seconds * 1_000_000);
    StoredPlayback {
        member: member(who),
        video: id(what),
        position: until,
        watched: Watched::from_stretches([(Timecode::ZERO, until)]),
        updated_at: at(ms),
        begun_at: at(ms - 1),
    }
}

async fn who_watched_what_is_read_page_by_page(store: &dyn Store, kept: &dyn Recommendations) {
    // Of several databases these stand in different ones.
    for (number, session) in (1..).zip(["rec-a", "rec-b", "rec-c", "rec-d"]) {
        let log = Log::create(store, session, opening("ana"), number).await;
        let viewers = vec![viewer("ana", "one", 60, 10 * number), viewer("ben", "two", 0, 10 * number + 5)];
        store.save_playback(&log.id, viewers).await.unwrap();
    }
    let mut viewings: Vec<Viewing> = Vec::new();
    let mut from = Some(ViewingsFrom::default());
    while let Some(next) = from {
        let (page, more) = kept.viewings(&next, 3).await.unwrap();
        assert!(page.len() <= 3);
        viewings.extend(page);
        from = more;
    }
    viewings.sort_by_key(|viewing| viewing.at);
    let found: Vec<_> = viewings.iter().map(|viewing| (viewing.member.as_str(), viewing.video.as_str())).collect();
    assert_eq!(found, [("ana", "one"), ("ben", "two")].repeat(4));
    assert_eq!(viewings[0].watched.total(), Timecode::from_us_clamped(60_000_000));
    assert_eq!((viewings[0].session.as_str(), viewings[0].at, viewings[1].at), ("rec-a", at(10), at(15)));
    assert_eq!(kept.known_to(&[member("ana")], 9).await.unwrap(), BTreeSet::from([id("one")]));
    assert_eq!(kept.known_to(&[member("cleo")], 9).await.unwrap(), BTreeSet::new());
    let crowd: Vec<_> =
        (0..40).map(|number| member(&format!("guest{number}"))).chain(["ana", "ben"].map(member)).collect();
    assert_eq!(
        kept.known_to(&crowd, 9).await.unwrap(),
        BTreeSet::from([id("one"), id("two")]),
        "however many they are"
    );
    assert_eq!(kept.known_to(&crowd[40..], 1).await.unwrap(), BTreeSet::from([id("two")]), "the last");
    assert_eq!(kept.known_to(&[], 9).await.unwrap(), BTreeSet::new());
}

/// A session has only the length of the video that it shows last: what stood before in its queue is known by the catalogue.
async fn a_viewing_is_as_long_as_its_video_is_kept(store: &dyn Store, kept: &dyn Recommendations) {
    let described =
        StoredVideo { length_ms: Some(20_000), ..crate::catalogue_contract::video("short", "file", "Short") };
    store.catalogue().expect("a real store keeps them").keep_video(&described).await.unwrap();
    // Of several databases these stand in different ones, and the catalogue in one.
    for (number, session) in (1..).zip(["len-a", "len-b", "len-c", "len-d"]) {
        let log = Log::create(store, session, opening("ana"), number).await;
        let viewers = vec![viewer("ana", "short", 20, 10), viewer("ana", "unknown", 20, 10)];
        store.save_playback(&log.id, viewers).await.unwrap();
    }
    let (mut lengths, mut from) = (Vec::new(), Some(ViewingsFrom::default()));
    while let Some(next) = from {
        let (page, more) = kept.viewings(&next, 3).await.unwrap();
        lengths.extend(page.into_iter().map(|viewing| (viewing.video, viewing.length)));
        from = more;
    }
    let of = |what: &str| -> Vec<_> {
        lengths.iter().filter(|(video, _)| *video == id(what)).map(|(_, length)| *length).collect()
    };
    assert_eq!(of("short"), [Some(Timecode::from_us_clamped(20_000_000)); 4]);
    assert_eq!(of("unknown"), [None; 4]);
}

async fn a_video_is_shown_as_the_newest_public_session_has_it(store: &dyn Store, kept: &dyn Recommendations) {
    let of = |visibility| Opening { visibility, video: video("film"), ..opening("ana") };
    for (session, visibility, ms) in [("rec-e", Visibility::Private, 300), ("rec-f", Visibility::Unlisted, 200)] {
        Log::create(store, session, of(visibility), ms).await;
    }
    assert_eq!(kept.shown_video(&id("film")).await.unwrap(), None, "not everybody may know of it");
    for (session, ms) in [("rec-g", 120), ("rec-h", 150), ("rec-i", 110)] {
        Log::create(store, session, of(Visibility::Public), ms).await;
    }
    let shown = kept.shown_video(&id("film")).await.unwrap().unwrap();
    assert_eq!((shown.url.as_str(), shown.at, shown.length), ("https://example.org/film.mp4", at(150), None));
    assert_eq!(kept.shown_video(&id("never")).await.unwrap(), None);
}

async fn create(store: &dyn Store, who: &str, hash: u8) {
    let user = StoredUser { id: member(who), name: name(who), created_at: at(1) };
    store.create_user(user, TokenHash([hash; 32])).await.unwrap();
}

async fn a_list_is_replaced_as_a_whole_and_never_by_an_older_one(store: &dyn Store, kept: &dyn Recommendations) {
    create(store, "ana", 8).await;
    let items = |videos: &[&str]| {
        let because = [StoredReason::BecauseOf(id("x")), StoredReason::NextAfter(id("y"))];
        let reasons = [&[StoredReason::Hot, StoredReason::SimilarTo(id("z"))], &because[..]].concat();
        let item = |text: &&str| StoredRecommendation { video: id(text), score: 0.5, reasons: reasons.clone() };
        videos.iter().map(item).collect::<Vec<_>>()
    };
    let list = |subject: &Subject, ms, videos: &[&str]| StoredRecommendations {
        subject: subject.clone(),
        variant: "taste".to_owned(),
        made_at: at(ms),
        items: items(videos),
    };
    let (ana, all) = (Subject::User(member("ana")), Subject::All);
    kept.put_list(&list(&ana, 100, &["one", "two"])).await.unwrap();
    kept.put_list(&list(&all, 50, &["three"])).await.unwrap();
    kept.put_list(&list(&ana, 200, &["two"])).await.unwrap();
    kept.put_list(&list(&ana, 150, &["late"])).await.unwrap();
    assert_eq!(kept.list(&ana, "taste").await.unwrap(), Some(list(&ana, 200, &["two"])));
    let year_ms = 365 * 86_400_000;
    for (ms, kept_ms) in [(year_ms, year_ms), (210, 210), (60_000, 60_000), (220, 60_000)] {
        kept.put_list(&list(&ana, ms, &["two"])).await.unwrap();
        let found = kept.list(&ana, "taste").await.unwrap().map(|list| list.made_at);
        assert_eq!(found, Some(at(kept_ms)), "what a clock wrote that ran ahead holds up nothing");
    }
    let nobody = Subject::User(member("nobody"));
    kept.put_list(&list(&nobody, 300, &["one"])).await.unwrap();
    assert_eq!(kept.list(&nobody, "taste").await.unwrap(), None, "who was erased gets no list");
    assert_eq!(kept.list(&ana, "pulse").await.unwrap(), None);
    assert_eq!(
        (kept.renew_lists(at(50), at(55)).await.unwrap(), kept.renew_lists(at(50), at(56)).await.unwrap()),
        (1, 0)
    );
    assert_eq!(kept.list(&all, "taste").await.unwrap(), Some(list(&all, 55, &["three"])));
    assert_eq!(kept.sweep_lists(at(60)).await.unwrap(), 1);
    assert_eq!(kept.list(&all, "taste").await.unwrap(), None);
    assert!(kept.list(&ana, "taste").await.unwrap().is_some());
}

async fn the_last_word_about_a_video_counts(store: &dyn Store, kept: &dyn Recommendations) {
    create(store, "dana", 9).await;
    let dana = member("dana");
    let words = [("one", Feedback::Seen, 10), ("two", Feedback::Seen, 20), ("one", Feedback::NotInterested, 30)];
    for (video, feedback, ms) in words {
        kept.put_feedback(&dana, &id(video), feedback, at(ms), 2).await.unwrap();
    }
    let found = kept.feedback(&dana).await.unwrap();
    assert_eq!(found, [(id("one"), Feedback::NotInterested), (id("two"), Feedback::Seen)]);
    kept.put_feedback(&dana, &id("three"), Feedback::Seen, at(40), 2).await.unwrap();
    assert!(kept.known_to(std::slice::from_ref(&dana), 9).await.unwrap().contains(&id("three")), "a word is enough");
    let found = kept.feedback(&dana).await.unwrap();
    assert_eq!(found.iter().map(|(video, _)| video.as_str()).collect::<Vec<_>>(), ["three", "one"]);
}

async fn ratings_are_read_page_by_page(store: &dyn Store, kept: &dyn Recommendations) {
    create(store, "eva", 10).await;
    let words = [("one", Feedback::Liked, 50), ("two", Feedback::Disliked, 60), ("four", Feedback::Seen, 70)];
    for (video, feedback, ms) in words {
        kept.put_feedback(&member("eva"), &id(video), feedback, at(ms), 9).await.unwrap();
    }
    kept.put_feedback(&member("dana"), &id("one"), Feedback::Liked, at(80), 9).await.unwrap();
    let rating = |who, video, is_liked, ms| Rating { user: member(who), video: id(video), is_liked, at: at(ms) };
    let first = kept.ratings(None, 2).await.unwrap();
    assert_eq!(first, [rating("dana", "one", true, 80), rating("eva", "one", true, 50)]);
    let next = kept.ratings(first.last(), 2).await.unwrap();
    assert_eq!(next, [rating("eva", "two", false, 60)], "what was only seen is not rated");
    kept.put_feedback(&member("eva"), &id("one"), Feedback::Disliked, at(90), 9).await.unwrap();
    assert_eq!(kept.ratings(first.first(), 1).await.unwrap(), [rating("eva", "one", false, 90)]);
}

async fn a_circle_is_of_its_members_and_nobody_else(store: &dyn Store, kept: &dyn Recommendations) {
    create(store, "finn", 11).await;
    let circle = |who: &[&str], videos, ms| StoredCircle {
        members: who.iter().map(|who| member(who)).zip([0.25, 1.5, 0.0]).collect(),
        videos,
        made_at: at(ms),
        items: vec![StoredRecommendation { video: id("one"), score: 0.5, reasons: vec![StoredReason::Hot] }],
    };
    let of = async |who: &[&str]| {
        let members = who.iter().map(|who| member(who)).collect::<std::collections::BTreeSet<MemberId>>();
        kept.circle(&members).await.unwrap()
    };
    kept.put_circle(&circle(&["dana", "eva"], 3, 100)).await.unwrap();
    kept.put_circle(&circle(&["dana", "eva", "finn"], 1, 100)).await.unwrap();
    kept.put_circle(&circle(&["dana", "nobody"], 1, 100)).await.unwrap();
    assert_eq!(of(&["eva", "dana"]).await, Some(circle(&["dana", "eva"], 3, 100)));
    assert_eq!(of(&["dana", "eva", "finn"]).await.unwrap().videos, 1);
    assert_eq!((of(&["dana"]).await, of(&["dana", "nobody"]).await), (None, None), "nobody is no user");
    kept.put_circle(&circle(&["dana", "eva"], 4, 200)).await.unwrap();
    kept.put_circle(&circle(&["dana", "eva"], 2, 150)).await.unwrap();
    assert_eq!(of(&["dana", "eva"]).await.unwrap().videos, 4, "never an older one");
    assert_eq!(kept.renew_lists(at(100), at(120)).await.unwrap(), 1);
    assert_eq!(of(&["dana", "eva", "finn"]).await, Some(circle(&["dana", "eva", "finn"], 1, 120)));
    assert_eq!(kept.sweep_lists(at(150)).await.unwrap(), 1);
    assert_eq!((of(&["dana", "eva", "finn"]).await, of(&["dana", "eva"]).await.is_some()), (None, true));
}
