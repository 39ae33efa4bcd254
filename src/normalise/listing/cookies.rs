//! Tables of cookies: they name companies, and are about what these leave in a browser.

use std::sync::LazyLock;

use crate::{
    model::{Field, Grid, wordlist::lines},
    normalise::{
        entities,
        labels::{folded, words},
        signs,
        topics::{self, Other},
        vocabulary::WordSet,
    },
};

use super::{columns::Columns, draft::Draft};

/// What a table of cookies loses.
const AGAINST: i32 = -90;

/// Words over a column that tells how long something stays.
struct Durations {
    /// As headers are compared, folded.
    whole: WordSet,
    /// In scripts that do not part words: for any header that holds them.
    parts: Vec<&'static str>,
}

static DURATIONS: LazyLock<Durations> = LazyLock::new(|| {
    let (whole, parts): (Vec<&str>, Vec<&str>) =
        lines(include_str!("durations.txt")).partition(|word| word.is_ascii());
    Durations { whole: whole.into_iter().collect(), parts }
});

/// Points against a table whose rows are cookies: the first column names them, or the heading does and a
/// column tells how long they stay.
pub(super) fn against(grid: &Grid, drafts: &[Draft], columns: &Columns) -> Option<(i32, &'static str)> {
    let first = columns.headers.first()?;
    let beside = columns.of(Field::Name) > Some(0) && heads_names(first);
    let named =
        drafts.iter().filter(|draft| draft.extra.get(first).is_some_and(|text| is_cookie(text))).count();
    if beside && named * 2 >= drafts.len() {
        return Some((AGAINST, "the first column names cookies"));
    }
    let headed = grid
        .heading()
        .or(grid.caption.as_deref())
        .is_some_and(|text| matches!(topics::of(text).other, Some((Other::Cookies, _))));
    let stay = columns.headers.iter().any(|header| lasts(header));
    (headed && stay).then_some((AGAINST, "it tells how long cookies stay"))
}

/// Whether a header is one of names.
fn heads_names(header: &str) -> bool {
    signs::of(header).is_header_of(Field::Name)
}

/// Whether a text is the name of a cookie and of no company: `_ga`, `session_id`, `wp_*`.
fn is_cookie(text: &str) -> bool {
    let word = text.split([',', ';']).next().unwrap_or(text).trim();
    let coded = word.contains('_') || word.ends_with('*') || word.starts_with(char::is_lowercase);
    !word.is_empty() && !word.contains(' ') && coded && entities::company(word).is_none()
}

/// Whether a header speaks of how long something stays.
fn lasts(header: &str) -> bool {
    let text = folded(header);
    words(&text).iter().any(|word| DURATIONS.whole.contains(word))
        || DURATIONS.parts.iter().any(|word| header.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_told_from_a_company() {
        for cookie in ["_ga", "_fbp, _fbc", "session_id", "wordpress_logged_in_*", "cookieconsent"] {
            assert!(is_cookie(cookie), "{cookie}");
        }
        for company in ["Google", "Acme GmbH", "Zenith", "", "Google Ireland Limited"] {
            assert!(!is_cookie(company), "{company}");
        }
    }

    #[test]
    fn a_header_that_tells_how_long_something_stays_is_known_in_many_languages() {
        for header in [
            "Expiry",
            "Udløb",
            "Lagringstid",
            "Laufzeit",
            "Okres przechowywania",
            "Durée",
            "Validade",
            "有効期限",
            "Ważność",
            "Süre",
        ] {
            assert!(lasts(header), "{header}");
        }
        assert!(!lasts("Purpose") && !lasts("Location"));
    }
}
