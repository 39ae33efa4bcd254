//! `subwatch changes`: what changed at all vendors.

use jiff::Timestamp;

use super::{args, catalogue, exit::Exit, output, when};
use crate::{
    answers::{self, Detail, changes::Ask, days::day},
    store::Store,
};

pub(super) async fn run(
    arguments: &args::Arguments,
    asked: &args::Changes,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let detail = output::detail(arguments)?;
    let since = when::since(asked.since, now)?;
    let store = Store::open_existing(&arguments.db).await?;
    let contracts = catalogue::contracts(arguments);
    let ask = Ask {
        since,
        until: None,
        vendor: asked.vendor.as_deref(),
        at_least: asked.at_least,
        contracts: &contracts,
    };
    let told = answers::changes(&store, &ask, day(now)).await;
    store.close().await;
    let told = told?;
    if detail == Detail::Record || told.events.is_empty() {
        output::sheet(arguments, &answers::changes::feed(&told), now)?;
    } else {
        output::report(arguments, &answers::changes::report(&told, detail), now)?;
    }
    Ok(Exit::Done)
}
