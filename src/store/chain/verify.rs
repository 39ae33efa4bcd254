//! Proving that what was stored is what is there.

use std::collections::BTreeMap;

use futures_util::TryStreamExt;
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Row};

use super::{
    super::{Connection, StoreError, cells, insert, json, moment, versions},
    LEAF, Leaf, NONE_BEFORE, body, digest,
    found::{Expected, Fault, Found, Progress, What},
    leaf,
    tables::TABLES,
};
use crate::model::VersionId;

/// Looks through everything that is stored: seals and rows, bodies, versions, references, and the file
/// itself. It ends at the first fault. `expect` is the digest of a seal that must be in the chain; `told`
/// hears how far it has come.
///
/// # Errors
/// Any [`StoreError`]: a file so damaged that it cannot be read to its end is one.
pub async fn verify(
    conn: &mut Connection,
    expect: Option<&str>,
    told: impl FnMut(Progress),
) -> Result<Found, StoreError> {
    let total: i64 = {
        let counts = TABLES
            .iter()
            .map(|table| format!("(select count(*) from \"{}\")", table.name))
            .collect::<Vec<_>>()
            .join(" + ");
        let text = format!("select {counts} + (select count(*) from body) + (select count(*) from version)");
        sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(&mut *conn).await?
    };
    let mut walk =
        Walk { conn, told, done: 0, total: total.try_into().unwrap_or(0), found: Found::default() };
    let fault = match walk.chain(expect).await? {
        Some(fault) => Some(fault),
        None => match walk.references().await? {
            Some(fault) => Some(fault),
            None => match walk.bodies().await? {
                Some(fault) => Some(fault),
                None => match walk.versions().await? {
                    Some(fault) => Some(fault),
                    None => walk.file().await?,
                },
            },
        },
    };
    walk.found.fault = fault;
    Ok(walk.found)
}

struct Walk<'a, T> {
    conn: &'a mut Connection,
    told: T,
    done: u64,
    total: u64,
    found: Found,
}

/// The rows of one table, by key, and the first of them that no seal was held against yet.
struct Rows {
    rows: Vec<(i64, Leaf)>,
    next: usize,
}

/// A seal as it is stored.
struct Seal {
    id: i64,
    previous: String,
    covers: String,
    leaves: Vec<u8>,
    digest: String,
}

