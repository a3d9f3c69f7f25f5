//! The log: its entries, and positions in it.

use std::fmt;

use timeline::Timestamp;

use crate::event::{Event, Screen};
use crate::id::MemberId;

/// One entry of the log.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its number: dense, from 1.
    pub seq: u64,
    /// When it happened, in server time; never before the entry before it.
    pub at: Timestamp,
    /// Who did it; `None` is the server.
    pub by: Option<MemberId>,
    /// What happened.
    pub event: Event,
    /// What is on screen from then on, where the event changed it. Readers need no rules to know it.
    pub screen: Option<Screen>,
}

/// A position in a log: the number of its last entry, and the running hash over all entries up to it.
///
/// The hash tells a restored backup or a failover that lost entries from a log without a gap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LogPosition {
    /// The number of the last entry; 0 before the first.
    pub seq: u64,
    /// The running hash.
    pub hash: ChainHash,
}

/// The running hash over a log, 16 bytes. All zero before the first entry.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ChainHash(pub [u8; 16]);

/// The text is not 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadHash;

impl ChainHash {
    /// Reads 32 hexadecimal digits, as [`fmt::Display`] writes them.
    pub fn parse(text: &str) -> Result<Self, BadHash> {
        let digits = text.as_bytes();
        let mut hash = [0; 16];
        if digits.len() != 2 * hash.len() {
            return Err(BadHash);
        }
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            let digit = |d: u8| char::from(d).to_digit(16).and_then(|d| u8::try_from(d).ok()).ok_or(BadHash);
            *byte = digit(pair[0])? * 16 + digit(pair[1])?;
        }
        Ok(Self(hash))
    }
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::{BadHash, ChainHash};

    #[test]
    fn a_hash_reads_back_as_it_was_written() {
        let hash = ChainHash([0, 1, 15, 16, 127, 128, 255, 9, 10, 11, 12, 13, 14, 200, 201, 202]);
        assert_eq!(ChainHash::parse(&hash.to_string()), Ok(hash));
        for text in ["", "00", &"g".repeat(32), &"é".repeat(16)] {
            assert_eq!(ChainHash::parse(text), Err(BadHash), "{text:?}");
        }
    }
}
