//! `subwatch history --coverage`: on which nights a list was had, and between which two looks each row came
//! and went.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::bail;
use jiff::{Timestamp, ToSpan, civil::Date};

use super::{
    Exit, args,
    draft::{Detail, Draft},
    output, when,
    words::counted,
};
use crate::{
    model::{Outcome, Printed, Slug, VersionId},
    normalise::entities,
    report::{Column, Report, Sheet, Tone, Value},
    store::{
        Connection,
        looks::{self, Look},
        sightings::{self, How, Sighting},
        versions,
    },
};

/// What is known of a source's nights and rows.
#[derive(Debug)]
pub(super) struct Coverage {
    slug: Slug,
    /// A night each, from the first look on: what it came to.
    nights: Vec<(Date, Night)>,
    sightings: Vec<Sighting>,
    rows: Vec<Span>,
}

/// What a night came to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Night {
    /// A list was read or confirmed.
    Had,
    /// A list came and is not believed.
    Suspect(String),
    /// No list came: code of the cause, and what happened.
    Failed(&'static str, String),
    /// Nobody looked.
    Away,
}

/// A time through which a row was in the list.
#[derive(Debug, PartialEq, Eq)]
struct Span {
    name: String,
    entity: String,
    /// The sighting before, where the row was absent; none where the list was seen for the first time.
    absent: Option<Timestamp>,
    first: Timestamp,
    last: Timestamp,
    /// The sighting after, where it was absent again; none while it is there.
    gone: Option<Timestamp>,
    /// In how many sightings it was present, and how many of those only confirmed the list.
    seen: usize,
    confirmed: usize,
}

/// Looks it up.
pub(super) async fn of(read: &mut Connection, slug: &Slug, now: Timestamp) -> anyhow::Result<Coverage> {
    let looks = looks::of(read, slug).await?;
    let sightings = sightings::of(read, slug).await?;
    if looks.is_empty() && sightings.is_empty() {
        bail!("`{slug}` has not been looked at yet; run `subwatch crawl`");
    }
    let mut lists: BTreeMap<VersionId, Vec<(String, String)>> = BTreeMap::new();
    for version in sightings.iter().map(|sighting| sighting.version).collect::<BTreeSet<_>>() {
        let listing = versions::listing(read, version).await?.unwrap_or_default();
        let named = |row: Printed| (entities::of(&row.name).entity, row.name);
        let rows = listing.entries.into_iter().map(named).map(|(entity, name)| (name, entity));
        lists.insert(version, rows.collect());
    }
    Ok(Coverage {
        slug: slug.clone(),
        nights: nights(&looks, &sightings, now),
        rows: spans(&sightings, &lists),
        sightings,
    })
}

/// Every night from the first look to last night, or to tonight if it has been looked at.
fn nights(looks: &[Look], sightings: &[Sighting], now: Timestamp) -> Vec<(Date, Night)> {
    let day = |look: &Look| when::day(look.at);
    let (Some(first), Some(last)) = (looks.iter().map(day).min(), looks.iter().map(day).max()) else {
        return Vec::new();
    };
    let end = when::day(now).checked_sub(1.day()).map_or(last, |yesterday| yesterday.max(last));
    let crawled = sightings.iter().filter(|sighting| sighting.how != How::Imported);
    let had: BTreeSet<Date> = crawled.map(|sighting| when::day(sighting.at)).collect();
    // The newest look of a night comes first.
    let mut worst: BTreeMap<Date, Night> = BTreeMap::new();
    for look in looks {
        let night = match &look.outcome {
            Outcome::Suspect(reason) => Night::Suspect(reason.clone()),
            Outcome::Failed(cause, _) => Night::Failed(cause.code(), cause.sentence().to_owned()),
            Outcome::First(_) | Outcome::Changed(_) | Outcome::Unchanged(_) => Night::Had,
        };
        worst.entry(day(look)).or_insert(night);
    }
    let night =
        |day: Date| if had.contains(&day) { Night::Had } else { worst.remove(&day).unwrap_or(Night::Away) };
    let days: Vec<Date> = first.series(1.day()).take_while(|day| *day <= end).collect();
    days.iter().copied().zip(days.iter().copied().map(night)).collect()
}

