//! A network in memory: every address that is connected to is the same server, which answers as it is told.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use providers::Fetch;
use providers::fetch::{Connection, Network};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use tokio::time::{Instant, sleep};
use tokio_rustls::TlsAcceptor;

/// An address of the public network.
pub(crate) const PUBLIC: &str = "93.184.216.34";

/// What the server sends.
#[derive(Clone)]
pub(crate) enum Reply {
    /// This, and closes.
    Bytes(Vec<u8>),
    /// This, and then nothing more.
    Hang(Vec<u8>),
    /// The first, and then the second again and again, with a pause after each.
    Endless(Vec<u8>, Vec<u8>, Duration),
}

impl Reply {
    /// Writes the head of an answer.
    pub(crate) fn head(status: u16, headers: &[&str]) -> Vec<u8> {
        let first = format!("HTTP/1.1 {status} X");
        [&[first.as_str()], headers, &["", ""]].concat().join("\r\n").into_bytes()
    }

    /// Writes an answer as it should be.
    pub(crate) fn with(status: u16, headers: &[&str], body: impl AsRef<[u8]>) -> Self {
        let length = format!("content-length: {}", body.as_ref().len());
        let mut bytes = Self::head(status, &[&[length.as_str()], headers].concat());
        bytes.extend_from_slice(body.as_ref());
        Self::Bytes(bytes)
    }

    pub(crate) fn of(mime: &str, body: impl AsRef<[u8]>) -> Self {
        Self::with(200, &[&format!("content-type: {mime}")], body)
    }

    pub(crate) fn json(body: &str) -> Self {
        Self::of("application/json; charset=utf-8", body)
    }

    pub(crate) fn to(location: &str) -> Self {
        Self::with(302, &[&format!("location: {location}")], "")
    }

    pub(crate) fn status(status: u16) -> Self {
        Self::with(status, &[], "")
    }
}

type Script = Arc<dyn Fn(&str) -> Reply + Send + Sync>;

pub(crate) struct FakeNetwork {
    names: Mutex<HashMap<String, VecDeque<Vec<IpAddr>>>>,
    connected: Mutex<Vec<SocketAddr>>,
    asked: Arc<Mutex<Vec<String>>>,
    sent: Arc<Sent>,
    is_down: AtomicBool,
    script: Script,
}

impl FakeNetwork {
    /// Answers by the path that is asked for.
    pub(crate) fn new(script: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Arc<Self> {
        Arc::new(Self {
            names: Mutex::default(),
            connected: Mutex::default(),
            asked: Arc::default(),
            sent: Arc::default(),
            is_down: AtomicBool::new(false),
            script: Arc::new(script),
        })
    }

    /// Says what a name leads to the next time that it is looked up. The last answer stays.
    pub(crate) fn name(&self, name: &str, addresses: &[&str]) {
        let addresses = addresses.iter().map(|address| address.parse().unwrap()).collect();
        self.names.lock().unwrap().entry(name.to_owned()).or_default().push_back(addresses);
    }

    /// Refuses every connection, or no longer.
    pub(crate) fn set_down(&self, is_down: bool) {
        self.is_down.store(is_down, Ordering::Relaxed);
    }

    pub(crate) fn fetch(self: &Arc<Self>) -> Fetch {
        let started = Instant::now();
        let now_ms = move || i64::try_from(started.elapsed().as_millis()).unwrap();
        Fetch::new(Arc::clone(self) as Arc<dyn Network>, Arc::new(now_ms))
    }

    /// Returns where connections went, refused ones too.
    pub(crate) fn connected(&self) -> Vec<String> {
        self.connected.lock().unwrap().iter().map(ToString::to_string).collect()
    }

    /// Returns the heads of what was asked.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }

    /// Returns how many answers are still being sent.
    pub(crate) fn sending(&self) -> usize {
        self.sent.now.load(Ordering::SeqCst)
    }

    /// Returns how often the part of an endless answer that is sent again was sent.
    pub(crate) fn times_sent(&self) -> usize {
        self.sent.again.load(Ordering::SeqCst)
    }

    /// Returns the paths that were asked for.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.asked().iter().map(|head| path(head).to_owned()).collect()
    }
}

#[async_trait]
impl Network for FakeNetwork {
    async fn look_up(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        let mut names = self.names.lock().unwrap();
        let Some(answers) = names.get_mut(name) else { return Ok(vec![PUBLIC.parse().unwrap()]) };
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        answer.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    async fn connect(&self, address: SocketAddr) -> io::Result<Box<dyn Connection>> {
        self.connected.lock().unwrap().push(address);
        if self.is_down.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        let (near, far) = duplex(64 * 1_024);
        let (asked, sent, script) = (Arc::clone(&self.asked), Arc::clone(&self.sent), Arc::clone(&self.script));
        tokio::spawn(async move {
            let sending = Sending::of(&sent);
            match address.port() {
                443 => serve(IDENTITY.acceptor.accept(far).await?, asked, &sending, script).await,
                _ => serve(far, asked, &sending, script).await,
            }
        });
        Ok(Box::new(near))
    }

    fn authorities(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(IDENTITY.certificate.clone()).unwrap();
        roots
    }
}

/// The servers that this one can show to be.
const NAMES: [&str; 10] = [
    "example.org",
    "www.youtube.com",
    "www.googleapis.com",
    "tube.example",
    "archive.org",
    "site.example",
    "api.streamable.com",
    "vimeo.com",
    "api.dailymotion.com",
    "www.twitch.tv",
];

struct Identity {
    certificate: CertificateDer<'static>,
    acceptor: TlsAcceptor,
}

static IDENTITY: LazyLock<Identity> = LazyLock::new(|| {
    let made = rcgen::generate_simple_self_signed(NAMES.map(str::to_owned)).unwrap();
    let certificate = made.cert.der().clone();
    let key = PrivatePkcs8KeyDer::from(made.key_pair.serialize_der()).into();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.clone()], key)
        .unwrap();
    Identity { certificate, acceptor: TlsAcceptor::from(Arc::new(config)) }
});

/// What has been sent, and is.
#[derive(Default)]
struct Sent {
    now: AtomicUsize,
    again: AtomicUsize,
}

struct Sending<'a>(&'a Sent);

impl<'a> Sending<'a> {
    fn of(sent: &'a Sent) -> Self {
        sent.now.fetch_add(1, Ordering::SeqCst);
        Self(sent)
    }
}

impl Drop for Sending<'_> {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}

async fn serve(
    mut stream: impl Connection,
    asked: Arc<Mutex<Vec<String>>>,
    sending: &Sending<'_>,
    script: Script,
) -> io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let reply = script(path(&head));
    asked.lock().unwrap().push(head);
    match reply {
        Reply::Bytes(bytes) => {
            stream.write_all(&bytes).await?;
            stream.shutdown().await
        }
        Reply::Hang(bytes) => {
            stream.write_all(&bytes).await?;
            // Until the other side hangs up.
            stream.read_u8().await.map(drop)
        }
        Reply::Endless(first, more, pause) => {
            stream.write_all(&first).await?;
            loop {
                stream.write_all(&more).await?;
                sending.0.again.fetch_add(1, Ordering::SeqCst);
                sleep(pause).await;
            }
        }
    }
}

fn path(head: &str) -> &str {
    head.split(' ').nth(1).unwrap_or_default()
}
