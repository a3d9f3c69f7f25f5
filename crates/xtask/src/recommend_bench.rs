//! `cargo xtask recommend-bench`: what it costs to learn from 100,000 and from a million interactions, and how good it is.
//! They are made up, with tastes and with popularity that drifts, always alike.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use recommend::Synthetic;
use serde_json::{Value, json};

use crate::sync_bench;
use crate::workspace::root;

const SMALL: Synthetic = Synthetic { users: 1_000, videos: 1_700, rows: 100_000, seed: 1 };
const LARGE: Synthetic = Synthetic { users: 6_000, videos: 3_700, rows: 1_000_000, seed: 1 };

/// How much is measured, and where the figures go.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Only 100,000 interactions, and fewer people asked about.
    #[arg(long)]
    quick: bool,
    /// Write the figures to this file as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Measures with the binary that is built; a release is many times faster.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let binary = sync_bench::server(&root())?;
    println!("server: {}", binary.display());
    let folder = std::env::temp_dir().join(format!("sameframe-recommend-bench-{}", std::process::id()));
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    let instances: &[Synthetic] = if options.quick { &[SMALL] } else { &[SMALL, LARGE] };
    let measured: Result<Vec<Value>> =
        instances.iter().map(|instance| measure(&binary, &folder, instance, options.quick)).collect();
    fs::remove_dir_all(&folder).with_context(|| format!("removing {}", folder.display()))?;
    let figures = json!({ "instances": measured? });
    if let Some(file) = &options.json {
        let text = serde_json::to_string_pretty(&figures)?;
        fs::write(file, text + "\n").with_context(|| format!("writing {}", file.display()))?;
    }
    Ok(true)
}

fn measure(binary: &Path, folder: &Path, instance: &Synthetic, quick: bool) -> Result<Value> {
    let (rows, figures) = (folder.join("rows.csv"), folder.join("figures.json"));
    fs::write(&rows, csv(instance)?).with_context(|| format!("writing {}", rows.display()))?;
    let mut command = Command::new(binary);
    command.args(["recommend", "eval"]).arg(&rows).arg("--json").arg(&figures);
    let status = command.args(quick.then_some("--quick")).status().with_context(|| binary.display().to_string())?;
    ensure!(status.success(), "the evaluation ended with {status}");
    let text = fs::read_to_string(&figures).with_context(|| format!("reading {}", figures.display()))?;
    Ok(serde_json::from_str(&text)?)
}

fn csv(instance: &Synthetic) -> Result<String> {
    let mut text = String::from("user,item,rating,time\n");
    for row in instance.rows() {
        writeln!(text, "{},{},1,{}", row.user, row.video, row.at_s)?;
    }
    Ok(text)
}
