//! What of the catalogue is asked for.

use std::ops::{Range, RangeInclusive};

use data_encoding::BASE64URL_NOPAD;
use library::Wanted;
use protocol::limits::SEARCH_CHARS_MAX;
use protocol::{Code, LengthClass};
use serde::Deserialize;
use store::{SOUGHT_WORDS_MAX, VideoPlace, VideosQuery};
use utoipa::IntoParams;

use crate::failure::Failure;

const LIMIT_DEFAULT: u32 = 24;
const LIMIT_MAX: u32 = 100;
/// How long the names of providers, languages and tags are at the most, in characters.
const NAME_CHARS_MAX: usize = 100;
/// The letters of a title may become many where they are put in order: each of its 200 at the most 33 bytes, and as a cursor a third
/// more.
const CURSOR_BYTES_MAX: usize = 12_000;
const YEARS: RangeInclusive<u32> = 1..=9_999;
/// From so many milliseconds on a video is no short one, and from so many on a long one.
const MEDIUM_MS: u64 = 20 * 60_000;
const LONG_MS: u64 = 70 * 60_000;

/// Which videos to list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct VideosParams {
    /// Only those with these words in the title or the tags, with whatever case and accents; the first three words count.
    q: Option<String>,
    /// Only those of this provider.
    provider: Option<String>,
    /// Only those of this year or a later one, 1 to 9999.
    from_year: Option<u32>,
    /// Only those of this year or an earlier one, 1 to 9999.
    to_year: Option<u32>,
    /// Only those of this length: `short` is below 20 minutes, `long` 70 minutes or more, and `medium` between.
    #[param(inline)]
    length: Option<LengthClass>,
    /// Only those in which this language is spoken.
    language: Option<String>,
    /// Only those about this, with whatever case and accents.
    tag: Option<String>,
    /// The `next` of the page before.
    cursor: Option<String>,
    /// 1 to 100; 24 where missing.
    limit: Option<u32>,
    /// Only these, whether anybody lists them or not: at most 50 ids, with commas between. Nothing else counts then.
    pub(super) ids: Option<String>,
}

/// What is asked for, within bounds.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) words: Vec<String>,
    pub(super) provider: Option<String>,
    pub(super) years: Option<RangeInclusive<u32>>,
    pub(super) lengths_ms: Option<Range<u64>>,
    pub(super) language: Option<String>,
    pub(super) tag: Option<String>,
    pub(super) after: Option<VideoPlace>,
    pub(super) limit: u32,
}

impl Asked {
    pub(super) fn read(params: VideosParams) -> Result<Self, Failure> {
        let words = params.q.unwrap_or_default();
        let words: String = words.chars().filter(|c| !is_nul(*c)).take(SEARCH_CHARS_MAX).collect();
        Ok(Self {
            words: words.split_whitespace().map(str::to_owned).collect(),
            provider: name("provider", params.provider)?,
            years: years(params.from_year, params.to_year)?,
            lengths_ms: params.length.map(lengths_ms),
            language: name("language", params.language)?,
            tag: name("tag", params.tag)?,
            after: params.cursor.as_deref().map(read_cursor).transpose()?,
            limit: params.limit.unwrap_or(LIMIT_DEFAULT).clamp(1, LIMIT_MAX),
        })
    }

    /// One more than asked for tells whether there is a next page.
    pub(super) fn of_store(&self) -> VideosQuery {
        VideosQuery {
            words: self.words.clone(),
            provider: self.provider.clone(),
            years: self.years.clone(),
            lengths_ms: self.lengths_ms.clone(),
            language: self.language.clone(),
            tag: self.tag.clone(),
            after: self.after.clone(),
            limit: self.limit + 1,
        }
    }

