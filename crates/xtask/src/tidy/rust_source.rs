//! Rust files, parsed, with the lines that are there for tests only.

use std::ops::RangeInclusive;

use syn::spanned::Spanned as _;
use syn::visit::Visit;
use syn::{Attribute, Item, ItemMod};

use super::tree::{Source, Tree};

/// A parsed Rust file.
pub(crate) struct RustSource<'a> {
    /// The file.
    pub(crate) file: &'a Source,
    /// Its syntax.
    pub(crate) syntax: syn::File,
}

/// Parses the Rust files of the tree; what does not parse is the compiler's to report.
pub(crate) fn parse(tree: &Tree) -> impl Iterator<Item = RustSource<'_>> {
    tree.files.iter().filter(|file| file.extension() == "rs").filter_map(|file| {
        let syntax = syn::parse_file(file.text()).ok()?;
        Some(RustSource { file, syntax })
    })
}

/// Tells whether these attributes keep an item for tests only.
pub(crate) fn is_test_only(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let is_cfg_test = || attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"));
        let name = attribute.path().segments.last().map(|segment| segment.ident.to_string());
        match name.as_deref() {
            Some("cfg") => is_cfg_test(),
            Some("test") => true,
            _ => false,
        }
    })
}

/// Returns the attributes of an item.
pub(crate) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Returns the lines of each outermost item that is there for tests only.
pub(crate) fn test_lines(syntax: &syn::File) -> Vec<RangeInclusive<usize>> {
    let mut found = TestItems(Vec::new());
    found.visit_file(syntax);
    found.0
}

/// Returns the text of the file that is there for tests only: all of it in a test file.
pub(crate) fn test_text(source: &Source) -> String {
    if source.is_test() {
        return source.text().to_owned();
    }
    let Ok(syntax) = syn::parse_file(source.text()) else { return String::new() };
    let ranges = test_lines(&syntax);
    let lines = source.lines().filter(|(line, _)| ranges.iter().any(|range| range.contains(line)));
    lines.fold(String::new(), |text, (_, line)| text + line + "\n")
}

struct TestItems(Vec<RangeInclusive<usize>>);

impl<'ast> Visit<'ast> for TestItems {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_test_only(attributes(item)) {
            let span = item.span();
            self.0.push(span.start().line..=span.end().line);
        } else if let Item::Mod(ItemMod { content: Some((_, items)), .. }) = item {
            for item in items {
                self.visit_item(item);
            }
        }
    }
}
