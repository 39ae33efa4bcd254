//! The language of a page.

use std::{collections::BTreeMap, sync::LazyLock};

use whatlang::Lang;

use crate::model::{BlockKind, Document, wordlist::lines};

/// Bytes of prose that are enough to tell a language.
const ENOUGH: usize = 1200;
/// Fewer letters than this tell nothing against what the page declares.
const LEAST: usize = 200;
/// Fewer still tell nothing at all.
const LEAST_ALONE: usize = 100;

/// The language of the text (BCP 47): what the page declares, unless its prose is plainly in another.
#[must_use]
pub fn of(document: &Document) -> Option<String> {
    let declared = document.language.as_deref().and_then(tag);
    let text = prose(document);
    if declared.as_deref().is_some_and(|declared| is_plainly(&text, declared)) {
        return declared;
    }
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let guess = whatlang::detect(&text);
    // Against what a page declares, only a sure guess counts; where it declares nothing, a fair one.
    let least = if declared.is_some() { 0.8 } else { 0.3 };
    let found = guess
        .filter(|found| found.is_reliable() || found.confidence() > least)
        .and_then(|found| code(found.lang()));
    match (declared, found) {
        (Some(declared), Some(found)) if letters >= LEAST && !is_like(&declared, found) => {
            Some(found.to_owned())
        }
        (Some(declared), _) => Some(declared),
        (None, found) => found.filter(|_| letters >= LEAST_ALONE).map(str::to_owned),
    }
}

/// The commonest small words of the languages that most pages are in, by language. A text that has many of
/// them needs no guess.
static SMALL_WORDS: LazyLock<BTreeMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let mut words: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (language, word) in lines(include_str!("small_words.tsv")).filter_map(|line| line.split_once('\t')) {
        words.entry(language).or_default().push(word);
    }
    words
});
/// Of so many words one must be such a word.
const ONE_IN: usize = 7;

/// Whether enough words of a text are small words of a language.
fn is_plainly(text: &str, declared: &str) -> bool {
    let base = declared.split('-').next().unwrap_or(declared);
    let Some(small) = SMALL_WORDS.get(base) else { return false };
    let words = || text.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    let found = words()
        .filter(|word| word.len() <= 8 && small.iter().any(|small| word.eq_ignore_ascii_case(small)))
        .count();
    found >= 6 && found * ONE_IN >= words().count()
}

/// Paragraphs outside grids first: cells are full of names.
fn prose(document: &Document) -> String {
    let mut text = String::new();
    for inside in [false, true] {
        let blocks = document
            .blocks
            .iter()
            .filter(|block| block.kind != BlockKind::Metadata && block.grid.is_some() == inside);
        for block in blocks {
            if text.len() > if inside { LEAST } else { ENOUGH } {
                break;
            }
            text.extend(block.text.chars().take(600));
            text.push('\n');
        }
    }
    text
}

/// `en_us` as `en-US`; none where it is no language tag.
fn tag(printed: &str) -> Option<String> {
    let parts: Vec<&str> = printed.trim().split(['-', '_']).collect();
    let (first, rest) = parts.split_first()?;
    let is_language = (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_clean = rest
        .iter()
        .all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    if !is_language || !is_clean {
        return None;
    }
    let mut tag = first.to_ascii_lowercase();
    for part in rest.iter().take(3) {
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            4 => tag.extend(part.chars().enumerate().map(|(at, letter)| {
                if at == 0 { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
            })),
            _ => tag.push_str(&part.to_ascii_lowercase()),
        }
    }
    Some(tag)
}

/// Whether two languages are the same, or so close that detection mixes them up.
fn is_like(declared: &str, found: &str) -> bool {
    const CLOSE: [&[&str]; 8] = [
        &["da", "no", "nb", "nn", "sv"],
        &["es", "pt", "ca", "gl"],
        &["cs", "sk", "sl"],
        &["ru", "uk", "bg", "be", "mk", "sr"],
        &["hr", "bs", "sr", "sl"],
        &["nl", "af", "de", "lb"],
        &["id", "ms", "jv"],
        &["zh", "ja"],
    ];
    let base = declared.split('-').next().unwrap_or(declared);
    base == found || CLOSE.iter().any(|group| group.contains(&base) && group.contains(&found))
}

/// The two-letter code (ISO 639-1) of the languages that pages are written in.
fn code(language: Lang) -> Option<&'static str> {
    Some(match language {
        Lang::Eng => "en",
        Lang::Deu => "de",
        Lang::Fra => "fr",
        Lang::Spa => "es",
        Lang::Ita => "it",
        Lang::Por => "pt",
        Lang::Nld => "nl",
        Lang::Dan => "da",
        Lang::Swe => "sv",
        Lang::Nob => "nb",
        Lang::Fin => "fi",
        Lang::Pol => "pl",
        Lang::Ces => "cs",
        Lang::Slk => "sk",
        Lang::Slv => "sl",
        Lang::Hrv => "hr",
        Lang::Srp => "sr",
        Lang::Ron => "ro",
        Lang::Hun => "hu",
        Lang::Tur => "tr",
        Lang::Ell => "el",
        Lang::Jpn => "ja",
        Lang::Cmn => "zh",
        Lang::Kor => "ko",
        Lang::Ara => "ar",
        Lang::Heb => "he",
        Lang::Rus => "ru",
        Lang::Ukr => "uk",
        Lang::Bul => "bg",
        Lang::Bel => "be",
        Lang::Mkd => "mk",
        Lang::Est => "et",
        Lang::Lav => "lv",
        Lang::Lit => "lt",
        Lang::Cat => "ca",
        Lang::Vie => "vi",
        Lang::Ind => "id",
        Lang::Tha => "th",
        Lang::Hin => "hi",
        Lang::Pes => "fa",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Block;

    fn language(declared: Option<&str>, text: &str) -> Option<String> {
        let block =
            Block { kind: BlockKind::Paragraph, text: text.to_owned(), links: Vec::new(), grid: None };
        of(&Document { language: declared.map(str::to_owned), blocks: vec![block], ..Document::default() })
    }

    const GERMAN: &str = "Wir setzen die folgenden Unternehmen ein, um unsere Dienste zu erbringen. Jedes \
        von ihnen verarbeitet Daten nur nach unserer Weisung und auf Grundlage eines Vertrags. Über jede \
        Änderung an dieser Liste unterrichten wir unsere Kunden rechtzeitig per E-Mail.";

    #[test]
    fn what_the_page_declares_wins_if_its_text_agrees() {
        assert_eq!(language(Some("de_at"), GERMAN).as_deref(), Some("de-AT"));
        assert_eq!(language(Some("en"), "Acme Inc.").as_deref(), Some("en"));
        assert_eq!(language(Some("zh-hant-tw"), "").as_deref(), Some("zh-Hant-TW"));
    }

    #[test]
    fn a_page_that_declares_the_wrong_language_is_read() {
        assert_eq!(language(Some("en"), GERMAN).as_deref(), Some("de"));
        assert_eq!(language(None, GERMAN).as_deref(), Some("de"));
        assert_eq!(language(Some("no such language"), GERMAN).as_deref(), Some("de"));
        assert_eq!(language(None, ""), None);
    }
}
