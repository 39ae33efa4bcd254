//! The tables, and how an older database comes to them.

use std::{
    borrow::Cow,
    path::Path,
    time::{Duration, Instant},
};

use sqlx::{
    SqlSafeStr, Sqlite, Transaction,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
};

use super::{
    PATIENCE, Store, StoreError, chain,
    error::{cause_of, result_code},
    versions,
};

/// Every migration: number, name, text. One that was released is never edited.
const MIGRATIONS: [(i64, &str, &str); 6] = [
    (1, "first night", include_str!("../../migrations/0001_first_night.sql")),
    (2, "unattended nights", include_str!("../../migrations/0002_unattended_nights.sql")),
    (3, "trust", include_str!("../../migrations/0003_trust.sql")),
    (4, "the house", include_str!("../../migrations/0004_the_house.sql")),
    (5, "believed", include_str!("../../migrations/0005_believed.sql")),
    (6, "last document", include_str!("../../migrations/0006_last_document.sql")),
];
/// `subw` as a big-endian number: `pragma application_id` of our databases.
const APPLICATION: i64 = 0x7375_6277;
/// SQLite's primary result code for a file that is no database.
const NOT_A_DATABASE: i32 = 26;
/// That for a database that another connection holds.
const BUSY: i32 = 5;
/// How long to wait before trying again to be the first.
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// How the tables of a database stand to those of this program.
pub(super) enum State {
    /// They are the same.
    Current,
    /// Some migrations were not applied yet; all of them, where a first crawl was killed early.
    Behind,
}

/// Looks at a database that is there, without writing: but for what a crawl that was killed left half done,
/// which SQLite undoes before anybody may read, and which only a connection that may write can undo.
pub(super) async fn state(store: &Store) -> Result<State, StoreError> {
    match look(store).await {
        Err(error) if error.is_half_done() => {
            let mut write = store.writer.acquire().await.map_err(|error| refused(&store.path, error))?;
            sqlx::query("select count(*) from sqlite_schema")
                .execute(&mut *write)
                .await
                .map_err(|error| refused(&store.path, error))?;
            drop(write);
            look(store).await
        }
        looked => looked,
    }
}

async fn look(store: &Store) -> Result<State, StoreError> {
    let mut read = store.readers.acquire().await.map_err(|error| refused(&store.path, error))?;
    let (application, foreign, numbered): (i64, i64, i64) = sqlx::query_as(
        "select (select application_id from pragma_application_id),
            (select count(*) from sqlite_schema where name <> '_sqlx_migrations' and name not like
            'sqlite!_%' escape '!'),
            (select count(*) from sqlite_schema where name = '_sqlx_migrations')",
    )
    .fetch_one(&mut *read)
    .await
    .map_err(|error| refused(&store.path, error))?;
    if application != APPLICATION && (application != 0 || foreign > 0) {
        return Err(StoreError::NotADatabase { path: store.path.clone() });
    }
    if numbered == 0 {
        return Ok(State::Behind);
    }
    let applied: Vec<i64> = sqlx::query_scalar("select version from _sqlx_migrations order by version")
        .fetch_all(&mut *read)
        .await?;
    let known = |version: &i64| MIGRATIONS.iter().any(|(number, ..)| number == version);
    match applied.iter().find(|version| !known(version)) {
        Some(&migration) => Err(StoreError::Newer { path: store.path.clone(), migration }),
        None if applied.len() == MIGRATIONS.len() => Ok(State::Current),
        None => Ok(State::Behind),
    }
}

/// Applies what is missing, in one transaction: of two programs that open a new database at once, one makes
/// the tables and the other finds them.
pub(super) async fn bring_up_to_date(store: &Store) -> Result<(), StoreError> {
    let migrations = MIGRATIONS.map(|(number, name, text)| {
        Migration::new(number, Cow::Borrowed(name), MigrationType::Simple, text.into_sql_str(), false)
    });
    let migrator = Migrator::with_migrations(migrations.to_vec());
    let mut write = begin(store).await.map_err(|error| refused(&store.path, error))?;
    // `run` takes any `Acquire`, which keeps the compiler from seeing that the future is `Send`.
    migrator.run_direct(None, &mut *write, false).await.map_err(|error| match error {
        MigrateError::VersionMissing(migration) | MigrateError::VersionMismatch(migration) => {
            StoreError::Newer { path: store.path.clone(), migration }
        }
        other => refused(&store.path, cause_of(other)),
    })?;
    versions::early::note_digests(&mut write).await?;
    // Rows of an older subwatch get their seal at once.
    let marks = chain::marks(&mut write).await?;
    chain::seal(&mut write, &marks).await?;
    Ok(write.commit().await?)
}

