//! What can be said of an address without asking anybody.

use std::net::IpAddr;

use url::{Host, Url};

use super::address::is_public;
use super::error::Refusal;
use super::origin::Origin;

/// A server that may be asked, once what its name leads to has been looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) origin: Origin,
    pub(super) host: TargetHost,
    /// The operator allows exactly this server, wherever it stands.
    pub(super) is_allowed: bool,
}

/// How a server is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TargetHost {
    Address(IpAddr),
    Name(String),
}

impl Target {
    /// Looks at an address that the URL parser has made plain: `0x7f.1` is 127.0.0.1 by now.
    pub(super) fn of(url: &Url, allowed: &[Origin]) -> Result<Self, Refusal> {
        let origin = Origin::of(url).ok_or(Refusal::Scheme)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Credentials);
        }
        let host = match url.host().ok_or(Refusal::Scheme)? {
            Host::Domain(name) => TargetHost::Name(name.to_owned()),
            Host::Ipv4(address) => TargetHost::Address(address.into()),
            Host::Ipv6(address) => TargetHost::Address(address.into()),
        };
        let is_allowed = allowed.contains(&origin);
        if !is_allowed {
            if !matches!(origin.port(), 80 | 443) {
                return Err(Refusal::Port);
            }
            if let TargetHost::Address(address) = host
                && !is_public(address)
            {
                return Err(Refusal::Address);
            }
        }
        Ok(Self { origin, host, is_allowed })
    }

    /// Checks what the name leads to: every address must be public, or none is gone to.
    pub(super) fn may_go_to(&self, addresses: &[IpAddr]) -> bool {
        !addresses.is_empty() && (self.is_allowed || addresses.iter().all(|&address| is_public(address)))
    }
}

#[cfg(test)]
mod tests {
    use super::Refusal::{Address, Credentials, Port, Scheme};
    use super::{Refusal, Target};
    use crate::fetch::Origin;

    const SHOWN: [(&str, Option<Refusal>); 72] = [
        ("http://127.0.0.1/", Some(Address)),
        ("http://127.1/", Some(Address)),
        ("http://127.0.1/", Some(Address)),
        ("http://2130706433/", Some(Address)),
        ("http://0x7f000001/", Some(Address)),
        ("http://0x7f.1/", Some(Address)),
        ("http://0x7F.0x0.0x0.0x1/", Some(Address)),
        ("http://017700000001/", Some(Address)),
        ("http://0177.0.0.1/", Some(Address)),
        ("http://0177.1/", Some(Address)),
        ("http://127.0.0.1./", Some(Address)),
        ("http://127。0。0。1/", Some(Address)),
        ("http://①②⑦.⓪.⓪.①/", Some(Address)),
        ("http://１２７.0.0.1/", Some(Address)),
        ("http://127.0.0.%31/", Some(Address)),
        ("http://%31%32%37.0.0.1/", Some(Address)),
        ("https://127.255.255.254/", Some(Address)),
        ("http://0/", Some(Address)),
        ("http://0.0.0.0/", Some(Address)),
        ("http://00000000/", Some(Address)),
        ("http://0x0/", Some(Address)),
        ("http://10.0.0.1/", Some(Address)),
        ("http://012.0.0.1/", Some(Address)),
        ("http://167772161/", Some(Address)),
        ("http://172.16.0.1/", Some(Address)),
        ("http://172.31.255.255/", Some(Address)),
        ("http://192.168.0.1/", Some(Address)),
        ("http://192.168.257/", Some(Address)),
        ("http://3232235777/", Some(Address)),
        ("http://169.254.169.254/latest/meta-data/", Some(Address)),
        ("http://2852039166/", Some(Address)),
        ("http://0xa9fea9fe/", Some(Address)),
        ("http://0251.0376.0251.0376/", Some(Address)),
        ("http://169.254.170.2/v2/credentials", Some(Address)),
        ("http://100.100.100.200/", Some(Address)),
        ("http://100.64.0.1/", Some(Address)),
        ("http://168.63.129.16/", Some(Address)),
        ("http://192.0.0.192/", Some(Address)),
        ("http://198.18.0.1/", Some(Address)),
        ("http://203.0.113.7/", Some(Address)),
        ("http://224.0.0.1/", Some(Address)),
        ("http://240.0.0.1/", Some(Address)),
        ("http://255.255.255.255/", Some(Address)),
        ("http://4294967295/", Some(Address)),
        ("http://[::]/", Some(Address)),
        ("http://[::1]/", Some(Address)),
        ("http://[0:0:0:0:0:0:0:1]/", Some(Address)),
        ("http://[::ffff:127.0.0.1]/", Some(Address)),
        ("http://[::ffff:7f00:1]/", Some(Address)),
        ("http://[::ffff:0:127.0.0.1]/", Some(Address)),
        ("http://[::127.0.0.1]/", Some(Address)),
        ("http://[::ffff:169.254.169.254]/", Some(Address)),
        ("http://[64:ff9b::7f00:1]/", Some(Address)),
        ("http://[64:ff9b:1::a00:1]/", Some(Address)),
        ("http://[2002:7f00:1::]/", Some(Address)),
        ("http://[2001:0:7f00:1::]/", Some(Address)),
        ("http://[2001:db8::1]/", Some(Address)),
        ("http://[fc00::1]/", Some(Address)),
        ("http://[fd00:ec2::254]/", Some(Address)),
        ("http://[fe80::1]/", Some(Address)),
        ("http://[ff02::1]/", Some(Address)),
        ("http://example.org:22/", Some(Port)),
        ("http://example.org:6379/", Some(Port)),
        ("https://example.org:8443/", Some(Port)),
        ("http://example.org:0/", Some(Port)),
        ("http://user@example.org/", Some(Credentials)),
        ("http://example.org:80@127.0.0.1/", Some(Credentials)),
        ("http://:secret@example.org/", Some(Credentials)),
        ("ftp://example.org/", Some(Scheme)),
        ("file:///etc/passwd", Some(Scheme)),
        ("gopher://127.0.0.1:6379/_INFO", Some(Scheme)),
        ("data:text/html,x", Some(Scheme)),
    ];

