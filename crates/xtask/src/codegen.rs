//! `cargo xtask codegen`: the files that are generated from the code.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::workspace::root;

/// What is done with the generated files.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Write nothing; fail when a file is stale.
    #[arg(long)]
    check: bool,
}

/// A generated file.
struct Generated {
    /// Where it stands in the repository.
    path: &'static str,
    /// What it holds.
    content: fn() -> String,
}

/// Every generated file. A new one is a line here.
const GENERATED: &[Generated] =
    &[Generated { path: "web/src/client/generated/protocol.ts", content: protocol::typescript }];

/// Writes the stale files, or names them and fails.
pub(crate) fn run(options: &Options) -> Result<bool> {
    let root = root();
    for path in stale(&root) {
        if options.check {
            println!("{path} is stale; run `cargo xtask codegen`");
        } else {
            write(&root, path)?;
            println!("{path} written");
        }
    }
    Ok(!options.check || stale(&root).is_empty())
}

/// Returns the paths of the generated files that differ from what the code says now.
pub(crate) fn stale(root: &Path) -> Vec<&'static str> {
    let is_stale = |file: &&Generated| !is_fresh(&root.join(file.path), &(file.content)());
    GENERATED.iter().filter(is_stale).map(|file| file.path).collect()
}

/// Tells whether a path is one of the generated files, which no house number measures.
pub(crate) fn is_generated(path: &str) -> bool {
    GENERATED.iter().any(|file| file.path == path)
}

fn is_fresh(file: &Path, content: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|present| present == content)
}

fn write(root: &Path, path: &str) -> Result<()> {
    for file in GENERATED.iter().filter(|file| file.path == path) {
        let target = root.join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        }
        fs::write(&target, (file.content)()).with_context(|| format!("{path} cannot be written"))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{GENERATED, is_fresh, is_generated, stale};

    #[test]
    fn a_missing_file_is_stale() {
        let names = stale(Path::new("/no/such/folder"));
        assert_eq!(names.len(), GENERATED.len());
        assert!(names.iter().all(|name| is_generated(name)));
    }

    #[test]
    fn a_file_is_fresh_only_with_the_same_content() {
        let this = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/codegen.rs");
        assert!(is_fresh(&this, include_str!("codegen.rs")));
        assert!(!is_fresh(&this, "something else"));
    }
}
