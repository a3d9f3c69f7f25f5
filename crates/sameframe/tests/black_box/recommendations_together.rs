//! Recommendations to people who have watched together before, from their first evening to a new session.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::films::{Films, LENGTH_S, id_of_video, open, work};
use crate::server::{Server, text, until};

/// An evening: these people watch a film together, and go.
async fn evening(server: &Server, film: &str, people: &[&str]) {
    let video = id_of_video(server, film).await;
    let body = json!({ "video_id": video, "visibility": "unlisted" });
    let (status, created) = server.post("/api/sessions", people[0], body).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    let session = text(&created["session"]["id"]);
    let mut sockets = Vec::new();
    for person in people {
        let member = server.join(&session, person).await;
        sockets.push(server.live(&session, &member, None).await.0);
    }
    for command in [json!({ "type": "set_length", "video": video, "length": LENGTH_S }), json!({ "type": "play" })] {
        sockets[0].command(&text(&command["type"]), command.clone()).await;
        sockets[0].next_of("done").await;
    }
    for socket in &mut sockets {
        socket.send(&json!({ "type": "report", "position": 0, "status": "playing" })).await;
    }
    // More than a twentieth of the film.
    until("each has seen some of it", async || {
        for socket in &mut sockets {
            socket.send(&json!({ "type": "report", "position": 2, "status": "playing" })).await;
        }
        let (_, playback) = server.get(&format!("/api/sessions/{session}/playback")).await;
        let has_seen = |viewer: &&Value| viewer["watched"].as_array().is_some_and(|watched| !watched.is_empty());
        playback["viewers"].as_array().unwrap().iter().filter(has_seen).count() == people.len()
    })
    .await;
    let (status, answer) = server.post(&format!("/api/sessions/{session}/end"), people[0], json!({})).await;
    assert!(status.is_success(), "{answer}");
}

/// What was watched is written down now and then, and when the server ends.
fn next_day(mut server: Server) -> Server {
    server.terminate();
    server.start_again()
}

/// What those in a new session are recommended: titles, and the first reason of each.
async fn recommended(server: &Server, people: &[&str]) -> Vec<(String, Value)> {
    let session = server.session(people[0]).await;
    let mut member = String::new();
    for person in people {
        member = server.join(&session, person).await;
    }
    let path = format!("/api/sessions/{session}/recommendations");
    let (status, answer) = server.ask(Method::GET, &path, Some(&member), None).await;
    assert_eq!((status, text(&answer["served"])), (StatusCode::OK, "combined".to_owned()), "{answer}");
    assert!(!answer.to_string().contains("Pie night"), "what one of them watched alone is named to nobody: {answer}");
    let item = |item: &Value| (text(&item["title"]), item["reasons"][0].clone());
    answer["items"].as_array().unwrap().iter().map(item).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_watched_together_is_told_what_is_like_it_and_nobody_else_is() {
    let films = Films::start(&["Space saga", "Space saga returns", "Pie night", "Pie day", "Trains", "Bread"]).await;
    let server = films.server(&films.all());
    let (ana, ben, cat) = (server.user("Ana").await, server.user("Ben").await, server.user("Cat").await);
    open(&server, &ana).await;
    evening(&server, "Space saga", &[&ana, &ben]).await;
    evening(&server, "Pie night", &[&ben]).await;
    evening(&server, "Trains", &[&cat]).await;
    let server = next_day(server);
    work(&server, &ana, "recommendations").await;

    let together = recommended(&server, &[&ana, &ben]).await;
    let (like, fits) = (json!({ "code": "similar_to", "title": "Space saga" }), json!({ "code": "fits" }));
    for title in ["Space saga returns", "Space saga at home", "Space saga on the tube"] {
        assert!(together.contains(&(title.to_owned(), like.clone())), "{title} is like their evening: {together:?}");
    }
    assert!(together.iter().all(|(title, _)| title != "Space saga"), "they know it: {together:?}");
    assert!(together.contains(&("Pie day".to_owned(), fits.clone())), "one of them may like it: {together:?}");

    // With somebody else they are no such circle, and nothing that they did is told to her.
    let three = recommended(&server, &[&ana, &ben, &cat]).await;
    assert!(!three.is_empty() && three.iter().all(|(_, reason)| *reason == fits), "{three:?}");
    assert!(three.iter().all(|(title, _)| title != "Trains"), "she has seen it: {three:?}");

    // What they have watched since is left out, though no worker has come by.
    evening(&server, "Space saga returns", &[&ana, &ben]).await;
    let server = next_day(server);
    let since: Vec<_> = recommended(&server, &[&ben, &ana]).await.into_iter().map(|(title, _)| title).collect();
    assert!(since.contains(&"Space saga at home".to_owned()), "{since:?}");
    assert!(!since.contains(&"Space saga returns".to_owned()), "{since:?}");
}

/// LIB-10: films of the server's own are recommended as those of any provider are.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_in_the_servers_own_folders_that_nobody_has_watched_is_recommended_and_can_be_started() {
    let films = tempfile::tempdir().unwrap();
    let names = ["Space saga", "Space saga returns", "Pie night"];
    for name in names {
        std::fs::write(films.path().join(name).with_extension("mp4"), "0123456789").unwrap();
    }
    let server = Server::fresh_with(&["serve", "--ffmpeg", "off", "--library", films.path().to_str().unwrap()]);
    let ana = server.user("Ana").await;
    open(&server, &ana).await;
    evening(&server, "Space saga", &[&ana]).await;
    let server = next_day(server);
    work(&server, &ana, "recommendations").await;
    let mine =
        async |server: &Server| server.ask(Method::GET, "/api/users/me/recommendations", Some(&ana), None).await.1;
    let answer = mine(&server).await;
    let items = answer["items"].as_array().unwrap();
    let [returns] = &items[..] else { panic!("what is like nothing of hers is not a guess: {answer}") };
    assert_eq!((&returns["title"], &returns["listed"]), (&json!("Space saga returns"), &json!(true)));
    assert_eq!(returns["reasons"], json!([{ "code": "similar_to", "title": "Space saga" }]));
    let body = json!({ "video_id": returns["video"]["id"], "visibility": "private" });
    let (status, created) = server.post("/api/sessions", &ana, body).await;
    assert_eq!((status, &created["session"]["title"]), (StatusCode::CREATED, &json!("Space saga returns")));

    // It is gone from its folder, and from all lists at once.
    std::fs::remove_file(films.path().join("Space saga returns.mp4")).unwrap();
    let server = next_day(server);
    until("the folders are looked through", async || {
        server.get("/api/library").await.1["videos"].as_array().is_some_and(|videos| videos.len() == 2)
    })
    .await;
    assert!(!mine(&server).await.to_string().contains("returns"), "{}", mine(&server).await);
}
