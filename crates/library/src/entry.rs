//! What is known of a file.

use std::fmt;
use std::path::{Path, PathBuf};

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::facts::{Facts, Way};
use crate::known::Version;
use crate::subtitles::Beside;

const ID_CHARS: usize = 24;
const TITLE_CHARS_MAX: usize = 100;
/// Films are from these years.
const YEARS: std::ops::RangeInclusive<u32> = 1870..=2100;

/// Names a file, and says nothing of where it lies: a hash of that with a key that only this server has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct FileId(String);

impl TryFrom<String> for FileId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("this is no id of a file")
    }
}

impl FileId {
    /// Names the file at `path` in the folder `root`.
    pub(crate) fn of(key: &[u8; 32], root: &str, path: &Path) -> Self {
        let mut hash = Sha256::new();
        for part in [&key[..], root.as_bytes(), path.as_os_str().as_encoded_bytes()] {
            hash.update(Sha256::digest(part));
        }
        Self(BASE32_NOPAD.encode(&hash.finalize()[..15]).to_ascii_lowercase())
    }

    /// Reads an id; nothing where the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        let is_id = text.len() == ID_CHARS && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7'));
        is_id.then(|| Self(text.to_owned()))
    }

    /// Returns it as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A video in the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its name on this server.
    pub id: FileId,
    /// What it is called, made from the name of its file.
    pub title: String,
    /// The name of the folder that it lies in, where it does not lie at the top.
    pub folder: Option<String>,
    /// How large it is.
    pub bytes: u64,
    /// What it is.
    pub media_type: MediaType,
    /// When it came out, where the name of its file says so.
    pub year: Option<u32>,
    /// What is in it, once somebody has looked.
    pub facts: Option<Facts>,
    /// What it is ordered by among titles.
    pub(crate) order: String,
    /// What is looked through for words.
    pub(crate) sought: String,
    /// The name of its folder, without case and accents.
    pub(crate) folder_key: Option<String>,
    pub(crate) root: usize,
    pub(crate) path: PathBuf,
    pub(crate) modified_ms: u64,
    pub(crate) beside: Vec<Beside>,
}

impl Entry {
    /// Tells whether it has to be made into a stream to be played.
    pub fn is_streamed(&self) -> bool {
        self.facts.as_ref().is_some_and(|facts| facts.way != Way::AsItIs)
    }

    /// Returns what can be read along with it, by language or name: first what lies beside it, then what is in it.
    pub fn subtitles(&self) -> impl Iterator<Item = &str> {
        let inside = self.facts.iter().flat_map(|facts| &facts.texts).map(|text| text.name.as_str());
        self.beside.iter().map(|beside| beside.name.as_str()).chain(inside)
    }

    /// Returns where it stands among titles, with numbers by their values, and its id.
    pub fn place(&self) -> (&str, &str) {
        (&self.order, self.id.as_str())
    }

    pub(crate) fn version(&self) -> Version {
        Version { bytes: self.bytes, modified_ms: self.modified_ms }
    }
}

/// The kinds of files that are videos.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// MP4, and what Apple makes of it.
    Mp4,
    /// `WebM`.
    Webm,
    /// Ogg.
    Ogg,
    /// What no browser plays as it is.
    Other,
}

impl MediaType {
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let end = path.extension()?.to_str()?.to_ascii_lowercase();
        match end.as_str() {
            "mp4" | "m4v" | "mov" => Some(Self::Mp4),
            "webm" => Some(Self::Webm),
            "ogv" => Some(Self::Ogg),
            "mkv" | "avi" | "ts" | "m2ts" | "wmv" | "asf" | "flv" | "mpg" | "mpeg" | "vob" | "3gp" => Some(Self::Other),
            _ => None,
        }
    }

    /// Returns its name in HTTP.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Mp4 => "video/mp4",
            Self::Webm => "video/webm",
            Self::Ogg => "video/ogg",
            Self::Other => "application/octet-stream",
        }
    }
}

/// Makes words of a file's or folder's name: `Big_Buck_Bunny.mp4` is "Big Buck Bunny".
pub(crate) fn words(name: &str) -> String {
    let spaced: String = name.chars().map(|c| if c == '_' || c.is_control() { ' ' } else { c }).collect();
    // Dots stand for spaces where there is no space.
    let spaced = if spaced.trim().contains(' ') { spaced } else { spaced.replace('.', " ") };
    let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(TITLE_CHARS_MAX).collect::<String>().trim_end().to_owned()
}

/// Returns the year that a name has in brackets: `Metropolis (1927).mp4`.
pub(crate) fn year_in(name: &str) -> Option<u32> {
    let in_brackets = name.split(['(', '[']).skip(1).filter_map(|behind| behind.split([')', ']']).next());
    let is_year = |text: &&str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    in_brackets.filter(is_year).filter_map(|text| text.parse().ok()).find(|year| YEARS.contains(year))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{FileId, MediaType, words, year_in};

    #[test]
    fn a_year_stands_in_brackets() {
        for (name, year) in [
            ("Metropolis (1927)", Some(1927)),
            ("A [uncut] [1999]", Some(1999)),
            ("2001 A Space Odyssey", None),
            ("Blade Runner 2049", None),
            ("A (0042)", None),
            ("A (19999)", None),
        ] {
            assert_eq!(year_in(name), year, "{name}");
        }
    }

    #[test]
    fn an_id_is_the_same_for_the_same_file_and_says_nothing() {
        let of = |key: u8, root: &str, path: &str| FileId::of(&[key; 32], root, Path::new(path));
        let id = of(1, "films", "a/b.mp4");
        assert_eq!(id, of(1, "films", "a/b.mp4"));
        for other in [of(2, "films", "a/b.mp4"), of(1, "film", "sa/b.mp4"), of(1, "films", "a/c.mp4")] {
            assert_ne!(id, other);
        }
        assert_eq!(FileId::parse(id.as_str()), Some(id));
        for bad in ["", "a", "../../../../../etc/passwd", "AAAAAAAAAAAAAAAAAAAAAAAA", "aaaaaaaaaaaaaaaaaaaaaaa1"] {
            assert_eq!(FileId::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_title_is_made_of_the_name() {
        for (name, title) in [
            ("Big_Buck_Bunny", "Big Buck Bunny"),
            ("Big.Buck.Bunny.2008", "Big Buck Bunny 2008"),
            ("Dr. Strange  vol. 2", "Dr. Strange vol. 2"),
            ("a\u{7}b", "a b"),
            ("___", ""),
        ] {
            assert_eq!(words(name), title);
        }
        assert_eq!(words(&"é".repeat(300)).chars().count(), 100);
    }

    #[test]
    fn a_video_is_known_by_the_end_of_its_name() {
        assert_eq!(MediaType::of(Path::new("a.MP4")), Some(MediaType::Mp4));
        assert_eq!(MediaType::of(Path::new("a.webm")), Some(MediaType::Webm));
        assert_eq!(MediaType::of(Path::new("a.Mkv")), Some(MediaType::Other));
        for other in ["a.txt", "a", ".mp4", "a.mp4.part", "a.html"] {
            assert_eq!(MediaType::of(Path::new(other)), None, "{other}");
        }
    }
}
