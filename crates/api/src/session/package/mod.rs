//! A session as a file: every line a JSON object, the last one with a checksum over all before it.

mod line;
mod write;
mod read;
mod adopt;
#[cfg(test)]
mod tests;

pub(crate) use adopt::{Import, Importer};
pub use adopt::{ImportError, import};
pub use write::export;
