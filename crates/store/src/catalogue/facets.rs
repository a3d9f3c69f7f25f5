//! What the listed videos can be told apart by.

use std::collections::{BTreeMap, HashMap};

use collation::folded;

use super::contract::{FACET_TAGS_MAX, Facets};
use super::sql;
use crate::error::StoreError;
use crate::handshake::Row;
use crate::handshake::tables::{Statement, Tables};
use crate::tables::Kind::{Number, Text};

pub(super) async fn facets(tables: &impl Tables) -> Result<Facets, StoreError> {
    let mut years = BTreeMap::new();
    for cells in tables.read(Statement::new(sql::COUNT_YEARS), &[Number, Number]).await? {
        let mut row = Row::new(cells);
        years.insert(row.count()?, row.number()?);
    }
    let mut languages = BTreeMap::new();
    for cells in tables.read(Statement::new(sql::COUNT_LANGUAGES), &[Text, Number]).await? {
        let mut row = Row::new(cells);
        let (keys, videos): (String, u64) = (row.text()?, row.number()?);
        for key in keys.lines().filter(|key| !key.is_empty()) {
            *languages.entry(key.to_owned()).or_default() += videos;
        }
    }
    let mut tags = Vec::new();
    for cells in tables.read(Statement::new(sql::COUNT_TAGS), &[Text, Number]).await? {
        let mut row = Row::new(cells);
        let (of_row, videos): (String, u64) = (row.text()?, row.number()?);
        tags.extend(of_row.lines().map(|tag| (tag.to_owned(), videos)));
    }
    Ok(Facets { years, languages, tags: most_frequent(tags, FACET_TAGS_MAX) })
}

/// Adds up what is about the same, with whatever case and accents, and returns the most frequent, as they were written first.
pub fn most_frequent(tags: impl IntoIterator<Item = (String, u64)>, at_most: usize) -> Vec<(String, u64)> {
    let mut counts: HashMap<String, (String, u64)> = HashMap::new();
    for (tag, videos) in tags {
        let (_, count) = counts.entry(folded(&tag)).or_insert((tag, 0));
        *count += videos;
    }
    let mut counts: Vec<(String, u64)> = counts.into_values().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(at_most);
    counts
}
