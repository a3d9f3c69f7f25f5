//! Rules of a log that comes from outside: what this server did not write itself is believed only where the rules could
//! have written it.
//!
//! [`Session::admits`] looks at each entry before it is applied. It asks for everything that a fold relies on, and for
//! everything that would let one person speak for another: who acts is present, numbers point to what they name, what is
//! on screen belongs to the video, and times lie where they can. It does not decide everything anew: when a common start
//! was scheduled and who was waited for depended on players that nobody can ask any more.

use std::collections::BTreeSet;
use std::fmt;

use timeline::{Status, Timecode, Timeline, Timestamp};

use crate::crowd::{Arrival, Departure};
use crate::event::{
    ConfirmationPolicy, EndReason, Event, HoldEnd, HoldReason, LeaveReason, PauseReason, Screen, Verdict,
};
use crate::id::MemberId;
use crate::limits::{
    CONFIRM_WITHIN_MS_RANGE, HOLD_ALL_MS, HOLD_NAMED_MAX, MEMBERS_MAX, MEMBERS_PRESENT_MAX, START_AHEAD_MS_MAX,
    TOGETHER_MAX,
};
use crate::log::Entry;
use crate::permission::Permission;
use crate::role::Role;
use crate::settings::SettingsChange;
use crate::state::{Phase, Session, blank_screen};

/// An entry that the rules could not have written here, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Implausible(pub(crate) &'static str);

impl fmt::Display for Implausible {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

pub(crate) type Checked = Result<(), Implausible>;

pub(crate) fn must(holds: bool, otherwise: &'static str) -> Checked {
    if holds { Ok(()) } else { Err(Implausible(otherwise)) }
}

impl Entry {
    /// Checks that a log can begin with this entry.
    pub fn admits_beginning(&self) -> Checked {
        let Event::Created { video, host, confirmation, .. } = &self.event else {
            return Err(Implausible("the first event must be `created`"));
        };
        must(self.seq == 1, "the first event must have the number 1")?;
        must(self.by.as_ref() == Some(host), "a session is created by its host")?;
        must(
            confirmation.policy == ConfirmationPolicy::Off || CONFIRM_WITHIN_MS_RANGE.contains(&confirmation.within_ms),
            "the time to confirm is none that can be set",
        )?;
        // It may begin further on.
        let Some(screen) = &self.screen else { return Err(Implausible("a session begins with a video")) };
        let blank = blank_screen(video, self.at);
        let begun = blank.with(Timeline { position: screen.timeline.position, ..blank.timeline });
        must(*screen == begun, "a session begins with its video, paused")
    }

