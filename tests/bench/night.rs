//! A whole night over loopback, politeness off, beside a bare loop of requests and a bare parse in the same
//! run.
//!
//! `cargo bench --bench night`. The pages are served by a process of its own, so that CPU and memory are the
//! crawler's alone. CPU and peak memory are read from `/proc` and left out where there is none.

#![allow(clippy::cast_precision_loss, reason = "counts and bytes of a benchmark are small")]

mod pages;
mod server;
mod varied;

use std::{
    error::Error,
    fs,
    io::Write,
    path::Path,
    time::{Duration, Instant},
};

use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use subwatch::{
    crawl::{self, Choice, Night, Tools},
    fetch::{Fetcher, Guard},
    model::{Catalogue, Clock, Pace, Source},
    sources,
    store::Store,
};

const PAGES: usize = 2_000;
/// Hosts are addresses of the loopback range: 127.0.0.1 and up.
const HOSTS: usize = 32;

fn main() -> Result<(), Box<dyn Error>> {
    if std::env::args().any(|argument| argument == server::SERVE) {
        return server::serve(HOSTS);
    }
    // `cargo test --benches` only asks whether it starts.
    if std::env::args().any(|argument| argument == "--test") {
        return Ok(());
    }
    let server = server::Server::start()?;
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(measure(&server))
}

async fn measure(server: &server::Server) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let bytes: usize = (0..PAGES).map(|number| pages::page(number).len()).sum();
    let out = &mut std::io::stdout().lock();
    writeln!(
        out,
        "{PAGES} pages, {:.1} MB, {HOSTS} hosts on loopback, politeness off, release build",
        bytes as f64 / 1e6
    )?;
    writeln!(out, "{:<34}{:>9}{:>10}{:>13}{:>10}", "", "wall s", "pages/s", "CPU ms/page", "peak MB")?;

    let bare = timed(out, "bare parse, one thread", async {
        for number in 0..PAGES {
            std::hint::black_box(scraper::Html::parse_document(&pages::page(number)).tree.nodes().len());
        }
        Ok(())
    })
    .await?;
    timed(out, "(making the pages for it)", async {
        std::hint::black_box((0..PAGES).map(|number| pages::page(number).len()).sum::<usize>());
        Ok(())
    })
    .await?;
    let catalogue = catalogue(server, "etag")?;
    let requests = timed(out, "bare reqwest loop", bare_loop(&catalogue)).await?;

    let store = Store::open(&folder.path().join("night.db")).await?;
    let first = timed(out, "first night", night(&store, &catalogue, "2026-05-01T02:00:00Z", "first")).await?;
    let quiet =
        timed(out, "second night, all 304", night(&store, &catalogue, "2026-05-02T02:00:00Z", "unchanged"))
            .await?;
    store.close().await;

    let plain = self::catalogue(server, "plain")?;
    let store = Store::open(&folder.path().join("plain.db")).await?;
    timed(out, "first night, no validators", night(&store, &plain, "2026-05-01T02:00:00Z", "first")).await?;
    let same =
        timed(out, "second night, same bodies", night(&store, &plain, "2026-05-02T02:00:00Z", "unchanged"))
            .await?;
    store.close().await;

    varied_load(out, server, folder.path()).await?;
    let limit = bare.as_secs_f64() / 2.0;
    writeln!(out, "first night: {:.2} of the two-core parse limit", limit / first.as_secs_f64())?;
    writeln!(
        out,
        "all-304 night: {:.2} of the bare loop; same-body night: {:.2} of it",
        ratio(requests, quiet),
        ratio(requests, same)
    )?;
    Ok(())
}

