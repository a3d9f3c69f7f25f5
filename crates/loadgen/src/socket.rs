//! One live socket.

use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream};

/// How long a connection and its welcome may take.
const WELCOME_WITHIN: Duration = Duration::from_secs(4);

pub(crate) struct Socket(WebSocketStream<MaybeTlsStream<TcpStream>>);

/// What a socket brings.
pub(crate) enum Incoming {
    Frame(String),
    /// With the code of the close, where one came.
    Closed(Option<u16>),
}

impl Socket {
    /// Connects and says hello; returns the welcome too.
    pub(crate) async fn live(address: &str, session: &str, hello: &Value) -> Result<(Self, Value)> {
        timeout(WELCOME_WITHIN, async {
            let mut request = format!("ws://{address}/api/sessions/{session}/live").into_client_request()?;
            request.headers_mut().insert("sec-websocket-protocol", "sameframe.v1".parse()?);
            // A frame of 200 bytes must not wait for more to send.
            let (socket, _) = tokio_tungstenite::connect_async_with_config(request, None, true).await?;
            let mut socket = Self(socket);
            socket.send(hello).await?;
            match socket.next().await {
                Incoming::Frame(frame) => {
                    let welcome: Value = serde_json::from_str(&frame)?;
                    if welcome["type"] == "welcome" { Ok((socket, welcome)) } else { bail!("{welcome}") }
                }
                Incoming::Closed(code) => bail!("closed with {code:?} before the welcome"),
            }
        })
        .await
        .context("no welcome came in time")?
    }

    /// As a member who comes for the first time.
    pub(crate) async fn fresh(address: &str, session: &str, token: &str) -> Result<Self> {
        Ok(Self::live(address, session, &json!({ "type": "hello", "token": token })).await?.0)
    }

    pub(crate) async fn send(&mut self, frame: &Value) -> Result<()> {
        Ok(self.0.send(Message::Text(frame.to_string().into())).await?)
    }

    pub(crate) async fn command(&mut self, id: &str, command: &Value) -> Result<()> {
        self.send(&json!({ "type": "command", "id": id, "command": command })).await
    }

    /// Says that somebody is there: who says nothing for long is taken for gone.
    pub(crate) async fn ping(&mut self) -> Result<()> {
        self.send(&json!({ "type": "ping", "id": 1, "t1": 0.0 })).await
    }

    /// The next frame. Safe to cancel.
    pub(crate) async fn next(&mut self) -> Incoming {
        loop {
            match self.0.next().await {
                Some(Ok(Message::Text(text))) => return Incoming::Frame(text.as_str().to_owned()),
                Some(Ok(Message::Close(close))) => return Incoming::Closed(close.map(|close| close.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Incoming::Closed(None),
            }
        }
    }

    /// Waits for the next frame of a type. The others are not even read.
    pub(crate) async fn next_of(&mut self, kinds: &[&str]) -> Result<Value> {
        loop {
            match self.next().await {
                Incoming::Frame(frame) => {
                    let is_it = |kind: &&str| frame.starts_with(&format!("{{\"type\":\"{kind}\""));
                    if kinds.iter().any(is_it) {
                        return Ok(serde_json::from_str(&frame)?);
                    }
                }
                Incoming::Closed(code) => bail!("closed with {code:?}"),
            }
        }
    }
}
