//! What stands behind an option, read from what was typed.

use std::time::Duration;

use crate::{
    model::{BadSlug, Media, Severity, Slug},
    report::Format,
};

/// A source by its slug.
pub(super) fn slug(text: &str) -> Result<Slug, String> {
    text.parse().map_err(|error: BadSlug| error.to_string())
}

/// A length of time: a whole number and m, h, d or w.
pub(super) fn length(text: &str) -> Result<Duration, String> {
    let wrong = || {
        format!("`{text}` is no length of time; write a whole number and a unit, such as 30m, 2h, 90d or 4w")
    };
    let end = text.find(|letter: char| !letter.is_ascii_digit()).ok_or_else(wrong)?;
    let (number, unit) = text.split_at(end);
    let minutes = match unit {
        "m" => 1,
        "h" => 60,
        "d" => 24 * 60,
        "w" => 7 * 24 * 60,
        _ => return Err(wrong()),
    };
    let seconds = number.parse::<u64>().ok().and_then(|number| number.checked_mul(minutes * 60));
    // Longer than a thousand years is a slip of the pen.
    seconds.filter(|&seconds| seconds < 1000 * 366 * 86_400).map(Duration::from_secs).ok_or_else(wrong)
}

/// How an answer is written.
pub(super) fn format(text: &str) -> Result<Format, String> {
    let names = || Format::ALL.map(Format::name).join(", ");
    text.parse().map_err(|_| format!("`{text}` is no format; use one of {}", names()))
}

/// How much a change matters.
pub(super) fn severity(text: &str) -> Result<Severity, String> {
    let names = || Severity::ALL.map(Severity::code).join(", ");
    text.parse().map_err(|_| format!("`{text}` is no severity; use one of {}", names()))
}

/// A kind of document.
pub(super) fn media(text: &str) -> Result<Media, String> {
    Media::named(text).ok_or_else(|| {
        format!("`{text}` is no kind of document; use one of {}", Media::ALL.map(Media::name).join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_of_time_is_a_whole_number_and_a_unit() {
        assert_eq!(length("30m"), Ok(Duration::from_mins(30)));
        assert_eq!(length("2h"), Ok(Duration::from_hours(2)));
        assert_eq!(length("4w"), Ok(Duration::from_hours(4 * 7 * 24)));
        for bad in ["", "2", "h", "-2h", "2 h", "2é", "99999999999999999999d", "999999w"] {
            assert!(length(bad).is_err(), "{bad}");
        }
    }
}
