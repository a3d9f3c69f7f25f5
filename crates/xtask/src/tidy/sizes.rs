//! House numbers: files, functions, parameters and contents pages stay small enough to be read at once.

use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{ImplItemFn, Item, ItemFn, ItemMod, Signature, TraitItemFn};

use super::finding::Finding;
use super::rust_source::{self, RustSource, attributes, is_test_only, test_lines};
use super::tree::Tree;
use crate::codegen::is_generated;

const FILE_LINES_MAX: usize = 600;
const PURE_FILE_LINES_MAX: usize = 500;
const CONTENTS_LINES_MAX: usize = 120;
const TEST_MODULE_LINES_MAX: usize = 200;
const FUNCTION_LINES_MAX: usize = 70;
const PARAMETERS_MAX: usize = 6;

/// Measures every Rust and TypeScript file.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<Finding> = rust_source::parse(tree).flat_map(|source| check_rust(&source)).collect();
    for file in tree.files.iter().filter(|file| file.is_typescript() && !is_generated(&file.path)) {
        let lines = file.text().lines().count();
        if lines > FILE_LINES_MAX {
            let what = format!("{lines} lines, more than {FILE_LINES_MAX}");
            findings.push(Finding::new(&file.path, 1, what, SPLIT));
        }
    }
    findings
}

const SPLIT: &str = "split it: one idea per file";

fn check_rust(source: &RustSource<'_>) -> Vec<Finding> {
    let file = source.file;
    if file.is_test() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut report = |line, what: String, advice| findings.push(Finding::new(&file.path, line, what, advice));
    let test_lines: usize = test_lines(&source.syntax).into_iter().map(Iterator::count).sum();
    let lines = file.text().lines().count() - test_lines;
    let lines_max = if file.is_pure() { PURE_FILE_LINES_MAX } else { FILE_LINES_MAX };
    if lines > lines_max {
        report(1, format!("{lines} lines without tests, more than {lines_max}"), SPLIT);
    }
    let is_contents = matches!(file.name(), "lib.rs" | "mod.rs");
    if is_contents && lines > CONTENTS_LINES_MAX {
        report(
            1,
            format!("a contents page of {lines} lines, more than {CONTENTS_LINES_MAX}"),
            "move code to its own file",
        );
    }
    let mut measure = Measure { path: &file.path, is_contents, findings };
    measure.visit_file(&source.syntax);
    measure.findings
}

struct Measure<'a> {
    path: &'a str,
    is_contents: bool,
    findings: Vec<Finding>,
}

impl Measure<'_> {
    fn function(&mut self, signature: &Signature, body: Option<&syn::Block>) {
        let name = &signature.ident;
        let line = signature.span().start().line;
        let mut report = |what, advice| self.findings.push(Finding::new(self.path, line, what, advice));
        let parameters = signature.inputs.len();
        if parameters > PARAMETERS_MAX {
            report(format!("`{name}` takes {parameters} parameters"), "group them in an options struct");
        }
        let Some(body) = body else { return };
        let lines = body.span().end().line + 1 - line;
        if lines > FUNCTION_LINES_MAX {
            report(format!("`{name}` has {lines} lines, more than {FUNCTION_LINES_MAX}"), "name its steps");
        }
        if self.is_contents {
            report(format!("`{name}` stands in a contents page"), "move it to the file of its idea");
        }
    }
}

impl<'ast> Visit<'ast> for Measure<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test_only(attributes(item)) {
            visit::visit_item(self, item);
        } else if let Item::Mod(ItemMod { content: Some(_), ident, .. }) = item {
            let span = item.span();
            let lines = span.end().line + 1 - span.start().line;
            if lines > TEST_MODULE_LINES_MAX {
                let what = format!("the test module `{ident}` has {lines} lines, more than {TEST_MODULE_LINES_MAX}");
                self.findings.push(Finding::new(self.path, span.start().line, what, "move it to a file of its own"));
            }
        }
    }

    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        self.function(&function.sig, Some(&function.block));
        visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        if !is_test_only(&function.attrs) {
            self.function(&function.sig, Some(&function.block));
            visit::visit_impl_item_fn(self, function);
        }
    }

    fn visit_trait_item_fn(&mut self, function: &'ast TraitItemFn) {
        self.function(&function.sig, function.default.as_ref());
        visit::visit_trait_item_fn(self, function);
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    fn found(path: &str, text: &str) -> Vec<usize> {
        check(&Tree::of(&[(path, text)])).iter().map(|finding| finding.line).collect()
    }

    fn function(lines: usize) -> String {
        format!("/// Documented.\nfn long() {{\n{}}}\n", "    step();\n".repeat(lines - 2))
    }

    #[test]
    fn a_function_may_have_seventy_lines() {
        assert!(found("crates/api/src/a.rs", &function(70)).is_empty());
        assert_eq!(found("crates/api/src/a.rs", &function(71)), [2]);
        assert_eq!(found("crates/api/src/a.rs", &format!("impl A {{ {} }}", function(71))), [2]);
    }

    #[test]
    fn tests_are_exempt_but_not_their_module() {
        let module = |lines| format!("#[cfg(test)]\nmod tests {{\n{}}}\n", function(lines));
        assert!(found("crates/api/src/a.rs", &module(150)).is_empty());
        assert_eq!(found("crates/api/src/a.rs", &module(250)), [1]);
        assert!(found("crates/api/tests/a.rs", &function(250)).is_empty());
    }

    #[test]
    fn files_are_shorter_in_pure_crates() {
        let consts = |lines| "const A: u8 = 1;\n".repeat(lines);
        assert_eq!(found("crates/session/src/a.rs", &consts(501)), [1]);
        assert!(found("crates/api/src/a.rs", &consts(600)).is_empty());
        assert_eq!(found("crates/api/src/a.rs", &consts(601)), [1]);
        assert_eq!(found("web/src/a.tsx", &consts(601)), [1]);
        assert!(found("web/src/client/generated/protocol.ts", &consts(601)).is_empty());
        let tests = format!("{}#[cfg(test)]\nmod tests {{\n{}}}\n", consts(590), consts(100));
        assert!(found("crates/api/src/a.rs", &tests).is_empty());
    }

    #[test]
    fn contents_pages_hold_no_function() {
        assert!(found("crates/api/src/lib.rs", "mod a;\npub use a::A;\ntrait T { fn f(&self); }\n").is_empty());
        assert_eq!(found("crates/api/src/x/mod.rs", "mod a;\npub fn f() {}\n"), [2]);
        assert_eq!(found("crates/api/src/lib.rs", &"mod a;\n".repeat(121)), [1]);
    }

    #[test]
    fn six_parameters_are_enough() {
        assert!(found("crates/api/src/a.rs", "fn f(a: A, b: A, c: A, d: A, e: A, f: A) {}").is_empty());
        assert_eq!(found("crates/api/src/a.rs", "fn f(a: A, b: A, c: A, d: A, e: A, f: A, g: A) {}"), [1]);
    }
}
