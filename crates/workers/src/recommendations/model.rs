//! What was learnt, and the lists that come of it.

use std::collections::{BTreeSet, HashMap};

use recommend::{
    Borrowed, Content, HALF_LIFE_S_DEFAULT, Interactions, Pulse, Reason, Recommender as _, Taste, TasteOptions, best,
    for_person,
};
use session::{MemberId, VideoId};
use store::{StoredReason, StoredRecommendation, StoredRecommendations, Subject};
use timeline::Timestamp;

use super::offered::Offered;
use super::watched::Watched;
use crate::worker::Failure;

/// How the list for all is called.
pub(super) const ALL_VARIANT: &str = "pulse";
/// How much of a list is kept, and of how much of it reasons are.
const LIST_MAX: usize = 200;
const EXPLAINED_MAX: usize = 40;

/// What was learnt. Videos are numbered: those that were watched, and behind them those that nobody has watched.
pub(super) struct Model {
    pub(super) users: Vec<MemberId>,
    videos: Vec<VideoId>,
    shown: BTreeSet<u32>,
    pub(super) interactions: Interactions,
    left_out: usize,
    pub(super) taste: Taste,
    pub(super) heat: Vec<f32>,
    content: Content,
    pub(super) liked: HashMap<(u32, u32), bool>,
    with_others: BTreeSet<(u32, u32)>,
}

/// What somebody has watched, alone or with others, and what is therefore not recommended.
pub(super) struct Past<'a> {
    pub(super) history: &'a [recommend::Watched],
    pub(super) left_out: BTreeSet<u32>,
}

impl Model {
    pub(super) fn fit(watched: Watched, offered: Offered) -> Result<Self, Failure> {
        let Watched { users, mut videos, rows, liked, evenings } = watched;
        let gathered = Interactions::gather(users.len(), videos.len(), rows)
            .map_err(|error| Failure(format!("{error}; nothing is learnt any more")))?;
        let interactions = gathered.interactions;
        let mut heat = vec![0.0; videos.len()];
        Pulse::of(&interactions, HALF_LIFE_S_DEFAULT).write(&mut heat);
        let taste = Taste::fit(&interactions, TasteOptions::default());
        let left_out = gathered.left_out.oldest + gathered.left_out.of_long_histories;
        let (new, texts): (Vec<VideoId>, Vec<String>) = offered.new.into_iter().unzip();
        let content = Content::compare(&offered.texts, &texts);
        videos.extend(new);
        let (shown, with_others) = (offered.shown, evenings.with_others());
        Ok(Self { users, videos, shown, interactions, left_out, taste, heat, content, liked, with_others })
    }

    /// How many videos may be shown.
    pub(super) fn shown_count(&self) -> usize {
        self.shown.len() + self.videos.len() - self.heat.len()
    }

    /// How many viewings were too many to be learnt from.
    pub(super) const fn left_out(&self) -> usize {
        self.left_out
    }

    pub(super) fn for_all(&self, now: Timestamp) -> StoredRecommendations {
        let item = |video: &u32| self.item(*video, self.heat[*video as usize], vec![StoredReason::Hot]);
        let hottest = best(&self.heat, |video| !self.shown.contains(&video), LIST_MAX);
        StoredRecommendations {
            subject: Subject::All,
            variant: ALL_VARIANT.to_owned(),
            made_at: now,
            items: hottest.iter().map(item).collect(),
        }
    }

    pub(super) fn for_user(&self, user: usize, now: Timestamp) -> StoredRecommendations {
        let number = u32::try_from(user).unwrap_or(u32::MAX);
        let items = self.items(&self.past(user), |video| self.with_others.contains(&(number, video)));
        let subject = Subject::User(self.users[user].clone());
        StoredRecommendations { subject, variant: "taste".to_owned(), made_at: now, items }
    }

    pub(super) fn past(&self, user: usize) -> Past<'_> {
        let history = self.interactions.history(user);
        Past { history, left_out: history.iter().map(|watched| watched.video).collect() }
    }

    /// What fits somebody's past, best first.
    pub(super) fn items(&self, past: &Past<'_>, together: impl Fn(u32) -> bool) -> Vec<StoredRecommendation> {
        let mut scores = vec![0.0; self.videos.len()];
        let (watched, new) = scores.split_at_mut(self.heat.len());
        self.taste.scores(past.history, &self.heat, watched);
        let borrowed = self.borrowed(past.history, watched);
        for (score, borrowed) in new.iter_mut().zip(&borrowed) {
            *score = borrowed.map_or(0.0, |borrowed| borrowed.score);
        }
        let like = |video: u32| borrowed.get((video as usize).checked_sub(self.heat.len())?).copied().flatten();
        let may_stand = |video: u32| {
            let is_watched = (video as usize) < self.heat.len();
            if is_watched { self.shown.contains(&video) } else { like(video).is_some() }
        };
        let list = best(&scores, |video| past.left_out.contains(&video) || !may_stand(video), LIST_MAX);
        let mut reasons = self.reasons(past, &list, together);
        let item = |video: &u32| {
            let reasons = match like(*video) {
                Some(borrowed) => vec![Reason::SimilarTo { video: borrowed.like }],
                None => reasons.remove(video).unwrap_or_default(),
            };
            let reasons = reasons.into_iter().map(|reason| self.reason(reason)).collect();
            self.item(*video, scores[*video as usize], reasons)
        };
        list.iter().map(item).collect()
    }

    fn borrowed(&self, history: &[recommend::Watched], scores: &[f32]) -> Vec<Option<Borrowed>> {
        let mut knows = vec![false; scores.len()];
        for watched in history {
            knows[watched.video as usize] = true;
        }
        self.content.borrow(scores, |video| knows[video as usize])
    }

    /// The reasons for the best of a list that were watched before.
    fn reasons(&self, past: &Past<'_>, list: &[u32], together: impl Fn(u32) -> bool) -> HashMap<u32, Vec<Reason>> {
        let is_watched = |video: &&u32| (**video as usize) < self.heat.len();
        let first: Vec<u32> = list.iter().take(EXPLAINED_MAX).filter(is_watched).copied().collect();
        let explained = self.taste.explain(past.history, &self.heat, &first);
        explained.iter().map(|explained| (explained.video, for_person(explained, &together))).collect()
    }

    fn item(&self, video: u32, score: f32, reasons: Vec<StoredReason>) -> StoredRecommendation {
        StoredRecommendation { video: self.videos[video as usize].clone(), score, reasons }
    }

    fn reason(&self, reason: Reason) -> StoredReason {
        let id = |video: u32| self.videos[video as usize].clone();
        match reason {
            Reason::BecauseOf { video } => StoredReason::BecauseOf(id(video)),
            Reason::NextAfter { video } => StoredReason::NextAfter(id(video)),
            Reason::SimilarTo { video } => StoredReason::SimilarTo(id(video)),
            Reason::Hot => StoredReason::Hot,
            Reason::Fits => StoredReason::Fits,
        }
    }
}
