//! The real binary on a port of its own, and real clients.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::{self, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// Far above what anything takes; only a failure waits for it.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// A running server.
pub(crate) struct Server {
    /// None where somebody else started it.
    process: Option<Child>,
    pub(crate) data: PathBuf,
    pub(crate) url: String,
    client: Client,
    /// What it was started with.
    arguments: Vec<String>,
    /// The data folder, where it is this test's own.
    folder: Option<TempDir>,
}

/// An answer: its status and its body.
pub(crate) type Answer = (StatusCode, Value);

impl Server {
    /// Starts the binary on a data folder of its own.
    pub(crate) fn fresh() -> Self {
        Self::fresh_with(&["serve"])
    }

    pub(crate) fn fresh_with(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Self::start_with(folder.path(), arguments);
        server.folder = Some(folder);
        server
    }

    /// Starts the binary on this data folder and waits for the line that says it is ready.
    pub(crate) fn start(data: &Path) -> Self {
        Self::start_with(data, &["serve"])
    }

    /// Starts another binary, at this port, on a data folder of its own.
    pub(crate) fn fresh_of(binary: &Path, port: u16, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Self::start_of((binary, port), folder.path(), &[], arguments);
        server.folder = Some(folder);
        server
    }

    /// Starts the binary on a data folder of its own, with variables set.
    pub(crate) fn fresh_in(environment: &[(&str, &str)], arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Self::start_in(folder.path(), environment, arguments);
        server.folder = Some(folder);
        server
    }

    pub(crate) fn start_with(data: &Path, arguments: &[&str]) -> Self {
        Self::start_in(data, &[], arguments)
    }

