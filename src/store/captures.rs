//! Pages as they came over the wire (invariant 2). Times are cut to the second, all else is as received.

use jiff::Timestamp;
use sqlx::{Row, sqlite::SqliteRow};

use super::{
    Connection, StoreError, bodies, cells, digest,
    error::corrupt,
    insert::{self, Statement},
    json, moment, sources,
};
use crate::model::{CaptureId, Page, Slug};

pub use super::{
    bodies::Packed,
    standing::{Believed, LastVersion, OpenSuspicion, Standing, last_version, note_documents, standing},
};

/// A page that is about to be kept.
#[derive(Debug, Clone, Copy)]
pub struct New<'a> {
    /// Whose page it is.
    pub source: &'a Slug,
    /// The page. Its own body is looked at only where `body` was not packed.
    pub page: &'a Page,
    /// Its body, made ready before: what packing costs is not paid where the transaction is open. None for an
    /// answer without one.
    pub body: Option<&'a Packed>,
}

/// Keeps pages, each body once, however often it is received: a few statements for many. The captures in
/// their order.
pub async fn keep_all(conn: &mut Connection, pages: &[New<'_>]) -> Result<Vec<CaptureId>, StoreError> {
    let sources = sources::ids(conn, pages.iter().map(|new| new.source)).await?;
    let printed =
        pages.iter().filter_map(|new| Some((new.body?, new.page.body.as_slice()))).collect::<Vec<_>>();
    let bodies = bodies::keep(conn, &printed).await?;
    let rows = pages.iter().zip(sources).map(|(new, source)| {
        let body = new.body.and_then(|body| bodies.get(body.sha256()).copied());
        Ok((source, new, body, json::text(&new.page.redirects)?, json::text(&new.page.headers)?))
    });
    let rows = rows.collect::<Result<Vec<_>, StoreError>>()?;
    let text = Statement {
        head: "insert into capture (source_id, requested_at, received_at, requested_url, address, redirects,
            status, headers, body_id,
            origin, origin_detail) ",
        tail: " returning capture_id, source_id",
    };
    let keys = insert::keys(
        conn,
        text,
        &rows,
        |row| row.0,
        |columns, (source, new, body, redirects, headers)| {
            let Page {
                requested,
                address,
                redirects: _,
                status,
                headers: _,
                body: _,
                requested_at,
                received_at,
                origin,
            } = new.page;
            columns
                .push_bind(*source)
                .push_bind(moment::text(*requested_at))
                .push_bind(moment::text(*received_at))
                .push_bind(requested.as_str())
                .push_bind(address.as_str())
                .push_bind(redirects.as_str())
                .push_bind(i64::from(*status))
                .push_bind(headers.as_str())
                .push_bind(*body)
                .push_bind(origin.code())
                .push_bind(origin.detail());
        },
    );
    Ok(keys.await?.into_iter().map(CaptureId).collect())
}

/// Keeps a page of a source, however it was come by.
pub async fn keep(conn: &mut Connection, source: &Slug, page: &Page) -> Result<CaptureId, StoreError> {
    let body = (!page.body.is_empty()).then(|| Packed::digested(digest::sha256(&page.body), &page.body));
    let kept = keep_all(conn, &[New { source, page, body: body.as_ref() }]).await?;
    kept.into_iter().next().ok_or_else(|| sources::unknown(source))
}

/// A capture with all that is known of it, also where its body was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The page; without its body where that was given up.
    pub page: Page,
    /// The source it is of.
    pub source: Slug,
    /// SHA-256 of its body as it came; none where it had none.
    pub sha256: Option<String>,
    /// Length of its body as it came, in bytes.
    pub size: u64,
    /// When its body was given up to make room; none while it is there.
    pub given_up_at: Option<Timestamp>,
}

/// The page of a capture. [`StoreError::Pruned`] if its body was given up.
pub async fn load(conn: &mut Connection, capture: CaptureId) -> Result<Page, StoreError> {
    let place = format!("capture {capture}");
    let row = row(conn, capture, &place).await?;
    page(&row, bodies::load(&row, &place)?, &place)
}

