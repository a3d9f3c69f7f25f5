//! `sameframe verify`

use std::fmt;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::bail;
use session::{LogPosition, SessionId};
use store::{Outage, Store, StoreError};

use crate::export::named_session;
use crate::settings::Settings;
use crate::{parts, progress, telemetry};

/// How many sessions are asked for at a time.
const PAGE: u32 = 500;

/// What was found in all logs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// How many are as they were written.
    pub(crate) sound: u64,
    /// How many are not.
    pub(crate) damaged: u64,
    /// How many entries the sound ones have.
    pub(crate) entries: u64,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sound, damaged, entries } = self;
        write!(f, "{} sessions verified ({entries} events)", sound + damaged)?;
        if *damaged > 0 { write!(f, ", {damaged} of them DAMAGED") } else { Ok(()) }
    }
}

/// Computes every log's chain anew, or that of one session, beside a server that may be running.
pub(crate) async fn verify(settings: &Settings, session: Option<&str>) -> anyhow::Result<ExitCode> {
    let store = parts::look_at_store(settings)?;
    match session {
        Some(session) => one_log(settings, &*store, &named_session(session)?).await,
        None => all_logs(&*store).await,
    }
}

async fn one_log(settings: &Settings, store: &dyn Store, id: &SessionId) -> anyhow::Result<ExitCode> {
    let start = Instant::now();
    match sort(id, store.verify(id).await)? {
        Ok(None) => bail!("there is no session {id} in {}", settings.place()),
        Ok(Some(head)) => {
            let took = start.elapsed();
            telemetry::say(&format!("session {id}: {} events, every one as it was written, in {took:.1?}", head.seq));
            Ok(ExitCode::SUCCESS)
        }
        Err(damage) => {
            telemetry::say(&format!("DAMAGED {damage}"));
            Ok(ExitCode::FAILURE)
        }
    }
}

/// Verifies everything in a store, names what is damaged, and sums up. Returns whether all is well as an exit status.
pub(crate) async fn all_logs(store: &dyn Store) -> anyhow::Result<ExitCode> {
    let start = Instant::now();
    let bar = progress::bar("verifying", count(store).await?);
    let found = every_log(store, |damage| {
        bar.inc(1);
        if let Some(damage) = damage {
            bar.suspend(|| telemetry::say(&format!("DAMAGED {damage}")));
        }
    })
    .await;
    bar.finish_and_clear();
    let found = found?;
    telemetry::say(&summary(found, start.elapsed()));
    Ok(if found.damaged > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn summary(found: Found, took: Duration) -> String {
    let advice = if found.damaged > 0 { "; a backup has them as they were" } else { "" };
    format!("{found} in {took:.1?}{advice}")
}

/// Verifies one log after another and goes on after a damaged one; `each` hears of every log, with what is wrong with it.
/// Fails only where the store cannot be read.
pub(crate) async fn every_log(store: &dyn Store, mut each: impl FnMut(Option<&str>)) -> Result<Found, StoreError> {
    let mut found = Found::default();
    let mut after = None;
    loop {
        let ids = store.ids(after.as_ref(), PAGE).await?;
        for id in &ids {
            match sort(id, store.verify(id).await)? {
                // It has been deleted meanwhile.
                Ok(None) => {}
                Ok(Some(head)) => {
                    found.sound += 1;
                    found.entries += head.seq;
                    each(None);
                }
                Err(damage) => {
                    found.damaged += 1;
                    each(Some(&damage));
                }
            }
        }
        after = ids.into_iter().last();
        if after.is_none() {
            return Ok(found);
        }
    }
}

/// A log that is as it was written, with its head; or what is wrong with it.
type Verified = Result<Option<LogPosition>, String>;

/// Sorts what a verification said: a damaged log is an answer, a store that is away is none.
fn sort(id: &SessionId, result: Result<Option<LogPosition>, StoreError>) -> Result<Verified, StoreError> {
    match result {
        Ok(head) => Ok(Ok(head)),
        Err(error @ StoreError::Corrupt { .. }) => Ok(Err(error.to_string())),
        Err(StoreError::Unavailable { outage: Outage::Damaged, source }) => {
            Ok(Err(format!("session {id} cannot be read: {source}")))
        }
        Err(error) => Err(error),
    }
}

async fn count(store: &dyn Store) -> Result<u64, StoreError> {
    let mut count = 0;
    let mut after = None;
    loop {
        let ids = store.ids(after.as_ref(), PAGE).await?;
        count += ids.len() as u64;
        after = ids.into_iter().last();
        if after.is_none() {
            return Ok(count);
        }
    }
}
