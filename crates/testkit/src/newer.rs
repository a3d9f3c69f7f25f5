//! What a version that does not exist yet may write into a log.

use data_encoding::HEXLOWER;
use session::LogPosition;
use sha2::{Digest as _, Sha256};

/// An entry of a kind that no version knows, as it stands in the tables: whole, and in its place in the chain.
#[derive(Clone, Debug)]
pub struct NewerEntry {
    /// Its number.
    pub seq: u64,
    /// Its time, in milliseconds.
    pub at_ms: i64,
    /// Its content.
    pub payload: String,
    /// The salt of its content's hash, in hexadecimal digits.
    pub salt: String,
    /// The hash of its content, in hexadecimal digits.
    pub payload_hash: String,
    /// The hash of the log up to it, in hexadecimal digits.
    pub hash: String,
}

impl NewerEntry {
    /// The entry after a head, by the server.
    pub fn after(head: LogPosition, at_ms: i64) -> Self {
        let payload = r#"{"event":{"kind":"danced","how":"merrily"}}"#.to_owned();
        let (seq, salt) = (head.seq + 1, [7; 16]);
        let payload_hash = digest(&[&salt, b"", payload.as_bytes()]);
        let hash = digest(&[&head.hash.0, &seq.to_be_bytes(), &at_ms.to_be_bytes(), &payload_hash]);
        let [salt, payload_hash, hash] = [&salt[..], &payload_hash, &hash[..16]].map(|bytes| HEXLOWER.encode(bytes));
        Self { seq, at_ms, payload, salt, payload_hash, hash }
    }

    /// The statements that put it into the log of a session, for any database.
    pub fn statements(&self, session: &str) -> [String; 2] {
        let Self { seq, at_ms, payload, salt, payload_hash, hash } = self;
        [
            format!(
                "INSERT INTO events (session_id, seq, at, payload, salt, payload_hash, hash) \
                 VALUES ('{session}', {seq}, {at_ms}, '{payload}', '{salt}', '{payload_hash}', '{hash}')"
            ),
            format!("UPDATE sessions SET head_seq = {seq}, head_hash = '{hash}' WHERE id = '{session}'"),
        ]
    }
}

/// As the chain of a log has it: each part with its length before it.
fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}
