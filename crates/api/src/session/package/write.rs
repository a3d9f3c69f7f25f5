//! Writing the file, a page at a time.

use std::sync::Arc;

use bytes::Bytes;
use data_encoding::HEXLOWER;
use futures_util::stream::{Stream, try_unfold};
use session::{LogPosition, SessionId};
use sha2::{Digest as _, Sha256};
use store::{NoteCursor, PortableEntry, Store, StoreError};
use timeline::Timestamp;

use super::line::{End, FORMAT, Header, Line, NoteLine, VERSION};

/// How many events are read and sent at a time.
const EVENTS_PAGE: u32 = 500;
/// How many notes.
const NOTES_PAGE: u32 = 100;

/// Returns a session as a file: its whole log up to `head`, and the notes over it.
pub fn export(
    store: Arc<dyn Store>,
    session: SessionId,
    head: LogPosition,
    now: Timestamp,
) -> impl Stream<Item = Result<Bytes, StoreError>> + Send {
    let writer = Writer { store, session, head, now, lines: 0, sum: Sha256::new(), next: Next::Header };
    try_unfold(writer, |mut writer| async move { Ok(writer.page().await?.map(|page| (page, writer))) })
}

struct Writer {
    store: Arc<dyn Store>,
    session: SessionId,
    head: LogPosition,
    now: Timestamp,
    lines: u64,
    sum: Sha256,
    next: Next,
}

/// What comes next in the file.
enum Next {
    Header,
    Events { after: u64 },
    Notes { after: Option<NoteCursor> },
    End,
    Nothing,
}

impl Writer {
    async fn page(&mut self) -> Result<Option<Bytes>, StoreError> {
        loop {
            let (lines, next) = match &self.next {
                Next::Header => (vec![self.header()], Next::Events { after: 0 }),
                Next::Events { after } => self.events(*after).await?,
                Next::Notes { after } => self.notes(after.as_ref()).await?,
                Next::End => {
                    let sha256 = HEXLOWER.encode(&self.sum.clone().finalize());
                    (vec![Line::End(End { lines: self.lines, sha256 })], Next::Nothing)
                }
                Next::Nothing => return Ok(None),
            };
            self.next = next;
            if !lines.is_empty() {
                return Ok(Some(self.written(&lines)));
            }
        }
    }

    fn header(&self) -> Line {
        Line::Session(Header {
            format: FORMAT.to_owned(),
            version: VERSION,
            session: self.session.to_string(),
            events: self.head.seq,
            written_at_ms: self.now.ms(),
            written_by: concat!("sameframe ", env!("CARGO_PKG_VERSION")).to_owned(),
        })
    }

    async fn events(&self, after: u64) -> Result<(Vec<Line>, Next), StoreError> {
        let page = self.store.read(&self.session, after, EVENTS_PAGE).await?;
        // What has been appended since the header was written is not part of the file.
        let page: Vec<_> = page.iter().filter(|stored| stored.position.seq <= self.head.seq).collect();
        let next = match page.last() {
            Some(last) if last.position.seq < self.head.seq => Next::Events { after: last.position.seq },
            Some(_) | None => Next::Notes { after: None },
        };
        Ok((page.into_iter().map(|stored| Line::Event(Box::new(PortableEntry::from(stored)))).collect(), next))
    }

    async fn notes(&self, after: Option<&NoteCursor>) -> Result<(Vec<Line>, Next), StoreError> {
        let page = self.store.notes(&self.session, after, NOTES_PAGE).await?;
        let next = match page.last() {
            Some(last) => Next::Notes { after: Some(NoteCursor { at: last.at, id: last.id.clone() }) },
            None => Next::End,
        };
        Ok((page.iter().map(|note| Line::Note(NoteLine::from(note))).collect(), next))
    }

    #[expect(clippy::expect_used, reason = "numbers, texts and enums always serialise")]
    fn written(&mut self, lines: &[Line]) -> Bytes {
        let mut text = String::new();
        for line in lines {
            text += &serde_json::to_string(line).expect("a line holds only numbers, texts and enums");
            text.push('\n');
        }
        self.lines += lines.len() as u64;
        self.sum.update(text.as_bytes());
        text.into()
    }
}
