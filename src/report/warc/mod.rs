//! Captures as records of a web archive: WARC 1.1 (ISO 28500:2017), each record a gzip member of its own (its
//! annex D).
//!
//! A body is kept after its content coding was undone, so the fields that told of the way it came
//! (`content-encoding`, `transfer-encoding`, `content-length`) are written as `x-archive-orig-…`, and the
//! length is that of what stands there.

use std::{
    fmt::{Display, Write as _},
    io::{self, Write as _},
};

use flate2::{Compression, write::GzEncoder};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use url::Url;

use crate::model::{CaptureId, Header, Origin, Page, Slug};

const SPECIFICATION: &str = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/";
const IDENTICAL: &str = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest";
const NOT_MODIFIED: &str = "http://netpreserve.org/warc/1.1/revisit/server-not-modified";
const FIELDS: &str = "application/warc-fields";
const HTTP: &str = "application/http;msgtype=response";

/// Header fields that are not true of the body as it is kept.
const UNDONE: [&str; 3] = ["content-encoding", "content-length", "transfer-encoding"];

/// An archive in the making. Records may be written in any order after the first.
#[derive(Debug, Clone)]
pub struct Warc {
    info: String,
}

/// A capture that is to be archived.
#[derive(Debug, Clone, Copy)]
pub struct Archived<'a> {
    /// The capture.
    pub capture: CaptureId,
    /// Its page; without its body where that was given up.
    pub page: &'a Page,
    /// The source it is of.
    pub source: &'a Slug,
    /// SHA-256 of its body as it came, in small hex; none where it had none.
    pub sha256: Option<&'a str>,
    /// When its body was given up; none while it is there.
    pub given_up_at: Option<Timestamp>,
    /// The earlier record of this archive that has the same body.
    pub first: Option<Earlier<'a>>,
}

/// A capture that a record refers to.
#[derive(Debug, Clone, Copy)]
pub struct Earlier<'a> {
    /// The capture.
    pub capture: CaptureId,
    /// The address that answered.
    pub address: &'a Url,
    /// When it was asked.
    pub requested_at: Timestamp,
}

/// What a record of a capture became.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordKind {
    /// An answer with its body.
    Response,
    /// An answer whose body stands in an earlier record.
    Revisit,
    /// A page that is no server's answer: somebody brought it, or a browser built it.
    Resource,
    /// An answer whose body was given up.
    Truncated,
}

impl Warc {
    /// An archive of that name made at that time, and its first record: what it is.
    pub fn begin(name: &str, program: &str, at: Timestamp) -> io::Result<(Self, Vec<u8>)> {
        let at = Timestamp::from_second(at.as_second()).unwrap_or(at);
        let id = urn(&["warcinfo", name, program, &at.to_string()]);
        let block = format!(
            "software: subwatch/{program}\r\nformat: WARC File Format 1.1\r\nconformsTo: {SPECIFICATION}\r\n\
             description: pages with lists of sub-processors, after their content coding was undone\r\n"
        );
        let mut record = Record::new("warcinfo", &id, at);
        record.field("WARC-Filename", name);
        Ok((Self { info: id }, record.finish(FIELDS, block.as_bytes())?))
    }

    /// The records of a capture: itself, and what is known of how it was come by, where there is anything.
    pub fn capture(&self, archived: &Archived<'_>) -> io::Result<(RecordKind, Vec<u8>)> {
        let (kind, mut bytes) = match (&archived.page.origin, archived.given_up_at, archived.first) {
            (
                Origin::File { .. }
                | Origin::Git { .. }
                | Origin::Rendered
                | Origin::Memento { .. }
                | Origin::Mail { .. },
                ..,
            ) => (RecordKind::Resource, self.resource(archived)?),
            (Origin::Crawled, Some(_), _) => (RecordKind::Truncated, self.response(archived)?),
            (Origin::Crawled, None, Some(first)) => (RecordKind::Revisit, self.revisit(archived, &first)?),
            (Origin::Crawled, None, None) => (RecordKind::Response, self.response(archived)?),
        };
        bytes.extend(self.metadata(archived)?);
        Ok((kind, bytes))
    }

