//! `cargo xtask simulate`: several nodes on virtual time, with seeded faults.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use clap::Args;

use crate::part::{self, Outcome, Part};
use crate::workspace::{cargo, root};

/// Which seeds are run, and where the figures go.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// How many seeds, each of them twice; 20000 where nothing is said.
    #[arg(long, value_name = "N")]
    seeds: Option<u64>,
    /// The first seed.
    #[arg(long, value_name = "SEED", default_value_t = 0)]
    from: u64,
    /// A thousand seeds.
    #[arg(long, conflicts_with = "seeds")]
    quick: bool,
    /// Write the figures to this file as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Switch one remedy off, and find a seed that misses it; a name that is none shows them all.
    #[arg(long, value_name = "NAME")]
    remedy_off: Option<String>,
    /// Then also switch off each remedy, one at a time, and see that it is missed.
    #[arg(long, conflicts_with = "remedy_off")]
    remedies: bool,
}

/// Runs the seeds. Fails where one fails.
pub(crate) fn run(options: &Options) -> anyhow::Result<bool> {
    let mut arguments: Vec<OsString> = vec!["--from".into(), options.from.to_string().into()];
    if let Some(seeds) = options.seeds {
        arguments.extend(["--seeds".into(), seeds.to_string().into()]);
    }
    if let Some(file) = &options.json {
        arguments.extend(["--json".into(), std::path::absolute(file)?.into()]);
    }
    if let Some(name) = &options.remedy_off {
        arguments.extend(["--remedy-off".into(), name.into()]);
    }
    for (flag, _) in [("--quick", options.quick), ("--remedies", options.remedies)].into_iter().filter(|(_, on)| *on) {
        arguments.push(flag.into());
    }
    Ok(part("simulation", &arguments).outcome == Outcome::Passed)
}

/// What stands before a merge: many seeds, and each remedy missed. A quick part runs fewer.
pub(crate) fn tests(is_quick: bool) -> Part {
    let mut arguments: Vec<OsString> = vec!["--remedies".into()];
    arguments.extend(is_quick.then(|| "--quick".into()));
    part("simulation: seeds, and each remedy missed", &arguments)
}

/// Builds it apart from the other crates: its time is virtual, theirs must not be.
fn part(name: &str, arguments: &[OsString]) -> Part {
    let mut simulation = Command::new(cargo());
    simulation.args(["run", "--quiet", "--package", "simulation", "--"]).args(arguments).current_dir(root());
    part::run(name, &mut simulation)
}
