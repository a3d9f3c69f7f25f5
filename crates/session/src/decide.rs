//! From a command to entries or a refusal.

use timeline::{Timeline, Timestamp};

use crate::command::{Actor, Command, Context};
use crate::event::{Event, Screen};
use crate::id::MemberId;
use crate::log::Entry;
use crate::refusal::Refusal;
use crate::rights;
use crate::state::Session;

impl Session {
    /// Decides what a command leads to: the next entries of the log (none where nothing has to change) or a refusal.
    pub fn decide(&self, context: Context<'_>, actor: &Actor, command: &Command) -> Result<Vec<Entry>, Refusal> {
        rights::check(self, actor, command, context.now)?;
        self.check_order(context, actor, command)?;
        self.check_wording(actor, command)?;
        // Who is erased goes like anybody who leaves.
        let leaving = if let Command::Erase { member } = command { Some(Actor::Member(member.clone())) } else { None };
        let mut draft = Draft::new(self, context.now, leaving.as_ref().unwrap_or(actor));
        match command {
            Command::Join { name } => self.join(&mut draft, actor, name, None)?,
            Command::Enter { name, present_max, offer } => {
                self.enter(&mut draft, actor, name, (*present_max, offer.as_ref()))?;
            }
            Command::Leave => self.leave(&mut draft, actor, context.based_on),
            Command::MarkGone { member, joined } => self.mark_gone(&mut draft, member, *joined),
            Command::Gather { comings } => self.gather(&mut draft, comings),
            Command::Disperse { departures } => self.disperse(&mut draft, departures),
            Command::Play => self.play(&mut draft, actor, context),
            Command::Pause => self.pause(&mut draft, actor),
            Command::Seek { to } => self.seek(&mut draft, *to, context)?,
            Command::SetRate { rate } => self.set_rate(&mut draft, *rate),
            Command::Load { video } => self.load(&mut draft, video),
            Command::SetLength { video, length } => self.set_length(&mut draft, actor, video, *length)?,
            Command::Answer { change, answer } => {
                self.answer(&mut draft, actor, *change, *answer, context.start_lead_ms)?;
            }
            Command::Hold { stalled } => self.hold_for_stalled(&mut draft, stalled, context.players),
            Command::Release { hold, late } => self.release(&mut draft, *hold, late, context.start_lead_ms),
            Command::Undo { seq } => self.undo(&mut draft, actor, *seq, context)?,
            Command::Reschedule { starts_at } => self.reschedule(&mut draft, *starts_at)?,
            Command::Describe(description) => self.describe(&mut draft, description),
            Command::Queue(command) => self.queue_command(&mut draft, actor, command, context)?,
            Command::Moderate(command) => self.moderate(&mut draft, command)?,
            Command::ChangeSettings(change) => self.change_settings(&mut draft, change)?,
            Command::End => self.end(&mut draft),
            Command::Erase { member } => self.erase(&mut draft, member),
            Command::Prediction(command) => self.predict(&mut draft, command)?,
            Command::Chat(chat) => self.decide_chat(&mut draft, chat)?,
        }
        Ok(draft.entries)
    }
}

/// Entries in the making: numbers them, stamps them, and says who did it.
pub(crate) struct Draft {
    next: u64,
    /// When it happens: the given time, or that of the last entry where the clock has gone back.
    pub(crate) at: Timestamp,
    by: Option<MemberId>,
    pub(crate) entries: Vec<Entry>,
}

impl Draft {
    pub(crate) fn new(session: &Session, now: Timestamp, actor: &Actor) -> Self {
        let by = match actor {
            Actor::Member(id) => Some(id.clone()),
            Actor::Server => None,
        };
        Self { next: session.head + 1, at: now.max(session.last_at), by, entries: Vec::new() }
    }

    /// The number that the next entry will have.
    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    /// The member who acts; `None` is the server.
    pub(crate) fn actor(&self) -> Option<&MemberId> {
        self.by.as_ref()
    }

    /// Adds what the actor did.
    pub(crate) fn push(&mut self, event: Event) {
        self.add(self.by.clone(), event, None);
    }

    /// Adds what the actor did to the screen.
    pub(crate) fn push_screen(&mut self, event: Event, screen: Screen) {
        self.add(self.by.clone(), event, Some(screen));
    }

    /// Adds what the server did in consequence.
    pub(crate) fn push_server(&mut self, event: Event, screen: Option<Screen>) {
        self.add(None, event, screen);
    }

    /// Adds what a member did whom the server acts for.
    pub(crate) fn push_for(&mut self, member: MemberId, event: Event) {
        self.add(Some(member), event, None);
    }

    fn add(&mut self, by: Option<MemberId>, event: Event, screen: Option<Screen>) {
        self.entries.push(Entry { seq: self.next, at: self.at, by, event, screen });
        self.next += 1;
    }
}

impl Screen {
    /// The same video elsewhere on its timeline.
    pub(crate) fn with(&self, timeline: Timeline) -> Self {
        Self { video: self.video.clone(), timeline }
    }
}
