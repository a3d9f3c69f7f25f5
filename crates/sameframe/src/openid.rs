//! The identity provider, as it is set.

use std::path::PathBuf;

use anyhow::{Context as _, bail};
use api::OpenIdOptions;
use url::{Host, Url};

/// What may be given.
pub(crate) struct Asked {
    pub(crate) issuer: Option<Url>,
    pub(crate) client_id: Option<String>,
    pub(crate) secret_file: Option<PathBuf>,
    pub(crate) name: Option<String>,
}

/// An identity provider that people may sign in through.
#[derive(Clone, Debug)]
pub(crate) struct OpenId {
    issuer: Url,
    client_id: String,
    secret_file: Option<PathBuf>,
    name: String,
}

impl OpenId {
    /// Reads what was given: all that is needed, or nothing.
    pub(crate) fn read(asked: Asked) -> anyhow::Result<Option<Self>> {
        let Asked { issuer, client_id, secret_file, name } = asked;
        let (issuer, client_id) = match (issuer, client_id) {
            (Some(issuer), Some(client_id)) => (issuer, client_id),
            (None, None) if secret_file.is_none() && name.is_none() => return Ok(None),
            _ => bail!("an identity provider needs --openid-issuer and --openid-client-id"),
        };
        if issuer.scheme() != "https" && !is_own_machine(&issuer) {
            bail!("the identity provider {issuer} must begin with https://");
        }
        let name = name.or_else(|| issuer.host_str().map(str::to_owned)).unwrap_or_default();
        Ok(Some(Self { issuer, client_id, secret_file, name }))
    }

    /// What the API is told of it.
    pub(crate) fn options(&self) -> anyhow::Result<OpenIdOptions> {
        let read = |file: &PathBuf| {
            let secret = std::fs::read_to_string(file);
            secret.with_context(|| format!("cannot read the secret in {}", file.display()))
        };
        let secret = self.secret_file.as_ref().map(read).transpose()?;
        // A provider names itself to the letter, and most without the slash that an address without a path gets.
        let issuer =
            if self.issuer.path() == "/" { self.issuer.as_str().trim_end_matches('/') } else { self.issuer.as_str() };
        Ok(OpenIdOptions {
            issuer: issuer.to_owned(),
            client_id: self.client_id.clone(),
            client_secret: secret.map(|secret| secret.trim().to_owned()),
            name: self.name.clone(),
        })
    }
}

fn is_own_machine(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Asked, OpenId};

    fn read(issuer: Option<&str>, client_id: Option<&str>, name: Option<&str>) -> anyhow::Result<Option<OpenId>> {
        OpenId::read(Asked {
            issuer: issuer.map(|issuer| issuer.parse().unwrap()),
            client_id: client_id.map(str::to_owned),
            secret_file: None,
            name: name.map(str::to_owned),
        })
    }

    #[test]
    fn a_provider_is_whole_or_there_is_none() {
        assert!(read(None, None, None).unwrap().is_none());
        let whole =
            read(Some("https://login.example.org"), Some("sameframe"), None).unwrap().unwrap().options().unwrap();
        assert_eq!((whole.issuer.as_str(), whole.name.as_str()), ("https://login.example.org", "login.example.org"));
        let path = read(Some("https://example.org/realms/home/"), Some("x"), Some("Home")).unwrap().unwrap();
        assert_eq!(path.options().unwrap().issuer, "https://example.org/realms/home/");
        assert!(read(Some("http://127.0.0.1:9000"), Some("x"), None).unwrap().is_some());
        for (issuer, client_id, name) in [
            (Some("https://login.example.org"), None, None),
            (None, Some("x"), None),
            (None, None, Some("Home")),
            (Some("http://login.example.org"), Some("x"), None),
        ] {
            assert!(read(issuer, client_id, name).is_err(), "{issuer:?}");
        }
    }
}
