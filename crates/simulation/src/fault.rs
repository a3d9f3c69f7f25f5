//! What can break, and for how long.

use std::time::Duration;

use crate::chance::Chance;

/// A fault with its time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Planned {
    pub(crate) at: Duration,
    pub(crate) lasts: Duration,
    pub(crate) fault: Fault,
}

/// Something that breaks. A new one is a line here, one in [`Fault::drawn`], and what it does in `run.rs`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fault {
    /// The database answers nobody, or one node only does not reach it.
    DatabaseAway { node: Option<usize>, how: Away },
    /// What was written is written, and the answer is lost.
    AnswersLost,
    /// Everything takes many times as long.
    DatabaseSlow,
    /// A node is gone at once, with all its connections.
    Crash(usize),
    /// A node is stopped properly, as an update does.
    Stop(usize),
    /// A node neither hears nor tells the others anything.
    BusCut(usize),
    /// All connections to a node are cut, and it stays.
    LinesCut(usize),
    /// The newest entries of a session are lost: a restored backup, or a standby that took over without them.
    HistoryLost { session: usize },
    /// A standby takes over, without the tables that are not written ahead: who lives, and whom each node sees.
    FailOver,
}

/// What it looks like to a node when the database is away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Away {
    /// Every call fails at once.
    Refuses,
    /// Every call hangs until its time is over; whether it was done is not known then.
    Hangs,
}

/// Which faults a run may meet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weather {
    pub(crate) nodes: usize,
    /// Nothing that could swallow a notice.
    pub(crate) calm: bool,
}

impl Fault {
    pub(crate) fn drawn(chance: &mut Chance, weather: Weather) -> Self {
        let node = chance.index(weather.nodes);
        if weather.calm {
            return if chance.percent(60) { Self::Stop(node) } else { Self::LinesCut(node) };
        }
        let how = if chance.percent(50) { Away::Refuses } else { Away::Hangs };
        match chance.index(10) {
            0 => Self::DatabaseAway { node: None, how },
            1 => Self::DatabaseAway { node: Some(node), how },
            2 | 3 => Self::AnswersLost,
            4 => Self::DatabaseSlow,
            5 | 6 => Self::Crash(node),
            7 => Self::Stop(node),
            8 => Self::BusCut(node),
            _ => Self::LinesCut(node),
        }
    }
}
