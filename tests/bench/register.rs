//! Who relies on a company on any day of ten years, and how long it takes to derive all of it again.
//!
//! `cargo bench --bench register`: 1,000 vendors, 40 rows each, ten years in which each list changes once a
//! quarter. It prints the slowest of fifty days for each question, and the time of deriving everything again
//! from the printed rows. `-- --vendors 100` makes a smaller one.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench ends where it cannot go on, and prints"
)]

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use subwatch::{
    crawl::{self, DICTIONARIES},
    model::{
        Catalogue, Changes, Extractor, Header, Listing, Origin, Page, Printed, Slug, Source, VersionCause,
    },
    normalise::derive,
    sources,
    store::{
        Store,
        captures::{self, Packed},
        derived::{self, Ask},
        digest, versions,
    },
};

const ROWS: usize = 40;
const QUARTERS: usize = 40;
const QUARTER: SignedDuration = SignedDuration::from_hours(24 * 91);
/// Of each list so many rows are others a quarter later.
const CHANGED: usize = 2;

const COMPANIES: [&str; 8] = [
    "Amazon Web Services EMEA SARL",
    "Google Cloud Platform",
    "Stripe Payments Europe, Ltd.",
    "Cloudflare, Inc.",
    "Datadog, Inc.",
    "Zendesk, Inc.",
    "Twilio Inc.",
    "OpenAI, L.L.C.",
];
const PLACES: [&str; 5] =
    ["Ireland", "United States", "Frankfurt, Germany", "Ireland; Germany", "EU (eu-west-1)"];
const PURPOSES: [&str; 4] =
    ["Cloud hosting and storage", "Payment processing", "Error tracking and monitoring", "Customer support"];

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let asked: Vec<String> = std::env::args().collect();
    let vendors = asked.iter().position(|word| word == "--vendors").and_then(|at| asked.get(at + 1));
    let vendors: usize = vendors.map_or(1000, |number| number.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&folder.path().join("register.db")).await.unwrap();
    let began = Instant::now();
    let versions = fill(&store, vendors).await;
    println!(
        "{vendors} vendors, {ROWS} rows, {versions} versions over ten years, stored in {:.1} s",
        began.elapsed().as_secs_f64()
    );
    ask(&store).await;
    let mut write = store.write().await.unwrap();
    derived::forget(&mut write).await.unwrap();
    write.commit().await.unwrap();
    let began = Instant::now();
    let sources = crawl::derive_stale(&store, std::future::pending()).await.unwrap();
    println!("derived again, {sources} sources: {:.1} s (aim: 60 s)", began.elapsed().as_secs_f64());
    ask(&store).await;
    assert_eq!(sources, vendors);
}

/// Asks for one company, one country and both on fifty days: the slowest answer of each.
async fn ask(store: &Store) {
    let entity = derive::row(&Printed::named(COMPANIES[0])).entity;
    let country = "DE".parse().unwrap();
    let questions = [
        ("one company", Some(entity.as_str()), None),
        ("one company in one country", Some(entity.as_str()), Some(country)),
    ];
    for (what, entity, country) in questions {
        let (mut slowest, mut rows) = (Duration::ZERO, 0);
        for day in 0..50 {
            let at = start() + SignedDuration::from_hours(24 * 73 * day);
            let mut read = store.read().await.unwrap();
            let began = Instant::now();
            let found = derived::relying(&mut read, &Ask { at, entity, country }).await.unwrap();
            slowest = slowest.max(began.elapsed());
            rows = rows.max(found.len());
        }
        println!(
            "{what}: {rows} rows at most, slowest day {:.1} ms (aim: 50 ms)",
            slowest.as_secs_f64() * 1e3
        );
    }
}

fn start() -> Timestamp {
    "2016-01-01T02:00:00Z".parse().unwrap()
}

