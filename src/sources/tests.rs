use std::time::Duration;

use proptest::prelude::*;

use super::*;
use crate::model::{Criticality, Enabled, Field, HostKey, Media, Pace, Reach};

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
    assert_eq!(source.reach, Reach::Public);
}

#[test]
fn the_catalogue_that_ships_is_whole_and_shows_the_defaults() {
    let catalogue = load(include_str!("../../sources.toml")).unwrap();
    assert_eq!(catalogue.settings, defaults());
    let slugs: Vec<&str> = catalogue.sources.iter().map(|source| source.slug.as_str()).collect();
    assert_eq!(slugs, ["clerk-io", "kliovo", "bento"]);
}

#[test]
fn every_key_is_read() {
    let text = r##"
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
    let Catalogue { settings, sources } = load(text).unwrap();
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
    let [source] = sources.as_slice() else { panic!("{sources:?}") };
    assert_eq!((source.vendor.as_str(), source.url.as_str()), ("Acme", "http://acme.example/#list"));
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
fn all_problems_come_at_once_in_the_order_of_the_file() {
    let text = r#"
[defaults]
user_agent = "subwatch/0.1"
pace = "2 weeks"
hosts_at_once = 0
max_body = "4 GiB"
tries = "three"
read_timout = "20s"
total_timeout = "5s"

[hosts."https://a.example"]
pace = "10s"

[hosts.trust.example.com]
pace = "10s"

[[source]]
slug = "acme"
vendor = "Acme"
uri = "https://acme.example/list"

[[source]]
slug = "acme"
vendor = ""
url = "ftp://acme.example/list"
every = "0s"
criticality = "hihg"
objection_days = 900
media = "docx"
enabled = "yes"
tags = ["eu", 3]

[[source]]
slug = "Beta Ltd"
vendor = "Bêta"
url = "https://me:secret@beta.example/list"
[source.recipe]
list = " "
columns = { "Prestataire" = "nom", "Ort" = "locaton", "ort" = "location" }

[sourcs]
"#;
    insta::assert_snapshot!(problems(text), @r#"
    sources.toml:3:14: `user_agent` names nobody to write to; add an address, such as `subwatch/0.1 (+https://example.org/subwatch; privacy@example.org)`
    sources.toml:4:8: `2 weeks` is no duration; write a whole number and a unit, such as `500ms`, `2s`, `10m`, `2h` or `7d`
    sources.toml:5:17: `hosts_at_once` is out of range: `0`; choose from 1 to 256
    sources.toml:6:12: `max_body` is out of range: `4 GiB`; choose from `1 KiB` to `1 GiB`
    sources.toml:7:9: `tries` is a string; it must be a whole number from 1 to 10, without quotes
    sources.toml:8:1: `[defaults]` has no key `read_timout`; did you mean `read_timeout`?
    sources.toml:9:1: `total_timeout` (`5s`) is shorter than `read_timeout` (`20s`), which is a part of it; raise it or lower `read_timeout`
    sources.toml:11:8: `https://a.example` is no host; write it as in an address, without `https://`, path, or port 80 or 443
    sources.toml:14:8: a dot splits `trust`; put the whole host in quotes: `[hosts."trust.example.com"]`
    sources.toml:17:1: this source has no `url`; add a line such as `url = "https://acme.example/sub-processors"`
    sources.toml:20:1: a source has no key `uri`; did you mean `url`?
    sources.toml:23:8: duplicate source `acme` (first at line 18); give one of them another slug
    sources.toml:24:10: `vendor` is empty; fill it in
    sources.toml:25:7: `ftp://acme.example/list` is not a web address; only `https://` and `http://` are fetched
    sources.toml:26:9: `every` is out of range: `0s`; choose from `1m` to `366d`
    sources.toml:27:15: `criticality` cannot be `hihg`; did you mean `high`?
    sources.toml:28:18: `objection_days` is out of range: `900`; choose from 1 to 365
    sources.toml:29:9: `media` cannot be `docx`; write `html`, `markdown`, `mdx`, `csv`, `json`, `yaml`, `xlsx`, `pdf` or `text`
    sources.toml:30:11: `enabled` is a string; it must be `true` or `false`, without quotes
    sources.toml:31:15: `tags[1]` is an integer; it must be a text in quotes
    sources.toml:34:8: `Beta Ltd` is no slug; use 1 to 64 small letters, digits and hyphens, such as `acme-eu`
    sources.toml:36:7: `url` carries a user name or password; take it out, lists that need a login are not watched
    sources.toml:38:8: `list` is empty; fill it in
    sources.toml:39:29: `Prestataire` cannot be `nom`; write `name`, `section`, `purpose`, `category`, `data`, `location`, `entity_location`, `transfer`, `status`, `effective`, `applies_to`, `notes` or `url`
    sources.toml:39:44: `Ort` cannot be `locaton`; did you mean `location`?
    sources.toml:39:55: duplicate column `ort`, which is `Ort` (case does not count); keep one of them
    sources.toml:41:2: the file has no key `sourcs`; did you mean `source`?
    "#);
}

#[test]
fn a_source_given_twice_is_told_with_its_first_line() {
    let text =
        format!("{SMALLEST}[[source]]\nslug = 'b'\nvendor = 'A'\nurl = 'HTTPS://A.example:443/list#top'\n");
    insta::assert_snapshot!(problems(&text), @"sources.toml:8:7: duplicate url `https://a.example/list` (first at line 4); keep one of the two sources");
    let inline = "source = [{slug='a',vendor='A',url='http://a.example'},{slug='a',vendor='A',url='http://b.example'}]";
    insta::assert_snapshot!(problems(inline), @"sources.toml:1:62: duplicate source `a` (first at line 1); give one of them another slug");
}

#[test]
fn text_that_is_no_toml_gives_one_problem_at_its_place() {
    insta::assert_snapshot!(problems("[[source]]\nslug = \"a\nvendor = \"A\"\nurl = nope"), @r#"sources.toml:2:10: this is not TOML: invalid basic string, expected `"`; mend it and check again, what follows is read only then"#);
    insta::assert_snapshot!(problems("[defaults]\npace = '1s'\npace = '2s'"), @"sources.toml:3:1: this is not TOML: duplicate key; mend it and check again, what follows is read only then");
    insta::assert_snapshot!(problems("[defaults"), @"sources.toml:1:10: this is not TOML: unclosed table, expected `]`; mend it and check again, what follows is read only then");
}

#[test]
fn an_empty_catalogue_is_a_problem() {
    insta::assert_snapshot!(problems(""), @"sources.toml:1:1: no source; add a `[[source]]` with `slug`, `vendor` and `url`");
    insta::assert_snapshot!(problems("[source]\nslug = 'a'"), @"sources.toml:1:1: `source` is no list; write `[[source]]`, with two brackets, above each source");
    insta::assert_snapshot!(problems("source = [1]"), @"sources.toml:1:11: `source` is an integer; it must be a table: write `[[source]]` above its keys");
}

#[test]
fn columns_count_characters_and_line_ends_do_not_matter() {
    let text = "\u{feff}[[source]]\r\nslug = 'a'\r\nvendor = 'Ä'\r\nurl = 'https://a.example'\r\ntags = ['äöü€', 7]\r\n";
    insta::assert_snapshot!(problems(text), @"sources.toml:5:17: `tags[1]` is an integer; it must be a text in quotes");
    assert!(load(&format!("\u{feff}{}", SMALLEST.replace('\n', "\r\n"))).is_ok());
}

#[test]
fn a_password_never_reaches_a_message() {
    for url in [
        "https://me:secret@a.example/",
        "ftp://me:secret@a.example/",
        "https://me:secret@/",
        "me:secret@a.example",
    ] {
        let text = SMALLEST.replace("https://a.example/list", url);
        assert!(!problems(&text).contains("secret"), "{}", problems(&text));
    }
}

#[test]
fn a_recipe_without_a_css_selector_is_told_where() {
    let text = format!("{SMALLEST}[source.recipe]\nlist = 'table[['\n");
    insta::assert_snapshot!(load_with(&text, |list| !list.contains("[[")).unwrap_err(), @"sources.toml:6:8: `table[[` is no CSS selector; write one such as `main table` or `#sub-processors`");
    assert_eq!(load_with(&text, |_| true).unwrap().sources[0].recipe.list.as_deref(), Some("table[["));
}

#[test]
fn a_value_of_another_kind_is_told_what_to_be() {
    insta::assert_snapshot!(with_line("every = 7"), @r#"sources.toml:5:9: `every` is an integer; it must be a duration in quotes, such as `"2s"`"#);
    insta::assert_snapshot!(with_line("tags = 'eu'"), @r#"sources.toml:5:8: `tags` is a string; it must be a list of texts, such as `["hosting", "eu"]`"#);
    insta::assert_snapshot!(with_line("recipe = 'main table'"), @"sources.toml:5:10: `recipe` is a string; it must be a table: write `[source.recipe]` above its keys");
    insta::assert_snapshot!(with_line("objection_days = '30'"), @"sources.toml:5:18: `objection_days` is a string; it must be a whole number from 1 to 365, without quotes");
    insta::assert_snapshot!(with_line("owner = 2026-05-01"), @"sources.toml:5:9: `owner` is a datetime; it must be a text in quotes");
    insta::assert_snapshot!(with_line("owner = \"a\\u0000b\""), @"sources.toml:5:9: `owner` holds a control character; write it in one line of plain text");
    insta::assert_snapshot!(with_line("recipe.columns = { '' = 'name' }"), @"sources.toml:5:20: a column has no header; write the header as the page prints it");
}

#[test]
fn a_timeout_longer_than_the_whole_is_a_problem_even_against_a_default() {
    insta::assert_snapshot!(problems(&format!("[defaults]\nread_timeout = '5m'\n{SMALLEST}")), @"sources.toml:2:1: `total_timeout` (`1m`) is shorter than `read_timeout` (`5m`), which is a part of it; raise it or lower `read_timeout`");
}

#[test]
fn a_number_too_large_for_any_machine_is_out_of_range() {
    insta::assert_snapshot!(with_line("objection_days = 99999999999999999999999999"), @"sources.toml:5:18: `objection_days` is out of range: `99999999999999999999999999`; choose from 1 to 365");
    insta::assert_snapshot!(problems(&format!("[defaults]\nmax_body = 99999999999999999999999999\n{SMALLEST}")), @"sources.toml:2:12: `99999999999999999999999999` is no size; write a whole number and a unit, such as `10 MiB` or `500 KB`");
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
            prop_oneof!["\\PC{0,12}", "(slug|url|pace|tags|columns|list|enabled|'é') = ('\\PC{0,6}'|[0-9-]{1,4}|\\[\\]|\\{\\})",
                "\\[{1,2}(source|defaults|hosts\\.a|source\\.recipe)\\]{1,2}"], 0..12),
        end in "\r?\n",
    ) {
        let text = lines.join(&end);
        if let Err(problems) = load(&text) {
            let places: Vec<(usize, usize)> = problems.as_slice().iter().map(|problem| (problem.line, problem.column)).collect();
            prop_assert!(!places.is_empty());
            prop_assert!(places.is_sorted());
            prop_assert!(places.iter().all(|&(line, column)| line >= 1 && column >= 1 && line <= lines.len().max(1)));
        }
    }
}

#[test]
fn robots_txt_is_passed_over_only_for_a_reason_in_words() {
    for (line, words) in [
        ("ignore_robots = true", "it must be the reason in words"),
        ("ignore_robots = ''", "`ignore_robots` is empty"),
        ("ignore_robots = 'yes'", "`ignore_robots` is no reason: `yes`; write why"),
    ] {
        let told = with_line(line);
        assert!(told.contains(words), "{line}: {told}");
    }
}

#[test]
fn a_heartbeat_is_a_web_address_without_a_password() {
    for bad in ["soon", "file:///tmp/x", "https://me:secret@a.example/"] {
        let told = problems(&format!("[defaults]\nheartbeat = '{bad}'\n{SMALLEST}"));
        assert!(told.contains("`heartbeat` is no web address") && !told.contains("secret"), "{bad}: {told}");
    }
}
