//! What the page's own style sheet hides of a page in several languages.
//!
//! Style sheets are not read in general: what they hide is mostly shown after a click, and so is part of the
//! page. A second language is not: it is the same list once more.

use std::{collections::HashSet, sync::LazyLock};

use scraper::Selector;

use super::{
    css::Selectable,
    page::{Page, Place},
};
use crate::model::wordlist;

/// Rules about languages that are applied.
const RULES: usize = 24;
/// Style sheets are read up to this length, in bytes.
const STYLE_BYTES: usize = 256 << 10;
/// The languages that pages are mostly written in.
static LANGUAGES: LazyLock<Vec<&str>> =
    LazyLock::new(|| wordlist::lines(include_str!("languages.txt")).collect());

/// The elements that a style sheet in the page hides because they are in another language.
pub(super) fn hidden(page: &Page) -> HashSet<Place> {
    let mut hidden = HashSet::new();
    let mut selectable = None;
    let sheets = page.elements().filter(|(_, element)| element.name() == "style");
    let texts = sheets.flat_map(|(sheet, _)| page.children(sheet)).filter_map(|child| page.text(child));
    let rules = texts.filter(|text| text.len() <= STYLE_BYTES && text.contains("display")).flat_map(rules);
    for (selectors, shown) in rules.filter(|(selectors, _)| names_language(selectors)).take(RULES) {
        let Ok(selector) = Selector::parse(selectors) else { continue };
        for place in selectable.get_or_insert_with(|| Selectable::new(page)).select(&selector) {
            if shown {
                hidden.remove(&place);
            } else {
                hidden.insert(place);
            }
        }
    }
    hidden
}

/// Selectors and whether they are shown, of the rules that speak of `display`. Those for some media only are
/// left out.
fn rules(sheet: &str) -> Vec<(&str, bool)> {
    let mut rules = Vec::new();
    let mut rest = sheet;
    while let Some((prelude, after)) = rest.split_once('{') {
        let prelude = prelude.rsplit(['}', ';']).next().unwrap_or("");
        let prelude = prelude.rsplit("*/").next().unwrap_or("").trim();
        if prelude.starts_with('@') {
            rest = after_block(after);
            continue;
        }
        let Some((body, after)) = after.split_once('}') else { break };
        let display = body
            .split(';')
            .filter_map(|line| line.split_once(':'))
            .find(|(property, _)| property.trim() == "display");
        if let Some((_, value)) = display {
            rules.push((prelude, !value.trim_start().starts_with("none")));
        }
        rest = after;
    }
    rules
}

/// What follows the block that a text begins in.
fn after_block(text: &str) -> &str {
    let mut depth = 1;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &text[at + 1..];
        }
    }
    ""
}

/// Whether a class, id or attribute in a selector names a language.
fn names_language(selectors: &str) -> bool {
    let mut before = ' ';
    for word in selectors.split_inclusive(|letter: char| !letter.is_ascii_alphanumeric()) {
        let name = word.trim_end_matches(|letter: char| !letter.is_ascii_alphanumeric()).to_ascii_lowercase();
        let named = matches!(before, '.' | '#' | '-' | '_' | '=' | '"' | '\'' | '[');
        if name == "lang" || name == "locale" || (named && LANGUAGES.contains(&name.as_str())) {
            return true;
        }
        before = word.chars().last().unwrap_or(' ');
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{super::parse::parse, *};

    #[test]
    fn only_rules_about_languages_hide() {
        let page = "<style>/* x */ .lang-de .en{display:none} .panel{display:none} @media print{.lang-de \
            .de{display:none}}</style>\
            <body class=lang-de><p class=en>a<p class=de>b<p class=panel>c";
        assert_eq!(hidden(&parse(page).unwrap()).len(), 1);
    }

    #[test]
    fn a_later_rule_shows_again() {
        let page = "<style>[lang]{display:none}.en [lang=en]{display:block}</style><body class=en><p \
            lang=en>a<p lang=fr>b";
        assert_eq!(hidden(&parse(page).unwrap()).len(), 1);
    }

    #[test]
    fn the_name_of_a_tag_is_no_language() {
        assert!(!names_language("table tr td"));
        assert!(names_language(".tr-only"));
    }
}
