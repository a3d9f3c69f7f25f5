//! The table of files, as a Rust expression.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::Path;
use std::{fs, io};

use sha2::{Digest as _, Sha256};

/// A file of the build.
pub(crate) struct Entry {
    /// The path it is served under.
    path: String,
    file: String,
    /// Its Brotli twin, which the web build writes beside it.
    br: Option<String>,
    etag: String,
}

/// Lists the files under `dist`, ordered by path.
pub(crate) fn scan(dist: &Path) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut folders = vec![(dist.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for found in fs::read_dir(&folder)? {
            let found = found?;
            let path = format!("{prefix}/{}", found.file_name().to_string_lossy());
            if found.file_type()?.is_dir() {
                folders.push((found.path(), path));
            } else if found.path().extension() != Some(OsStr::new("br")) {
                entries.push(entry(path, &found.path())?);
            }
        }
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    if entries.iter().any(|entry| entry.path == "/index.html") {
        Ok(entries)
    } else {
        Err(io::Error::other(format!("{} holds no index.html: it is no build of the web app", dist.display())))
    }
}

/// Writes the table as an expression of the type `&[Asset]`.
pub(crate) fn write(entries: &[Entry]) -> String {
    let mut table = String::from("&[\n");
    for Entry { path, file, br, etag } in entries {
        let br = match br {
            Some(br) => format!("Some(include_bytes!({br:?}))"),
            None => "None".to_owned(),
        };
        let (mime, immutable) = (mime(path), is_hashed(path));
        // Writing to a string cannot fail.
        let _infallible = writeln!(
            table,
            "    Asset {{ path: {path:?}, mime: {mime:?}, etag: {etag:?}, raw: include_bytes!({file:?}), br: {br}, \
             immutable: {immutable} }},"
        );
    }
    table.push_str("]\n");
    table
}

fn entry(path: String, file: &Path) -> io::Result<Entry> {
    let hash = Sha256::digest(fs::read(file)?);
    let etag = hash.iter().take(8).fold(String::from("\""), |text, byte| format!("{text}{byte:02x}")) + "\"";
    let file = file
        .to_str()
        .map(str::to_owned)
        .ok_or_else(|| io::Error::other(format!("{} is no path in UTF-8", file.display())))?;
    let br = Some(format!("{file}.br")).filter(|br| Path::new(br).is_file());
    Ok(Entry { path, file, br, etag })
}

fn mime(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "vtt" => "text/vtt; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Tells whether the name ends with the eight characters that Vite derives from the content: `/assets/app-1a2b3c4d.js`.
fn is_hashed(path: &str) -> bool {
    let Some((stem, _)) = path.strip_prefix("/assets/").and_then(|name| name.rsplit_once('.')) else {
        return false;
    };
    let bytes = stem.as_bytes();
    bytes.len() > 9 && bytes.iter().rev().nth(8) == Some(&b'-')
}
