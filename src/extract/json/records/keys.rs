//! Keys that tell what a member of a record is.

use std::sync::LazyLock;

use crate::model::wordlist;

/// Keys that hold the label of a group of records, besides the naming ones.
pub(super) const GROUPING: [&str; 8] =
    ["category", "group", "heading", "header", "region", "section", "type", "id"];
/// Keys that hold a record inside its envelope.
pub(super) const ENVELOPES: [&str; 6] = ["attributes", "data", "fields", "frontmatter", "node", "properties"];
/// Keys that hold the names of columns beside the rows.
pub(super) const HEADERS: [&str; 6] = ["columns", "fields", "head", "header", "headers", "thead"];

/// Whether a key names the thing that its record is about.
pub(super) fn is_naming(key: &str) -> bool {
    static NAMING: LazyLock<Vec<&str>> =
        LazyLock::new(|| wordlist::lines(include_str!("naming.txt")).collect());
    NAMING.contains(&lower(key).as_str())
}

/// Whether a key is the code of a language, by which a record holds one text several times.
pub(super) fn is_language(key: &str) -> bool {
    static LANGUAGES: LazyLock<Vec<&str>> =
        LazyLock::new(|| wordlist::lines(include_str!("languages.txt")).collect());
    lower(key).split(['-', '_']).next().is_some_and(|code| LANGUAGES.contains(&code))
}

/// A key as the lists of keys hold it.
pub(super) fn lower(key: &str) -> String {
    key.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_known_in_any_case_and_codes_of_languages_with_a_region() {
        assert!(is_naming("Name") && is_naming("sub_processor") && !is_naming("purpose"));
        assert!(is_language("de") && is_language("EN-us") && is_language("pt_BR"));
        assert!(!is_language("den") && !is_language("name"));
    }
}
