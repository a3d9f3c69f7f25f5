//! What is left to do has an issue.

use std::sync::LazyLock;

use regex::Regex;

use super::finding::Finding;
use super::tree::{Source, Tree};

/// The marks, in pieces, so that this file does not find itself.
static MARK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(concat!(r"\b(TO", r"DO|FIX", r"ME)\b(\(#\d+\))?")).ok());

/// Looks for marks without an issue number in the sources.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(pattern) = &*MARK else { return Vec::new() };
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| is_source(file)) {
        for (line, text) in file.lines() {
            for mark in pattern.captures_iter(text).filter(|mark| mark.get(2).is_none()) {
                let what = format!("{} without an issue", &mark[1]);
                findings.push(Finding::new(&file.path, line, what, "do it, or add the number of its issue: (#12)"));
            }
        }
    }
    findings
}

fn is_source(file: &Source) -> bool {
    matches!(file.extension(), "rs" | "ts" | "tsx" | "js" | "css" | "html" | "sql" | "sh" | "toml" | "yml" | "yaml")
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn marks_need_an_issue() {
        let found = |text: String| check(&Tree::of(&[("web/src/a.ts", &text)])).len();
        let mark = ["TO", "DO"].concat();
        assert_eq!(found(format!("// {mark}: later")), 1);
        assert_eq!(found(format!("// {mark}(ada): later")), 1);
        assert_eq!(found(format!("// {mark}(#12): later")), 0);
        assert_eq!(found(format!("// {}", ["FIX", "ME"].concat())), 1);
    }
}
