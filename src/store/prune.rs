//! Room on the disk: giving up pages that nothing was read from.
//!
//! **The rule.** What may be given up is the bytes of a page that was last received before a given day, and
//! that was seen on nights alone that failed or changed nothing. What is never given up, however old:
//!
//! - a page that a version, and so a change, was read from;
//! - a page that was judged new, changed or suspect;
//! - the newest page of each source, and the one that last confirmed the list that stands;
//! - a page that somebody brought, which cannot be had again by crawling;
//! - every capture's address, redirects, status, headers and times, and the digest and size of its body.
//!
//! The rule stands in the database itself (view `needed_body`, trigger `body_is_never_changed`), so that no
//! mistake of this program can break it.

use jiff::Timestamp;
use sqlx::Row;

use super::{Connection, Store, StoreError, moment};

/// What may be given up, or was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spare {
    /// Pages.
    pub bodies: u64,
    /// Their bytes as they came.
    pub size: u64,
    /// Their bytes on the disk.
    pub stored: u64,
}

const SPARE: &str = "from body
    where pruned_at is null and body_id not in (select body_id from needed_body)
        and (select max(received_at) from capture where capture.body_id = body.body_id) < ?";

/// What may be given up of what was last received before then.
pub async fn spare(conn: &mut Connection, before: Timestamp) -> Result<Spare, StoreError> {
    let text = format!(
        "select count(*) as bodies, coalesce(sum(size), 0) as size, coalesce(sum(length(bytes)), 0) as \
        stored {SPARE}"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(moment::text(before)).fetch_one(conn).await?;
    let number =
        |column: &str| Ok::<u64, StoreError>(u64::try_from(row.try_get::<i64, _>(column)?).unwrap_or(0));
    Ok(Spare { bodies: number("bodies")?, size: number("size")?, stored: number("stored")? })
}

/// Gives it up. `now` is noted with each.
pub async fn give_up(conn: &mut Connection, before: Timestamp, now: Timestamp) -> Result<Spare, StoreError> {
    let spare = spare(conn, before).await?;
    let text = format!(
        "update body set bytes = x'', base_body_id = null, pruned_at = ? where body_id in (select body_id
            {SPARE})"
    );
    sqlx::query(sqlx::AssertSqlSafe(text))
        .bind(moment::text(now))
        .bind(moment::text(before))
        .execute(conn)
        .await?;
    Ok(spare)
}

