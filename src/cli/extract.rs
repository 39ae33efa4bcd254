//! `subwatch extract`: one page, its list.

use jiff::Timestamp;

use super::{Exit, args, input, output, sheets};
use crate::report::{self, Format, Report};

pub(super) async fn run(arguments: &args::Arguments, extract: &args::Extract, now: Timestamp) -> anyhow::Result<Exit> {
    let format = output::format(arguments)?;
    let listing = input::read(arguments, &extract.input, &extract.reading, now).await?;
    if format == Format::Json {
        output::bytes_out(arguments, &report::listing_json(&listing))?;
    } else {
        let title = listing.page.title.clone().unwrap_or_else(|| "Sub-processors".to_owned());
        output::report(arguments, &Report::new("List").sheet(sheets::listing(&title, &listing)), now)?;
    }
    Ok(Exit::Done)
}
