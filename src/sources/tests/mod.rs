use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::model::{Criticality, Enabled, Field, HostKey, Media, Pace, Reach, SourceKind, Vendor};

mod problems;
mod vendors;

const SMALLEST: &str = "[[source]]\nslug = 'a'\nvendor = 'A'\nurl = 'https://a.example/list'\n";

fn problems(text: &str) -> String {
    load(text).unwrap_err().in_file("sources.toml").to_string()
}

/// The problems of a source that has one more line.
fn with_line(line: &str) -> String {
    problems(&format!("{SMALLEST}{line}\n"))
}

#[test]
fn three_lines_are_a_source_and_the_rest_is_default() {
    let catalogue = load(SMALLEST).unwrap();
    assert_eq!(catalogue.settings, defaults());
    let [source] = catalogue.sources.as_slice() else { panic!("{catalogue:?}") };
    assert_eq!(
        (source.slug.as_str(), source.vendor.as_str(), source.url.as_str()),
        ("a", "A", "https://a.example/list")
    );
    assert_eq!(
        (source.every, source.owner.as_deref(), source.criticality, source.media),
        (None, None, None, None)
    );
    assert_eq!(
        (source.objection_days, source.enabled, source.recipe.list.as_deref()),
        (None, Enabled::Yes, None)
    );
    assert_eq!((source.reach, source.kind), (Reach::Public, SourceKind::List));
    assert_eq!(catalogue.vendors, [Vendor::bare("A".to_owned())]);
}

#[test]
fn the_catalogue_that_ships_is_whole_and_shows_the_defaults() {
    let catalogue = load(include_str!("../../../sources.toml")).unwrap();
    assert_eq!(catalogue.settings, defaults());
    let slugs: Vec<&str> = catalogue.sources.iter().map(|source| source.slug.as_str()).collect();
    assert_eq!(slugs, ["clerk-io", "kliovo", "bento"]);
}

/// A file in which every key stands.
const EVERY_KEY: &str = r##"
    [defaults]
    user_agent = "watcher/2 (privacy@acme.example)"
    pace = "500ms"
    hosts_at_once = 4
    connect_timeout = "1s"
    read_timeout = "2s"
    total_timeout = "3s"
    max_body = "500 KB"
    tries = 1
    longest_wait = "0s"
    heartbeat = "https://hc.example.org/ping/1"
    [hosts."Trust.Example.com"]
    pace = "10s"
    [[source]]
    slug = "acme"
    vendor = " Acme "
    url = "http://acme.example/#list"
    kind = "trust-centre"
    every = "7d"
    tags = ["eu", "hosting"]
    owner = "it"
    criticality = "high"
    objection_days = 30
    media = "pdf"
    enabled = false
    allow_private = true
    ignore_robots = " Acme allowed it "
    [source.recipe]
    list = "#list"
    columns = { "Service provider" = "name", Ort = "location" }
"##;

#[test]
fn every_key_of_the_settings_is_read() {
    let settings = load(EVERY_KEY).unwrap().settings;
    assert_eq!(settings.user_agent, "watcher/2 (privacy@acme.example)");
    assert_eq!(settings.pace, Pace(Duration::from_millis(500)));
    assert_eq!(
        settings.hosts.get(&HostKey::named("trust.example.com")),
        Some(&Pace(Duration::from_secs(10)))
    );
    assert_eq!((settings.hosts_at_once, settings.max_body_bytes, settings.tries), (4, 500_000, 1));
    assert_eq!(
        (
            settings.timeouts.connect.as_secs(),
            settings.timeouts.read.as_secs(),
            settings.timeouts.total.as_secs()
        ),
        (1, 2, 3)
    );
    assert_eq!(settings.longest_wait, Duration::ZERO);
    assert_eq!(settings.heartbeat.as_ref().map(url::Url::as_str), Some("https://hc.example.org/ping/1"));
}

#[test]
fn every_key_of_a_source_is_read() {
    let sources = load(EVERY_KEY).unwrap().sources;
    let [source] = sources.as_slice() else { panic!("{sources:?}") };
    assert_eq!((source.vendor.as_str(), source.url.as_str()), ("Acme", "http://acme.example/#list"));
    assert_eq!(source.kind, SourceKind::TrustCentre);
    assert_eq!(source.every, Some(Duration::from_hours(168)));
    assert_eq!((source.tags.join("+"), source.owner.as_deref()), ("eu+hosting".to_owned(), Some("it")));
    assert_eq!((source.criticality, source.objection_days), (Some(Criticality::High), Some(30)));
    assert_eq!((source.media, source.enabled, source.reach), (Some(Media::Pdf), Enabled::No, Reach::Private));
    assert_eq!(source.ignore_robots.as_deref(), Some("Acme allowed it"));
    assert_eq!(source.recipe.list.as_deref(), Some("#list"));
    let columns: Vec<(&str, Field)> =
        source.recipe.columns.iter().map(|(header, &field)| (header.as_str(), field)).collect();
    assert_eq!(columns, [("Ort", Field::Location), ("Service provider", Field::Name)]);
}

#[test]
fn deep_nesting_is_refused_and_does_not_overflow() {
    for deep in [
        format!("a = {}", "[".repeat(100_000)),
        format!("{}a = 1", "a.".repeat(100_000)),
        format!("[{}a]", "a.".repeat(100_000)),
    ] {
        assert!(load(&deep).is_err());
    }
}

proptest! {
    #[test]
    fn no_text_panics_and_no_error_is_without_a_problem(
        lines in prop::collection::vec(
            prop_oneof!["\\PC{0,12}",
                "(slug|name|url|pace|tags|columns|list|enabled|'é') = \
                 ('\\PC{0,6}'|[0-9-]{1,4}|\\[\\]|\\{\\})",
                "\\[{1,2}(source|vendor|defaults|hosts\\.a|source\\.recipe)\\]{1,2}"], 0..12),
        end in "\r?\n",
    ) {
        let text = lines.join(&end);
        if let Err(problems) = load(&text) {
            let found = problems.as_slice().iter();
            let places: Vec<(usize, usize)> = found.map(|problem| (problem.line, problem.column)).collect();
            prop_assert!(!places.is_empty());
            prop_assert!(places.is_sorted());
            let last = lines.len().max(1);
            prop_assert!(places.iter().all(|&(line, column)| line >= 1 && column >= 1 && line <= last));
        }
    }
}
