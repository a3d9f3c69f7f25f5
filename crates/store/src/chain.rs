//! The running hash over a log.
//!
//! ```text
//! payload_hash = SHA-256(salt, member, payload)              with a random salt for each entry
//! hash(n)      = SHA-256(hash(n-1), seq, at, payload_hash)   the first 16 bytes
//! ```
//!
//! The chain runs over the payload's salted hash and not over the payload: what was taken back loses payload and salt and
//! keeps the hash, from which nothing can be guessed. Such an entry is sound where a later one says that it was taken
//! back (`verify.rs`). Each part goes in with its length, so that no
//! two differ only in where one part ends.

use session::ChainHash;
use sha2::{Digest as _, Sha256};
use timeline::Timestamp;

/// The hash of one entry's content.
pub(crate) fn payload_hash(salt: &[u8], member: &str, payload: &str) -> [u8; 32] {
    digest(&[salt, member.as_bytes(), payload.as_bytes()])
}

/// The running hash after an entry.
pub(crate) fn next(before: ChainHash, seq: u64, at: Timestamp, payload_hash: &[u8; 32]) -> ChainHash {
    let whole = digest(&[&before.0, &seq.to_be_bytes(), &at.ms().to_be_bytes(), payload_hash]);
    let mut hash = ChainHash::default();
    hash.0.copy_from_slice(&whole[..16]);
    hash
}

fn digest(parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use session::ChainHash;
    use timeline::Timestamp;

    use super::{next, payload_hash};

    #[test]
    fn every_part_of_an_entry_counts() {
        let start = ChainHash::default();
        let at = Timestamp::from_ms(7);
        let hash =
            |before, seq, at, salt: &[u8], member, payload| next(before, seq, at, &payload_hash(salt, member, payload));
        let first = hash(start, 1, at, b"salt", "ana", "{}");
        assert_eq!(first, hash(start, 1, at, b"salt", "ana", "{}"));
        for other in [
            hash(first, 1, at, b"salt", "ana", "{}"),
            hash(start, 2, at, b"salt", "ana", "{}"),
            hash(start, 1, at.plus_ms(1), b"salt", "ana", "{}"),
            hash(start, 1, at, b"pepper", "ana", "{}"),
            hash(start, 1, at, b"salt", "ana{", "}"),
            hash(start, 1, at, b"salta", "na", "{}"),
        ] {
            assert_ne!(other, first);
        }
    }
}
