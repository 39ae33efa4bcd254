use std::{collections::BTreeMap, io::Read};

use flate2::read::MultiGzDecoder;

use super::*;
use crate::model::Redirect;

const AT: &str = "2026-05-01T02:00:00Z";

/// A record as a reader finds it: its fields, and its block.
struct Found {
    fields: BTreeMap<String, String>,
    block: Vec<u8>,
}

impl Found {
    fn of(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.block).unwrap()
    }
}

/// Reads records the way any reader does: a head up to the empty line, then as many bytes as it says.
fn read(bytes: &[u8]) -> Vec<Found> {
    let mut rest = Vec::new();
    MultiGzDecoder::new(bytes).read_to_end(&mut rest).unwrap();
    let mut records = Vec::new();
    let mut rest = rest.as_slice();
    while !rest.is_empty() {
        let end = rest.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = std::str::from_utf8(&rest[..end]).unwrap();
        let mut lines = head.split("\r\n");
        assert_eq!(lines.next(), Some("WARC/1.1"));
        let fields: BTreeMap<String, String> = lines
            .map(|line| line.split_once(": ").unwrap())
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        let length: usize = fields["Content-Length"].parse().unwrap();
        let (block, after) = rest[end + 4..].split_at(length);
        assert_eq!(fields["WARC-Block-Digest"], format!("sha256:{}", hex(&Sha256::digest(block))));
        assert_eq!(&after[..4], b"\r\n\r\n");
        records.push(Found { fields, block: block.to_vec() });
        rest = &after[4..];
    }
    records
}

fn page(body: &str, headers: &[(&str, &str)]) -> Page {
    let address: Url = "https://acme.example/list#top".parse().unwrap();
    Page {
        requested: "http://acme.example/old".parse().unwrap(),
        address,
        redirects: Vec::new(),
        status: 200,
        headers: headers
            .iter()
            .map(|&(name, value)| Header { name: name.to_owned(), value: value.to_owned() })
            .collect(),
        body: body.as_bytes().to_vec(),
        requested_at: AT.parse().unwrap(),
        received_at: "2026-05-01T02:00:01Z".parse().unwrap(),
        origin: Origin::Crawled,
    }
}

fn written(
    page: &Page,
    origin: &Origin,
    given_up_at: Option<Timestamp>,
    first: Option<Earlier<'_>>,
) -> (RecordKind, Vec<Found>) {
    let sha256 = hex(&Sha256::digest(b"<p>list"));
    let (warc, _) = Warc::begin("a.warc.gz", "0.1.0", AT.parse().unwrap()).unwrap();
    let source = "acme".parse().unwrap();
    let page = Page { origin: origin.clone(), ..page.clone() };
    let archived = Archived {
        capture: CaptureId(7),
        page: &page,
        source: &source,
        sha256: Some(&sha256),
        given_up_at,
        first,
    };
    let (kind, bytes) = warc.capture(&archived).unwrap();
    assert_eq!(bytes, warc.capture(&archived).unwrap().1, "the same capture gives the same bytes");
    (kind, read(&bytes))
}

#[test]
fn the_first_record_says_what_the_archive_is() {
    let (warc, bytes) = Warc::begin("a.warc.gz", "0.1.0", AT.parse().unwrap()).unwrap();
    let [info] = &read(&bytes)[..] else { panic!() };
    assert_eq!((info.of("WARC-Type"), info.of("WARC-Record-ID")), ("warcinfo", warc.info.as_str()));
    assert_eq!((info.of("WARC-Filename"), info.of("Content-Type")), ("a.warc.gz", "application/warc-fields"));
    assert!(info.text().contains("format: WARC File Format 1.1\r\n"), "{}", info.text());
}

#[test]
fn an_answer_can_be_parsed_though_its_coding_was_undone() {
    let headers = [
        ("content-encoding", "br"),
        ("transfer-encoding", "chunked"),
        ("content-length", "99"),
        ("x", "a\r\nb: c"),
    ];
    let (kind, records) = written(&page("<p>list", &headers), &Origin::Crawled, None, None);
    let [response] = &records[..] else { panic!() };
    assert_eq!((kind, response.of("WARC-Type")), (RecordKind::Response, "response"));
    assert_eq!((response.of("WARC-Target-URI"), response.of("WARC-Date")), ("https://acme.example/list", AT));
    assert_eq!(response.of("WARC-Payload-Digest"), format!("sha256:{}", hex(&Sha256::digest(b"<p>list"))));
    assert_eq!(
        response.text(),
        "HTTP/1.1 200 OK\r\nx-archive-orig-content-encoding: br\r\n\
         x-archive-orig-transfer-encoding: chunked\r\n\
         x-archive-orig-content-length: 99\r\nx: a  b: c\r\ncontent-length: 7\r\n\r\n<p>list"
    );
}

