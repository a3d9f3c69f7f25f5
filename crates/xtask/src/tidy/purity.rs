//! The pure crates know no clock, no IO, no thread and no `async`. Their tests may read files.

use proc_macro2::Span;
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{ExprAsync, Item, ItemUse, Macro, Path, Signature, UseTree};

use super::finding::Finding;
use super::rust_source::{self, attributes, is_test_only};
use super::tree::Tree;

/// Neighbours in a path that name what a pure crate does without.
const FORBIDDEN: [(&str, &str); 9] = [
    ("Instant", "now"),
    ("SystemTime", "now"),
    ("std", "fs"),
    ("std", "net"),
    ("std", "env"),
    ("std", "process"),
    ("std", "thread"),
    ("thread", "spawn"),
    ("thread", "sleep"),
];
const ADVICE: &str = "take the value as an argument: a pure crate knows no clock, no IO and no task";

/// Looks through the production code of the pure crates.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in rust_source::parse(tree).filter(|source| source.file.is_pure() && !source.file.is_test()) {
        let mut impurities = Impurities { path: &source.file.path, findings: Vec::new() };
        impurities.visit_file(&source.syntax);
        findings.extend(impurities.findings);
    }
    findings
}

struct Impurities<'a> {
    path: &'a str,
    findings: Vec<Finding>,
}

impl Impurities<'_> {
    fn report(&mut self, span: Span, what: String) {
        self.findings.push(Finding::new(self.path, span.start().line, what, ADVICE));
    }

    fn names(&mut self, span: Span, names: &[String]) {
        for pair in names.windows(2) {
            let [first, second] = pair else { continue };
            if FORBIDDEN.contains(&(first.as_str(), second.as_str())) {
                self.report(span, format!("`{first}::{second}` in a pure crate"));
            }
        }
    }

    fn use_tree(&mut self, tree: &UseTree, mut above: Vec<String>) {
        match tree {
            UseTree::Path(path) => {
                above.push(path.ident.to_string());
                self.use_tree(&path.tree, above);
            }
            UseTree::Group(group) => group.items.iter().for_each(|item| self.use_tree(item, above.clone())),
            UseTree::Name(name) => self.last_names(above, &name.ident),
            UseTree::Rename(rename) => self.last_names(above, &rename.ident),
            UseTree::Glob(_) => self.names(tree.span(), &above),
        }
    }

    fn last_names(&mut self, mut above: Vec<String>, last: &proc_macro2::Ident) {
        above.push(last.to_string());
        self.names(last.span(), &above);
    }
}

impl<'ast> Visit<'ast> for Impurities<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test_only(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_signature(&mut self, signature: &'ast Signature) {
        if signature.asyncness.is_some() {
            self.report(signature.span(), format!("`{}` is async", signature.ident));
        }
        visit::visit_signature(self, signature);
    }

    fn visit_expr_async(&mut self, block: &'ast ExprAsync) {
        self.report(block.span(), "an async block".to_owned());
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.names(path.span(), &names);
        visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.use_tree(&item.tree, Vec::new());
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        let tokens: String = call.tokens.to_string().split_whitespace().collect();
        for (first, second) in FORBIDDEN {
            if tokens.contains(&format!("{first}::{second}")) {
                self.report(call.span(), format!("`{first}::{second}` in a pure crate"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[track_caller]
    fn check_text(text: &str, count: usize) {
        assert_eq!(check(&Tree::of(&[("crates/session/src/a.rs", text)])).len(), count, "{text}");
    }

    #[test]
    fn clocks_files_sockets_threads_and_async_are_found() {
        check_text("async fn f() {}", 1);
        check_text("fn f() { let _ = async { 1 }; }", 1);
        check_text("fn f() { std::time::Instant::now(); }", 1);
        check_text("use std::{fs, net::TcpStream};", 2);
        check_text("use std::fs::*;", 1);
        check_text("use std::thread;\nfn f() { thread::sleep(d); }", 2);
        check_text("fn f() { println!(\"{:?}\", SystemTime::now()); }", 1);
        check_text("fn f(path: std::net::IpAddr) {}", 1);
    }

    #[test]
    fn durations_and_tests_are_free() {
        check_text("use std::time::Duration;\nuse std::fmt;\nfn f() {}", 0);
        check_text("#[cfg(test)]\nmod tests { use std::fs; }", 0);
        let elsewhere = Tree::of(&[("crates/host/src/a.rs", "async fn f() {}")]);
        assert!(check(&elsewhere).is_empty());
    }
}
