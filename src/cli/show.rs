//! `subwatch show`: a list, today's or as it stood.

use anyhow::bail;
use jiff::Timestamp;

use super::{Exit, args, draft::Detail, list, output, source, when, words::mark};
use crate::{
    model::Slug,
    normalise::derive,
    report::{self, Format},
    store::{Connection, Store, versions},
};

pub(super) async fn run(
    arguments: &args::Arguments,
    show: &args::Show,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let format = output::format(arguments)?;
    let detail = Detail::asked(arguments)?;
    let asked = show.at.map(|when| when::until(when, now)).transpose()?;
    let store = Store::open_existing(&arguments.db).await?;
    let mut read = store.read().await?;
    let at = match asked {
        Some(at) => at,
        None => source::latest(&mut read, now).await?,
    };
    let slug = source::named(&mut read, &show.source).await?;
    let Some(version) = versions::at(&mut read, &slug, at).await?.map(derive::version) else {
        bail!(none_stood(&mut read, &slug, at).await?)
    };
    drop(read);
    store.close().await;
    if format == Format::Json {
        output::bytes_out(arguments, &report::version_json(&version))?;
    } else {
        let seen = format!("{}{}", when::day(version.seen_at), mark(&version.origin));
        let title = match show.at {
            Some(_) => format!("{slug} on {}, first seen so on {seen}", when::day(at)),
            None => format!("{slug}, first seen so on {seen}"),
        };
        output::sheet(arguments, &list::sheet(&title, &version.listing, detail), now)?;
    }
    Ok(Exit::Done)
}

/// Why there is no list of a source at a moment, and where there is one.
pub(super) async fn none_stood(read: &mut Connection, slug: &Slug, at: Timestamp) -> anyhow::Result<String> {
    let versions = versions::of(read, slug).await?;
    Ok(match versions.last() {
        Some(first) => format!(
            "no list of `{slug}` is known of {}; the first was seen on {}",
            when::day(at),
            when::day(first.seen_at)
        ),
        None => format!("no list of `{slug}` has been read yet; `subwatch status` says why"),
    })
}