    /// The same entry with other ids for its members.
    #[must_use]
    pub fn with_members(self, map: &mut dyn FnMut(&MemberId) -> MemberId) -> Self {
        let by = self.by.as_ref().map(&mut *map);
        Self { by, event: with_members(self.event, map), ..self }
    }
}

fn with_members(event: Event, map: &mut dyn FnMut(&MemberId) -> MemberId) -> Event {
    match event {
        Event::Created { title, video, host, visibility, confirmation, start, starts_at, origin } => {
            let host = map(&host);
            Event::Created { title, video, host, visibility, confirmation, start, starts_at, origin }
        }
        Event::Joined { member, name, role, visit } => Event::Joined { member: map(&member), name, role, visit },
        Event::Renamed { member, name } => Event::Renamed { member: map(&member), name },
        Event::Left { member, joined, reason } => Event::Left { member: map(&member), joined, reason },
        Event::Came { people, present } => {
            let mut mapped = |arrival: Arrival| Arrival { member: map(&arrival.member), ..arrival };
            Event::Came { people: people.into_iter().map(&mut mapped).collect(), present }
        }
        Event::Went { people, present } => {
            let mut mapped = |departure: Departure| Departure { member: map(&departure.member), ..departure };
            Event::Went { people: people.into_iter().map(&mut mapped).collect(), present }
        }
        Event::HoldBegan { reason, of, until } => Event::HoldBegan { reason, of: of.iter().map(map).collect(), until },
        Event::HoldEnded { hold, how, late } => Event::HoldEnded { hold, how, late: late.iter().map(map).collect() },
        Event::ConfirmationAsked { change, of, until, restores } => {
            Event::ConfirmationAsked { change, of: of.iter().map(map).collect(), until, restores }
        }
        Event::Answered { change, member, answer } => Event::Answered { change, member: map(&member), answer },
        Event::Queue(event) => Event::Queue(event.with_members(map)),
        Event::Prediction(event) => Event::Prediction(event.with_members(map)),
        Event::Chat(event) => Event::Chat(event.with_members(map)),
        Event::Moderation(event) => Event::Moderation(event.with_members(map)),
        Event::Erased { member } => Event::Erased { member: map(&member) },
        // These name nobody.
        event @ (Event::Rescheduled { .. }
        | Event::SettingsChanged { .. }
        | Event::Loaded { .. }
        | Event::LengthSet { .. }
        | Event::Played
        | Event::Paused { .. }
        | Event::Seeked { .. }
        | Event::RateSet { .. }
        | Event::Undone { .. }
        | Event::ConfirmationClosed { .. }
        | Event::Ended { .. }) => event,
    }
}

/// What the first video is called became known.
fn is_title_alone(change: &SettingsChange) -> bool {
    *change == SettingsChange { title: change.title.clone(), ..SettingsChange::default() }
}

impl Session {
    /// Checks that the rules could have written this entry next.
    pub fn admits(&self, entry: &Entry) -> Checked {
        let goes_on = self.phase == Phase::Live || matches!(entry.event, Event::Erased { .. });
        must(goes_on, "nothing follows the end of a session")?;
        must(entry.seq == self.head + 1, "its number is not the next one")?;
        must(entry.at >= self.last_at, "its time lies before that of the event before it")?;
        self.admits_screen(entry)?;
        match &entry.event {
            Event::Created { .. } => Err(Implausible("a session is created once")),
            Event::Joined { member, role, visit, .. } => self.admits_join(entry, member, *role, *visit),
            Event::Renamed { member, .. } => {
                must(self.by_present(entry) && entry.by.as_ref() == Some(member), "people rename themselves")
            }
            Event::Left { member, joined, reason } => self.admits_leave(entry, member, *joined, *reason),
            Event::Came { people, present } => self.admits_came(entry, people, *present),
            Event::Went { people, present } => self.admits_went(entry, people, *present),
            Event::Answered { change, member, .. } => {
                let asked = self.asked.as_ref().filter(|asked| asked.change == *change);
                let is_awaited = asked.is_some_and(|asked| asked.waiting.contains(member));
                must(entry.by.as_ref() == Some(member) && is_awaited, "nobody waits for this answer")
            }
            Event::HoldBegan { reason, of, until } => self.admits_hold(entry, of, *reason, *until),
            Event::HoldEnded { hold, how, late } => self.admits_hold_end(*hold, *how, late),
            Event::ConfirmationAsked { change, of, until, restores } => {
                self.admits_question(entry, *change, of, *until, restores)
            }
            Event::ConfirmationClosed { change, .. } => {
                let asked = self.asked.as_ref().is_some_and(|asked| asked.change == *change);
                must(asked && entry.by.is_none(), "there is no such question to close")
            }
            Event::Undone { undid, .. } => {
                must(self.by_present(entry) && *undid < entry.seq, "what is undone has not happened")
            }
            Event::Paused { reason } => must(
                match reason {
                    PauseReason::Asked => self.by_present(entry),
                    PauseReason::EndOfVideo | PauseReason::NobodyHere => entry.by.is_none(),
                },
                "who paused is not there",
            ),
            Event::Queue(event) => self.admits_queue(entry, event),
            Event::Prediction(event) => self.admits_prediction(entry, event),
            Event::Chat(event) => self.admits_chat(entry, event),
            Event::Moderation(event) => self.admits_moderation(entry, event),
            Event::Erased { member } => {
                must(entry.by.is_none() && !self.is_present(member), "who was erased is still there")
            }
            Event::SettingsChanged { change } => {
                let is_by_server = entry.by.is_none() && is_title_alone(change);
                must(is_by_server || self.by_present_or_host(entry), "who did it is not there")
            }
            Event::Rescheduled { .. } => must(self.by_present_or_host(entry), "who did it is not there"),
            // The next of the queue begins by itself.
            Event::Loaded { .. } | Event::Played => {
                must(entry.by.is_none() || self.by_present(entry), "who did it is not there")
            }
            Event::LengthSet { .. } | Event::Seeked { .. } | Event::RateSet { .. } => {
                must(self.by_present(entry), "who did it is not there")
            }
            Event::Ended { reason } => must(
                match reason {
                    EndReason::Asked => {
                        let by = entry.by.as_ref();
                        by.is_some_and(|by| self.may(by, Permission::End, entry.at).is_ok())
                    }
                    EndReason::Abandoned | EndReason::Cut => entry.by.is_none(),
                },
                "who ended it may not, nor is it the server",
            ),
        }
    }

