//! `subwatch politeness`: what each host was asked, and how it answered.

use jiff::Timestamp;

use super::{args, exit::Exit, output, when};
use crate::{answers, report::Report, store::Store};

pub(super) async fn run(
    arguments: &args::Arguments,
    asked: &args::Politeness,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    output::format(arguments)?;
    let since = when::since(asked.since, now)?;
    let store = Store::open_existing(&arguments.db).await?;
    let accounts = answers::politeness(&store, since).await;
    store.close().await;
    let sheet = answers::politeness::sheet(&accounts?);
    output::report(arguments, &Report::new("Politeness").sheet(sheet), now)?;
    Ok(Exit::Done)
}
