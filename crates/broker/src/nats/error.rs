//! Why a broker could not be set up. No text here shows what was given: it may hold a password.

use std::error::Error;
use std::io;
use std::path::PathBuf;

use async_nats::rustls;
use async_nats::{ConnectError, ConnectErrorKind};

/// Why a text does not name a broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NatsUrlError {
    /// It is no list of URLs.
    #[error("a server is named like nats://user:password@host:4222 or tls://host:4222, several with commas between")]
    Server,
    /// It names too many servers.
    #[error("at most 16 servers can be named; one of a cluster is enough, the others are found through it")]
    TooManyServers,
    /// It says twice, and differently, who this node is.
    #[error("all servers take the same user and password, or a creds file instead: give one of them, once")]
    Credentials,
    /// It has a parameter that is not known, or has one twice.
    #[error("the parameters are ca=FILE, cert=FILE with key=FILE, creds=FILE and prefix=WORD, each once")]
    Parameter,
    /// The subject prefix cannot be part of a subject.
    #[error("the prefix is 1 to 64 letters, digits, `-` and `_`; dots may stand between")]
    Prefix,
}

/// Why a broker could not be started or looked at.
#[derive(Debug, thiserror::Error)]
pub enum NatsError {
    /// A file that the settings name cannot be used.
    #[error("the file {} cannot be used", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// No server took the connection.
    #[error("{advice}")]
    Connect {
        /// What is wrong, and what to do.
        advice: &'static str,
        /// The client's own words.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// A server took the connection, and what was published did not come back.
    #[error("nothing that is published arrives; the user must be allowed to publish and to subscribe to `{subjects}`")]
    Deaf {
        /// What the node must be allowed.
        subjects: String,
    },
}

const ENCRYPTION_ADVICE: &str =
    "no encrypted connection; check the server's certificate, and name its authority with ca=FILE";

impl NatsError {
    pub(super) fn connect(error: ConnectError) -> Self {
        let advice = match error.kind() {
            ConnectErrorKind::Authentication | ConnectErrorKind::AuthorizationViolation => {
                "the server does not know this node; check the user and the password, or the creds file"
            }
            ConnectErrorKind::Dns => "the server's name cannot be looked up; check the host in the URL",
            ConnectErrorKind::Tls => ENCRYPTION_ADVICE,
            _ if is_of_encryption(&error) => ENCRYPTION_ADVICE,
            ConnectErrorKind::TimedOut => {
                "the server does not answer; check the address, and whether a firewall is between"
            }
            ConnectErrorKind::ServerParse | ConnectErrorKind::Io | ConnectErrorKind::MaxReconnects => {
                "no server can be reached; check that one runs at the address"
            }
        };
        Self::Connect { advice, source: error.into() }
    }
}

/// A handshake that fails is an error of input and output to the client.
fn is_of_encryption(error: &ConnectError) -> bool {
    let mut next: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(error) = next {
        let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let inner = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>());
        if error.is::<rustls::Error>() || inner.is_some() {
            return true;
        }
        next = error.source();
    }
    false
}