    /// Nothing where the library has nothing of the kind: of its films nobody knows what is spoken in them.
    pub(super) fn of_library(&self) -> Option<Wanted> {
        let is_asked = self.provider.as_deref().is_none_or(|provider| provider == crate::library::PROVIDER);
        (is_asked && self.language.is_none()).then(|| Wanted {
            words: self.words.iter().take(SOUGHT_WORDS_MAX).cloned().collect(),
            years: self.years.clone(),
            lengths_ms: self.lengths_ms.clone(),
            folder: self.tag.clone(),
        })
    }
}

/// What PostgreSQL keeps in no text.
fn is_nul(c: char) -> bool {
    c == '\0'
}

fn name(what: &str, text: Option<String>) -> Result<Option<String>, Failure> {
    let text =
        text.map(|text| text.replace(is_nul, "")).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > NAME_CHARS_MAX) {
        let detail = format!("`{what}` has at most {NAME_CHARS_MAX} characters");
        return Err(Failure::new(Code::BadRequest, detail));
    }
    Ok(text)
}

fn years(from: Option<u32>, to: Option<u32>) -> Result<Option<RangeInclusive<u32>>, Failure> {
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let (from, to) = (from.unwrap_or(*YEARS.start()), to.unwrap_or(*YEARS.end()));
    if from <= to && YEARS.contains(&from) && YEARS.contains(&to) {
        return Ok(Some(from..=to));
    }
    Err(Failure::new(Code::BadRequest, "`from_year` and `to_year` are years from 1 to 9999, the earlier one first"))
}

fn lengths_ms(class: LengthClass) -> Range<u64> {
    match class {
        LengthClass::Short => 0..MEDIUM_MS,
        LengthClass::Medium => MEDIUM_MS..LONG_MS,
        LengthClass::Long => LONG_MS..u64::MAX,
    }
}

/// Where the next page begins, as clients carry it.
pub(super) fn cursor(place: &VideoPlace) -> String {
    BASE64URL_NOPAD.encode(format!("{}\n{}", place.id, place.key).as_bytes())
}

fn read_cursor(text: &str) -> Result<VideoPlace, Failure> {
    let read = || {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let text = String::from_utf8(bytes).ok().filter(|text| !text.contains(is_nul))?;
        let (id, key) = text.split_once('\n').filter(|(id, _)| !id.is_empty())?;
        Some(VideoPlace { key: key.to_owned(), id: id.to_owned() })
    };
    let place = if text.len() > CURSOR_BYTES_MAX { None } else { read() };
    place.ok_or_else(|| Failure::new(Code::BadRequest, "the cursor must be the next of another page, unchanged"))
}

#[cfg(test)]
mod tests {
    use store::VideoPlace;

    use super::{CURSOR_BYTES_MAX, cursor, name, read_cursor, years};

    #[test]
    fn a_cursor_is_read_as_it_was_written_and_nothing_else_is() {
        for (key, id) in [("episode 02", "v1"), ("", "v2"), ("é ~ %", "x y")] {
            let place = VideoPlace { key: key.to_owned(), id: id.to_owned() };
            assert_eq!(read_cursor(&cursor(&place)).ok(), Some(place));
        }
        let longest = VideoPlace { key: "صلى الله عليه وسلم".repeat(100), id: "v1".to_owned() };
        assert_eq!(read_cursor(&cursor(&longest)).ok(), Some(longest));
        for bad in ["", "v1", "a%20b", "Cg", &"A".repeat(CURSOR_BYTES_MAX + 1)] {
            assert!(read_cursor(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_asked_for_is_bounded() {
        assert_eq!(years(None, None).ok(), Some(None));
        assert_eq!(years(Some(1990), None).ok(), Some(Some(1990..=9_999)));
        assert_eq!(years(None, Some(1999)).ok(), Some(Some(1..=1999)));
        for bad in [(Some(0), None), (Some(2000), Some(1999)), (None, Some(10_000))] {
            assert!(years(bad.0, bad.1).is_err(), "{bad:?}");
        }
        assert_eq!(name("tag", Some("  ".to_owned())).ok(), Some(None));
        assert!(name("tag", Some("x".repeat(101))).is_err());
    }
}
