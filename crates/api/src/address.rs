//! The address that a request comes from, also through proxies.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use ipnet::IpNet;
use protocol::Code;

use crate::failure::Failure;
use crate::state::Api;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address a request comes from: a proxy's, where there is one that is not trusted to name who asked it.
pub(crate) struct Address(pub(crate) IpAddr);

impl FromRequestParts<Api> for Address {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, api: &Api) -> Result<Self, Failure> {
        let connection = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let missing = || Failure::new(Code::Internal, "the server does not know where the request comes from");
        let ConnectInfo(peer) = connection.ok_or_else(missing)?;
        Ok(Self(origin(peer.ip(), &parts.headers, &api.options().trusted_proxies)))
    }
}

/// Who asked the first trusted proxy. Each proxy adds at the end of the header who asked it, so what stands before an
/// address that is not trusted was made up by that one, or may have been.
fn origin(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut address = peer.to_canonical();
    // A line that is no text names nobody, and ends the walk.
    let lines = headers.get_all(FORWARDED_FOR).iter().map(|line| line.to_str().unwrap_or_default()).collect::<Vec<_>>();
    for hop in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        if !is_trusted(&address) {
            break;
        }
        let Some(before) = read(hop.trim()) else { break };
        address = before;
    }
    address
}

/// Some proxies add a port.
fn read(hop: &str) -> Option<IpAddr> {
    let address = hop.parse::<IpAddr>().or_else(|_| hop.parse::<SocketAddr>().map(|address| address.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use axum::http::{HeaderMap, HeaderValue};

    use super::{FORWARDED_FOR, origin};

    #[track_caller]
    fn check(peer: &str, lines: &[&'static str], expected: &str) {
        check_bytes(peer, &lines.iter().map(|line| line.as_bytes()).collect::<Vec<_>>(), expected);
    }

    #[track_caller]
    fn check_bytes(peer: &str, lines: &[&[u8]], expected: &str) {
        let trusted = ["10.0.0.0/8".parse().unwrap(), "fd00::/8".parse().unwrap()];
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_bytes(line).unwrap());
        }
        assert_eq!(origin(peer.parse().unwrap(), &headers, &trusted), expected.parse::<IpAddr>().unwrap());
    }

    #[test]
    fn who_is_not_trusted_counts_as_itself_whatever_it_says() {
        check("192.0.2.1", &[], "192.0.2.1");
        check("192.0.2.1", &["198.51.100.7"], "192.0.2.1");
        check("10.1.1.1", &[], "10.1.1.1");
    }

    #[test]
    fn behind_a_trusted_proxy_the_last_one_that_is_not_trusted_counts() {
        check("10.1.1.1", &["198.51.100.7"], "198.51.100.7");
        check("::ffff:10.1.1.1", &["198.51.100.7"], "198.51.100.7");
        check("10.1.1.1", &["203.0.113.9, 198.51.100.7"], "198.51.100.7");
        check("10.1.1.1", &["203.0.113.9", "198.51.100.7, 10.2.2.2"], "198.51.100.7");
        check("fd00::1", &["[2001:db8::7]:443"], "2001:db8::7");
        check("10.1.1.1", &["10.3.3.3,10.2.2.2"], "10.3.3.3");
        check("10.1.1.1", &["198.51.100.7, nonsense"], "10.1.1.1");
    }

    #[test]
    fn a_line_that_is_no_text_ends_the_walk() {
        check_bytes("10.1.1.1", &[b"198.51.100.7", b"\xff"], "10.1.1.1");
        check_bytes("10.1.1.1", &[b"198.51.100.7", b"\xff", b"10.2.2.2"], "10.2.2.2");
        check_bytes("10.1.1.1", &[b"\xff", b"198.51.100.7"], "198.51.100.7");
    }
}
