//! The library by title, and what its films can be told apart by.

use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};

use collation::folded;

use crate::entry::Entry;
use crate::shelf::Library;

/// What is looked for among titles.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Words, each of which must be in the title or the name of the folder, with whatever case and accents.
    pub words: Vec<String>,
    /// Of these years only; not those of which it is not known.
    pub years: Option<RangeInclusive<u32>>,
    /// Of these lengths only, in milliseconds; not those of which it is not known.
    pub lengths_ms: Option<Range<u64>>,
    /// In the folder of this name, with whatever case and accents.
    pub folder: Option<String>,
}

/// What films can be told apart by, each with how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// How many films there are.
    pub films: u64,
    /// By year.
    pub years: BTreeMap<u32, u64>,
    /// By the name of their folder.
    pub folders: BTreeMap<String, u64>,
}

impl Library {
    /// Lists films by title, `limit` at most, after a place ([`Entry::place`]).
    pub fn by_title(&self, wanted: &Wanted, after: Option<(&str, &str)>, limit: usize) -> Vec<Entry> {
        let found = self.found();
        let words: Vec<String> = wanted.words.iter().map(|word| folded(word)).collect();
        let folder = wanted.folder.as_deref().map(folded);
        let fits = |entry: &Entry| {
            words.iter().all(|word| entry.sought.contains(word))
                && wanted.years.as_ref().is_none_or(|years| entry.year.is_some_and(|year| years.contains(&year)))
                && (folder.is_none() || entry.folder_key == folder)
        };
        let is_as_long = |entry: &Entry| {
            let length_ms = entry.facts.as_ref().map(|facts| facts.length_ms);
            wanted.lengths_ms.as_ref().is_none_or(|range| length_ms.is_some_and(|ms| range.contains(&ms)))
        };
        let begin =
            found.by_title.partition_point(|place| after.is_some_and(|after| found.entries[*place].place() <= after));
        let fitting = found.by_title[begin..].iter().map(|place| &found.entries[*place]).filter(|entry| fits(entry));
        fitting.filter_map(|entry| self.to_play(entry)).filter(is_as_long).take(limit).collect()
    }

    /// Returns what the films that can be played can be told apart by.
    pub fn kinds(&self) -> Kinds {
        let mut kinds = Kinds::default();
        for entry in self.found().entries.iter().filter(|entry| self.is_to_play(entry)) {
            kinds.films += 1;
            if let Some(year) = entry.year {
                *kinds.years.entry(year).or_default() += 1;
            }
            if let Some(folder) = &entry.folder {
                *kinds.folders.entry(folder.clone()).or_default() += 1;
            }
        }
        kinds
    }
}
