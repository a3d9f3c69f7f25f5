//! Generated files are what the code says now.

use std::path::Path;

use super::finding::Finding;
use crate::codegen;

/// Compares the generated files with the code.
pub(crate) fn check(root: &Path) -> Vec<Finding> {
    let finding = |path| Finding::new(path, 1, "stale: it is generated", "run `cargo xtask codegen`");
    codegen::stale(root).into_iter().map(finding).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_tree_without_generated_files_is_stale() {
        assert!(!super::check(std::path::Path::new("/no/such/folder")).is_empty());
    }
}
