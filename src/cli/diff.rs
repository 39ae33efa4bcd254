//! `subwatch diff`: what changed in one list between two days.

use anyhow::bail;
use jiff::{SignedDuration, Timestamp};

use super::{
    Exit, args, draft::Detail, events, exit::BadUsage, output, pairing, show::none_stood, source, when,
    words::mark,
};
use crate::{
    diff::{self, severity},
    model::{Change, Slug, Version, VersionCause},
    normalise::derive,
    report::{self, Format},
    store::{Connection, Store, versions},
};

pub(super) async fn run(
    arguments: &args::Arguments,
    asked: &args::Diff,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let format = output::format(arguments)?;
    let detail = Detail::asked(arguments)?;
    let to = asked.to.map(|when| when::until(when, now)).transpose()?;
    let store = Store::open_existing(&arguments.db).await?;
    let mut read = store.read().await?;
    let to = match to {
        Some(to) => to,
        None => source::latest(&mut read, now).await?,
    };
    let slug = source::named(&mut read, &asked.source).await?;
    let from = match asked.from {
        Some(when) => when::until(when, now)?,
        None => before_last_change(&mut read, &slug, to).await?,
    };
    if from > to {
        let (from, to) = (when::day(from), when::day(to));
        return Err(BadUsage(format!("--from {from} is after --to {to}; put the older day first")).into());
    }
    let Some(before) = versions::at(&mut read, &slug, from).await?.map(derive::version) else {
        bail!(none_stood(&mut read, &slug, from).await?)
    };
    let Some(after) = versions::at(&mut read, &slug, to).await?.map(derive::version) else {
        bail!(none_stood(&mut read, &slug, to).await?)
    };
    drop(read);
    store.close().await;
    pairing::tell(arguments, &before.listing, &after.listing)?;
    let mut changes = diff::changes(&before.listing, &after.listing);
    let day = when::day(after.seen_at);
    // Both lists are stored versions: each was believed when it was stored.
    changes.suspect = None;
    if format == Format::Json {
        let weigh = |change: &Change| severity::weigh(change, day);
        output::bytes_out(
            arguments,
            &report::changes_between_json(
                &changes,
                [&before, &after],
                weigh,
                severity::weigh_columns(&changes.columns),
            ),
        )?;
    } else {
        let list = |version: &Version| format!("{}{}", when::day(version.seen_at), mark(&version.origin));
        let title = format!("{slug}: from the list of {} to that of {}", list(&before), list(&after));
        output::sheet(arguments, &events::sheet(&title, &changes, day, detail), now)?;
    }
    Ok(Exit::Done)
}

/// The moment before the vendor's last change, or that of the first version where there was none.
async fn before_last_change(read: &mut Connection, slug: &Slug, to: Timestamp) -> anyhow::Result<Timestamp> {
    let versions = versions::of(read, slug).await?;
    let stood = || versions.iter().filter(|version| version.seen_at <= to);
    let Some(first) = stood().next_back() else { bail!(none_stood(read, slug, to).await?) };
    let last =
        stood().find(|version| version.cause == VersionCause::Vendor && version.seen_at > first.seen_at);
    Ok(match last {
        Some(version) => version.seen_at.checked_sub(SignedDuration::from_secs(1))?,
        None => first.seen_at,
    })
}
