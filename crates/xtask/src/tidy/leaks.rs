//! The repository speaks of itself only: no path of somebody's machine, no registry but the public ones.

use std::sync::LazyLock;

use regex::Regex;

use super::finding::Finding;
use super::tree::{Source, Tree};

/// Absolute folders of a machine. In pieces, so that this file does not find itself.
static MACHINE_PATH: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let folders = ["work", "root", "Users/[a-z]+", "home/[a-z]+"].map(|folder| format!("/{folder}/")).join("|");
    Regex::new(&format!(r"(^|[^\w./-])({folders})")).ok()
});
/// The one source that a lock file of cargo may name.
const CARGO_SOURCE: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Looks through every line of text.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        for (line, text) in file.lines() {
            if let Some((what, advice)) = leak(file, text) {
                findings.push(Finding::new(&file.path, line, what, advice));
            }
        }
    }
    findings
}

fn leak(file: &Source, line: &str) -> Option<(String, &'static str)> {
    if let Some(found) = MACHINE_PATH.as_ref().and_then(|paths| paths.captures(line)) {
        return Some((format!("the path {} of a machine", &found[2]), "say it from the root of the repository"));
    }
    let advice = "name no registry: everybody has their own";
    let trimmed = line.trim();
    let is_leak = match file.name() {
        "package-lock.json" => trimmed.contains("\"resolved\": \"http") || trimmed.contains("/tmp/"),
        "Cargo.lock" => {
            trimmed.strip_prefix("source = ").is_some_and(|source| source.trim_matches('"') != CARGO_SOURCE)
                || trimmed.contains("/tmp/")
        }
        "Cargo.toml" => trimmed.contains("registry = \""),
        ".npmrc" => trimmed.starts_with("registry") || trimmed.contains("_authToken"),
        "config.toml" if file.path.contains(".cargo/") => {
            trimmed.starts_with("registry") || trimmed.starts_with("replace-with") || trimmed.starts_with("index =")
        }
        _ => false,
    };
    is_leak.then(|| (format!("a registry or a path of a machine: {trimmed}"), advice))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[track_caller]
    fn check_line(path: &str, line: &str, count: usize) {
        assert_eq!(check(&Tree::of(&[(path, line)])).len(), count, "{path}: {line}");
    }

    #[test]
    fn paths_of_a_machine_are_found() {
        let path = |folder: &str| format!("see `/{folder}/notes.md`");
        check_line("README.md", &path("work"), 1);
        check_line("README.md", &path("root"), 1);
        check_line("web/a.ts", &path("home/ada"), 1);
        check_line("README.md", &path("media"), 0);
        check_line("README.md", &format!("https://example.org/{}/1", "work"), 0);
        check_line("README.md", &format!("./{}/x", "work"), 0);
    }

    #[test]
    fn registries_are_found_in_lock_files_and_settings() {
        check_line("web/package-lock.json", "\"resolved\": \"https://r.example/a.tgz\",", 1);
        check_line("web/package-lock.json", "\"integrity\": \"sha512-a\",", 0);
        check_line("Cargo.lock", "source = \"registry+https://github.com/rust-lang/crates.io-index\"", 0);
        check_line("Cargo.lock", "source = \"registry+https://r.example/index\"", 1);
        check_line("Cargo.toml", "a = { version = \"1\", registry = \"mine\" }", 1);
        check_line("web/.npmrc", "registry=https://r.example/", 1);
        check_line(".cargo/config.toml", "replace-with = \"mirror\"", 1);
        check_line(".cargo/config.toml", "[alias]", 0);
    }
}
