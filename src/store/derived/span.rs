//! A row for as long as it is printed so.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::{
    model::{Country, Derived, Printed, Region, VersionId},
    store::{
        Connection, StoreError, digest,
        insert::{self, Statement},
        moment,
    },
};

/// A row of a source for as long as it is printed so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Key of the first stored row that prints it.
    pub(super) row: i64,
    /// [`digest::printed`] of it.
    pub(super) printed: i64,
    /// From when it is printed.
    pub from: Timestamp,
    /// From when it is not; none while it is.
    pub until: Option<Timestamp>,
    /// What the dictionaries make of it.
    pub derived: Derived,
}

/// A list as it stood from one moment on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stood {
    /// From when it stood.
    pub seen_at: Timestamp,
    /// Its rows.
    pub rows: Vec<Printed>,
    pub(super) first_row: i64,
    pub(super) version: VersionId,
}

/// The rows of a source through all its versions, the oldest version first. `derive` is asked once for each.
pub fn spans(history: &[Stood], mut derive: impl FnMut(&Printed) -> Derived) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    // Places in `spans` by printed texts; rows that are alike end one by one.
    let mut open: HashMap<i64, Vec<usize>> = HashMap::new();
    for version in history {
        let mut stays: HashMap<i64, Vec<usize>> = HashMap::new();
        for (key, row) in (version.first_row..).zip(&version.rows) {
            let printed = digest::printed(row);
            let at = open.get_mut(&printed).and_then(Vec::pop).unwrap_or_else(|| {
                spans.push(Span {
                    row: key,
                    printed,
                    from: version.seen_at,
                    until: None,
                    derived: derive(row),
                });
                spans.len() - 1
            });
            stays.entry(printed).or_default().push(at);
        }
        for at in open.into_values().flatten() {
            spans[at].until = Some(version.seen_at);
        }
        // The one that has stood for longest goes on first.
        for places in stays.values_mut() {
            places.sort_unstable_by(|one, other| other.cmp(one));
        }
        open = stays;
    }
    spans
}

/// Keeps rows, each with the key of its source.
pub(super) async fn insert(conn: &mut Connection, spans: &[(i64, &Span)]) -> Result<(), StoreError> {
    let text = Statement {
        head: "insert into derived (subprocessor_id, source_id, from_at, until_at, printed, entity, category,
            status, effective) ",
        tail: "",
    };
    insert::all(conn, text, spans, |columns, (source, span)| {
        // What is shown beside the other columns is found again from the printed row.
        let Derived { entity, category, countries: _, regions: _, status, effective, besides: _ } =
            &span.derived;
        columns
            .push_bind(span.row)
            .push_bind(*source)
            .push_bind(moment::text(span.from))
            .push_bind(span.until.map(moment::text))
            .push_bind(span.printed)
            .push_bind(entity.as_str())
            .push_bind(category.code())
            .push_bind(status.code())
            .push_bind(effective.map(|day| day.to_string()));
    })
    .await?;
    let countries: Vec<(i64, &Country)> = spans
        .iter()
        .flat_map(|(_, span)| span.derived.countries.iter().map(|code| (span.row, code)))
        .collect();
    let text = Statement { head: "insert into derived_country (country, subprocessor_id) ", tail: "" };
    insert::all(conn, text, &countries, |columns, (row, country)| {
        columns.push_bind(country.code()).push_bind(*row);
    })
    .await?;
    let regions: Vec<(i64, &Region)> =
        spans.iter().flat_map(|(_, span)| span.derived.regions.iter().map(|code| (span.row, code))).collect();
    let text = Statement { head: "insert into derived_region (region, subprocessor_id) ", tail: "" };
    insert::all(conn, text, &regions, |columns, (row, region)| {
        columns.push_bind(region.code()).push_bind(*row);
    })
    .await?;
    Ok(())
}
