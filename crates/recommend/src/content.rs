//! Videos that nobody has watched yet: by the words of their titles and tags they borrow the scores of watched ones.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::sparse::{Sparse, largest};

/// From how many watched videos a score is borrowed, the most alike.
const NEIGHBOURS: usize = 100;
/// Words of one video that count, the first.
const WORDS_MAX: usize = 64;
/// How much likeness, of all that are borrowed from together, counts as much as knowing nothing.
const UNKNOWN: f32 = 1.0;
/// What somebody has watched lends them at least so much: on a new server all videos score alike.
const SUITED_MIN: f32 = 1.0;
/// From which likeness on a video may be told to be like another.
const LIKE_MIN: f32 = 0.1;

/// What each new video is like among the watched ones.
#[derive(Clone, Debug)]
pub struct Content {
    /// A row of watched videos for each new one.
    alike: Sparse,
}

/// A score that is borrowed, and the reason for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Borrowed {
    /// What those alike score, by likeness; nearer to 0 the less there is to go by.
    pub score: f32,
    /// What is most alike of those that the person has watched.
    pub like: u32,
}

impl Content {
    /// Compares what stands about each new video, its title, tags and the like, with what stands about the watched ones. Rare
    /// words weigh more. A watched video without a text lends nothing.
    pub fn compare<T: AsRef<str>>(watched: &[T], new: &[T]) -> Self {
        let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
        let counted: Vec<_> = watched.iter().chain(new).map(|text| counts(text.as_ref(), &mut numbers)).collect();
        let mut occurrences = vec![0_u32; numbers.len()];
        counted.iter().flat_map(BTreeMap::keys).for_each(|word| occurrences[*word as usize] += 1);
        let mut rows: Vec<_> = counted.iter().map(|row| weighed(row, &occurrences, counted.len())).collect();
        let lenders = watched.len();
        let of_new = rows.split_off(lenders);
        let by_word = Sparse::of_rows(rows).transposed(numbers.len());
        let alike = of_new.par_iter().map(|words| {
            let mut likeness = vec![0.0; lenders];
            for (word, weight) in words {
                for (video, of_video) in by_word.row(*word as usize) {
                    likeness[*video as usize] += weight * of_video;
                }
            }
            largest(&likeness, NEIGHBOURS)
        });
        Self { alike: Sparse::of_rows(alike.collect::<Vec<_>>()) }
    }

    /// Borrows a score for each new video from the `scores` of the watched ones. What somebody `knows` lends them the best score:
    /// it suited them. None for a video that is like nothing that they know.
    pub fn borrow(&self, scores: &[f32], knows: impl Fn(u32) -> bool) -> Vec<Option<Borrowed>> {
        let best = scores.iter().copied().fold(SUITED_MIN, f32::max);
        let lent = |video: u32| if knows(video) { best } else { scores[video as usize] };
        let of_one = |alike: &[(u32, f32)]| {
            let like = alike.iter().filter(|(video, likeness)| *likeness >= LIKE_MIN && knows(*video));
            let (like, _) = like.copied().reduce(|best, other| if other.1 > best.1 { other } else { best })?;
            let sum: f32 = alike.iter().map(|(video, likeness)| lent(*video) * likeness).sum();
            let likeness: f32 = alike.iter().map(|(_, likeness)| likeness).sum();
            Some(Borrowed { score: sum / (likeness + UNKNOWN), like })
        };
        (0..self.alike.rows()).map(|new| of_one(self.alike.row(new))).collect()
    }
}

/// How often each word stands there.
fn counts(text: &str, numbers: &mut BTreeMap<String, u32>) -> BTreeMap<u32, f32> {
    let mut row = BTreeMap::new();
    for word in words(text).take(WORDS_MAX) {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *row.entry(*numbers.entry(word).or_insert(next)).or_insert(0.0) += 1.0;
    }
    row
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Term frequency by inverse document frequency, as long as 1.
#[expect(clippy::cast_precision_loss, reason = "a count of videos fits a float well enough")]
fn weighed(row: &BTreeMap<u32, f32>, occurrences: &[u32], videos: usize) -> Vec<(u32, f32)> {
    let rarity = |word: u32| (1.0 + videos as f32 / occurrences[word as usize] as f32).ln();
    let weights: Vec<(u32, f32)> = row.iter().map(|(word, count)| (*word, count.sqrt() * rarity(*word))).collect();
    let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    weights.into_iter().map(|(word, weight)| (word, weight / length)).collect()
}

#[cfg(test)]
mod tests {
    use super::Content;

    const WATCHED: [&str; 4] = ["Space Saga 1 scifi", "Bake-off pilot cooking", "", "Noir"];

    #[test]
    fn a_new_video_borrows_from_those_alike() {
        let content = Content::compare(&WATCHED, &["SPACE saga 2 (scifi)", "Pie night cooking", "Opera", ""]);
        let scores = [5.0, 1.0, 9.0, 3.0];
        let borrowed = content.borrow(&scores, |_| true);
        let (saga, pie) = (borrowed[0].unwrap(), borrowed[1].unwrap());
        assert_eq!((saga.like, pie.like), (0, 1));
        assert!(saga.score > pie.score && saga.score < 9.0, "the more words are shared: {saga:?} {pie:?}");
        assert_eq!(borrowed[2..], [None, None], "no word is shared");
    }

    #[test]
    fn where_all_score_alike_what_is_more_alike_scores_more() {
        let content = Content::compare(&WATCHED, &["A walk in space", "Space saga 2 scifi"]);
        let borrowed = content.borrow(&[0.0; 4], |video| video == 0);
        assert!(borrowed[1].unwrap().score > borrowed[0].unwrap().score, "{borrowed:?}");
    }

    #[test]
    fn it_is_only_told_to_be_like_what_somebody_knows() {
        let content = Content::compare(&WATCHED, &["Space saga, a bake-off"]);
        let scores = [5.0, 1.0, 0.0, 0.0];
        let borrow = |known: u32| content.borrow(&scores, |video| video == known)[0];
        let like = |known: u32| borrow(known).map(|borrowed| borrowed.like);
        assert_eq!((like(0), like(1), like(3)), (Some(0), Some(1), None));
        let score = |known: u32| borrow(known).unwrap().score;
        assert!(score(1) > 0.5 * score(0), "what they know suited them, whatever others think of it");
    }
}
