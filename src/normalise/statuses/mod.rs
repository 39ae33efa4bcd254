//! Whether a row applies now: words of status cells, badges and headings.

use std::sync::LazyLock;

use super::{
    labels::{Phrases, folded, words},
    memo::{Memo, recall},
    vocabulary::{WordSet, of_class},
};
use crate::model::Status;

static STATUSES: LazyLock<Phrases<Status>> =
    LazyLock::new(|| Phrases::parse(include_str!("statuses.tsv"), |rest| rest.first()?.parse().ok()));

/// A longer text is prose, not a status.
const LONGEST: usize = 12;

/// The status that a cell or badge prints: `Active`, `Planned from 1 June 2026`, `Removed`, `geplant`. None
/// where it prints no word for one. The date in such a cell is for [`dates::read`](super::dates::read).
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

/// The status that a text is the word for, and says nothing else: `Active`, not `Active monitoring`.
#[must_use]
pub fn whole(text: &str) -> Option<Status> {
    if text.len() > 200 {
        return None;
    }
    STATUSES.whole(&words(&folded(text))).copied()
}

/// Whether a text tells from when something holds: `Effective 1 May 2026`, `new, as of 1 May 2026`, `ab 1.
/// Mai 2026`.
#[must_use]
pub fn begins(text: &str) -> bool {
    starts(text, &BEGINNINGS)
}

/// Whether a text tells until when something holds: `until 1 May 2026`, `bis 1. Mai 2026`.
#[must_use]
pub fn ends(text: &str) -> bool {
    starts(text, &ENDINGS)
}

/// Whether one of the first words of a short text is one of these, before anything that is another's.
fn starts(text: &str, these: &WordSet) -> bool {
    if text.len() > 200 {
        return false;
    }
    let text = folded(text);
    let words = words(&text);
    let is_of_days = |word: &&&str| BEGINNINGS.contains(**word) || ENDINGS.contains(**word);
    words.len() <= LONGEST && words.iter().take(3).find(is_of_days).is_some_and(|word| these.contains(word))
}

/// Words before the day from which something holds.
static BEGINNINGS: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("days.tsv"), "from"));
/// Words before the day until which something holds.
static ENDINGS: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("days.tsv"), "until"));

/// The status of everything below a heading: `Planned sub-processors`, `Historical`, `Active`. Where it names
/// two, the one that is not current.
#[must_use]
pub fn of_heading(heading: &str) -> Option<Status> {
    if heading.len() > 200 { None } else { recall(&OF_HEADINGS, heading, find_in_heading) }
}

thread_local! {
    static OF_HEADINGS: Memo<Option<Status>> = Memo::default();
}

/// The status of a heading, found anew.
fn find_in_heading(heading: &str) -> Option<Status> {
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
        assert_eq!(
            read("We use this provider for the active monitoring of all that goes on in our systems"),
            None
        );
    }

    #[test]
    fn a_text_that_is_nothing_but_a_status_is_told_from_one_that_holds_its_word() {
        assert_eq!(whole("Active"), Some(Status::Current));
        assert_eq!(whole("Planned"), Some(Status::Upcoming));
        assert_eq!(whole("Active monitoring"), None);
        assert_eq!(whole(""), None);
    }

    #[test]
    fn the_day_from_which_is_told_from_the_day_until_which() {
        for text in [
            "Effective November 1, 2026",
            "From 1 May 2026",
            "as of 2026-05-01",
            "ab 1. Mai 2026",
            "new – effective 1 October 2026",
        ] {
            assert!(begins(text) && !ends(text), "{text}");
        }
        for text in ["until 31 October 2026", "bis 31.10.2026", "Until further notice, from May"] {
            assert!(ends(text) && !begins(text), "{text}");
        }
        assert!(!begins("Reviewed 1 May 2026") && !begins("To be removed from 1 May 2026") && !begins(""));
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
