//! A site on this machine that has films: a feed, a `PeerTube` and a Jellyfin. And servers that may go there.

use std::net::SocketAddr;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Json, Router};
use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::accounts::{ask, id_of};
use crate::server::{Server, text, until};

/// How long each film is, in seconds.
pub(crate) const LENGTH_S: u32 = 20;
/// A playlist and a video of its `PeerTube`.
pub(crate) const PLAYLIST: &str = "2y84q2MQUMWPbiEcxNXMgC";
const PLAYS: &str = "kkGMgK9ZtnKfYAgnEtQxbv";
const PLAYS_NOWHERE: &str = "9xUyNcQhTm4dJvR7bKsZwP";

/// The site.
pub(crate) struct Films {
    pub(crate) url: String,
    /// Whether its `PeerTube` cannot say how a video plays.
    pub(crate) is_away: Arc<AtomicBool>,
    folder: TempDir,
}

impl Films {
    /// Has a feed of films, by their titles; what begins with `~` is watched on a page of its own.
    pub(crate) async fn start(titles: &[&str]) -> Self {
        let film = |title: &&str| {
            let (title, kind) = title.strip_prefix('~').map_or((*title, "file"), |title| (title, "page"));
            let name = title.replace(' ', "-");
            json!({ "id": name, "title": title, "url": format!("/{name}.mp4"), "kind": kind, "length": LENGTH_S })
        };
        let feed = json!({ "videos": titles.iter().map(film).collect::<Vec<_>>() });
        let films = json!({ "total": 2, "data": [told(PLAYS), told(PLAYS_NOWHERE)] });
        let places: Vec<_> = [PLAYS_NOWHERE, PLAYS].map(|id| json!({ "position": 1, "video": told(id) })).into();
        let playlist = json!({ "total": 3, "data": [places[0], { "position": 2, "video": null }, places[1]] });
        let items = json!({ "TotalRecordCount": 2, "Items": [
            item("a", "Space saga at home", "mp4"), item("b", "Space saga of old", "avi") ] });
        let english = json!({ "language": { "id": "en", "label": "English" }, "captionPath": "/lazy-static/en.vtt" });
        let captions = json!({ "total": 1, "data": [english] });
        let is_away = Arc::new(AtomicBool::new(false));
        let away = Arc::clone(&is_away);
        let answer = |answer: Value| get(async move || Json(answer));
        let router = Router::new()
            .route("/videos.json", answer(feed))
            .route("/Items", answer(items))
            .route(
                "/api/v1/videos/{id}",
                get(
                    async move |Path(id): Path<String>| {
                        if away.load(SeqCst) { StatusCode::BAD_GATEWAY.into_response() } else { video(&id) }
                    },
                ),
            )
            .route(&format!("/api/v1/videos/{PLAYS}/captions"), answer(captions))
            .merge(add_on())
            .route("/api/v1/video-channels/films/videos", answer(films))
            .route(&format!("/api/v1/video-playlists/{PLAYLIST}/videos"), answer(playlist));
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, is_away, folder: tempfile::tempdir().unwrap() }
    }

    /// Starts a server that may go there; what else it has of the site is said in the words of the settings.
    pub(crate) fn server(&self, more: &str) -> Server {
        let file = self.folder.path().join("sameframe.toml");
        std::fs::write(&file, format!("[providers]\nallowed_origins = [\"{}\"]\n{more}", self.url)).unwrap();
        Server::fresh_with(&["serve", "--config", file.to_str().unwrap()])
    }

    /// The settings of all that it has.
    pub(crate) fn all(&self) -> String {
        let token = self.folder.path().join("jellyfin.key");
        std::fs::write(&token, "secret").unwrap();
        let (url, token) = (&self.url, token.display());
        format!(
            "[[providers.feed]]\nname = \"club\"\nurl = \"{url}/videos.json\"\n\
             [[providers.peertube]]\nname = \"tube\"\nurl = \"{url}/c/films\"\n\
             [[providers.jellyfin]]\nname = \"home\"\nurl = \"{url}\"\ntoken_file = \"{token}\"\n"
        )
    }
}

