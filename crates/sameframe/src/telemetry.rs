//! Logs and metrics. Logs go to standard error: standard output is for answers.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use tracing_subscriber::EnvFilter;

use crate::settings::{LogFormat, Settings};

/// How often metrics fold what they have collected.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// The upper bounds of histograms, in seconds, by the beginning of their names.
const BUCKETS: [(&str, &[f64]); 6] = [
    ("sameframe_drift", &[0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.0, 2.0, 5.0]),
    ("sameframe_spread", &[0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1.0, 2.0, 5.0]),
    ("sameframe_round_trip", &[0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0]),
    ("sameframe_bus_round_trip", &[0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0]),
    ("sameframe_hold", &[0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0, 10.0, 30.0, 60.0]),
    ("sameframe_turn", &[0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 2.0]),
];

/// Starts logging. A filter that cannot be read is replaced by the default, and said so.
pub(crate) fn start(settings: &Settings) {
    // The client of NATS tells each attempt; what counts of it, the broker says itself.
    let filter = EnvFilter::try_new(format!("async_nats=off,{}", settings.log));
    let wrong = filter.as_ref().err().map(ToString::to_string);
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|_| EnvFilter::new("async_nats=off,info")))
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    match settings.log_format {
        LogFormat::Text => log.init(),
        LogFormat::Json => log.json().init(),
    }
    if let Some(wrong) = wrong {
        tracing::warn!("the log filter {:?} is wrong, using info: {wrong}", settings.log);
    }
}

/// Starts collecting metrics. Returns what writes the page of them.
pub(crate) fn metrics() -> Option<Arc<dyn Fn() -> String + Send + Sync>> {
    let builder = BUCKETS.iter().try_fold(PrometheusBuilder::new(), |builder, (names, buckets)| {
        builder.set_buckets_for_metric(Matcher::Prefix((*names).to_owned()), buckets)
    });
    let handle = builder.and_then(PrometheusBuilder::install_recorder);
    let handle = handle.inspect_err(|error| tracing::warn!(%error, "no metrics are collected")).ok()?;
    let upkeep = handle.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(UPKEEP_EVERY).await;
            upkeep.run_upkeep();
        }
    });
    Some(Arc::new(move || handle.render()))
}

/// Writes an answer to standard output.
pub(crate) fn say(text: &str) {
    let mut out = std::io::stdout();
    // Nobody may be reading; then there is nobody to tell.
    drop(out.write_all(text.as_bytes()).and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()));
}

/// Writes a complaint to standard error.
pub(crate) fn complain(text: &str) {
    let mut err = std::io::stderr();
    drop(err.write_all(text.as_bytes()).and_then(|()| err.write_all(b"\n")));
}
