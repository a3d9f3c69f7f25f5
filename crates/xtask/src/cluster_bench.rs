//! `cargo xtask cluster-bench`: what several real servers carry, and what is noticed when one of them dies.

use std::ffi::OsString;
use std::process::Command;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::programs;
use crate::sync_bench::server;
use crate::workspace::{cargo, root};

/// How much is measured, and where the figures go.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// What follows is for the bench itself: `--quick`, `--json FILE`, `--kills N` and more; `--help` shows them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "OPTIONS")]
    options: Vec<OsString>,
}

/// Measures with the server as it was built last. Fails where it could not, or where a promise is broken.
pub(crate) fn run(options: &Options) -> Result<bool> {
    programs::ensure_postgres().and_then(|()| programs::ensure_nats()).map_err(anyhow::Error::msg)?;
    let root = root();
    let server = server(&root)?;
    println!("server: {}", server.display());
    let mut bench = Command::new(cargo());
    bench.args(["run", "--quiet", "--release", "--package", "loadgen", "--"]).args(&options.options);
    bench.env("SAMEFRAME_BIN", server).current_dir(root);
    // It may take hours, if it is asked to: whoever asks decides.
    Ok(bench.status().context("cannot start the bench")?.success())
}
