//! Several who come or go together, as they are kept.

use serde::{Deserialize, Serialize};
use session::{Arrival, Departure};

use super::{LeaveRecord, RoleRecord, member, name};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ArrivalRecord {
    member: String,
    name: String,
    role: RoleRecord,
    visit: u32,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DepartureRecord {
    member: String,
    joined: u64,
    reason: LeaveRecord,
}

pub(super) fn arrivals(people: &[Arrival]) -> Vec<ArrivalRecord> {
    let record = |Arrival { member, name, role, visit }: &Arrival| ArrivalRecord {
        member: member.to_string(),
        name: name.to_string(),
        role: (*role).into(),
        visit: *visit,
    };
    people.iter().map(record).collect()
}

pub(super) fn departures(people: &[Departure]) -> Vec<DepartureRecord> {
    let record = |Departure { member, joined, reason }: &Departure| DepartureRecord {
        member: member.to_string(),
        joined: *joined,
        reason: (*reason).into(),
    };
    people.iter().map(record).collect()
}

pub(super) fn read_arrivals(records: Vec<ArrivalRecord>) -> Result<Vec<Arrival>, String> {
    let arrival = |ArrivalRecord { member: id, name: text, role, visit }| {
        Ok(Arrival { member: member(&id)?, name: name(&text)?, role: role.into(), visit })
    };
    records.into_iter().map(arrival).collect()
}

pub(super) fn read_departures(records: Vec<DepartureRecord>) -> Result<Vec<Departure>, String> {
    let departure = |DepartureRecord { member: id, joined, reason }| {
        Ok(Departure { member: member(&id)?, joined, reason: reason.into() })
    };
    records.into_iter().map(departure).collect()
}
