//! Pages as they came over the wire (invariant 2). Times are cut to the second, all else is as received.

use std::{borrow::Cow, cell::RefCell, io::Read as _};

use jiff::Timestamp;
use sqlx::{Row, sqlite::SqliteRow};
use zstd::bulk::Compressor;

use super::{Connection, StoreError, digest, error::corrupt, insert, json, moment, sources};
use crate::model::{CaptureId, Origin, Page, Slug};

pub use super::standing::{Believed, LastVersion, OpenSuspicion, Standing, standing};

/// Level of zstd: the next ones gain little and cost five times as much.
const LEVEL: i32 = 3;

/// Keeps a page of a source that was crawled. Its body is stored once, however often it is received.
pub async fn keep(conn: &mut Connection, source: &Slug, page: &Page) -> Result<CaptureId, StoreError> {
    keep_from(conn, source, page, &Origin::Crawled).await
}

/// The same, with its body made ready before: what packing costs is not paid where the transaction is open. `body` is none
/// for an answer without one. The page's own is looked at only if that was not packed.
pub async fn keep_packed(conn: &mut Connection, source: &Slug, page: &Page, body: Option<&Packed>) -> Result<CaptureId, StoreError> {
    let body = match body {
        Some(body) => Some(keep_body(conn, &page.body, body).await?),
        None => None,
    };
    insert(conn, source, page, body, &Origin::Crawled).await
}

/// Keeps a page of a source, however it came to us.
pub async fn keep_from(conn: &mut Connection, source: &Slug, page: &Page, origin: &Origin) -> Result<CaptureId, StoreError> {
    let digested = || Packed::digested(digest::sha256(&page.body), &page.body);
    let body = if page.body.is_empty() { None } else { Some(keep_body(conn, &page.body, &digested()).await?) };
    insert(conn, source, page, body, origin).await
}

/// A body that is about to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    sha256: String,
    size: usize,
    bytes: Option<Vec<u8>>,
}

impl Packed {
    /// A body that may well be stored already: it is packed only if it is not. `sha256` is its digest.
    #[must_use]
    pub fn digested(sha256: String, body: &[u8]) -> Self {
        Self { sha256, size: body.len(), bytes: None }
    }

    /// A body that is new, as it will be stored. `sha256` is its digest.
    pub fn new(sha256: String, body: &[u8]) -> Result<Self, StoreError> {
        Ok(Self { sha256, size: body.len(), bytes: Some(pack(body)?) })
    }
}

async fn insert(conn: &mut Connection, source: &Slug, page: &Page, body: Option<i64>, origin: &Origin) -> Result<CaptureId, StoreError> {
    let Page { requested, address, redirects, status, headers, body: _, requested_at, received_at } = page;
    let id: Option<i64> = sqlx::query_scalar(
        "insert into capture (source_id, requested_at, received_at, requested_url, address, redirects, status, headers, body_id, origin,
            origin_detail)
        select source_id, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? from source where slug = ? returning capture_id",
    )
    .bind(moment::text(*requested_at))
    .bind(moment::text(*received_at))
    .bind(requested.as_str())
    .bind(address.as_str())
    .bind(json::text(redirects)?)
    .bind(i64::from(*status))
    .bind(json::text(headers)?)
    .bind(body)
    .bind(origin.code())
    .bind(origin.detail())
    .bind(source.as_str())
    .fetch_optional(conn)
    .await?;
    id.map(CaptureId).ok_or_else(|| sources::unknown(source))
}

/// A capture with all that is known of it, also where its body was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The page; without its body where that was given up.
    pub page: Page,
    /// The source it is of.
    pub source: Slug,
    /// How it came to us.
    pub origin: Origin,
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
    page(&row, load_body(&row, &place)?, &place)
}

/// A capture, also where its body was given up.
pub async fn inspect(conn: &mut Connection, capture: CaptureId) -> Result<Kept, StoreError> {
    let place = format!("capture {capture}");
    let row = row(conn, capture, &place).await?;
    let given_up_at = moment::perhaps(row.try_get("pruned_at")?, &place)?;
    let body = if given_up_at.is_some() { Vec::new() } else { load_body(&row, &place)? };
    Ok(Kept {
        page: page(&row, body, &place)?,
        source: super::standing::slug(&row)?,
        origin: origin(&row, &place)?,
        sha256: row.try_get("sha256")?,
        size: row.try_get::<Option<i64>, _>("size")?.and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
        given_up_at,
    })
}

async fn row(conn: &mut Connection, capture: CaptureId, place: &str) -> Result<SqliteRow, StoreError> {
    sqlx::query(
        "select slug, requested_at, received_at, requested_url, address, redirects, status, headers, origin, origin_detail, sha256, size,
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
    })
}

