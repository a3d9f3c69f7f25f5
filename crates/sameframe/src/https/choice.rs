//! Where the certificate comes from.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use rustls::ServerConfig;
use rustls::server::ResolvesServerCert;
use url::{Host, Url};

use super::{acme, files};

/// Let's Encrypt's, and its other one for trying out.
const PRODUCTION: &str = "https://acme-v02.api.letsencrypt.org/directory";
const STAGING: &str = "https://acme-staging-v02.api.letsencrypt.org/directory";
/// The port that needs no naming in links.
const HTTPS_PORT: u16 = 443;

/// What was asked for, before it is known whether that fits together.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pub(crate) domains: Vec<String>,
    pub(crate) directory: Option<String>,
    pub(crate) authorities: Option<PathBuf>,
    pub(crate) certificate: Option<PathBuf>,
    pub(crate) key: Option<PathBuf>,
}

/// Where the certificate comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Https {
    /// From an authority that speaks ACME, for these domains.
    Acme { domains: Vec<String>, directory: Url, authorities: Option<PathBuf> },
    /// From files that somebody else looks after.
    Files { certificate: PathBuf, key: PathBuf },
}

impl Https {
    /// What was asked for, or none where nothing was.
    pub(crate) fn new(asked: Asked) -> anyhow::Result<Option<Self>> {
        match (asked.certificate, asked.key) {
            (Some(_), Some(_)) if !asked.domains.is_empty() => bail!("choose --https or --tls-cert, not both"),
            (Some(certificate), Some(key)) => return Ok(Some(Self::Files { certificate, key })),
            (None, None) => {}
            _ => bail!("--tls-cert and --tls-key belong together"),
        }
        if asked.domains.is_empty() {
            if asked.directory.is_some() || asked.authorities.is_some() {
                bail!("name the domain with --https too");
            }
            return Ok(None);
        }
        if let Some(wrong) = asked.domains.iter().find(|domain| !is_domain(domain)) {
            bail!("{wrong:?} is no domain; write it like watch.example.org");
        }
        let directory = match asked.directory.as_deref() {
            None => PRODUCTION,
            Some("staging") => STAGING,
            Some(other) => other,
        };
        let directory = Url::parse(directory).ok().filter(|url| url.scheme() == "https");
        let directory = directory.context("the ACME directory must be `staging` or begin with https://")?;
        Ok(Some(Self::Acme { domains: asked.domains, directory, authorities: asked.authorities }))
    }

    /// The link that people open, where it is known.
    pub(crate) fn link(&self, port: Option<u16>) -> Option<Url> {
        let Self::Acme { domains, .. } = self else { return None };
        let mut link = Url::parse(&format!("https://{}", domains.first()?)).ok()?;
        // Behind something that passes on port 443 the own one is another, and only the operator knows; then it is named.
        link.set_port(port.filter(|port| *port != HTTPS_PORT)).ok()?;
        Some(link)
    }

    /// Reads the certificate, or begins to get it and to renew it.
    pub(crate) fn certificates(&self, data: &Path) -> anyhow::Result<Certificates> {
        match self {
            Self::Files { certificate, key } => Ok(Certificates::of(files::watch(certificate, key)?, None)?),
            Self::Acme { domains, directory, authorities } => {
                acme::start(domains, directory, authorities.as_deref(), &data.join("acme"))
            }
        }
    }
}

/// What connections are answered with.
pub(crate) struct Certificates {
    /// Everybody.
    pub(crate) visitors: Arc<ServerConfig>,
    /// The authority, when it checks that the domain leads here.
    pub(crate) challenge: Option<Arc<ServerConfig>>,
}

impl Certificates {
    pub(super) fn of(
        resolver: Arc<dyn ResolvesServerCert>,
        challenge: Option<Arc<ServerConfig>>,
    ) -> Result<Self, rustls::Error> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut visitors = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(resolver);
        visitors.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self { visitors: Arc::new(visitors), challenge })
    }
}

fn is_domain(text: &str) -> bool {
    !text.contains('*') && matches!(Host::parse(text), Ok(Host::Domain(domain)) if domain == text)
}

#[cfg(test)]
mod tests {
    use super::{Asked, Https};

    fn domains(domains: &[&str]) -> Asked {
        Asked { domains: domains.iter().map(ToString::to_string).collect(), ..Asked::default() }
    }

    #[test]
    fn a_certificate_comes_from_one_place() {
        assert_eq!(Https::new(Asked::default()).unwrap(), None);
        let directory = |asked| match Https::new(asked).unwrap() {
            Some(Https::Acme { directory, .. }) => directory.to_string(),
            other => format!("{other:?}"),
        };
        let staging = Some("staging".to_owned());
        assert!(directory(domains(&["watch.example.org"])).contains("//acme-v02"));
        assert!(directory(Asked { directory: staging.clone(), ..domains(&["watch.example.org"]) }).contains("staging"));
        for wrong in ["", "https://watch.example.org", "watch.example.org/x", "192.0.2.1", "*.example.org", "a b"] {
            assert!(Https::new(domains(&[wrong])).is_err(), "{wrong}");
        }
        let file = || Some("file.pem".into());
        assert!(Https::new(Asked { certificate: file(), key: file(), ..Asked::default() }).unwrap().is_some());
        for wrong in [
            Asked { certificate: file(), ..Asked::default() },
            Asked { key: file(), ..Asked::default() },
            Asked { certificate: file(), key: file(), ..domains(&["watch.example.org"]) },
            Asked { directory: staging, ..Asked::default() },
            Asked { directory: Some("http://ca.example.org".to_owned()), ..domains(&["watch.example.org"]) },
        ] {
            assert!(Https::new(wrong).is_err());
        }
    }

    #[test]
    fn a_link_names_the_domain_and_an_unusual_port() {
        let https = Https::new(domains(&["watch.example.org", "www.example.org"])).unwrap().unwrap();
        assert_eq!(https.link(None).unwrap().as_str(), "https://watch.example.org/");
        assert_eq!(https.link(Some(443)).unwrap().as_str(), "https://watch.example.org/");
        assert_eq!(https.link(Some(8443)).unwrap().as_str(), "https://watch.example.org:8443/");
    }
}
