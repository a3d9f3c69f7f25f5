//! A bar for whoever waits at a terminal, and nothing where nobody looks.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How the bar looks, without colours: logs stand beside it.
const TEMPLATE: &str = "{msg} [{bar:30}] {pos} of {len}, {eta} left";
/// How often it is drawn anew while nothing comes.
const TICK: Duration = Duration::from_millis(250);

/// Starts a bar on standard error. It shows nothing where that is no terminal.
pub(crate) fn bar(what: &'static str, total: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr()).with_message(what);
    if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
        bar.set_style(style.progress_chars("=> "));
    }
    if !bar.is_hidden() {
        bar.enable_steady_tick(TICK);
    }
    bar
}
