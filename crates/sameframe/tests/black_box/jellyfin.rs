//! A Jellyfin with films that browsers do not play, behind the real binary: they are watched here, and its key is seen nowhere.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode as Status, Uri, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::get;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::accounts::refused;
use crate::server::{Server, text, until};

const ITEM: &str = "0123456789abcdef0123456789abcdef";
const KEY: &str = "5ecre7-key-of-jellyfin";

/// How the Jellyfin answers when it is asked for a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Well,
    Html,
    /// It names another server in its list, and sends on to it.
    Elsewhere,
    Hangs,
    Forbids,
    Fails,
}

#[derive(Clone)]
struct Jellyfin {
    mood: Arc<Mutex<Mood>>,
    /// What it was asked for, and how often without its key.
    asked: Arc<Mutex<Vec<String>>>,
    strangers: Arc<Mutex<usize>>,
    url: String,
}

impl Jellyfin {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let mood = Arc::new(Mutex::new(Mood::Well));
        let jellyfin = Self { mood, asked: Arc::default(), strangers: Arc::default(), url };
        let router = Router::new()
            .route("/Items", get(items))
            .route("/Videos/{id}/main.m3u8", get(playlist))
            .route("/Videos/{id}/hls1/main/{segment}", get(segment))
            .route("/Videos/{id}/{source}/Subtitles/{number}/Stream.vtt", get(subtitles))
            .with_state(jellyfin.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        jellyfin
    }

    fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// Notes who asks for what, and answers as its mood is.
    async fn receive(&self, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
        self.asked.lock().unwrap().push(uri.to_string());
        if !is_let_in(headers) {
            *self.strangers.lock().unwrap() += 1;
            return Some(Status::UNAUTHORIZED.into_response());
        }
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Well => None,
            Mood::Html => Some(axum::response::Html(format!("<title>Sign in with {KEY}</title>")).into_response()),
            Mood::Elsewhere if uri.path().ends_with("/main.m3u8") => None,
            Mood::Elsewhere => Some(Redirect::temporary("http://127.0.0.1:1/elsewhere.ts").into_response()),
            Mood::Hangs => std::future::pending().await,
            Mood::Forbids => Some(Status::FORBIDDEN.into_response()),
            Mood::Fails => Some((Status::INTERNAL_SERVER_ERROR, format!("no {KEY}")).into_response()),
        }
    }
}

fn is_let_in(headers: &HeaderMap) -> bool {
    let said = headers.get(header::AUTHORIZATION).and_then(|said| said.to_str().ok()).unwrap_or_default();
    said.starts_with(&format!("MediaBrowser Token=\"{KEY}\", "))
}

async fn items(State(jellyfin): State<Jellyfin>, uri: Uri, headers: HeaderMap) -> Response {
    if !is_let_in(&headers) {
        return Status::UNAUTHORIZED.into_response();
    }
    jellyfin.asked.lock().unwrap().push(uri.to_string());
    let asked = uri.query().unwrap_or_default().split('&').find_map(|pair| pair.strip_prefix("ids="));
    let film = json!({ "Id": asked.unwrap_or(ITEM), "Name": "A film at home", "Container": "mkv", "RunTimeTicks": 125_000_000, "MediaStreams": [
        { "Type": "Video", "Codec": "hevc", "Height": 2160, "BitDepth": 10, "RealFrameRate": 23.976_025 },
        { "Type": "Audio", "Codec": "eac3", "Language": "eng" },
        { "Type": "Subtitle", "Codec": "subrip", "Language": "ger", "Index": 2, "IsTextSubtitleStream": true },
        { "Type": "Subtitle", "Codec": "PGSSUB", "Language": "eng", "Index": 3, "IsTextSubtitleStream": false }
    ] });
    axum::Json(json!({ "Items": [film], "TotalRecordCount": 1 })).into_response()
}

