//! What one evening of a series hands on to the next.

use crate::chat::{ChatEvent, ChatRules};
use crate::event::Event;
use crate::id::MemberId;
use crate::limits::ROLES_CARRIED_MAX;
use crate::log::Entry;
use crate::moderation::ModerationEvent;
use crate::role::Role;
use crate::settings::SettingsChange;
use crate::state::{Opening, Session};
use crate::text::Reason;

/// What one evening of a series hands on to the next: how it is set, who is what, and who may not come. Neither what was
/// said, nor points, nor time-outs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Carried {
    settings: SettingsChange,
    rules: ChatRules,
    roles: Vec<(MemberId, Role)>,
    bans: Vec<(MemberId, Option<Reason>)>,
}

impl Session {
    /// Returns what the next evening takes over from this one. Title, visibility, confirmation and start are in its opening.
    pub fn carried(&self) -> Carried {
        let settings = &self.settings;
        // Who was host of one evening helps at the next.
        let role = |id: &MemberId| Some((id.clone(), self.role(id)?.min(Role::CoHost)));
        let differing = |(_, role): &(MemberId, Role)| *role != settings.newcomers;
        let known = self.members.keys().chain(self.moderation.promised()).chain(self.moderation.co_hosts());
        let mut roles: Vec<_> = known.filter_map(role).filter(differing).collect();
        roles.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        roles.dedup();
        roles.truncate(ROLES_CARRIED_MAX);
        Carried {
            settings: SettingsChange {
                control: Some(settings.control),
                newcomers: Some(settings.newcomers),
                slow_mode_s: Some(settings.slow_mode_s),
                links: Some(settings.links),
                viewer: Some(settings.permissions.viewer),
                member: Some(settings.permissions.member),
                co_host: Some(settings.permissions.co_host),
                ..SettingsChange::default()
            },
            rules: self.chat.rules.clone(),
            roles,
            bans: self.bans().map(|(id, removal)| (id.clone(), removal.reason.clone())).collect(),
        }
    }
}

impl Opening {
    /// Returns the first entries of a new log that goes on where another has ended. What was carried is the host's.
    pub fn entries(self, carried: Option<Carried>, now: timeline::Timestamp) -> Vec<Entry> {
        let host = self.host.clone();
        let first = self.entry(now);
        let begun = Session::begin(&first);
        let mut entries = vec![first];
        let (Some(begun), Some(Carried { settings, rules, roles, bans })) = (begun, carried) else { return entries };
        let mut add = |event| {
            let seq = entries.len() as u64 + 1;
            entries.push(Entry { seq, at: now, by: Some(host.clone()), event, screen: None });
        };
        let change = begun.settings.news(&settings);
        if change != SettingsChange::default() {
            add(Event::SettingsChanged { change: Box::new(change) });
        }
        if rules != ChatRules::default() {
            add(Event::Chat(ChatEvent::RulesSet { rules }));
        }
        for (member, role) in roles.into_iter().filter(|(member, _)| *member != host) {
            add(Event::Moderation(ModerationEvent::RoleChanged { member, role }));
        }
        for (member, reason) in bans.into_iter().filter(|(member, _)| *member != host) {
            add(Event::Moderation(ModerationEvent::Banned { member, reason }));
        }
        entries
    }
}
