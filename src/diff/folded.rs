//! Text as it is compared: letters and digits alone.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use super::dates;

/// The letters and digits of a text, compatibility-normalised (NFKC, UAX #15) and in lower case.
pub(super) fn letters(text: &str) -> String {
    // ASCII is normal in every form; most of a list is ASCII.
    if text.is_ascii() {
        return text
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|letter| letter.to_ascii_lowercase())
            .collect();
    }
    text.nfkc().flat_map(char::to_lowercase).filter(|letter| letter.is_alphanumeric()).collect()
}

/// The words of a text, each folded like [`letters`].
pub(super) fn words(text: &str) -> Vec<String> {
    let lower: String = if text.is_ascii() {
        text.to_ascii_lowercase()
    } else {
        text.nfkc().flat_map(char::to_lowercase).collect()
    };
    lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether two texts differ in nothing but case, punctuation and white space.
pub(super) fn same(left: &str, right: &str) -> bool {
    left == right || letters(left) == letters(right)
}

/// A printed value as it is compared: its letters and digits, or where it has none what its signs say.
pub(super) fn value(text: &str) -> String {
    let letters = letters(text);
    if letters.is_empty() { text.chars().filter_map(sign).collect() } else { letters }
}

/// Whether a printed value says anything.
pub(super) fn says(text: &str) -> bool {
    text.contains(char::is_alphanumeric) || !value(text).is_empty()
}

/// What a sign says that stands in a cell by itself: yes, no, or a letter of a flag.
fn sign(c: char) -> Option<char> {
    match c {
        '✓' | '✔' | '☑' | '✅' | '🗸' | '●' => Some('✓'),
        '✗' | '✘' | '☒' | '❌' | '✕' | '✖' | '×' => Some('✗'),
        '\u{1F1E6}'..='\u{1F1FF}' => Some(c),
        _ => None,
    }
}

/// The flags in a text.
pub(super) fn flags(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\u{1F1E6}'..='\u{1F1FF}')).collect()
}

/// Whether two printed values differ in nothing but paint or a date; an empty text is the same as none.
pub(super) fn same_value(left: Option<&str>, right: Option<&str>) -> bool {
    if left == right {
        return true;
    }
    let (left, right) = (left.unwrap_or_default(), right.unwrap_or_default());
    let dated = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    value(left) == value(right)
        || (dated(left) || dated(right)) && value(&dates::without(left)) == value(&dates::without(right))
}

/// A link as it is compared: without scheme, `www.`, fragment, tracking parameters and final slash.
pub(super) fn link(url: &str) -> String {
    let url = url.trim();
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    let url = url.strip_prefix("www.").unwrap_or(url);
    let url = url.split('#').next().unwrap_or(url);
    let (path, query) = url.split_once('?').unwrap_or((url, ""));
    let kept = |part: &&str| !part.is_empty() && !is_tracking(part.split('=').next().unwrap_or(part));
    let query: Vec<&str> = query.split('&').filter(kept).collect();
    let path = path.trim_end_matches('/').to_lowercase();
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

/// Whether a parameter of an address says where a reader came from, not where it leads.
fn is_tracking(parameter: &str) -> bool {
    const TRACKING: [&str; 12] = [
        "_hsenc",
        "_hsmi",
        "fbclid",
        "gclid",
        "hsctatracking",
        "mc_cid",
        "mc_eid",
        "msclkid",
        "pvs",
        "ref",
        "si",
        "trk",
    ];
    let name = parameter.to_ascii_lowercase();
    name.starts_with("utm_") || TRACKING.contains(&name.as_str())
}

/// How much two texts share, in 0..=1: words in common over words in both (Dice). Two empty texts share all.
pub(super) fn likeness(left: Option<&str>, right: Option<&str>) -> f64 {
    let (left, right) = (words(left.unwrap_or_default()), words(right.unwrap_or_default()));
    if left.is_empty() && right.is_empty() {
        return 1.0;
    }
    let (left, right): (HashSet<_>, HashSet<_>) = (left.into_iter().collect(), right.into_iter().collect());
    let shared = left.intersection(&right).count();
    #[expect(clippy::cast_precision_loss, reason = "counts of words are small")]
    let share = 2.0 * shared as f64 / (left.len() + right.len()) as f64;
    share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_quotes_dashes_and_space_are_paint() {
        assert!(same("Npm,  Inc.", "npm Inc"));
        assert!(same("“AI” – powered", "\"AI\" - powered"));
        assert!(!same("Datadog", "Data Dig"));
        assert!(same_value(None, Some(" ")));
    }

    #[test]
    fn a_text_in_ascii_is_folded_like_any_other() {
        let slow = |text: &str| {
            text.nfkc()
                .flat_map(char::to_lowercase)
                .filter(|letter| letter.is_alphanumeric())
                .collect::<String>()
        };
        let all: String = (0..128_u8).map(char::from).collect();
        assert_eq!(letters(&all), slow(&all));
        assert_eq!(words("Npm, Inc."), ["npm", "inc"]);
        assert_eq!(words("Größe ﬁne"), ["größe", "fine"]);
    }

    #[test]
    fn a_date_alone_is_no_difference_and_a_number_is() {
        assert!(same_value(Some("Hosting (added 2026-05-01)"), Some("Hosting (added 7 June 2026)")));
        assert!(same_value(Some("01.05.2026"), None));
        assert!(!same_value(Some("ISO 27001:2013"), Some("ISO 27001:2022")));
        assert!(!same_value(Some("Hosting"), Some("Hosting, since 2026-05-01")));
    }

    #[test]
    fn a_cell_of_signs_is_what_they_say() {
        assert!(same_value(Some("–"), None) && same_value(Some("✓"), Some("✅")));
        assert!(!same_value(Some("✓"), Some("✗")) && !same_value(Some("✓"), None));
        assert!(!same_value(Some("🇩🇪"), Some("🇺🇸")) && same_value(Some("🇩🇪 Germany"), Some("Germany")));
    }

    #[test]
    fn a_link_is_the_same_with_and_without_www_and_tracking() {
        assert_eq!(link("https://www.Example.com/dpa/?utm_source=x#top"), link("http://example.com/dpa"));
        assert_eq!(
            link("https://a.example/Acme-4f?pvs=21&ref=list"),
            link("https://a.example/Acme-4f?pvs=4")
        );
        assert_ne!(link("https://a.example/?page=1"), link("https://a.example/?page=2"));
        assert_ne!(link("https://example.com/dpa"), link("https://example.com/privacy"));
    }
}
