//! Times and days as text that sorts.

use std::fmt::Display;

use jiff::{Timestamp, civil::Date};

use super::{StoreError, error::corrupt};

/// A moment as it is stored: UTC, RFC 3339, cut to the second, so always as wide.
pub(super) fn text(moment: Timestamp) -> String {
    let second = Timestamp::from_second(moment.as_second()).unwrap_or(moment);
    format!("{second:.0}")
}

/// The moment of a stored text.
pub(super) fn moment(text: &str, place: impl Display) -> Result<Timestamp, StoreError> {
    text.parse().map_err(|_| corrupt(format_args!("`{text}` is no time"), place))
}

/// The moment of a stored text that may be null.
pub(super) fn perhaps(text: Option<&str>, place: impl Display) -> Result<Option<Timestamp>, StoreError> {
    text.map(|text| moment(text, place)).transpose()
}

/// The day of a stored text.
pub(super) fn day(text: &str, place: impl Display) -> Result<Date, StoreError> {
    text.parse().map_err(|_| corrupt(format_args!("`{text}` is no day"), place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_twenty_characters_and_sorts_as_text() {
        let at = |text: &str| super::text(text.parse().unwrap());
        assert_eq!(at("2026-05-01T02:00:00Z"), "2026-05-01T02:00:00Z");
        assert_eq!(at("2026-05-01T04:00:00.999+02:00"), "2026-05-01T02:00:00Z");
        assert!(at("2026-05-01T02:00:00.5Z") < at("2026-05-01T02:00:01Z"));
        assert!(at("1999-12-31T23:59:59Z") < at("2026-01-01T00:00:00Z"));
        assert!(moment("yesterday", "look 1").is_err());
    }
}
