//! Where a stream is cut into segments. The cuts are decided before anything is made and never change, so that whoever comes in
//! at whatever segment is at the same place in the film.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::facts::Facts;

/// How long a segment is, about.
const SEGMENT_S: f64 = 4.0;
/// A last segment is at least as long.
const REST_S: f64 = 1.0;
/// Longer than this none may be: somebody waits for it to be made and loaded as a whole.
const SEGMENT_S_MAX: f64 = 20.0;

/// Where segments begin and the last one ends, in microseconds from the film's beginning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cuts {
    starts_us: Vec<u64>,
    end_us: u64,
}

impl Cuts {
    /// Cuts that are the same number of pictures apart, for what is encoded anew.
    pub(crate) fn even(facts: &Facts) -> Self {
        let end_us = facts.length_ms * 1_000;
        let (frames, (over, under)) = (u64::from(frames_of_segment(facts)), facts.rate);
        let at = |number: u64| number * frames * u64::from(under) * 1_000_000 / u64::from(over);
        // A rest that is hardly worth a segment goes to the one before it.
        let last_us = end_us.saturating_sub(us(REST_S)).max(1);
        let starts_us = std::iter::successors(Some(0), |number| Some(number + 1)).map(at);
        Self { starts_us: starts_us.take_while(|at| *at < last_us).collect(), end_us }
    }

    /// Cuts at pictures that can stand alone, given in seconds; nothing where these are too rare.
    pub(crate) fn at(keyframes_s: impl IntoIterator<Item = f64>, facts: &Facts) -> Option<Self> {
        let end_us = facts.length_ms * 1_000;
        let mut starts_us: Vec<u64> = Vec::new();
        for at_us in keyframes_s.into_iter().map(us).take_while(|at| *at < end_us) {
            if starts_us.last().is_none_or(|last| at_us >= last + us(SEGMENT_S)) {
                starts_us.push(at_us);
            }
        }
        let cuts = Self { starts_us, end_us };
        let begins_well = cuts.starts_us.first().is_some_and(|first| *first <= us(1.0));
        let even_enough = (0..cuts.len()).all(|n| cuts.end_s(n) - cuts.start_s(n) <= SEGMENT_S_MAX);
        (begins_well && even_enough).then_some(cuts)
    }

    pub(crate) fn len(&self) -> usize {
        self.starts_us.len()
    }

    /// Where a segment begins, in seconds.
    pub(crate) fn start_s(&self, number: usize) -> f64 {
        seconds(self.starts_us.get(number).copied().unwrap_or(self.end_us))
    }

    /// Where a segment ends, in seconds.
    pub(crate) fn end_s(&self, number: usize) -> f64 {
        self.start_s(number + 1)
    }

    /// Writes the playlist of all segments (RFC 8216).
    pub(crate) fn playlist(&self) -> String {
        let lengths: Vec<f64> = (0..self.len()).map(|n| self.end_s(n) - self.start_s(n)).collect();
        let longest = lengths.iter().copied().fold(1.0, f64::max).ceil();
        let mut text =
            format!("#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{longest}\n#EXT-X-PLAYLIST-TYPE:VOD\n");
        for (number, length) in lengths.iter().enumerate() {
            // Writing to a text cannot fail.
            _ = write!(text, "#EXTINF:{length:.6},\nsegments/{number}.ts\n");
        }
        text.push_str("#EXT-X-ENDLIST\n");
        text
    }
}

/// How many pictures a segment has that is encoded anew.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred")]
pub(crate) fn frames_of_segment(facts: &Facts) -> u32 {
    (SEGMENT_S * f64::from(facts.rate.0) / f64::from(facts.rate.1)).round() as u32
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a day has fewer than 2^53 microseconds")]
fn us(seconds: f64) -> u64 {
    (seconds.max(0.0) * 1_000_000.0).round() as u64
}

#[expect(clippy::cast_precision_loss, reason = "a day has fewer than 2^53 microseconds")]
fn seconds(us: u64) -> f64 {
    us as f64 / 1_000_000.0
}

#[cfg(test)]
mod tests {
    use super::{Cuts, Facts};
    use crate::facts::Way;

    fn facts(length_ms: u64, rate: (u32, u32)) -> Facts {
        let video = "mpeg4".to_owned();
        Facts { length_ms, width: 320, height: 180, video, audio: None, way: Way::Encoded, rate, texts: Vec::new() }
    }

    /// LIB-7
    #[test]
    fn cuts_are_whole_pictures_apart() {
        let cuts = Cuts::even(&facts(10_000, (24_000, 1_001)));
        assert_eq!(cuts.starts_us, [0, 4_004_000, 8_008_000]);
        let playlist = cuts.playlist();
        assert!(playlist.contains("#EXT-X-TARGETDURATION:5\n"), "{playlist}");
        assert_eq!(Cuts::even(&facts(8_500, (25, 1))).starts_us, [0, 4_000_000]);
        assert_eq!(Cuts::even(&facts(500, (25, 1))).starts_us, [0]);
        assert!(
            playlist.contains("#EXTINF:4.004000,\nsegments/1.ts\n#EXTINF:1.992000,\nsegments/2.ts\n#EXT-X-ENDLIST")
        );
    }

    /// LIB-7
    #[test]
    fn what_is_not_encoded_anew_is_cut_where_a_picture_can_stand_alone() {
        let facts = facts(20_000, (25, 1));
        let cuts = Cuts::at([0.08, 2.0, 4.5, 5.0, 9.0, 25.0], &facts).unwrap();
        assert_eq!(cuts.starts_us, [80_000, 4_500_000, 9_000_000]);
        assert_eq!(Cuts::at([3.0, 9.0], &facts), None, "the beginning is missing");
        assert_eq!(Cuts::at([], &facts), None);
        assert_eq!(Cuts::at([0.0], &super::tests::facts(60_000, (25, 1))), None, "a minute in one piece");
    }
}