    /// The record of an answer 304: at that moment the server said that a page is as it was. `look` is the
    /// key of the look at the page, so that two such answers have different names.
    pub fn not_modified(&self, look: i64, at: Timestamp, of: &Earlier<'_>) -> io::Result<Vec<u8>> {
        let mut record =
            self.record("revisit", &urn(&["look", &look.to_string(), &at.to_string()]), at, of.address);
        record.field("WARC-Profile", NOT_MODIFIED);
        refer(&mut record, of);
        record.finish(HTTP, b"HTTP/1.1 304 Not Modified\r\n\r\n")
    }

    fn response(&self, archived: &Archived<'_>) -> io::Result<Vec<u8>> {
        let page = archived.page;
        let mut record = self.record(
            "response",
            &id(archived.capture, page.requested_at),
            page.requested_at,
            &page.address,
        );
        let digest = archived.sha256.map(|sha256| format!("sha256:{sha256}"));
        match (&digest, archived.given_up_at) {
            (Some(digest), None) => record.field("WARC-Payload-Digest", digest),
            // What is left of it has another digest; so the field of the standard would be wrong.
            (Some(digest), Some(_)) => {
                record.field("WARC-Truncated", "unspecified");
                record.field("Subwatch-Given-Up-Payload-Digest", digest);
            }
            (None, _) => {}
        }
        let mut block = head(page);
        let _ = write!(block, "content-length: {}\r\n\r\n", page.body.len());
        let mut block = block.into_bytes();
        block.extend(&page.body);
        record.finish(HTTP, &block)
    }

    fn revisit(&self, archived: &Archived<'_>, first: &Earlier<'_>) -> io::Result<Vec<u8>> {
        let page = archived.page;
        let mut record = self.record(
            "revisit",
            &id(archived.capture, page.requested_at),
            page.requested_at,
            &page.address,
        );
        record.field("WARC-Profile", IDENTICAL);
        if let Some(sha256) = archived.sha256 {
            record.field("WARC-Payload-Digest", format_args!("sha256:{sha256}"));
        }
        refer(&mut record, first);
        record.finish(HTTP, (head(page) + "\r\n").as_bytes())
    }

    fn resource(&self, archived: &Archived<'_>) -> io::Result<Vec<u8>> {
        let page = archived.page;
        let mut record = self.record(
            "resource",
            &id(archived.capture, page.requested_at),
            page.requested_at,
            &page.address,
        );
        if let Some(sha256) = archived.sha256 {
            record.field("WARC-Payload-Digest", format_args!("sha256:{sha256}"));
        }
        record.finish(&plain(page.header("content-type").unwrap_or("application/octet-stream")), &page.body)
    }

    /// What a response has no place for: redirects on the way to it, and where an imported page came from.
    fn metadata(&self, archived: &Archived<'_>) -> io::Result<Vec<u8>> {
        let mut block = String::new();
        let mut field = |name: &str, value: &dyn Display| {
            let _ = write!(block, "{name}: {}\r\n", plain(&value.to_string()));
        };
        for step in &archived.page.redirects {
            field("redirect", &format_args!("{} {} {}", step.status, step.from, step.to));
        }
        match &archived.page.origin {
            Origin::Crawled => {}
            Origin::File { name } => field("importedFrom", name),
            Origin::Git { commit, authored, path } => {
                field("gitCommit", commit);
                field("gitAuthored", authored);
                field("gitPath", path);
            }
            Origin::Rendered => field("renderedBy", &"a browser"),
            Origin::Memento { address, datetime } => {
                field("mementoAddress", address);
                field("mementoDatetime", datetime);
            }
            Origin::Mail { message_id } => field("mailMessageId", message_id),
        }
        if block.is_empty() {
            return Ok(Vec::new());
        }
        let block = format!("source: {}\r\n{block}", archived.source);
        let at = archived.page.requested_at;
        let mut record = self.record(
            "metadata",
            &urn(&["metadata", &archived.capture.to_string(), &at.to_string()]),
            at,
            &archived.page.requested,
        );
        record.field("WARC-Concurrent-To", id(archived.capture, at));
        record.finish(FIELDS, block.as_bytes())
    }

