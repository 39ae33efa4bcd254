//! The store from outside: files that are missing, foreign, newer, locked or cut off.
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod disk;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use sqlx::{Connection as _, SqliteConnection};
use subwatch::{
    model::{
        Catalogue, Changes, Dictionaries, Extractor, Header, Listing, Origin, Outcome, Pace, Page, Printed,
        Settings, Slug, Source, Timeouts, VersionCause,
    },
    normalise::derive,
    store::{Store, StoreError, Write, captures, changes, digest, looks, runs, sources, versions},
};
use tempfile::TempDir;

const NIGHT: &str = "2026-05-01T02:00:00Z";

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("subwatch.db");
    (folder, path)
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A connection round the store, to do what it never would.
async fn raw(path: &Path) -> SqliteConnection {
    SqliteConnection::connect_with(
        &sqlx::sqlite::SqliteConnectOptions::new().filename(path).create_if_missing(true),
    )
    .await
    .unwrap()
}

async fn run(path: &Path, statement: &'static str) {
    let mut conn = raw(path).await;
    sqlx::raw_sql(statement).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

fn source(number: usize) -> Source {
    Source::bare(
        format!("source-{number}").parse().unwrap(),
        format!("Vendor {number}"),
        format!("https://vendor-{number}.example/").parse().unwrap(),
    )
}

fn catalogue(count: usize) -> Catalogue {
    let second = Duration::from_secs(1);
    let settings = Settings {
        user_agent: "trial".to_owned(),
        pace: Pace(second),
        hosts: BTreeMap::new(),
        hosts_at_once: 1,
        timeouts: Timeouts { connect: second, read: second, total: second },
        max_body_bytes: 1000,
        tries: 1,
        longest_wait: second,
        heartbeat: None,
    };
    Catalogue::new(settings, Vec::new(), (0..count).map(source).collect())
}

fn listing(rows: usize) -> Listing {
    let text = |text: &str, number: usize| Some(format!("{text} {number}"));
    let row = |number: usize| Printed {
        purpose: text("Cloud hosting and storage of customer content, number", number),
        location: text("United States; Germany; Ireland", number),
        data: text("Name, e-mail address, IP address", number),
        ..Printed::named(&format!("Company {number}, Inc."))
    };
    derive::listing(Listing { entries: (0..rows).map(row).collect(), ..Listing::default() })
}

fn printed(listing: Listing) -> Listing<Printed> {
    listing.map(|row| row.printed)
}

fn page(body: &str) -> Page {
    let url: url::Url = "https://vendor.example/".parse().unwrap();
    Page {
        requested: url.clone(),
        address: url,
        redirects: Vec::new(),
        status: 200,
        headers: vec![Header { name: "content-type".to_owned(), value: "text/html".to_owned() }],
        body: body.as_bytes().to_vec(),
        requested_at: at(NIGHT),
        received_at: at(NIGHT),
        origin: Origin::Crawled,
    }
}

/// One source's capture, version and look, as a crawl writes them.
async fn night(write: &mut Write, run: runs::RunId, slug: &Slug, listing: &Listing, body: &str) {
    let capture = captures::keep(write, slug, &page(body)).await.unwrap();
    let recipe = digest::recipe(&source(0));
    let changes = Changes::default();
    let (cause, extractor) = (VersionCause::Vendor, Extractor(1));
    let new = versions::New {
        source: slug,
        capture,
        seen_at: at(NIGHT),
        cause,
        extractor,
        dictionaries: Dictionaries(1),
        recipe: &recipe,
        listing,
        changes: &changes,
    };
    versions::record(write, new).await.unwrap();
    let outcome = Outcome::First(listing.entries.len());
    let look = looks::New {
        run,
        source: slug,
        at: at(NIGHT),
        outcome: &outcome,
        capture: Some(capture),
        listing: Some(looks::Seen::of(listing)),
        extractor,
        recipe: &recipe,
        requests: 1,
        elapsed: Duration::ZERO,
        remark: None,
    };
    looks::record(write, &[look]).await.unwrap();
}

#[tokio::test]
async fn a_reading_command_without_a_database_says_to_crawl_first_and_makes_none() {
    let (_folder, path) = folder();
    let refused = Store::open_existing(&path).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!("no database at `{}`; run `subwatch crawl` first", path.display())
    );
    assert!(!path.exists());
    std::fs::write(&path, "").unwrap();
    assert!(matches!(Store::open_existing(&path).await, Err(StoreError::Missing { .. })));
}

