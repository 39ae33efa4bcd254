//! What a text looks like: a company, a role, a gap that nobody filled in.

use std::sync::LazyLock;

use super::{
    super::{
        absent, legal_forms,
        memo::{Memo, recall},
        places::{self, words::Words},
        vocabulary::{WordSet, set},
    },
    catalogue::COMPANIES,
    parts::without_marks,
};

/// Words of roles: `Hosting provider`, `Email service`.
static ROLES: LazyLock<WordSet> = LazyLock::new(|| set(include_str!("roles.txt")));

/// How far a text is like the name of a company or product, and what says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likeness {
    /// 0 to 100.
    pub weight: u8,
    /// What decided, in words.
    pub reason: &'static str,
}

/// How far a text is like the name of a company or product, and not a sentence, a place or a task.
#[must_use]
pub fn likeness(text: &str) -> Likeness {
    let like = |weight: u8, reason: &'static str| Likeness { weight, reason };
    let text = without_marks(text);
    let words = Words::of(text);
    if words.len() == 0 || words.len() > 14 || is_placeholder(text) {
        return like(0, "no words, too many, or a gap");
    }
    let key = words.key(0..words.len());
    if COMPANIES.named(key).is_some() {
        // `Remote` and `Link` are companies, and words of every page.
        let capital = words.printed(0..1).starts_with(char::is_uppercase);
        return match (COMPANIES.is_distinctive(key), capital) {
            (true, _) => like(100, "a company of the catalogue"),
            (false, true) => like(70, "a company of the catalogue, and a word"),
            (false, false) => like(30, "a word, and a company of the catalogue"),
        };
    }
    let has_form = legal_forms::has_form(text);
    let sentence = text.ends_with(['.', '!', '?', ':']) && !has_form && words.len() > 4;
    if sentence || text.contains('@') || text.starts_with("http") {
        return like(5, "a sentence or an address");
    }
    if has_form {
        return like(if words.len() <= 9 { 95 } else { 60 }, "a legal form");
    }
    if super::company(text).is_some() && words.len() <= 8 {
        return like(90, "a company of the catalogue, with more words");
    }
    if is_site(text) {
        return like(60, "the name of a site");
    }
    if places::share(text) > 0.6 {
        return like(5, "a place");
    }
    if is_role(text) {
        return like(15, "a task");
    }
    let capitals =
        (0..words.len()).filter(|&at| !words.printed(at..at + 1).starts_with(char::is_lowercase)).count();
    match (words.len(), capitals) {
        (1..=3, capitals) if capitals == words.len() => like(60, "a few words with capitals"),
        (1, _) => like(40, "one small word"),
        (2..=5, capitals) if capitals * 2 > words.len() => like(45, "mostly words with capitals"),
        (2..=5, _) => like(20, "a few small words"),
        _ => like(10, "many words"),
    }
}

/// Whether a text is the name of a site, as some companies call themselves: `Sender.net`.
fn is_site(text: &str) -> bool {
    let is_label = |label: &str| {
        label.len() > 1 && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    let ends_small =
        text.rsplit('.').next().is_some_and(|end| end.bytes().all(|byte| byte.is_ascii_lowercase()));
    text.contains('.') && ends_small && text.split('.').all(is_label)
}

/// Whether a text is a gap that nobody filled in: `TBD`, `[REGION]`, `<Name>`, `{{name}}`, `N/A`.
#[must_use]
pub fn is_placeholder(text: &str) -> bool {
    recall(&PLACEHOLDERS, text, is_gap)
}

thread_local! {
    static PLACEHOLDERS: Memo<bool> = Memo::default();
}

/// Whether a text is a gap, found anew.
fn is_gap(text: &str) -> bool {
    let text = text.trim().trim_matches(['`', '"', '*', ' ', '.']);
    let wrapped = [("[", "]"), ("<", ">"), ("{", "}"), ("⟨", "⟩"), ("«", "»"), ("__", "__"), ("%", "%")];
    let is_wrapped =
        wrapped.iter().any(|(open, close)| text.len() > 2 && text.starts_with(open) && text.ends_with(close));
    let words = Words::of(text);
    let dashes = words.len() == 0
        && text
            .chars()
            .all(|letter| matches!(letter, '-' | '–' | '—' | '.' | '…' | '_' | '?' | '•' | '/' | ' '));
    let marked = words.len() > 1
        && matches!(words.word(words.len() - 1), "tbd" | "tbc" | "tba")
        && words.gap(words.len()).contains([')', ']']);
    is_wrapped || dashes || marked || absent::is_gap(words.key(0..words.len()))
}

/// Whether a text names a task and not who does it: `Hosting provider`.
#[must_use]
pub fn is_role(text: &str) -> bool {
    let words = Words::of(text);
    let roles = (0..words.len()).filter(|&at| ROLES.contains(words.word(at))).count();
    let small = (1..words.len()).any(|at| words.printed(at..at + 1).starts_with(char::is_lowercase));
    words.len() > 0 && (roles == words.len() || (roles > 0 && small && roles * 2 >= words.len()))
}

/// Whether the text in brackets can be a brand: short, capitalised, no role, no place.
pub(super) fn is_brand(text: &str) -> bool {
    let words = Words::of(text);
    let first = words.printed(0..1);
    let capital = first.starts_with(char::is_uppercase)
        || text.contains('.')
        || first.chars().skip(1).any(char::is_uppercase);
    (1..=3).contains(&words.len())
        && capital
        && text.chars().count() > 2
        && !is_role(text)
        && places::share(text) < 0.5
        && !is_placeholder(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_looks_more_like_one_than_a_role_a_place_or_a_sentence() {
        for name in ["Cloudflare", "Wibblecorp GmbH", "Stripe Payments Europe, Ltd.", "Frobnicator"] {
            assert!(likeness(name).weight >= 60, "{name}");
        }
        for other in [
            "Hosting provider",
            "Frankfurt, Germany",
            "We use this provider to send our mails to you.",
            "TBD",
            "",
            "support@example.com",
        ] {
            assert!(likeness(other).weight < 20, "{other}");
        }
    }

    #[test]
    fn a_gap_is_told_from_a_name() {
        for gap in [
            "TBD",
            "[REGION]",
            "<Name>",
            "N/A",
            "to be confirmed",
            "XXX",
            "{{name}}",
            "—",
            "Email provider [TBD]",
            "未定",
            "該当なし",
            "",
        ] {
            assert!(is_placeholder(gap), "{gap}");
        }
        for name in ["Nabla", "Acme [EU]", "None of Your Business e.V."] {
            assert!(!is_placeholder(name), "{name}");
        }
    }
}
