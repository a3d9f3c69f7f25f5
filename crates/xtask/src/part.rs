//! One part of a task: a program that is run, timed and summed up.

use std::io::{BufRead as _, BufReader, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::counts::{self, Counts};

/// How many lines of its faults a part keeps for the summary.
const FAULTS_MAX: usize = 12;
/// How long one program may run. What takes longer hangs, and a test run has to end by itself.
const RUN_SECONDS_MAX: u64 = 40 * 60;

/// How a part ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// As it should.
    Passed,
    /// It did not run, for this reason.
    Skipped(String),
    /// With this fault.
    Failed(String),
}

/// A part that ended.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) outcome: Outcome,
    pub(crate) counts: Counts,
    pub(crate) seconds: f64,
    /// The first lines that tell what failed.
    pub(crate) faults: Vec<String>,
}

impl Part {
    /// Makes a part that ran no program.
    pub(crate) fn without_run(name: &str, outcome: Outcome) -> Self {
        Self { name: name.to_owned(), outcome, counts: Counts::default(), seconds: 0.0, faults: Vec::new() }
    }
}

/// Runs a program to its end, shows what it writes as it comes, and counts the tests it reports.
pub(crate) fn run(name: &str, command: &mut Command) -> Part {
    println!("\n== {name}");
    let started = Instant::now();
    let (outcome, (counts, faults)) =
        match command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn() {
            Ok(child) => follow(child, started),
            Err(error) => (Outcome::Failed(format!("cannot be started: {error}")), Default::default()),
        };
    Part { name: name.to_owned(), outcome, counts, seconds: started.elapsed().as_secs_f64(), faults }
}

fn follow(mut child: Child, started: Instant) -> (Outcome, (Counts, Vec<String>)) {
    let (sender, receiver) = channel();
    let readers = [
        child.stdout.take().map(|stream| copy_lines(stream, sender.clone(), |line| println!("{line}"))),
        child.stderr.take().map(|stream| copy_lines(stream, sender, |line| eprintln!("{line}"))),
    ];
    let status = wait(&mut child, started);
    if status.is_ok() {
        for reader in readers.into_iter().flatten() {
            // A reader that panicked has shown why; the exit status still says how the program ended.
            drop(reader.join());
        }
    }
    let (mut counts, mut faults) = (Counts::default(), Vec::new());
    for line in receiver.try_iter() {
        counts += counts::read(&line);
        if faults.len() < FAULTS_MAX && counts::tells_of_failure(&line) && !faults.contains(&line) {
            faults.push(line);
        }
    }
    let outcome = match status {
        Ok(status) if status.success() => Outcome::Passed,
        Ok(status) => Outcome::Failed(status.to_string()),
        Err(reason) => Outcome::Failed(reason),
    };
    (outcome, (counts, faults))
}

fn copy_lines<R: Read + Send + 'static>(stream: R, sender: Sender<String>, show: fn(&str)) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            show(&line);
            if sender.send(line.into_owned()).is_err() {
                return;
            }
        }
    })
}

fn wait(child: &mut Child, started: Instant) -> Result<ExitStatus, String> {
    let until = started + Duration::from_secs(RUN_SECONDS_MAX);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Ok(status),
            Ok(None) if Instant::now() >= until => {
                let killed = child.kill().and_then(|()| child.wait());
                return Err(format!("stopped after {RUN_SECONDS_MAX} s ({killed:?})"));
            }
            Ok(None) => thread::sleep(Duration::from_millis(20)),
            Err(error) => return Err(format!("cannot be waited for: {error}")),
        }
    }
}

/// Prints a line for each part and one for all, and tells whether none failed.
pub(crate) fn sum_up(parts: &[Part]) -> bool {
    println!("\n== summary");
    let mut total = Counts::default();
    for part in parts {
        println!("{}", line(part));
        if matches!(part.outcome, Outcome::Failed(_)) {
            part.faults.iter().for_each(|fault| println!("           {}", fault.trim()));
        }
        total += counts_of(part);
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    !parts.iter().any(|part| matches!(part.outcome, Outcome::Failed(_)))
}

fn line(part: &Part) -> String {
    let Part { name, outcome, counts, seconds, .. } = part;
    let tests = match counts {
        Counts { passed: 0, failed: 0 } => String::new(),
        Counts { passed, failed } => format!(", {passed} passed, {failed} failed"),
    };
    match outcome {
        Outcome::Passed => format!("ok       {name} ({seconds:.1} s{tests})"),
        Outcome::Skipped(reason) => format!("skipped  {name}: {reason}"),
        Outcome::Failed(reason) => format!("FAILED   {name}: {reason} ({seconds:.1} s{tests})"),
    }
}

/// Counts tests, and at least one failure for a part that failed: its exit status says so, whatever it printed.
fn counts_of(part: &Part) -> Counts {
    match part.outcome {
        Outcome::Passed | Outcome::Skipped(_) => part.counts,
        Outcome::Failed(_) => Counts { passed: part.counts.passed, failed: part.counts.failed.max(1) },
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::{Counts, Outcome, Part, counts_of, line, run, sum_up};

    fn shell(script: &str) -> Part {
        run("a part", Command::new("sh").args(["-c", script]))
    }

    #[test]
    fn a_part_reports_the_tests_of_its_program() {
        let part = shell("echo 'test result: ok. 3 passed; 0 failed'; echo '# pass 4' >&2");
        assert_eq!((part.outcome, part.counts), (Outcome::Passed, Counts { passed: 7, failed: 0 }));
    }

    #[test]
    fn a_part_keeps_what_tells_of_its_failure() {
        let part = shell("echo fine; echo ' FAIL  a test'; echo ' FAIL  a test'; echo 'Error: it broke' >&2; exit 1");
        let mut faults = part.faults;
        faults.sort_unstable();
        assert_eq!(faults, [" FAIL  a test", "Error: it broke"]);
    }

    #[test]
    fn an_exit_status_is_a_failure_whatever_was_printed() {
        let part = shell("echo 'test result: ok. 3 passed; 0 failed'; exit 3");
        assert!(matches!(part.outcome, Outcome::Failed(_)));
        assert_eq!(counts_of(&part), Counts { passed: 3, failed: 1 });
        assert!(line(&part).starts_with("FAILED   a part: exit status: 3"), "{}", line(&part));
        assert!(!sum_up(&[part]));
    }

    #[test]
    fn a_program_that_is_not_there_is_a_failure() {
        let part = run("nothing", &mut Command::new("/no/such/program"));
        assert!(matches!(part.outcome, Outcome::Failed(_)));
    }

    #[test]
    fn a_skipped_part_is_told_and_counts_nothing() {
        let part = Part::without_run("browser", Outcome::Skipped("no browser".to_owned()));
        assert_eq!(line(&part), "skipped  browser: no browser");
        assert_eq!(counts_of(&part), Counts::default());
        assert!(sum_up(&[part]));
    }
}
