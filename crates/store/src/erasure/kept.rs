//! The contract, written once for every database that has the primitives.

use async_trait::async_trait;
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};
use session::{Erased, Eraser, MemberId, Name, SessionId};
use timeline::Timestamp;

use super::contract::{Erasure, Held, HeldFrom, HeldPart, HeldValue, PersonalData};
use super::sql;
use crate::error::StoreError;
use crate::handshake::tables::{Cell, Statement, Tables};
use crate::record::Payload;
use crate::rows::{self, EventRow};
use crate::tables::Kind::{Number, Text};
use crate::verify::VERIFY_PAGE;

/// How many rows are read at a time.
const HELD_PAGE: u32 = 200;
/// How many entries are written at the same time, so that some of them share a commit.
const WRITES_AT_ONCE: usize = 64;

#[async_trait]
impl<T: Tables> PersonalData for T {
    async fn held(
        &self,
        user: &MemberId,
        part: &'static HeldPart,
        from: HeldFrom,
    ) -> Result<(Vec<Held>, Option<HeldFrom>), StoreError> {
        let page = Statement::new(part.sql).text(user).number(HELD_PAGE).number(from.offset);
        let rows = self.read(page, part.kinds).await?;
        let more = rows.len() == HELD_PAGE as usize;
        let held = |cells: Vec<Cell>| part.names.iter().copied().zip(cells.into_iter().map(value)).collect();
        let next = HeldFrom { offset: from.offset + HELD_PAGE, ..from };
        Ok((rows.into_iter().map(held).collect(), more.then_some(next)))
    }

    async fn sessions_naming(
        &self,
        user: &MemberId,
        after: Option<&SessionId>,
        limit: u32,
    ) -> Result<Vec<(SessionId, bool)>, StoreError> {
        // An id has only letters, digits, `-` and `_`, and the last one would stand for any character.
        let pattern = format!("%\"{}\"%", user.as_str().replace('_', "\\_"));
        let after = after.map_or("", SessionId::as_str);
        let page = Statement::new(sql::NAMING).text(user).text(&pattern).text(after).number(limit);
        let session = |mut cells: Vec<Cell>| {
            let names = matches!(cells.pop(), Some(Cell::Number(Some(1))));
            match cells.pop() {
                Some(Cell::Text(Some(id))) => SessionId::parse(&id).ok().map(|id| (id, names)),
                _ => None,
            }
        };
        Ok(self.read(page, &[Text, Number]).await?.into_iter().filter_map(session).collect())
    }

    async fn begin_erasure(&self, user: &MemberId, now: Timestamp) -> Result<(), StoreError> {
        self.write(Statement::new(sql::BEGIN).text(user).number(now.ms())).await?;
        self.write(Statement::new(sql::SIGN_OUT).text(user).number(now.ms())).await?;
        for forget in sql::FORGET_WAYS {
            self.write(Statement::new(forget).text(user)).await?;
        }
        self.write(Statement::new(sql::FORGET_NAME).text(user).text(&Name::erased())).await.map(drop)
    }

    async fn take_erasure(&self, now: Timestamp, until: Timestamp) -> Result<Option<Erasure>, StoreError> {
        let due = self.read(Statement::new(sql::DUE).number(now.ms()), &[Text, Text, Number, Number]).await?;
        let Some(due) = due.first().and_then(|cells| erasure(cells)) else { return Ok(None) };
        self.keep_erasure(due, until).await
    }

    async fn keep_erasure(&self, erasure: Erasure, until: Timestamp) -> Result<Option<Erasure>, StoreError> {
        // What is kept twice within a millisecond must differ, for nobody else to take it for theirs.
        let due_at = if until > erasure.due_at { until } else { erasure.due_at.plus_ms(1) };
        let keep = Statement::new(sql::KEEP)
            .text(&erasure.user)
            .number(erasure.due_at.ms())
            .text(erasure.reached.as_ref().map_or("", SessionId::as_str))
            .number(erasure.passes)
            .number(due_at.ms());
        Ok((self.write(keep).await? > 0).then_some(Erasure { due_at, ..erasure }))
    }

    async fn end_erasure(&self, erasure: &Erasure) -> Result<(), StoreError> {
        self.write(Statement::new(sql::END).text(&erasure.user)).await.map(drop)
    }

