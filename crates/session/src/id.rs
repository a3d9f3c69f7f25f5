//! Identifiers: opaque, short, and safe in a URL, a file name and a bus subject.

use std::fmt;
use std::sync::Arc;

use crate::limits::ID_BYTES_MAX;

/// The text is no identifier: empty, too long, or with characters that are not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadId;

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident, also $extra:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            #[doc = concat!("Reads an identifier: 1 to 64 ASCII letters, digits, `-`, `_`, and any of `", $extra, "`.")]
            pub fn parse(text: &str) -> Result<Self, BadId> {
                let allowed = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c) || $extra.contains(c);
                let fits = (1..=ID_BYTES_MAX).contains(&text.len());
                if fits && text.chars().all(allowed) { Ok(Self(text.into())) } else { Err(BadId) }
            }

            /// Returns the identifier as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

identifier!(
    /// Names a session; it is in the link, and who knows it may look in.
    SessionId, also ""
);
impl SessionId {
    /// Makes the id of a session that is kept in database number `shard`, counted from 0, out of a text that no other
    /// session has: `3-k2j9`, and plain `k2j9` in the first.
    pub fn in_shard(shard: u32, unique: &str) -> Result<Self, BadId> {
        if shard == 0 { Self::parse(unique) } else { Self::parse(&format!("{shard}-{unique}")) }
    }

    /// Returns the number of the database that keeps this session, counted from 0.
    pub fn shard(&self) -> u32 {
        let number = self.0.split_once('-').filter(|(number, _)| number.bytes().all(|byte| byte.is_ascii_digit()));
        number.and_then(|(number, _)| number.parse().ok()).unwrap_or(0)
    }
}

identifier!(
    /// Names a person in a session: the id of their user.
    MemberId, also ""
);
identifier!(
    /// Names a video: the same for the same address.
    VideoId, also ""
);
identifier!(
    /// Names one command of one member, so that a repeat is done once.
    CommandId, also ".:"
);

identifier!(
    /// Names a note over the replay of a session.
    NoteId, also ""
);

#[cfg(test)]
mod tests {
    use super::{BadId, CommandId, SessionId};

    #[test]
    fn what_could_break_a_url_or_a_subject_is_no_id() {
        for text in ["", "a.b", "a b", "../x", "a*", "a>", "é", "a\n", &"x".repeat(65)] {
            assert_eq!(SessionId::parse(text), Err(BadId), "{text:?}");
        }
        assert!(SessionId::parse("k2_J-9").is_ok());
        assert!(CommandId::parse("tab1:42.a").is_ok());
    }

    #[test]
    fn a_session_says_which_database_keeps_it() {
        let shard = |text: &str| SessionId::parse(text).unwrap().shard();
        for number in [0, 1, 47] {
            assert_eq!(SessionId::in_shard(number, "k2j9").unwrap().shard(), number);
        }
        assert_eq!([shard("k2j9"), shard("-k2"), shard("k-2"), shard("99999999999-k")], [0, 0, 0, 0]);
    }
}
