//! Days and spans as people type them.

use anyhow::{Context, bail};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};

/// The first moment of a span that ends now (`7d`, `4w`, `12h`), of a day (`2026-05-01`), or a moment itself.
pub(super) fn since(text: &str, now: Timestamp) -> anyhow::Result<Timestamp> {
    if let Some(span) = span(text) {
        return now.checked_sub(span).with_context(|| format!("`{text}` reaches back further than time is counted; use a shorter span"));
    }
    match text.parse::<Date>() {
        Ok(day) => start_of(day),
        Err(_) => moment(text),
    }
}

/// The last moment of a day, a moment itself, or the end of a span before now.
pub(super) fn until(text: &str, now: Timestamp) -> anyhow::Result<Timestamp> {
    match text.parse::<Date>() {
        Ok(day) => {
            let next = day.checked_add(1.day()).with_context(|| format!("`{text}` is the last day there is; use an earlier one"))?;
            Ok(start_of(next)?.checked_sub(SignedDuration::from_secs(1))?)
        }
        Err(_) => since(text, now),
    }
}

/// The day of a moment, in UTC.
pub(super) fn day(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}

fn start_of(day: Date) -> anyhow::Result<Timestamp> {
    Ok(day.to_zoned(TimeZone::UTC)?.timestamp())
}

fn moment(text: &str) -> anyhow::Result<Timestamp> {
    text.parse::<Timestamp>().or_else(|_| bail!("`{text}` is no day and no span; write 2026-05-01, 2026-05-01T02:00:00Z, 7d, 4w or 12h"))
}

fn span(text: &str) -> Option<SignedDuration> {
    let unit = text.chars().last()?;
    let count: i64 = text[..text.len() - unit.len_utf8()].parse().ok()?;
    let hours = match unit {
        'h' => 1,
        'd' => 24,
        'w' => 24 * 7,
        _ => return None,
    };
    let seconds = count.checked_mul(hours)?.checked_mul(3600)?;
    (count >= 0).then(|| SignedDuration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_span_counts_back_from_now_and_a_day_begins_at_midnight() {
        let now = at("2026-05-08T12:00:00Z");
        assert_eq!(since("7d", now).unwrap(), at("2026-05-01T12:00:00Z"));
        assert_eq!(since("2026-05-01", now).unwrap(), at("2026-05-01T00:00:00Z"));
        assert_eq!(since("2026-05-01T03:00:00Z", now).unwrap(), at("2026-05-01T03:00:00Z"));
        assert_eq!(until("2026-05-01", now).unwrap(), at("2026-05-01T23:59:59Z"));
    }

    #[test]
    fn what_is_no_day_is_refused_with_the_way_out() {
        for text in ["yesterday", "", "-3d", "99999999999999w", "2026-13-01", "é"] {
            let error = since(text, at("2026-05-08T12:00:00Z")).unwrap_err().to_string();
            assert!(error.contains(text) && (error.contains("7d") || error.contains("shorter")), "{error}");
        }
    }
}
