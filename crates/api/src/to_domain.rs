//! From the wire to the domain: parses, and says what is wrong.

mod chat;
mod moderation;
mod queue;

use host::{CommandRequest, Movement, Report};
use protocol as wire;
use protocol::Code;
use session::limits::CONFIRM_WITHIN_MS_RANGE;
use session::{
    Actor, Answer, BadText, ChainHash, Command, CommandId, Confirmation, ConfirmationPolicy, Emoji, LogPosition,
    MemberId, Name, Refusal, StartPolicy, Title, VideoId, Visibility,
};
use timeline::{Rate, Timecode, Timestamp};

use crate::bringing::Bringing;
use crate::failure::Failure;

pub(crate) mod prediction;

/// The longest round trip that is believed, in milliseconds.
const ROUND_TRIP_MS_MAX: f64 = 60_000.0;
/// The longest start latency that is believed, in milliseconds.
const START_LATENCY_MS_MAX: f64 = 2_000.0;

pub(crate) fn name(text: &str) -> Result<Name, Failure> {
    Name::parse(text).map_err(|BadText { chars_max }| {
        Failure::new(
            Code::BadName,
            format!("a name has 1 to {chars_max} characters, and none that cannot be seen or cover others"),
        )
    })
}

pub(crate) fn title(text: &str) -> Result<Title, Failure> {
    titled(text, "a title")
}

/// Reads what a title has room for; where it is none, the sentence says of what.
pub(crate) fn titled(text: &str, what: &str) -> Result<Title, Failure> {
    Title::parse(text).map_err(|BadText { chars_max }| {
        let detail = format!("{what} has 1 to {chars_max} characters, and none that cannot be seen or cover others");
        Failure::new(Code::BadTitle, detail)
    })
}

pub(crate) fn visibility(visibility: wire::Visibility) -> Visibility {
    match visibility {
        wire::Visibility::Public => Visibility::Public,
        wire::Visibility::Unlisted => Visibility::Unlisted,
        wire::Visibility::Private => Visibility::Private,
    }
}

pub(crate) fn start_policy(policy: wire::StartPolicy) -> StartPolicy {
    match policy {
        wire::StartPolicy::AtOnce => StartPolicy::AtOnce,
        wire::StartPolicy::WhenReady => StartPolicy::WhenReady,
    }
}

/// Whether status changes must be confirmed, and within which time.
pub(crate) fn confirmation(
    policy: Option<wire::ConfirmationPolicy>,
    seconds: Option<f64>,
) -> Result<Confirmation, Failure> {
    let policy = match policy.unwrap_or_default() {
        wire::ConfirmationPolicy::Off => ConfirmationPolicy::Off,
        wire::ConfirmationPolicy::Everyone => ConfirmationPolicy::Everyone,
        wire::ConfirmationPolicy::Majority => ConfirmationPolicy::Majority,
    };
    let Some(seconds) = seconds else { return Ok(Confirmation { policy, ..Confirmation::default() }) };
    let asked_ms = Timecode::from_seconds(seconds).map(|time| time.us() / 1000);
    let within_ms = asked_ms
        .filter(|ms| CONFIRM_WITHIN_MS_RANGE.contains(ms))
        .ok_or_else(|| Failure::new(Code::BadConfirmationTime, "the time to confirm is between 5 and 600 seconds"))?;
    Ok(Confirmation { policy, within_ms })
}

/// A position that cannot be read is none of this log.
pub(crate) fn log_position(position: &wire::LogPosition) -> LogPosition {
    let hash = ChainHash::parse(&position.hash).unwrap_or(ChainHash([0xff; 16]));
    LogPosition { seq: position.seq, hash }
}

/// What a command asks for.
pub(crate) enum Asked {
    /// Something for the log.
    Command(CommandRequest),
    /// A reaction to what is on screen, which is counted.
    Reaction {
        /// Who reacts.
        member: MemberId,
        /// With what.
        emoji: Emoji,
        /// How often.
        times: u32,
    },
    /// Something for the log, once it is known what the videos are that it brings.
    Bringing {
        /// Who brings them.
        member: MemberId,
        /// Their id for it.
        id: CommandId,
        /// The number of the last entry they had seen.
        based_on: Option<u64>,
        /// What they bring.
        bringing: Bringing,
    },
}

pub(crate) fn asked(member: MemberId, request: wire::CommandRequest) -> Result<Asked, Failure> {
    if let wire::Command::React { emoji, times } = &request.command {
        let (emoji, times) = (chat::emoji(emoji)?, chat::times(*times)?);
        command_id(&request.id)?;
        return Ok(Asked::Reaction { member, emoji, times });
    }
    let wire::CommandRequest { id, based_on, command } = request;
    let bringing = match command {
        wire::Command::Load { url } => Bringing::load(&url)?,
        wire::Command::QueueAdd { items, place } => Bringing::add(items, place)?,
        command => return command_request(member, wire::CommandRequest { id, based_on, command }).map(Asked::Command),
    };
    Ok(Asked::Bringing { member, id: command_id(&id)?, based_on, bringing })
}

fn command_id(id: &str) -> Result<CommandId, Failure> {
    CommandId::parse(id).map_err(|_| {
        let detail = "a command's id has 1 to 64 letters, digits, or any of -_.:";
        Failure::new(Code::BadCommandId, detail)
    })
}

