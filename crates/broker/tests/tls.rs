//! Encrypted connections: whom a node trusts, and whom the server does.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "tests fail by panicking and say what they skip")]

use std::path::Path;
use std::process::Command;

use broker::{Broker as _, NatsBroker, NatsInspection, NatsOptions, Notice};
use tempfile::TempDir;
use testkit::{Nats, session_id};

/// Makes an authority, and a certificate of this machine that it has signed.
fn certificates() -> Option<TempDir> {
    if Command::new("openssl").arg("version").output().is_err() {
        assert!(std::env::var_os("SAMEFRAME_CI").is_none(), "CI must have openssl installed");
        println!("skipped: openssl is not installed");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes";
    std::fs::write(folder.path().join("ext"), "subjectAltName=IP:127.0.0.1\nextendedKeyUsage=serverAuth,clientAuth\n")
        .unwrap();
    openssl(folder.path(), &format!("req -x509 {key} -keyout ca.key -out ca.pem -days 2 -subj /CN=authority"));
    openssl(folder.path(), &format!("req -x509 {key} -keyout other.key -out other.pem -days 2 -subj /CN=stranger"));
    openssl(folder.path(), &format!("req {key} -keyout node.key -out node.csr -subj /CN=node"));
    openssl(
        folder.path(),
        "x509 -req -in node.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -out node.pem -extfile ext",
    );
    Some(folder)
}

#[track_caller]
fn openssl(folder: &Path, arguments: &str) {
    let output = Command::new("openssl").args(arguments.split(' ')).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

async fn look(url: &str) -> Result<NatsInspection, String> {
    let looked = NatsInspection::of(&NatsOptions::parse(url).unwrap()).await;
    looked.map_err(|error| error.to_string())
}

#[tokio::test]
async fn both_ends_know_each_other_by_their_certificates() {
    let Some(folder) = certificates() else { return };
    let file = |name: &str| folder.path().join(name).display().to_string();
    let settings = format!(
        "tls {{ cert_file: \"{}\", key_file: \"{}\", ca_file: \"{}\", verify: true }}",
        file("node.pem"),
        file("node.key"),
        file("ca.pem")
    );
    let Some(server) = Nats::start_with(&settings) else { return };
    let url = |scheme: &str, authority: &str| format!("{scheme}://127.0.0.1:{}?ca={}", server.port(), file(authority));
    let own = format!("cert={}&key={}", file("node.pem"), file("node.key"));

    look(&format!("{}&{own}", url("tls", "ca.pem"))).await.unwrap();
    let error = look(&format!("{}&{own}", url("tls", "other.pem"))).await.unwrap_err();
    assert!(error.contains("certificate") && error.contains("ca=FILE"), "{error}");
    look(&url("tls", "ca.pem")).await.expect_err("the server asks for a certificate");

    let options = NatsOptions::parse(&format!("{}&{own}", url("tls", "ca.pem"))).unwrap();
    assert!(options.is_encrypted());
    let (here, there) = (NatsBroker::start(&options).await.unwrap(), NatsBroker::start(&options).await.unwrap());
    let mut news = here.subscribe(&session_id("s1")).await.unwrap();
    there.publish(&session_id("s1"), Notice::Presence).await.unwrap();
    assert_eq!(news.next().await, Notice::Presence);
}

#[tokio::test]
async fn a_server_without_encryption_is_not_spoken_to_where_it_was_asked_for() {
    let Some(server) = Nats::start() else { return };
    let error = look(&server.url().replace("nats://", "tls://")).await.unwrap_err();
    assert!(error.contains("no encrypted connection") && !error.contains("hush"), "{error}");
}
