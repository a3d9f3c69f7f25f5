//! The web build needs no package that is there for tests only: the server's build does not install those.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use super::finding::Finding;
use super::tree::{Source, Tree};

/// An import of a package by its name, which may have a scope: `@preact/signals`.
static IMPORT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?:from|import|import\()\s*['"]((?:@[\w.-]+/)?[\w.-]+)(?:/[^'"]*)?['"]"#).ok());

/// Compares the imports of the web app and its build with `dependencies` in `web/package.json`.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let Some(manifest) = tree.files.iter().find(|file| file.path == "web/package.json") else { return Vec::new() };
    let Some(pattern) = &*IMPORT else { return Vec::new() };
    let manifest: Value = serde_json::from_str(manifest.text()).unwrap_or_default();
    let is_installed = |name: &str| manifest["dependencies"].get(name).is_some();
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| is_built(file)) {
        for (line, text) in file.lines() {
            // Types leave no import behind.
            let names = pattern.captures_iter(text).filter(|_| !text.trim_start().starts_with("import type "));
            for name in names.map(|found| found[1].to_owned()) {
                if !name.starts_with('.') && !is_installed(&name) {
                    let what = format!("`{name}` is not among the `dependencies` of web/package.json");
                    findings.push(Finding::new(&file.path, line, what, "move it there, or do without it"));
                }
            }
        }
    }
    findings
}

fn is_built(file: &Source) -> bool {
    let is_config = file.path.starts_with("web/vite.config.");
    is_config || file.is_typescript() && !file.is_test() && file.path.starts_with("web/src/")
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[track_caller]
    fn check_import(path: &str, text: &str, count: usize) {
        let manifest = r#"{"dependencies": {"vite": "8", "@preact/signals": "2"}, "devDependencies": {"vitest": "4"}}"#;
        assert_eq!(check(&Tree::of(&[("web/package.json", manifest), (path, text)])).len(), count, "{text}");
    }

    #[test]
    fn packages_for_tests_are_found_in_the_build() {
        check_import("web/vite.config.ts", "import { defineConfig } from 'vitest/config';", 1);
        check_import("web/vite.config.ts", "import { defineConfig } from 'vite';", 0);
        check_import("web/src/app/a.tsx", "const player = await import('hls.js/light');", 1);
        check_import("web/src/app/a.tsx", "import 'somewhere';", 1);
    }

    #[test]
    fn files_types_and_tests_are_free() {
        check_import("web/src/app/a.tsx", "import { signal } from '@preact/signals';", 0);
        check_import("web/src/app/a.tsx", "import { b } from './b'; import '../c.css';", 0);
        check_import("web/vite.config.ts", "import { join } from 'node:path';", 0);
        check_import("web/src/app/a.tsx", "import type { Test } from 'vitest';", 0);
        check_import("web/tests/unit/a.test.ts", "import { test } from 'vitest';", 0);
    }
}
