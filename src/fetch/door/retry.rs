//! When to ask again, and how long to wait before.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    time::Duration,
};

use jiff::Timestamp;

use crate::{
    fetch::{answer::Answer, date::http_date},
    model::Header,
};

/// The wait before the second try where the host names none. It doubles with every further try.
const FIRST_BACKOFF: Duration = Duration::from_millis(500);

/// Whether a status may well be another one a little later.
pub(super) fn is_worth_another_try(status: u16) -> bool {
    matches!(status, 429 | 500 | 502 | 503 | 504)
}

/// The wait that an answer asks for before another try; none where it asks for none, or is none to be tried
/// again.
pub(super) fn wait_of(answer: &Answer, now: Timestamp) -> Option<Duration> {
    let asked = asked_wait(&answer.headers, now).filter(|wait| !wait.is_zero());
    asked.filter(|_| is_worth_another_try(answer.status))
}

/// What `Retry-After` asks for (RFC 9110 section 10.2.3): seconds, or a date. None where it is missing or
/// says nothing.
///
/// A date is counted from the server's own `Date` where there is one, since the two come from one clock, be
/// it wrong or not; else from `now`. A date in the past is no wait.
pub(super) fn asked_wait(headers: &[Header], now: Timestamp) -> Option<Duration> {
    let value = |name| headers.iter().find(|header| header.name == name).map(|header| header.value.trim());
    let text = value("retry-after")?;
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit is a very long wait, not no wait.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let then = http_date(text)?;
    let from = value("date").and_then(http_date).unwrap_or(now);
    Some(Duration::try_from(then.duration_since(from)).unwrap_or(Duration::ZERO))
}

/// The wait before a further try where the host names none: doubled each time, at most `longest`, and by
/// chance up to a half shorter, so that many who failed together do not come back together. `tries` counts
/// those already made.
pub(super) fn backoff(tries: u32, longest: Duration) -> Duration {
    let doubled = FIRST_BACKOFF.saturating_mul(2_u32.saturating_pow(tries.saturating_sub(1).min(16)));
    let full = doubled.min(longest);
    let thousandths = u32::try_from(chance() % 501).unwrap_or(0);
    full.saturating_sub(full.saturating_mul(thousandths) / 1000)
}

/// A number by chance: the standard library seeds every map's hasher with one.
fn chance() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-05-01T02:00:00Z";

    fn wait(fields: &[(&str, &str)]) -> Option<Duration> {
        let headers: Vec<_> = fields
            .iter()
            .map(|&(name, value)| Header { name: name.to_owned(), value: value.to_owned() })
            .collect();
        asked_wait(&headers, NOW.parse().unwrap())
    }

    #[test]
    fn a_wait_may_be_a_number_of_seconds() {
        assert_eq!(wait(&[("retry-after", "120")]), Some(Duration::from_mins(2)));
        assert_eq!(wait(&[("retry-after", " 0 ")]), Some(Duration::ZERO));
        assert_eq!(wait(&[("retry-after", "99999999999999999999999")]), Some(Duration::from_secs(u64::MAX)));
    }

    #[test]
    fn a_wait_may_be_a_date_and_is_then_counted_from_our_clock() {
        assert_eq!(wait(&[("retry-after", "Fri, 01 May 2026 02:00:30 GMT")]), Some(Duration::from_secs(30)));
        assert_eq!(wait(&[("retry-after", "Fri, 01 May 2026 01:00:00 GMT")]), Some(Duration::ZERO));
    }

    #[test]
    fn a_server_with_a_wrong_clock_is_read_by_its_own_clock() {
        let skewed =
            [("date", "Tue, 01 Jan 2030 00:00:00 GMT"), ("retry-after", "Tue, 01 Jan 2030 00:00:10 GMT")];
        assert_eq!(wait(&skewed), Some(Duration::from_secs(10)));
    }

    #[test]
    fn a_wait_that_cannot_be_read_is_none() {
        for text in ["", "soon", "-5", "1.5", "12 s", "Fri, 99 May 2026 02:00:30 GMT", "é"] {
            assert_eq!(wait(&[("retry-after", text)]), None, "{text}");
        }
        assert_eq!(wait(&[]), None);
    }

    #[test]
    fn waits_double_up_to_the_longest_and_are_at_most_halved_by_chance() {
        let longest = Duration::from_secs(3);
        for (tries, full) in [(1, 500), (2, 1000), (3, 2000), (4, 3000), (u32::MAX, 3000)] {
            let full = Duration::from_millis(full);
            for _ in 0..20 {
                let wait = backoff(tries, longest);
                assert!(wait <= full && wait >= full / 2, "{tries}: {wait:?}");
            }
        }
    }
}
