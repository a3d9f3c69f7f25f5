//! Rules of order: what becomes of a command that was based on an older state, and how an action is undone.
//!
//! Two people act at once, and neither has seen the other's action. The log puts them in one order; this table says what
//! the later one still means:
//!
//! | command | what has happened since it was based | outcome |
//! | --- | --- | --- |
//! | any on the screen | another video was put on screen | refused: it was about the other video |
//! | pause | somebody paused, and another played again | refused: it was about the earlier run |
//! | play | somebody played, and another paused again | refused, likewise |
//! | play, pause | it is so already | nothing to do |
//! | seek, rate | another seek or rate | the later one holds |
//!
//! What a member did themselves is never held against them: they send faster than they hear back.

use timeline::Status;

use crate::command::{Actor, Command, Context};
use crate::decide::Draft;
use crate::event::{Event, Screen};
use crate::id::MemberId;
use crate::limits::CONTROLS_MAX;
use crate::log::Entry;
use crate::permission::Permission;
use crate::refusal::Refusal;
use crate::state::Session;
use crate::video::Video;

/// An action on the screen, with what was there before.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Control {
    seq: u64,
    by: Option<MemberId>,
    /// The status it led to, where it changed that.
    status: Option<Status>,
    loaded: bool,
    /// What it took.
    takes: Permission,
    video: Video,
    /// The screen as it stood.
    screen: Screen,
}

impl Session {
    /// Refuses a command whose meaning has gone with the state it was based on.
    pub(crate) fn check_order(&self, context: Context<'_>, actor: &Actor, command: &Command) -> Result<(), Refusal> {
        let (Some(based_on), Actor::Member(id)) = (context.based_on, actor) else { return Ok(()) };
        let since = || self.controls.iter().filter(move |control| control.seq > based_on);
        let by_another = |control: &&Control| control.by.as_ref() != Some(id);
        let wanted = match command {
            Command::Play => Some(Status::Playing),
            Command::Pause => Some(Status::Paused),
            Command::Seek { .. } | Command::SetRate { .. } | Command::Load { .. } => None,
            Command::Queue(command) if Self::is_about_screen(command) => None,
            Command::Join { .. }
            | Command::Enter { .. }
            | Command::Leave
            | Command::MarkGone { .. }
            | Command::Gather { .. }
            | Command::Disperse { .. }
            | Command::SetLength { .. }
            | Command::Describe(_)
            | Command::Answer { .. }
            | Command::Hold { .. }
            | Command::Release { .. }
            | Command::Undo { .. }
            | Command::Moderate(_)
            | Command::ChangeSettings(_)
            | Command::Queue(_)
            | Command::Reschedule { .. }
            | Command::End
            | Command::Chat(_)
            | Command::Erase { .. }
            | Command::Prediction(_) => return Ok(()),
        };
        if since().filter(by_another).any(|control| control.loaded) {
            return Err(Refusal::VideoChanged);
        }
        let Some(wanted) = wanted else { return Ok(()) };
        let was_so = since().position(|control| control.status == Some(wanted));
        let reversed = was_so.is_some_and(|index| {
            since().skip(index).filter(by_another).any(|control| control.status.is_some_and(|status| status != wanted))
        });
        if reversed && self.status() != wanted { Err(Refusal::Stale) } else { Ok(()) }
    }

    /// Undoes an action on the screen: the member's own last one, or for who may undo others, anybody's. It takes what
    /// the action took. What nobody has acted on since goes back to what was there before.
    pub(crate) fn undo(
        &self,
        draft: &mut Draft,
        actor: &Actor,
        seq: Option<u64>,
        context: Context<'_>,
    ) -> Result<(), Refusal> {
        let Actor::Member(id) = actor else { return Err(Refusal::NotAllowed) };
        let may = |permission| self.may(id, permission, context.now);
        let undoes_others = may(Permission::UndoOthers).is_ok();
        let own = |control: &&Control| control.by.is_some() && (undoes_others || control.by.as_ref() == Some(id));
        let target = match seq {
            Some(seq) => self.controls.iter().find(|control| control.seq == seq),
            None => self.controls.iter().rev().find(own),
        };
        let target = target.ok_or(Refusal::NothingToUndo)?;
        if !own(&target) {
            return Err(Refusal::MayNot(Permission::UndoOthers));
        }
        may(target.takes)?;
        if self.controls.back().is_some_and(|last| last.seq != target.seq) {
            return Err(Refusal::ActedSince);
        }
        let screen = self.restored(&target.screen, draft.at, context.start_lead_ms);
        let status = screen.timeline.status;
        let video = (self.video.id != target.video.id).then(|| target.video.clone());
        let is_another_video = video.is_some();
        self.supersede_hold(draft);
        self.withdraw(draft);
        let change = draft.next();
        draft.push_screen(Event::Undone { undid: target.seq, video }, screen);
        // Another video is no change of the status, and closes what was asked about the one before.
        if is_another_video {
            let was_loaded = target.status.is_none();
            self.bring_item_back(draft, &target.video, (target.seq, was_loaded));
            self.supersede(draft);
        } else if status != self.status() {
            self.ask_about(draft, actor, change, status);
        }
        Ok(())
    }

    /// Keeps what was there before an action on the screen. Called before the entry is applied.
    pub(crate) fn remember_control(&mut self, entry: &Entry) {
        let loaded = matches!(entry.event, Event::Loaded { .. } | Event::Undone { video: Some(_), .. });
        let (status, takes) = match &entry.event {
            Event::Played => (Some(Status::Playing), Permission::PlayPause),
            Event::Paused { .. } => (Some(Status::Paused), Permission::PlayPause),
            Event::Undone { .. } => {
                let takes = if loaded { Permission::Load } else { Permission::PlayPause };
                (entry.screen.as_ref().map(|screen| screen.timeline.status), takes)
            }
            // A first start is an action; the end of any other wait changes nothing that anybody wanted.
            Event::HoldEnded { .. } if self.status() == Status::Playing => return,
            Event::HoldEnded { .. } | Event::ConfirmationClosed { .. } => match &entry.screen {
                Some(screen) => (Some(screen.timeline.status), Permission::PlayPause),
                None => return,
            },
            Event::Seeked { .. } => (None, Permission::Seek),
            Event::RateSet { .. } => (None, Permission::SetRate),
            Event::Loaded { .. } => (None, Permission::Load),
            Event::Created { .. }
            | Event::Joined { .. }
            | Event::Renamed { .. }
            | Event::Left { .. }
            | Event::Rescheduled { .. }
            | Event::LengthSet { .. }
            | Event::HoldBegan { .. }
            | Event::ConfirmationAsked { .. }
            | Event::Answered { .. }
            | Event::Came { .. }
            | Event::Went { .. }
            | Event::Moderation(_)
            | Event::SettingsChanged { .. }
            | Event::Queue(_)
            | Event::Ended { .. }
            | Event::Erased { .. }
            | Event::Chat(_)
            | Event::Prediction(_) => return,
        };
        let mut screen = self.standing(entry.at);
        // The wait that this action ended was no pause.
        if let Some((_, wanted)) = self.wanted.filter(|(seq, _)| seq + 1 == entry.seq) {
            screen.timeline.status = wanted;
        }
        if self.controls.len() == CONTROLS_MAX {
            self.controls.pop_front();
        }
        self.controls.push_back(Control {
            seq: entry.seq,
            by: entry.by.clone(),
            status,
            loaded,
            takes,
            video: self.video.clone(),
            screen,
        });
    }
}