/// The nights of pages whose texts hardly come twice, and what the pages cost bare.
async fn varied_load(
    out: &mut impl Write,
    server: &server::Server,
    folder: &Path,
) -> Result<(), Box<dyn Error>> {
    let bytes: usize = (0..PAGES).map(|number| varied::page(number).len()).sum();
    writeln!(out, "{PAGES} pages of mostly different texts, {:.1} MB", bytes as f64 / 1e6)?;
    let made: Vec<String> = (0..PAGES).map(varied::page).collect();
    let bare = timed(out, "bare parse of these, one thread", async {
        for page in &made {
            std::hint::black_box(scraper::Html::parse_document(page).tree.nodes().len());
        }
        Ok(())
    })
    .await?;
    drop(made);
    let store = Store::open(&folder.join("varied.db")).await?;
    let mut nights = Vec::new();
    let catalogue = catalogue(server, "varied")?;
    for (name, at, expected) in [
        ("first night", "2026-05-01T02:00:00Z", "first"),
        ("second night, same bodies", "2026-05-02T02:00:00Z", "unchanged"),
        ("third night, all repainted", "2026-05-03T02:00:00Z", "unchanged"),
    ] {
        if name.ends_with("repainted") {
            server.paint()?;
        }
        nights.push(timed(out, name, night(&store, &catalogue, at, expected)).await?);
    }
    store.close().await;
    let [first, _, painted] = nights[..] else { return Ok(()) };
    writeln!(
        out,
        "first night: {:.2} bare parses of wall time a page; repainted: {:.2}",
        first.as_secs_f64() / bare.as_secs_f64(),
        painted.as_secs_f64() / bare.as_secs_f64()
    )?;
    Ok(())
}

fn ratio(limit: Duration, taken: Duration) -> f64 {
    limit.as_secs_f64() / taken.as_secs_f64()
}

async fn night(store: &Store, catalogue: &Catalogue, at: &str, expected: &str) -> Result<(), Box<dyn Error>> {
    let fetcher = Fetcher::new(&catalogue.settings, Guard::AllowPrivate)?;
    let tools = Tools { store, fetcher: &fetcher };
    let clock = Clock::starting(at.parse::<Timestamp>()?);
    let night: Night =
        crawl::run(catalogue, Choice::Due, &tools, clock, std::future::pending(), |_| {}).await?;
    let as_expected = night.visits.iter().filter(|visit| visit.outcome.code() == expected).count();
    if as_expected != PAGES {
        return Err(format!(
            "{as_expected} of {PAGES} pages came to `{expected}`: {:?}",
            night.visits.iter().find(|visit| visit.outcome.code() != expected)
        )
        .into());
    }
    Ok(())
}

async fn bare_loop(catalogue: &Catalogue) -> Result<(), Box<dyn Error>> {
    // A fetcher brings the provider of cryptography that any client of this process needs.
    Fetcher::new(&catalogue.settings, Guard::AllowPrivate)?;
    let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build()?;
    let get = |source: &Source| {
        let request = client.get(source.url.clone());
        async move { Ok::<usize, reqwest::Error>(request.send().await?.bytes().await?.len()) }
    };
    let mut answers = stream::iter(&catalogue.sources).map(get).buffer_unordered(16);
    while let Some(length) = answers.next().await {
        std::hint::black_box(length?);
    }
    Ok(())
}

fn catalogue(server: &server::Server, how: &str) -> Result<Catalogue, Box<dyn Error>> {
    let mut settings = sources::defaults();
    settings.pace = Pace(Duration::ZERO);
    settings.hosts_at_once = 16;
    let source = |number: usize| -> Result<Source, Box<dyn Error>> {
        let host = 1 + number % HOSTS;
        Ok(Source::bare(
            format!("vendor-{number}").parse()?,
            format!("Vendor {number}"),
            format!("http://127.0.0.{host}:{}/{how}/{number}", server.port()).parse()?,
        ))
    };
    Ok(Catalogue::new(settings, Vec::new(), (0..PAGES).map(source).collect::<Result<_, _>>()?))
}

/// Runs a piece of work and prints a line of what it cost.
async fn timed(
    out: &mut impl Write,
    name: &str,
    work: impl Future<Output = Result<(), Box<dyn Error>>>,
) -> Result<Duration, Box<dyn Error>> {
    // Resets the peak, where the kernel allows.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let (began, cpu) = (Instant::now(), cpu_seconds());
    work.await?;
    let wall = began.elapsed();
    let spent =
        cpu_seconds().zip(cpu).map(|(now, before)| format!("{:.3}", (now - before) * 1000.0 / PAGES as f64));
    let peak = peak_mb().map(|peak| format!("{peak:.0}"));
    writeln!(
        out,
        "{name:<34}{:>9.2}{:>10.0}{:>13}{:>10}",
        wall.as_secs_f64(),
        PAGES as f64 / wall.as_secs_f64(),
        spent.unwrap_or_default(),
        peak.unwrap_or_default()
    )?;
    Ok(wall)
}

/// CPU time of this process, in the kernel's ticks of 1/100 s.
fn cpu_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

fn peak_mb() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}