impl<T: FnMut(Progress)> Walk<'_, T> {
    fn step(&mut self) {
        self.done += 1;
        (self.told)(Progress { done: self.done, total: self.total });
    }

    /// Holds every seal against the rows it covers, the oldest first.
    async fn chain(&mut self, expect: Option<&str>) -> Result<Option<Fault>, StoreError> {
        let mut tables = Vec::with_capacity(TABLES.len());
        for table in &TABLES {
            tables.push(Rows { rows: self.rows(&table.all()).await?, next: 0 });
        }
        let (mut head, mut last, mut expected) = (NONE_BEFORE.to_owned(), 0, None);
        while let Some(seal) = self.seal(last).await? {
            let place = || format!("seal {}", seal.id);
            if digest(&seal.previous, &seal.covers, &seal.leaves) != seal.digest {
                return Ok(Some(Fault { place: place(), source: None, what: What::Seal }));
            }
            if seal.previous != head {
                return Ok(Some(Fault { place: place(), source: None, what: What::Broken }));
            }
            let Some(covers) = covers(&seal) else {
                return Ok(Some(Fault { place: place(), source: None, what: What::Seal }));
            };
            let mut leaves = seal.leaves.chunks_exact(LEAF);
            for (at, first, end) in covers {
                for key in first..=end {
                    if let Err(wrong) = tables[at].meets(key, leaves.next().unwrap_or_default()) {
                        return Ok(Some(self.fault(at, wrong, seal.id).await?));
                    }
                }
            }
            if expect.is_some_and(|expect| expect == seal.digest) {
                expected = Some((seal.id, self.found.seals));
            }
            self.found.seals += 1;
            (head, last) = (seal.digest, seal.id);
        }
        for (at, table) in tables.iter().enumerate() {
            if let Some((key, _)) = table.rows.get(table.next) {
                return Ok(Some(self.fault(at, Wrong::Inserted(*key), last).await?));
            }
        }
        self.found.head = (last > 0).then_some(head);
        self.found.expected =
            expected.map(|(seal, before)| Expected { seal, since: self.found.seals - before - 1 });
        let unknown = expect.filter(|_| expected.is_none());
        Ok(unknown.map(|digest| Fault {
            place: format!("seal with the digest {digest}"),
            source: None,
            what: What::Unknown,
        }))
    }

    async fn rows(&mut self, text: &str) -> Result<Vec<(i64, Leaf)>, StoreError> {
        let mut found = Vec::new();
        let mut rows = sqlx::query(AssertSqlSafe(text.to_owned())).fetch(&mut *self.conn);
        while let Some(row) = rows.try_next().await? {
            found.push((row.try_get(0)?, leaf(row.try_get(1)?)));
            self.done += 1;
            (self.told)(Progress { done: self.done, total: self.total });
        }
        self.found.rows += u64::try_from(found.len()).unwrap_or(u64::MAX);
        Ok(found)
    }

    async fn seal(&mut self, after: i64) -> Result<Option<Seal>, StoreError> {
        let row = sqlx::query(
            "select seal_id, previous, covers, leaves, digest from seal where seal_id > ?
            order by seal_id limit 1",
        )
        .bind(after)
        .fetch_optional(&mut *self.conn)
        .await?;
        let Some(row) = row else { return Ok(None) };
        // Text that is no longer UTF-8 differs from what was sealed, which is all there is to know of it.
        let text = |column| {
            Ok::<_, StoreError>(
                String::from_utf8_lossy(row.try_get_unchecked::<&[u8], _>(column)?).into_owned(),
            )
        };
        Ok(Some(Seal {
            id: row.try_get("seal_id")?,
            previous: text("previous")?,
            covers: text("covers")?,
            leaves: row.try_get("leaves")?,
            digest: text("digest")?,
        }))
    }

    /// Names a row that is not as it was sealed.
    async fn fault(&mut self, at: usize, wrong: Wrong, seal: i64) -> Result<Fault, StoreError> {
        let table = &TABLES[at];
        let key = wrong.key();
        let text = format!("select {} from \"{}\" where {} = ?", table.slug, table.name, table.key);
        let slug: Option<Option<String>> =
            sqlx::query_scalar(AssertSqlSafe(text)).bind(key).fetch_optional(&mut *self.conn).await?;
        let source = slug.flatten().and_then(|slug| slug.parse().ok());
        let place = format!("{} {key}", table.name);
        let what = match wrong {
            Wrong::Inserted(_) => What::Inserted,
            Wrong::Altered(_) => What::Altered(self.sealed_at(seal, &place).await?),
            Wrong::Missing(_) => What::Missing(self.sealed_at(seal, &place).await?),
        };
        Ok(Fault { place, source, what })
    }

    /// The newest moment that a seal covers, or one before it: by then its rows were sealed. `but` is not
    /// asked.
    async fn sealed_at(&mut self, seal: i64, but: &str) -> Result<Option<Timestamp>, StoreError> {
        let texts: Vec<String> =
            sqlx::query_scalar("select covers from seal where seal_id <= ? order by seal_id desc")
                .bind(seal)
                .fetch_all(&mut *self.conn)
                .await?;
        for text in texts {
            let covers: BTreeMap<String, (i64, i64)> = json::value(&text, "seal").unwrap_or_default();
            let mut newest = None;
            for (table, column) in
                [("look", "at"), ("capture", "received_at"), ("ruling", "at"), ("run", "started_at")]
            {
                let Some((first, last)) = covers.get(table) else { continue };
                let text = format!(
                    "select max({column}) from {table} where {table}_id between ? and ? and '{table} ' ||
                        {table}_id <> ?"
                );
                let at: Option<String> = sqlx::query_scalar(AssertSqlSafe(text))
                    .bind(first)
                    .bind(last)
                    .bind(but)
                    .fetch_one(&mut *self.conn)
                    .await?;
                newest = newest.max(at.and_then(|at| moment::moment(&at, table).ok()));
            }
            if newest.is_some() {
                return Ok(newest);
            }
        }
        Ok(None)
    }

    /// Every row that another names must be there.
    async fn references(&mut self) -> Result<Option<Fault>, StoreError> {
        let stray: Option<(String, i64, String)> =
            sqlx::query_as("select \"table\", rowid, parent from pragma_foreign_key_check limit 1")
                .fetch_optional(&mut *self.conn)
                .await?;
        Ok(stray.map(|(table, key, parent)| {
            other(format!("{table} {key}"), format!("the {parent} it names is missing"))
        }))
    }

    /// Unpacks every body and compares it with its digest.
    async fn bodies(&mut self) -> Result<Option<Fault>, StoreError> {
        let ids: Vec<i64> = sqlx::query_scalar("select body_id from body order by body_id")
            .fetch_all(&mut *self.conn)
            .await?;
        for id in ids {
            let row = sqlx::query(body::BODY).bind(id).fetch_one(&mut *self.conn).await?;
            match body::whole(&row) {
                Ok(size) => {
                    let given_up = row.try_get::<Option<&str>, _>("pruned_at")?.is_some();
                    *(if given_up { &mut self.found.given_up } else { &mut self.found.bodies }) += 1;
                    self.found.bytes += size;
                }
                Err(words) => {
                    let capture: Option<i64> = row.try_get("capture_id")?;
                    let capture = capture.map(|id| format!(" (capture {id})")).unwrap_or_default();
                    let source = cells::slug(&row).ok();
                    return Ok(Some(Fault {
                        place: format!("body {id}{capture}"),
                        source,
                        what: What::Other(words.to_owned()),
                    }));
                }
            }
            self.step();
        }
        Ok(None)
    }

    /// Takes the digest of every version again from its rows.
    async fn versions(&mut self) -> Result<Option<Fault>, StoreError> {
        let heads: Vec<(i64, String, i64)> =
            sqlx::query_as("select version_id, digest, rows from version order by version_id")
                .fetch_all(&mut *self.conn)
                .await?;
        for (id, digest, rows) in heads {
            let listing = versions::listing(self.conn, VersionId(id)).await?.unwrap_or_default();
            let now = match versions::early::digest(self.conn, VersionId(id)).await? {
                Some(early) => early,
                None => versions::digest(&listing),
            };
            if now != digest || insert::integer(listing.entries.len()) != rows {
                return Ok(Some(other(
                    format!("version {id}"),
                    "its rows do not give its digest".to_owned(),
                )));
            }
            self.found.versions += 1;
            self.step();
        }
        Ok(None)
    }

    /// What SQLite itself finds wrong with the file.
    async fn file(&mut self) -> Result<Option<Fault>, StoreError> {
        let said: String = sqlx::query_scalar("pragma integrity_check(1)").fetch_one(&mut *self.conn).await?;
        Ok((said != "ok").then(|| other("the file".to_owned(), said)))
    }
}

