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

/// LIB-10, VID-8
#[tokio::test]
async fn films_of_the_library_stand_in_the_catalogue_among_all_others() {
    let films = TempDir::new().unwrap();
    for path in ["Show/Episode 10.mp4", "Show/Episode 2.mp4", "Amélie (2001).mp4"] {
        fs::create_dir_all(films.path().join("Show")).unwrap();
        fs::write(films.path().join(path), "0123456789").unwrap();
    }
    let server = Server::fresh_with(&["serve", "--ffmpeg", "off", "--library", films.path().to_str().unwrap()]);
    let listed = async |query: &str| {
        let (status, page) = server.get(&format!("/api/videos{query}")).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        page
    };
    let titles = |page: &Value| {
        let videos = page["videos"].as_array().unwrap();
        videos.iter().map(|video| video["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    until("the films are found", async || titles(&listed("").await).len() == 3).await;
    let all = ["Amélie (2001)", "Episode 2", "Episode 10"];
    for (query, found) in [
        ("", all.to_vec()),
        ("?q=AMELIE", all[..1].to_vec()),
        ("?provider=library&tag=show", all[1..].to_vec()),
        ("?from_year=2000&to_year=2009", all[..1].to_vec()),
        ("?provider=archive", vec![]),
        ("?language=en", vec![]),
        ("?length=short", vec![]),
    ] {
        assert_eq!(titles(&listed(query).await), found, "{query}");
    }
    let first = listed("?limit=2").await;
    assert_eq!(first["providers"], json!([{ "id": "library", "videos": 3 }]));
    let next = format!("?cursor={}", first["next"].as_str().unwrap());
    assert_eq!(titles(&listed(&next).await), all[2..]);
    let filters = listed("/filters").await;
    let counted = |value: &str, videos: u32| json!([{ "value": value, "videos": videos }]);
    assert_eq!((&filters["decades"], &filters["tags"]), (&counted("2000", 1), &counted("Show", 2)));

    let amelie = &first["videos"][0];
    let id = amelie["id"].as_str().unwrap();
    assert_eq!((&amelie["provider"], &amelie["year"]), (&json!("library"), &json!(2001)));
    assert_eq!(server.get(&format!("/api/videos/{id}")).await.1["title"], "Amélie (2001)");
    let ana = server.user("Ana").await;
    let (status, created) = server.post("/api/sessions", &ana, json!({ "video_id": id })).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    assert_eq!((&created["session"]["title"], &created["session"]["url"]), (&json!("Amélie (2001)"), &amelie["url"]));
    for bad in ["length=huge", "from_year=2000&to_year=1990", "cursor=x", "from_year=0", "years=1"] {
        let (status, problem) = server.get(&format!("/api/videos?{bad}")).await;
        assert_eq!((status, &problem["code"]), (StatusCode::BAD_REQUEST, &json!("bad_request")), "{bad}");
    }
}

/// LIB-11
#[tokio::test]
async fn what_is_wrong_in_the_folders_is_told_to_the_operator_and_to_nobody_else() {
    let films = TempDir::new().unwrap();
    fs::write(films.path().join("good.mp4"), "0123456789").unwrap();
    fs::write(films.path().join("Half a film.mp4"), "").unwrap();
    let library = films.path().to_str().unwrap();
    // Whoever runs the other workers, this one is of the process that has the folders.
    let server = Server::fresh_with(&["serve", "--workers", "off", "--ffmpeg", "off", "--library", library]);
    let status = || {
        let command = Command::new(env!("CARGO_BIN_EXE_sameframe"))
            .args(["worker", "status", "--json", "--data"])
            .arg(&server.data)
            .output();
        let all: Value = serde_json::from_slice(&command.unwrap().stdout).unwrap();
        all.as_array().unwrap().iter().find(|worker| worker["name"] == "library").cloned().unwrap_or_default()
    };
    until("the folders were looked through", async || status()["state"] == "partly").await;
    let told = status();
    assert_eq!(told["note"], "1 videos");
    let trouble = told["trouble"].as_str().unwrap();
    assert!(trouble.starts_with("1 could not be read, or are empty: ") && trouble.ends_with("/Half a film.mp4"));
    let (_, page) = server.get("/api/videos").await;
    assert_eq!((page["videos"].as_array().unwrap().len(), page.to_string().contains("Half")), (1, false), "{page}");
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
    let listed = server.get("/api/videos").await.1["videos"][0]["id"].clone();
    let (status, _) = server.post("/api/sessions", &ana, json!({ "video_id": listed })).await;
    assert_eq!(status, StatusCode::CREATED);
    let pictures = server.get("/api/sessions?state=live").await.1["pictures"].clone();
    assert_eq!(pictures[listed.as_str().unwrap()], film["picture"], "a session is shown with the picture of its film");
    let (_, created) = server.post("/api/sessions", &ana, json!({ "url": playlist })).await;
    assert_eq!(created["session"]["video"]["kind"], "hls");
    let id = created["session"]["video"]["id"].as_str().unwrap();
    let (_, known) = server.get(&format!("/api/videos/{id}")).await;
    assert_eq!((&known["length"], &known["picture"]), (&json!(12.0), &film["picture"]));
    assert_eq!(known["subtitles"][0]["language"], "en");
    let subtitles = get(known["subtitles"][0]["url"].as_str().unwrap()).await.text().await.unwrap();
    assert_eq!(subtitles, "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nHello\n");
}
