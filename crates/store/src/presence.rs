//! Which nodes live, and whom each sees in its sessions: soft state beside the log.
//!
//! It may be lost at any moment: every node tells it again. Leases run by the store's own clock, so that the clocks of
//! the nodes do not matter.

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize};
use session::{MemberId, SessionId};
use timeline::{MemberDelay, Timecode, Timestamp};
use tokio::time::Instant;

use crate::error::StoreError;

/// One process that runs sessions. A process that is started again is another node.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(String);

impl NodeId {
    /// Makes an id that no other node has.
    pub fn random() -> Self {
        Self(data_encoding::HEXLOWER.encode(&rand::random::<[u8; 8]>()))
    }

    /// Takes a text for an id. Nothing depends on its form.
    pub fn named(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Returns it as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whom one node sees in one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roll {
    /// The session.
    pub session: SessionId,
    /// Who has a connection to the node, in the order of their ids.
    pub members: Vec<PresentMember>,
}

/// Which nodes see whom.
pub type Rolls = Vec<(NodeId, Roll)>;

/// Somebody who has a connection to a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PresentMember {
    /// Who.
    pub member: MemberId,
    /// How they stand to the timeline, once their player has told.
    pub standing: Option<Standing>,
    /// Whether their player tells which timeline it follows, so that it can be waited for.
    pub follows: bool,
    /// Whether they have come while it played, and are not with the others yet.
    pub is_newcomer: bool,
    /// The timeline that their player has last stood ready at.
    pub ready_at: Option<u64>,
    /// Since when their player stalls, and where.
    pub stall: Option<(Timestamp, Timecode)>,
    /// What they measured, for the schedule of a common start.
    pub delay: MemberDelay,
}

/// How a viewer stands to the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What their player does.
    pub movement: Movement,
    /// How far they are behind the timeline, in milliseconds; negative when ahead.
    pub drift_ms: i64,
    /// Whether they are too slow to be waited for, for now.
    #[serde(default)]
    pub trailing: bool,
    /// Whether they look at something else.
    #[serde(default)]
    pub away: bool,
}

/// What a player does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Movement {
    /// It stands where everybody stands, and can start at once.
    Ready,
    /// It moves.
    Playing,
    /// It stands still.
    Paused,
    /// It waits for data, and will catch up by itself.
    Buffering,
}

/// Up to how many members of a roll are told of one by one.
const TOLD_APART_MAX: usize = 1_000;

/// A member of a roll as it is kept, or many of whom the same is told. Fields are added, never renamed: nodes of two
/// versions read each other's.
#[derive(Clone, Serialize, Deserialize)]
struct MemberRecord {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    member: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    alike: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "as_far_as_it_goes")]
    standing: Option<Standing>,
    #[serde(default)]
    follows: bool,
    #[serde(default)]
    newcomer: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ready_at: Option<u64>,
    /// Milliseconds of server time, and microseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stall: Option<(i64, i64)>,
    #[serde(default)]
    round_trip_ms: i64,
    #[serde(default)]
    start_latency_ms: i64,
}

/// Returns the members of a roll as they are kept.
pub(crate) fn write(members: &[PresentMember]) -> String {
    let record = |present: &PresentMember| MemberRecord {
        member: String::new(),
        alike: Vec::new(),
        standing: present.standing,
        follows: present.follows,
        newcomer: present.is_newcomer,
        ready_at: present.ready_at,
        stall: present.stall.map(|(since, position)| (since.ms(), position.us())),
        round_trip_ms: present.delay.round_trip_p95_ms,
        start_latency_ms: present.delay.start_latency_ms,
    };
    // Texts and integers can always be written.
    let text = |records: &[MemberRecord]| serde_json::to_string(records).unwrap_or_default();
    if members.len() <= TOLD_APART_MAX {
        let named = |present: &PresentMember| MemberRecord { member: present.member.to_string(), ..record(present) };
        return text(&members.iter().map(named).collect::<Vec<_>>());
    }
    // In a crowd most stand alike, and what is told of them is told once.
    let mut kinds: BTreeMap<String, MemberRecord> = BTreeMap::new();
    for present in members {
        let record = record(present);
        let kind = kinds.entry(text(std::slice::from_ref(&record))).or_insert(record);
        kind.alike.push(present.member.to_string());
    }
    text(&kinds.into_values().collect::<Vec<_>>())
}

