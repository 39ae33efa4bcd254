//! `subwatch verify`: is what was stored what is there?

use anyhow::bail;
use jiff::Timestamp;

use super::{args, exit::Exit, output, progress};
use crate::{
    answers::{
        Detail,
        verification::{page, record},
    },
    store::{Store, chain},
};

pub(super) async fn run(
    arguments: &args::Arguments,
    asked: &args::Verify,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let detail = output::detail(arguments)?;
    let store = Store::open_existing(&arguments.db).await?;
    let bar = progress::bar(arguments, 0);
    let found = chain::verify(&mut *store.read().await?, asked.expect.as_deref(), |step| {
        bar.set_length(step.total);
        bar.set_position(step.done);
    })
    .await;
    bar.finish_and_clear();
    store.close().await;
    let found = found?;
    let title = format!("Verification of {}", arguments.db.display());
    if detail == Detail::Record {
        output::sheet(arguments, &record(&title, &found), now)?;
    } else if found.fault.is_none() {
        output::sheet(arguments, &page(&title, &found), now)?;
    }
    match found.fault {
        // Whoever edited the file may have written anything.
        Some(fault) => {
            bail!("{}; compare it with a copy from before", fault.to_string().replace(char::is_control, " "))
        }
        None => Ok(Exit::Done),
    }
}
