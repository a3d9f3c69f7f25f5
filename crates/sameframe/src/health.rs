//! `sameframe health`

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use anyhow::{Context as _, bail};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::settings::Settings;
use crate::telemetry;

/// How long the server may take. It gives its database 3 s.
const PATIENCE: Duration = Duration::from_secs(4);
/// The largest answer that is read; the real ones are far smaller.
const ANSWER_BYTES_MAX: u64 = 16 * 1024;

/// Asks the server that listens where the settings say, and fails unless it is well.
pub(crate) async fn health(settings: &Settings, ready: bool) -> anyhow::Result<()> {
    if settings.https.is_some() {
        bail!("with HTTPS ask it under its name, such as `curl https://watch.example.org/healthz`");
    }
    let address = reachable(settings.listen);
    let path = if ready { "/readyz" } else { "/healthz" };
    let answer = timeout(PATIENCE, ask(address, path)).await;
    let answer = answer.with_context(|| format!("no answer came from {address} in time"))?;
    let answer = answer.with_context(|| format!("no server answers at {address}"))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split(' ').nth(1).unwrap_or_default();
    if status != "200" {
        bail!("the server at {address} answered {status}: {}", body.trim());
    }
    telemetry::say(body.trim());
    Ok(())
}

/// One request needs no client of its own.
async fn ask(address: SocketAddr, path: &str) -> std::io::Result<String> {
    let mut connection = TcpStream::connect(address).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    connection.take(ANSWER_BYTES_MAX).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Who listens on every address is asked on this machine's own.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

#[cfg(test)]
mod tests {
    use super::reachable;

    #[test]
    fn who_listens_everywhere_is_asked_here() {
        for (listen, ask) in [("0.0.0.0:1", "127.0.0.1:1"), ("[::]:2", "[::1]:2"), ("192.0.2.1:3", "192.0.2.1:3")] {
            assert_eq!(reachable(listen.parse().unwrap()), ask.parse().unwrap());
        }
    }
}