/// A standing in words of a newer version is none.
fn as_far_as_it_goes<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Standing>, D::Error> {
    Ok(serde_json::from_value(serde_json::Value::deserialize(from)?).ok())
}

/// Reads the members of a roll. What cannot be read is left out, and keeps nobody else out.
pub(crate) fn read(kept: &str) -> Vec<PresentMember> {
    let records: Vec<serde_json::Value> = serde_json::from_str(kept).unwrap_or_default();
    let records = records.into_iter().filter_map(|record| serde_json::from_value::<MemberRecord>(record).ok());
    let present = |(member, record): (String, MemberRecord)| {
        Some(PresentMember {
            member: MemberId::parse(&member).ok()?,
            standing: record.standing,
            follows: record.follows,
            is_newcomer: record.newcomer,
            ready_at: record.ready_at,
            stall: record.stall.map(|(since, at)| (Timestamp::from_ms(since), Timecode::from_us_clamped(at))),
            delay: MemberDelay { round_trip_p95_ms: record.round_trip_ms, start_latency_ms: record.start_latency_ms },
        })
    };
    let each = |mut record: MemberRecord| {
        let mut ids = std::mem::take(&mut record.alike);
        ids.extend((!record.member.is_empty()).then(|| std::mem::take(&mut record.member)));
        ids.into_iter().map(move |id| (id, record.clone()))
    };
    let mut members: Vec<_> = records.into_iter().flat_map(each).filter_map(present).collect();
    members.sort_unstable_by(|one, other| one.member.cmp(&other.member));
    members
}

/// The nodes of one process, for stores that other processes do not share.
#[derive(Debug, Default)]
pub struct LocalNodes(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    leases: BTreeMap<NodeId, Instant>,
    rolls: HashMap<SessionId, BTreeMap<NodeId, Vec<PresentMember>>>,
}

impl LocalNodes {
    /// As [`crate::Store::renew`].
    pub fn renew(&self, node: &NodeId, for_ms: u32) -> Option<Vec<NodeId>> {
        self.lives(node).then(|| self.enlist(node, for_ms))
    }

    fn lives(&self, node: &NodeId) -> bool {
        self.lock().leases.get(node).is_some_and(|until| *until > Instant::now())
    }

    /// As [`crate::Store::enlist`].
    pub fn enlist(&self, node: &NodeId, for_ms: u32) -> Vec<NodeId> {
        let now = Instant::now();
        let mut state = self.lock();
        state.leases.insert(node.clone(), now + Duration::from_millis(for_ms.into()));
        state.leases.retain(|_, until| *until > now);
        let State { leases, rolls } = &mut *state;
        rolls.retain(|_, rolls| {
            rolls.retain(|node, _| leases.contains_key(node));
            !rolls.is_empty()
        });
        leases.keys().filter(|other| *other != node).cloned().collect()
    }

    /// As [`crate::Store::retire`].
    pub fn retire(&self, node: &NodeId) {
        let mut state = self.lock();
        state.leases.remove(node);
        state.rolls.values_mut().for_each(|rolls| drop(rolls.remove(node)));
    }

    /// As [`crate::Store::announce`].
    pub fn announce(&self, node: &NodeId, rolls: Vec<Roll>) {
        let mut state = self.lock();
        if !state.leases.contains_key(node) {
            return;
        }
        for Roll { session, members } in rolls {
            let rolls = state.rolls.entry(session).or_default();
            if members.is_empty() {
                rolls.remove(node);
            } else {
                rolls.insert(node.clone(), members);
            }
        }
    }

