//! Which vendors rely on a company, where, on a day.

use std::{collections::BTreeMap, str::FromStr};

use jiff::Timestamp;
use sqlx::{QueryBuilder, Row, Sqlite, sqlite::SqliteRow};

use crate::{
    model::{Country, Derived, Printed, Slug, UnknownCode},
    store::{Connection, StoreError, cells, error::corrupt, moment, versions},
};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ask<'a> {
    /// The moment.
    pub at: Timestamp,
    /// The company in its plain form; none: all.
    pub entity: Option<&'a str>,
    /// A country that the rows name; none: any.
    pub country: Option<Country>,
}

/// A row that stood at the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reliance {
    /// The source.
    pub slug: Slug,
    /// Its vendor.
    pub vendor: String,
    /// What the page prints.
    pub printed: Printed,
    /// What the dictionaries make of it, without what is shown beside the other columns.
    pub derived: Derived,
    /// Since when it has been printed so.
    pub since: Timestamp,
    /// From when it was printed so no more; none while it is.
    pub until: Option<Timestamp>,
}

/// The rows that stood at a moment, by source and in the order in which they were stored. Stale sources
/// ([`stale`](super::stale)) may be missing or say what they said before.
pub async fn relying(conn: &mut Connection, ask: &Ask<'_>) -> Result<Vec<Reliance>, StoreError> {
    let mut text = QueryBuilder::<Sqlite>::new(concat!(
        "select slug, vendor, from_at, until_at, derived.entity, derived.category, derived.status,
            derived.effective,
            (select group_concat(country) from derived_country as place
                where place.subprocessor_id = derived.subprocessor_id) as countries,
            (select group_concat(region) from derived_region as place
                where place.subprocessor_id = derived.subprocessor_id) as regions, ",
        versions::entry!(),
        " from derived join subprocessor using (subprocessor_id)
        join source on source.source_id = derived.source_id
        where from_at <= "
    ));
    let at = moment::text(ask.at);
    text.push_bind(at.clone()).push(" and (until_at is null or until_at > ").push_bind(at).push(")");
    if let Some(entity) = ask.entity {
        text.push(" and derived.entity = ").push_bind(entity);
    }
    if let Some(country) = &ask.country {
        text.push(
            " and derived.subprocessor_id in (select subprocessor_id from derived_country where country = ",
        );
        text.push_bind(country.code().to_owned()).push(")");
    }
    text.push(" order by slug, derived.subprocessor_id");
    let rows = text.build().fetch_all(conn).await?;
    rows.iter().map(one).collect()
}

fn one(row: &SqliteRow) -> Result<Reliance, StoreError> {
    let slug = cells::slug(row)?;
    let place = format!("a derived row of `{slug}`");
    let derived = Derived {
        entity: row.try_get("entity")?,
        category: code(row.try_get("category")?, &place)?,
        countries: codes(row.try_get("countries")?, &place)?.into_iter().collect(),
        regions: codes(row.try_get("regions")?, &place)?.into_iter().collect(),
        status: code(row.try_get("status")?, &place)?,
        effective: row
            .try_get::<Option<&str>, _>("effective")?
            .map(|day| moment::day(day, &place))
            .transpose()?,
        besides: BTreeMap::new(),
    };
    Ok(Reliance {
        vendor: row.try_get("vendor")?,
        printed: versions::read_entry(row.try_get("entry")?, &place)?,
        derived,
        since: moment::moment(row.try_get("from_at")?, &place)?,
        until: moment::perhaps(row.try_get("until_at")?, &place)?,
        slug,
    })
}

fn codes<T: FromStr<Err = UnknownCode>>(text: Option<&str>, place: &str) -> Result<Vec<T>, StoreError> {
    text.unwrap_or_default()
        .split(',')
        .filter(|text| !text.is_empty())
        .map(|text| code(text, place))
        .collect()
}

fn code<T: FromStr<Err = UnknownCode>>(text: &str, place: &str) -> Result<T, StoreError> {
    text.parse().map_err(|error| corrupt(error, place))
}
