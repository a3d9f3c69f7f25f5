//! Asks providers what they offer.

use std::time::Duration;

use async_trait::async_trait;
use providers::{FoundBy, Page, ProviderError, ProviderId, Providers, Unread, to_stored};
use store::Catalogue as Kept;
use timeline::Timestamp;

use crate::worker::{Context, Failure, Report, Worker};

/// How many pages of one provider are read.
const PAGES_MAX: usize = 200;
/// For how long videos are kept that no provider lists and nobody brought again, in milliseconds.
const KEPT_MS: i64 = 90 * 24 * 3_600 * 1_000;

/// Lists what providers offer, marks what they have no longer, clears away what nobody looks for, and makes findable what nodes
/// of an older version have written.
pub struct Catalogue {
    /// The providers.
    pub providers: Providers,
}

#[async_trait]
impl Worker for Catalogue {
    fn name(&self) -> &'static str {
        "catalogue"
    }

    fn about(&self) -> &'static str {
        "Asks every provider that has a list what it offers, and marks what is gone."
    }

    fn every(&self) -> Duration {
        Duration::from_hours(6)
    }

    fn within(&self) -> Duration {
        Duration::from_hours(2)
    }

    async fn run(&self, context: &Context) -> Result<Report, Failure> {
        let Some(catalogue) = context.store.catalogue() else { return Ok(Report::default()) };
        let browsed: Vec<&ProviderId> =
            self.providers.iter().filter(|(_, can)| can.browse).map(|(provider, _)| provider).collect();
        let (mut report, mut failed) = (Report::default(), 0);
        for provider in &browsed {
            let (listed, unread, end) = self.browse(catalogue, provider, context).await?;
            report.done += listed;
            let said = format!("{provider}: {listed} listed, {}", left_out(&unread));
            // What is on pages that were not read is not gone.
            match end {
                End::Whole => {
                    let gone = catalogue.mark_gone(provider.as_str(), context.now, context.now).await?;
                    report.notes.push(format!("{said}{gone} gone"));
                }
                End::More => {
                    report.notes.push(format!("{said}and it has more: {PAGES_MAX} pages are read, the rest was not"));
                }
                End::Failed(error) => {
                    failed += 1;
                    report.troubles.push(format!("{said}then {error}"));
                }
            }
        }
        let before = Timestamp::from_ms(context.now.ms().saturating_sub(KEPT_MS));
        let swept = catalogue.sweep_catalogue(context.now, before).await?;
        report.notes.push(format!("{swept} rows cleared away"));
        let refolded = context.store.refold().await?;
        report.notes.extend((refolded > 0).then(|| format!("{refolded} rows of an older version brought up to date")));
        match report.trouble() {
            Some(all) if failed == browsed.len() => Err(Failure(all)),
            _ => Ok(report),
        }
    }
}

/// How reading a provider's list ended.
enum End {
    /// There was no more.
    Whole,
    /// There was more than is read.
    More,
    /// The provider did not go on.
    Failed(ProviderError),
}

impl Catalogue {
    /// Returns how many videos were listed, what could not be read, and whether those are all.
    async fn browse(
        &self,
        catalogue: &dyn Kept,
        provider: &ProviderId,
        context: &Context,
    ) -> Result<(u64, Unread, End), Failure> {
        let (mut page, mut listed, mut unread) = (Page::first(), 0, Unread::default());
        for _ in 0..PAGES_MAX {
            let listing = match self.providers.browse(provider, &page).await {
                Ok(listing) => listing,
                Err(error) => return Ok((listed, unread, End::Failed(error))),
            };
            unread.count += listing.unread.count;
            unread.first = unread.first.or(listing.unread.first);
            for video in &listing.videos {
                let stored = to_stored(video, FoundBy::Provider, context.now);
                if self.providers.leaves_out(video) {
                    catalogue.list_video(&stored).await?;
                } else {
                    catalogue.keep_video(&stored).await?;
                }
                listed += 1;
                context.progress.add(1);
            }
            match listing.next {
                Some(next) if next != page => page = next,
                _ => return Ok((listed, unread, End::Whole)),
            }
        }
        Ok((listed, unread, End::More))
    }
}

/// Tells how many entries could not be read, and of the first one which it is of its page, and why.
fn left_out(unread: &Unread) -> String {
    let Some((place, why)) = &unread.first else { return String::new() };
    format!("{} left out (the first: entry {place} of its page, {why}), ", unread.count)
}
