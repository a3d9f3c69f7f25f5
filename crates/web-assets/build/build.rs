//! Builds the web app and writes the table of its files.
//!
//! * `WEB_DIST=/dir` takes a ready build: for packagers, and for machines without Node.js;
//! * `SAMEFRAME_WEB=off` writes an empty table: a server without a web app;
//! * else Node.js installs the packages of `web/`, where they are missing, and builds it.

mod install;
mod node;
mod table;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Where the web app comes from.
enum Source {
    /// Nowhere: the server has none.
    Off,
    /// From this folder, ready to be served.
    Ready(PathBuf),
    /// From the sources in this folder.
    Build(PathBuf),
}

fn main() {
    if let Err(error) = run() {
        // Cargo fails the build after these lines; an exit status of our own would only show them twice.
        for line in error.to_string().lines() {
            println!("cargo::error={line}");
        }
    }
}

fn run() -> io::Result<()> {
    let out = cargo_path("OUT_DIR")?;
    let files = match source()? {
        Source::Off => Vec::new(),
        Source::Ready(dist) => {
            println!("cargo::rerun-if-changed={}", dist.display());
            table::scan(&dist)?
        }
        Source::Build(web) => {
            watch(&web)?;
            let dist = out.join("dist");
            node::require()?;
            let _lock = install::lock(&web)?;
            install::install(&web, install::Packages::Build)?;
            node::vite_build(&web, &dist)?;
            table::scan(&dist)?
        }
    };
    fs::write(out.join("assets.rs"), table::write(&files))
}

fn source() -> io::Result<Source> {
    println!("cargo::rerun-if-env-changed=WEB_DIST");
    println!("cargo::rerun-if-env-changed=SAMEFRAME_WEB");
    if let Some(dist) = env::var_os("WEB_DIST").filter(|dist| !dist.is_empty()) {
        let folder = fs::canonicalize(&dist)
            .map_err(|error| io::Error::other(format!("WEB_DIST={}: {error}", dist.display())))?;
        return Ok(Source::Ready(folder));
    }
    match env::var_os("SAMEFRAME_WEB") {
        Some(value) if value == "off" => Ok(Source::Off),
        Some(value) if !value.is_empty() && value != "on" => {
            Err(io::Error::other(format!("SAMEFRAME_WEB is `{}`, not `on` or `off`", value.display())))
        }
        _ => {
            let here = cargo_path("CARGO_MANIFEST_DIR")?;
            let root = here.ancestors().nth(2).ok_or_else(|| io::Error::other("the crate stands in no workspace"))?;
            Ok(Source::Build(root.join("web")))
        }
    }
}

fn cargo_path(name: &str) -> io::Result<PathBuf> {
    let path = env::var_os(name).ok_or_else(|| io::Error::other(format!("cargo did not set {name}")))?;
    Ok(PathBuf::from(path))
}

/// Names to cargo what the web build reads, and only that: neither `node_modules` nor what tests write.
fn watch(web: &Path) -> io::Result<()> {
    let entries =
        fs::read_dir(web).map_err(|error| io::Error::other(format!("{} cannot be read: {error}", web.display())))?;
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_str().is_some_and(is_input) {
            println!("cargo::rerun-if-changed={}", entry.path().display());
        }
    }
    Ok(())
}

fn is_input(name: &str) -> bool {
    let is_json = Path::new(name).extension() == Some(OsStr::new("json"));
    matches!(name, "index.html" | "src" | "public")
        || name.starts_with("vite.config.")
        || is_json && (name.starts_with("package") || name.starts_with("tsconfig"))
}