    async fn erase_user(&self, user: &MemberId) -> Result<(), StoreError> {
        for erase in sql::ERASE_USER {
            self.write(Statement::new(erase).text(user)).await?;
        }
        Ok(())
    }

    async fn erase_from_log(&self, session: &SessionId, user: &MemberId) -> Result<u64, StoreError> {
        let (mut eraser, mut after, mut changed) = (Eraser::new(user.clone()), 0, 0);
        let mut at_the_end = Vec::new();
        loop {
            let page = Statement::new(crate::sql::READ).text(session).number(rows::number(after)).number(VERIFY_PAGE);
            let page = self.read(page, &[Number, Number, Text, Text, Text, Text, Text]).await?;
            let is_last = page.len() < VERIFY_PAGE as usize;
            let mut rewrites = Vec::new();
            for cells in page {
                let row = EventRow::of_cells(session, cells)?;
                after = row.seq();
                match rewrite(session, row, &mut eraser)? {
                    Some((statement, Moment::Now)) => rewrites.push(statement),
                    Some((statement, Moment::AtTheEnd)) => at_the_end.push(statement),
                    None => {}
                }
            }
            let writes = stream::iter(rewrites).map(|rewrite| self.write(rewrite)).buffer_unordered(WRITES_AT_ONCE);
            changed += writes.try_fold(0, |sum, rows| async move { Ok(sum + rows) }).await?;
            if is_last {
                break;
            }
        }
        // These have few words each, and are as many as somebody has changed the rules of a chat by hand.
        for rewrite in at_the_end.into_iter().rev() {
            changed += self.write(rewrite).await?;
        }
        for erase in sql::ERASE_MESSAGES {
            self.write(Statement::new(erase).text(session).text(user)).await?;
        }
        Ok(changed)
    }

    async fn erase_traces(&self, user: &MemberId) -> Result<(), StoreError> {
        for erase in sql::ERASE_TRACES {
            self.write(Statement::new(erase).text(user)).await?;
        }
        Ok(())
    }

    async fn settle_erased(&self) -> Result<bool, StoreError> {
        self.settle().await
    }
}

/// When an entry is rewritten.
enum Moment {
    Now,
    /// After all others, from the last to the first.
    AtTheEnd,
}

/// What is written in place of an entry and when, if something is.
fn rewrite(session: &SessionId, row: EventRow, eraser: &mut Eraser) -> Result<Option<(Statement, Moment)>, StoreError> {
    let (seq, salt) = (row.seq(), row.salt().to_owned());
    let stored = row.entry(session)?;
    let (event, moment) = match eraser.take(&stored.entry) {
        Erased::Kept => return Ok(None),
        Erased::Emptied => (None, Moment::Now),
        Erased::Rewritten(event) => (Some(event), Moment::Now),
        Erased::RewrittenAtTheEnd(event) => (Some(event), Moment::AtTheEnd),
    };
    let (payload, seal) = event.map_or_else(Default::default, |event| {
        let payload = Payload::new(&event, stored.entry.screen.as_ref()).to_json();
        let seal = rows::seal(stored.entry.by.as_ref().map_or("", MemberId::as_str), &payload);
        (payload, seal)
    });
    let rewrite = Statement::new(sql::REWRITE).text(session).number(rows::number(seq));
    Ok(Some((rewrite.text(&payload).text(&seal).text(&salt), moment)))
}

fn erasure(cells: &[Cell]) -> Option<Erasure> {
    let [Cell::Text(Some(user)), Cell::Text(Some(reached)), Cell::Number(Some(passes)), Cell::Number(Some(due_at))] =
        cells
    else {
        return None;
    };
    Some(Erasure {
        user: MemberId::parse(user).ok()?,
        reached: SessionId::parse(reached).ok(),
        passes: u32::try_from(*passes).unwrap_or(u32::MAX),
        due_at: Timestamp::from_ms(*due_at),
    })
}

fn value(cell: Cell) -> HeldValue {
    match cell {
        Cell::Text(Some(text)) => HeldValue::Text(text),
        Cell::Number(Some(number)) => HeldValue::Number(number),
        Cell::Text(None) | Cell::Number(None) => HeldValue::Nothing,
    }
}
