//! How long an acknowledgement waits for the disk, in words.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

/// Of so many flushes the one in the middle counts.
const FLUSHES: usize = 5;
/// About as much as one action adds to the log.
const BYTES: [u8; 4_096] = [7; 4_096];

/// Measures the disk of a folder, in a file that is gone afterwards.
pub(crate) fn of_folder(folder: &Path) -> io::Result<Duration> {
    let mut file = tempfile::tempfile_in(folder)?;
    let mut took = Vec::new();
    for _ in 0..FLUSHES {
        let begun = Instant::now();
        file.write_all(&BYTES)?;
        file.sync_data()?;
        took.push(begun.elapsed());
    }
    took.sort_unstable();
    Ok(took.get(FLUSHES / 2).copied().unwrap_or_default())
}

/// Says what was measured.
pub(crate) fn words(took: Option<Duration>) -> String {
    match took {
        Some(took) => format!("a flush took {:.1} ms just now", took.as_secs_f64() * 1_000.0),
        None => "how long a flush takes could not be measured".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{of_folder, words};

    #[test]
    fn a_disk_is_measured_and_nothing_is_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        assert!(of_folder(folder.path()).unwrap() > Duration::ZERO);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert!(of_folder(&folder.path().join("none")).is_err());
        assert_eq!(words(Some(Duration::from_micros(4_230))), "a flush took 4.2 ms just now");
        assert!(words(None).contains("could not"));
    }
}
