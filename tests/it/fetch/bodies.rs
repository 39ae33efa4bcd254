//! Bodies that are whole, too large, cut or disguised.

use std::{
    io::Write,
    time::{Duration, Instant},
};

use flate2::{Compress, Compression, FlushCompress, write::GzEncoder};
use subwatch::{
    fetch::{Fault, FetchError, Measure, Phase},
    model::{Cause, Settings, Timeouts},
};

use super::{get, one_try, settings};
use crate::vendor::Vendor;

const LIST: &[u8] = b"<table><tr><td>Datadog, Inc.</td></tr></table>";

/// [`LIST`], by a brotli encoder.
const LIST_BROTLI: &[u8] = &[
    0x1b, 0x2d, 0x00, 0xf8, 0x1d, 0x09, 0x36, 0x4e, 0x73, 0xbd, 0x3a, 0x8c, 0x95, 0x3c, 0x44, 0x74, 0x19,
    0xe6, 0xf3, 0x56, 0x64, 0x67, 0x6d, 0xc8, 0x22, 0xbc, 0x0c, 0xa3, 0x47, 0x40, 0xe2, 0x94, 0x61, 0x08,
    0x2a, 0x65, 0x3e, 0x8c,
];

/// 16 MiB of the letter a, by a brotli encoder.
const BROTLI_BOMB: &[u8] = &[
    0xcb, 0xff, 0xff, 0x3f, 0xf8, 0x25, 0xc2, 0xe2, 0xb1, 0x40, 0x20, 0xf7, 0xfe, 0x2f, 0xff, 0xff, 0xff,
    0xf0, 0x4b, 0x00, 0xc4, 0x61, 0x11, 0x80, 0xee, 0xfd, 0x1f,
];

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut writer = GzEncoder::new(Vec::new(), Compression::default());
    writer.write_all(plain).unwrap();
    writer.finish().unwrap()
}

/// 10 GB in 10 MB: a piece that comes to a megabyte and refers to nothing before it, 10,000 times.
fn gzip_bomb() -> Vec<u8> {
    let mut piece = Vec::with_capacity(64 << 10);
    Compress::new(Compression::best(), false)
        .compress_vec(&vec![b'a'; 1_000_000], &mut piece, FlushCompress::Full)
        .unwrap();
    let mut wire = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    wire.extend(piece.repeat(10_000));
    wire
}

async fn served(settings: &Settings, raw: impl AsRef<[u8]>) -> Result<subwatch::model::Page, FetchError> {
    let vendor = Vendor::start().await;
    vendor.serves_raw(raw);
    get(settings, vendor.address("/")).await
}

async fn coded(
    settings: &Settings,
    coding: &str,
    wire: impl AsRef<[u8]>,
) -> Result<subwatch::model::Page, FetchError> {
    let vendor = Vendor::start().await;
    vendor.publishes_with("/", &[("content-encoding", coding)], wire);
    get(settings, vendor.address("/")).await
}

#[tokio::test]
async fn every_content_coding_is_undone() {
    let deflate = {
        let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), Compression::default());
        writer.write_all(LIST).unwrap();
        writer.finish().unwrap()
    };
    let zstd = zstd::stream::encode_all(LIST, 3).unwrap();
    for (coding, wire) in [
        ("identity", LIST.to_vec()),
        ("gzip", gzip(LIST)),
        ("X-GZIP", gzip(LIST)),
        ("br", LIST_BROTLI.to_vec()),
        ("zstd", zstd.clone()),
        ("deflate", deflate),
        ("gzip, gzip", gzip(&gzip(LIST))),
        ("gzip,gzip, gzip", gzip(&gzip(&gzip(LIST)))),
        ("zstd, gzip", gzip(&zstd)),
    ] {
        let page = coded(&settings(), coding, wire).await.unwrap();
        assert_eq!((page.status, page.body.as_slice()), (200, LIST), "{coding}");
        assert_eq!(page.header("content-encoding"), Some(coding), "header fields are kept as received");
    }
}

