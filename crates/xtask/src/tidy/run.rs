//! All checks over the tree.

use anyhow::Result;

use super::finding::Finding;
use super::tree::Tree;
use super::{
    blobs, doc_paths, generated, layers, leaks, manifests, names, purity, rule_ids, sizes, todos, vectors, web_build,
};
use crate::workspace::{metadata, root};

/// The checks that read the tree alone, in the order of their findings.
const CHECKS: [fn(&Tree) -> Vec<Finding>; 11] = [
    sizes::check,
    purity::check,
    names::check,
    leaks::check,
    blobs::check,
    doc_paths::check,
    rule_ids::check,
    todos::check,
    vectors::check,
    manifests::check,
    web_build::check,
];

/// Runs every check, prints the findings, and tells whether there were none.
pub(crate) fn run() -> Result<bool> {
    let root = root();
    let tree = Tree::load(&root)?;
    let mut findings = layers::check(&metadata(&root)?);
    findings.extend(CHECKS.iter().flat_map(|check| check(&tree)));
    findings.extend(generated::check(&root));
    for finding in &findings {
        println!("{finding}");
    }
    match findings.len() {
        0 => println!("tidy: nothing found"),
        count => println!("tidy: {count} findings"),
    }
    Ok(findings.is_empty())
}
