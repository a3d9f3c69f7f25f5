//! The catalogue on the real binary: a feed that the operator names, what it lists, and sessions with it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use axum::extract::Query;
use axum::http::{StatusCode as Status, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::Semaphore;

use crate::accounts::{ask, id_of, refused};
use crate::server::{Server, text, until};

/// A site that has videos, on this machine; and a server that may go there.
struct Site {
    url: String,
    is_away: Arc<AtomicBool>,
    is_shorter: Arc<AtomicBool>,
    /// How often the page `/film` was asked for.
    asked: Arc<AtomicUsize>,
    /// Lets the page `/slow` answer.
    gate: Arc<Semaphore>,
    folder: TempDir,
}

impl Site {
    async fn start() -> Self {
        let (is_away, is_shorter) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (away, shorter) = (Arc::clone(&is_away), Arc::clone(&is_shorter));
        let feed = async move || -> Response {
            if away.load(Ordering::SeqCst) {
                return Status::INTERNAL_SERVER_ERROR.into_response();
            }
            let mut videos = vec![
                json!({ "id": "a", "title": "Alpha", "url": "/alpha.mp4", "length": 61.5, "tags": ["club"], "picture": "/a.jpg" }),
                json!({ "id": "b", "title": "<i>Beta</i>", "url": "/beta.m3u8", "picture": "https://pictures.example.org/b.jpg?a=1&b=2", "tags": ["club"] }),
                json!({ "id": "c", "title": "Gamma", "url": "/watch", "kind": "page" }),
            ];
            videos.truncate(if shorter.load(Ordering::SeqCst) { 1 } else { 3 });
            Json(json!({ "videos": videos })).into_response()
        };
        let html = "<head><meta property='og:title' content='A page &amp; more'>\
            <meta property='og:image' content='https://who-looks.example.org/p.jpg'><meta property='og:video' \
            content='/inside.mp4'><meta property='og:video:type' content='video/mp4'></head>";
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let page = async move || {
            counted.fetch_add(1, Ordering::SeqCst);
            ([(header::CONTENT_TYPE, "text/html")], html)
        };
        let gate = Arc::new(Semaphore::new(0));
        let waits = Arc::clone(&gate);
        let slow = async move || {
            drop(waits.acquire().await);
            ([(header::CONTENT_TYPE, "text/html")], html)
        };
        let items = async |Query(asked): Query<HashMap<String, String>>| {
            let item = json!({ "Id": "0123456789abcdef0123456789abcdef", "Name": "Found at home", "Container": "mp4" });
            let found = asked.get("searchTerm").is_some_and(|words| words == "home");
            Json(json!({ "Items": if found { vec![item] } else { Vec::new() }, "TotalRecordCount": 1 }))
        };
        let router = Router::new()
            .route("/videos.json", get(feed))
            .route("/film", get(page))
            .route("/slow", get(slow))
            .route("/Items", get(items));
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, is_away, is_shorter, asked, gate, folder: tempfile::tempdir().unwrap() }
    }

    fn settings(&self) -> PathBuf {
        let (url, file) = (&self.url, self.folder.path().join("sameframe.toml"));
        let token = self.folder.path().join("jellyfin.key");
        std::fs::write(&token, "secret").unwrap();
        let settings = format!(
            "[providers]\nallowed_origins = [\"{url}\"]\n[[providers.feed]]\nname = \"club\"\nurl = \"{url}/videos.json\"\n\
             [[providers.jellyfin]]\nname = \"home\"\nurl = \"{url}\"\ntoken_file = \"{}\"\n",
            token.display()
        );
        std::fs::write(&file, settings).unwrap();
        file
    }

    fn server(&self) -> Server {
        Server::fresh_with(&["serve", "--config", self.settings().to_str().unwrap()])
    }

    /// Runs a worker to its end, and returns what it says.
    fn run(&self, server: &Server, worker: &str) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sameframe"));
        command.args(["worker", "run", worker, "--data"]).arg(&server.data).arg("--config").arg(self.settings());
        let output = command.output().unwrap();
        String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
    }
}