    fn record(&self, kind: &str, id: &str, at: Timestamp, target: &Url) -> Record {
        let mut record = Record::new(kind, id, at);
        record.field("WARC-Warcinfo-ID", &self.info);
        record.field("WARC-Target-URI", without_fragment(target));
        record
    }
}

/// Names the earlier record that a revisit stands for.
fn refer(record: &mut Record, to: &Earlier<'_>) {
    record.field("WARC-Refers-To", id(to.capture, to.requested_at));
    record.field("WARC-Refers-To-Target-URI", without_fragment(to.address));
    record.field("WARC-Refers-To-Date", to.requested_at);
}

/// The name of the record of a capture.
fn id(capture: CaptureId, requested_at: Timestamp) -> String {
    urn(&["capture", &capture.to_string(), &requested_at.to_string()])
}

/// A name that is the same whenever it is asked for: a UUID of version 8 (RFC 9562 section 5.8) from a
/// digest.
fn urn(parts: &[&str]) -> String {
    let mut bytes: Vec<u8> =
        Sha256::digest(format!("subwatch {}", parts.join(" "))).iter().copied().take(16).collect();
    for (at, mask, bits) in [(6, 0x0f, 0x80), (8, 0x3f, 0x80)] {
        if let Some(byte) = bytes.get_mut(at) {
            *byte = (*byte & mask) | bits;
        }
    }
    let mut text = hex(&bytes);
    for at in [20, 16, 12, 8] {
        text.insert(at, '-');
    }
    format!("<urn:uuid:{text}>")
}

/// Status line and header fields, without the empty line that ends them.
fn head(page: &Page) -> String {
    let mut head = format!("HTTP/1.1 {} {}\r\n", page.status, reason(page.status));
    for Header { name, value } in &page.headers {
        let undone = if UNDONE.contains(&name.as_str()) { "x-archive-orig-" } else { "" };
        let _ = write!(head, "{undone}{}: {}\r\n", plain(name), plain(value));
    }
    head
}

/// The words of a status (RFC 9110 section 15); those that came are not kept, and mean nothing.
fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        304 => "Not Modified",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        410 => "Gone",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

/// Text on one line: a line break in it would end the field that it stands in.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The address that was asked for: what stands behind `#` is never sent.
fn without_fragment(address: &Url) -> Url {
    let mut address = address.clone();
    address.set_fragment(None);
    address
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// One record in the making.
struct Record {
    head: String,
}

impl Record {
    fn new(kind: &str, id: &str, at: Timestamp) -> Self {
        let mut record = Self { head: "WARC/1.1\r\n".to_owned() };
        record.field("WARC-Type", kind);
        record.field("WARC-Record-ID", id);
        record.field("WARC-Date", at);
        record
    }

    fn field(&mut self, name: &str, value: impl Display) {
        let _ = write!(self.head, "{name}: {}\r\n", plain(&value.to_string()));
    }

    /// Head, block and the two empty lines, as one gzip member that says nothing of time or machine (RFC
    /// 1952).
    fn finish(mut self, content_type: &str, block: &[u8]) -> io::Result<Vec<u8>> {
        self.field("WARC-Block-Digest", format_args!("sha256:{}", hex(&Sha256::digest(block))));
        self.field("Content-Type", content_type);
        self.field("Content-Length", block.len());
        let mut member = GzEncoder::new(Vec::new(), Compression::default());
        member.write_all(self.head.as_bytes())?;
        member.write_all(b"\r\n")?;
        member.write_all(block)?;
        member.write_all(b"\r\n\r\n")?;
        member.finish()
    }
}

#[cfg(test)]
mod tests;
