//! Opening a file of the library. Between the look and the opening anything may have been put in its place: so every step of
//! the way is opened by itself, from the folder above it, and a link is an error at each.

use std::fs::File;
use std::io;
use std::path::{Component, Path};
use std::time::SystemTime;

use rustix::fs::{Mode, OFlags, open, openat};

use crate::entry::MediaType;

/// An open file of the library.
#[derive(Debug)]
pub struct Opened {
    /// The file, at its beginning.
    pub file: File,
    /// How large it is.
    pub bytes: u64,
    /// When it was changed last, where the disk knows.
    pub modified: Option<SystemTime>,
    /// What it is.
    pub media_type: MediaType,
}

pub(crate) fn open_beneath(root: &Path, path: &Path, media_type: MediaType) -> io::Result<Opened> {
    let way = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    let folder = way | OFlags::DIRECTORY;
    let mut at = open(root, folder, Mode::empty())?;
    let mut steps = path.components().peekable();
    while let Some(step) = steps.next() {
        let Component::Normal(name) = step else { return Err(io::ErrorKind::NotFound.into()) };
        // What is no file, such as a pipe, must not make the opening wait.
        let how = if steps.peek().is_some() { folder } else { way | OFlags::NONBLOCK };
        at = openat(&at, name, how, Mode::empty())?;
    }
    let file = File::from(at);
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(io::ErrorKind::NotFound.into());
    }
    Ok(Opened { bytes: metadata.len(), modified: metadata.modified().ok(), file, media_type })
}
