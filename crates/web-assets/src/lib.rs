//! The web app as a table of bytes, compiled into the server.
//!
//! The build script (`build/build.rs`) runs the web build and writes the table. `WEB_DIST=/dir` takes a ready build
//! instead, and `SAMEFRAME_WEB=off` makes an empty table: a server without a web app. This crate knows no HTTP and has
//! no dependency, so that nothing but a change of `web/` compiles it again.

mod asset;

pub use asset::{ASSETS, Asset, find};
