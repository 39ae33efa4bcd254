//! A night as a table, as one line, and as warnings.

use std::fmt::Write;

use super::{
    draft::{Detail, Draft},
    events, output, reread, status, when,
    words::counted,
};
use crate::{
    crawl::{Alert, Night, Visit},
    diff::severity,
    model::{Outcome, Severity, Unchanged},
    report::{Column, Sheet, Value},
};

/// Which visits of a night people are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// Every one.
    All,
    /// All but those that the server itself says brought nothing new.
    News,
}

/// With more sources than this a terminal is shown the news only.
const MOST_QUIET: usize = 24;

impl Shown {
    /// What a terminal is shown of so many visits.
    pub(super) fn of(night: &Night, detail: Detail) -> Self {
        if detail == Detail::Screen && night.visits.len() > MOST_QUIET { Self::News } else { Self::All }
    }
}

/// What a night came to, a row a source, then what changed, a sheet a source.
pub(super) fn sheets(night: &Night, shown: Shown, detail: Detail) -> Vec<Sheet> {
    let mut sheets = vec![sheet(night, shown, detail)];
    for visit in night.visits.iter().filter(|visit| !visit.changes.is_empty()) {
        sheets.push(events::sheet(
            &format!("{}: what changed", visit.vendor),
            &visit.changes,
            when::day(night.started),
            detail,
        ));
    }
    sheets
}

fn sheet(night: &Night, shown: Shown, detail: Detail) -> Sheet {
    let title = format!("Night of {}", when::day(night.started));
    let mut draft = Draft::new(Sheet::new(&title).named("night").when_empty(summary(night)), detail)
        .column(Detail::Screen, Column::text("source", "Source"))
        .column(Detail::Page, Column::text("vendor", "Vendor").detail())
        .column(Detail::Screen, Column::badge("outcome", "Outcome"))
        .column(Detail::Record, Column::text("cause", "Cause"))
        .column(Detail::Screen, Column::long("happened", "What happened"))
        .column(Detail::Page, Column::long("detail", "Detail").detail())
        .column(Detail::Page, Column::long("advice", "What to do").detail())
        .column(Detail::Record, Column::long("remark", "Remark"))
        .column(Detail::Record, Column::text("alert", "Alert"));
    for visit in night.visits.iter().filter(|visit| shown == Shown::All || is_news(visit)) {
        let Visit { slug, vendor, outcome, changes, remark, alert } = visit;
        let happened = match outcome {
            Outcome::Changed(_) => format!(
                "{}{}",
                events::tally(changes),
                at_most(severity::worst(changes, when::day(night.started)))
            ),
            other => status::happened(other),
        };
        draft.push([
            Value::from(slug.as_str()),
            Value::from(vendor),
            status::badge(outcome),
            Value::from(status::cause(outcome)),
            Value::from(happened),
            Value::from(status::detail(outcome)),
            Value::from(status::advice(outcome)),
            Value::from(remark.clone()),
            Value::from(alert.as_ref().map(Alert::code)),
        ]);
    }
    let mut sheet = draft.sheet();
    if sheet.is_empty() {
        return sheet;
    }
    if detail == Detail::Screen {
        for Visit { slug, outcome, remark, alert, .. } in &night.visits {
            if let Some(advice) = status::advice(outcome) {
                sheet = sheet.below(format!("{slug}: {advice}."));
            }
            if let Some(recovered @ Alert::Recovered { .. }) = alert {
                sheet = sheet.below(format!("{slug}: {recovered}."));
            }
            if let Some(remark) = remark {
                sheet = sheet.below(format!("{slug}: {remark}."));
            }
        }
    }
    sheet.below(summary(night))
}

/// How much the gravest of some changes matters, in brackets.
fn at_most(worst: Option<Severity>) -> String {
    worst.map(|severity| format!(" (at most {severity})")).unwrap_or_default()
}

fn is_news(visit: &Visit) -> bool {
    !matches!(visit.outcome, Outcome::Unchanged(Unchanged::NotModified | Unchanged::SameBody))
}

/// A night in one line.
pub(super) fn summary(night: &Night) -> String {
    let believed = night.visits.iter().filter(|visit| matches!(visit.outcome, Outcome::Changed(_)));
    let worst = believed.filter_map(|visit| severity::worst(&visit.changes, when::day(night.started))).max();
    let count = |code: &str| night.visits.iter().filter(|visit| visit.outcome.code() == code).count();
    let parts: Vec<String> = ["first", "changed", "unchanged", "suspect", "failed"]
        .into_iter()
        .map(|code| (code, count(code)))
        .filter(|(_, count)| *count > 0)
        .map(|(code, count)| match code {
            "first" => format!("{count} read for the first time"),
            "changed" => format!("{count} changed{}", at_most(worst)),
            _ => format!("{count} {code}"),
        })
        .collect();
    let mut line = counted(night.visits.len(), "source");
    if !parts.is_empty() {
        let _ = write!(line, ": {}", parts.join(", "));
    }
    if !night.not_due.is_empty() {
        let _ = write!(line, "; {} not due", night.not_due.len());
    }
    if !night.done.is_empty() {
        let _ = write!(line, "; {} done before the night was cut off", night.done.len());
    }
    if night.reread.read > 0 {
        let _ = write!(line, "; {}", reread::summary(&night.reread));
    }
    if !night.left.is_empty() {
        let _ = write!(line, "; stopped early, {} left for the next run", night.left.len());
    }
    line
}

/// A line on standard error for each source that somebody should hear of: what a night without a terminal
/// says of them.
///
/// It is said when a source begins to fail, when it is well again, and once a week between: whoever is told
/// the same every night stops reading.
pub(super) fn warn(night: &Night) {
    for Visit { slug, outcome, alert, .. } in &night.visits {
        let Some(alert) = alert else { continue };
        if outcome.is_success() {
            output::complain(&format!("note: {slug}: {alert}"));
        } else {
            let advice = status::advice(outcome).map(|advice| format!("; {advice}")).unwrap_or_default();
            output::complain(&format!("warning: {slug}: {alert}: {}{advice}", status::happened(outcome)));
        }
    }
}
