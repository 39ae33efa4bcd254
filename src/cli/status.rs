//! `subwatch status`: how each source stands.

use jiff::Timestamp;

use super::{Exit, args, output};
use crate::{
    model::Outcome,
    report::{Column, Report, Sheet, Tone, Value},
    store::{
        Store,
        looks::{self, Health},
    },
};

pub(super) async fn run(arguments: &args::Arguments, now: Timestamp) -> anyhow::Result<Exit> {
    output::format(arguments)?;
    let store = Store::open_existing(&arguments.db).await?;
    let sources = looks::status(&mut *store.read().await?).await?;
    store.close().await;
    output::report(arguments, &Report::new("Status").sheet(sheet(&sources)), now)?;
    Ok(Exit::Done)
}

pub(super) fn sheet(sources: &[Health]) -> Sheet {
    let mut sheet = Sheet::new("Sources")
        .named("status")
        .when_empty("No source has been looked at yet; run `subwatch crawl`.")
        .column(Column::text("source", "Source"))
        .column(Column::text("vendor", "Vendor").detail())
        .column(Column::badge("outcome", "Outcome"))
        .column(Column::number("rows", "Rows"))
        .column(Column::time("last_look", "Last look"))
        .column(Column::time("last_success", "Last success"))
        .column(Column::time("last_change", "Last change"))
        .column(Column::text("cause", "Cause").detail())
        .column(Column::long("detail", "What happened"))
        .column(Column::long("advice", "What to do").detail())
        .column(Column::time("failing_since", "Failing since").detail())
        .column(Column::long("remark", "Remark").detail())
        .column(Column::link("page", "Page").detail());
    for source in sources {
        let Health { slug, vendor, url, last, last_success, last_change, failing_since, rows, remark } = source;
        let time = |time: &Option<Timestamp>| time.map_or(Value::Empty, Value::Time);
        let outcome = last.as_ref().map(|(_, outcome)| outcome);
        let [cause, detail, advice] = told(outcome);
        sheet.push([
            Value::from(slug.as_str()),
            Value::from(vendor),
            outcome.map_or(Value::Empty, badge),
            rows.and_then(|rows| i64::try_from(rows).ok()).map_or(Value::Empty, Value::from),
            time(&last.as_ref().map(|(at, _)| *at)),
            time(last_success),
            time(last_change),
            cause,
            detail,
            advice,
            time(failing_since),
            remark.as_ref().map_or(Value::Empty, Value::from),
            Value::link(url, url),
        ]);
    }
    for source in sources {
        if let Some(remark) = &source.remark {
            sheet = sheet.above(format!("{}: {remark}", source.slug));
        }
    }
    let bad = sources.iter().filter(|source| source.failing_since.is_some()).count();
    sheet.below(format!("{} sources, {bad} without a believed list at the last look", sources.len()))
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

/// Cause, what happened and what to do.
pub(super) fn told(outcome: Option<&Outcome>) -> [Value; 3] {
    match outcome {
        None => [Value::Empty, Value::Empty, Value::Empty],
        Some(Outcome::First(rows)) => [Value::Empty, Value::from(format!("{rows} rows read for the first time")), Value::Empty],
        Some(Outcome::Changed(count)) => {
            [Value::Empty, Value::from(format!("{count} {}", if *count == 1 { "change" } else { "changes" })), Value::Empty]
        }
        Some(Outcome::Unchanged(how)) => [Value::Empty, Value::from(how.sentence()), Value::Empty],
        Some(Outcome::Suspect(reason)) => {
            [Value::from("suspect"), Value::from(reason), Value::from("open the page; a later night that repeats it is believed")]
        }
        Some(Outcome::Failed(cause, detail)) => {
            let said = format!("{}: {detail}", cause.sentence());
            [Value::from(cause.code()), Value::from(said), Value::from(cause.advice())]
        }
    }
}
