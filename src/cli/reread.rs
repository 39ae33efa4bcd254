//! `subwatch reread`: every kept page, read again by today's reader.

use std::fmt::Write;

use super::{Exit, args, check, crawl::stop, output, progress, words::counted};
use crate::{
    crawl::{self, Reread},
    store::Store,
};

pub(super) async fn run(arguments: &args::Arguments, asked: &args::Reread) -> anyhow::Result<Exit> {
    let Some(catalogue) = check::catalogue(arguments)? else { return Ok(Exit::Failed) };
    let store = Store::open_existing(&arguments.db).await?;
    let bar = progress::bar(arguments, 0);
    let done =
        crawl::reread(&store, &catalogue, &asked.only, stop(None)?, |step| progress::reread(&bar, step))
            .await;
    bar.finish_and_clear();
    store.close().await;
    let done = done?;
    output::say(arguments, &summary(&done))?;
    Ok(if done.left > 0 { Exit::SomeFailed } else { Exit::Done })
}

/// What was read again, in one line.
pub(super) fn summary(done: &Reread) -> String {
    let Reread { read, versions, left } = *done;
    let mut line =
        format!("{} read again: {} read otherwise", counted(read, "kept page"), counted(versions, "list"));
    if left > 0 {
        // Writing to a `String` cannot fail.
        let _ = write!(line, "; stopped early, {left} left for the next run");
    }
    line
}
