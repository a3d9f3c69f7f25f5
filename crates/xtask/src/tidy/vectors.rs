//! Golden vectors are read by both languages.

use super::finding::Finding;
use super::rust_source::test_text;
use super::tree::{Source, Tree};

/// Looks for each file of `vectors/` in the tests of both languages.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let vectors = tree.files.iter().filter(|file| file.path.starts_with("vectors/") && file.extension() == "json");
    let mut findings = Vec::new();
    for vector in vectors {
        let is_named = |language: fn(&Source) -> Option<String>| {
            tree.files.iter().filter_map(language).any(|text| text.contains(vector.name()))
        };
        for (name, language) in [("Rust", rust_tests as fn(&Source) -> _), ("TypeScript", typescript_tests)] {
            if !is_named(language) {
                let what = format!("no {name} test reads it");
                findings.push(Finding::new(&vector.path, 1, what, "twins of the same maths run the same vectors"));
            }
        }
    }
    findings
}

fn rust_tests(file: &Source) -> Option<String> {
    (file.extension() == "rs" && !file.path.starts_with("crates/xtask/")).then(|| test_text(file))
}

fn typescript_tests(file: &Source) -> Option<String> {
    (file.is_typescript() && file.is_test()).then(|| file.text().to_owned())
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn vectors_need_a_test_in_each_language() {
        let vector = ("vectors/clock.json", "[]");
        let rust = ("crates/timeline/tests/vectors.rs", "const V: &str = include_str!(\"clock.json\");");
        let web = ("web/tests/unit/clock.test.ts", "read('clock.json')");
        assert_eq!(check(&Tree::of(&[vector])).len(), 2);
        assert_eq!(check(&Tree::of(&[vector, rust])).len(), 1);
        assert!(check(&Tree::of(&[vector, rust, web])).is_empty());
    }
}
