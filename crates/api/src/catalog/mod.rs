//! The catalog service: what is at an address, and what there is to watch.

mod get;
mod asked;
mod sums;
mod list;
mod filters;
mod resolve;
mod search;
mod to_wire;

pub(crate) use filters::{__path_video_filters, video_filters};
pub(crate) use get::{__path_get_video, get_video};
pub(crate) use list::{__path_list_videos, list_videos};
pub(crate) use resolve::{__path_resolve_video, resolve_video};
pub(crate) use search::{__path_search_videos, search_videos};
pub(crate) use sums::Sums;
