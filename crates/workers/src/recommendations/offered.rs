//! What everybody may be shown, and what stands about it.

use std::collections::{BTreeSet, HashMap};

use session::VideoId;
use store::{Catalogue, Store, StoredVideo, VideosQuery};

use super::watched::Watched;
use crate::worker::Failure;

/// How many videos of the catalogue are candidates, the first by title.
const CATALOGUE_MAX: usize = 20_000;
/// How many of them are read at a time.
const PAGE: u32 = 1_000;
/// How many watched videos lend to new ones, those that most people watched.
const LENDERS_MAX: usize = 8_000;

/// What everybody may be shown, and what stands about it.
#[derive(Default)]
pub(super) struct Offered {
    /// Of the watched videos those that everybody may be shown.
    pub(super) shown: BTreeSet<u32>,
    /// What stands about each watched video; nothing of those that lend nothing.
    pub(super) texts: Vec<String>,
    /// What providers list and nobody has watched, with what stands about it.
    pub(super) new: Vec<(VideoId, String)>,
}

impl Offered {
    pub(super) async fn read(store: &dyn Store, watched: &Watched) -> Result<Self, Failure> {
        let (Some(kept), catalogue) = (store.recommendations(), store.catalogue()) else { return Ok(Self::default()) };
        let mut listed = match catalogue {
            Some(catalogue) => listed(catalogue).await?,
            None => HashMap::new(),
        };
        let lenders = lenders(watched);
        let mut offered = Self::default();
        for (number, video) in (0_u32..).zip(&watched.videos) {
            let of_list = listed.remove(video);
            if of_list.is_some() || kept.shown_video(video).await?.is_some() {
                offered.shown.insert(number);
            }
            // The title of a session says what evening it is, and not what the video is about.
            let text = match (of_list, catalogue) {
                _ if !lenders.contains(&number) => None,
                (None, Some(catalogue)) => catalogue.video(video.as_str()).await?.map(|video| text_of(&video)),
                (of_list, _) => of_list,
            };
            offered.texts.push(text.unwrap_or_default());
        }
        offered.new = listed.into_iter().collect();
        // A map has an order of its own each time.
        offered.new.sort_unstable();
        Ok(offered)
    }
}

async fn listed(catalogue: &dyn Catalogue) -> Result<HashMap<VideoId, String>, Failure> {
    let mut listed = HashMap::new();
    let mut query = VideosQuery { limit: PAGE, ..VideosQuery::default() };
    // What is written meanwhile may move, and come again.
    for _ in 0..CATALOGUE_MAX.div_ceil(PAGE as usize) {
        let page = catalogue.videos(&query).await?;
        let Some((last, _)) = page.last() else { break };
        query.after = Some(last.clone());
        let read = page.iter().filter_map(|(_, video)| Some((VideoId::parse(&video.id).ok()?, text_of(video))));
        listed.extend(read);
    }
    Ok(listed)
}

fn text_of(video: &StoredVideo) -> String {
    [&video.title, " ", &video.tags.join(" ")].concat().trim().to_owned()
}

fn lenders(watched: &Watched) -> BTreeSet<u32> {
    let mut viewers = vec![0_u32; watched.videos.len()];
    for row in &watched.rows {
        if let Some(count) = viewers.get_mut(row.video as usize) {
            *count += 1;
        }
    }
    let mut videos: Vec<(u32, u32)> = viewers.into_iter().zip(0_u32..).filter(|(count, _)| *count > 0).collect();
    videos.sort_unstable_by_key(|(count, video)| (std::cmp::Reverse(*count), *video));
    videos.into_iter().take(LENDERS_MAX).map(|(_, video)| video).collect()
}
