//! How many tests passed and failed, read from what the test programs print.

use std::ops::AddAssign;
use std::sync::LazyLock;

use regex::Regex;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// The lines that sum up a run: of `cargo test`, of nextest, of vitest, of `node --test`. What nextest repeats of a test
/// program's own output is indented, and counts once only.
static SUMMARY: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(test result: |\s*Summary \[|\s*Tests  |(#|ℹ) (pass|fail) \d+)").ok());
static COUNT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(\d+) (passed|failed|timed out)").ok());
static FAILURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s*(FAIL|TIMEOUT|SIG[A-Z]+|not ok|\w*Error:|error(\[E\d+\])?:)\s|panicked at ").ok()
});
static COLOUR: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("\u{1b}\\[[0-9;]*m").ok());

/// Reads the counts of a summary line; any other line counts nothing.
pub(crate) fn read(line: &str) -> Counts {
    let mut counts = Counts::default();
    let (Some(summary), Some(count), Some(colour)) = (&*SUMMARY, &*COUNT, &*COLOUR) else { return counts };
    let line = colour.replace_all(line, "");
    if !summary.is_match(&line) {
        return counts;
    }
    let numbers = count.captures_iter(&line).map(|found| (found[1].parse().unwrap_or(0), found[2].to_owned()));
    for (number, word) in numbers.chain(node_count(&line)) {
        match word.as_str() {
            "passed" | "pass" => counts.passed += number,
            _ => counts.failed += number,
        }
    }
    counts
}

/// Whether a line names a test that failed, or says why.
pub(crate) fn tells_of_failure(line: &str) -> bool {
    let (Some(failure), Some(colour)) = (&*FAILURE, &*COLOUR) else { return false };
    failure.is_match(&colour.replace_all(line, ""))
}

/// Reads `# pass 3` of `node --test`, whose number stands last.
fn node_count(line: &str) -> Option<(u64, String)> {
    let mut words = line.split_whitespace();
    let (mark, word, number) = (words.next()?, words.next()?, words.next()?);
    (mark == "#" || mark == "ℹ").then_some(())?;
    Some((number.parse().ok()?, word.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::{Counts, read, tells_of_failure};

    #[track_caller]
    fn check(line: &str, passed: u64, failed: u64) {
        assert_eq!(read(line), Counts { passed, failed }, "{line}");
    }

    #[test]
    fn summary_lines_of_each_test_program_are_counted() {
        check("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out", 12, 0);
        check("     Summary [   0.012s] 5 tests run: 3 passed, 1 failed, 1 timed out, 0 skipped", 3, 2);
        check("      Tests  1 failed | 11 passed (12)", 11, 1);
        check("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m4 passed\u{1b}[39m\u{1b}[22m (4)", 4, 0);
        check("# pass 7", 7, 0);
        check("ℹ fail 2", 0, 2);
    }

    #[test]
    fn lines_of_failures_are_told_from_others() {
        for line in [
            "        FAIL [   0.304s] (12/767) api::black_box private::a_guest_is_let_in",
            "\u{1b}[31m\u{1b}[1m\u{1b}[41m FAIL \u{1b}[49m\u{1b}[22m\u{1b}[39m tests/unit/clock.test.ts > a clock",
            "\u{1b}[31m\u{1b}[1mError\u{1b}[22m: the page has been closed",
            "AssertionError: expected 3 to be 4",
            "thread 'a_test' (17) panicked at crates/api/tests/a.rs:3:5:",
            "error[E0308]: mismatched types",
        ] {
            assert!(tells_of_failure(line), "{line}");
        }
        for line in ["        PASS [   0.304s] (12/767) api errors::a_failure", " ✓ says Error: in a test", "no errors"]
        {
            assert!(!tells_of_failure(line), "{line}");
        }
    }

    #[test]
    fn other_lines_count_nothing() {
        check(" Test Files  1 failed | 3 passed (4)", 0, 0);
        check("the log says that 3 passed", 0, 0);
        check("    test result: FAILED. 0 passed; 1 failed; 0 ignored; 26 filtered out", 0, 0);
        check("# passwords are not counted", 0, 0);
    }
}
