//! `subwatch history`: the versions of a list, and with `-v` every look at it.

use std::fmt::Write;

use anyhow::bail;
use jiff::Timestamp;

use super::{
    Exit, args, coverage,
    draft::{Detail, Draft},
    events, output, source, status, when,
    words::{counted, origin},
};
use crate::{
    model::{Changes, Outcome, VersionCause},
    normalise::derive,
    report::{Column, Report, Sheet, Tone, Value},
    store::{
        Store, changes,
        imports::{self, Imported},
        looks::{self, Look},
        rulings::{self, Ruling},
        versions::{self, Summary},
    },
};

pub(super) async fn run(
    arguments: &args::Arguments,
    history: &args::History,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let detail = Detail::asked(arguments)?;
    let store = Store::open_existing(&arguments.db).await?;
    let mut read = store.read().await?;
    let slug = source::named(&mut read, &history.source).await?;
    if history.coverage {
        let coverage = coverage::of(&mut read, &slug, now).await?;
        drop(read);
        store.close().await;
        return coverage::print(arguments, &coverage, detail, now);
    }
    let looks = looks::of(&mut read, &slug).await?;
    let brought = imports::of(&mut read, &slug).await?;
    let mut told = Vec::new();
    for version in versions::of(&mut read, &slug).await? {
        let changes = derive::changes(changes::of(&mut read, version.id).await?);
        told.push((version, changes));
    }
    let rulings = rulings::of(&mut read, &slug).await?;
    drop(read);
    store.close().await;
    if looks.is_empty() && told.is_empty() && brought.is_empty() {
        bail!("`{slug}` has not been looked at yet; run `subwatch crawl`");
    }
    let versions = versions_sheet(&format!("Versions of {slug}"), &told, (&looks, brought.len()), detail);
    let versions = rulings.iter().fold(versions, |sheet, ruling| sheet.below(ruled(ruling, &looks)));
    if arguments.verbose == 0 {
        output::sheet(arguments, &versions, now)?;
    } else {
        let mut report = Report::new(&format!("History of {slug}"))
            .named("history")
            .sheet(versions)
            .sheet(looks_sheet(&looks));
        if !brought.is_empty() {
            report = report.sheet(brought_sheet(&brought, detail));
        }
        output::report(arguments, &report, now)?;
    }
    Ok(Exit::Done)
}

fn versions_sheet(
    title: &str,
    versions: &[(Summary, Changes)],
    (looks, brought): (&[Look], usize),
    detail: Detail,
) -> Sheet {
    let sheet = Sheet::new(title).named("versions").when_empty("No list has been read yet.");
    let mut draft = Draft::new(sheet, detail)
        .column(Detail::Screen, Column::time("seen_at", "Seen"))
        .column(Detail::Screen, Column::badge("cause", "Changed by"))
        .column(Detail::Screen, Column::number("rows", "Rows"))
        .column(Detail::Screen, Column::text("origin", "Origin"))
        .column(Detail::Record, Column::number("changes", "Changes"))
        .column(Detail::Screen, Column::long("what", "What changed"))
        .column(Detail::Record, Column::number("version", "Version"))
        .column(Detail::Record, Column::number("capture", "Capture"));
    for (at, (version, changes)) in versions.iter().enumerate() {
        let Summary { id, capture, seen_at, cause, extractor: _, origin: from, rows, changes: count } =
            version;
        let first = at + 1 == versions.len();
        let tally = || {
            if changes.is_empty() {
                "the list as it stood already".to_owned()
            } else {
                events::tally(changes)
            }
        };
        let (badge, what) = match cause {
            VersionCause::Vendor if first => (Value::Empty, "the first list".to_owned()),
            VersionCause::Vendor => (Value::badge("vendor", Tone::Warning), tally()),
            VersionCause::Ours => (
                Value::badge("ours", Tone::Quiet),
                format!("the same page, read by a better reader: {}", events::tally(changes)),
            ),
        };
        let [id, capture] = [id.0, capture.0].map(Value::from);
        let from = origin(from, detail);
        draft.push([
            Value::Time(*seen_at),
            badge,
            Value::from(*rows),
            from,
            Value::from(*count),
            Value::from(what),
            id,
            capture,
        ]);
    }
    let brought =
        if brought == 0 { String::new() } else { format!("; {}", counted(brought, "imported page")) };
    draft.sheet().below(format!("{}{brought}", tally(looks)))
}

/// A ruling, with why the list was not believed.
fn ruled(ruling: &Ruling, looks: &[Look]) -> String {
    let Ruling { at, decision, capture, digest: _ } = ruling;
    let look = looks.iter().find(|look| look.capture == Some(*capture));
    let reason = look
        .and_then(|look| status::detail(&look.outcome))
        .map(|reason| format!(" ({reason})"))
        .unwrap_or_default();
    let seen = look.map(|look| format!(" of {}", when::day(look.at))).unwrap_or_default();
    format!("{} on {}: the list{seen}{reason}", decision.code(), when::day(*at))
}

fn tally(looks: &[Look]) -> String {
    let count = |wanted: fn(&Outcome) -> bool| looks.iter().filter(|look| wanted(&look.outcome)).count();
    let since = looks.last().map(|first| format!(" since {}", when::day(first.at))).unwrap_or_default();
    let mut line = format!("{}{since}", counted(looks.len(), "look"));
    let (failed, suspect) = (
        count(|outcome| matches!(outcome, Outcome::Failed(..))),
        count(|outcome| matches!(outcome, Outcome::Suspect(_))),
    );
    for (count, word) in [(failed, "failed"), (suspect, "suspect")] {
        if count > 0 {
            let _ = write!(line, ", {count} {word}");
        }
    }
    line
}

/// Pages that somebody brought, those too that made no version.
fn brought_sheet(brought: &[Imported], detail: Detail) -> Sheet {
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
pub(super) fn looks_sheet(looks: &[Look]) -> Sheet {
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
        let happened = Value::from(status::happened(outcome));
        sheet.push([
            Value::Time(*at),
            status::badge(outcome),
            happened,
            Value::from(*rows),
            Value::from(*requests),
            Value::from(remark.clone()),
        ]);
    }
    sheet
}
