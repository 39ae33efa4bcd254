//! `import`, and what is said of imported pages wherever they are shown.

use std::fs;

use insta::assert_snapshot;

use super::Desk;
use crate::crawl::{FIVE, page};

/// A desk with a catalogue of one source, and saved pages `1.html` to `5.html` of so many rows.
pub(super) fn desk() -> Desk {
    let desk = Desk::new();
    desk.write(
        "sources.toml",
        "[[source]]\nslug = \"acme\"\nvendor = \"Acme\"\nurl = \"https://acme.example/list\"\n",
    );
    for rows in 1..=5 {
        desk.write(&format!("{rows}.html"), page(&FIVE[..rows]));
    }
    desk
}

#[test]
fn a_page_that_holds_no_list_is_not_told_as_one_that_nobody_looked_at() {
    let desk = desk();
    let catalogue = "[[source]]\nslug = \"acme\"\nvendor = \"Acme\"\n\
        url = \"https://acme.example/list\"\n\n\
        [[source]]\nslug = \"acme-dpa\"\nvendor = \"Acme\"\nurl = \"https://acme.example/dpa\"\n";
    desk.write("sources.toml", format!("{catalogue}kind = \"dpa\"\n"));
    desk.call("import acme 5.html --captured-at 2024-05-01");
    assert!(desk.call("status").shown().contains("1 source: 1 never looked at"));
    desk.write("sources.toml", catalogue);
    assert!(desk.call("status").shown().contains("2 sources: 2 never looked at"));
}

