//! Why the store could not do what was asked.

use std::{fmt::Display, path::PathBuf};

use sqlx::migrate::MigrateError;
use thiserror::Error;

use crate::model::Slug;

/// Why the store could not do what was asked. Whatever it is, what was committed before stands.
#[derive(Debug, Error)]
pub enum StoreError {
    /// There is no database, or no folder to make one in.
    #[error("no {thing} at `{}`; {way_out}", path.display())]
    Missing {
        /// `database` or `folder`.
        thing: &'static str,
        /// Where it was looked for.
        path: PathBuf,
        /// What to do.
        way_out: &'static str,
    },
    /// The file is no SQLite file, or one of another program.
    #[error("`{}` is not a subwatch database; name another file with --db", path.display())]
    NotADatabase {
        /// The file.
        path: PathBuf,
    },
    /// A migration was applied that this program does not know.
    #[error("`{}` was written by another subwatch (its migration {migration} is unknown here); install the \
            newer version", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Number of the migration.
        migration: i64,
    },
    /// A copy would be written over a file.
    #[error("`{}` is there already; name a file that is not", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A page was given up to make room.
    #[error(
        "the page of {place} was given up by `subwatch prune` on {at}; only what the server said of it is \
        kept"
    )]
    Pruned {
        /// The capture.
        place: String,
        /// When.
        at: String,
    },
    /// Another crawl holds the lock.
    #[error("another crawl is running on the database `{}`; wait until it is done, or stop \
            it", path.display())]
    Busy {
        /// The database.
        path: PathBuf,
    },
    /// The disk, the rights on it or another program stand in the way.
    #[error("the database {obstacle}")]
    Unavailable {
        /// What stands in the way, and the way out.
        obstacle: &'static str,
        /// What the system said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The database holds something it never should.
    #[error("the database is damaged: {what} at {place}; restore it from a copy")]
    Corrupt {
        /// What is wrong.
        what: String,
        /// Table and key.
        place: String,
    },
    /// The source was never enrolled.
    #[error(
        "the database knows no source `{slug}`; run `subwatch crawl`, which enrols what sources.toml names"
    )]
    UnknownSource {
        /// Its name.
        slug: Slug,
    },
    /// Any other answer of SQLite: a mistake of ours.
    #[error("the database refused a statement; please report this")]
    Sql {
        /// What SQLite said.
        source: sqlx::Error,
    },
}

/// Primary result codes of SQLite (<https://www.sqlite.org/rescode.html>), the low byte of the extended ones.
const OBSTACLES: [(i32, &str); 8] = [
    (3, "may not be opened; check the rights on the file and its folder"),
    (5, "is locked by another program; wait until it is done, then run the command again"),
    (6, "is locked by another program; wait until it is done, then run the command again"),
    (8, "cannot be written; check the rights on the file and its folder, and that the disk is not read-only"),
    (10, "could not be read or written; check the disk"),
    (13, "cannot grow: the disk is full; make room, then run the command again"),
    (14, "could not be opened; check the rights on the file and its folder"),
    (23, "may not be opened; check the rights on the file and its folder"),
];
const CORRUPT: i32 = 11;
const READ_ONLY: i32 = 8;
const CANNOT_OPEN: i32 = 14;

impl From<sqlx::Error> for StoreError {
    fn from(source: sqlx::Error) -> Self {
        match &source {
            sqlx::Error::ColumnDecode { index, source } => corrupt(source, format_args!("column {index}")),
            sqlx::Error::PoolTimedOut => Self::Unavailable {
                obstacle: "is in use by another part of this program; run the command again",
                source: source.into(),
            },
            sqlx::Error::Io(_) => {
                Self::Unavailable { obstacle: "could not be opened; check its path", source: source.into() }
            }
            _ => match result_code(&source) {
                Some(CORRUPT) => corrupt("SQLite found pages that do not fit together", "the file"),
                Some(code) => match OBSTACLES.iter().find(|(known, _)| *known == code) {
                    Some((_, obstacle)) => Self::Unavailable { obstacle, source: source.into() },
                    None => Self::Sql { source },
                },
                None => Self::Sql { source },
            },
        }
    }
}

impl StoreError {
    /// Whether a connection that only reads was refused for something that has to be written first.
    pub(super) fn is_half_done(&self) -> bool {
        self.said() == Some(READ_ONLY)
    }

    /// Whether a file or its folder may not be written.
    pub(super) fn is_unwritable(&self) -> bool {
        matches!(self.said(), Some(READ_ONLY | CANNOT_OPEN))
    }

    fn said(&self) -> Option<i32> {
        let Self::Unavailable { source, .. } = self else { return None };
        source.downcast_ref().and_then(result_code)
    }
}

/// The primary result code SQLite gave, if it was SQLite that spoke.
pub(super) fn result_code(error: &sqlx::Error) -> Option<i32> {
    let extended: i32 = error.as_database_error()?.code()?.parse().ok()?;
    Some(extended & 0xff)
}

/// What SQLite said during a migration, if it was SQLite that spoke.
pub(super) fn cause_of(error: MigrateError) -> sqlx::Error {
    match error {
        MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _) => source,
        other => sqlx::Error::Migrate(Box::new(other)),
    }
}

/// The database holds something it never should.
pub(super) fn corrupt(what: impl Display, place: impl Display) -> StoreError {
    StoreError::Corrupt { what: what.to_string(), place: place.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_had_names_the_path_and_the_way_out() {
        let error = StoreError::Missing {
            thing: "database",
            path: "a/b.db".into(),
            way_out: "run `subwatch crawl` first",
        };
        assert_eq!(error.to_string(), "no database at `a/b.db`; run `subwatch crawl` first");
    }

    #[tokio::test]
    async fn a_broken_rule_of_the_schema_is_our_mistake_and_not_the_disks() {
        let folder = tempfile::tempdir().unwrap();
        let store = crate::store::Store::open(&folder.path().join("a.db")).await.unwrap();
        let mut write = store.write().await.unwrap();
        let refused = sqlx::query("insert into source (slug, vendor, url) values ('', '', '')")
            .execute(&mut *write)
            .await
            .unwrap_err();
        assert!(matches!(StoreError::from(refused), StoreError::Sql { .. }));
    }

    #[tokio::test]
    async fn a_database_that_another_program_holds_is_said_to_be_locked() {
        use sqlx::Connection as _;
        let folder = tempfile::tempdir().unwrap();
        let store = crate::store::Store::open(&folder.path().join("a.db")).await.unwrap();
        let _write = store.write().await.unwrap();
        let options = sqlx::sqlite::SqliteConnectOptions::new()
            .filename(store.path())
            .busy_timeout(std::time::Duration::ZERO);
        let mut other = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        let refused = sqlx::query("begin immediate").execute(&mut other).await.unwrap_err();
        assert!(
            StoreError::from(refused)
                .to_string()
                .starts_with("the database is locked by another program; wait")
        );
    }
}
