//! The server's own videos, over HTTP.

use std::fs;
use std::process::Command;

use library::Programs;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, LAST_MODIFIED, RANGE};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::server::{Server, until};

/// The films of a server, and the address of the only one.
async fn with_one_film() -> (TempDir, Server, String) {
    let films = TempDir::new().unwrap();
    fs::create_dir(films.path().join("classics")).unwrap();
    fs::write(films.path().join("classics/The_Film.mp4"), "0123456789").unwrap();
    // What is in this file is no film.
    let server = Server::fresh_with(&["serve", "--ffmpeg", "off", "--library", films.path().to_str().unwrap()]);
    let mut list = Value::Null;
    until("the film is found", async || {
        list = server.get("/api/library?q=film").await.1;
        list["videos"].as_array().is_some_and(|videos| videos.len() == 1)
    })
    .await;
    let film = &list["videos"][0];
    assert_eq!((&film["title"], &film["folder"], &film["bytes"]), (&json!("The Film"), &json!("classics"), &json!(10)));
    let path = film["url"].as_str().unwrap().to_owned();
    (films, server, path)
}

/// LIB-3, LIB-4
#[tokio::test]
async fn a_file_of_the_library_is_served_in_parts_and_asked_for_again_only_when_it_is_another() {
    let (films, server, path) = with_one_film().await;
    let client = reqwest::Client::new();
    let ask = || client.get(format!("{}{path}", server.url));

    let whole = ask().send().await.unwrap();
    assert_eq!((whole.status(), &whole.headers()[CONTENT_TYPE]), (StatusCode::OK, &"video/mp4".parse().unwrap()));
    let (etag, modified) = (whole.headers()[ETAG].clone(), whole.headers()[LAST_MODIFIED].clone());
    assert_eq!(whole.text().await.unwrap(), "0123456789");

    let part = ask().header(RANGE, "bytes=2-4").send().await.unwrap();
    assert_eq!(
        (part.status(), &part.headers()[CONTENT_RANGE]),
        (StatusCode::PARTIAL_CONTENT, &"bytes 2-4/10".parse().unwrap())
    );
    assert_eq!(part.text().await.unwrap(), "234");
    let beyond = ask().header(RANGE, "bytes=10-").send().await.unwrap();
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(ask().header(IF_NONE_MATCH, &etag).send().await.unwrap().status(), StatusCode::NOT_MODIFIED);
    for (version, status) in [
        (etag.to_str().unwrap(), StatusCode::PARTIAL_CONTENT),
        (modified.to_str().unwrap(), StatusCode::PARTIAL_CONTENT),
        ("\"another\"", StatusCode::OK),
    ] {
        let answer = ask().header(RANGE, "bytes=2-4").header(IF_RANGE, version).send().await.unwrap();
        assert_eq!(answer.status(), status, "{version}");
    }

    fs::remove_file(films.path().join("classics/The_Film.mp4")).unwrap();
    for gone in [&path, "/media/library/aaaaaaaaaaaaaaaaaaaaaaaa", "/media/library/..%2f..%2fetc%2fpasswd"] {
        let (status, problem) = server.get(gone).await;
        assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!("video_not_found")), "{gone}");
    }
}

#[tokio::test]
async fn a_session_is_started_with_a_video_of_the_library_and_without_one_the_list_is_empty() {
    let (_films, server, path) = with_one_film().await;
    let ana = server.user("Ana").await;
    let (status, created) = server.post("/api/sessions", &ana, json!({ "url": path, "title": "The Film" })).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    assert_eq!((&created["session"]["url"], &created["session"]["video"]["kind"]), (&json!(path), &json!("file")));

    let plain = Server::fresh();
    let (status, list) = plain.get("/api/library").await;
    assert_eq!((status, list), (StatusCode::OK, json!({ "videos": [], "next": null })));
    assert_eq!(plain.get(&path).await.1["code"], "video_not_found");
    assert_eq!(plain.get("/api/library?cursor=x").await.1["code"], "bad_request");
}

