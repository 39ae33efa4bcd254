//! `subwatch compare`: two pages, what changed between them.

use jiff::Timestamp;

use super::{Exit, args, input, output, sheets};
use crate::{
    diff,
    report::{self, Format, Report},
};

pub(super) async fn run(arguments: &args::Arguments, compare: &args::Compare, now: Timestamp) -> anyhow::Result<Exit> {
    let format = output::format(arguments)?;
    let before = input::read(arguments, &compare.old, &compare.reading, now).await?;
    let after = input::read(arguments, &compare.new, &compare.reading, now).await?;
    let changes = diff::changes(&before, &after);
    if format == Format::Json {
        output::bytes_out(arguments, &report::changes_json(&changes))?;
    } else {
        let title = format!("Changes from {} to {}", compare.old, compare.new);
        output::report(arguments, &Report::new("Changes").sheet(sheets::changes(&title, &changes)), now)?;
    }
    Ok(Exit::Done)
}
