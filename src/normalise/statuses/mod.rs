//! Whether a row applies now: words of status cells, badges and headings.

use std::sync::LazyLock;

use super::labels::{Phrases, folded, words};
use crate::model::Status;

static STATUSES: LazyLock<Phrases<Status>> =
    LazyLock::new(|| Phrases::parse(include_str!("statuses.tsv"), |rest| rest.first()?.parse().ok()));

/// A longer text is prose, not a status.
const LONGEST: usize = 12;

/// The status that a cell or badge prints: `Active`, `Planned from 1 June 2026`, `Removed`, `geplant`. None where it
/// prints no word for one. The date in such a cell is for [`dates::read`](super::dates::read).
#[must_use]
pub fn read(text: &str) -> Option<Status> {
    if text.len() > 200 {
        return None;
    }
    let text = folded(text);
    let words = words(&text);
    if words.len() > LONGEST {
        return None;
    }
    STATUSES.hits(&words).first().map(|hit| *hit.value)
}

/// The status of everything below a heading: `Planned sub-processors`, `Historical`, `Active`. Where it names two, the
/// one that is not current.
#[must_use]
pub fn of_heading(heading: &str) -> Option<Status> {
    if heading.len() > 200 {
        return None;
    }
    let text = folded(heading);
    let words = words(&text);
    let hits = STATUSES.hits(&words);
    let found = hits.iter().map(|hit| *hit.value);
    found.clone().find(|status| *status != Status::Current).or_else(|| found.clone().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::labels::untidy;

    #[test]
    fn a_status_is_read_in_many_languages() {
        for (text, status) in [
            ("Active", Status::Current),
            ("Planned from 1 June 2026", Status::Upcoming),
            ("Removed", Status::Removed),
            ("Inactive since May", Status::Removed),
            ("No longer active", Status::Removed),
            ("Coming soon", Status::Upcoming),
            ("geplant", Status::Upcoming),
            ("Aktiv", Status::Current),
            ("supprimé le 3 mai 2026", Status::Removed),
            ("próximamente", Status::Upcoming),
            ("削除済み", Status::Removed),
            ("планируется", Status::Upcoming),
            ("نشط", Status::Current),
        ] {
            assert_eq!(read(text), Some(status), "{text}");
        }
        assert_eq!(read("Frankfurt"), None);
        assert_eq!(read(""), None);
        assert_eq!(read("We use this provider for the active monitoring of all that goes on in our systems"), None);
    }

    #[test]
    fn a_heading_gives_its_status_to_the_rows_below() {
        assert_eq!(of_heading("Planned subprocessors"), Some(Status::Upcoming));
        assert_eq!(of_heading("Not active yet"), Some(Status::Upcoming));
        assert_eq!(of_heading("Historical"), Some(Status::Removed));
        assert_eq!(of_heading("Active subprocessors"), Some(Status::Current));
        assert_eq!(of_heading("Cloud Services"), None);
    }

    #[test]
    fn the_dictionary_is_sorted() {
        assert_eq!(untidy(include_str!("statuses.tsv")), [""; 0]);
    }
}
