//! Bodies of pages, packed, and each stored once.

use std::{borrow::Cow, cell::RefCell, collections::HashMap, io::Read as _};

use sqlx::{Row, sqlite::SqliteRow};
use zstd::bulk::Compressor;

use super::{
    Connection, StoreError, digest,
    error::corrupt,
    insert::{self, Statement},
    json,
};

/// Level of zstd: the next ones gain little and cost five times as much.
const LEVEL: i32 = 3;

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

    /// The bytes that are stored; `body` are those as received.
    fn packed(&self, body: &[u8]) -> Result<Cow<'_, [u8]>, StoreError> {
        self.bytes.as_deref().map_or_else(|| pack(body).map(Cow::Owned), |bytes| Ok(Cow::Borrowed(bytes)))
    }

    /// Its digest.
    pub(super) fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// Stores bodies, as far as they are not there yet. Each comes with its bytes as received, which are looked
/// at only where it was not packed. Keys by digest.
pub(super) async fn keep(
    conn: &mut Connection,
    bodies: &[(&Packed, &[u8])],
) -> Result<HashMap<String, i64>, StoreError> {
    let asked = json::text(&bodies.iter().map(|(body, _)| body.sha256()).collect::<Vec<_>>())?;
    let known: Vec<(String, i64, Option<String>)> = sqlx::query_as(
        "select sha256, body_id, pruned_at from body where sha256 in (select value from json_each(?))",
    )
    .bind(asked)
    .fetch_all(&mut *conn)
    .await?;
    let mut keys = HashMap::new();
    for (sha256, id, pruned_at) in known {
        let here_again = bodies.iter().find(|(body, _)| pruned_at.is_some() && *body.sha256 == sha256);
        if let Some((body, bytes)) = here_again {
            let packed = body.packed(bytes)?;
            sqlx::query("update body set bytes = ?, pruned_at = null where body_id = ?")
                .bind(&*packed)
                .bind(id)
                .execute(&mut *conn)
                .await?;
        }
        keys.insert(sha256, id);
    }
    let mut new: Vec<(&Packed, Cow<'_, [u8]>)> = Vec::new();
    for (body, bytes) in bodies {
        if !keys.contains_key(&body.sha256) && new.iter().all(|(other, _)| other.sha256 != body.sha256) {
            new.push((body, body.packed(bytes)?));
        }
    }
    let text = Statement {
        head: "insert into body (sha256, size, coding, bytes) ",
        tail: " returning body_id, sha256",
    };
    let ids = insert::keys(
        conn,
        text,
        &new,
        |(body, _)| body.sha256.clone(),
        |columns, (body, bytes)| {
            columns
                .push_bind(body.sha256())
                .push_bind(insert::integer(body.size))
                .push_bind("zstd")
                .push_bind(&**bytes);
        },
    );
    let ids = ids.await?;
    keys.extend(new.iter().zip(ids).map(|((body, _), id)| (body.sha256.clone(), id)));
    Ok(keys)
}

/// The body of a capture, checked against its digest.
pub(super) fn load(row: &SqliteRow, place: &str) -> Result<Vec<u8>, StoreError> {
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
    if digest::sha256(&body) == sha256 {
        Ok(body)
    } else {
        Err(corrupt("a body is not what was received", place))
    }
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
    // Bodies wait for the writer: what was room to pack in does not.
    let packed = packed.map(|packed| packed.as_slice().to_vec());
    packed.map_err(|error| corrupt(error, "a body that was to be stored"))
}
