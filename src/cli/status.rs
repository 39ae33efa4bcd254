//! `subwatch status`: how each source stands.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{
    Exit, args, check,
    draft::{Detail, Draft},
    output, when,
    words::{counted, origin},
};
use crate::{
    model::{Catalogue, Cause, Decision, Enabled, Origin, Outcome, Slug, Source, Unchanged},
    report::{Column, Sheet, Tone, Value},
    store::{
        Store,
        looks::{self, Health},
    },
};

pub(super) async fn run(arguments: &args::Arguments, now: Timestamp) -> anyhow::Result<Exit> {
    let detail = Detail::asked(arguments)?;
    let store = Store::open_existing(&arguments.db).await?;
    let mut sources = looks::status(&mut *store.read().await?).await?;
    store.close().await;
    let catalogue = check::catalogue_if_readable(arguments);
    let is_seen = |source: &Health| source.last.is_some() || source.rows.is_some();
    sources.retain(|source| is_seen(source) || is_crawled(catalogue.as_ref(), &source.slug));
    output::sheet(arguments, &sheet(&sources, catalogue.as_ref(), detail), now)?;
    Ok(Exit::Done)
}

/// How each source stands: those that were looked at, then those of the catalogue that never were.
pub(super) fn sheet(sources: &[Health], catalogue: Option<&Catalogue>, detail: Detail) -> Sheet {
    let sheet = Sheet::new("Sources")
        .named("status")
        .when_empty("No source has been looked at yet; run `subwatch crawl`.");
    let mut draft = columns(Draft::new(sheet, detail));
    let mut notes = Vec::new();
    for source in sources {
        draft.push(cells(source, watched(catalogue, &source.slug), detail));
        notes.extend(note(source));
        notes.extend(
            source
                .origin
                .as_ref()
                .and_then(Origin::mark)
                .map(|mark| format!("{}: the list that stands is {mark}", source.slug)),
        );
    }
    let known: BTreeSet<_> = sources.iter().map(|source| &source.slug).collect();
    let all = catalogue.map(|catalogue| catalogue.sources.as_slice()).unwrap_or_default();
    let missing: Vec<Health> = all
        .iter()
        .filter(|source| source.kind.holds_list() && !known.contains(&source.slug))
        .map(unseen)
        .collect();
    for source in &missing {
        draft.push(cells(source, watched(catalogue, &source.slug), detail));
    }
    let mut sheet = draft.sheet();
    if sheet.is_empty() {
        return sheet;
    }
    if detail < Detail::Record {
        for note in notes {
            sheet = sheet.below(note);
        }
    }
    sheet.below(summary(sources, &missing))
}

fn summary(sources: &[Health], missing: &[Health]) -> String {
    let never = sources.iter().filter(|source| source.last.is_none()).count() + missing.len();
    let bad = sources.iter().filter(|source| source.failing_since.is_some()).count();
    let all = sources.len() + missing.len();
    let well = all.saturating_sub(never + bad);
    let parts = [(well, "well"), (bad, "without a list from the last look"), (never, "never looked at")];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{count} {words}"))
        .collect();
    format!("{}: {}", counted(all, "source"), parts.join(", "))
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

/// Whether a night looks at a source. A page that holds no list is in the catalogue, and never looked at.
fn is_crawled(catalogue: Option<&Catalogue>, slug: &Slug) -> bool {
    let source = catalogue.and_then(|all| all.sources.iter().find(|source| source.slug == *slug));
    source.is_none_or(|source| source.kind.holds_list())
}

/// Whether the catalogue, where there is one, still has a source.
fn watched(catalogue: Option<&Catalogue>, slug: &Slug) -> Value {
    let Some(catalogue) = catalogue else { return Value::Empty };
    let source = catalogue.sources.iter().find(|source| source.slug == *slug);
    Value::from(source.map_or("no", |source| match source.enabled {
        Enabled::Yes => "yes",
        Enabled::No => "switched off",
    }))
}

fn cells(source: &Health, watched: Value, detail: Detail) -> [Value; 20] {
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
    } = source;
    let outcome = last.as_ref().map(|(_, outcome)| outcome);
    let times = [last.as_ref().map(|(at, _)| *at), *last_success, *last_change];
    let [look_day, success_day, change_day] =
        times.map(|time| time.map_or(Value::Empty, |time| Value::Date(when::day(time))));
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
        Value::from(outcome.and_then(self::detail)),
        outcome.map_or_else(|| "run `subwatch crawl`".into(), |outcome| Value::from(advice(outcome))),
        Value::from(remark.clone()),
        watched,
        Value::link(url, url),
    ]
}

/// A source of the catalogue that the database does not know.
fn unseen(source: &Source) -> Health {
    Health {
        slug: source.slug.clone(),
        vendor: source.vendor.clone(),
        url: source.url.to_string(),
        last: None,
        last_success: None,
        last_change: None,
        failing_since: None,
        rows: None,
        origin: None,
        remark: None,
        ruling: None,
    }
}