async fn playlist(State(jellyfin): State<Jellyfin>, uri: Uri, headers: HeaderMap) -> Response {
    if let Some(answer) = jellyfin.receive(&uri, &headers).await {
        return answer;
    }
    let query = uri.query().unwrap_or_default();
    let is_elsewhere = *jellyfin.mood.lock().unwrap() == Mood::Elsewhere;
    let at = if is_elsewhere { "http://127.0.0.1:1/hls1/main/" } else { "hls1/main/" };
    let line = |(number, ticks): (usize, u32)| {
        let seconds = f64::from(ticks) / 10_000_000.0;
        format!(
            "#EXTINF:{seconds:.6}, nodesc\n{at}{number}.ts?{query}&api_key={KEY}&runtimeTicks={}&actualSegmentLengthTicks={ticks}\n",
            number * 60_000_000
        )
    };
    let lines: String = [60_000_000, 60_000_000, 5_000_000].into_iter().enumerate().map(line).collect();
    let list = format!(
        "#EXTM3U\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXT-X-MEDIA-SEQUENCE:0\n{lines}#EXT-X-ENDLIST\n"
    );
    ([(header::CONTENT_TYPE, "application/vnd.apple.mpegurl")], list).into_response()
}

async fn segment(State(jellyfin): State<Jellyfin>, uri: Uri, headers: HeaderMap) -> Response {
    if let Some(answer) = jellyfin.receive(&uri, &headers).await {
        return answer;
    }
    let name = uri.path().rsplit('/').next().unwrap_or_default();
    ([(header::CONTENT_TYPE, "video/mp2t")], format!("G segment {name}")).into_response()
}

async fn subtitles(State(jellyfin): State<Jellyfin>, uri: Uri, headers: HeaderMap) -> Response {
    if let Some(answer) = jellyfin.receive(&uri, &headers).await {
        return answer;
    }
    ([(header::CONTENT_TYPE, "text/vtt; charset=utf-8")], "WEBVTT\n\n00:01.000 --> 00:02.000\nNa so was\n")
        .into_response()
}

/// A server that says everything that it can say to its log.
struct Talkative {
    process: Child,
    server: Server,
    folder: TempDir,
}

impl Talkative {
    fn start(jellyfin: &Jellyfin) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let config = settings(&folder, jellyfin, "");
        let log = File::create(folder.path().join("log")).unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_sameframe"))
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "trace", "--workers", "off", "--data"])
            .arg(folder.path().join("data"))
            .arg("--config")
            .arg(config)
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let url = line.trim().strip_prefix("Sameframe is ready: ").unwrap().to_owned();
        Self { process, server: Server::visitor(&url), folder }
    }

    fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.folder.path().join("log")).unwrap()).into_owned()
    }
}

