//! One request to a recording, answered as a web site would.

use http_body_util::Full;
use hyper::{
    Method, Request, Response, StatusCode,
    body::Bytes,
    header::{
        ACCEPT_ENCODING, ALLOW, AsHeaderName, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderMap, HeaderValue,
        IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, RETRY_AFTER, VARY,
    },
};
use jiff::{
    Timestamp,
    civil::Date,
    fmt::rfc2822::{DateTimeParser, DateTimePrinter},
    tz::TimeZone,
};

use super::{
    ready::Ready,
    recording::{Recorded, Recording},
};
use crate::model::Slug;

type Answer = Response<Full<Bytes>>;

/// What `/SLUG` is on a night. No other path leads anywhere, and the path never becomes the name of a file:
/// it is looked up among the sources.
pub(super) async fn answer<B>(recording: &Recording, night: Date, request: &Request<B>) -> Answer {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return with(said(StatusCode::METHOD_NOT_ALLOWED, "only GET and HEAD"), &[(ALLOW, "GET, HEAD")]);
    }
    let slug = request.uri().path().strip_prefix('/').and_then(|name| name.parse::<Slug>().ok());
    let Some(recorded) = slug.and_then(|slug| recording.on(&slug, night)) else {
        return said(StatusCode::NOT_FOUND, "no such page on this night");
    };
    let Some(ready) = ready(recorded).await else {
        return said(StatusCode::INTERNAL_SERVER_ERROR, "the recorded page could not be read");
    };
    if recorded.status == 200 {
        page(recorded, &ready, request.headers())
    } else {
        refusal(recorded, &ready, request.headers())
    }
}

/// The body, read and hashed when it is asked for first.
async fn ready(recorded: &Recorded) -> Option<Ready> {
    if let Some(ready) = recorded.ready.get() {
        return Some(ready.clone());
    }
    let (path, bulk) = (recorded.path.clone(), recorded.bulk);
    let ready = tokio::task::spawn_blocking(move || Some(Ready::of(std::fs::read(path).ok()?, bulk)))
        .await
        .ok()
        .flatten()?;
    Some(recorded.ready.get_or_init(|| ready).clone())
}

fn page(recorded: &Recorded, ready: &Ready, asked: &HeaderMap) -> Answer {
    let packed = ready.gzipped.as_ref().filter(|_| accepts_gzip(asked));
    // Two codings of a page are two representations: a strong entity tag is of one of them (RFC 9110 section
    // 8.8.3.3).
    let tag = format!("\"{}{}\"", ready.hash, if packed.is_some() { "-gzip" } else { "" });
    let written = recorded.date.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp()).unwrap_or_default();
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&written).unwrap_or_default();
    let fields = [(ETAG, tag.as_str()), (LAST_MODIFIED, date.as_str()), (VARY, "accept-encoding")];
    if is_held(asked, &tag, written) {
        return with(bare(StatusCode::NOT_MODIFIED, Bytes::new()), &fields);
    }
    with(body(StatusCode::OK, recorded, ready, packed), &fields)
}

/// A night without a page has no validators, and conditions do not matter (RFC 9110 section 13.2.1).
fn refusal(recorded: &Recorded, ready: &Ready, asked: &HeaderMap) -> Answer {
    let status = StatusCode::from_u16(recorded.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let answer = body(status, recorded, ready, ready.gzipped.as_ref().filter(|_| accepts_gzip(asked)));
    if status == StatusCode::SERVICE_UNAVAILABLE { with(answer, &[(RETRY_AFTER, "1")]) } else { answer }
}

fn body(status: StatusCode, recorded: &Recorded, ready: &Ready, packed: Option<&Bytes>) -> Answer {
    let fields = [(CONTENT_TYPE, recorded.content_type), (CONTENT_ENCODING, "gzip")];
    match packed {
        Some(packed) => with(bare(status, packed.clone()), &fields),
        None => with(bare(status, ready.plain.clone()), &fields[..1]),
    }
}

/// Whether the visitor holds this representation. `If-None-Match` decides alone where it is sent (RFC 9110
/// section 13.2.2).
fn is_held(asked: &HeaderMap, tag: &str, written: Timestamp) -> bool {
    if asked.contains_key(IF_NONE_MATCH) {
        return values(asked, IF_NONE_MATCH)
            .any(|held| held == "*" || held.strip_prefix("W/").unwrap_or(held) == tag);
    }
    let since = asked.get(IF_MODIFIED_SINCE).and_then(|value| value.to_str().ok());
    since
        .and_then(|text| DateTimeParser::new().parse_timestamp(text).ok())
        .is_some_and(|since| written <= since)
}

/// Whether gzip is accepted by name, or by `*`, with a weight that is not zero (RFC 9110 section 12.5.3).
fn accepts_gzip(asked: &HeaderMap) -> bool {
    let weight = |wanted: &str| {
        values(asked, ACCEPT_ENCODING).find_map(|item| {
            let (name, weight) = item.split_once(';').unwrap_or((item, "q=1"));
            let weight =
                weight.trim().strip_prefix("q=").and_then(|weight| weight.trim().parse::<f32>().ok());
            name.trim().eq_ignore_ascii_case(wanted).then_some(weight.unwrap_or(1.0))
        })
    };
    weight("gzip").or_else(|| weight("*")).is_some_and(|weight| weight > 0.0)
}

/// The items of a field that is a list, on however many lines.
fn values(asked: &HeaderMap, field: impl AsHeaderName) -> impl Iterator<Item = &str> {
    asked
        .get_all(field)
        .into_iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
}

fn said(status: StatusCode, words: &'static str) -> Answer {
    with(bare(status, Bytes::from_static(words.as_bytes())), &[(CONTENT_TYPE, "text/plain")])
}

fn bare(status: StatusCode, body: Bytes) -> Answer {
    let mut answer = Response::new(Full::new(body));
    *answer.status_mut() = status;
    answer
}

fn with(mut answer: Answer, fields: &[(hyper::header::HeaderName, &str)]) -> Answer {
    for (name, value) in fields {
        // A value we wrote ourselves always fits.
        if let Ok(value) = HeaderValue::from_str(value) {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}