/// How a row differs from its seal, with its key.
#[derive(Debug, Clone, Copy)]
enum Wrong {
    Altered(i64),
    Missing(i64),
    Inserted(i64),
}

impl Wrong {
    fn key(self) -> i64 {
        match self {
            Self::Altered(key) | Self::Missing(key) | Self::Inserted(key) => key,
        }
    }
}

impl Rows {
    /// Holds the next row against the leaf that a seal has for `key`.
    fn meets(&mut self, key: i64, sealed: &[u8]) -> Result<(), Wrong> {
        match self.rows.get(self.next) {
            Some(&(next, _)) if next < key => Err(Wrong::Inserted(next)),
            Some((next, leaf)) if *next == key && leaf == sealed => {
                self.next += 1;
                Ok(())
            }
            Some(&(next, _)) if next == key => Err(Wrong::Altered(key)),
            // A key that was met already was given anew, after the rows at the end were deleted.
            _ => Err(Wrong::Missing(key)),
        }
    }
}

/// What a seal covers: place of the table, first and last key. None if it does not fit its leaves.
fn covers(seal: &Seal) -> Option<Vec<(usize, i64, i64)>> {
    let said: BTreeMap<String, (i64, i64)> = json::value(&seal.covers, "seal").ok()?;
    let mut left =
        i64::try_from(seal.leaves.len() / LEAF).ok().filter(|_| seal.leaves.len().is_multiple_of(LEAF))?;
    let mut covers = Vec::with_capacity(said.len());
    for (name, (first, last)) in said {
        let at = TABLES.iter().position(|table| table.name == name)?;
        let count = last.checked_sub(first)?.checked_add(1).filter(|count| *count > 0 && first > 0)?;
        left = left.checked_sub(count).filter(|left| *left >= 0)?;
        covers.push((at, first, last));
    }
    (left == 0).then_some(covers)
}

fn other(place: String, words: String) -> Fault {
    Fault { place, source: None, what: What::Other(words) }
}
