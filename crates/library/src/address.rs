//! Where a file of the library is played from, below the address of its server.

use crate::entry::{Entry, FileId};

/// Where a file is, for the page; its id follows.
const PATH: &str = "/media/library/";
/// What follows that where a file is played as a stream.
const PLAYLIST: &str = "/index.m3u8";

/// Returns which file of the library a video's address is of, and whether it is played as a stream from there. Whether this
/// server has it, its player finds out.
pub fn file_at(url: &str) -> Option<(FileId, bool)> {
    let name = url.strip_prefix(PATH)?;
    let (id, is_streamed) = name.strip_suffix(PLAYLIST).map_or((name, false), |id| (id, true));
    Some((FileId::parse(id)?, is_streamed))
}

/// Returns where a file is played from.
pub fn of(entry: &Entry) -> String {
    format!("{PATH}{}{}", entry.id, if entry.is_streamed() { PLAYLIST } else { "" })
}

/// Returns where a file is played from as it is, and where as a stream.
pub fn both(entry: &Entry) -> [String; 2] {
    [format!("{PATH}{}", entry.id), format!("{PATH}{}{PLAYLIST}", entry.id)]
}

/// Returns where a file's picture is, once there is one.
pub fn of_picture(entry: &Entry) -> Option<String> {
    entry.facts.is_some().then(|| format!("{PATH}{}/picture", entry.id))
}

/// Returns where a file's subtitles of a number are.
pub fn of_subtitles(entry: &Entry, number: usize) -> String {
    format!("{PATH}{}/subtitles/{number}", entry.id)
}

#[cfg(test)]
mod tests {
    use super::file_at;

    #[test]
    fn an_address_of_the_library_is_a_name_and_never_a_path() {
        let id = "abcdefghijklmnopqrstuvwx";
        let is_streamed_at = |url: &str| file_at(url).map(|(file, is_streamed)| (file.to_string(), is_streamed));
        assert_eq!(is_streamed_at(&format!("/media/library/{id}")), Some((id.to_owned(), false)));
        assert_eq!(is_streamed_at(&format!("/media/library/{id}/index.m3u8")), Some((id.to_owned(), true)));
        for other in ["/media/library/", "/media/library/../secret", "/media/library/abc", "/media/sample.mp4", ""] {
            assert_eq!(is_streamed_at(other), None, "{other}");
        }
        assert_eq!(is_streamed_at(&format!("/media/library/{id}/other.m3u8")), None);
    }
}
