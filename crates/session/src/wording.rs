//! The rule of unwanted words: it holds for everything that somebody writes and others in the session read, and for everybody.

use crate::chat::{ChatCommand, WordFilter};
use crate::command::{Actor, Command};
use crate::event::LeaveReason;
use crate::id::MemberId;
use crate::moderation::ModerationCommand;
use crate::prediction::PredictionCommand;
use crate::refusal::Refusal;
use crate::state::Session;
use crate::text::{Name, Reason, Title};

impl Command {
    /// Returns what others will read of it: names, titles, messages, questions and their outcomes, and reasons.
    pub fn texts(&self) -> Vec<&str> {
        match self {
            Self::Join { name } | Self::Enter { name, .. } => vec![name.as_str()],
            Self::Chat(ChatCommand::Say { text, .. } | ChatCommand::Edit { text, .. }) => vec![text.as_str()],
            Self::Prediction(PredictionCommand::Open { question, outcomes, .. }) => {
                std::iter::once(question).chain(outcomes.texts()).map(Title::as_str).collect()
            }
            Self::Moderate(
                ModerationCommand::Kick { reason, .. }
                | ModerationCommand::Ban { reason, .. }
                | ModerationCommand::Mute { reason, .. },
            ) => reason.iter().map(Reason::as_str).collect(),
            Self::ChangeSettings(change) => change.title.iter().map(Title::as_str).collect(),
            // Those who come together are looked at one by one, and the server's own words are wanted.
            Self::Gather { .. }
            | Self::Chat(_)
            | Self::Prediction(_)
            | Self::Moderate(_)
            | Self::Leave
            | Self::MarkGone { .. }
            | Self::Disperse { .. }
            | Self::Play
            | Self::Pause
            | Self::Seek { .. }
            | Self::SetRate { .. }
            | Self::Load { .. }
            | Self::SetLength { .. }
            | Self::Answer { .. }
            | Self::Hold { .. }
            | Self::Release { .. }
            | Self::Undo { .. }
            | Self::Reschedule { .. }
            | Self::Describe(_)
            | Self::Queue(_)
            | Self::End
            | Self::Erase { .. } => Vec::new(),
        }
    }
}

impl WordFilter {
    /// Refuses a text with a word that is not wanted.
    pub fn check(&self, text: &str) -> Result<(), Refusal> {
        if self.finds(text) { Err(Refusal::UnwantedWord) } else { Ok(()) }
    }
}

impl Session {
    /// Refuses a name for somebody here that has a word in it which is not wanted, by the session's list or another one.
    /// Whoever is here, or was only taken for gone, goes on under the name that they have: a list may be newer.
    pub fn check_name(&self, id: &MemberId, name: &Name, others: &WordFilter) -> Result<(), Refusal> {
        let keeps_it = self.members.get(id).is_some_and(|known| {
            let is_here = known.joined.is_some() || known.left == Some(LeaveReason::Gone);
            is_here && known.name == *name
        });
        let lists = [&self.chat.rules.words, others];
        if keeps_it { Ok(()) } else { lists.into_iter().try_for_each(|words| words.check(name.as_str())) }
    }

    /// Refuses what has a word in it that is not wanted here.
    pub(crate) fn check_wording(&self, actor: &Actor, command: &Command) -> Result<(), Refusal> {
        if let (Actor::Member(id), Command::Join { name } | Command::Enter { name, .. }) = (actor, command) {
            return self.check_name(id, name, &WordFilter::default());
        }
        command.texts().into_iter().try_for_each(|text| self.chat.rules.words.check(text))
    }
}
