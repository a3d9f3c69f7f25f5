//! A certificate from files that somebody else renews.

use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use anyhow::Context as _;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;

/// The files, and what was last read from them.
#[derive(Debug)]
struct Files {
    certificate: PathBuf,
    key: PathBuf,
    now: RwLock<Arc<CertifiedKey>>,
}

impl ResolvesServerCert for Files {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.now.read().ok().map(|now| Arc::clone(&now))
    }
}

/// Reads the files, and reads them again at each SIGHUP. What cannot be read then leaves all as it is.
pub(super) fn watch(certificate: &Path, key: &Path) -> anyhow::Result<Arc<dyn ResolvesServerCert>> {
    let now = RwLock::new(Arc::new(read(certificate, key)?));
    let files = Arc::new(Files { certificate: certificate.to_owned(), key: key.to_owned(), now });
    #[cfg(unix)]
    {
        let files = Arc::clone(&files);
        let mut asked = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup())?;
        tokio::spawn(async move {
            while asked.recv().await.is_some() {
                files.read_again();
            }
        });
    }
    Ok(files)
}

impl Files {
    fn read_again(&self) {
        match read(&self.certificate, &self.key) {
            Ok(new) => {
                if let Ok(mut now) = self.now.write() {
                    *now = Arc::new(new);
                }
                tracing::info!("the certificate was read again");
            }
            Err(error) => tracing::error!("the certificate stays the one from before: {error:#}"),
        }
    }
}

fn read(certificate: &Path, key: &Path) -> anyhow::Result<CertifiedKey> {
    let wrong = |path: &Path| format!("cannot read {} as PEM", path.display());
    let chain = CertificateDer::pem_file_iter(certificate).with_context(|| wrong(certificate))?;
    let chain: Vec<_> = chain.collect::<Result<_, _>>().with_context(|| wrong(certificate))?;
    let secret = PrivateKeyDer::from_pem_file(key).with_context(|| wrong(key))?;
    let both = CertifiedKey::from_der(chain, secret, &rustls::crypto::ring::default_provider());
    both.with_context(|| format!("the key {} is not that of {}", key.display(), certificate.display()))
}
