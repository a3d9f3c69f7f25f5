//! What was measured, as a table and as JSON, with the machine's load beside each figure.

use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

/// All that was measured.
pub(crate) struct Figures {
    file: Option<PathBuf>,
    lines: Vec<Line>,
}

struct Line {
    what: String,
    figure: String,
    goal: &'static str,
    values: Value,
    load: f64,
}

impl Figures {
    pub(crate) fn new(file: Option<PathBuf>) -> Self {
        println!("{} cores, load {:.1}", std::thread::available_parallelism().map_or(1, usize::from), load());
        Self { file, lines: Vec::new() }
    }

    /// Takes a figure, in words and in numbers.
    pub(crate) fn add(
        &mut self,
        what: impl Into<String>,
        figure: impl Into<String>,
        goal: &'static str,
        values: Value,
    ) {
        let line = Line { what: what.into(), figure: figure.into(), goal, values, load: load() };
        println!("{}", line.text());
        self.lines.push(line);
    }

    /// Takes how long something took, each time.
    pub(crate) fn add_times(&mut self, what: impl Into<String>, goal: &'static str, times: &[Duration]) {
        let times = Times::of(times);
        self.add(what, times.text(), goal, times.json());
    }

    /// Writes what there is so far.
    pub(crate) fn keep(&self) -> std::io::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let line = |line: &Line| json!({ "what": line.what, "figure": line.figure, "goal": line.goal, "values": line.values, "load": line.load });
        let all = json!({ "cores": std::thread::available_parallelism().map_or(1, usize::from),
            "figures": self.lines.iter().map(line).collect::<Vec<_>>() });
        std::fs::write(file, format!("{all:#}\n"))
    }

    /// Prints a table, as documents have it.
    pub(crate) fn print(&self) {
        println!("\n| what | measured | goal | load average |\n| --- | --- | --- | --- |");
        for line in &self.lines {
            println!("{}", line.text());
        }
    }
}

impl Line {
    fn text(&self) -> String {
        format!("| {} | {} | {} | {:.1} |", self.what, self.figure, self.goal, self.load)
    }
}

/// How long something took, over many times.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn of(times: &[Duration]) -> Self {
        let mut times = times.to_vec();
        times.sort_unstable();
        Self(times)
    }

    fn percentile(&self, percent: usize) -> f64 {
        let last = self.0.len().saturating_sub(1);
        let index = (self.0.len() * percent).div_ceil(100).saturating_sub(1).min(last);
        self.0.get(index).map_or(f64::NAN, |time| time.as_secs_f64() * 1_000.0)
    }

    pub(crate) fn text(&self) -> String {
        let [p50, p99, most] = [50, 99, 100].map(|percent| milliseconds(self.percentile(percent)));
        format!("p50 {p50}, p99 {p99}, longest {most} (of {})", self.0.len())
    }

    pub(crate) fn json(&self) -> Value {
        let [p50, p99, most] = [50, 99, 100].map(|percent| self.percentile(percent));
        json!({ "p50_ms": p50, "p99_ms": p99, "max_ms": most, "count": self.0.len() })
    }
}

fn milliseconds(ms: f64) -> String {
    if ms < 100.0 {
        format!("{ms:.1} ms")
    } else if ms < 1_000.0 {
        format!("{ms:.0} ms")
    } else {
        format!("{:.2} s", ms / 1_000.0)
    }
}

/// How many processes waited for the machine in the last minute, on average.
fn load() -> f64 {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|first| first.parse().ok()).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Times;

    #[test]
    fn percentiles_are_of_the_sorted_times() {
        let times: Vec<_> = (1..=200).rev().map(Duration::from_millis).collect();
        assert_eq!(Times::of(&times).text(), "p50 100 ms, p99 198 ms, longest 200 ms (of 200)");
        assert_eq!(Times::of(&times[..1]).text(), "p50 200 ms, p99 200 ms, longest 200 ms (of 1)");
    }
}
