//! Pages that somebody brings: saved files and the history of a git repository, before, between and after
//! nights.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

mod git;

use std::{fs, path::Path, process::Command};

use jiff::Timestamp;
use subwatch::{
    crawl::{self, Brought, Fate, Import, ImportError, Imported},
    model::{Cause, Media, Origin, Outcome, Printed, Unchanged, VersionCause},
    store::{captures, changes, imports, looks, versions},
};
use tempfile::TempDir;

use super::{
    crawl::{FIVE, House, page, slug_of},
    vendor::Vendor,
};

const NOW: &str = "2026-06-01T00:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

async fn brings(house: &House, brought: Brought) -> Result<Imported, ImportError> {
    let slug = slug_of("acme");
    let order =
        Import { store: &house.store, catalogue: &house.catalogue, slug: &slug, media: None, now: at(NOW) };
    crawl::import(&order, brought, |_| {}).await
}

/// What a saved page of that day came to.
async fn saved(house: &House, day: &str, body: impl AsRef<[u8]>) -> Fate {
    let brought = Brought::File {
        name: "saved.html".to_owned(),
        body: body.as_ref().to_vec(),
        captured_at: at(&format!("{day}T12:00:00Z")),
    };
    brings(house, brought).await.unwrap().arrivals.remove(0).fate
}

fn outcome(fate: &Fate) -> &Outcome {
    match fate {
        Fate::Judged { outcome, .. } => outcome,
        other => panic!("{other:?}"),
    }
}

/// What the vendors changed, the oldest first: the day it was seen, and the events.
async fn told(house: &House) -> Vec<String> {
    let events = changes::since(&mut house.store.read().await.unwrap(), at("2020-01-01T00:00:00Z"), None)
        .await
        .unwrap();
    let line = |event: &changes::Event<Printed>| {
        let words: Vec<String> = event
            .changes
            .changes
            .iter()
            .map(|change| format!("{} {}", change.kind(), change.name()))
            .collect();
        format!("{}: {}", &event.seen_at.to_string()[..10], words.join(", "))
    };
    events.iter().rev().map(line).collect()
}

async fn names(house: &House, day: &str) -> usize {
    let version = versions::at(
        &mut house.store.read().await.unwrap(),
        &slug_of("acme"),
        at(&format!("{day}T23:59:59Z")),
    )
    .await
    .unwrap();
    version.map_or(0, |version| version.listing.entries.len())
}

async fn counts(house: &House) -> (usize, usize, usize) {
    let mut read = house.store.read().await.unwrap();
    let acme = slug_of("acme");
    (
        captures::of(&mut read, &acme).await.unwrap().len(),
        versions::of(&mut read, &acme).await.unwrap().len(),
        looks::of(&mut read, &acme).await.unwrap().len(),
    )
}

/// A house whose first night, on 1 May, saw five rows.
async fn crawled() -> (Vendor, House) {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    vendor.tags_its_pages();
    vendor.publishes_as("/acme", "text/html", page(&FIVE));
    assert_eq!(house.night("2026-05-01").await, Outcome::First(5));
    (vendor, house)
}

#[tokio::test]
async fn a_page_that_is_older_than_the_first_crawl_makes_the_first_crawl_a_change() {
    let (_vendor, house) = crawled().await;
    let fate = saved(&house, "2026-03-01", page(&FIVE[..4])).await;
    assert_eq!(outcome(&fate), &Outcome::First(4));
    assert_eq!(told(&house).await, ["2026-05-01: added Zendesk"]);
    assert_eq!(
        (
            names(&house, "2026-02-28").await,
            names(&house, "2026-03-01").await,
            names(&house, "2026-05-01").await
        ),
        (0, 4, 5)
    );
    assert_eq!(
        counts(&house).await,
        (2, 2, 1),
        "no look is made up, and the old statement of the first night is not shown"
    );
    let events = changes::since(&mut house.store.read().await.unwrap(), at("2020-01-01T00:00:00Z"), None)
        .await
        .unwrap();
    assert_eq!(
        events[0].last_seen_before,
        Some(at("2026-03-01T12:00:00Z")),
        "an imported page is a time the old list was seen"
    );
    assert_eq!((events[0].origin.clone(), events[0].ids.len()), (Origin::Crawled, 1));
    // Older still: what the page of March changed is told of March.
    saved(&house, "2026-01-01", page(&FIVE[..3])).await;
    assert_eq!(told(&house).await, ["2026-03-01: added Mailgun", "2026-05-01: added Zendesk"]);
}

#[tokio::test]
async fn a_page_between_two_crawls_parts_their_change_in_two() {
    let (vendor, house) = crawled().await;
    vendor.publishes_as("/acme", "text/html", page(&FIVE[..3]));
    assert_eq!(house.night("2026-05-09").await, Outcome::Changed(2));
    assert_eq!(told(&house).await, ["2026-05-09: removed Mailgun, removed Zendesk"]);
    let fate = saved(&house, "2026-05-05", page(&FIVE[..4])).await;
    assert_eq!(outcome(&fate), &Outcome::Changed(1));
    assert_eq!(told(&house).await, ["2026-05-05: removed Zendesk", "2026-05-09: removed Mailgun"]);
    let mut read = house.store.read().await.unwrap();
    let all = versions::of(&mut read, &slug_of("acme")).await.unwrap();
    let shown: Vec<_> = all
        .iter()
        .map(|version| (version.cause, version.rows, version.changes, version.origin.is_imported()))
        .collect();
    let vendor = VersionCause::Vendor;
    assert_eq!(shown, [(vendor, 3, 1, false), (vendor, 4, 1, true), (vendor, 5, 0, false)]);
}

