//! Installs the packages of `web/`, once per `package-lock.json`.
//!
//! `node_modules/.stamp` says what was installed: which packages on the first line, then the lock file they came from.
//! `cargo xtask` includes this file too, so that both agree on the stamp: the server's build needs few packages, the
//! tests need all, and a build never takes away what the tests installed.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::Command;

/// Which packages are installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Packages {
    /// Those that build the web app.
    Build,
    /// Those that check and test it, too.
    All,
}

/// Keeps others from installing or building until the returned file is dropped.
pub(crate) fn lock(web: &Path) -> io::Result<File> {
    let file = File::options().create(true).truncate(false).write(true).open(web.join(".install-lock"))?;
    file.lock()?;
    Ok(file)
}

/// Installs at least the `wanted` packages, unless they are there. The caller holds the [`lock`].
pub(crate) fn install(web: &Path, wanted: Packages) -> io::Result<()> {
    let modules = web.join("node_modules");
    let lock_file = fs::read_to_string(web.join("package-lock.json"))
        .map_err(|error| io::Error::other(format!("web/package-lock.json cannot be read: {error}")))?;
    let stamp = fs::read_to_string(modules.join(".stamp")).ok();
    let installed = stamp.as_deref().and_then(read_stamp);
    if let Some((packages, from)) = installed
        && packages >= wanted
        && from == lock_file
    {
        return Ok(());
    }
    // What somebody installed by hand has no stamp; it is taken for all packages.
    let present = installed.map_or(Packages::All, |(packages, _)| packages);
    let packages = if modules.exists() { wanted.max(present) } else { wanted };
    npm_ci(web, packages)?;
    fs::write(modules.join(".stamp"), write_stamp(packages, &lock_file))
}

fn npm_ci(web: &Path, packages: Packages) -> io::Result<()> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let dev = match packages {
        Packages::Build => "--omit=dev",
        Packages::All => "--include=dev",
    };
    let output = Command::new(npm)
        .args(["ci", dev, "--no-audit", "--no-fund", "--loglevel=error"])
        .current_dir(web)
        .output()
        .map_err(|error| io::Error::other(format!("npm cannot be started ({error}); it comes with Node.js")))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("`npm ci {dev}` failed in web/ ({}):\n{text}", output.status)))
}

fn read_stamp(stamp: &str) -> Option<(Packages, &str)> {
    let (packages, lock_file) = stamp.split_once('\n')?;
    match packages {
        "build" => Some((Packages::Build, lock_file)),
        "all" => Some((Packages::All, lock_file)),
        _ => None,
    }
}

fn write_stamp(packages: Packages, lock_file: &str) -> String {
    let packages = match packages {
        Packages::Build => "build",
        Packages::All => "all",
    };
    format!("{packages}\n{lock_file}")
}
