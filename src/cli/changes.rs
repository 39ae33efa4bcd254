//! `subwatch changes`: what changed at all vendors.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{Exit, args, check, output, sheets, when};
use crate::{
    model::{Change, Slug},
    report::{Column, Report, Sheet, Value},
    store::{Store, changes, changes::Event},
};

pub(super) async fn run(arguments: &args::Arguments, asked: &args::Changes, now: Timestamp) -> anyhow::Result<Exit> {
    output::format(arguments)?;
    let since = when::since(&asked.since, now)?;
    let store = Store::open_existing(&arguments.db).await?;
    let events = changes::since(&mut *store.read().await?, since, asked.vendor.as_deref()).await?;
    store.close().await;
    let contracts = contracts(arguments)?;
    output::report(arguments, &Report::new("Changes").sheet(sheet(&events, since, &contracts)), now)?;
    Ok(Exit::Done)
}

/// Days to object by our own contracts. Without a catalogue there are none: reading the database needs none.
fn contracts(arguments: &args::Arguments) -> anyhow::Result<BTreeMap<Slug, u16>> {
    if !arguments.sources.exists() {
        return Ok(BTreeMap::new());
    }
    let sources = check::catalogue(arguments)?.map(|catalogue| catalogue.sources).unwrap_or_default();
    Ok(sources.into_iter().filter_map(|source| Some((source.slug, source.objection_days?))).collect())
}

/// The changes of many lists, newest first, a row an event.
pub(super) fn sheet(events: &[Event], since: Timestamp, contracts: &BTreeMap<Slug, u16>) -> Sheet {
    let mut sheet = Sheet::new(&format!("Changes since {}", when::day(since)))
        .named("change-feed")
        .when_empty("Nothing changed.")
        .column(Column::text("vendor", "Vendor"))
        .column(Column::time("seen_at", "Seen"))
        .column(Column::badge("kind", "Change"))
        .column(Column::text("name", "Sub-processor"))
        .column(Column::text("entity", "Company").detail())
        .column(Column::text("section", "Section").detail())
        .column(Column::text("field", "Field"))
        .column(Column::edit("edit", "Before and after"))
        .column(Column::long("before", "Before").detail())
        .column(Column::long("after", "After").detail())
        .column(Column::date("object_by", "Object by"))
        .column(Column::time("last_seen_before", "Unchanged until").detail())
        .column(Column::text("slug", "Source").detail());
    let mut vendors = std::collections::BTreeSet::new();
    for event in events {
        vendors.insert(&event.vendor);
        for change in &event.changes.changes {
            let [kind, name, entity, section, field, edit, before, after] = sheets::event(change);
            let object_by = deadline(event, change, contracts).map_or(Value::Empty, Value::Date);
            let until = event.last_seen_before.map_or(Value::Empty, Value::Time);
            let (vendor, seen) = (Value::from(&event.vendor), Value::Time(event.seen_at));
            sheet.push([
                vendor,
                seen,
                kind,
                name,
                entity,
                section,
                field,
                edit,
                before,
                after,
                object_by,
                until,
                Value::from(event.slug.as_str()),
            ]);
        }
        for line in sheets::remarks(&event.changes) {
            sheet = sheet.above(format!("{}: {line}", event.vendor));
        }
    }
    let count = sheet.len();
    let events = if count == 1 { "1 change".to_owned() } else { format!("{count} changes") };
    sheet.below(format!("{events} at {} {}", vendors.len(), if vendors.len() == 1 { "vendor" } else { "vendors" }))
}

/// The last day to object: our contract's days, else those the page prints, counted from the day we saw the change.
/// A removal gives no right to object (GDPR Art. 28(2) speaks of additions and replacements).
fn deadline(event: &Event, change: &Change, contracts: &BTreeMap<Slug, u16>) -> Option<Date> {
    if matches!(change, Change::Removed { .. }) {
        return None;
    }
    let days = contracts.get(&event.slug).copied().or(event.objection_days).or(event.notice_days)?;
    when::day(event.seen_at).checked_add(i64::from(days).days()).ok()
}
