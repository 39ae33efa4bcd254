//! `subwatch compare`: two pages, what changed between them.

use jiff::Timestamp;

use super::{args, exit::Exit, input, output, pairing};
use crate::{
    answers::{Weighed, days::day, events},
    diff::{self, severity},
    report::{self, Format},
};

pub(super) async fn run(
    arguments: &args::Arguments,
    compare: &args::Compare,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let format = output::format(arguments)?;
    let before = input::read(arguments, &compare.old, &compare.reading, now).await?;
    let after = input::read(arguments, &compare.new, &compare.reading, now).await?;
    pairing::tell(arguments, &before, &after)?;
    let changes = diff::changes(&before, &after);
    let day = day(now);
    if format == Format::Json {
        output::bytes_out(
            arguments,
            &report::changes_json(
                &changes,
                |change| severity::weigh(change, day),
                severity::weigh_columns(&changes.columns),
            ),
        )?;
    } else {
        let changed = Weighed::of(changes, &[], day);
        let sheet = events::sheet("What changed", &changed, output::detail(arguments)?);
        output::sheet(arguments, &sheet, now)?;
        if let Some(reason) = changed.suspect.as_ref().filter(|_| format == Format::Csv) {
            // A table of rows has no place for it, and these rows would look like removals.
            output::complain(&format!("warning: not believed: {reason}"));
        }
    }
    Ok(Exit::Done)
}
