//! `subwatch changes`: what changed at all vendors.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, ToSpan, civil::Date};

use super::{
    Exit, args, check,
    draft::{Detail, Draft},
    events, output, source, when,
    words::{counted, mark, origin},
};
use crate::{
    diff::severity,
    model::{Change, Columns, Severity, Slug, Status},
    normalise::derive,
    report::{Column, Report, Sheet, Value},
    store::{Store, changes, changes::Event},
};

/// Days to object by our own contracts.
pub(super) type Contracts = BTreeMap<Slug, u16>;

pub(super) async fn run(
    arguments: &args::Arguments,
    asked: &args::Changes,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let detail = Detail::asked(arguments)?;
    let since = when::since(asked.since, now)?;
    let store = Store::open_existing(&arguments.db).await?;
    let mut read = store.read().await?;
    if let Some(vendor) = &asked.vendor {
        source::of_vendor(&mut read, vendor).await?;
    }
    let events = changes::since(&mut read, since, asked.vendor.as_deref()).await?;
    let mut events: Vec<Event> = events.into_iter().map(|event| event.map(derive::changes)).collect();
    if let Some(least) = asked.at_least {
        graver(&mut events, least);
    }
    drop(read);
    store.close().await;
    let contracts = contracts(arguments);
    if detail == Detail::Record || events.is_empty() {
        output::sheet(arguments, &feed(&events, since, &contracts), now)?;
    } else {
        output::report(arguments, &by_night(&events, since, &contracts, detail), now)?;
    }
    Ok(Exit::Done)
}

/// Leaves the changes that matter at least so much.
fn graver(events: &mut Vec<Event>, least: Severity) {
    for event in events.iter_mut() {
        let day = when::day(event.seen_at);
        let graver: Vec<bool> = event
            .changes
            .changes
            .iter()
            .map(|change| severity::weigh(change, day).severity >= least)
            .collect();
        let (mut of_changes, mut of_ids) = (graver.iter(), graver.iter());
        event.changes.changes.retain(|_| of_changes.next() == Some(&true));
        event.ids.retain(|_| of_ids.next() == Some(&true));
        if severity::weigh_columns(&event.changes.columns).is_some_and(|weight| weight.severity < least) {
            event.changes.columns = Columns::default();
        }
    }
    events.retain(|event| !event.changes.is_empty());
}

/// Without a catalogue there are none: reading the database needs none.
fn contracts(arguments: &args::Arguments) -> Contracts {
    let sources =
        check::catalogue_if_readable(arguments).map(|catalogue| catalogue.sources).unwrap_or_default();
    sources.into_iter().filter_map(|source| Some((source.slug, source.objection_days?))).collect()
}

/// For spreadsheets and programs: all in one table, the newest first, a row an event.
pub(super) fn feed(events: &[Event], since: Timestamp, contracts: &Contracts) -> Sheet {
    let sheet = Sheet::new(&title(since))
        .named("change-feed")
        .when_empty("Nothing changed; an earlier --since looks further back.")
        .column(Column::text("vendor", "Vendor"))
        .column(Column::time("seen_at", "Seen"));
    let draft = events::columns(Draft::new(sheet, Detail::Record));
    let mut sheet = draft
        .sheet()
        .column(Column::date("object_by", "Object by"))
        .column(Column::time("last_seen_before", "Unchanged until"))
        .column(Column::text("source", "Source"))
        .column(Column::text("origin", "Origin").detail())
        .column(Column::number("id", "Id"));
    for event in events {
        for (at, record) in events::records(&event.changes, when::day(event.seen_at)) {
            let change = at.and_then(|at| Some((event.changes.changes.get(at)?, event.ids.get(at)?)));
            let mut row = vec![Value::from(&event.vendor), Value::Time(event.seen_at)];
            row.extend(record);
            let object_by = change.and_then(|(change, _)| deadline(event, change, contracts));
            row.extend([
                Value::from(object_by),
                Value::from(event.last_seen_before),
                Value::from(event.slug.as_str()),
            ]);
            row.extend([origin(&event.origin, Detail::Record), Value::from(change.map(|(_, id)| id.0))]);
            sheet.push(row);
        }
    }
    if events.is_empty() { sheet } else { sheet.below(total(events)) }
}

/// For people: a table for each night on which a vendor changed its page, the newest first.
fn by_night(events: &[Event], since: Timestamp, contracts: &Contracts, detail: Detail) -> Report {
    let mut report = Report::new(&title(since)).named("change-feed").note(total(events));
    for event in events {
        let title = format!(
            "{} ({}), seen {}{}",
            event.vendor,
            event.slug,
            when::day(event.seen_at),
            mark(&event.origin)
        );
        let mut sheet =
            events::sheet_with(&title, &event.changes, &event.ids, when::day(event.seen_at), detail);
        if let Some(until) = event.last_seen_before {
            sheet = sheet.above(format!("The list was still as before on {}.", when::day(until)));
        }
        let days: BTreeSet<Date> =
            event.changes.changes.iter().filter_map(|change| deadline(event, change, contracts)).collect();
        if let Some(day) = days.first() {
            sheet = sheet.above(format!("Object to what was added by {day}."));
        }
        report = report.sheet(sheet);
    }
    report
}

