//! What the live sockets of a session share: each frame is encoded once.

use bytes::Bytes;
use host::{Encode, PresenceChange};
use protocol::ServerFrame;
use session::Emoji;
use session::Name;
use store::StoredEntry;

use crate::to_wire::{self, Names};

/// Encodes for the live socket.
#[derive(Clone, Copy, Debug, Default)]
pub struct WireEncode;

impl Encode for WireEncode {
    fn entry(&self, stored: &StoredEntry, by: Option<&Name>) -> Bytes {
        frame(&ServerFrame::Event(Box::new(to_wire::event_frame(stored, by, Names::Few))))
    }

    fn presence(&self, changes: &[PresenceChange], online: usize) -> Bytes {
        let members = changes.iter().map(to_wire::member_presence).collect();
        frame(&ServerFrame::Presence { members, online: u32::try_from(online).unwrap_or(u32::MAX) })
    }

    fn reactions(&self, batch: u64, counts: &[(Emoji, u32)]) -> Bytes {
        frame(&ServerFrame::Reactions { batch, counts: to_wire::reaction_counts(counts) })
    }
}

/// Encodes one frame.
#[expect(clippy::expect_used, reason = "numbers, texts and enums always serialise")]
pub(crate) fn frame(frame: &ServerFrame) -> Bytes {
    serde_json::to_vec(frame).expect("a frame holds only numbers, texts and enums").into()
}
