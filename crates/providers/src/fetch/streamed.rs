//! An answer that is passed on while it arrives, and no more of it than there may be.

use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::unfold;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Instant, timeout_at};

use super::error::FetchError;
use super::expect::Expect;

/// How long an answer may take to begin: what is asked for may still have to be made.
pub(super) const BEGINS_WITHIN: Duration = Duration::from_secs(25);
/// How long it may take as a whole, from when it was asked for.
pub(super) const ENDS_WITHIN: Duration = Duration::from_mins(2);

/// How long an answer is said to be, and what follows.
pub(super) type Begun = (Option<u64>, Incoming);

/// An answer on its way. Nothing of it is kept here: who takes nothing lets the other side wait, and who drops it hangs up.
#[derive(Debug)]
pub struct Streamed {
    body: Incoming,
    length: Option<u64>,
    expect: Expect,
    bytes_left: u64,
    until: Instant,
    /// Its place among those that are passed on.
    _place: OwnedSemaphorePermit,
}

impl Streamed {
    pub(super) fn new((length, body): Begun, expect: Expect, until: Instant, place: OwnedSemaphorePermit) -> Self {
        Self { body, length, expect, bytes_left: expect.bytes_max() as u64, until, _place: place }
    }

    /// Returns how many bytes there are, where the server says so.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Returns the next piece; nothing at the end.
    pub async fn next(&mut self) -> Option<Result<Bytes, FetchError>> {
        loop {
            let frame = match timeout_at(self.until, self.body.frame()).await {
                Ok(frame) => frame?,
                Err(_) => return Some(Err(FetchError::Late)),
            };
            let Ok(frame) = frame else { return Some(Err(FetchError::BrokenOff)) };
            let Ok(piece) = frame.into_data() else { continue };
            let Some(bytes_left) = self.bytes_left.checked_sub(piece.len() as u64) else {
                return Some(Err(self.expect.too_large()));
            };
            self.bytes_left = bytes_left;
            return Some(Ok(piece));
        }
    }

    /// Returns all pieces; an error is the last one.
    pub fn into_pieces(self) -> impl Stream<Item = Result<Bytes, FetchError>> + Send {
        unfold(Some(self), async |streamed| {
            let mut streamed = streamed?;
            let piece = streamed.next().await?;
            let goes_on = piece.is_ok();
            Some((piece, goes_on.then_some(streamed)))
        })
    }
}
