//! Reading addresses.

use url::Url;

/// How files end that browsers play.
const FILES: [&str; 11] = ["mp4", "m4v", "mov", "webm", "mkv", "ogv", "ogg", "mp3", "m4a", "opus", "flac"];

/// Returns the host without what only says on which machine somebody looks at it.
pub(crate) fn host(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    ["www.", "m."].iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(host)
}

/// Returns the parts of the path, empty ones left out.
pub(crate) fn parts(url: &Url) -> Vec<&str> {
    url.path_segments().into_iter().flatten().filter(|part| !part.is_empty()).collect()
}

/// Returns a value of the query.
pub(crate) fn query(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Returns what the path's last part ends with, in small letters: `mp4`.
pub(crate) fn extension(url: &Url) -> Option<String> {
    let name = url.path_segments()?.next_back()?;
    Some(name.rsplit_once('.')?.1.to_ascii_lowercase())
}

/// Tells whether an address ends as those of files do that browsers play.
pub(crate) fn is_file(url: &Url) -> bool {
    extension(url).is_some_and(|extension| FILES.contains(&extension.as_str()))
}

/// Tells whether an address ends as those of files and streams do.
pub(crate) fn is_media(url: &Url) -> bool {
    is_file(url) || extension(url).is_some_and(|extension| matches!(extension.as_str(), "m3u8" | "mpd"))
}

/// Returns the address of the whole server: all that is no path.
pub(crate) fn root(url: &Url) -> Url {
    let mut root = url.clone();
    root.set_path("/");
    root.set_query(None);
    root.set_fragment(None);
    root
}

/// Tells whether a text is only letters, digits, hyphens and underscores, and of this length.
pub(crate) fn is_id(text: &str, length: std::ops::RangeInclusive<usize>) -> bool {
    length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}
