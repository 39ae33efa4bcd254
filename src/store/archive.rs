//! All captures one after the other, for an archive.

use jiff::Timestamp;
use sqlx::Row;
use url::Url;

use super::{Connection, StoreError, error::corrupt, json, moment};
use crate::model::{CaptureId, Slug};

/// How many are looked up at once; their bodies are loaded one by one.
const PAGE: i64 = 256;

/// Which captures are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Those received at this moment or later; none: all.
    pub since: Option<Timestamp>,
    /// Those of these sources; none: of all.
    pub only: Vec<Slug>,
}

/// A capture in its turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The capture.
    pub capture: CaptureId,
    /// The first crawled capture among those that are asked for that has the same body, if it is an earlier
    /// one and this one was crawled too.
    pub first: Option<Reference>,
}

/// A capture that another record refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The capture.
    pub capture: CaptureId,
    /// The address that answered.
    pub address: Url,
    /// When it was asked.
    pub requested_at: Timestamp,
}

/// A look at which the server said that a page is as it was (304).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// Key of the look.
    pub look: i64,
    /// When.
    pub at: Timestamp,
    /// The page that it confirms.
    pub of: Reference,
}

/// The next captures after that one, in the order in which they were kept; none after the last.
pub async fn captures(
    conn: &mut Connection,
    filter: &Filter,
    after: CaptureId,
) -> Result<Vec<Item>, StoreError> {
    let (since, only) = bound(filter)?;
    let rows = sqlx::query(
        "select capture.capture_id, first.capture_id as first_id, first.address, first.requested_at
        from capture left join capture as first on capture.origin = 'crawled' and first.capture_id = (
            select min(same.capture_id) from capture as same
            where same.body_id = capture.body_id and same.origin = 'crawled'
            and same.capture_id < capture.capture_id
                and same.received_at >= ?2 and (?3 is null or same.source_id in (
                    select source_id from source where slug in (select value from json_each(?3))
                ))
        )
        where capture.capture_id > ?1 and capture.received_at >= ?2 and (?3 is null or capture.source_id in (
            select source_id from source where slug in (select value from json_each(?3))
        ))
        order by capture.capture_id limit ?4",
    )
    .bind(after.0)
    .bind(since)
    .bind(only)
    .bind(PAGE)
    .fetch_all(conn)
    .await?;
    let item = |row: &sqlx::sqlite::SqliteRow| {
        let first =
            row.try_get::<Option<i64>, _>("first_id")?.map(|first| reference(row, first)).transpose()?;
        Ok(Item { capture: CaptureId(row.try_get("capture_id")?), first })
    };
    rows.iter().map(item).collect()
}

/// The next confirmations after that look, in the order in which they were recorded; none after the last.
pub async fn confirmations(
    conn: &mut Connection,
    filter: &Filter,
    after: i64,
) -> Result<Vec<Confirmation>, StoreError> {
    let (since, only) = bound(filter)?;
    let rows = sqlx::query(
        "select look_id, at, capture_id, address, requested_at from look join capture using (capture_id)
        where look_id > ?1 and unchanged = 'not-modified' and at >= ?2 and capture.origin = 'crawled' and (?3
        is null or look.source_id in (
            select source_id from source where slug in (select value from json_each(?3))
        ))
        order by look_id limit ?4",
    )
    .bind(after)
    .bind(since)
    .bind(only)
    .bind(PAGE)
    .fetch_all(conn)
    .await?;
    let confirmation = |row: &sqlx::sqlite::SqliteRow| {
        let look: i64 = row.try_get("look_id")?;
        let at = moment::moment(row.try_get("at")?, format_args!("look {look}"))?;
        Ok(Confirmation { look, at, of: reference(row, row.try_get("capture_id")?)? })
    };
    rows.iter().map(confirmation).collect()
}

fn bound(filter: &Filter) -> Result<(String, Option<String>), StoreError> {
    let only = if filter.only.is_empty() { None } else { Some(json::text(&filter.only)?) };
    Ok((filter.since.map(moment::text).unwrap_or_default(), only))
}

fn reference(row: &sqlx::sqlite::SqliteRow, capture: i64) -> Result<Reference, StoreError> {
    let place = format!("capture {capture}");
    let address: &str = row.try_get("address")?;
    Ok(Reference {
        capture: CaptureId(capture),
        address: address.parse().map_err(|_| corrupt(format_args!("`{address}` is no address"), &place))?,
        requested_at: moment::moment(row.try_get("requested_at")?, &place)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Origin, Outcome, Page, Unchanged},
        store::{
            captures::keep,
            trial::{Trial, at, page, slug},
        },
    };

    const NIGHT: [&str; 3] = ["2026-05-01T02:00:00Z", "2026-05-02T02:00:00Z", "2026-05-03T02:00:00Z"];

    #[tokio::test]
    async fn captures_come_in_their_order_each_with_the_first_of_the_same_body() {
        let trial = Trial::of(&["acme", "beta"]).await;
        let one = trial.keeps("acme", NIGHT[0], "same").await;
        let two = trial.keeps("beta", NIGHT[1], "same").await;
        let three = trial.keeps("acme", NIGHT[2], "same").await;
        let mut write = trial.store.write().await.unwrap();
        let origin = Origin::File { name: "a".to_owned() };
        let saved = Page { origin, ..page("2024-01-01T00:00:00Z", "same") };
        let brought = keep(&mut write, &slug("acme"), &saved).await.unwrap();
        let mut found = async |since: Option<&str>, only: &[&str]| {
            let filter = Filter { since: since.map(at), only: only.iter().map(|name| slug(name)).collect() };
            let mut all = Vec::new();
            while let Some(next) =
                captures(&mut write, &filter, all.last().map_or(CaptureId(0), |(last, _)| *last))
                    .await
                    .unwrap()
                    .first()
            {
                all.push((next.capture, next.first.as_ref().map(|first| first.capture)));
            }
            all
        };
        assert_eq!(
            found(None, &[]).await,
            [(one, None), (two, Some(one)), (three, Some(one)), (brought, None)]
        );
        assert_eq!(found(Some(NIGHT[1]), &[]).await, [(two, None), (three, Some(two))]);
        assert_eq!(found(None, &["beta"]).await, [(two, None)]);
        assert_eq!(found(Some(NIGHT[1]), &["acme"]).await, [(three, None)]);
    }

    #[tokio::test]
    async fn a_304_refers_to_the_page_that_it_confirms() {
        let trial = Trial::of(&["acme"]).await;
        let kept = trial.keeps("acme", NIGHT[0], "list").await;
        trial.looks("acme", NIGHT[0], Outcome::First(1), Some(kept), Some(&["A"])).await;
        trial
            .looks("acme", NIGHT[1], Outcome::Unchanged(Unchanged::NotModified), Some(kept), Some(&["A"]))
            .await;
        trial
            .looks("acme", NIGHT[2], Outcome::Unchanged(Unchanged::SameBody), Some(kept), Some(&["A"]))
            .await;
        let mut read = trial.store.read().await.unwrap();
        let all = confirmations(&mut read, &Filter::default(), 0).await.unwrap();
        let [one] = all.as_slice() else { panic!("{all:?}") };
        assert_eq!((one.at, one.of.capture, one.of.requested_at), (at(NIGHT[1]), kept, at(NIGHT[0])));
        assert!(confirmations(&mut read, &Filter::default(), one.look).await.unwrap().is_empty());
        let late = Filter { since: Some(at(NIGHT[2])), only: Vec::new() };
        assert!(confirmations(&mut read, &late, 0).await.unwrap().is_empty());
    }
}
