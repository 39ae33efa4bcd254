//! SQLite: captures, versions, changes and every night's outcome, in one file.
//!
//! What came over the wire and what was read from it is only ever added to. The exceptions are `source`,
//! which follows `sources.toml`, the end of a run, and pages that nothing needs, which [`prune`] gives up;
//! [`chain`] proves it to others. Everything else that looks like a state ("the latest version", "since when
//! it fails", "the suspicion that stands") is derived from what is kept.
//!
//! Functions take `&mut` [`Connection`], so that they can be put together in one [`Write`]: a source's
//! capture, version, changes and look are committed together or not at all. Commits are durable (WAL,
//! `synchronous = full`): a process that is killed at any moment leaves a database that opens and holds
//! every commit. Times are cut to the second.

pub mod archive;
mod backup;
mod bodies;
pub mod captures;
mod cells;
pub mod chain;
pub mod changes;
pub mod derived;
pub mod digest;
mod error;
pub mod evidence;
pub mod imports;
mod insert;
mod json;
mod lock;
pub mod looks;
mod moment;
pub mod nights;
pub mod politeness;
pub mod prune;
pub mod readings;
pub mod rulings;
pub mod runs;
mod schema;
pub mod sightings;
pub mod sources;
mod standing;
#[cfg(test)]
mod trial;
pub mod versions;

pub use error::StoreError;
pub use lock::CrawlLock;
/// A connection to the database; [`Write`] and [`Read`] lend one.
pub use sqlx::SqliteConnection as Connection;

use std::{
    ops::{Deref, DerefMut},
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    ConnectOptions as _, Sqlite, SqlitePool, Transaction,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

/// How long a statement waits for another program to let go of the database.
const PATIENCE: Duration = Duration::from_secs(5);
/// How many rows SQLite's thread may be ahead of whoever reads them: the two take turns less often.
const ROWS_AHEAD: usize = 1000;
/// How many may read at once.
const READERS: u32 = 4;

/// One open database: one connection that writes, a few that read.
#[derive(Debug, Clone)]
pub struct Store {
    path: PathBuf,
    writer: SqlitePool,
    readers: SqlitePool,
}

impl Store {
    /// Opens the database at `path`, makes it if there is none, and brings its tables up to date.
    ///
    /// Its folder must exist. A file of another program is left as it is ([`StoreError::NotADatabase`]), and
    /// so is a database of a newer subwatch ([`StoreError::Newer`]).
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let store = Self::at(path)?;
        if store.is_empty_file()? {
            let folder = store.path.parent().unwrap_or(&store.path);
            if !folder.is_dir() {
                let path = folder.to_owned();
                return Err(StoreError::Missing {
                    thing: "folder",
                    path,
                    way_out: "make it, or name another database with --db",
                });
            }
            schema::bring_up_to_date(&store).await?;
        } else {
            store.meet().await?;
        }
        Ok(store)
    }

    /// Opens the database at `path` for a command that has nothing to say without one
    /// ([`StoreError::Missing`]). Nothing is written unless its tables are of an older subwatch.
    pub async fn open_existing(path: &Path) -> Result<Self, StoreError> {
        let store = Self::at(path)?;
        if store.is_empty_file()? {
            return Err(StoreError::Missing {
                thing: "database",
                path: path.to_owned(),
                way_out: "run `subwatch crawl` first",
            });
        }
        match store.meet().await {
            // A copy on a disk that may only be read, or of somebody else: nobody writes to it while it is
            // read.
            Err(refused) if refused.is_unwritable() && !store.has_log() => {
                let still = Self {
                    readers: pool(READERS).connect_lazy_with(reading(&store.path).immutable(true)),
                    ..store
                };
                still.meet().await.map_err(|_| refused)?;
                Ok(still)
            }
            met => met.map(|()| store),
        }
    }

    /// Whether a log lies beside it: rows that are not in the file yet.
    fn has_log(&self) -> bool {
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        std::fs::metadata(log).is_ok_and(|about| about.len() > 0)
    }

    /// Where it is, from the root.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps every other crawl, of this process or another, from this database. To be held for the whole of a
    /// crawl. [`StoreError::Busy`] if another one is at it.
    pub fn lock_for_crawl(&self) -> Result<CrawlLock, StoreError> {
        lock::take(&self.path)
    }

    /// Begins to write. There is one writer: this waits until the one before has come to its end.
    pub async fn write(&self) -> Result<Write, StoreError> {
        let mut transaction = self.writer.begin_with("begin immediate").await?;
        let marks = chain::marks(&mut transaction).await?;
        Ok(Write { transaction, marks })
    }

    /// Begins to read: everything that is asked of one [`Read`] is answered as of one moment.
    pub async fn read(&self) -> Result<Read, StoreError> {
        Ok(Read(self.readers.begin().await?))
    }

    /// Closes all connections, so that the log is folded into the one file.
    pub async fn close(self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// Lays out the connections; none is made yet.
    fn at(path: &Path) -> Result<Self, StoreError> {
        // From the root on, no name is taken for an SQLite address such as `:memory:` or `file:`.
        let path = std::path::absolute(path).map_err(|error| StoreError::from(sqlx::Error::Io(error)))?;
        let writing = common(&path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full);
        let readers = pool(READERS).connect_lazy_with(reading(&path));
        Ok(Self { path, writer: pool(1).connect_lazy_with(writing), readers })
    }

    /// Looks at a file that is there before anything is written to it.
    async fn meet(&self) -> Result<(), StoreError> {
        match schema::state(self).await? {
            schema::State::Current => Ok(()),
            schema::State::Behind => schema::bring_up_to_date(self).await,
        }
    }

    /// Whether there is no file, or one without content, which a crawl that was killed early leaves.
    fn is_empty_file(&self) -> Result<bool, StoreError> {
        match std::fs::metadata(&self.path) {
            Ok(about) if about.is_dir() => Err(StoreError::NotADatabase { path: self.path.clone() }),
            Ok(about) => Ok(about.len() == 0),
            Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => {
                Err(StoreError::Unavailable {
                    obstacle: "may not be opened; check the rights on its folder",
                    source: error.into(),
                })
            }
            Err(_) => Ok(true),
        }
    }
}

fn common(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
        .disable_statement_logging()
}

fn reading(path: &Path) -> SqliteConnectOptions {
    common(path).read_only(true).row_buffer_size(ROWS_AHEAD)
}

fn pool(size: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(size)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

/// A transaction that writes. Dropped without [`commit`](Self::commit), nothing of it was.
#[must_use = "nothing is written until it is committed"]
#[derive(Debug)]
pub struct Write {
    transaction: Transaction<'static, Sqlite>,
    marks: chain::Marks,
}

impl Write {
    /// Seals the rows that were added, and makes all of it durable at once.
    pub async fn commit(self) -> Result<(), StoreError> {
        let Self { mut transaction, marks } = self;
        chain::seal(&mut transaction, &marks).await?;
        Ok(transaction.commit().await?)
    }
}

impl Deref for Write {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.transaction
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.transaction
    }
}

/// A transaction that reads.
#[derive(Debug)]
pub struct Read(Transaction<'static, Sqlite>);

impl Deref for Read {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.0
    }
}

impl DerefMut for Read {
    fn deref_mut(&mut self) -> &mut Connection {
        &mut self.0
    }
}
