//! The network under the guard: names and connections, and nothing else. Tests have one of their own.

use std::io;
use std::net::{IpAddr, SocketAddr};

use async_trait::async_trait;
use rustls::RootCertStore;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};

/// Looks up names, and connects to addresses.
#[async_trait]
pub trait Network: Send + Sync {
    /// Returns every address of a name.
    async fn look_up(&self, name: &str) -> io::Result<Vec<IpAddr>>;

    /// Connects to this address and no other.
    async fn connect(&self, address: SocketAddr) -> io::Result<Box<dyn Connection>>;

    /// Returns who is believed to say who somebody is.
    fn authorities(&self) -> RootCertStore;
}

/// A connection to somebody.
pub trait Connection: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Connection for T {}

/// The network that this machine is in.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

#[async_trait]
impl Network for System {
    async fn look_up(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        Ok(lookup_host((name, 0)).await?.map(|address| address.ip()).collect())
    }

    async fn connect(&self, address: SocketAddr) -> io::Result<Box<dyn Connection>> {
        Ok(Box::new(TcpStream::connect(address).await?))
    }

    fn authorities(&self) -> RootCertStore {
        RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
    }
}
