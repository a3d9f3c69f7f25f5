//! Reads an answer, and no more of it than there may be: what counts is its size once unpacked.

use std::io::{self, Write};

use bytes::{Bytes, BytesMut};
use flate2::write::GzDecoder;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use http_body_util::BodyExt as _;
use hyper::body::Incoming;

use super::error::FetchError;
use super::expect::Expect;

/// Reads the body of an answer.
pub(super) async fn read(headers: &HeaderMap, body: Incoming, expect: Expect) -> Result<Bytes, FetchError> {
    if length(headers).is_some_and(|length| length > expect.bytes_max() as u64) && !expect.may_be_cut() {
        return Err(expect.too_large());
    }
    let mut taken = Unpacking::of(headers, expect.bytes_max())?;
    let mut body = body;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| FetchError::BrokenOff)?.into_data() else { continue };
        let before = taken.room().bytes.len();
        match taken.take(&data) {
            Ok(()) if expect.is_enough(&taken.room().bytes, before) => return Ok(taken.into_bytes()),
            Ok(()) => {}
            Err(_) if taken.room().is_full && expect.may_be_cut() => return Ok(taken.into_bytes()),
            Err(_) if taken.room().is_full => return Err(expect.too_large()),
            Err(_) => return Err(FetchError::Unreadable),
        }
    }
    taken.finish(expect)
}

/// Returns how long the body is said to be.
pub(super) fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

enum Unpacking {
    Plain(Room),
    Gzip(Box<GzDecoder<Room>>),
}

impl Unpacking {
    fn of(headers: &HeaderMap, bytes_max: usize) -> Result<Self, FetchError> {
        let room = Room { bytes: BytesMut::new(), bytes_max, is_full: false };
        match headers.get(CONTENT_ENCODING).map_or("identity", |value| value.to_str().unwrap_or("unknown")) {
            "identity" | "" => Ok(Self::Plain(room)),
            "gzip" | "x-gzip" => Ok(Self::Gzip(Box::new(GzDecoder::new(room)))),
            _ => Err(FetchError::Unreadable),
        }
    }

    fn take(&mut self, data: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(room) => room.write_all(data),
            Self::Gzip(decoder) => decoder.write_all(data),
        }
    }

    fn room(&self) -> &Room {
        match self {
            Self::Plain(room) => room,
            Self::Gzip(decoder) => decoder.get_ref(),
        }
    }

    fn into_bytes(self) -> Bytes {
        match self {
            Self::Plain(room) => room.bytes.freeze(),
            Self::Gzip(mut decoder) => std::mem::take(&mut decoder.get_mut().bytes).freeze(),
        }
    }

    fn finish(self, expect: Expect) -> Result<Bytes, FetchError> {
        match self {
            Self::Plain(room) => Ok(room.bytes.freeze()),
            Self::Gzip(mut decoder) => match decoder.try_finish() {
                Ok(()) => Ok(std::mem::take(&mut decoder.get_mut().bytes).freeze()),
                Err(_) if decoder.get_ref().is_full => Err(expect.too_large()),
                Err(_) => Err(FetchError::BrokenOff),
            },
        }
    }
}

/// Room for so many bytes. What no longer fits is an error, and the beginning stays.
struct Room {
    bytes: BytesMut,
    bytes_max: usize,
    is_full: bool,
}

impl Write for Room {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let fits = data.len().min(self.bytes_max - self.bytes.len());
        let (fitting, _) = data.split_at(fits);
        self.bytes.extend_from_slice(fitting);
        if fits < data.len() {
            self.is_full = true;
            return Err(io::ErrorKind::StorageFull.into());
        }
        Ok(fits)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