    /// The host looks after the session also from outside.
    pub(crate) fn by_present_or_host(&self, entry: &Entry) -> bool {
        entry.by.as_ref() == Some(&self.host) || self.by_present(entry)
    }

    fn by_present(&self, entry: &Entry) -> bool {
        entry.by.as_ref().is_some_and(|by| self.is_present(by))
    }

    /// What changes the screen says how it is then, of the right video, and nothing else does.
    fn admits_screen(&self, entry: &Entry) -> Checked {
        let (video, changes) = match &entry.event {
            Event::Loaded { video } | Event::Undone { video: Some(video), .. } => (video, true),
            Event::Undone { video: None, .. }
            | Event::LengthSet { .. }
            | Event::Played
            | Event::Paused { .. }
            | Event::Seeked { .. }
            | Event::RateSet { .. }
            | Event::Ended { .. }
            | Event::ConfirmationClosed { verdict: Verdict::Rejected | Verdict::Expired, .. }
            | Event::HoldEnded { how: HoldEnd::Ready | HoldEnd::Deadline | HoldEnd::Anyway, .. } => (&self.video, true),
            // A stall takes the group back; a seek that waits does not.
            Event::HoldBegan { .. } => (&self.video, entry.screen.is_some()),
            Event::Created { .. }
            | Event::Joined { .. }
            | Event::Renamed { .. }
            | Event::Left { .. }
            | Event::Came { .. }
            | Event::Went { .. }
            | Event::Rescheduled { .. }
            | Event::Erased { .. }
            | Event::Queue(_)
            | Event::Prediction(_)
            | Event::Chat(_)
            | Event::Moderation(_)
            | Event::SettingsChanged { .. }
            | Event::HoldEnded { how: HoldEnd::Superseded, .. }
            | Event::ConfirmationAsked { .. }
            | Event::Answered { .. }
            | Event::ConfirmationClosed { verdict: Verdict::Confirmed | Verdict::Superseded, .. } => {
                return must(entry.screen.is_none(), "it changes what is on screen, and that kind never does");
            }
        };
        let Some(screen) = &entry.screen else {
            return must(!changes, "it must say what is on screen then");
        };
        must(screen.video == video.id, "what is on screen is not of the video")?;
        self.admits_timeline(screen, entry)?;
        let plays = screen.timeline.status == Status::Playing;
        must(plays || !matches!(entry.event, Event::Played), "after `played` it must play")?;
        let stands = matches!(entry.event, Event::Paused { .. } | Event::Ended { .. });
        must(!plays || !stands, "after it the video must stand")?;
        if let Event::RateSet { rate } = entry.event {
            must(screen.timeline.rate == rate, "the rate is not the one on screen")?;
        }
        if let Event::LengthSet { length } = entry.event {
            let is_so = screen.timeline.length == Some(length) && length > Timecode::ZERO;
            must(is_so, "the length is not that on screen")?;
        }
        Ok(())
    }

    fn admits_timeline(&self, screen: &Screen, entry: &Entry) -> Checked {
        let timeline = &screen.timeline;
        must(timeline.length.is_none_or(|length| timeline.position <= length), "the position is beyond the end")?;
        let latest = entry.at.plus_ms(START_AHEAD_MS_MAX);
        must((self.created_at..=latest).contains(&timeline.at), "what is on screen has a time that cannot be")
    }

    fn admits_join(&self, entry: &Entry, member: &MemberId, role: Role, visit: u32) -> Checked {
        must(entry.by.as_ref() == Some(member), "people join by themselves")?;
        self.admits_arrival(member, role, visit)?;
        let has_room = self.members.contains_key(member) || self.members.len() < MEMBERS_MAX;
        let fits = has_room && (self.present as usize) < MEMBERS_PRESENT_MAX;
        must(fits, "there are more people than a session takes")
    }

    fn admits_arrival(&self, member: &MemberId, role: Role, visit: u32) -> Checked {
        let known = self.members.get(member);
        must(known.is_none_or(|known| known.joined.is_none()), "who joins is there already")?;
        must((role == Role::Host) == (*member == self.host), "the role is not the one this person has")?;
        let is_old = known.is_none_or(|known| known.role == role);
        must(is_old, "the role is not the one this person had")?;
        let visits = known.map_or(1, |known| known.visits.saturating_add(1));
        must(visit == visits, "the number of the visit is not the next one")
    }

