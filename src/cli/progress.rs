//! What a crawl shows while it goes on: a bar at a terminal, nothing anywhere else.

use std::{io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::Arguments;
use crate::crawl::{Step, Visit};

/// How often the time that has passed is drawn anew.
const TICK: Duration = Duration::from_millis(500);

/// A bar on standard error, or one that is never drawn: from cron, in a pipe, with `-q`.
pub(super) fn bar(arguments: &Arguments, sources: usize) -> ProgressBar {
    if arguments.quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let length = u64::try_from(sources).unwrap_or(u64::MAX);
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
    // The template is fixed text; should it ever be wrong, the plain bar will do.
    if let Ok(style) = ProgressStyle::with_template("{pos:>4}/{len} {wide_bar} {elapsed} {msg:>24}") {
        bar.set_style(style);
    }
    // Shown before the first source has ended: a host that does not answer is waited for long.
    bar.enable_steady_tick(TICK);
    bar
}

/// One visit more.
pub(super) fn advance(bar: &ProgressBar, visit: &Visit) {
    bar.set_message(visit.slug.to_string());
    bar.inc(1);
}

/// One kept page more was read again.
pub(super) fn reread(bar: &ProgressBar, step: &Step) {
    let count = |count| u64::try_from(count).unwrap_or(u64::MAX);
    bar.set_length(count(step.total));
    bar.set_position(count(step.done));
    bar.set_message(format!("again: {}", step.slug));
}
