//! What happened in a run, in order: as a hash always, in words on demand.

use std::collections::{BTreeMap, VecDeque};
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
    words: Option<Words>,
}

/// A trace that people can read.
#[derive(Debug, Default)]
struct Words {
    last: VecDeque<String>,
    counts: BTreeMap<&'static str, u64>,
}

impl Trace {
    /// Begins; with `in_words` it also keeps the last lines, and counts.
    pub(crate) fn new(in_words: bool) -> Self {
        Self { hasher: DefaultHasher::new(), length: 0, words: in_words.then(Words::default) }
    }

    pub(crate) fn note(&mut self, at: Duration, who: Who, what: &'static str, (a, b): (u64, u64)) {
        (at, who, what, a, b).hash(&mut self.hasher);
        self.length += 1;
        if let Some(Words { last, counts }) = &mut self.words {
            if last.len() == LINES_MAX {
                last.pop_front();
            }
            last.push_back(format!("{:>10.3} s  {who:<6}  {what} {a} {b}", at.as_secs_f64()));
            *counts.entry(what).or_default() += 1;
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
        self.words.iter().flat_map(|words| &words.last).cloned().collect()
    }

    /// Counts something that is no part of the trace.
    pub(crate) fn count(&mut self, what: &'static str) {
        if let Some(words) = &mut self.words {
            *words.counts.entry(what).or_default() += 1;
        }
    }

    /// How often each thing happened.
    pub(crate) fn counts(&self) -> BTreeMap<&'static str, u64> {
        self.words.as_ref().map(|words| words.counts.clone()).unwrap_or_default()
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
