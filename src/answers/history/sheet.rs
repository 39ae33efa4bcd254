//! What became of one list, as sheets.

use std::fmt::Write;

use super::versions::{Dated, History};
use crate::{
    answers::{
        days::day,
        draft::{Detail, Draft},
        events,
        outcome::{self, badge, happened},
        words::{counted, origin},
    },
    model::{Outcome, VersionCause},
    report::{Column, Report, Sheet, Tone, Value},
    store::{imports::Imported, looks::Look, rulings::Ruling, versions::Summary},
};

/// The versions, a row each, and below what people decided.
#[must_use]
pub fn versions(history: &History, detail: Detail) -> Sheet {
    let History { slug, versions, looks, rulings, brought } = history;
    let title = format!("Versions of {slug}");
    let sheet = Sheet::new(&title).named("versions").when_empty("No list has been read yet.");
    let mut draft = Draft::new(sheet, detail)
        .column(Detail::Screen, Column::time("seen_at", "Seen"))
        .column(Detail::Screen, Column::badge("cause", "Changed by"))
        .column(Detail::Screen, Column::number("rows", "Rows"))
        .column(Detail::Screen, Column::text("origin", "Origin"))
        .column(Detail::Record, Column::number("changes", "Changes"))
        .column(Detail::Screen, Column::long("what", "What changed"))
        .column(Detail::Record, Column::number("version", "Version"))
        .column(Detail::Record, Column::number("capture", "Capture"));
    for (at, version) in versions.iter().enumerate() {
        let Summary { id, capture, seen_at, cause: _, extractor: _, origin: from, rows, changes } =
            &version.summary;
        let (badge, what) = if at + 1 == versions.len() { first(version) } else { later(version) };
        draft.push([
            Value::Time(*seen_at),
            badge,
            Value::from(*rows),
            origin(from, detail),
            Value::from(*changes),
            Value::from(what),
            Value::from(id.0),
            Value::from(capture.0),
        ]);
    }
    let pages = match brought.len() {
        0 => String::new(),
        count => format!("; {}", counted(count, "imported page")),
    };
    let sheet = draft.sheet().below(format!("{}{pages}", tally(looks)));
    rulings.iter().fold(sheet, |sheet, ruling| sheet.below(ruled(ruling, looks)))
}

/// Who changed the oldest version, and what.
fn first(version: &Dated) -> (Value, String) {
    match version.summary.cause {
        VersionCause::Vendor => (Value::Empty, "the first list".to_owned()),
        VersionCause::Ours => later(version),
    }
}

/// Who changed a version that stands after another, and what.
fn later(Dated { summary, changed }: &Dated) -> (Value, String) {
    match summary.cause {
        VersionCause::Vendor if changed.is_empty() => {
            (Value::badge("vendor", Tone::Warning), "the list as it stood already".to_owned())
        }
        VersionCause::Vendor => (Value::badge("vendor", Tone::Warning), events::tally(changed)),
        VersionCause::Ours => (
            Value::badge("ours", Tone::Quiet),
            format!("the same page, read by a better reader: {}", events::tally(changed)),
        ),
    }
}

/// A ruling, with why the list was not believed.
fn ruled(ruling: &Ruling, looks: &[Look]) -> String {
    let Ruling { at, decision, capture, digest: _ } = ruling;
    let look = looks.iter().find(|look| look.capture == Some(*capture));
    let reason = look
        .and_then(|look| outcome::detail(&look.outcome))
        .map(|reason| format!(" ({reason})"))
        .unwrap_or_default();
    let seen = look.map(|look| format!(" of {}", day(look.at))).unwrap_or_default();
    format!("{} on {}: the list{seen}{reason}", decision.code(), day(*at))
}

fn tally(looks: &[Look]) -> String {
    let count = |is_meant: fn(&Outcome) -> bool| looks.iter().filter(|look| is_meant(&look.outcome)).count();
    let since = looks.last().map(|first| format!(" since {}", day(first.at))).unwrap_or_default();
    let mut line = format!("{}{since}", counted(looks.len(), "look"));
    let (failed, suspect) = (
        count(|outcome| matches!(outcome, Outcome::Failed(..))),
        count(|outcome| matches!(outcome, Outcome::Suspect(_))),
    );
    for (count, word) in [(failed, "failed"), (suspect, "suspect")] {
        if count > 0 {
            // Writing to a `String` cannot fail.
            let _ = write!(line, ", {count} {word}");
        }
    }
    line
}

/// Versions, every look, and pages that somebody brought.
#[must_use]
pub fn report(history: &History, detail: Detail) -> Report {
    let report = Report::new(&format!("History of {}", history.slug))
        .named("history")
        .sheet(versions(history, detail))
        .sheet(looks(&history.looks));
    if history.brought.is_empty() { report } else { report.sheet(brought(&history.brought, detail)) }
}

/// Pages that somebody brought, those too that made no version.
#[must_use]
pub fn brought(brought: &[Imported], detail: Detail) -> Sheet {
    let mut sheet = Sheet::new("Imported pages")
        .named("imported")
        .column(Column::time("at", "Stands at"))
        .column(Column::text("origin", "From"))
        .column(Column::number("version", "Version"))
        .column(Column::number("capture", "Capture").detail());
    for Imported { capture, at, origin: from, version } in brought {
        let version = Value::from(version.map(|version| version.0));
        sheet.push([Value::Time(*at), origin(from, detail), version, Value::from(capture.0)]);
    }
    sheet.below(
        "A page without a version shows the list that stood then already, none, or one that is not believed.",
    )
}

/// Every look.
#[must_use]
pub fn looks(looks: &[Look]) -> Sheet {
    let mut sheet = Sheet::new("Looks")
        .named("looks")
        .column(Column::time("at", "When"))
        .column(Column::badge("outcome", "Outcome"))
        .column(Column::long("happened", "What happened"))
        .column(Column::number("rows", "Rows").detail())
        .column(Column::number("requests", "Requests").detail())
        .column(Column::long("remark", "Remark").detail());
    for look in looks {
        let Look { run: _, at, outcome, capture: _, rows, extractor: _, requests, elapsed: _, remark } = look;
        sheet.push([
            Value::Time(*at),
            badge(outcome),
            Value::from(happened(outcome)),
            Value::from(*rows),
            Value::from(*requests),
            Value::from(remark.clone()),
        ]);
    }
    sheet
}
