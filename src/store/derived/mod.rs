//! What the dictionaries make of the rows that are printed, kept so that "which vendors rely on this company,
//! where, on that day" is found by an index.
//!
//! A row of a list stands in `derived` once for as long as it is printed so, with the moments between which
//! the versions of its source print it; a version that prints it again adds nothing. None of it is sealed: it
//! can be thrown away, and [`history`] and [`replace`] make it again from what is. `derivation` says of each
//! source by which dictionaries its rows were derived and up to which version; a source for which that does
//! not hold is *stale*, and what is asked of it has to be read from its versions.

mod relying;
mod replace;
mod span;
#[cfg(test)]
mod tests;

pub use self::{
    relying::{Ask, Reliance, relying},
    replace::{Stale, forget, history, replace, stale},
    span::{Span, Stood, spans},
};

use std::collections::HashMap;

use jiff::Timestamp;

use self::span::insert as insert_spans;
use super::{Connection, StoreError, json, moment};
use crate::{
    model::{Dictionaries, Subprocessor},
    store::digest,
};

/// A version that was just stored.
#[derive(Debug, Clone, Copy)]
pub(super) struct Followed<'a> {
    /// Key of its source.
    pub(super) source: i64,
    /// Its key.
    pub(super) version: i64,
    /// From when its list stood.
    pub(super) seen_at: Timestamp,
    /// Key of its first row; the others follow it one by one.
    pub(super) first_row: i64,
    /// Its rows.
    pub(super) rows: &'a [Subprocessor],
    /// What they were derived by.
    pub(super) dictionaries: Dictionaries,
}

