//! Vocabulary stands in data files, where whoever knows the language can read and mend it; code holds none.

use std::{fs, path::Path};

use crate::{
    layers::files_ending,
    lexer::{self, Kind, Token},
};

/// A list of more words is vocabulary.
const MOST_WORDS: usize = 10;

/// Lists that are program text and no vocabulary, by file and first word, each with the reason.
const PROGRAM_TEXT: &[(&str, &str, &str)] = &[
    ("build/build.rs", "src/model/countries.", "files of the source, which a test holds to the code"),
    ("build/build.rs", "src/model/beside.rs", "files of the source, which a test holds to the code"),
    ("extract/html/parse.rs", "elements nested", "a sentence: what a page has too many of"),
    ("extract/html/tag.rs", "div", "names of elements, which HTML defines"),
    ("extract/html/tag.rs", "style", "names of elements, which HTML defines"),
    ("model/schema.rs", "hosting", "codes of the categories, each beside its variant"),
    ("model/outcome.rs", "dns", "codes of the causes, each beside its variant and its sentence"),
    ("sources/entry.rs", "slug", "keys of sources.toml"),
    ("store/versions/early.rs", "name", "columns, each with the name it was digested by"),
    ("replay/endings.rs", "csv", "endings of files and their content types"),
    ("store/chain/tables.rs", "", "columns of the database, which a seal covers in this order"),
];

#[test]
fn no_list_of_more_than_ten_words_stands_in_code() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    files_ending(&source, "", "rs", &mut files).unwrap();
    assert!(files.len() > 100, "only {} files were looked at", files.len());
    let found: Vec<String> = files
        .iter()
        .filter(|file| !is_test_file(file))
        .flat_map(|file| lists(file, &fs::read_to_string(source.join(file)).unwrap()))
        .collect();
    assert!(found.is_empty(), "{} lists of words in code:\n{}", found.len(), found.join("\n"));
}

#[test]
fn every_reason_for_a_list_in_code_still_has_its_list() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (file, first, reason) in PROGRAM_TEXT {
        let text = fs::read_to_string(source.join(file)).unwrap();
        assert!(
            lists_of(&text).iter().any(|list| list.first.starts_with(first)),
            "src/{file} has no list from `{first}` on ({reason}); take it out of the table"
        );
    }
}

#[test]
fn every_list_of_words_is_sorted_says_what_it_is_and_holds_no_word_twice() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    files_ending(&source, "", "txt", &mut files).unwrap();
    assert!(files.len() > 10, "found only {files:?}");
    for file in files {
        let text = fs::read_to_string(source.join(&file)).unwrap();
        let words: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(text.starts_with("# "), "src/{file} does not say what it is");
        assert!(words.is_sorted_by(|one, next| one < next), "src/{file} is not sorted, or has a word twice");
    }
}

#[test]
fn a_list_of_words_is_found_however_it_is_written() {
    let array = "const A: &[&str] = &[\"un\", \"deux\", \"trois\", \"quatre\", \"cinq\", \"six\", \"sept\", \
        \"huit\", \"neuf\", \"dix\", \"onze\"];";
    let pattern = array.replace(", ", " | ");
    let pairs = array.replace(", ", ", Role::Number), (");
    let text = "const A: &str = \"un deux trois quatre cinq six sept huit neuf dix onze\";";
    for source in [array, &pattern, &pairs, text] {
        assert_eq!(lists("a.rs", &format!("\n{source}")).len(), 1, "{source}");
        assert!(lists("a.rs", &format!("\n{source}"))[0].starts_with("src/a.rs:2: "), "{source}");
    }
}

#[test]
fn sentences_short_lists_and_test_data_are_let_through() {
    let eleven = "[\"un\", \"deux\", \"trois\", \"quatre\", \"cinq\", \"six\", \"sept\", \"huit\", \"neuf\", \
        \"dix\", \"onze\"]";
    for source in [
        eleven.replace(", \"onze\"", ""),
        eleven.replace(", ", "]; ["),
        format!("// {eleven}"),
        format!("#[cfg(test)]\nmod tests {{ const A: &[&str] = &{eleven}; }}"),
        "let a = \"the page no longer says where the data of the customers go to\";".to_owned(),
        "let a = \"select name from vendor where name = ?1 and day is not null order by day\";".to_owned(),
    ] {
        assert_eq!(lists("a.rs", &source), Vec::<String>::new(), "{source}");
    }
}

