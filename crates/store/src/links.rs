//! The entries of an append, with the part of the chain that they make.

use rand::RngExt as _;
use session::{LogPosition, MemberId};

use crate::chain;
use crate::contract::{Append, StoredEntry};
use crate::record::Payload;

/// An entry with all that its row needs.
pub(crate) struct Link {
    pub(crate) stored: StoredEntry,
    pub(crate) payload: String,
    pub(crate) salt: [u8; 16],
    pub(crate) payload_hash: [u8; 32],
}

/// Chains an append's entries to the position that they follow.
pub(crate) fn links(append: &Append) -> Vec<Link> {
    let mut before = append.after.hash;
    let mut links = Vec::with_capacity(append.entries.len());
    for entry in &append.entries {
        let payload = Payload::new(&entry.event, entry.screen.as_ref()).to_json();
        let salt: [u8; 16] = rand::rng().random();
        let member = entry.by.as_ref().map_or("", MemberId::as_str);
        let payload_hash = chain::payload_hash(&salt, member, &payload);
        let hash = chain::next(before, entry.seq, entry.at, &payload_hash);
        let position = LogPosition { seq: entry.seq, hash };
        links.push(Link { stored: StoredEntry { entry: entry.clone(), position }, payload, salt, payload_hash });
        before = hash;
    }
    links
}
