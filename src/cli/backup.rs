//! `subwatch backup`: a copy of the database.

use super::{args, exit::Exit, output};
use crate::store::Store;

pub(super) async fn run(arguments: &args::Arguments, backup: &args::Backup) -> anyhow::Result<Exit> {
    let store = Store::open_existing(&arguments.db).await?;
    let done = store.back_up(&backup.file).await;
    store.close().await;
    done?;
    let size = std::fs::metadata(&backup.file).map_or(0, |about| about.len());
    output::say(
        arguments,
        &format!("`{}` holds a copy of `{}`, {size} bytes", backup.file.display(), arguments.db.display()),
    )?;
    Ok(Exit::Done)
}
