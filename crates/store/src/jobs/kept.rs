//! The contract, written once for every database that has the two primitives.

use async_trait::async_trait;
use timeline::Timestamp;

use super::contract::{Jobs, RunEnd, StoredJob};
use super::sql;
use crate::error::StoreError;
use crate::handshake::rows::Row;
use crate::handshake::tables::{Statement, Tables, Value};
use crate::tables::Kind::{self, Number, Text};

const JOB: &[Kind] = &[Text, Text, Number, Number, Number, Number, Number, Number, Number, Text, Text, Text, Number];

#[async_trait]
impl<T: Tables> Jobs for T {
    async fn begin_run(
        &self,
        worker: &str,
        holder: &str,
        now: Timestamp,
        lease_ms: i64,
        every_ms: i64,
    ) -> Result<Option<u64>, StoreError> {
        let until = now.plus_ms(lease_ms);
        let begin = Statement::new(sql::BEGIN)
            .text(worker)
            .text(holder)
            .number(now.ms())
            .number(until.ms())
            .number(until.ms())
            .number(now.plus_ms(every_ms).ms());
        if self.write(begin).await? == 0 {
            return Ok(None);
        }
        // No other process has this name, and this one begins one run of a worker at a time.
        let run = self.read(Statement::new(sql::BEGUN).text(worker).text(holder), &[Number]).await?;
        run.into_iter().next().map(|cells| Row::new(cells).number()).transpose()
    }

    async fn hold_run(
        &self,
        worker: &str,
        run: u64,
        until: Timestamp,
        done: u64,
        total: u64,
    ) -> Result<bool, StoreError> {
        let hold = Statement::new(sql::HOLD)
            .text(worker)
            .number(signed(run))
            .number(until.ms())
            .number(signed(done))
            .number(signed(total));
        Ok(self.write(hold).await? > 0)
    }

    async fn end_run(&self, worker: &str, run: u64, end: &RunEnd) -> Result<bool, StoreError> {
        let end = Statement::new(sql::END)
            .text(worker)
            .number(signed(run))
            .number(end.at.ms())
            .number(signed(end.done))
            .text(&end.note)
            .with(Value::Text(end.trouble.as_ref().map(|trouble| format!("{run} {trouble}"))))
            .with(Value::Text(end.failure.clone()))
            .number(end.due_at.ms());
        Ok(self.write(end).await? > 0)
    }

    async fn give_back(&self, worker: &str, holder: &str) -> Result<(), StoreError> {
        self.write(Statement::new(sql::GIVE_BACK).text(worker).text(holder)).await.map(drop)
    }

    async fn ask_for_run(&self, worker: &str, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.write(Statement::new(sql::ASK).text(worker).number(now.ms())).await? > 0)
    }

    async fn jobs(&self) -> Result<Vec<StoredJob>, StoreError> {
        let read = |cells| {
            let mut row = Row::new(cells);
            let mut job = StoredJob {
                name: row.text()?,
                holder: row.text()?,
                run: row.number()?,
                lease_until: row.time()?,
                due_at: row.time()?,
                begun_at: row.time()?,
                ended_at: row.maybe_time()?,
                done: row.number()?,
                total: row.number()?,
                note: row.text()?,
                trouble: row.maybe_text()?,
                failure: row.maybe_text()?,
                failures: row.count()?,
            };
            job.trouble = trouble_of(&job);
            Ok(job)
        };
        self.read(Statement::new(sql::JOBS), JOB).await?.into_iter().map(read).collect()
    }
}

/// A node of an older version ends a run and leaves what was in trouble before. So it is kept with the number of its run, and
/// told of that run, and while the next one goes on.
fn trouble_of(job: &StoredJob) -> Option<String> {
    let last = if job.ended_at.is_some() { job.run } else { job.run.checked_sub(1)? };
    let (run, trouble) = job.trouble.as_ref()?.split_once(' ')?;
    (run.parse() == Ok(last)).then(|| trouble.to_owned())
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
