//! The rows of a version: what is printed.

use std::collections::BTreeMap;

use serde::Deserialize;
use sqlx::{Sqlite, query_builder::Separated};

use super::early;
use crate::{
    model::{Printed, Subprocessor},
    store::{
        Connection, StoreError,
        error::corrupt,
        insert::{self, Statement},
        json,
    },
};

/// Stores the rows of versions, in their order: the keys of the first row of each. The others follow one by
/// one, as the chain of seals relies on, too.
pub(super) async fn record(
    conn: &mut Connection,
    versions: &[(i64, &[Subprocessor])],
) -> Result<Vec<i64>, StoreError> {
    let last: i64 = sqlx::query_scalar("select coalesce(max(subprocessor_id), 0) from subprocessor")
        .fetch_one(&mut *conn)
        .await?;
    let mut next = last + 1;
    let first_rows = versions.iter().map(|(_, rows)| {
        let first = next;
        next += insert::integer(rows.len());
        first
    });
    let first_rows = first_rows.collect();
    // Text that cannot be made stops the versions before anything of their rows is stored.
    let rows = rows(versions)?;
    let text = Statement {
        head:
            "insert into subprocessor (version_id, position, name, section, purpose, printed_category, data,
            location, entity_location, transfer, printed_status, printed_effective, applies_to, notes, url,
            extra) ",
        tail: "",
    };
    insert::all(conn, text, &rows, |columns, (version, position, row, extra)| {
        columns.push_bind(*version).push_bind(insert::integer(*position));
        bind(columns, row, extra);
    })
    .await?;
    Ok(first_rows)
}

/// Each row with its version, its position there and what it prints besides.
fn rows<'r>(
    versions: &[(i64, &'r [Subprocessor])],
) -> Result<Vec<(i64, usize, &'r Printed, String)>, StoreError> {
    let rows = versions.iter().flat_map(|(version, rows)| {
        rows.iter().enumerate().map(move |(at, row)| (*version, at, &row.printed))
    });
    rows.map(|(version, at, row)| Ok((version, at, row, json::text(&row.extra)?))).collect()
}

fn bind(columns: &mut Separated<'_, Sqlite, &'static str>, row: &Printed, extra_text: &str) {
    let Printed {
        name,
        section,
        purpose,
        category,
        data,
        location,
        entity_location,
        transfer,
        status,
        effective,
        applies_to,
        notes,
        url,
        extra: _,
    } = row;
    columns
        .push_bind(name.as_str())
        .push_bind(section.as_deref())
        .push_bind(purpose.as_deref())
        .push_bind(category.as_deref())
        .push_bind(data.as_deref())
        .push_bind(location.as_deref())
        .push_bind(entity_location.as_deref())
        .push_bind(transfer.as_deref())
        .push_bind(status.as_deref())
        .push_bind(effective.as_deref())
        .push_bind(applies_to.as_deref())
        .push_bind(notes.as_deref())
        .push_bind(url.as_deref())
        .push_bind(extra_text);
}

/// The rows of a version as one JSON text, an array a row: as single values they would cost a copy each on
/// their way from SQLite's thread, which is most of what reading costs. The last two are of rows that
/// subwatch 0.1 stored: the status and the day that it derived.
macro_rules! entries {
    () => {
        concat!(
            "(select json_group_array(",
            $crate::store::versions::row_texts!(),
            " order by position) from subprocessor where subprocessor.version_id = version.version_id) as \
            entries"
        )
    };
}
pub(in crate::store) use entries;

/// One row of `subprocessor` in the same way.
macro_rules! entry {
    () => {
        concat!($crate::store::versions::row_texts!(), " as entry")
    };
}
pub(in crate::store) use entry;

/// The columns of a row, as an array.
macro_rules! row_texts {
    () => {
        "json_array(subprocessor.name, subprocessor.section, subprocessor.purpose,
            subprocessor.printed_category, subprocessor.data, subprocessor.location,
            subprocessor.entity_location, subprocessor.transfer, subprocessor.printed_status,
            subprocessor.printed_effective, subprocessor.applies_to, subprocessor.notes, subprocessor.url,
            json(subprocessor.extra), subprocessor.status, subprocessor.effective)"
    };
}
pub(in crate::store) use row_texts;

/// One row of [`entries!`], in the order of its columns.
#[derive(Deserialize)]
struct Stored(
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    BTreeMap<String, String>,
    Option<String>,
    Option<String>,
);

/// Reads [`entry!`].
pub(in crate::store) fn read_one(text: &str, place: &str) -> Result<Printed, StoreError> {
    serde_json::from_str(text).map(one).map_err(|error| corrupt(error, place))
}

/// Reads [`entries!`].
pub(in crate::store) fn read(text: &str, place: &str) -> Result<Vec<Printed>, StoreError> {
    let rows: Vec<Stored> = serde_json::from_str(text).map_err(|error| corrupt(error, place))?;
    Ok(rows.into_iter().map(one).collect())
}

fn one(row: Stored) -> Printed {
    let Stored(
        name,
        section,
        purpose,
        category,
        data,
        location,
        entity_location,
        transfer,
        status,
        effective,
        applies_to,
        notes,
        url,
        extra,
        early_status,
        early_day,
    ) = row;
    let printed = Printed {
        name,
        section,
        purpose,
        category,
        data,
        location,
        entity_location,
        transfer,
        status,
        effective,
        applies_to,
        notes,
        url,
        extra,
    };
    match early_status {
        Some(status) => early::printed(printed, &status, early_day),
        None => printed,
    }
}
