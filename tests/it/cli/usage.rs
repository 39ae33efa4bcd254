//! What is typed wrongly, and what cannot be had.

use insta::assert_snapshot;

use super::Desk;

const SOURCES: &str =
    "[[source]]\nslug = \"acme\"\nvendor = \"Acme\"\nurl = \"https://acme.example/sub-processors\"\n";

#[test]
fn every_problem_of_the_catalogue_is_told_at_once_and_without_network() {
    let desk = Desk::new();
    desk.write(
        "sources.toml",
        "[[source]]\nslug = \"A B\"\nvendor = 3\nurl = \"ftp://x\"\n\n\
         [[source]]\nslug = \"acme\"\nvendor = \"Acme\"\nurl = \"https://acme.example/\"\nfoo = 1\n\n\
         [[source]]\nslug = \"acme\"\nvendor = \"Acme\"\nurl = \"https://acme.example/b\"\n",
    );
    assert_snapshot!(desk.call("check").shown(), @r"
    ── stderr ──
    sources.toml:2:8: `A B` is no slug; use 1 to 64 small letters, digits and hyphens, such as `acme-eu`
    sources.toml:3:10: `vendor` is an integer; it must be a text in quotes
    sources.toml:4:7: `ftp://x` is not a web address; only `https://` and `http://` are fetched
    sources.toml:10:1: a source has no key `foo`; write `slug`, `vendor`, `url`, `kind`, `every`, `tags`, `owner`, `criticality`, `objection_days`, `media`, `enabled`, `allow_private`, `ignore_robots` or `recipe`
    sources.toml:13:8: duplicate source `acme` (first at line 7); give one of them another slug
    exit 1
    ");
    // A crawl says the same, and makes no database for it.
    let crawl = desk.call("crawl");
    assert_eq!((crawl.code, crawl.stderr), (Some(1), desk.call("check").stderr));
    assert_eq!(desk.files(), ["sources.toml"]);
}

#[test]
fn a_catalogue_without_problem_is_counted() {
    let desk = Desk::new();
    desk.write("sources.toml", SOURCES);
    assert_snapshot!(desk.call("check").shown(), @r"
    ── stdout ──
    sources.toml: 1 source, no problem
    exit 0
    ");
    assert_snapshot!(desk.call("check -q").shown(), @"exit 0");
}

#[test]
fn a_page_without_list_is_named_and_a_vendor_without_source_is_noted() {
    let desk = Desk::new();
    let more = "[[source]]\nslug = \"acme-dpa\"\nvendor = \"acme\"\nkind = \"dpa\"\n\
                url = \"https://acme.example/dpa\"\n\n\
                [[vendor]]\nname = \"Acme\"\n\n[[vendor]]\nname = \"Initech\"\n";
    desk.write("sources.toml", format!("{SOURCES}\n{more}"));
    assert_snapshot!(desk.call("check").shown(), @r#"
    ── stdout ──
    sources.toml: 2 sources, no problem
    Known and not crawled for a list: `acme-dpa` (dpa)
    ── stderr ──
    note: sources.toml:16:8: no source is of the vendor `Initech`; add one with `vendor = "Initech"`
    exit 0
    "#);
    assert_snapshot!(desk.call("check -q").shown(), @"exit 0");
}

#[test]
fn problems_of_the_catalogue_come_in_every_format_and_into_a_file() {
    let desk = Desk::new();
    desk.write("sources.toml", format!("{SOURCES}\n[source.recipe]\nlist = \"table[[\"\n"));
    let csv = desk.call("check -f csv");
    assert_eq!(csv.code, Some(1));
    assert!(
        String::from_utf8_lossy(&csv.stdout).contains("sources.toml,7,8,\"`table[[` is no CSS selector"),
        "{csv:?}"
    );
    assert_eq!(desk.call("check -o problems.txt").code, Some(1));
    assert!(desk.read("problems.txt").starts_with("sources.toml:7:8: `table[[`"));
    desk.write("sources.toml", SOURCES);
    let json = desk.call("check -f json");
    let told: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((json.code, told["rows"].as_array().map(Vec::len)), (Some(0), Some(0)), "{told}");
    desk.write("sources.toml", b"[[source]]\nvendor = \"\xe4\"\n");
    let told = desk.call("check").stderr;
    assert!(told.contains("sources.toml:2:11: this is not UTF-8"), "{told}");
}

#[test]
fn rows_of_a_list_that_is_not_believed_are_told_so_beside_a_csv() {
    let desk = Desk::new();
    desk.write(
        "a.md",
        "# Sub-processors\n\n| Name | Purpose |\n|---|---|\n| Stripe | Payments |\n| AWS | Hosting |\n",
    );
    desk.write("b.html", "<title>Moved</title><h1>Please wait</h1>");
    let told = desk.call("compare a.md b.html -f csv");
    assert!(told.stderr.contains("warning: not believed: the list is gone"), "{told:?}");
}

#[test]
fn a_page_for_a_browser_is_asked_for_by_its_name_or_by_the_ending_of_the_file() {
    let desk = Desk::new();
    desk.write("sources.toml", SOURCES);
    assert_eq!(desk.call("check -o problems.html").code, Some(0));
    assert_eq!(desk.call("check -o problems.htm").code, Some(0));
    let page = String::from_utf8(desk.call("check --format html").stdout).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{page}");
    for file in ["problems.html", "problems.htm"] {
        assert!(desk.read(file).starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{file}");
    }
}

#[test]
fn what_is_not_there_is_named_with_the_way_out() {
    let desk = Desk::new();
    assert_snapshot!(desk.call("check").shown(), @r"
    ── stderr ──
    subwatch: `sources.toml` could not be read; name the catalogue with --sources, or go to its folder: No such file or directory (os error 2)
    exit 1
    ");
    assert_snapshot!(desk.call("status").shown(), @r"
    ── stderr ──
    subwatch: no database at `subwatch.db`; run `subwatch crawl` first
    exit 1
    ");
    desk.write("notes.db", "A text, and no database at all.\n".repeat(200));
    let status = desk.call("status --db notes.db");
    assert_eq!(status.code, Some(1));
    assert!(
        status.stderr.ends_with("notes.db` is not a subwatch database; name another file with --db\n"),
        "{}",
        status.stderr
    );
    assert_snapshot!(desk.call("extract nope.html").shown(), @r"
    ── stderr ──
    subwatch: `nope.html` could not be read; name a saved page or an http(s) address: No such file or directory (os error 2)
    exit 1
    ");
    assert_snapshot!(desk.call("demo --snapshots nope").shown(), @r"
    ── stderr ──
    subwatch: `nope` could not be read; name a folder of recorded pages: No such file or directory (os error 2)
    exit 1
    ");
}

#[test]
fn a_source_that_the_catalogue_does_not_name_is_told_before_a_database_is_made() {
    let desk = Desk::new();
    desk.write("sources.toml", SOURCES);
    assert_snapshot!(desk.call("crawl --only acne").shown(), @r"
    ── stderr ──
    subwatch: `sources.toml` names no source `acne`; near it: `acme`
    exit 1
    ");
    assert_eq!(desk.files(), ["sources.toml"]);
}

#[test]
fn bad_usage_ends_with_2() {
    let desk = Desk::new();
    desk.write("a.html", "<p>a</p>");
    for words in [
        "",
        "frobnicate",
        "show",
        "compare a.html",
        "changes --since yesterday",
        "show acme --at 2026-13-01",
        "changes --format pdf",
        "changes --at-least urgent",
        "extract a.html -o list.pdf",
        "extract a.html --media odt",
        "status -q -v",
        "crawl --only A",
        "demo -o tale.pdf",
    ] {
        let call = desk.call(words);
        assert_eq!(call.code, Some(2), "{words}: {call:?}");
        assert!(call.stdout.is_empty() && !call.stderr.is_empty(), "{words}: {call:?}");
    }
    assert!(
        desk.call("changes --since yesterday")
            .stderr
            .contains("`yesterday` is no day and no span; write 2026-05-01")
    );
}

#[test]
fn every_command_helps_with_examples_and_within_80_columns() {
    let desk = Desk::new();
    for command in
        ["", "demo", "crawl", "check", "extract", "compare", "show", "history", "diff", "changes", "status"]
    {
        let call = desk.call(&format!("{command} --help"));
        assert_eq!(call.code, Some(0));
        let help = call.stdout();
        assert!(help.contains("Examples:\n  subwatch"), "{command} has no examples");
        let wide: Vec<&str> = help.lines().filter(|line| line.chars().count() > 80).collect();
        assert!(wide.is_empty(), "{command}: {wide:?}");
    }
}