/// A capture, also where its body was given up.
pub async fn inspect(conn: &mut Connection, capture: CaptureId) -> Result<Kept, StoreError> {
    let place = format!("capture {capture}");
    let row = row(conn, capture, &place).await?;
    let given_up_at = moment::perhaps(row.try_get("pruned_at")?, &place)?;
    let body = if given_up_at.is_some() { Vec::new() } else { bodies::load(&row, &place)? };
    Ok(Kept {
        page: page(&row, body, &place)?,
        source: cells::slug(&row)?,
        sha256: row.try_get("sha256")?,
        size: row.try_get::<Option<i64>, _>("size")?.and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
        given_up_at,
    })
}

async fn row(conn: &mut Connection, capture: CaptureId, place: &str) -> Result<SqliteRow, StoreError> {
    sqlx::query(
        "select slug, requested_at, received_at, requested_url, address, redirects, status, headers, origin,
            origin_detail, sha256, size,
            base_body_id, bytes, pruned_at
        from capture join source using (source_id) left join body using (body_id) where capture_id = ?",
    )
    .bind(capture.0)
    .fetch_optional(conn)
    .await?
    .ok_or_else(|| corrupt("a capture is missing", place))
}

fn page(row: &SqliteRow, body: Vec<u8>, place: &str) -> Result<Page, StoreError> {
    let url = |column: &str| -> Result<url::Url, StoreError> {
        let text: &str = row.try_get(column)?;
        text.parse().map_err(|_| corrupt(format_args!("`{text}` is no address"), place))
    };
    Ok(Page {
        requested: url("requested_url")?,
        address: url("address")?,
        redirects: json::value(row.try_get("redirects")?, place)?,
        status: row.try_get("status")?,
        headers: json::value(row.try_get("headers")?, place)?,
        body,
        requested_at: moment::moment(row.try_get("requested_at")?, place)?,
        received_at: moment::moment(row.try_get("received_at")?, place)?,
        origin: cells::origin(row, place)?,
    })
}

