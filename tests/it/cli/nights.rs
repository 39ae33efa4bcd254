//! `crawl`, called by cron: no terminal.

use std::time::{Duration, Instant};

use insta::assert_snapshot;

use super::Desk;
use crate::{crawl::page, vendor::Vendor};

/// A list of this many rows.
fn list(rows: usize) -> String {
    const ROWS: [(&str, &str, &str); 6] = [
        ("Amazon Web Services", "Hosting", "Ireland"),
        ("Stripe, Inc.", "Payments", "United States"),
        ("Datadog, Inc.", "Monitoring", "United States"),
        ("Mailgun", "E-mail delivery", "Germany"),
        ("Zendesk", "Customer support", "United States"),
        ("Twilio Inc.", "Text messages", "United States"),
    ];
    page(&ROWS[..rows])
}

/// A catalogue of pages at one vendor on this machine, without waiting between them.
pub(super) fn catalogue(vendor: &Vendor, slugs: &[&str]) -> String {
    let source = |slug: &&str| {
        let address = vendor.address(&format!("/{slug}"));
        format!(
            "\n[[source]]\nslug = \"{slug}\"\nvendor = \"Vendor {slug}\"\nurl = \"{address}\"\nallow_private = true\n"
        )
    };
    let sources: String = slugs.iter().map(source).collect();
    format!("[defaults]\npace = \"0s\"\ntries = 1\n{sources}")
}

fn publish(vendor: &Vendor, slug: &str, html: &str) {
    vendor.publishes_as(&format!("/{slug}"), "text/html; charset=utf-8", html);
}

#[tokio::test]
async fn a_night_from_cron_is_one_line_on_standard_output() {
    let vendor = Vendor::start().await;
    let desk = Desk::new();
    desk.write("sources.toml", catalogue(&vendor, &["acme", "beta"]));
    publish(&vendor, "acme", &list(5));
    publish(&vendor, "beta", &list(4));
    assert_snapshot!(desk.call("crawl").shown(), @r"
    ── stdout ──
    2 sources: 2 read for the first time
    exit 0
    ");
    publish(&vendor, "acme", &list(6));
    assert_snapshot!(desk.call("crawl").shown(), @r"
    ── stdout ──
    2 sources: 1 changed (at most high), 1 unchanged
    exit 0
    ");
    assert_snapshot!(desk.call("crawl -q").shown(), @"exit 0");
    let feed = desk.call("changes -f json").json();
    assert_eq!(feed["rows"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&feed["rows"][0]["kind"], &feed["rows"][0]["name"]),
        (&"added".into(), &"Twilio Inc.".into())
    );
}

#[tokio::test]
async fn a_source_that_fails_is_a_warning_and_ends_with_3() {
    let vendor = Vendor::start().await;
    let desk = Desk::new();
    desk.write("sources.toml", catalogue(&vendor, &["acme", "gone"]));
    publish(&vendor, "acme", &list(5));
    assert_snapshot!(desk.call("crawl").shown(), @r"
    ── stdout ──
    2 sources: 1 read for the first time, 1 failed
    ── stderr ──
    warning: gone: no list yet: the page is gone (404); look for the list's new address and change it in sources.toml
    exit 3
    ");
    assert_snapshot!(desk.call("crawl --only acme").shown(), @r"
    ── stdout ──
    1 source: 1 unchanged
    exit 0
    ");
    let status = desk.call("status -f json").json();
    let rows = status["rows"].as_array().unwrap();
    assert_eq!(
        (&rows[1]["source"], &rows[1]["outcome"], &rows[1]["cause"]),
        (&"gone".into(), &"failed".into(), &"gone".into())
    );
}

#[tokio::test]
async fn an_answer_that_is_asked_for_is_the_whole_night() {
    let vendor = Vendor::start().await;
    let desk = Desk::new();
    desk.write("sources.toml", catalogue(&vendor, &["acme"]));
    publish(&vendor, "acme", &list(5));
    let night = desk.call("crawl -f json").json();
    assert_eq!(night["sheets"][0]["rows"][0]["outcome"], "first");
    publish(&vendor, "acme", &list(6));
    let call = desk.call("crawl -o night.csv");
    assert_eq!((call.code, call.stdout()), (Some(0), "1 source: 1 changed (at most high)\n"));
    assert!(
        desk.read("night.csv").contains("acme,Vendor acme,changed,,1 added"),
        "{}",
        desk.read("night.csv")
    );
}

#[tokio::test]
async fn a_source_that_was_never_looked_at_stands_in_the_status() {
    let vendor = Vendor::start().await;
    let desk = Desk::new();
    desk.write("sources.toml", catalogue(&vendor, &["acme"]));
    publish(&vendor, "acme", &list(5));
    assert_eq!(desk.call("crawl").code, Some(0));
    desk.write("sources.toml", catalogue(&vendor, &["acme", "newcomer"]));
    let status = desk.call("status");
    assert!(status.stdout().contains("newcomer  never"), "{}", status.stdout());
    assert!(status.stdout().ends_with("2 sources: 1 well, 1 never looked at\n"), "{}", status.stdout());
}

#[tokio::test]
async fn our_own_contract_says_by_when_to_object() {
    let vendor = Vendor::start().await;
    let desk = Desk::new();
    publish(&vendor, "acme", &list(5));
    let text = catalogue(&vendor, &["acme"]) + "objection_days = 10\n";
    desk.write("sources.toml", text);
    assert_eq!(desk.call("crawl").code, Some(0));
    publish(&vendor, "acme", &list(6));
    assert_eq!(desk.call("crawl").code, Some(0));
    let row = &desk.call("changes -f json").json()["rows"][0];
    let day = |text: &str| text.get(..10).unwrap().parse::<jiff::civil::Date>().unwrap();
    let (seen, object_by) = (day(row["seen_at"].as_str().unwrap()), day(row["object_by"].as_str().unwrap()));
    assert_eq!(object_by, seen.checked_add(jiff::ToSpan::days(10)).unwrap());
}

#[tokio::test]
async fn a_second_crawl_at_the_same_time_says_so_and_ends_with_1() {
    let vendor = Vendor::start().await;
    let desk = Desk::new();
    desk.write("sources.toml", catalogue(&vendor, &["acme"]));
    vendor.hangs();
    let first = desk.start(["crawl"]);
    let began = Instant::now();
    while vendor.requests().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(20), "the first crawl has asked for nothing");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let second = desk.call("crawl");
    assert_eq!((second.code, second.stdout()), (Some(1), ""));
    let said = "subwatch: the night could not go on: another crawl is running on the database `";
    assert!(
        second.stderr.starts_with(said) && second.stderr.ends_with("`; wait until it is done, or stop it\n"),
        "{}",
        second.stderr
    );
    first.kill();
    publish(&vendor, "acme", &list(5));
    assert_eq!(desk.call("crawl").code, Some(0));
}
