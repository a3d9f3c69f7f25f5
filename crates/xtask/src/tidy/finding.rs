//! What a check found.

use std::fmt;

/// A place that breaks a rule, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The file, from the root of the repository.
    pub(crate) path: String,
    /// The line, from 1; 1 where the whole file is meant.
    pub(crate) line: usize,
    /// What breaks the rule.
    pub(crate) what: String,
    /// What to do about it.
    pub(crate) advice: &'static str,
}

impl Finding {
    /// Makes a finding.
    pub(crate) fn new(path: &str, line: usize, what: impl Into<String>, advice: &'static str) -> Self {
        Self { path: path.to_owned(), line, what: what.into(), advice }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, line, what, advice } = self;
        write!(f, "{path}:{line}: {what} — {advice}")
    }
}
