//! Who comes and goes together, and who is named of a crowd.

use std::collections::BTreeSet;

use host::View;
use protocol as wire;
use session::limits::CROWD_ABOVE;
use session::{Arrival, Departure, Member, MemberId, Role};

use super::{leave_reason, member, role};

/// Of whom an event tells by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// Of everybody.
    All,
    /// Of a few, where there are more than anybody could read.
    Few,
}

pub(super) fn came(people: &[Arrival], present: u32, names: Names) -> wire::Event {
    let arrival = |Arrival { member, name, role: what, visit }: &Arrival| wire::Arrival {
        member: member.to_string(),
        name: name.to_string(),
        role: role(*what),
        visit: *visit,
    };
    // The host is always worth a name.
    let (hosts, others): (Vec<_>, Vec<_>) = people.iter().partition(|arrival| arrival.role == Role::Host);
    let told = named(people.len(), present, names).max(hosts.len());
    wire::Event::Came {
        people: hosts.into_iter().chain(others).take(told).map(arrival).collect(),
        count: count(people.len()),
        newcomers: count(people.iter().filter(|arrival| arrival.visit == 1).count()),
        present,
    }
}

pub(super) fn went(people: &[Departure], present: u32, names: Names) -> wire::Event {
    let departure = |Departure { member, joined, reason }: &Departure| wire::Departure {
        member: member.to_string(),
        joined: *joined,
        reason: leave_reason(*reason),
    };
    let were_present = present.saturating_add(count(people.len()));
    wire::Event::Went {
        people: people.iter().take(named(people.len(), were_present, names)).map(departure).collect(),
        count: count(people.len()),
        present,
    }
}

fn named(people: usize, present: u32, names: Names) -> usize {
    if names == Names::All || present as usize <= CROWD_ABOVE {
        people
    } else if present <= wire::limits::CROWD_NAMED_UP_TO {
        people.min(wire::limits::CROWD_NAMED_MAX)
    } else {
        0
    }
}

/// Who has been here longest first. Of a crowd only who matters now: who leads, who is waited for, and who asks or is asked.
pub(super) fn listed(view: &View) -> Vec<wire::Member> {
    let session = &view.session;
    let known = |id: &MemberId| session.member(id).map(|known| member(id, known, view));
    if session.is_crowd() {
        let mut matter = BTreeSet::from([session.host()]);
        matter.extend(session.co_hosts());
        matter.extend(session.stand_in());
        matter.extend(session.hold().iter().flat_map(|hold| &hold.of));
        matter.extend(session.asked().iter().map(|asked| &asked.by));
        matter.extend(session.asked().iter().flat_map(|asked| &asked.waiting));
        return matter.into_iter().take(wire::limits::SNAPSHOT_MEMBERS_MAX).filter_map(known).collect();
    }
    let mut members: Vec<(&MemberId, &Member)> = session.members().collect();
    members.sort_by_key(|(_, member)| member.joined.unwrap_or(u64::MAX));
    members.truncate(wire::limits::SNAPSHOT_MEMBERS_MAX);
    members.into_iter().map(|(id, known)| member(id, known, view)).collect()
}

pub(super) fn count(people: usize) -> u32 {
    u32::try_from(people).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use session::limits::CROWD_ABOVE;
    use session::{Arrival, Departure, LeaveReason, MemberId, Name, Role};

    use super::{Names, came, went};

    fn arrivals(count: usize) -> Vec<Arrival> {
        let arrival = |number: usize| Arrival {
            member: MemberId::parse(&format!("m{number}")).unwrap(),
            name: Name::parse("Somebody").unwrap(),
            role: if number + 1 == count { Role::Host } else { Role::Member },
            visit: 1 + u32::from(number == 0),
        };
        (0..count).map(arrival).collect()
    }

    /// LIV-14
    #[test]
    fn of_a_crowd_a_few_are_named_and_the_host_is_one_of_them() {
        let crowd = u32::try_from(CROWD_ABOVE).unwrap() + 1;
        let large = protocol::limits::CROWD_NAMED_UP_TO + 1;
        let cases = [
            (large, Names::Few, 1),
            (large - 1, Names::Few, 3),
            (crowd, Names::Few, 3),
            (crowd, Names::All, 20),
            (crowd - 1, Names::Few, 20),
        ];
        for (present, names, named) in cases {
            let protocol::Event::Came { people, count, newcomers, present: told } = came(&arrivals(20), present, names)
            else {
                panic!("they came");
            };
            assert_eq!((people.len(), count, newcomers, told), (named, 20, 19, present));
            assert_eq!(people[0].member, "m19", "the host first");
        }
        let gone: Vec<_> = arrivals(20)
            .into_iter()
            .map(|arrival| Departure { member: arrival.member, joined: 7, reason: LeaveReason::Gone })
            .collect();
        for (present, named) in [(large - 20, 0), (crowd - 20, 3), (crowd - 21, 20)] {
            let protocol::Event::Went { people, count, .. } = went(&gone, present, Names::Few) else {
                panic!("they went");
            };
            assert_eq!((people.len(), count), (named, 20), "they were a crowd before they went, or not");
        }
    }
}
