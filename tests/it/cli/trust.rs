//! `verify`, `accept`, `reject`, `reread` and `history --coverage`, as they are called.

use insta::assert_snapshot;
use sqlx::{Connection, SqliteConnection, sqlite::SqliteConnectOptions};

use super::{Desk, nights::catalogue};
use crate::{crawl::page, vendor::Vendor};

const ROWS: [(&str, &str, &str); 5] = [
    ("Amazon Web Services", "Hosting", "Ireland"),
    ("Stripe, Inc.", "Payments", "United States"),
    ("Datadog, Inc.", "Monitoring", "United States"),
    ("Mailgun", "E-mail delivery", "Germany"),
    ("Zendesk", "Customer support", "United States"),
];

fn publish(vendor: &Vendor, rows: &[(&str, &str, &str)]) {
    vendor.publishes_as("/acme", "text/html; charset=utf-8", page(rows));
}

/// A desk on which `acme` was crawled with all rows.
fn crawled(vendor: &Vendor) -> Desk {
    let desk = Desk::new();
    desk.write("sources.toml", catalogue(vendor, &["acme"]));
    publish(vendor, &ROWS);
    assert_eq!(desk.call("crawl").code, Some(0));
    desk
}

/// Runs statements as somebody would who has only the file.
async fn by_hand(desk: &Desk, statements: &'static str) {
    let mut database =
        SqliteConnection::connect_with(&SqliteConnectOptions::new().filename(desk.path("subwatch.db")))
            .await
            .unwrap();
    sqlx::raw_sql(statements).execute(&mut database).await.unwrap();
    database.close().await.unwrap();
}

/// Days, times and digests as words.
fn timeless(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let (mut out, mut at) = (String::new(), 0);
    while let Some(left) = letters.get(at..).filter(|left| !left.is_empty()) {
        let has_shape = |shape: &str| {
            left.len() >= shape.len()
                && left
                    .iter()
                    .zip(shape.chars())
                    .all(|(letter, sign)| if sign == '0' { letter.is_ascii_digit() } else { *letter == sign })
        };
        let hex = left.iter().take_while(|letter| letter.is_ascii_hexdigit()).count();
        let (word, length) = match hex {
            40.. => ("DIGEST".to_owned(), hex),
            _ if has_shape("0000-00-00") => ("YYYY-MM-DD".to_owned(), 10),
            _ if has_shape("00:00") => ("HH:MM".to_owned(), 5),
            _ => (left[0].to_string(), 1),
        };
        out.push_str(&word);
        at += length;
    }
    out
}

#[tokio::test]
async fn a_database_that_was_left_alone_is_sound_and_prints_the_digest_to_keep() {
    let vendor = Vendor::start().await;
    let desk = crawled(&vendor);
    let call = desk.call("verify");
    assert_snapshot!(timeless(&call.shown()));
    let head = desk.call("verify -f json").json()["rows"][0]["head"].as_str().unwrap().to_owned();
    assert!(call.stdout().contains(&head[..32]), "{}", call.stdout());
    publish(&vendor, &ROWS[..4]);
    assert_eq!(desk.call("crawl").code, Some(0));
    let later = desk.call(&format!("verify --expect {head} -f json")).json();
    assert_eq!(
        (&later["rows"][0]["verdict"], &later["rows"][0]["expected_seal"]),
        (&"sound".into(), &2.into())
    );
    let other = desk.call(&format!("verify --expect {}", "ab".repeat(32)));
    assert_eq!((other.code, other.stdout()), (Some(1), ""));
    assert!(other.stderr.contains("not in the chain"), "{}", other.stderr);
    assert_eq!(desk.call("verify --expect abc").code, Some(2));
}

