//! Lists and changes as sheets.

use std::fmt::Write;

use super::status;
use crate::{
    crawl::{Night, Visit},
    diff,
    model::{Change, Changes, Listing, Outcome, PageFacts, Status, Subprocessor},
    report::{Column, Sheet, Tone, Value},
};

/// A list, a row a sub-processor.
pub(super) fn listing(title: &str, listing: &Listing) -> Sheet {
    let mut sheet = Sheet::new(title).named("list").when_empty("No list.");
    if let Some(facts) = facts(&listing.page) {
        sheet = sheet.above(facts);
    }
    for warning in &listing.warnings {
        sheet = sheet.above(format!("Warning: {}", warning.0));
    }
    sheet = sheet
        .column(Column::text("name", "Name"))
        .column(Column::text("entity", "Company").detail())
        .column(Column::text("section", "Section").detail())
        .column(Column::long("purpose", "Purpose"))
        .column(Column::text("category", "Category").detail())
        .column(Column::long("data", "Data").detail())
        .column(Column::text("location", "Location"))
        .column(Column::text("entity_location", "Established in").detail())
        .column(Column::codes("countries", "Countries"))
        .column(Column::codes("regions", "Regions").detail())
        .column(Column::text("transfer", "Transfer").detail())
        .column(Column::badge("status", "Status").detail())
        .column(Column::date("effective", "Effective").detail())
        .column(Column::text("applies_to", "Applies to").detail())
        .column(Column::long("notes", "Notes").detail())
        .column(Column::link("link", "Link").detail())
        .column(Column::long("extra", "Other columns").detail());
    for row in &listing.entries {
        sheet.push(cells(row));
    }
    let count = listing.entries.len();
    sheet.below(format!("{count} {}", if count == 1 { "sub-processor" } else { "sub-processors" }))
}

fn cells(row: &Subprocessor) -> [Value; 17] {
    let Subprocessor {
        name,
        entity,
        section,
        purpose,
        category,
        data,
        location,
        entity_location,
        countries,
        regions,
        transfer,
        status,
        effective,
        applies_to,
        notes,
        url,
        extra,
    } = row;
    let optional = |text: &Option<String>| text.as_ref().map_or(Value::Empty, Value::from);
    let tone = match status {
        Status::Current => Tone::Quiet,
        Status::Upcoming => Tone::Warning,
        Status::Removed => Tone::Bad,
    };
    let others: Vec<String> = extra.iter().map(|(header, text)| format!("{header}: {text}")).collect();
    [
        Value::from(name),
        Value::from(entity),
        optional(section),
        optional(purpose),
        Value::from(category.code()),
        optional(data),
        optional(location),
        optional(entity_location),
        Value::codes(countries),
        Value::codes(regions),
        optional(transfer),
        Value::badge(status.code(), tone),
        effective.map_or(Value::Empty, Value::Date),
        optional(applies_to),
        optional(notes),
        url.as_ref().map_or(Value::Empty, |url| Value::link(url, url)),
        Value::from(others.join("; ")),
    ]
}

fn facts(page: &PageFacts) -> Option<String> {
    let PageFacts { title: _, last_updated, notice_days, objection_days, contact, language } = page;
    let mut line = String::new();
    let mut say = |words: String| {
        let _ = write!(line, "{}{words}", if line.is_empty() { "" } else { " · " });
    };
    if let Some(day) = last_updated {
        say(format!("last updated {day}"));
    }
    if let Some(days) = notice_days {
        say(format!("{days} days notice"));
    }
    if let Some(days) = objection_days {
        say(format!("{days} days to object"));
    }
    if let Some(contact) = contact {
        say(format!("contact {contact}"));
    }
    if let Some(language) = language {
        say(format!("language {language}"));
    }
    (!line.is_empty()).then_some(line)
}

/// The changes between two lists, a row an event.
pub(super) fn changes(title: &str, changes: &Changes) -> Sheet {
    let mut sheet = Sheet::new(title).named("changes-table").when_empty("No change.");
    for line in remarks(changes) {
        sheet = sheet.above(line);
    }
    sheet = sheet
        .column(Column::badge("kind", "Change"))
        .column(Column::text("name", "Name"))
        .column(Column::text("entity", "Company").detail())
        .column(Column::text("section", "Section").detail())
        .column(Column::text("field", "Field"))
        .column(Column::edit("edit", "Before and after"))
        .column(Column::long("before", "Before").detail())
        .column(Column::long("after", "After").detail());
    for change in &changes.changes {
        let [kind, name, entity, section, field, edit, before, after] = event(change);
        sheet.push([kind, name, entity, section, field, edit, before, after]);
    }
    sheet.below(tally(changes))
}

