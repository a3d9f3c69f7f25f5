//! A playlist of `PeerTube` in the queue, and what of the catalogue is recommended to a group.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering::SeqCst;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::accounts::refused;
use crate::films::{Films, LENGTH_S, PLAYLIST, id_of_video, open, work};
use crate::server::{Server, text};

async fn add(server: &Server, session: &str, member: &str, id: &str, item: Value) -> (StatusCode, Value) {
    let body = json!({ "id": id, "type": "queue_add", "items": [item] });
    server.post(&format!("/api/sessions/{session}/commands"), member, body).await
}

async fn waiting(server: &Server, session: &str) -> Vec<(String, Option<f64>, String)> {
    let (_, state) = server.get(&format!("/api/sessions/{session}")).await;
    let item = |item: &Value| (text(&item["title"]), item["length"].as_f64(), text(&item["video"]["url"]));
    state["queue"]["items"].as_array().unwrap().iter().map(item).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_playlist_of_any_peertube_goes_into_the_queue() {
    let films = Films::start(&[]).await;
    let server = films.server("");
    let ana = server.user("Ana").await;
    let session = server.session(&ana).await;
    let member = server.join(&session, &ana).await;
    let link = format!("{}/videos/watch/playlist/{PLAYLIST}", films.url);
    refused(
        &add(&server, &session, &member, "a1", json!({ "url": link })).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "not_one_video",
    );
    let (status, list) = server.post("/api/videos/resolve", &ana, json!({ "url": link })).await;
    assert_eq!((status, &list["several"], &list["more"]), (StatusCode::OK, &json!(true), &json!(false)), "{list}");
    let titles: Vec<_> = list["videos"].as_array().unwrap().iter().map(|video| text(&video["title"])).collect();
    assert_eq!(titles, ["Space saga without files", "Space saga on the tube"], "what is gone has left its place");
    let no_files = add(&server, &session, &member, "a2", json!({ "video_id": list["videos"][0]["id"] })).await;
    refused(&no_files, StatusCode::UNPROCESSABLE_ENTITY, "nothing_to_play");
    let (status, _) = add(&server, &session, &member, "a3", json!({ "video_id": list["videos"][1]["id"] })).await;
    assert_eq!(status, StatusCode::OK);
    let expected =
        ("Space saga on the tube".to_owned(), Some(f64::from(LENGTH_S)), "https://tube.example.org/master.m3u8".into());
    assert_eq!(waiting(&server, &session).await, [expected]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_series_of_an_add_on_is_found_by_its_words_and_each_episode_plays_by_itself() {
    let films = Films::start(&[]).await;
    let server =
        films.server(&format!("[[providers.stremio]]\nname = \"x\"\nurl = \"{}/x/manifest.json\"\n", films.url));
    let ana = server.user("Ana").await;
    let words = json!({ "provider": "stremio:x", "q": "saga" });
    let (status, found) = server.post("/api/videos/search", &ana, words).await;
    let series = &found["videos"][0];
    assert_eq!((status, &series["kind"], &series["title"]), (StatusCode::OK, &json!("list"), &json!("Space saga")));
    for whole in [json!({ "video_id": series["id"] }), json!({ "url": series["url"] })] {
        let started = server.post("/api/sessions", &ana, whole).await;
        refused(&started, StatusCode::UNPROCESSABLE_ENTITY, "not_one_video");
    }
    let (_, list) = server.post("/api/videos/resolve", &ana, json!({ "url": series["url"] })).await;
    let episodes = list["videos"].as_array().unwrap();
    let titles: Vec<_> = episodes.iter().map(|video| text(&video["title"])).collect();
    assert_eq!(
        (&list["several"], titles),
        (&json!(true), vec!["Space saga 1×01: Part 1".into(), "Space saga 1×02: Part 2".into()])
    );
    for episode in [json!({ "video_id": episodes[1]["id"] }), json!({ "url": episodes[1]["url"] })] {
        let (status, started) = server.post("/api/sessions", &ana, episode).await;
        assert_eq!(status, StatusCode::CREATED, "{started}");
        let session = &started["session"];
        assert_eq!(session["video"]["url"], "https://tube.example.org/part-2.mp4");
        assert_eq!(
            (&session["title"], &session["video"]["id"]),
            (&json!("Space saga 1×02: Part 2"), &episodes[1]["id"])
        );
    }
    let (_, none) = server.post("/api/sessions", &ana, json!({ "video_id": episodes[0]["id"] })).await;
    assert_eq!(none["code"], "nothing_to_play", "{none}");
    let torrents = json!({ "url": format!("{}/x/meta/movie/tt1.json", films.url) });
    refused(
        &server.post("/api/videos/resolve", &ana, torrents).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "nothing_to_play",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_provider_has_told_of_a_video_stays_when_a_list_says_less() {
    let films = Films::start(&[]).await;
    let server = films.server("");
    let ana = server.user("Ana").await;
    let link = format!("{}/videos/watch/playlist/{PLAYLIST}", films.url);
    let (_, list) = server.post("/api/videos/resolve", &ana, json!({ "url": link })).await;
    let id = text(&list["videos"][1]["id"]);
    let known = async || server.get(&format!("/api/videos/{id}")).await.1;
    assert_eq!((&known().await["kind"], &known().await["qualities"]), (&json!("page"), &json!([])));
    let (status, _) = server.post("/api/sessions", &ana, json!({ "video_id": id })).await;
    assert_eq!(status, StatusCode::CREATED);
    let told = known().await;
    let quality = |kind: &str, name: &str, height: Option<u32>| json!({ "kind": kind, "url": format!("https://tube.example.org/{name}"), "height": height, "name": null });
    let qualities = [
        quality("hls", "master.m3u8", None),
        quality("file", "720.mp4", Some(720)),
        quality("file", "360.mp4", Some(360)),
    ];
    assert_eq!(told["qualities"], json!(qualities));
    let subtitles = json!([{ "language": "English", "url": format!("{}/lazy-static/en.vtt", films.url) }]);
    assert_eq!((&told["kind"], &told["subtitles"]), (&json!("hls"), &subtitles));
    server.post("/api/videos/resolve", &ana, json!({ "url": link })).await;
    assert_eq!(known().await, told);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_found_out_just_now_is_not_said_to_play_nowhere() {
    let films = Films::start(&[]).await;
    let server = films.server("");
    let ana = server.user("Ana").await;
    let session = server.session(&ana).await;
    let member = server.join(&session, &ana).await;
    let link = format!("{}/videos/watch/playlist/{PLAYLIST}", films.url);
    let (_, list) = server.post("/api/videos/resolve", &ana, json!({ "url": link })).await;
    films.is_away.store(true, SeqCst);
    let added = add(&server, &session, &member, "a1", json!({ "video_id": list["videos"][1]["id"] })).await;
    refused(&added, StatusCode::SERVICE_UNAVAILABLE, "provider_away");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_is_recommended_what_its_queue_takes_wherever_that_is() {
    let films =
        Films::start(&["Space saga", "Space saga returns", "~Space saga elsewhere", "Pie", "Bread", "Trains"]).await;
    let server = films.server(&films.all());
    let ana = server.user("Ana").await;
    open(&server, &ana).await;
    let liked = json!({ "video": id_of_video(&server, "Space saga").await, "feedback": "liked" });
    let (status, _) = server.post("/api/users/me/recommendations/feedback", &ana, liked).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    work(&server, &ana, "recommendations").await;
    let session = server.session(&ana).await;
    let member = server.join(&session, &ana).await;
    let recommended = async |path: &str, token: &str| -> Vec<(String, String)> {
        let (status, answer) = server.ask(Method::GET, path, Some(token), None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert!(["fresh", "combined"].contains(&answer["served"].as_str().unwrap()), "{answer}");
        let item = |item: &Value| (text(&item["title"]), text(&item["video"]["id"]));
        answer["items"].as_array().unwrap().iter().map(item).collect()
    };
    let titles = |items: &[(String, String)]| items.iter().map(|(title, _)| title.clone()).collect::<BTreeSet<_>>();
    let group = recommended(&format!("/api/sessions/{session}/recommendations"), &member).await;
    let plays = ["Space saga at home", "Space saga of old", "Space saga on the tube", "Space saga returns"];
    let plays = plays.map(str::to_owned);
    assert_eq!(titles(&group), BTreeSet::from(plays.clone()));
    for (title, video) in &group {
        let (status, answer) = add(&server, &session, &member, video, json!({ "video_id": video })).await;
        assert_eq!(status, StatusCode::OK, "{title}: {answer}");
    }
    assert_eq!(waiting(&server, &session).await.len(), plays.len());

    // On the home page nobody is asked: there its provider may still be.
    let mine = titles(&recommended("/api/users/me/recommendations", &ana).await);
    let perhaps: BTreeSet<_> = plays.into_iter().chain(["Space saga without files".to_owned()]).collect();
    assert_eq!(mine, perhaps, "and what certainly plays only elsewhere is not there either");
}
