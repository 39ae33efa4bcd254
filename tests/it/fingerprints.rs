//! What makes the reader or the dictionaries others, and what does not.

#[path = "../../src/build/fingerprint.rs"]
mod fingerprint;
#[path = "../../src/build/lock.rs"]
mod lock;

use std::{fs, path::Path};

use self::fingerprint::Fingerprint;
use crate::{
    imports,
    lexer::{self, Kind, tests_begin},
};

fn of(path: &str, text: &str) -> u32 {
    let mut fingerprint = Fingerprint::default();
    fingerprint.file(path, text);
    fingerprint.number()
}

const CODE: &str = "fn is_name(text: &str) -> bool {\n    text.len() > 2\n}\n";

#[test]
fn a_comment_a_test_and_the_layout_change_no_fingerprint() {
    let same = [
        "/// Whether a text is a name.\nfn is_name(text: &str) -> bool { text.len() > 2 }",
        "fn is_name(\n    text: &str,\n) -> bool {\n    // Two letters are none.\n    text.len() > 2\n}",
        "fn is_name(text: &str) -> bool { text.len() > 2 }\n#[cfg(test)]\nmod tests { fn a() {} }",
        "fn is_name(text: &str) -> bool { text.len() > 2 }\n\n#[cfg(test)]\nmod tests;\n",
        "fn is_name(text: &str) -> bool { /* a /* nested */ one */ text.len() > 2 }",
    ];
    for text in same {
        assert_eq!(of("a.rs", text), of("a.rs", CODE), "{text}");
    }
    assert_eq!(of("a/tests.rs", CODE), of("a/cases.tsv", "x"), "what tests read alone counts for nothing");
    assert_eq!(of("a.tsv", "# languages\n\naws\tAWS\n"), of("a.tsv", "aws\tAWS  \n# more"));
}

#[test]
fn a_word_of_code_a_literal_a_fact_and_a_name_of_a_file_change_it() {
    let others = [
        "fn is_name(text: &str) -> bool {\n    text.len() > 3\n}\n",
        "fn is_label(text: &str) -> bool {\n    text.len() > 2\n}\n",
        "fn is_name(text: &str) -> bool {\n    text.len() > 2 && text != \"none\"\n}\n",
        "",
    ];
    let mut numbers: Vec<u32> = others.iter().map(|text| of("a.rs", text)).collect();
    numbers.extend([of("a.rs", CODE), of("b.rs", CODE), of("a.tsv", "aws\tAWS"), of("a.tsv", "aws\tAmazon")]);
    let count = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), count);
}

const LOCK: &str = r#"
[[package]]
name = "html5ever"
version = "0.40.0"
source = "registry"
dependencies = [
 "markup5ever",
 "rand 0.9.2",
]

[[package]]
name = "markup5ever"
version = "0.40.1"

[[package]]
name = "rand"
version = "0.8.5"

[[package]]
name = "rand"
version = "0.9.2"

[[package]]
name = "tokio"
version = "1.0.0"
"#;

#[test]
fn a_parser_counts_with_all_that_it_is_built_on() {
    let found = lock::closure(LOCK, &["html5ever"]).unwrap();
    let found: Vec<String> = found.iter().map(|(name, version)| format!("{name} {version}")).collect();
    assert_eq!(found, ["html5ever 0.40.0", "markup5ever 0.40.1", "rand 0.9.2"]);
    assert_eq!(lock::closure(LOCK, &["scraper"]).unwrap_err(), "Cargo.lock names no package `scraper`");
    assert!(lock::closure("", &["scraper"]).unwrap().is_empty());
}

#[test]
fn every_parser_that_decides_what_is_read_is_locked_and_counts() {
    let locked = include_str!("../../Cargo.lock");
    let parsers = [
        "calamine",
        "chardetng",
        "csv",
        "encoding_rs",
        "html5ever",
        "pdf-extract",
        "pulldown-cmark",
        "saphyr-parser",
        "scraper",
    ];
    let found = lock::closure(locked, &parsers).unwrap();
    let build = include_str!("../../src/build/build.rs");
    for parser in parsers {
        assert!(found.iter().any(|(name, _)| name == parser), "{parser}");
        assert!(build.contains(&format!("    \"{parser}\",")), "the build does not look at {parser}");
    }
    assert!(found.iter().any(|(name, _)| name == "lopdf"), "what a parser is built on counts too");
}

/// What `derive` asks. It names more itself, but only to put together what these say.
const ASKED: [&str; 5] = ["categories", "dates", "entities", "places", "statuses"];

#[test]
fn whatever_decides_what_is_derived_counts_as_dictionaries() {
    let build = include_str!("../../src/build/build.rs");
    let list = build.split_once("const DICTIONARIES").unwrap().1.split_once("];").unwrap().0;
    let parts: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    let asked = ASKED.map(|module| format!("normalise/{module}"));
    let reached = imports::reached_from(&asked.each_ref().map(String::as_str));
    assert!(reached.contains("normalise/legal_forms.rs"), "what is named by what is asked: {reached:?}");
    let files: Vec<String> =
        reached.iter().flat_map(|file| [vec![file.clone()], data_of(file)].concat()).collect();
    assert!(files.iter().any(|file| file == "normalise/places_cities.tsv"), "data too: {files:?}");
    let missing: Vec<&String> = files
        .iter()
        .filter(|file| !parts.iter().any(|part| format!("src/{file}").starts_with(part)))
        .collect();
    assert!(missing.is_empty(), "the build takes these for no part of the dictionaries: {missing:?}");
}

/// The data files that a file of `src` takes in, its tests left out.
fn data_of(file: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file);
    let text = fs::read_to_string(&path).unwrap();
    let mut tokens = lexer::tokens(&text);
    tokens.retain(|token| token.kind != Kind::Comment);
    tokens.truncate(tests_begin(&tokens));
    let taken = tokens.windows(4).filter(|run| run[0].text == "include_str");
    taken
        .map(|run| {
            let (folder, name) = (Path::new(file).parent().unwrap(), run[3].text.trim_matches('"'));
            match name.strip_prefix("../") {
                Some(name) => folder.parent().unwrap().join(name),
                None => folder.join(name),
            }
        })
        .map(|path| path.to_str().unwrap().replace('\\', "/"))
        .collect()
}
