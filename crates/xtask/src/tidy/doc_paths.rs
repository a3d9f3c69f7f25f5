//! Paths that the documents name exist.

use std::sync::LazyLock;

use regex::Regex;

use super::finding::Finding;
use super::tree::{Source, Tree};

/// A path of this repository between backticks.
static PATH: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"`((?:crates|web|docs|vectors|media|deploy|\.ci|\.github)/[\w./-]*)`").ok());

/// Looks up every path in the documents that describe the tree.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(pattern) = &*PATH else { return Vec::new() };
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| describes_the_tree(file)) {
        for (line, text) in file.lines() {
            for found in pattern.captures_iter(text).filter(|found| !tree.holds(&found[1])) {
                let what = format!("`{}` does not exist", &found[1]);
                findings.push(Finding::new(&file.path, line, what, "correct the path"));
            }
        }
    }
    findings
}

fn describes_the_tree(file: &Source) -> bool {
    matches!(file.path.as_str(), "ARCHITECTURE.md" | "README.md" | "CONTRIBUTING.md")
        || file.path.starts_with("docs/guides/")
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn paths_that_do_not_exist_are_found() {
        let text =
            "see `crates/host/src/turn.rs`,\n`crates/host/` and `crates/gone/src`; not crates/x or `crates/{a,b}`";
        let tree = Tree::of(&[("ARCHITECTURE.md", text), ("crates/host/src/turn.rs", ""), ("notes.md", "`web/gone`")]);
        let lines: Vec<_> = check(&tree).into_iter().map(|finding| (finding.line, finding.what)).collect();
        assert_eq!(lines, [(2, "`crates/gone/src` does not exist".to_owned())]);
    }
}
