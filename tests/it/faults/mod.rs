//! Faults, each through a whole night: what it comes to, that the database is sound after it, that the last
//! good list is still there, and that the night after it is a good one again.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "these are tests, and say how many faults they tried"
)]

mod kill;
mod machine;
mod tls;
mod wire;

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use sqlx::{Connection as _, SqliteConnection, sqlite::SqliteConnectOptions};
use subwatch::{
    crawl::{self, Choice, Night, Tools},
    fetch::{Fetcher, Guard},
    model::{Catalogue, Clock, Outcome, Pace, Timeouts},
    sources,
    store::{Store, versions},
};
use tempfile::TempDir;
use url::Url;

/// The list of every good night.
const LIST: [(&str, &str, &str); 5] = [
    ("Amazon Web Services", "Hosting", "Ireland"),
    ("Stripe, Inc.", "Payments", "United States"),
    ("Datadog, Inc.", "Monitoring", "United States"),
    ("Mailgun", "E-mail delivery", "Germany"),
    ("Zendesk", "Customer support", "United States"),
];

fn good_page() -> String {
    crate::crawl::page(&LIST)
}

/// A folder with a database and a catalogue of sources.
struct House {
    folder: TempDir,
    catalogue: Catalogue,
}

impl House {
    /// A house that watches these addresses, as `s0`, `s1` and so on, with little patience.
    fn watching(addresses: &[Url]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let text = catalogue(addresses, "0s");
        std::fs::write(folder.path().join("sources.toml"), &text).unwrap();
        let mut catalogue = sources::load(&text).unwrap();
        catalogue.settings.pace = Pace(Duration::ZERO);
        let ms = Duration::from_millis;
        catalogue.settings.timeouts = Timeouts { connect: ms(2000), read: ms(2000), total: ms(3000) };
        Self { folder, catalogue }
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join("subwatch.db")
    }

    async fn night(&self, day: &str) -> Night {
        let store = Store::open(&self.database()).await.unwrap();
        let fetcher = Fetcher::new(&self.catalogue.settings, Guard::AllowPrivate).unwrap();
        let tools = Tools { store: &store, fetcher: &fetcher };
        let clock = Clock::starting(format!("{day}T02:10:00Z").parse().unwrap());
        let night = crawl::run(&self.catalogue, Choice::Due, &tools, clock, std::future::pending(), |_| {})
            .await
            .unwrap();
        store.close().await;
        night
    }

    /// What the first source came to.
    async fn outcome(&self, day: &str) -> Outcome {
        self.night(day).await.visits[0].outcome.clone()
    }

    /// That SQLite finds nothing wrong, and that the list of source `number` is the good one.
    async fn is_sound(&self, number: usize, fault: &str) {
        assert_eq!(problems(&self.database()).await, ["ok"], "{fault}");
        let store = Store::open_existing(&self.database()).await.unwrap();
        let slug = format!("s{number}").parse().unwrap();
        let version = versions::latest(&mut store.read().await.unwrap(), &slug).await.unwrap();
        let names: Vec<String> = version.unwrap().listing.entries.into_iter().map(|row| row.name).collect();
        assert_eq!(names, LIST.map(|(name, ..)| name), "{fault}");
        store.close().await;
    }

    /// The program, ready to crawl here.
    fn program(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_subwatch"));
        command
            .current_dir(self.folder.path())
            .arg("crawl")
            .env_remove("SUBWATCH_DB")
            .env_remove("SUBWATCH_SOURCES");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        command
    }
}

/// A `sources.toml` of these addresses, as a stranger would write it.
fn catalogue(addresses: &[Url], pace: &str) -> String {
    let settings = format!(
        "[defaults]\npace = '{pace}'\ntries = 1\nconnect_timeout = '2s'\nread_timeout = '2s'\ntotal_timeout = '3s'\nmax_body = '64 KiB'\n"
    );
    (0..).zip(addresses).fold(settings, |text, (number, url)| {
        text + &format!("[[source]]\nslug = 's{number}'\nvendor = 'Vendor {number}'\nurl = '{url}'\nallow_private = true\n")
    })
}

/// What `pragma integrity_check` and `pragma foreign_key_check` say.
async fn problems(database: &Path) -> Vec<String> {
    let mut connection =
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(database)).await.unwrap();
    let mut told: Vec<String> =
        sqlx::query_scalar("pragma integrity_check").fetch_all(&mut connection).await.unwrap();
    let orphans: Vec<String> = sqlx::query_scalar("select \"table\" from pragma_foreign_key_check")
        .fetch_all(&mut connection)
        .await
        .unwrap();
    told.extend(orphans);
    connection.close().await.unwrap();
    told
}

/// Sends a signal, by its name.
fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(child.id().to_string()).status().unwrap();
    assert!(sent.success());
}

/// Waits for the end, at most so long.
fn ended(mut child: Child, limit: Duration) -> (ExitStatus, String) {
    let start = std::time::Instant::now();
    let status = loop {
        match child.try_wait().unwrap() {
            Some(status) => break status,
            None if start.elapsed() > limit => {
                let _ = child.kill();
                panic!("the program did not end within {limit:?}");
            }
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    let mut told = String::new();
    if let Some(mut stderr) = child.stderr.take() {
        std::io::Read::read_to_string(&mut stderr, &mut told).unwrap();
    }
    (status, told)
}

/// Says how many faults were tried and survived.
fn survived(what: &str, count: usize) {
    println!("faults tried and survived, {what}: {count}");
}