fn command_request(member: MemberId, request: wire::CommandRequest) -> Result<CommandRequest, Failure> {
    let id = command_id(&request.id)?;
    let command = command(request.command)?;
    Ok(CommandRequest { actor: Actor::Member(member), id: Some(id), based_on: request.based_on, command })
}

pub(crate) fn report(report: &wire::Report) -> Result<Report, Failure> {
    let position = timecode(report.position, Code::BadPosition)?;
    let movement = match report.status {
        wire::ReportStatus::Ready => Movement::Ready,
        wire::ReportStatus::Playing => Movement::Playing,
        wire::ReportStatus::Paused => Movement::Paused,
        wire::ReportStatus::Buffering => Movement::Buffering,
    };
    #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, and the ranges are checked")]
    let whole = |ms: f64| ms.round() as i64;
    let believed = |ms: Option<f64>, max: f64| ms.filter(|ms| (0.0..=max).contains(ms)).map(whole);
    Ok(Report {
        position,
        movement,
        at: report.at.map(|ms| Timestamp::from_ms(whole(ms))),
        round_trip_ms: believed(report.rtt_ms, ROUND_TRIP_MS_MAX),
        start_latency_ms: believed(report.start_latency_ms, START_LATENCY_MS_MAX),
        rev: report.rev,
        away: report.away.unwrap_or(false),
    })
}

fn command(command: wire::Command) -> Result<Command, Failure> {
    Ok(match command {
        wire::Command::Play {} => Command::Play,
        wire::Command::Pause {} => Command::Pause,
        wire::Command::Seek { position } => Command::Seek { to: timecode(position, Code::BadPosition)? },
        wire::Command::SetRate { rate } => {
            let bad_rate = || Failure::new(Code::BadRate, format!("a rate is between 0.25 and 2, not {rate}"));
            Command::SetRate { rate: Rate::from_factor(rate).ok_or_else(bad_rate)? }
        }
        wire::Command::Load { .. } | wire::Command::QueueAdd { .. } => {
            return Err(Failure::new(Code::UnknownCommand, "what a command brings is looked up first"));
        }
        wire::Command::SetLength { video, length } => Command::SetLength {
            video: VideoId::parse(&video).map_err(|_| Failure::from(Refusal::VideoChanged))?,
            length: timecode(length, Code::BadLength)?,
        },
        wire::Command::Answer { change, answer } => Command::Answer {
            change,
            answer: match answer {
                wire::Answer::Confirm => Answer::Confirm,
                wire::Answer::Reject => Answer::Reject,
            },
        },
        wire::Command::Reschedule { starts_at } => {
            Command::Reschedule { starts_at: starts_at.as_deref().map(time).transpose()? }
        }
        wire::Command::Undo { seq } => Command::Undo { seq },
        wire::Command::Leave {} => Command::Leave,
        wire::Command::End {} => Command::End,
        chat @ (wire::Command::Say { .. }
        | wire::Command::EditMessage { .. }
        | wire::Command::DeleteMessage { .. }
        | wire::Command::ReactToMessage { .. }
        | wire::Command::React { .. }
        | wire::Command::SetChatRules { .. }) => Command::Chat(chat::command(chat)?),
        wire::Command::QueueMove { .. }
        | wire::Command::QueueRemove { .. }
        | wire::Command::QueueClear {}
        | wire::Command::QueuePlay { .. }
        | wire::Command::QueueNext { .. }
        | wire::Command::QueuePrevious { .. }
        | wire::Command::QueueCancel { .. }
        | wire::Command::QueueVote { .. }
        | wire::Command::QueueSkip { .. }
        | wire::Command::QueueShuffle {}
        | wire::Command::QueueSet { .. }
        | wire::Command::QueueMeasure { .. }
        | wire::Command::QueueCannotPlay { .. }
        | wire::Command::QueueUndo { .. } => Command::Queue(queue::command(command)?),
        command @ (wire::Command::SetRole { .. }
        | wire::Command::HandOver { .. }
        | wire::Command::Kick { .. }
        | wire::Command::Ban { .. }
        | wire::Command::Unban { .. }
        | wire::Command::Mute { .. }
        | wire::Command::Unmute { .. }) => Command::Moderate(moderation::command(command)?),
        wire::Command::ChangeSettings(change) => {
            Command::ChangeSettings(Box::new(moderation::settings_change(*change)?))
        }
    })
}

/// A time as REST writes it.
pub(crate) fn time(text: &str) -> Result<Timestamp, Failure> {
    let parsed = text.parse::<jiff::Timestamp>().map(|at| Timestamp::from_ms(at.as_millisecond()));
    parsed.map_err(|_| {
        Failure::new(Code::BadStart, "a time to meet is written like 2031-05-17T20:30:00Z, with its offset from UTC")
    })
}

pub(crate) fn timecode(seconds: f64, code: Code) -> Result<Timecode, Failure> {
    Timecode::from_seconds(seconds).ok_or_else(|| {
        let max = Timecode::MAX.seconds();
        Failure::new(code, format!("{seconds} is no position: it must be from 0 to {max} seconds"))
    })
}