#[tokio::test]
async fn a_page_that_shows_a_later_list_earlier_takes_its_change_along() {
    let (vendor, house) = crawled().await;
    vendor.publishes_as("/acme", "text/html", page(&FIVE[..4]));
    house.night("2026-05-09").await;
    saved(&house, "2026-05-05", page(&FIVE[..4])).await;
    assert_eq!(told(&house).await, ["2026-05-05: removed Zendesk"]);
    saved(&house, "2026-05-03", page(&FIVE)).await;
    let events = changes::since(&mut house.store.read().await.unwrap(), at("2020-01-01T00:00:00Z"), None)
        .await
        .unwrap();
    assert_eq!(
        events[0].last_seen_before,
        Some(at("2026-05-03T12:00:00Z")),
        "a page that showed the old list narrows it"
    );
}

#[tokio::test]
async fn a_list_that_a_later_look_still_saw_has_come_back_by_then() {
    let (_vendor, house) = crawled().await;
    assert_eq!(house.night("2026-05-08").await, Outcome::Unchanged(Unchanged::NotModified));
    saved(&house, "2026-05-05", page(&FIVE[..4])).await;
    assert_eq!(told(&house).await, ["2026-05-05: removed Zendesk", "2026-05-08: added Zendesk"]);
    assert_eq!((names(&house, "2026-05-06").await, names(&house, "2026-05-08").await), (4, 5));
    // And it can be parted further.
    saved(&house, "2026-05-06", page(&FIVE[..3])).await;
    assert_eq!(
        told(&house).await,
        [
            "2026-05-05: removed Zendesk",
            "2026-05-06: removed Mailgun",
            "2026-05-08: added Mailgun, added Zendesk"
        ]
    );
}

#[tokio::test]
async fn the_same_page_twice_stores_nothing_new() {
    let (_vendor, house) = crawled().await;
    assert!(matches!(saved(&house, "2026-03-01", page(&FIVE[..4])).await, Fate::Judged { .. }));
    let before = (counts(&house).await, told(&house).await);
    assert_eq!(saved(&house, "2026-03-01", page(&FIVE[..4])).await, Fate::Known);
    assert_eq!((counts(&house).await, told(&house).await), before);
    let brought = Brought::File {
        name: "b.html".to_owned(),
        body: page(&FIVE[..2]).into(),
        captured_at: at("2026-03-01T12:00:00Z"),
    };
    let error = brings(&house, brought).await.unwrap_err();
    assert!(matches!(error, ImportError::Taken { .. }), "{error}");
    assert_eq!(counts(&house).await, before.0);
}

#[tokio::test]
async fn a_page_without_a_list_and_an_unreadable_one_are_kept_and_change_nothing() {
    let (_vendor, house) = crawled().await;
    let fate = saved(&house, "2026-03-01", "<h1>Welcome</h1><p>Sign in to see our list.</p>").await;
    assert!(matches!(outcome(&fate), Outcome::Failed(Cause::ListNotFound, _)), "{fate:?}");
    let garbage = b"PK\x03\x04 this is no workbook";
    let fate = saved(&house, "2026-03-02", garbage).await;
    assert!(matches!(outcome(&fate), Outcome::Failed(..)), "{fate:?}");
    assert_eq!(counts(&house).await, (3, 1, 1));
    assert!(told(&house).await.is_empty());
    let mut read = house.store.read().await.unwrap();
    let kept = imports::of(&mut read, &slug_of("acme")).await.unwrap();
    assert_eq!(captures::load(&mut read, kept[0].capture).await.unwrap().body, garbage);
    drop(read);
    // Said to be of its right kind, the same file is another page.
    let (slug, catalogue) = (slug_of("acme"), &house.catalogue);
    let order =
        Import { store: &house.store, catalogue, slug: &slug, media: Some(Media::Text), now: at(NOW) };
    let brought = Brought::File {
        name: "x".to_owned(),
        body: garbage.to_vec(),
        captured_at: at("2026-03-02T12:00:01Z"),
    };
    let again = crawl::import(&order, brought, |_| {}).await.unwrap();
    assert!(matches!(again.arrivals[0].fate, Fate::Judged { .. }));
}

