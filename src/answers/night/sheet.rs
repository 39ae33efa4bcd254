//! A night as tables, as one line, and as warnings.

use super::{
    alert::Alert,
    visits::{Beside, Night, Visit},
};
use crate::{
    answers::{
        days::day,
        draft::{Detail, Draft},
        events,
        outcome::{advice, badge, cause, detail as detail_of, happened},
        words::counted,
    },
    model::{Outcome, Severity, Unchanged},
    report::{Column, Sheet, Value},
};

/// Which visits of a night people are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Every one.
    All,
    /// All but those that the server itself says brought nothing new.
    News,
}

/// With more sources than this a terminal is shown the news only.
const MOST_QUIET: usize = 24;

impl Shown {
    /// What a reader is shown of so many visits.
    #[must_use]
    pub fn of(night: &Night, detail: Detail) -> Self {
        if detail == Detail::Screen && night.visits.len() > MOST_QUIET { Self::News } else { Self::All }
    }
}

/// What a night came to, a row a source, then what changed, a sheet a source.
#[must_use]
pub fn sheets(night: &Night, shown: Shown, detail: Detail) -> Vec<Sheet> {
    let changed = night.visits.iter().filter(|visit| !visit.changed.is_empty());
    let changed = changed
        .map(|visit| events::sheet(&format!("{}: what changed", visit.vendor), &visit.changed, detail));
    [visits(night, shown, detail)].into_iter().chain(changed).collect()
}

fn visits(night: &Night, shown: Shown, detail: Detail) -> Sheet {
    let title = format!("Night of {}", day(night.started));
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
        draft.push(cells(visit));
    }
    let sheet = draft.sheet();
    if sheet.is_empty() {
        return sheet;
    }
    let notes = night.visits.iter().filter(|_| detail == Detail::Screen).flat_map(notes);
    notes.fold(sheet, Sheet::below).below(summary(night))
}

fn cells(Visit { slug, vendor, outcome, changed, remark, alert }: &Visit) -> [Value; 9] {
    let happened = match outcome {
        Outcome::Changed(_) => format!("{}{}", events::tally(changed), at_most(changed.worst())),
        other => happened(other),
    };
    [
        Value::from(slug.as_str()),
        Value::from(vendor),
        badge(outcome),
        Value::from(cause(outcome)),
        Value::from(happened),
        Value::from(detail_of(outcome)),
        Value::from(advice(outcome)),
        Value::from(remark.clone()),
        Value::from(alert.as_ref().map(Alert::code)),
    ]
}

/// What stands below the table of a terminal, which has no column for it.
fn notes(Visit { slug, outcome, remark, alert, .. }: &Visit) -> impl Iterator<Item = String> {
    let recovered = alert.as_ref().filter(|alert| matches!(alert, Alert::Recovered { .. }));
    let notes = [
        advice(outcome).map(|advice| format!("{slug}: {advice}.")),
        recovered.map(|recovered| format!("{slug}: {recovered}.")),
        remark.as_ref().map(|remark| format!("{slug}: {remark}.")),
    ];
    notes.into_iter().flatten()
}

/// How much the gravest of some changes matters, in brackets.
fn at_most(worst: Option<Severity>) -> String {
    worst.map(|severity| format!(" (at most {severity})")).unwrap_or_default()
}

fn is_news(visit: &Visit) -> bool {
    !matches!(visit.outcome, Outcome::Unchanged(Unchanged::NotModified | Unchanged::SameBody))
}

/// A night in one line.
#[must_use]
pub fn summary(night: &Night) -> String {
    let believed = night.visits.iter().filter(|visit| matches!(visit.outcome, Outcome::Changed(_)));
    let worst = believed.filter_map(|visit| visit.changed.worst()).max();
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
    let all = counted(night.visits.len(), "source");
    let looked = if parts.is_empty() { all } else { format!("{all}: {}", parts.join(", ")) };
    [looked].into_iter().chain(beside(&night.beside)).collect::<Vec<_>>().join("; ")
}

/// What is known beside the looks, a clause each.
fn beside(Beside { not_due, done, left, read_again }: &Beside) -> Vec<String> {
    let mut clauses = Vec::new();
    if *not_due > 0 {
        clauses.push(format!("{not_due} not due"));
    }
    if *done > 0 {
        clauses.push(format!("{done} done before the night was cut off"));
    }
    if read_again.pages > 0 {
        clauses.push(read_again.words());
    }
    if *left > 0 {
        clauses.push(format!("stopped early, {left} left for the next run"));
    }
    clauses
}

/// A line for each source that somebody should hear of: what a night without a terminal says of them.
///
/// It is said when a source begins to fail, when it is well again, and once a week between: whoever is told
/// the same every night stops reading.
#[must_use]
pub fn warnings(night: &Night) -> Vec<String> {
    let heard = night.visits.iter().filter_map(|visit| Some((visit, visit.alert.as_ref()?)));
    heard.map(|(visit, alert)| warning(visit, alert)).collect()
}

fn warning(Visit { slug, outcome, .. }: &Visit, alert: &Alert) -> String {
    if outcome.is_success() {
        return format!("note: {slug}: {alert}");
    }
    let advice = advice(outcome).map(|advice| format!("; {advice}")).unwrap_or_default();
    format!("warning: {slug}: {alert}: {}{advice}", happened(outcome))
}
