//! What a vendor, or who stands between, can do to an answer.

use std::{io::Write, time::Duration};

use flate2::{Compression, write::GzEncoder};
use futures_util::{StreamExt, stream};
use subwatch::model::{Cause, Outcome};

use super::{House, good_page, survived};
use crate::vendor::Vendor;

/// What a fault comes to.
#[derive(Debug)]
enum Expected {
    /// A failure with one of these causes.
    Failed(&'static [Cause]),
    /// A list that is not believed.
    Suspect,
    /// Whatever it is, no change.
    NoChange,
}

use Expected::{Failed, NoChange, Suspect};

/// A fault: its name, how the vendor comes by it, and what it comes to.
type Fault = (&'static str, fn(&Vendor), Expected);

const HTML: (&str, &str) = ("content-type", "text/html");
const CUT: &[Cause] = &[Cause::Connect, Cause::Unreadable];

fn html(vendor: &Vendor, page: &str) {
    vendor.answers_all(200, &[HTML], page);
}

/// A list in a page of a given length that says it is of another.
fn lying(announced: usize) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: {announced}\r\n\r\n{}",
        good_page()
    )
}

fn bomb() -> Vec<u8> {
    let mut bomb = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..64 {
        bomb.write_all(&vec![b' '; 1 << 20]).unwrap();
    }
    bomb.finish().unwrap()
}

const WALL: &str = "<!doctype html><title>Just a moment...</title><noscript>Enable JavaScript and cookies to continue</noscript>\
    <script src=\"/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1\"></script><p>Verify you are human by completing the action below.</p>";
const LOGIN: &str = "<!doctype html><title>Sign in</title><h1>Sign in</h1><form method=post><label>E-mail <input name=email></label>\
    <label>Password <input type=password name=password></label><button>Sign in</button></form>";

fn connections() -> Vec<Fault> {
    vec![
        ("a reset before the answer", |v| v.resets(), Failed(CUT)),
        ("a reset in the headers", |v| v.resets_after("HTTP/1.1 200 OK\r\ncontent-ty"), Failed(CUT)),
        ("an end in the headers", |v| v.serves_raw("HTTP/1.1 200 OK\r\ncontent-ty"), Failed(CUT)),
        ("a reset in the body", |v| v.resets_after(lying(9000)), Failed(CUT)),
        ("a truncated body", |v| v.serves_raw(lying(9000)), Failed(&[Cause::Unreadable])),
        ("a body longer than announced", |v| v.serves_raw(lying(120)), NoChange),
        (
            "two lengths",
            |v| v.serves_raw(lying(120).replacen("content-length", "content-length: 7\r\ncontent-length", 1)),
            Failed(CUT),
        ),
        (
            "a chunked body without its end",
            |v| {
                v.serves_raw(format!(
                    "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1ff\r\n{}",
                    good_page()
                ));
            },
            Failed(&[Cause::Unreadable]),
        ),
        (
            "a chunk of no size",
            |v| v.serves_raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n<p>"),
            Failed(CUT),
        ),
        (
            "an endless body",
            |v| v.never_ends("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n"),
            Failed(&[Cause::TooLarge]),
        ),
        (
            "a body announced too large",
            |v| v.drips("HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n", MS),
            Failed(&[Cause::TooLarge]),
        ),
        ("a slow drip of headers", |v| v.drips("HTTP/1.1 200 OK\r\nx: ", MS), Failed(&[Cause::Timeout])),
        (
            "a slow drip of the body",
            |v| v.drips("HTTP/1.1 200 OK\r\n\r\n<table>", MS),
            Failed(&[Cause::Timeout]),
        ),
        ("silence", |v| v.hangs(), Failed(&[Cause::Timeout])),
        (
            "garbage for HTTP",
            |v| v.serves_raw([0_u8, 159, 146, 150, 13, 10, 13, 10]),
            Failed(&[Cause::Unreadable]),
        ),
        (
            "too many header fields",
            |v| v.answers_all(200, &[("x", "y"); 400], "x"),
            Failed(&[Cause::TooLarge]),
        ),
        (
            "header fields too large",
            |v| v.answers_all(200, &[("x", &"y".repeat(200_000))], "x"),
            Failed(&[Cause::TooLarge]),
        ),
    ]
}

const MS: Duration = Duration::from_millis(100);

