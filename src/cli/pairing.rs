//! How the rows of two lists were matched: what `-v` tells beside the changes, on standard error.

use super::{args::Arguments, output};
use crate::{
    answers::pairing::{Pairs, sheets},
    model::Listing,
    report::Look,
};

/// Tells it if that was asked for; rows that print the same are counted, and with `-vv` named too.
pub(super) fn tell(arguments: &Arguments, before: &Listing, after: &Listing) -> anyhow::Result<()> {
    let shown = match arguments.verbose {
        0 => return Ok(()),
        1 => Pairs::Different,
        _ => Pairs::All,
    };
    output::complain(&output::text(&sheets(before, after, shown), &Look::default())?);
    Ok(())
}