/// Whether a file holds nothing but tests.
fn is_test_file(file: &str) -> bool {
    file.split('/').any(|step| step.starts_with("tests"))
}

/// The lists of words in a file, named from `src/`, that are no program text; each with the way out.
fn lists(file: &str, source: &str) -> Vec<String> {
    let is_program_text = |list: &List<'_>| {
        PROGRAM_TEXT.iter().any(|(path, first, _)| *path == file && list.first.starts_with(first))
    };
    let found = lists_of(source).into_iter().filter(|list| !is_program_text(list));
    found
        .map(|List { line, first, words }| {
            format!(
                "src/{file}:{line}: {words} words from `{first:.20}` on; move them to a data file beside the \
                 code, or say in tests/it/words.rs why they are no vocabulary"
            )
        })
        .collect()
}

/// A list of words in code: where it begins, with which word, and how many it has.
struct List<'t> {
    line: usize,
    first: &'t str,
    words: usize,
}

/// Every list of more words than code may hold, tests left out.
fn lists_of(source: &str) -> Vec<List<'_>> {
    let code = source.find("#[cfg(test)]\nmod ").map_or(source, |tests| &source[..tests]);
    let mut found = Vec::new();
    let mut open: Option<List> = None;
    let lexemes = lexer::tokens(code).into_iter().filter(|lexeme| lexeme.kind != Kind::Comment);
    for Token { text, line, .. } in lexemes {
        match literal(text) {
            Some(first) if is_vocabulary(first) => {
                found.push(List { line, first, words: first.split_whitespace().count() });
            }
            Some(word) if is_plain(word) => {
                open.get_or_insert(List { line, first: word, words: 0 }).words += 1;
            }
            Some(_) => {}
            None if goes_on(text) => {}
            None => found.extend(open.take()),
        }
    }
    found.extend(open);
    found.retain(|list| list.words > MOST_WORDS);
    found
}

/// Whether a list goes on over a lexeme: commas, bars, brackets of pairs, and a path such as `Role::Via`.
fn goes_on(lexeme: &str) -> bool {
    matches!(lexeme, "," | "|" | "(" | ")" | "[" | "&" | "::")
        || lexeme.starts_with(char::is_uppercase) && lexeme.chars().all(char::is_alphanumeric)
}

/// One, two or three words of letters, as a page prints them.
fn is_plain(text: &str) -> bool {
    let is_word = |word: &str| {
        word.chars().any(char::is_alphabetic)
            && word.chars().all(|letter| letter.is_alphabetic() || "-'’./".contains(letter))
    };
    (1..=3).contains(&text.split_whitespace().count()) && text.split_whitespace().all(is_word)
}

/// Whether one text holds many small words and is no sentence: neither punctuation nor the small words
/// without which English says nothing.
fn is_vocabulary(text: &str) -> bool {
    let is_word = |word: &str| word.chars().all(char::is_alphabetic);
    let is_joint = |word: &str| matches!(word, "the" | "a" | "is" | "of" | "to" | "that" | "select" | "from");
    let words: Vec<&str> = text.split_whitespace().filter(|word| *word != "\\").collect();
    words.len() > MOST_WORDS
        && words.iter().all(|word| is_word(word))
        && words.iter().filter(|word| is_joint(word)).count() < 2
}

/// What stands between the quotes of a string literal; none for any other lexeme.
fn literal(lexeme: &str) -> Option<&str> {
    let open = lexeme.find('"').filter(|&at| matches!(lexeme[..at].trim_end_matches('#'), "" | "r" | "c"))?;
    let close = lexeme.rfind('"').filter(|&close| close > open)?;
    Some(&lexeme[open + 1..close])
}