/// Begins to write in a database that may be new. Two programs that turn one to its write-ahead log at the
/// same moment stand in each other's way, and SQLite tells one of them at once instead of letting it wait: we
/// wait.
async fn begin(store: &Store) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    let began = Instant::now();
    loop {
        match store.writer.begin_with("begin immediate").await {
            Err(error) if result_code(&error) == Some(BUSY) && began.elapsed() < PATIENCE => {
                tokio::time::sleep(BETWEEN_TRIES).await;
            }
            other => return other,
        }
    }
}

/// The first answer of a file may be that it is no database.
fn refused(path: &Path, error: sqlx::Error) -> StoreError {
    match result_code(&error) {
        Some(NOT_A_DATABASE) => StoreError::NotADatabase { path: path.to_owned() },
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use sqlx::Connection as _;

    use super::*;

    #[test]
    fn our_databases_are_marked_as_the_first_migration_says() {
        assert_eq!(APPLICATION, i64::from(u32::from_be_bytes(*b"subw")));
        assert!(MIGRATIONS[0].2.contains(&format!("pragma application_id = {APPLICATION};")));
    }

    /// A journal that is to be rolled back lies beside every new database until it is told to keep a log.
    #[tokio::test]
    async fn what_a_killed_program_left_half_done_is_undone_before_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        Store::open(&path("a.db")).await.unwrap().close().await;
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path("a.db"));
        let mut conn = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
        let half = "pragma journal_mode = delete; pragma cache_size = 1; begin immediate;
            with recursive number (at) as (select 1 union all select at + 1 from number where at < 9000)
            insert into run (started_at, program, extractor) select '2026-05-01T02:00:00Z', '0.1', at from
            number;";
        sqlx::raw_sql(half).execute(&mut conn).await.unwrap();
        for ending in ["", "-journal"] {
            std::fs::copy(path(&format!("a.db{ending}")), path(&format!("b.db{ending}"))).unwrap();
        }
        let store = Store::open_existing(&path("b.db")).await.unwrap();
        let runs: i64 = sqlx::query_scalar("select count(*) from run")
            .fetch_one(&mut *store.read().await.unwrap())
            .await
            .unwrap();
        assert_eq!(runs, 0);
    }

    #[tokio::test]
    async fn a_database_of_the_first_night_is_brought_up_to_date_with_all_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.db");
        let old = Store::at(&path).unwrap();
        let (number, name, text) = MIGRATIONS[0];
        let first =
            Migration::new(number, Cow::Borrowed(name), MigrationType::Simple, text.into_sql_str(), false);
        let mut connection = old.writer.acquire().await.unwrap();
        Migrator::with_migrations(vec![first]).run_direct(None, &mut *connection, false).await.unwrap();
        for statement in [
            "insert into source values (1, 'acme', 'Acme', 'https://acme.example/')",
            "insert into run values (1, '2026-05-01T02:00:00Z', null, '0.1.0', 1)",
            "insert into body (sha256, size, coding, bytes) values (printf('%064d', 1), 1, 'zstd', x'00')",
            "insert into look values (1, 1, 1, '2026-05-01T02:00:00Z', 'failed', null, 'dns', 'x', null,
                null, null, null, 1, printf('%064d', 1), 1, 1)",
        ] {
            sqlx::query(statement).execute(&mut *connection).await.unwrap();
        }
        drop(connection);
        old.close().await;
        let store = Store::open_existing(&path).await.unwrap();
        let mut read = store.read().await.unwrap();
        let kept: (i64, i64, String) = sqlx::query_as(
            "select (select count(*) from look where remark is null), (select count(*) from body where
                pruned_at is null), integrity_check
            from pragma_integrity_check",
        )
        .fetch_one(&mut *read)
        .await
        .unwrap();
        assert_eq!(kept, (1, 1, "ok".to_owned()));
        assert!(matches!(state(&store).await, Ok(State::Current)));
    }

    #[tokio::test]
    async fn the_tables_are_strict_and_every_table_that_is_kept_refuses_update_and_delete() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("a.db")).await.unwrap();
        let mut read = store.read().await.unwrap();
        let lax: Vec<String> = sqlx::query_scalar(
            "select name from pragma_table_list where type = 'table' and schema = 'main'
                and strict = 0 order by name",
        )
        .fetch_all(&mut *read)
        .await
        .unwrap();
        assert_eq!(lax, ["_sqlx_migrations", "sqlite_schema"]);
        let guarded: Vec<String> = sqlx::query_scalar(
            "select tbl_name from sqlite_schema where type = 'trigger' group by tbl_name having count(*) = 2
                order by tbl_name",
        )
        .fetch_all(&mut *read)
        .await
        .unwrap();
        let kept = "body capture change look reading ruling run seal source subprocessor traffic version";
        assert_eq!(guarded.join(" "), kept);
    }
}
