//! A server of the bench's own, and what the kernel knows of it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result};

/// How many of the kernel's ticks make a second, on every Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// A running server. Dropping it ends it.
pub(crate) struct Server {
    child: Child,
    /// Host and port.
    pub(crate) address: String,
}

/// What a server has used so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Usage {
    pub(crate) cpu_s: f64,
    pub(crate) rss_kib: u64,
}

impl Server {
    /// Starts one with a folder and a port of its own, and waits until it serves.
    pub(crate) fn start(binary: &Path, data: &Path) -> Result<Self> {
        let mut child = Command::new(binary)
            .args(["serve", "--listen", "127.0.0.1:0", "--log", "off", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {}", binary.display()))?;
        let lines = child.stdout.take().map(|stdout| BufReader::new(stdout).lines()).into_iter().flatten();
        let address = lines.map_while(Result::ok).find_map(|line| {
            let (_, rest) = line.split_once("http://")?;
            rest.split(['/', ' ']).next().map(str::to_owned)
        });
        let Some(address) = address else {
            child.kill()?;
            child.wait()?;
            anyhow::bail!("the server ended before it served");
        };
        Ok(Self { child, address })
    }

    /// Returns what the kernel counts: processor time of all threads, and memory.
    pub(crate) fn usage(&self) -> Result<Usage> {
        let folder = Path::new("/proc").join(self.child.id().to_string());
        let stat = fs::read_to_string(folder.join("stat")).context("this task reads /proc, which only Linux has")?;
        // The name, in brackets, may hold anything.
        let numbers: Vec<_> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let ticks = |field: usize| numbers.get(field - 3).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
        let status = fs::read_to_string(folder.join("status"))?;
        let rss = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let rss_kib = rss.and_then(|rss| rss.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0);
        Ok(Usage { cpu_s: (ticks(14) + ticks(15)) / TICKS_PER_SECOND, rss_kib })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; the folder goes either way.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
