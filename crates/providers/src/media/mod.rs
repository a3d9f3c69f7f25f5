//! How long a media file is, from its first bytes. Pure: whatever the bytes are, an answer comes, or none.

mod mp4;
mod webm;

pub(crate) use mp4::{Mp4, look as look_at_mp4};
pub(crate) use webm::length_ms as webm_length_ms;
