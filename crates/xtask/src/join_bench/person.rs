//! One person as a browser is one: joins over HTTP, opens the live socket, says hello, and then reads.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use serde_json::{Value, json};
use tungstenite::client::IntoClientRequest as _;
use tungstenite::{Error, Message, WebSocket};

/// How long one answer may take.
const ANSWER_WITHIN: Duration = Duration::from_mins(1);

/// A server closes what is silent.
const PING_EVERY: Duration = Duration::from_secs(10);
/// How often somebody tries to join while the server is too busy.
const TRIES_MAX: usize = 100;
const TRY_AGAIN_AFTER: Duration = Duration::from_millis(200);

/// A stream that counts what it receives.
struct Counted {
    stream: TcpStream,
    received: u64,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.stream.read(buffer)?;
        self.received += read as u64;
        Ok(read)
    }
}

impl Write for Counted {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.stream.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Somebody who has joined, and whose socket is open.
pub(crate) struct Person {
    socket: WebSocket<Counted>,
    joined_bytes: u64,
    head: u64,
    pinged_at: Instant,
    /// Whether the server has closed the connection, because this end could not keep up.
    pub(crate) is_cut: bool,
    /// How many frames have come after the welcome.
    pub(crate) frames: u64,
    /// How many of them were events.
    pub(crate) events: u64,
    /// How long it took from the first byte to the welcome.
    pub(crate) took: Duration,
    /// How large the welcome was.
    pub(crate) welcome_bytes: u64,
}

/// What is read of a frame.
#[derive(Deserialize)]
struct Frame<'a> {
    r#type: &'a str,
    seq: Option<u64>,
}

/// Asks over a connection of its own. Returns the answer's body, and the size of all that came.
pub(crate) fn post(address: &str, path: &str, token: Option<&str>, body: &Value) -> Result<(Value, u64)> {
    ask(address, "POST", path, token, &body.to_string())
}

/// As [`post`], without a body.
pub(crate) fn get(address: &str, path: &str) -> Result<(Value, u64)> {
    ask(address, "GET", path, None, "")
}

fn ask(address: &str, method: &str, path: &str, token: Option<&str>, body: &str) -> Result<(Value, u64)> {
    let mut stream = connect(address)?;
    let bearer = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    let length = body.len();
    let head = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{bearer}");
    // A page has read the session before anybody presses Join.
    let minimal = if path.ends_with("/join") { "Prefer: return=minimal\r\n" } else { "" };
    let content = format!("{minimal}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}");
    stream.write_all((head + &content).as_bytes())?;
    let mut answer = String::new();
    let received = stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").context("the answer has no end of its head")?;
    ensure!(head.starts_with("HTTP/1.1 2"), "{path} was answered with {answer}");
    Ok((serde_json::from_str(body).with_context(|| format!("reading the answer of {path}"))?, received as u64))
}

fn connect(address: &str) -> Result<TcpStream> {
    let stream = TcpStream::connect(address).context("connecting")?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(ANSWER_WITHIN))?;
    Ok(stream)
}

impl Person {
    /// Joins, and opens the live socket up to the welcome. Tries again while the server is too busy, as a browser does.
    pub(crate) fn join(address: &str, session: &str, number: u32) -> Result<Self> {
        let mut joined = Self::try_to_join(address, session, number);
        for _ in 0..TRIES_MAX {
            if !matches!(&joined, Err(error) if format!("{error:#}").contains("busy")) {
                break;
            }
            thread::sleep(TRY_AGAIN_AFTER);
            joined = Self::try_to_join(address, session, number);
        }
        joined
    }

    fn try_to_join(address: &str, session: &str, number: u32) -> Result<Self> {
        let started = Instant::now();
        let name = json!({ "name": format!("Person {number}") });
        let (joined, joined_bytes) = post(address, &format!("/api/sessions/{session}/join"), None, &name)?;
        let token = joined["token"].as_str().context("joining brought no token")?;
        Self::enter(address, session, token, (started, joined_bytes))
    }

    /// Opens the live socket of somebody who has joined.
    pub(crate) fn enter(address: &str, session: &str, token: &str, since: (Instant, u64)) -> Result<Self> {
        let (started, joined_bytes) = since;
        let mut request = format!("ws://{address}/api/sessions/{session}/live").into_client_request()?;
        request.headers_mut().insert("sec-websocket-protocol", "sameframe.v1".parse()?);
        let stream = Counted { stream: connect(address)?, received: 0 };
        let (mut socket, _) = tungstenite::client::client(request, stream).context("opening the socket")?;
        let hello = json!({ "type": "hello", "token": token });
        socket.send(Message::text(hello.to_string()))?;
        let welcome = socket.read()?.into_text()?;
        let said: Value = serde_json::from_str(&welcome)?;
        ensure!(said["type"] == "welcome", "instead of a welcome came {welcome}");
        let head = said["head"]["seq"].as_u64().context("a welcome without a head")?;
        let welcome_bytes = welcome.len() as u64;
        socket.get_ref().stream.set_nonblocking(true)?;
        let took = started.elapsed();
        let pinged_at = Instant::now();
        Ok(Self { socket, joined_bytes, head, pinged_at, is_cut: false, frames: 0, events: 0, took, welcome_bytes })
    }

    /// Returns how many bytes have come, over HTTP and the socket together.
    pub(crate) fn received(&self) -> u64 {
        self.joined_bytes + self.socket.get_ref().received
    }

    /// Reads what has come. Fails where an event is missing or comes twice. Returns whether anything has come.
    pub(crate) fn read(&mut self) -> Result<bool> {
        let mut has_come = false;
        if self.is_cut {
            return Ok(false);
        }
        if self.pinged_at.elapsed() > PING_EVERY {
            self.pinged_at = Instant::now();
            self.socket.send(Message::text(r#"{"type":"ping","id":1,"t1":0}"#))?;
        }
        loop {
            let message = match self.socket.read() {
                Ok(message) => message,
                Err(Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => return Ok(has_come),
                Err(error) => return Err(error).context("reading"),
            };
            let Message::Text(text) = message else { continue };
            let frame: Frame<'_> = serde_json::from_str(&text)?;
            if frame.r#type == "pong" {
                continue;
            }
            has_come = true;
            self.frames += 1;
            match (frame.r#type, frame.seq) {
                ("event", Some(seq)) => {
                    ensure!(seq == self.head + 1, "after event {} came {seq}", self.head);
                    self.head = seq;
                    self.events += 1;
                }
                ("error", _) if text.contains("fell behind") => {
                    self.is_cut = true;
                    return Ok(true);
                }
                // A server that has too much to do says so; whoever wants to leave asks again.
                ("refused", _) if text.contains(r#""code":"busy""#) => self.leave()?,
                ("error" | "refused", _) => bail!("the server says {text}"),
                _ => {}
            }
        }
    }

    /// Asks to leave, as a tab does that knows what it leaves.
    pub(crate) fn leave(&mut self) -> Result<()> {
        if self.is_cut {
            return Ok(());
        }
        let command =
            json!({ "type": "command", "id": "leave", "based_on": self.head, "command": { "type": "leave" } });
        self.socket.send(Message::text(command.to_string()))?;
        Ok(())
    }
}
