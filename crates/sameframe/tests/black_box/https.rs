//! HTTPS of the server's own: certificates from files, and from an authority that speaks ACME.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedKey, IsCa, KeyPair};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::server::{PATIENCE, Server};

pub(crate) const DOMAIN: &str = "watch.example.org";

/// Shakes hands with a server that must have a certificate of this authority for this name.
pub(crate) async fn connect(
    address: SocketAddr,
    name: &'static str,
    authority: &str,
) -> io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(authority.as_bytes()).unwrap()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().unwrap().with_root_certificates(roots);
    let connector = TlsConnector::from(Arc::new(config.with_no_client_auth()));
    connector.connect(ServerName::try_from(name).unwrap(), TcpStream::connect(address).await?).await
}

pub(crate) async fn get(address: SocketAddr, name: &'static str, authority: &str, path: &str) -> io::Result<String> {
    let mut connection = connect(address, name, authority).await?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n");
    connection.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.or_else(|error| match error.kind() {
        // Some end without saying so.
        io::ErrorKind::UnexpectedEof => Ok(0),
        _ => Err(error),
    })?;
    Ok(String::from_utf8(answer).unwrap())
}

/// Asks until there is an answer.
pub(crate) async fn get_at_last(address: SocketAddr, name: &'static str, authority: &str, path: &str) -> String {
    let asking = async {
        loop {
            match get(address, name, authority, path).await {
                Ok(answer) => break answer,
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    };
    tokio::time::timeout(PATIENCE, asking).await.unwrap()
}

fn address(server: &Server) -> SocketAddr {
    server.url.strip_prefix("https://").unwrap().parse().unwrap()
}

pub(crate) fn self_signed(folder: &Path) -> String {
    let CertifiedKey { cert, key_pair } = rcgen::generate_simple_self_signed([DOMAIN.to_owned()]).unwrap();
    std::fs::write(folder.join("cert.pem"), cert.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), key_pair.serialize_pem()).unwrap();
    cert.pem()
}

#[tokio::test]
async fn with_a_certificate_from_files_it_serves_https_and_reads_them_again_when_told() {
    let folder = tempfile::tempdir().unwrap();
    let first = self_signed(folder.path());
    let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    let (certificate, key) = (certificate.to_str().unwrap(), key.to_str().unwrap());
    let mut server = Server::fresh_with(&["serve", "--tls-cert", certificate, "--tls-key", key]);
    let address = address(&server);
    // Who connects and says nothing holds nobody up.
    let silent = TcpStream::connect(address).await.unwrap();
    let answer = get(address, DOMAIN, &first, "/healthz").await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok\n"), "{answer}");

    let request = format!("wss://{DOMAIN}/api/sessions/nobody/live").into_client_request().unwrap();
    let connection = connect(address, DOMAIN, &first).await.unwrap();
    let (_socket, upgraded) = tokio_tungstenite::client_async(request, connection).await.unwrap();
    assert_eq!(upgraded.status(), 101);

    let hang_up = |server: &Server| {
        assert!(Command::new("kill").args(["-HUP", &server.pid()]).status().unwrap().success());
    };
    let second = self_signed(folder.path());
    assert!(get(address, DOMAIN, &second, "/healthz").await.is_err(), "it has not been told yet");
    hang_up(&server);
    get_at_last(address, DOMAIN, &second, "/healthz").await;
    std::fs::write(folder.path().join("key.pem"), "nonsense").unwrap();
    hang_up(&server);
    assert!(get(address, DOMAIN, &second, "/healthz").await.unwrap().contains("200"), "what is wrong changes nothing");
    drop(silent);
    assert!(server.terminate().success());
}

/// A program that ends with the test.
pub(crate) struct Program(Child);

impl Program {
    pub(crate) fn start(name: &str, arguments: &[&str], folder: &Path) -> Option<Self> {
        Self::start_in(&[("PEBBLE_VA_NOSLEEP", "1")], name, arguments, folder)
    }

    /// Starts it with variables set.
    pub(crate) fn start_in(
        environment: &[(&str, &str)],
        name: &str,
        arguments: &[&str],
        folder: &Path,
    ) -> Option<Self> {
        let mut command = Command::new(name);
        command.args(arguments).current_dir(folder).envs(environment.iter().copied());
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().ok().map(Self)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// The authority's own certificate, of an authority of the test's own.
fn directory_certificate(folder: &Path) -> String {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = params.self_signed(&key).unwrap();
    let own = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&own, &authority, &key).unwrap();
    std::fs::write(folder.join("authority.pem"), authority.pem()).unwrap();
    std::fs::write(folder.join("directory.pem"), certificate.pem()).unwrap();
    std::fs::write(folder.join("directory-key.pem"), own.serialize_pem()).unwrap();
    authority.pem()
}

/// Pebble is the small authority that Let's Encrypt tests with.
#[tokio::test]
async fn with_acme_it_gets_a_certificate_keeps_it_and_sends_who_comes_without_to_https() {
    let folder = tempfile::tempdir().unwrap();
    let authority = directory_certificate(folder.path());
    let [directory, management, dns, dns_management, port, plain] = std::array::from_fn(|_| free_port());
    let config = json!({ "pebble": {
        "listenAddress": format!("127.0.0.1:{directory}"), "managementListenAddress": format!("127.0.0.1:{management}"),
        "certificate": "directory.pem", "privateKey": "directory-key.pem", "httpPort": plain, "tlsPort": port,
        "ocspResponderURL": "", "externalAccountBindingRequired": false,
    }});
    std::fs::write(folder.path().join("pebble.json"), config.to_string()).unwrap();
    let (dns, dns_management) = (format!("127.0.0.1:{dns}"), format!("127.0.0.1:{dns_management}"));
    let names = ["-defaultIPv4", "127.0.0.1", "-defaultIPv6", "", "-http01", "", "-https01", "", "-tlsalpn01", ""];
    let names = [&names[..], &["-dns01", &dns, "-management", &dns_management]].concat();
    let pebble = ["-config", "pebble.json", "-dnsserver", &dns];
    let started = (
        Program::start("pebble-challtestsrv", &names, folder.path()),
        Program::start("pebble", &pebble, folder.path()),
    );
    let (Some(_names), Some(pebble)) = started else {
        assert!(std::env::var_os("SAMEFRAME_CI").is_none(), "CI must have pebble installed");
        println!("skipped: pebble is not installed");
        return;
    };
    let management = SocketAddr::from(([127, 0, 0, 1], management));
    let issued_by = get_at_last(management, "localhost", &authority, "/roots/0").await;
    let issued_by = issued_by.split_once("\r\n\r\n").unwrap().1.to_owned();

    let url = format!("https://localhost:{directory}/dir");
    let (listen, from) = (format!("127.0.0.1:{port}"), format!("127.0.0.1:{plain}"));
    let serve = || {
        let arguments = ["--listen", &listen, "--redirect-from", &from, "--https", DOMAIN, "--https-directory", &url];
        let more = ["--https-ca", "authority.pem", "--data", "data"];
        Program::start(env!("CARGO_BIN_EXE_sameframe"), &[&arguments[..], &more[..]].concat(), folder.path()).unwrap()
    };
    let server = serve();
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    let answer = get_at_last(address, DOMAIN, &issued_by, "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let moved = client.get(format!("http://{from}/s/abc?x=1")).send().await.unwrap();
    assert_eq!(moved.status(), 308);
    assert_eq!(moved.headers()["location"], format!("https://{DOMAIN}:{port}/s/abc?x=1"));

    // The authority is gone, and the certificate that was kept is served.
    drop((server, pebble));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(folder.path().join("data/acme")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700, "it holds private keys");
    }
    let _server = serve();
    get_at_last(address, DOMAIN, &issued_by, "/healthz").await;
}
