//! The legal form at the end of a company's name.

use std::{collections::HashSet, ops::Range, sync::LazyLock};

use foldhash::fast::RandomState;

use super::{
    memo::{Memo, recall},
    places::words::{Words, fold, lines},
};

/// Forms behind and in front of a name, folded.
struct Forms {
    behind: HashSet<String, RandomState>,
    front: HashSet<String, RandomState>,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let (front, behind): (Vec<_>, Vec<_>) = lines(include_str!("legal_forms.txt"))
        .filter_map(|line| line.first().copied())
        .partition(|form| form.starts_with('^'));
    let folded =
        |forms: Vec<&str>| forms.into_iter().map(|form| fold(form.trim_start_matches('^'))).collect();
    Forms { behind: folded(behind), front: folded(front) }
});

/// No form has more words: `gesellschaft mit beschränkter haftung`, `san ve tic as`, `株式会社`.
const LONGEST: usize = 8;

/// The name without its legal form: `OpenAI OpCo, LLC` is `OpenAI OpCo`.
///
/// A form falls only where another word of two letters or more is left, so `AMBA`, `SAS Institute`
/// and `Co` stay; forms in a row (`Oy Ab`, `Ltd. (UK) Limited`) fall one by one.
#[must_use]
pub fn strip(name: &str) -> String {
    let words = Words::of(name);
    let core = core(&words);
    if core == (0..words.len()) {
        return name.trim().to_owned();
    }
    let kept = words.printed(core.clone());
    // A closing bracket or sign that belongs to the last word comes after it: `PayPal (Europe)`.
    let tail: String =
        words.gap(core.end).chars().take_while(|letter| matches!(letter, ')' | '+' | '!' | ']')).collect();
    let opened = kept.matches('(').count() > kept.matches(')').count();
    if opened || !tail.starts_with(')') { format!("{kept}{tail}") } else { kept.to_owned() }
}

/// Whether the name carries a legal form.
#[must_use]
pub fn has_form(name: &str) -> bool {
    recall(&FORMED, name, |name| {
        let words = Words::of(name);
        core(&words) != (0..words.len())
    })
}

thread_local! {
    static FORMED: Memo<bool> = Memo::default();
}

/// The words of a name that are not its legal form.
pub(super) fn core(words: &Words) -> Range<usize> {
    let mut core = 0..words.len();
    while let Some(start) = form_at_end(words, &core) {
        core.end = start;
    }
    if let Some(end) = form_in_front(words, &core) {
        core.start = end;
    }
    core
}

/// Where the longest legal form begins that a name ends with.
fn form_at_end(words: &Words, core: &Range<usize>) -> Option<usize> {
    (1..=LONGEST.min(core.len().saturating_sub(1))).rev().map(|count| core.end - count).find(|&start| {
        let form = start..core.end;
        FORMS.behind.contains(words.key(form.clone()))
            && is_set_off(words.gap(start), words.printed(form.clone()))
            && is_printed_as_form(words, &form)
            && leaves_a_name(words, core.start..start)
    })
}

/// Where the longest legal form ends that a name begins with.
fn form_in_front(words: &Words, core: &Range<usize>) -> Option<usize> {
    (1..=LONGEST.min(core.len().saturating_sub(1))).rev().map(|count| core.start + count).find(|&end| {
        let form = core.start..end;
        FORMS.front.contains(words.key(form.clone()))
            && is_printed_as_form(words, &form)
            && leaves_a_name(words, end..core.end)
    })
}

/// A form stands behind a space, comma or bracket, never behind a hyphen or dot (`AS` in `A-S`).
fn is_set_off(gap: &str, form: &str) -> bool {
    let own_script = form.chars().next().is_some_and(|letter| letter > '\u{2fff}');
    own_script || (gap.contains([' ', ',', '(', '\u{a0}']) && !gap.contains(['/', '|', ';', ':', '–', '—']))
}

/// Short forms are words of some language too (`as`, `se`, `co`): they need a capital or a dot.
fn is_printed_as_form(words: &Words, form: &Range<usize>) -> bool {
    let printed = words.printed(form.clone());
    let dotted = printed.contains(['.', '/']) || words.gap(form.end).starts_with('.');
    words.key(form.clone()).chars().count() > 2
        || dotted
        || printed.chars().any(|letter| !letter.is_lowercase() && letter.is_alphabetic())
}

/// Whether what is left without the form is a name: a word of two letters that joins nothing.
fn leaves_a_name(words: &Words, rest: Range<usize>) -> bool {
    let joiners = ["and", "und", "et", "the"];
    let letters = |word: &str| word.chars().filter(|letter| letter.is_alphanumeric()).count();
    let own_script = words.key(rest.clone()).chars().any(|letter| letter > '\u{2fff}');
    own_script
        || rest.into_iter().any(|at| letters(words.word(at)) >= 2 && !joiners.contains(&words.word(at)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::wordlist;

    #[test]
    fn a_form_falls_wherever_in_the_world_it_is_from() {
        for (name, core) in [
            ("Datadog, Inc.", "Datadog"),
            ("OpenAI, L.L.C.", "OpenAI"),
            ("Stripe Payments Europe, Ltd.", "Stripe Payments Europe"),
            ("Hetzner Online GmbH", "Hetzner Online"),
            ("seven GmbH & Co. KG", "seven"),
            ("Crisp IM S.à r.l.", "Crisp IM"),
            ("PayPal (Europe) S.à r.l. et Cie, S.C.A.", "PayPal (Europe)"),
            ("Mollie B.V.", "Mollie"),
            ("Zensai Poland Sp. z o.o.", "Zensai Poland"),
            ("BunnyWay d.o.o.", "BunnyWay"),
            ("IT Forum A/S", "IT Forum"),
            ("Atlassian Pty Ltd", "Atlassian"),
            ("Shopify (Japan) 株式会社", "Shopify (Japan)"),
            ("株式会社メルカリ", "メルカリ"),
            ("ООО Ромашка", "Ромашка"),
            ("Supabase (Inc.)", "Supabase"),
            ("Anthropic (PBC)", "Anthropic"),
            ("Plausible Insights OÜ", "Plausible Insights"),
            ("Apify Technologies s.r.o.", "Apify Technologies"),
        ] {
            assert_eq!(strip(name), core, "{name}");
            assert!(has_form(name), "{name}");
        }
    }

    #[test]
    fn a_name_is_never_emptied_or_cut_short() {
        for name in [
            "AMBA",
            "COOP",
            "SAS Institute",
            "AS Roma",
            "Co",
            "X Corp",
            "Inc.",
            "",
            "GmbH",
            "Billwerk+",
            "Save as",
            "Co-op AG-Park",
            "S.A.",
        ] {
            assert_eq!(strip(name), name, "{name}");
        }
    }

    #[test]
    fn what_was_stripped_once_stays_as_it_is() {
        proptest::proptest!(|(name in "([A-Z][a-z]{1,5}|Inc|GmbH|Ltd|Co|S.A.|AG|[,.&()-]| ){0,10}")| {
            let once = strip(&name);
            proptest::prop_assert_eq!(strip(&once), once.clone());
            proptest::prop_assert_eq!(once.is_empty(), name.trim().is_empty());
        });
    }

    #[test]
    fn the_list_is_sorted() {
        let forms: Vec<&str> = wordlist::lines(include_str!("legal_forms.txt")).collect();
        assert!(forms.is_sorted() && forms.len() > 200);
    }
}
