//! What columns hold that several tables and queries share.

use jiff::Timestamp;
use sqlx::{Row, sqlite::SqliteRow};

use super::{StoreError, error::corrupt, moment};
use crate::model::{Cause, Origin, Outcome, Slug, Unchanged};

/// The slug in a row.
pub(super) fn slug(row: &SqliteRow) -> Result<Slug, StoreError> {
    let text: &str = row.try_get("slug")?;
    text.parse().map_err(|error| corrupt(error, "source"))
}

/// How the capture in a row came to us.
pub(super) fn origin(row: &SqliteRow, place: &str) -> Result<Origin, StoreError> {
    Origin::parse(row.try_get("origin")?, row.try_get("origin_detail")?)
        .map_err(|error| corrupt(error, place))
}

/// Time and outcome in a row that holds the columns of a look, or nulls.
pub(super) fn outcome(row: &SqliteRow, place: &str) -> Result<Option<(Timestamp, Outcome)>, StoreError> {
    let Some(at) = row.try_get::<Option<&str>, _>("at")? else { return Ok(None) };
    let text = |column: &str| Ok::<String, StoreError>(row.try_get(column)?);
    let outcome = match row.try_get("outcome")? {
        "first" => Outcome::First(count(row, "rows")?.unwrap_or(0)),
        "changed" => Outcome::Changed(count(row, "changes")?.unwrap_or(0)),
        "unchanged" => Outcome::Unchanged(
            text("unchanged")?.parse::<Unchanged>().map_err(|error| corrupt(error, place))?,
        ),
        "suspect" => Outcome::Suspect(text("detail")?),
        "failed" => Outcome::Failed(
            text("cause")?.parse::<Cause>().map_err(|error| corrupt(error, place))?,
            text("detail")?,
        ),
        other => return Err(corrupt(format_args!("`{other}` is no outcome"), place)),
    };
    Ok(Some((moment::moment(at, place)?, outcome)))
}

/// A count that may be null.
pub(super) fn count(row: &SqliteRow, column: &str) -> Result<Option<usize>, StoreError> {
    Ok(row.try_get::<Option<i64>, _>(column)?.and_then(|count| usize::try_from(count).ok()))
}
