//! All that proves one change.

use jiff::Timestamp;
use sqlx::Row;

use super::{
    Connection, StoreError,
    captures::{self, Kept},
    cells, changes,
    error::corrupt,
    looks::{self, Look},
    moment, versions,
};
use crate::model::{Change, ChangeId, Changes, Printed, Slug, Version, VersionId};

/// One change, the two lists it lies between, and the pages these were read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Key of the change.
    pub id: ChangeId,
    /// The source.
    pub slug: Slug,
    /// Its vendor.
    pub vendor: String,
    /// Its address today.
    pub url: String,
    /// The change.
    pub change: Change<Printed>,
    /// Everything that differs between the two lists, this change included.
    pub changes: Changes<Printed>,
    /// The list as it stood.
    pub before: Side,
    /// The list in which it was changed.
    pub after: Side,
    /// The looks from the one list to the other, the oldest first.
    pub looks: Vec<Look>,
    /// Whether a page that was imported since came to stand between the two: the change was then stated anew,
    /// as another.
    pub is_restated: bool,
}

/// One of the two lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// The version.
    pub version: Version<Printed>,
    /// The page it was read from.
    pub kept: Kept,
}

/// What proves a change; none if there is no such change.
pub async fn case(conn: &mut Connection, id: ChangeId) -> Result<Option<Case>, StoreError> {
    let Some((change, version)) = changes::one(conn, id).await? else { return Ok(None) };
    let place = format!("change {id}");
    let row = sqlx::query(concat!(
        "select slug, vendor, url, ",
        versions::restated!(),
        " as restated, (
            select past.version_id from version as past
            where past.source_id = version.source_id and past.version_id < version.version_id
                and (past.seen_at < version.seen_at or (version.cause = 'ours'
                and past.seen_at = version.seen_at))
            order by past.seen_at desc, past.version_id desc limit 1
        ) as before_id
        from version join source using (source_id) where version_id = ?",
    ))
    .bind(version.0)
    .fetch_one(&mut *conn)
    .await?;
    let before: Option<i64> = row.try_get("before_id")?;
    let before = before.map(VersionId).ok_or_else(|| corrupt("a change without a list before it", &place))?;
    let (before, after) = (side(conn, before, &place).await?, side(conn, version, &place).await?);
    let slug = cells::slug(&row)?;
    let looks = between(conn, &slug, before.version.seen_at, after.version.seen_at).await?;
    Ok(Some(Case {
        id,
        vendor: row.try_get("vendor")?,
        url: row.try_get("url")?,
        change,
        changes: changes::of(conn, version).await?,
        before,
        after,
        looks,
        is_restated: row.try_get("restated")?,
        slug,
    }))
}

async fn side(conn: &mut Connection, version: VersionId, place: &str) -> Result<Side, StoreError> {
    let version =
        versions::load(conn, version).await?.ok_or_else(|| corrupt("a version is missing", place))?;
    let kept = captures::inspect(conn, version.capture).await?;
    Ok(Side { version, kept })
}

async fn between(
    conn: &mut Connection,
    slug: &Slug,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Look>, StoreError> {
    let mut looks = looks::of(conn, slug).await?;
    looks.retain(|look| {
        moment::text(look.at) >= moment::text(from) && moment::text(look.at) <= moment::text(to)
    });
    looks.reverse();
    Ok(looks)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::{
        model::{Changes, Outcome, VersionCause},
        store::{
            prune,
            trial::{Trial, at, listing, names},
        },
    };

    const NIGHT: [&str; 3] = ["2026-05-01T02:00:00Z", "2026-05-02T02:00:00Z", "2026-05-03T02:00:00Z"];

    fn added(name: &str) -> Changes {
        let row = Arc::new(crate::model::Subprocessor::named(name));
        Changes {
            changes: vec![Change::Added { row, split_from: None, beside: Vec::new() }],
            ..Changes::default()
        }
    }

    #[tokio::test]
    async fn a_change_is_proved_by_the_two_lists_it_lies_between_and_the_looks_from_one_to_the_other() {
        let trial = Trial::of(&["acme"]).await;
        let page = trial.keeps("acme", NIGHT[0], "one").await;
        trial
            .records("acme", page, NIGHT[0], VersionCause::Vendor, &listing(&["A"]), &Changes::default())
            .await;
        for (night, outcome) in [(NIGHT[0], Outcome::First(1)), (NIGHT[1], Outcome::Suspect("x".to_owned()))]
        {
            trial.looks("acme", night, outcome, Some(page), Some(&["A"])).await;
        }
        // What was read again by then is the list that the change was found against.
        trial.records("acme", page, NIGHT[0], VersionCause::Ours, &listing(&["A", "Z"]), &added("Z")).await;
        let next = trial.keeps("acme", NIGHT[2], "two").await;
        trial
            .records("acme", next, NIGHT[2], VersionCause::Vendor, &listing(&["A", "B", "Z"]), &added("B"))
            .await;
        trial.looks("acme", NIGHT[2], Outcome::Changed(1), Some(next), Some(&["A", "B", "Z"])).await;
        // And what is read again later is not.
        trial.records("acme", page, NIGHT[0], VersionCause::Ours, &listing(&["Y"]), &added("Y")).await;
        let mut read = trial.store.read().await.unwrap();
        let ours = case(&mut read, ChangeId(1)).await.unwrap().unwrap();
        assert_eq!(
            (names(&ours.before.version.listing), names(&ours.after.version.listing)),
            (vec!["A"], vec!["A", "Z"])
        );
        let found = case(&mut read, ChangeId(2)).await.unwrap().unwrap();
        assert_eq!(names(&found.before.version.listing), ["A", "Z"]);
        assert_eq!((found.change.name(), found.changes.changes.len(), found.is_restated), ("B", 1, false));
        assert_eq!(
            (found.before.kept.page.body.as_slice(), found.after.kept.page.body.as_slice()),
            (&b"one"[..], &b"two"[..])
        );
        let seen: Vec<&str> = found.looks.iter().map(|look| look.outcome.code()).collect();
        assert_eq!(seen, ["first", "suspect", "changed"]);
        assert_eq!(case(&mut read, ChangeId(4)).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_body_that_was_given_up_leaves_its_digest_and_the_day() {
        let trial = Trial::of(&["acme"]).await;
        let old = trial.keeps("acme", NIGHT[0], "old").await;
        trial.keeps("acme", NIGHT[1], "new").await;
        let mut write = trial.store.write().await.unwrap();
        assert_eq!(captures::inspect(&mut write, old).await.unwrap().given_up_at, None);
        prune::give_up(&mut write, at("2026-06-01T00:00:00Z"), at("2026-07-01T00:00:00Z")).await.unwrap();
        let kept = captures::inspect(&mut write, old).await.unwrap();
        assert_eq!((kept.given_up_at, kept.size), (Some(at("2026-07-01T00:00:00Z")), 3));
        assert_eq!((kept.sha256, kept.page.body), (Some(crate::store::digest::sha256(b"old")), Vec::new()));
    }
}