/// Follows versions that were just stored: rows that are printed no more end, rows that are new begin. A
/// source whose new version does not come after the last that was followed becomes stale instead.
pub(super) async fn follow(conn: &mut Connection, versions: &[Followed<'_>]) -> Result<(), StoreError> {
    let (fresh, out_of_turn) = in_turn(conn, versions).await?;
    if !out_of_turn.is_empty() {
        sqlx::query("delete from derivation where source_id in (select value from json_each(?))")
            .bind(json::text(&out_of_turn)?)
            .execute(&mut *conn)
            .await?;
    }
    let mut open = open_spans(conn, &fresh).await?;
    let mut begun: Vec<(i64, Span)> = Vec::new();
    for version in &fresh {
        let keys = version.first_row..;
        for (key, row) in keys.zip(version.rows) {
            let printed = digest::printed(&row.printed);
            let goes_on = open.get_mut(&(version.source, printed)).and_then(Vec::pop).is_some();
            if !goes_on {
                let (from, derived) = (version.seen_at, row.derived.clone());
                begun.push((version.source, Span { row: key, printed, from, until: None, derived }));
            }
        }
    }
    end(conn, &fresh, open).await?;
    let begun: Vec<(i64, &Span)> = begun.iter().map(|(source, span)| (*source, span)).collect();
    insert_spans(conn, &begun).await?;
    note(conn, fresh.iter().map(|version| (version.source, version.dictionaries, version.version))).await
}

/// An asked version, the one before it and when, and how far and by what its source was followed.
type BeforeColumns = (i64, Option<i64>, Option<String>, Option<i64>, Option<i64>);

/// The version before one that is asked for, and how far its source was followed.
struct Before {
    version: Option<i64>,
    seen_at: Option<String>,
    followed: Option<i64>,
    dictionaries: Option<i64>,
}

impl Before {
    /// Whether all that came before this version was followed by its dictionaries.
    fn is_right_before(&self, version: &Followed<'_>) -> bool {
        match (self.version, &self.seen_at, self.followed, self.dictionaries) {
            (None, _, None, _) => true,
            (Some(before), Some(seen_at), Some(followed), Some(dictionaries)) => {
                before == followed
                    && dictionaries == i64::from(version.dictionaries.0)
                    && *seen_at < moment::text(version.seen_at)
            }
            _ => false,
        }
    }
}

/// The versions that come right after what was followed of their source, and the sources of the others.
async fn in_turn<'a>(
    conn: &mut Connection,
    versions: &[Followed<'a>],
) -> Result<(Vec<Followed<'a>>, Vec<i64>), StoreError> {
    let asked: Vec<(i64, i64)> = versions.iter().map(|version| (version.source, version.version)).collect();
    let rows: Vec<BeforeColumns> = sqlx::query_as(
        "select asked.value ->> 1, before.version_id, before.seen_at, derivation.version_id,
            derivation.dictionaries
        from json_each(?) as asked
        left join version as before on before.version_id = (
            select version_id from version
            where source_id = asked.value ->> 0 and version_id <> asked.value ->> 1
            order by seen_at desc, version_id desc limit 1
        )
        left join derivation on derivation.source_id = asked.value ->> 0",
    )
    .bind(json::text(&asked)?)
    .fetch_all(conn)
    .await?;
    let mut befores: HashMap<i64, Before> = rows
        .into_iter()
        .map(|(asked, version, seen_at, followed, dictionaries)| {
            (asked, Before { version, seen_at, followed, dictionaries })
        })
        .collect();
    let (mut fresh, mut out_of_turn) = (Vec::new(), Vec::new());
    for version in versions {
        if befores.remove(&version.version).is_some_and(|before| before.is_right_before(version)) {
            fresh.push(*version);
        } else {
            out_of_turn.push(version.source);
        }
    }
    Ok((fresh, out_of_turn))
}

/// Rows that are printed to this day: their keys by source and printed texts, the first last.
type Open = HashMap<(i64, i64), Vec<i64>>;

async fn open_spans(conn: &mut Connection, versions: &[Followed<'_>]) -> Result<Open, StoreError> {
    let sources: Vec<i64> = versions.iter().map(|version| version.source).collect();
    let rows: Vec<(i64, i64, i64)> = sqlx::query_as(
        "select source_id, printed, subprocessor_id from derived
        where until_at is null and source_id in (select value from json_each(?))
        order by subprocessor_id desc",
    )
    .bind(json::text(&sources)?)
    .fetch_all(conn)
    .await?;
    let mut open = Open::new();
    for (source, printed, key) in rows {
        open.entry((source, printed)).or_default().push(key);
    }
    Ok(open)
}

/// Ends the rows that are left over, each at the moment of the version that no longer prints it.
async fn end(conn: &mut Connection, versions: &[Followed<'_>], open: Open) -> Result<(), StoreError> {
    let at: HashMap<i64, String> =
        versions.iter().map(|version| (version.source, moment::text(version.seen_at))).collect();
    let ends: Vec<(i64, &str)> = open
        .into_iter()
        .filter_map(|((source, _), keys)| Some((at.get(&source)?.as_str(), keys)))
        .flat_map(|(at, keys)| keys.into_iter().map(move |key| (key, at)))
        .collect();
    if ends.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "update derived set until_at = ended.value ->> 1
        from json_each(?) as ended where subprocessor_id = ended.value ->> 0",
    )
    .bind(json::text(&ends)?)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes by which dictionaries sources were derived, and up to which version.
async fn note(
    conn: &mut Connection,
    sources: impl Iterator<Item = (i64, Dictionaries, i64)>,
) -> Result<(), StoreError> {
    let sources: Vec<(i64, u32, i64)> =
        sources.map(|(source, dictionaries, version)| (source, dictionaries.0, version)).collect();
    if sources.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "insert into derivation (source_id, dictionaries, version_id)
        select value ->> 0, value ->> 1, value ->> 2 from json_each(?) where true
        on conflict (source_id) do update
        set dictionaries = excluded.dictionaries, version_id = excluded.version_id",
    )
    .bind(json::text(&sources)?)
    .execute(conn)
    .await?;
    Ok(())
}
