//! A NATS server of a test's own: on a free port, gone with the test.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tempfile::TempDir;

/// A node, whose password nothing may show, and `admin`, who may say anything.
const USERS: &str = r#"authorization { node: { publish: "sameframe.>", subscribe: "sameframe.>" }, users = [
    { user: sameframe, password: "hush-hush", permissions: $node }
    { user: admin, password: admin }
] }"#;
/// Far above what a start takes; only a failure waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server. It is killed when it is dropped.
pub struct Nats {
    folder: TempDir,
    port: u16,
    process: Mutex<Option<Child>>,
}

impl Nats {
    /// Starts a server, or says that the test is skipped where NATS is not installed; with `SAMEFRAME_CI` that fails.
    pub fn start() -> Option<Self> {
        Self::start_with(USERS)
    }

    /// Starts a server with these settings in place of the users that tests are.
    pub fn start_with(settings: &str) -> Option<Self> {
        let probe = Command::new("nats-server").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !probe.is_ok_and(|status| status.success()) {
            assert!(std::env::var_os("SAMEFRAME_CI").is_none(), "CI must have nats-server installed");
            println!("skipped: nats-server is not installed");
            return None;
        }
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        std::fs::write(folder.path().join("nats.conf"), settings).expect("the folder can be written");
        let mut server = Self { folder, port: 0, process: Mutex::new(None) };
        // -1 is any free port.
        server.port = server.run("-1");
        Some(server)
    }

    /// The URL for a node, with its password.
    pub fn url(&self) -> String {
        format!("nats://sameframe:hush-hush@127.0.0.1:{}", self.port)
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Kills it.
    pub fn stop(&self) {
        if let Some(mut process) = self.process.lock().unwrap_or_else(PoisonError::into_inner).take() {
            process.kill().and_then(|()| process.wait()).expect("a child can be killed");
        }
    }

    /// Starts it again on the same port.
    pub fn start_again(&self) {
        self.run(&self.port.to_string());
    }

    /// Stops it from doing anything, or lets it go on: connections stay open meanwhile.
    pub fn freeze(&self, frozen: bool) {
        let process = self.process.lock().unwrap_or_else(PoisonError::into_inner);
        let id = process.as_ref().expect("the server runs").id().to_string();
        let signal = if frozen { "-STOP" } else { "-CONT" };
        assert!(Command::new("kill").args([signal, &id]).status().expect("kill is there").success());
    }

    /// Starts it and returns the port, once it is ready.
    fn run(&self, port: &str) -> u16 {
        let settings = self.folder.path().join("nats.conf");
        let mut command = Command::new("nats-server");
        command.args(["-a", "127.0.0.1", "-p", port, "-c"]).arg(settings).stderr(Stdio::piped());
        let mut process = command.spawn().expect("nats-server starts");
        let log = BufReader::new(process.stderr.take().expect("it was piped"));
        *self.process.lock().unwrap_or_else(PoisonError::into_inner) = Some(process);
        let (told, ready) = mpsc::channel();
        // Reads on to the end: a server whose log nobody reads stops.
        std::thread::spawn(move || {
            let mut port = 0;
            for line in log.lines().map_while(Result::ok) {
                if let Some((_, found)) = line.split_once("client connections on 127.0.0.1:") {
                    port = found.trim().parse().expect("a port is a number");
                }
                if line.contains("Server is ready") {
                    let _started_again = told.send(port);
                }
            }
        });
        ready.recv_timeout(PATIENCE).expect("nats-server says when it is ready")
    }
}

impl Drop for Nats {
    fn drop(&mut self) {
        self.stop();
    }
}
