//! The proxies of `deploy/proxy` in front of a real server. Where one is not installed its test says so: tests do not install
//! them, since their packages start servers on port 80.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::https::{DOMAIN, Program, connect, free_port, get, get_at_last, self_signed};
use crate::server::{PATIENCE, Server};

fn is_installed(program: &str) -> bool {
    let is_there = Command::new(program).arg("-v").output().is_ok();
    if !is_there {
        println!("skipped: {program} is not installed");
    }
    is_there
}

fn example(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/proxy").join(name);
    std::fs::read_to_string(path).unwrap()
}

/// Replaces what is another here; each must be there.
fn with(text: String, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(text, |text, (from, to)| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    })
}

/// What every proxy must do.
async fn check(server: &Server, proxy: SocketAddr, authority: &str) {
    let answer = get_at_last(proxy, DOMAIN, authority, "/healthz").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("ok\n"), "{answer}");
    for inside in ["/metrics", "/readyz"] {
        let answer = get(proxy, DOMAIN, authority, inside).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 404"), "{inside}: {answer}");
    }
    let token = server.user("Ana").await;
    let session = server.session(&token).await;
    let mut request = format!("wss://{DOMAIN}/api/sessions/{session}/live").into_client_request().unwrap();
    request.headers_mut().insert("sec-websocket-protocol", "sameframe.v1".parse().unwrap());
    request.headers_mut().insert("origin", format!("https://{DOMAIN}").parse().unwrap());
    let connection = connect(proxy, DOMAIN, authority).await.unwrap();
    let upgrading = tokio_tungstenite::client_async(request, connection);
    let (_socket, upgraded) = tokio::time::timeout(PATIENCE, upgrading).await.unwrap().unwrap();
    assert_eq!(
        (upgraded.status().as_u16(), &upgraded.headers()["sec-websocket-protocol"]),
        (101, &"sameframe.v1".parse().unwrap())
    );
}

#[tokio::test]
async fn nginx_passes_everything_on_but_what_is_for_the_operator() {
    if !is_installed("nginx") {
        return;
    }
    let server = Server::fresh();
    let folder = tempfile::tempdir().unwrap();
    let authority = self_signed(folder.path());
    let here = folder.path().display().to_string();
    let (https, http) = (free_port(), free_port());
    let site = with(
        example("nginx.conf"),
        &[
            ("    listen [::]:80;\n", ""),
            ("    listen [::]:443 ssl http2;\n", ""),
            ("listen 80;", &format!("listen 127.0.0.1:{http};")),
            ("listen 443 ssl http2;", &format!("listen 127.0.0.1:{https} ssl http2;")),
            ("/etc/letsencrypt/live/watch.example.org/fullchain.pem", &format!("{here}/cert.pem")),
            ("/etc/letsencrypt/live/watch.example.org/privkey.pem", &format!("{here}/key.pem")),
            ("server 127.0.0.1:8420", &format!("server {}", server.address())),
        ],
    );
    let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let folders: Vec<_> = folders.iter().map(|name| format!("{name}_temp_path {here}/{name}; ")).collect();
    let folders = folders.concat();
    let whole = format!(
        "daemon off; pid {here}/pid; error_log {here}/log; worker_processes 1; events {{}}\n\
         http {{ access_log off; {folders}\n{site}}}\n"
    );
    std::fs::write(folder.path().join("nginx.conf"), whole).unwrap();
    let _nginx = Program::start("nginx", &["-c", &format!("{here}/nginx.conf")], folder.path()).unwrap();
    check(&server, SocketAddr::from(([127, 0, 0, 1], https)), &authority).await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let moved = client.get(format!("http://127.0.0.1:{http}/s/abc")).header("host", DOMAIN).send().await.unwrap();
    assert_eq!(moved.headers()["location"], format!("https://{DOMAIN}/s/abc"));
}

#[tokio::test]
async fn caddy_passes_everything_on_but_what_is_for_the_operator() {
    if !is_installed("caddy") {
        return;
    }
    let server = Server::fresh();
    let folder = tempfile::tempdir().unwrap();
    let (https, http) = (free_port(), free_port());
    let here = folder.path().display();
    let options = format!(
        "{{\n admin off\n http_port {http}\n https_port {https}\n auto_https disable_redirects\n local_certs\n \
         skip_install_trust\n storage file_system {here}/kept\n}}\n"
    );
    let site = with(
        example("Caddyfile"),
        &[("{$DOMAIN:localhost}", DOMAIN), ("{$SAMEFRAME_NODES:127.0.0.1:8420}", &server.address())],
    );
    std::fs::write(folder.path().join("Caddyfile"), options + &site).unwrap();
    let _caddy = Program::start("caddy", &["run", "--config", "Caddyfile"], folder.path()).unwrap();
    let root = folder.path().join("kept/pki/authorities/local/root.crt");
    let appearing = async {
        loop {
            match std::fs::read_to_string(&root) {
                Ok(root) if root.ends_with("-----END CERTIFICATE-----\n") => break root,
                _ => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            }
        }
    };
    let authority = tokio::time::timeout(PATIENCE, appearing).await.unwrap();
    check(&server, SocketAddr::from(([127, 0, 0, 1], https)), &authority).await;
}
