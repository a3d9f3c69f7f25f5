//! A circle as it is kept: under a mark that only those can make who know everybody in it.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::BASE32_NOPAD;
use session::MemberId;
use sha2::{Digest as _, Sha256};

/// The mark of these people, who come in the order of their ids.
pub(super) fn key<'a>(members: impl IntoIterator<Item = &'a MemberId>) -> String {
    let mut hasher = Sha256::new();
    for member in members {
        hasher.update(member.as_str());
        // No id has it, so that nobody's end is somebody else's beginning.
        hasher.update([0]);
    }
    BASE32_NOPAD.encode(&hasher.finalize()[..20]).to_ascii_lowercase()
}

pub(super) fn write_served(members: &BTreeMap<MemberId, f32>) -> String {
    members.values().map(|served| serde_json::json!(served)).collect::<serde_json::Value>().to_string()
}

/// Returns none where it cannot be read, or is of other people.
pub(super) fn read_served(members: &BTreeSet<MemberId>, text: &str) -> Option<BTreeMap<MemberId, f32>> {
    let served: Vec<f32> = serde_json::from_str(text).ok()?;
    (served.len() == members.len()).then(|| members.iter().cloned().zip(served).collect())
}
