//! The task itself.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use serde_json::json;

use super::crowd::{gather, settle};
use super::person::{self, Person};
use super::report::{Moment, Phase, Received, middle_and_late};
use super::server::Server;
use crate::sync_bench;
use crate::workspace::root;

/// The file that a session needs an address of; nobody plays it.
const VIDEO: &str = "https://example.org/film.mp4";

/// How much is measured, and where the figures go.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// How many people join one session.
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=18_000))]
    people: u32,
    /// A hundred people.
    #[arg(long, conflicts_with = "people")]
    quick: bool,
    /// Write the figures to this file as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Measures. Fails where somebody could not join, or was not told what happened; never because a figure is bad.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let binary = sync_bench::server(&root())?;
    let people = if options.quick { 100 } else { options.people };
    let data = std::env::temp_dir().join(format!("sameframe-join-bench-{}", std::process::id()));
    fs::create_dir_all(&data).with_context(|| format!("making {}", data.display()))?;
    println!("server: {}", binary.display());
    let measured = Server::start(&binary, &data).and_then(|server| measure(&server, people));
    fs::remove_dir_all(&data).with_context(|| format!("removing {}", data.display()))?;
    let figures = measured?;
    if let Some(file) = &options.json {
        let text = serde_json::to_string_pretty(&figures)?;
        fs::write(file, text + "\n").with_context(|| format!("writing {}", file.display()))?;
    }
    Ok(true)
}

fn measure(server: &Server, people: u32) -> Result<serde_json::Value> {
    let address = &server.address;
    let (user, _) = person::post(address, "/api/users", None, &json!({ "name": "Host" }))?;
    let token = user["token"].as_str().context("a user without a token")?;
    let (created, _) = person::post(address, "/api/sessions", Some(token), &json!({ "url": VIDEO }))?;
    let session = created["session"]["id"].as_str().context("a session without an id")?;

    let before = (server.usage()?, Received::default());
    let (mut crowd, all_joined) = gather(address, session, people)?;
    let joined = moment(server, &crowd)?;
    let join = Phase::between("join", crowd.len(), all_joined, (before, joined));
    println!("{}", join.line());
    let (middle, late) = middle_and_late(crowd.iter().map(|person| person.took).collect());
    let welcome = crowd.iter().map(|person| person.welcome_bytes).max().unwrap_or(0);
    println!("       joining took {middle:.0?} in the middle and {late:.0?} late; the largest welcome was {welcome} B");
    check_present(address, session, people)?;
    let cut = crowd.iter().filter(|person| person.is_cut).count();
    println!("       {cut} people fell behind and were cut off");

    let started = Instant::now();
    for person in &mut crowd {
        person.leave()?;
    }
    settle(&mut crowd)?;
    let left = moment(server, &crowd)?;
    let leave = Phase::between("leave", crowd.len(), started.elapsed(), (joined, left));
    println!("{}", leave.line());
    if cut == 0 {
        check_present(address, session, 0)?;
    }
    let (whole, _) = person::get(address, &format!("/api/sessions/{session}"))?;
    let head = whole["head"]["seq"].as_u64().unwrap_or(0);
    println!("       the log has {head} entries");
    Ok(json!({
        "phases": [join, leave],
        "join_ms": { "p50": ms(middle), "p99": ms(late) },
        "welcome_bytes": welcome,
        "cut": cut,
        "entries": head,
    }))
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn moment(server: &Server, people: &[Person]) -> Result<Moment> {
    Ok((server.usage()?, Received::of(people)))
}

fn check_present(address: &str, session: &str, expected: u32) -> Result<()> {
    let (state, _) = person::get(address, &format!("/api/sessions/{session}"))?;
    let present = state["session"]["present"].as_u64();
    ensure!(present == Some(expected.into()), "{expected} should be present, and {present:?} are");
    Ok(())
}
