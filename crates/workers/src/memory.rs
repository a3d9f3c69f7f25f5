//! How much memory this process needed, as the system has it.

use std::fs;

/// Tells the system to forget the peak so far. Where it does not, later peaks include the earlier.
pub fn forget_peak() {
    drop(fs::write("/proc/self/clear_refs", "5"));
}

/// Returns the peak of the memory of this process, in MB of 1,000,000 bytes; none where the system does not tell.
pub fn peak_mb() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib * 1024.0 / 1e6)
}
