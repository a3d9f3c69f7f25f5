//! A bar for whoever waits at a terminal, and nothing where nobody looks.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How the bar looks, without colours: logs stand beside it.
const TEMPLATE: &str = "{msg} [{bar:30}] {pos} of {len}, {eta} left";
/// How it looks for as long as nobody knows how much there is to do.
const TEMPLATE_OPEN: &str = "{msg} {spinner} {pos} so far";
/// How often it is drawn anew while nothing comes.
const TICK: Duration = Duration::from_millis(250);

/// Starts a bar on standard error. It shows nothing where that is no terminal.
pub(crate) fn bar(what: &'static str, total: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr()).with_message(what);
    set_style(&bar, total);
    if !bar.is_hidden() {
        bar.enable_steady_tick(TICK);
    }
    bar
}

/// Shows how much is done, and of how much; of 0 where that is not known.
pub(crate) fn show(bar: &ProgressBar, done: u64, total: u64) {
    if bar.length() != Some(total) {
        bar.set_length(total);
        set_style(bar, total);
    }
    bar.set_position(done);
}

fn set_style(bar: &ProgressBar, total: u64) {
    if let Ok(style) = ProgressStyle::with_template(template(total)) {
        bar.set_style(style.progress_chars("=> "));
    }
}

fn template(total: u64) -> &'static str {
    if total == 0 { TEMPLATE_OPEN } else { TEMPLATE }
}

#[cfg(test)]
mod tests {
    use super::template;

    #[test]
    fn a_bar_of_nobody_knows_how_much_promises_no_end() {
        assert!(!template(0).contains("{bar") && !template(0).contains("{len}") && !template(0).contains("{eta}"));
        assert!(template(40).contains("{bar") && template(40).contains("{len}"));
    }
}
