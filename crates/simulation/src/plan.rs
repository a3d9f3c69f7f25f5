//! What a seed decides before a run begins.

use std::time::Duration;

use host::HostOptions;
use session::{Confirmation, ConfirmationPolicy, StartPolicy};

use crate::chance::Chance;
use crate::fault::{Fault, Planned, Weather};
use crate::remedy::Remedy;

/// One run, before it begins.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) seed: u64,
    pub(crate) off: Option<Remedy>,
    /// How far each node's clock is off, in milliseconds.
    pub(crate) clocks_off_ms: Vec<i64>,
    pub(crate) sessions: usize,
    pub(crate) tabs: Vec<TabPlan>,
    pub(crate) confirmation: Confirmation,
    pub(crate) start: StartPolicy,
    pub(crate) options: HostOptions,
    /// How long things break.
    pub(crate) storm: Duration,
    pub(crate) faults: Vec<Planned>,
    pub(crate) noise: Noise,
    /// Whether the run goes on until the sessions that everybody has left are over.
    pub(crate) is_long: bool,
    /// Whether nothing breaks that could hold news up.
    pub(crate) is_calm: bool,
    /// Whether entries that were acknowledged are lost.
    pub(crate) loses_history: bool,
}

/// A tab of a member's browser.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TabPlan {
    pub(crate) session: usize,
    pub(crate) member: usize,
}

/// What the bus does to a notice, in per cent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Noise {
    pub(crate) lost: u64,
    pub(crate) twice: u64,
    pub(crate) late: u64,
}

impl Plan {
    pub(crate) fn new(seed: u64, off: Option<Remedy>) -> Self {
        let mut chance = Chance::new(seed, "plan", 0);
        let nodes = chance.within(2..=3);
        let calm = chance.percent(12) || off.is_some_and(Remedy::wants_calm_bus);
        let loses_history = !calm && (chance.percent(12) || off == Some(Remedy::ChainHash));
        let sessions = if chance.percent(25) { 2 } else { 1 };
        let storm = chance.ms(25_000..=70_000);
        let weather = Weather { nodes: usize::try_from(nodes).unwrap_or(2), calm };
        let mut faults: Vec<_> = (0..chance.within(2..=8)).map(|_| planned(&mut chance, storm, weather)).collect();
        if loses_history {
            let fault = Fault::HistoryLost { session: chance.index(sessions) };
            faults.push(Planned { fault, ..planned(&mut chance, storm, weather) });
        }
        // Of its own chance, so that a seed goes on to mean all else that it meant.
        let mut fails_over = Chance::new(seed, "failover", 0);
        if !calm && fails_over.percent(30) {
            faults.push(Planned { fault: Fault::FailOver, ..planned(&mut fails_over, storm, weather) });
        }
        faults.sort_by_key(|planned| planned.at);
        let noise = if calm { Noise::default() } else { noise(&mut chance) };
        Self {
            seed,
            off,
            clocks_off_ms: (0..nodes).map(|_| offset_ms(&mut chance)).collect(),
            sessions,
            tabs: (0..sessions).flat_map(|session| tabs(&mut chance, session)).collect(),
            confirmation: confirmation(&mut chance),
            start: if chance.percent(30) { StartPolicy::WhenReady } else { StartPolicy::AtOnce },
            options: options(&mut chance),
            storm,
            faults,
            noise,
            is_long: chance.percent(3) || off == Some(Remedy::Sweeper),
            is_calm: calm,
            loses_history,
        }
    }

    pub(crate) fn nodes(&self) -> usize {
        self.clocks_off_ms.len()
    }
}

fn planned(chance: &mut Chance, storm: Duration, weather: Weather) -> Planned {
    let storm_ms = u64::try_from(storm.as_millis()).unwrap_or(0);
    Planned { at: chance.ms(1_000..=storm_ms), lasts: chance.ms(500..=12_000), fault: Fault::drawn(chance, weather) }
}

fn noise(chance: &mut Chance) -> Noise {
    Noise { lost: chance.within(0..=30), twice: chance.within(0..=20), late: chance.within(0..=30) }
}

fn offset_ms(chance: &mut Chance) -> i64 {
    i64::try_from(chance.within(0..=60)).unwrap_or(0) - 30
}

/// Two to four members, some with a second tab.
fn tabs(chance: &mut Chance, session: usize) -> Vec<TabPlan> {
    let mut tabs = Vec::new();
    for member in 0..chance.index(3) + 2 {
        tabs.extend(std::iter::repeat_n(TabPlan { session, member }, if chance.percent(25) { 2 } else { 1 }));
    }
    tabs
}

fn confirmation(chance: &mut Chance) -> Confirmation {
    let policy = match chance.index(3) {
        0 => ConfirmationPolicy::Off,
        1 => ConfirmationPolicy::Everyone,
        _ => ConfirmationPolicy::Majority,
    };
    Confirmation { policy, within_ms: if chance.percent(50) { 60_000 } else { 5_000 } }
}

fn options(chance: &mut Chance) -> HostOptions {
    let defaults = HostOptions::default();
    HostOptions {
        unload_after_ms: if chance.percent(50) { 2_000 } else { defaults.unload_after_ms },
        feed_frames_max: if chance.percent(20) { 4 } else { defaults.feed_frames_max },
        ..defaults
    }
}
