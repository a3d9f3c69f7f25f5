//! One file of the web app, and the table of all.

/// One file of the web app, with what a server needs to send it.
#[derive(Debug)]
pub struct Asset {
    /// The path it is served under, such as `/index.html` or `/assets/app-1a2b3c4d.js`.
    pub path: &'static str,
    /// The value of its `content-type` header.
    pub mime: &'static str,
    /// The value of its `etag` header, with the quotes: a hash of `raw`.
    pub etag: &'static str,
    /// The file as it is.
    pub raw: &'static [u8],
    /// The file compressed with Brotli, where the web build compressed it.
    pub br: Option<&'static [u8]>,
    /// Whether the path holds a hash of the content, so that it may be cached for ever.
    pub immutable: bool,
}

/// Every file of the web app, ordered by path. Empty in a build without the web app.
pub static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// Returns the file served under `path`, which starts with a slash.
pub fn find(path: &str) -> Option<&'static Asset> {
    let index = ASSETS.binary_search_by(|asset| asset.path.cmp(path)).ok()?;
    ASSETS.get(index)
}