#[tokio::test]
async fn what_cannot_be_imported_is_told_and_leaves_no_trace() {
    let (_vendor, house) = crawled().await;
    let file = |body: &[u8], time: &str| Brought::File {
        name: "a.html".to_owned(),
        body: body.to_vec(),
        captured_at: at(time),
    };
    for (brought, said) in [
        (file(b"x", "2026-06-01T00:00:01Z"), "lies in the future"),
        (file(b"x", "1969-12-31T00:00:00Z"), "before there were web pages"),
        (file(b"", "2026-03-01T00:00:00Z"), "`a.html` is empty"),
        (Brought::Git { repository: "/".into(), path: "-x".to_owned() }, "begins with `-`"),
    ] {
        let error = brings(&house, brought).await.unwrap_err();
        assert!(error.to_string().contains(said), "{error}");
    }
    let held = house.store.lock_for_crawl().unwrap();
    let error = brings(&house, file(b"x", "2026-03-01T00:00:00Z")).await.unwrap_err();
    assert!(error.to_string().starts_with("another crawl is running"), "{error}");
    drop(held);
    assert_eq!(counts(&house).await, (1, 1, 1));
}

#[tokio::test]
async fn a_suspect_page_is_no_version_until_the_next_one_repeats_it() {
    let (_vendor, house) = crawled().await;
    saved(&house, "2026-01-01", page(&FIVE)).await;
    let fate = saved(&house, "2026-02-01", page(&FIVE[..1])).await;
    assert!(matches!(outcome(&fate), Outcome::Suspect(_)), "{fate:?}");
    assert_eq!(names(&house, "2026-02-02").await, 5);
    assert!(told(&house).await.is_empty());
    let fate = saved(&house, "2026-02-10", page(&FIVE[..1]).replace("<td>", "<td class=\"a\">")).await;
    assert!(
        matches!(&fate, Fate::Judged { outcome: Outcome::Changed(4), repeats: Some(first), .. } if *first == at("2026-02-01T12:00:00Z"))
    );
    assert_eq!(names(&house, "2026-02-02").await, 1, "it stood from the first of the two on");
    let told = told(&house).await;
    assert_eq!((told.len(), &told[1][..29]), (2, "2026-05-01: added Stripe, Inc"), "{told:?}");
}

#[tokio::test]
async fn after_an_import_of_the_newest_page_the_next_crawl_asks_without_validators_and_goes_well() {
    let (vendor, house) = crawled().await;
    saved(&house, "2026-05-10", page(&FIVE[..4])).await;
    vendor.publishes_as("/acme", "text/html", page(&FIVE[..4]));
    let asked = vendor.requests().len();
    assert_eq!(house.night("2026-05-11").await, Outcome::Unchanged(Unchanged::SameBody));
    let conditional =
        vendor.requests()[asked..].iter().filter(|request| request.header("if-none-match").is_some()).count();
    assert_eq!(conditional, 0);
    assert_eq!(
        house.night("2026-05-12").await,
        Outcome::Unchanged(Unchanged::NotModified),
        "from here on as always"
    );
    assert_eq!(told(&house).await, ["2026-05-10: removed Zendesk"]);
}

#[tokio::test]
async fn a_list_that_is_not_what_was_imported_last_is_a_change_even_if_the_page_is_the_last_one_crawled() {
    let (_vendor, house) = crawled().await;
    saved(&house, "2026-05-10", page(&FIVE[..4])).await;
    // The vendor's page is as it was on 1 May: a 304 would have confirmed the wrong list.
    assert_eq!(house.night("2026-05-11").await, Outcome::Changed(1));
    assert_eq!(told(&house).await, ["2026-05-10: removed Zendesk", "2026-05-11: added Zendesk"]);
}

#[tokio::test]
async fn a_source_that_was_only_imported_is_crawled_as_one_that_has_a_list() {
    let vendor = Vendor::start().await;
    let house = House::watching(&vendor, &["acme"]).await;
    saved(&house, "2026-03-01", page(&FIVE[..4])).await;
    vendor.publishes_as("/acme", "text/html", page(&FIVE));
    assert_eq!(house.night("2026-05-01").await, Outcome::Changed(1));
    assert_eq!(told(&house).await, ["2026-05-01: added Zendesk"]);
}

#[tokio::test]
async fn what_only_we_read_otherwise_since_the_crawl_is_not_told_of_the_vendor() {
    let vendor = Vendor::start().await;
    let mut house = House::watching(&vendor, &["acme"]).await;
    let odd = |rows: usize| page(&FIVE[..rows]).replace("<th>Purpose</th>", "<th>Zwrk</th>");
    for (day, rows) in [("2026-05-01", 4), ("2026-05-09", 5)] {
        vendor.publishes_as("/acme", "text/html", odd(rows));
        house.night(day).await;
    }
    house.catalogue.sources[0].recipe.columns.insert("Zwrk".to_owned(), subwatch::model::Field::Notes);
    saved(&house, "2026-05-05", odd(3)).await;
    assert_eq!(
        told(&house).await,
        ["2026-05-05: removed Mailgun", "2026-05-09: added Mailgun, added Zendesk"]
    );
    let mut read = house.store.read().await.unwrap();
    let causes: Vec<VersionCause> = versions::of(&mut read, &slug_of("acme"))
        .await
        .unwrap()
        .iter()
        .map(|version| version.cause)
        .collect();
    let (ours, vendor) = (VersionCause::Ours, VersionCause::Vendor);
    assert_eq!(causes, [vendor, vendor, ours, vendor]);
}
