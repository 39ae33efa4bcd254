//! Days and spans as people type them.

use std::str::FromStr;

use anyhow::Context;
use jiff::{SignedDuration, Timestamp, civil::Date};

use super::exit::BadUsage;
use crate::answers::days;

/// A time as it was typed; what moment it is may depend on the time it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// A day, in UTC: `2026-05-01`.
    Day(Date),
    /// A moment: `2026-05-01T02:00:00Z`.
    Moment(Timestamp),
    /// So long ago: `7d`, `4w`, `12h`.
    Ago(SignedDuration),
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(span) = span(text) {
            return Ok(Self::Ago(span));
        }
        if let Ok(day) = text.parse() {
            return Ok(Self::Day(day));
        }
        let moment = text.parse().map(Self::Moment);
        moment.map_err(|_| {
            format!("`{text}` is no day and no span; write 2026-05-01, 2026-05-01T02:00:00Z, 7d, 4w or 12h")
        })
    }
}

/// The first moment of what was typed.
pub(super) fn since(when: When, now: Timestamp) -> anyhow::Result<Timestamp> {
    match when {
        When::Ago(span) => now.checked_sub(span).map_err(|_| {
            BadUsage("the span reaches back further than time is counted; use a shorter one".to_owned())
                .into()
        }),
        When::Day(day) => days::first_moment(day)
            .with_context(|| format!("`{day}` begins before time is counted; use a later day")),
        When::Moment(moment) => Ok(moment),
    }
}

/// The last moment of what was typed.
pub(super) fn until(when: When, now: Timestamp) -> anyhow::Result<Timestamp> {
    match when {
        When::Day(day) => days::last_moment(day)
            .with_context(|| format!("`{day}` is the last day there is; use an earlier one")),
        When::Ago(_) | When::Moment(_) => since(when, now),
    }
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

    fn typed(text: &str) -> When {
        text.parse().unwrap()
    }

    #[test]
    fn a_span_counts_back_from_now_and_a_day_begins_at_midnight() {
        let now = at("2026-05-08T12:00:00Z");
        assert_eq!(since(typed("7d"), now).unwrap(), at("2026-05-01T12:00:00Z"));
        assert_eq!(since(typed("2026-05-01"), now).unwrap(), at("2026-05-01T00:00:00Z"));
        assert_eq!(since(typed("2026-05-01T03:00:00Z"), now).unwrap(), at("2026-05-01T03:00:00Z"));
        assert_eq!(until(typed("2026-05-01"), now).unwrap(), at("2026-05-01T23:59:59Z"));
    }

    #[test]
    fn what_is_no_day_is_refused_with_the_way_out() {
        for text in ["yesterday", "", "-3d", "99999999999999999w", "2026-13-01", "é"] {
            let error = text.parse::<When>().unwrap_err();
            assert!(error.contains(text) && error.contains("7d"), "{error}");
        }
        assert!(
            since(typed("999999w"), at("2026-05-08T12:00:00Z"))
                .unwrap_err()
                .to_string()
                .contains("use a shorter one")
        );
    }
}
