//! The proxies of `deploy/proxy` in front of a real server. Where one is not there its test says so: `cargo xtask test`
//! unpacks Caddy, and does not install nginx, since its package starts a server on port 80.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;

use crate::https::{DOMAIN, Program, connect, free_port, get, get_at_last, self_signed};
use crate::server::{PATIENCE, Server};

pub(crate) fn is_installed(program: &str) -> bool {
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

/// The example, listening here, with a certificate of this test's.
fn nginx_here(here: &str, https: u16, http: u16) -> String {
    with(
        example("nginx.conf"),
        &[
            ("    listen [::]:80;\n", ""),
            ("    listen [::]:443 ssl http2;\n", ""),
            ("listen 80;", &format!("listen 127.0.0.1:{http};")),
            ("listen 443 ssl http2;", &format!("listen 127.0.0.1:{https} ssl http2;")),
            ("/etc/letsencrypt/live/watch.example.org/fullchain.pem", &format!("{here}/cert.pem")),
            ("/etc/letsencrypt/live/watch.example.org/privkey.pem", &format!("{here}/key.pem")),
        ],
    )
}

/// Starts nginx with this site.
fn start_nginx(folder: &Path, site: &str) -> Program {
    let here = folder.display();
    let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let folders: Vec<_> = folders.iter().map(|name| format!("{name}_temp_path {here}/{name}; ")).collect();
    let folders = folders.concat();
    let whole = format!(
        "daemon off; pid {here}/pid; error_log {here}/log; worker_processes 1; events {{}}\n\
         http {{ access_log off; {folders}\n{site}}}\n"
    );
    std::fs::write(folder.join("nginx.conf"), whole).unwrap();
    Program::start("nginx", &["-c", &format!("{here}/nginx.conf")], folder).unwrap()
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
    let site =
        with(nginx_here(&here, https, http), &[("server 127.0.0.1:8420", &format!("server {}", server.address()))]);
    let _nginx = start_nginx(folder.path(), &site);
    check(&server, SocketAddr::from(([127, 0, 0, 1], https)), &authority).await;
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let moved = client.get(format!("http://127.0.0.1:{http}/s/abc")).header("host", DOMAIN).send().await.unwrap();
    assert_eq!(moved.headers()["location"], format!("https://{DOMAIN}/s/abc"));
}

/// Starts Caddy with this site. Also returns what its certificate is known by.
async fn start_caddy(folder: &Path, site: &str, https: u16, http: u16) -> (Program, String) {
    let here = folder.display();
    let options = format!(
        "{{\n admin off\n http_port {http}\n https_port {https}\n auto_https disable_redirects\n local_certs\n \
         skip_install_trust\n storage file_system {here}/kept\n}}\n"
    );
    std::fs::write(folder.join("Caddyfile"), options + site).unwrap();
    let caddy = Program::start("caddy", &["run", "--config", "Caddyfile"], folder).unwrap();
    let root = folder.join("kept/pki/authorities/local/root.crt");
    let appearing = async {
        loop {
            match std::fs::read_to_string(&root) {
                Ok(root) if root.ends_with("-----END CERTIFICATE-----\n") => break root,
                _ => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
            }
        }
    };
    let authority = tokio::time::timeout(PATIENCE, appearing).await.unwrap();
    (caddy, authority)
}

#[tokio::test]
async fn caddy_passes_everything_on_but_what_is_for_the_operator() {
    if !is_installed("caddy") {
        return;
    }
    let server = Server::fresh();
    let folder = tempfile::tempdir().unwrap();
    let (https, http) = (free_port(), free_port());
    let site = with(
        example("Caddyfile"),
        &[("{$DOMAIN:localhost}", DOMAIN), ("{$SAMEFRAME_NODES:127.0.0.1:8420}", &server.address())],
    );
    let (_caddy, authority) = start_caddy(folder.path(), &site, https, http).await;
    check(&server, SocketAddr::from(([127, 0, 0, 1], https)), &authority).await;
}

/// The example in `docs/services.md` in this language, with the processes of this test.
fn services_apart(language: &str, processes: &[Server; 7]) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/services.md");
    let text = std::fs::read_to_string(path).unwrap();
    let from = text.split_once(&format!("```{language}\n")).unwrap().1;
    let example = from.split_once("```").unwrap().0.to_owned();
    let [users, session, timecode, message, prediction, catalog, recommendation] = processes;
    with(
        example,
        &[
            ("127.0.0.1:8421", &users.address()),
            ("127.0.0.1:8422", &session.address()),
            ("127.0.0.1:8423", &timecode.address()),
            ("127.0.0.1:8424", &message.address()),
            ("127.0.0.1:8425", &prediction.address()),
            ("127.0.0.1:8426", &catalog.address()),
            ("127.0.0.1:8427", &recommendation.address()),
        ],
    )
}

