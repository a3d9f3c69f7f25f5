//! A question and its answer.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue};
use url::Url;

use super::expect::Expect;

/// How long an answer may take, from looking up the name to its last byte, and whether it is waited for the budget.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Patience {
    /// Somebody waits for it.
    #[default]
    Somebody,
    /// Nobody does, so that there is time until a question may be asked.
    Background,
}

impl Patience {
    pub(super) fn within(self) -> Duration {
        match self {
            Self::Somebody => Duration::from_secs(8),
            Self::Background => Duration::from_secs(30),
        }
    }
}

/// A question.
#[derive(Clone, Debug)]
pub struct Ask {
    pub(super) url: Url,
    pub(super) expect: Expect,
    pub(super) headers: Vec<(HeaderName, HeaderValue)>,
    pub(super) part: Option<(u64, u64)>,
}

impl Ask {
    /// Asks for what is at an address.
    pub fn new(url: Url, expect: Expect) -> Self {
        Self { url, expect, headers: Vec::new(), part: None }
    }

    /// Sends a header along, to the server of the address and to no other that it may send on to.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Asks for so many bytes from one on; a server may send all the same.
    #[must_use]
    pub fn bytes(mut self, from: u64, count: u64) -> Self {
        self.part = Some((from, from.saturating_add(count.saturating_sub(1))));
        self
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Where it was found, after being sent on.
    pub url: Url,
    /// What it says it is, in small letters and without parameters; empty where it says nothing.
    pub mime: String,
    /// What is there, or its beginning.
    pub bytes: Bytes,
    /// How many bytes the whole has, where the server says so.
    pub whole_bytes: Option<u64>,
    /// Whether the server gives parts, so that one can go to a moment of a film.
    pub gives_parts: bool,
}
