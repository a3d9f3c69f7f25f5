//! What happened in a run, in order: as a hash always, in words on demand.

use std::collections::VecDeque;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher as _};
use std::time::Duration;

/// How many of the last lines are kept.
const LINES_MAX: usize = 60;

/// Who did something.
#[derive(Clone, Copy, Debug, Hash)]
pub(crate) enum Who {
    World,
    Node(usize),
    Tab(usize),
}

/// Everything that went between nodes, database, bus and clients.
#[derive(Debug)]
pub(crate) struct Trace {
    hasher: DefaultHasher,
    length: u64,
    lines: Option<VecDeque<String>>,
}

impl Trace {
    /// Begins; with `in_words` it also keeps the last lines.
    pub(crate) fn new(in_words: bool) -> Self {
        Self { hasher: DefaultHasher::new(), length: 0, lines: in_words.then(VecDeque::new) }
    }

    pub(crate) fn note(&mut self, at: Duration, who: Who, what: &'static str, (a, b): (u64, u64)) {
        (at, who, what, a, b).hash(&mut self.hasher);
        self.length += 1;
        if let Some(lines) = &mut self.lines {
            if lines.len() == LINES_MAX {
                lines.pop_front();
            }
            lines.push_back(format!("{:>10.3} s  {who:<6}  {what} {a} {b}", at.as_secs_f64()));
        }
    }

    /// Equal for equal runs.
    pub(crate) fn hash(&self) -> u64 {
        self.hasher.finish()
    }

    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    pub(crate) fn lines(&self) -> Vec<String> {
        self.lines.iter().flatten().cloned().collect()
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::World => f.pad("world"),
            Self::Node(number) => f.pad(&format!("node {number}")),
            Self::Tab(number) => f.pad(&format!("tab {number}")),
        }
    }
}
