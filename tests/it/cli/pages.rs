//! `extract` and `compare`: saved pages, and what is written from them.

use std::fs;

use insta::assert_snapshot;
use serde_json::Value;

use super::{Desk, fed, project};
use crate::crawl::page;

const ROW: [&str; 17] = [
    "name",
    "entity",
    "section",
    "purpose",
    "category",
    "data",
    "location",
    "entity_location",
    "countries",
    "regions",
    "transfer",
    "status",
    "effective",
    "applies_to",
    "notes",
    "url",
    "extra",
];

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

fn extracted(name: &str) -> Value {
    Desk::new()
        .call_with(["extract".as_ref(), project(name).as_os_str(), "-f".as_ref(), "json".as_ref()])
        .json()
}

fn column<'a>(listing: &'a Value, field: &str) -> Vec<&'a Value> {
    listing["entries"].as_array().unwrap().iter().map(|row| &row[field]).collect()
}

#[test]
fn extract_answers_in_the_shape_of_its_schema() {
    let listing = extracted("snapshots/clerk-io/2026-05-03.html");
    assert_eq!(keys(&listing), ["schema", "page", "entries", "warnings"]);
    assert_eq!(listing["schema"], "subwatch/listing-1");
    assert_eq!(
        keys(&listing["page"]),
        ["title", "last_updated", "notice_days", "objection_days", "contact", "language"]
    );
    for row in listing["entries"].as_array().unwrap() {
        assert_eq!(keys(row), ROW);
    }
}

#[test]
fn the_rows_of_clerk_io_stand_under_their_headings() {
    let listing = extracted("snapshots/clerk-io/2026-05-03.html");
    let sections = column(&listing, "section");
    assert_eq!(
        sections,
        [
            "Cloud Services",
            "Performance & Error Tracking",
            "Performance & Error Tracking",
            "Email Services",
            "Email Services",
            "Large Language Model Inference",
            "Payment Processing"
        ]
    );
    let amazon = &listing["entries"][0];
    assert_eq!(
        (&amazon["name"], &amazon["entity"]),
        (&"Amazon Web Services (AWS)".into(), &"Amazon Web Services".into())
    );
    assert_eq!(amazon["countries"], serde_json::json!(["DE", "IE"]));
}

#[test]
fn the_rows_of_kliovo_have_their_data_and_policy_links() {
    let listing = extracted("snapshots/kliovo/2026-05-01.html");
    assert_eq!(listing["entries"].as_array().unwrap().len(), 12);
    for row in listing["entries"].as_array().unwrap() {
        assert!(row["data"].as_str().is_some_and(|data| !data.is_empty()), "{row}");
        assert!(row["url"].as_str().is_some_and(|url| url.starts_with("https://")), "{row}");
    }
}

#[test]
fn bento_is_read_alike_from_html_and_from_markdown() {
    let (html, markdown) =
        (extracted("snapshots/bento/2026-05-01.html"), extracted("snapshots/bento-markdown/2026-05-01.md"));
    assert_eq!(column(&html, "name").len(), 19);
    for field in ["name", "entity", "purpose", "location", "countries"] {
        assert_eq!(column(&html, field), column(&markdown, field), "{field}");
    }
}