/// How the capture in a row came to us.
pub(super) fn origin(row: &SqliteRow, place: &str) -> Result<Origin, StoreError> {
    Origin::parse(row.try_get("origin")?, row.try_get("origin_detail")?).map_err(|error| corrupt(error, place))
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

thread_local! {
    /// What zstd works in: a megabyte, which is not had anew for each body.
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
}

fn pack(body: &[u8]) -> Result<Vec<u8>, StoreError> {
    let packed = PACKER.with_borrow_mut(|packer| match packer {
        Some(packer) => packer.compress(body),
        None => packer.insert(Compressor::new(LEVEL)?).compress(body),
    });
    packed.map_err(|error| corrupt(error, "a body that was to be stored"))
}

async fn keep_body(conn: &mut Connection, body: &[u8], Packed { sha256, size, bytes }: &Packed) -> Result<i64, StoreError> {
    let known: Option<(i64, Option<String>)> =
        sqlx::query_as("select body_id, pruned_at from body where sha256 = ?").bind(sha256.as_str()).fetch_optional(&mut *conn).await?;
    if let Some((id, None)) = known {
        return Ok(id);
    }
    let bytes = match bytes {
        Some(bytes) => Cow::Borrowed(bytes),
        None => Cow::Owned(pack(body)?),
    };
    if let Some((id, Some(_))) = known {
        // It was given up, and is here again.
        sqlx::query("update body set bytes = ?, pruned_at = null where body_id = ?").bind(bytes.as_slice()).bind(id).execute(conn).await?;
        return Ok(id);
    }
    let id = sqlx::query_scalar("insert into body (sha256, size, coding, bytes) values (?, ?, 'zstd', ?) returning body_id")
        .bind(sha256.as_str())
        .bind(insert::integer(*size))
        .bind(bytes.as_slice())
        .fetch_one(conn)
        .await?;
    Ok(id)
}

/// The body of a capture, checked against its digest.
fn load_body(row: &SqliteRow, place: &str) -> Result<Vec<u8>, StoreError> {
    let Some(sha256) = row.try_get::<Option<&str>, _>("sha256")? else { return Ok(Vec::new()) };
    if let Some(at) = row.try_get("pruned_at")? {
        return Err(StoreError::Pruned { place: place.to_owned(), at });
    }
    if row.try_get::<Option<i64>, _>("base_body_id")?.is_some() {
        return Err(corrupt("a body is stored in a way that is not known here", place));
    }
    let bytes: &[u8] = row.try_get("bytes")?;
    let size = u64::try_from(row.try_get::<i64, _>("size")?).unwrap_or(0);
    let mut body = Vec::new();
    // One byte more than there should be is enough to see that something is wrong.
    zstd::stream::read::Decoder::new(bytes)
        .and_then(|frame| frame.take(size.saturating_add(1)).read_to_end(&mut body))
        .map_err(|error| corrupt(format_args!("a body cannot be unpacked ({error})"), place))?;
    if digest::sha256(&body) == sha256 { Ok(body) } else { Err(corrupt("a body is not what was received", place)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Header, Redirect},
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
        kept.redirects = vec![Redirect { status: 308, from: kept.requested.clone(), to: kept.address.clone() }];
        kept.headers.push(Header { name: "x".to_owned(), value: "\u{fffd}\"\\".to_owned() });
        let id = keep(&mut write, &slug("acme"), &kept).await.unwrap();
        assert_eq!(load(&mut write, id).await.unwrap(), kept);
    }

    #[tokio::test]
    async fn an_answer_without_a_body_is_kept_too() {
        let trial = Trial::of(&["acme"]).await;
        let mut write = trial.store.write().await.unwrap();
        let kept = crate::model::Page { status: 503, ..page("2026-05-01T02:00:00Z", "") };
        let id = keep(&mut write, &slug("acme"), &kept).await.unwrap();
        assert_eq!(load(&mut write, id).await.unwrap(), kept);
    }

    #[tokio::test]
    async fn the_same_body_is_stored_once() {
        let trial = Trial::of(&["acme", "beta"]).await;
        let first = trial.keeps("acme", "2026-05-01T02:00:00Z", "same").await;
        let second = trial.keeps("beta", "2026-05-02T02:00:00Z", "same").await;
        let third = trial.keeps("acme", "2026-05-02T02:00:00Z", "other").await;
        let mut read = trial.store.read().await.unwrap();
        let bodies: i64 = sqlx::query_scalar("select count(*) from body").fetch_one(&mut *read).await.unwrap();
        assert_eq!(bodies, 2);
        assert_eq!(load(&mut read, second).await.unwrap().body, b"same");
        assert_eq!(of(&mut read, &slug("acme")).await.unwrap(), [third, first]);
    }

    #[tokio::test]
    async fn a_body_that_was_tampered_with_is_not_given_out() {
        let trial = Trial::of(&["acme"]).await;
        let id = trial.keeps("acme", "2026-05-01T02:00:00Z", "list").await;
        let mut write = trial.store.write().await.unwrap();
        sqlx::query("drop trigger body_is_never_changed").execute(&mut *write).await.unwrap();
        for bytes in [zstd::bulk::compress(b"lost", LEVEL).unwrap(), zstd::bulk::compress(&[0; 5000], LEVEL).unwrap(), b"junk".to_vec()] {
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
