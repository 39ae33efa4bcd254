//! Rust code in its lexemes, as far as the build and the tests of the house look at it.

/// Where `#[cfg(test)] mod` stands; the end, if it does not.
pub(crate) fn tests_begin(tokens: &[Token<'_>]) -> usize {
    let opening = ["#", "[", "cfg", "(", "test", ")", "]", "mod"];
    tokens
        .windows(opening.len())
        .position(|run| run.iter().map(|token| token.text).eq(opening))
        .unwrap_or(tokens.len())
}

/// A lexeme with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    /// As it stands.
    pub(crate) text: &'t str,
    /// The line that it begins on, from 1.
    pub(crate) line: usize,
    /// What it is.
    pub(crate) kind: Kind,
}

/// What a lexeme is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word, `::` or a single sign.
    Code,
    /// A string, character or lifetime.
    Literal,
    /// A comment.
    Comment,
}

/// The lexemes of Rust code; white space is none.
pub(crate) fn tokens(source: &str) -> Vec<Token<'_>> {
    let (mut tokens, mut rest, mut line) = (Vec::new(), source, 1);
    while let Some(first) = rest.chars().next() {
        let (length, kind) = lexeme(rest, first);
        let (text, after) = rest.split_at(length);
        if let Some(kind) = kind {
            tokens.push(Token { text, line, kind });
        }
        line += text.matches('\n').count();
        rest = after;
    }
    tokens
}

/// How long the next lexeme is, and what it is; white space is nothing.
fn lexeme(rest: &str, first: char) -> (usize, Option<Kind>) {
    let until =
        |from: usize, end: &str| rest[from..].find(end).map_or(rest.len(), |at| from + at + end.len());
    let word = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(rest.len());
    let (prefix, body) = rest.split_at(word);
    let hashes = body.len() - body.trim_start_matches('#').len();
    if rest.starts_with("//") {
        (rest.find('\n').unwrap_or(rest.len()), Some(Kind::Comment))
    } else if rest.starts_with("/*") {
        (block_comment(rest), Some(Kind::Comment))
    } else if matches!(prefix, "r" | "br" | "cr") && body[hashes..].starts_with('"') {
        (until(word + hashes + 1, &format!("\"{}", "#".repeat(hashes))), Some(Kind::Literal))
    } else if matches!(prefix, "" | "b" | "c") && body.starts_with('"') {
        (closing(rest, word + 1, '"'), Some(Kind::Literal))
    } else if first == '\'' {
        (character_or_lifetime(rest), Some(Kind::Literal))
    } else if word > 0 {
        (word, Some(Kind::Code))
    } else if rest.starts_with("::") {
        (2, Some(Kind::Code))
    } else {
        (first.len_utf8(), (!first.is_whitespace()).then_some(Kind::Code))
    }
}

/// How long what begins with `'` is.
fn character_or_lifetime(rest: &str) -> usize {
    let mut letters = rest.chars().skip(1);
    let is_character = letters.next() == Some('\\') || letters.next() == Some('\'');
    if is_character {
        closing(rest, 1, '\'')
    } else {
        1 + rest[1..].find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(0)
    }
}

/// The end of a literal that `\` escapes in.
fn closing(text: &str, from: usize, quote: char) -> usize {
    let mut escaped = false;
    for (at, letter) in text[from..].char_indices() {
        if letter == quote && !escaped {
            return from + at + 1;
        }
        escaped = letter == '\\' && !escaped;
    }
    text.len()
}

/// The end of a comment that may hold others.
fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(found) = text[at..].find("/*").into_iter().chain(text[at..].find("*/")).min() {
        at += found;
        if text[at..].starts_with("/*") {
            depth += 1;
        } else {
            depth = depth.saturating_sub(1);
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    text.len()
}
