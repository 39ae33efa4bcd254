//! Header fields that are sent, and those that are kept.

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, ACCEPT_LANGUAGE, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH,
};
use url::Url;

use super::{coding::ACCEPTED as CODINGS, wanted::Wanted};
use crate::{
    fetch::{
        condition::Condition,
        error::{FetchError, Measure},
    },
    model::Header,
};

/// The most bytes of header fields, names and values together.
pub(super) const MAX_HEADER_BYTES: usize = 64 << 10;

/// The most header fields.
pub(super) const MAX_HEADERS: usize = 256;

/// What kinds of document a list may be. A page in front of a list is HTML nearly always.
const KINDS: &str = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";

/// A server that chooses a language by the visitor's address would change its page with our address.
const LANGUAGE: &str = "en,*;q=0.5";

/// What is sent with a request, besides what the client adds itself.
pub(super) fn sent(wanted: &Wanted) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(4);
    let Wanted::Page(condition) = wanted else {
        // A compressed file that is cut at the limit could not be read.
        headers.insert(ACCEPT, HeaderValue::from_static("text/plain,*/*;q=0.5"));
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        return headers;
    };
    headers.insert(ACCEPT, HeaderValue::from_static(KINDS));
    headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(LANGUAGE));
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(CODINGS));
    match condition {
        Condition::None => None,
        Condition::NoneMatch(tag) => headers.insert(IF_NONE_MATCH, tag.clone()),
        Condition::ModifiedSince(date) => headers.insert(IF_MODIFIED_SINCE, date.clone()),
    };
    headers
}

/// Header fields as they are kept: names in lower case, and every byte of a value that is not visible ASCII
/// or a space replaced by `?`, so that no value can break a line of a report or a terminal.
pub(super) fn kept(headers: &HeaderMap, address: &Url) -> Result<Vec<Header>, FetchError> {
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
        let kept = super::kept(&headers, &"https://a.example/".parse().unwrap()).unwrap();
        assert_eq!(kept, [Header { name: "x-name".to_owned(), value: "a??? z~".to_owned() }]);
    }

    #[test]
    fn header_fields_are_kept_up_to_a_limit() {
        let address = "https://a.example/".parse().unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x", HeaderValue::from_str(&"a".repeat(MAX_HEADER_BYTES - 1)).unwrap());
        assert!(super::kept(&headers, &address).is_ok());
        headers.insert("y", HeaderValue::from_static(""));
        assert!(matches!(
            super::kept(&headers, &address),
            Err(FetchError::TooLarge { measure: Measure::Headers, .. })
        ));
    }
}
