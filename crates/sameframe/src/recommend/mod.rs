//! `sameframe recommend`: whether recommendations are any good, on a file of what people watched.

mod file;
mod evaluation;
mod report;

pub(crate) use evaluation::{Options, evaluate};
