//! `subwatch status`: how each source stands.

use jiff::Timestamp;

use super::{args, catalogue, exit::Exit, output};
use crate::{answers, store::Store};

pub(super) async fn run(arguments: &args::Arguments, now: Timestamp) -> anyhow::Result<Exit> {
    let detail = output::detail(arguments)?;
    let store = Store::open_existing(&arguments.db).await?;
    let catalogue = catalogue::if_readable(arguments);
    let sources = answers::status(&store, catalogue.as_ref()).await;
    store.close().await;
    output::sheet(arguments, &answers::status::sheet(&sources?, detail), now)?;
    Ok(Exit::Done)
}
