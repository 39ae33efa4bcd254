//! The condition that a request is sent under (RFC 9110 section 13.1).

use reqwest::header::HeaderValue;
use url::Url;

use super::date::http_date;
use crate::model::Validators;

/// The condition that a request is sent under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// None: the page is wanted whole.
    None,
    /// `If-None-Match` with this entity tag.
    NoneMatch(HeaderValue),
    /// `If-Modified-Since` with this date.
    ModifiedSince(HeaderValue),
}

impl Condition {
    /// The condition to send to an address. Validators that another address gave say nothing of this one.
    pub(super) fn at(address: &Url, validators: &Validators) -> Self {
        let mut of = validators.of.clone();
        if let Some(of) = &mut of {
            of.set_fragment(None);
        }
        if of.as_ref() != Some(address) {
            return Self::None;
        }
        let value = |text: &String| HeaderValue::from_str(text).ok();
        if let Some(tag) = validators.etag.as_ref().filter(|tag| is_entity_tag(tag)).and_then(value) {
            return Self::NoneMatch(tag);
        }
        let is_date = |text: &&String| http_date(text).is_some();
        let date = validators.last_modified.as_ref().filter(is_date).and_then(value);
        date.map_or(Self::None, Self::ModifiedSince)
    }
}

/// Whether a text is one entity tag (RFC 9110 section 8.8.3). `*` or a list would match pages we never saw.
fn is_entity_tag(text: &str) -> bool {
    let opaque =
        text.strip_prefix("W/").unwrap_or(text).strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    opaque.is_some_and(|inner| inner.bytes().all(|byte| matches!(byte, b'!' | b'#'..=b'~')))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is sent to `https://a.example/`, or where `steps` lead from there, against a capture of `/`.
    fn sent(etag: Option<&str>, last_modified: Option<&str>, steps: &[&str]) -> Condition {
        sent_of("https://a.example/", etag, last_modified, steps)
    }

    fn sent_of(of: &str, etag: Option<&str>, last_modified: Option<&str>, steps: &[&str]) -> Condition {
        let start: Url = "https://a.example/".parse().unwrap();
        let address = steps.iter().fold(start, |from, step| from.join(step).unwrap());
        let validators = Validators {
            etag: etag.map(str::to_owned),
            last_modified: last_modified.map(str::to_owned),
            of: of.parse().ok(),
        };
        Condition::at(&address, &validators)
    }

    const DATE: &str = "Fri, 01 May 2026 02:00:30 GMT";

    #[test]
    fn an_entity_tag_wins_over_a_date() {
        assert_eq!(
            sent(Some("W/\"1\""), Some(DATE), &[]),
            Condition::NoneMatch(HeaderValue::from_static("W/\"1\""))
        );
        assert_eq!(sent(None, Some(DATE), &[]), Condition::ModifiedSince(HeaderValue::from_static(DATE)));
        assert_eq!(sent(None, None, &[]), Condition::None);
    }

    #[test]
    fn what_is_no_entity_tag_or_no_date_is_not_sent() {
        for tag in ["*", "1", "\"a\", \"b\"", "\"", "w/\"1\"", "\"a b\"", "\"é\""] {
            assert_eq!(sent(Some(tag), None, &[]), Condition::None, "{tag}");
        }
        assert_eq!(sent(None, Some("yesterday"), &[]), Condition::None);
    }

    #[test]
    fn a_validator_goes_to_the_address_that_gave_it_alone() {
        for (etag, date) in [(Some("\"1\""), None), (None, Some(DATE))] {
            assert_eq!(sent(etag, date, &["/b"]), Condition::None);
            assert_eq!(sent(etag, date, &["https://b.example/"]), Condition::None);
            assert_eq!(sent_of("https://a.example/b", etag, date, &[]), Condition::None);
            assert_ne!(sent_of("https://a.example/b", etag, date, &["/b"]), Condition::None);
            assert_ne!(
                sent_of("https://b.example/#list", etag, date, &["https://b.example/"]),
                Condition::None
            );
        }
        let unknown = Validators { etag: Some("\"1\"".to_owned()), last_modified: None, of: None };
        assert_eq!(Condition::at(&"https://a.example/".parse().unwrap(), &unknown), Condition::None);
    }
}