#[tokio::test]
async fn a_coding_nobody_asked_for_and_a_fourth_layer_are_errors() {
    for (coding, fault) in [
        ("compress", Fault::UnknownCoding("compress".to_owned())),
        ("gzip, gzip, gzip, gzip", Fault::TooManyCodings),
    ] {
        let error = coded(&settings(), coding, gzip(LIST)).await.unwrap_err();
        assert!(
            matches!(&error, FetchError::Unreadable { fault: found, .. } if *found == fault),
            "{coding}: {error}"
        );
    }
}

#[tokio::test]
async fn a_compressed_body_that_is_cut_or_no_such_thing_gives_no_part_of_a_page() {
    let whole = gzip(LIST);
    for (coding, wire) in [
        ("gzip", &whole[..whole.len() - 1]),
        ("gzip", LIST),
        ("br", &LIST_BROTLI[..9]),
        ("zstd", LIST),
        ("gzip", b" "),
    ] {
        let error = coded(&settings(), coding, wire).await.unwrap_err();
        assert!(matches!(error, FetchError::Unreadable { fault: Fault::Coding, .. }), "{coding}: {error}");
        assert_eq!(error.cause(), Cause::Unreadable);
    }
}

#[tokio::test]
async fn an_empty_body_that_says_so_is_an_empty_body_whatever_its_coding() {
    assert_eq!(coded(&settings(), "gzip", "").await.unwrap().body, b"");
    let ended = served(&one_try(), "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n").await;
    assert!(matches!(ended, Err(FetchError::Unreadable { fault: Fault::Coding, .. })), "{ended:?}");
}

#[tokio::test]
async fn a_transfer_that_breaks_off_gives_no_part_of_a_page_and_is_tried_again() {
    let vendor = Vendor::start().await;
    for broken in [
        "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n<table>",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n7\r\n<table>\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfff\r\n<table>",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n<table>",
    ] {
        let error = served(&one_try(), broken).await.unwrap_err();
        assert!(matches!(error, FetchError::Unreadable { fault: Fault::Cut, .. }), "{broken}: {error:?}");
        assert_eq!(error.cause(), Cause::Unreadable);
        vendor.serves_raw_once(broken);
        vendor.publishes("<p>list</p>");
        assert_eq!(get(&settings(), vendor.address("/")).await.unwrap().body, b"<p>list</p>");
    }
}

#[tokio::test]
async fn a_body_may_be_as_large_as_the_limit_and_no_byte_larger() {
    let settings = Settings { max_body_bytes: LIST.len(), ..settings() };
    for (coding, wire) in [("identity", LIST.to_vec()), ("gzip", gzip(LIST))] {
        assert_eq!(coded(&settings, coding, &wire).await.unwrap().body, LIST);
        let tight = Settings { max_body_bytes: LIST.len() - 1, ..settings.clone() };
        let error = coded(&tight, coding, &wire).await.unwrap_err();
        assert_eq!(error.cause(), Cause::TooLarge, "{coding}: {error}");
    }
}

