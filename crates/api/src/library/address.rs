//! Where a file of the library is.

use library::{Entry, FileId};
use session::VideoKind;

/// Where a file is, for the page; its id follows.
const PATH: &str = "/media/library/";
/// What follows that where a file is played as a stream.
const PLAYLIST: &str = "/index.m3u8";

/// Returns which file of the library a video's address is of, and how it is played from there. Whether this server has it, its
/// player finds out.
pub(crate) fn file_at(url: &str) -> Option<(FileId, VideoKind)> {
    let name = url.strip_prefix(PATH)?;
    let (id, kind) = match name.strip_suffix(PLAYLIST) {
        Some(id) => (id, VideoKind::Hls),
        None => (name, VideoKind::File),
    };
    Some((FileId::parse(id)?, kind))
}

/// Returns where a file is played from.
pub(super) fn of(entry: &Entry) -> String {
    format!("{PATH}{}{}", entry.id, if entry.is_streamed() { PLAYLIST } else { "" })
}

/// Returns where a file is played from as it is, and where as a stream.
pub(super) fn both(entry: &Entry) -> [String; 2] {
    [format!("{PATH}{}", entry.id), format!("{PATH}{}{PLAYLIST}", entry.id)]
}

/// Returns where a file's picture is, once there is one.
pub(super) fn of_picture(entry: &Entry) -> Option<String> {
    entry.facts.is_some().then(|| format!("{PATH}{}/picture", entry.id))
}

/// Returns where a file's subtitles of a number are.
pub(super) fn of_subtitles(entry: &Entry, number: usize) -> String {
    format!("{PATH}{}/subtitles/{number}", entry.id)
}

#[cfg(test)]
mod tests {
    use session::VideoKind;

    use super::file_at;

    #[test]
    fn an_address_of_the_library_is_a_name_and_never_a_path() {
        let id = "abcdefghijklmnopqrstuvwx";
        let kind_at = |url: &str| file_at(url).map(|(file, kind)| (file.to_string(), kind));
        assert_eq!(kind_at(&format!("/media/library/{id}")), Some((id.to_owned(), VideoKind::File)));
        assert_eq!(kind_at(&format!("/media/library/{id}/index.m3u8")), Some((id.to_owned(), VideoKind::Hls)));
        for other in ["/media/library/", "/media/library/../secret", "/media/library/abc", "/media/sample.mp4", ""] {
            assert_eq!(kind_at(other), None, "{other}");
        }
        assert_eq!(kind_at(&format!("/media/library/{id}/other.m3u8")), None);
    }
}
