//! The demo end to end, and the commands that read what it left.

use std::{ffi::OsStr, fs, sync::OnceLock};

use insta::assert_snapshot;

use super::{Call, Desk, project};

/// The demo, lived through once for all tests that only read.
struct Lived {
    desk: Desk,
    told: Call,
}

fn lived() -> &'static Lived {
    static LIVED: OnceLock<Lived> = OnceLock::new();
    LIVED.get_or_init(|| {
        let desk = Desk::new();
        fs::copy(project("sources.toml"), desk.path("sources.toml")).unwrap();
        let snapshots = project("snapshots");
        let told = desk.call_with(["demo".as_ref(), "--snapshots".as_ref(), snapshots.as_os_str()]);
        Lived { desk, told }
    })
}

fn call(words: &str) -> Call {
    lived().desk.call(&format!("{words} --db demo/demo.db"))
}

/// What the demo says, without the free port and the place of the program.
fn told() -> String {
    let told = lived().told.shown().replace(env!("CARGO_BIN_EXE_subwatch"), "subwatch");
    let start = told.find("127.0.0.1:").unwrap() + "127.0.0.1:".len();
    let port = told[start..].chars().take_while(char::is_ascii_digit).count();
    format!("{}PORT{}", &told[..start], &told[start + port..])
}

#[test]
fn the_demo_tells_each_night_and_what_changed() {
    assert_snapshot!(told());
}

#[test]
fn spreadsheets_are_written() {
    let folder = lived().desk.path("demo");
    assert!(call("status -f xlsx").stdout.starts_with(b"PK"));
    assert!(fs::read(folder.join("changes.xlsx")).unwrap().starts_with(b"PK"));
}

#[test]
fn what_the_demo_says_to_type_next_can_be_typed() {
    let next: Vec<String> =
        told().lines().filter_map(|line| line.strip_prefix("  subwatch ")).map(str::to_owned).collect();
    assert_eq!(next.len(), 4);
    for words in next {
        let call = lived().desk.call(&words);
        assert!(call.code == Some(0) && call.stdout.len() > 100, "{words}: {call:?}");
    }
}

#[test]
fn the_night_of_clerk_io_is_two_removals_and_eleven_field_changes() {
    let feed = call("changes --since 2026-05-01 -f json").json();
    let rows = feed["rows"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["source"] == "clerk-io" && row["seen_at"] == "2026-05-03T02:10:00Z"));
    let names = |kind: &str| -> Vec<&str> {
        rows.iter().filter(|row| row["kind"] == kind).map(|row| row["name"].as_str().unwrap()).collect()
    };
    assert_eq!(names("removed"), ["Postmark, Inc.", "Twilio SendGrid, Inc."]);
    assert_eq!((names("changed").len(), rows.len()), (11, 13));
    let datadog =
        rows.iter().find(|row| row["name"] == "Datadog, Inc." && row["field"] == "location").unwrap();
    assert_eq!((&datadog["before"], &datadog["after"]), (&"United States".into(), &"EU (Germany)".into()));
    assert_eq!(
        (&datadog["countries_added"][0], &datadog["countries_removed"][0]),
        (&"DE".into(), &"US".into())
    );
}

