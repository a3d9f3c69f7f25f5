//! `cargo xtask cluster-bench`: what several servers carry, and what is noticed when one of them dies.
//!
//! Everything is real and on this machine: the release build of the server, PostgreSQL, NATS, sockets. So servers, databases
//! and the clients share its cores; what several nodes cost shows, what several machines would gain does not.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to whoever started it")]

mod figures;
mod server;
mod world;
mod socket;
mod watcher;
mod history;
mod throughput;
mod pause;
mod comeback;
mod partition;
mod confirmation;
mod losses;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use crate::figures::Figures;

/// What several servers carry, and what is noticed when one of them dies.
#[derive(Parser, Debug)]
#[command(name = "cargo xtask cluster-bench", bin_name = "cargo xtask cluster-bench")]
struct Options {
    /// A short round of everything: two or three minutes.
    #[arg(long)]
    quick: bool,
    /// Write the figures to this file as JSON, anew after each part.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Only these parts.
    #[arg(long, value_name = "NAMES", value_enum, value_delimiter = ',')]
    parts: Vec<Part>,
    /// How many servers are killed under load.
    #[arg(long, value_name = "N")]
    kills: Option<u32>,
    /// How often NATS is killed under load.
    #[arg(long, value_name = "N")]
    bus_kills: Option<u32>,
    /// How often the database's primary is killed under load, and its standby takes over.
    #[arg(long, value_name = "N")]
    failovers: Option<u32>,
    /// In how many sessions a server dies while a change waits for its confirmation.
    #[arg(long, value_name = "N")]
    confirmations: Option<u32>,
    /// The server's binary, a release build.
    #[arg(long, value_name = "FILE", env = "SAMEFRAME_BIN")]
    server: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    Throughput,
    Pause,
    Comeback,
    Partition,
    Confirmation,
    Losses,
}

#[tokio::main]
async fn main() -> ExitCode {
    let options = Options::parse();
    match Box::pin(bench(&options)).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cluster-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn bench(options: &Options) -> anyhow::Result<()> {
    let (quick, binary) = (options.quick, options.server.as_path());
    let mut figures = Figures::new(options.json.clone());
    let pick =
        |given: Option<u32>, quickly: u32, normally: u32| given.unwrap_or(if quick { quickly } else { normally });
    let parts = if options.parts.is_empty() { Part::value_variants() } else { &options.parts };
    for part in parts {
        match part {
            Part::Throughput => throughput::measure(binary, quick, &mut figures).await?,
            Part::Pause => pause::measure(binary, quick, &mut figures).await?,
            Part::Comeback => comeback::measure(binary, quick, &mut figures).await?,
            Part::Partition => partition::measure(binary, quick, &mut figures).await?,
            Part::Confirmation => {
                confirmation::measure(binary, pick(options.confirmations, 20, 200), &mut figures).await?;
            }
            Part::Losses => {
                let counts = losses::Counts {
                    kills: pick(options.kills, 10, 100),
                    bus_kills: pick(options.bus_kills, 5, 20),
                    failovers: pick(options.failovers, 1, 5),
                };
                losses::measure(binary, counts, &mut figures).await?;
            }
        }
        figures.keep()?;
    }
    figures.print();
    Ok(())
}