#[test]
fn a_body_that_was_seen_before_is_a_revisit_of_its_first_record() {
    let address = "https://acme.example/first".parse().unwrap();
    let first = Earlier {
        capture: CaptureId(3),
        address: &address,
        requested_at: "2026-04-01T02:00:00Z".parse().unwrap(),
    };
    let (kind, records) =
        written(&page("<p>list", &[("etag", "\"1\"")]), &Origin::Crawled, None, Some(first));
    let [revisit] = &records[..] else { panic!() };
    assert_eq!(
        (kind, revisit.of("WARC-Type"), revisit.of("WARC-Profile")),
        (RecordKind::Revisit, "revisit", IDENTICAL)
    );
    assert_eq!(
        (revisit.of("WARC-Refers-To-Target-URI"), revisit.of("WARC-Refers-To-Date")),
        (address.as_str(), "2026-04-01T02:00:00Z")
    );
    assert_eq!(revisit.of("WARC-Refers-To"), id(first.capture, first.requested_at));
    assert_eq!(revisit.text(), "HTTP/1.1 200 OK\r\netag: \"1\"\r\n\r\n");
}

#[test]
fn a_304_is_a_revisit_that_the_server_spoke_of() {
    let (warc, _) = Warc::begin("a.warc.gz", "0.1.0", AT.parse().unwrap()).unwrap();
    let address = "https://acme.example/list".parse().unwrap();
    let of = Earlier { capture: CaptureId(3), address: &address, requested_at: AT.parse().unwrap() };
    let bytes = warc.not_modified(9, "2026-05-02T02:00:00Z".parse().unwrap(), &of).unwrap();
    let [revisit] = &read(&bytes)[..] else { panic!() };
    assert_eq!((revisit.of("WARC-Type"), revisit.of("WARC-Profile")), ("revisit", NOT_MODIFIED));
    assert_eq!((revisit.of("WARC-Date"), revisit.of("WARC-Refers-To-Date")), ("2026-05-02T02:00:00Z", AT));
}

#[test]
fn an_imported_page_is_a_resource_with_a_note_of_where_it_came_from() {
    let origin = Origin::Git {
        commit: "00ff".repeat(10),
        authored: AT.parse().unwrap(),
        path: "a\r\nb.md".to_owned(),
    };
    let (kind, records) =
        written(&page("<p>list", &[("content-type", "text/markdown")]), &origin, None, None);
    let [resource, metadata] = &records[..] else { panic!() };
    assert_eq!(
        (kind, resource.of("WARC-Type"), resource.of("Content-Type")),
        (RecordKind::Resource, "resource", "text/markdown")
    );
    assert_eq!(
        (resource.text(), resource.of("WARC-Payload-Digest")),
        ("<p>list", resource.of("WARC-Block-Digest"))
    );
    assert_eq!(metadata.of("WARC-Concurrent-To"), resource.of("WARC-Record-ID"));
    assert!(
        metadata.text().starts_with("source: acme\r\ngitCommit: 00ff00ff")
            && metadata.text().ends_with("gitPath: a  b.md\r\n")
    );
}

#[test]
fn a_page_that_is_no_servers_answer_is_a_resource_whose_note_says_how_it_was_come_by() {
    let address: Url = "https://archive.example/1/https://acme.example/list".parse().unwrap();
    for (origin, note) in [
        (Origin::Rendered, "renderedBy: a browser\r\n"),
        (
            Origin::Memento { address, datetime: AT.parse().unwrap() },
            "mementoAddress: https://archive.example/1/https://acme.example/list\r\n\
             mementoDatetime: 2026-05-01T02:00:00Z\r\n",
        ),
        (Origin::Mail { message_id: "7@acme.example".to_owned() }, "mailMessageId: 7@acme.example\r\n"),
    ] {
        let (kind, records) = written(&page("<p>list", &[]), &origin, None, None);
        let [resource, metadata] = &records[..] else { panic!("{origin:?}") };
        assert_eq!((kind, resource.of("WARC-Type")), (RecordKind::Resource, "resource"));
        assert_eq!(metadata.text(), format!("source: acme\r\n{note}"));
    }
}

#[test]
fn redirects_stand_in_a_record_beside_the_answer() {
    let mut page = page("<p>list", &[]);
    page.redirects = vec![Redirect { status: 301, from: page.requested.clone(), to: page.address.clone() }];
    let (_, records) = written(&page, &Origin::Crawled, None, None);
    let [response, metadata] = &records[..] else { panic!() };
    assert_eq!(metadata.of("WARC-Concurrent-To"), response.of("WARC-Record-ID"));
    assert_eq!(metadata.of("WARC-Target-URI"), "http://acme.example/old");
    assert_eq!(
        metadata.text(),
        "source: acme\r\nredirect: 301 http://acme.example/old https://acme.example/list#top\r\n"
    );
}

#[test]
fn a_body_that_was_given_up_is_said_to_be_truncated_and_has_no_digest_that_would_be_wrong() {
    let (kind, records) = written(&page("", &[]), &Origin::Crawled, Some(AT.parse().unwrap()), None);
    let [response] = &records[..] else { panic!() };
    assert_eq!(
        (kind, response.of("WARC-Truncated"), response.of("WARC-Payload-Digest")),
        (RecordKind::Truncated, "unspecified", "")
    );
    assert!(response.of("Subwatch-Given-Up-Payload-Digest").starts_with("sha256:"));
}

#[test]
fn a_name_is_a_uuid_of_version_8() {
    let name = urn(&["a"]);
    assert_eq!((name.len(), &name[..10], &name[24..25]), (47, "<urn:uuid:", "8"), "{name}");
    assert!(matches!(&name[29..30], "8" | "9" | "a" | "b"), "{name}");
    assert_ne!(name, urn(&["b"]));
}
