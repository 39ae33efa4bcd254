//! `kill -9` at any moment: the database opens, holds what was committed, and the next crawl goes on.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};
use subwatch::{
    model::CaptureId,
    store::{Store, captures},
};

use super::{Desk, nights::catalogue};
use crate::{crawl::page, vendor::Vendor};

const KILLS: u32 = 40;
/// After each so many kills a crawl is left to go on to its end; the others go on from where the last was
/// killed.
const CRAWL_ON: u32 = 8;
/// More than share a transaction.
const SOURCES: usize = 80;

/// The pages of all sources at a night; each night they are others.
fn publish(vendor: &Vendor, slugs: &[String], night: u32) {
    for (at, slug) in slugs.iter().enumerate() {
        let purpose = format!("Hosting of part {at}, for the night {night}");
        let html = page(&[
            ("Amazon Web Services", &purpose, "Ireland"),
            ("Stripe, Inc.", "Payments", "United States"),
            ("Datadog, Inc.", "Monitoring", "Germany"),
        ]);
        vendor.publishes_as(&format!("/{slug}"), "text/html; charset=utf-8", html);
    }
}

async fn connect(desk: &Desk) -> SqliteConnection {
    let options =
        SqliteConnectOptions::new().filename(desk.path("subwatch.db")).busy_timeout(Duration::from_secs(10));
    SqliteConnection::connect_with(&options).await.unwrap()
}

/// Every committed capture and the digest of its body.
async fn committed(database: &mut SqliteConnection) -> BTreeMap<i64, String> {
    let rows: Vec<(i64, String)> =
        sqlx::query_as("select capture_id, sha256 from capture join body using (body_id)")
            .fetch_all(database)
            .await
            .unwrap();
    rows.into_iter().collect()
}

/// The next of a row of numbers that looks random and is the same in every run (Knuth's MMIX generator).
fn next(state: &mut u64) -> u32 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    u32::try_from(*state >> 40).unwrap()
}

#[tokio::test]
async fn a_killed_crawl_loses_nothing_and_the_next_one_goes_on() {
    let vendor = Vendor::start().await;
    let desk = Desk::new();
    let slugs: Vec<String> = (0..SOURCES).map(|at| format!("source-{at:02}")).collect();
    desk.write("sources.toml", catalogue(&vendor, &slugs.iter().map(String::as_str).collect::<Vec<_>>()));
    publish(&vendor, &slugs, 0);
    let began = Instant::now();
    assert_eq!(desk.call("crawl").code, Some(0));
    let mut whole = began.elapsed();
    let mut state = 20_260_501;
    let mut halfway = 0;
    for kill in 1..=KILLS {
        publish(&vendor, &slugs, kill);
        let moment = whole * (next(&mut state) % 1000) / 1000;
        let began = Instant::now();
        let mut crawl = desk.start(["crawl"]);
        let started = committed(&mut connect(&desk).await).await.len();
        if crawl.ends_within(moment) {
            // The machine is quicker than it was: moments are chosen within the time that a crawl takes now.
            whole = began.elapsed();
        }
        let before = committed(&mut connect(&desk).await).await;
        crawl.kill();
        let after = survived(&desk).await;
        halfway += u32::from(after.len() > started && after.len() < started + SOURCES);
        if kill % CRAWL_ON == 0 {
            let next = desk.call("crawl");
            assert_eq!((next.code, next.stderr.as_str()), (Some(0), ""), "after kill {kill} at {moment:?}");
        }
        assert!(
            before.iter().all(|(id, digest)| after.get(id) == Some(digest)),
            "kill {kill} at {moment:?} lost a capture"
        );
    }
    assert!(halfway > 0, "none of the {KILLS} crawls was cut short halfway");
    let last = desk.call("crawl");
    assert_eq!((last.code, last.stderr.as_str()), (Some(0), ""));
    whole_lists(&desk, &slugs).await;
}

/// What holds after every kill. Gives the captures that are there.
async fn survived(desk: &Desk) -> BTreeMap<i64, String> {
    let status = desk.call("status");
    assert_eq!(status.code, Some(0), "{}", status.stderr);
    let mut database = connect(desk).await;
    let integrity: String =
        sqlx::query_scalar("pragma integrity_check").fetch_one(&mut database).await.unwrap();
    assert_eq!(integrity, "ok");
    let strays: i64 = sqlx::query_scalar("select count(*) from pragma_foreign_key_check")
        .fetch_one(&mut database)
        .await
        .unwrap();
    assert_eq!(strays, 0);
    // A source is written whole or not at all: who has a version of a night has its look, and the other way
    // round.
    let halves: i64 = sqlx::query_scalar(
        "select count(*) from look where outcome in ('first', 'changed')
        and not exists (select 1 from version where version.capture_id = look.capture_id)",
    )
    .fetch_one(&mut database)
    .await
    .unwrap();
    assert_eq!(halves, 0);
    committed(&mut database).await
}

/// The last list of every source is that of the last night, and every kept body can be read.
async fn whole_lists(desk: &Desk, slugs: &[String]) {
    for slug in slugs {
        let list = desk.call(&format!("show {slug} -f json")).json();
        let purpose = list["entries"][0]["purpose"].as_str().unwrap();
        assert!(purpose.ends_with(&format!("for the night {KILLS}")), "{slug}: {purpose}");
    }
    let ids: Vec<i64> = committed(&mut connect(desk).await).await.into_keys().collect();
    let store = Store::open_existing(&desk.path("subwatch.db")).await.unwrap();
    let mut read = store.read().await.unwrap();
    for id in ids {
        let page = captures::load(&mut read, CaptureId(id)).await.unwrap();
        assert!(page.body.starts_with(b"<!doctype html>"), "capture {id}");
    }
}
