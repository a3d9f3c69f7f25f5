//! Rules of names: everybody reads a new one, and none passes for whoever leads.

use std::collections::BTreeSet;

use timeline::Timestamp;

use crate::chat::{Drawn, WordFilter, as_drawn, plainly};
use crate::crowd::Arrival;
use crate::id::MemberId;
use crate::limits::{NAME_CHARS_MAX, RENAMES_MAX, RENAMES_WITHIN_MS};
use crate::state::Session;
use crate::text::Name;

/// How often somebody has changed their name lately.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Renames {
    since: Timestamp,
    count: u32,
}

impl Renames {
    fn may(self, now: Timestamp) -> bool {
        self.count < RENAMES_MAX || self.is_over(now)
    }

    fn is_over(self, now: Timestamp) -> bool {
        now.ms_since(self.since) >= RENAMES_WITHIN_MS
    }

    /// Counts another name.
    pub(crate) fn note(&mut self, at: Timestamp) {
        if self.count == 0 || self.is_over(at) {
            *self = Self { since: at, count: 0 };
        }
        self.count += 1;
    }
}

impl Session {
    /// Returns the name under which somebody comes, or goes on, who asks for one. Joining always works: who has a time-out
    /// or has changed their name often goes on under the one that they have, and who asks for the name of whoever leads
    /// gets it with a number. `with` are those who come together with them, and before.
    pub(crate) fn name_for(&self, id: &MemberId, asked: &Name, now: Timestamp, with: &[Arrival]) -> Name {
        let held = self.members.get(id).filter(|known| self.mute(id, now).is_some() || !known.renames.may(now));
        match held {
            // A list of unwanted words may be newer than the name.
            Some(known) if self.check_name(id, &known.name, &WordFilter::default()).is_ok() => known.name.clone(),
            Some(_) | None => self.free_name(id, asked, with),
        }
    }

    fn free_name(&self, id: &MemberId, asked: &Name, with: &[Arrival]) -> Name {
        // Who has had it since before goes on under it.
        let keeps_it = self.members.get(id).is_some_and(|known| known.name == *asked);
        if *id == self.host || keeps_it {
            return asked.clone();
        }
        let leaders = std::iter::once(&self.host).chain(self.moderation.co_hosts()).filter(|leader| *leader != id);
        let newest = |leader: &MemberId| with.iter().find(|arrival| arrival.member == *leader).map(|it| &it.name);
        let names =
            leaders.filter_map(|leader| newest(leader).or_else(|| self.members.get(leader).map(|known| &known.name)));
        let taken: BTreeSet<_> = names.flat_map(looks).collect();
        let is_free = |name: &Name| looks(name).iter().all(|look| !taken.contains(look));
        if is_free(asked) {
            return asked.clone();
        }
        let number_chars_max = 5;
        let begins: String = asked.as_str().chars().take(NAME_CHARS_MAX - number_chars_max).collect();
        let mut numbered = (2..=taken.len() + 2).filter_map(|n| Name::parse(&format!("{begins} {n}")).ok());
        numbered.find(is_free).unwrap_or_else(|| asked.clone())
    }
}

/// A name as it looks at a glance, with its letters small and with them large. One of signs alone is looked at as it is.
fn looks(name: &Name) -> [String; 2] {
    let plain = plainly(name.as_str());
    let letters: String = plain.chars().filter(|c| c.is_alphanumeric()).collect();
    let text = if letters.is_empty() { &plain } else { &letters };
    [Drawn::Small, Drawn::Large].map(|drawn| as_drawn(text, drawn).chars().map(at_a_glance).collect())
}

/// Strokes and rings, whatever they stand for.
fn at_a_glance(c: char) -> char {
    match c {
        'i' | '1' => 'l',
        '0' => 'o',
        other => other,
    }
}
