//! `cargo xtask sync-bench`: how far apart pictures are, in real browsers behind bad networks.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};

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
    /// Draw the spread over time into this file, an SVG picture.
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// What lies between the people and the server; `mixed` is one of each.
    #[arg(long, value_enum, value_name = "NAME", default_value = "mixed")]
    network: Network,
    /// How many people watch.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(2..=8))]
    people: u8,
    /// Bend the clocks of the pages by this many millionths, one up, the next down.
    #[arg(long, value_name = "PPM")]
    skew: Option<u16>,
    /// Measure the rules of other programs too, in the same run, and say how many times better ours are. Names with
    /// commas between them choose among `mediasync`, `jellyfin`,
    /// `jellyfin_default`, `opentogethertube`, `watchparty` and `syncplay`.
    #[arg(long, value_name = "NAMES", num_args = 0..=1, default_missing_value = "all")]
    rivals: Option<String>,
    /// Add a round of trouble: a seek to where nothing is loaded, a video that comes late, a cut line, a hidden tab.
    #[arg(long)]
    hard: bool,
    /// Play for so long without touching anything, and count every seek.
    #[arg(long, value_name = "MINUTES", num_args = 0..=1, default_missing_value = "30", conflicts_with = "matrix")]
    soak: Option<u16>,
    /// Walk through all networks, two to eight people, bent clocks and trouble: an hour, or ten minutes with `--quick`.
    #[arg(long, conflicts_with_all = ["network", "people", "skew", "rivals", "hard"])]
    matrix: bool,
}

/// The networks of `web/sync-bench/networks.ts`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Network {
    /// Four places: the same house, the same country, mobile, another continent.
    Mixed,
    /// The same house, by cable.
    Lan,
    /// The same house, by air.
    Wifi,
    /// Mobile, with holds of up to 0.6 s.
    Lte,
    /// Far away, but calm.
    Intercontinental,
    /// Full queues: long delays of all lengths, and holds of up to 2 s.
    Bufferbloat,
    /// Every other person's way to the server takes 100 ms longer than the way back.
    Asymmetric,
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
    bench.envs(variables(options)?);
    Ok(part::run("sync-bench", &mut bench).outcome == Outcome::Passed)
}

/// What `web/sync-bench/options.ts` reads.
fn variables(options: &Options) -> Result<Vec<(&'static str, OsString)>> {
    let mut variables = Vec::new();
    let switches = [
        ("SAMEFRAME_BENCH_QUICK", options.quick),
        ("SAMEFRAME_BENCH_HARD", options.hard),
        ("SAMEFRAME_BENCH_MATRIX", options.matrix),
    ];
    for (name, _) in switches.into_iter().filter(|(_, on)| *on) {
        variables.push((name, "1".into()));
    }
    for (name, file) in [("SAMEFRAME_BENCH_JSON", &options.json), ("SAMEFRAME_BENCH_PLOT", &options.plot)] {
        if let Some(file) = file {
            variables.push((name, std::path::absolute(file)?.into()));
        }
    }
    for (name, number) in [("SAMEFRAME_BENCH_SKEW", options.skew), ("SAMEFRAME_BENCH_SOAK", options.soak)] {
        if let Some(number) = number {
            variables.push((name, number.to_string().into()));
        }
    }
    if let Some(names) = &options.rivals {
        variables.push(("SAMEFRAME_BENCH_RIVALS", names.into()));
    }
    variables.push(("SAMEFRAME_BENCH_PEOPLE", options.people.to_string().into()));
    if let Some(network) = options.network.to_possible_value() {
        variables.push(("SAMEFRAME_BENCH_NETWORK", network.get_name().into()));
    }
    Ok(variables)
}

/// The server as it was built last: the one that `SAMEFRAME_BIN` names, else the release build where there is one.
pub(crate) fn server(root: &Path) -> Result<PathBuf> {
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