impl Drop for Talkative {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn settings(folder: &TempDir, jellyfin: &Jellyfin, more: &str) -> PathBuf {
    let (token, file) = (folder.path().join("jellyfin.key"), folder.path().join("sameframe.toml"));
    std::fs::write(&token, KEY).unwrap();
    let text = format!(
        "[[providers.jellyfin]]\nname = \"home\"\nurl = \"{}\"\ntoken_file = \"{}\"\n{more}",
        jellyfin.url,
        token.display()
    );
    std::fs::write(&file, text).unwrap();
    file
}

/// Starts a session with the film, and returns where it plays.
async fn watch(server: &Server, token: &str, jellyfin: &Jellyfin, item: &str) -> Value {
    let page = format!("{}/web/#/details?id={item}", jellyfin.url);
    let (status, created) = server.post("/api/sessions", token, json!({ "url": page })).await;
    assert_eq!(status, StatusCode::CREATED, "{created}");
    created["session"].clone()
}

/// REL-1, REL-2, REL-4
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_film_that_no_browser_plays_is_watched_through_this_server_and_the_key_is_seen_nowhere() {
    let jellyfin = Jellyfin::start().await;
    let folder = tempfile::tempdir().unwrap();
    let config = settings(&folder, &jellyfin, "");
    let server = Server::fresh_with(&["serve", "--config", config.to_str().unwrap()]);
    let token = server.user("Ana").await;
    let session = watch(&server, &token, &jellyfin, ITEM).await;
    let at = text(&session["video"]["url"]);
    assert_eq!((text(&session["title"]), &session["video"]["kind"]), ("A film at home".into(), &json!("hls")));
    assert!(at.starts_with(&format!("/media/relay/jellyfin:home/{ITEM}.")), "{at}");

    let (status, list) = server.get(&at).await;
    let expected = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:6\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:6.000000,\nsegments/0.ts\n\
        #EXTINF:6.000000,\nsegments/1.ts\n#EXTINF:0.500000,\nsegments/2.ts\n#EXT-X-ENDLIST\n";
    assert_eq!((status, text(&list)), (StatusCode::OK, expected.to_owned()));
    let beside = at.strip_suffix("index.m3u8").unwrap();
    for number in 0..3 {
        let segment = server.get(&format!("{beside}segments/{number}.ts")).await;
        assert_eq!(segment, (StatusCode::OK, json!(format!("G segment {number}.ts"))));
    }
    // The address itself starts a session, and is the same film.
    let (_, again) = server.post("/api/sessions", &token, json!({ "url": at })).await;
    assert_eq!(again["session"]["video"], session["video"]);
    assert_eq!(text(&again["session"]["title"]), "A film at home");

    let (_, events) = server.get(&format!("/api/sessions/{}/events", text(&session["id"]))).await;
    let (_, video) = server.get(&format!("/api/videos/{}", text(&session["video"]["id"]))).await;
    for told in [&session, &list, &again, &events, &video] {
        assert!(!told.to_string().contains(KEY), "{told}");
    }
    let asked = jellyfin.asked();
    assert!(asked.iter().all(|asked| !asked.contains(KEY)), "{asked:?}");
    assert_eq!(*jellyfin.strangers.lock().unwrap(), 0);
    let runs: Vec<_> =
        asked.iter().filter_map(|asked| asked.split_once("PlaySessionId=")).map(|(_, run)| run).collect();
    assert_eq!(runs.len(), 3);
    assert!(runs.iter().all(|run| *run == runs[0] && run.starts_with("sameframe-")), "{runs:?}");
    assert_eq!(asked.iter().filter(|asked| asked.contains("main.m3u8")).count(), 1);

    for other in [
        format!("{beside}segments/3.ts"),
        format!("{beside}segments/-1.ts"),
        format!("{beside}segments/0"),
        at.replace("0123", "1123"),
        at.replace("jellyfin:home", "jellyfin:work"),
        at.replace("jellyfin:home", "file"),
    ] {
        refused(&server.get(&other).await, StatusCode::NOT_FOUND, "video_not_found");
    }
    // The address outlives the process.
    let server = server.kill_and_restart();
    assert_eq!(text(&server.get(&at).await.1), expected);
}

/// REL-1, REL-3, REL-5
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_jellyfin_that_lies_hangs_or_fails_is_told_in_words_without_its_key_or_its_address() {
    let jellyfin = Jellyfin::start().await;
    let talkative = Talkative::start(&jellyfin);
    let server = &talkative.server;
    let token = server.user("Ana").await;
    let host = jellyfin.url.strip_prefix("http://").unwrap();
    let check = async |mood: Mood, path: &str| {
        jellyfin.set(mood);
        let answer = server.get(path).await;
        refused(&answer, StatusCode::SERVICE_UNAVAILABLE, "provider_away");
        let told = answer.1.to_string();
        assert!(!told.contains(KEY) && !told.contains(host), "{mood:?}: {told}");
    };
    let moods = [Mood::Html, Mood::Elsewhere, Mood::Forbids, Mood::Fails];
    for (number, mood) in moods.into_iter().enumerate() {
        // Another film each time: that there was no list of one is remembered for a moment.
        let film = ITEM.replacen('0', &format!("{number}"), 1);
        let at = text(&watch(server, &token, &jellyfin, &film).await["video"]["url"]);
        check(mood, &at).await;
    }
    assert!(
        jellyfin.asked().iter().all(|asked| !asked.contains("hls1")),
        "a list that leads elsewhere is not followed"
    );
    jellyfin.set(Mood::Well);
    let at = text(&watch(server, &token, &jellyfin, &"a".repeat(32)).await["video"]["url"]);
    let first = format!("{}segments/0.ts", at.strip_suffix("index.m3u8").unwrap());
    assert_eq!(server.get(&first).await.0, StatusCode::OK);
    for mood in moods {
        check(mood, &first).await;
    }
    // Who leaves while it hangs is not waited for.
    jellyfin.set(Mood::Hangs);
    let before = jellyfin.asked().len();
    let waiting = reqwest::Client::new().get(format!("{}{first}", server.url)).send();
    let hung = until("it is asked", async || jellyfin.asked().len() > before);
    tokio::select! {
        answer = waiting => panic!("{answer:?}"),
        () = hung => {}
    }
    jellyfin.set(Mood::Well);
    assert_eq!(server.get(&first).await.0, StatusCode::OK);
    let (status, _) = server.ask(Method::GET, "/healthz", None, None).await;
    assert_eq!(status, StatusCode::OK);
    let log = talkative.log();
    assert!(log.contains("/media/relay/"), "it says everything");
    assert!(!log.contains(KEY), "{}", log.lines().filter(|line| line.contains(KEY)).collect::<String>());
    assert_eq!(*jellyfin.strangers.lock().unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_transcodings_a_file_is_tried_as_it_is() {
    let jellyfin = Jellyfin::start().await;
    let folder = tempfile::tempdir().unwrap();
    let config = settings(&folder, &jellyfin, "transcodings = 0\n");
    let server = Server::fresh_with(&["serve", "--config", config.to_str().unwrap()]);
    let token = server.user("Ana").await;
    let session = watch(&server, &token, &jellyfin, ITEM).await;
    assert_eq!(session["video"]["kind"], "file");
    let at = text(&session["video"]["url"]);
    assert_eq!(at, format!("{}/Videos/{ITEM}/stream?static=true", jellyfin.url));
}

/// REL-1, REL-2, REL-6
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_film_has_to_read_along_is_passed_on_and_the_key_is_seen_nowhere() {
    let jellyfin = Jellyfin::start().await;
    let folder = tempfile::tempdir().unwrap();
    // Also where nothing is transcoded.
    let config = settings(&folder, &jellyfin, "transcodings = 0\n");
    let server = Server::fresh_with(&["serve", "--config", config.to_str().unwrap()]);
    let token = server.user("Ana").await;
    let session = watch(&server, &token, &jellyfin, ITEM).await;
    let (_, video) = server.get(&format!("/api/videos/{}", text(&session["video"]["id"]))).await;
    let [track] = video["subtitles"].as_array().unwrap().as_slice() else { panic!("{video}") };
    let at = text(&track["url"]);
    assert_eq!(track["language"], "ger");
    assert!(at.starts_with(&format!("/media/relay/jellyfin:home/{ITEM}.")) && at.ends_with("/subtitles/2.vtt"), "{at}");
    let (status, read) = server.get(&at).await;
    assert_eq!((status, text(&read)), (StatusCode::OK, "WEBVTT\n\n00:01.000 --> 00:02.000\nNa so was\n".to_owned()));
    for other in [
        at.replace("2.vtt", "3.vtt"),
        at.replace("2.vtt", "4.vtt"),
        at.replace("2.vtt", "2"),
        at.replace("2.vtt", "-2.vtt"),
        at.replace("0123", "1123"),
        at.replace("subtitles/2.vtt", "index.m3u8"),
    ] {
        refused(&server.get(&other).await, StatusCode::NOT_FOUND, "video_not_found");
    }
    let asked = jellyfin.asked();
    assert!(asked.iter().all(|asked| !asked.contains(KEY)), "{asked:?}");
    assert_eq!(asked.iter().filter(|asked| asked.contains("/Subtitles/")).count(), 1, "{asked:?}");
    assert!(!video.to_string().contains(KEY) && !read.to_string().contains(KEY));
    assert_eq!(*jellyfin.strangers.lock().unwrap(), 0);
}
