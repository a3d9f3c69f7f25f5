//! A PostgreSQL server of a test's own: on a free port, in a temporary folder, gone with the test.

use std::io::Write as _;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

/// Where Debian keeps the server's programs, a folder for each version.
const DEBIAN_FOLDER: &str = "/usr/lib/postgresql";
/// Whom the server runs as where the test is root, whom it refuses.
const NOBODY: [&str; 4] = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"];

/// A running server. It is stopped when it is dropped.
pub struct Postgres {
    folder: TempDir,
    programs: PathBuf,
    port: u16,
    waits_for_disk: bool,
    databases: AtomicU32,
}

impl Postgres {
    /// Starts a server, or says that the test is skipped where PostgreSQL is not installed; with `SAMEFRAME_CI` that fails.
    pub fn start() -> Option<Self> {
        Self::start_with(false)
    }

    /// The same, and it waits for its disk as a real one does: for measuring.
    pub fn start_durable() -> Option<Self> {
        Self::start_with(true)
    }

    fn start_with(waits_for_disk: bool) -> Option<Self> {
        let Some(programs) = programs() else {
            assert!(std::env::var_os("SAMEFRAME_CI").is_none(), "CI must have PostgreSQL installed");
            println!("skipped: PostgreSQL is not installed");
            return None;
        };
        let server = Self::prepared(programs, waits_for_disk);
        let cluster = server.cluster();
        server.run(
            "initdb",
            &["-D", &cluster, "-U", "sameframe", "-A", "trust", "-N", "-E", "UTF8", "--locale=C", "--no-instructions"],
        );
        server.start_again();
        Some(server)
    }

    /// Starts a standby that copies this server, which from now on acknowledges nothing that the standby does not have.
    #[must_use]
    pub fn standby(&self) -> Self {
        let standby = Self::prepared(self.programs.clone(), self.waits_for_disk);
        let port = self.port.to_string();
        let (cluster, source) = (standby.cluster(), ["-h", "127.0.0.1", "-p", &port, "-U", "sameframe"]);
        standby.run("pg_basebackup", &[&source[..], &["-D", &cluster, "-R", "-c", "fast", "-X", "stream"]].concat());
        standby.start_again();
        self.sql("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'");
        self.sql("postgres", "SELECT pg_reload_conf()");
        standby
    }

    /// Makes this standby a primary of its own, which waits for nobody.
    pub fn promote(&self) {
        self.sql("postgres", "ALTER SYSTEM SET synchronous_standby_names = ''");
        self.run("pg_ctl", &["-D", &self.cluster(), "-w", "promote"]);
        self.sql("postgres", "SELECT pg_reload_conf()");
    }

    fn prepared(programs: PathBuf, waits_for_disk: bool) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let port = port.expect("a port is free").port();
        let server = Self { folder, programs, port, waits_for_disk, databases: AtomicU32::new(0) };
        if is_root() {
            succeeded(&Command::new("chown").arg("nobody:nogroup").arg(server.folder.path()).output());
        }
        server
    }

    /// Makes a new database and returns its URL.
    pub fn database(&self) -> String {
        let name = format!("test{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        self.url(&name)
    }

    /// The URL of a database, with a password that nobody checks.
    pub fn url(&self, database: &str) -> String {
        Self::url_at(self.port, database)
    }

    /// The same, by another way to the server.
    pub fn url_at(port: u16, database: &str) -> String {
        format!("postgres://sameframe:hush-hush@127.0.0.1:{port}/{database}?sslmode=disable")
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Runs statements as the superuser.
    pub fn sql(&self, database: &str, statements: &str) {
        let (port, folder) = (self.port.to_string(), self.folder.path().display().to_string());
        let options = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", &folder, "-p", &port, "-U", "sameframe"];
        self.run("psql", &[&options[..], &["-d", database, "-c", statements]].concat());
    }

    /// Stops it as a power cut does.
    pub fn stop(&self) {
        self.run("pg_ctl", &["-D", &self.cluster(), "-m", "immediate", "-w", "stop"]);
    }

    /// Starts it after a stop.
    pub fn start_again(&self) {
        let folder = self.folder.path().display();
        let (port, fsync) = (self.port, if self.waits_for_disk { "on" } else { "off" });
        let options =
            format!("-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync={fsync} -c max_connections=60");
        let log = format!("{folder}/log");
        self.run("pg_ctl", &["-D", &self.cluster(), "-l", &log, "-o", &options, "-w", "start"]);
    }

    /// Makes it a standby of nobody, which can only be read.
    pub fn become_standby(&self) {
        self.run("pg_ctl", &["-D", &self.cluster(), "-m", "fast", "-w", "stop"]);
        let signal = self.folder.path().join("cluster/standby.signal");
        std::fs::File::create(signal).and_then(|mut file| file.write_all(b"")).expect("the folder can be written");
        self.start_again();
    }

    fn cluster(&self) -> String {
        self.folder.path().join("cluster").display().to_string()
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        succeeded(&self.command(program).args(arguments).output());
    }

    fn command(&self, program: &str) -> Command {
        let program = self.programs.join(program);
        let mut command = if is_root() {
            let mut command = Command::new(NOBODY[0]);
            command.args(&NOBODY[1..]).arg(program);
            command
        } else {
            Command::new(program)
        };
        command.current_dir(self.folder.path());
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // It may have been stopped already, as the test wanted.
        drop(self.command("pg_ctl").args(["-D", &self.cluster(), "-m", "immediate", "-w", "stop"]).output());
    }
}

/// The folder of the newest server that is installed.
fn programs() -> Option<PathBuf> {
    let has_server = |folder: &Path| folder.join("initdb").is_file() && folder.join("psql").is_file();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = std::fs::read_dir(DEBIAN_FOLDER).into_iter().flatten().flatten();
    let mut versions: Vec<_> = versions.map(|version| version.path().join("bin")).collect();
    versions.sort();
    versions.into_iter().rev().chain(std::env::split_paths(&path)).find(|folder| has_server(folder))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

#[track_caller]
fn succeeded(output: &std::io::Result<Output>) {
    match output {
        Ok(output) if output.status.success() => {}
        Ok(output) => panic!("{}: {}", output.status, String::from_utf8_lossy(&output.stderr)),
        Err(error) => panic!("{error}"),
    }
}
