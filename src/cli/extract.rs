//! `subwatch extract`: one page, its list.

use jiff::Timestamp;

use super::{args, exit::Exit, input, output};
use crate::{
    answers::{Detail, list},
    report::{self, Format},
};

pub(super) async fn run(
    arguments: &args::Arguments,
    extract: &args::Extract,
    now: Timestamp,
) -> anyhow::Result<Exit> {
    let format = output::format(arguments)?;
    let listing = input::read(arguments, &extract.input, &extract.reading, now).await?;
    if format == Format::Json {
        output::bytes_out(arguments, &report::listing_json(&listing))?;
    } else {
        let named = if extract.input == "-" { "Standard input" } else { &extract.input };
        let title = listing.page.title.as_deref().unwrap_or(named);
        // Here `-v` gives the reasons, not more columns.
        let detail = if format == Format::Text { Detail::Screen } else { output::detail(arguments)? };
        output::sheet(arguments, &list::sheet(title, &listing, detail), now)?;
    }
    Ok(Exit::Done)
}
