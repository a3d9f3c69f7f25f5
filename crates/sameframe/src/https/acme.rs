//! A certificate that the server gets and renews by itself (ACME, TLS-ALPN-01).

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use futures_util::StreamExt as _;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use rustls_acme::AcmeConfig;
use rustls_acme::caches::DirCache;
use url::Url;

use super::Certificates;
use crate::parts;

/// Starts asking for a certificate, or takes the one that was kept. Until it is there, visitors are turned away.
pub(super) fn start(
    domains: &[String],
    directory: &Url,
    authorities: Option<&Path>,
    folder: &Path,
) -> anyhow::Result<Certificates> {
    // It holds private keys.
    parts::make_private_folder(folder)?;
    let mut config = AcmeConfig::new(domains).directory(directory).cache(DirCache::new(folder.to_owned()));
    if let Some(authorities) = authorities {
        config = config.client_tls_config(trusting(authorities)?);
    }
    let mut state = config.state();
    let challenge = state.challenge_rustls_config();
    let certificates = Certificates::of(state.resolver(), Some(challenge))?;
    let domains = domains.join(", ");
    tokio::spawn(async move {
        // After a failure it waits longer each time before it asks again.
        while let Some(event) = state.next().await {
            match event {
                Ok(event) => tracing::info!(?event, "the certificate for {domains}"),
                Err(error) => tracing::error!(%error, "there is no new certificate for {domains} yet"),
            }
        }
    });
    Ok(certificates)
}

fn trusting(file: &Path) -> anyhow::Result<Arc<ClientConfig>> {
    let wrong = || format!("cannot read the certificates in {}", file.display());
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(file).with_context(wrong)? {
        roots.add(certificate.with_context(wrong)?).with_context(wrong)?;
    }
    if roots.is_empty() {
        bail!("there is no certificate in {}", file.display());
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions()?;
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}
