//! The rows of a version.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use sqlx::{Row, Sqlite, query_builder::Separated, sqlite::SqliteRow};

use crate::{
    model::{Subprocessor, UnknownCode},
    store::{
        Connection, StoreError,
        error::corrupt,
        insert::{self, Statement},
        json, moment,
    },
};

/// Every column of a row but its version and position, as the queries that read one name them.
macro_rules! columns {
    () => {
        "name, entity, section, purpose, category, data, location, entity_location, countries, regions, transfer, status, effective, \
         applies_to, notes, url, extra"
    };
}
pub(super) use columns;

/// Stores the rows of a version, in their order.
pub(super) async fn record(conn: &mut Connection, version: i64, entries: &[Subprocessor]) -> Result<(), StoreError> {
    // Text that cannot be made stops the version before anything of it is stored.
    let extras = entries.iter().map(|row| json::text(&row.extra)).collect::<Result<Vec<_>, _>>()?;
    let rows: Vec<(&Subprocessor, String)> = entries.iter().zip(extras).collect();
    let text = Statement { head: concat!("insert into subprocessor (version_id, position, ", columns!(), ") "), tail: "" };
    insert::all(conn, text, &rows, |columns, position, (row, extra)| {
        columns.push_bind(version).push_bind(insert::integer(position));
        bind(columns, row, extra);
    })
    .await?;
    Ok(())
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

/// Reads a row whose columns begin with [`columns!`] at index `first`.
pub(super) fn read(row: &SqliteRow, first: usize, place: &str) -> Result<Subprocessor, StoreError> {
    let text = |offset: usize| Ok::<&str, StoreError>(row.try_get(first + offset)?);
    let perhaps = |offset: usize| Ok::<Option<String>, StoreError>(row.try_get(first + offset)?);
    let effective: Option<&str> = row.try_get(first + 12)?;
    let extra = match text(16)? {
        "{}" => BTreeMap::new(),
        filled => json::value(filled, place)?,
    };
    Ok(Subprocessor {
        name: text(0)?.to_owned(),
        entity: text(1)?.to_owned(),
        section: perhaps(2)?,
        purpose: perhaps(3)?,
        category: code(text(4)?, place)?,
        data: perhaps(5)?,
        location: perhaps(6)?,
        entity_location: perhaps(7)?,
        countries: set(text(8)?, place)?,
        regions: set(text(9)?, place)?,
        transfer: perhaps(10)?,
        status: code(text(11)?, place)?,
        effective: effective.map(|day| moment::day(day, place)).transpose()?,
        applies_to: perhaps(13)?,
        notes: perhaps(14)?,
        url: perhaps(15)?,
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
