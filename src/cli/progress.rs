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
    let bar = ProgressBar::with_draw_target(Some(count(sources)), ProgressDrawTarget::stderr());
    // The template is fixed text; should it ever be wrong, the plain bar will do.
    if let Ok(style) = ProgressStyle::with_template("{pos:>4}/{len} {wide_bar} {elapsed} {msg:>24}") {
        bar.set_style(style);
    }
    // Shown before the first source has ended: a host that does not answer is waited for long.
    bar.enable_steady_tick(TICK);
    bar
}

/// So many visits of so many are done; before the first one the bar may have been that of the pages read
/// again.
pub(super) fn visit(bar: &ProgressBar, visit: &Visit, (done, expected): (usize, usize)) {
    draw(bar, done, expected, visit.slug.to_string());
}

/// One kept page more was read again.
pub(super) fn reread(bar: &ProgressBar, step: &Step) {
    draw(bar, step.done, step.total, format!("again: {}", step.slug));
}

fn draw(bar: &ProgressBar, done: usize, of: usize, message: String) {
    bar.set_length(count(of));
    bar.set_position(count(done));
    bar.set_message(message);
}

fn count(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