#[test]
fn only_what_matters_enough_is_shown_where_that_is_asked_for() {
    let severities = |words: &str| -> Vec<String> {
        let feed = call(&format!("changes --since 2026-05-01 {words} -f json")).json();
        feed["rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["severity"].as_str().unwrap().to_owned())
            .collect()
    };
    let all = severities("");
    assert!(
        all.iter().any(|severity| severity == "low") && all.iter().any(|severity| severity == "medium"),
        "{all:?}"
    );
    let graver: Vec<&String> =
        all.iter().filter(|severity| !["informational", "low"].contains(&severity.as_str())).collect();
    assert_eq!(severities("--at-least medium").iter().collect::<Vec<_>>(), graver);
    assert!(call("changes --since 2026-05-01 --at-least critical").stdout().contains("Nothing changed"));
}

#[test]
fn changes_are_shown_by_night_at_a_terminal() {
    assert_snapshot!(call("changes --since 2026-05-01").shown());
}

#[test]
fn the_repainted_page_and_the_bad_nights_report_nothing() {
    for vendor in ["Kliovo", "bento", "bento-markdown"] {
        let feed = call(&format!("changes --since 2026-05-01 --vendor {vendor} -f json")).json();
        assert_eq!(feed["rows"], serde_json::json!([]), "{vendor}");
    }
}

#[test]
fn the_list_of_a_day_between_the_nights_is_the_earlier_one() {
    let names = |words: &str| -> Vec<String> {
        let listing = call(words).json();
        listing["entries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["name"].as_str().unwrap().to_owned())
            .collect()
    };
    let (earlier, now) = (names("show clerk-io --at 2026-05-02 -f json"), names("show clerk-io -f json"));
    assert_eq!((earlier.len(), now.len()), (9, 7));
    assert!(earlier.contains(&"Postmark, Inc.".to_owned()) && !now.contains(&"Postmark, Inc.".to_owned()));
    assert_eq!(names("show Clerk.io -f json"), now);
    assert_snapshot!(call("show clerk-io --at 2026-05-02").shown());
}

#[test]
fn a_list_that_is_not_there_is_refused_with_what_is() {
    assert_snapshot!(call("show clark-io").shown(), @r"
    ── stderr ──
    subwatch: the database knows no source `clark-io`; near it: `clerk-io`; `subwatch status` lists all
    exit 1
    ");
    assert_snapshot!(call("show clerk-io --at 2026-04-01").shown(), @r"
    ── stderr ──
    subwatch: no list of `clerk-io` is known of 2026-04-01; the first was seen on 2026-05-01
    exit 1
    ");
    assert_snapshot!(call("changes --vendor clerk").shown(), @r"
    ── stderr ──
    subwatch: the database knows no vendor `clerk`; near it: `Clerk.io`; `subwatch status` lists the sources
    exit 1
    ");
    assert_snapshot!(call("diff clerk-io --from 2026-05-05 --to 2026-05-01").shown(), @r"
    ── stderr ──
    subwatch: --from 2026-05-05 is after --to 2026-05-01; put the older day first
    exit 2
    ");
}

#[test]
fn the_history_tells_each_version_and_with_v_each_look() {
    assert_snapshot!(call("history clerk-io").shown(), @r"
    ── stdout ──
    Versions of clerk-io

    Seen (UTC)        Changed by  Rows  What changed
    ────────────────  ──────────  ────  ───────────────────────────
    2026-05-03 02:10  vendor         7  2 removed, 11 field changes
    2026-05-01 02:10                 9  the first list

    7 looks since 2026-05-01
    exit 0
    ");
    assert!(call("history kliovo -v").stdout().contains("the host answered with an error"));
}

#[test]
fn the_status_tells_how_each_source_stands() {
    assert_snapshot!(call("status").shown(), @r"
    ── stdout ──
    Sources

    Source          Outcome    Rows  Last look   Last success  Last change
    ──────────────  ─────────  ────  ──────────  ────────────  ───────────
    bento           unchanged    19  2026-05-07  2026-05-07
    bento-markdown  unchanged    19  2026-05-07  2026-05-07
    clerk-io        unchanged     7  2026-05-07  2026-05-07    2026-05-03
    kliovo          unchanged    12  2026-05-07  2026-05-07

    4 sources: 4 well
    exit 0
    ");
}

#[test]
fn a_diff_is_what_changed_between_two_days() {
    let (by_default, by_day) = (
        call("diff clerk-io -f json").json(),
        call("diff clerk-io --from 2026-05-01 --to 2026-05-04 -f json").json(),
    );
    assert_eq!(by_default, by_day);
    assert_eq!(by_day["changes"].as_array().unwrap().len(), 13);
    assert!(call("diff clerk-io --from 2026-05-03 --to 2026-05-04").stdout().contains("Nothing changed."));
}

#[test]
fn every_command_answers_in_every_format() {
    for command in
        ["status", "changes --since 2026-05-01", "show clerk-io", "history clerk-io", "diff clerk-io"]
    {
        for (format, start) in [("text", ""), ("json", "{"), ("csv", "\u{feff}"), ("md", "#"), ("xlsx", "PK")]
        {
            let call = call(&format!("{command} -f {format}"));
            assert_eq!(call.code, Some(0), "{command} -f {format}: {}", call.stderr);
            assert!(
                call.stdout.starts_with(start.as_bytes()) && call.stdout.len() > 80,
                "{command} -f {format}"
            );
        }
    }
}

#[test]
fn no_line_of_a_table_is_wider_than_80_columns() {
    for command in [
        "status",
        "changes --since 2026-05-01",
        "show clerk-io",
        "show bento",
        "history kliovo -v",
        "diff clerk-io",
    ] {
        let call = call(command);
        let wide: Vec<&str> = call.stdout().lines().filter(|line| line.chars().count() > 80).collect();
        assert!(wide.is_empty(), "{command}: {wide:?}");
        assert!(!call.stdout().contains('\u{1b}'), "{command} is coloured in a pipe");
    }
}

#[test]
fn a_demo_is_told_in_every_format_and_takes_away_nothing_that_is_not_its_own() {
    let desk = Desk::new();
    let snapshots = project("snapshots");
    let demo = |words: &[&str]| {
        let words = words.iter().map(OsStr::new);
        desk.call_with(
            ["demo".as_ref(), "--snapshots".as_ref(), snapshots.as_os_str()].into_iter().chain(words),
        )
    };
    desk.write("changes.xlsx", "mine");
    let refused = demo(&["--into", "."]);
    assert_eq!((refused.code, desk.read("changes.xlsx").as_str()), (Some(1), "mine"), "{refused:?}");
    assert!(refused.stderr.contains("name another folder with --into"), "{refused:?}");
    let json = demo(&["--into", "told", "-f", "json"]);
    let told: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((json.code, told["schema"].as_str()), (Some(0), Some("subwatch/demo-1")), "{told}");
    assert_eq!(demo(&["--into", "told", "-o", "tale.txt"]).code, Some(0));
    assert!(desk.read("tale.txt").contains("What to type next:"));
}
