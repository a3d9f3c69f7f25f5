//! The programs of FFmpeg, and running them. A program is handed the open file as its standard input: so it never sees a name
//! that could be taken for an option or an address, and nothing can be put in the file's place meanwhile.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use rustix::process::{Pid, setpriority_process};
use tokio::io::AsyncReadExt as _;
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// What may be in a file: no playlist, nothing that leads to other files or to other machines.
const FORMATS: &str = "matroska,mov,mp4,avi,mpegts,asf,flv,ogg,mpeg";
/// How much others come first (`nice`).
#[derive(Clone, Copy)]
pub(crate) enum Priority {
    /// Nobody waits for it.
    Background = 10,
    /// Somebody watches; the server itself still comes first.
    Watched = 2,
}

const COMPLAINT_BYTES_MAX: u64 = 2_000;

/// Where the programs are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs {
    pub(crate) ffprobe: PathBuf,
    pub(crate) ffmpeg: PathBuf,
}

impl Programs {
    /// Finds both in one folder: the one that is named, or else the first of the PATH.
    pub fn find(named: Option<&Path>) -> Option<Self> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = named.map_or_else(|| std::env::split_paths(&path).collect(), |folder| vec![folder.to_owned()]);
        folders.into_iter().find_map(|folder| {
            // They are started in other folders.
            let folder = std::path::absolute(folder).ok()?;
            let found = Self { ffprobe: folder.join("ffprobe"), ffmpeg: folder.join("ffmpeg") };
            (found.ffprobe.is_file() && found.ffmpeg.is_file()).then_some(found)
        })
    }
}

/// Why a program gave nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unsuccessful {
    #[error("it cannot be started")]
    NotStarted(#[source] io::Error),
    #[error("it took longer than {} s", .0.as_secs())]
    TooLong(Duration),
    #[error("it said more than {0} bytes")]
    TooMuch(usize),
    #[error("it ended with {status}: {complaint}")]
    Failed { status: ExitStatus, complaint: String },
}

/// How much a program may take.
#[derive(Clone, Copy)]
pub(crate) struct Allowance {
    pub(crate) priority: Priority,
    pub(crate) within: Duration,
    pub(crate) bytes_max: usize,
}

/// Makes a command that reads a file: options of the file stand in `before`, those of what is made of it in `after`.
pub(crate) fn reading(program: &Path, before: &[String], file: File, after: &[String]) -> Command {
    let mut command = Command::new(program);
    command.args(["-v", "error"]).args(before);
    command.args(["-protocol_whitelist", "file", "-format_whitelist", FORMATS, "-i", "file:/dev/fd/0"]).args(after);
    command.env_remove("FFREPORT").stdin(file).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// Starts a command. It is killed when it is dropped.
pub(crate) fn start(mut command: Command, priority: Priority) -> Result<Child, Unsuccessful> {
    let child = command.spawn().map_err(Unsuccessful::NotStarted)?;
    let pid = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
    if let Err(error) = setpriority_process(pid, priority as i32) {
        tracing::debug!(%error, "a program keeps its priority");
    }
    Ok(child)
}

/// Runs a command to its end, and returns what it says.
pub(crate) async fn output(command: Command, allowance: Allowance) -> Result<Vec<u8>, Unsuccessful> {
    let Allowance { priority, within, bytes_max } = allowance;
    let mut child = start(command, priority)?;
    let said = async {
        let mut said = Vec::new();
        let stdout = child.stdout.take();
        let complaint = child.stderr.take();
        let read = async {
            let limit = u64::try_from(bytes_max).unwrap_or(u64::MAX).saturating_add(1);
            if let Some(stdout) = stdout {
                stdout.take(limit).read_to_end(&mut said).await?;
            }
            Ok::<_, io::Error>(())
        };
        let (read, complaint) = tokio::join!(read, words(complaint));
        read.map_err(Unsuccessful::NotStarted)?;
        if said.len() > bytes_max {
            return Err(Unsuccessful::TooMuch(bytes_max));
        }
        let status = child.wait().await.map_err(Unsuccessful::NotStarted)?;
        if status.success() { Ok(said) } else { Err(Unsuccessful::Failed { status, complaint }) }
    };
    timeout(within, said).await.unwrap_or(Err(Unsuccessful::TooLong(within)))
}

/// Reads what a program complains of: its beginning is kept, the rest only read, so that it does not wait.
pub(crate) async fn words(stderr: Option<tokio::process::ChildStderr>) -> String {
    let Some(mut stderr) = stderr else { return String::new() };
    let mut complaint = Vec::new();
    let read = async {
        (&mut stderr).take(COMPLAINT_BYTES_MAX).read_to_end(&mut complaint).await?;
        tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await
    };
    if let Err(error) = read.await {
        tracing::debug!(%error, "what a program said was not read");
    }
    String::from_utf8_lossy(&complaint).split_whitespace().collect::<Vec<_>>().join(" ")
}