    fn admits_came(&self, entry: &Entry, people: &[Arrival], present: u32) -> Checked {
        must(entry.by.is_none(), "the server tells who came together")?;
        must(!people.is_empty() && people.len() <= TOGETHER_MAX, "so many do not come together")?;
        let all: BTreeSet<_> = people.iter().map(|arrival| &arrival.member).collect();
        must(all.len() == people.len(), "somebody comes twice at once")?;
        for Arrival { member, role, visit, name: _ } in people {
            self.admits_arrival(member, *role, *visit)?;
        }
        let count = self.present as usize + people.len();
        must(present as usize == count, "the number of people who are there then is not right")?;
        let strangers = all.iter().filter(|id| !self.members.contains_key(**id)).count();
        let fits = count <= MEMBERS_PRESENT_MAX && self.members.len() + strangers <= MEMBERS_MAX;
        must(fits, "there are more people than a session takes")
    }

    fn admits_went(&self, entry: &Entry, people: &[Departure], present: u32) -> Checked {
        must(entry.by.is_none(), "the server tells who went together")?;
        must(!people.is_empty() && people.len() <= TOGETHER_MAX, "so many do not go together")?;
        let all: BTreeSet<_> = people.iter().map(|departure| &departure.member).collect();
        must(all.len() == people.len(), "somebody goes twice at once")?;
        for Departure { member, joined, reason } in people {
            let there = self.members.get(member).is_some_and(|known| known.joined == Some(*joined));
            must(there, "who leaves did not join with that number, or has left")?;
            must(*reason != LeaveReason::Removed, "who is removed leaves alone")?;
        }
        let is_right = present as usize + people.len() == self.present as usize;
        must(is_right, "the number of people who are there then is not right")
    }

    fn admits_leave(&self, entry: &Entry, member: &MemberId, joined: u64, reason: LeaveReason) -> Checked {
        let there = self.members.get(member).is_some_and(|known| known.joined == Some(joined));
        must(there, "who leaves did not join with that number, or has left")?;
        let by = match reason {
            LeaveReason::Asked => entry.by.as_ref() == Some(member),
            LeaveReason::Gone => entry.by.is_none(),
            LeaveReason::Removed => true,
        };
        must(by, "people leave by themselves, or the server takes them for gone")
    }

    fn admits_hold(&self, entry: &Entry, of: &[MemberId], reason: HoldReason, until: Timestamp) -> Checked {
        must(self.hold.is_none(), "the group waits already")?;
        must(entry.by.is_none() || self.by_present(entry), "who makes the group wait is not there")?;
        let named = !of.is_empty() && of.len() <= HOLD_NAMED_MAX && of.iter().all(|id| self.is_present(id));
        must(named, "who is waited for is not there")?;
        // A start of the next video that nobody noticed in time is stamped with when it was due, and waits from then on.
        let is_late = reason == HoldReason::NextVideo && until >= entry.at;
        let fits = is_late || (entry.at..=entry.at.plus_ms(HOLD_ALL_MS)).contains(&until);
        must(fits, "no wait takes that long")
    }

    fn admits_hold_end(&self, began: u64, how: HoldEnd, late: &[MemberId]) -> Checked {
        let goes_on = self.hold.as_ref().is_some_and(|hold| hold.began == began);
        // A wait that ended in the same turn may be said to be superseded once more.
        must(goes_on || how == HoldEnd::Superseded, "there is no such wait")?;
        let known = late.len() <= HOLD_NAMED_MAX && late.iter().all(|id| self.members.contains_key(id));
        must(known, "who was late was never there")
    }

    fn admits_question(
        &self,
        entry: &Entry,
        change: u64,
        of: &[MemberId],
        until: Timestamp,
        restores: &Screen,
    ) -> Checked {
        must(self.asked.is_none() && change < entry.seq, "there is nothing to ask about")?;
        let by = entry.by.as_ref().filter(|by| self.members.contains_key(*by));
        let asks = by.is_some_and(|by| !of.contains(by)) && !of.is_empty() && of.iter().all(|id| self.is_present(id));
        must(asks, "who is asked is not there")?;
        let latest = entry.at.plus_ms(self.confirmation().within_ms);
        must((entry.at..=latest).contains(&until), "nobody has that long to confirm")?;
        must(restores.video == self.video.id, "what would be restored is of another video")?;
        self.admits_timeline(restores, entry)
    }
}
