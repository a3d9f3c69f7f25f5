//! Videos in folders of this machine: what is there, and opening it safely.
//!
//! Folders are looked through in the background, with a limit on everything. A file is known by an id that says nothing of
//! where it lies; only what was found so is ever opened, and no link is followed on the way there. What is in a file, and
//! what a browser could not play, is left to the programs of FFmpeg where they are: each is handed an open file and never a name.

pub mod address;
mod entry;
mod scan;
mod open;
mod programs;
mod facts;
mod cuts;
mod known;
mod shelf;
mod titles;
mod standing;
mod probing;
mod segments;
mod streaming;
mod subtitles;

pub use entry::{Entry, FileId, MediaType};
pub use facts::{Facts, Way};
pub use open::Opened;
pub use programs::Programs;
pub use scan::{FILES_MAX, Passed};
pub use shelf::{BadFolder, Library, Listing, PAGE_MAX};
pub use standing::{Standing, Told};
pub use streaming::{Conversion, NotServed};
pub use titles::{Kinds, Wanted};
