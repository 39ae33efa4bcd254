//! Moments at which it is known what a list said.

use jiff::Timestamp;
use sqlx::Row;

use super::{Connection, StoreError, moment};
use crate::model::{Slug, VersionId};

/// A moment at which a list was read and believed, or confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sighting {
    /// When.
    pub at: Timestamp,
    /// The version that stood, as it is read today.
    pub version: VersionId,
    /// How it is known.
    pub how: How,
}

/// How it is known what a list said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// A page was read.
    Read,
    /// The server said that it is as before (304), or sent the very same bytes.
    Confirmed,
    /// Somebody brought a page of that time.
    Imported,
}

/// The sightings of a source, the oldest first: looks that believed a list, pages that somebody accepted, and
/// imported pages as far as their list is believed.
pub async fn of(conn: &mut Connection, source: &Slug) -> Result<Vec<Sighting>, StoreError> {
    let rows = sqlx::query(SIGHTINGS).bind(source.as_str()).fetch_all(conn).await?;
    rows.iter()
        .map(|row| {
            let how = match row.try_get("rank")? {
                0_i64 => How::Read,
                1 => How::Confirmed,
                _ => How::Imported,
            };
            Ok(Sighting {
                at: moment::moment(row.try_get("at")?, "look")?,
                version: VersionId(row.try_get("version_id")?),
                how,
            })
        })
        .collect()
}

/// Several sightings of one second are one; that which read a page counts. An imported page without a version
/// counts if it was read as the list that stood.
const SIGHTINGS: &str = "
with own (source_id) as (select source_id from source where slug = ?),
seen (at, rank, digest) as (
    select at, coalesce(unchanged in ('not-modified', 'same-body'), 0), null from look
    where source_id = (select source_id from own) and outcome in ('first', 'changed', 'unchanged')
    union all
    select seen_at, case when origin in ('crawled', 'rendered') then 0 else 2 end, null
    from version join capture using (capture_id)
    where version.source_id = (select source_id from own)
    union all
    select received_at, 2, reading.digest from capture join reading using (capture_id)
    where source_id = (select source_id from own) and origin <> 'crawled'
        and origin <> 'rendered' and reading.digest is not null
),
stood as (
    select at, rank, digest, (
        select version_id from version where source_id = (select source_id from own) and seen_at <= seen.at
        order by seen_at desc, version_id desc limit 1
    ) as version_id
    from seen
)
select at, min(rank) as rank, version_id from stood join version using (version_id)
where stood.digest is null or stood.digest = version.digest or stood.digest = (
    select printed_digest.digest from printed_digest where printed_digest.version_id = version.version_id
)
group by at order by at
";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Cause, Changes, Origin, Outcome, Unchanged, VersionCause},
        store::{
            captures, imports,
            trial::{self, Trial, at, listing, slug},
        },
    };

    #[tokio::test]
    async fn a_page_that_a_browser_rendered_was_read_and_not_brought() {
        let (trial, night) = (Trial::of(&["acme"]).await, "2026-05-01T02:00:00Z");
        let mut page = trial::page(night, "A,B");
        page.origin = Origin::Rendered;
        let mut write = trial.store.write().await.unwrap();
        let capture = captures::keep(&mut write, &slug("acme"), &page).await.unwrap();
        write.commit().await.unwrap();
        let rows = listing(&["A", "B"]);
        let version = trial
            .records("acme", capture, night, VersionCause::Vendor, &rows, &Changes::default())
            .await
            .id();
        let mut read = trial.store.read().await.unwrap();
        let found: Vec<_> = of(&mut read, &slug("acme")).await.unwrap();
        let found: Vec<_> = found.iter().map(|seen| (seen.at, seen.version, seen.how)).collect();
        assert_eq!(found, [(at(night), version, How::Read)]);
        assert!(imports::of(&mut read, &slug("acme")).await.unwrap().is_empty());
        assert!(
            imports::pending(&mut read, &slug("acme"), at("2026-06-01T00:00:00Z")).await.unwrap().is_none()
        );
    }

    #[tokio::test]
    async fn looks_accepted_pages_and_imports_that_are_believed_are_sightings() {
        let night = |day: u32| format!("2026-05-{day:02}T02:00:00Z");
        let trial = Trial::of(&["acme"]).await;
        let first = trial.reads("acme", &night(1), VersionCause::Vendor, &["A", "B"]).await.id();
        let page = trial.keeps("acme", &night(1), "x").await;
        trial.looks("acme", &night(1), Outcome::First(2), Some(page), Some(&["A", "B"])).await;
        let confirmed = Outcome::Unchanged(Unchanged::NotModified);
        trial.looks("acme", &night(2), confirmed, Some(page), Some(&["A", "B"])).await;
        trial.looks("acme", &night(3), Outcome::Failed(Cause::Timeout, String::new()), None, None).await;
        trial.looks("acme", &night(4), Outcome::Suspect("fewer".to_owned()), Some(page), Some(&["A"])).await;
        trial.looks("acme", &night(5), Outcome::Suspect("fewer".to_owned()), Some(page), Some(&["A"])).await;
        let accepted = trial
            .records("acme", page, &night(5), VersionCause::Vendor, &listing(&["A"]), &Changes::default())
            .await
            .id();
        // Two imported pages: one shows what stood, one was not believed.
        let mut write = trial.store.write().await.unwrap();
        for (id, time, names) in
            [(90, "2026-05-02T12:00:00Z", &["A", "B"][..]), (91, "2026-05-02T13:00:00Z", &["A"][..])]
        {
            sqlx::query(
                "insert into capture (capture_id, source_id, requested_at, received_at, requested_url,
                    address, redirects, status, headers,
                origin, origin_detail) values (?1, 1, ?2, ?2, 'x', 'x', '[]', 200, '[]', 'file', 'a.html')",
            )
            .bind(id)
            .bind(time)
            .execute(&mut *write)
            .await
            .unwrap();
            let digest = crate::store::digest::listing(&listing(names));
            sqlx::query(
                "insert into reading (capture_id, extractor, recipe, digest) values (?, 1,
                printf('%064d', 1), ?)",
            )
            .bind(id)
            .bind(digest)
            .execute(&mut *write)
            .await
            .unwrap();
        }
        let found: Vec<_> = of(&mut write, &slug("acme"))
            .await
            .unwrap()
            .into_iter()
            .map(|seen| (seen.at, seen.version, seen.how))
            .collect();
        let expected = [
            (at(&night(1)), first, How::Read),
            (at(&night(2)), first, How::Confirmed),
            (at("2026-05-02T12:00:00Z"), first, How::Imported),
            (at(&night(5)), accepted, How::Read),
        ];
        assert_eq!(found, expected);
    }
}
