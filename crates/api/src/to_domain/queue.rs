//! What somebody asks the queue for, from the wire to the domain.

use protocol as wire;
use protocol::Code;
use session::limits::{QUEUE_GAP_MS_RANGE, QUEUE_ITEMS_MAX};
use session::{QueueChoice, QueueCommand, QueueOrder, Repeat};
use timeline::Timecode;

use super::timecode;
use crate::failure::Failure;

/// Reads a command to the queue, other than one that brings videos.
pub(super) fn command(command: wire::Command) -> Result<QueueCommand, Failure> {
    Ok(match command {
        wire::Command::QueueMove { item, before } => QueueCommand::Move { item, before },
        wire::Command::QueueRemove { items } if items.len() > QUEUE_ITEMS_MAX => {
            return Err(bad(format!("{} items at once are too many, remove fewer", items.len())));
        }
        wire::Command::QueueRemove { items } => QueueCommand::Remove { items },
        wire::Command::QueueClear {} => QueueCommand::Clear,
        wire::Command::QueuePlay { item } => QueueCommand::PlayNow { item },
        wire::Command::QueueNext { leaves } => QueueCommand::Next { leaves },
        wire::Command::QueuePrevious { leaves } => QueueCommand::Previous { leaves },
        wire::Command::QueueCancel { announced } => QueueCommand::Cancel { announced },
        wire::Command::QueueVote { item, up } => QueueCommand::Vote { item, up },
        wire::Command::QueueSkip { item, up } => QueueCommand::Skip { item, up },
        wire::Command::QueueShuffle {} => QueueCommand::Shuffle,
        wire::Command::QueueSet { order, repeat, gap_s } => QueueCommand::Choose(QueueChoice {
            order: order.map(queue_order),
            repeat: repeat.map(queue_repeat),
            gap_ms: gap_s.map(gap_ms).transpose()?,
        }),
        wire::Command::QueueMeasure { item, length } => {
            QueueCommand::Measure { item, length: timecode(length, Code::BadLength)? }
        }
        wire::Command::QueueCannotPlay { item } => QueueCommand::CannotPlay { item },
        wire::Command::QueueUndo { seq } => QueueCommand::Undo { seq },
        _ => return Err(Failure::new(Code::UnknownCommand, "this is no command to the queue")),
    })
}

fn queue_order(order: wire::QueueOrder) -> QueueOrder {
    match order {
        wire::QueueOrder::ByHand => QueueOrder::ByHand,
        wire::QueueOrder::ByVotes => QueueOrder::ByVotes,
    }
}

fn queue_repeat(repeat: wire::QueueRepeat) -> Repeat {
    match repeat {
        wire::QueueRepeat::Off => Repeat::Off,
        wire::QueueRepeat::One => Repeat::One,
        wire::QueueRepeat::All => Repeat::All,
    }
}

fn gap_ms(seconds: f64) -> Result<i64, Failure> {
    let gap_ms = Timecode::from_seconds(seconds).map(|gap| gap.us() / 1000);
    let within = gap_ms.filter(|ms| QUEUE_GAP_MS_RANGE.contains(ms));
    within.ok_or_else(|| bad("the next video can be announced for 0 to 60 seconds"))
}

fn bad(detail: impl Into<String>) -> Failure {
    Failure::new(Code::BadQueue, detail)
}
