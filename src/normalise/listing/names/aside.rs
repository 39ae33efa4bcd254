//! What stands in brackets beside a name and says more than a name: a condition, a task, a site, or the
//! company of which the name tells the role. A condition and a task stay in the name, which is kept as
//! printed.

use std::sync::LazyLock;

use crate::{
    model::Field,
    normalise::{
        entities, signs,
        vocabulary::{WordSet, of_class},
    },
};

use super::super::draft::Draft;

/// Words that begin a condition: `if used`, `falls aktiviert`.
static BEGINNINGS: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("conditions.tsv"), "begins"));
/// Texts that are a condition as a whole: `optional`, `where applicable`.
static WHOLE: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("conditions.tsv"), "whole"));
/// Words behind a name that leave it open: `Acme or similar`.
static OPEN: LazyLock<WordSet> = LazyLock::new(|| of_class(include_str!("conditions.tsv"), "open"));
/// A longer text, in words, is no condition.
const LONGEST: usize = 12;

/// Takes what stands beside the name of a row to the fields where it belongs.
pub(in crate::normalise::listing) fn take(draft: &mut Draft) {
    if let Some(condition) = condition(&draft.name).map(str::to_owned) {
        put_condition(draft, &condition);
        return;
    }
    let Some((outer, inner)) = behind(&draft.name) else { return };
    let (outer, inner) = (outer.to_owned(), inner.to_owned());
    if is_site(&inner) {
        draft.policy.get_or_insert_with(|| format!("https://{}", inner.trim_start_matches("https://")));
        draft.name = outer;
    } else if signs::of(&inner).is_company() && is_role(&outer) {
        draft.name = inner;
        let field = if draft.has(Field::Purpose) { Field::Category } else { Field::Purpose };
        draft.put(field, &outer);
    } else if !draft.has(Field::Purpose) && is_task(&outer, &inner) {
        draft.put(Field::Purpose, &inner);
    }
}

/// The condition that stands before a name, or behind it.
fn condition(name: &str) -> Option<&str> {
    let before = in_front(name).map(|(inner, _)| inner).filter(|inner| is_condition(inner));
    let after = || behind(name).map(|(_, inner)| inner).filter(|inner| is_condition(inner));
    before.or_else(after).or_else(|| open_end(name).map(|(_, open)| open))
}

/// A name and what stands in brackets at its end.
fn behind(name: &str) -> Option<(&str, &str)> {
    let (outer, inner) = name.strip_suffix([')', '）'])?.rsplit_once(['(', '（'])?;
    let outer = outer.trim_end();
    (!outer.is_empty() && !inner.contains([')', '）'])).then(|| (outer, inner.trim()))
}

/// What stands in brackets before a name, and the name.
fn in_front(name: &str) -> Option<(&str, &str)> {
    let (inner, name) = name.strip_prefix(['(', '（', '['])?.split_once([')', '）', ']'])?;
    let name = name.trim_start();
    (!name.is_empty()).then(|| (inner.trim(), name))
}

/// A name and the words behind it that leave open whether it is this company: `Acme or similar`.
fn open_end(name: &str) -> Option<(&str, &str)> {
    let small = name.to_lowercase();
    let end = OPEN.iter().find(|open| small.ends_with(**open) && small.len() == name.len())?;
    let (bare, open) = name.split_at_checked(name.len() - end.len())?;
    let bare = bare.strip_suffix(' ')?.trim_end_matches([',', ' ']);
    (!bare.is_empty()).then(|| (bare, open.trim()))
}

/// Whether a text in brackets says when or for what a company is used.
pub(in crate::normalise::listing) fn is_condition(inner: &str) -> bool {
    let small = inner.to_lowercase();
    let first = small.split([' ', ',']).next().unwrap_or_default();
    let is_short = inner.split_whitespace().count() <= LONGEST;
    is_short
        && (WHOLE.contains(small.as_str()) || OPEN.iter().any(|open| small.starts_with(open)) || {
            BEGINNINGS.contains(first) && inner.contains(' ') && !signs::of(inner).is_company()
        })
}

/// Puts a condition where it belongs.
pub(in crate::normalise::listing) fn put_condition(draft: &mut Draft, condition: &str) {
    let field = if draft.has(Field::AppliesTo) { Field::Notes } else { Field::AppliesTo };
    draft.put(field, condition);
}

/// Whether a text in brackets is the address of a site, and no name of a product.
fn is_site(inner: &str) -> bool {
    let host = inner.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
    let labels = host.split('/').next().unwrap_or(host);
    let is_host = labels.contains('.')
        && labels.split('.').all(|label| {
            !label.is_empty()
                && label
                    .chars()
                    .all(|letter| letter.is_ascii_lowercase() || letter == '-' || letter.is_ascii_digit())
        });
    let ends_in_letters = labels
        .rsplit('.')
        .next()
        .is_some_and(|end| end.len() >= 2 && end.bytes().all(|letter| letter.is_ascii_lowercase()));
    !inner.contains(' ') && is_host && ends_in_letters
}

/// Whether what stands before the brackets is a role: `Hosting provider (Acme GmbH)`.
fn is_role(outer: &str) -> bool {
    let signs = signs::of(outer);
    !signs.is_company()
        && (entities::is_role(outer) || signs.is_header() || signs.is_task() && !signs.is_name())
}

/// Whether what stands in the brackets says what the company before them does: `Acme (Payments)`.
fn is_task(outer: &str, inner: &str) -> bool {
    let inner = signs::of(inner);
    let names = signs::of(outer);
    inner.is_task() && !inner.is_company() && inner.words() <= 6 && names.is_name() && !names.is_task()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(name: &str) -> (String, Option<(Field, String)>) {
        let mut draft = Draft { name: name.to_owned(), ..Draft::default() };
        take(&mut draft);
        let text = draft.texts.iter().next().map(|(field, texts)| (*field, texts.join("; ")));
        (draft.name, text)
    }

    #[test]
    fn a_condition_beside_a_name_is_what_the_row_applies_to() {
        for (printed, condition) in [
            ("Zorblax (if applicable)", "if applicable"),
            ("Zorblax (if used)", "if used"),
            ("(Optional) Zorblax", "Optional"),
            ("Zorblax or similar", "or similar"),
            ("Zorblax (falls aktiviert)", "falls aktiviert"),
        ] {
            assert_eq!(taken(printed), (printed.into(), Some((Field::AppliesTo, condition.into()))));
        }
    }

    #[test]
    fn a_task_in_brackets_is_the_purpose_and_a_site_is_none_of_the_name() {
        assert_eq!(
            taken("AWS (Hosting)"),
            ("AWS (Hosting)".into(), Some((Field::Purpose, "Hosting".into())))
        );
        assert_eq!(taken("Zorblax (zorblax.io)"), ("Zorblax".into(), None));
        let role = taken("Hosting provider (Zorblax GmbH)");
        assert_eq!(role, ("Zorblax GmbH".into(), Some((Field::Purpose, "Hosting provider".into()))));
    }

    #[test]
    fn what_belongs_to_a_name_is_left() {
        for name in ["Google (Gemini)", "Zorblax (Wibble)", "Zorblax (EU)", "Twilio (SendGrid)", "Zorblax"] {
            assert_eq!(taken(name), (name.to_owned(), None));
        }
    }
}
