//! Days and moments: a day is one of UTC, wherever the reader sits.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};

/// The day of a moment.
#[must_use]
pub fn day(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}

/// The first moment of a day; none where time is not counted so far.
#[must_use]
pub fn first_moment(day: Date) -> Option<Timestamp> {
    Some(day.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// The last moment of a day, to the second; none for the last day there is.
#[must_use]
pub fn last_moment(day: Date) -> Option<Timestamp> {
    first_moment(day.checked_add(1.day()).ok()?)?.checked_sub(SignedDuration::from_secs(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_and_ends_a_second_before_the_next() {
        let may = jiff::civil::date(2026, 5, 1);
        let (first, last) = (first_moment(may).unwrap(), last_moment(may).unwrap());
        assert_eq!([first, last].map(|at| at.to_string()), ["2026-05-01T00:00:00Z", "2026-05-01T23:59:59Z"]);
        assert_eq!([first, last].map(day), [may, may]);
        assert_eq!(last_moment(Date::MAX), None);
    }
}
