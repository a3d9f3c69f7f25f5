//! Programs that tests need: PostgreSQL, NATS, faketime, Pebble, Caddy, FFmpeg; for the browser's, Chromium, and `sqlite3` to
//! lock a database with.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::workspace::is_on_path;

/// The names a browser goes by, best first.
const CHROMIUM_NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// Finds a browser, and installs one on Debian as root. Fails with what to install.
pub(crate) fn ensure_chromium() -> Result<String, String> {
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    install("chromium").map_err(|error| format!("{error}, or set CHROMIUM to the path of one"))?;
    find_chromium().ok_or_else(|| "chromium was installed, but cannot be started".to_owned())
}

/// Makes sure that `sqlite3` is there, and installs it on Debian as root. Fails with what to install.
pub(crate) fn ensure_sqlite3() -> Result<(), String> {
    if is_on_path("sqlite3") { Ok(()) } else { install("sqlite3") }
}

/// Makes sure that the programs of a PostgreSQL server are there, and installs them on Debian as root. Fails with what to
/// install. The tests start servers of their own.
pub(crate) fn ensure_postgres() -> Result<(), String> {
    // Debian keeps them off the PATH, a folder for each version.
    let mut versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let is_there = versions.any(|version| version.path().join("bin/initdb").is_file()) || is_on_path("initdb");
    if is_there { Ok(()) } else { install("postgresql") }
}

/// Makes sure that a NATS server is there, and installs it on Debian as root. Fails with what to install. The tests start
/// servers of their own.
pub(crate) fn ensure_nats() -> Result<(), String> {
    if is_on_path("nats-server") { Ok(()) } else { install("nats-server") }
}

/// Makes sure that `faketime` is there, which gives a server another clock, and installs it on Debian as root. Fails with
/// what to install.
pub(crate) fn ensure_faketime() -> Result<(), String> {
    if is_on_path("faketime") { Ok(()) } else { install("faketime") }
}

/// Makes sure that `ffmpeg` and `ffprobe` are there, which look into videos, and installs them on Debian as root. Fails with
/// what to install.
pub(crate) fn ensure_ffmpeg() -> Result<(), String> {
    // Neither knows `--version`.
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = |name: &str| std::env::split_paths(&path).any(|folder| folder.join(name).is_file());
    if is_there("ffmpeg") && is_there("ffprobe") { Ok(()) } else { install("ffmpeg") }
}

/// Makes sure that Pebble is there, the authority that certificates are got from in a test, and installs it on Debian as
/// root. Fails with what to install.
pub(crate) fn ensure_pebble() -> Result<(), String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = std::env::split_paths(&path).any(|folder| folder.join("pebble-challtestsrv").is_file());
    if is_there { Ok(()) } else { install("pebble") }
}

/// Makes sure that Caddy is there, and returns the PATH that it is found on. On Debian it is unpacked into `folder` and not
/// installed: its package starts a server on port 80. Fails with what to install.
pub(crate) fn ensure_caddy(folder: &Path) -> Result<OsString, String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if is_on_path("caddy") {
        return Ok(path);
    }
    let unpacked = folder.join("usr/bin");
    if !unpacked.join("caddy").is_file() {
        unpack("caddy", folder)?;
    }
    let folders = std::iter::once(unpacked).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).map_err(|error| error.to_string())
}

fn unpack(package: &str, folder: &Path) -> Result<(), String> {
    if !Path::new("/etc/debian_version").exists() {
        return Err(format!("no {package} was found; install it"));
    }
    println!("\n== unpacking {package}");
    std::fs::create_dir_all(folder).map_err(|error| error.to_string())?;
    if is_root() {
        run(Command::new("apt-get").arg("update"))?;
    }
    run(Command::new("apt-get").args(["download", package]).current_dir(folder))?;
    let files = std::fs::read_dir(folder).map_err(|error| error.to_string())?;
    let mut files = files.flatten().map(|file| file.path());
    let file = files.find(|file| file.extension().is_some_and(|extension| extension == "deb"));
    let file = file.ok_or_else(|| format!("{package} was not downloaded"))?;
    run(Command::new("dpkg-deb").arg("--extract").arg(file).arg(folder))
}

fn install(package: &str) -> Result<(), String> {
    if !Path::new("/etc/debian_version").exists() || !is_root() {
        return Err(format!("no {package} was found; install it"));
    }
    println!("\n== installing {package}");
    run(Command::new("apt-get").arg("update"))?;
    run(Command::new("apt-get").args(["install", "-y", "--no-install-recommends", package]))
}

/// Returns the program that `CHROMIUM` names, or else the first one on the PATH.
fn find_chromium() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok().filter(|path| !path.is_empty());
    named.or_else(|| CHROMIUM_NAMES.iter().find_map(|name| path_of(name)))
}

fn path_of(name: &str) -> Option<String> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())?;
    is_on_path(name).then(|| found.display().to_string())
}

fn is_root() -> bool {
    let output = Command::new("id").arg("-u").output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn run(command: &mut Command) -> Result<(), String> {
    let status = command.env("DEBIAN_FRONTEND", "noninteractive").status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?} failed ({status})")),
        Err(error) => Err(format!("{command:?} cannot be started: {error}")),
    }
}