async fn titles(server: &Server, query: &str) -> Vec<String> {
    let (status, page) = server.get(&format!("/api/videos{query}")).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    page["videos"].as_array().unwrap().iter().map(|video| text(&video["title"])).collect()
}

async fn post(server: &Server, path: &str, token: &str, body: Value) -> (StatusCode, Value) {
    server.ask(Method::POST, path, Some(token), Some(body)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_feed_lists_can_be_found_and_watched() {
    let site = Site::start().await;
    let server = site.server();
    let token = server.user("Ana").await;
    let said = site.run(&server, "catalogue");
    assert!(said.contains("feed:club: 3 listed, 0 gone"), "{said}");
    assert_eq!(titles(&server, "").await, ["<i>Beta</i>", "Alpha", "Gamma"]);
    assert_eq!(titles(&server, "?q=CLUB%20alp").await, ["Alpha"]);
    assert_eq!(titles(&server, "?provider=feed:club&limit=1").await.len(), 1);
    assert_eq!(titles(&server, "?provider=youtube").await, [""; 0]);
    let (_, first) = server.get("/api/videos?limit=2").await;
    assert_eq!(titles(&server, &format!("?cursor={}", text(&first["next"]))).await, ["Gamma"]);
    assert_eq!(first["providers"], json!([{ "id": "feed:club", "videos": 3 }]));
    assert_eq!(first["searches"], json!(["jellyfin:home", "dailymotion", "archive"]));

    let alpha = first["videos"][1].clone();
    let url = format!("{}/alpha.mp4", site.url);
    assert_eq!((&alpha["length"], &alpha["url"], &alpha["kind"]), (&json!(61.5), &json!(url), &json!("file")));
    assert_eq!(server.get(&format!("/api/videos/{}", text(&alpha["id"]))).await, (StatusCode::OK, alpha.clone()));
    let (status, created) = post(&server, "/api/sessions", &token, json!({ "video_id": alpha["id"] })).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    let session = &created["session"];
    assert_eq!((text(&session["title"]), &session["video"]["url"]), ("Alpha".to_owned(), &json!(url)));
    assert_eq!(session["video"]["id"], alpha["id"]);
    let (_, page) = server.get("/api/videos?q=gamma").await;
    let elsewhere = post(&server, "/api/sessions", &token, json!({ "video_id": page["videos"][0]["id"] })).await;
    refused(&elsewhere, StatusCode::UNPROCESSABLE_ENTITY, "nothing_to_play");
    let nothing = post(&server, "/api/sessions", &token, json!({ "video_id": "vnothing" })).await;
    refused(&nothing, StatusCode::NOT_FOUND, "video_not_found");

    site.is_away.store(true, Ordering::SeqCst);
    let said = site.run(&server, "catalogue");
    assert!(said.contains("the provider cannot be reached"), "{said}");
    assert_eq!(titles(&server, "").await.len(), 3, "a provider that is away has lost nothing");
    site.is_away.store(false, Ordering::SeqCst);
    site.is_shorter.store(true, Ordering::SeqCst);
    let said = site.run(&server, "catalogue");
    assert!(said.contains("1 listed, 2 gone"), "{said}");
    assert_eq!(titles(&server, "").await, ["Alpha"]);
}

/// On a fresh server: a catalogue, and one video that somebody liked.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_nobody_has_watched_is_recommended_to_who_liked_something_like_it() {
    let site = Site::start().await;
    let server = site.server();
    let token = server.user("Ana").await;
    site.run(&server, "catalogue");
    let (_, page) = server.get("/api/videos?q=alpha").await;
    let liked = json!({ "video": page["videos"][0]["id"], "feedback": "liked" });
    let (status, _) = post(&server, "/api/users/me/recommendations/feedback", &token, liked).await;
    assert_eq!(status, StatusCode::NO_CONTENT);
    let said = site.run(&server, "recommendations");
    assert!(said.contains("learnt from 1 viewings"), "{said}");

    let recommended = async |path: &str, token: &str| {
        let (status, answer) = server.ask(Method::GET, path, Some(token), None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    };
    let mine = "/api/users/me/recommendations";
    let answer = recommended(mine, &token).await;
    let beta = &answer["items"][0];
    assert_eq!((&answer["served"], &beta["title"]), (&json!("fresh"), &json!("<i>Beta</i>")));
    assert_eq!((&beta["listed"], &beta["video"]["kind"]), (&json!(true), &json!("hls")));
    assert_eq!(beta["reasons"], json!([{ "code": "similar_to", "title": "Alpha" }]));
    assert_eq!(answer["items"].as_array().unwrap().len(), 1, "Gamma is like nothing that she knows");

    let (_, created) = post(&server, "/api/sessions", &token, json!({ "video_id": "sample" })).await;
    let session = text(&created["session"]["id"]);
    let member = server.join(&session, &token).await;
    let group = recommended(&format!("/api/sessions/{session}/recommendations"), &member).await;
    assert_eq!(
        (&group["items"][0]["title"], &group["items"][0]["reasons"]),
        (&beta["title"], &json!([{ "code": "fits" }]))
    );
    site.is_shorter.store(true, Ordering::SeqCst);
    site.run(&server, "catalogue");
    assert_eq!(recommended(mine, &token).await["served"], "newest", "what is gone is recommended no longer");
}

/// What waits in a session: title, length in seconds, and address.
async fn waiting(server: &Server, session: &str) -> Vec<(String, Option<f64>, String)> {
    let (_, state) = server.get(&format!("/api/sessions/{session}")).await;
    let item = |item: &Value| (text(&item["title"]), item["length"].as_f64(), text(&item["video"]["url"]));
    state["queue"]["items"].as_array().unwrap().iter().map(item).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_looks_for_words_itself_and_operators_see_how_it_fares() {
    let site = Site::start().await;
    let server = site.server();
    let token = server.user("Ana").await;
    let search = async |provider: &str, q: &str| {
        post(&server, "/api/videos/search", &token, json!({ "provider": provider, "q": q })).await
    };
    let (status, found) = search("jellyfin:home", " home ").await;
    assert_eq!((status, text(&found["videos"][0]["title"])), (StatusCode::OK, "Found at home".to_owned()), "{found}");
    let id = text(&found["videos"][0]["id"]);
    assert_eq!(server.get(&format!("/api/videos/{id}")).await.1, found["videos"][0]);
    assert_eq!(titles(&server, "?q=home").await, [""; 0], "what somebody has looked for is in no list");
    assert_eq!(search("jellyfin:home", "else").await.1["videos"], json!([]));
    for (provider, q) in
        [("feed:club", "home"), ("nobody", "home"), ("jellyfin:home", " "), ("jellyfin:home", &"x".repeat(101))]
    {
        refused(&search(provider, q).await, StatusCode::BAD_REQUEST, "bad_request");
    }
    let unknown =
        server.ask(Method::POST, "/api/videos/search", None, Some(json!({ "provider": "archive", "q": "a" })));
    refused(&unknown.await, StatusCode::UNAUTHORIZED, "unauthenticated");

    let path = "/api/admin/providers";
    refused(&ask(&server, Method::GET, path, &token).await, StatusCode::FORBIDDEN, "not_an_operator");
    let made = Command::new(env!("CARGO_BIN_EXE_sameframe"))
        .args(["user", "make-operator", &id_of(&server, &token).await, "--data"])
        .arg(&server.data)
        .status();
    assert!(made.unwrap().success());
    let standing = async |name: &str| {
        let (status, list) = ask(&server, Method::GET, path, &token).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        list["providers"].as_array().unwrap().iter().find(|one| one["id"] == name).unwrap().clone()
    };
    let jellyfin = standing("jellyfin:home").await;
    assert_eq!((jellyfin["browses"].as_bool(), &jellyfin["failure"]), (Some(true), &Value::Null), "{jellyfin}");
    assert!(jellyfin["answered_at"].is_string() && jellyfin["questions_left"].as_u64() > Some(50), "{jellyfin}");
    let check = async |name: &str| ask(&server, Method::POST, &format!("{path}/{name}/check"), &token).await;
    assert_eq!(check("feed:club").await, (StatusCode::OK, json!({ "failure": null })));
    site.is_away.store(true, Ordering::SeqCst);
    let (_, checked) = check("feed:club").await;
    assert_eq!(checked["failure"], "the provider cannot be reached");
    assert_eq!(standing("feed:club").await["failure"], "it answers with status 500");
    refused(&check("nobody").await, StatusCode::NOT_FOUND, "not_found");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_whole_list_goes_into_the_queue_and_each_says_what_it_is() {
    let site = Site::start().await;
    let server = site.server();
    let token = server.user("Ana").await;
    let session = server.session(&token).await;
    let member = server.join(&session, &token).await;
    let commands = format!("/api/sessions/{session}/commands");
    let add = async |id: &str, items: Value| {
        post(&server, &commands, &member, json!({ "id": id, "type": "queue_add", "items": items })).await
    };
    let (feed, page) = (format!("{}/videos.json", site.url), format!("{}/film", site.url));
    for refusal in [
        add("a1", json!([{ "url": feed }])).await,
        post(&server, &commands, &member, json!({ "id": "a2", "type": "load", "url": feed })).await,
        post(&server, "/api/sessions", &token, json!({ "url": feed })).await,
    ] {
        refused(&refusal, StatusCode::UNPROCESSABLE_ENTITY, "not_one_video");
    }
    let (status, list) = post(&server, "/api/videos/resolve", &token, json!({ "url": feed })).await;
    assert_eq!((status, &list["several"], &list["more"]), (StatusCode::OK, &json!(true), &json!(false)), "{list}");
    let ids: Vec<_> = list["videos"].as_array().unwrap().iter().map(|video| text(&video["id"])).collect();
    let (_, known) = server.get(&format!("/api/videos?ids={},vnothing", ids.join(","))).await;
    assert_eq!(known["videos"], list["videos"]);

    let (status, done) = add("a3", json!([{ "video_id": ids[0] }, { "video_id": ids[1], "title": "Ours" }])).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    let elsewhere = add("a4", json!([{ "video_id": ids[2] }])).await;
    refused(&elsewhere, StatusCode::UNPROCESSABLE_ENTITY, "nothing_to_play");
    let nobodys = add("a5", json!([{ "video_id": "vnothing" }])).await;
    refused(&nobodys, StatusCode::NOT_FOUND, "video_not_found");
    let both = add("a6", json!([{ "video_id": ids[0], "url": feed }])).await;
    refused(&both, StatusCode::UNPROCESSABLE_ENTITY, "bad_queue");
    let (status, _) = add("a7", json!([{ "url": page }])).await;
    assert_eq!(status, StatusCode::OK);
    let at = |path: &str| format!("{}{path}", site.url);
    let expected = [
        ("Alpha".to_owned(), Some(61.5), at("/alpha.mp4")),
        ("Ours".to_owned(), None, at("/beta.m3u8")),
        ("A page & more".to_owned(), None, at("/inside.mp4")),
    ];
    assert_eq!(waiting(&server, &session).await, expected);
    let undo = json!({ "id": "a8", "type": "queue_undo", "seq": done["seq"] });
    let (status, _) = post(&server, &commands, &member, undo).await;
    assert_eq!((status, waiting(&server, &session).await.len()), (StatusCode::OK, 1), "a list is taken back as one");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_is_resolved_and_what_it_leads_to_is_told_in_words() {
    let site = Site::start().await;
    let server = site.server();
    let token = server.user("Ana").await;
    let page = json!({ "url": format!("{}/film", site.url) });
    let unknown = server.ask(Method::POST, "/api/videos/resolve", None, Some(page.clone())).await;
    refused(&unknown, StatusCode::UNAUTHORIZED, "unauthenticated");
    let (status, found) = post(&server, "/api/videos/resolve", &token, page.clone()).await;
    assert_eq!((status, &found["several"]), (StatusCode::OK, &json!(false)), "{found}");
    let video = &found["videos"][0];
    assert_eq!((text(&video["title"]), text(&video["kind"])), ("A page & more".to_owned(), "file".to_owned()));
    assert_eq!(titles(&server, "").await, [""; 0], "what somebody brings is in no list");

    // A page plays what is in it, by its address and by its id.
    let inside = format!("{}/inside.mp4", site.url);
    for body in [page.clone(), json!({ "video_id": video["id"] })] {
        let (status, created) = post(&server, "/api/sessions", &token, body).await;
        assert_eq!(status, StatusCode::CREATED, "{created}");
        let session = &created["session"];
        assert_eq!((text(&session["title"]), text(&session["video"]["url"])), ("A page & more".into(), inside.clone()));
        assert_eq!(session["video"]["id"], video["id"]);
    }
    let none = format!("{}/none", site.url);
    for (url, status, code) in [
        (none.as_str(), StatusCode::NOT_FOUND, "video_not_found"),
        ("http://127.0.0.1:1/film", StatusCode::UNPROCESSABLE_ENTITY, "nothing_to_play"),
        ("http://169.254.169.254/latest/meta-data/", StatusCode::UNPROCESSABLE_ENTITY, "nothing_to_play"),
        ("http://localhost/film", StatusCode::SERVICE_UNAVAILABLE, "provider_away"),
        ("ftp://example.org/film", StatusCode::UNPROCESSABLE_ENTITY, "url_not_http"),
    ] {
        refused(&post(&server, "/api/videos/resolve", &token, json!({ "url": url })).await, status, code);
    }
    // Whatever its provider says, a session begins.
    for url in [none.as_str(), "http://127.0.0.1:1/film", "http://localhost/film.mp4"] {
        let (status, created) = post(&server, "/api/sessions", &token, json!({ "url": url })).await;
        assert_eq!((status, text(&created["session"]["video"]["url"])), (StatusCode::CREATED, url.to_owned()));
    }
    let said = site.run(&server, "metadata");
    assert!(said.contains("metadata"), "{said}");
}

/// GET-13
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_shows_the_picture_of_its_video_where_everybody_may_see_both() {
    let site = Site::start().await;
    let server = site.server();
    let token = server.user("Ana").await;
    site.run(&server, "catalogue");
    let (_, page) = server.get("/api/videos").await;
    let id_of = |title: &str| {
        let videos = page["videos"].as_array().unwrap();
        videos.iter().find(|video| video["title"] == title).unwrap()["id"].clone()
    };
    let start = async |body: Value| {
        let (status, created) = post(&server, "/api/sessions", &token, body).await;
        assert_eq!(status, StatusCode::CREATED, "{created}");
        created["session"].clone()
    };
    let youtube = "https://www.youtube.com/watch?v=dQw4w9WgXcQ";
    let shown = [
        (json!({ "video_id": id_of("<i>Beta</i>") }), Some("https://pictures.example.org/b.jpg?a=1&b=2")),
        (json!({ "video_id": id_of("<i>Beta</i>"), "visibility": "private" }), None),
        // On this machine, where nobody else gets to.
        (json!({ "video_id": id_of("Alpha") }), None),
        (json!({ "video_id": "sample" }), None),
        (json!({ "url": youtube }), Some("https://i.ytimg.com/vi/dQw4w9WgXcQ/hqdefault.jpg")),
    ];
    for (body, picture) in shown {
        let session = start(body.clone()).await;
        let (_, list) = server.get("/api/sessions").await;
        let told = list["sessions"].as_array().unwrap().iter().any(|one| one["id"] == session["id"]);
        assert_eq!(told, body["visibility"].is_null());
        if told {
            assert_eq!(list["pictures"][text(&session["video"]["id"])].as_str(), picture, "{body}");
        }
        let (_, document) = server.get(&format!("/s/{}", text(&session["id"]))).await;
        let document = text(&document);
        if document.contains("id=\"app\"") {
            let tag = picture.map(|picture| format!("og:image\" content=\"{}\"", picture.replace('&', "&amp;")));
            assert_eq!(document.contains("summary_large_image"), picture.is_some(), "{document}");
            assert!(tag.is_none_or(|tag| document.contains(&tag)), "{document}");
            assert_eq!(document.contains("og:image"), told);
        }
    }

    // Recommended it has the same picture, and what anybody's page names has none: its owner would learn who looks.
    start(json!({ "url": format!("{}/film", site.url) })).await;
    let (_, list) = server.get("/api/sessions").await;
    let (_, answer) =
        server.ask(Method::GET, "/api/users/me/recommendations", Some(&server.user("Ben").await), None).await;
    let items = answer["items"].as_array().unwrap();
    assert_eq!(items.iter().filter(|item| item["listed"] == false).count(), 3, "{answer}");
    for item in items.iter().filter(|item| item["listed"] == false) {
        let video = text(&item["video"]["id"]);
        assert_eq!(item["picture"], list["pictures"][video.as_str()], "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_slow_page_says_reaches_those_who_have_begun_without_it() {
    let site = Site::start().await;
    let server = site.server();
    let token = server.user("Ana").await;
    let slow = format!("{}/slow", site.url);
    let (status, created) = post(&server, "/api/sessions", &token, json!({ "url": slow })).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    assert_eq!(
        (text(&created["session"]["title"]), &created["session"]["video"]["url"]),
        ("slow".into(), &json!(slow))
    );
    let session = text(&created["session"]["id"]);
    let member = server.join(&session, &token).await;
    let add = json!({ "id": "a1", "type": "queue_add", "items": [{ "url": slow }] });
    let (status, done) = post(&server, &format!("/api/sessions/{session}/commands"), &member, add).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    assert_eq!(waiting(&server, &session).await, [("slow".to_owned(), None, slow)]);

    site.gate.close();
    let (inside, path) = (format!("{}/inside.mp4", site.url), format!("/api/sessions/{session}"));
    until("everybody sees what it is", async || {
        let (_, state) = server.get(&path).await;
        let item = &state["queue"]["on_screen"];
        let plays = [&state["session"]["video"]["url"], &item["video"]["url"]].map(|url| *url == json!(inside));
        plays == [true; 2] && [&state["session"]["title"], &item["title"]].map(text) == ["A page & more"; 2]
    })
    .await;
    assert_eq!(waiting(&server, &session).await, [("A page & more".to_owned(), None, inside)]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_asked_for_who_may_not_bring_videos() {
    let site = Site::start().await;
    let server = site.server();
    let (ana, ben) = (server.user("Ana").await, server.user("Ben").await);
    let session = server.session(&ana).await;
    let (host, guest) = (server.join(&session, &ana).await, server.join(&session, &ben).await);
    let commands = format!("/api/sessions/{session}/commands");
    let viewer = json!({ "id": "v", "type": "set_role", "member": id_of(&server, &ben).await, "role": "viewer" });
    assert_eq!(post(&server, &commands, &host, viewer).await.0, StatusCode::OK);

    let film = format!("{}/film", site.url);
    let add = json!({ "id": "a", "type": "queue_add", "items": [{ "url": film }] });
    for command in [json!({ "id": "l", "type": "load", "url": film }), add.clone()] {
        let (status, problem) = post(&server, &commands, &guest, command).await;
        assert_eq!((status, &problem["code"]), (StatusCode::FORBIDDEN, &json!("not_allowed")), "{problem}");
    }
    assert_eq!(site.asked.load(Ordering::SeqCst), 0);
    let (status, done) = post(&server, &commands, &host, add).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    assert_ne!(site.asked.load(Ordering::SeqCst), 0, "for who may, it is");
}
