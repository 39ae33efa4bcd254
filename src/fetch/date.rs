//! Dates as HTTP writes them.

use jiff::{
    Timestamp,
    fmt::{rfc2822::DateTimeParser, strtime},
    tz::TimeZone,
};

/// A date as HTTP writes it, in any of its three forms (RFC 9110 section 5.6.7). A wrong weekday is forgiven.
pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    if let Ok(timestamp) = DateTimeParser::new().relaxed_weekday(true).parse_timestamp(text) {
        return Some(timestamp);
    }
    // `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`, less their weekday, which says nothing
    // new.
    let (long, short) = (
        text.split_once(", ").map(|(_, rest)| rest),
        text.split_once(' ').map(|(_, rest)| rest.trim_start()),
    );
    let parsed = |format: &str, text: Option<&str>| strtime::parse(format, text?).ok()?.to_datetime().ok();
    let civil = parsed("%d-%b-%y %H:%M:%S GMT", long).or_else(|| parsed("%b %e %H:%M:%S %Y", short))?;
    civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_forms_of_a_date_are_read() {
        let expected = "1994-11-06T08:49:37Z".parse().ok();
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Mon, 06 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(http_date(text), expected, "{text}");
        }
        assert_eq!(http_date("Sun Nov 16 08:49:37 1994"), "1994-11-16T08:49:37Z".parse().ok());
    }
}
