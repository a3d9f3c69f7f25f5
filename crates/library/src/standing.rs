//! How the library stands, for whoever looks after it.

use crate::scan::{NAMED_MAX, Passed};
use crate::shelf::Library;

/// How the library stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// How many videos were found, broken ones with them.
    pub videos: usize,
    /// What was passed over at the last look.
    pub passed: Passed,
    /// Files with nothing to play in them.
    pub broken: Told,
    /// Files that FFmpeg has not looked into yet; none without FFmpeg.
    pub waiting: usize,
    /// Files that FFmpeg could not look into, and tries again at the next start.
    pub put_off: Told,
}

/// How many files, and the first few by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// How many.
    pub count: usize,
    /// The names of the first few.
    pub named: Vec<String>,
}

impl Told {
    fn add(&mut self, name: impl FnOnce() -> String) {
        self.count += 1;
        if self.named.len() < NAMED_MAX {
            self.named.push(name());
        }
    }
}

impl Library {
    /// Returns how it stands since the last look.
    pub fn standing(&self) -> Standing {
        let found = self.found();
        let mut standing =
            Standing { videos: found.entries.len(), passed: found.passed.clone(), ..Standing::default() };
        let Some(converter) = self.converter() else { return standing };
        for entry in &found.entries {
            match converter.known.can_be_played(&entry.id, entry.version()) {
                Some(true) => {}
                Some(false) => standing.broken.add(|| self.name_of(entry)),
                None if converter.wants(entry) => standing.waiting += 1,
                None => standing.put_off.add(|| self.name_of(entry)),
            }
        }
        standing
    }
}
