//! `subwatch reread`: every kept page, read again by today's reader.

use super::{args, catalogue, exit::Exit, night::read_again, output, progress, stop};
use crate::{crawl, store::Store};

pub(super) async fn run(arguments: &args::Arguments, asked: &args::Reread) -> anyhow::Result<Exit> {
    let Some(catalogue) = catalogue::loaded(arguments)? else { return Ok(Exit::Failed) };
    let store = Store::open_existing(&arguments.db).await?;
    let bar = progress::bar(arguments, 0);
    let stop = stop::asked(None)?;
    let done =
        crawl::reread(&store, &catalogue, &asked.only, stop, |step| progress::reread(&bar, step)).await;
    bar.finish_and_clear();
    store.close().await;
    let done = done?;
    output::say(arguments, &read_again(&done).words())?;
    Ok(if done.left > 0 { Exit::SomeFailed } else { Exit::Done })
}