    /// As [`crate::Store::rolls`].
    pub fn rolls(&self, node: &NodeId, sessions: &[SessionId]) -> Option<Rolls> {
        if !self.lives(node) {
            return None;
        }
        let now = Instant::now();
        let state = self.lock();
        let mut found = Vec::new();
        for session in sessions {
            for (other, members) in state.rolls.get(session).into_iter().flatten() {
                if other != node && state.leases.get(other).is_some_and(|until| *until > now) {
                    found.push((other.clone(), Roll { session: session.clone(), members: members.clone() }));
                }
            }
        }
        Some(found)
    }

    /// Returns whether a node that lives sees anybody in a session.
    pub fn is_seen(&self, session: &SessionId) -> bool {
        let now = Instant::now();
        let state = self.lock();
        let lives = |node: &NodeId| state.leases.get(node).is_some_and(|until| *until > now);
        state.rolls.get(session).is_some_and(|rolls| rolls.keys().any(lives))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Every change is whole whatever panicked beside it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// session, node, members.
pub(crate) type RollColumns = (String, String, String);

pub(crate) fn roll((session, node, members): RollColumns) -> Result<(NodeId, Roll), StoreError> {
    let session = SessionId::parse(&session).map_err(|_| StoreError::Corrupt {
        session,
        seq: 0,
        what: "the session of a roll is none".to_owned(),
    })?;
    Ok((NodeId(node), Roll { session, members: read(&members) }))
}

#[cfg(test)]
mod tests {
    use session::MemberId;
    use timeline::{MemberDelay, Timecode, Timestamp};

    use super::{Movement, PresentMember, Standing, read, write};

    #[test]
    fn a_roll_reads_back_as_it_was_written() {
        let quiet = PresentMember {
            member: MemberId::parse("ana").unwrap(),
            standing: None,
            follows: false,
            is_newcomer: false,
            ready_at: None,
            stall: None,
            delay: MemberDelay::default(),
        };
        let standing = Standing { movement: Movement::Buffering, drift_ms: -7, trailing: true, away: true };
        let busy = PresentMember {
            member: MemberId::parse("ben").unwrap(),
            standing: Some(standing),
            follows: true,
            is_newcomer: true,
            ready_at: Some(9),
            stall: Some((Timestamp::from_ms(5), Timecode::from_us_clamped(7_000_000))),
            delay: MemberDelay { round_trip_p95_ms: 30, start_latency_ms: 80 },
        };
        let roll = vec![quiet, busy];
        assert_eq!(read(&write(&roll)), roll);
    }

    #[test]
    fn a_crowd_is_told_of_by_kinds_and_reads_back_as_it_was() {
        let member = |number: u64| PresentMember {
            member: MemberId::parse(&format!("member-{number:05}")).unwrap(),
            standing: Some(Standing { movement: Movement::Playing, drift_ms: 0, trailing: false, away: false }),
            follows: true,
            is_newcomer: false,
            ready_at: Some(7 + number % 3),
            stall: None,
            delay: MemberDelay { round_trip_p95_ms: 50, start_latency_ms: 100 },
        };
        let roll: Vec<_> = (0..20_000).map(member).collect();
        let kept = write(&roll);
        assert_eq!(read(&kept), roll);
        assert!(kept.len() < 20_000 * 16, "{} bytes", kept.len());
    }

    #[test]
    fn what_another_version_tells_is_read_as_far_as_it_goes() {
        let newer = r#"[{"member":"ana","mood":"merry"},{"member":"not an id!"},{"member":"ben","ready_at":3}]"#;
        let members: Vec<_> = read(newer).into_iter().map(|present| (present.member, present.ready_at)).collect();
        let id = |text| MemberId::parse(text).unwrap();
        assert_eq!(members, [(id("ana"), None), (id("ben"), Some(3))]);
        assert_eq!(read("nonsense"), []);
        let standing = r#""standing":{"movement":"dancing","drift_ms":0}"#;
        let newest = format!(r#"[{{"member":"ana",{standing},"follows":true}},{{"member":7}},{{"member":"ben"}}]"#);
        let members: Vec<_> = read(&newest).into_iter().map(|present| (present.member, present.follows)).collect();
        assert_eq!(members, [(id("ana"), true), (id("ben"), false)], "what one does keeps nobody out");
    }
}