#[test]
fn compare_answers_in_the_shape_of_its_schema() {
    let desk = Desk::new();
    desk.write(
        "old.html",
        page(&[
            ("Postmark, Inc.", "E-mail", "United States"),
            ("Datadog, Inc.", "Monitoring", "United States"),
        ]),
    );
    desk.write(
        "new.html",
        page(&[("Contabo GmbH", "Hosting", "Germany"), ("Datadog, Inc.", "Monitoring", "EU (Germany)")]),
    );
    let answer = desk.call("compare old.html new.html -f json").json();
    assert_eq!(keys(&answer), ["schema", "changes", "columns", "suspect"]);
    assert_eq!(answer["schema"], "subwatch/changes-1");
    assert_eq!(answer["columns"], serde_json::json!({ "added": [], "removed": [] }));
    let find = |kind: &str| {
        answer["changes"].as_array().unwrap().iter().find(|change| change["kind"] == kind).unwrap().clone()
    };
    assert_eq!(find("added")["name"], "Contabo GmbH");
    assert_eq!(find("removed")["entity"], "Postmark");
    let changed = find("changed");
    let fields = [
        "kind",
        "name",
        "entity",
        "section",
        "field",
        "before",
        "after",
        "countries",
        "regions",
        "severity",
        "reason",
    ];
    assert_eq!(keys(&changed), fields);
    assert_eq!(changed["countries"], serde_json::json!({ "added": ["DE"], "removed": ["US"] }));
    assert_eq!((&changed["severity"], &find("added")["severity"]), (&"low".into(), &"high".into()));
    assert_eq!((&changed["field"], &changed["after"]), (&"location".into(), &"EU (Germany)".into()));
    assert_snapshot!(desk.call("compare old.html new.html").shown(), @r"
    ── stdout ──
    What changed

    Change   Level  Sub-processor   Field     Before and after           Countries
    ───────  ─────  ──────────────  ────────  ─────────────────────────  ───────────
    added    high   Contabo GmbH              Hosting · Germany          +DE

    removed  low    Postmark, Inc.            E-mail · United States     −US

    changed  low    Datadog, Inc.   location  [-United States-]{+EU      +DE +EU −US
                                              (Germany)+}

    1 added, 1 removed, 1 field change
    exit 0
    ");
}

/// Two rows become one, one row moves to another heading, one is replaced.
fn regrouped(desk: &Desk) {
    let table = |heading: &str, rows: &[(&str, &str)]| {
        let rows: String = rows
            .iter()
            .map(|(name, purpose)| format!("<tr><td>{name}</td><td>{purpose}</td></tr>"))
            .collect();
        format!("<h2>{heading}</h2><table><tr><th>Sub-processor</th><th>Purpose</th></tr>{rows}</table>")
    };
    let write = |name: &str, tables: &[String]| {
        desk.write(name, format!("<!doctype html><h1>Sub-processors</h1>{}", tables.concat()));
    };
    let mail = [
        ("Twilio", "SMS"),
        ("SendGrid", "E-mail delivery"),
        ("Stripe, Inc.", "Payments"),
        ("Slack", "Internal chat"),
    ];
    let help = [("Zendesk", "Customer support"), ("Copper", "Keeping track of customers")];
    write("old.html", &[table("Infrastructure", &mail), table("Support", &help)]);
    let mail = [("Twilio (SendGrid)", "SMS and e-mail delivery"), ("Stripe, Inc.", "Payments")];
    let help = [
        ("Zendesk", "Customer support"),
        ("HubSpot", "Keeping track of customers"),
        ("Slack", "Internal chat"),
    ];
    write("new.html", &[table("Infrastructure", &mail), table("Support", &help)]);
}

#[test]
fn a_move_a_merge_and_a_replacement_are_told_as_what_they_are() {
    let desk = Desk::new();
    regrouped(&desk);
    assert_snapshot!(desk.call("compare old.html new.html").shown(), @r"
    ── stdout ──
    What changed

    Change   Level  Sub-processor      Field    Before and after
    ───────  ─────  ─────────────────  ───────  ────────────────────────────────────
    added    high   HubSpot                     Keeping track of customers
    removed  low    SendGrid                    E-mail delivery · merged into Twilio
                                                (SendGrid)
    removed  low    Copper                      Keeping track of customers
    renamed  med    Twilio (SendGrid)  name     Twilio {+(SendGrid)+}
    moved    low    Slack              section  moved from Infrastructure to Support
    changed  med    Twilio (SendGrid)  purpose  SMS {+and e-mail delivery+}

    1 added, 2 removed, 1 renamed, 1 moved, 1 field change
    exit 0
    ");
    let answer = desk.call("compare old.html new.html -f json").json();
    let merged: Vec<&Value> = answer["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|change| change.get("merged_into").is_some())
        .collect();
    assert_eq!(merged.len(), 1, "{answer}");
    assert_eq!(
        (&merged[0]["kind"], &merged[0]["name"], &merged[0]["merged_into"]),
        (&"removed".into(), &"SendGrid".into(), &"Twilio (SendGrid)".into())
    );
    for (format, told) in
        [("csv", "moved from Infrastructure to Support"), ("md", "merged into Twilio (SendGrid)")]
    {
        let call = desk.call(&format!("compare old.html new.html -f {format}"));
        assert!(call.stdout().contains(told), "{}", call.stdout());
    }
    let csv = desk.call("compare old.html new.html -f csv");
    let (head, _) = csv.stdout().split_once("\r\n").unwrap();
    assert_eq!(
        head,
        "\u{feff}kind,severity,name,entity,section,field,edit,before,after,countries_added,countries_removed,regions_added,regions_removed,\
         related,reason"
    );
}

#[test]
fn compare_tells_why_rows_were_matched() {
    let desk = Desk::new();
    regrouped(&desk);
    let talking = desk.call("compare old.html new.html -v");
    assert!(talking.stdout().contains("Why it matters"), "{}", talking.stdout());
    let told = talking.stderr.split_once("How rows were matched").unwrap().1;
    assert_snapshot!(told, @r"
    4 pairs, 2 of them the same in every field

    Score  Older row  Newer row          Why
    ─────  ─────────  ─────────────────  ──────────────────────────
      128  Twilio     Twilio (SendGrid)  one name extends the other
      138  Slack      Slack              same name

    Rows without a partner

    Which  Row       Nearest            Score  What was seen
    ─────  ────────  ─────────────────  ─────  ─────────────────────────────────────
    gone   SendGrid  Twilio (SendGrid)    122  same company under another name

    gone   Copper    HubSpot               48  the same work, but no sign of the
                                               same company

    new    HubSpot   Copper                48  the same work, but no sign of the
                                               same company
    ");
    assert!(desk.call("compare old.html new.html -vv").stderr.contains("Stripe, Inc."));
}

#[test]
fn a_page_without_a_list_is_an_empty_list_with_a_warning() {
    let desk = Desk::new();
    desk.write("empty.html", "<!doctype html><title>Nothing</title><p>Nothing is here.</p>");
    let listing = desk.call("extract empty.html -f json").json();
    assert_eq!(listing["entries"], serde_json::json!([]));
    assert!(listing["warnings"][0].as_str().unwrap().contains("no list"), "{listing}");
    assert_snapshot!(desk.call("extract empty.html").shown(), @r"
    ── stdout ──
    Nothing
    Warning: no list found: the page does not seem to speak of sub-processors

    No list was found.
    exit 0
    ");
}

#[test]
fn what_is_no_document_is_an_error() {
    let desk = Desk::new();
    desk.write(
        "page.db",
        fs::read(project("Cargo.lock"))
            .unwrap()
            .iter()
            .map(|byte| byte.wrapping_mul(91) ^ 0x80)
            .collect::<Vec<u8>>(),
    );
    let call = desk.call("extract page.db -f json");
    assert_eq!((call.code, call.stdout()), (Some(1), ""));
    assert!(call.stderr.starts_with("subwatch: `page.db` could not be read: "), "{}", call.stderr);
}

#[test]
fn a_page_is_read_from_standard_input() {
    let desk = Desk::new();
    let call = fed(
        &desk,
        "extract - -f json",
        page(&[("Stripe, Inc.", "Payments", "Ireland"), ("Twilio", "SMS", "US")]).as_bytes(),
    );
    assert_eq!(column(&call.json(), "name"), ["Stripe, Inc.", "Twilio"]);
}

#[test]
fn the_reasons_go_to_standard_error() {
    let desk = Desk::new();
    desk.write(
        "a.html",
        page(&[("Stripe, Inc.", "Payments", "Ireland"), ("Twilio", "SMS", "United States")]),
    );
    let (quiet, talking) = (desk.call("extract a.html"), desk.call("extract a.html -v"));
    assert_eq!(quiet.stdout(), talking.stdout());
    assert!(quiet.stderr.is_empty());
    assert!(
        talking.stderr.starts_with("a.html: 1 grid looked at, 2 rows taken\n\ngrid 0, table"),
        "{}",
        talking.stderr
    );
    assert!(talking.stderr.lines().all(|line| line.chars().count() <= 100), "{}", talking.stderr);
}

#[test]
fn a_cell_of_a_page_never_becomes_a_formula() {
    let desk = Desk::new();
    desk.write(
        "a.html",
        page(&[
            ("=HYPERLINK(\"http://x\")", "+1 call", "@here"),
            ("Stripe, Inc.", "-Payments", "Ireland"),
            ("Twilio", "SMS", "US"),
        ]),
    );
    let call = desk.call("extract a.html -f csv");
    assert!(call.stdout().starts_with("\u{feff}name,"), "{}", call.stdout());
    for cell in call.stdout().lines().flat_map(|line| line.split(',')) {
        let cell = cell.trim_start_matches('"');
        assert!(!cell.starts_with(['=', '+', '@', '-', '\t']), "{cell}");
    }
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let desk = Desk::new();
    desk.write(
        "a.html",
        page(&[("Stripe, Inc.", "Payments", "Ireland"), ("Twilio", "SMS", "United States")]),
    );
    assert_snapshot!(desk.call("extract a.html -o list.csv").shown(), @"exit 0");
    let whole = desk.read("list.csv");
    assert!(whole.contains("Stripe, Inc."));
    // An answer that fails leaves the file as it was.
    desk.write("b.html", [0xff, 0x00, 0x01, 0x02].repeat(500));
    assert_eq!(desk.call("extract b.html -o list.csv").code, Some(1));
    assert_eq!(desk.read("list.csv"), whole);
    assert_eq!(desk.files(), ["a.html", "b.html", "list.csv"]);
    assert_snapshot!(desk.call("extract a.html -o none/list.csv").shown(), @r"
    ── stderr ──
    subwatch: no folder `none` to write `none/list.csv` into; make it first
    exit 1
    ");
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link_and_a_device_is_written_to() {
    let desk = Desk::new();
    desk.write(
        "a.html",
        page(&[("Stripe, Inc.", "Payments", "Ireland"), ("Twilio", "SMS", "United States")]),
    );
    desk.write("real.csv", "old");
    std::os::unix::fs::symlink("real.csv", desk.path("link.csv")).unwrap();
    assert_eq!(desk.call("extract a.html -o link.csv").code, Some(0));
    assert!(desk.read("real.csv").contains("Stripe"));
    assert!(fs::symlink_metadata(desk.path("link.csv")).unwrap().is_symlink());
    assert_eq!(desk.call("extract a.html -f csv -o /dev/null").code, Some(0));
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}
