//! What is said of a file that is wrong.

use super::*;

/// A file with every kind of problem.
const WRONG: &str = r#"
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
media = "odt"
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

/// What is told of it, a line each.
const TOLD: &[&str] = &[
    "sources.toml:3:14: `user_agent` names nobody to write to; add an address, such as `subwatch/0.1 \
     (+https://example.org/subwatch; privacy@example.org)`",
    "sources.toml:4:8: `2 weeks` is no duration; write a whole number and a unit, such as `500ms`, \
     `2s`, `10m`, `2h` or `7d`",
    "sources.toml:5:17: `hosts_at_once` is out of range: `0`; choose from 1 to 256",
    "sources.toml:6:12: `max_body` is out of range: `4 GiB`; choose from `1 KiB` to `1 GiB`",
    "sources.toml:7:9: `tries` is a string; it must be a whole number from 1 to 10, without quotes",
    "sources.toml:8:1: `[defaults]` has no key `read_timout`; did you mean `read_timeout`?",
    "sources.toml:9:1: `total_timeout` (`5s`) is shorter than `read_timeout` (`20s`), which is a part \
     of it; raise it or lower `read_timeout`",
    "sources.toml:11:8: `https://a.example` is no host; write it as in an address, without `https://`, \
     path, or port 80 or 443",
    "sources.toml:14:8: a dot splits `trust`; put the whole host in quotes: \
     `[hosts.\"trust.example.com\"]`",
    "sources.toml:17:1: this source has no `url`; add a line such as `url = \
     \"https://acme.example/sub-processors\"`",
    "sources.toml:20:1: a source has no key `uri`; did you mean `url`?",
    "sources.toml:23:8: duplicate source `acme` (first at line 18); give one of them another slug",
    "sources.toml:24:10: `vendor` is empty; fill it in",
    "sources.toml:25:7: `ftp://acme.example/list` is not a web address; only `https://` and `http://` \
     are fetched",
    "sources.toml:26:9: `every` is out of range: `0s`; choose from `1m` to `366d`",
    "sources.toml:27:15: `criticality` cannot be `hihg`; did you mean `high`?",
    "sources.toml:28:18: `objection_days` is out of range: `900`; choose from 1 to 365",
    "sources.toml:29:9: `media` cannot be `odt`; write `html`, `markdown`, `mdx`, `csv`, `json`, \
     `yaml`, `xlsx`, `docx`, `pdf` or `text`",
    "sources.toml:30:11: `enabled` is a string; it must be `true` or `false`, without quotes",
    "sources.toml:31:15: `tags[1]` is an integer; it must be a text in quotes",
    "sources.toml:34:8: `Beta Ltd` is no slug; use 1 to 64 small letters, digits and hyphens, such as \
     `acme-eu`",
    "sources.toml:36:7: `url` carries a user name or password; take it out, lists that need a login \
     are not watched",
    "sources.toml:38:8: `list` is empty; fill it in",
    "sources.toml:39:29: `Prestataire` cannot be `nom`; write `name`, `section`, `purpose`, \
     `category`, `data`, `location`, `entity_location`, `transfer`, `status`, `effective`, \
     `applies_to`, `notes` or `url`",
    "sources.toml:39:44: `Ort` cannot be `locaton`; did you mean `location`?",
    "sources.toml:39:55: duplicate column `ort`, which is `Ort` (case does not count); keep one of them",
    "sources.toml:41:2: the file has no key `sourcs`; did you mean `source`?",
];

#[test]
fn all_problems_come_at_once_in_the_order_of_the_file() {
    let told = problems(WRONG);
    assert_eq!(told.lines().collect::<Vec<_>>(), TOLD);
}

#[test]
fn a_source_given_twice_is_told_with_its_first_line() {
    let text =
        format!("{SMALLEST}[[source]]\nslug = 'b'\nvendor = 'A'\nurl = 'HTTPS://A.example:443/list#top'\n");
    assert_eq!(
        problems(&text),
        "sources.toml:8:7: duplicate url `https://a.example/list` (first at line 4); keep one of the two \
         sources"
    );
    let inline = "source = [{slug='a',vendor='A',url='http://a.example'},\
                  {slug='a',vendor='A',url='http://b.example'}]";
    assert_eq!(
        problems(inline),
        "sources.toml:1:62: duplicate source `a` (first at line 1); give one of them another slug"
    );
}