/// LIB-6
#[tokio::test]
async fn a_film_of_the_library_has_its_title_wherever_it_is_brought() {
    let (_films, server, path) = with_one_film().await;
    let ana = server.user("Ana").await;
    let (_, created) = server.post("/api/sessions", &ana, json!({ "url": path })).await;
    let session = &created["session"];
    assert_eq!(session["title"], "The Film");
    let video = format!("/api/videos/{}", session["video"]["id"].as_str().unwrap());
    let (status, known) = server.get(&video).await;
    assert_eq!((status, &known["title"], &known["provider"]), (StatusCode::OK, &json!("The Film"), &json!("library")));

    let party = server.party().await;
    let commands = format!("/api/sessions/{}/commands", party.session);
    let add = json!({ "id": "q1", "type": "queue_add", "place": "end", "items": [{ "url": path }] });
    let (status, done) = server.post(&commands, &party.ana, add).await;
    assert_eq!(status, StatusCode::OK, "{done}");
    let (_, state) = server.get(&format!("/api/sessions/{}", party.session)).await;
    assert_eq!(state["queue"]["items"][0]["title"], "The Film", "{state}");
}

/// LIB-5, LIB-6, LIB-9
#[tokio::test]
async fn a_film_has_a_length_a_picture_and_subtitles_and_becomes_a_stream_where_it_has_to() {
    if Programs::find(None).is_none() {
        assert!(std::env::var_os("SAMEFRAME_CI").is_none(), "CI must have ffmpeg installed");
        return;
    }
    let films = TempDir::new().unwrap();
    let source = ["-f", "lavfi", "-i", "testsrc=size=320x180:rate=25:duration=12", "-c:v", "mpeg4"];
    let path = films.path().join("The_Film.avi");
    assert!(Command::new("ffmpeg").args(["-v", "error"]).args(source).arg(path).status().unwrap().success());
    fs::write(films.path().join("The_Film.en.srt"), "1\n00:00:01,000 --> 00:00:02,000\nHello\n").unwrap();
    let server = Server::fresh_with(&["serve", "--library", films.path().to_str().unwrap()]);
    let mut film = Value::Null;
    until("the film is known", async || {
        film = server.get("/api/library").await.1["videos"][0].clone();
        film.is_object()
    })
    .await;
    assert_eq!(film["length"], 12.0);
    let client = reqwest::Client::new();
    let get = async |path: &str| client.get(format!("{}{path}", server.url)).send().await.unwrap();
    let picture = get(film["picture"].as_str().unwrap()).await;
    assert_eq!((picture.status(), &picture.headers()[CONTENT_TYPE]), (StatusCode::OK, &"image/jpeg".parse().unwrap()));

    let playlist = film["url"].as_str().unwrap();
    let folder = playlist.strip_suffix("index.m3u8").unwrap();
    let text = get(playlist).await.text().await.unwrap();
    assert_eq!(text.matches("#EXTINF:4.000000,").count(), 3, "{text}");
    let segment = get(&format!("{folder}segments/2.ts")).await;
    assert_eq!((segment.status(), &segment.headers()[CONTENT_TYPE]), (StatusCode::OK, &"video/mp2t".parse().unwrap()));
    for gone in ["segments/3.ts", "segments/..%2f..%2fknown.jsonl", "segments/x.ts", "subtitles/1", "subtitles/x"] {
        let (status, problem) = server.get(&format!("{folder}{gone}")).await;
        assert_eq!((status, &problem["code"]), (StatusCode::NOT_FOUND, &json!("video_not_found")), "{gone}");
    }

    let ana = server.user("Ana").await;
    let (_, created) = server.post("/api/sessions", &ana, json!({ "url": playlist })).await;
    assert_eq!(created["session"]["video"]["kind"], "hls");
    let id = created["session"]["video"]["id"].as_str().unwrap();
    let (_, known) = server.get(&format!("/api/videos/{id}")).await;
    assert_eq!((&known["length"], &known["picture"]), (&json!(12.0), &film["picture"]));
    assert_eq!(known["subtitles"][0]["language"], "en");
    let subtitles = get(known["subtitles"][0]["url"].as_str().unwrap()).await.text().await.unwrap();
    assert_eq!(subtitles, "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nHello\n");
}
