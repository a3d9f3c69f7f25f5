//! One process of the server, and what is asked of it over HTTP.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// Far above what a start takes.
const START_WITHIN: Duration = Duration::from_secs(30);
/// Far above what an answer takes.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);

/// How often something that is set up is asked for, and what lies between.
const SET_UP_ATTEMPTS: usize = 50;
const SET_UP_PAUSE: Duration = Duration::from_millis(200);

/// A running server. It is killed when it is dropped.
pub(crate) struct Server {
    process: Child,
    /// Its address and port.
    pub(crate) address: String,
    _folder: TempDir,
}

impl Server {
    /// Starts the binary and waits for the line that says it is ready.
    pub(crate) async fn start(binary: &Path, listen: &str, arguments: &[&str]) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut process = Command::new(binary)
            .args(["serve", "--listen", listen, "--log", "off", "--data"])
            .arg(folder.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("cannot start {}", binary.display()))?;
        let out = process.stdout.take().context("it has no output")?;
        let mut lines = BufReader::new(out).lines();
        let line = timeout(START_WITHIN, lines.next_line()).await.context("the server did not start in time")??;
        let line = line.context("the server ended at its start")?;
        let Some(url) = line.strip_prefix("Sameframe is ready: http://") else { bail!("the server said {line:?}") };
        Ok(Self { process, address: url.to_owned(), _folder: folder })
    }

    /// As a power cut.
    pub(crate) async fn kill(mut self) -> Result<()> {
        self.process.kill().await.context("cannot kill a server")
    }

    /// As an upgrade does it.
    pub(crate) async fn stop(mut self) -> Result<()> {
        let id = self.process.id().context("the server has ended")?;
        let told = Command::new("kill").args(["-s", "TERM", &id.to_string()]).status().await?;
        if !told.success() {
            bail!("cannot tell a server to stop");
        }
        self.process.wait().await?;
        Ok(())
    }
}

/// Somebody who asks a server over HTTP.
#[derive(Clone)]
pub(crate) struct Visitor {
    client: Client,
    url: String,
}

impl Visitor {
    pub(crate) fn of(address: &str) -> Result<Self> {
        let client = Client::builder().timeout(ANSWER_WITHIN).build()?;
        Ok(Self { client, url: format!("http://{address}") })
    }

    async fn ask(&self, method: Method, path: &str, token: &str, body: Option<Value>) -> Result<Value> {
        let mut request = self.client.request(method, format!("{}{path}", self.url));
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        let response = request.send().await?;
        let (status, text) = (response.status(), response.text().await?);
        if !status.is_success() {
            bail!("{path}: {status} {text}");
        }
        Ok(serde_json::from_str(&text)?)
    }

    pub(crate) async fn get(&self, path: &str) -> Result<Value> {
        self.ask(Method::GET, path, "", None).await
    }

    pub(crate) async fn post(&self, path: &str, token: &str, body: Value) -> Result<Value> {
        self.ask(Method::POST, path, token, Some(body)).await
    }

    /// Asks again where the server is busy: what is set up does not count.
    async fn set_up(&self, path: &str, token: &str, body: &Value) -> Result<Value> {
        for _ in 0..SET_UP_ATTEMPTS {
            match self.post(path, token, body.clone()).await {
                Err(error) if error.to_string().contains("503") => tokio::time::sleep(SET_UP_PAUSE).await,
                answer => return answer,
            }
        }
        bail!("{path} could not be set up")
    }

    /// A new user's token.
    pub(crate) async fn user(&self, name: &str) -> Result<String> {
        text(&self.set_up("/api/users", "", &json!({ "name": name })).await?["token"])
    }

    /// A new session's id.
    pub(crate) async fn session(&self, token: &str, more: &Value) -> Result<String> {
        let mut body = json!({ "video_id": "sample", "visibility": "unlisted" });
        for (name, value) in more.as_object().into_iter().flatten() {
            body[name] = value.clone();
        }
        text(&self.set_up("/api/sessions", token, &body).await?["session"]["id"])
    }

    /// Joins; returns the member's token and id.
    pub(crate) async fn join(&self, session: &str, token: &str) -> Result<(String, String)> {
        let joined = self.set_up(&format!("/api/sessions/{session}/join"), token, &json!({})).await?;
        Ok((text(&joined["token"])?, text(&joined["member"]["id"])?))
    }

    /// The whole log of a session.
    pub(crate) async fn log(&self, session: &str) -> Result<Vec<Value>> {
        let mut log: Vec<Value> = Vec::new();
        loop {
            let page = self.get(&format!("/api/sessions/{session}/events?after={}", log.len())).await?;
            let events = page["events"].as_array().context("a page has events")?;
            if events.is_empty() {
                return Ok(log);
            }
            log.extend(events.iter().cloned());
        }
    }
}

pub(crate) fn text(value: &Value) -> Result<String> {
    Ok(value.as_str().with_context(|| format!("{value} is no text"))?.to_owned())
}
