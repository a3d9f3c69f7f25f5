//! Every rule of the specification has a test that carries its ID, and every ID in a test is a rule.
//!
//! A rule stands in `docs/spec/` as a list item or a table row that starts with its ID. A test carries it as it is,
//! or in its name: `fn syn_12_a_late_member_catches_up`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use super::finding::Finding;
use super::rust_source::test_text;
use super::tree::{Source, Tree};

static RULE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*(?:[-*|]|\d+\.)\s*(?:\*\*|`)*([A-Z]{1,4}-\d+)\b").ok());
static USE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b([A-Z]{1,4})-(\d+)\b|\bfn ([a-z]{1,4})_(\d+)_").ok());

/// A place: a path and a line.
type Place<'a> = (&'a str, usize);

/// Compares the rules with the tests.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut rules: BTreeMap<String, Place<'_>> = BTreeMap::new();
    for (id, place) in tree.files.iter().filter(|file| is_spec(file)).flat_map(rules_of) {
        if let Some((path, line)) = rules.insert(id.clone(), place) {
            let what = format!("{id} is a rule at {path}:{line} already");
            findings.push(Finding::new(place.0, place.1, what, "give it the next free number"));
        }
    }
    let prefixes: BTreeSet<&str> = rules.keys().filter_map(|id| Some(id.split_once('-')?.0)).collect();
    let mut tested: BTreeSet<String> = BTreeSet::new();
    for file in &tree.files {
        for id in uses_of(file) {
            let is_ours = id.split_once('-').is_some_and(|(prefix, _)| prefixes.contains(prefix));
            if is_ours && !rules.contains_key(&id) {
                let what = format!("a test carries {id}, which is no rule");
                findings.push(Finding::new(&file.path, 1, what, "correct the ID, or write the rule in docs/spec"));
            }
            tested.insert(id);
        }
    }
    for (id, (path, line)) in rules.iter().filter(|(id, _)| !tested.contains(*id)) {
        findings.push(Finding::new(path, *line, format!("{id} has no test"), "write a test that carries its ID"));
    }
    findings
}

fn is_spec(file: &Source) -> bool {
    file.path.starts_with("docs/spec/") && file.extension() == "md"
}

fn rules_of(file: &Source) -> Vec<(String, Place<'_>)> {
    let Some(rule) = &*RULE else { return Vec::new() };
    let found = file.lines().filter_map(|(line, text)| Some((rule.captures(text)?[1].to_owned(), line)));
    found.map(|(id, line)| (id, (file.path.as_str(), line))).collect()
}

fn uses_of(file: &Source) -> BTreeSet<String> {
    let text = match file.extension() {
        // The checks' own samples are no tests of the specification.
        "rs" if !file.path.starts_with("crates/xtask/") => test_text(file),
        "ts" | "tsx" if file.is_test() => file.text().to_owned(),
        _ => return BTreeSet::new(),
    };
    let Some(pattern) = &*USE else { return BTreeSet::new() };
    let id = |found: regex::Captures<'_>| {
        let prefix = found.get(1).or_else(|| found.get(3))?.as_str().to_uppercase();
        Some(format!("{prefix}-{}", found.get(2).or_else(|| found.get(4))?.as_str()))
    };
    pattern.captures_iter(&text).filter_map(id).collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    const SPEC: (&str, &str) = ("docs/spec/session.md", "- **SES-1** one\n| SES-2 | two |\nSES-9 in prose\n");

    fn found(tests: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<_> = std::iter::once(SPEC).chain(tests.iter().copied()).collect();
        check(&Tree::of(&files)).into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn rules_without_a_test_are_found() {
        let rust = ("crates/session/tests/a.rs", "#[test]\nfn ses_1_holds() {}");
        assert_eq!(found(&[rust]), ["SES-2 has no test"]);
        let inline = ("crates/session/src/a.rs", "// SES-1\n#[cfg(test)]\nmod tests {\n  // SES-2\n}");
        assert_eq!(found(&[inline]), ["SES-1 has no test"]);
        let web = ("web/tests/unit/a.test.ts", "test('SES-1 and SES-2', f)");
        assert!(found(&[web]).is_empty());
    }

    #[test]
    fn ids_without_a_rule_are_found() {
        let web = ("web/tests/unit/a.test.ts", "test('SES-1, SES-2, SES-3; not UTF-8', f)");
        assert_eq!(found(&[web]), ["a test carries SES-3, which is no rule"]);
    }

    #[test]
    fn a_rule_stands_once() {
        let again = ("docs/spec/zzz.md", "* SES-1 again");
        let web = ("web/tests/unit/a.test.ts", "SES-1 SES-2");
        assert_eq!(found(&[again, web]), ["SES-1 is a rule at docs/spec/session.md:1 already"]);
    }
}
