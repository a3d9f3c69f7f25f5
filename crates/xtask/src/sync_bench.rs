//! `cargo xtask sync-bench`: how far apart pictures are, in real browsers behind bad networks.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::install::{self, Packages};
use crate::part::{self, Outcome};
use crate::programs;
use crate::workspace::{metadata, root};

/// How much is measured, and where the figures go.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// One short round with sound, of less than a minute.
    #[arg(long)]
    quick: bool,
    /// Write the figures to this file as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Measures. Fails where it could not, never because a figure is bad.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let root = root();
    let web = root.join("web");
    {
        let _lock = install::lock(&web).context("locking the web packages")?;
        install::install(&web, Packages::All).context("installing the web packages")?;
    }
    let chromium = programs::ensure_chromium().map_err(anyhow::Error::msg)?;
    let server = server(&root)?;
    println!("server: {}", server.display());
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut bench = Command::new(npm);
    bench.args(["run", "--silent", "sync-bench"]).current_dir(web);
    bench.env("SAMEFRAME_BIN", server).env("CHROMIUM", chromium);
    if options.quick {
        bench.env("SAMEFRAME_BENCH_QUICK", "1");
    }
    if let Some(file) = &options.json {
        bench.env("SAMEFRAME_BENCH_JSON", std::path::absolute(file)?);
    }
    Ok(part::run("sync-bench", &mut bench).outcome == Outcome::Passed)
}

/// The server as it was built last: the one that `SAMEFRAME_BIN` names, else the release build where there is one.
fn server(root: &Path) -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("SAMEFRAME_BIN").filter(|path| !path.is_empty()) {
        return Ok(std::path::absolute(named)?);
    }
    let built = metadata(root)?.target_directory;
    let name = format!("sameframe{}", std::env::consts::EXE_SUFFIX);
    let places = ["release", "debug"].map(|profile| built.join(profile).join(&name));
    match places.into_iter().find(|place| place.is_file()) {
        Some(place) => Ok(place),
        None => bail!("there is no server yet; run `cargo build --release --package sameframe`"),
    }
}