#[tokio::test]
async fn whoever_edits_the_database_by_hand_is_found_with_the_first_row() {
    let vendor = Vendor::start().await;
    let desk = crawled(&vendor);
    publish(&vendor, &ROWS[..4]);
    desk.call("crawl");
    by_hand(&desk, "drop trigger change_is_never_changed; update change set name = 'Intercom'").await;
    let call = desk.call("verify");
    assert_snapshot!(timeless(&call.shown()), @r"
    ── stderr ──
    subwatch: change 1 of `acme`: altered since it was sealed on YYYY-MM-DD; compare it with a copy from before
    exit 1
    ");
    let call = desk.call("verify -f json");
    let answer: serde_json::Value = serde_json::from_slice(&call.stdout).unwrap();
    let row = &answer["rows"][0];
    assert_eq!(
        (call.code, &row["verdict"], &row["place"], &row["source"]),
        (Some(1), &"altered".into(), &"change 1".into(), &"acme".into())
    );
}

#[tokio::test]
async fn a_suspect_list_is_rejected_and_then_accepted_after_all() {
    let vendor = Vendor::start().await;
    let desk = crawled(&vendor);
    assert_snapshot!(desk.call("accept acme").shown(), @r"
    ── stderr ──
    subwatch: no list of `acme` waits to be believed; `subwatch status` says how it stands
    exit 1
    ");
    publish(&vendor, &ROWS[..1]);
    desk.call("crawl");
    assert_snapshot!(timeless(&desk.call("status").shown()));
    assert_snapshot!(timeless(&desk.call("reject acme").shown()));
    assert!(desk.call("status").stdout().contains("rejected on "));
    desk.call("crawl");
    assert_snapshot!(timeless(&desk.call("status").shown()));
    let accepted = desk.call_with(["accept", "Vendor acme"]);
    assert_snapshot!(timeless(&accepted.shown()));
    let status = desk.call("status").stdout().to_owned();
    assert!(
        status.contains("the suspect list was accepted on ") && status.contains("1 source: 1 well"),
        "{status}"
    );
    assert_snapshot!(timeless(&desk.call("history acme").shown()));
    assert_eq!(desk.call("changes -f json").json()["rows"].as_array().unwrap().len(), 4);
    assert_eq!(desk.call("reject nobody").code, Some(1));
    desk.write("sources.toml", catalogue(&vendor, &["other"]));
    let gone = desk.call("accept acme");
    assert!(
        gone.code == Some(1) && gone.stderr.contains("so it is not known how to read its page"),
        "{}",
        gone.stderr
    );
    assert_eq!(desk.call("verify").code, Some(0));
}

#[tokio::test]
async fn kept_pages_are_read_again_when_it_is_asked_for_or_the_reader_is_new() {
    let vendor = Vendor::start().await;
    let desk = crawled(&vendor);
    assert_snapshot!(desk.call("reread").shown(), @r"
    ── stdout ──
    0 kept pages read again: 0 lists read otherwise
    exit 0
    ");
    let recipe = "[source.recipe]\nlist = \"tr:nth-child(-n+4)\"\n";
    desk.write("sources.toml", catalogue(&vendor, &["acme"]) + recipe);
    assert_snapshot!(desk.call("reread --only nobody").shown(), @r"
    ── stderr ──
    subwatch: no source `nobody` in the catalogue; `subwatch status` lists them
    exit 1
    ");
    assert_eq!(desk.call("reread --only acme").stdout().split(" read again").next(), Some("1 kept page"));
    desk.write("sources.toml", catalogue(&vendor, &["acme"]));
    by_hand(
        &desk,
        "drop trigger run_is_finished_once; drop trigger look_is_never_changed; drop trigger version_is_never_changed;
        update run set extractor = 1; update look set extractor = 1; update version set extractor = 1;
        update archive_read set extractor = 1",
    )
    .await;
    assert_snapshot!(desk.call("crawl").shown(), @r"
    ── stdout ──
    1 source: 1 unchanged
    exit 0
    ");
    assert_eq!(desk.call("changes -f json").json()["rows"].as_array().unwrap().len(), 0);
}

#[tokio::test]
async fn coverage_tells_between_which_looks_each_row_came_and_went() {
    let vendor = Vendor::start().await;
    let desk = crawled(&vendor);
    publish(&vendor, &[&ROWS[1..], &[("Twilio Inc.", "Text messages", "United States")]].concat());
    desk.call("crawl");
    vendor.refuses(503);
    desk.call("crawl");
    assert_snapshot!(timeless(&desk.call("history acme --coverage").shown()));
    let answer = desk.call("history acme --coverage -f json").json();
    let rows = answer["sheets"][0]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 6);
    assert_eq!(
        (&rows[0]["name"], &rows[0]["absent_at"]),
        (&"Amazon Web Services".into(), &serde_json::Value::Null)
    );
    assert!(
        rows[0]["absent_from"].is_string()
            && rows[5]["absent_at"].is_string()
            && rows[5]["absent_from"].is_null()
    );
    assert_eq!(answer["sheets"][2]["rows"][0]["had"], 1);
    for (format, words) in [("csv", "Twilio Inc."), ("md", "| Twilio Inc. |")] {
        assert!(
            desk.call(&format!("history acme --coverage -f {format}")).stdout().contains(words),
            "{format}"
        );
    }
    assert_eq!(desk.call("history acme --coverage -o coverage.xlsx").code, Some(0));
}