impl Store {
    /// Gives the room of what was given up back to the disk. Needs as much free room as the database will
    /// take.
    pub async fn shrink(&self) -> Result<(), StoreError> {
        let mut connection = self.writer.acquire().await?;
        sqlx::query("vacuum").execute(&mut *connection).await?;
        sqlx::query("pragma wal_checkpoint(truncate)").execute(&mut *connection).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Cause, Origin, Outcome, Page, Unchanged, VersionCause},
        store::{
            captures,
            trial::{Trial, at, page, slug},
        },
    };

    fn failed() -> Outcome {
        Outcome::Failed(Cause::ServerError, "503".to_owned())
    }

    fn night(day: u32) -> String {
        format!("2026-05-{day:02}T02:00:00Z")
    }

    /// A first list, an unchanged page, an error page, a suspect page, an error page, and the newest.
    async fn lived() -> Trial {
        let trial = Trial::of(&["acme"]).await;
        let unchanged = || Outcome::Unchanged(Unchanged::SameListing);
        let outcomes = [
            Outcome::First(1),
            unchanged(),
            failed(),
            Outcome::Suspect("fewer".to_owned()),
            failed(),
            unchanged(),
        ];
        for (number, outcome) in (1..).zip(outcomes) {
            let night = night(number);
            let believed = outcome.is_success();
            let capture = trial.keeps("acme", &night, &format!("body {number} {}", "x".repeat(500))).await;
            trial.looks("acme", &night, outcome, Some(capture), believed.then_some(&["A"][..])).await;
        }
        trial
    }

    #[tokio::test]
    async fn only_old_pages_of_nights_that_failed_or_changed_nothing_are_given_up() {
        let trial = lived().await;
        let mut write = trial.store.write().await.unwrap();
        assert_eq!(spare(&mut write, at(&night(1))).await.unwrap(), Spare::default());
        assert_eq!(spare(&mut write, at(&night(3))).await.unwrap().bodies, 1);
        let given = give_up(&mut write, at("2027-01-01T00:00:00Z"), at(&night(9))).await.unwrap();
        assert_eq!((given.bodies, given.size), (3, 3 * 507));
        let left: Vec<i64> =
            sqlx::query_scalar("select body_id from body where pruned_at is null order by 1")
                .fetch_all(&mut *write)
                .await
                .unwrap();
        assert_eq!(left, [1, 4, 6]);
        assert_eq!(
            give_up(&mut write, at("2027-01-01T00:00:00Z"), at(&night(9))).await.unwrap(),
            Spare::default()
        );
    }

    #[tokio::test]
    async fn the_database_itself_keeps_what_a_version_needs() {
        let trial = Trial::of(&["acme"]).await;
        trial.reads("acme", &night(1), VersionCause::Vendor, &["A", "B"]).await;
        trial.keeps("acme", &night(2), "later").await;
        let mut write = trial.store.write().await.unwrap();
        for (statement, words) in [
            (
                "update body set bytes = x'', pruned_at = '2026-06-01T02:00:00Z' where body_id = 1",
                "that is needed is never given up",
            ),
            ("update body set bytes = x'00' where body_id = 1", "never changed"),
            ("update body set bytes = x'', pruned_at = null where body_id = 1", "never changed"),
            (
                "update body set sha256 = 'x', bytes = x'', pruned_at = '2026-06-01T02:00:00Z'",
                "never changed",
            ),
            ("delete from body", "never deleted"),
        ] {
            let refused = sqlx::query(statement).execute(&mut *write).await.unwrap_err().to_string();
            assert!(refused.contains(words), "{statement}: {refused}");
        }
    }

    #[tokio::test]
    async fn a_page_that_somebody_brought_is_never_given_up() {
        let trial = lived().await;
        let mut write = trial.store.write().await.unwrap();
        let origin = Origin::File { name: "saved.html".to_owned() };
        let saved = Page { origin, ..page("2024-01-01T00:00:00Z", "saved") };
        let brought = captures::keep(&mut write, &slug("acme"), &saved).await.unwrap();
        give_up(&mut write, at("2027-01-01T00:00:00Z"), at(&night(9))).await.unwrap();
        assert_eq!(captures::load(&mut write, brought).await.unwrap().body, b"saved");
        sqlx::query("update body set bytes = x'', pruned_at = '2027-01-01T00:00:00Z' where size = 5")
            .execute(&mut *write)
            .await
            .unwrap_err();
    }

    #[tokio::test]
    async fn a_page_that_was_given_up_says_so_and_is_put_back_when_it_comes_again() {
        let trial = lived().await;
        let mut write = trial.store.write().await.unwrap();
        give_up(&mut write, at("2027-01-01T00:00:00Z"), at(&night(9))).await.unwrap();
        let second = captures::of(&mut write, &slug("acme")).await.unwrap()[4];
        let refused = captures::load(&mut write, second).await.unwrap_err();
        assert!(matches!(refused, StoreError::Pruned { .. }), "{refused}");
        let again = page(&night(10), &format!("body 2 {}", "x".repeat(500)));
        let id = captures::keep(&mut write, &slug("acme"), &again).await.unwrap();
        assert_eq!(captures::load(&mut write, id).await.unwrap().body, again.body);
        assert_eq!(captures::load(&mut write, second).await.unwrap().body, again.body);
    }

    #[tokio::test]
    async fn room_goes_back_to_the_disk() {
        let trial = lived().await;
        let mut write = trial.store.write().await.unwrap();
        give_up(&mut write, at("2027-01-01T00:00:00Z"), at(&night(9))).await.unwrap();
        write.commit().await.unwrap();
        trial.store.shrink().await.unwrap();
        let check: String = sqlx::query_scalar("pragma integrity_check")
            .fetch_one(&mut *trial.store.read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(check, "ok");
    }
}
