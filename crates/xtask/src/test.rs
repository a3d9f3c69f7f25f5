//! `cargo xtask test`: every test, after installing what is missing.

use std::path::Path;
use std::process::Command;

use clap::Args;

use crate::install::{self, Packages};
use crate::part::{self, Outcome, Part};
use crate::programs;
use crate::simulate;
use crate::workspace::{cargo, is_on_path, metadata, nothing_may_be_missing, root};

/// The cases that property tests try, where `PROPTEST_RNG_SEED` names no others: whether a commit passes must not be a
/// matter of luck. A `cargo test` of one's own looks at new ones each time.
const PROPERTY_SEED_VARIABLE: &str = "PROPTEST_RNG_SEED";
const PROPERTY_SEED: &str = "20261123";

/// Which tests are run: all of them where none is named.
#[derive(Args, Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag")]
pub(crate) struct Options {
    /// Run the Rust tests.
    #[arg(long)]
    rust: bool,
    /// Check and test the web app and the client library.
    #[arg(long)]
    web: bool,
    /// Run the tests that watch together in a real browser.
    #[arg(long)]
    browser: bool,
    /// Run several nodes on virtual time with seeded faults.
    #[arg(long)]
    simulation: bool,
    /// Run fewer seeds of it.
    #[arg(long)]
    quick: bool,
}

impl Options {
    /// All but the browser tests, and fewer seeds.
    pub(crate) const FAST: Self = Self { rust: true, web: true, browser: false, simulation: true, quick: true };
    /// Every test.
    pub(crate) const ALL: Self = Self { rust: true, web: true, browser: true, simulation: true, quick: false };

    fn or_all(&self) -> Self {
        let Self { rust, web, browser, simulation, quick } = *self;
        if rust || web || browser || simulation { self.clone() } else { Self { quick, ..Self::ALL } }
    }
}

/// Runs the tests and sums them up.
pub(crate) fn run(options: &Options) -> bool {
    part::sum_up(&parts(options))
}

/// Runs the tests, each part to its end, whatever became of the one before.
pub(crate) fn parts(options: &Options) -> Vec<Part> {
    let root = root();
    let options = options.or_all();
    // First of all: the server's build needs them too.
    let packages = web_packages(&root);
    let web_is_ready = packages.outcome == Outcome::Passed;
    let mut parts = vec![packages];
    if options.rust {
        parts.extend(rust(&root));
    }
    if options.simulation {
        parts.push(simulate::tests(options.quick));
    }
    if options.web && web_is_ready {
        parts.push(npm(&root, "web: check", "check"));
        parts.push(npm(&root, "web: unit tests", "test"));
    }
    if options.browser && web_is_ready {
        parts.extend(browser(&root));
    }
    parts
}

fn web_packages(root: &Path) -> Part {
    println!("\n== web: packages");
    let web = root.join("web");
    let installed = install::lock(&web).and_then(|_lock| install::install(&web, Packages::All));
    let outcome = match installed {
        Ok(()) => Outcome::Passed,
        Err(error) => Outcome::Failed(error.to_string()),
    };
    Part::without_run("web: packages", outcome)
}

fn rust(root: &Path) -> Vec<Part> {
    let missing = |found: Result<(), String>| match found {
        Ok(()) => None,
        Err(reason) if nothing_may_be_missing() => Some(Outcome::Failed(reason)),
        Err(reason) => Some(Outcome::Skipped(reason)),
    };
    let (postgres, nats) = (missing(programs::ensure_postgres()), missing(programs::ensure_nats()));
    let (faketime, pebble) = (missing(programs::ensure_faketime()), missing(programs::ensure_pebble()));
    let ffmpeg = missing(programs::ensure_ffmpeg());
    let programs = metadata(root).map_err(|error| format!("{error:#}"));
    let caddy = programs.and_then(|metadata| programs::ensure_caddy(&metadata.target_directory.join("programs")));
    let path = caddy.clone().unwrap_or_else(|_| std::env::var_os("PATH").unwrap_or_default());
    let caddy = missing(caddy.map(drop));
    let mut tests = Command::new(cargo());
    tests.env("PATH", path);
    if std::env::var_os(PROPERTY_SEED_VARIABLE).is_none() {
        tests.env(PROPERTY_SEED_VARIABLE, PROPERTY_SEED);
    }
    if is_on_path("cargo-nextest") {
        tests.args(["nextest", "run", "--workspace", "--no-fail-fast", "--exclude", "simulation"]);
    } else {
        tests.args(["test", "--workspace", "--no-fail-fast", "--exclude", "simulation", "--lib", "--bins", "--tests"]);
    }
    let mut models = Command::new(cargo());
    models.args(["test", "--package", "simulation"]);
    let mut docs = Command::new(cargo());
    docs.args(["test", "--workspace", "--no-fail-fast", "--exclude", "simulation", "--doc"]);
    // Built with everything else it gets features that it does not ask for.
    let mut bench = Command::new(cargo());
    bench.args(["check", "--package", "loadgen"]);
    let mut parts = vec![
        part::run("rust: the bench by itself", bench.current_dir(root)),
        part::run("rust: tests", tests.current_dir(root)),
        part::run("rust: tests of the simulation's models", models.current_dir(root)),
        part::run("rust: examples in the documentation", docs.current_dir(root)),
    ];
    parts.extend(postgres.map(|outcome| Part::without_run("rust: tests on PostgreSQL", outcome)));
    parts.extend(nats.map(|outcome| Part::without_run("rust: tests on NATS", outcome)));
    parts.extend(faketime.map(|outcome| Part::without_run("rust: the test of other clocks", outcome)));
    parts.extend(pebble.map(|outcome| Part::without_run("rust: the test of certificates", outcome)));
    parts.extend(ffmpeg.map(|outcome| Part::without_run("rust: tests of what is made of videos", outcome)));
    parts.extend(caddy.map(|outcome| Part::without_run("rust: the test of three nodes behind a proxy", outcome)));
    parts
}

fn npm(root: &Path, name: &str, script: &str) -> Part {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    part::run(name, Command::new(npm).args(["run", "--silent", script]).current_dir(root.join("web")))
}

fn browser(root: &Path) -> Vec<Part> {
    const NAME: &str = "browser: tests";
    let found =
        programs::ensure_sqlite3().and_then(|()| programs::ensure_ffmpeg()).and_then(|()| programs::ensure_chromium());
    let chromium = match found {
        Ok(path) => path,
        Err(reason) if nothing_may_be_missing() => return vec![Part::without_run(NAME, Outcome::Failed(reason))],
        Err(reason) => return vec![Part::without_run(NAME, Outcome::Skipped(reason))],
    };
    let mut build = Command::new(cargo());
    build.args(["build", "--package", "sameframe", "--bin", "sameframe"]).current_dir(root);
    let server = part::run("browser: the server", &mut build);
    if server.outcome != Outcome::Passed {
        return vec![server];
    }
    let binary = match metadata(root) {
        Ok(metadata) => metadata.target_directory.join(format!("debug/sameframe{}", std::env::consts::EXE_SUFFIX)),
        Err(error) => return vec![server, Part::without_run(NAME, Outcome::Failed(format!("{error:#}")))],
    };
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let mut tests = Command::new(npm);
    tests.args(["run", "--silent", "test:browser"]).current_dir(root.join("web"));
    tests.env("SAMEFRAME_BIN", binary).env("CHROMIUM", chromium);
    vec![server, part::run(NAME, &mut tests)]
}