#[test]
fn saved_pages_are_brought_in_and_said_to_be_wherever_they_are_shown() {
    let desk = desk();
    assert_snapshot!(desk.call("import acme 5.html --captured-at 2024-05-01").shown(), @r"
    ── stdout ──
    Imported into acme

    Stands at (UTC)   From                  Outcome  What happened
    ────────────────  ────────────────────  ───────  ──────────────────────────────
    2024-05-01 00:00  imported from 5.html  first    5 rows read for the first time

    1 page: 1 first
    exit 0
    ");
    assert_snapshot!(desk.call("import acme 4.html --captured-at 2024-03-01T09:30:00Z").shown(), @r"
    ── stdout ──
    Imported into acme

    Stands at (UTC)   From                  Outcome  What happened
    ────────────────  ────────────────────  ───────  ──────────────────────────────
    2024-03-01 09:30  imported from 4.html  first    4 rows read for the first time

    1 page: 1 first
    exit 0
    ");
    assert_snapshot!(desk.call("import acme 1.html --captured-at 2024-06-01").shown(), @r"
    ── stdout ──
    Imported into acme

    Stands at (UTC)   From                  Outcome  What happened
    ────────────────  ────────────────────  ───────  ───────────────────────────────
    2024-06-01 00:00  imported from 1.html  suspect  not believed yet: the list
                                                     collapsed: 5 rows before, 1
                                                     now, 1 of 5 companies are the
                                                     same (believed at once from 50
                                                     %)

    suspect: it is kept; the next page that is imported and repeats it makes it
    believed.
    1 page: 1 suspect
    exit 0
    ");
    assert_snapshot!(desk.call("import acme 1.html --captured-at 2024-06-01").shown(), @r"
    ── stdout ──
    Imported into acme

    Stands at (UTC)   From                  Outcome  What happened
    ────────────────  ────────────────────  ───────  ────────────────────────────
    2024-06-01 00:00  imported from 1.html  known    imported before; nothing new

    1 page: 1 known
    exit 0
    ");
    assert_snapshot!(desk.call("status").shown(), @r"
    ── stdout ──
    Sources

    Source  Outcome  Rows
    ──────  ───────  ────
    acme    never       5

    acme: the list that stands is imported from 5.html
    1 source: 1 never looked at
    exit 0
    ");
    assert_snapshot!(desk.call("history acme -v").shown(), @r"
    ── stdout ──
    History of acme

    Versions of acme

    Seen (UTC)        Changed by  Rows  Origin                What changed
    ────────────────  ──────────  ────  ────────────────────  ──────────────
    2024-05-01 00:00  vendor         5  imported from 5.html  1 added
    2024-03-01 09:30                 4  imported from 4.html  the first list

    0 looks; 3 imported pages

    Looks

    Nothing to show.

    Imported pages

    Stands at (UTC)   From                  Version  Capture
    ────────────────  ────────────────────  ───────  ───────
    2024-06-01 00:00  imported from 1.html                 3
    2024-05-01 00:00  imported from 5.html        3        1
    2024-03-01 09:30  imported from 4.html        2        2

    A page without a version shows the list that stood then already, none, or one
    that is not believed.
    exit 0
    ");
    assert_snapshot!(desk.call("changes --since 2024-01-01 -v").shown(), @r"
    ── stdout ──
    Changes since 2024-01-01
    1 change at 1 vendor

    Acme (acme), seen 2024-05-01 (imported from 5.html)
    The list was still as before on 2024-03-01.

    Change            added
    Severity          high
    Sub-processor     Zendesk
    Before and after  Customer support · United States
    Why it matters    a new company, and data may go to US; new to all our vendors
    Countries         +US
    Id                1

    1 added
    exit 0
    ");
    assert_snapshot!(desk.call("show acme --at 2024-04-01").stdout().lines().next().unwrap(), @"acme on 2024-04-01, first seen so on 2024-03-01 (imported from 4.html)");
    assert_snapshot!(desk.call("diff acme").stdout().lines().take(2).collect::<Vec<_>>().join(" "), @"acme: from the list of 2024-03-01 (imported from 4.html) to that of 2024-05-01 (imported from 5.html)");
    let file = serde_json::json!({ "kind": "file", "name": "5.html" });
    assert_eq!(desk.call("show acme -f json").json()["origin"], file);
    assert_eq!(desk.call("diff acme -f json").json()["to"]["origin"], file);
    for (words, column) in
        [("status", "origin"), ("history acme", "origin"), ("changes --since 2024-01-01", "origin")]
    {
        let row = &desk.call(&format!("{words} -f json")).json()["rows"][0];
        assert_eq!(row[column], "imported from 5.html", "{words}");
        let csv = desk.call(&format!("{words} -f csv"));
        assert!(csv.stdout().contains(",imported from 5.html,"), "{}", csv.stdout());
    }
    assert_eq!(desk.call("changes --since 2024-01-01 -f json").json()["rows"][0]["id"], 1);
}

#[test]
fn a_page_that_cannot_be_read_is_told_and_ends_with_3() {
    let desk = desk();
    desk.write("list.pptx", b"PK\x03\x04ppt/presentation.xml");
    assert_snapshot!(desk.call("import acme list.pptx --captured-at 2024-05-01").shown(), @r"
    ── stdout ──
    Imported into acme

    Stands at (UTC)   From                  Outcome  What happened
    ────────────────  ────────────────────  ───────  ───────────────────────────────
    2024-05-01 00:00  imported from         failed   the document is of a kind that
                      list.pptx                      cannot be read: `a PowerPoint
                                                     presentation (pptx)` is not a
                                                     kind of document that can be
                                                     read

    failed: it is kept, and changes no list; `subwatch extract FILE -v` says why,
    --media says its kind.
    1 page: 1 failed
    exit 3
    ");
}

#[test]
fn what_cannot_be_imported_is_told_before_a_database_is_made() {
    let desk = desk();
    fs::create_dir(desk.path("folder")).unwrap();
    assert_snapshot!(desk.call("import acne 5.html --captured-at 2024-05-01").shown(), @r"
    ── stderr ──
    subwatch: `sources.toml` names no source `acne`; near it: `acme`; give it an entry first
    exit 1
    ");
    assert_snapshot!(desk.call("import acme none.html --captured-at 2024-05-01").shown(), @r"
    ── stderr ──
    subwatch: `none.html` could not be read; name a saved page: No such file or directory (os error 2)
    exit 1
    ");
    assert_snapshot!(desk.call("import acme folder --captured-at 2024-05-01").shown(), @r"
    ── stderr ──
    subwatch: `folder` is a folder; name one page in it
    exit 1
    ");
    assert_snapshot!(desk.call("import acme --git repository").shown(), @r"
    ── stderr ──
    subwatch: `repository` is no REPO:PATH; write ../repository:folder/file.md
    exit 2
    ");
    for words in [
        "import acme 5.html",
        "import acme",
        "import acme 5.html --git .:a.md",
        "import acme --git .:a.md --captured-at 2024-05-01",
    ] {
        assert_eq!(desk.call(words).code, Some(2), "{words}");
    }
    assert!(!desk.files().iter().any(|name| name.contains(".db")), "{:?}", desk.files());
}

#[test]
fn a_machine_without_git_says_so() {
    let desk = desk();
    let mut command = desk.command();
    let call = command
        .env("PATH", desk.path("none"))
        .args(["import", "acme", "--git", ".:list.md"])
        .output()
        .unwrap();
    let said =
        "subwatch: the program `git` was not found; install it, or import a saved file with --captured-at\n";
    assert_eq!((call.status.code(), String::from_utf8(call.stderr).unwrap().as_str()), (Some(1), said));
}
