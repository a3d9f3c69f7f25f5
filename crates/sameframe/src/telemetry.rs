//! Logs and metrics. Logs go to standard error: standard output is for answers.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::time::Duration;

use metrics_exporter_prometheus::PrometheusBuilder;
use tracing_subscriber::EnvFilter;

use crate::settings::{LogFormat, Settings};

/// How often metrics fold what they have collected.
const UPKEEP_EVERY: Duration = Duration::from_secs(5);

/// Starts logging. A filter that cannot be read is replaced by the default, and said so.
pub(crate) fn start(settings: &Settings) {
    let filter = EnvFilter::try_new(&settings.log);
    let wrong = filter.as_ref().err().map(ToString::to_string);
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|_| EnvFilter::new("info")))
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
    let handle = PrometheusBuilder::new().install_recorder();
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