#[tokio::test]
async fn a_body_that_announces_too_much_is_not_waited_for() {
    let vendor = Vendor::start().await;
    vendor.drips("HTTP/1.1 200 OK\r\ncontent-length: 9999999999\r\n\r\n", Duration::from_millis(50));
    let start = Instant::now();
    let error = get(&settings(), vendor.address("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { measure: Measure::Wire, .. }), "{error}");
    assert!(start.elapsed() < Duration::from_secs(1));
}

#[tokio::test]
async fn a_body_without_end_is_left_at_the_limit() {
    let vendor = Vendor::start().await;
    vendor.never_ends("HTTP/1.1 200 OK\r\n\r\n");
    let error = get(&settings(), vendor.address("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::TooLarge { measure: Measure::Wire, .. }), "{error}");
}

#[tokio::test]
async fn a_body_that_drips_is_left_when_its_time_is_up() {
    let vendor = Vendor::start().await;
    vendor.drips("HTTP/1.1 200 OK\r\n\r\n", Duration::from_millis(20));
    let timeouts = Timeouts {
        connect: Duration::from_secs(1),
        read: Duration::from_secs(1),
        total: Duration::from_millis(300),
    };
    let start = Instant::now();
    let error = get(&Settings { timeouts, ..one_try() }, vendor.address("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::Timeout { phase: Phase::Total, .. }), "{error}");
    assert!(start.elapsed() >= Duration::from_millis(300) && start.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn a_body_that_stops_is_left_before_its_time_is_up() {
    let vendor = Vendor::start().await;
    vendor.drips("HTTP/1.1 200 OK\r\n\r\n<table>", Duration::from_secs(20));
    let timeouts = Timeouts {
        connect: Duration::from_secs(1),
        read: Duration::from_millis(150),
        total: Duration::from_secs(20),
    };
    let error = get(&Settings { timeouts, ..one_try() }, vendor.address("/")).await.unwrap_err();
    assert!(matches!(error, FetchError::Timeout { phase: Phase::Read, .. }), "{error}");
}

#[tokio::test]
async fn a_bomb_stops_at_the_limit() {
    let small = coded(&settings(), "br", BROTLI_BOMB).await.unwrap_err();
    assert!(matches!(small, FetchError::TooLarge { measure: Measure::Decoded, .. }), "{small}");
    let wire = gzip_bomb();
    assert!(wire.len() > 5_000_000 && wire.len() < 16 << 20, "{}", wire.len());
    let start = Instant::now();
    let large = coded(&Settings { max_body_bytes: 16 << 20, ..settings() }, "gzip", wire).await.unwrap_err();
    assert!(matches!(large, FetchError::TooLarge { measure: Measure::Decoded, .. }), "{large}");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    if let Some(peak) = peak_memory() {
        assert!(peak < 500 << 20, "{peak} bytes for a body of 10 GB");
    }
}

/// The most memory this process ever held, in bytes, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024)
}

#[tokio::test]
async fn garbage_is_not_http() {
    for garbage in [
        "hello\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "\0\0\0\0",
    ] {
        let error = served(&one_try(), garbage).await.unwrap_err();
        assert_eq!(error.cause(), Cause::Unreadable, "{garbage:?}: {error:?}");
    }
    for nothing in ["", "\r\n\r\n\r\n", "HTTP/1.1 200 OK\r\n"] {
        let error = served(&one_try(), nothing).await.unwrap_err();
        assert_eq!(error.cause(), Cause::Connect, "{nothing:?}: {error:?}");
    }
}

#[tokio::test]
async fn two_lengths_that_differ_are_no_page() {
    let error =
        served(&one_try(), "HTTP/1.1 200 OK\r\ncontent-length: 3\r\ncontent-length: 7\r\n\r\n<table>")
            .await
            .unwrap_err();
    assert_eq!(error.cause(), Cause::Unreadable, "{error:?}");
}

#[tokio::test]
async fn too_many_or_too_long_header_fields_are_left() {
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(300));
    let long = format!("HTTP/1.1 200 OK\r\ncontent-length: 0\r\nx: {}\r\n\r\n", "y".repeat(70_000));
    let endless = format!("HTTP/1.1 200 OK\r\nx: {}", "y".repeat(2_000_000));
    for head in [many, long, endless] {
        let error = served(&one_try(), &head).await.unwrap_err();
        assert!(matches!(error, FetchError::TooLarge { measure: Measure::Headers, .. }), "{error:?}");
    }
}

#[tokio::test]
async fn header_fields_are_kept_in_visible_ascii_with_names_in_lower_case() {
    let page = served(
        &one_try(),
        "HTTP/1.1 200 OK\r\nX-Name: caf\u{e9}\u{1b}[0m\tx\r\ncontent-length: 0\r\n\r\n".replace('\u{1b}', ""),
    )
    .await
    .unwrap();
    assert_eq!(page.header("x-name"), Some("caf??[0m?x"));
}

#[tokio::test]
async fn a_page_has_the_times_it_was_asked_for_and_had() {
    let vendor = Vendor::start().await;
    vendor.publishes("<p>list</p>");
    let page = get(&settings(), vendor.address("/")).await.unwrap();
    assert!(page.requested_at <= page.received_at);
    assert!(page.requested_at.to_string().starts_with("2026-05-01T02:00:0"), "{}", page.requested_at);
}
