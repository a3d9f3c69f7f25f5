//! The tasks of development: `cargo xtask <task>`.
//!
//! `ci` runs what stands before a merge, `test` every test, `tidy` the house rules that no compiler knows,
//! `simulate` runs several nodes on virtual time with seeded faults, `sync-bench` measures how well pictures move together,
//! `join-bench` what a crowd costs a server, `cluster-bench` what several servers carry and what is noticed when one dies,
//! `recommend-bench` what it costs to learn what people may like, and `codegen` writes the files that are generated from the code.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a task talks to whoever started it")]

mod ci;
mod test;
mod simulate;
mod sync_bench;
mod join_bench;
mod cluster_bench;
mod recommend_bench;
mod tidy;
mod codegen;
mod part;
mod counts;
mod programs;
mod workspace;
#[path = "../../web-assets/build/install.rs"]
mod install;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The tasks of development.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Runs what stands before a merge: format, lints, documentation, tidy, all tests.
    Ci(ci::Options),
    /// Installs what the tests need and runs them: Rust, TypeScript, browser.
    Test(test::Options),
    /// Checks the house rules: layers, sizes, purity, names, leaks, rule IDs and more.
    Tidy,
    /// Runs several nodes on virtual time with seeded faults, each seed twice, and checks what they promise.
    Simulate(simulate::Options),
    /// Measures how far apart pictures are, in real browsers behind bad networks; judges nothing.
    SyncBench(sync_bench::Options),
    /// Measures what it costs a server when many people join one session and leave it; judges nothing.
    JoinBench(join_bench::Options),
    /// Measures what several servers carry, and what is noticed when one dies; fails where something acknowledged is lost.
    ClusterBench(cluster_bench::Options),
    /// Measures what it costs to learn what people may like, and how good it is; judges nothing.
    RecommendBench(recommend_bench::Options),
    /// Writes the files that are generated from the code.
    Codegen(codegen::Options),
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().task {
        Task::Ci(options) => Ok(ci::run(&options)),
        Task::Test(options) => Ok(test::run(&options)),
        Task::Tidy => tidy::run(),
        Task::Simulate(options) => simulate::run(&options),
        Task::SyncBench(options) => sync_bench::run(&options),
        Task::JoinBench(options) => join_bench::run(&options),
        Task::ClusterBench(options) => cluster_bench::run(&options),
        Task::RecommendBench(options) => recommend_bench::run(&options),
        Task::Codegen(options) => codegen::run(&options),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
