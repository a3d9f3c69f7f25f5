//! Where something can be loaded from by a page.

use std::fmt;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::key::KEY_BYTES_MAX;

/// An http or https address without a password in it, or a path on this server.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Location(String);

impl Location {
    /// Takes an address that a page may load; nothing where it may not.
    pub fn of(url: &Url) -> Option<Self> {
        let is_plain =
            matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
        (is_plain && url.as_str().len() <= KEY_BYTES_MAX).then(|| Self(url.as_str().into()))
    }

    /// Reads an address as text.
    pub fn parse(text: &str) -> Option<Self> {
        Self::of(&Url::parse(text).ok()?)
    }

    /// Reads an address that may be relative to another one.
    pub fn join(base: &Url, text: &str) -> Option<Self> {
        Self::of(&base.join(text).ok()?)
    }

    /// Takes a path on this server, which begins with one slash.
    pub fn here(path: &str) -> Option<Self> {
        let is_path = path.starts_with('/') && !path.starts_with("//") && !path.contains(char::is_control);
        (is_path && path.len() <= KEY_BYTES_MAX).then(|| Self(path.into()))
    }

    /// Returns it as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Location;

    #[test]
    fn only_what_a_page_may_load_is_a_location() {
        assert_eq!(Location::parse("https://example.org/ a").unwrap().as_str(), "https://example.org/%20a");
        assert_eq!(Location::here("/media/a.mp4").unwrap().as_str(), "/media/a.mp4");
        for bad in ["javascript:alert(1)", "data:image/png,x", "https://a:b@example.org/", "/a.png", "", "file:///a"] {
            assert!(Location::parse(bad).is_none(), "{bad}");
        }
        for bad in ["//example.org/a", "a", "", "/a\n"] {
            assert!(Location::here(bad).is_none(), "{bad}");
        }
    }
}