fn answers() -> Vec<Fault> {
    vec![
        (
            "a bomb of gzip",
            |v| v.answers_all(200, &[HTML, ("content-encoding", "gzip")], bomb()),
            Failed(&[Cause::TooLarge]),
        ),
        (
            "gzip that is none",
            |v| v.answers_all(200, &[HTML, ("content-encoding", "gzip")], good_page()),
            Failed(&[Cause::Unreadable]),
        ),
        (
            "a coding nobody knows",
            |v| v.answers_all(200, &[HTML, ("content-encoding", "rot13")], good_page()),
            Failed(&[Cause::Unreadable]),
        ),
        ("a circle", |v| v.answers_all(302, &[("location", "/s0")], ""), Failed(&[Cause::Moved])),
        (
            "a way to a metadata service",
            |v| v.answers_all(302, &[("location", "http://169.254.169.254/")], ""),
            Failed(&[Cause::Forbidden]),
        ),
        (
            "a way to a file",
            |v| v.answers_all(302, &[("location", "file:///etc/passwd")], ""),
            Failed(&[Cause::Moved]),
        ),
        (
            "a way with a password",
            |v| v.answers_all(302, &[("location", "http://a:b@127.0.0.1/")], ""),
            Failed(&[Cause::Moved]),
        ),
        ("a way without a place", |v| v.answers_all(301, &[], ""), Failed(&[Cause::Moved])),
        ("304 to who did not ask", |v| v.answers_all(304, &[], ""), Failed(&[Cause::Unreadable])),
        ("200 without a body", |v| html(v, ""), Failed(&[Cause::Unreadable])),
        (
            "206 that nobody asked for",
            |v| v.answers_all(206, &[HTML], good_page()),
            Failed(&[Cause::ServerError]),
        ),
        (
            "a storm of 429",
            |v| v.answers_all(429, &[("retry-after", "3600")], ""),
            Failed(&[Cause::RateLimited]),
        ),
        ("401", |v| v.refuses(401), Failed(&[Cause::Refused])),
        ("403", |v| v.refuses(403), Failed(&[Cause::Refused])),
        ("404", |v| v.refuses(404), Failed(&[Cause::Gone])),
        ("410", |v| v.refuses(410), Failed(&[Cause::Gone])),
        ("500", |v| v.refuses(500), Failed(&[Cause::ServerError])),
        ("503", |v| v.refuses(503), Failed(&[Cause::ServerError])),
        ("robots.txt answers 500", |v| v.answers_robots(500, &[], ""), Failed(&[Cause::Robots])),
        (
            "robots.txt closes the site",
            |v| v.tells_robots("User-agent: *\nDisallow: /\n"),
            Failed(&[Cause::Robots]),
        ),
    ]
}

fn pages() -> Vec<Fault> {
    vec![
        ("a challenge page", |v| html(v, WALL), Failed(&[Cause::Challenge])),
        ("a challenge page with 403", |v| v.answers_all(403, &[HTML], WALL), Failed(&[Cause::Challenge])),
        ("a login page with 200", |v| html(v, LOGIN), Failed(&[Cause::Challenge])),
        ("an empty list", |v| html(v, &crate::crawl::page(&[])), Failed(&[Cause::ListGone])),
        ("half a list", |v| html(v, &crate::crawl::page(&super::LIST[..2])), Suspect),
        (
            "bytes of noise",
            |v| {
                v.answers_all(
                    200,
                    &[HTML],
                    (0..5000_u32).map(|n| (n * 7919 % 251) as u8).collect::<Vec<_>>(),
                );
            },
            NoChange,
        ),
        (
            "a wrong charset",
            |v| v.answers_all(200, &[("content-type", "text/html; charset=utf-16le")], good_page()),
            NoChange,
        ),
        (
            "a charset nobody knows",
            |v| v.answers_all(200, &[("content-type", "text/html; charset=x-klingon")], good_page()),
            NoChange,
        ),
        (
            "a picture",
            |v| v.answers_all(200, &[("content-type", "image/png")], b"\x89PNG\r\n\x1a\n0000IHDR"),
            Failed(&[Cause::WrongKind]),
        ),
        (
            "a workbook that is none",
            |v| v.answers_all(200, &[("content-type", "application/zip")], b"PK\x03\x04x"),
            Failed(KINDS),
        ),
        (
            "a PDF cut short",
            |v| v.answers_all(200, &[("content-type", "application/pdf")], b"%PDF-1.7\n1 0 obj <<"),
            Failed(KINDS),
        ),
    ]
}

const KINDS: &[Cause] = &[Cause::Unreadable, Cause::WrongKind];

async fn lived_through(faults: Vec<Fault>) -> usize {
    let nights = faults.into_iter().map(|(name, fault, expected)| async move {
        let vendor = Vendor::start().await;
        let house = House::watching(&[vendor.address("/s0")]);
        vendor.publishes_as("/s0", "text/html", good_page());
        assert_eq!(house.outcome("2026-05-01").await, Outcome::First(5), "{name}");
        fault(&vendor);
        let outcome = house.outcome("2026-05-02").await;
        let fits = match (&expected, &outcome) {
            (Failed(causes), Outcome::Failed(cause, _)) => causes.contains(cause),
            (Suspect, Outcome::Suspect(_)) => true,
            (NoChange, outcome) => !matches!(outcome, Outcome::Changed(_) | Outcome::First(_)),
            _ => false,
        };
        assert!(fits, "{name}: expected {expected:?}, came to {outcome:?}");
        house.is_sound(0, name).await;
        vendor.tells_robots("");
        vendor.publishes_as("/s0", "text/html", good_page());
        let outcome = house.outcome("2026-05-03").await;
        assert!(matches!(outcome, Outcome::Unchanged(_)), "the night after {name}: {outcome:?}");
        house.is_sound(0, name).await;
    });
    // A few at a time: who is kept waiting by the test itself would be told of a timeout.
    stream::iter(nights).buffer_unordered(4).count().await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_connection_leaves_the_list_as_it_was() {
    survived("connections", lived_through(connections()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_odd_answer_leaves_the_list_as_it_was() {
    survived("answers", lived_through(answers()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_that_is_no_list_leaves_the_list_as_it_was() {
    survived("pages", lived_through(pages()).await);
}

#[tokio::test]
async fn a_refused_connection_leaves_the_list_as_it_was() {
    let vendor = Vendor::start().await;
    let house = House::watching(&[vendor.address("/s0")]);
    vendor.publishes_as("/s0", "text/html", good_page());
    assert_eq!(house.outcome("2026-05-01").await, Outcome::First(5));
    drop(vendor);
    let outcome = house.outcome("2026-05-02").await;
    assert!(matches!(outcome, Outcome::Failed(Cause::Connect, _)), "{outcome:?}");
    house.is_sound(0, "a refused connection").await;
    survived("refused connection", 1);
}