/// The times through which each row was there, in the order in which the rows were first seen.
fn spans(sightings: &[Sighting], lists: &BTreeMap<VersionId, Vec<(String, String)>>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut open: BTreeMap<&(String, String), usize> = BTreeMap::new();
    let mut before = None;
    for Sighting { at, version, how } in sightings {
        let Some(rows) = lists.get(version) else { continue };
        let now: BTreeSet<&(String, String)> = rows.iter().collect();
        open.retain(|row, span| {
            let stays = now.contains(row);
            if !stays && let Some(span) = spans.get_mut(*span) {
                span.gone = Some(*at);
            }
            stays
        });
        let mut told = BTreeSet::new();
        for row in rows.iter().filter(|row| told.insert(*row)) {
            let (name, entity) = row.clone();
            let span = *open.entry(row).or_insert_with(|| {
                spans.push(Span {
                    name,
                    entity,
                    absent: before,
                    first: *at,
                    last: *at,
                    gone: None,
                    seen: 0,
                    confirmed: 0,
                });
                spans.len() - 1
            });
            if let Some(span) = spans.get_mut(span) {
                span.last = *at;
                span.seen += 1;
                span.confirmed += usize::from(*how == How::Confirmed);
            }
        }
        before = Some(*at);
    }
    spans
}

pub(super) fn print(
    arguments: &args::Arguments,
    coverage: &Coverage,
    detail: Detail,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let Coverage { slug, nights, sightings, rows } = coverage;
    let mut report = Report::new(&format!("Coverage of {slug}"))
        .named("coverage")
        .note(summary(nights, sightings))
        .sheet(rows_sheet(rows, detail));
    if detail == Detail::Record || nights.iter().any(|(_, night)| *night != Night::Had) {
        report = report.sheet(gaps_sheet(nights));
    }
    if detail == Detail::Record {
        report = report.sheet(nights_sheet(nights, sightings));
    }
    output::report(arguments, &report, now)?;
    Ok(Exit::Done)
}

/// How many nights came to what: had, failed, suspect, not looked at.
fn counts(nights: &[(Date, Night)]) -> [usize; 4] {
    let count = |wanted: fn(&Night) -> bool| nights.iter().filter(|(_, night)| wanted(night)).count();
    [
        count(|night| *night == Night::Had),
        count(|night| matches!(night, Night::Failed(..))),
        count(|night| matches!(night, Night::Suspect(_))),
        count(|night| *night == Night::Away),
    ]
}

fn summary(nights: &[(Date, Night)], sightings: &[Sighting]) -> String {
    let imported = sightings.iter().filter(|sighting| sighting.how == How::Imported).count();
    let imported = if imported == 0 {
        String::new()
    } else {
        format!("; {} besides", counted(imported, "imported page"))
    };
    let (Some((first, _)), Some((last, _))) = (nights.first(), nights.last()) else {
        return format!("Never looked at{imported}.");
    };
    let [had, failed, suspect, away] = counts(nights);
    let all = counted(nights.len(), "night");
    let bad = [(failed, "failed"), (suspect, "suspect"), (away, "not looked at")];
    let confirmed = sightings.iter().filter(|sighting| sighting.how == How::Confirmed).count();
    let confirmed = if confirmed == 0 {
        String::new()
    } else {
        format!("; {confirmed} of the looks by a 304 or the same bytes")
    };
    let bad = bad.iter().filter(|(count, _)| *count > 0).map(|(count, word)| format!("{count} {word}"));
    let said: Vec<String> =
        [format!("A list was read or confirmed on {had} of {all} from {first} to {last}")]
            .into_iter()
            .chain(bad)
            .collect();
    format!("{}{confirmed}{imported}.", said.join(", "))
}

/// A moment to the minute: `2026-05-01 02:10Z`.
fn minute(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%MZ").to_string()
}

