//! The one way from a value to text that a person reads.

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::{
    clean::line,
    ink::{Ink, Span},
    look::Colour,
    value::Value,
    words,
};

/// The value on one line, harmless to a terminal.
pub(super) fn text(value: &Value) -> String {
    line(&raw(value)).trim().to_owned()
}

/// The value as its page or program gave it: what CSV, JSON and XLSX make harmless in their own way.
pub(super) fn raw(value: &Value) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(text) | Value::Badge { text, .. } => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Date(date) => day(*date),
        Value::Time(moment) => minute(*moment),
        Value::Link { text, url } => if text.trim().is_empty() { url } else { text }.clone(),
        Value::Codes(codes) => codes.join(", "),
        Value::Edit(edits) => words::plain(edits),
    }
}

/// The value as spans for a terminal.
pub(super) fn spans(value: &Value, colour: Colour) -> Vec<Span> {
    match value {
        Value::Edit(edits) => {
            let spans = words::spans(edits, colour).into_iter();
            spans.map(|span| Span { text: line(&span.text), ink: span.ink }).collect()
        }
        Value::Badge { tone, .. } => vec![Span { text: text(value), ink: Ink::Tone(*tone) }],
        _ => vec![Span { text: text(value), ink: Ink::Plain }],
    }
}

/// `2026-05-01`.
pub(super) fn day(date: Date) -> String {
    date.to_string()
}

/// `2026-05-01 02:00`, in UTC.
pub(super) fn minute(moment: Timestamp) -> String {
    moment.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M").to_string()
}

/// An address that a reader may be led to: http, https or mailto, percent-encoded. None for any
/// other scheme: `javascript:`, `file:` and the like come from pages too.
pub(super) fn safe_address(url: &str) -> Option<String> {
    let address = url::Url::parse(url.trim()).ok()?;
    matches!(address.scheme(), "http" | "https" | "mailto").then(|| address.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Tone;

    #[test]
    fn every_value_has_its_plain_text() {
        let cases: [(Value, &str); 8] = [
            (Value::Empty, ""),
            (" a\nb ".into(), "a b"),
            ((-5).into(), "-5"),
            (jiff::civil::date(2026, 5, 1).into(), "2026-05-01"),
            ("2026-05-01T02:03:59Z".parse::<Timestamp>().unwrap().into(), "2026-05-01 02:03"),
            (Value::link("", "https://a.example/"), "https://a.example/"),
            (Value::codes(["DE", "US"]), "DE, US"),
            (Value::badge("failed", Tone::Bad), "failed"),
        ];
        for (value, expected) in cases {
            assert_eq!(text(&value), expected);
        }
    }

    #[test]
    fn only_web_and_mail_addresses_become_links() {
        assert_eq!(safe_address("https://a.example/x y"), Some("https://a.example/x%20y".into()));
        for bad in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "internal:Sheet1!A1",
            "external:c:\\x",
            "data:text/html,x",
            "/dpa",
            "",
        ] {
            assert_eq!(safe_address(bad), None, "{bad}");
        }
    }
}
