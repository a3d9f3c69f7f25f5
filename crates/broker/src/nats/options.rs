//! Which servers, and who this node is to them.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use async_nats::{ConnectOptions, ServerAddr};
use percent_encoding::percent_decode_str;
use url::Url;

use super::error::{NatsError, NatsUrlError};
use super::subjects::{Subjects, is_prefix};

/// How many servers can be named.
const SERVERS_MAX: usize = 16;
const PREFIX_DEFAULT: &str = "sameframe";
/// How long a server may take to accept a connection.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// How often a silent connection is probed; after three times without an answer it is given up.
const PING_EVERY: Duration = Duration::from_secs(2);
/// How many messages of one session may wait to be read; further ones are dropped, as on a network.
const WAITING_MESSAGES_MAX: usize = 64;
/// The longest pause between two attempts to connect.
const RECONNECT_EVERY_MAX: Duration = Duration::from_secs(2);

/// Which servers of NATS, how to know them, and who this node is to them.
#[derive(Clone)]
pub struct NatsOptions {
    servers: Vec<ServerAddr>,
    tls: bool,
    identity: Identity,
    authority: Option<PathBuf>,
    certificate: Option<(PathBuf, PathBuf)>,
    prefix: String,
}

/// Who a node is to the servers.
#[derive(Clone, PartialEq, Eq)]
enum Identity {
    Nobody,
    Token(String),
    User { name: String, password: String },
    Credentials(PathBuf),
}

/// Without the password.
impl fmt::Debug for NatsOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NatsOptions").field("servers", &self.place()).finish_non_exhaustive()
    }
}

impl NatsOptions {
    /// Reads `nats://user:password@host:4222`, several with commas between; `tls://` asks for an encrypted connection. A
    /// user without a password is a token. Parameters behind `?`, on any of them:
    ///
    /// * `ca=FILE`: the certificate authorities to trust, in place of the system's.
    /// * `cert=FILE` and `key=FILE`: this node's own certificate.
    /// * `creds=FILE`: a credentials file, in place of user and password.
    /// * `prefix=WORD`: what all subjects begin with, where several deployments share an account.
    pub fn parse(text: &str) -> Result<Self, NatsUrlError> {
        let mut named = Named::default();
        let mut servers = Vec::new();
        for text in text.split(',') {
            if servers.len() == SERVERS_MAX {
                return Err(NatsUrlError::TooManyServers);
            }
            let url = Url::parse(text).map_err(|_| NatsUrlError::Server)?;
            named.read(&url)?;
            servers.push(server(url)?);
        }
        let tls = servers.iter().any(ServerAddr::tls_required);
        let identity = match (named.identity, named.creds) {
            (Some(_), Some(_)) => return Err(NatsUrlError::Credentials),
            (Some(identity), None) => identity,
            (None, Some(file)) => Identity::Credentials(file.into()),
            (None, None) => Identity::Nobody,
        };
        let certificate = match (named.cert, named.key) {
            (Some(cert), Some(key)) => Some((cert.into(), key.into())),
            (None, None) => None,
            _ => return Err(NatsUrlError::Parameter),
        };
        let prefix = named.prefix.unwrap_or_else(|| PREFIX_DEFAULT.to_owned());
        if !is_prefix(&prefix) {
            return Err(NatsUrlError::Prefix);
        }
        Ok(Self { servers, tls, identity, authority: named.ca.map(Into::into), certificate, prefix })
    }

    /// Which servers these are, in words without a password.
    pub fn place(&self) -> String {
        let server = |server: &ServerAddr| format!("{}:{}", server.host(), server.port());
        self.servers.iter().map(server).collect::<Vec<_>>().join(", ")
    }

    /// Returns whether the connection is sure to be encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.tls
    }

    pub(super) fn servers(&self) -> &[ServerAddr] {
        &self.servers
    }

    pub(super) fn subjects(&self) -> Subjects {
        Subjects::new(&self.prefix)
    }

    /// How to connect. Reads the files once, so that a wrong path is told at the start and not at each attempt.
    pub(super) async fn connecting(&self) -> Result<ConnectOptions, NatsError> {
        let mut options = ConnectOptions::new()
            .name("sameframe")
            .require_tls(self.tls)
            .connection_timeout(CONNECT_WITHIN)
            .ping_interval(PING_EVERY)
            .subscription_capacity(WAITING_MESSAGES_MAX)
            .custom_inbox_prefix(self.subjects().inbox())
            .reconnect_delay_callback(reconnect_delay);
        options = match &self.identity {
            Identity::Nobody => options,
            Identity::Token(token) => options.token(token.clone()),
            Identity::User { name, password } => options.user_and_password(name.clone(), password.clone()),
            Identity::Credentials(path) => {
                options.credentials_file(path).await.map_err(|source| NatsError::File { path: path.clone(), source })?
            }
        };
        if let Some(authority) = &self.authority {
            options = options.add_root_certificates(readable(authority).await?);
        }
        if let Some((certificate, key)) = &self.certificate {
            options = options.add_client_certificate(readable(certificate).await?, readable(key).await?);
        }
        Ok(options)
    }
}

/// What the URLs say beside the servers.
#[derive(Default)]
struct Named {
    identity: Option<Identity>,
    ca: Option<String>,
    cert: Option<String>,
    key: Option<String>,
    creds: Option<String>,
    prefix: Option<String>,
}