    fn check(url: &str) -> Result<(), Option<Refusal>> {
        let url = url::Url::parse(url).map_err(|_| None)?;
        Target::of(&url, &[]).map(drop).map_err(Some)
    }

    #[test]
    fn addresses_that_show_what_they_are_go_nowhere() {
        for (url, refusal) in SHOWN {
            assert_eq!(check(url), Err(refusal), "{url}");
        }
    }

    #[test]
    fn what_is_no_address_at_all_is_not_parsed() {
        for url in [
            "http://",
            "http://[fe80::1%25eth0]/",
            "http://[::1",
            "http://127.0.0.1:99999/",
            "http://1.2.3.4.5/",
            "http://256.256.256.256/",
            "http://exa mple.org/",
            "127.0.0.1/",
            "//127.0.0.1/",
        ] {
            assert_eq!(check(url), Err(None), "{url}");
        }
    }

    #[test]
    fn public_addresses_pass_and_names_are_looked_up_later() {
        for url in [
            "http://example.org/",
            "https://example.org:443/a?b#c",
            "https://example.org:80/",
            "http://93.184.216.34/",
            "http://[2606:2800:220:1::1]/",
            "http://localhost/",
            "http://metadata.google.internal/",
            "http://127.0.0.1.nip.io/",
            "http:\\\\example.org\\a",
        ] {
            assert_eq!(check(url), Ok(()), "{url}");
        }
    }

    #[test]
    fn an_allowed_server_is_that_one_exactly() {
        let parse = |url: &str| url::Url::parse(url).unwrap();
        let allowed = [Origin::of(&parse("http://192.168.1.9:8096")).unwrap()];
        assert!(Target::of(&parse("http://192.168.1.9:8096/Items"), &allowed).unwrap().is_allowed);
        for other in
            ["http://192.168.1.9/", "http://192.168.1.9:8097/", "https://192.168.1.9:8096/", "http://192.168.1.8:8096/"]
        {
            assert!(Target::of(&parse(other), &allowed).is_err(), "{other}");
        }
        let with_password = parse("http://a:b@192.168.1.9:8096/");
        assert_eq!(Target::of(&with_password, &allowed), Err(Refusal::Credentials));
    }

    #[test]
    fn one_address_that_is_not_public_makes_a_name_go_nowhere() {
        let target = Target::of(&url::Url::parse("http://example.org/").unwrap(), &[]).unwrap();
        let may =
            |addresses: &[&str]| target.may_go_to(&addresses.iter().map(|a| a.parse().unwrap()).collect::<Vec<_>>());
        assert!(may(&["93.184.216.34", "2606:2800:220:1::1"]));
        assert!(!may(&["93.184.216.34", "10.0.0.1"]));
        assert!(!may(&["::ffff:93.184.216.34"]));
        assert!(!may(&[]));
    }
}
