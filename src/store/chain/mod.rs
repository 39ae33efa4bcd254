//! The chain of seals: nothing that was stored is altered, lost or slipped in without being found.
//!
//! Every transaction that adds rows ends with a seal over exactly those rows
//! ([`Write::commit`](super::Write::commit)). A seal holds one leaf a row, and the digest of the seal before
//! it:
//!
//! - a *row* as bytes is netstrings (`length:bytes,`): the table's name, the key, then name and value of
//!   every column of its table that is not null, numbers in decimal; a source stands as its slug, a body as
//!   its SHA-256;
//! - a *leaf* is the first 16 bytes of the SHA-256 of a row; `leaves` are those of all rows, tables by name,
//!   rows by key;
//! - `digest` is the SHA-256 of three netstrings: `previous`, `covers` and `leaves`.
//!
//! What was there when a transaction began is never sealed by it, so that a row that another program slipped
//! in stays without a seal for good. Only the first seal of a database takes in all that it finds: rows of an
//! older subwatch.
//!
//! Who can write the file can also make a new chain over what he likes. Against that stands the digest of the
//! newest seal, kept elsewhere: as long as [`verify`] finds it, nothing up to that seal was rewritten or cut
//! off.
//!
//! Outside the chain stand `source.vendor` and `source.url`, which follow `sources.toml`, `run.finished_at`,
//! and the bytes of a body, which [`verify`] unpacks and compares with their digest.

mod body;
mod found;
mod news;
mod tables;
#[cfg(test)]
mod tests;
mod verify;

use std::fmt::Write as _;

use sha2::{Digest, Sha256};
use sqlx::Row;

use self::tables::{MARKS, TABLES};
use super::{Connection, StoreError, digest::hex};

pub use self::{
    found::{Expected, Fault, Found, Progress, What},
    verify::verify,
};

/// The first bytes of the SHA-256 of a row.
type Leaf = [u8; LEAF];
const LEAF: usize = 16;

/// What stands for the seal before the first.
const NONE_BEFORE: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Up to where the tables were filled when a transaction began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marks {
    /// The greatest key of each table, in the order of [`TABLES`]; 0 where nothing is sealed yet.
    keys: [i64; TABLES.len()],
    /// Digest of the newest seal.
    head: Option<String>,
}

/// Looks up to where the tables are filled.
pub(super) async fn marks(conn: &mut Connection) -> Result<Marks, StoreError> {
    let row = sqlx::query(MARKS.as_str()).fetch_one(conn).await?;
    let head: Option<String> = row.try_get(TABLES.len())?;
    let mut keys = [0; TABLES.len()];
    if head.is_some() {
        for (at, key) in keys.iter_mut().enumerate() {
            *key = row.try_get(at)?;
        }
    }
    Ok(Marks { keys, head })
}

/// Seals the rows that came since; nothing where none did.
pub(super) async fn seal(conn: &mut Connection, since: &Marks) -> Result<(), StoreError> {
    let mut rows = news::leaves(conn, since).await?;
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_unstable_by_key(|(table, key, _)| (*table, *key));
    let (mut covers, mut leaves) = (String::from("{"), Vec::with_capacity(rows.len() * LEAF));
    for (at, table) in TABLES.iter().enumerate() {
        let first = since.keys[at].saturating_add(1);
        // Keys follow one another without a gap, unless somebody has been at the table: what lies beyond has
        // no seal.
        let of_table = rows.iter().filter(|(table, ..)| *table == at);
        let run: Vec<&Leaf> = of_table
            .zip(first..)
            .take_while(|((_, key, _), next)| key == next)
            .map(|((.., leaf), _)| leaf)
            .collect();
        if !run.is_empty() {
            let comma = if covers.len() > 1 { "," } else { "" };
            let last = first.saturating_add(super::insert::integer(run.len()) - 1);
            // Writing to a `String` cannot fail.
            let _ = write!(covers, "{comma}\"{}\":[{first},{last}]", table.name);
            leaves.extend(run.into_iter().flatten());
        }
    }
    if leaves.is_empty() {
        return Ok(());
    }
    covers.push('}');
    let previous = since.head.as_deref().unwrap_or(NONE_BEFORE);
    sqlx::query("insert into seal (previous, covers, leaves, digest) values (?, ?, ?, ?)")
        .bind(previous)
        .bind(&covers)
        .bind(&leaves)
        .bind(digest(previous, &covers, &leaves))
        .execute(conn)
        .await?;
    Ok(())
}

fn leaf(row: &[u8]) -> Leaf {
    let whole: [u8; 32] = Sha256::digest(row).into();
    let mut leaf = [0; LEAF];
    leaf.copy_from_slice(&whole[..LEAF]);
    leaf
}

fn digest(previous: &str, covers: &str, leaves: &[u8]) -> String {
    let mut digest = Sha256::new();
    for part in [previous.as_bytes(), covers.as_bytes(), leaves] {
        digest.update(part.len().to_string());
        digest.update(":");
        digest.update(part);
        digest.update(",");
    }
    hex(&digest.finalize())
}