fn title(since: Timestamp) -> String {
    format!("Changes since {}", when::day(since))
}

fn total(events: &[Event]) -> String {
    let vendors: BTreeSet<&str> = events.iter().map(|event| event.vendor.as_str()).collect();
    let count = |event: &Event| {
        event.changes.changes.len() + event.changes.columns.added.len() + event.changes.columns.removed.len()
    };
    format!("{} at {}", counted(events.iter().map(count).sum(), "change"), counted(vendors.len(), "vendor"))
}

/// The last day to object: our contract's days, else those the page prints for it, else the notice it
/// promises, counted from the day on which we saw the change.
///
/// GDPR Art. 28(2) gives the right to object to additions and replacements. A new name of a company may stand
/// for another legal person and counts as one; a removal, and other words about a company that stays, do not.
fn deadline(event: &Event, change: &Change, contracts: &Contracts) -> Option<Date> {
    match change {
        Change::Added { row, .. } if row.derived.status != Status::Removed => {}
        Change::Renamed { .. } => {}
        Change::Added { .. } | Change::Removed { .. } | Change::Changed { .. } => return None,
    }
    let days = contracts.get(&event.slug).copied().or(event.objection_days).or(event.notice_days)?;
    when::day(event.seen_at).checked_add(i64::from(days).days()).ok()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        model::{ChangeId, Changes, Origin, Subprocessor, VersionId},
        report::{Format, Look, render},
    };

    fn event(objection_days: Option<u16>, notice_days: Option<u16>) -> Event {
        Event {
            slug: "acme".parse().unwrap(),
            vendor: "Acme".to_owned(),
            version: VersionId(2),
            seen_at: "2026-05-03T02:10:00Z".parse().unwrap(),
            origin: Origin::Crawled,
            last_seen_before: None,
            notice_days,
            objection_days,
            changes: Changes::default(),
            ids: Vec::new(),
        }
    }

    fn added() -> Change {
        Change::Added { row: Arc::new(Subprocessor::named("New Ltd")), split_from: None }
    }

    #[test]
    fn our_contract_wins_over_the_page_and_objection_over_notice() {
        let day = |event: &Event, contracts: &Contracts| {
            deadline(event, &added(), contracts).map(|day| day.to_string())
        };
        let (none, ours) = (Contracts::new(), Contracts::from([("acme".parse().unwrap(), 10)]));
        assert_eq!(day(&event(Some(14), Some(30)), &ours).as_deref(), Some("2026-05-13"));
        assert_eq!(day(&event(Some(14), Some(30)), &none).as_deref(), Some("2026-05-17"));
        assert_eq!(day(&event(None, Some(30)), &none).as_deref(), Some("2026-06-02"));
        assert_eq!(day(&event(None, None), &none), None);
    }

    #[test]
    fn only_what_matters_enough_is_left() {
        let note = || Change::of_field(Subprocessor::named("A"), "notes", None, Some("see below"));
        let columns = Columns { added: vec!["notes".into()], removed: vec![] };
        let with = |changes: Vec<Change>| Event {
            ids: (1..=changes.len()).filter_map(|id| i64::try_from(id).ok().map(ChangeId)).collect(),
            changes: Changes { changes, columns: columns.clone(), suspect: None },
            ..event(None, None)
        };
        let mut events = vec![with(vec![note(), added()]), with(vec![note()]), with(vec![])];
        graver(&mut events, Severity::High);
        let changes = Changes { changes: vec![added()], ..Changes::default() };
        assert_eq!(events, [Event { changes, ids: vec![ChangeId(2)], ..event(None, None) }]);
    }

    #[test]
    fn a_column_that_went_is_a_row_of_its_own_and_left_where_it_matters() {
        let gone = |columns: &[&str]| {
            let columns = Columns {
                added: vec![],
                removed: columns.iter().map(|column| (*column).to_owned()).collect(),
            };
            Event { changes: Changes { columns, ..Changes::default() }, ids: vec![], ..event(None, None) }
        };
        let mut events = vec![gone(&["transfer"]), gone(&["url"])];
        graver(&mut events, Severity::Medium);
        assert_eq!(events, [gone(&["transfer"])]);
        let bytes =
            render(&feed(&events, Timestamp::UNIX_EPOCH, &Contracts::new()), Format::Csv, &Look::default())
                .unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let row = text.lines().nth(1).unwrap();
        let reason = "the page no longer says what secures the transfer";
        assert!(
            ["column removed", ",medium,", ",transfer,", reason].iter().all(|part| row.contains(part)),
            "{row}"
        );
    }

    #[test]
    fn only_additions_and_replacements_can_be_objected_to() {
        let event = event(Some(14), None);
        let renamed = Change::of_name("A Inc", Subprocessor::named("A LLC"));
        let changed = Change::of_field(Subprocessor::named("A"), "purpose", None, Some("hosting"));
        let gone = Subprocessor::named("Old").with(|_, derived| derived.status = Status::Removed);
        let none = Contracts::new();
        assert!(deadline(&event, &renamed, &none).is_some());
        let removed = Change::Removed { row: Arc::new(gone.clone()), merged_into: None };
        for change in [changed, removed, Change::Added { row: Arc::new(gone), split_from: None }] {
            assert_eq!(deadline(&event, &change, &none), None, "{change:?}");
        }
    }
}
