//! Every crate takes the workspace's lints, and a crate with lint settings of its own keeps the workspace's.

use toml::{Table, Value};

use super::finding::Finding;
use super::tree::{PURE_CRATES, Source, Tree};

/// Reads every manifest and every `clippy.toml` under `crates/`.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let root = file(tree, "clippy.toml").map(table).unwrap_or_default();
    for manifest in tree.files.iter().filter(|file| is_manifest(file)) {
        let lints = table(manifest).get("lints").and_then(|lints| lints.get("workspace")).and_then(Value::as_bool);
        if lints != Some(true) {
            let what = "the workspace's lints are not taken";
            findings.push(Finding::new(&manifest.path, 1, what, "add `[lints]` with `workspace = true`"));
        }
        let Some((folder, _)) = manifest.path.rsplit_once('/') else { continue };
        let is_pure = PURE_CRATES.iter().any(|name| folder == format!("crates/{name}"));
        match file(tree, &format!("{folder}/clippy.toml")) {
            Some(own) => findings.extend(missing_settings(&root, own)),
            None if is_pure => {
                let advice = "copy the one of another pure crate: it bans the clock";
                findings.push(Finding::new(&manifest.path, 1, "a pure crate without a clippy.toml", advice));
            }
            None => {}
        }
    }
    findings
}

/// A crate's `clippy.toml` replaces the root's, so it has to repeat it.
fn missing_settings(root: &Table, own: &Source) -> Vec<Finding> {
    let settings = table(own);
    let missing = root.iter().filter(|(key, value)| settings.get(*key) != Some(value));
    let finding = |(key, value): (&String, &Value)| {
        let what = format!("`{key} = {value}` is not repeated");
        Finding::new(&own.path, 1, what, "repeat the root's clippy.toml, which this one replaces")
    };
    missing.map(finding).collect()
}

fn is_manifest(file: &Source) -> bool {
    file.path.starts_with("crates/") && file.name() == "Cargo.toml" && file.path.split('/').count() == 3
}

fn file<'a>(tree: &'a Tree, path: &str) -> Option<&'a Source> {
    tree.files.iter().find(|file| file.path == path)
}

fn table(file: &Source) -> Table {
    file.text().parse().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    const ROOT: (&str, &str) = ("clippy.toml", "too-many-lines-threshold = 70");
    const LINTS: &str = "[lints]\nworkspace = true";

    #[test]
    fn the_lints_of_the_workspace_are_taken() {
        assert!(check(&Tree::of(&[ROOT, ("crates/host/Cargo.toml", LINTS)])).is_empty());
        assert_eq!(check(&Tree::of(&[ROOT, ("crates/host/Cargo.toml", "[package]")])).len(), 1);
    }

    #[test]
    fn settings_of_a_crate_repeat_those_of_the_workspace() {
        let crate_with =
            |text| Tree::of(&[ROOT, ("crates/session/Cargo.toml", LINTS), ("crates/session/clippy.toml", text)]);
        assert!(check(&crate_with("too-many-lines-threshold = 70\nother = 1")).is_empty());
        assert_eq!(check(&crate_with("too-many-lines-threshold = 90")).len(), 1);
        assert_eq!(check(&crate_with("")).len(), 1);
        assert_eq!(check(&Tree::of(&[ROOT, ("crates/session/Cargo.toml", LINTS)])).len(), 1);
    }
}