    fn start_in(data: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Self {
        Self::start_of((Path::new(env!("CARGO_BIN_EXE_sameframe")), 0), data, environment, arguments)
    }

    fn start_of((binary, port): (&Path, u16), data: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Self {
        let mut process = Command::new(binary)
            .args(arguments)
            .envs(environment.iter().copied())
            .args(["--listen", &format!("127.0.0.1:{port}"), "--data", data.to_str().unwrap(), "--log", "error"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let Some(url) = line.trim().strip_prefix("Sameframe is ready: ") else { panic!("it said {line:?}") };
        let arguments = arguments.iter().map(ToString::to_string).collect();
        Self {
            process: Some(process),
            data: data.to_owned(),
            url: url.to_owned(),
            client: Client::new(),
            arguments,
            folder: None,
        }
    }

    /// Asks a server that somebody else started.
    pub(crate) fn visitor(url: &str) -> Self {
        let (data, client) = (PathBuf::new(), Client::new());
        Self { process: None, data, url: url.to_owned(), client, arguments: Vec::new(), folder: None }
    }

    /// Kills it as a power cut does, and starts it again on the same data.
    pub(crate) fn kill_and_restart(mut self) -> Self {
        self.process().kill().unwrap();
        self.process().wait().unwrap();
        self.start_again()
    }

    /// Starts it again on the same data, once it has ended.
    pub(crate) fn start_again(mut self) -> Self {
        let arguments: Vec<&str> = self.arguments.iter().map(String::as_str).collect();
        let mut server = Self::start_with(&self.data, &arguments);
        server.folder = self.folder.take();
        server
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> String {
        self.url.trim_start_matches("http://").to_owned()
    }

    fn process(&mut self) -> &mut Child {
        self.process.as_mut().unwrap()
    }

    /// The number of its process.
    pub(crate) fn pid(&self) -> String {
        self.process.as_ref().unwrap().id().to_string()
    }

    /// Asks it to stop and returns how it ended.
    pub(crate) fn terminate(&mut self) -> std::process::ExitStatus {
        self.signal("TERM");
        self.ended()
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, name: &str) {
        assert!(Command::new("kill").args(["-s", name, &self.pid()]).status().unwrap().success());
    }

    /// Waits until it has ended, and returns how.
    pub(crate) fn ended(&mut self) -> std::process::ExitStatus {
        self.process().wait().unwrap()
    }

    /// Returns whether it takes no new live socket.
    pub(crate) async fn is_refused(&self, session: &str) -> bool {
        let dialled = tokio_tungstenite::connect_async(self.live_request(session)).await;
        matches!(dialled, Err(tungstenite::Error::Http(response)) if response.status() == 503)
    }

    fn live_request(&self, session: &str) -> tungstenite::handshake::client::Request {
        let url = format!("{}/api/sessions/{session}/live", self.url.replace("http:", "ws:"));
        let mut request = url.into_client_request().unwrap();
        request.headers_mut().insert("sec-websocket-protocol", "sameframe.v1".parse().unwrap());
        request
    }

    pub(crate) async fn ask(&self, method: Method, path: &str, token: Option<&str>, body: Option<Value>) -> Answer {
        let mut request = self.client.request(method, format!("{}{path}", self.url));
        if let Some(token) = token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = timeout(PATIENCE, request.send()).await.unwrap().unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        (status, serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// Sends the file of a session to be taken in.
    pub(crate) async fn bring(&self, token: &str, file: impl Into<reqwest::Body>) -> Answer {
        let request = self.client.post(format!("{}/api/sessions/import", self.url)).bearer_auth(token);
        let request = request.header("content-type", "application/x-ndjson").body(file);
        let response = timeout(PATIENCE, request.send()).await.unwrap().unwrap();
        (response.status(), response.json().await.unwrap())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(Method::GET, path, None, None).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: Value) -> Answer {
        self.ask(Method::POST, path, Some(token), Some(body)).await
    }

    /// A new user's token.
    pub(crate) async fn user(&self, name: &str) -> String {
        let (status, body) = self.ask(Method::POST, "/api/users", None, Some(json!({ "name": name }))).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        text(&body["token"])
    }

    /// A new session's id.
    pub(crate) async fn session(&self, token: &str) -> String {
        let (status, body) = self.post("/api/sessions", token, json!({ "video_id": "sample" })).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        text(&body["session"]["id"])
    }

    /// Joins; returns the member's token.
    pub(crate) async fn join(&self, session: &str, token: &str) -> String {
        let (status, body) = self.post(&format!("/api/sessions/{session}/join"), token, json!({})).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        text(&body["token"])
    }

    /// A session of Ana in which Ana and Ben are present.
    pub(crate) async fn party(&self) -> Party {
        let (ana, ben) = (self.user("Ana").await, self.user("Ben").await);
        let session = self.session(&ana).await;
        let (ana_member, ben_member) = (self.join(&session, &ana).await, self.join(&session, &ben).await);
        Party { session, ana, ben, ana_member, ben_member }
    }

    /// Opens the live socket without saying hello.
    pub(crate) async fn dial(&self, session: &str) -> Socket {
        Socket::open(self.live_request(session)).await
    }

    /// Opens the live socket, says hello, and returns the welcome too.
    pub(crate) async fn live(&self, session: &str, token: &str, resume: Option<Value>) -> (Socket, Value) {
        let mut socket = self.dial(session).await;
        socket.send(&json!({ "type": "hello", "token": token, "resume": resume })).await;
        let welcome = socket.next().await;
        assert_eq!(welcome["type"], "welcome", "{welcome}");
        (socket, welcome)
    }
}

/// Two people in a session: their own tokens, and those of the handshake.
pub(crate) struct Party {
    pub(crate) session: String,
    pub(crate) ana: String,
    pub(crate) ben: String,
    pub(crate) ana_member: String,
    pub(crate) ben_member: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already, as the test wanted.
        if let Some(process) = &mut self.process {
            drop(process.kill());
            drop(process.wait());
        }
    }
}

/// One live socket.
pub(crate) struct Socket {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    pub(crate) async fn open(request: tungstenite::handshake::client::Request) -> Self {
        let (socket, response) = tokio_tungstenite::connect_async(request).await.unwrap();
        assert_eq!(response.headers()["sec-websocket-protocol"], "sameframe.v1");
        Self { socket }
    }

    pub(crate) async fn send(&mut self, frame: &Value) {
        self.send_text(frame.to_string()).await;
    }

    pub(crate) async fn send_text(&mut self, text: String) {
        self.socket.send(Message::Text(text.into())).await.unwrap();
    }

    pub(crate) async fn command(&mut self, id: &str, command: Value) {
        self.send(&json!({ "type": "command", "id": id, "command": command })).await;
    }

    /// The next frame, or the code of the close as `{"close": …}`.
    pub(crate) async fn next(&mut self) -> Value {
        match timeout(PATIENCE, self.socket.next()).await.unwrap() {
            Some(Ok(Message::Text(text))) => serde_json::from_str(&text).unwrap(),
            Some(Ok(Message::Close(Some(close)))) => json!({ "close": u16::from(close.code) }),
            Some(Ok(Message::Close(None))) | None => json!({ "close": null }),
            other => panic!("{other:?}"),
        }
    }

    /// The next frame of this type; frames of other types are passed over.
    pub(crate) async fn next_of(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.next().await;
            assert!(frame.get("close").is_none(), "closed with {frame} before a {kind}");
            if frame["type"] == kind {
                return frame;
            }
        }
    }

    /// Reads events until one of this kind.
    pub(crate) async fn event(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.next_of("event").await;
            if frame["event"]["type"] == kind {
                return frame;
            }
        }
    }
}

/// Waits until something holds.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let waiting = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    timeout(PATIENCE, waiting).await.unwrap_or_else(|_| panic!("never so: {what}"));
}

pub(crate) fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text")).to_owned()
}
