//! `cargo xtask simulate`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it talks to whoever started it")]

use std::path::PathBuf;
use std::process::ExitCode;
use std::{fs, io};

use clap::Parser;
use simulation::{Campaign, Failure, Figures, Remedy, search};

/// How many seeds a full run takes.
const SEEDS: u64 = 20_000;
/// How many a quick one.
const QUICK_SEEDS: u64 = 1_000;

/// Runs several nodes in one thread on virtual time, with seeded faults, each seed twice.
#[derive(Parser, Debug)]
#[command(name = "cargo xtask simulate", bin_name = "cargo xtask simulate")]
struct Options {
    /// How many seeds; 20000 where nothing is said.
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
    /// Switch one remedy off: then a seed should fail.
    #[arg(long, value_name = "NAME", value_enum)]
    remedy_off: Option<Remedy>,
    /// Then also switch off each remedy, one at a time, and see that it is missed.
    #[arg(long, conflicts_with = "remedy_off")]
    remedies: bool,
    /// On how many threads; as many as there are cores where nothing is said.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    match simulate(&options) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("simulate: {error}");
            ExitCode::FAILURE
        }
    }
}

fn simulate(options: &Options) -> io::Result<bool> {
    let threads = options.threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let seeds = options.seeds.unwrap_or(if options.quick { QUICK_SEEDS } else { SEEDS });
    let campaign = Campaign { from: options.from, seeds, off: options.remedy_off, threads };
    let figures = campaign.run()?;
    tell(&figures);
    let mut failed = u64::from(figures.failure.is_some());
    if let Some(failure) = &figures.failure {
        tell_failure(failure, options.remedy_off);
    }
    let mut missed = Vec::new();
    if options.remedies {
        for remedy in Remedy::ALL {
            missed.push((remedy, tell_search(remedy, options.from, threads)?));
        }
        failed += missed.iter().filter(|(_, figures)| figures.failure.is_none()).count() as u64;
    }
    if let Some(file) = &options.json {
        fs::write(file, json(&figures, &missed))?;
    }
    let passed = 1 + missed.len() as u64 - failed;
    let verdict = if failed == 0 { "ok" } else { "FAILED" };
    println!("test result: {verdict}. {passed} passed; {failed} failed");
    Ok(failed == 0)
}

fn tell(figures: &Figures) {
    let Figures { seeds, steps, entries, answered, took, .. } = figures;
    let seconds = took.as_secs_f64();
    println!(
        "{seeds} seeds, each twice, in {seconds:.1} s: {steps} steps, {entries} entries, {answered} commands answered"
    );
}

fn tell_failure(failure: &Failure, off: Option<Remedy>) {
    let Failure { seed, violations, lines } = failure;
    println!("\nseed {seed} fails. What happened last:\n");
    for line in lines {
        println!("{line}");
    }
    println!();
    for violation in violations {
        println!("broken: {violation}");
    }
    let off = off.map(|off| format!(" --remedy-off {}", off.name())).unwrap_or_default();
    println!("\nrun it again with: cargo xtask simulate --seeds 1 --from {seed}{off}\n");
}

fn tell_search(remedy: Remedy, from: u64, threads: usize) -> io::Result<Figures> {
    let figures = search(remedy, from, threads)?;
    let name = remedy.name();
    match figures.failure.as_ref().and_then(|failure| Some((failure.seed, failure.violations.first()?))) {
        Some((seed, violation)) => println!("without {name}: seed {seed} fails: {}", violation.check),
        None => println!("without {name}: NOT MISSED in {} seeds", figures.seeds),
    }
    Ok(figures)
}

fn json(figures: &Figures, missed: &[(Remedy, Figures)]) -> String {
    let missed = missed.iter().map(|(remedy, figures)| {
        let seed = figures.failure.as_ref().map(|failure| failure.seed);
        serde_json::json!({ "remedy": remedy.name(), "seed": seed, "seeds_max": remedy.seeds_max() })
    });
    let failure = figures.failure.as_ref().map(|failure| {
        let violations: Vec<_> = failure.violations.iter().map(ToString::to_string).collect();
        serde_json::json!({ "seed": failure.seed, "violations": violations })
    });
    let all = serde_json::json!({
        "seeds": figures.seeds,
        "runs_per_seed": 2,
        "seconds": figures.took.as_secs_f64(),
        "steps": figures.steps,
        "entries": figures.entries,
        "answered": figures.answered,
        "failure": failure,
        "remedies": missed.collect::<Vec<_>>(),
    });
    format!("{all:#}\n")
}
