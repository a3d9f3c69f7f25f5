//! The files of the repository: what git tracks, and what it would if it were added.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

/// The crates that know no clock, no IO, no task. Stricter rules hold for them.
pub(crate) const PURE_CRATES: [&str; 5] = ["timeline", "session", "protocol", "recommend", "experiment"];

/// A file of the repository.
#[derive(Debug)]
pub(crate) struct Source {
    /// Its path from the root, with forward slashes.
    pub(crate) path: String,
    /// Its size.
    pub(crate) bytes: u64,
    /// Its content, where that is text.
    pub(crate) text: Option<String>,
}

impl Source {
    /// Returns the content, empty where it is no text.
    pub(crate) fn text(&self) -> &str {
        self.text.as_deref().unwrap_or_default()
    }

    /// Returns the numbered lines, from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text().lines())
    }

    /// Returns the last part of the path.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Returns the part of the name after its last dot.
    pub(crate) fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// Tells whether it belongs to a crate that knows no clock and no IO.
    pub(crate) fn is_pure(&self) -> bool {
        let name = self.path.strip_prefix("crates/").and_then(|path| path.split('/').next());
        name.is_some_and(|name| PURE_CRATES.contains(&name))
    }

    /// Tells whether the whole file is there for tests only.
    pub(crate) fn is_test(&self) -> bool {
        let in_folder = self.path.split('/').any(|part| matches!(part, "tests" | "test" | "benches" | "testkit"));
        in_folder || self.name() == "tests.rs" || self.name().contains(".test.")
    }

    /// Tells whether it is a source of the web app, the client library or their tests.
    pub(crate) fn is_typescript(&self) -> bool {
        matches!(self.extension(), "ts" | "tsx")
    }
}

/// The files of the repository.
#[derive(Debug)]
pub(crate) struct Tree {
    /// The files, ordered by path.
    pub(crate) files: Vec<Source>,
}

impl Tree {
    /// Reads the files that git knows or would add.
    pub(crate) fn load(root: &Path) -> Result<Self> {
        let output = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .stderr(Stdio::inherit())
            .output()
            .context("git cannot be started")?;
        ensure!(output.status.success(), "git ls-files failed");
        let names = String::from_utf8(output.stdout).context("a path is not in UTF-8")?;
        let mut paths: Vec<&str> = names.split_terminator('\0').collect();
        paths.sort_unstable();
        paths.dedup();
        // A file that git still knows and the disk does not is on its way out.
        let read = |path: &str| Some((path.to_owned(), fs::read(root.join(path)).ok()?));
        Ok(Self { files: paths.into_iter().filter_map(read).map(source).collect() })
    }

    /// Makes a tree of samples.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| source(((*path).to_owned(), text.as_bytes().to_owned())));
        Self { files: files.collect() }
    }

    /// Tells whether there is a file or a folder of this path.
    pub(crate) fn holds(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let is_under =
            |file: &Source| file.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        self.files.iter().any(is_under)
    }
}

fn source((path, content): (String, Vec<u8>)) -> Source {
    let bytes = content.len() as u64;
    Source { path, bytes, text: String::from_utf8(content).ok().filter(|text| !text.contains('\0')) }
}

#[cfg(test)]
mod tests {
    use super::Tree;

    #[test]
    fn a_tree_holds_files_and_folders_but_no_beginnings_of_names() {
        let tree = Tree::of(&[("web/src/app.ts", "")]);
        assert!(tree.holds("web/src/app.ts") && tree.holds("web/src/") && tree.holds("web"));
        assert!(!tree.holds("web/sr") && !tree.holds("src"));
    }

    #[test]
    fn files_know_what_they_are() {
        let tree = Tree::of(&[
            ("crates/session/src/turn.rs", ""),
            ("crates/api/src/routes/tests.rs", ""),
            ("web/tests/unit/clock.test.ts", ""),
        ]);
        let told: Vec<_> = tree.files.iter().map(|file| (file.is_pure(), file.is_test())).collect();
        assert_eq!(told, [(true, false), (false, true), (false, true)]);
    }
}
