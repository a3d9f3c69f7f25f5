//! The videos of this machine's own folders: what there is, the files themselves, and what is made of them.

mod list;
mod known;
mod ids;
mod file;
mod stream;

pub(crate) use file::library_file;
pub(crate) use ids::Ids;
pub(crate) use known::{PROVIDER, by_id, by_title, file_at, is_gone, kinds, known, looks, renewed, to_play};
pub(crate) use list::{__path_list_library, list_library};
pub(crate) use stream::{library_picture, library_playlist, library_segment, library_subtitles};
