//! What people do in a run.

use host::{Movement, Report};
use session::{
    Answer, Command, Name, NewItem, Place, QueueChoice, QueueCommand, QueueOrder, Repeat, Video, VideoId, VideoKind,
};
use timeline::{Rate, Timecode};

use crate::chance::Chance;
use crate::client::Shown;
use crate::wager::wager;

/// How far into the video anybody goes, in seconds. Short, so that its end comes now and then.
const VIDEO_SECONDS: u64 = 100;
/// The video that a session begins with.
pub(crate) const FIRST_VIDEO: &str = "one";

/// Something that somebody does.
pub(crate) enum Act {
    Ask { command: Command, must_change: bool },
    Report(Report),
    Leave,
}

/// Draws what a tab does next. `unique` differs from all other acts of the run.
pub(crate) fn act(chance: &mut Chance, shown: &Shown, unique: u64, is_host: bool) -> Option<Act> {
    let ask = |command| Some(Act::Ask { command, must_change: false });
    match chance.within(0..=999) {
        0..=299 => {
            let us = chance.within(0..=VIDEO_SECONDS - 5) * 1_000_000 + unique % 1_000_000;
            let to = Timecode::from_us_clamped(i64::try_from(us).unwrap_or(0));
            Some(Act::Ask { command: Command::Seek { to }, must_change: true })
        }
        300..=479 => ask(Command::Play),
        480..=619 => ask(Command::Pause),
        620..=719 => {
            let answer = if chance.percent(70) { Answer::Confirm } else { Answer::Reject };
            shown.asked.and_then(|change| ask(Command::Answer { change, answer }))
        }
        720..=739 => {
            let seconds = i64::try_from(VIDEO_SECONDS).unwrap_or(0);
            let length = Timecode::from_us_clamped(seconds * 1_000_000);
            ask(Command::SetLength { video: video(FIRST_VIDEO)?.id, length })
        }
        740..=769 => ask(Command::SetRate { rate: Rate::from_thousandths([750, 1_000, 1_500][chance.index(3)])? }),
        770..=799 => ask(Command::Undo { seq: None }),
        800..=809 => ask(Command::Load { video: video(if chance.percent(50) { "two" } else { FIRST_VIDEO })? }),
        810..=829 => Some(Act::Leave),
        830..=833 if is_host => ask(Command::End),
        834..=883 => wager(chance, shown).and_then(|wager| ask(Command::Prediction(wager))),
        884..=949 => queue(chance, shown).and_then(|command| ask(Command::Queue(command))),
        _ => Some(Act::Report(report(chance, shown))),
    }
}

/// Items are drawn from all entries so far: most are none, and some have gone.
fn queue(chance: &mut Chance, shown: &Shown) -> Option<QueueCommand> {
    let item = chance.within(1..=shown.position.seq.max(1));
    let other = chance.within(1..=shown.position.seq.max(1));
    let up = chance.percent(80);
    Some(match chance.index(16) {
        0..=5 => {
            let name = if chance.percent(50) { "two" } else { FIRST_VIDEO };
            let new_item = NewItem { video: video(name)?, title: None, length: None };
            let place = if chance.percent(70) { Place::End } else { Place::Next };
            QueueCommand::Add { items: vec![new_item; chance.index(2) + 1], place }
        }
        6 => QueueCommand::Move { item, before: Some(other).filter(|_| up) },
        7 => QueueCommand::Remove { items: vec![item, other] },
        8 => QueueCommand::Next { leaves: None },
        9 => QueueCommand::Previous { leaves: None },
        10 => QueueCommand::Vote { item, up },
        11 => QueueCommand::Skip { item: shown.on_screen, up },
        12 => QueueCommand::Shuffle,
        13 => {
            let repeat = [Repeat::Off, Repeat::One, Repeat::All][chance.index(3)];
            let order = if chance.percent(70) { QueueOrder::ByHand } else { QueueOrder::ByVotes };
            QueueCommand::Choose(QueueChoice { order: Some(order), repeat: Some(repeat), gap_ms: None })
        }
        14 => QueueCommand::CannotPlay { item: shown.on_screen },
        _ => QueueCommand::Undo { seq: None },
    })
}

/// A video.
pub(crate) fn video(name: &str) -> Option<Video> {
    let id = VideoId::parse(name).ok()?;
    Some(Video { id, url: format!("https://example.org/{name}.mp4").into(), kind: VideoKind::File })
}

/// The command that makes somebody present.
pub(crate) fn join(member: &str) -> Option<Command> {
    Some(Command::Join { name: Name::parse(member).ok()? })
}

fn report(chance: &mut Chance, shown: &Shown) -> Report {
    let movement = match chance.index(10) {
        0 | 1 => Movement::Buffering,
        2..=5 => Movement::Ready,
        6..=8 => Movement::Playing,
        _ => Movement::Paused,
    };
    Report {
        position: Timecode::from_us_clamped(i64::try_from(chance.within(0..=VIDEO_SECONDS)).unwrap_or(0) * 1_000_000),
        movement,
        at: None,
        round_trip_ms: Some(i64::try_from(chance.within(2..=300)).unwrap_or(0)),
        start_latency_ms: None,
        rev: Some(shown.rev),
        away: chance.percent(3),
    }
}
