//! What names a provider, and a video at a provider.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The longest name of a provider, in bytes.
pub const PROVIDER_ID_BYTES_MAX: usize = 48;
/// The longest name of a video at its provider, in bytes: an address.
pub const KEY_BYTES_MAX: usize = 2_048;

/// The text names no provider, or no video of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no name of a provider or of a video")]
pub struct BadKey;

/// Names a provider: `youtube`, or `jellyfin:home` where there may be several of a sort.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProviderId(Arc<str>);

impl ProviderId {
    /// Reads small letters, digits and hyphens, with one colon between sort and name at the most.
    pub fn parse(text: &str) -> Result<Self, BadKey> {
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        let (sort, name) = text.split_once(':').unwrap_or((text, "x"));
        let is_name = text.len() <= PROVIDER_ID_BYTES_MAX && is_word(sort) && is_word(name);
        if is_name { Ok(Self(text.into())) } else { Err(BadKey) }
    }

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns what comes before the colon: `jellyfin` of `jellyfin:home`.
    pub fn sort(&self) -> &str {
        self.0.split(':').next().unwrap_or_default()
    }
}

impl TryFrom<String> for ProviderId {
    type Error = BadKey;

    fn try_from(text: String) -> Result<Self, BadKey> {
        Self::parse(&text)
    }
}

impl From<ProviderId> for String {
    fn from(id: ProviderId) -> Self {
        id.0.as_ref().to_owned()
    }
}

impl fmt::Display for ProviderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names a video, playlist or channel: the provider, and what it is called there. Never an address that expires.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Key {
    /// Whose it is.
    pub provider: ProviderId,
    /// What it is called there.
    pub external: String,
}

impl Key {
    /// Makes the name of something at a provider.
    pub fn new(provider: &ProviderId, external: &str) -> Result<Self, BadKey> {
        let is_key = !external.is_empty() && external.len() <= KEY_BYTES_MAX && !external.contains(char::is_control);
        if is_key { Ok(Self { provider: provider.clone(), external: external.into() }) } else { Err(BadKey) }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.provider, self.external)
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, ProviderId};

    #[test]
    fn a_provider_has_a_plain_name() {
        for good in ["youtube", "jellyfin:home", "feed:a-1"] {
            assert_eq!(ProviderId::parse(good).unwrap().as_str(), good);
        }
        for bad in ["", ":", "a:", ":a", "You", "a:b:c", "a b", &"x".repeat(49)] {
            assert!(ProviderId::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(ProviderId::parse("jellyfin:home").unwrap().sort(), "jellyfin");
    }

    #[test]
    fn a_key_has_no_controls_in_it() {
        let file = ProviderId::parse("file").unwrap();
        assert_eq!(Key::new(&file, "https://example.org/a").unwrap().to_string(), "file:https://example.org/a");
        for bad in ["", "a\nb", &"x".repeat(2_049)] {
            assert!(Key::new(&file, bad).is_err(), "{bad}");
        }
    }
}
