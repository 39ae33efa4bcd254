//! Whether a company is new to one vendor or to all, and whether it left one or the last.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{
    error::AnswerError,
    events::{Reach, Weighed, words},
};
use crate::{
    model::{Slug, Status, VersionId},
    store::{
        Connection, changes,
        derived::{self, Reliance},
    },
};

/// Says of each company that came or went with a version whether other vendors relied on it at a moment.
/// Nothing is said of a version of before companies were asked for in the whole list.
///
/// # Errors
/// [`AnswerError::Store`] alone.
pub(super) async fn told(
    read: &mut Connection,
    (slug, vendor, version): (&Slug, &str, VersionId),
    at: Timestamp,
    changed: &mut Weighed,
) -> Result<(), AnswerError> {
    if !changes::is_by_company(read, version).await? {
        return Ok(());
    }
    for event in &mut changed.events {
        let Some(words) = words(&event.change) else { continue };
        let ask = derived::Ask { at, entity: Some(event.change.entity()), country: None };
        let reach = reach(&derived::relying(read, &ask).await?, slug, vendor);
        event.reach = Some(reach);
        event.weight.reason.push_str("; ");
        event.weight.reason.push_str(&words(reach));
    }
    Ok(())
}

fn reach(rows: &[Reliance], slug: &Slug, vendor: &str) -> Reach {
    let others = rows.iter().filter(|row| row.slug != *slug && row.derived.status != Status::Removed);
    let vendors: BTreeSet<&str> = others.map(|row| row.vendor.as_str()).collect();
    match vendors.len() {
        0 => Reach::Nobody,
        _ if vendors.contains(vendor) => Reach::SameVendor,
        count => Reach::OthersToo(count),
    }
}