/// What is said once for a whole list: columns that came or went, suspicion.
pub(super) fn remarks(changes: &Changes) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(suspicion) = &changes.suspect {
        lines.push(format!("Not believed yet: {}", suspicion.0));
    }
    for (columns, verb) in [(&changes.columns.added, "came"), (&changes.columns.removed, "went")] {
        if !columns.is_empty() {
            lines.push(format!("A column {verb} for every row: {}", columns.join(", ")));
        }
    }
    lines
}

/// How many of which kind, in words.
pub(super) fn tally(changes: &Changes) -> String {
    let count = |kind: &str| changes.changes.iter().filter(|change| change.kind() == kind).count();
    let named = [("added", "added"), ("removed", "removed"), ("renamed", "renamed"), ("changed", "field changes")];
    let parts: Vec<String> = named
        .iter()
        .map(|(kind, words)| (count(kind), words))
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    if parts.is_empty() { "no change".to_owned() } else { parts.join(", ") }
}

/// One event as cells: kind, name, company, section, field, edit, before, after.
pub(super) fn event(change: &Change) -> [Value; 8] {
    let (tone, field, before, after) = match change {
        Change::Added { row } => (Tone::Good, None, None, Some(summary(row))),
        Change::Removed { row } => (Tone::Bad, None, Some(summary(row)), None),
        Change::Renamed { before_name, name, .. } => (Tone::Warning, Some("name"), Some(before_name.clone()), Some(name.clone())),
        Change::Changed { field, before, after, .. } => (Tone::Warning, Some(field.as_str()), before.clone(), after.clone()),
    };
    let edits = diff::words(before.as_deref().unwrap_or_default(), after.as_deref().unwrap_or_default());
    let text = |text: Option<String>| text.map_or(Value::Empty, Value::from);
    [
        Value::badge(change.kind(), tone),
        Value::from(change.name()),
        Value::from(change.entity()),
        change.section().map_or(Value::Empty, Value::from),
        field.map_or(Value::Empty, Value::from),
        Value::Edit(edits),
        text(before),
        text(after),
    ]
}

/// A row in a few words: what it does, with which data, where.
fn summary(row: &Subprocessor) -> String {
    let parts = [row.purpose.as_deref(), row.data.as_deref(), row.location.as_deref().or(row.entity_location.as_deref())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// What a night came to, a row a source.
pub(super) fn night(night: &Night) -> Sheet {
    let mut sheet = Sheet::new("Sources")
        .named("night")
        .when_empty("No source was due.")
        .column(Column::text("source", "Source"))
        .column(Column::text("vendor", "Vendor").detail())
        .column(Column::badge("outcome", "Outcome"))
        .column(Column::text("cause", "Cause").detail())
        .column(Column::long("detail", "What happened"))
        .column(Column::long("advice", "What to do").detail())
        .column(Column::long("remark", "Remark").detail())
        .column(Column::text("alert", "Alert").detail());
    for Visit { slug, vendor, outcome, changes, remark, alert } in &night.visits {
        let [cause, mut detail, advice] = status::told(Some(outcome));
        if matches!(outcome, Outcome::Changed(_)) {
            detail = Value::from(tally(changes));
        }
        let remark = remark.as_ref().map_or(Value::Empty, Value::from);
        let alert = alert.as_ref().map_or(Value::Empty, |alert| Value::from(alert.code()));
        sheet.push([Value::from(slug.as_str()), Value::from(vendor), status::badge(outcome), cause, detail, advice, remark, alert]);
    }
    sheet.below(summary_of(night))
}

/// A night in one line.
pub(super) fn summary_of(night: &Night) -> String {
    let count = |code: &str| night.visits.iter().filter(|visit| visit.outcome.code() == code).count();
    let parts: Vec<String> = ["first", "changed", "unchanged", "suspect", "failed"]
        .into_iter()
        .map(|code| (code, count(code)))
        .filter(|(_, count)| *count > 0)
        .map(|(code, count)| format!("{count} {code}"))
        .collect();
    let looked = format!("{} {}", night.visits.len(), if night.visits.len() == 1 { "source" } else { "sources" });
    let mut line = if parts.is_empty() { looked } else { format!("{looked}: {}", parts.join(", ")) };
    if !night.not_due.is_empty() {
        let _ = write!(line, "; {} not due", night.not_due.len());
    }
    if !night.done.is_empty() {
        let _ = write!(line, "; {} done before the night was cut off", night.done.len());
    }
    if !night.left.is_empty() {
        let _ = write!(line, "; {} left for the next run", night.left.len());
    }
    line
}
