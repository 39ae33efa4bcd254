//! How long a file and a function may be, and how wide a line: what a reader can take in.

use std::{fs, path::Path};

use crate::{
    layers::files_ending,
    lexer::{self, Kind, Token},
};

/// In lines. A longer file has two subjects.
const LONGEST_FILE: usize = 400;
/// In lines, from `fn` to the closing bracket.
const LONGEST_FUNCTION: usize = 60;
/// In characters. What cannot be broken may be wider: an address, a row of a table in a comment.
const WIDEST_LINE: usize = 110;

#[test]
fn every_file_function_and_line_can_be_taken_in() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for room in ["src"] {
        let mut files = Vec::new();
        files_ending(&root.join(room), "", "rs", &mut files).unwrap();
        assert!(!files.is_empty(), "{room} has no file");
        for file in files {
            let source = fs::read_to_string(root.join(room).join(&file)).unwrap();
            let own = beyond(&source).into_iter();
            found.extend(own.map(|(line, what)| format!("{room}/{file}:{line}: {what}")));
        }
    }
    assert!(found.is_empty(), "{} places are beyond measure:\n{}", found.len(), found.join("\n"));
}

#[test]
fn what_is_too_long_or_too_wide_is_found() {
    for (source, expected) in [
        ("//\n".repeat(401), vec![(401, "the file has 401 lines")]),
        (format!("\nfn f() {{\n{}}}", "a();\n".repeat(59)), vec![(2, "`f` has 61 lines")]),
        (format!("let a = {};", "b + ".repeat(40)), vec![(1, "the line has 169 characters")]),
        ("//\n".repeat(400), vec![]),
        (format!("\nfn f() {{\n{}}}", "a();\n".repeat(58)), vec![]),
        (format!("fn f(a: [u8; 2]);\n{}", "a();\n".repeat(80)), vec![]),
        (format!("// see https://vendor.example/{}", "x".repeat(100)), vec![]),
        (format!("//! | a table | {}", "of words ".repeat(20)), vec![]),
    ] {
        let found = beyond(&source);
        let is_told = found.len() == expected.len()
            && found.iter().zip(&expected).all(|(one, other)| one.0 == other.0 && one.1.starts_with(other.1));
        assert!(is_told, "{found:?} for {expected:?}");
    }
}

/// What of a file is beyond measure, each with its line.
fn beyond(source: &str) -> Vec<(usize, String)> {
    let mut tokens = lexer::tokens(source);
    tokens.retain(|token| token.kind == Kind::Code);
    let mut found = long_functions(&tokens);
    found.extend(wide_lines(source));
    let lines = source.lines().count();
    if lines > LONGEST_FILE {
        found
            .push((LONGEST_FILE + 1, format!("the file has {lines} lines, and {LONGEST_FILE} are the most")));
    }
    found
}

/// Functions of more lines than can be taken in at once.
fn long_functions(tokens: &[Token<'_>]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.text == "fn") {
        let Some(name) = tokens.get(at + 1).filter(|name| name.text.starts_with(char::is_alphabetic)) else {
            continue;
        };
        // A function without a body ends with a semicolon; arrays in its types hold some, too.
        let (mut braces, mut brackets, mut end) = (0_usize, 0_usize, token.line);
        for token in &tokens[at..] {
            end = token.line;
            match token.text {
                "{" => braces += 1,
                "}" => braces -= 1,
                "[" | "(" => brackets += 1,
                "]" | ")" => brackets -= 1,
                _ => {}
            }
            if braces == 0 && (token.text == "}" || brackets == 0 && token.text == ";") {
                break;
            }
        }
        let lines = end + 1 - token.line;
        if lines > LONGEST_FUNCTION {
            let what =
                format!("`{}` has {lines} lines, and {LONGEST_FUNCTION} are the most; part it", name.text);
            found.push((token.line, what));
        }
    }
    found
}

/// Lines that are too wide, and could be broken.
fn wide_lines(source: &str) -> Vec<(usize, String)> {
    let is_unbreakable = |line: &str| {
        let text = line.trim_start().trim_start_matches(['/', '!']).trim_start();
        text.starts_with('|') || text.split(' ').any(|word| word.chars().count() > WIDEST_LINE / 2)
    };
    let tests = source.find("#[cfg(test)]\nmod ").or_else(|| source.starts_with("//! Tests of").then_some(0));
    let tests = tests.map_or(usize::MAX, |at| source[..at].lines().count());
    let numbered = source.lines().enumerate().map(|(at, line)| (at + 1, line, line.chars().count()));
    let wide = numbered.filter(|(at, line, width)| {
        // What a test reads stands in it as a page prints it.
        let is_test_data = *at > tests && line.contains('"');
        *width > WIDEST_LINE && !is_unbreakable(line) && !is_test_data
    });
    wide.map(|(at, _, width)| {
        (at, format!("the line has {width} characters, and {WIDEST_LINE} are the most"))
    })
    .collect()
}
