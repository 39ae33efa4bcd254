//! `subwatch history`: the versions of a list, with `-v` every look at it, with `--coverage` its nights.

use jiff::Timestamp;

use super::{args, exit::Exit, output};
use crate::{
    answers::{self, Detail},
    store::Store,
};

pub(super) async fn run(
    arguments: &args::Arguments,
    asked: &args::History,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let detail = output::detail(arguments)?;
    let store = Store::open_existing(&arguments.db).await?;
    let done = if asked.coverage {
        coverage(arguments, &store, &asked.source, detail, now).await
    } else {
        versions(arguments, &store, &asked.source, detail, now).await
    };
    store.close().await;
    done?;
    Ok(Exit::Done)
}

async fn coverage(
    arguments: &args::Arguments,
    store: &Store,
    typed: &str,
    detail: Detail,
    now: Timestamp,
) -> anyhow::Result<()> {
    let slug = answers::named(store, typed).await?;
    let coverage = answers::coverage(store, &slug, now).await?;
    output::report(arguments, &answers::coverage::report(&coverage, detail), now)
}

async fn versions(
    arguments: &args::Arguments,
    store: &Store,
    typed: &str,
    detail: Detail,
    now: Timestamp,
) -> anyhow::Result<()> {
    let slug = answers::named(store, typed).await?;
    let history = answers::history(store, &slug).await?;
    if arguments.verbose == 0 {
        output::sheet(arguments, &answers::history::versions(&history, detail), now)
    } else {
        output::report(arguments, &answers::history::report(&history, detail), now)
    }
}
