//! The videos in folders of this machine, as they are set.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, bail};
use library::{Conversion, Library, Programs};
use store::Store;

use crate::parts::make_private_folder;

const CACHE_MIB_DEFAULT: u32 = 2_048;
/// Instead of a folder: no programs.
const OFF: &str = "off";

/// Where videos are, and what may be made of them.
#[derive(Clone, Debug, Default)]
pub(crate) struct OwnVideos {
    pub(crate) folders: Vec<PathBuf>,
    /// The folder of FFmpeg's programs.
    pub(crate) ffmpeg: Option<PathBuf>,
    pub(crate) streams: Option<u16>,
    pub(crate) cache_mib: Option<u32>,
}

impl OwnVideos {
    /// Opens the folders, where there are any, and begins to look through them. What is made of their files goes into `data`.
    pub(crate) async fn open(&self, data: &Path, store: &dyn Store) -> anyhow::Result<Option<Arc<Library>>> {
        let Some(mut library) = self.unopened(store).await? else { return Ok(None) };
        if let Some(conversion) = self.conversion(data)? {
            let folder = conversion.folder.clone();
            make_private_folder(&folder)?;
            let failed = || format!("cannot use {} for the library", folder.display());
            library = library.converting(conversion).with_context(failed)?;
        }
        let library = Arc::new(library);
        library.keep_looking();
        Ok(Some(library))
    }

    /// Takes the folders for what their files are called, without looking into these or making anything of them.
    pub(crate) async fn names(&self, store: &dyn Store) -> anyhow::Result<Option<Arc<Library>>> {
        Ok(self.unopened(store).await?.map(Arc::new))
    }

    async fn unopened(&self, store: &dyn Store) -> anyhow::Result<Option<Library>> {
        if self.folders.is_empty() {
            return Ok(None);
        }
        // All nodes give the same file the same name, and nobody else can guess it.
        let secret = store.secret("library_key", rand::random::<[u8; 32]>().to_vec()).await;
        let secret = secret.context("cannot read the key of the library")?;
        Ok(Some(Library::new(&self.folders, &secret)?))
    }

    fn conversion(&self, data: &Path) -> anyhow::Result<Option<Conversion>> {
        if self.ffmpeg.as_deref() == Some(Path::new(OFF)) {
            tracing::info!("the library does without ffmpeg: only files that browsers play as they are");
            return Ok(None);
        }
        let Some(programs) = Programs::find(self.ffmpeg.as_deref()) else {
            if let Some(folder) = &self.ffmpeg {
                bail!(
                    "there are no ffmpeg and ffprobe in {}; name another folder with --ffmpeg, or off",
                    folder.display()
                );
            }
            tracing::info!(
                "ffmpeg and ffprobe were not found: the library has no lengths and pictures, and only files that browsers play \
                 as they are"
            );
            return Ok(None);
        };
        let at_once = self.streams.map_or_else(half_of_cores, usize::from).max(1);
        let cache_mib = self.cache_mib.unwrap_or(CACHE_MIB_DEFAULT);
        tracing::info!(?programs, at_once, cache_mib, "the library has ffmpeg");
        let bytes_max = u64::from(cache_mib) * 1024 * 1024;
        Ok(Some(Conversion { programs, folder: data.join("library"), at_once, bytes_max }))
    }
}

fn half_of_cores() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get() / 2)
}
