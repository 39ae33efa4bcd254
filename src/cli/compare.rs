//! `subwatch compare`: two pages, what changed between them.

use jiff::Timestamp;

use super::{Exit, args, draft::Detail, events, input, output};
use crate::{
    diff,
    report::{self, Format},
};

pub(super) async fn run(arguments: &args::Arguments, compare: &args::Compare, now: Timestamp) -> anyhow::Result<Exit> {
    let format = output::format(arguments)?;
    let before = input::read(arguments, &compare.old, &compare.reading, now).await?;
    let after = input::read(arguments, &compare.new, &compare.reading, now).await?;
    let changes = diff::changes(&before, &after);
    if format == Format::Json {
        output::bytes_out(arguments, &report::changes_json(&changes))?;
    } else {
        let sheet = events::sheet("What changed", &changes, Detail::asked(arguments)?);
        output::sheet(arguments, &sheet, now)?;
    }
    Ok(Exit::Done)
}
