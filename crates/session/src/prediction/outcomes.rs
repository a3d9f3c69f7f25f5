//! What may happen: a few different texts.

use std::sync::Arc;

use crate::limits::OUTCOMES_RANGE;
use crate::text::Title;

/// The outcomes of a prediction: two to ten, no two alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes(Arc<[Title]>);

/// There are too few or too many of them, or two are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadOutcomes;

impl Outcomes {
    /// Takes two to ten texts that differ by more than capitals.
    pub fn new(texts: Vec<Title>) -> Result<Self, BadOutcomes> {
        let mut alike: Vec<_> = texts.iter().map(|text| text.as_str().to_lowercase()).collect();
        alike.sort_unstable();
        let differ = alike.windows(2).all(|pair| pair[0] != pair[1]);
        if differ && OUTCOMES_RANGE.contains(&texts.len()) { Ok(Self(texts.into())) } else { Err(BadOutcomes) }
    }

    /// The same number of outcomes, without their words.
    pub(crate) fn erased(&self) -> Self {
        Self((0..).zip(&*self.0).map(|(outcome, _)| Title::erased_outcome(outcome)).collect())
    }

    /// Returns the texts, in their order.
    pub fn texts(&self) -> &[Title] {
        &self.0
    }

    /// Returns an outcome's text, or `None` where there is no such outcome.
    pub fn text(&self, outcome: u8) -> Option<&Title> {
        self.0.get(usize::from(outcome))
    }
}

#[cfg(test)]
mod tests {
    use super::{BadOutcomes, Outcomes};
    use crate::text::Title;

    /// PRE-1
    #[test]
    fn outcomes_are_two_to_ten_and_differ() {
        let outcomes = |texts: &[&str]| Outcomes::new(texts.iter().map(|text| Title::parse(text).unwrap()).collect());
        let many: Vec<_> = (0..11).map(|number| format!("number {number}")).collect();
        let many: Vec<_> = many.iter().map(String::as_str).collect();
        for bad in [&[][..], &["yes"], &many, &["Yes", "no", "yes"]] {
            assert_eq!(outcomes(bad), Err(BadOutcomes), "{bad:?}");
        }
        assert_eq!(outcomes(&many[1..]).unwrap().texts().len(), 10);
        assert_eq!(outcomes(&["yes", "no"]).unwrap().text(1).unwrap().as_str(), "no");
        assert_eq!(outcomes(&["yes", "no"]).unwrap().text(2), None);
    }
}
