//! One request and its answer.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::{
    Client, Response,
    header::{
        ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
        LOCATION,
    },
};
use tokio::time::timeout;
use url::Url;

use super::{
    coding,
    crowd::Crowd,
    error::{Fault, FetchError, Measure, Phase},
    guard::Guard,
    redirect, robots,
};
use crate::model::{Clock, Header, HostKey, Reach, Settings, Timeouts, Traffic};

/// The most bytes of header fields, names and values together.
pub(super) const MAX_HEADER_BYTES: usize = 64 << 10;

/// The most header fields.
pub(super) const MAX_HEADERS: usize = 256;

/// What kinds of document a list may be. A page in front of a list is HTML nearly always.
const ACCEPTED: &str = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";

/// A server that chooses a language by the visitor's address would change its page with our address.
const LANGUAGE: &str = "en,*;q=0.5";

/// What every request needs: one set of limits for all hosts, and a client for each guard.
#[derive(Debug)]
pub(super) struct Line {
    /// Connects to public addresses alone, except under [`Guard::AllowPrivate`], where it is `private` again.
    pub(super) public: Client,
    pub(super) private: Client,
    pub(super) settings: Settings,
    /// The guard of a source that asks for nothing else.
    pub(super) guard: Guard,
    /// Who is at which IP address now.
    pub(super) crowd: Crowd,
}

impl Line {
    /// The guard that a source is fetched under: first request, redirects and name lookups alike.
    pub(super) fn guard(&self, reach: Reach) -> Guard {
        match reach {
            Reach::Public => self.guard,
            Reach::Private => Guard::AllowPrivate,
        }
    }

    /// The client that keeps to a guard. Clients share no connection, so none that was opened under the laxer
    /// guard is ever used under the stricter.
    fn client(&self, guard: Guard) -> &Client {
        match guard {
            Guard::PublicOnly => &self.public,
            Guard::AllowPrivate => &self.private,
        }
    }
}

/// One request to be made.
#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) address: &'a Url,
    pub(super) host: &'a HostKey,
    pub(super) guard: Guard,
    pub(super) wanted: Wanted,
    pub(super) condition: Condition,
}

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A page, whole or not at all.
    Page,
    /// A robots.txt, of which only the beginning counts.
    Rules,
}

/// The condition a request is sent under (RFC 9110 section 13.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// None: the page is wanted whole.
    None,
    /// `If-None-Match` with this entity tag.
    NoneMatch(HeaderValue),
    /// `If-Modified-Since` with this date.
    ModifiedSince(HeaderValue),
}

/// What an address answered.
#[derive(Debug)]
pub(super) enum Reply {
    /// It sends us on. The body is not read.
    Onward { status: u16, headers: Vec<Header>, location: Vec<u8> },
    /// A whole answer.
    Whole(Answer),
}

/// A whole answer, its content codings undone.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<Header>,
    pub(super) body: Vec<u8>,
    pub(super) requested_at: Timestamp,
    pub(super) received_at: Timestamp,
}

/// Asks one address once. The caller has checked it and waited for the host's turn.
pub(super) async fn ask(
    line: &Line,
    request: &Request<'_>,
    traffic: &mut Traffic,
    clock: &Clock,
) -> Result<Reply, FetchError> {
    let address = request.address;
    traffic.requests += 1;
    traffic.robots += u32::from(request.wanted == Wanted::Rules);
    let requested_at = clock.now();
    let limit = line.settings.timeouts.total;
    let received = timeout(limit, receive(line, request, traffic)).await;
    let received = received.unwrap_or_else(|_| {
        Err(FetchError::Timeout { address: address.to_string(), phase: Phase::Total, limit })
    })?;
    let received_at = clock.now();
    match received {
        Received::Onward { status, headers, location } => Ok(Reply::Onward { status, headers, location }),
        Received::Wire { status, headers, wire, expected } => {
            let body = plain(wire, expected, &headers, address, line.settings.max_body_bytes).await?;
            Ok(Reply::Whole(Answer { status, headers, body, requested_at, received_at }))
        }
    }
}

