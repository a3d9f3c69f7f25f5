//! What people do with predictions.

use session::{ClosingRule, Outcomes, PredictionCommand, Title};
use timeline::Timecode;

use crate::chance::Chance;
use crate::client::Shown;

/// Draws what somebody does about the newest prediction that they know, or opens one.
pub(crate) fn wager(chance: &mut Chance, shown: &Shown) -> Option<PredictionCommand> {
    let outcome = u8::try_from(chance.within(0..=2)).ok()?;
    let drawn = chance.within(0..=99);
    let Some(prediction) = shown.prediction.filter(|_| drawn >= 15) else { return open(chance) };
    Some(match drawn {
        15..=74 => {
            // More than anybody has, now and then.
            let stake = chance.percent(80).then(|| chance.within(0..=700));
            PredictionCommand::Pick { prediction, outcome, stake }
        }
        75..=79 => PredictionCommand::Lock { prediction },
        80..=94 => PredictionCommand::Resolve { prediction, outcome },
        _ => PredictionCommand::Cancel { prediction },
    })
}

fn open(chance: &mut Chance) -> Option<PredictionCommand> {
    let texts = ["left", "right", "neither"].into_iter().map(Title::parse).collect::<Result<_, _>>().ok()?;
    let closes = match chance.within(0..=2) {
        0 => ClosingRule::ByHand,
        1 => ClosingRule::After(i64::try_from(chance.within(1_000..=20_000)).ok()?),
        _ => {
            let us = chance.within(1..=90) * 1_000_000;
            ClosingRule::Position(Timecode::from_us_clamped(i64::try_from(us).ok()?))
        }
    };
    Some(PredictionCommand::Open {
        question: Title::parse("Which way?").ok()?,
        outcomes: Outcomes::new(texts).ok()?,
        closes,
    })
}
