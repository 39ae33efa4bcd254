//! The rows of a version.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use serde::Deserialize;
use sqlx::{Sqlite, query_builder::Separated};

use crate::{
    model::{Subprocessor, UnknownCode},
    store::{
        Connection, StoreError,
        error::corrupt,
        insert::{self, Statement},
        json, moment,
    },
};

/// Stores the rows of versions, in their order.
pub(super) async fn record(
    conn: &mut Connection,
    versions: &[(i64, &[Subprocessor])],
) -> Result<(), StoreError> {
    // Text that cannot be made stops the versions before anything of their rows is stored.
    let rows = rows(versions)?;
    let text = Statement {
        head: "insert into subprocessor (version_id, position, name, entity, section, purpose, category, data, location,
            entity_location, countries, regions, transfer, status, effective, applies_to, notes, url, extra) ",
        tail: "",
    };
    insert::all(conn, text, &rows, |columns, (version, position, row, extra)| {
        columns.push_bind(*version).push_bind(insert::integer(*position));
        bind(columns, row, extra);
    })
    .await?;
    Ok(())
}

/// Each row with its version, its position there and what it prints besides.
fn rows<'r>(
    versions: &[(i64, &'r [Subprocessor])],
) -> Result<Vec<(i64, usize, &'r Subprocessor, String)>, StoreError> {
    let rows = versions.iter().flat_map(|(version, rows)| {
        rows.iter().enumerate().map(move |(position, row)| (*version, position, row))
    });
    rows.map(|(version, position, row)| Ok((version, position, row, json::text(&row.extra)?))).collect()
}

fn bind(columns: &mut Separated<'_, Sqlite, &'static str>, row: &Subprocessor, extra_text: &str) {
    let Subprocessor {
        name,
        entity,
        section,
        purpose,
        category,
        data,
        location,
        entity_location,
        countries,
        regions,
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
        .push_bind(entity.as_str())
        .push_bind(section.as_deref())
        .push_bind(purpose.as_deref())
        .push_bind(category.code())
        .push_bind(data.as_deref())
        .push_bind(location.as_deref())
        .push_bind(entity_location.as_deref())
        .push_bind(codes(countries.iter().map(crate::model::Country::code)))
        .push_bind(codes(regions.iter().map(|region| region.code())))
        .push_bind(transfer.as_deref())
        .push_bind(status.code())
        .push_bind(effective.map(|day| day.to_string()))
        .push_bind(applies_to.as_deref())
        .push_bind(notes.as_deref())
        .push_bind(url.as_deref())
        .push_bind(extra_text);
}

/// The rows of a version as one JSON text, an array a row: as single values they would cost a copy each on
/// their way from SQLite's thread, which is most of what reading costs.
macro_rules! entries {
    () => {
        "(
            select json_group_array(json_array(name, entity, section, purpose, category, data, location, entity_location, countries,
                regions, transfer, status, effective, applies_to, notes, url, json(extra)) order by position)
            from subprocessor where subprocessor.version_id = version.version_id
        ) as entries"
    };
}
pub(super) use entries;

/// One row of [`entries!`], in the order of its columns.
#[derive(Deserialize)]
struct Stored<'a>(
    String,
    String,
    Option<String>,
    Option<String>,
    #[serde(borrow)] Cow<'a, str>,
    Option<String>,
    Option<String>,
    Option<String>,
    #[serde(borrow)] Cow<'a, str>,
    #[serde(borrow)] Cow<'a, str>,
    Option<String>,
    #[serde(borrow)] Cow<'a, str>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    BTreeMap<String, String>,
);

/// Reads [`entries!`].
pub(super) fn read(text: &str, place: &str) -> Result<Vec<Subprocessor>, StoreError> {
    let rows: Vec<Stored<'_>> = serde_json::from_str(text).map_err(|error| corrupt(error, place))?;
    rows.into_iter().map(|row| one(row, place)).collect()
}

fn one(row: Stored<'_>, place: &str) -> Result<Subprocessor, StoreError> {
    let Stored(
        name,
        entity,
        section,
        purpose,
        category,
        data,
        location,
        entity_location,
        countries,
        regions,
        transfer,
        status,
        effective,
        applies_to,
        notes,
        url,
        extra,
    ) = row;
    Ok(Subprocessor {
        name,
        entity,
        section,
        purpose,
        category: code(&category, place)?,
        data,
        location,
        entity_location,
        countries: set(&countries, place)?,
        regions: set(&regions, place)?,
        transfer,
        status: code(&status, place)?,
        effective: effective.map(|day| moment::day(&day, place)).transpose()?,
        applies_to,
        notes,
        url,
        extra,
    })
}

fn codes<'a>(codes: impl Iterator<Item = &'a str>) -> String {
    codes.collect::<Vec<_>>().join(",")
}

fn set<T: FromStr<Err = UnknownCode> + Ord>(text: &str, place: &str) -> Result<BTreeSet<T>, StoreError> {
    text.split(',').filter(|text| !text.is_empty()).map(|text| code(text, place)).collect()
}

fn code<T: FromStr<Err = UnknownCode>>(text: &str, place: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error| corrupt(error, place))
}
