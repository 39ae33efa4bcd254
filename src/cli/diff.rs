//! `subwatch diff`: what changed in one list between two days.

use anyhow::{Context, bail};
use jiff::{SignedDuration, Timestamp};

use super::{Exit, args, output, sheets, when};
use crate::{
    diff,
    model::{Slug, VersionCause},
    report::{self, Format, Report},
    store::{Connection, Store, versions},
};

pub(super) async fn run(arguments: &args::Arguments, asked: &args::Diff, now: Timestamp) -> anyhow::Result<Exit> {
    let format = output::format(arguments)?;
    let to = asked.to.as_deref().map_or(Ok(now), |text| when::until(text, now))?;
    let store = Store::open_existing(&arguments.db).await?;
    let mut read = store.read().await?;
    let from = match asked.from.as_deref() {
        Some(text) => when::until(text, now)?,
        None => before_last_change(&mut read, &asked.slug, to).await?,
    };
    if from > to {
        bail!("--from {} is after --to {}; put the older day first", when::day(from), when::day(to));
    }
    let missing = |at: Timestamp| {
        format!("no list of `{}` stood on {}; `subwatch history {}` says since when", asked.slug, when::day(at), asked.slug)
    };
    let before = versions::at(&mut read, &asked.slug, from).await?.with_context(|| missing(from))?;
    let after = versions::at(&mut read, &asked.slug, to).await?.with_context(|| missing(to))?;
    drop(read);
    store.close().await;
    let mut changes = diff::changes(&before.listing, &after.listing);
    // Both lists are stored versions: each was believed when it was stored.
    changes.suspect = None;
    if format == Format::Json {
        output::bytes_out(arguments, &report::changes_json(&changes))?;
    } else {
        let title = format!("{} from {} to {}", asked.slug, when::day(before.seen_at), when::day(after.seen_at));
        output::report(arguments, &Report::new("Changes").sheet(sheets::changes(&title, &changes)), now)?;
    }
    Ok(Exit::Done)
}

/// The moment before the vendor's last change, or that of the first version where there was none.
async fn before_last_change(read: &mut Connection, slug: &Slug, to: Timestamp) -> anyhow::Result<Timestamp> {
    let versions = versions::of(read, slug).await?;
    let stood = || versions.iter().filter(|version| version.seen_at <= to);
    let Some(first) = stood().next_back() else {
        bail!("no list of `{slug}` stood on {}; `subwatch status` lists the sources", when::day(to));
    };
    let last = stood().find(|version| version.cause == VersionCause::Vendor && version.seen_at > first.seen_at);
    Ok(match last {
        Some(version) => version.seen_at.checked_sub(SignedDuration::from_secs(1))?,
        None => first.seen_at,
    })
}
