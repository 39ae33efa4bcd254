//! What changed at all vendors, as sheets.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::told::{Told, VendorChange};
use crate::{
    answers::{
        days::day,
        draft::{Detail, Draft},
        events,
        words::{counted, mark, origin},
    },
    report::{Column, Report, Sheet, Value},
};

/// For spreadsheets and programs: all in one table, the newest first, a row an event.
#[must_use]
pub fn feed(told: &Told) -> Sheet {
    let sheet = Sheet::new(&title(told))
        .named("change-feed")
        .when_empty("Nothing changed; an earlier --since looks further back.")
        .column(Column::text("vendor", "Vendor"))
        .column(Column::time("seen_at", "Seen"));
    let mut sheet = events::columns(Draft::new(sheet, Detail::Record))
        .sheet()
        .column(Column::date("object_by", "Object by"))
        .column(Column::time("last_seen_before", "Unchanged until"))
        .column(Column::text("source", "Source"))
        .column(Column::text("origin", "Origin").detail())
        .column(Column::number("id", "Id"));
    for of_vendor in &told.events {
        let VendorChange { slug, vendor, seen_at, origin: from, last_seen_before, changed, .. } = of_vendor;
        for (event, record) in events::records(changed) {
            let object_by = event.and_then(|event| event.object_by).map(|deadline| deadline.day);
            let id = event.and_then(|event| event.id).map(|id| id.0);
            let mut row = vec![Value::from(vendor), Value::Time(*seen_at)];
            row.extend(record);
            row.extend([
                Value::from(object_by),
                Value::from(*last_seen_before),
                Value::from(slug.as_str()),
                origin(from, Detail::Record),
                Value::from(id),
            ]);
            sheet.push(row);
        }
    }
    if told.events.is_empty() { sheet } else { sheet.below(total(told)) }
}

/// For people: a table for each night on which a vendor changed its page, the newest first.
#[must_use]
pub fn report(told: &Told, detail: Detail) -> Report {
    let report = Report::new(&title(told)).named("change-feed").note(total(told));
    told.events.iter().fold(report, |report, event| report.sheet(of_night(event, detail)))
}

fn of_night(event: &VendorChange, detail: Detail) -> Sheet {
    let VendorChange { slug, vendor, seen_at, origin, last_seen_before, changed, .. } = event;
    let title = format!("{vendor} ({slug}), seen {}{}", day(*seen_at), mark(origin));
    let mut sheet = events::sheet(&title, changed, detail);
    if let Some(until) = last_seen_before {
        sheet = sheet.above(format!("The list was still as before on {}.", day(*until)));
    }
    let deadlines: BTreeSet<Date> =
        changed.events.iter().filter_map(|event| event.object_by).map(|deadline| deadline.day).collect();
    match deadlines.first() {
        Some(day) => sheet.above(format!("Object to what was added by {day}.")),
        None => sheet,
    }
}

fn title(told: &Told) -> String {
    let until = told.until.map(|until| format!(" until {}", day(until))).unwrap_or_default();
    format!("Changes since {}{until}", day(told.since))
}

fn total(told: &Told) -> String {
    let vendors: BTreeSet<&str> = told.events.iter().map(|event| event.vendor.as_str()).collect();
    let count = told.events.iter().map(|event| event.changed.count()).sum();
    format!("{} at {}", counted(count, "change"), counted(vendors.len(), "vendor"))
}
