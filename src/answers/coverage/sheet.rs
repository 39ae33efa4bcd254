//! What is known of a source's nights and rows, as sheets.

use jiff::{Timestamp, civil::Date};

use super::{nights::Night, spans::Span, whole::Coverage};
use crate::{
    answers::{
        draft::{Detail, Draft},
        words::counted,
    },
    report::{Column, Report, Sheet, Tone, Value},
    store::sightings::{How, Sighting},
};

/// When each row came and went, nights without a list, and for programs all of it in numbers.
#[must_use]
pub fn report(coverage: &Coverage, detail: Detail) -> Report {
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
    report
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

pub(super) fn summary(nights: &[(Date, Night)], sightings: &[Sighting]) -> String {
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
        draft.push([
            name.into(),
            entity.into(),
            came.into(),
            went.into(),
            Value::from(*absent),
            Value::Time(*first),
            Value::Time(*last),
            Value::from(*gone),
            Value::from(*seen),
            Value::from(*confirmed),
        ]);
    }
    draft.sheet()
}

/// Nights without a list, those that follow one another for the same reason in one row.
pub(super) fn gaps_sheet(nights: &[(Date, Night)]) -> Sheet {
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
