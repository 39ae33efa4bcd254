//! Small words beside a name: badges, and remarks in brackets on how new a row is or until when it holds.

use crate::{
    model::{Field, Status},
    normalise::{dates, remarks, statuses},
};

use super::draft::Draft;

/// A longer text in brackets, in words, is no note.
const LONGEST_NOTE: usize = 12;
/// More words are no badge.
const LONGEST_BADGE: usize = 4;

/// Schemes that companies are certified by.
const CERTIFICATES: [&str; 10] =
    ["c5", "csa", "fedramp", "gdpr", "hipaa", "iso", "iso27001", "pci", "soc", "soc2"];

/// Whether a text stands on badges wherever it stands: a remark, a certificate, a word for a status.
pub(super) fn is_badge(text: &str) -> bool {
    let words = || text.split_whitespace();
    let short = words().count() <= LONGEST_BADGE && !text.ends_with([':', '.']);
    let certified = || {
        let first = words().next().unwrap_or_default().to_lowercase();
        CERTIFICATES.contains(&first.as_str())
            && words().all(|word| word.chars().any(|letter| letter.is_uppercase() || letter.is_ascii_digit()))
    };
    short && (remarks::is_on_badge(text) || statuses::whole(text).is_some() || certified())
}

/// A name and the note in brackets behind it: `Acme (new, effective 1 October 2026)`.
pub(super) fn noted(name: &str) -> Option<(&str, &str)> {
    let (before, inner) = name.trim_end().strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
    (!before.trim().is_empty() && is_note(inner)).then(|| (before.trim_end(), inner.trim()))
}

/// Takes the note of an item, at the end of its name or at the start of what follows: `Acme (from 1 May 2026)
/// – mail`.
pub(super) fn take(draft: &mut Draft, name: &mut String, rest: &mut String) {
    if let Some((bare, note)) = noted(name).map(|(bare, note)| (bare.to_owned(), note.to_owned())) {
        put(draft, &note);
        *name = bare;
    }
    let leading = rest.trim_start().strip_prefix('(').and_then(|rest| rest.split_once(')'));
    if let Some((note, after)) =
        leading.filter(|(note, _)| is_note(note)).map(|(note, after)| (note.to_owned(), after.to_owned()))
    {
        put(draft, &note);
        *rest = after;
    }
}

/// Whether a text, without its brackets, says how new a row is or from or until when it holds.
pub(super) fn is_note(inner: &str) -> bool {
    let dated = || statuses::begins(inner) || statuses::ends(inner) || statuses::read(inner).is_some();
    inner.split_whitespace().count() <= LONGEST_NOTE
        && (remarks::is_on_badge(inner) || dates::read(inner, None).is_some() && dated())
}

/// Puts a note where it belongs: the day from which a row holds, its status, else a remark.
pub(super) fn put(draft: &mut Draft, note: &str) {
    if statuses::read(note).is_some_and(|status| status != Status::Current) {
        draft.put(Field::Status, note);
    } else if statuses::begins(note) && dates::read(note, None).is_some() && !draft.has(Field::Effective) {
        draft.put(Field::Effective, note);
    } else if remarks::is_on_badge(note) {
        draft.put_extra("Label", note);
    } else {
        draft.put(Field::Notes, note);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_in_brackets_is_no_part_of_the_name() {
        for (name, note) in [
            ("Acme, Inc. (new – effective 1 October 2026)", "new – effective 1 October 2026"),
            ("Acme (as of 2026-05-01)", "as of 2026-05-01"),
            ("Acme GmbH (bis 31. Oktober 2026)", "bis 31. Oktober 2026"),
            ("Acme (New)", "New"),
        ] {
            let bare = name.split(" (").next().unwrap();
            assert_eq!(noted(name), Some((bare, note)), "{name}");
        }
        for name in
            ["Acme (Zenith)", "Acme (formerly Zenith, 2019)", "Acme", "(new)", "Acme (EU)", "Acme (2026) Ltd"]
        {
            assert_eq!(noted(name), None, "{name}");
        }
    }

    #[test]
    fn the_note_of_an_item_is_taken_from_both_sides_of_its_end() {
        for (name, rest) in [("Acme (from 1 May 2026)", " – mail"), ("Acme", " (from 1 May 2026) – mail")]
        {
            let (mut draft, mut name, mut rest) = (Draft::default(), name.to_owned(), rest.to_owned());
            take(&mut draft, &mut name, &mut rest);
            assert_eq!(
                (name.as_str(), rest.as_str(), draft.has(Field::Effective)),
                ("Acme", " – mail", true)
            );
        }
    }

    #[test]
    fn a_note_goes_where_it_belongs() {
        let put = |note: &str| {
            let mut draft = Draft::default();
            super::put(&mut draft, note);
            draft.texts.keys().copied().next()
        };
        assert_eq!(put("new, effective 1 October 2026"), Some(Field::Effective));
        assert_eq!(put("until 31 October 2026"), Some(Field::Notes));
        assert_eq!(put("planned from 1 May 2026"), Some(Field::Status));
        assert_eq!(put("new"), None);
    }

    #[test]
    fn a_badge_is_known_by_its_words() {
        for badge in ["New", "Optional", "Active", "SOC 2", "SOC 2 Type II", "ISO 27001", "geplant", "HIPAA"]
        {
            assert!(is_badge(badge), "{badge}");
        }
        for text in ["CDN", "Active monitoring", "Hosting", "Status:", "ISO consultants", "Data centre", ""] {
            assert!(!is_badge(text), "{text}");
        }
    }
}
