//! The videos of the server's own folders.

use serde::{Deserialize, Serialize};

/// A video in a folder of the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LibraryVideo {
    /// What it is called, made from the name of its file.
    pub title: String,
    /// The name of the folder that it lies in, where it does not lie at the top.
    pub folder: Option<String>,
    /// Where it is, for whoever starts a session with it.
    pub url: String,
    /// How large it is.
    #[cfg_attr(feature = "typescript", ts(type = "number"))]
    pub bytes: u64,
    /// How long it is, in seconds, once the server has looked.
    pub length: Option<f64>,
    /// Where a picture of it is, once the server has looked.
    pub picture: Option<String>,
}

/// The answer to `GET /api/library`, in the order of folders and titles; empty where this server has no library.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LibraryList {
    /// One page.
    pub videos: Vec<LibraryVideo>,
    /// The cursor of the next page, where there is one.
    pub next: Option<String>,
}
