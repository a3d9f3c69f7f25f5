//! No large files: a clone stays small for ever.

use super::finding::Finding;
use super::tree::Tree;

const BYTES_MAX: u64 = 256 * 1024;

/// Weighs every file but the lock files.
pub(crate) fn check(tree: &Tree) -> Vec<Finding> {
    let weighed = tree.files.iter().filter(|file| !matches!(file.name(), "Cargo.lock" | "package-lock.json"));
    weighed
        .filter(|file| file.bytes > BYTES_MAX)
        .map(|file| {
            let what = format!("{} bytes, more than {BYTES_MAX}", file.bytes);
            Finding::new(&file.path, 1, what, "make it smaller, or make it when it is needed")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tidy::tree::Tree;

    #[test]
    fn large_files_are_found_and_lock_files_are_not() {
        let (most, more) = ("x".repeat(256 * 1024), "x".repeat(256 * 1024 + 1));
        assert!(check(&Tree::of(&[("media/a.mp4", &most), ("web/package-lock.json", &more)])).is_empty());
        assert_eq!(check(&Tree::of(&[("media/a.mp4", &more)])).len(), 1);
    }
}
