//! `subwatch history`: the versions of a list.

use anyhow::bail;
use jiff::Timestamp;

use super::{Exit, args, output};
use crate::{
    model::{Outcome, VersionCause},
    report::{Column, Report, Sheet, Tone, Value},
    store::{
        Store,
        looks::{self, Look},
        versions::{self, Summary},
    },
};

pub(super) async fn run(arguments: &args::Arguments, history: &args::History, now: Timestamp) -> anyhow::Result<Exit> {
    output::format(arguments)?;
    let store = Store::open_existing(&arguments.db).await?;
    let mut read = store.read().await?;
    let looks = looks::of(&mut read, &history.slug).await?;
    let versions = versions::of(&mut read, &history.slug).await?;
    drop(read);
    store.close().await;
    if looks.is_empty() && versions.is_empty() {
        bail!("nothing is known of `{}`; `subwatch status` lists the sources", history.slug);
    }
    output::report(arguments, &Report::new("History").sheet(sheet(history, &versions, &looks)), now)?;
    Ok(Exit::Done)
}

fn sheet(history: &args::History, versions: &[Summary], looks: &[Look]) -> Sheet {
    let failed = looks.iter().filter(|look| matches!(look.outcome, Outcome::Failed(..))).count();
    let suspect = looks.iter().filter(|look| matches!(look.outcome, Outcome::Suspect(_))).count();
    let mut sheet = Sheet::new(&format!("Versions of {}", history.slug))
        .named("history")
        .when_empty("No list has been read yet.")
        .column(Column::number("version", "Version"))
        .column(Column::time("seen_at", "Seen"))
        .column(Column::badge("cause", "Made by"))
        .column(Column::number("rows", "Rows"))
        .column(Column::number("changes", "Changes"));
    for version in versions {
        let Summary { id, capture: _, seen_at, cause, extractor: _, rows, changes } = version;
        let tone = match cause {
            VersionCause::Vendor => Tone::Warning,
            VersionCause::Ours => Tone::Quiet,
        };
        sheet.push([Value::from(id.0), Value::Time(*seen_at), Value::badge(cause.code(), tone), count(*rows), count(*changes)]);
    }
    sheet.below(format!("looked {} times, {failed} failed, {suspect} suspect", looks.len()))
}

fn count(number: usize) -> Value {
    i64::try_from(number).map_or(Value::Empty, Value::from)
}