/// Ten years of every vendor: how many versions.
async fn fill(store: &Store, vendors: usize) -> usize {
    let settings = sources::defaults();
    let sources: Vec<Source> = (0..vendors).map(source).collect();
    let mut write = store.write().await.unwrap();
    let catalogue = Catalogue::new(settings, Vec::new(), sources);
    subwatch::store::sources::enrol(&mut write, &catalogue).await.unwrap();
    write.commit().await.unwrap();
    let mut count = 0;
    for quarter in 0..QUARTERS {
        let at = start() + QUARTER * i32::try_from(quarter).unwrap();
        for together in catalogue.sources.chunks(50) {
            count += record(store, together, quarter, at).await;
        }
    }
    count
}

async fn record(store: &Store, sources: &[Source], quarter: usize, at: Timestamp) -> usize {
    let none = Changes::default();
    let recipe = digest::recipe(&sources[0]);
    let listings: Vec<Listing> = sources.iter().map(|source| listing(&source.slug, quarter)).collect();
    let digests: Vec<String> = listings.iter().map(digest::listing).collect();
    let mut write = store.write().await.unwrap();
    let pages: Vec<Page> = sources.iter().map(|source| page(source, quarter, at)).collect();
    let bodies: Vec<Packed> =
        pages.iter().map(|page| Packed::new(digest::sha256(&page.body), &page.body).unwrap()).collect();
    let new: Vec<captures::New<'_>> = sources
        .iter()
        .zip(&pages)
        .zip(&bodies)
        .map(|((source, page), body)| captures::New { source: &source.slug, page, body: Some(body) })
        .collect();
    let kept = captures::keep_all(&mut write, &new).await.unwrap();
    let new: Vec<(versions::New<'_>, &str)> = (0..sources.len())
        .map(|one| {
            let new = versions::New {
                source: &sources[one].slug,
                capture: kept[one],
                seen_at: at,
                cause: VersionCause::Vendor,
                extractor: Extractor(1),
                recipe: &recipe,
                dictionaries: DICTIONARIES,
                listing: &listings[one],
                changes: &none,
            };
            (new, digests[one].as_str())
        })
        .collect();
    let recorded = versions::record_all(&mut write, &new).await.unwrap();
    write.commit().await.unwrap();
    recorded.len()
}

fn source(number: usize) -> Source {
    let slug: Slug = format!("vendor-{number}").parse().unwrap();
    Source::bare(slug, format!("Vendor {number}"), "https://vendor.example/list".parse().unwrap())
}

fn page(source: &Source, quarter: usize, at: Timestamp) -> Page {
    Page {
        requested: source.url.clone(),
        address: source.url.clone(),
        redirects: Vec::new(),
        status: 200,
        headers: vec![Header { name: "content-type".to_owned(), value: "text/html".to_owned() }],
        body: format!("{} {quarter}", source.slug).into_bytes(),
        requested_at: at,
        received_at: at,
        origin: Origin::Crawled,
    }
}

/// The list of a vendor in a quarter: most rows are those of the quarter before.
fn listing(slug: &Slug, quarter: usize) -> Listing {
    let seed: usize = slug.as_str().bytes().map(usize::from).sum::<usize>() * 31 + slug.as_str().len();
    let row = |at: usize| {
        // Two rows a quarter are others, in turn.
        let turn = (quarter * CHANGED + ROWS - 1 - at) / ROWS;
        let number = seed + at * 7 + turn * 13;
        let name = if number.is_multiple_of(4) {
            COMPANIES[number / 4 % COMPANIES.len()].to_owned()
        } else {
            format!("Company {} of Vendor {number} GmbH", at + turn)
        };
        Printed {
            name,
            purpose: Some(format!("{} for customers of plan {}", PURPOSES[number % PURPOSES.len()], turn)),
            location: Some(PLACES[number % PLACES.len()].to_owned()),
            data: Some("Name, e-mail address, IP address".to_owned()),
            ..Printed::default()
        }
    };
    derive::listing(Listing { entries: (0..ROWS).map(row).collect(), ..Listing::default() })
}
