//! What a video is found by, and where it stands in the list.

use collation::{folded, order_key};

use super::contract::StoredVideo;
use super::language::language_key;
use crate::folding::literal;

/// How much of a title the order goes by, in characters.
const ORDERED_CHARS: usize = 80;

/// What is kept of a video for finding it.
#[derive(Debug)]
pub(crate) struct Keys {
    /// What it is ordered by.
    pub(crate) order: String,
    /// What is looked through for words.
    pub(crate) sought: String,
    /// What it is about, each between ends of lines; likewise what is spoken.
    pub(crate) tags: String,
    pub(crate) languages: String,
}

impl Keys {
    pub(crate) fn of(video: &StoredVideo) -> Self {
        let lines =
            |keys: Vec<String>| if keys.is_empty() { String::new() } else { format!("\n{}\n", keys.join("\n")) };
        let mut languages: Vec<String> = video.languages.iter().map(|language| language_key(language)).collect();
        languages.sort_unstable();
        languages.dedup();
        Self {
            order: order_of(&video.title),
            sought: folded(&format!("{} {}", video.title, video.tags.join(" "))),
            tags: lines(video.tags.iter().map(|tag| folded(tag)).collect()),
            languages: lines(languages),
        }
    }

    /// Those of a row.
    pub(crate) fn of_lines(title: &str, tags: &str, languages: &str) -> Self {
        let lines = |text: &str| text.lines().map(str::to_owned).collect();
        Self::of(&StoredVideo {
            title: title.to_owned(),
            tags: lines(tags),
            languages: lines(languages),
            ..StoredVideo::default()
        })
    }
}

/// The pattern that finds one of several keys; everything where none is looked for.
pub(super) fn one_of(key: Option<String>) -> String {
    key.map_or_else(|| "%".to_owned(), |key| format!("%\n{}\n%", literal(&key)))
}

fn order_of(title: &str) -> String {
    order_key(&title.chars().take(ORDERED_CHARS).collect::<String>())
}