/// An add-on of Stremio with a series, which it finds by any word, and a film that it has as a torrent alone.
fn add_on() -> Router {
    let answer = |answer: Value| get(async move || Json(answer));
    let episode =
        |n: u32| json!({ "id": format!("tt9:1:{n}"), "title": format!("Part {n}"), "season": 1, "episode": n });
    let meta = json!({ "id": "tt9", "type": "series", "name": "Space saga", "videos": [episode(2), episode(1)] });
    let catalog = json!({ "type": "series", "id": "top", "extra": [{ "name": "search", "isRequired": true }] });
    let streams = json!({ "streams": [{ "url": "https://tube.example.org/part-2.mp4" }] });
    Router::new()
        .route("/x/manifest.json", answer(json!({ "resources": ["meta", "stream"], "catalogs": [catalog] })))
        .route("/x/catalog/series/top/{search}", answer(json!({ "metas": [meta] })))
        .route("/x/meta/series/tt9.json", answer(json!({ "meta": meta })))
        .route("/x/stream/series/tt9:1:1.json", answer(json!({ "streams": [] })))
        .route("/x/stream/series/tt9:1:2.json", answer(streams))
        .route("/x/meta/movie/tt1.json", answer(json!({ "meta": { "name": "Space saga by torrent" } })))
        .route("/x/stream/movie/tt1.json", answer(json!({ "streams": [{ "infoHash": "abc" }] })))
}

/// A video of `PeerTube` as lists have it.
fn told(id: &str) -> Value {
    let title = if id == PLAYS { "Space saga on the tube" } else { "Space saga without files" };
    json!({ "uuid": id, "shortUUID": id, "name": title, "duration": LENGTH_S })
}

/// As its own page has it.
fn video(id: &str) -> Response {
    let mut video = told(id);
    if id == PLAYS {
        video["streamingPlaylists"] = json!([{ "playlistUrl": "https://tube.example.org/master.m3u8" }]);
        let file = |height: u32| json!({ "fileUrl": format!("https://tube.example.org/{height}.mp4"), "resolution": { "id": height } });
        video["files"] = json!([file(360), file(720)]);
    } else if id != PLAYS_NOWHERE {
        return StatusCode::NOT_FOUND.into_response();
    }
    Json(video).into_response()
}

fn item(letter: &str, title: &str, container: &str) -> Value {
    json!({ "Id": letter.repeat(32), "Name": title, "Container": container })
}

/// Makes somebody look after the server, and waits until its own workers have filled the catalogue.
pub(crate) async fn open(server: &Server, token: &str) {
    let id = id_of(server, token).await;
    let command = Command::new(env!("CARGO_BIN_EXE_sameframe"))
        .args(["user", "make-operator", &id, "--data"])
        .arg(&server.data)
        .output();
    assert!(command.unwrap().status.success());
    until("the catalogue is filled", async || runs(server, token, "catalogue").await.is_some()).await;
}

/// Lets the server's own workers do this now, as who looks after it asks for it in the page.
pub(crate) async fn work(server: &Server, token: &str, worker: &str) {
    until("it rests", async || runs(server, token, worker).await.is_some()).await;
    let before = runs(server, token, worker).await;
    let (status, answer) = ask(server, Method::POST, &format!("/api/admin/workers/{worker}/run"), token).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    until("it has run again", async || runs(server, token, worker).await > before).await;
}

/// How often a worker has run; nothing where it never has, or is at it.
async fn runs(server: &Server, token: &str, worker: &str) -> Option<u64> {
    let (_, list) = ask(server, Method::GET, "/api/admin/workers", token).await;
    let standing = list["workers"].as_array().unwrap().iter().find(|one| one["name"] == worker)?;
    standing["runs"].as_u64().filter(|runs| standing["state"] == "done" && *runs > 0)
}

/// What the catalogue calls by a title.
pub(crate) async fn id_of_video(server: &Server, title: &str) -> String {
    let (_, page) = server.get(&format!("/api/videos?q={}", title.replace(' ', "%20"))).await;
    let found = page["videos"].as_array().unwrap().iter().find(|video| video["title"] == title);
    text(&found.unwrap_or_else(|| panic!("no {title}: {page}"))["id"])
}