#[test]
fn text_that_is_no_toml_gives_one_problem_at_its_place() {
    assert_eq!(
        problems("[[source]]\nslug = \"a\nvendor = \"A\"\nurl = nope"),
        "sources.toml:2:10: this is not TOML: invalid basic string, expected `\"`; mend it and check \
         again, what follows is read only then"
    );
    assert_eq!(
        problems("[defaults]\npace = '1s'\npace = '2s'"),
        "sources.toml:3:1: this is not TOML: duplicate key; mend it and check again, what follows is \
         read only then"
    );
    assert_eq!(
        problems("[defaults"),
        "sources.toml:1:10: this is not TOML: unclosed table, expected `]`; mend it and check again, \
         what follows is read only then"
    );
}

#[test]
fn an_empty_catalogue_is_a_problem() {
    assert_eq!(
        problems(""),
        "sources.toml:1:1: no source; add a `[[source]]` with `slug`, `vendor` and `url`"
    );
    assert_eq!(
        problems("[source]\nslug = 'a'"),
        "sources.toml:1:1: `source` is no list; write `[[source]]`, with two brackets, above each source"
    );
    assert_eq!(
        problems("source = [1]"),
        "sources.toml:1:11: `source` is an integer; it must be a table: write `[[source]]` above its keys"
    );
}

#[test]
fn columns_count_characters_and_line_ends_do_not_matter() {
    let text = "\u{feff}[[source]]\r\nslug = 'a'\r\nvendor = 'Ä'\r\nurl = 'https://a.example'\r\n\
                tags = ['äöü€', 7]\r\n";
    assert_eq!(problems(text), "sources.toml:5:17: `tags[1]` is an integer; it must be a text in quotes");
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
    assert_eq!(
        load_with(&text, |list| !list.contains("[[")).unwrap_err().to_string(),
        "sources.toml:6:8: `table[[` is no CSS selector; write one such as `main table` or \
         `#sub-processors`"
    );
    assert_eq!(load_with(&text, |_| true).unwrap().sources[0].recipe.list.as_deref(), Some("table[["));
}

#[test]
fn a_value_of_another_kind_is_told_what_to_be() {
    assert_eq!(
        with_line("every = 7"),
        "sources.toml:5:9: `every` is an integer; it must be a duration in quotes, such as `\"2s\"`"
    );
    assert_eq!(
        with_line("tags = 'eu'"),
        "sources.toml:5:8: `tags` is a string; it must be a list of texts, such as `[\"hosting\", \
         \"eu\"]`"
    );
    assert_eq!(
        with_line("recipe = 'main table'"),
        "sources.toml:5:10: `recipe` is a string; it must be a table: write `[source.recipe]` above its \
         keys"
    );
    assert_eq!(
        with_line("objection_days = '30'"),
        "sources.toml:5:18: `objection_days` is a string; it must be a whole number from 1 to 365, \
         without quotes"
    );
    assert_eq!(
        with_line("owner = 2026-05-01"),
        "sources.toml:5:9: `owner` is a datetime; it must be a text in quotes"
    );
    assert_eq!(
        with_line("owner = \"a\\u0000b\""),
        "sources.toml:5:9: `owner` holds a control character; write it in one line of plain text"
    );
    assert_eq!(
        with_line("recipe.columns = { '' = 'name' }"),
        "sources.toml:5:20: a column has no header; write the header as the page prints it"
    );
}

#[test]
fn a_timeout_longer_than_the_whole_is_a_problem_even_against_a_default() {
    assert_eq!(
        problems(&format!("[defaults]\nread_timeout = '5m'\n{SMALLEST}")),
        "sources.toml:2:1: `total_timeout` (`1m`) is shorter than `read_timeout` (`5m`), which is a part \
         of it; raise it or lower `read_timeout`"
    );
}

#[test]
fn a_number_too_large_for_any_machine_is_out_of_range() {
    assert_eq!(
        with_line("objection_days = 99999999999999999999999999"),
        "sources.toml:5:18: `objection_days` is out of range: `99999999999999999999999999`; choose from \
         1 to 365"
    );
    assert_eq!(
        problems(&format!("[defaults]\nmax_body = 99999999999999999999999999\n{SMALLEST}")),
        "sources.toml:2:12: `99999999999999999999999999` is no size; write a whole number and a unit, \
         such as `10 MiB` or `500 KB`"
    );
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