/// The captures of a source, the newest first.
pub async fn of(conn: &mut Connection, source: &Slug) -> Result<Vec<CaptureId>, StoreError> {
    let ids: Vec<i64> = sqlx::query_scalar(
        "select capture_id from capture where source_id = (select source_id from source where slug = ?)
        order by received_at desc, capture_id desc",
    )
    .bind(source.as_str())
    .fetch_all(conn)
    .await?;
    Ok(ids.into_iter().map(CaptureId).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Header, Origin, Redirect},
        store::trial::{Trial, at, page, slug},
    };

    #[tokio::test]
    async fn a_page_is_given_back_as_it_was_received() {
        let trial = Trial::of(&["acme"]).await;
        let mut write = trial.store.write().await.unwrap();
        let mut kept = page("2026-05-01T02:00:00Z", "");
        kept.body = (0..=255).cycle().take(100_000).collect();
        kept.requested_at = at("2026-05-01T01:59:59Z");
        kept.address = "https://acme.example/new?a=b#c".parse().unwrap();
        kept.redirects =
            vec![Redirect { status: 308, from: kept.requested.clone(), to: kept.address.clone() }];
        kept.headers.push(Header { name: "x".to_owned(), value: "\u{fffd}\"\\".to_owned() });
        let id = keep(&mut write, &slug("acme"), &kept).await.unwrap();
        assert_eq!(load(&mut write, id).await.unwrap(), kept);
    }

    #[tokio::test]
    async fn an_answer_without_a_body_is_kept_too() {
        let trial = Trial::of(&["acme"]).await;
        let mut write = trial.store.write().await.unwrap();
        let kept = Page { status: 503, ..page("2026-05-01T02:00:00Z", "") };
        let id = keep(&mut write, &slug("acme"), &kept).await.unwrap();
        assert_eq!(load(&mut write, id).await.unwrap(), kept);
    }

    #[tokio::test]
    async fn a_page_says_how_it_was_come_by_also_when_it_is_read_back() {
        let trial = Trial::of(&["acme"]).await;
        let mut write = trial.store.write().await.unwrap();
        let origin = Origin::File { name: "saved.html".to_owned() };
        let saved = Page { origin: origin.clone(), ..page("2026-05-01T02:00:00Z", "list") };
        let id = keep(&mut write, &slug("acme"), &saved).await.unwrap();
        assert_eq!(load(&mut write, id).await.unwrap().origin, origin);
        assert_eq!(inspect(&mut write, id).await.unwrap().page.origin, origin);
    }

    #[tokio::test]
    async fn the_same_body_is_stored_once() {
        let trial = Trial::of(&["acme", "beta"]).await;
        let first = trial.keeps("acme", "2026-05-01T02:00:00Z", "same").await;
        let second = trial.keeps("beta", "2026-05-02T02:00:00Z", "same").await;
        let third = trial.keeps("acme", "2026-05-02T02:00:00Z", "other").await;
        let mut read = trial.store.read().await.unwrap();
        let bodies: i64 =
            sqlx::query_scalar("select count(*) from body").fetch_one(&mut *read).await.unwrap();
        assert_eq!(bodies, 2);
        assert_eq!(load(&mut read, second).await.unwrap().body, b"same");
        assert_eq!(of(&mut read, &slug("acme")).await.unwrap(), [third, first]);
    }

    #[tokio::test]
    async fn of_pages_kept_together_each_has_its_own_body() {
        let trial = Trial::of(&["acme", "beta", "cord"]).await;
        let known = trial.keeps("acme", "2026-05-01T02:00:00Z", "known").await;
        let pages = [("cord", "new"), ("acme", "newer"), ("beta", "new"), ("acme", ""), ("cord", "known")];
        let pages = pages.map(|(source, body)| (slug(source), page("2026-05-02T02:00:00Z", body)));
        let packed = |page: &Page| {
            let sha256 = digest::sha256(&page.body);
            (!page.body.is_empty()).then(|| Packed::new(sha256, &page.body).unwrap())
        };
        let bodies: Vec<Option<Packed>> = pages.iter().map(|(_, page)| packed(page)).collect();
        let new =
            pages.iter().zip(&bodies).map(|((source, page), body)| New { source, page, body: body.as_ref() });
        let mut write = trial.store.write().await.unwrap();
        let kept = keep_all(&mut write, &new.collect::<Vec<_>>()).await.unwrap();
        write.commit().await.unwrap();
        let mut read = trial.store.read().await.unwrap();
        for (id, (source, page)) in kept.iter().zip(&pages) {
            let stored = inspect(&mut read, *id).await.unwrap();
            assert_eq!((&stored.source, &stored.page), (source, page));
        }
        let bodies: i64 =
            sqlx::query_scalar("select count(*) from body").fetch_one(&mut *read).await.unwrap();
        assert_eq!((bodies, kept.iter().all(|id| *id > known)), (3, true));
    }

    #[tokio::test]
    async fn a_body_that_was_tampered_with_is_not_given_out() {
        let trial = Trial::of(&["acme"]).await;
        let id = trial.keeps("acme", "2026-05-01T02:00:00Z", "list").await;
        let mut write = trial.store.write().await.unwrap();
        sqlx::query("drop trigger body_is_never_changed").execute(&mut *write).await.unwrap();
        for bytes in [
            zstd::bulk::compress(b"lost", 3).unwrap(),
            zstd::bulk::compress(&[0; 5000], 3).unwrap(),
            b"junk".to_vec(),
        ] {
            sqlx::query("update body set bytes = ?").bind(bytes).execute(&mut *write).await.unwrap();
            let refused = load(&mut write, id).await.unwrap_err();
            assert!(matches!(refused, StoreError::Corrupt { .. }), "{refused}");
        }
    }

    #[tokio::test]
    async fn a_source_that_was_never_enrolled_keeps_nothing() {
        let trial = Trial::of(&["acme"]).await;
        let mut write = trial.store.write().await.unwrap();
        let refused = keep(&mut write, &slug("beta"), &page("2026-05-01T02:00:00Z", "x")).await.unwrap_err();
        assert!(matches!(refused, StoreError::UnknownSource { .. }), "{refused}");
        load(&mut write, CaptureId(7)).await.unwrap_err();
    }
}
