//! Predictions, from the wire to the domain.

use protocol as wire;
use protocol::Code;
use session::limits::{OUTCOMES_RANGE, PREDICTION_CLOSES_AFTER_MS_RANGE};
use session::{BadOutcomes, ClosingRule, Outcomes, PredictionCommand, PredictionRefusal, Refusal, Title};
use timeline::Timecode;

use super::titled;
use crate::failure::Failure;

pub(crate) fn open(body: &wire::OpenPrediction) -> Result<PredictionCommand, Failure> {
    Ok(PredictionCommand::Open {
        question: titled(&body.question, "a question")?,
        outcomes: outcomes(&body.outcomes)?,
        closes: closing(body.closes_in_s, body.closes_at_position)?,
    })
}

pub(crate) fn pick(prediction: u64, body: &wire::PickOutcome) -> Result<PredictionCommand, Failure> {
    let outcome = outcome(&body.outcome)?;
    let stake = |number: &serde_json::Number| {
        let whole = number.as_u64();
        whole.ok_or_else(|| Failure::new(Code::BadStake, "a stake is a whole number of points, 0 or more"))
    };
    Ok(PredictionCommand::Pick { prediction, outcome, stake: body.stake.as_ref().map(stake).transpose()? })
}

pub(crate) fn resolve(prediction: u64, body: &wire::ResolvePrediction) -> Result<PredictionCommand, Failure> {
    Ok(PredictionCommand::Resolve { prediction, outcome: outcome(&body.outcome)? })
}

/// Reads an id as it was given out. What is none names no prediction.
pub(crate) fn id(text: &str) -> Result<u64, Failure> {
    let id = text.parse::<u64>().ok().filter(|id| id.to_string() == text);
    id.ok_or_else(|| Refusal::from(PredictionRefusal::NotFound).into())
}

fn outcome(text: &str) -> Result<u8, Failure> {
    let outcome = text.parse::<u8>().ok().filter(|outcome| outcome.to_string() == text);
    outcome.ok_or_else(|| Refusal::from(PredictionRefusal::NoSuchOutcome).into())
}

fn outcomes(texts: &[String]) -> Result<Outcomes, Failure> {
    let bad = |BadOutcomes| {
        let (least, most) = (OUTCOMES_RANGE.start(), OUTCOMES_RANGE.end());
        Failure::new(Code::BadOutcomes, format!("a prediction has {least} to {most} outcomes, no two alike"))
    };
    if !OUTCOMES_RANGE.contains(&texts.len()) {
        return Err(bad(BadOutcomes));
    }
    let titles = texts.iter().zip(1..).map(|(text, number)| titled(text, &format!("outcome {number}")));
    let texts: Vec<Title> = titles.collect::<Result<_, _>>()?;
    Outcomes::new(texts).map_err(bad)
}

fn closing(seconds: Option<f64>, position: Option<f64>) -> Result<ClosingRule, Failure> {
    let bad = |detail: &str| Failure::new(Code::BadClosing, detail);
    match (seconds, position) {
        (None, None) => Ok(ClosingRule::ByHand),
        (Some(_), Some(_)) => Err(bad("a prediction closes after a time or at a position, not both")),
        (Some(seconds), None) => {
            let ms = Timecode::from_seconds(seconds).map(|time| time.us() / 1000);
            let ms = ms.filter(|ms| PREDICTION_CLOSES_AFTER_MS_RANGE.contains(ms));
            ms.map(ClosingRule::After).ok_or_else(|| bad("a prediction closes after 1 second to 6 hours"))
        }
        (None, Some(position)) => {
            let position = Timecode::from_seconds(position);
            position.map(ClosingRule::Position).ok_or_else(|| bad("this is no position of a video"))
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Code, OpenPrediction};

    use super::open;

    fn refusal(question: &str, outcomes: &[&str]) -> String {
        let body = serde_json::json!({ "question": question, "outcomes": outcomes });
        let body: OpenPrediction = serde_json::from_value(body).unwrap();
        let failure = open(&body).unwrap_err();
        assert_eq!(failure.code, Code::BadTitle);
        failure.detail
    }

    /// PRE-1
    #[test]
    fn a_refusal_names_the_question_or_which_of_the_outcomes() {
        let long = "x".repeat(101);
        for bad in ["", "  ", "\u{200b}", &long] {
            assert!(refusal(bad, &["a", "b"]).starts_with("a question has 1 to 100 characters"), "{bad:?}");
            let outcomes = ["a", "b", "c", "d", "e", "f", "g", "h", "i", bad];
            assert!(refusal("Who?", &outcomes).starts_with("outcome 10 has 1 to 100 characters"), "{bad:?}");
            assert!(refusal("Who?", &[bad, bad]).starts_with("outcome 1 has"), "{bad:?}");
        }
    }
}
