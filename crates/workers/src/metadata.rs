//! Asks providers what sessions' videos are.

use std::time::Duration;

use async_trait::async_trait;
use providers::{Found, FoundBy, Providers, to_stored};
use store::StoredVideo;
use url::Url;

use crate::worker::{Context, Failure, Report, Worker};

/// How many videos a run asks for.
const AT_ONCE: u32 = 50;

/// Finds out the title, the length and the picture of videos that somebody has brought.
pub struct Metadata {
    /// The providers.
    pub providers: Providers,
}

#[async_trait]
impl Worker for Metadata {
    fn name(&self) -> &'static str {
        "metadata"
    }

    fn about(&self) -> &'static str {
        "Finds out what the videos are that people have brought: title, length, picture."
    }

    fn every(&self) -> Duration {
        Duration::from_mins(1)
    }

    async fn run(&self, context: &Context) -> Result<Report, Failure> {
        let Some(catalogue) = context.store.catalogue() else { return Ok(Report::default()) };
        let wanted = catalogue.wanted_videos(context.now, AT_ONCE).await?;
        context.progress.set_total(wanted.len() as u64);
        let (mut done, all) = (0, wanted.len());
        for video in wanted {
            // What nobody can describe now is asked for again, after a pause that grows.
            match self.describe(&video, context).await {
                Some(described) => {
                    catalogue.keep_video(&described).await?;
                    done += 1;
                }
                None => catalogue.put_video_off(&video.id, context.now).await?,
            }
            context.progress.add(1);
        }
        let note = match all as u64 - done {
            _ if all == 0 => "nothing was asked for".to_owned(),
            0 => format!("{done} of {all} described"),
            later => format!("{done} of {all} described, {later} asked for again later"),
        };
        Ok(Report::new(done, note))
    }
}

impl Metadata {
    /// Whatever its provider calls it, it stays the video that was asked for.
    async fn describe(&self, wanted: &StoredVideo, context: &Context) -> Option<StoredVideo> {
        let url = Url::parse(&wanted.url).ok()?;
        match self.providers.in_background().resolve(&url).await {
            Ok(Found::One(video)) => {
                let described = to_stored(&video, FoundBy::Somebody, context.now);
                Some(StoredVideo { id: wanted.id.clone(), ..described })
            }
            Ok(Found::Several(_)) => None,
            Err(error) => {
                tracing::debug!(%error, "a video was not described");
                None
            }
        }
    }
}
