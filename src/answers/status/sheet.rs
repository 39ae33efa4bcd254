//! How each source stands, as a sheet.

use super::standing::{Source, Sources, Watched};
use crate::{
    answers::{
        days::day,
        draft::{Detail, Draft},
        outcome::{advice, badge, cause, detail as detail_of, happened},
        words::{counted, origin},
    },
    model::{Decision, Origin},
    report::{Column, Sheet, Tone, Value},
    store::looks::Health,
};

/// How each source stands, a row a source, and for people what they should know of some.
#[must_use]
pub fn sheet(sources: &Sources, detail: Detail) -> Sheet {
    let sheet = Sheet::new("Sources")
        .named("status")
        .when_empty("No source has been looked at yet; run `subwatch crawl`.");
    let mut draft = columns(Draft::new(sheet, detail));
    for source in &sources.sources {
        draft.push(cells(source, detail));
    }
    let mut sheet = draft.sheet();
    if sheet.is_empty() {
        return sheet;
    }
    if detail < Detail::Record {
        sheet = sources.sources.iter().flat_map(notes).fold(sheet, Sheet::below);
    }
    sheet.below(summary(sources))
}

fn summary(Sources { sources }: &Sources) -> String {
    let count =
        |is_meant: fn(&Health) -> bool| sources.iter().filter(|source| is_meant(&source.health)).count();
    let never = count(|health| health.last.is_none());
    let bad = count(|health| health.failing_since.is_some());
    let well = sources.len().saturating_sub(never + bad);
    let parts = [(well, "well"), (bad, "without a list from the last look"), (never, "never looked at")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    format!("{}: {}", counted(sources.len(), "source"), parts.join(", "))
}

fn columns(draft: Draft) -> Draft {
    use Detail::{Page, Record, Screen};
    draft
        .column(Screen, Column::text("source", "Source"))
        .column(Page, Column::text("vendor", "Vendor").detail())
        .column(Screen, Column::badge("outcome", "Outcome"))
        .up_to(Screen, Column::text("trouble", "Cause"))
        .column(Page, Column::text("cause", "Cause"))
        .column(Screen, Column::number("rows", "Rows"))
        .column(Page, Column::text("origin", "Origin").detail())
        .up_to(Page, Column::date("last_look_day", "Last look"))
        .up_to(Page, Column::date("last_success_day", "Last success"))
        .up_to(Page, Column::date("last_change_day", "Last change"))
        .column(Record, Column::time("last_look", "Last look"))
        .column(Record, Column::time("last_success", "Last success"))
        .column(Record, Column::time("last_change", "Last change"))
        .column(Record, Column::time("failing_since", "Failing since"))
        .column(Page, Column::long("happened", "What happened").detail())
        .column(Record, Column::long("detail", "Detail"))
        .column(Record, Column::long("advice", "What to do"))
        .column(Record, Column::long("remark", "Remark"))
        .column(Record, Column::text("watched", "In the catalogue"))
        .column(Record, Column::link("page", "Page"))
}

fn cells(Source { health, watched }: &Source, detail: Detail) -> [Value; 20] {
    let Health {
        slug,
        vendor,
        url,
        last,
        last_success,
        last_change,
        failing_since,
        rows,
        origin: from,
        remark,
        ruling: _,
    } = health;
    let outcome = last.as_ref().map(|(_, outcome)| outcome);
    let times = [last.as_ref().map(|(at, _)| *at), *last_success, *last_change];
    let [look_day, success_day, change_day] =
        times.map(|time| time.map_or(Value::Empty, |time| Value::Date(day(time))));
    let [look, success, change] = times.map(Value::from);
    [
        Value::from(slug.as_str()),
        Value::from(vendor),
        outcome.map_or_else(|| Value::badge("never", Tone::Warning), badge),
        // On a narrow screen it is said of failures alone.
        Value::from(outcome.filter(|outcome| !outcome.is_success()).and_then(cause)),
        Value::from(outcome.and_then(cause)),
        Value::from(*rows),
        from.as_ref().map_or(Value::Empty, |from| origin(from, detail)),
        look_day,
        success_day,
        change_day,
        look,
        success,
        change,
        Value::from(*failing_since),
        outcome.map_or_else(|| "not looked at yet".into(), |outcome| Value::from(happened(outcome))),
        Value::from(outcome.and_then(detail_of)),
        outcome.map_or_else(|| "run `subwatch crawl`".into(), |outcome| Value::from(advice(outcome))),
        Value::from(remark.clone()),
        Value::from(watched.map(Watched::word)),
        Value::link(url, url),
    ]
}

/// What people should know of a source.
fn notes(source: &Source) -> impl Iterator<Item = String> {
    let Health { slug, origin, .. } = &source.health;
    let stands = origin.as_ref().and_then(Origin::mark);
    let stands = stands.map(|mark| format!("{slug}: the list that stands is {mark}"));
    note(&source.health).into_iter().chain(stands)
}

/// What people should know of a source without a believed list.
fn note(source: &Health) -> Option<String> {
    let (_, outcome) = source.last.as_ref()?;
    if outcome.is_success() {
        return source.remark.as_ref().map(|remark| format!("{}: {remark}", source.slug));
    }
    if let Some((Decision::Accepted, at)) = source.ruling {
        return Some(format!("{}: the suspect list was accepted on {}", source.slug, day(at)));
    }
    let since = source.failing_since.map(|since| format!(" since {}", day(since))).unwrap_or_default();
    let advice = advice(outcome).map(|advice| format!("; {advice}")).unwrap_or_default();
    // A night after the ruling says so itself.
    let ruled = source.ruling.map(|(decision, at)| format!("; {} on {}", decision.code(), day(at)));
    Some(format!(
        "{}: {}{since}: {}{}{advice}",
        source.slug,
        outcome.code(),
        happened(outcome),
        ruled.unwrap_or_default()
    ))
}
