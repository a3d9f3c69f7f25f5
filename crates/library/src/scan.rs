//! Looking through the folders: breadth first, never over a link, and never more than so much.

use std::collections::{HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use collation::{folded, order_key};

use crate::entry::{Entry, FileId, MediaType, words, year_in};
use crate::subtitles;

/// The most videos that a library has.
pub const FILES_MAX: usize = 50_000;
/// The most that is looked at, videos or not: a folder of millions of other files must not keep the disk busy for hours.
const LOOKED_AT_MAX: usize = 1_000_000;
/// The deepest that folders lie in each other.
const DEPTH_MAX: usize = 32;
/// The most files of subtitles.
const TEXTS_MAX: usize = 4 * FILES_MAX;
/// The longest path inside of a folder, in bytes.
const PATH_BYTES_MAX: usize = 1_024;

/// How many names are told of what cannot be read or played, and how much of each.
pub(crate) const NAMED_MAX: usize = 5;
const NAME_CHARS_MAX: usize = 80;

/// A folder of the library.
#[derive(Clone, Debug)]
pub(crate) struct Root {
    /// Where it is, with no link left on the way.
    pub(crate) folder: PathBuf,
    /// Its own name, which stays the same when it is mounted elsewhere.
    pub(crate) name: String,
}

/// What was passed over, and why.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passed {
    /// Files and folders whose names begin with a dot.
    pub hidden: usize,
    /// Links: where they lead is not looked at.
    pub links: usize,
    /// What could not be read, lies too deep, has a name that is no text, or is empty.
    pub unreadable: usize,
    /// The first few of those, by name.
    pub named: Vec<String>,
    /// Whether there was more than a library may have.
    pub too_many: bool,
}

/// Looks through all folders. The videos are in the order of their folders and titles.
pub(crate) fn scan(roots: &[Root], key: &[u8; 32]) -> (Vec<Entry>, Passed) {
    let mut look = Look {
        key,
        entries: Vec::new(),
        texts: Vec::new(),
        seen: HashSet::new(),
        passed: Passed::default(),
        looked_at: 0,
    };
    for (number, root) in roots.iter().enumerate() {
        look.through(number, root);
    }
    let Look { mut entries, texts, passed, .. } = look;
    subtitles::attach(&mut entries, texts);
    entries.sort_by_cached_key(|entry| (folder_order(&entry.path), entry.order.clone()));
    (entries, passed)
}

/// What the folder of a file is ordered by: step by step, each as a name.
fn folder_order(path: &Path) -> Vec<String> {
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    folder.iter().map(|step| order_key(&step.to_string_lossy())).collect()
}

/// A file or folder as operators are told of it, with the name of the folder of the library; the end of a long one.
pub(crate) fn named(root: &str, path: &Path) -> String {
    let whole = Path::new(root).join(path).display().to_string();
    let too_many = whole.chars().count().saturating_sub(NAME_CHARS_MAX);
    if too_many == 0 { whole } else { format!("…{}", whole.chars().skip(too_many).collect::<String>()) }
}

struct Look<'a> {
    key: &'a [u8; 32],
    entries: Vec<Entry>,
    /// Subtitles, each with the number of its folder.
    texts: Vec<(usize, PathBuf)>,
    seen: HashSet<FileId>,
    passed: Passed,
    looked_at: usize,
}

impl Look<'_> {
    fn through(&mut self, number: usize, root: &Root) {
        let mut folders = VecDeque::from([(PathBuf::new(), 0)]);
        while let Some((folder, depth)) = folders.pop_front() {
            let Ok(found) = std::fs::read_dir(root.folder.join(&folder)) else {
                self.cannot_read(root, &folder);
                continue;
            };
            for found in found {
                if self.entries.len() >= FILES_MAX || self.looked_at >= LOOKED_AT_MAX {
                    self.passed.too_many = true;
                    return;
                }
                self.looked_at += 1;
                let Some((path, is_folder)) = self.choose(root, &folder, found) else { continue };
                if !is_folder {
                    self.add(number, root, path);
                } else if depth < DEPTH_MAX {
                    folders.push_back((path, depth + 1));
                } else {
                    self.cannot_read(root, &path);
                }
            }
        }
    }

    fn cannot_read(&mut self, root: &Root, path: &Path) {
        self.passed.unreadable += 1;
        if self.passed.named.len() < NAMED_MAX {
            self.passed.named.push(named(&root.name, path));
        }
    }

    /// Returns the path of what is to be looked at, and whether it is a folder.
    fn choose(
        &mut self,
        root: &Root,
        folder: &Path,
        found: std::io::Result<std::fs::DirEntry>,
    ) -> Option<(PathBuf, bool)> {
        let chosen = found.and_then(|found| Ok((found.file_name(), found.file_type()?)));
        let Ok((name, kind)) = chosen else {
            self.cannot_read(root, folder);
            return None;
        };
        if name.as_encoded_bytes().starts_with(b".") {
            self.passed.hidden += 1;
        } else if kind.is_symlink() {
            self.passed.links += 1;
        } else if name.to_str().is_none() || folder.as_os_str().len() + name.len() > PATH_BYTES_MAX {
            self.cannot_read(root, &folder.join(name));
        } else if kind.is_dir() || kind.is_file() {
            return Some((folder.join(name), kind.is_dir()));
        }
        None
    }

    fn add(&mut self, number: usize, root: &Root, path: PathBuf) {
        let Some(media_type) = MediaType::of(&path) else {
            if subtitles::is_one(&path) && self.texts.len() < TEXTS_MAX {
                self.texts.push((number, path));
            }
            return;
        };
        let metadata = std::fs::symlink_metadata(root.folder.join(&path)).ok();
        let bytes = metadata.as_ref().map_or(0, std::fs::Metadata::len);
        let modified = metadata.and_then(|file| file.modified().ok()?.duration_since(UNIX_EPOCH).ok());
        let modified_ms = modified.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(0));
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let (title, year) = (words(stem), year_in(stem));
        if bytes == 0 || title.is_empty() {
            self.cannot_read(root, &path);
            return;
        }
        let id = FileId::of(self.key, &root.name, &path);
        // Two folders of one name may have the same file: the first one counts.
        if !self.seen.insert(id.clone()) {
            return;
        }
        let folder = path.parent().and_then(Path::file_name).and_then(|name| name.to_str()).map(words);
        self.entries.push(Entry {
            id,
            order: order_key(&title),
            sought: folded(&format!("{title} {}", folder.as_deref().unwrap_or_default())),
            folder_key: folder.as_deref().map(folded),
            title,
            year,
            folder,
            bytes,
            media_type,
            facts: None,
            root: number,
            path,
            modified_ms,
            beside: Vec::new(),
        });
    }
}
