//! Rows that subwatch 0.1 stored, which held what it derived beside what was printed.
//!
//! They are sealed as they are. Of what they print nothing is lost but the words for a status and a day that
//! 0.1 could read, which it kept as a code and as a day: these stand for the words here.

use std::collections::BTreeMap;

use sqlx::{Row, sqlite::SqliteRow};

use crate::{
    model::{Printed, VersionId},
    store::{
        Connection, StoreError,
        digest::{field, rows},
        json,
    },
};

/// The code of a row that applies, which 0.1 also gave to every row that says nothing of it.
const CURRENT: &str = "current";

/// What a row of 0.1 prints. `status` and `day` are what it had derived.
pub(in crate::store) fn printed(mut row: Printed, status: &str, day: Option<String>) -> Printed {
    // What 0.1 had no field for stood among the other columns, under the word of the schema.
    row.category = row.extra.remove("Category");
    row.status = if status == CURRENT { row.extra.remove("Status") } else { Some(status.to_owned()) };
    row.effective = day.or_else(|| row.extra.remove("Effective"));
    row
}

/// The digest of a version's rows as 0.1 took it: over what was printed and what it derived. None where the
/// rows are of a later subwatch, or there are none.
pub(in crate::store) async fn digest(
    conn: &mut Connection,
    version: VersionId,
) -> Result<Option<String>, StoreError> {
    let stored = sqlx::query(
        "select name, entity, section, purpose, category, data, location, entity_location, countries, regions,
            transfer, status, effective, applies_to, notes, url, extra
        from subprocessor where version_id = ? and entity is not null",
    )
    .bind(version.0)
    .fetch_all(conn)
    .await?;
    let place = format!("version {version}");
    let texts = stored.iter().map(|row| canonical(row, &place)).collect::<Result<Vec<_>, _>>()?;
    Ok((!texts.is_empty()).then(|| rows(texts)))
}

/// A row as 0.1 wrote it to digest it.
fn canonical(row: &SqliteRow, place: &str) -> Result<String, StoreError> {
    let mut text = String::with_capacity(256);
    for (name, column) in COLUMNS {
        let value: Option<&str> = row.try_get(column)?;
        if matches!(column, "countries" | "regions") {
            let codes = value.unwrap_or_default().split(',').filter(|code| !code.is_empty());
            codes.for_each(|code| field(&mut text, name, Some(code)));
        } else {
            field(&mut text, name, value);
        }
    }
    let extra: BTreeMap<String, String> = json::value(row.try_get("extra")?, place)?;
    for (header, value) in &extra {
        field(&mut text, "header", Some(header));
        field(&mut text, "value", Some(value));
    }
    Ok(text)
}

/// The names under which 0.1 digested its columns, in their order.
const COLUMNS: [(&str, &str); 16] = [
    ("name", "name"),
    ("entity", "entity"),
    ("section", "section"),
    ("purpose", "purpose"),
    ("category", "category"),
    ("data", "data"),
    ("location", "location"),
    ("entity_location", "entity_location"),
    ("country", "countries"),
    ("region", "regions"),
    ("transfer", "transfer"),
    ("status", "status"),
    ("effective", "effective"),
    ("applies_to", "applies_to"),
    ("notes", "notes"),
    ("url", "url"),
];

/// Notes the digests of what is printed in the versions that 0.1 stored, so that lists which are read now are
/// held against them.
pub(in crate::store) async fn note_digests(conn: &mut Connection) -> Result<(), StoreError> {
    let versions: Vec<i64> = sqlx::query_scalar(
        "select distinct version_id from subprocessor
        where entity is not null and version_id not in (select version_id from printed_digest)",
    )
    .fetch_all(&mut *conn)
    .await?;
    for version in versions {
        let Some(listing) = super::listing(conn, VersionId(version)).await? else { continue };
        sqlx::query("insert into printed_digest (version_id, digest) values (?, ?)")
            .bind(version)
            .bind(super::digest(&listing))
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(extra: &[(&str, &str)]) -> Printed {
        let extra = extra.iter().map(|(header, text)| ((*header).to_owned(), (*text).to_owned())).collect();
        Printed { extra, ..Printed::named("A") }
    }

    #[test]
    fn what_stood_under_a_word_of_the_schema_is_the_text_of_that_field() {
        let row =
            printed(with(&[("Category", "Infra"), ("Status", "tbd"), ("Plan", "all")]), "current", None);
        assert_eq!((row.category.as_deref(), row.status.as_deref()), (Some("Infra"), Some("tbd")));
        assert_eq!(row.extra.keys().collect::<Vec<_>>(), ["Plan"]);
    }

    #[test]
    fn a_status_and_a_day_that_were_read_stand_for_the_words_they_were_read_from() {
        let row = printed(with(&[]), "upcoming", Some("2026-05-01".to_owned()));
        assert_eq!((row.status.as_deref(), row.effective.as_deref()), (Some("upcoming"), Some("2026-05-01")));
        assert_eq!(printed(with(&[]), "current", None), Printed::named("A"));
    }
}
