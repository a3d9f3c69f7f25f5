//! File names are nouns of the field; a name that fits everything tells nothing.

use super::finding::Finding;
use super::tree::{Source, Tree};

/// Names without an object. Files and folders are both meant.
const FORBIDDEN: [&str; 9] = ["util", "utils", "helper", "helpers", "common", "misc", "manager", "data", "info"];

/// Looks at the names of source files and of the folders they stand in.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let is_source = |file: &&Source| file.extension() == "rs" || file.is_typescript();
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(is_source) {
        for part in file.path.split('/') {
            let stem = part.split('.').next().unwrap_or(part);
            if FORBIDDEN.contains(&stem) {
                findings.push(Finding::new(&file.path, 1, format!("the name `{stem}`"), "name the idea it holds"));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn empty_names_are_found_in_files_and_folders() {
        let found = |path| check(&Tree::of(&[(path, "")])).len();
        assert_eq!(found("crates/api/src/utils.rs"), 1);
        assert_eq!(found("web/src/helpers.test.ts"), 1);
        assert_eq!(found("web/src/common/clock.ts"), 1);
        assert_eq!(found("web/src/information.ts"), 0);
        assert_eq!(found("docs/data.md"), 0);
    }
}
