//! `evidence` and `export`: what is taken out to be shown to others.

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Read},
};

use flate2::read::MultiGzDecoder;
use insta::assert_snapshot;
use subwatch::store::digest::sha256;

use super::{Desk, imports, nights::catalogue};
use crate::{
    crawl::{FIVE, page},
    vendor::Vendor,
};

fn files(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    files
}

/// The records of an archive: type, and field of each.
fn records(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let mut text = Vec::new();
    MultiGzDecoder::new(bytes).read_to_end(&mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    let heads = text.split("WARC/1.1\r\n").skip(1).map(|record| record.split("\r\n\r\n").next().unwrap());
    heads
        .map(|head| {
            head.lines()
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect()
        })
        .collect()
}

fn kinds(bytes: &[u8]) -> String {
    records(bytes).iter().map(|record| record["WARC-Type"].clone()).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_change_is_proved_by_an_archive_that_can_be_checked() {
    let desk = imports::desk();
    for words in
        ["import acme 3.html --captured-at 2024-01-01", "import acme 5.html --captured-at 2024-05-01"]
    {
        assert_eq!(desk.call(words).code, Some(0));
    }
    let call = desk.call("evidence 1");
    let bytes = fs::read(desk.path("evidence-1.zip")).unwrap();
    assert_eq!(
        call.stdout(),
        format!("`evidence-1.zip` proves change 1 of acme, SHA-256 {}\n", sha256(&bytes))
    );
    let found = files(&bytes);
    assert_eq!(found["before/body.html"], fs::read(desk.path("3.html")).unwrap());
    assert_eq!(found["after/body.html"], fs::read(desk.path("5.html")).unwrap());
    let sums = String::from_utf8(found["SHA256SUMS"].clone()).unwrap();
    for (name, bytes) in found.iter().filter(|(name, _)| *name != "SHA256SUMS") {
        assert!(sums.contains(&format!("{}  {name}\n", sha256(bytes))), "{name}: {sums}");
    }
    let change: serde_json::Value = serde_json::from_slice(&found["change.json"]).unwrap();
    assert_eq!(
        (&change["change"]["kind"], &change["change"]["name"], &change["vendor"]),
        (&"added".into(), &"Mailgun".into(), &"Acme".into())
    );
    assert_eq!(desk.call("evidence 1 -o again.zip").code, Some(0));
    assert_eq!(fs::read(desk.path("again.zip")).unwrap(), bytes, "the same proof has the same bytes");
    assert_snapshot!(desk.call("evidence 1").shown(), @r"
    ── stderr ──
    subwatch: `evidence-1.zip` is there already; name a file that is not
    exit 1
    ");
    assert_snapshot!(desk.call("evidence 99").shown(), @r"
    ── stderr ──
    subwatch: the database knows no change 99; `subwatch changes -v` tells the ids of changes
    exit 1
    ");
    assert_eq!(desk.call("evidence one").code, Some(2));
    // A page that comes to stand between makes it another change.
    assert_eq!(desk.call("import acme 4.html --captured-at 2024-03-01").code, Some(0));
    assert_snapshot!(desk.call("evidence 1 -o old.zip").stderr, @"warning: a page that was imported since came to stand between; `subwatch changes -v` has the change under a new id");
    let change: serde_json::Value =
        serde_json::from_slice(&files(&fs::read(desk.path("old.zip")).unwrap())["change.json"]).unwrap();
    assert_eq!(
        (&change["stated_anew"], &change["before"]["seen_at"]),
        (&true.into(), &"2024-01-01T00:00:00Z".into())
    );
    assert!(desk.files().iter().all(|name| !name.contains(".part")), "{:?}", desk.files());
}

#[tokio::test]
async fn all_captures_stand_in_a_web_archive_and_a_body_stands_once() {
    let vendor = Vendor::start().await;
    let desk = Desk::new();
    desk.write("sources.toml", catalogue(&vendor, &["acme", "beta"]));
    let publish =
        |slug: &str, rows: usize| vendor.publishes_as(&format!("/{slug}"), "text/html", page(&FIVE[..rows]));
    publish("acme", 5);
    publish("beta", 4);
    for _ in 0..2 {
        assert_eq!(desk.call("crawl").code, Some(0));
    }
    vendor.tags_its_pages();
    publish("acme", 4);
    for _ in 0..2 {
        assert_eq!(desk.call("crawl --only acme").code, Some(0));
    }
    desk.write("saved.html", page(&FIVE[..3]));
    assert_eq!(desk.call("import beta saved.html --captured-at 2024-01-01").code, Some(0));
    assert_snapshot!(desk.call("export --warc all.warc.gz").shown(), @r"
    ── stdout ──
    `all.warc.gz` holds 6 captures (2 with a body of its own, 3 seen before, 1 imported) and 1 confirmation
    exit 0
    ");
    let bytes = fs::read(desk.path("all.warc.gz")).unwrap();
    let all = records(&bytes);
    assert_eq!(kinds(&bytes), "warcinfo response response revisit revisit revisit resource metadata revisit");
    let ids: BTreeMap<&str, &str> =
        all.iter().map(|record| (record["WARC-Record-ID"].as_str(), record["WARC-Type"].as_str())).collect();
    assert_eq!(ids.len(), all.len(), "no two records have one name");
    for revisit in all.iter().filter(|record| record["WARC-Type"] == "revisit") {
        let first = all.iter().find(|record| record["WARC-Record-ID"] == revisit["WARC-Refers-To"]).unwrap();
        assert_eq!(
            (&revisit["WARC-Refers-To-Target-URI"], &revisit["WARC-Refers-To-Date"]),
            (&first["WARC-Target-URI"], &first["WARC-Date"])
        );
        let same =
            revisit.get("WARC-Payload-Digest").is_none_or(|digest| *digest == first["WARC-Payload-Digest"]);
        assert!(
            same && (first["WARC-Type"] == "response"
                || revisit["WARC-Profile"].ends_with("/server-not-modified"))
        );
    }
    assert_eq!(desk.call("export --warc beta.warc.gz --only beta").code, Some(0));
    assert_eq!(
        kinds(&fs::read(desk.path("beta.warc.gz")).unwrap()),
        "warcinfo response revisit resource metadata"
    );
    assert_eq!(desk.call("export --warc late.warc.gz --since 2026-01-01 --only beta").code, Some(0));
    assert_eq!(kinds(&fs::read(desk.path("late.warc.gz")).unwrap()), "warcinfo response revisit");
    assert_eq!(desk.call("export --warc none.warc.gz --only nobody").code, Some(1));
    assert_snapshot!(desk.call("export --warc all.warc.gz").shown(), @r"
    ── stderr ──
    subwatch: `all.warc.gz` is there already; name a file that is not
    exit 1
    ");
    assert_eq!(fs::read(desk.path("all.warc.gz")).unwrap(), bytes);
    assert_eq!(desk.call("export").code, Some(2));
    assert!(!desk.path("none.warc.gz").exists() && desk.files().iter().all(|name| !name.contains(".part")));
}
