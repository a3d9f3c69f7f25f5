//! Clears away what has been over for long.

use std::time::Duration;

use async_trait::async_trait;
use timeline::Timestamp;

use crate::worker::{Context, Failure, Report, Worker};

/// For how long invitations, knocks and links are kept that are over, in milliseconds.
const ENTRY_KEPT_MS: i64 = 30 * 24 * 3_600 * 1_000;
/// For how long it is remembered which sign-ins were revoked and what was spent, in milliseconds.
const SIGN_IN_KEPT_MS: i64 = 24 * 3_600 * 1_000;

/// For how long it is kept who was shown what in an experiment that is over, in milliseconds.
const EXPOSURE_KEPT_MS: i64 = 90 * 24 * 3_600 * 1_000;

/// Takes out invitations that have been over for a month, sign-ins that were revoked a day ago, and who took part in experiments
/// that have been over for 90 days.
pub struct Retention;

#[async_trait]
impl Worker for Retention {
    fn name(&self) -> &'static str {
        "retention"
    }

    fn about(&self) -> &'static str {
        "Clears away invitations and experiments' exposures that have been over for long, and sign-ins that were revoked."
    }

    fn every(&self) -> Duration {
        Duration::from_hours(1)
    }

    async fn run(&self, context: &Context) -> Result<Report, Failure> {
        let before = |kept_ms: i64| Timestamp::from_ms(context.now.ms().saturating_sub(kept_ms));
        context.progress.set_total(3);
        let mut done = 0;
        if let Some(handshakes) = context.store.handshakes() {
            done += handshakes.sweep_handshakes(before(ENTRY_KEPT_MS)).await?;
        }
        context.progress.add(1);
        if let Some(accounts) = context.store.accounts() {
            done += accounts.sweep_accounts(before(SIGN_IN_KEPT_MS)).await?;
        }
        context.progress.add(1);
        if let Some(experiments) = context.store.experiments() {
            done += experiments.sweep_exposures(before(EXPOSURE_KEPT_MS)).await?;
        }
        context.progress.add(1);
        let note = if done == 0 { "nothing was due".to_owned() } else { format!("{done} rows cleared away") };
        Ok(Report::new(done, note))
    }
}
