//! Where the next page of a list begins, as clients carry it.

use protocol::Code;
use session::SessionId;
use store::Cursor;
use timeline::Timestamp;

use crate::failure::Failure;

pub(crate) fn write(at: Timestamp, id: &SessionId) -> String {
    format!("{}.{id}", at.ms())
}

pub(crate) fn read(text: &str) -> Result<Cursor, Failure> {
    let read = || {
        let (at_ms, id) = text.split_once('.')?;
        Some(Cursor { at: Timestamp::from_ms(at_ms.parse().ok()?), id: SessionId::parse(id).ok()? })
    };
    read().ok_or_else(|| Failure::new(Code::BadRequest, "the cursor must be the next of another page, unchanged"))
}