/// Whether a body was announced at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Body,
    Nothing,
}

enum Received {
    Onward { status: u16, headers: Vec<Header>, location: Vec<u8> },
    Wire { status: u16, headers: Vec<Header>, wire: Vec<u8>, expected: Expected },
}

async fn receive(line: &Line, request: &Request<'_>, traffic: &mut Traffic) -> Result<Received, FetchError> {
    let &Request { address, host, guard, wanted, ref condition } = request;
    let Timeouts { connect, read, .. } = line.settings.timeouts;
    let sending = line.client(guard).get(address.clone()).headers(request_headers(wanted, condition)).send();
    let late = |_| FetchError::Timeout { address: address.to_string(), phase: Phase::Read, limit: read };
    // The client keeps the time of the connection itself. A connection may be at hand or not: what is left is
    // for reading.
    let response = timeout(connect.saturating_add(read), sending).await.map_err(late)?;
    let mut response = response.map_err(|error| FetchError::before_answer(error, address, host, connect))?;
    let status = response.status().as_u16();
    let headers = kept_headers(response.headers(), address)?;
    match response.headers().get(LOCATION) {
        Some(location) if redirect::is_redirect(status) => {
            return Ok(Received::Onward { status, headers, location: location.as_bytes().to_vec() });
        }
        _ => {}
    }
    traffic.refused += u32::from(matches!(status, 401 | 403 | 407 | 429 | 451));
    if status == 304 {
        traffic.not_modified += 1;
        return match condition {
            Condition::None => Err(FetchError::Unreadable {
                address: address.to_string(),
                fault: Fault::NotModified,
                source: None,
            }),
            _ => Ok(Received::Wire { status, headers, wire: Vec::new(), expected: Expected::Nothing }),
        };
    }
    let expected = if response.content_length() == Some(0) { Expected::Nothing } else { Expected::Body };
    let limits = match wanted {
        Wanted::Page => {
            Limits { read, bytes: wire_limit(line.settings.max_body_bytes), beyond: Beyond::Error }
        }
        Wanted::Rules => Limits { read, bytes: robots::MOST_BYTES + 1, beyond: Beyond::Cut },
    };
    let wire = body(&mut response, address, limits, &mut traffic.bytes).await?;
    Ok(Received::Wire { status, headers, wire, expected })
}

/// How long to wait for the next bytes of a body, and how many to take.
#[derive(Debug, Clone, Copy)]
struct Limits {
    read: Duration,
    bytes: usize,
    beyond: Beyond,
}

/// What a body beyond the limit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Beyond {
    /// Too large.
    Error,
    /// Left where the limit is.
    Cut,
}

/// Reads a body to its end. The client has an error for every end that comes too soon: fewer bytes than
/// announced, a chunked body without its last chunk, a stream that was reset.
async fn body(
    response: &mut Response,
    address: &Url,
    limits: Limits,
    counted: &mut u64,
) -> Result<Vec<u8>, FetchError> {
    let Limits { read, bytes: limit, beyond } = limits;
    let too_large = || FetchError::TooLarge { address: address.to_string(), measure: Measure::Wire, limit };
    let announced =
        response.content_length().map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if announced > limit && beyond == Beyond::Error {
        return Err(too_large());
    }
    // What is announced may be a lie: reserve little of it.
    let mut wire = Vec::with_capacity(announced.min(256 << 10));
    loop {
        let chunk = timeout(read, response.chunk()).await;
        let chunk = chunk.map_err(|_| FetchError::Timeout {
            address: address.to_string(),
            phase: Phase::Read,
            limit: read,
        })?;
        match chunk {
            Ok(Some(chunk)) => {
                *counted = counted.saturating_add(u64::try_from(chunk.len()).unwrap_or(u64::MAX));
                let room = limit.saturating_sub(wire.len());
                match beyond {
                    _ if chunk.len() <= room => wire.extend_from_slice(&chunk),
                    Beyond::Error => return Err(too_large()),
                    Beyond::Cut => {
                        wire.extend(chunk.iter().take(room));
                        return Ok(wire);
                    }
                }
            }
            Ok(None) => return Ok(wire),
            Err(error) => {
                return Err(FetchError::Unreadable {
                    address: address.to_string(),
                    fault: Fault::Cut,
                    source: Some(error.into()),
                });
            }
        }
    }
}

