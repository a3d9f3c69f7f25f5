//! `cargo xtask tidy`: the house rules that no compiler knows, one file per rule.
//!
//! A check is a function from the tree (or what cargo says of it) to findings; it reads no disk, so that each is
//! tested with small samples. A check that cannot fail is a defect.

mod run;
mod finding;
mod tree;
mod rust_source;
mod layers;
mod sizes;
mod purity;
mod names;
mod leaks;
mod generated;
mod blobs;
mod doc_paths;
mod rule_ids;
mod todos;
mod vectors;
mod manifests;
mod web_build;

pub(crate) use run::run;
