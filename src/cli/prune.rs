//! `subwatch prune`: room on the disk, by the rule that stands in [`crate::store::prune`].

use anyhow::Context;
use jiff::{SignedDuration, Timestamp};

use super::{args, exit::Exit, output};
use crate::{
    answers::days::day,
    store::{Store, StoreError, prune},
};

pub(super) async fn run(
    arguments: &args::Arguments,
    asked: &args::Prune,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let age = SignedDuration::try_from(asked.older_than)
        .context("that is longer than time is counted; use a shorter one")?;
    let before = now.checked_sub(age).context("that is longer than time is counted; use a shorter one")?;
    let store = Store::open_existing(&arguments.db).await?;
    let done = if asked.yes { give_up(&store, before, now).await } else { would(&store, before).await };
    store.close().await;
    let spare = done?;
    let what = format!(
        "{} pages last received before {} that nothing was read from, {} bytes ({} on the disk)",
        spare.bodies,
        day(before),
        spare.size,
        spare.stored
    );
    let line = if asked.yes {
        format!("gave up {what}")
    } else {
        format!("could give up {what}; run it with --yes to do so")
    };
    output::say(arguments, &line)?;
    Ok(Exit::Done)
}

async fn would(store: &Store, before: Timestamp) -> Result<prune::Spare, StoreError> {
    prune::spare(&mut *store.read().await?, before).await
}

/// No crawl may go on meanwhile: it would wait for the disk, and give up.
async fn give_up(store: &Store, before: Timestamp, now: Timestamp) -> Result<prune::Spare, StoreError> {
    let _lock = store.lock_for_crawl()?;
    let mut write = store.write().await?;
    let spare = prune::give_up(&mut write, before, now).await?;
    write.commit().await?;
    store.shrink().await?;
    Ok(spare)
}
