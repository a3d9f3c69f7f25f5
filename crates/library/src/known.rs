//! What is known of files from looking into them, kept in a folder: a restart looks into none again.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use serde::{Deserialize, Serialize};

use crate::cuts::Cuts;
use crate::entry::FileId;
use crate::facts::Facts;
use crate::scan::FILES_MAX;

/// Files that are gone for now, such as those of a disk that is not mounted, are remembered too.
const RECORDS_MAX: usize = 4 * FILES_MAX;

/// Which version of a file something is known of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Version {
    pub(crate) bytes: u64,
    pub(crate) modified_ms: u64,
}

/// What is known.
#[derive(Debug)]
pub(crate) struct Known {
    folder: PathBuf,
    records: RwLock<HashMap<FileId, Record>>,
    file: Mutex<File>,
}

/// What looking into a file has shown.
pub(crate) enum Seen {
    /// Nobody has looked into this version of it.
    Unknown,
    /// There is nothing to play.
    Broken,
    /// What is in it.
    Film(Facts),
}

/// A line of the file.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Record {
    id: FileId,
    version: Version,
    /// Nothing where there is nothing to play.
    facts: Option<Facts>,
}

impl Known {
    /// Reads what is known. Lines that are no records, such as one that was cut off, are left out.
    pub(crate) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder.join("pictures"))?;
        fs::create_dir_all(folder.join("cuts"))?;
        let path = folder.join("known.jsonl");
        let mut records = HashMap::new();
        if let Ok(file) = File::open(&path) {
            for line in BufReader::new(file).lines() {
                if let Ok(record) = serde_json::from_str::<Record>(&line?)
                    && records.len() < RECORDS_MAX
                {
                    records.insert(record.id.clone(), record);
                }
            }
        }
        // Anew, with each file once.
        let fresh = folder.join("known.jsonl.new");
        let mut lines = Vec::new();
        for record in records.values() {
            lines.extend(line(record)?);
        }
        fs::write(&fresh, lines)?;
        fs::rename(&fresh, &path)?;
        let file = Mutex::new(OpenOptions::new().append(true).open(&path)?);
        Ok(Self { folder: folder.to_owned(), records: RwLock::new(records), file })
    }

    /// Returns what is known of this version of a file.
    pub(crate) fn get(&self, id: &FileId, version: Version) -> Seen {
        let records = self.records.read().unwrap_or_else(PoisonError::into_inner);
        match records.get(id).filter(|record| record.version == version) {
            None => Seen::Unknown,
            Some(Record { facts: None, .. }) => Seen::Broken,
            Some(Record { facts: Some(facts), .. }) => Seen::Film(facts.clone()),
        }
    }

    /// Tells whether this version of a file can be played, once somebody has looked into it.
    pub(crate) fn can_be_played(&self, id: &FileId, version: Version) -> Option<bool> {
        let records = self.records.read().unwrap_or_else(PoisonError::into_inner);
        let record = records.get(id).filter(|record| record.version == version)?;
        Some(record.facts.is_some())
    }

    /// Keeps what is known of a file.
    pub(crate) fn keep(&self, id: &FileId, version: Version, facts: Option<Facts>) -> io::Result<()> {
        let record = Record { id: id.clone(), version, facts };
        let line = line(&record)?;
        self.records.write().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), record);
        self.file.lock().unwrap_or_else(PoisonError::into_inner).write_all(&line)
    }

    /// Where a file's picture is, or would be.
    pub(crate) fn picture(&self, id: &FileId) -> PathBuf {
        self.folder.join("pictures").join(format!("{id}.jpg"))
    }

    pub(crate) fn keep_cuts(&self, id: &FileId, version: Version, cuts: &Cuts) -> io::Result<()> {
        fs::write(self.cuts_file(id), serde_json::to_vec(&(version, cuts))?)
    }

    pub(crate) fn cuts(&self, id: &FileId, version: Version) -> Option<Cuts> {
        let kept: (Version, Cuts) = serde_json::from_slice(&fs::read(self.cuts_file(id)).ok()?).ok()?;
        (kept.0 == version).then_some(kept.1)
    }

    fn cuts_file(&self, id: &FileId) -> PathBuf {
        self.folder.join("cuts").join(format!("{id}.json"))
    }
}

fn line(record: &Record) -> io::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(record)?;
    line.push(b'\n');
    Ok(line)
}