fn processes() -> [Server; 7] {
    ["users", "session", "timecode", "message", "prediction", "catalog", "recommendation"]
        .map(|service| Server::fresh_with(&["serve", "--services", service]))
}

/// What a proxy may answer for a process that is dead.
const DEAD: &[&str] = &["502", "503", "504"];

/// Every service's addresses lead to it, and what is dead is said to be; everything else comes from whoever lives.
async fn check_apart(processes: [Server; 7], proxy: SocketAddr, authority: &str) {
    let expect = async |path: &'static str, statuses: &[&str]| {
        let answer = get_at_last(proxy, DOMAIN, authority, path).await;
        let status = answer.split(' ').nth(1).unwrap();
        assert!(statuses.contains(&status), "{path}: {answer}");
        assert!(!answer.contains("service_off"), "{path}: {answer}");
    };
    let [users, session, timecode, message, prediction, catalog, recommendation] = processes;
    expect("/api/users/me", &["401"]).await;
    expect("/api/sessions?state=live", &["200"]).await;
    expect("/api/sessions/nobody", &["404"]).await;
    expect("/api/sessions/nobody/live", &["400"]).await;
    expect("/api/sessions/nobody/playback", &["401", "404"]).await;
    expect("/api/users/me/predictions", &["401"]).await;
    expect("/api/sessions/nobody/predictions", &["404"]).await;
    expect("/api/sessions/nobody/predictions/1/pick", &["405"]).await;
    expect("/api/sessions/nobody/messages", &["404"]).await;
    expect("/api/sessions/nobody/messages/reports", &["401", "404"]).await;
    expect("/api/videos?limit=1", &["200"]).await;
    expect("/api/users/me/recommendations", &["401"]).await;
    expect("/api/users/me/recommendations/feedback", &["405"]).await;
    expect("/api/sessions/nobody/recommendations", &["401", "404"]).await;
    expect("/healthz", &["200"]).await;
    drop(catalog);
    expect("/api/videos/nothing", DEAD).await;
    drop(recommendation);
    expect("/api/users/me/recommendations", DEAD).await;
    expect("/api/sessions/nobody/recommendations", DEAD).await;
    drop(prediction);
    expect("/api/users/me/predictions", DEAD).await;
    expect("/api/sessions/nobody/predictions/1/pick", DEAD).await;
    expect("/api/users/me", &["401"]).await;
    drop(message);
    expect("/api/sessions/nobody/messages", DEAD).await;
    drop(users);
    expect("/api/users/me", DEAD).await;
    expect("/healthz", &["200"]).await;
    expect("/api/sessions", &["200"]).await;
    drop(timecode);
    expect("/api/sessions/nobody/live", DEAD).await;
    expect("/healthz", &["200"]).await;
    expect("/api/sessions", &["200"]).await;
    drop(session);
    expect("/api/sessions", DEAD).await;
}

#[tokio::test]
async fn nginx_makes_one_server_of_seven_processes() {
    if !is_installed("nginx") {
        return;
    }
    let processes = processes();
    let folder = tempfile::tempdir().unwrap();
    let authority = self_signed(folder.path());
    let (https, http) = (free_port(), free_port());
    let site = nginx_here(&folder.path().display().to_string(), https, http);
    let (before, rest) = site.split_once("upstream sameframe {").unwrap();
    let (_, after) = rest.split_once("map $http_upgrade").unwrap();
    let apart = services_apart("nginx", &processes);
    let site = with(
        format!("{before}{apart}map $http_upgrade{after}"),
        &[("proxy_pass http://sameframe;", "proxy_pass http://$sameframe_process;")],
    );
    let _nginx = start_nginx(folder.path(), &site);
    check_apart(processes, SocketAddr::from(([127, 0, 0, 1], https)), &authority).await;
}

#[tokio::test]
async fn caddy_makes_one_server_of_seven_processes() {
    if !is_installed("caddy") {
        return;
    }
    let processes = processes();
    let folder = tempfile::tempdir().unwrap();
    let (https, http) = (free_port(), free_port());
    let site = services_apart("caddyfile", &processes);
    let (_caddy, authority) = start_caddy(folder.path(), &site, https, http).await;
    check_apart(processes, SocketAddr::from(([127, 0, 0, 1], https)), &authority).await;
}