impl Named {
    fn read(&mut self, url: &Url) -> Result<(), NatsUrlError> {
        if let Some(identity) = identity(url)? {
            if self.identity.as_ref().is_some_and(|known| *known != identity) {
                return Err(NatsUrlError::Credentials);
            }
            self.identity = Some(identity);
        }
        for (name, value) in url.query_pairs() {
            let place = match &*name {
                "ca" => &mut self.ca,
                "cert" => &mut self.cert,
                "key" => &mut self.key,
                "creds" => &mut self.creds,
                "prefix" => &mut self.prefix,
                _ => return Err(NatsUrlError::Parameter),
            };
            if value.is_empty() || place.replace(value.into_owned()).is_some() {
                return Err(NatsUrlError::Parameter);
            }
        }
        Ok(())
    }
}

fn identity(url: &Url) -> Result<Option<Identity>, NatsUrlError> {
    let plain = |text: &str| {
        percent_decode_str(text).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| NatsUrlError::Credentials)
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) => Err(NatsUrlError::Credentials),
        (token, None) => Ok(Some(Identity::Token(plain(token)?))),
        (name, Some(password)) => Ok(Some(Identity::User { name: plain(name)?, password: plain(password)? })),
    }
}

/// The address alone: what the client may log.
fn server(mut url: Url) -> Result<ServerAddr, NatsUrlError> {
    let is_server = matches!(url.scheme(), "nats" | "tls")
        && url.host_str().is_some_and(|host| !host.is_empty())
        && matches!(url.path(), "" | "/")
        && url.fragment().is_none();
    if !is_server {
        return Err(NatsUrlError::Server);
    }
    url.set_query(None);
    url.set_path("");
    url.set_username("").and_then(|()| url.set_password(None)).map_err(|()| NatsUrlError::Server)?;
    ServerAddr::from_url(url).map_err(|_| NatsUrlError::Server)
}

async fn readable(path: &Path) -> Result<PathBuf, NatsError> {
    let path = path.to_owned();
    match tokio::fs::read(&path).await {
        Ok(_) => Ok(path),
        Err(source) => Err(NatsError::File { path, source }),
    }
}

/// Doubles from 20 ms, and differs from node to node: they do not all come back in the same moment.
fn reconnect_delay(attempts: usize) -> Duration {
    let doublings = u32::try_from(attempts).unwrap_or(u32::MAX).min(10);
    let longest = Duration::from_millis(10 << doublings).min(RECONNECT_EVERY_MAX);
    if attempts <= 1 { Duration::ZERO } else { longest.mul_f64(rand::random_range(0.5..1.0)) }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Identity, NatsOptions, NatsUrlError, RECONNECT_EVERY_MAX, reconnect_delay};

    #[test]
    fn servers_and_who_asks_are_read() {
        let text = "nats://ana:hush%40%2Chush@b1.example.org,nats://b2.example.org:4223?ca=/etc/ca.pem&prefix=party.1";
        let options = NatsOptions::parse(text).unwrap();
        assert_eq!(options.place(), "b1.example.org:4222, b2.example.org:4223");
        assert!(!options.is_encrypted());
        assert!(
            matches!(&options.identity, Identity::User { name, password } if name == "ana" && password == "hush@,hush")
        );
        assert_eq!(options.authority.as_deref().and_then(std::path::Path::to_str), Some("/etc/ca.pem"));
        assert_eq!(options.subjects().heads(), "party.1.heads");
        let options = NatsOptions::parse("tls://hush@[::1]:4222").unwrap();
        assert!(options.is_encrypted() && matches!(options.identity, Identity::Token(_)));
        assert_eq!(options.subjects().all(), "sameframe.>");
        let options = NatsOptions::parse("nats://127.0.0.1?creds=node.creds").unwrap();
        assert!(matches!(options.identity, Identity::Credentials(_)));
    }

    #[test]
    fn the_password_stays_inside() {
        let options = NatsOptions::parse("nats://ana:hush-hush@b.example.org").unwrap();
        assert!(!format!("{options:?}").contains("hush"), "{options:?}");
        assert!(!format!("{:?}", options.servers).contains("hush"), "the client may log these");
        for (wrong, why) in [
            ("http://ana:hush@b", NatsUrlError::Server),
            ("nats://", NatsUrlError::Server),
            ("nats://ana:hush@b:port", NatsUrlError::Server),
            ("nats://ana:hush@b/party", NatsUrlError::Server),
            ("nats://ana:hush@b,", NatsUrlError::Server),
            ("nats://ana:hu?sh@b", NatsUrlError::Server),
            ("nats://ana:hush@b,nats://ana:hush2@c", NatsUrlError::Credentials),
            ("nats://ana:hush@b?creds=hush.creds", NatsUrlError::Credentials),
            ("nats://:hush@b", NatsUrlError::Credentials),
            ("nats://b?hush=1", NatsUrlError::Parameter),
            ("nats://b?cert=hush.pem", NatsUrlError::Parameter),
            ("nats://b?ca=hush&ca=hush", NatsUrlError::Parameter),
            ("nats://b?prefix=hush.*", NatsUrlError::Prefix),
            (&["nats://hush@b"; 17].join(","), NatsUrlError::TooManyServers),
        ] {
            let error = NatsOptions::parse(wrong).unwrap_err();
            assert_eq!(error, why, "{wrong}");
            assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
        }
    }

    #[test]
    fn attempts_to_come_back_are_soon_and_never_far_apart() {
        assert_eq!(reconnect_delay(1), Duration::ZERO);
        for attempts in 2..1_000 {
            assert!((Duration::from_millis(20)..=RECONNECT_EVERY_MAX).contains(&reconnect_delay(attempts)));
        }
        assert!(reconnect_delay(usize::MAX) >= RECONNECT_EVERY_MAX / 2);
    }
}
