//! `subwatch show`: a list, today's or as it stood.

use anyhow::Context;
use jiff::Timestamp;

use super::{Exit, args, output, sheets, when};
use crate::{
    report::{self, Format, Report},
    store::{Store, versions},
};

pub(super) async fn run(arguments: &args::Arguments, show: &args::Show, now: Timestamp) -> anyhow::Result<Exit> {
    let format = output::format(arguments)?;
    let at = show.at.as_deref().map_or(Ok(now), |text| when::until(text, now))?;
    let store = Store::open_existing(&arguments.db).await?;
    let version = versions::at(&mut *store.read().await?, &show.slug, at).await?;
    let version = version.with_context(|| {
        format!("no list of `{}` stood on {}; `subwatch status` says which sources there are and since when", show.slug, when::day(at))
    })?;
    store.close().await;
    if format == Format::Json {
        output::bytes_out(arguments, &report::listing_json(&version.listing))?;
    } else {
        let title = format!("{} as of {}, seen {}", show.slug, when::day(at), when::day(version.seen_at));
        output::report(arguments, &Report::new("List").sheet(sheets::listing(&title, &version.listing)), now)?;
    }
    Ok(Exit::Done)
}