fn rows_sheet(rows: &[Span], detail: Detail) -> Sheet {
    use Detail::{Page, Record, Screen};
    let sheet = Sheet::new("Rows").named("coverage-rows").when_empty("No row has been seen yet.");
    let mut draft = Draft::new(sheet, detail)
        .column(Screen, Column::text("name", "Sub-processor"))
        .column(Record, Column::text("entity", "Company"))
        .up_to(Page, Column::long("came", "Came"))
        .up_to(Page, Column::long("went", "Went"))
        .column(Record, Column::time("absent_at", "Absent"))
        .column(Record, Column::time("present_from", "Present"))
        .column(Record, Column::time("last_present", "Last present"))
        .column(Record, Column::time("absent_from", "Absent again"))
        .column(Page, Column::number("sightings", "Sightings"))
        .column(Page, Column::number("confirmed", "Confirmed only"));
    for Span { name, entity, absent, first, last, gone, seen, confirmed } in rows {
        let came = match absent {
            Some(absent) => format!("absent on {}, present on {}", minute(*absent), minute(*first)),
            None => format!("present on {}, in the first list", minute(*first)),
        };
        let went = match gone {
            Some(gone) => format!("present on {}, absent on {}", minute(*last), minute(*gone)),
            None => format!("still present on {}", minute(*last)),
        };
        let numbers = [Value::from(*seen), Value::from(*confirmed)];
        let [seen, confirmed] = numbers;
        let times = [*absent, Some(*first), Some(*last), *gone].map(Value::from);
        let [absent, first, last, gone] = times;
        draft.push([
            name.into(),
            entity.into(),
            came.into(),
            went.into(),
            absent,
            first,
            last,
            gone,
            seen,
            confirmed,
        ]);
    }
    draft.sheet()
}

/// Nights without a list, those that follow one another for the same reason in one row.
fn gaps_sheet(nights: &[(Date, Night)]) -> Sheet {
    let mut sheet = Sheet::new("Nights without a list")
        .named("coverage-gaps")
        .when_empty("A list was had every night.")
        .column(Column::date("from", "From"))
        .column(Column::date("to", "To"))
        .column(Column::number("nights", "Nights"))
        .column(Column::badge("outcome", "Outcome"))
        .column(Column::text("cause", "Cause"))
        .column(Column::long("happened", "What happened"));
    for run in nights.chunk_by(|(_, one), (_, next)| one == next) {
        let ([(from, night), ..], [.., (to, _)]) = (run, run) else { continue };
        let (outcome, cause, happened) = match night {
            Night::Had => continue,
            Night::Suspect(reason) => (Value::badge("suspect", Tone::Warning), Value::Empty, reason.as_str()),
            Night::Failed(cause, sentence) => {
                (Value::badge("failed", Tone::Bad), Value::from(*cause), sentence.as_str())
            }
            Night::Away => (Value::badge("none", Tone::Quiet), Value::Empty, "not looked at"),
        };
        sheet.push([
            Value::Date(*from),
            Value::Date(*to),
            Value::from(run.len()),
            outcome,
            cause,
            Value::from(happened),
        ]);
    }
    sheet
}

/// For programs: all of it in numbers.
fn nights_sheet(nights: &[(Date, Night)], sightings: &[Sighting]) -> Sheet {
    let [had, failed, suspect, away] = counts(nights);
    let count = |how: How| sightings.iter().filter(|sighting| sighting.how == how).count();
    Sheet::new("Nights")
        .named("coverage-nights")
        .column(Column::date("from", "From"))
        .column(Column::date("to", "To"))
        .column(Column::number("nights", "Nights"))
        .column(Column::number("had", "With a list"))
        .column(Column::number("failed", "Failed"))
        .column(Column::number("suspect", "Suspect"))
        .column(Column::number("not_looked_at", "Not looked at"))
        .column(Column::number("read", "Pages read"))
        .column(Column::number("confirmed", "Confirmed only"))
        .column(Column::number("imported", "Imported pages"))
        .row([
            Value::from(nights.first().map(|(day, _)| *day)),
            Value::from(nights.last().map(|(day, _)| *day)),
            Value::from(nights.len()),
            Value::from(had),
            Value::from(failed),
            Value::from(suspect),
            Value::from(away),
            Value::from(count(How::Read)),
            Value::from(count(How::Confirmed)),
            Value::from(count(How::Imported)),
        ])
}

#[cfg(test)]
mod tests;