/// What people should know of a source without a believed list.
fn note(source: &Health) -> Option<String> {
    let (_, outcome) = source.last.as_ref()?;
    if outcome.is_success() {
        return source.remark.as_ref().map(|remark| format!("{}: {remark}", source.slug));
    }
    if let Some((Decision::Accepted, at)) = source.ruling {
        return Some(format!("{}: the suspect list was accepted on {}", source.slug, when::day(at)));
    }
    let since = source.failing_since.map(|since| format!(" since {}", when::day(since))).unwrap_or_default();
    let advice = advice(outcome).map(|advice| format!("; {advice}")).unwrap_or_default();
    // A night after the ruling says so itself.
    let ruled = source.ruling.map(|(decision, at)| format!("; {} on {}", decision.code(), when::day(at)));
    Some(format!(
        "{}: {}{since}: {}{}{advice}",
        source.slug,
        outcome.code(),
        happened(outcome),
        ruled.unwrap_or_default()
    ))
}

/// An outcome as a word with its tone.
pub(super) fn badge(outcome: &Outcome) -> Value {
    let tone = match outcome {
        Outcome::First(_) => Tone::Good,
        Outcome::Changed(_) | Outcome::Suspect(_) => Tone::Warning,
        Outcome::Unchanged(_) => Tone::Quiet,
        Outcome::Failed(..) => Tone::Bad,
    };
    Value::badge(outcome.code(), tone)
}

/// The code of what an outcome is due to.
pub(super) fn cause(outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::First(_) | Outcome::Changed(_) | Outcome::Suspect(_) => None,
        Outcome::Unchanged(how) => Some(how.code()),
        Outcome::Failed(cause, _) => Some(cause.code()),
    }
}

/// What happened, in words that fit a line or two.
pub(super) fn happened(outcome: &Outcome) -> String {
    match outcome {
        Outcome::First(rows) => format!("{} read for the first time", counted(*rows, "row")),
        Outcome::Changed(count) => counted(*count, "change"),
        Outcome::Unchanged(Unchanged::NotModified) => "not modified, says the server (304)".to_owned(),
        Outcome::Unchanged(Unchanged::SameBody) => "the same page, byte for byte".to_owned(),
        Outcome::Unchanged(Unchanged::SameListing) => "the page changed, the list on it did not".to_owned(),
        Outcome::Suspect(reason) => format!("not believed yet: {reason}"),
        Outcome::Failed(cause, detail) => failed(*cause, detail),
    }
}

/// So many clauses of what is known in detail are told; what stands behind is for the column of details.
const CLAUSES: usize = 2;

/// The sentence of a cause, with the status that was answered, or else with what is known in detail.
fn failed(cause: Cause, detail: &str) -> String {
    let first = detail.split_once(": ").map_or(detail, |(first, _)| first);
    match first.strip_prefix("answered ") {
        Some(status) => format!("{} ({status})", cause.sentence()),
        None if detail.is_empty() => cause.sentence().to_owned(),
        None => {
            let clauses: Vec<&str> = clauses(detail).into_iter().take(CLAUSES).collect();
            format!("{}: {}", cause.sentence(), clauses.join(": "))
        }
    }
}

/// What is known in detail, clause by clause, without the way out behind a semicolon, which [`advice`] gives.
/// What stands in backticks is quoted, and is not cut.
fn clauses(detail: &str) -> Vec<&str> {
    let (mut clauses, mut start, mut quoted) = (Vec::new(), 0, false);
    for (at, byte) in detail.bytes().enumerate() {
        quoted ^= byte == b'`';
        let ends = !quoted && detail.as_bytes().get(at + 1) == Some(&b' ');
        if ends && matches!(byte, b':' | b';') {
            clauses.push(&detail[start..at]);
            start = at + 2;
        }
        if ends && byte == b';' {
            return clauses;
        }
    }
    clauses.push(&detail[start..]);
    clauses
}

/// What exactly happened, where more is known.
pub(super) fn detail(outcome: &Outcome) -> Option<&str> {
    match outcome {
        Outcome::First(_) | Outcome::Changed(_) | Outcome::Unchanged(_) => None,
        Outcome::Suspect(detail) | Outcome::Failed(_, detail) => Some(detail),
    }
}

/// What to do about it.
pub(super) fn advice(outcome: &Outcome) -> Option<&'static str> {
    match outcome {
        Outcome::First(_) | Outcome::Changed(_) | Outcome::Unchanged(_) => None,
        Outcome::Suspect(_) => {
            Some("open the page; `subwatch accept` takes its list, `subwatch reject` keeps the old one")
        }
        Outcome::Failed(cause, _) => Some(cause.advice()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_told_with_the_status_that_was_answered() {
        for (cause, detail, told) in [
            (Cause::ServerError, "answered 503", "the host answered with an error (503)"),
            (
                Cause::Challenge,
                "answered 403: a captcha to solve",
                "the host showed a challenge page instead of the list (403)",
            ),
            (
                Cause::Connect,
                "`a:9` was not reached: it refused: tcp: os error 111",
                "the host did not accept a connection: `a:9` was not reached: it refused",
            ),
            (Cause::Gone, "", "the page is gone"),
            (Cause::Connect, "être là: où; wait", "the host did not accept a connection: être là: où"),
            (
                Cause::Robots,
                "`https://a/b` may not be asked for by robots: `https://a/robots.txt` says `Disallow: /b` to `subwatch`",
                "the host's robots.txt disallows the page: `https://a/b` may not be asked for by robots: `https://a/robots.txt` says \
                 `Disallow: /b` to `subwatch`",
            ),
            (
                Cause::Forbidden,
                "`http://10.0.0.1/` may not be fetched: it is private; use a public http or https address",
                "the address is not one that may be fetched: `http://10.0.0.1/` may not be fetched: it is private",
            ),
        ] {
            assert_eq!(happened(&Outcome::Failed(cause, detail.to_owned())), told);
        }
    }
}
