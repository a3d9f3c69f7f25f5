//! Rules of playing, pausing, seeking and the shared rate.

use timeline::{Rate, Status, Timecode, Timeline, Timestamp};

use crate::command::{Actor, Context};
use crate::decide::Draft;
use crate::event::{Event, PauseReason};
use crate::id::VideoId;
use crate::limits::{COUNTDOWN_MS, LENGTH_TOLERANCE_US};
use crate::permission::Permission;
use crate::refusal::Refusal;
use crate::state::Session;

impl Session {
    /// Everybody starts together, a lead from now. At the end of the video, play begins again from the start. Who
    /// presses play while the group waits does not want to wait any longer.
    pub(crate) fn play(&self, draft: &mut Draft, actor: &Actor, context: Context<'_>) {
        let timeline = &self.screen.timeline;
        if self.play_announced(draft, context) {
            return;
        }
        if let Some(hold) = &self.hold {
            let has_seen_it = context.based_on.is_none_or(|seq| seq >= hold.began);
            if has_seen_it {
                self.start_anyway(draft, context);
            }
            return;
        }
        if timeline.status == Status::Playing {
            return;
        }
        let counts_down = self.counts_down();
        if counts_down && self.hold_for_first_start(draft, context.players) {
            return;
        }
        let lead_ms = context.start_lead_ms.max(if counts_down { COUNTDOWN_MS } else { 0 });
        let start = draft.at.plus_ms(lead_ms);
        let change = draft.next();
        draft.push_screen(Event::Played, self.screen.with(self.rewound_if_over(draft.at).played(start)));
        self.ask_about(draft, actor, change, Status::Playing);
    }

    pub(crate) fn rewound_if_over(&self, now: Timestamp) -> Timeline {
        let timeline = &self.screen.timeline;
        let over = timeline.length.is_some_and(|length| timeline.position >= length);
        if over { timeline.sought(Timecode::ZERO, now) } else { *timeline }
    }

    /// A pause takes effect at once: everybody goes to where the timeline stood when the server heard of it.
    pub(crate) fn pause(&self, draft: &mut Draft, actor: &Actor) {
        let timeline = &self.screen.timeline;
        self.supersede_hold(draft);
        if self.status() == Status::Paused {
            return;
        }
        self.withdraw(draft);
        let paused = self.screen.with(timeline.paused(draft.at));
        let change = draft.next();
        draft.push_screen(Event::Paused { reason: PauseReason::Asked }, paused);
        self.ask_about(draft, actor, change, Status::Paused);
    }

    /// What plays stands at the new place until everybody has arrived there, and then starts together.
    pub(crate) fn seek(&self, draft: &mut Draft, to: Timecode, context: Context<'_>) -> Result<(), Refusal> {
        let timeline = &self.screen.timeline;
        if let Some(length) = timeline.length.filter(|length| to > *length) {
            return Err(Refusal::SeekBeyondEnd { length });
        }
        let from = timeline.position_at(draft.at);
        let wants = self.status();
        if wants == Status::Paused && from == to {
            return Ok(());
        }
        self.withdraw(draft);
        let sought = match wants {
            Status::Paused => timeline.sought(to, draft.at),
            Status::Playing => {
                self.supersede_hold(draft);
                if self.hold_for_seek(draft, context.players) {
                    timeline.paused(draft.at).sought(to, draft.at)
                } else {
                    let start = draft.at.plus_ms(context.start_lead_ms);
                    timeline.played(start).sought(to, start)
                }
            }
        };
        draft.push_screen(Event::Seeked { from, to }, self.screen.with(sought));
        Ok(())
    }

    pub(crate) fn set_rate(&self, draft: &mut Draft, rate: Rate) {
        let timeline = &self.screen.timeline;
        if timeline.rate != rate {
            draft.push_screen(Event::RateSet { rate }, self.screen.with(timeline.with_rate(rate, draft.at)));
        }
    }

    /// The first player to know the length tells it. Later the host may correct it, and while the host is away anybody
    /// may make it longer, so that a wrong one locks nobody out. Only by much: copies of a video differ a little.
    pub(crate) fn set_length(
        &self,
        draft: &mut Draft,
        actor: &Actor,
        video: &VideoId,
        length: Timecode,
    ) -> Result<(), Refusal> {
        if *video != self.video.id {
            return Err(Refusal::VideoChanged);
        }
        if length == Timecode::ZERO {
            return Err(Refusal::BadLength);
        }
        let Actor::Member(id) = actor else { return Err(Refusal::NotAllowed) };
        // What the player of somebody tells who does not control leads to nothing: it is told unasked.
        if self.may(id, Permission::PlayPause, draft.at).is_err() {
            return Ok(());
        }
        let is_host = *id == self.host;
        let host_is_away = self.members.get(&self.host).is_none_or(|host| host.joined.is_none());
        let news = self.screen.timeline.length.is_none_or(|known| {
            let longer_us = length.us() - known.us();
            (is_host && longer_us.abs() > LENGTH_TOLERANCE_US) || (host_is_away && longer_us > LENGTH_TOLERANCE_US)
        });
        if news {
            if self.screen.timeline.length.is_some_and(|known| length > known) {
                // It was not over.
                self.withdraw(draft);
            }
            let screen = self.screen.with(self.screen.timeline.with_length(length));
            draft.push_screen(Event::LengthSet { length }, screen);
        }
        Ok(())
    }

    /// The video is over: the timeline stands at its end.
    pub(crate) fn reach_end_of_video(&self, draft: &mut Draft) {
        let paused = self.screen.with(self.screen.timeline.paused(draft.at));
        draft.push_server(Event::Paused { reason: PauseReason::EndOfVideo }, Some(paused));
        self.supersede(draft);
        self.announce_next(draft);
    }
}