#[tokio::test]
async fn a_database_in_a_folder_that_is_not_there_names_the_folder() {
    let (folder, _) = folder();
    let missing = folder.path().join("a/b");
    let refused = Store::open(&missing.join("subwatch.db")).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        format!("no folder at `{}`; make it, or name another database with --db", missing.display())
    );
}

#[tokio::test]
async fn a_file_that_is_no_database_is_left_as_it_is() {
    let (folder, path) = folder();
    for content in [&b"name;country\nDatadog;US\n"[..], &[0; 8192], b"SQLite format 3\0 but not really"] {
        std::fs::write(&path, content).unwrap();
        for refused in [Store::open(&path).await.unwrap_err(), Store::open_existing(&path).await.unwrap_err()]
        {
            assert!(matches!(refused, StoreError::NotADatabase { .. }), "{refused:?}");
        }
        assert_eq!(std::fs::read(&path).unwrap(), content);
    }
    assert!(matches!(Store::open(folder.path()).await, Err(StoreError::NotADatabase { .. })));
}

#[tokio::test]
async fn a_database_of_another_program_is_left_as_it_is() {
    let (_folder, path) = folder();
    run(&path, "create table bookmark (name text)").await;
    let before = std::fs::read(&path).unwrap();
    let refused = Store::open(&path).await.unwrap_err();
    assert!(matches!(refused, StoreError::NotADatabase { .. }), "{refused:?}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[tokio::test]
async fn a_database_of_a_newer_subwatch_is_left_as_it_is() {
    let (_folder, path) = folder();
    Store::open(&path).await.unwrap().close().await;
    run(&path, "insert into _sqlx_migrations values (99, 'later', '2030-01-01', true, x'00', 0)").await;
    for refused in [Store::open(&path).await.unwrap_err(), Store::open_existing(&path).await.unwrap_err()] {
        assert!(matches!(refused, StoreError::Newer { migration: 99, .. }), "{refused:?}");
    }
}

#[tokio::test]
async fn a_path_is_a_path_and_never_an_address() {
    let (folder, _) = folder();
    for name in ["file:a.db", "a?mode=memory", "50% of #1.db", "ünder score.db"] {
        let path = folder.path().join(name);
        Store::open(&path).await.unwrap().close().await;
        Store::open_existing(&path).await.unwrap();
        assert!(path.is_file(), "{name}");
    }
}

#[tokio::test]
async fn it_waits_for_locks_and_every_commit_is_on_the_disk() {
    let (_folder, path) = folder();
    let store = Store::open(&path).await.unwrap();
    let mut write = store.write().await.unwrap();
    let mut asked = async |pragma: &'static str| {
        sqlx::query_scalar::<_, i64>(pragma).fetch_one(&mut *write).await.unwrap()
    };
    assert_eq!(asked("pragma synchronous").await, 2);
    assert_eq!(asked("pragma foreign_keys").await, 1);
    assert_eq!(asked("pragma busy_timeout").await, 5000);
    let mode: String = sqlx::query_scalar("pragma journal_mode").fetch_one(&mut *write).await.unwrap();
    assert_eq!(mode, "wal");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn programs_that_open_a_new_database_at_once_all_get_it() {
    for _ in 0..10 {
        let (_folder, path) = folder();
        let openings: Vec<_> = (0..4)
            .map(|_| {
                let path = path.clone();
                tokio::spawn(async move { Store::open(&path).await.map(drop) })
            })
            .collect();
        for opening in openings {
            opening.await.unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn one_crawl_runs_at_a_time_and_readers_are_let_in() {
    let (_folder, path) = folder();
    let store = Store::open(&path).await.unwrap();
    let lock = store.lock_for_crawl().unwrap();
    let other = Store::open(&path).await.unwrap();
    assert!(matches!(other.lock_for_crawl(), Err(StoreError::Busy { .. })));
    let mut write = store.write().await.unwrap();
    sources::enrol(&mut write, &catalogue(1)).await.unwrap();
    let mut read = other.read().await.unwrap();
    assert_eq!(captures::standing(&mut read).await.unwrap().len(), 0);
    write.commit().await.unwrap();
    assert_eq!(captures::standing(&mut read).await.unwrap().len(), 0, "a reader sees one moment");
    drop(read);
    let mut read = other.read().await.unwrap();
    assert_eq!(captures::standing(&mut read).await.unwrap().len(), 1);
    drop(lock);
    other.lock_for_crawl().unwrap();
}

#[tokio::test]
async fn a_reader_cannot_write() {
    let (_folder, path) = folder();
    let store = Store::open(&path).await.unwrap();
    let mut read = store.read().await.unwrap();
    let refused = runs::begin(&mut read, at(NIGHT), "0.1.0", Extractor(1)).await.unwrap_err();
    assert!(refused.to_string().starts_with("the database cannot be written"), "{refused}");
}

#[tokio::test]
async fn a_transaction_that_is_dropped_never_was() {
    let (_folder, path) = folder();
    let store = Store::open(&path).await.unwrap();
    let mut write = store.write().await.unwrap();
    sources::enrol(&mut write, &catalogue(2)).await.unwrap();
    let run = runs::begin(&mut write, at(NIGHT), "0.1.0", Extractor(1)).await.unwrap();
    night(&mut write, run, &source(0).slug, &listing(3), "kept").await;
    write.commit().await.unwrap();
    let mut write = store.write().await.unwrap();
    night(&mut write, run, &source(1).slug, &listing(70), "lost").await;
    drop(write);
    let mut write = store.write().await.unwrap();
    assert_eq!(
        versions::latest(&mut write, &source(0).slug).await.unwrap().unwrap().listing,
        printed(listing(3))
    );
    assert_eq!(versions::latest(&mut write, &source(1).slug).await.unwrap(), None);
    assert_eq!(captures::of(&mut write, &source(1).slug).await.unwrap(), []);
}

/// What lies on the disk in the middle of a transaction is what a killed process leaves behind.
#[tokio::test]
async fn a_crawl_that_is_killed_in_the_middle_leaves_every_commit_and_a_sound_database() {
    let (folder, path) = folder();
    let store = Store::open(&path).await.unwrap();
    let mut write = store.write().await.unwrap();
    sources::enrol(&mut write, &catalogue(2)).await.unwrap();
    let run = runs::begin(&mut write, at(NIGHT), "0.1.0", Extractor(1)).await.unwrap();
    night(&mut write, run, &source(0).slug, &listing(3), "kept").await;
    write.commit().await.unwrap();
    let mut write = store.write().await.unwrap();
    // So small a cache spills half a transaction into the log.
    sqlx::query("pragma cache_size = 1").execute(&mut *write).await.unwrap();
    night(&mut write, run, &source(1).slug, &listing(3000), "lost").await;

    let left = folder.path().join("left.db");
    std::fs::copy(&path, &left).unwrap();
    let log = std::fs::metadata(with(&path, "-wal")).unwrap().len();
    assert!(log > 500_000, "{log}");
    std::fs::copy(with(&path, "-wal"), with(&left, "-wal")).unwrap();
    let found = Store::open(&left).await.unwrap();
    let mut write = found.write().await.unwrap();
    assert_eq!(
        versions::latest(&mut write, &source(0).slug).await.unwrap().unwrap().listing,
        printed(listing(3))
    );
    assert_eq!(versions::latest(&mut write, &source(1).slug).await.unwrap(), None);
    let sound: String = sqlx::query_scalar("pragma integrity_check").fetch_one(&mut *write).await.unwrap();
    assert_eq!(sound, "ok");
}

#[tokio::test]
async fn a_first_crawl_that_was_killed_before_its_tables_were_made_is_made_good() {
    let (_folder, path) = folder();
    std::fs::write(&path, "").unwrap();
    Store::open(&path).await.unwrap().close().await;
    let (_other, path) = self::folder();
    run(
        &path,
        "pragma journal_mode = wal; create table _sqlx_migrations (version bigint primary key, description text not null,
        installed_on timestamp not null default current_timestamp, success boolean not null, checksum blob not null,
        execution_time bigint not null)",
    )
    .await;
    let store = Store::open_existing(&path).await.unwrap();
    assert_eq!(captures::standing(&mut store.read().await.unwrap()).await.unwrap(), BTreeMap::new());
}

#[tokio::test]
async fn a_closed_database_is_one_file() {
    let (folder, path) = folder();
    let store = Store::open(&path).await.unwrap();
    drop(store.read().await.unwrap());
    store.close().await;
    let files: Vec<_> =
        std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["subwatch.db"]);
}

#[tokio::test]
async fn a_full_disk_is_named_and_what_was_committed_stands() {
    let (_folder, path) = folder();
    let store = Store::open(&path).await.unwrap();
    let mut write = store.write().await.unwrap();
    sources::enrol(&mut write, &catalogue(1)).await.unwrap();
    write.commit().await.unwrap();
    let mut write = store.write().await.unwrap();
    sqlx::query("pragma max_page_count = 1").execute(&mut *write).await.unwrap();
    let body: String = (0..200_000)
        .map(|number: u32| char::from(b'a' + (number.wrapping_mul(2_654_435_761) >> 28) as u8))
        .collect();
    let refused = captures::keep(&mut write, &source(0).slug, &page(&body)).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the database cannot grow: the disk is full; make room, then run the command again"
    );
    drop(write);
    assert_eq!(captures::standing(&mut store.read().await.unwrap()).await.unwrap().len(), 1);
}

/// Every door is used from a spawned task, as `crawl` does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_night_is_written_and_read_from_a_task_of_its_own() {
    let (_folder, path) = folder();
    let task = tokio::spawn(async move {
        let store = Store::open(&path).await.unwrap();
        let mut write = store.write().await.unwrap();
        sources::enrol(&mut write, &catalogue(1)).await.unwrap();
        let run = runs::begin(&mut write, at(NIGHT), "0.1.0", Extractor(1)).await.unwrap();
        let slug = source(0).slug;
        night(&mut write, run, &slug, &listing(2), "page").await;
        runs::finish(&mut write, run, at(NIGHT)).await.unwrap();
        write.commit().await.unwrap();
        let mut read = store.read().await.unwrap();
        let standing = captures::standing(&mut read).await.unwrap();
        let capture = standing[&slug].believed.as_ref().unwrap().capture;
        assert_eq!(captures::load(&mut read, capture).await.unwrap(), page("page"));
        assert_eq!(
            versions::at_all(&mut read, at(NIGHT)).await.unwrap()[0].version.listing,
            printed(listing(2))
        );
        assert_eq!(versions::of(&mut read, &slug).await.unwrap().len(), 1);
        assert_eq!(changes::since(&mut read, at(NIGHT), None).await.unwrap(), []);
        assert_eq!(looks::of(&mut read, &slug).await.unwrap()[0].outcome, Outcome::First(2));
        looks::status(&mut read).await.unwrap()[0].last_success
    });
    assert_eq!(task.await.unwrap(), Some(at(NIGHT)));
}

/// Not a test: `cargo test --release --test it store::speed -- --ignored --nocapture`.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "measures"]
async fn speed() {
    let (_folder, path) = folder();
    let count = 2000;
    let store = Store::open(&path).await.unwrap();
    let mut write = store.write().await.unwrap();
    let clock = Instant::now();
    sources::enrol(&mut write, &catalogue(count)).await.unwrap();
    println!("enrol {count}: {:?}", clock.elapsed());
    let run = runs::begin(&mut write, at(NIGHT), "0.1.0", Extractor(1)).await.unwrap();
    write.commit().await.unwrap();
    let listing = listing(56);
    let slugs: Vec<Slug> = (0..count).map(|number| source(number).slug).collect();
    let clock = Instant::now();
    for chunk in slugs.chunks(100) {
        let mut write = store.write().await.unwrap();
        for slug in chunk {
            night(&mut write, run, slug, &listing, slug.as_str()).await;
        }
        write.commit().await.unwrap();
    }
    let took = clock.elapsed();
    println!("{count} nights of 56 rows: {took:?}, {:.0} rows/s", 56.0 * 2000.0 / took.as_secs_f64());
    let mut read = store.read().await.unwrap();
    let clock = Instant::now();
    println!("standing of {}: {:?}", captures::standing(&mut read).await.unwrap().len(), clock.elapsed());
    let clock = Instant::now();
    println!(
        "as of, {} lists: {:?}",
        versions::at_all(&mut read, Timestamp::MAX).await.unwrap().len(),
        clock.elapsed()
    );
    let clock = Instant::now();
    println!("status of {}: {:?}", looks::status(&mut read).await.unwrap().len(), clock.elapsed());
}

fn with(path: &Path, ending: &str) -> PathBuf {
    format!("{}{ending}", path.display()).into()
}
