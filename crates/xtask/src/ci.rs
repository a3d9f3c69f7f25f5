//! `cargo xtask ci`: what stands before a merge.

use std::process::Command;

use clap::Args;

use crate::part::{self, Outcome, Part};
use crate::workspace::{cargo, root};
use crate::{test, tidy};

/// How much is run.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Leave the browser tests out.
    #[arg(long)]
    fast: bool,
}

/// Runs every part to its end, then sums them up.
pub(crate) fn run(options: &Options) -> bool {
    let mut parts = vec![
        cargo_part("format", &["fmt", "--all", "--check"]),
        tidy_part(),
        cargo_part("lints", &["clippy", "--workspace", "--all-targets", "--all-features", "--", "-D", "warnings"]),
        cargo_part("documentation", &["doc", "--no-deps", "--workspace"]),
    ];
    parts.extend(test::parts(if options.fast { &test::Options::FAST } else { &test::Options::ALL }));
    part::sum_up(&parts)
}

fn cargo_part(name: &str, arguments: &[&str]) -> Part {
    let mut command = Command::new(cargo());
    command.args(arguments).env("RUSTDOCFLAGS", "-D warnings").current_dir(root());
    part::run(name, &mut command)
}

fn tidy_part() -> Part {
    println!("\n== tidy");
    let outcome = match tidy::run() {
        Ok(true) => Outcome::Passed,
        Ok(false) => Outcome::Failed("there are findings".to_owned()),
        Err(error) => Outcome::Failed(format!("{error:#}")),
    };
    Part::without_run("tidy", outcome)
}