/// A body of random bytes grows a little when it is compressed.
fn wire_limit(max_body_bytes: usize) -> usize {
    max_body_bytes.saturating_add(max_body_bytes / 1000).saturating_add(1024)
}

/// Undoes the content codings on a thread of its own, since it is work for the processor, and so that a
/// decoder that panics costs this page alone.
async fn plain(
    wire: Vec<u8>,
    expected: Expected,
    headers: &[Header],
    address: &Url,
    limit: usize,
) -> Result<Vec<u8>, FetchError> {
    let unreadable = |fault, source| FetchError::Unreadable { address: address.to_string(), fault, source };
    if expected == Expected::Nothing && wire.is_empty() {
        return Ok(wire);
    }
    let layers = coding::named(headers).map_err(|fault| unreadable(fault, None))?;
    if layers.is_empty() {
        let measure = Measure::Wire;
        return if wire.len() > limit {
            Err(FetchError::TooLarge { address: address.to_string(), measure, limit })
        } else {
            Ok(wire)
        };
    }
    let work = tokio::task::spawn_blocking(move || coding::undone(wire, &layers, limit));
    match work.await {
        Ok(result) => result.map_err(|error| error.at(address, limit)),
        Err(panicked) => Err(unreadable(Fault::Coding, Some(panicked.into()))),
    }
}

fn request_headers(wanted: Wanted, condition: &Condition) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(4);
    if wanted == Wanted::Rules {
        // A compressed file that is cut at the limit could not be read.
        headers.insert(ACCEPT, HeaderValue::from_static("text/plain,*/*;q=0.5"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        return headers;
    }
    headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
    headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(LANGUAGE));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(coding::ACCEPTED));
    match condition {
        Condition::None => None,
        Condition::NoneMatch(tag) => headers.insert(IF_NONE_MATCH, tag.clone()),
        Condition::ModifiedSince(date) => headers.insert(IF_MODIFIED_SINCE, date.clone()),
    };
    headers
}

/// Header fields as they are kept: names in lower case, and every byte of a value that is not visible ASCII
/// or a space replaced by `?`, so that no value can break a line of a report or a terminal.
fn kept_headers(headers: &HeaderMap, address: &Url) -> Result<Vec<Header>, FetchError> {
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if bytes > MAX_HEADER_BYTES || headers.len() > MAX_HEADERS {
        return Err(FetchError::TooLarge {
            address: address.to_string(),
            measure: Measure::Headers,
            limit: MAX_HEADER_BYTES,
        });
    }
    let visible = |&byte: &u8| if matches!(byte, b' '..=b'~') { char::from(byte) } else { '?' };
    Ok(headers
        .iter()
        .map(|(name, value)| Header {
            name: name.as_str().to_owned(),
            value: value.as_bytes().iter().map(visible).collect(),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_value_is_kept_as_visible_ascii() {
        let mut headers = HeaderMap::new();
        headers.insert("X-Name", HeaderValue::from_bytes("a\té z~".as_bytes()).unwrap());
        let kept = kept_headers(&headers, &"https://a.example/".parse().unwrap()).unwrap();
        assert_eq!(kept, [Header { name: "x-name".to_owned(), value: "a??? z~".to_owned() }]);
    }

    #[test]
    fn header_fields_are_kept_up_to_a_limit() {
        let address = "https://a.example/".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x", HeaderValue::from_str(&"a".repeat(MAX_HEADER_BYTES - 1)).unwrap());
        assert!(kept_headers(&headers, &address).is_ok());
        headers.insert("y", HeaderValue::from_static(""));
        assert!(matches!(
            kept_headers(&headers, &address),
            Err(FetchError::TooLarge { measure: Measure::Headers, .. })
        ));
    }
}
