//! Node.js: whether it is there, and the web build that it runs.

use std::io;
use std::path::Path;
use std::process::Command;

/// The oldest Node.js that the web build runs on, as (major, minor).
const NODE_MIN: (u32, u32) = (20, 19);

/// Fails with what to do when Node.js is missing or too old.
pub(crate) fn require() -> io::Result<()> {
    let output = Command::new("node").arg("--version").output();
    let found = output.ok().map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    if found.as_deref().and_then(parse_version).is_some_and(|version| version >= NODE_MIN) {
        return Ok(());
    }
    let (major, minor) = NODE_MIN;
    let found = found.map_or_else(|| "none was found".to_owned(), |version| format!("found: {version}"));
    Err(io::Error::other(format!(
        "the web app needs Node.js {major}.{minor} or later to be built; {found}.\n\
         Install it (https://nodejs.org), or set WEB_DIST to the folder of a ready build,\n\
         or set SAMEFRAME_WEB=off to build a server without a web app."
    )))
}

/// Builds the sources in `web` into the folder `dist`.
pub(crate) fn vite_build(web: &Path, dist: &Path) -> io::Result<()> {
    let output = Command::new("node")
        .arg(web.join("node_modules/vite/bin/vite.js"))
        .arg("build")
        .arg("--outDir")
        .arg(dist)
        .args(["--emptyOutDir", "--logLevel", "warn"])
        .current_dir(web)
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("`vite build` failed in web/ ({}):\n{stdout}{stderr}", output.status)))
}

/// Reads `v20.19.0` as (20, 19).
fn parse_version(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}
